"""Reads the rows of a damaged tracker file page by page, without trusting how they hang together.

SQLite stops at the first page that makes no sense. Every leaf page says by itself which rows it
holds, so each is read for itself; what a row says is believed only where the record's own hashes
bear it out. Source: "Database File Format", https://sqlite.org/fileformat2.html, sections 1.5
and 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from marmot_tracker.progress import Progress

SIZES = (65536, 32768, 16384, 8192, 4096, 2048, 1024, 512)
"""Bytes that a page can have."""
LOOKED_AT = 4_000_000
"""Bytes in which pages are looked for, where the beginning of a file can no longer say."""
LARGEST = 64 * 1024 * 1024
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 13, 10, 2
_INTEGERS = (0, 1, 2, 3, 4, 6, 8)
"""Bytes of the whole numbers of serial types 0 to 6."""

Value: TypeAlias = int | str | bytes | None
Wanted: TypeAlias = Callable[[str], bool]
"""Whether to read a row, by a letter for each value: n(ull), i(nteger), t(ext), b(ytes)."""


@dataclass(frozen=True, slots=True)
class Carved:
    """A row as one page holds it: its number in its table (0 where that has none) and values."""

    number: int
    values: tuple[Value, ...]


class Pages:
    """The pages of one file, whatever state it is in."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = self._usable = _page_size(self._file.read(LOOKED_AT))
        self.count = -(-path.stat().st_size // self.size)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def rows(self, wanted: Wanted, progress: Progress | None = None) -> Iterator[Carved]:
        """Every row that any page holds and whose types `wanted` accepts."""
        for number in range(1, self.count + 1):
            if progress is not None and number % 500 == 1:
                progress.step(number, self.count, "Reading what can be read")
            page = self._page(number)
            at = 100 if number == 1 else 0
            if len(page) > at and page[at] in (_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR):
                yield from self._cells(page, at, wanted)

    def _page(self, number: int) -> bytes:
        self._file.seek((number - 1) * self.size)
        return self._file.read(self.size)

    def _cells(self, page: bytes, at: int, wanted: Wanted) -> Iterator[Carved]:
        kind = page[at]
        count = int.from_bytes(page[at + 3 : at + 5])
        first = at + (12 if kind == _INDEX_INTERIOR else 8)
        for place in range(first, min(first + 2 * count, len(page) - 1), 2):
            start = int.from_bytes(page[place : place + 2])
            if start >= first:
                try:
                    found = self._cell(page, start, kind, wanted)
                except (IndexError, ValueError):  # a length or place that cannot be
                    continue
                if found is not None:
                    yield found

    def _cell(self, page: bytes, at: int, kind: int, wanted: Wanted) -> Carved | None:
        if kind == _INDEX_INTERIOR:
            at += 4
        size, at = _number(page, at)
        number = 0
        if kind == _TABLE_LEAF:
            number, at = _number(page, at)
        if size > LARGEST:
            return None
        local = self._local(size, table=kind == _TABLE_LEAF)
        body = page[at : at + local]
        types = _types(body)
        if types is None or not wanted("".join(map(_letter, types[1]))):
            return None
        if local < size:
            body += self._overflow(page, at + local, size - local)
        if len(body) != size:
            return None
        return Carved(number, _values(body, *types))

    def _local(self, size: int, *, table: bool) -> int:
        """How many bytes of a payload lie in its page (section 1.6)."""
        most = self._usable - 35 if table else (self._usable - 12) * 64 // 255 - 23
        if size <= most:
            return size
        least = (self._usable - 12) * 32 // 255 - 23
        middle = least + (size - least) % (self._usable - 4)
        return middle if middle <= most else least

    def _overflow(self, page: bytes, at: int, missing: int) -> bytes:
        following = int.from_bytes(page[at : at + 4])
        found: list[bytes] = []
        while missing > 0 and 0 < following <= self.count:
            page = self._page(following)
            following = int.from_bytes(page[:4])
            piece = page[4 : 4 + min(missing, self._usable - 4)]
            if not piece:
                break
            found.append(piece)
            missing -= len(piece)
        return b"".join(found)


def _page_size(start: bytes) -> int:
    """The size that most pages make sense with; what the file says, where that is nearly as good."""
    said = int.from_bytes(start[16:18])
    said = 65536 if said == 1 else said
    scores = {size: _likely_pages(start, size) for size in SIZES}
    best = max(scores, key=scores.__getitem__)
    return said if scores.get(said, -1) * 2 >= scores[best] else best


def _likely_pages(data: bytes, size: int) -> int:
    """How many pages of a size look like leaves with their rows where they should be."""
    found = 0
    for at in range(0, len(data) - 8, size):
        if data[at] in (_TABLE_LEAF, _INDEX_LEAF):
            cells = int.from_bytes(data[at + 3 : at + 5])
            content = int.from_bytes(data[at + 5 : at + 7]) or 65536
            found += 8 + 2 * cells <= content <= size
    return found


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, seven bits each, and where it ends."""
    value = 0
    for place in range(at, at + 8):
        byte = data[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9


def _letter(code: int) -> str:
    if code == 0:
        return "n"
    if code < 12:
        return "i"
    return "b" if code % 2 == 0 else "t"


def _types(body: bytes) -> tuple[int, list[int]] | None:
    """Where the values of a record begin, and their serial types."""
    end, at = _number(body, 0)
    if not 0 < end <= len(body):
        return None
    types = []
    while at < end:
        found, at = _number(body, at)
        types.append(found)
    return (end, types) if at == end else None


def _values(body: bytes, at: int, types: list[int]) -> tuple[Value, ...]:
    values: list[Value] = []
    for code in types:
        if code in (8, 9):
            values.append(code - 8)
            continue
        size = _INTEGERS[code] if code < 7 else (code - 12) // 2
        if code in (7, 10, 11) or at + size > len(body):
            raise ValueError("no value of ours")
        piece = body[at : at + size]
        at += size
        if code == 0:
            values.append(None)
        elif code < 7:
            values.append(int.from_bytes(piece, signed=True))
        else:
            values.append(bytes(piece) if code % 2 == 0 else piece.decode())
    return tuple(values)
