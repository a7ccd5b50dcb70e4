"""What an edit did, step by step in words, from the lines of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from marmot_tracker.services.return_bases import TAKEN
from marmot_tracker.services.return_form import FIELD_WORDS as FIELD_WORDS_OF_FORM
from marmot_tracker.services.return_lines import REMARKS, in_words, readable
from marmot_tracker.services.telling import FIELD_WORDS, Teller, as_day, shortened
from marmot_tracker.trail.history import ERASED, Entry
from marmot_tracker.vocabulary import ChangeKind, RevisionKind, Sensitivity

Fields = Mapping[str, Entry]
"""What one edit said of one thing, by field."""

PLACES = ("rating", "decision", "due", "lead")
_SILENT = frozenset({"taken_value"})
_TIE = "evidence_link"


class Told:
    """Tells the entries of one recommendation and of what hangs on it; oldest come first."""

    def __init__(self, teller: Teller, everything: Iterable[Entry]) -> None:
        self.teller = teller
        self._said: dict[tuple[str, str, str], Entry] = {}
        self._latest: dict[tuple[str, str], Entry] = {}
        self._heads: dict[tuple[str, str], list[Entry]] = {}
        self.learn(everything)

    def learn(self, everything: Iterable[Entry]) -> None:
        """Take in entries of other things, the oldest first."""
        for entry in everything:
            if not is_undo_line(entry):
                self._said[(entry.change, entry.uid, entry.field)] = entry
                self._latest[(entry.uid, entry.field)] = entry
                if entry.head:
                    self._heads.setdefault((entry.uid, entry.field), []).append(entry)

    def latest(self, uid: str, field: str) -> str:
        """What was said last of a field, as text."""
        entry = self._latest.get((uid, field))
        return str(entry.value) if entry is not None and entry.value is not None else ""

    def title(self, evidence: str) -> str:
        """What a piece of evidence is called; a restricted one never by its title."""
        if self.restricted(evidence):
            return "restricted evidence"
        heads = self._heads.get((evidence, "title"), [])
        return str(heads[-1].value or "") if heads else self.latest(evidence, "title")

    def restricted(self, evidence: str) -> bool:
        """Whether a piece of evidence counts as restricted: of two answers the stricter does."""
        heads = self._heads.get((evidence, "sensitivity"), [])
        said = [entry.value for entry in heads] or [self.latest(evidence, "sensitivity")]
        return Sensitivity.RESTRICTED in said

    def label(self, group: Iterable[Entry]) -> str:
        """What an undo is called; where it touched restricted evidence, never by a title."""
        entries = list(group)
        pieces = [e.uid for e in entries if e.thing_kind == "evidence"]
        pieces += [self.latest(e.uid, "evidence") for e in entries if e.thing_kind == _TIE]
        if not any(self.restricted(piece) for piece in pieces):
            return undo_words(entries[0].label)
        again = entries[0].label.startswith("Redo ")
        return f"{'Done again' if again else 'Taken back'}: a change to restricted evidence"

    def steps(self, group: Iterable[Entry]) -> list[str]:
        """What one edit did, a sentence each."""
        things = by_thing(entry for entry in group if not is_undo_line(entry))
        handed_over = any(
            k == "assignment" and "role" in fields for (k, _), fields in things.items()
        )
        said: list[str] = []
        for (kind, uid), fields in sorted(
            things.items(), key=lambda item: item[0][0] != "recommendation"
        ):
            if kind in _SILENT or (handed_over and kind == "assignment" and "role" not in fields):
                continue
            if "present" in fields and fields["present"].value is False:
                if uid in self._left(things):
                    continue  # told with the place that it leaves
                said.append(f"{self._called(kind, uid)} withdrawn")
            elif kind == "recommendation":
                said += self._recommendation(fields, things)
            elif kind in _TELL:
                told = _TELL[kind](self, fields)
                said += [told] if told else []
        return said

    def reason(self, group: Iterable[Entry]) -> str:
        """The reason kept with a rating, decision or date, where the edit itself has none."""
        reasons = (entry.value for entry in group if entry.field == "reason")
        return next((str(reason) for reason in reasons if reason), "")

    def text(self, entry: Entry) -> str:
        """A value in words; an erased one says so."""
        if entry.erased:
            return ERASED
        return self.teller.value(entry.thing_kind, entry.field, entry.value)

    def field_words(self, entry: Entry) -> str:
        """What the field of an entry is called, for what says nothing else any more."""
        if entry.thing_kind == "recommendation":
            return f"the {FIELD_WORDS.get(entry.field, entry.field)}"
        if entry.thing_kind == "extra_value":
            column = self.teller.name("extra_column", self.latest(entry.uid, "column"))
            return f"“{column}”" if column else "a column of the place's own"
        words = {
            "status_update": "rating",
            "date_revision": "due date",
            "evidence_link": "evidence",
        }
        thing = words.get(entry.thing_kind, entry.thing_kind.replace("_", " "))
        return f"the {entry.field.replace('_', ' ')} of the {thing}"

    def _recommendation(
        self, fields: Fields, things: Mapping[tuple[str, str], Fields]
    ) -> list[str]:
        if "present" in fields and self.prior(fields["present"]) is None:
            wording = fields.get("wording") or fields.get("short_title")
            return [f"Added: {shortened(self.text(wording))}" if wording else "Added"]
        said = ["Put back"] if "present" in fields else []
        for name, entry in fields.items():
            if name == "present":
                continue
            if name in PLACES:
                filled = any(uid == entry.value for _, uid in things)
                said += [] if filled else self._place(name, entry)
            else:
                said.append(self._changed(FIELD_WORDS.get(name, name), entry))
        return said

    def _place(self, name: str, entry: Entry) -> list[str]:
        called = FIELD_WORDS[name].capitalize()
        left = self._left_by(entry)
        was = self.thing_in_words(name, left) if left else ""
        if entry.value is None:
            return [f"{called} taken away" + (f"; it was {was}" if was else "")]
        now = self.thing_in_words(name, str(entry.value))
        if was and left != entry.value:
            return [f"{called} put back from {was} to {now}"]
        return [f"{called} chosen: {now}"]

    def _left_by(self, entry: Entry) -> str:
        """What alone filled a place before an entry that names a thing there was already."""
        seen = [self._said.get((change, entry.uid, entry.field)) for change in entry.replaces]
        valued = {str(other.value) for other in seen if other is not None and other.value}
        return valued.pop() if len(valued) == 1 else ""

    def _left(self, things: Mapping[tuple[str, str], Fields]) -> set[str]:
        """What the same edit puts out of a place of a recommendation."""
        found = set()
        for (kind, _), fields in things.items():
            for name in PLACES if kind == "recommendation" else ():
                if name in fields and (left := self._left_by(fields[name])):
                    found.add(left)
        return found

    def thing_in_words(self, place: str, uid: str) -> str:
        """What the thing that fills a place says."""
        if place == "rating":
            return self.teller.rating(self.latest(uid, "rating"))
        if place == "decision":
            return self.teller.words.of("decision", self.latest(uid, "code"))
        if place == "due":
            ongoing = bool(self.latest(uid, "ongoing"))
            return "ongoing" if ongoing else as_day(self.latest(uid, "new_date"))
        owner = self.latest(uid, "post") or self.latest(uid, "organisation")
        return self.teller.name("owner", owner)

    def _changed(self, called: str, entry: Entry) -> str:
        prior = self.prior(entry)
        before = self.text(prior) if prior is not None else ""
        after = self.text(entry)
        called = called[0].upper() + called[1:]
        if not after:
            return (
                f"{called} cleared; it was {shortened(before)}" if before else f"{called} cleared"
            )
        if not before:
            return f"{called} set to {shortened(after)}"
        if before == after:
            return f"{called} settled as {shortened(after)}"
        return f"{called} changed from {shortened(before)} to {shortened(after)}"

    def prior(self, entry: Entry) -> Entry | None:
        """What its author saw there before; of two answers the later."""
        seen = [self._said.get((change, entry.uid, entry.field)) for change in entry.replaces]
        return max((e for e in seen if e is not None), key=lambda e: (e.at, e.change), default=None)

    def _called(self, kind: str, uid: str) -> str:
        names = {
            "recommendation": "Recommendation",
            "status_update": f"Rating {self.thing_in_words('rating', uid)}",
            "decision": f"Decision “{self.thing_in_words('decision', uid)}”",
            "date_revision": f"Due date {self.thing_in_words('due', uid)}",
            "assignment": f"Owner {self.thing_in_words('lead', uid)}",
            "evidence": f"Evidence {shortened(self.title(uid))}",
            "evidence_link": "Tie to evidence "
            + shortened(self.title(self.latest(uid, "evidence"))),
        }
        return names.get(kind, kind.replace("_", " ").capitalize())

    def rated(self, fields: Fields) -> str:
        """A status update."""
        if "rating" not in fields:
            return self._corrected("the status update", fields)
        for_day = fields.get("speaks_for")
        said = f"Rated {self.teller.rating(_text(fields, 'rating'))}"
        why = _text(fields, "not_rated_why")
        said += f", {self.teller.words.of('not_rated_why', why).lower()}" if why else ""
        said += f" for {self.text(for_day)}" if for_day else ""
        position = fields.get("position_line")
        return said + (f": {shortened(self.text(position))}" if position else "")

    def decided(self, fields: Fields) -> str:
        """A decision."""
        if "code" not in fields:
            return self._corrected("the decision", fields)
        said = f"Decided: {self.text(fields['code'])}"
        said += f", by {_text(fields, 'decided_by')}" if "decided_by" in fields else ""
        return said + (f", at {_text(fields, 'meeting')}" if "meeting" in fields else "")

    def dated(self, fields: Fields) -> str:
        """A date revision."""
        if "kind" not in fields:
            agreed = "agreed_by" in fields or "agreed_on" in fields
            by = f" by {_text(fields, 'agreed_by')}" if "agreed_by" in fields else ""
            return f"Due date agreed{by}" if agreed else self._corrected("the due date", fields)
        after = "ongoing" if _text(fields, "ongoing") else as_day(_text(fields, "new_date"))
        before = as_day(_text(fields, "old_date"))
        kind = _text(fields, "kind")
        if kind == RevisionKind.FIRST:
            return f"Due date set to {after}"
        origin = f" from {before}" if before else ""
        if kind == RevisionKind.TYPING_MISTAKE:
            return f"Typing mistake in the due date put right{origin} to {after}"
        asked = f", asked by {_text(fields, 'asked_by')}" if "asked_by" in fields else ""
        return f"Due date moved{origin} to {after}{asked}"

    def assigned(self, fields: Fields) -> str:
        """An assignment."""
        owner = self.thing_in_words("lead", _uid(fields))
        if "role" not in fields:
            until = fields.get("until")
            return f"Owner until {self.text(until)}: {owner}" if until else ""
        return f"{self.text(fields['role'])}: {owner}"

    def evidenced(self, fields: Fields) -> str:
        """A piece of evidence."""
        title = shortened(self.title(_uid(fields)))
        if "kind" in fields and self.prior(fields["kind"]) is None:
            return f"Evidence attached: {title} ({self.text(fields['kind'])})"
        if "sha256" in fields:
            held = "only a link is kept" if fields["sha256"].value is None else "its file is held"
            return f"Evidence {title}: {held} from now on"
        if "sensitivity" in fields:
            return f"Evidence {title} marked {self.text(fields['sensitivity'])}"
        return self._corrected(f"evidence {title}", fields)

    def tied(self, fields: Fields) -> str:
        """A tie to evidence, told where the evidence itself was not new."""
        piece = self.latest(_uid(fields), "evidence")
        title, why = shortened(self.title(piece)), _text(fields, "why")
        because = "" if self.restricted(piece) else f": {shortened(why)}"
        return f"Evidence {title} speaks for this{because}" if why else ""

    def own_column(self, fields: Fields) -> str:
        """A value in one of the place's own columns."""
        entry = fields.get("value")
        if entry is None:
            return ""
        column = self.latest(_uid(fields), "column")
        called = self.teller.name("extra_column", column) or "Column"
        after = ERASED if entry.erased else self.teller.own_value(column, entry.value)
        return f"{called} set to {shortened(after)}" if after else f"{called} cleared"

    def further(self, fields: Fields) -> str:
        """A further principle."""
        return f"Further principle: {self.teller.name('principle', self.latest(_uid(fields), 'principle'))}"

    def interested(self, fields: Fields) -> str:
        """A subgroup with an interest."""
        return f"Interested subgroup: {self.teller.name('subgroup', self.latest(_uid(fields), 'subgroup'))}"

    def tied_to(self, fields: Fields) -> str:
        """A tie to another recommendation."""
        if "kind" not in fields:
            return ""
        other = self.teller.name("recommendation", self.latest(_uid(fields), "other"))
        return f"{self.text(fields['kind'])} {other or 'a recommendation no longer here'}"

    def proposed(self, fields: Fields) -> str:
        """An action that a return proposed, or that was done since."""
        called = shortened(self.latest(_uid(fields), "title"))
        if "title" in fields:
            return f"Action proposed: {called}"
        if "done_on" in fields:
            done = _text(fields, "done_on")
            return (
                f"Action done on {as_day(done)}: {called}"
                if done
                else f"Action open again: {called}"
            )
        return self._corrected("an action", fields)

    def answered(self, fields: Fields) -> str:
        """A verdict on an answer that changed nothing else: left out, sent back, or a remark."""
        verdict, uid = _text(fields, "verdict"), _uid(fields)
        field = readable(self.latest(uid, "field"))
        if not verdict or (verdict in TAKEN and field not in REMARKS):
            return ""
        said = in_words(self.teller.words, field, self.latest(uid, "said"))
        called = f"{FIELD_WORDS_OF_FORM[field].rstrip('?')}: {shortened(said)}"
        return f"{self.teller.words.of('return_verdict', verdict)}: {called}"

    def _corrected(self, called: str, fields: Fields) -> str:
        names = ", ".join(name.replace("_", " ") for name in fields if name != "present")
        return f"Corrected {called} ({names})" if names else ""


_TELL: dict[str, Callable[[Told, Fields], str]] = {
    "status_update": Told.rated,
    "decision": Told.decided,
    "date_revision": Told.dated,
    "assignment": Told.assigned,
    "evidence": Told.evidenced,
    "evidence_link": Told.tied,
    "extra_value": Told.own_column,
    "further_principle": Told.further,
    "interested_subgroup": Told.interested,
    "recommendation_tie": Told.tied_to,
    "action": Told.proposed,
    "return_line": Told.answered,
}


def undo_words(label: str) -> str:
    """What an undo is called: `Taken back: owner of 2 recommendations`; another edit as it is."""
    for prefix, said in (("Undo ", "Taken back"), ("Redo ", "Done again")):
        if label.startswith(prefix):
            what = label.removeprefix(prefix).removeprefix("Set ")
            return f"{said}: {what[:1].lower()}{what[1:]}"
    return label


def by_thing(group: Iterable[Entry]) -> dict[tuple[str, str], dict[str, Entry]]:
    """The entries of one edit, by kind and uid, then by field."""
    things: dict[tuple[str, str], dict[str, Entry]] = {}
    for entry in group:
        things.setdefault((entry.thing_kind, entry.uid), {})[entry.field] = entry
    return things


def _uid(fields: Fields) -> str:
    """The thing that one edit's entries are about."""
    return next(iter(fields.values())).uid


def is_undo_line(entry: Entry) -> bool:
    """Whether a line only takes something back, and says nothing of its own."""
    return entry.change_kind == ChangeKind.UNDO and entry.value is None and not entry.erased


def _text(fields: Fields, name: str) -> str:
    entry = fields.get(name)
    if entry is None or entry.value is None or entry.value is False:
        return ERASED if entry is not None and entry.erased else ""
    return str(entry.value)
