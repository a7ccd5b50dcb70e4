"""What was written since opening, kept apart until closing.

A program that writes into the open file puts other bytes under SQLite's pages, so what was
written can no longer be read from there (TRAIL.md, section 8). It is copied after every commit
into a private file that needs no flushing: this program is there to read it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from marmot_tracker.document import copying
from marmot_tracker.trail import tables, uniting
from marmot_tracker.trail.changes import header_of

BATCH = 500


class OwnEdits:
    """The entries written through one connection, and the files attached.

    `whole` is false where the private file could not be written: an edit never fails for that.
    """

    def __init__(self, source: sqlite3.Connection) -> None:
        self._source = source
        self._kept: sqlite3.Connection | None = None
        self._folder: Path | None = None
        self._last = self._newest()
        self.whole = True

    @property
    def kept(self) -> sqlite3.Connection | None:
        """The private file, with the tables of a record; None where nothing was written."""
        return self._kept

    def follow(self) -> None:
        """Keep what was committed since the last time."""
        with self._careful():
            if self._newest() == self._last:
                return
            store = self._store()
            store.execute("BEGIN")
            if self._last:
                query = "SELECT min(n) FROM change_set"
                self._keep(store, "n = ?", self._source.execute(query).fetchone()[0])
            self._keep(store, "n > ?", self._last)
            store.execute("COMMIT")
            self._last = self._newest()

    def follow_file(self, sha256: str) -> None:
        """Keep the bytes of a file that was staged."""
        with self._careful():
            store = self._store()
            for table in ("blob", "chunk"):
                found = self._source.execute(f"SELECT * FROM {table} WHERE sha256 = ?", (sha256,))
                for row in found:
                    marks = ",".join("?" * len(row))
                    store.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)

    def close(self) -> None:
        """The tracker is closed well: nothing of it is needed."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _newest(self) -> int:
        found = self._source.execute("SELECT coalesce(max(n), 0) FROM change_set").fetchone()
        return int(found[0])

    def _keep(self, store: sqlite3.Connection, which: str, number: int) -> None:
        query = f"SELECT n, id, at, kind, undoes, header FROM change_set WHERE {which}"
        for found in self._source.execute(query, (number,)).fetchall():
            store.execute("INSERT OR IGNORE INTO change_set VALUES (?, ?, ?, ?, ?, ?)", found)
            if store.execute("SELECT changes()").fetchone()[0]:
                self._keep_rows(store, int(found[0]))
                header = header_of(found[5])
                for word in header.words.values():
                    text = self._source.execute("SELECT * FROM word WHERE hash = ?", (word,))
                    store.executemany("INSERT OR IGNORE INTO word VALUES (?, ?, ?, ?)", text)
                uniting.erase_named(store, header.erases)

    def _keep_rows(self, store: sqlite3.Connection, number: int) -> None:
        rows = self._source.execute("SELECT * FROM change_row WHERE n = ?", (number,))
        while batch := rows.fetchmany(BATCH):
            marks = ",".join("?" * len(batch[0]))
            store.executemany(f"INSERT INTO change_row VALUES ({marks})", batch)

    def _store(self) -> sqlite3.Connection:
        if self._kept is None:
            self._folder = copying.private_folder("own")
            self._kept = sqlite3.connect(
                self._folder / "edits", isolation_level=None, check_same_thread=False
            )
            for setting in ("synchronous = OFF", "journal_mode = MEMORY", "secure_delete = ON"):
                self._kept.execute(f"PRAGMA {setting}")
            for statement in tables.RECORD.split(";"):
                self._kept.execute(statement)
        return self._kept

    @contextmanager
    def _careful(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, OSError):
            self.whole = False
            if self._kept is not None and self._kept.in_transaction:
                self._kept.execute("ROLLBACK")
