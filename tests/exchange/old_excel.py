"""Writes small .xls workbooks for the tests: BIFF8 records in an OLE2 container.

References: MS-XLS 2.4 (records) and MS-CFB 2.2 to 2.6 (the container), as little of them as a
reader needs: texts, numbers, dates and merged ranges. A workbook fits in 62 KB.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

SECTOR = 512
FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NONE = 0xFFFFFFFF
Range = tuple[int, int, int, int]


def old_workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]] | Sequence[Sequence[Any]],
    *,
    merged: Sequence[Range] = (),
    hidden: Sequence[str] = (),
    locked: bool = False,
) -> Path:
    """An .xls workbook; `merged` (top, left, bottom, right) are those of the first sheet."""
    if not isinstance(sheets, Mapping):
        sheets = {"Register": sheets}
    bodies = [
        _sheet(cells, merged if number == 0 else ()) for number, cells in enumerate(sheets.values())
    ]
    names = list(sheets)
    places = [0] * len(names)
    start = _globals(names, places, hidden, locked)
    at = len(start)
    for number, body in enumerate(bodies):
        places[number], at = at, at + len(body)
    path.write_bytes(
        container({"Workbook": _globals(names, places, hidden, locked) + b"".join(bodies)})
    )
    return path


def container(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 container with these streams, each padded so that it takes whole sectors."""
    table = [TABLE, LAST]
    entries = [_entry("Root Entry", 5, LAST, 0, child=1 if streams else NONE)]
    data = b""
    for number, (name, content) in enumerate(streams.items(), start=1):
        body = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0")
        first, count = len(table), len(body) // SECTOR
        table += [*range(first + 1, first + count), LAST]
        after = number + 1 if number < len(streams) else NONE
        entries.append(_entry(name, 2, first, len(body), right=after))
        data += body
    assert len(table) <= 128
    assert len(entries) <= 4
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    header = struct.pack(
        "<8s16x5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, LAST, 0, LAST, 0,
    )  # fmt: skip
    return header + struct.pack("<I", 0) + b"\xff" * 432 + fat + directory + data


def _entry(
    name: str, kind: int, first: int, size: int, *, right: int = NONE, child: int = NONE
) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIQ", raw, len(raw), kind, 1, NONE, right, child, 0, first, size
    )


def _record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _globals(
    names: Sequence[str], places: Sequence[int], hidden: Sequence[str], locked: bool
) -> bytes:
    records = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))]
    if locked:
        records.append(_record(0x002F, struct.pack("<HHH48x", 1, 1, 1)))
    records.append(_record(0x0022, struct.pack("<H", 0)))
    records += [_record(0x00E0, struct.pack("<HH16x", 0, shape)) for shape in (0, 14)]
    for name, place in zip(names, places, strict=True):
        text = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
        records.append(_record(0x0085, struct.pack("<IBB", place, name in hidden, 0) + text))
    return b"".join([*records, _record(0x000A)])


def _sheet(cells: Sequence[Sequence[Any]], merged: Sequence[Range]) -> bytes:
    width = max((len(row) for row in cells), default=0)
    records = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0)),
        _record(0x0200, struct.pack("<IIHHH", 0, len(cells), 0, width, 0)),
    ]
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            if isinstance(value, str) and value:
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                records.append(_record(0x0204, struct.pack("<HHH", row, column, 0) + text))
            elif isinstance(value, date):
                days = (value - date(1899, 12, 30)).days
                records.append(_record(0x0203, struct.pack("<HHHd", row, column, 1, days)))
            elif isinstance(value, (int, float)):
                records.append(_record(0x0203, struct.pack("<HHHd", row, column, 0, value)))
    if merged:
        ranges = b"".join(
            struct.pack("<4H", top, bottom, left, right) for top, left, bottom, right in merged
        )
        records.append(_record(0x00E5, struct.pack("<H", len(merged)) + ranges))
    return b"".join([*records, _record(0x000A)])
