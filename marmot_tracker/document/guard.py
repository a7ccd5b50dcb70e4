"""Notices before every write when another program replaced the file (TRAIL.md, section 8).

SQLite's own change counter proves nothing here: under exclusive locking it rises once a session.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.errors import TrackerError


class ReplacedFile(TrackerError):
    """The file at the path is not the one this program wrote last."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """What tells a file from any other at its path."""

    device: int
    inode: int
    size: int
    changed_ns: int


def footprint(path: Path) -> Footprint:
    """The footprint of the file at a path. Raises `ReplacedFile` where there is none."""
    try:
        found = path.stat()
    except OSError as fault:
        raise ReplacedFile(
            f"{path.name} is no longer where it was opened; the change was not made.",
            hint="Put it back, or save your changes as a copy and bring the two together.",
        ) from fault
    return Footprint(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


class Guard:
    """Remembers the footprint after our own last write, and compares."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._last = footprint(path)
        self._settled = True

    def note(self) -> None:
        """Remember the file as it is now: we wrote it.

        Raises `ReplacedFile` where another file lies there: what we wrote went into one that
        nobody can reach any more. Where the disk does not answer, it is looked at the next time.
        """
        self._settled = self._is_settled()
        try:
            found = footprint(self._path)
        except ReplacedFile as fault:
            if isinstance(fault.__cause__, FileNotFoundError):
                raise
            self._settled = False
            return
        if (found.device, found.inode) != (self._last.device, self._last.inode):
            raise _replaced(self._path)
        self._last = found

    def check(self) -> None:
        """Raise `ReplacedFile` where the file is not as we left it."""
        if not self.settled:
            return
        if footprint(self._path) != self._last:
            raise _replaced(self._path)

    def is_intact(self, descriptor: int) -> bool:
        """Whether the open file, wherever its name leads by now, is as we left it."""
        if not self._settled:
            return False
        found = os.fstat(descriptor)
        now = Footprint(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        return now == self._last

    @property
    def settled(self) -> bool:
        """Whether the file holds whole edits alone: asked again after a commit that failed."""
        if not self._settled:
            self.note()
        return self._settled

    def _is_settled(self) -> bool:
        """Let SQLite take back what a failed commit half wrote: it does so when next it reads."""
        try:
            self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError:
            return False
        return True


def _replaced(path: Path) -> ReplacedFile:
    return ReplacedFile(
        f"{path.name} was replaced by another program while it was open; the change was not made.",
        hint="Save your changes as a copy, open the file anew, and bring the copy in.",
    )
