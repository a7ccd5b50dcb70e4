"""Connections to a tracker file, with the settings of TRAIL.md section 8, and faults in words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marmot_tracker.errors import Damaged, Locked, NoRoom, TrackerError
from marmot_tracker.trail import tables
from marmot_tracker.trail.recording import new_session, refuse_core_writes

_SAID_OF_DAMAGE = ("decode to UTF-8", "unsupported file format")
"""What SQLite says of a damaged file under the code of an ordinary mistake."""
LONGEST_VALUE = 64 * 1024 * 1024
"""Bytes of one value of a file that is only read; nothing of ours comes near."""
READING = "marmot reading"
"""Execution option of a connection that only asks."""

SETTINGS = (
    "PRAGMA main.page_size = 4096",
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
    """A connection that can only read, for a file of this program's own."""
    uri = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
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
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


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


@contextmanager
def files_told_in_words(path: Path) -> Iterator[None]:
    """Turn what a disk answers this program itself into words, and what it answers SQLite."""
    try:
        with told_in_words(path):
            yield
    except OSError as fault:
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NoRoom(
                f"A disk is full; {path.name} was left as it is.",
                hint="Make room on the disk, then do it again.",
            ) from fault
        raise TrackerError(
            f"The disk did not answer ({fault.strerror or type(fault).__name__}); "
            f"{path.name} was left as it is.",
            hint="See that the drive is connected and has room, then do it again.",
        ) from fault


def damaged(path: Path) -> Damaged:
    """What is said of a file that holds something else than was written."""
    return Damaged(
        f"{path.name} is damaged.",
        hint="Keep the file: what can be read of it, and the newest backup, can be recovered into "
        "a new one. Or go on with a colleague's copy.",
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
        except _UNEXPECTED as fault:
            if _holds_other_types(connection):
                raise damaged(path) from fault
            raise
        finally:
            session.close()


_UNEXPECTED = (TypeError, ValueError, KeyError, AttributeError)


def _holds_other_types(connection: Connection) -> bool:
    """Whether a column holds what its STRICT table never takes in: the disk changed it since."""
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    return found != "ok"


def fault_in_words(fault: sqlite3.DatabaseError, path: Path) -> Exception:
    """What SQLite says, for a person; a fault that can only be ours is returned as it is."""
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    name = path.name
    if code == sqlite3.SQLITE_FULL:
        return NoRoom(
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
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} or any(
        said in str(fault) for said in _SAID_OF_DAMAGE
    ):
        return damaged(path)
    if code == sqlite3.SQLITE_IOERR:
        return TrackerError(
            f"The disk that holds {name} did not answer; the change was not made.",
            hint="See that the drive is still connected, then do it again.",
        )
    return fault
