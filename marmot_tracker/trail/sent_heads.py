"""What stood when something was sent out, so that an answer to it replaces that and nothing newer.

A return is read as if it were a colleague's copy: its author saw the state it was sent from, and
what was written meanwhile stands beside the answer (TRAIL.md, sections 3 and 4).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from marmot_tracker.model import KINDS
from marmot_tracker.trail import projection
from marmot_tracker.trail.changes import Row
from marmot_tracker.trail.rows import StoredRows
from marmot_tracker.trail.standing import Standing
from marmot_tracker.trail.values import Scalar
from marmot_tracker.trail.writing import value_of

Field = tuple[str, str]
"""A thing's uid and the name of a field of it."""


class SentHeads:
    """Asks a record what stood in some fields, and whether it still does; read once, in bulk."""

    def __init__(self, connection: sqlite3.Connection, uids: Iterable[str]) -> None:
        self._rows = StoredRows(connection)
        self._rows.load(set(uids))
        self._standing = Standing(
            self._rows, outside=lambda uid: projection.stored_view(connection, uid)
        )

    def seen_now(self, fields: Iterable[Field]) -> dict[Field, frozenset[bytes]]:
        """What an answer to each field replaces, whose author sees the tracker as it is now."""
        return {(uid, name): self._replaced(uid, name) for uid, name in fields}

    def value_at(self, uid: str, name: str, heads: Iterable[bytes]) -> Scalar:
        """The value that was shown among some heads; None where there was none or it is erased."""
        rows = self._rows.field(uid, name)
        held = [rows[change] for change in heads if change in rows]
        valued = [row for row in held if row.hash is not None]
        newest = max(valued, key=_order, default=None)
        return None if newest is None else value_of(newest)

    def has_moved(self, uid: str, name: str, heads: Iterable[bytes]) -> bool:
        """Whether something else stands in a field now than among some heads."""
        rows = self._rows.field(uid, name)
        sent = {change for change in heads if change not in rows or rows[change].hash is not None}
        return self.heads_now(uid, name) != sent

    def heads_now(self, uid: str, name: str) -> frozenset[bytes]:
        """The changes whose values an answer written now replaces, undos left out."""
        rows = self._rows.field(uid, name)
        replaced = self._replaced(uid, name)
        return frozenset(change for change in replaced if rows[change].hash is not None)

    def _replaced(self, uid: str, name: str) -> frozenset[bytes]:
        kind = KINDS.get(self._rows.kind(uid))
        place = kind.places.get(name) if kind else None
        return frozenset(self._standing.replaced_by_new(uid, name, place))


def _order(row: Row) -> tuple[str, bytes]:
    return row.order
