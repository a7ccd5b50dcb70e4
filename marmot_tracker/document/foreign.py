"""Connections to other people's trackers: they can be asked about their record, and nothing else.

Rules: TRAIL.md, section 8. What such a file declares (views, triggers, computed columns) never
runs: the authorizer allows reading the record's own tables, and whoever asks too long is stopped.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from marmot_tracker.document.engine import read_only
from marmot_tracker.trail.tables import RECORD_TABLES

PATIENCE = 10
"""Seconds that a first look at an unknown file may take."""
STEPS = 10_000
"""Steps of SQLite's machine between two looks at the clock: some tenths of a millisecond."""
_READ = frozenset([*RECORD_TABLES, "sqlite_master", "sqlite_schema"])
_FUNCTIONS = frozenset(["coalesce", "count", "length", "like", "max", "min"])
_PRAGMAS = frozenset(["application_id", "integrity_check", "quick_check", "user_version"])


def record_only(path: Path) -> sqlite3.Connection:
    """A connection that can only read the record, for a private copy of somebody's tracker."""
    connection = read_only(path)
    connection.execute("PRAGMA mmap_size = 0")
    return guarded(connection)


def guarded(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The same connection, which from now on can only read the record."""
    connection.set_authorizer(_allowed)
    return connection


@contextmanager
def in_time(connection: sqlite3.Connection, seconds: float = PATIENCE) -> Iterator[None]:
    """Stop whatever is asked inside and takes longer; SQLite then says that it was interrupted."""
    deadline = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > deadline), STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def _allowed(
    action: int, first: str | None, second: str | None, _schema: str | None, inside: str | None
) -> int:
    """Whether SQLite may do what a statement asks; `inside` names the view or trigger it is of."""
    if inside:
        return sqlite3.SQLITE_DENY
    allowed = (
        action == sqlite3.SQLITE_SELECT
        or (action == sqlite3.SQLITE_READ and first in _READ)
        or (action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS)
        or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
