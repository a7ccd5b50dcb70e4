"""Where the rules find the rows of the record: a file's, or a chosen part of them."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from marmot_tracker.trail import older
from marmot_tracker.trail.changes import Row, seen_of, split_ids
from marmot_tracker.trail.values import DamagedRecord

FieldRows = Mapping[bytes, Row]
"""The rows of one field of one thing, by the id of their change set."""

_NONE: FieldRows = {}
_NOTHING: Mapping[str, object] = {}
SELECT = """
SELECT s.id, s.at, s.undoes, r.kind, r.uid, r.field, r.hash, r.salt, r.body, r.replaces, r.seen
FROM change_row r JOIN change_set s ON s.n = r.n
"""
BATCH = 500


class Rows(ABC):
    """Rows by thing and field: those considered, and those that only count as seen."""

    @abstractmethod
    def of(self, uid: str) -> Mapping[str, FieldRows]:
        """The considered rows of a thing, by field."""

    @abstractmethod
    def kind(self, uid: str) -> str:
        """The kind of a thing by its considered rows; empty where it has none."""

    @abstractmethod
    def beyond(self, uid: str, field: str) -> FieldRows:
        """Rows of a field outside the considered part, whose `replaces` still count."""

    def field(self, uid: str, name: str) -> FieldRows:
        """The considered rows of one field of a thing; empty where it has none."""
        return self.of(uid).get(name, _NONE)

    def names(self, uid: str) -> Collection[str]:
        """The fields of a thing with considered rows."""
        return self.of(uid)

    def plain(self, uid: str) -> Mapping[str, object]:  # noqa: ARG002  this one knows no short way
        """The fields of a thing that need no deciding hold a text here, the body of their value.

        A short way for those who know it: one considered row, its value at hand. What holds
        anything else, or nothing, is found by the rules.
        """
        return _NOTHING


def row_of(found: tuple[Any, ...]) -> Row:
    """A row as `SELECT` gives it, in today's words."""
    change, at, undoes, kind, uid, field, value, salt, body, replaces, seen = found
    row = Row(
        change,
        at,
        undoes,
        kind,
        uid,
        field,
        value,
        salt,
        body,
        split_ids(replaces) if replaces else (),
        seen_of(seen) if seen else None,
    )
    return older.today(row)


class StoredRows(Rows):
    """The rows of a file, read as they are asked for and kept for this one use.

    A thing whose rows speak of two kinds (no program of ours writes that) counts as the lesser.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._things: dict[str, dict[str, dict[bytes, Row]]] = {}
        self._kinds: dict[str, str] = {}

    def of(self, uid: str) -> Mapping[str, FieldRows]:
        """The rows of a thing, by field."""
        if uid not in self._things:
            self.load((uid,))
        return self._things[uid]

    def kind(self, uid: str) -> str:
        """The kind of a thing by its rows; empty where it has none."""
        if uid not in self._things:
            self.load((uid,))
        return self._kinds.get(uid, "")

    def beyond(self, uid: str, field: str) -> FieldRows:  # noqa: ARG002  nothing lies beyond a whole file
        """Nothing: a whole file is considered."""
        return _NONE

    def load(self, uids: Iterable[str]) -> None:
        """Read the rows of many things at once."""
        missing = [uid for uid in dict.fromkeys(uids) if uid not in self._things]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            for uid in batch:
                self._things[uid] = {}
            marks = ",".join("?" * len(batch))
            for found in self._connection.execute(f"{SELECT} WHERE r.uid IN ({marks})", batch):
                row = row_of(found)
                if row.uid not in self._things:  # an index that names another row
                    raise DamagedRecord("The record's rows are not where its index says.")
                self._things[row.uid].setdefault(row.field, {})[row.change] = row
                if row.kind != self._kinds.setdefault(row.uid, row.kind):
                    self._kinds[row.uid] = min(row.kind, self._kinds[row.uid])

    def add(self, row: Row) -> None:
        """Take in a row that was just written, where its thing was read before."""
        if row.uid in self._things:
            self._things[row.uid].setdefault(row.field, {})[row.change] = row
            self._kinds.setdefault(row.uid, row.kind)

    def __contains__(self, uid: object) -> bool:
        return uid in self._things


class HeldRows(Rows):
    """Every row of a record in memory, split into those considered and those beyond."""

    def __init__(
        self, rows: Iterable[Row], considered: Callable[[Row], bool] | None = None
    ) -> None:
        self._things: dict[str, dict[str, dict[bytes, Row]]] = {}
        self._kinds: dict[str, str] = {}
        self._beyond: dict[tuple[str, str], dict[bytes, Row]] = {}
        for row in rows:
            if considered is None or considered(row):
                fields = self._things.get(row.uid)
                if fields is None:
                    fields = self._things[row.uid] = {}
                    self._kinds[row.uid] = row.kind
                elif row.kind != self._kinds[row.uid]:
                    self._kinds[row.uid] = min(row.kind, self._kinds[row.uid])
                of_field = fields.get(row.field)
                if of_field is None:
                    of_field = fields[row.field] = {}
                of_field[row.change] = row
            else:
                self._beyond.setdefault((row.uid, row.field), {})[row.change] = row

    def of(self, uid: str) -> Mapping[str, FieldRows]:
        """The considered rows of a thing, by field."""
        return self._things.get(uid, {})

    def beyond(self, uid: str, field: str) -> FieldRows:
        """Rows of a field outside the considered part."""
        return self._beyond.get((uid, field), _NONE)

    def kind(self, uid: str) -> str:
        """The kind of a thing by its considered rows; empty where it has none."""
        return self._kinds.get(uid, "")

    def uids(self) -> list[str]:
        """Every thing with a considered row, in order."""
        return sorted(self._things)


def all_rows(connection: sqlite3.Connection) -> Iterable[Row]:
    """Every row of a file."""
    return map(row_of, connection.execute(SELECT))
