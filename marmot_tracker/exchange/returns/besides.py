"""What stands in a returned workbook besides its answers: told that it is there, never read.

Cell notes, sheets that were added, and words typed above the headings belong to no recommendation
that a program could tell, so a person is sent to them.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import Element

from marmot_tracker.exchange.readers.parts import sheet_paths
from marmot_tracker.exchange.tables import RawTable, cell_text, column_letter, one_line
from marmot_tracker.services.return_form import Sheet

SHORT = 120
MOST_NOTES = 50
LARGEST_PART = 4 * 1024 * 1024
OWN = frozenset(sheet.value for sheet in Sheet)
BANDS = ("What we hold", "Your answer", "More, if you have it")
"""What we write ourselves above the headings of the answers, beside the first column."""


def above(table: RawTable, first: int) -> list[str]:
    """Words typed above the headings, which stand in row `first`, beside our own first column."""
    return [
        f"{table.name}!{column_letter(column)}{table.row_number(row)}, above the headings, "
        f"says “{_short(cell_text(cell))}”; it was not read as an answer."
        for row, cells in enumerate(table.rows[:first])
        for column, cell in enumerate(cells)
        if column and isinstance(cell, str) and not cell.startswith(BANDS)
    ]


def added(table: RawTable) -> list[str]:
    """A sheet that is none of the form's, with what it says first."""
    texts = [
        (row, column, text)
        for row, cells in enumerate(table.rows)
        for column, cell in enumerate(cells)
        if (text := one_line(cell_text(cell)))
    ]
    if not texts or table.name in OWN or texts[0][2] in OWN:
        return []
    row, column, text = texts[0]
    place = f"{column_letter(column)}{table.row_number(row)}"
    return [
        f"The sheet “{table.name}” is no part of the return and was not read; "
        f"{place} says “{_short(text)}”."
    ]


def cell_notes(path: Path) -> list[str]:
    """The notes and comments that hang on cells of an .xlsx file, each with its cell."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError

    if not zipfile.is_zipfile(path):
        return []
    found: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return []
            for sheet, part in sheet_paths(archive).items():
                for root in _comments(archive, part):
                    found += _told(sheet, root)
    except (zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, KeyError):
        return found[:MOST_NOTES]
    return found[:MOST_NOTES]


def _comments(archive: zipfile.ZipFile, part: str) -> Iterable[Element]:
    """The parts of comments that a sheet's part is tied to."""
    folder, name = posixpath.split(part)
    for tie in _read(archive, f"{folder}/_rels/{name}.rels"):
        for node in tie.iter():
            if node.get("Type", "").endswith("/comments"):
                target = node.get("Target", "")
                joined = target if target.startswith("/") else posixpath.join(folder, target)
                yield from _read(archive, posixpath.normpath(joined).lstrip("/"))


def _read(archive: zipfile.ZipFile, part: str) -> list[Element]:
    from defusedxml.ElementTree import fromstring

    if part not in archive.namelist() or archive.getinfo(part).file_size > LARGEST_PART:
        return []
    return [fromstring(archive.read(part))]


def _told(sheet: str, root: Element) -> list[str]:
    found = []
    for node in root.iter():
        if node.tag.rpartition("}")[2] == "comment":
            words = "".join(t.text or "" for t in node.iter() if t.tag.rpartition("}")[2] == "t")
            if words.strip():
                place = f"{sheet}!{node.get('ref', '')}"
                found.append(f"A note on {place} says “{_short(words)}”; it was not read.")
    return found


def _short(text: str) -> str:
    plain = one_line(text)
    return plain if len(plain) <= SHORT else f"{plain[: SHORT - 1].rstrip()}…"
