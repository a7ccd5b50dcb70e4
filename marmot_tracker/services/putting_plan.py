"""What putting back a step of the history would do: line by line, in words, before it is done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import KINDS
from marmot_tracker.services import history_things
from marmot_tracker.services.history_steps import PLACES, Told, is_undo_line
from marmot_tracker.services.history_things import Called
from marmot_tracker.services.putting_lines import Line, Plan, Way, Write, brief, lowered, raised
from marmot_tracker.services.telling import FIELD_WORDS, Teller, as_day, shortened, who_of
from marmot_tracker.services.wording import counted, day_of
from marmot_tracker.trail import browsing
from marmot_tracker.trail.history import Entry, answers, entries, line_of
from marmot_tracker.trail.projection import below_in_view
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.values import Scalar
from marmot_tracker.vocabulary import ChangeKind

MOST = 5_000
"""A step that wrote more things than this is not put back as a whole."""
PRESENT = "present"
_KEPT = frozenset(
    {"import_mapping", "organisation", "pack", "person", "post", "source_report", "subgroup"}
)
"""Kinds that stay where a step added them: others may name them by now."""
_EVIDENCE = frozenset({"evidence", "evidence_link"})
_FILLED = {"rating": "status_update", "decision": "decision", "due": "date_revision"}


def plan(
    session: Session, *, change: str, way: Way = Way.BEFORE, within: Collection[str] = ()
) -> Plan:
    """What putting back a step would do; `within` narrows it to some of the things it wrote.

    Raises `TrackerError` where the step is not one that can be put back.
    """
    connection = driver(session)
    found = connection.execute(
        "SELECT n FROM change_set WHERE id = ?", (bytes.fromhex(change),)
    ).fetchone()
    if found is None:
        raise TrackerError("That step is not in this tracker's history.")
    step = line_of(connection, bytes.fromhex(change))
    if step.change_kind == ChangeKind.ERASURE:
        raise TrackerError("What was erased is gone for ever, and cannot be put back.")
    rows = [row for row in browsing.written(connection, found[0]) if row.kind in KINDS]
    uids = {row.uid for row in rows if not within or row.uid in within}
    if len(uids) > MOST:
        many = counted(
            browsing.how_many_of(connection, found[0], "recommendation"), "recommendation"
        )
        raise TrackerError(
            f"This step wrote {many}: too many to put back at once.",
            hint="Put back what it did to one recommendation at a time.",
        )
    return _Planning(session, change, way, uids).plan(step.label)


class _Planning:
    """Makes a plan from what the record says of the things that a step wrote."""

    def __init__(self, session: Session, change: str, way: Way, uids: set[str]) -> None:
        self._session = session
        self._change = change
        self._way = way
        self._teller = Teller(session)
        found = entries(session, uid=uids)
        filling = {str(e.value) for e in found if e.field in PLACES and e.value} - uids
        found += entries(session, uid=filling)
        found.sort(key=lambda entry: (entry.at, entry.change))
        self._told = Told(self._teller, found)
        self._of_step = [e for e in found if e.change == change and e.uid in uids]
        self._by = {(e.change, e.uid, e.field): e for e in found}
        self._heads: dict[tuple[str, str], list[Entry]] = {}
        for entry in found:
            if entry.head:
                self._heads.setdefault((entry.uid, entry.field), []).append(entry)
        things = {(entry.thing_kind, entry.uid) for entry in found}
        self._owner = history_things.recommendation_of(session, things)
        self._called = history_things.names(session, set(self._owner.values()))
        self._added = {e.uid for e in self._of_step if self._is_add(e)}
        self._done: set[tuple[str, str]] = set()
        self._cannot: list[str] = []

    def plan(self, label: str) -> Plan:
        """The lines: recommendations that come or go, then places, then the rest."""
        lines: list[Line] = []
        for choose in (self._coming_or_going, self._place, self._other):
            for entry in self._of_step:
                if (entry.uid, entry.field) in self._done or entry.thing_kind == "taken_value":
                    continue
                line = choose(entry)
                if line is not None and line.writes:
                    lines.append(line)
        return Plan(
            self._change, self._way, label, tuple(lines), tuple(dict.fromkeys(self._cannot))
        )

    # ------------------------------------------------------------ whole recommendations

    def _coming_or_going(self, entry: Entry) -> Line | None:
        """A recommendation that the step added or withdrew, with all that it wrote of it."""
        if entry.thing_kind != "recommendation" or entry.field != PRESENT:
            return None
        with_it = [e for e in self._of_step if self._owner.get(e.uid) == entry.uid]
        self._done |= {(e.uid, e.field) for e in with_it}
        come = self._comes(entry)
        if come is None:
            return None
        things = {e.uid: e.thing_kind for e in with_it if e.field == PRESENT}
        name = self._name(entry.uid)
        if not come and (since := self._worked_on(things)):
            self._cannot.append(f"{name} stays in the list: {since}.")
            return None
        writes = self._shown_or_not(things, come)
        said = "comes back into the list" if come else "goes out of the list again"
        return Line(f"{entry.uid}|{PRESENT}", f"{name} {said}", "", writes)

    def _shown_or_not(self, things: Mapping[str, str], come: bool) -> tuple[Write, ...]:
        """What brings things (kind by uid) into view or out of it, where they are not so yet."""
        return tuple(
            Write(kind, uid, PRESENT, come)
            for uid, kind in things.items()
            if self._in_view(kind, uid) is not come
        )

    def _comes(self, entry: Entry) -> bool | None:
        """Whether a thing would come into view (True) or go (False); None where neither."""
        if self._way is Way.AGAIN:
            wanted = entry.value if not is_undo_line(entry) else None
            come = wanted if isinstance(wanted, bool) else None
        else:
            prior = self._told.prior(entry)
            come = prior.value is True if prior is not None else not self._is_add(entry)
            come = come if entry.standing else None
        return None if come is self._in_view(entry.thing_kind, entry.uid) else come

    def _worked_on(self, things: dict[str, str]) -> str:
        """Who changed things that the step added, or hung something on them; empty for nobody."""
        for uid, kind in things.items():
            for (of, _), heads in self._heads.items():
                later = [head for head in heads if head.change != self._change]
                if of == uid and later:
                    return f"changed since {self._by_whom(later[-1])}"
            for below in below_in_view(driver(self._session), uid, kind):
                if below not in things:
                    return "something was added to it since"
        return ""

    # ------------------------------------------------------------ rating, decision, date, owner

    def _place(self, entry: Entry) -> Line | None:
        if entry.thing_kind != "recommendation" or entry.field not in PLACES:
            return None
        self._done.add((entry.uid, entry.field))
        named = str(entry.value or "")
        for other in self._of_step:  # what fills the place is told with it
            if other.uid == named or (entry.field == "lead" and other.thing_kind == "assignment"):
                self._done.add((other.uid, other.field))
        if self._is_apart(entry):
            return self._one_of_two(
                entry, lambda uid: self._told.thing_in_words(entry.field, str(uid or ""))
            )
        target = self._target(entry)
        if target is None:
            return None
        (uid,) = target
        now = self._now(entry)
        if uid == now and not self._is_two(entry):
            return None
        dated = entry.field == "due" and now is not None
        if dated and not self._moves(entry, str(now), str(uid or "")):
            return None
        writes = [Write("recommendation", entry.uid, entry.field, uid)]
        # A date is moved once more, and none that was set goes: nothing comes or goes with it.
        for each, come in () if dated else ((uid, True), (named, False)):
            kind = self._kind_of(str(each or ""))
            if kind and (come or each in self._added) and each != (uid if not come else None):
                writes += self._view(kind, str(each), come)
        words = self._becomes(
            f"{FIELD_WORDS[entry.field].capitalize()} of {self._name(entry.uid)}",
            *self._fillings(entry.field, str(now or ""), str(uid or "")),
        )
        return Line(f"{entry.uid}|{entry.field}", words, self._since(entry), tuple(writes))

    def _moves(self, entry: Entry, now: str, then: str) -> bool:
        """Whether a due date would move; it is never put back to none, nor to what it is."""
        if not then:
            self._cannot.append(
                f"{self._field_of(entry)}: a due date cannot be emptied, only moved; it can be "
                "set to “ongoing”."
            )
            return False
        said = [
            [self._told.latest(uid, field) for field in ("new_date", "ongoing", "next_review")]
            for uid in (now, then)
        ]
        return said[0] != said[1]

    def _fillings(self, place: str, *uids: str) -> list[str]:
        """What fills a place now and then, with the day of each where they read alike."""
        said = [self._told.thing_in_words(place, uid) if uid else "" for uid in uids]
        if len(set(said)) == len(said):
            return said
        dated = "decided_on" if place == "decision" else "speaks_for"
        days = [self._told.latest(uid, dated) for uid in uids]
        return [
            f"{word} for {as_day(day)}" if day else word
            for word, day in zip(said, days, strict=True)
        ]

    def _view(self, kind: str, uid: str, come: bool) -> list[Write]:
        if self._in_view(kind, uid) is come:
            return []
        if not come and self._worked_on({uid: kind}):
            return []
        return [Write(kind, uid, PRESENT, come)]

    def _kind_of(self, uid: str) -> str:
        return next((e.thing_kind for e in self._by.values() if e.uid == uid), "") if uid else ""

    # ------------------------------------------------------------ everything else

    def _other(self, entry: Entry) -> Line | None:
        self._done.add((entry.uid, entry.field))
        if entry.uid in self._added and entry.thing_kind != "extra_value":
            return self._added_thing(entry)
        if entry.field == PRESENT:
            return self._thing_again(entry) if entry.thing_kind != "extra_value" else None
        if entry.thing_kind == "extra_value" and entry.field != "value":
            return None
        if self._is_apart(entry):
            return self._one_of_two(entry, lambda value: self._in_words(entry, value))
        target = self._target(entry)
        if target is None:
            return None
        (value,) = target
        now = self._now(entry)
        hidden = entry.thing_kind == "extra_value" and not self._in_view("extra_value", entry.uid)
        if value == now and not hidden and not self._is_two(entry):
            return None
        writes = [Write(entry.thing_kind, entry.uid, entry.field, value)]
        writes += [Write(entry.thing_kind, entry.uid, PRESENT, True)] if hidden else []
        words = self._becomes(
            self._field_of(entry), self._in_words(entry, now), self._in_words(entry, value)
        )
        key, called = f"{entry.uid}|{entry.field}", self._label_of(entry)
        return Line(key, words, self._since(entry), tuple(writes), called)

    def _added_thing(self, entry: Entry) -> Line | None:
        """A thing that the step added: evidence and its tie, a further principle and so on."""
        if entry.field != PRESENT or entry.thing_kind in _KEPT:
            return None
        come = self._comes(entry)
        if come is None:
            return None
        things = {entry.uid: entry.thing_kind}
        if entry.thing_kind == "evidence_link":
            piece = self._told.latest(entry.uid, "evidence")
            if piece in self._added:
                things[piece] = "evidence"
        elif entry.thing_kind == "evidence" and any(
            self._told.latest(uid, "evidence") == entry.uid for uid in self._added
        ):
            return None  # told with its tie
        name = self._thing_name(entry)
        if not come and (since := self._worked_on(things)):
            self._cannot.append(f"{name} stays: {since}.")
            return None
        writes = self._shown_or_not(things, come)
        said = "comes back" if come else "is taken away again"
        return Line(f"{entry.uid}|{PRESENT}", f"{name} {said}", "", writes, self._label_of(entry))

    def _thing_again(self, entry: Entry) -> Line | None:
        come = self._comes(entry)
        if come is None:
            return None
        said = "comes back" if come else "is taken away again"
        return Line(
            f"{entry.uid}|{PRESENT}",
            f"{self._thing_name(entry)} {said}",
            "",
            (Write(entry.thing_kind, entry.uid, PRESENT, come),),
            self._label_of(entry),
        )

    # ------------------------------------------------------------ what stands and what stood

    def _target(self, entry: Entry) -> tuple[Scalar] | None:
        """The value to put back, as a tuple of one; None where there is none to put back."""
        if self._way is Way.AGAIN:
            if is_undo_line(entry):
                return None
            if entry.erased:
                self._erased(entry)
                return None
            return (entry.value,)
        if not entry.standing:
            return None  # taken back already
        prior = self._told.prior(entry)
        if prior is None:
            return (None,)
        if prior.erased:
            self._erased(entry)
            return None
        return (prior.value,)

    def _is_apart(self, entry: Entry) -> bool:
        """Whether people answered apart, and the step is one of the answers or older than them."""
        return self._is_two(entry) and (entry.head or self._way is Way.BEFORE)

    def _one_of_two(self, entry: Entry, in_words: Callable[[Scalar], str]) -> Line | None:
        """One of the answers given apart, to stand alone: what was before both never does."""
        what = self._field_of(entry)
        shown = answers(self._session, entry.uid, entry.field)
        kept = [a for a in shown if (a.change == entry.change) is (self._way is Way.AGAIN)]
        if len(shown) < 2 and entry.head:
            self._cannot.append(f"{what}: somebody else said the same, and that stands.")
            return None
        if len(kept) != 1 or not entry.head:
            self._cannot.append(f"{what}: people answered apart; settle it under Two answers.")
            return None
        if kept[0].erased:
            self._erased(entry)
            return None
        said = f"{brief(in_words(kept[0].value))} {self._by_whom(kept[0])}"
        write = Write(entry.thing_kind, entry.uid, entry.field, kept[0].value)
        words = f"{what}: of two answers, {said} stands"
        return Line(f"{entry.uid}|{entry.field}", words, "", (write,), self._label_of(entry))

    def _erased(self, entry: Entry) -> None:
        self._cannot.append(f"{self._field_of(entry)}: what was there was erased, and stays so.")

    def _now(self, entry: Entry) -> Scalar:
        """What the tables show of a field, as the record holds it."""
        value = browsing.cell(driver(self._session), entry.thing_kind, entry.uid, entry.field)
        of_type = KINDS[entry.thing_kind].fields[entry.field]
        return bool(value) if of_type is bool and value is not None else value

    def _in_view(self, kind: str, uid: str) -> bool:
        return bool(browsing.cell(driver(self._session), kind, uid, "in_view"))

    def _is_two(self, entry: Entry) -> bool:
        return len(self._heads.get((entry.uid, entry.field), ())) > 1

    def _is_add(self, entry: Entry) -> bool:
        return entry.field == PRESENT and entry.value is True and not entry.replaces

    def _since(self, entry: Entry) -> str:
        """Who changed a field since the step."""
        heads = self._heads.get((entry.uid, entry.field), [])
        others = [head for head in heads if head.change != self._change]
        if not others or (entry.head and not self._is_two(entry)):
            return ""
        last = others[-1]
        if self._way is Way.BEFORE and last.at < entry.at:
            return ""
        return f"changed since {self._by_whom(last)}"

    def _by_whom(self, entry: Entry) -> str:
        return f"by {who_of(entry)} on {day_of(entry.at)}"

    # ------------------------------------------------------------ words

    def _name(self, uid: str) -> str:
        called = self._called.get(uid, Called("", "this recommendation"))
        return called.reference or shortened(called.title, 60)

    def _of(self, entry: Entry) -> str:
        owner = self._owner.get(entry.uid)
        return f" of {self._name(owner)}" if owner else ""

    def _thing_name(self, entry: Entry) -> str:
        if entry.thing_kind == "recommendation":
            return self._name(entry.uid)
        if entry.thing_kind in _EVIDENCE:
            piece = entry.uid
            if entry.thing_kind == "evidence_link":
                piece = self._told.latest(entry.uid, "evidence")
            self._told_evidence(piece)
            return f"Evidence {shortened(self._told.title(piece))}{self._of(entry)}"
        place = {kind: name for name, kind in _FILLED.items()}.get(entry.thing_kind)
        if place:
            said = self._told.thing_in_words(place, entry.uid)
            return f"{FIELD_WORDS[place].capitalize()} {said}{self._of(entry)}"
        if entry.thing_kind == "assignment":
            return f"Owner {self._told.thing_in_words('lead', entry.uid)}{self._of(entry)}"
        named = history_things.name_of(self._session, entry.thing_kind, entry.uid)
        return f"{named.title}{self._of(entry)}"

    def _label_of(self, entry: Entry) -> str:
        """What putting it back is called where its words would name evidence; else empty."""
        if entry.thing_kind not in _EVIDENCE:
            return ""
        thing = f"evidence{self._of(entry)}"
        if entry.field == PRESENT:
            return raised(thing)
        return f"{raised(entry.field.replace('_', ' '))} of {thing}"

    def _told_evidence(self, uid: str) -> None:
        """Let the teller know a piece of evidence that the step itself did not write."""
        if uid and not self._told.latest(uid, "title"):
            self._told.learn(entries(self._session, uid=uid))

    def _field_of(self, entry: Entry) -> str:
        if entry.thing_kind == "extra_value":
            column = self._teller.name("extra_column", self._told.latest(entry.uid, "column"))
            return f"{column or 'A column'}{self._of(entry)}"
        if entry.thing_kind == "recommendation":
            called = FIELD_WORDS.get(entry.field, entry.field.replace("_", " "))
            return f"{called.capitalize()}{self._of(entry)}"
        called = entry.field.replace("_", " ").capitalize()
        return f"{called} of {lowered(self._thing_name(entry))}"

    def _in_words(self, entry: Entry, value: Scalar) -> str:
        if value is None:
            return ""
        if entry.thing_kind == "extra_value":
            return self._teller.own_value(self._told.latest(entry.uid, "column"), value)
        return self._teller.value(entry.thing_kind, entry.field, value)

    def _becomes(self, what: str, now: str, then: str) -> str:
        """`Due date of 5.4: 31/12/2026 becomes 30/06/2026 again`."""
        return f"{what}: {brief(now)} becomes {brief(then)} again"
