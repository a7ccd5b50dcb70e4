"""Every row of a record at once, for making the tables anew: now, at a past date, for given tips.

Most fields were written once, and nothing needs deciding there. So rows are kept as they are read,
and become `Row`s only where a rule has to look at them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from marmot_tracker.trail import older
from marmot_tracker.trail.changes import Row, seen_of, split_ids
from marmot_tracker.trail.rows import FieldRows, Rows
from marmot_tracker.trail.standing import PRESENT, TRUE

VALUED = b""
"""Stands for the hash of a value that is at hand: the rules ask only whether there is one."""
SELECT = """
SELECT n, kind, uid, field, CASE WHEN body IS NULL THEN hash END, body, replaces, seen
FROM change_row
"""
_ONE_SAYING = itemgetter(0, 2)
"""Change set and thing: rows of one thing in one change set stand together."""

Raw = tuple[int, bytes | None, str | None, bytes | None, str | None]
"""A row as it is kept: number of its change set, hash, body, replaces, seen."""
BODY = 2
Fields = dict[str, str | Raw | list[Raw]]
"""The rows of a thing by field: the body alone where the change set that first spoke of the thing
wrote it and saw nothing before; a list where there are several rows."""
_NO_FIELDS: Fields = {}
_NO_ROWS: FieldRows = {}


class Set(NamedTuple):
    """What a row takes from its change set."""

    id: bytes
    at: str
    undoes: bytes | None


class GatheredRows(Rows):
    """The rows of chosen change sets in memory; those of `beyond` only count as seen.

    Both are numbers of change sets, None stands for all. `settled` are things in view whose rows
    are all chosen and seldom needed: they are read when a rule asks for them. The record must not
    be written meanwhile. Salts are not read.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        chosen: Collection[int] | None = None,
        beyond: Collection[int] = (),
        settled: Collection[str] = (),
    ) -> None:
        self.connection = connection
        found = connection.execute("SELECT n, id, at, undoes FROM change_set")
        self._sets = {n: Set(change, at, undoes) for n, change, at, undoes in found}
        self._chosen = set(self._sets) if chosen is None else set(chosen) & self._sets.keys()
        self.settled = frozenset(settled)
        self._outside = frozenset(beyond) & self._sets.keys()
        self._ids = frozenset(self._sets[n].id for n in self._outside)
        self._things: dict[str, Fields] = {}
        self._first: dict[str, tuple[int, str]] = {}
        self._made: dict[tuple[str, str], FieldRows] = {}
        self._beyond: dict[tuple[str, str], dict[bytes, Row]] | None = None
        self._older = older.speaks_older(connection)
        self._gather()

    def _gather(self) -> None:
        """Read every chosen row once, but those of settled things."""
        which = "+n BETWEEN ? AND ?"
        ends = (min(self._chosen, default=0), max(self._chosen, default=-1))
        if not self.settled:
            self._take_in(self._read(which, ends))
            return
        self.connection.execute("CREATE TEMP TABLE settled (uid TEXT PRIMARY KEY) WITHOUT ROWID")
        uids = sorted(self.settled)
        self.connection.executemany("INSERT INTO settled VALUES (?)", [(uid,) for uid in uids])
        self._take_in(self._read(f"{which} AND uid NOT IN (SELECT uid FROM settled)", ends))
        self.connection.execute("DROP TABLE settled")

    def _take_in(self, found: Iterable[tuple[Any, ...]]) -> None:
        for (n, uid), saying in groupby(found, _ONE_SAYING):
            if n not in self._chosen:
                continue
            rows = list(saying)
            kind = rows[0][1]
            if uid in self._things:
                first, known = self._first[uid]
                self._first[uid] = (first, min(kind, known))
                self._add(uid, rows)
                continue
            self._first[uid] = (n, kind)
            said = {row[3]: row[5] for row in rows if row[5] is not None and row[6] is row[7]}
            self._things[uid] = said
            if len(said) < len(rows):
                self._add(uid, [row for row in rows if row[5] is None or row[6] is not row[7]])

    def _add(self, uid: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take in rows of a thing that are not the first to say anything of their field."""
        fields = self._things[uid]
        for n, _kind, _uid, field, value, body, replaces, seen in rows:
            raw = (n, value if body is None else VALUED, body, replaces, seen)
            before = fields.setdefault(field, raw)
            if before is not raw:
                fields[field] = [*self._raws(uid, before), raw]

    def _read(self, which: str, given: tuple[int | str, ...] = ()) -> Iterable[tuple[Any, ...]]:
        """Rows in today's words."""
        found = self.connection.execute(f"{SELECT} WHERE {which}", given)
        return older.gathered_today(found) if self._older else found

    def _raws(self, uid: str, held: str | Raw | list[Raw]) -> list[Raw]:
        if isinstance(held, str):
            return [(self._first[uid][0], VALUED, held, None, None)]
        return [held] if isinstance(held, tuple) else held

    def _fields(self, uid: str) -> Fields:
        """The rows of a thing by field; those of a settled one are read now."""
        found = self._things.get(uid)
        if found is None:
            if uid not in self.settled:
                return _NO_FIELDS
            self._take_in(self._read("uid = ?", (uid,)))
            found = self._things[uid]
        return found

    def uids(self) -> list[str]:
        """Every thing with a chosen row that is not settled, in order."""
        return sorted(self._things.keys() - self.settled)

    def kind(self, uid: str) -> str:
        """The kind of a thing by its chosen rows; empty where it has none."""
        return self._first[uid][1] if self._fields(uid) else ""

    def names(self, uid: str) -> Collection[str]:
        """The fields of a thing with chosen rows."""
        return self._fields(uid)

    def plain(self, uid: str) -> Mapping[str, object]:
        """Bodies of the fields where nothing needs deciding; of the others something else."""
        return self._fields(uid)

    def is_plainly_present(self, uid: str) -> bool:
        """Whether a thing was added and its `present` never written again."""
        return self._fields(uid).get(PRESENT) == TRUE

    def of(self, uid: str) -> Mapping[str, FieldRows]:
        """The chosen rows of a thing, by field."""
        return {name: self.field(uid, name) for name in self.names(uid)}

    def field(self, uid: str, name: str) -> FieldRows:
        """The chosen rows of one field of a thing."""
        found = self._made.get((uid, name))
        if found is None:
            held = self._fields(uid).get(name)
            if held is None:
                return _NO_ROWS
            rows = [self._row(uid, name, raw) for raw in self._raws(uid, held)]
            found = self._made[uid, name] = {row.change: row for row in rows}
        return found

    def _row(self, uid: str, name: str, raw: Raw) -> Row:
        n, value, body, replaces, seen = raw
        change, at, undoes = self._sets[n]
        return Row(
            change,
            at,
            undoes,
            self.kind(uid),
            uid,
            name,
            value,
            None,
            body,
            split_ids(replaces) if replaces else (),
            seen_of(seen) if seen else None,
        )

    def beyond(self, uid: str, field: str) -> FieldRows:
        """Rows outside the chosen part that replaced something, where a chosen one names any."""
        if not self._outside or not self._looks_beyond(uid, field):
            return _NO_ROWS
        if self._beyond is None:
            self._beyond = {}
            for n, _kind, of, name, *raw in self._read("replaces IS NOT NULL"):
                if n in self._outside:
                    row = self._row(of, name, (n, *raw))
                    self._beyond.setdefault((of, name), {})[row.change] = row
        return self._beyond.get((uid, field), _NO_ROWS)

    def _looks_beyond(self, uid: str, field: str) -> bool:
        """Whether a row of a field, or a withdrawal of its thing, names a row outside."""
        rows = self.field(uid, field).values()
        withdrawals = self.field(uid, PRESENT).values()
        return any(not self._ids.isdisjoint(row.replaces) for row in rows) or any(
            row.seen and not self._ids.isdisjoint(row.seen.get(field, ())) for row in withdrawals
        )
