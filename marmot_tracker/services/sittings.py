"""The history of the whole tracker: one line per person, thing and sitting, opening to every step.

`feed` finds which changes are asked for, newest first, without reading them; `read` puts some of
them into words; `Sittings` gathers what was read into lines, as more of it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.model import stamp
from marmot_tracker.services import history, history_others, history_things
from marmot_tracker.services.history_others import MADE_WITH
from marmot_tracker.services.history_steps import Told, undo_words
from marmot_tracker.services.history_things import Called
from marmot_tracker.services.telling import Teller, who_of
from marmot_tracker.services.wording import counted
from marmot_tracker.trail import browsing
from marmot_tracker.trail.browsing import Arrival, Wanted, Written
from marmot_tracker.trail.history import ChangeLine, Entry, entries
from marmot_tracker.trail.recording import driver
from marmot_tracker.vocabulary import ChangeKind

SITTING = timedelta(minutes=30)
"""Changes of one person to one thing less than this apart are one line."""
PAGE = 40
"""So many changes are put into words at a time."""
BULK = 8
"""A change of more recommendations than this is one line."""
WHOLE = 2_000
"""A change of more fields than this is not read field by field to tell what it is about."""


class Kind(StrEnum):
    """What a change did, for choosing which are shown."""

    RATED = "rated"
    DATED = "dated"
    OWNER = "owner"
    EVIDENCE = "evidence"
    DECISION = "decision"
    WORDING = "wording"
    IMPORT = "import"
    COPY = "copy"
    ERASED = "erased"


KIND_WORDS: dict[Kind, str] = {
    Kind.RATED: "Rated",
    Kind.DATED: "Due date set or moved",
    Kind.OWNER: "Owner",
    Kind.EVIDENCE: "Evidence",
    Kind.DECISION: "Decision",
    Kind.WORDING: "Wording",
    Kind.IMPORT: "Loaded from a list",
    Kind.COPY: "Brought in with a copy",
    Kind.ERASED: "Erased",
}

_FIELDS: dict[Kind, tuple[browsing.Fields, ...]] = {
    Kind.RATED: (("status_update", ()), ("recommendation", ("rating",))),
    Kind.DATED: (("date_revision", ()), ("recommendation", ("due",))),
    Kind.OWNER: (("assignment", ()), ("recommendation", ("lead",))),
    Kind.EVIDENCE: (("evidence", ()), ("evidence_link", ())),
    Kind.DECISION: (("decision", ()), ("recommendation", ("decision",))),
    Kind.WORDING: (("recommendation", ("wording", "short_title", "plain_position", "reference")),),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the history: a person, words of a thing, days (both included), a kind."""

    who: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    kind: Kind | None = None

    @property
    def for_all(self) -> bool:
        """Whether everything is asked for."""
        return self == Asked()


Ref = int | Arrival
"""A change by the number of its change set, or a copy that was brought in."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The changes asked for, newest first; `of` is how many the tracker holds at all.

    `uids` are the things that words found, None where none were given.
    """

    refs: tuple[Ref, ...]
    found: int
    of: int
    uids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One change as far as it is about one thing; `what` says it sentence by sentence.

    `change` is empty for a copy that was brought in. `uids` are the things that it wrote there,
    empty where it is all of them.
    """

    change: str
    at: datetime
    who: str
    what: tuple[str, ...]
    why: str
    where_from: str
    taken_back: bool
    thing: str
    called: Called
    kind: ChangeKind | str = ""
    uids: frozenset[str] = frozenset()
    of_recommendation: bool = False


@dataclass(slots=True)
class Sitting:
    """What one person did to one thing at a sitting: its steps, newest first."""

    steps: list[Step] = field(default_factory=list)

    @property
    def newest(self) -> Step:
        """The step done last."""
        return self.steps[0]

    @property
    def oldest(self) -> Step:
        """The step done first."""
        return self.steps[-1]

    @property
    def what(self) -> str:
        """What was done, in short: the newest sentence, with how many more there are."""
        said = [
            sentence
            for step in self.steps
            for sentence in (step.what[:1] if step.kind == ChangeKind.UNDO else step.what)
        ]
        more = len(said) - 1
        return (said[0] if said else "") + (f" (and {more:,} more)" if more > 0 else "")


class Sittings:
    """Gathers steps that come newest first into lines, also where a sitting ends on a later page."""

    def __init__(self) -> None:
        self.lines: list[Sitting] = []
        self.grown: list[int] = []
        self._open: dict[tuple[str, str], Sitting] = {}

    def add(self, steps: Iterable[Step]) -> None:
        """Take in what comes next; `grown` are the places of lines there were before that grew."""
        before, grown = len(self.lines), set()
        at = {id(line): place for place, line in enumerate(self.lines)}
        for step in steps:
            key = (step.who, step.thing)
            line = self._open.get(key) if step.thing else None
            if line is not None and line.oldest.at - step.at < SITTING:
                line.steps.append(step)
                if id(line) in at:
                    grown.add(at[id(line)])
                continue
            line = Sitting([step])
            self.lines.append(line)
            self._open[key] = line
        self.grown = sorted(place for place in grown if place < before)


def names(session: Session) -> list[str]:
    """Everybody who changed something, or for whom it was done."""
    return browsing.names(driver(session))


def feed(session: Session, asked: Asked = Asked()) -> Feed:
    """Which changes are asked for, newest first; they are read page by page."""
    connection = driver(session)
    uids = history_things.found_by_words(session, asked.words) if asked.words.strip() else None
    since = _begin(asked.since) if asked.since else ""
    until = stamp(clock.end_of(asked.until)) if asked.until else ""
    wanted = Wanted(
        who=asked.who,
        since=since,
        until=until,
        uids=uids,
        fields=_FIELDS.get(asked.kind, ()) if asked.kind else (),
        kinds=_CHANGES.get(asked.kind, ()) if asked.kind else (),
        arrived=asked.kind is Kind.COPY,
    )
    found = browsing.matching(connection, wanted)
    refs: tuple[Ref, ...] = tuple(n for n, _ in found)
    if not asked.who and uids is None and asked.kind in (None, Kind.COPY):
        copies = [
            copy
            for copy in browsing.arrivals(connection)
            if since <= copy.at and (not until or copy.at <= until)
        ]
        refs = _with_copies(found, copies)
    return Feed(refs, len(found), browsing.how_many(connection), uids)


def _begin(day: date) -> str:
    """The first moment of a day in Europe/London, as a UTC stamp."""
    return stamp(clock.end_of(day - timedelta(days=1)) + timedelta(microseconds=1))


_CHANGES: dict[Kind, tuple[str, ...]] = {
    Kind.IMPORT: (ChangeKind.IMPORT.value,),
    Kind.ERASED: (ChangeKind.ERASURE.value,),
}


def _with_copies(found: Sequence[tuple[int, str]], copies: Sequence[Arrival]) -> tuple[Ref, ...]:
    refs: list[Ref] = []
    waiting = list(copies[::-1])
    for n, at in found:
        while waiting and waiting[-1].at >= at:
            refs.append(waiting.pop())
        refs.append(n)
    return (*refs, *waiting[::-1])


def read(session: Session, refs: Sequence[Ref], uids: frozenset[str] | None = None) -> list[Step]:
    """Some changes in words, in the order given; `uids` narrows each to the things asked for."""
    connection = driver(session)
    numbers = [ref for ref in refs if isinstance(ref, int)]
    reading = _Reading(session, browsing.lines(connection, numbers), uids)
    found: list[Step] = []
    for ref in refs:
        found += reading.steps(ref) if isinstance(ref, int) else [_brought(ref)]
    return found


class _Reading:
    """What some changes are about, read together for all of them."""

    def __init__(
        self, session: Session, lines: Mapping[int, ChangeLine], uids: frozenset[str] | None
    ) -> None:
        self._session = session
        self._lines = lines
        connection = driver(session)
        self._written: dict[int, list[Written]] = {}
        large = [n for n, line in lines.items() if line.rows > WHOLE]
        narrowed = browsing.written_of(connection, large, uids) if large and uids else {}
        for n, line in lines.items():
            if line.rows <= WHOLE:
                rows = browsing.written(connection, n)
            elif uids is not None:
                rows = narrowed.get(n, [])
            else:
                continue
            if line.change_kind == ChangeKind.ERASURE:
                change = bytes.fromhex(line.change)
                rows = [Written(n, k, u, "") for k, u in browsing.erased_by(connection, change)]
            if uids is not None:
                rows = [row for row in rows if row.uid in uids]
            self._written[n] = rows
        things = {(row.kind, row.uid) for rows in self._written.values() for row in rows}
        self._owners = history_things.recommendation_of(session, things)
        self._about = {n: self._recommendations(rows) for n, rows in self._written.items()}
        few = {uid for about in self._about.values() if len(about) <= BULK for uid in about}
        self._called = history_things.names(session, few)
        self._below = history_things.below(session, few)
        owned = {uid: named for uid, named in self._owners.items() if named in few}
        self._things = history_things.grouped(owned | self._below)
        self.teller = Teller(session)
        everything = entries(session, uid={uid for of in self._things.values() for uid in of})
        self._told = Told(self.teller, everything)
        self._entries: dict[str, list[Entry]] = {}
        for entry in everything:
            self._entries.setdefault(entry.change, []).append(entry)

    def _recommendations(self, rows: Iterable[Written]) -> list[str]:
        """The recommendations that these rows are about, in their order."""
        named = (self._owners.get(row.uid) for row in rows if row.kind != "taken_value")
        return list(dict.fromkeys(uid for uid in named if uid))

    def steps(self, n: int) -> list[Step]:
        """A change, once for each recommendation it is about, or once for all."""
        line = self._lines.get(n)
        if line is None:
            return []
        about = self._about.get(n)
        if about is None or len(about) > BULK:
            return [self._whole(n, line, about)]
        found = [step for uid in about if (step := self._of(line, uid)) is not None]
        return found or [self._other(n, line)]

    def _of(self, line: ChangeLine, uid: str) -> Step | None:
        """A change as far as it is about one recommendation."""
        things = set(self._things.get(uid, ()))
        called = self._called.get(uid, Called("", ""))
        if line.change_kind == ChangeKind.ERASURE:
            step = self._step(line, (line.label,), uid, called, things)
            return replace(step, of_recommendation=True)
        group = [entry for entry in self._entries.get(line.change, ()) if entry.uid in things]
        told = history.line_of(self._told, group) if group else None
        if told is None:
            return None
        return Step(
            line.change,
            line.at,
            told.who,
            told.steps,
            told.why,
            told.where_from,
            told.taken_back,
            uid,
            called,
            line.change_kind,
            frozenset(entry.uid for entry in group),
            of_recommendation=True,
        )

    def _whole(self, n: int, line: ChangeLine, about: Sequence[str] | None) -> Step:
        """A change of many recommendations at once."""
        if about is not None:
            many = len(about)
        else:
            many = browsing.how_many_of(driver(self._session), n, "recommendation")
        called = Called("", counted(many, "recommendation") if many else "Many things")
        return self._step(line, (_label(line),), f"{line.change} all", called, ())

    def _other(self, n: int, line: ChangeLine) -> Step:
        """A change that is about no recommendation."""
        rows = self._written.get(n, [])
        things = list(dict.fromkeys((row.kind, row.uid) for row in rows))
        what = history_others.steps(self._session, self.teller, line, things)
        if not things or {row.kind for row in rows} == MADE_WITH:
            uids = (uid for _, uid in things)
            return self._step(line, what, line.change, Called("", "The tracker"), uids)
        kind, uid = things[0]
        called = history_things.name_of(self._session, kind, uid)
        return self._step(line, what, uid, called, (uid for _, uid in things))

    def _step(
        self,
        line: ChangeLine,
        what: tuple[str, ...],
        thing: str,
        called: Called,
        uids: Iterable[str],
    ) -> Step:
        return Step(
            line.change,
            line.at,
            who_of(line),
            what,
            line.reason,
            self.teller.origin(line),
            False,
            thing,
            called,
            line.change_kind,
            frozenset(uids),
        )


def _label(line: ChangeLine) -> str:
    return undo_words(line.label) if line.change_kind == ChangeKind.UNDO else line.label


def _brought(copy: Arrival) -> Step:
    many = counted(copy.changes, "change")
    name = f"“{copy.file}”" if copy.file else "a copy"
    return Step(
        "",
        datetime.fromisoformat(copy.at),
        "",
        (f"{many} brought in with {name}",),
        "",
        "",
        False,
        "",
        Called("", "A copy brought in"),
        Kind.COPY,
    )
