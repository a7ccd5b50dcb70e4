"""Brings single cells of the tables up to date, where nothing else can follow from them.

A union of many small edits touches a field or two of many things; reading every row of every
one of them took two thirds of its time. The answer is the same as `projection.update` gives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from marmot_tracker.model import KINDS, Kind
from marmot_tracker.model.kinds import FILLS
from marmot_tracker.trail import older, projection
from marmot_tracker.trail.projection import ERASED, WITHDRAWN, Cell, Projected
from marmot_tracker.trail.rows import SELECT, FieldRows, HeldRows, Rows, StoredRows, row_of
from marmot_tracker.trail.standing import PRESENT, Standing

Fields = Mapping[str, set[str]]
"""Touched fields by thing."""


def update_fields(connection: sqlite3.Connection, touched: Fields, others: Iterable[str]) -> None:
    """Bring the tables up to date after rows of these fields were written.

    `others` are things of which anything may have changed.
    """
    whole = set(others)
    alone = {uid: kind for uid in touched if (kind := _stands_alone(connection, uid, touched[uid]))}
    whole.update(uid for uid in touched if uid not in alone)
    projection.update(connection, StoredRows(connection), whole)
    left = set()
    for uid, kind in alone.items():
        if uid not in whole and not _refresh(connection, kind, uid, touched[uid]):
            left.add(uid)
    if left:
        projection.update(connection, StoredRows(connection), left)


def _stands_alone(connection: sqlite3.Connection, uid: str, fields: set[str]) -> Kind | None:
    """The kind of a thing whose view, and all above it, cannot follow from these fields.

    It is present on its own account, hangs where it hung, and fills no place of another.
    """
    found = connection.execute("SELECT kind FROM change_row WHERE uid = ? LIMIT 1", (uid,))
    kind = KINDS.get(older.kind_today(found.fetchone()[0]))
    if kind is None or FILLS[kind.name]:
        return None
    if PRESENT in fields or fields & kind.hangs_on.keys() or not fields <= kind.fields.keys():
        return None
    row = connection.execute(
        f'SELECT present, in_view FROM "{kind.name}" WHERE uid = ?',
        (uid,),
    ).fetchone()
    return kind if row == (1, 1) else None


def _refresh(connection: sqlite3.Connection, kind: Kind, uid: str, fields: set[str]) -> bool:
    """Write the cells of these fields anew; False where the thing must be looked at whole."""
    query = f"{SELECT} WHERE r.uid = ? AND r.field = ?"
    found = [
        row_of(row)
        for field in fields
        for name in older.fields_ever(field, kind.name)
        for row in connection.execute(query, (uid, name))
    ]
    if any(row.kind != kind.name for row in found):
        return False
    own = HeldRows(found)
    standing = Standing(
        _Beside(own, StoredRows(connection), uid),
        outside=lambda named: projection.stored_view(connection, named),
    )
    cells: dict[str, Cell] = {}
    open_answers = []
    erased = set()
    for name in sorted(fields):
        answers = standing.answers(uid, name, kind.places.get(name))
        if answers.shown is None:
            return False
        cells[name] = projection.cell(answers.shown.body, kind.fields[name])
        if answers.shown.body is None:
            erased.add(f"{ERASED}{name}")
        if answers.two:
            open_answers.append((name, answers))
    thing = Projected(kind.name, uid, (), tuple(open_answers))
    _write(connection, kind, thing, cells, erased)
    return True


class _Beside(Rows):
    """The touched rows of one thing; of any other thing, what the file holds."""

    def __init__(self, own: HeldRows, stored: StoredRows, uid: str) -> None:
        self._own = own
        self._stored = stored
        self._uid = uid

    def of(self, uid: str) -> Mapping[str, FieldRows]:
        """The rows of a thing, by field."""
        return self._own.of(uid) if uid == self._uid else self._stored.of(uid)

    def kind(self, uid: str) -> str:
        """The kind of a thing by its rows."""
        return self._own.kind(uid) if uid == self._uid else self._stored.kind(uid)

    def beyond(self, uid: str, field: str) -> FieldRows:
        """Nothing: a whole file is considered."""
        return self._stored.beyond(uid, field)


def _write(
    connection: sqlite3.Connection,
    kind: Kind,
    thing: Projected,
    cells: Mapping[str, Cell],
    erased: set[str],
) -> None:
    (stored,) = connection.execute(
        f'SELECT marks FROM "{kind.name}" WHERE uid = ?',
        (thing.uid,),
    ).fetchone()
    before = {*(stored or "").split()} - cells.keys() - {f"{ERASED}{name}" for name in cells}
    marked = before | {name for name, _ in thing.answers} | erased
    order = (*kind.fields, WITHDRAWN, *(f"{ERASED}{name}" for name in kind.fields))
    marks = " ".join(name for name in order if name in marked) or None
    assigned = ", ".join(f'"{name}" = ?' for name in cells)
    connection.execute(
        f'UPDATE "{kind.name}" SET {assigned}, marks = ? WHERE uid = ?',
        (*cells.values(), marks, thing.uid),
    )
    connection.executemany(
        "DELETE FROM answer WHERE uid = ? AND field = ?", [(thing.uid, name) for name in cells]
    )
    connection.executemany(
        "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?)", projection.answer_rows(thing)
    )
