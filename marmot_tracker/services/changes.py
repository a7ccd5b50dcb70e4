"""What changed between an earlier state of the tracker and the one shown: net, with who and why.

Both states are read as the register shows them, so that a value that went and came back is no
change; who, when and why are those of the last entry of that field in the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import DateRevision, Decision, EvidenceLink, Recommendation
from marmot_tracker.services import register
from marmot_tracker.services.evidence import IndexLine
from marmot_tracker.services.marks import shown
from marmot_tracker.services.ratings import worsens
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.telling import who_of
from marmot_tracker.trail.history import ChangeLine, line_of
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.rows import BATCH
from marmot_tracker.vocabulary import ChangeKind, DecisionCode, Rating


class What(StrEnum):
    """What changed, in the order it is told."""

    WORSE = "worse"
    BETTER = "better"
    RATED = "rated"
    DATE = "date"
    DECISION = "decision"
    OWNER = "owner"
    ADDED = "added"
    WITHDRAWN = "withdrawn"
    EVIDENCE = "evidence"
    WORDING = "wording"
    PLACED = "placed"


Said = str | date | Rating | DecisionCode | None
"""A value before or after: words, a date, a code; None where there was none."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed of a recommendation; `why` and `who` are empty where nobody said."""

    what: What
    recommendation: str
    reference: str
    words: str
    subgroup: str
    before: Said
    after: Said
    at: datetime | None = None
    who: str = ""
    why: str = ""


class Past(NamedTuple):
    """An earlier state: its rows by uid, and the uids of its ties to evidence."""

    rows: Mapping[str, RegisterRow]
    ties: frozenset[str]


def past_of(session: Session, *, today: date) -> Past:
    """Read an earlier state from a snapshot of it."""
    rows = {row.uid: row for row in register.rows(session, today=today)}
    return Past(rows, frozenset(session.scalars(select(EvidenceLink.uid))))


def since(
    session: Session, past: Past, rows: Sequence[RegisterRow], evidence: Sequence[IndexLine]
) -> list[Change]:
    """Everything that changed since `past`, kind by kind, each in the register's order.

    The session is of a snapshot taken with `trail=True`; `evidence` is its index.
    """
    found = [*_of_rows(past, rows), *_of_evidence(session, past, rows, evidence)]
    order = list(What)
    found.sort(key=lambda each: order.index(each.change.what))
    return _told(session, found)


def changed(found: Iterable[Change]) -> int:
    """How many recommendations changed."""
    return len({each.recommendation for each in found})


class _Net(NamedTuple):
    """A change, and the entry of the record that tells of it: a thing and its field."""

    change: Change
    uid: str
    field: str


def _of_rows(past: Past, rows: Sequence[RegisterRow]) -> Iterator[_Net]:
    here = set()
    for row in rows:
        here.add(row.uid)
        before = past.rows.get(row.uid)
        if before is None:
            yield _net(What.ADDED, row, None, None, "present")
        elif before != row:
            yield from _of_row(before, row)
    for uid, before in past.rows.items():
        if uid not in here:
            yield _net(What.WITHDRAWN, before, None, None, "present")


def _of_row(before: RegisterRow, row: RegisterRow) -> Iterator[_Net]:
    if before.rating is not row.rating:
        net = _net(_direction(before, row), row, before.rating, row.rating, "rating")
        yield net._replace(change=replace(net.change, why=row.reason))
    for what, field, said in _COMPARED:
        was, now = said(before), said(row)
        if was != now:
            yield _net(what, row, was, now, field)


def _direction(before: RegisterRow, row: RegisterRow) -> What:
    if Rating.NOT_RATED in (before.rating, row.rating):
        return What.RATED
    return What.WORSE if worsens(before.rating, row.rating) else What.BETTER


def _due(row: RegisterRow) -> Said:
    return "ongoing" if row.ongoing else row.due


_COMPARED: tuple[tuple[What, str, Callable[[RegisterRow], Said]], ...] = (
    (What.DATE, "due", _due),
    (What.DECISION, "decision", lambda row: row.decision),
    (What.OWNER, "lead", lambda row: row.owner),
    (What.WORDING, "wording", lambda row: row.text),
    (What.WORDING, "short_title", lambda row: row.short_title),
    (What.WORDING, "reference", lambda row: row.reference),
    (What.PLACED, "subgroup", lambda row: row.subgroup),
    (What.PLACED, "principle", lambda row: row.principle_name),
    (What.PLACED, "stage", lambda row: str(row.stage)),
)


def _net(what: What, row: RegisterRow, before: Said, after: Said, field: str) -> _Net:
    words = row.short_title or row.text
    change = Change(
        what, row.uid, row.reference, words, row.subgroup, before or None, after or None
    )
    return _Net(change, row.uid, field)


def _of_evidence(
    session: Session, past: Past, rows: Sequence[RegisterRow], evidence: Sequence[IndexLine]
) -> Iterator[_Net]:
    """Evidence tied to a recommendation that was not tied to it then."""
    pieces = {line.uid: line for line in evidence}
    by_uid = {row.uid: row for row in rows}
    query = select(EvidenceLink.uid, EvidenceLink.evidence, EvidenceLink.recommendation)
    for uid, piece, recommendation in session.execute(query.order_by(EvidenceLink.uid)):
        row, line = by_uid.get(recommendation or ""), pieces.get(piece or "")
        if uid not in past.ties and row is not None and line is not None:
            net = _net(What.EVIDENCE, row, None, line.title, "")
            yield _Net(replace(net.change, why=line.why), uid, "present")


def _told(session: Session, found: Sequence[_Net]) -> list[Change]:
    """The changes with who made them, when and why."""
    entries = _Entries(session, found)
    reasons = _reasons(session, found)
    out = []
    for change, uid, field in found:
        line = entries.line(uid, field)
        why = change.why or reasons.get((uid, field), "")
        if line is None:
            out.append(replace(change, why=why))
            continue
        undone = line.label if line.change_kind == ChangeKind.UNDO else ""
        who = who_of(line.author, line.on_behalf_of)
        out.append(replace(change, at=line.at, who=who, why=why or line.reason or undone))
    return out


_ENTRIES = "SELECT r.uid, r.field, s.at, s.id FROM change_row r JOIN change_set s ON s.n = r.n"


class _Entries:
    """The last entry of each field that changed, with its heading read once."""

    def __init__(self, session: Session, found: Iterable[_Net]) -> None:
        self._connection = driver(session)
        self._newest: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._lines: dict[bytes, ChangeLine] = {}
        wanted = sorted({net.uid for net in found})
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            marks = ",".join("?" * len(batch))
            found_rows = self._connection.execute(f"{_ENTRIES} WHERE r.uid IN ({marks})", batch)
            for uid, field, at, change in found_rows:
                if (at, change) > self._newest.get((uid, field), ("", b"")):
                    self._newest[uid, field] = (at, change)

    def line(self, uid: str, field: str) -> ChangeLine | None:
        """Who wrote a field last, when and why; None where the record has no entry of it."""
        newest = self._newest.get((uid, field))
        if newest is None:
            return None
        change = newest[1]
        if change not in self._lines:
            self._lines[change] = line_of(self._connection, change)
        return self._lines[change]


def _reasons(session: Session, found: Sequence[_Net]) -> dict[tuple[str, str], str]:
    """The reasons kept with the dates and decisions that stand, by recommendation and field."""
    out: dict[tuple[str, str], str] = {}
    for field, thing, holds in (
        ("due", DateRevision, Recommendation.due),
        ("decision", Decision, Recommendation.decision),
    ):
        if not any(net.field == field for net in found):
            continue
        query = select(Recommendation.uid, thing.reason, thing.marks)
        for uid, reason, marks in session.execute(query.join(thing, thing.uid == holds)):
            out[uid, field] = shown(reason, "reason", marks)
    return out
