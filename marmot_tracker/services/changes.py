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

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from marmot_tracker.model import DateRevision, Decision, Evidence, EvidenceLink, Recommendation
from marmot_tracker.services import extras, register
from marmot_tracker.services.evidence import IndexLine, facts_of
from marmot_tracker.services.marks import shown
from marmot_tracker.services.ratings import worsens
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.telling import who_of
from marmot_tracker.trail.history import ERASED, ChangeLine, line_of
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.rows import BATCH
from marmot_tracker.vocabulary import ChangeKind, DecisionCode, Rating, Sensitivity


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
    EVIDENCE_GONE = "evidence_gone"
    POSITION = "position"
    WORDING = "wording"
    PLACED = "placed"
    TIMESCALE = "timescale"
    THEME = "theme"
    OWN = "own"


Said = str | date | Rating | DecisionCode | None
"""A value before or after: words, a date, a code; None where there was none."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed of a recommendation; `why` and `who` are empty where nobody said.

    `called` names the field that it is about, where its kind has several: also the place's own
    column.
    """

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
    called: str = ""


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
    in_columns = {column.name: column.uid for column in extras.columns(session)}
    found = [_with_column(net, in_columns) for net in _of_rows(past, rows)]
    found += _of_evidence(session, past, rows, evidence)
    order = list(What)
    found.sort(key=lambda each: order.index(each.change.what))
    return _told(session, found)


def differs(past: Past, row: RegisterRow) -> bool:
    """Whether a recommendation itself changed since; its evidence is not looked at.

    A text erased since is no change, also where `past` was read before the erasure.
    """
    before = past.rows.get(row.uid)
    if before is None or before == row:
        return before is None
    return any(net.change.after != ERASED for net in _of_row(before, row))


def changed(found: Iterable[Change]) -> int:
    """How many recommendations changed."""
    return len({each.recommendation for each in found})


class _Net(NamedTuple):
    """A change, and the entry of the record that tells of it: a thing and its field.

    `restricted`: it is about restricted evidence, of which no reason is told.
    """

    change: Change
    uid: str
    field: str
    restricted: bool = False


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
            net = _net(what, row, was, now, field)
            yield net._replace(change=replace(net.change, called=_CALLED.get(field, "")))
    if before.position_line != row.position_line:
        field = "rating" if row.rating_uid != before.rating_uid else "plain_position"
        yield _net(What.POSITION, row, before.position_line, row.position_line, field)
    yield from _of_own_columns(before, row)


def _of_own_columns(before: RegisterRow, row: RegisterRow) -> Iterator[_Net]:
    """What the place's own columns say; one that is only called otherwise says the same."""
    if before.extra == row.extra:
        return
    was, now = dict(before.extra), dict(row.extra)
    for name in was.keys() - now.keys():
        same = next((n for n in sorted(now.keys() - was.keys()) if now[n] == was[name]), None)
        if same is not None:
            now[name] = now.pop(same)
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            net = _net(What.OWN, row, was.get(name), now.get(name), "value")
            yield net._replace(change=replace(net.change, called=name))


def _with_column(net: _Net, columns: Mapping[str, str]) -> _Net:
    """A change with the thing that holds it, where it is a value of an own column in use."""
    column = columns.get(net.change.called) if net.change.what is What.OWN else None
    return net if column is None else net._replace(uid=extras.value_uid(column, net.uid))


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
    (What.TIMESCALE, "timescale", lambda row: row.timescale),
    (What.THEME, "theme", lambda row: row.theme),
)


_CALLED = {
    "wording": "Wording",
    "short_title": "Short title",
    "reference": "Reference",
    "subgroup": "Lead subgroup",
    "principle": "Principle",
    "stage": "Stage",
}
"""Which of several fields that are told as one kind of change."""


def _net(what: What, row: RegisterRow, before: Said, after: Said, field: str) -> _Net:
    words = row.short_title or row.text
    change = Change(
        what, row.uid, row.reference, words, row.subgroup, before or None, after or None
    )
    return _Net(change, row.uid, field)


def _of_evidence(
    session: Session, past: Past, rows: Sequence[RegisterRow], evidence: Sequence[IndexLine]
) -> Iterator[_Net]:
    """Evidence tied to a recommendation now or then, and not both."""
    pieces = {line.uid: line for line in evidence}
    by_uid = {row.uid: row for row in rows}
    gone: list[tuple[str, str, RegisterRow]] = []
    for uid, recommendation, tied, piece in session.execute(
        ties().add_columns(EvidenceLink.evidence).order_by(EvidenceLink.uid)
    ):
        row, line = by_uid.get(recommendation or ""), pieces.get(piece or "")
        if row is None:
            continue
        if tied and uid not in past.ties and line is not None:
            net = _net(What.EVIDENCE, row, None, line.title, "")
            restricted = line.sensitivity is Sensitivity.RESTRICTED
            yield _Net(replace(net.change, why=line.why), uid, "present", restricted)
        elif not tied and uid in past.ties:
            gone.append((uid, piece or "", row))
    yield from _evidence_gone(session, gone)


def ties() -> Select[str, str | None, int | None]:
    """Every tie of evidence that there was: its uid, the recommendation, whether it still holds."""
    query = select(EvidenceLink.uid, EvidenceLink.recommendation, EvidenceLink.in_view)
    return query.execution_options(all_things=True)


def _evidence_gone(
    session: Session, gone: Sequence[tuple[str, str, RegisterRow]]
) -> Iterator[_Net]:
    for uid, piece, row in gone:
        held = session.get(Evidence, piece, execution_options={"all_things": True})
        if held is None:
            continue
        facts = facts_of(session, held)
        net = _net(What.EVIDENCE_GONE, row, facts.published, None, "")
        yield _Net(net.change, uid, "present", facts.sensitivity is Sensitivity.RESTRICTED)


def _told(session: Session, found: Sequence[_Net]) -> list[Change]:
    """The changes with who made them, when and why."""
    entries = _Entries(session, found)
    reasons = _reasons(session, found)
    out = []
    for change, uid, field, restricted in found:
        line = entries.line(uid, field)
        why = change.why or reasons.get((uid, field), "")
        if line is None:
            out.append(replace(change, why=why))
            continue
        undone = _undone(line) if line.change_kind == ChangeKind.UNDO else ""
        said = "" if restricted else line.reason
        who = who_of(line)
        out.append(replace(change, at=line.at, who=who, why=why or said or undone))
    return out


def _undone(line: ChangeLine) -> str:
    """What an undo did, without the name of what it took back: that may say what is restricted."""
    again = line.label.startswith("Redo ")
    return "what had been taken back was let stand again" if again else _TAKEN_BACK


_TAKEN_BACK = "an earlier change was taken back"
_ENTRIES = "SELECT r.uid, s.at, s.id FROM change_row r JOIN change_set s ON s.n = r.n"


class _Entries:
    """The last entry of each field that changed, with its heading read once."""

    def __init__(self, session: Session, found: Iterable[_Net]) -> None:
        self._connection = driver(session)
        self._newest: dict[tuple[str, str], tuple[str, bytes]] = {}
        self._lines: dict[bytes, ChangeLine] = {}
        asked: dict[str, set[str]] = {}
        for net in found:
            asked.setdefault(net.field, set()).add(net.uid)
        for field, uids in asked.items():
            self._read(field, sorted(uids))

    def _read(self, field: str, wanted: Sequence[str]) -> None:
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            marks = ",".join("?" * len(batch))
            where = f"WHERE r.uid IN ({marks}) AND r.field = ?"
            for uid, at, change in self._connection.execute(f"{_ENTRIES} {where}", (*batch, field)):
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
