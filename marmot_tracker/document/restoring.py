"""Makes a new tracker file from a backup; nothing is ever written over.

Evidence comes back from the folder beside the backups, each file hashed again; what cannot be
found is "not in this copy". What was erased since stays erased (TRAIL.md, sections 7 and 8).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import backups, erasing, journals, opening, parts, reaching
from marmot_tracker.document.backups import EVIDENCE
from marmot_tracker.document.engine import connect, read_only, told_in_words, transaction
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence, uniting
from marmot_tracker.trail.checking import check_arriving
from marmot_tracker.trail.values import DamagedRecord


@dataclass(frozen=True, slots=True)
class Restored:
    """A tracker made from a backup.

    `files` came back with it, `lacking` are the titles of evidence whose file is not in this
    copy, `erased` counts texts and files that were erased since the backup, `stale` is where a
    leftover journal of that name was put, `before` the backup of the tracker as it is now, or
    `unbacked` why there is none.
    """

    path: Path
    entries: int
    files: int
    lacking: tuple[str, ...]
    erased: int
    stale: Path | None = None
    before: Path | None = None
    unbacked: str = ""


def restore(
    backup: Path,
    target: Path,
    *,
    present: sqlite3.Connection | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Make `target` from a backup; `present` is the tracker as it is now, where there is one.

    Raises `TrackerError` where `target` exists, or the backup is not as it was written.
    """
    check_free(target)
    progress = progress or Progress()
    check_backup(backup, progress)
    with new_file(target) as part:
        shutil.copyfile(backup, part)
        with written(part, target) as connection:
            opening.rebuild_if_needed(connection)
            first = backups.first_of(connection)
            others = _others(backup, first)
            erased = _erase_what_was_erased(connection, [*others, *_given(present)])
            files, lacking = put_evidence_back(
                connection, [backup.parent, *backups.all_of(first)], progress
            )
            if erased:
                erasing.sweep(connection)
            entries = _count(connection)
        stale = set_aside_journal(target)
    return Restored(target, entries, files, lacking, erased, stale)


def free_name(path: Path, words: str) -> Path:
    """A name beside a tracker that no file has: `NAME words.marmot`, numbered where need be."""
    target, number = path.with_name(f"{path.stem} {words}.marmot"), 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.stem} {words} ({number}).marmot")
    return target


def name_for(path: Path, made_at: datetime) -> Path:
    """What a tracker restored from a backup of that moment is called, beside the tracker."""
    return free_name(path, f"as at {made_at.astimezone(clock.PLACE):%Y-%m-%d %H%M}")


def check_free(target: Path) -> None:
    """Raise `TrackerError` unless a new file can be made there."""
    if target.exists():
        raise taken(target)
    if not target.parent.is_dir():
        raise TrackerError(f"There is no folder {target.parent}.", hint="Make it first.")


def taken(target: Path) -> TrackerError:
    """What is said where a file of that name is there already."""
    return TrackerError(
        f"There is already a file {target.name}; it was left as it is.",
        hint="Choose another name.",
    )


def check_backup(backup: Path, progress: Progress) -> None:
    """Raise `TrackerError` unless every hash of a backup's record is right."""
    if not backup.is_file():
        raise TrackerError(f"There is no backup {backup}.", hint="List the backups there are.")
    try:
        with contextlib.closing(read_only(backup)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            problem = "" if found == "ok" else str(found)
            for first in () if problem else check_arriving(connection, progress):
                problem = f"{first.where} {first.what}"
                break
    except (sqlite3.DatabaseError, DamagedRecord) as fault:
        problem = str(fault)
    if problem:
        raise TrackerError(
            f"The backup {backup.name} is damaged ({problem}); nothing was made.",
            hint="Choose another backup.",
        )


@contextlib.contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A part to fill; it takes the name of `target` only where the block comes to its end."""
    part = parts.beside(target)
    try:
        yield part
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        parts.take_name(part, target)
    except FileExistsError as fault:
        raise taken(target) from fault
    except OSError as fault:
        raise TrackerError(
            f"{target.name} could not be written ({fault.strerror or fault}); nothing was made.",
            hint="Make room on the disk, or choose another folder.",
        ) from fault
    finally:
        for left in (part, part.with_name(f"{part.name}-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)


@contextlib.contextmanager
def written(part: Path, target: Path) -> Iterator[sqlite3.Connection]:
    """A connection that fills a part of `target`; nothing lies beside it afterwards."""
    with told_in_words(target):
        connection = connect(part)
        try:
            connection.execute("PRAGMA cache_spill = ON")  # nobody watches a part for changes
            yield connection
            connection.execute("PRAGMA main.locking_mode = NORMAL")
            connection.execute("PRAGMA main.journal_mode = DELETE")
        finally:
            connection.close()


def set_aside_journal(target: Path) -> Path | None:
    """Rename a leftover journal of this name, which SQLite would play into the new file."""
    return journals.set_aside(target)


def _no_others(_wanted: set[str]) -> Iterable[tuple[str, Path]]:
    return ()


def put_evidence_back(
    connection: sqlite3.Connection,
    folders: Iterable[Path],
    progress: Progress,
    *,
    other_files: Callable[[set[str]], Iterable[tuple[str, Path]]] = _no_others,
) -> tuple[int, tuple[str, ...]]:
    """Put evidence back that lies beside backups; how many files, and the titles not found.

    `other_files` is asked for what they lack, and gives such files as it has; each is hashed.
    """
    gone = {found[0].hex() for found in connection.execute("SELECT hash FROM erased")}
    wanted = evidence.left_out(connection) - gone
    places = list(dict.fromkeys(folder / EVIDENCE for folder in folders))
    put: set[str] = set()
    for done, sha256 in enumerate(sorted(wanted)):
        progress.step(done, len(wanted), "Putting the evidence back")
        files = (place / sha256 for place in places if (place / sha256).is_file())
        if any(put_file(connection, sha256, file) for file in files):
            put.add(sha256)
    for sha256, file in other_files(wanted - put):
        if put_file(connection, sha256, file):
            put.add(sha256)
    note_left_out(connection, wanted - put)
    return len(put), titles(connection, sorted(wanted - put))


def note_left_out(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Note the evidence files whose bytes are not in this copy."""
    with transaction(connection):
        evidence.note_left_out(connection, names)


def titles(connection: sqlite3.Connection, names: Iterable[str]) -> tuple[str, ...]:
    """What the evidence with these files is called, for a person."""
    query = "SELECT title FROM evidence WHERE sha256 = ? ORDER BY title"
    found = [connection.execute(query, (name,)).fetchall() or [(name[:12],)] for name in names]
    return tuple(sorted(str(title or "") for rows in found for (title,) in rows))


def put_file(connection: sqlite3.Connection, sha256: str, file: Path) -> bool:
    """Put one file's bytes into a tracker; False where they are not the ones that it names."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as source:
        while piece := source.read(evidence.PIECE):
            digest.update(piece)
            size += len(piece)
    if digest.hexdigest() != sha256:
        return False
    with transaction(connection), file.open("rb") as source:
        connection.execute("DELETE FROM chunk WHERE sha256 = ?", (sha256,))
        for position, piece in enumerate(iter(lambda: source.read(evidence.PIECE), b"")):
            connection.execute("INSERT INTO chunk VALUES (?, ?, ?)", (sha256, position, piece))
        connection.execute("INSERT OR IGNORE INTO blob VALUES (?, ?, '')", (sha256, size))
    return evidence.is_whole(connection, sha256)


def _others(backup: Path, first: str) -> list[Path]:
    """Every other backup and working copy of a tracker: any may know of an erasure."""
    folders = dict.fromkeys([backup.parent, *backups.all_of(first)])
    found = [each.path for each in backups.in_folders(folders) if each.good]
    return [each for each in found if each != backup] + reaching.working_copies(first)


def _given(present: sqlite3.Connection | None) -> list[sqlite3.Connection]:
    return [present] if present is not None else []


def _erase_what_was_erased(
    connection: sqlite3.Connection, sources: Iterable[Path | sqlite3.Connection]
) -> int:
    """Take over every erasure that another copy of this tracker holds; how much went with them."""
    erased = 0
    for source in sources:
        if isinstance(source, sqlite3.Connection):
            with contextlib.suppress(sqlite3.DatabaseError, DamagedRecord):  # it may be damaged
                erased += _take_erasures(connection, source)
            continue
        with (
            contextlib.suppress(sqlite3.DatabaseError, DamagedRecord),
            contextlib.closing(read_only(source)) as other,
        ):
            brings = _erasures_of(connection, other)
            if brings and next(iter(check_arriving(other, Progress())), None) is None:
                erased += _take_erasures(connection, other)
    return erased


def _erasures_of(connection: sqlite3.Connection, other: sqlite3.Connection) -> set[bytes]:
    """The erasures that only the other copy of this tracker holds."""
    query = "SELECT id FROM change_set WHERE kind = 'erasure'"
    theirs = {bytes(change) for (change,) in other.execute(query)}
    lacked = theirs - {bytes(change) for (change,) in connection.execute(query)}
    return lacked if lacked and uniting.related(connection, other) else set()


def _take_erasures(connection: sqlite3.Connection, other: sqlite3.Connection) -> int:
    missing = _erasures_of(connection, other)
    if not missing:
        return 0
    before = _held(connection)
    with transaction(connection):
        uniting.unite(connection, other, only=missing, files=False)
    return len(before - _held(connection))


def _held(connection: sqlite3.Connection) -> set[bytes]:
    """The hashes of every value, text and file that is not erased here."""
    query = (
        "SELECT hash FROM change_row WHERE body IS NOT NULL "
        "UNION SELECT hash FROM word WHERE body IS NOT NULL"
    )
    found = {bytes(held) for (held,) in connection.execute(query)}
    found |= {bytes.fromhex(name) for (name,) in connection.execute("SELECT sha256 FROM blob")}
    return found - {bytes(gone) for (gone,) in connection.execute("SELECT hash FROM erased")}


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM change_set").fetchone()[0])
