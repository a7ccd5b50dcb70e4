"""What imports wrote and what things were ever called: the base of the next import of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marmot_tracker.model import KINDS
from marmot_tracker.trail import older
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.rows import StoredRows
from marmot_tracker.trail.standing import Standing
from marmot_tracker.trail.values import Scalar, scalar
from marmot_tracker.vocabulary import ChangeKind


@dataclass(frozen=True, slots=True)
class Erased:
    """Stands for a value that was erased; equal to no other value."""


ERASED = Erased()

Imported = tuple[int, Scalar | Erased]
"""A value that an import wrote, and how many imports there were before that one."""


def imported_values(session: Session) -> dict[str, dict[str, Imported]]:
    """By thing and field: the newest value that an import wrote and that was not taken back.

    One pass over what imports wrote. Raises `ValueError` on a snapshot made without its trail,
    where every question would be answered as if nothing had ever been imported.
    """
    connection = driver(session)
    if not connection.execute("SELECT 1 FROM change_row LIMIT 1").fetchone():
        raise ValueError("this snapshot was made without its trail")
    undone = {
        found[0]
        for found in connection.execute("SELECT undoes FROM change_set WHERE undoes IS NOT NULL")
    }
    imports = connection.execute(
        "SELECT n, id FROM change_set WHERE kind = ? ORDER BY at, id", (ChangeKind.IMPORT.value,)
    ).fetchall()
    values: dict[str, dict[str, Imported]] = {}
    rows = StoredRows(connection)
    standing = Standing(rows, KINDS)
    for place, (n, change) in enumerate(imports):
        written = connection.execute(
            "SELECT kind, uid, field, body FROM change_row WHERE n = ? AND hash IS NOT NULL", (n,)
        )
        for kind, uid, name, said in written.fetchall():
            field = older.field_today(kind, name)
            body = older.body_today(older.kind_today(kind), field, said)
            if change in undone and standing.field(uid, field).is_taken_back(change):
                continue
            value = ERASED if body is None else scalar(body)
            of_thing = values.get(uid)
            if of_thing is None:
                of_thing = values[uid] = {}
            of_thing[field] = (place, value)
    return values


def texts_ever(session: Session, fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Every text that the given (kind, field) pairs ever held, by thing, oldest first."""
    connection = driver(session)
    found: dict[str, list[str]] = {}
    for kind, field in fields:
        kinds, names = older.kinds_ever(kind), older.fields_ever(field, kind)
        query = (
            f"SELECT uid, body FROM change_row WHERE kind IN ({','.join('?' * len(kinds))}) "
            f"AND field IN ({','.join('?' * len(names))}) AND body IS NOT NULL"
        )
        for uid, said in connection.execute(query, (*kinds, *names)):
            body = older.body_today(kind, field, said)
            value = scalar(body) if body is not None else None
            if isinstance(value, str):
                found.setdefault(uid, []).append(value)
    return found
