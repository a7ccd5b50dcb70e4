"""Stands between SQLite and the disk: tells a watcher of every file operation, or fails it.

The standard library's sqlite3 offers no way in, so the library that it is linked with is asked
for its platform's own VFS, and a copy of that with some entries replaced is made the default.
The program under test runs unchanged. SQLite's C interface: https://sqlite.org/vfs.html.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, NamedTuple

NAME = b"watched"
CREATE = 0x4
"""SQLITE_OPEN_CREATE."""


class Operation(NamedTuple):
    """One call of SQLite to the disk.

    `opening` names the open file it goes to; `made` says that an open makes the file. A write has
    `offset` and `data`, a truncation its new size as `offset`.
    """

    name: str
    path: str
    opening: int = 0
    offset: int = 0
    data: bytes = b""
    made: bool = False


Watcher = Callable[[Operation], int]
"""Is told of an operation before it is done; anything but 0 is the error SQLite gets instead."""


class Vfs(Structure):
    """`sqlite3_vfs`, third version."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("access", c_void_p),
        ("rest", c_void_p * 12),
    )


class Methods(Structure):
    """`sqlite3_io_methods`, third version."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("size", c_void_p),
        ("lock", c_void_p),
        ("unlock", c_void_p),
        ("rest", c_void_p * 10),
    )


class File(Structure):
    """`sqlite3_file`: what every VFS's own file begins with."""

    _fields_ = (("methods", POINTER(Methods)),)


OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(File), c_int, POINTER(c_int))
DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
ACCESS = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int, POINTER(c_int))
AT = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TO = CFUNCTYPE(c_int, c_void_p, c_int64)
HOW = CFUNCTYPE(c_int, c_void_p, c_int)
SIZE = CFUNCTYPE(c_int, c_void_p, c_void_p)
CLOSE = CFUNCTYPE(c_int, c_void_p)

FAILS = {
    "open": sqlite3.SQLITE_CANTOPEN,
    "read": sqlite3.SQLITE_IOERR_READ,
    "write": sqlite3.SQLITE_IOERR_WRITE,
    "truncate": sqlite3.SQLITE_IOERR_TRUNCATE,
    "sync": sqlite3.SQLITE_IOERR_FSYNC,
    "size": sqlite3.SQLITE_IOERR_FSTAT,
    "lock": sqlite3.SQLITE_IOERR_LOCK,
    "unlock": sqlite3.SQLITE_IOERR_UNLOCK,
    "delete": sqlite3.SQLITE_IOERR_DELETE,
    "access": sqlite3.SQLITE_IOERR_ACCESS,
}
"""What each operation answers when the disk does not."""


class Shim:
    """The replaced entries, and who is told. There is one for a process, made when first wanted."""

    def __init__(self) -> None:
        library = _library()
        library.sqlite3_vfs_find.restype = POINTER(Vfs)
        self._library = library
        self._base = library.sqlite3_vfs_find(None)
        if not self._base or self._base.contents.version < 1:
            raise RuntimeError("this SQLite has no VFS of its platform to stand in front of")
        self._watcher: Watcher | None = None
        self._paths: dict[int, str] = {}
        self._replaced: dict[int, Methods] = {}
        self._kept: list[Any] = []
        self._mine = Vfs()
        ctypes.memmove(ctypes.byref(self._mine), self._base, ctypes.sizeof(Vfs))
        self._mine.name, self._mine.next = NAME, None
        self._wrap_vfs()

    @contextmanager
    def watching(self, watcher: Watcher) -> Iterator[None]:
        """Every file that SQLite opens meanwhile is watched, and only meanwhile."""
        library = self._library
        library.sqlite3_vfs_register(ctypes.byref(self._mine), 1)
        self._watcher = watcher
        try:
            yield
        finally:
            self._watcher = None
            library.sqlite3_vfs_register(self._base, 1)
            library.sqlite3_vfs_unregister(ctypes.byref(self._mine))

    def _tell(self, name: str, opening: int, offset: int = 0, data: bytes = b"") -> int:
        path = self._paths.get(opening, "")
        if self._watcher is None or not path:
            return 0
        return self._watcher(Operation(name, path, opening, offset, data))

    def _keep(self, entry: Any) -> int:
        """The address of a callback, which must outlive every file opened through it."""
        self._kept.append(entry)
        found = ctypes.cast(entry, c_void_p).value
        assert found is not None
        return found

    def _wrap_vfs(self) -> None:
        base = self._base.contents
        base_open, base_delete = OPEN(base.open), DELETE(base.delete)
        base_access = ACCESS(base.access)

        def opened(vfs: int, name: int | None, file: Any, flags: int, out: Any) -> int:
            path = os.fsdecode(ctypes.string_at(name)) if name else ""
            if path and self._watcher is not None:
                made = bool(flags & CREATE) and not Path(path).exists()
                address = ctypes.addressof(file.contents)
                if code := self._watcher(Operation("open", path, address, made=made)):
                    file.contents.methods = None
                    return code
            code = base_open(vfs, name, file, flags, out)
            if code == 0 and path and file.contents.methods:
                self._paths[ctypes.addressof(file.contents)] = path
                self._wrap(file)
            return int(code)

        def deleted(vfs: int, name: bytes, sync: int) -> int:
            told = self._watcher
            if told and (code := told(Operation("delete", os.fsdecode(name), offset=sync))):
                return code
            return int(base_delete(vfs, name, sync))

        def asked(vfs: int, name: bytes, how: int, answer: Any) -> int:
            told = self._watcher
            if told and (code := told(Operation("access", os.fsdecode(name)))):
                return code
            return int(base_access(vfs, name, how, answer))

        self._mine.open = self._keep(OPEN(opened))
        self._mine.delete = self._keep(DELETE(deleted))
        self._mine.access = self._keep(ACCESS(asked))

    def _wrap(self, file: Any) -> None:
        """Give an open file our methods: a copy of its own, some replaced."""
        found = ctypes.addressof(file.contents.methods.contents)
        if found not in self._replaced:
            self._replaced[found] = self._methods(file.contents.methods.contents)
        file.contents.methods = ctypes.pointer(self._replaced[found])

    def _methods(self, base: Methods) -> Methods:
        mine = Methods()
        ctypes.memmove(ctypes.byref(mine), ctypes.byref(base), ctypes.sizeof(Methods))
        base_write, base_close = AT(base.write), CLOSE(base.close)

        def write(file: int, data: int, amount: int, offset: int) -> int:
            if code := self._tell("write", file, offset, ctypes.string_at(data, amount)):
                base_write(file, data, amount // 2, offset)  # a disk that fails may stop midway
                return code
            return int(base_write(file, data, amount, offset))

        def close(file: int) -> int:
            self._tell("close", file)
            self._paths.pop(file, None)
            return int(base_close(file))

        mine.write, mine.close = self._keep(AT(write)), self._keep(CLOSE(close))
        mine.read = self._keep(self._before("read", AT, base.read))
        mine.truncate = self._keep(self._before("truncate", TO, base.truncate))
        mine.sync = self._keep(self._before("sync", HOW, base.sync))
        mine.size = self._keep(self._before("size", SIZE, base.size))
        mine.lock = self._keep(self._before("lock", HOW, base.lock))
        mine.unlock = self._keep(self._before("unlock", HOW, base.unlock))
        return mine

    def _before(self, name: str, shape: Any, base: int) -> Any:
        call = shape(base)

        def told(file: int, *more: Any) -> int:
            offset = more[0] if name == "truncate" else 0
            return self._tell(name, file, offset) or int(call(file, *more))

        return shape(told)


def _library() -> ctypes.CDLL:
    """The SQLite that the standard library's sqlite3 itself runs on."""
    where = getattr(_sqlite3, "__file__", None)
    if sys.platform == "win32" and where:
        where = str(Path(where).with_name("sqlite3.dll"))
    library = ctypes.CDLL(where)
    try:
        library.sqlite3_libversion.restype = c_char_p
        version = library.sqlite3_libversion().decode()
    except AttributeError as fault:
        raise RuntimeError(
            "This Python hides its SQLite, so nothing can stand between it and the disk: "
            "run the tests of tests/stress with a Python that links a shared SQLite library."
        ) from fault
    assert version == sqlite3.sqlite_version
    return library


SHIM = Shim()
watching = SHIM.watching
