"""Working copies: where a tracker of a shared folder is edited, and what is known of the shared file.

Each lies in a folder of its own in the person's local data, with a note of the shared file as it
was last read or published from here. A folder whose process is gone holds what was not published.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker import paths
from marmot_tracker.document import lock
from marmot_tracker.document.engine import read_only
from marmot_tracker.document.guard import Footprint
from marmot_tracker.errors import Damaged, TrackerError

NOTE = "shared.json"
ASIDE = "aside.json"
"""What the note is called beside a working copy that was put aside."""


@dataclass(frozen=True, slots=True)
class Left:
    """A working copy of a program that is gone, with what was not published.

    `first` is the id of its first entry (empty where neither note nor file says it), `target` the
    shared file it was made from, where that is known.
    """

    file: Path
    first: str
    target: Path | None
    aside: bool

    def remove(self) -> None:
        """Nothing in it is needed any more."""
        forget(self.file)


class LeftHere(Damaged):
    """A shared file cannot be opened, but a working copy of it with changes lies at `file`."""

    def __init__(self, fault: TrackerError, file: Path, name: str) -> None:
        super().__init__(
            f"{fault.message} A copy with your changes lies on this computer: {file}.",
            hint=f'To keep it as a new file: marmot copy "{file}" "{name}" --everything',
        )
        self.file = file
        self.fault = fault


@dataclass(slots=True)
class WorkingCopy:
    """A working copy of the shared file at `target`.

    `first` is the id of its first entry; `seen` and `sha256` are the shared file as last read or
    published, `code` the check code of what it held then, `published_at` when we wrote it (UTC
    text, empty where we did not). `moved`: somebody else wrote the shared file since.
    """

    target: Path
    folder: Path
    first: str
    seen: Footprint
    sha256: str
    code: str = ""
    published_at: str = ""
    moved: bool = False

    @property
    def file(self) -> Path:
        """Where the working copy lies."""
        return self.folder / self.target.name

    def save(self, *, process: int | None = None) -> None:
        """Write the note, in one step, so that a crash leaves the old one."""
        said = {
            "target": str(self.target),
            "first": self.first,
            "seen": [
                self.seen.device,
                self.seen.inode,
                self.seen.size,
                self.seen.changed_ns,
            ],
            "sha256": self.sha256,
            "code": self.code,
            "published_at": self.published_at,
            "process": os.getpid() if process is None else process,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{NOTE}.part"
        with part.open("w", encoding="utf-8") as file:
            json.dump(said, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / NOTE)

    def remove(self) -> None:
        """Nothing in it is needed any more."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def put_aside(self) -> Path:
        """Keep a working copy that cannot be opened, out of the way; where it lies then."""
        number = 1
        while (aside := self.folder.with_name(f"{self.folder.name}-aside-{number}")).exists():
            number += 1
        with contextlib.suppress(FileNotFoundError):
            (self.folder / NOTE).rename(self.folder / ASIDE)
        return self.folder.rename(aside)


def forget(file: Path) -> None:
    """Remove a working copy that was left here: all of it is in another file now."""
    if file.parent.parent == _parent():
        shutil.rmtree(file.parent, ignore_errors=True)


def folder_of(target: Path, first: str) -> Path:
    """The folder of a working copy: the same for the same shared file and first entry."""
    named = hashlib.sha256(f"{target}\n{first}".encode()).hexdigest()[:12]
    return _parent() / f"{target.stem}-{named}"


def left_of(target: Path, first: str = "") -> WorkingCopy | None:
    """The working copy that was left of a shared file, of any tracker or one with this first entry."""
    return next(
        (
            found
            for found, _process in _all()
            if found.target == target and first in {"", found.first} and found.file.is_file()
        ),
        None,
    )


def waiting() -> tuple[Path, ...]:
    """The shared files with changes here that a program which is gone left unpublished."""
    return tuple(
        found.target
        for found, process in _all()
        if found.file.is_file() and (not process or lock.is_gone(process))
    )


def left_anywhere(first: bytes) -> list[Path]:
    """The working copies of the tracker with this first entry that were left on this computer."""
    return [found.file for found in _left() if found.first == first.hex()]


def left_at(target: Path, *, first: str = "") -> list[Left]:
    """What was left here of whatever lay at a path, but for the tracker with this first entry."""
    return [
        found
        for found in _left()
        if (found.target == target or _is_named_for(found, target))
        and (not first or found.first not in {"", first})
    ]


def words_of_others(target: Path, first: str) -> list[str]:
    """What is said where another tracker lay at a path and its changes are still here."""
    return [
        f"Changes to another tracker that lay here as {target.name} are kept on this computer and "
        f'are not in this one: {left.file}. To keep them as a new file: marmot copy "{left.file}" '
        "NEW.marmot --everything"
        for left in left_at(target, first=first)
    ]


def to_bring_in(target: Path, first: str) -> list[Left]:
    """What was left of this tracker and has no other shared file to go to."""
    mine = folder_of(target, first).name
    return [
        found
        for found in _left()
        if (found.first == first or found.file.parent.name.startswith(mine))
        and (found.aside or found.target is None or found.target == target or _is_gone(found))
    ]


def _is_gone(found: Left) -> bool:
    return found.target is not None and not found.target.exists()


def _is_named_for(found: Left, target: Path) -> bool:
    """Whether a working copy without a note was made from the file of this path."""
    made = folder_of(target, found.first).name
    return found.target is None and found.file.parent.name.startswith(made)


def _left() -> list[Left]:
    try:
        folders = sorted(folder for folder in _parent().iterdir() if folder.is_dir())
    except OSError:
        return []
    return [left for folder in folders if (left := _left_in(folder)) is not None]


def _left_in(folder: Path) -> Left | None:
    aside = not (folder / NOTE).exists()
    note: WorkingCopy | None = None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        note, process = _read(folder / (ASIDE if aside else NOTE))
        if not aside and process and not lock.is_gone(process):
            return None
    if note is not None:
        return Left(note.file, note.first, note.target, aside) if note.file.is_file() else None
    with contextlib.suppress(OSError):
        for file in sorted(folder.iterdir()):
            if file.name not in {NOTE, ASIDE} and not file.name.endswith(("-journal", ".part")):
                return Left(file, _first_of(file), None, aside=True)
    return None


def _first_of(file: Path) -> str:
    """The id of the first entry of a working copy without a note; empty where it cannot be read."""
    with contextlib.suppress(sqlite3.DatabaseError, TypeError):
        with contextlib.closing(read_only(file)) as connection:
            found = connection.execute("SELECT id FROM change_set ORDER BY n LIMIT 1").fetchone()
        return bytes(found[0]).hex() if found else ""
    return ""


def _parent() -> Path:
    return paths.user_data_folder() / "working"


def _all() -> list[tuple[WorkingCopy, int]]:
    found = []
    with contextlib.suppress(OSError):
        for note in sorted(_parent().glob(f"*/{NOTE}")):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                found.append(_read(note))
    return found


def _read(note: Path) -> tuple[WorkingCopy, int]:
    said = json.loads(note.read_text(encoding="utf-8"))
    device, inode, size, changed = (int(number) for number in said["seen"])
    copy = WorkingCopy(
        Path(said["target"]),
        note.parent,
        str(said["first"]),
        Footprint(device, inode, size, changed),
        str(said["sha256"]),
        str(said["code"]),
        str(said["published_at"]),
    )
    return copy, int(said["process"])
