"""Hostile and broken workbooks and archives, made by script: each maker writes one file.

The kinds follow what was measured against readers of office files: zip bombs, entities, merged
ranges and dimensions of a whole sheet, deep nesting, parts that lie about themselves.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.exchange.making import HEADINGS, rows, workbook

Maker = Callable[[Path], None]

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
PROLOGUE = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MEGABYTE = 1024 * 1024


def ordinary(path: Path) -> dict[str, bytes]:
    """The parts of an ordinary list of three rows, the text in shared strings."""
    made = workbook(path.with_suffix(".ordinary"), [HEADINGS, *rows(3)])
    with zipfile.ZipFile(made) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    made.unlink()
    return parts


def packed(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write an archive of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)


def changed(part: str, change: Callable[[bytes], bytes]) -> Maker:
    """An ordinary workbook with one part changed."""

    def make(path: Path) -> None:
        parts = ordinary(path)
        before = parts[part]
        parts[part] = change(before)
        assert parts[part] != before
        packed(path, parts)

    return make


def with_parts(**more: bytes | None) -> Maker:
    """An ordinary workbook with parts added, or (None) taken away; `__` stands for a slash."""

    def make(path: Path) -> None:
        parts = ordinary(path)
        for name, body in more.items():
            if body is None:
                del parts[name.replace("__", "/")]
            else:
                parts[name.replace("__", "/")] = body
        packed(path, parts)

    return make


def without(part: str) -> Maker:
    """An ordinary workbook that lacks a part."""

    def make(path: Path) -> None:
        parts = ordinary(path)
        del parts[part]
        packed(path, parts)

    return make


def in_cell(xml: bytes) -> Maker:
    """An ordinary workbook with a row of this XML under its list."""
    return changed(SHEET, lambda body: body.replace(b"</sheetData>", xml + b"</sheetData>"))


def doctype(part: str, declared: bytes, used: bytes = b"") -> Maker:
    """A part that opens with a document type, and uses an entity of it."""

    def change(body: bytes) -> bytes:
        start, rest = re.match(rb"(<\?xml.*?\?>\s*)?(.*)", body, re.DOTALL).groups()  # type: ignore[union-attr]
        if used:
            rest = re.sub(rb"(<t[^>]*>)[^<]+", rb"\1" + used, rest, count=1)
        return bytes((start or PROLOGUE) + b"<!DOCTYPE x [" + declared + b"]>" + rest)

    return changed(part, change)


LAUGHS = b'<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, (b"&%c;" % (letter - 1)) * 10) for letter in range(98, 108)
)


def bomb(path: Path) -> None:
    """One sheet that unpacks to 400 MB."""
    parts = ordinary(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            if name != SHEET:
                archive.writestr(name, body)
        with archive.open(SHEET, "w") as sheet:
            for _ in range(400):
                sheet.write(b" " * MEGABYTE)


def many_small_bombs(path: Path) -> None:
    """Forty parts of 10 MB, none of them large by itself."""
    parts = ordinary(path)
    packed(path, parts | {f"xl/media/{n}.bin": bytes(10 * MEGABYTE) for n in range(40)})


def many_parts(path: Path) -> None:
    """More parts than any workbook has."""
    packed(path, ordinary(path) | {f"xl/media/{n}.txt": b"x" for n in range(2500)})


def lying_size(path: Path) -> None:
    """A sheet of 60 MB whose headers say that it has 500 bytes."""
    parts = ordinary(path)
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b" " * 60 * MEGABYTE + b"</sheetData>")
    packed(path, parts)
    whole = path.read_bytes()
    true = struct.pack("<I", len(parts[SHEET]))
    assert whole.count(true) >= 2
    path.write_bytes(whole.replace(true, struct.pack("<I", 500)))


def overlapping(path: Path) -> None:
    """Two hundred names for the same packed bytes."""
    packed(path, ordinary(path) | {"xl/media/big.bin": bytes(MEGABYTE)})
    data = path.read_bytes()
    directory = data.index(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entries = [b"PK\x01\x02" + one for one in data[directory:end].split(b"PK\x01\x02")[1:]]
    big = next(one for one in entries if b"big.bin" in one)
    entries += [big.replace(b"big.bin", b"%03d.bin" % n) for n in range(400)]
    body = b"".join(entries)
    count = struct.pack("<HH", len(entries), len(entries))
    tail = data[end : end + 8] + count + struct.pack("<II", len(body), directory) + b"\x00\x00"
    path.write_bytes(data[:directory] + body + tail)


def named(name: str) -> Maker:
    """An archive with a part of this name."""
    return lambda path: packed(path, ordinary(path) | {name: b"x"})


def locked_parts(path: Path) -> None:
    """Every part says that it is locked with a password."""
    packed(path, ordinary(path))
    data = bytearray(path.read_bytes())
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(start)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(start, at + 4)
    path.write_bytes(bytes(data))


def cut(share: float) -> Maker:
    """An ordinary workbook of which only the first part arrived."""

    def make(path: Path) -> None:
        packed(path, ordinary(path))
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return make


def flipped(path: Path) -> None:
    """Packed bytes of the sheet that were damaged on the way."""
    packed(path, ordinary(path))
    data = bytearray(path.read_bytes())
    at = data.index(SHEET.encode()) + len(SHEET) + 20
    for step in range(40):
        data[at + step] ^= 0xFF
    path.write_bytes(bytes(data))


def unknown_method(path: Path) -> None:
    """Parts packed in a way that nobody knows."""
    packed(path, ordinary(path))
    data = path.read_bytes()
    path.write_bytes(
        data.replace(struct.pack("<H", 8) + data[10:12], struct.pack("<H", 77) + data[10:12])
    )


def spliced(path: Path) -> None:
    """A workbook behind 100 kB of something else."""
    packed(path, ordinary(path))
    path.write_bytes(b"MZ" + bytes(100_000) + path.read_bytes())


def nested_archive(path: Path) -> None:
    """An archive in an archive in an archive."""
    body = b"x" * 1000
    for level in range(30):
        inner = path.with_suffix(".inner")
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{level}.zip", body)
        body = inner.read_bytes()
        inner.unlink()
    path.write_bytes(body)


def spread(path: Path) -> None:
    """Cells at the four corners of a sheet, and a dimension of all of it."""
    parts = ordinary(path)
    parts[SHEET] = re.sub(
        rb'<dimension ref="[^"]+"/>', b'<dimension ref="A1:XFD1048576"/>', parts[SHEET]
    ).replace(
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    )
    packed(path, parts)


def merged(ranges: bytes) -> Maker:
    """A sheet with these merged ranges."""
    return changed(
        SHEET,
        lambda body: body.replace(
            b"</sheetData>", b"</sheetData><mergeCells>" + ranges + b"</mergeCells>"
        ),
    )


def many_sheets(path: Path) -> None:
    """Fifteen hundred sheets that all name one part."""
    parts = ordinary(path)
    sheets = b"".join(
        b'<sheet name="S%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(1, 1500)
    )
    parts[BOOK] = re.sub(
        rb"<sheets>.*</sheets>", b"<sheets>" + sheets + b"</sheets>", parts[BOOK], flags=re.DOTALL
    )
    packed(path, parts)


def long_strings(path: Path) -> None:
    """One shared string of 10 MB, which no cell can hold; unlike a bomb, it hardly packs."""
    parts = ordinary(path)
    words = b"".join(b"%x " % zlib.crc32(b"%d" % n) for n in range(1_200_000))
    parts[STRINGS] = re.sub(
        rb"(<t[^>]*>)[^<]+", lambda found: found.group(1) + words, parts[STRINGS], count=1
    )
    packed(path, parts)


def ods(path: Path, content: bytes, *, manifest: bytes = b"") -> None:
    """An OpenDocument spreadsheet with this content."""
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": kind, "content.xml": content}
    packed(path, parts | ({"META-INF/manifest.xml": manifest} if manifest else {}))


ODS_START = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    b'<office:body><office:spreadsheet><table:table table:name="Sheet">'
)
ODS_END = b"</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_CELL = b'<table:table-cell office:value-type="string"%s><text:p>%s</text:p></table:table-cell>'


def ods_of(rows_xml: bytes, start: bytes = PROLOGUE) -> Maker:
    """An OpenDocument spreadsheet with these rows."""
    return lambda path: ods(path, start + ODS_START + rows_xml + ODS_END)


def repeated(columns: int, rows_: int) -> bytes:
    """A row whose one cell is said to stand there so many times."""
    cell = ODS_CELL % (b' table:number-columns-repeated="%d"' % columns, b"Text")
    return b'<table:table-row table:number-rows-repeated="%d">%s</table:table-row>' % (rows_, cell)
