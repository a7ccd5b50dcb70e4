"""Making, opening and closing a tracker file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.document import copying, lock
from marmot_tracker.document.engine import (
    connect,
    damaged,
    engine_on,
    make_tables,
    told_in_words,
    transaction,
)
from marmot_tracker.errors import Locked, TrackerError
from marmot_tracker.model import KINDS
from marmot_tracker.model.kinds import shape
from marmot_tracker.trail import projection, tables
from marmot_tracker.trail.rows import HeldRows, all_rows


@dataclass(slots=True)
class Opened:
    """An open file: where it is, its connection, why it is read-only (else empty).

    `locked` says whether the lock file is ours, `private` which folder goes when it is closed.
    """

    path: Path
    connection: sqlite3.Connection
    read_only: str = ""
    locked: bool = False
    private: Path | None = None
    rebuilt: bool = False


def create(path: Path, *, user: str) -> Opened:
    """Make an empty tracker. Raises `TrackerError` where a file of that name exists."""
    if path.exists():
        raise TrackerError(
            f"There is already a file {path.name}; it was left as it is.",
            hint="Choose another name, or open that one.",
        )
    if not path.parent.is_dir():
        raise TrackerError(f"There is no folder {path.parent}.", hint="Make it first.")
    lock.take(path, user=user)
    try:
        with told_in_words(path):
            connection = connect(path)
            connection.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {tables.USER_VERSION}")
            make_tables(connection)
            _note_shape(connection)
    except BaseException:
        lock.release(path)
        raise
    return Opened(path, connection, locked=True)


def open_tracker(path: Path, *, user: str, asking: bool, over: bool) -> Opened:
    """Open a tracker for writing, or with `asking` however it can be read."""
    copying.remove_old_private()
    if lock.holder(path) is None or over:
        copying.check_is_tracker(path)
    elif not path.exists():
        raise TrackerError(f"There is no file {path}.", hint="Check the name.")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return _open_copy(path, "it lies where this account cannot write")
    try:
        lock.take(path, user=user, over=over)
    except Locked as held:
        if asking:
            return _open_copy(path, f"it is open elsewhere ({held.holder})")
        raise
    try:
        opened = _open_here(path)
        if opened.read_only and not made_for_us(opened.connection):
            close(opened)
            return _open_copy(path, opened.read_only)
        return opened
    except Locked:
        lock.release(path)
        if asking:
            return _open_copy(path, "it is open in another program")
        raise
    except BaseException:
        lock.release(path)
        raise


def _open_here(path: Path, *, private: bool = False) -> Opened:
    with told_in_words(path):
        try:
            connection = connect(path)
        except UnicodeDecodeError as fault:  # SQLite's own words, cut out of a broken schema
            raise damaged(path) from fault
        try:
            read_only = _check_version(connection, path.name)
            if not read_only:
                copying.check_schema(connection, path.name)
            rebuilt = (private or not read_only) and rebuild_if_needed(connection)
        except BaseException:
            connection.close()
            raise
    return Opened(path, connection, read_only=read_only, locked=True, rebuilt=rebuilt)


def _open_copy(path: Path, why: str) -> Opened:
    copy = copying.private_copy(path, "reading")
    try:
        opened = _open_here(copy, private=True)
        found = opened.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            opened.connection.close()
            raise TrackerError(f"{path.name} is damaged ({found}).", hint="Go on with a backup.")
    except BaseException:
        shutil.rmtree(copy.parent, ignore_errors=True)
        raise
    opened.read_only, opened.locked, opened.private = why, False, copy.parent
    return opened


def close(opened: Opened) -> None:
    """Close the file so that nothing lies beside it, and give the lock back."""
    connection = opened.connection
    try:
        connection.execute("PRAGMA main.locking_mode = NORMAL")
        connection.execute("PRAGMA main.journal_mode = DELETE")
    finally:
        connection.close()
        if opened.locked:
            lock.release(opened.path)
        if opened.private:
            shutil.rmtree(opened.private, ignore_errors=True)


def _check_version(connection: sqlite3.Connection, name: str) -> str:
    """Why a file can only be read, or empty; raises where it cannot even be read."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version <= tables.USER_VERSION:
        return ""
    found = connection.execute("SELECT value FROM meta WHERE key = 'min_reader'").fetchone()
    if found and int(found[0]) <= tables.USER_VERSION:
        return "a newer version of this program wrote it"
    raise TrackerError(
        f"{name} was written with a newer version of this program.",
        hint="Install the newer version to open it; the file was left as it is.",
    )


def rebuild_if_needed(connection: sqlite3.Connection) -> bool:
    """Drop and make the tables again where they were made for another shape."""
    if made_for_us(connection):
        return False
    rebuild(connection)
    return True


def made_for_us(connection: sqlite3.Connection) -> bool:
    """Whether the tables have the shape that this program reads, and not only say so."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'projection'").fetchone()
    return bool(found and found[0] == shape()) and all(
        {row[1] for row in connection.execute(f'PRAGMA table_info("{kind.name}")')}
        == set(projection.column_names(kind))
        for kind in KINDS.values()
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the tables again from the record, in one transaction."""
    with engine_on(connection).connect() as orm, orm.begin():
        tables.drop_projection(orm)
        tables.create_projection(orm)
        projection.write(connection, projection.everything(HeldRows(all_rows(connection))))
        _insert_shape(connection)


def _note_shape(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        _insert_shape(connection)
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES ('min_reader', ?)", (str(tables.USER_VERSION),)
        )


def _insert_shape(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('projection', ?)", (shape(),))


def unknown_entries(connection: sqlite3.Connection) -> int:
    """How many rows speak of kinds or fields that this program does not know."""
    found = connection.execute("SELECT kind, field, count(*) FROM change_row GROUP BY kind, field")
    return sum(
        int(count)
        for kind, field, count in found
        if kind not in KINDS or field not in KINDS[kind].fields
    )
