"""The tables that screens and reports read, made from the record and from nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from marmot_tracker.model import KINDS, Kind
from marmot_tracker.model.kinds import CHILDREN, FILLS
from marmot_tracker.trail.gathered import GatheredRows
from marmot_tracker.trail.rows import StoredRows
from marmot_tracker.trail.standing import PRESENT, TRUE, Answers, Standing
from marmot_tracker.trail.values import scalar

WITHDRAWN = "withdrawn?"
"""The mark of a thing withdrawn by one person and changed by another."""
ERASED = "erased:"
"""Begins the mark of a field whose shown value was erased: `erased:wording`."""

Cell = str | int | None

_COLUMNS = {
    kind.name: [(name, of_type, kind.places.get(name)) for name, of_type in kind.fields.items()]
    for kind in KINDS.values()
}


class Projected(NamedTuple):
    """A thing's row in its table, and the answers of its fields with two of them."""

    kind: str
    uid: str
    cells: tuple[Cell, ...]
    answers: tuple[tuple[str, Answers], ...] = ()


def column_names(kind: Kind) -> tuple[str, ...]:
    """The columns of a kind's table, in the order of `Projected.cells`."""
    return ("uid", "in_view", "marks", *kind.fields)


def cell(body: str | None, of_type: type) -> Cell:
    """A value as its STRICT column holds it; one of the wrong type is not shown."""
    value = scalar(body) if body is not None else None
    if of_type is bool:
        return int(value) if isinstance(value, bool) else None
    if value is None or isinstance(value, bool) or not isinstance(value, of_type):
        return None
    return value


def projected(standing: Standing, uid: str) -> Projected | None:
    """What stands of a thing; None where this program does not know its kind."""
    rows = standing.rows
    kind = KINDS.get(rows.kind(uid))
    if kind is None:
        return None
    plain, names = rows.plain(uid), rows.names(uid)
    in_view = standing.in_view(uid)
    cells: list[Cell] = [uid, int(in_view), None]
    open_answers: list[tuple[str, Answers]] = []
    erased: list[str] = []
    for name, of_type, place in _COLUMNS[kind.name]:
        body = plain.get(name)
        if type(body) is str and (place is None or standing.leads_into_view(body)):
            text = of_type is str and body[0] == '"' and "\\" not in body
            cells.append(body[1:-1] if text else cell(body, of_type))
            continue
        if name not in names:
            cells.append(None)
            continue
        answers = standing.answers(uid, name, place)
        shown = answers.shown
        cells.append(cell(shown.body, of_type) if shown else None)
        if shown is not None and shown.body is None:
            erased.append(f"{ERASED}{name}")
        if answers.two and name != PRESENT:
            open_answers.append((name, answers))
    marks = [name for name, _ in open_answers]
    if in_view and plain.get(PRESENT) != TRUE and standing.flagged(uid):
        marks.append(WITHDRAWN)
    marks += erased
    cells[2] = " ".join(marks) or None
    return Projected(kind.name, uid, tuple(cells), tuple(open_answers))


def everything(rows: GatheredRows) -> Iterator[Projected]:
    """Every thing of a record, or of a chosen part of it, in order of uid; but the settled ones.

    A thing that was added and never withdrawn is in view; only the others need deciding.
    """
    standing = Standing(rows)
    uids = rows.uids()
    doubtful = {uid for uid in uids if not rows.is_plainly_present(uid)}
    sure = [uid for uid in uids if uid not in doubtful] if doubtful else uids
    standing.take_for_in_view(sure)
    standing.take_for_in_view(rows.settled)
    if doubtful:
        held_up = {above for uid in sure for above in standing.hangs_on(uid) if above in doubtful}
        held_up |= {
            uid
            for uid in doubtful - held_up
            if not rows.settled.isdisjoint(below_in_view(rows.connection, uid, rows.kind(uid)))
        }
        standing.settle_views(doubtful, held_up)
    for uid in uids:
        found = projected(standing, uid)
        if found is not None:
            yield found


def write(
    connection: sqlite3.Connection, things: Iterable[Projected], schema: str = "main"
) -> None:
    """Put rows into the projection's tables, in place of what stands there of these things."""
    by_kind: dict[str, list[tuple[Cell, ...]]] = {}
    answers: list[tuple[object, ...]] = []
    for thing in things:
        by_kind.setdefault(thing.kind, []).append(thing.cells)
        answers.extend(answer_rows(thing))
    for name, cells in by_kind.items():
        columns = column_names(KINDS[name])
        quoted = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        connection.executemany(
            f'INSERT OR REPLACE INTO {schema}."{name}" ({quoted}) VALUES ({marks})',
            cells,
        )
    if answers:
        connection.executemany(
            f"INSERT OR REPLACE INTO {schema}.answer VALUES (?, ?, ?, ?, ?, ?, ?)",
            answers,
        )


def answer_rows(thing: Projected) -> Iterable[tuple[str, str, str, int, str | None, str, bytes]]:
    """The rows of `answer` that a thing with two answers has."""
    for name, answers in thing.answers:
        for position, row in enumerate(answers.rows):
            yield (thing.kind, thing.uid, name, position, row.body, row.at, row.change)


def update(connection: sqlite3.Connection, rows: StoredRows, touched: Iterable[str]) -> None:
    """Bring the tables up to date after rows of these things were written."""
    affected = _affected(connection, rows, touched)
    standing = Standing(rows, outside=lambda uid: stored_view(connection, uid))
    held_up = [
        uid
        for uid in affected
        if not standing.kept(uid) and _held_up(connection, rows, uid, affected)
    ]
    standing.settle_views(affected, held_up)
    found = [thing for uid in affected if (thing := projected(standing, uid)) is not None]
    connection.executemany("DELETE FROM answer WHERE uid = ?", [(uid,) for uid in affected])
    write(connection, found)


def _affected(connection: sqlite3.Connection, rows: StoredRows, touched: Iterable[str]) -> set[str]:
    """The touched things, and those above whose row may follow from theirs."""
    affected: set[str] = set()
    waiting = set(touched)
    while waiting:
        rows.load(waiting)
        affected |= waiting
        above: set[str] = set()
        for uid in waiting:
            above |= _above(connection, rows, uid, affected)
        waiting = above
    return {uid for uid in affected if rows.of(uid)}


def _above(
    connection: sqlite3.Connection, rows: StoredRows, uid: str, affected: set[str]
) -> set[str]:
    """What a thing hangs or ever hung on, where that can follow from it.

    A thing that is present on its own account stays in view whatever hangs on it; it follows
    from another only where that one fills a place of it.
    """
    fields = rows.of(uid)
    kind = KINDS.get(rows.kind(uid))
    found: set[str] = set()
    for name, above_kind in kind.hangs_on.items() if kind else ():
        fills = any(above_kind == placed for placed, _ in FILLS[kind.name]) if kind else False
        for row in fields.get(name, {}).values():
            above = scalar(row.body) if row.body else None
            if not isinstance(above, str) or above in affected or above in found:
                continue
            if fills or not _stands_by_itself(connection, above_kind, above):
                found.add(above)
    return found


def _stands_by_itself(connection: sqlite3.Connection, kind: str, uid: str) -> bool:
    found = connection.execute(
        f'SELECT present FROM "{kind}" WHERE uid = ?',
        (uid,),
    ).fetchone()
    return bool(found and found[0] == 1)


def stored_view(connection: sqlite3.Connection, uid: str) -> bool:
    """Whether the tables say that a thing is in view."""
    found = connection.execute(
        "SELECT kind FROM change_row WHERE uid = ? ORDER BY kind LIMIT 1", (uid,)
    ).fetchone()
    if found is None or found[0] not in KINDS:
        return False
    row = connection.execute(
        f'SELECT in_view FROM "{found[0]}" WHERE uid = ?',
        (uid,),
    ).fetchone()
    return bool(row and row[0])


def _held_up(
    connection: sqlite3.Connection, rows: StoredRows, uid: str, affected: set[str]
) -> bool:
    """Whether something in view that is not itself being looked at hangs on a thing."""
    return any(below not in affected for below in below_in_view(connection, uid, rows.kind(uid)))


def below_in_view(connection: sqlite3.Connection, uid: str, kind: str) -> list[str]:
    """The things in view that hang on a thing, by any of their answers."""
    found: list[str] = []
    for child, field in CHILDREN.get(kind, ()):
        found += _column(
            connection.execute(
                f'SELECT uid FROM "{child}" WHERE "{field}" = ? AND in_view = 1',
                (uid,),
            )
        )
        found += _column(
            connection.execute(
                f'SELECT a.uid FROM answer a JOIN "{child}" c ON c.uid = a.uid '
                "WHERE a.field = ? AND a.value = ? AND c.in_view = 1",
                (field, f'"{uid}"'),
            )
        )
    return sorted(set(found))


def _column(cursor: sqlite3.Cursor) -> list[str]:
    return [str(row[0]) for row in cursor]


def contents(
    connection: sqlite3.Connection, schema: str = "main"
) -> Mapping[str, dict[str, tuple[Cell, ...]]]:
    """The stored tables, by kind and uid: what a rebuild is compared with."""
    found: dict[str, dict[str, tuple[Cell, ...]]] = {}
    for name, kind in KINDS.items():
        quoted = ", ".join(f'"{column}"' for column in column_names(kind))
        query = f'SELECT {quoted} FROM {schema}."{name}"'
        found[name] = {row[0]: tuple(row) for row in connection.execute(query)}
    return found
