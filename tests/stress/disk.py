"""What a disk may hold after a power loss, from a recording of SQLite's file operations.

The model of reliability.md 4.2: what was synced is there; a write since then is there, is not, or
is there in some of its 512-byte sectors; a name made or removed is there in order, up to any
point since a sync made the folder last. SQLite syncs the folder with the first sync of a journal
that it made, and with a removal that asks for it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.stress.vfs import Operation

SECTOR = 512


class Lost(StrEnum):
    """What becomes of what was not synced."""

    DROPPED = "dropped"
    APPLIED = "applied"
    CUT = "cut"


@dataclass
class _File:
    """The bytes that are sure, and the writes and truncations that are not."""

    sure: bytearray = field(default_factory=bytearray)
    pending: list[Operation] = field(default_factory=list)
    new: bool = True


@dataclass(frozen=True)
class _Name:
    """A name made for a file, or with None taken away."""

    path: str
    file: _File | None


class Disk:
    """Follows operations one by one, and says what the files under a folder may then hold.

    `unordered` lets a sync be a wish only: what a disk does that does not flush, and what
    `synchronous=OFF` asks of every disk.
    """

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._sure: dict[str, _File] = {}
        self._names: dict[str, _File] = {}
        self._changed: list[_Name] = []
        self._open: dict[int, _File] = {}

    def follow(self, done: Operation) -> bool:
        """Take in one operation; whether it touches the disk."""
        if not done.path.startswith(self._root):
            return False
        match done.name:
            case "open":
                self._opened(done)
                return done.made
            case "write" | "truncate":
                self._open[done.opening].pending.append(done)
            case "sync":
                self._synced(self._open[done.opening])
            case "delete":
                if self._names.pop(done.path, None) is not None:
                    self._changed.append(_Name(done.path, None))
                if done.offset:
                    self._names_are_sure()
            case _:
                return False
        return True

    def after(self, lost: Lost, chance: random.Random) -> dict[str, bytes]:
        """The files by path, as they may be found when the power is lost now."""
        names = dict(self._sure)
        for change in self._changed[: _how_many(len(self._changed), lost, chance)]:
            if change.file is None:
                names.pop(change.path, None)
            else:
                names[change.path] = change.file
        return {path: _held(file, lost, chance) for path, file in names.items()}

    def _opened(self, done: Operation) -> None:
        if done.path not in self._names:
            self._names[done.path] = _File()
            if done.made:
                self._changed.append(_Name(done.path, self._names[done.path]))
            else:  # it was there before the recording
                self._names[done.path].sure[:] = Path(done.path).read_bytes()
                self._sure[done.path] = self._names[done.path]
        self._open[done.opening] = self._names[done.path]

    def _synced(self, file: _File) -> None:
        for done in file.pending:
            _apply(file.sure, done)
        file.pending.clear()
        if file.new:
            file.new = False
            self._names_are_sure()

    def _names_are_sure(self) -> None:
        self._sure = dict(self._names)
        self._changed.clear()


def _how_many(changes: int, lost: Lost, chance: random.Random) -> int:
    if lost is Lost.CUT:
        return chance.randint(0, changes)
    return changes if lost is Lost.APPLIED else 0


def _held(file: _File, lost: Lost, chance: random.Random) -> bytes:
    found = bytearray(file.sure)
    if lost is not Lost.DROPPED:
        for done in file.pending:
            if lost is Lost.APPLIED:
                _apply(found, done)
            else:
                _apply_some(found, done, chance)
    return bytes(found)


def _apply(held: bytearray, done: Operation) -> None:
    if done.name == "truncate":
        del held[done.offset :]
        return
    held.extend(bytes(max(0, done.offset - len(held))))
    held[done.offset : done.offset + len(done.data)] = done.data


def _apply_some(held: bytearray, done: Operation, chance: random.Random) -> None:
    """Apply some sectors of a write, or a truncation or none of it."""
    if done.name == "truncate":
        if chance.random() < 0.5:
            _apply(held, done)
        return
    start = done.offset
    end = start + len(done.data)
    while start < end:
        stop = min(end, start - start % SECTOR + SECTOR)
        if chance.random() < 0.5:
            piece = done.data[start - done.offset : stop - done.offset]
            _apply(held, done._replace(offset=start, data=piece))
        start = stop
