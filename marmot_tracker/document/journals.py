"""A journal left beside a tracker: SQLite plays it back only where it is that tracker's own.

After a crash the journal puts the last whole edit back. Where the file was replaced since, such as
by a backup copied over it, the same journal would mix two trackers without any error.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.document import copying
from marmot_tracker.document.engine import damaged, told_in_words
from marmot_tracker.errors import TrackerError
from marmot_tracker.trail import tables
from marmot_tracker.trail.checking import check_record


@dataclass(frozen=True, slots=True)
class _Look:
    """A file that holds together: the ids of its entries, and how much of it is not as written."""

    entries: frozenset[bytes]
    problems: int


def settle(path: Path) -> list[str]:
    """See to a journal beside a tracker before SQLite does; what the person should hear of it.

    Both the file with its journal played back and the file alone are looked at as private copies.
    A journal that is not its own is renamed. Raises `Damaged` where neither holds together, and
    `Locked` where another program is writing just now; both then lie as they were.
    """
    journal = journal_of(path)
    if not _would_be_played(path, journal):
        return []
    folder = copying.private_folder("journal")
    try:
        copy = folder / path.name
        shutil.copyfile(path, copy)
        alone = _looked_at(copy)
        shutil.copyfile(path, copy)
        shutil.copyfile(journal, journal_of(copy))
        played = _looked_at(copy)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if played is None and alone is None:
        raise damaged(path)
    if alone is None or _is_its_own(played, alone):
        return []
    stale = set_aside(path)
    assert stale is not None
    return [
        f"{path.name} was put in the place of another file while that was being written. What was "
        f"left of that write does not belong to it and lies beside it as {stale.name}. "
        "See that nothing you did last is missing here."
    ]


def journal_of(path: Path) -> Path:
    """Where SQLite keeps the journal of a file."""
    return path.with_name(f"{path.name}-journal")


def set_aside(path: Path) -> Path | None:
    """Rename the journal of this name, so that SQLite does not play it into the file."""
    journal = journal_of(path)
    if not journal.exists():
        return None
    stale, number = journal.with_name(f"{journal.name}.stale"), 1
    while stale.exists():
        number += 1
        stale = journal.with_name(f"{journal.name}.{number}.stale")
    return journal.rename(stale)


def _would_be_played(path: Path, journal: Path) -> bool:
    """Whether SQLite itself takes the journal for one to play back."""
    try:
        if not journal.stat().st_size:
            return False
    except OSError:
        return False
    with told_in_words(path):
        try:
            uri = f"{path.resolve().as_uri()}?mode=ro"
            with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=2)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode == sqlite3.SQLITE_READONLY_ROLLBACK:
                return True
            raise
        except sqlite3.DatabaseError:  # what is no journal beside what is no tracker
            return False
    return False


def _is_its_own(played: _Look | None, alone: _Look) -> bool:
    """Whether playing the journal back only undoes the edit that was being written.

    Its own journal takes one edit back at most and brings none; of a file that holds together
    without it, it mends nothing.
    """
    if played is None or played.problems != alone.problems:
        return played is not None and played.problems < alone.problems
    return played.entries <= alone.entries and len(alone.entries - played.entries) <= 1


def _looked_at(copy: Path) -> _Look | None:
    """What a private copy holds; None where it does not hold together or is no tracker."""
    try:
        with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            known = connection.execute("PRAGMA application_id").fetchone()[0]
            whole = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if known != tables.APPLICATION_ID or whole != "ok":
                return None
            entries = connection.execute("SELECT id FROM change_set").fetchall()
            return _Look(frozenset(bytes(found) for (found,) in entries), _problems(connection))
    except (sqlite3.DatabaseError, UnicodeDecodeError, TypeError):
        return None


def _problems(connection: sqlite3.Connection) -> int:
    """How much is not as written; of a file of another version only its pages are judged."""
    if connection.execute("PRAGMA user_version").fetchone()[0] != tables.USER_VERSION:
        return 0
    try:
        copying.check_schema(connection, "")
    except TrackerError:
        return 0
    try:
        return len(check_record(connection))
    except (sqlite3.DatabaseError, TrackerError, ValueError, TypeError, KeyError):
        return 1
