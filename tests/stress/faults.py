"""Makes the n-th file operation fail, once or from then on: SQLite's own, or the program's.

SQLite's operations come through the VFS of `tests.stress.vfs`. The program's own are those that
Python tells its audit hooks of (open, rename, remove, make a folder ...), and beside them the
ones it does not tell of: stat, fsync, and writing to a file that was opened for it.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.stress.vfs import FAILS, Operation, watching

TOLD = frozenset(
    ["open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.scandir",
     "os.listdir", "os.utime", "os.link", "os.truncate"]
)  # fmt: skip
"""The audit events that are file operations; their first argument is the path."""
COMES_BACK = frozenset(["close", "unlock"])
"""What no program can do anything about: SQLite itself ignores what these answer."""


class Fault:
    """Counts the file operations below a folder while armed, and fails the n-th.

    `lasting` fails every later one, too. Without an `nth` it only counts.
    """

    def __init__(self, root: Path, *, nth: int = 0, lasting: bool = False, full: bool = False):
        self.root = str(root)
        self.nth = nth
        self.lasting = lasting
        self.full = full
        self.count = 0
        self.hits: list[str] = []
        self.armed = False

    @contextmanager
    def active(self) -> Iterator[None]:
        """Count, and fail, what is done inside."""
        self.armed = True
        try:
            yield
        finally:
            self.armed = False

    def strikes(self, name: str, path: str) -> bool:
        """Whether this operation is the one to fail."""
        if not self.armed or not path.startswith(self.root):
            return False
        self.count += 1
        struck = self.nth and (self.count >= self.nth if self.lasting else self.count == self.nth)
        if struck:
            self.hits.append(f"{name} {Path(path).name}")
        return bool(struck)


@contextmanager
def sqlite_fails(fault: Fault) -> Iterator[None]:
    """Let SQLite's file operations go through a fault."""
    import sqlite3

    def watcher(operation: Operation) -> int:
        if operation.name in COMES_BACK or not fault.strikes(operation.name, operation.path):
            return 0
        full = fault.full and operation.name == "write"
        return sqlite3.SQLITE_FULL if full else FAILS[operation.name]

    with watching(watcher):
        yield


@contextmanager
def program_fails(fault: Fault) -> Iterator[None]:
    """Let the program's own file operations go through a fault."""
    _listen()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "stat", _counted(fault, "stat", os.stat))
        patch.setattr(os, "fsync", _counted(fault, "fsync", os.fsync))
        if hasattr(os, "sendfile"):  # the way that shutil takes where there is one
            patch.setattr(shutil, "_USE_CP_SENDFILE", False)
        patch.setattr(io, "open", _opening(fault, io.open))
        patch.setattr(builtins, "open", _opening(fault, builtins.open))
        _FAULTS.append(fault)
        try:
            yield
        finally:
            _FAULTS.remove(fault)


_FAULTS: list[Fault] = []
_listening: list[bool] = []


def _listen() -> None:
    """Add the one hook of this process: Python never takes one away."""
    if not _listening:
        _listening.append(True)
        sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if not _FAULTS or event not in TOLD or not arguments:
        return
    path = arguments[0]
    if not isinstance(path, str | bytes | os.PathLike):
        return
    for fault in _FAULTS:
        if fault.strikes(event, os.fsdecode(path)):
            raise _error(fault, os.fsdecode(path))


def _error(fault: Fault, path: str) -> OSError:
    code = errno.ENOSPC if fault.full else errno.EIO
    return OSError(code, os.strerror(code), path)


def _path_of(file: object) -> str:
    """The path that a descriptor or path stands for; empty where that cannot be told."""
    if isinstance(file, int):
        try:
            return str(Path(f"/proc/self/fd/{file}").readlink())
        except OSError:
            return ""
    return os.fsdecode(file) if isinstance(file, str | bytes | os.PathLike) else ""


def _counted(fault: Fault, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def counted(file: Any, *more: Any, **named: Any) -> Any:
        if fault.armed and fault.strikes(name, _path_of(file)):
            raise _error(fault, _path_of(file))
        return function(file, *more, **named)

    return counted


def _opening(fault: Fault, function: Callable[..., Any]) -> Callable[..., Any]:
    def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        found = function(file, mode, *more, **named)
        path = _path_of(file)
        written = set(mode) & set("wax+")
        return _Written(found, fault, path) if written and path.startswith(fault.root) else found

    return opened


class _Written:
    """A file opened for writing whose writes go through a fault; half of a failed one is there."""

    def __init__(self, file: Any, fault: Fault, path: str) -> None:
        self._file = file
        self._fault = fault
        self._path = path

    def write(self, data: Any) -> Any:
        if self._fault.strikes("write", self._path):
            self._file.write(data[: len(data) // 2])
            raise _error(self._fault, self._path)
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)
