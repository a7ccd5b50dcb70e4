"""Taking a change set back, and letting it stand again (TRAIL.md, section 5)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from marmot_tracker.model import KINDS
from marmot_tracker.trail import projection
from marmot_tracker.trail.changes import Row
from marmot_tracker.trail.rows import SELECT, StoredRows, row_of
from marmot_tracker.trail.standing import FALSE, PRESENT, TRUE, Standing, text_of
from marmot_tracker.trail.values import fresh_salt, value_hash
from marmot_tracker.trail.writing import Draft, Heading, Sealed, append, take_in
from marmot_tracker.vocabulary import ChangeKind


@dataclass(frozen=True, slots=True)
class Left:
    """A field that an undo left alone, since it was changed since."""

    kind: str
    uid: str
    field: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did (None where there was nothing to take back), and what it left."""

    sealed: Sealed | None
    left: tuple[Left, ...]


def rows_of_change(connection: sqlite3.Connection, change: bytes) -> list[Row]:
    """The rows of a change set."""
    return [row_of(found) for found in connection.execute(f"{SELECT} WHERE s.id = ?", (change,))]


def undo(connection: sqlite3.Connection, change: bytes, heading: Heading) -> Undone:
    """Append a change set that takes `change` back; `heading` says who and why.

    In each field where `change` is still a head its change is taken back, and what it had
    replaced stands again. A thing that it added is withdrawn, unless anything of it was changed
    or hung on it since.
    """
    rows = StoredRows(connection)
    taken = rows_of_change(connection, change)
    rows.load(row.uid for row in taken)
    standing = Standing(rows, outside=lambda uid: projection.stored_view(connection, uid))
    added = {row.uid for row in taken if _adds(standing, row)}
    kept = _changed_since(connection, standing, change, added)
    drafts, left = [], []
    for row in taken:
        draft = (
            None if row.uid in kept or _names(row) in kept else _taken_back(standing, row, added)
        )
        if draft is not None:
            drafts.append(draft)
        elif row.field != PRESENT or row.uid in kept:
            left.append(Left(row.kind, row.uid, row.field))
    if not drafts:
        return Undone(None, tuple(left))
    taking_back = replace(heading, kind=ChangeKind.UNDO, undoes=change)
    sealed = append(connection, drafts, taking_back)
    take_in(rows, sealed, drafts, taking_back)
    projection.update(connection, rows, sealed.uids)
    return Undone(sealed, tuple(left))


def _adds(standing: Standing, row: Row) -> bool:
    """Whether this row added its thing: it says present, and replaced no value."""
    if row.field != PRESENT or row.body != TRUE:
        return False
    held = standing.rows.of(row.uid)[PRESENT]
    return not any(i in held and held[i].hash is not None for i in row.replaces)


def _names(row: Row) -> str:
    """The thing that a place's row names; empty for any other row."""
    kind = KINDS.get(row.kind)
    return text_of(row) if kind and row.field in kind.places else ""


def _changed_since(
    connection: sqlite3.Connection, standing: Standing, change: bytes, added: set[str]
) -> set[str]:
    """The added things that must stay: changed since, or something else hangs on them."""
    kept: set[str] = set()
    while True:
        more = {
            uid
            for uid in added - kept
            if any(
                head != change
                for name in standing.rows.of(uid)
                for head in standing.field(uid, name).heads()
            )
            or any(
                below not in added or below in kept
                for below in projection.below_in_view(
                    connection, uid, standing.rows.of(uid)[PRESENT][change].kind
                )
            )
        }
        if not more:
            return kept
        kept |= more


def _taken_back(standing: Standing, row: Row, added: set[str]) -> Draft | None:
    history = standing.field(row.uid, row.field)
    if row.hash is not None:
        stands = row.change in history.heads()
    else:
        stands = not history.is_taken_back(row.change) and not any(
            row.change in history.reached(other.replaces, through_taken_back=True)
            for other in history.rows.values()
            if other.change != row.change
            and (other.change in history.heads() or row.change in other.replaces)
        )
    if not stands:
        return None
    replaces = frozenset((row.change,))
    if row.uid in added and row.field == PRESENT:
        salt = fresh_salt()
        seen = standing.seen_now(row.uid)
        return Draft(
            row.kind, row.uid, PRESENT, value_hash(salt, FALSE), salt, FALSE, replaces, seen
        )
    return Draft(row.kind, row.uid, row.field, None, None, None, replaces)


def undoable(connection: sqlite3.Connection, *, limit: int = 50) -> list[tuple[bytes, str]]:
    """The newest change sets written in this file that an undo can reach: id and kind.

    Those that arrived from another copy, undos, erasures, the first one and those already taken
    back are left out.
    """
    query = """
        SELECT id, kind FROM change_set s
        WHERE kind NOT IN (?, ?) AND n > (SELECT min(n) FROM change_set)
          AND NOT EXISTS (SELECT 1 FROM arrival a WHERE a.change = s.id)
        ORDER BY n DESC
    """
    found: list[tuple[bytes, str]] = []
    for change, kind in connection.execute(query, (ChangeKind.UNDO, ChangeKind.ERASURE)):
        if not is_undone(connection, change):
            found.append((change, kind))
        if len(found) == limit:
            break
    return found


def is_undone(connection: sqlite3.Connection, change: bytes) -> bool:
    """Whether an undo of a change set stands, itself not undone."""
    undos = connection.execute("SELECT id FROM change_set WHERE undoes = ?", (change,)).fetchall()
    return any(not is_undone(connection, undo_id) for (undo_id,) in undos)


def left_of(connection: sqlite3.Connection, change: bytes) -> tuple[Left, ...]:
    """Every field of a change set, as what an undo that could do nothing left."""
    return tuple(Left(row.kind, row.uid, row.field) for row in rows_of_change(connection, change))
