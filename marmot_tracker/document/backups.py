"""Backups outside the tracker's folder: written whole, read back, then named.

Everything but evidence goes into a tracker file of its own; each evidence file lies once, by its
SHA-256, in a folder beside. A backup still being written ends in `.part` and counts as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from marmot_tracker import clock, paths
from marmot_tracker.document import parts, record_copy, thinning
from marmot_tracker.document.engine import files_told_in_words, read_only, told_in_words
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence

EVIDENCE = "evidence"
DAMAGED = " (damaged)"
"""What the name of a copy ends with whose record was damaged before it was made."""
_NAME = re.compile(r"(\d{4}-\d\d-\d\d \d{6}\.\d{6}) (.+)\.marmot")
_MOMENT = "%Y-%m-%d %H%M%S.%f"
_FOLDER = re.compile(r"(.+)-([0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written whole: when, why, its bytes; `good` unless its record is damaged."""

    path: Path
    made_at: datetime
    why: str
    size: int

    @property
    def good(self) -> bool:
        """Whether the record in it was whole when it was made."""
        return not self.why.endswith(DAMAGED)


def folder_of(path: Path, connection: sqlite3.Connection) -> Path:
    """Where the backups of a tracker lie: by its name and the start of its first entry's id."""
    return _root() / f"{path.stem}-{first_of(connection) or 'empty'}"


def first_of(connection: sqlite3.Connection) -> str:
    """The start of the first entry's id, which every copy of a tracker shares; empty for none."""
    found = connection.execute("SELECT id FROM change_set ORDER BY n LIMIT 1").fetchone()
    return found[0].hex()[:8] if found else ""


def all_of(first: str) -> list[Path]:
    """The backup folders on this computer of a tracker, whatever its file was called.

    `first` is the id of its first entry as hexadecimal text, or the start of it.
    """
    return [folder for folder, _stem, found in _folders() if found == first[:8]]


def named(path: Path) -> list[Path]:
    """The backup folders of every tracker whose file was called so."""
    return [folder for folder, stem, _first in _folders() if stem == path.stem]


def listed(path: Path, first: str = "") -> list[Backup]:
    """Every whole backup, the newest first: of the tracker that `first` names, else by its name."""
    return in_folders(all_of(first) if first else named(path))


def in_folders(folders: Iterable[Path]) -> list[Backup]:
    """Every whole backup in these folders, the newest first."""
    found = []
    for folder in folders:
        with contextlib.suppress(OSError):
            found += [made for file in folder.iterdir() if (made := backup_at(file)) is not None]
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def backup_at(file: Path) -> Backup | None:
    """The backup that a file is by its name; None for any other file, and for a partial one."""
    named_so = _NAME.fullmatch(file.name)
    if named_so is None:
        return None
    try:
        made_at = datetime.strptime(named_so[1], _MOMENT).replace(tzinfo=UTC)
        return Backup(file, made_at, named_so[2], file.stat().st_size)
    except (ValueError, OSError):
        return None


def entries_in(backup: Path) -> int | None:
    """How many entries a backup holds; None where it cannot be read any more."""
    try:
        with contextlib.closing(read_only(backup)) as connection:
            found = connection.execute("SELECT count(*) FROM change_set").fetchone()
            return int(found[0])
    except sqlite3.DatabaseError:
        return None


def make(path: Path, connection: sqlite3.Connection, why: str) -> Path:
    """Write a backup and return where it lies. Raises `TrackerError` where it cannot be written.

    One whose record turns out damaged is kept under a name that says so, and counts as none:
    whatever it was made before may be what mends the tracker.
    """
    with files_told_in_words(path):
        making = Making(path, connection, why)
    for _ in making.pieces():
        pass
    return making.finish(keep_damaged=True)


class Making:
    """A backup being written: `pieces` on the thread of the tracker, `finish` on any."""

    def __init__(self, path: Path, connection: sqlite3.Connection, why: str) -> None:
        self._path = path
        self._connection = connection
        self._folder = folder_of(path, connection)
        self._name = f"{clock.now().strftime(_MOMENT)} {why}"
        self._part = parts.beside(self._folder / f"{self._name}.marmot", ending="part")
        self._counts: tuple[int, int] = (0, 0)

    def pieces(self) -> Iterator[None]:
        """Write the record, then each evidence file that is not there yet, a step at a time."""
        with self._told():
            self._folder.mkdir(parents=True, exist_ok=True)
            _remove_parts(self._folder)
            with told_in_words(self._path):
                self._counts = record_copy.write(self._connection, self._part)
        yield
        beside = self._folder / EVIDENCE
        with told_in_words(self._path):
            held = evidence.held(self._connection)
        for sha256 in held:
            with self._told(), told_in_words(self._path):
                kept = (beside / sha256).exists()
                if not kept:
                    _keep_file(self._connection, sha256, beside)
            if not kept:
                yield

    def finish(self, *, keep_damaged: bool = False, progress: Progress | None = None) -> Path:
        """Read back what was written, name it, and thin out the older ones.

        Raises `TrackerError` where the record in it is damaged, unless that is to be kept.
        """
        problem = record_copy.problem_of(self._part, self._counts, progress or Progress())
        if problem and not keep_damaged:
            self._part.unlink(missing_ok=True)
            raise TrackerError(
                f"No backup of {self._path.name} was kept, since its record is not as it was "
                f"written ({problem}). The older backups are as they were.",
                hint="Check the record, and keep this file as it is.",
            )
        with self._told():
            with self._part.open("r+b") as file:
                os.fsync(file.fileno())
            name = f"{self._name}{DAMAGED if problem else ''}.marmot"
            made = self._part.replace(self._folder / name)
            parts.flush_folder(self._folder)
            thinning.thin(in_folders([self._folder]), self._folder / EVIDENCE, now=clock.now())
        return made

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except BaseException as fault:
            with contextlib.suppress(OSError):
                self._part.unlink(missing_ok=True)
            if not isinstance(fault, OSError):
                raise
            raise TrackerError(
                f"No backup of {self._path.name} could be written ({fault.strerror or fault}); "
                "nothing was changed.",
                hint="Make room on the disk, then do it again.",
            ) from fault


def _root() -> Path:
    return paths.user_data_folder() / "backups"


def _folders() -> list[tuple[Path, str, str]]:
    """Every backup folder of this computer: where, the file's name, the start of the first id."""
    root = _root()
    found = sorted(root.iterdir()) if root.is_dir() else []
    return [
        (folder, match[1], match[2])
        for folder in found
        if (match := _FOLDER.fullmatch(folder.name))
    ]


def _remove_parts(folder: Path) -> None:
    """Remove what a backup that did not come to its end left behind, an hour later."""
    for part in (*folder.glob("*.part*"), *(folder / EVIDENCE).glob("*.part")):
        with contextlib.suppress(OSError):
            old = clock.true_now().timestamp() - part.stat().st_mtime > 3600
            if old and not parts.is_another_programs(part):
                part.unlink()


def _keep_file(connection: sqlite3.Connection, sha256: str, folder: Path) -> None:
    """Keep an evidence file by its name; one whose bytes are not what it names is left out."""
    folder.mkdir(exist_ok=True)
    part = parts.beside(folder / sha256, ending="part")
    digest = hashlib.sha256()
    with part.open("wb") as file:
        for piece in evidence.pieces(connection, sha256):
            file.write(piece)
            digest.update(piece)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() == sha256:
        part.replace(folder / sha256)
    else:
        part.unlink()
