"""The tracker of another place, as it can be asked: its record checked, its tables made anew here.

Nothing that such a file shows is believed, only what its record says. Run in the helper alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker.document.copying import check_record_of
from marmot_tracker.document.engine import (
    LONGEST_VALUE,
    asking_session,
    engine_on,
    in_memory,
    make_tables,
    transaction,
)
from marmot_tracker.document.foreign import guarded
from marmot_tracker.progress import Progress
from marmot_tracker.trail import projection
from marmot_tracker.trail.gathered import GatheredRows

COPIED = ("change_set", "change_row", "word", "erased", "blob")


@contextmanager
def asked(path: Path, progress: Progress) -> Iterator[Session]:
    """A session over what the record of a tracker says; raises `TrackerError` where it is not whole.

    The file is read once and not opened, so that nobody who has it open is disturbed.
    """
    theirs = in_memory()
    store = in_memory()
    try:
        theirs.deserialize(path.read_bytes())
        theirs.execute("PRAGMA trusted_schema = OFF")
        theirs.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        check_record_of(guarded(theirs), path.name, progress)
        make_tables(store)
        with transaction(store):
            _copy(theirs, store)
            projection.write(store, projection.everything(GatheredRows(store)))
        with asking_session(engine_on(store), path) as session:
            yield session
    finally:
        theirs.close()
        store.close()


def _copy(theirs: sqlite3.Connection, store: sqlite3.Connection) -> None:
    for table in COPIED:
        found = theirs.execute(f"SELECT * FROM {table}")
        marks = ",".join("?" * len(found.description))
        store.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
