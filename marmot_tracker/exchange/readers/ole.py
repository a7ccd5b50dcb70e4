"""Tells what an OLE2 container is: an old workbook, a protected file, a Word document, a mail.

Only the directory of streams is read (MS-CFB 2.2 to 2.6), with every chain bounded by the size
of the file.
"""

from __future__ import annotations

import struct
from enum import Enum
from pathlib import Path
from typing import BinaryIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA
"""Sector numbers from here on are no sectors."""
MOST_SECTORS = 4096
"""Sectors of directory that are looked at: 16,384 streams and more."""


class OleKind(Enum):
    """What a container holds; UNKNOWN where its directory cannot be read or says nothing."""

    WORKBOOK = "workbook"
    LABELLED = "labelled"
    PROTECTED = "protected"
    DOCUMENT = "document"
    PRESENTATION = "presentation"
    MAIL = "mail"
    UNKNOWN = "unknown"


def ole_kind(path: Path) -> OleKind:
    """What the container at `path` is, by the names of its streams."""
    try:
        names = stream_names(path)
    except (OSError, struct.error, ValueError):
        return OleKind.UNKNOWN
    if any(name.startswith("drm") for name in names):
        return OleKind.LABELLED
    if "encryptedpackage" in names:
        return OleKind.PROTECTED
    if names & {"workbook", "book"}:
        return OleKind.WORKBOOK
    if "worddocument" in names:
        return OleKind.DOCUMENT
    if "powerpoint document" in names:
        return OleKind.PRESENTATION
    return OleKind.MAIL if "__properties_version1.0" in names else OleKind.UNKNOWN


def stream_names(path: Path) -> frozenset[str]:
    """The names of all streams and storages, in lower case. Raises on a broken directory."""
    with path.open("rb") as source:
        header = source.read(512)
        if len(header) < 512 or not header.startswith(MAGIC):
            raise ValueError("no OLE2 header")
        size = 1 << struct.unpack_from("<H", header, 30)[0]
        if size not in (512, 4096):
            raise ValueError("no sector size of OLE2")
        tables = _table_sectors(source, header, size)
        names: set[str] = set()
        sector = struct.unpack_from("<I", header, 48)[0]
        for _ in range(MOST_SECTORS):
            if sector >= END:
                break
            body = _sector(source, sector, size)
            for at in range(0, size, 128):
                length = struct.unpack_from("<H", body, at + 64)[0]
                if 2 <= length <= 64 and body[at + 66]:
                    names.add(body[at : at + length - 2].decode("utf-16-le", "replace").lower())
            place, within = divmod(sector, size // 4)
            if place >= len(tables):
                break
            sector = struct.unpack_from("<I", _sector(source, tables[place], size), within * 4)[0]
        return frozenset(names)


def _table_sectors(source: BinaryIO, header: bytes, size: int) -> list[int]:
    """The sectors of the allocation table, from the header and the chain that continues it."""
    tables = [number for number in struct.unpack_from("<109I", header, 76) if number < END]
    after = struct.unpack_from("<I", header, 68)[0]
    for _ in range(MOST_SECTORS):
        if after >= END:
            break
        *more, after = struct.unpack(f"<{size // 4}I", _sector(source, after, size))
        tables += [number for number in more if number < END]
    return tables


def _sector(source: BinaryIO, number: int, size: int) -> bytes:
    source.seek((number + 1) * size)
    body = source.read(size)
    if len(body) < size:
        raise ValueError("a sector past the end of the file")
    return body
