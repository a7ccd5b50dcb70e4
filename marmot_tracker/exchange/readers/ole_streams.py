"""The streams of an OLE2 container by their whole names, for what is small enough to be a message.

MS-CFB 2.2 to 2.6, with every chain bounded by the size of the file. Raises nothing but
`TrackerError` where the container is broken.
"""

from __future__ import annotations

import struct
from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.ole import END, MAGIC

ENTRY = 128
FREE = 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
MOST_ENTRIES = 20_000
MOST_DEPTH = 12


def streams(path: Path) -> dict[str, bytes]:
    """The bytes of every stream by its name, lower case, with a slash after each storage."""
    try:
        return _Container(path.read_bytes()).all()
    except (struct.error, ValueError, IndexError, RecursionError, OSError) as error:
        raise TrackerError(
            f"{path.name} is damaged or cut short; nothing was read.",
            hint="Copy its text, and press Ctrl+V here.",
        ) from error


class _Container:
    """A container held in memory."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) < 512 or not raw.startswith(MAGIC):
            raise ValueError("no OLE2 header")
        self._raw = raw
        self._size = 1 << struct.unpack_from("<H", raw, 30)[0]
        self._small = 1 << struct.unpack_from("<H", raw, 32)[0]
        self._least = struct.unpack_from("<I", raw, 56)[0]
        if self._size not in (512, 4096) or self._small != 64:
            raise ValueError("no sector size of OLE2")
        self._most = len(raw) // self._size + 1
        self._table = self._read_table()
        self._entries = self._read_entries(struct.unpack_from("<I", raw, 48)[0])
        first_small = struct.unpack_from("<I", raw, 60)[0]
        body = b"".join(self._sectors(first_small)) if first_small < END else b""
        self._small_table = struct.unpack(f"<{len(body) // 4}I", body)
        root = self._entries[0]
        self._mini = b"".join(self._sectors(root[3])) if root[3] < END else b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        body = self._raw[start : start + self._size]
        if not body:
            raise ValueError("a sector past the end of the file")
        return body

    def _read_table(self) -> list[int]:
        numbers = [each for each in struct.unpack_from("<109I", self._raw, 76) if each < END]
        after = struct.unpack_from("<I", self._raw, 68)[0]
        for _ in range(self._most):
            if after >= END:
                break
            *more, after = struct.unpack(f"<{self._size // 4}I", self._sector(after))
            numbers += [each for each in more if each < END]
        if len(numbers) > self._most:
            raise ValueError("more sectors than the file has")
        return [
            entry
            for number in numbers
            for entry in struct.unpack(f"<{self._size // 4}I", self._sector(number))
        ]

    def _sectors(self, number: int) -> list[bytes]:
        found: list[bytes] = []
        while number < END:
            if len(found) > self._most:
                raise ValueError("a chain without an end")
            found.append(self._sector(number))
            number = self._table[number]
        return found

    def _read_entries(self, first: int) -> list[tuple[str, int, tuple[int, int, int], int, int]]:
        """Name, kind, left, right and child, first sector and length of each entry."""
        body = b"".join(self._sectors(first))
        found = []
        for at in range(0, min(len(body), MOST_ENTRIES * ENTRY), ENTRY):
            length = struct.unpack_from("<H", body, at + 64)[0]
            name = body[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            links = struct.unpack_from("<3I", body, at + 68)
            start, size = struct.unpack_from("<II", body, at + 116)
            found.append((name.lower(), body[at + 66], links, start, size))
        if not found or found[0][1] != ROOT:
            raise ValueError("no root")
        return found

    def all(self) -> dict[str, bytes]:
        """Every stream."""
        found: dict[str, bytes] = {}
        seen: set[int] = set()
        ahead = [(self._entries[0][2][2], "", 0)]
        while ahead:
            number, place, depth = ahead.pop()
            if number == FREE or number in seen or depth > MOST_DEPTH:
                continue
            seen.add(number)
            name, kind, (left, right, child), start, size = self._entries[number]
            ahead += [(left, place, depth), (right, place, depth)]
            if kind == STREAM:
                found[place + name] = self._body(start, size)
            elif kind == STORAGE:
                ahead.append((child, f"{place}{name}/", depth + 1))
        return found

    def _body(self, start: int, size: int) -> bytes:
        if size > len(self._raw):
            raise ValueError("a stream longer than the file")
        if size >= self._least:
            return b"".join(self._sectors(start))[:size] if size else b""
        found: list[bytes] = []
        while start < END and len(found) * self._small < size:
            found.append(self._mini[start * self._small : (start + 1) * self._small])
            start = self._small_table[start]
        return b"".join(found)[:size]
