"""The corpus of hostile lists: a name for each file, who makes it, and what is said of it."""

from __future__ import annotations

import gzip
import os
import random
from dataclasses import dataclass
from pathlib import Path

from tests.exchange.making import HEADINGS, delimited, rows
from tests.hostile import archives as made
from tests.hostile.archives import BOOK, RELATIONS, SHEET, STRINGS, STYLES, Maker

CANARY = b"canary-7f3a"
"""Stands in a file beside the list; whoever follows an external entity reads it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A hostile list: how it is made, and its verdict.

    `items` is how many recommendations are read (None where the file is refused), `says` a part
    of the words.
    """

    make: Maker
    says: str
    items: int | None = None


def data(body: bytes) -> Maker:
    """A file of these bytes."""

    def make(path: Path) -> None:
        path.write_bytes(body)

    return make


def noise(size: int) -> bytes:
    """Bytes without any order, the same on every run."""
    return random.Random(7).randbytes(size)


def text_list(*more: str) -> bytes:
    """A list of three rows as comma-separated text, with lines after it."""
    lines = [",".join(HEADINGS)]
    lines += [f'3.{n},"{row[1]}",Housing,Director,Amber,01/03/2026' for n, row in enumerate(rows())]
    return "\n".join((*lines, *more)).encode("utf-8", "surrogatepass")


def in_utf(encoding: str) -> Maker:
    """The same list in another encoding."""
    return data(text_list().decode().encode(encoding))


def pipe(path: Path) -> None:
    """A pipe that nobody writes to: whoever opens it waits for ever."""
    os.mkfifo(path)


def endless(path: Path) -> None:
    """A name for a device that never ends."""
    path.symlink_to("/dev/zero")


def circle(path: Path) -> None:
    """A name that leads to itself."""
    path.symlink_to(path.name)


def long_list(path: Path) -> None:
    """More rows than a list may have."""
    delimited(path, [HEADINGS, *([f"{n}", f"Do thing number {n}"] for n in range(101_000))])


WIDE = ",".join(f"Column {n}" for n in range(50_000))
DEEP = 20_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

WORKBOOKS: dict[str, Sample] = {}
TEXTS: dict[str, Sample] = {}
OTHERS: dict[str, Sample] = {}

WORKBOOKS |= {
    "bomb.xlsx": Sample(made.bomb, "unpacks"),
    "small-bombs.xlsx": Sample(made.many_small_bombs, "unpacks"),
    "many-parts.xlsx": Sample(made.many_parts, "parts"),
    "lying-size.xlsx": Sample(made.lying_size, "damaged"),
    "overlapping.xlsx": Sample(made.overlapping, "unpacks"),
    "outside.xlsx": Sample(made.named("../../outside.txt"), "outside itself"),
    "absolute.xlsx": Sample(made.named("/etc/absolute.txt"), "outside itself"),
    "drive.xlsx": Sample(made.named("C:\\drive.txt"), "outside itself"),
    "locked.xlsx": Sample(made.locked_parts, "password"),
    "half.xlsx": Sample(made.cut(0.5), "damaged"),
    "nearly-whole.xlsx": Sample(made.cut(0.98), "damaged"),
    "flipped.xlsx": Sample(made.flipped, "damaged"),
    "unknown-method.xlsx": Sample(made.unknown_method, "damaged"),
    "behind-a-program.xlsx": Sample(made.spliced, "No list"),
    "nested.zip": Sample(made.nested_archive, "ZIP archive"),
    "laughs-in-book.xlsx": Sample(made.doctype(BOOK, made.LAUGHS), "declarations"),
    "laughs-in-strings.xlsx": Sample(made.doctype(STRINGS, made.LAUGHS, b"&j;"), "damaged"),
    "laughs-in-sheet.xlsx": Sample(made.doctype(SHEET, made.LAUGHS), "read from", 3),
    "quadratic.xlsx": Sample(
        made.doctype(STRINGS, b'<!ENTITY a "' + b"a" * 200_000 + b'">', b"&a;" * 5_000), "damaged"
    ),
    "file-entity.xlsx": Sample(
        made.doctype(STRINGS, b'<!ENTITY a SYSTEM "canary.txt">', b"&a;"), "damaged"
    ),
    "web-entity.xlsx": Sample(
        made.doctype(STRINGS, b'<!ENTITY a SYSTEM "http://127.0.0.1:9/a">', b"&a;"), "damaged"
    ),
    "parameter-entity.xlsx": Sample(
        made.doctype(STRINGS, b'<!ENTITY % a SYSTEM "canary.txt"> %a;'), "read from", 3
    ),
    "merged-everything.xlsx": Sample(
        made.merged(b'<mergeCell ref="A1:XFD1048576"/>'), "read from", 3
    ),
    "merged-often.xlsx": Sample(
        made.merged(
            b"".join(b'<mergeCell ref="H%d:XFD%d"/>' % (n, n + 5000) for n in range(9, 3000))
        ),
        "read from",
        3,
    ),
    "merged-nonsense.xlsx": Sample(
        made.merged(b'<mergeCell ref="Z9:A1"/><mergeCell ref="oops"/><mergeCell/>'), "damaged"
    ),
    "whole-sheet.xlsx": Sample(made.spread, "not read"),
    "deep-sheet.xlsx": Sample(
        made.in_cell(b"<row><c><is>" + b"<t>" * DEEP + b"</t>" * DEEP + b"</is></c></row>"),
        "read from",
        3,
    ),
    "deep-strings.xlsx": Sample(
        made.changed(
            STRINGS, lambda xml: xml.replace(b"</sst>", b"<si>" + b"<r>" * DEEP + b"</sst>")
        ),
        "damaged",
    ),
    "string-of-no-number.xlsx": Sample(
        made.in_cell(b'<row r="9"><c r="B9" t="s"><v>99999</v></c></row>'), "damaged"
    ),
    "string-of-a-word.xlsx": Sample(
        made.in_cell(b'<row r="9"><c r="B9" t="s"><v>many</v></c></row>'), "read from", 3
    ),
    "unknown-cell.xlsx": Sample(
        made.in_cell(b'<row r="9"><c r="B9" t="zz"><v>1</v></c></row>'), "damaged"
    ),
    "numbers-beyond.xlsx": Sample(
        made.in_cell(
            b'<row r="9"><c r="A9"><v>1e999</v></c><c r="B9"><v>-1e400</v></c>'
            b'<c r="C9"><v>nan</v></c><c r="F9" s="1"><v>9e15</v></c></row>'
        ),
        "left out",
        3,
    ),
    "places-beyond.xlsx": Sample(
        made.in_cell(
            b'<row r="0"><c r="A0"><v>1</v></c></row><row r="-7"><c r="XFE1"><v>1</v></c></row>'
            b'<row r="99999999999"><c r="ZZZZZ1"><v>1</v></c></row>'
        ),
        "may be damaged",
    ),
    "rows-twice.xlsx": Sample(
        made.in_cell(b'<row r="2"><c r="B2" t="inlineStr"><is><t>Again</t></is></c></row>' * 3),
        "read from",
        3,
    ),
    "no-relations.xlsx": Sample(made.without(RELATIONS), "damaged"),
    "no-styles.xlsx": Sample(made.without(STYLES), "read from", 3),
    "no-strings.xlsx": Sample(made.without(STRINGS), "damaged"),
    "no-sheet.xlsx": Sample(made.without(SHEET), "nothing in it"),
    "sheet-elsewhere.xlsx": Sample(
        made.changed(
            RELATIONS,
            lambda xml: xml.replace(b"worksheets/sheet1.xml", b"../../../canary.txt"),
        ),
        "nothing in it",
    ),
    "sheet-on-the-web.xlsx": Sample(
        made.changed(
            RELATIONS,
            lambda xml: xml.replace(
                b'Target="worksheets/sheet1.xml"',
                b'Target="http://127.0.0.1:9/s.xml" TargetMode="External"',
            ),
        ),
        "nothing in it",
    ),
    "no-sheets-named.xlsx": Sample(
        made.changed(
            BOOK, lambda xml: xml.split(b"<sheets>")[0] + b"<sheets/>" + xml.split(b"</sheets>")[1]
        ),
        "nothing in it",
    ),
    "many-sheets.xlsx": Sample(made.many_sheets, "read from", 3),
    "odd-styles.xlsx": Sample(made.changed(STYLES, lambda xml: xml[: len(xml) // 2]), "damaged"),
    "odd-bytes.xlsx": Sample(
        made.changed(STRINGS, lambda xml: xml.replace(b"Housing", b"Hou\xff\xfe\x00sing")),
        "damaged",
    ),
    "sheet-of-noise.xlsx": Sample(made.changed(SHEET, lambda _: noise(5000)), "damaged"),
    "long-string.xlsx": Sample(made.long_strings, "read from", 3),
    "macros.xlsm": Sample(made.with_parts(xl__vbaProject_bin=OLE + noise(3000)), "read from", 3),
    "laughs.ods": Sample(
        made.ods_of(
            made.ODS_CELL % (b"", b"&j;"),
            made.PROLOGUE + b"<!DOCTYPE x [" + made.LAUGHS + b"]>",
        ),
        "damaged",
    ),
    "rows-for-ever.ods": Sample(made.ods_of(made.repeated(1, 2_000_000_000)), "by the million"),
    "columns-for-ever.ods": Sample(made.ods_of(made.repeated(2_000_000_000, 3)), "by the million"),
    "repeated-lies.ods": Sample(
        made.ods_of(made.repeated(3, 3).replace(b'"3"', b'"-99999999999999999999"')), "damaged"
    ),
    "cut.ods": Sample(lambda path: made.ods(path, made.PROLOGUE + made.ODS_START), "damaged"),
    "deep.ods": Sample(made.ods_of(b"<text:p>" * DEEP + b"</text:p>" * DEEP), "damaged"),
    "encrypted.ods": Sample(
        lambda path: made.ods(
            path,
            noise(4000),
            manifest=b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            b'manifest:1.0"><manifest:file-entry manifest:full-path="content.xml">'
            b"<manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        ),
        "password",
    ),
}

TEXTS |= {
    "open-quote.csv": Sample(
        data(text_list('3.9,"never closed', *("x,y,z" for _ in range(2000)))), "quot"
    ),
    "quotes.csv": Sample(data(b'"' * 1_000_001), "nothing"),
    "nul.csv": Sample(data(text_list("4.1,a\x00b\x00c")), "read from", 4),
    "noise.csv": Sample(data(noise(50_000)), "no known encoding"),
    "wide.csv": Sample(data(f"{WIDE}\n{WIDE}\n".encode()), "No list"),
    "one-line.csv": Sample(data(b"word " * 4_000_000), "nothing"),
    "separators.csv": Sample(data(b",;\t|" * 200_000), "No list"),
    "blanks.csv": Sample(data(b" \n" * 600_000), "nothing in it"),
    "too-long.csv": Sample(long_list, "100,000"),
    "utf-16.csv": Sample(in_utf("utf-16"), "read from", 3),
    "utf-16-unmarked.csv": Sample(in_utf("utf-16-le"), "read from", 3),
    "utf-32.csv": Sample(in_utf("utf-32"), "read from", 3),
    "marked-twice.csv": Sample(data(b"\xef\xbb\xbf" * 2 + text_list()), "read from", 3),
    "old-mac.csv": Sample(data(text_list().replace(b"\n", b"\r")), "read from", 3),
    "half-a-letter.csv": Sample(
        data(text_list("4.1,Do \ud800 this well\udfff for all")), "read", 4
    ),
    "two-encodings.csv": Sample(
        data(
            text_list("4.1,café society for everyone") + "\n4.2,Zürich for all\n".encode("cp1252")
        ),
        "read from",
        5,
    ),
    "formulas.csv": Sample(
        data(text_list("=cmd|' /C calc'!A0,@SUM(1+1)*cmd,+1,-1,Green,=1+1")), "read from", 4
    ),
    "written-backwards.csv": Sample(
        data(text_list("4.1,\u202egnp.exe\u202c safe\u200b\u200d words")), "read from", 4
    ),
    "controls.csv": Sample(
        data(text_list("4.1,a\x07b\x1b[2Jc\x7f words for everyone")), "read from", 4
    ),
    "long-cell.csv": Sample(data(text_list("4.1," + "word " * 200_000)), "read from", 4),
    "dates.csv": Sample(
        data(text_list("4.1,Do this,,,,31/02/2026", "4.2,Do that,,,,99/99/9999")), "read from", 5
    ),
}

OTHERS |= {
    "empty.xlsx": Sample(data(b""), "empty"),
    "one-byte.csv": Sample(data(b"x"), "No list"),
    "pdf.xlsx": Sample(data(b"%PDF-1.7\n" + noise(3000)), "PDF"),
    "picture.csv": Sample(data(b"\x89PNG\r\n\x1a\n" + noise(3000)), "picture"),
    "web.xls": Sample(data(b"<html><body><table><tr><td>1"), "web page"),
    "packed.csv": Sample(data(gzip.compress(text_list())), "compressed"),
    "program.csv": Sample(data(b"MZ\x90\x00" + noise(3000)), "program"),
    "tracker.csv": Sample(data(b"SQLite format 3\x00" + noise(3000)), "tracker"),
    "locked.xls": Sample(data(OLE + bytes(5000)), "nothing was read"),
    "noise.xls": Sample(data(OLE + noise(50_000)), "nothing was read"),
    "pipe.csv": Sample(pipe, "not a file"),
    "endless.csv": Sample(endless, "not a file"),
    "circle.csv": Sample(circle, "cannot be read"),
    "folder.xlsx": Sample(Path.mkdir, "folder"),
}
