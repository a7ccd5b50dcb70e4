"""Connections to a tracker file, with the settings of TRAIL.md section 8, and faults in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marmot_tracker.errors import Locked, TrackerError
from marmot_tracker.trail import tables
from marmot_tracker.trail.recording import new_session, refuse_core_writes

READING = "marmot reading"
"""Execution option of a connection that only asks."""

SETTINGS = (
    "PRAGMA main.page_size = 8192",
    "PRAGMA main.locking_mode = EXCLUSIVE",
    "PRAGMA main.synchronous = FULL",
    "PRAGMA main.secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA main.mmap_size = 0",
    "PRAGMA main.auto_vacuum = NONE",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_spill = OFF",  # nothing reaches the file before a commit: the guard relies on it
)


def connect(path: Path) -> sqlite3.Connection:
    """The one connection of this program to a tracker file, holding it against all others."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=2,
    )
    try:
        for setting in SETTINGS:
            connection.execute(setting)
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        connection.execute("PRAGMA main.journal_mode = TRUNCATE")
    except BaseException:
        connection.close()
        raise
    return connection


def in_memory(name: str = "") -> sqlite3.Connection:
    """An own store in memory; with a `name` a second connection can reach it too."""
    where = f"file:{name}?mode=memory&cache=shared" if name else ":memory:"
    return sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that can only read, for a private copy of somebody's tracker."""
    uri = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024)
    return connection


def engine_on(connection: sqlite3.Connection) -> Engine:
    """An engine whose only connection is this one; transactions begin when we say so."""
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_execute", refuse_core_writes)
    return engine


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the record's tables and the projection's in an empty store."""
    with engine_on(connection).connect() as orm, orm.begin():
        tables.create_record(orm)
        tables.create_projection(orm)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A short write transaction on the driver's connection; an error takes all of it back."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def told_in_words(path: Path) -> Iterator[None]:
    """Turn the faults of SQLite and of the disk into words; a bug stays a bug."""
    try:
        yield
    except DBAPIError as fault:
        if isinstance(fault.orig, sqlite3.DatabaseError):
            raise fault_in_words(fault.orig, path) from fault
        raise
    except sqlite3.DatabaseError as fault:
        raise fault_in_words(fault, path) from fault


def damaged(path: Path) -> TrackerError:
    """What is said of a file that holds something else than was written."""
    return TrackerError(
        f"{path.name} is damaged; nothing was changed.",
        hint="Keep the file, and go on with the newest backup or a colleague's copy.",
    )


@contextmanager
def asking_session(engine: Engine, path: Path) -> Iterator[Session]:
    """A session that only asks; faults of the file at `path` are told in words."""
    with (
        told_in_words(path),
        engine.connect().execution_options(**{READING: True}) as connection,
    ):
        session = new_session(connection)
        try:
            yield session
        finally:
            session.close()


def fault_in_words(fault: sqlite3.DatabaseError, path: Path) -> Exception:
    """What SQLite says, for a person; a fault that can only be ours is returned as it is."""
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    name = path.name
    if code == sqlite3.SQLITE_FULL:
        return TrackerError(
            f"The disk that holds {name} is full; the change was not made and nothing was lost.",
            hint="Make room on the disk, then do it again.",
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}:
        return TrackerError(
            f"{name} cannot be written where it lies; nothing was changed.",
            hint="Copy it to a folder of your own, such as Documents, and open it there.",
        )
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Locked(f"{name} is open in another program.", hint="Close it there and try again.")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} or "decode to UTF-8" in str(fault):
        return damaged(path)
    if code == sqlite3.SQLITE_IOERR:
        return TrackerError(
            f"The disk that holds {name} did not answer; the change was not made.",
            hint="See that the drive is still connected, then do it again.",
        )
    return fault
