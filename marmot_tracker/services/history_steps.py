"""What an edit did, step by step in words, from the lines of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from marmot_tracker.services.telling import FIELD_WORDS, Teller, as_day, shortened
from marmot_tracker.trail.history import ERASED, Entry
from marmot_tracker.vocabulary import ChangeKind, RevisionKind, Sensitivity

Fields = Mapping[str, Entry]
"""What one edit said of one thing, by field."""

PLACES = ("rating", "decision", "due", "lead")
_SILENT = frozenset({"taken_value"})


class Told:
    """Tells the entries of one recommendation and of what hangs on it; oldest come first."""

    def __init__(self, teller: Teller, everything: Iterable[Entry]) -> None:
        self.teller = teller
        self._said: dict[tuple[str, str, str], Entry] = {}
        self._latest: dict[tuple[str, str], Entry] = {}
        for entry in everything:
            if not is_undo_line(entry):
                self._said[(entry.change, entry.uid, entry.field)] = entry
                self._latest[(entry.uid, entry.field)] = entry

    def latest(self, uid: str, field: str) -> str:
        """What was said last of a field, as text."""
        entry = self._latest.get((uid, field))
        return str(entry.value) if entry is not None and entry.value is not None else ""

    def title(self, evidence: str) -> str:
        """What a piece of evidence is called; a restricted one never by its title."""
        restricted = self.latest(evidence, "sensitivity") == Sensitivity.RESTRICTED
        return "restricted evidence" if restricted else self.latest(evidence, "title")

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
        called = FIELD_WORDS[name]
        if entry.value is None:
            return [f"{called.capitalize()} taken away"]
        return [f"{called.capitalize()} chosen: {self.thing_in_words(name, str(entry.value))}"]

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
        if "kind" in fields:
            return f"Evidence attached: {title} ({self.text(fields['kind'])})"
        if "sensitivity" in fields:
            return f"Evidence {title} marked {self.text(fields['sensitivity'])}"
        return self._corrected(f"evidence {title}", fields)

    def tied(self, fields: Fields) -> str:
        """A tie to evidence, told where the evidence itself was not new."""
        title = shortened(self.title(self.latest(_uid(fields), "evidence")))
        why = _text(fields, "why")
        return f"Evidence {title} speaks for this: {shortened(why)}" if why else ""

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
}


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
