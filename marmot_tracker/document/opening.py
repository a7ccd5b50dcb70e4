"""Making, opening and closing a tracker file."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from marmot_tracker.document import (
    backups,
    copying,
    journals,
    lock,
    places,
    publishing,
    working_copy,
)
from marmot_tracker.document.engine import (
    connect,
    damaged,
    engine_on,
    in_memory,
    make_tables,
    told_in_words,
    transaction,
)
from marmot_tracker.document.working_copy import WorkingCopy
from marmot_tracker.errors import Locked, NoRoom, TrackerError
from marmot_tracker.model import KINDS
from marmot_tracker.model.kinds import shape
from marmot_tracker.trail import as_at, older, projection, tables, writing
from marmot_tracker.trail.gathered import GatheredRows


@dataclass(slots=True)
class Opened:
    """An open file: where the person sees it, its connection, why it is read-only (else empty).

    `file` is what the connection has open: the same, a private copy, or the `working` copy of a
    shared file. `locked` says whether the lock file is ours, `private` which folder goes when it
    is closed. `bytes_of` is a descriptor of `file`, open until after the connection is closed:
    closing any other would drop SQLite's locks. `news` is what the person should hear.
    """

    path: Path
    file: Path
    connection: sqlite3.Connection
    bytes_of: int
    read_only: str = ""
    locked: bool = False
    private: Path | None = None
    rebuilt: bool = False
    working: WorkingCopy | None = None
    news: list[str] = field(default_factory=list)
    closed: bool = False


def create(path: Path, *, user: str) -> Opened:
    """Make an empty tracker. Raises `TrackerError` where a file of that name exists."""
    check_is_free(path)
    lock.take(path.resolve(), user=user)
    try:
        connection = _made(path)
        try:
            bytes_of = publishing.opened_for_reading(path)
        except BaseException:
            connection.close()
            raise
    except BaseException:
        discard(path)
        lock.release(path.resolve())
        raise
    return Opened(path, path, connection, bytes_of, locked=True)


def _made(path: Path) -> sqlite3.Connection:
    """A connection to a new file with every table of ours."""
    with told_in_words(path):
        connection = connect(path)
        try:
            connection.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {tables.USER_VERSION}")
            make_tables(connection)
            _note_shape(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def discard(path: Path) -> None:
    """Remove a tracker that was only half made, with its journal."""
    for each in (path.with_name(f"{path.name}-journal"), path):
        with contextlib.suppress(OSError):  # what stays is empty: no later opening takes it for one
            each.unlink(missing_ok=True)


def check_is_free(path: Path) -> None:
    """Raise `TrackerError` where no tracker of that name can be made."""
    if path.exists():
        raise TrackerError(
            f"There is already a file {path.name}; it was left as it is.",
            hint="Choose another name, or open that one.",
        )
    if not path.parent.is_dir():
        raise TrackerError(f"There is no folder {path.parent}.", hint="Make it first.")


def open_tracker(path: Path, *, user: str, asking: bool, over: bool) -> Opened:
    """Open a tracker for writing, or with `asking` however it can be read.

    What lies in a synced folder or on a network drive is opened as a working copy. Raises
    `LeftHere` where that is all that can be opened.
    """
    try:
        return _open_tracker(path, user=user, asking=asking, over=over)
    except (Locked, NoRoom):
        raise
    except TrackerError as fault:
        left = working_copy.left_at(path.resolve())
        if not left:
            raise
        name = path.with_name(f"{path.stem} (my changes).marmot")
        raise working_copy.LeftHere(fault, left[0].file, str(name)) from fault


def _open_tracker(path: Path, *, user: str, asking: bool, over: bool) -> Opened:
    copying.remove_old_private()
    real = path.resolve()
    shared = places.place_of(real).is_shared
    left = working_copy.left_of(real) if shared and not real.exists() else None
    if left and (found := _open_left(left, path)):
        return found
    if lock.holder(real) is None or over:
        copying.check_is_tracker(path)
    elif not path.exists():
        raise TrackerError(f"There is no file {path}.", hint="Check the name.")
    if not os.access(path, os.W_OK) or not os.access(real.parent, os.W_OK):
        return _open_copy(path, "it lies where this account cannot write")
    try:
        before = lock.take(real, user=user, over=over)
    except Locked as held:
        if asking:
            return _open_copy(path, f"it is open elsewhere ({held.holder})")
        raise
    except NoRoom:
        return _open_copy(path, "the disk that holds it is full")
    try:
        opened = _open_working(path) if shared else _open_here(path)
        if opened.read_only and not opened.private and not made_for_us(opened.connection):
            close(opened)
            return _open_copy(path, opened.read_only)
        return opened
    except (Locked, NoRoom) as fault:
        _give_back(real, before)
        if isinstance(fault, NoRoom):
            return _open_copy(path, "a disk is full")
        if asking:
            return _open_copy(path, "it is open in another program")
        raise
    except BaseException:
        _give_back(real, before)
        raise


def _give_back(real: Path, before: bytes) -> None:
    """After opening failed: the lock is nobody's, or again whose it was."""
    lock.release(real)
    if before:
        lock.put_back(real, before)


def _open_working(path: Path) -> Opened:
    """Open the working copy of a shared file: the one left here with changes, or a fresh one."""
    target = path.resolve()
    publishing.forget_left(target)
    news = put_at_rest(target)  # a crash before its folder was shared: SQLite puts it back
    seen = publishing.seen(target)
    copy = copying.private_copy(target, "working")
    try:
        sha256 = publishing.sha256_of(copy)
        first, why = _looked_at(copy)
        if why:
            opened = _open_copy(path, why)
            opened.locked = True
            return opened
        news += working_copy.words_of_others(target, first)
        left = working_copy.left_of(target, first)
        if left and (found := _open_left(left, path)):
            left.moved = sha256 != left.sha256
            found.news += news
            return found
        working = WorkingCopy(target, working_copy.folder_of(target, first), first, seen, sha256)
        if working.file.exists():  # its note was lost, so nobody knows what it holds
            working.put_aside()
        working.save()
        copy.replace(working.file)
        opened = _as_working(working, path)
        opened.news += news
        return opened
    finally:
        shutil.rmtree(copy.parent, ignore_errors=True)


def put_at_rest(file: Path) -> list[str]:
    """Let SQLite put back what a crash left half written; what the person should hear of it."""
    if publishing.is_at_rest(file):
        return []
    opened = _open_here(file)
    close(opened)
    return opened.news


def _looked_at(copy: Path) -> tuple[str, str]:
    """The id of the first entry of a private copy, and why it can only be read."""
    opened = _open_here(copy)
    try:
        with told_in_words(copy):
            return first_of(opened.connection), opened.read_only
    finally:
        close(opened)


def first_of(connection: sqlite3.Connection) -> str:
    """The id of the first entry, which every copy of a tracker shares; empty where there is none."""
    found = connection.execute("SELECT id FROM change_set ORDER BY n LIMIT 1").fetchone()
    return bytes(found[0]).hex() if found else ""


def _open_left(left: WorkingCopy, path: Path) -> Opened | None:
    """Go on with a working copy that holds what was never published; None where it does not.

    One that cannot be opened is put aside: it may be somebody's work.
    """
    try:
        opened = _as_working(left, path)
    except Locked:
        raise
    except TrackerError:
        left.put_aside()
        return None
    with told_in_words(path):
        held = as_at.fingerprint(writing.tips(opened.connection))
    if held != left.code:
        left.save()
        return opened
    opened.working = None
    close(opened)
    left.remove()
    return None


def _as_working(working: WorkingCopy, path: Path) -> Opened:
    opened = _open_here(working.file)
    opened.path, opened.working = path, working
    return opened


def _open_here(path: Path, *, private: bool = False) -> Opened:
    news = [] if private or copying.is_private(path) else journals.settle(path)
    bytes_of = publishing.opened_for_reading(path)
    try:
        with told_in_words(path):
            try:
                connection = connect(path)
            except UnicodeDecodeError as fault:  # SQLite's own words, cut out of a broken schema
                raise damaged(path) from fault
            try:
                read_only = _check_version(connection, path.name)
                if not read_only:
                    copying.check_schema(connection, path.name)
                before = None if private or copying.is_private(path) else path
                rebuilt = (private or not read_only) and rebuild_if_needed(
                    connection, backup_of=before
                )
            except BaseException:
                connection.close()
                raise
    except BaseException:
        os.close(bytes_of)
        raise
    return Opened(
        path, path, connection, bytes_of, read_only, locked=True, rebuilt=rebuilt, news=news
    )


def _open_copy(path: Path, why: str) -> Opened:
    try:
        return _open_private(path, why)
    except NoRoom:
        return _open_in_memory(path, why)
    except OSError as fault:
        if fault.errno not in lock.FULL:
            raise
        return _open_in_memory(path, why)


def _open_in_memory(path: Path, why: str) -> Opened:
    """Read a tracker where no disk has room for a copy of it."""
    bytes_of = publishing.opened_for_reading(path)
    connection = in_memory()
    try:
        with told_in_words(path):
            connection.deserialize(publishing.held_still(path))
            read_only = _check_version(connection, path.name)
            if not read_only:
                copying.check_schema(connection, path.name)
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise damaged(path)
            rebuilt = rebuild_if_needed(connection)
    except BaseException:
        connection.close()
        os.close(bytes_of)
        raise
    return Opened(path, path, connection, bytes_of, read_only=why, rebuilt=rebuilt)


def _open_private(path: Path, why: str) -> Opened:
    copy = copying.private_copy(path, "reading")
    try:
        opened = _open_here(copy, private=True)
        found = opened.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            opened.connection.close()
            os.close(opened.bytes_of)
            raise TrackerError(f"{path.name} is damaged ({found}).", hint="Go on with a backup.")
    except BaseException:
        shutil.rmtree(copy.parent, ignore_errors=True)
        raise
    opened.path, opened.read_only, opened.locked, opened.private = path, why, False, copy.parent
    return opened


def close(opened: Opened) -> None:
    """Close the file so that nothing lies beside it, and give the lock back; once is enough."""
    if opened.closed:
        return
    opened.closed = True
    connection = opened.connection
    try:
        # All that was said to be saved is in the file; a journal that stays is played back or empty.
        with contextlib.suppress(sqlite3.DatabaseError):
            connection.execute("PRAGMA main.locking_mode = NORMAL")
            connection.execute("PRAGMA main.journal_mode = DELETE")
    finally:
        connection.close()
        os.close(opened.bytes_of)
        if opened.locked:
            lock.release(opened.path.resolve())
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


def rebuild_if_needed(connection: sqlite3.Connection, *, backup_of: Path | None = None) -> bool:
    """Bring a file that was made for another version to the form of this one.

    `backup_of` is its path, where a backup is to be made before.
    """
    if made_for_us(connection):
        return False
    if backup_of is not None:
        backups.make(backup_of, connection, "before a newer version opened it")
    rebuild(connection)
    return True


def made_for_us(connection: sqlite3.Connection) -> bool:
    """Whether the tables have the shape that this program reads, and not only say so."""
    if connection.execute("PRAGMA user_version").fetchone()[0] < tables.USER_VERSION:
        return False
    found = connection.execute("SELECT value FROM meta WHERE key = 'projection'").fetchone()
    return bool(found and found[0] == shape()) and all(
        {row[1] for row in connection.execute(f'PRAGMA table_info("{kind.name}")')}
        == set(projection.column_names(kind))
        for kind in KINDS.values()
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the tables again from the record, in one transaction."""
    with engine_on(connection).connect() as orm, orm.begin():
        tables.bring_up_to_date(orm)
        tables.drop_projection(orm)
        tables.create_projection(orm)
        projection.write(connection, projection.everything(GatheredRows(connection)))
        _insert_shape(connection)


def _note_shape(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        _insert_shape(connection)
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES ('min_reader', ?)", (str(tables.MIN_READER),)
        )


def _insert_shape(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('projection', ?)", (shape(),))


def unknown_entries(connection: sqlite3.Connection) -> int:
    """How many rows speak of kinds or fields that this program does not know."""
    unknown = [
        (kind, field)
        for kind, field in connection.execute("SELECT DISTINCT kind, field FROM change_row")
        if (known := KINDS.get(older.kind_today(kind))) is None
        or older.field_today(kind, field) not in known.fields
    ]
    count = "SELECT count(*) FROM change_row WHERE kind = ? AND field = ?"
    return sum(int(connection.execute(count, each).fetchone()[0]) for each in unknown)
