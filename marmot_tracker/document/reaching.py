"""Carries the erasures of a tracker to all else of it on this computer (TRAIL.md, section 7).

Backups and working copies are given the same erasures; what cannot be treated is named.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from marmot_tracker import paths
from marmot_tracker.document import backups, copying, erasing, opening, parts, publishing
from marmot_tracker.document.engine import connect, read_only, transaction
from marmot_tracker.document.erasing import Reached
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Cancelled, Progress
from marmot_tracker.trail import arrivals, tables, uniting
from marmot_tracker.trail import erasing as trail
from marmot_tracker.trail.checking import check_record
from marmot_tracker.trail.values import DamagedRecord

_FAULTS = (OSError, sqlite3.DatabaseError, DamagedRecord, TrackerError)


def reach(
    connection: sqlite3.Connection, path: Path, file: Path, progress: Progress | None = None
) -> Reached:
    """Carry every erasure of a tracker to its backups and private copies on this computer.

    `path` is where the person sees the tracker, `file` what the connection has open.
    """
    progress = progress or Progress()
    first = backups.first_of(connection)
    gone = {bytes(found[0]) for found in connection.execute("SELECT hash FROM erased")}
    folders = backups.all_of(first or "none")
    missed = [told for folder in folders for told in _remove_unfinished(folder)]
    kept = [each for folder in folders for each in sorted(folder.glob("*.marmot"))]
    working, unknown = _working_copies(first, path, file)
    missed += unknown
    told = {each: f"the backup {each.name}" for each in kept}
    told |= {each: f"the working copy in {each.parent}" for each in working}
    done, stopped = dict.fromkeys(told, 0), False
    for at, (each, words) in enumerate(told.items()):
        try:
            progress.step(at, len(told), "Erasing in the backups")
            done[each] = _erase_in(each, connection, gone)
        except Cancelled:
            missed.append(
                f"{len(told) - at} of {len(told)} backups: it was stopped there, and goes on when "
                "the tracker is next opened"
            )
            stopped = True
            break
        except _FAULTS as fault:
            missed.append(f"{words}: {_why(fault)}")
    files = _remove_private(gone)
    for folder in folders:
        removed, faults = _remove_evidence(folder / backups.EVIDENCE, gone)
        files += removed
        missed += faults
    missed += [*_read_elsewhere(first, file), *_beside(first, path, gone)]
    return Reached(
        backups=sum(done[each] for each in kept),
        files=files,
        not_reached=tuple(missed),
        copies=sum(done[each] for each in working),
        stopped=stopped,
    )


def working_copies(first: str) -> list[Path]:
    """The working copies on this computer of the tracker with this first entry, if they open."""
    return [each for each in _working() if first and _first_in(each) == first]


def _working() -> list[Path]:
    return sorted((paths.user_data_folder() / "working").glob("*/*.marmot"))


def _working_copies(first: str, path: Path, file: Path) -> tuple[list[Path], list[str]]:
    """The other working copies of a tracker, and in words those that may be and do not open."""
    found, unknown = [], []
    for each in _working():
        if each == file or _is_same(each, file):
            continue
        try:
            _put_at_rest(each)
            with contextlib.closing(read_only(each)) as connection:
                if backups.first_of(connection) == first:
                    found.append(each)
        except _FAULTS as fault:
            if each.name == path.name:
                unknown.append(f"the working copy in {each.parent}: {_why(fault)}")
    return found, unknown


def _put_at_rest(file: Path) -> None:
    """Let SQLite take back what a program that was ended there half wrote."""
    if not publishing.is_at_rest(file):
        connection = connect(file)
        try:
            connection.execute("PRAGMA main.locking_mode = NORMAL")
            connection.execute("PRAGMA main.journal_mode = DELETE")
        finally:
            connection.close()


def _first_in(file: Path) -> str | None:
    """The start of the first entry's id in a file; None where it cannot be read."""
    try:
        with contextlib.closing(read_only(file)) as connection:
            return backups.first_of(connection)
    except (OSError, sqlite3.DatabaseError):
        return None


def _is_same(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return one.samefile(other)
    return False


def _why(fault: Exception) -> str:
    if isinstance(fault, TrackerError):
        return fault.message.rstrip(".")
    if getattr(fault, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return "it is open in another window"
    return (fault.strerror if isinstance(fault, OSError) else None) or "it is damaged"


def _remove_unfinished(folder: Path) -> list[str]:
    """Remove backups that were being written when a program stopped; one of another is named."""
    faults = []
    for part in folder.rglob("*.part"):
        try:
            if parts.is_another_programs(part):
                faults.append(f"a backup that another window is writing just now, {part.name}")
            else:
                part.unlink(missing_ok=True)
        except OSError as fault:
            faults.append(f"the unfinished backup {part.name}: {_why(fault)}")
    return faults


def _erase_in(copy: Path, live: sqlite3.Connection, gone: set[bytes]) -> int:
    """Give a backup or working copy the erasures; 1 where it held any of the text, else 0."""
    part = parts.beside(copy, ending="part")
    shutil.copyfile(copy, part)
    try:
        connection = connect(part)
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] > tables.USER_VERSION:
                raise TrackerError("a newer version of this program wrote it")
            notes = arrivals.forgotten(live, connection)
            if not (notes or trail.named(connection, gone) or erasing.is_unswept(connection)):
                return 0
            opening.rebuild_if_needed(connection)
            before = len(check_record(connection))
            with transaction(connection):
                uniting.unite(connection, live, only=trail.erasures(live), files=False)
                arrivals.forget_again(connection, notes)
            erasing.sweep(connection)
            erasing.note_finished(connection)
            if len(check_record(connection)) > before:
                raise TrackerError("it does not check after the erasure, and was left as it was")
            connection.execute("PRAGMA main.locking_mode = NORMAL")
            connection.execute("PRAGMA main.journal_mode = DELETE")
        finally:
            connection.close()
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        shutil.copystat(copy, part)
        part.replace(copy)
        return 1
    finally:
        part.unlink(missing_ok=True)
        part.with_name(f"{part.name}-journal").unlink(missing_ok=True)


def _remove_evidence(folder: Path, gone: set[bytes]) -> tuple[int, list[str]]:
    removed, faults = 0, []
    for value in gone:
        kept = folder / value.hex()
        try:
            if kept.exists():
                kept.unlink()
                removed += 1
        except OSError as fault:
            faults.append(f"{kept}: {_why(fault)}")
    return removed, faults


def _remove_private(gone: set[bytes]) -> int:
    """Remove the copies of erased evidence that were opened for reading."""
    starts = {value.hex()[:8] for value in gone}
    removed = 0
    for copy in (paths.user_data_folder() / "private").glob("evidence-*/*"):
        if copy.name[:8] in starts:
            shutil.rmtree(copy.parent, ignore_errors=True)
            removed += not copy.exists()
    return removed


def _read_elsewhere(first: str, file: Path) -> list[str]:
    """Private copies that another window is reading or making: they go when it closes."""
    copying.remove_old_private()
    return [
        f"a copy of {copy.name} that is open for reading; it goes when closed"
        for copy in sorted((paths.user_data_folder() / "private").glob("*/*.marmot"))
        if not _is_same(copy, file) and _first_in(copy) in {first, None}
    ]


def _beside(first: str, path: Path, gone: set[bytes]) -> Iterator[str]:
    """What lies beside the tracker and may hold what was erased: copies, and cut-off journals."""
    for stale in sorted(path.parent.glob(f"{glob.escape(path.name)}-journal*.stale")):
        yield f"{stale.name} beside it, left by an edit that was cut off; delete it"
    for copy in sorted(path.parent.glob("*.marmot")):
        if _is_same(copy, path) or _first_in(copy) != first:
            continue
        with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(read_only(copy)) as at:
            if trail.named(at, gone):
                yield f"the copy {copy.name} beside it; bring this tracker in there, or delete it"
