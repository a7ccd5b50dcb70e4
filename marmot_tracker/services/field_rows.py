"""The record's rows of one field of many things, where nothing else of them is asked.

A recommendation has some twenty rows and a few of its rating: reading those alone takes a quarter
of the time and the memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from marmot_tracker.trail import older
from marmot_tracker.trail.rows import BATCH, SELECT, StoredRows, row_of
from marmot_tracker.trail.values import DamagedRecord


class StoredField(StoredRows):
    """Knows the rows of `field` of things of `kind`, and of every other field nothing."""

    def __init__(self, connection: sqlite3.Connection, *, kind: str, field: str) -> None:
        super().__init__(connection)
        self._field = field
        self._names = older.fields_ever(field, kind)

    def load(self, uids: Iterable[str]) -> None:
        """Read the rows of many things at once."""
        missing = [uid for uid in dict.fromkeys(uids) if uid not in self._things]
        ever = ",".join("?" * len(self._names))
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            self._things.update((uid, {}) for uid in batch)
            marks = ",".join("?" * len(batch))
            where = f"WHERE r.uid IN ({marks}) AND r.field IN ({ever})"
            for found in self._connection.execute(f"{SELECT} {where}", (*batch, *self._names)):
                row = row_of(found)
                if row.uid not in self._things:  # an index that names another row
                    raise DamagedRecord("The record's rows are not where its index says.")
                if row.field == self._field:
                    self._things[row.uid].setdefault(row.field, {})[row.change] = row
                    known = self._kinds.setdefault(row.uid, row.kind)
                    self._kinds[row.uid] = min(row.kind, known)
