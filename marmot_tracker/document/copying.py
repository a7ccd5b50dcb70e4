"""Private copies of tracker files, and the checks before anything of them is believed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marmot_tracker import helper, paths
from marmot_tracker.document import backups, lock, unzipping
from marmot_tracker.document.engine import in_memory
from marmot_tracker.document.foreign import in_time, record_only
from marmot_tracker.errors import Damaged, IsChanges, TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence, tables
from marmot_tracker.trail.checking import check_arriving
from marmot_tracker.trail.values import DamagedRecord

TRIES = 3
SHOWN = 5
OPENED = frozenset(
    [
        ".pdf",
        ".png",
        ".jpg",
        ".jpeg",
        ".tif",
        ".tiff",
        ".docx",
        ".xlsx",
        ".pptx",
        ".txt",
        ".csv",
        ".msg",
        ".eml",
    ]
)
"""Endings of files that are opened from a private copy; everything else is saved instead."""
_NAME = r'"?\w+"?'
_NAMES = f"{_NAME}(?:, {_NAME})*"
_COLUMN = f"{_NAME} (?:TEXT|INTEGER|BLOB)(?: NOT NULL)?"
_PLAIN_INDEX = re.compile(rf"CREATE INDEX {_NAME} ON {_NAME} \({_NAMES}\)$")
_PLAIN_TABLE = re.compile(
    rf"CREATE TABLE {_NAME} \( ?{_COLUMN}(?:, {_COLUMN})*(?:, PRIMARY KEY \({_NAMES}\))? ?\) ?STRICT$"
)
"""What a table or index of a projection may look like, of whatever version: names and no more."""
MAGIC = b"SQLite format 3\x00"


def private_folder(purpose: str) -> Path:
    """A fresh folder that only this account can read."""
    parent = paths.user_data_folder() / "private"
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f"{purpose}-{os.getpid()}-", dir=parent))


def is_private(path: Path) -> bool:
    """Whether a file is a private copy of this program's own."""
    return paths.user_data_folder() / "private" in path.parents


def start_of(path: Path) -> bytes:
    """The first hundred bytes of a file; raises `TrackerError` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(100)
    except FileNotFoundError as fault:
        raise TrackerError(
            f"There is no file {path}.", hint="Check the name, or make a new tracker."
        ) from fault
    except OSError as fault:
        raise TrackerError(
            f"{path.name} cannot be read.", hint="See that it is a file and that you may open it."
        ) from fault


def holds_changes(start: bytes) -> bool:
    """Whether a file that begins so holds changes alone (`changes_file`)."""
    return start[:16] == MAGIC and int.from_bytes(start[68:72]) == tables.CHANGES_ID


def check_is_tracker(path: Path, *, or_changes: bool = False) -> None:
    """Raise `TrackerError` unless the file at `path` says that it is a tracker of ours.

    `or_changes`: or a file of changes for one, which is otherwise refused as `IsChanges`.
    """
    start = start_of(path)
    if holds_changes(start):
        if or_changes:
            return
        raise IsChanges(
            f"{path.name} holds changes for a tracker and is none itself; it was left as it is.",
            hint="Open the tracker that they are for, then bring them in.",
        )
    if start[:16] != MAGIC or int.from_bytes(start[68:72]) != tables.APPLICATION_ID:
        if backups.named(path):
            raise Damaged(
                f"{path.name} holds no tracker any more, if it ever did; it was left as it is.",
                hint="There are backups of a tracker of this name on this computer: restore the "
                "newest one as a new file, or recover it together with what can still be read.",
            )
        raise TrackerError(
            f"{path.name} is not a Marmot tracker; it was left as it is.",
            hint="Trackers end in .marmot. To load a list of recommendations, import it.",
        )


def private_copy(path: Path, purpose: str, *, or_changes: bool = False) -> Path:
    """Copy a tracker that somebody else may be writing, while it holds still.

    It is copied while its journal is empty and its size and time are the same before and after.
    Raises `TrackerError` where it would not hold still three times.
    """
    check_is_tracker(path, or_changes=or_changes)
    target = private_folder(purpose) / path.name
    journal = path.with_name(f"{path.name}-journal")
    for _ in range(TRIES):
        before = path.stat()
        quiet = not journal.exists() or journal.stat().st_size == 0
        try:
            shutil.copyfile(path, target)
        except OSError:
            shutil.rmtree(target.parent, ignore_errors=True)
            raise
        after = path.stat()
        same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
        if quiet and same and (not journal.exists() or journal.stat().st_size == 0):
            return target
    shutil.rmtree(target.parent)
    raise TrackerError(
        f"{path.name} is being written by another program just now.", hint="Try again in a moment."
    )


def check_copy(copy: Path, *, name: str, progress: Progress | None = None) -> None:
    """Check a private copy of somebody's tracker in the helper process; raises `TrackerError`."""
    helper.run(
        "marmot_tracker.document.copying:check_in_child",
        {"path": str(copy), "name": name},
        seconds=120,
        progress=progress,
    )


def check_in_child(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Check application id, exactly our tables, and every hash of a copy (runs in the helper)."""
    path, name = Path(argument["path"]), str(argument["name"])
    check_is_tracker(path, or_changes=True)
    connection = record_only(path)
    try:
        check_record_of(connection, name, progress)
    finally:
        connection.close()
    return {}


def check_record_of(connection: sqlite3.Connection, name: str, progress: Progress) -> None:
    """Raise `TrackerError` unless somebody's file holds exactly our record, every hash right."""
    try:
        with in_time(connection):
            _check_schema(connection, name)
        damaged = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        problems = [damaged] if damaged != "ok" else []
        if not problems:
            problems = [f"{p.where} {p.what}" for p in check_arriving(connection, progress)]
    except (sqlite3.DatabaseError, DamagedRecord) as fault:
        problems = [str(fault)]
    if problems:
        shown = "; ".join(problems[:SHOWN])
        raise TrackerError(
            f"{name} is damaged or was changed by another program ({shown}); nothing was taken.",
            hint="Ask for a fresh copy of the tracker.",
        )


def _check_schema(connection: sqlite3.Connection, name: str) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] > tables.USER_VERSION:
        raise TrackerError(
            f"{name} was written with a newer version of this program.",
            hint="Install the newer version, then bring it in.",
        )
    changes = connection.execute("PRAGMA application_id").fetchone()[0] == tables.CHANGES_ID
    check_schema(connection, name, beside=not changes)


def check_schema(connection: sqlite3.Connection, name: str, *, beside: bool = True) -> None:
    """Raise `TrackerError` unless a file holds exactly our record, and plain tables `beside` it."""
    found = _described(connection)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    ours = _described(_empty_record(version))
    if any(kind not in {"table", "index"} for kind, _, _ in found) or not ours <= found:
        raise _foreign(name)
    known = {*tables.RECORD_TABLES, *(table for kind, table, _ in ours if kind == "table")}
    for kind, table, text in found - ours:
        plain = _PLAIN_INDEX if kind == "index" else _PLAIN_TABLE
        if table in known or not beside or not plain.match(text):
            raise _foreign(name)


def _foreign(name: str) -> TrackerError:
    return Damaged(
        f"{name} holds things that no tracker of ours holds, so another program changed it; "
        "it was left as it is.",
        hint="If somebody sent it, ask where it is from. If it is yours, recover its record into a "
        "new file, or go on with a backup or a colleague's copy.",
    )


def _empty_record(version: int) -> sqlite3.Connection:
    connection = in_memory()
    for statement in tables.record_of(version).split(";"):
        connection.execute(statement)
    return connection


def _described(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Every table and index by kind, its table and its text with white space folded."""
    query = (
        "SELECT type, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    )
    return {
        (kind, name, " ".join(str(sql).split())) for kind, name, sql in connection.execute(query)
    }


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """Somebody's tracker, or changes for one, that passed every check.

    `connection` can only read a private copy of it; `sha256` is of the file as it was given.
    """

    connection: sqlite3.Connection
    name: str
    sha256: str
    is_changes: bool


@contextmanager
def checked(path: Path, progress: Progress | None = None) -> Iterator[sqlite3.Connection]:
    """A read-only connection to a private copy of somebody's tracker that passed every check."""
    check_is_tracker(path)
    with checked_copy(path, progress) as copy:
        yield copy.connection


@contextmanager
def checked_copy(path: Path, progress: Progress | None = None) -> Iterator[CheckedCopy]:
    """A copy, or a file of changes, or either in a .zip, once it passed every check."""
    with _unpacked(path, progress) as (file, sha256):
        copy = private_copy(file, "copy", or_changes=True)
        try:
            check_copy(copy, name=path.name, progress=progress)
            connection = record_only(copy)
            try:
                is_changes = holds_changes(start_of(copy))
                yield CheckedCopy(connection, path.name, sha256 or file_sha256(copy), is_changes)
            finally:
                connection.close()
        finally:
            shutil.rmtree(copy.parent, ignore_errors=True)


@contextmanager
def _unpacked(path: Path, progress: Progress | None) -> Iterator[tuple[Path, str]]:
    """What a .zip holds and its SHA-256; any other file is itself, with none."""
    if not start_of(path).startswith(unzipping.START):
        yield path, ""
        return
    folder = private_folder("unzipped")
    try:
        yield unzipping.unzip(path, folder, progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a private file, read a piece at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def evidence_copy(connection: sqlite3.Connection, sha256: str, file_name: str) -> Path:
    """A read-only copy of an evidence file under a generated name, in a private folder."""
    ending = Path(file_name).suffix.lower()
    if ending not in OPENED:
        raise TrackerError(
            f"Files of the type {ending or 'without an ending'} are not opened from here.",
            hint="Save it to a folder and look at it there.",
        )
    target = private_folder("evidence") / f"{sha256[:8]}{ending}"
    size = 0
    with target.open("wb") as file:
        for piece in evidence.pieces(connection, sha256):
            file.write(piece)
            size += len(piece)
    if not size:
        shutil.rmtree(target.parent, ignore_errors=True)
        raise TrackerError(
            "The file itself is not in this copy of the tracker.",
            hint="Ask the colleague who attached it for a full copy, and bring that in.",
        )
    target.chmod(stat.S_IRUSR)
    return target


def remove_old_private() -> None:
    """Remove private copies that a program which is gone left behind."""
    parent = paths.user_data_folder() / "private"
    if not parent.is_dir():
        return
    for folder in parent.iterdir():
        owner = folder.name.split("-")[1:2]
        if owner and owner[0].isdigit() and lock.is_gone(int(owner[0])):
            shutil.rmtree(folder, ignore_errors=True)
