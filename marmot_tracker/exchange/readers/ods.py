"""Reads the sheets of an .ods workbook: values by calamine, merged ranges and the rest by a scan.

The scan of `content.xml` (OpenDocument 1.3 part 3, 9.1 and 19.6xx) walks rows and cells with
their repeats, so that a cell repeated a million times is known before anything is laid out.
Fills are not read, and the notes say so.
"""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.checks import MAX_COLUMNS, MAX_ROWS, too_large
from marmot_tracker.exchange.readers.parts import ERROR_VALUE, SheetMarks
from marmot_tracker.exchange.readers.values import (
    MAX_DENSE_CELLS,
    laid_out,
    opened,
    sheet_values,
    told_in_words,
    width_note,
)
from marmot_tracker.exchange.tables import CellFault, RawTable
from marmot_tracker.progress import Progress

COLOURS_NOT_SEEN = "Colours of cells are not read from an OpenDocument workbook."

MOST_REPEATED = 10**9
"""Repeats are counted up to here, which is past every limit."""

TAG = re.compile(
    r"<(?:table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*)>"
    r"|/table:(table-row|table)>)"
)
ATTRIBUTE = re.compile(r"([\w-]+:[\w-]+)=(?:\"([^\"]*)\"|'([^']*)')")
SHOWN = re.compile(r"\s*<text:p[^<>]*>([^<]{1,40})</text:p>")
PLAIN_NUMBER = re.compile(r"([A-Za-z]{0,3})(\d+(?:\.\d+)?)(%?)")


@dataclass(slots=True)
class OdsMarks(SheetMarks):
    """What the scan found in one table; `filled` counts its cells with something, repeats too."""

    name: str = ""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    filled: int = 0


def read_open_workbook(path: Path, progress: Progress) -> tuple[RawTable, ...]:
    """Every sheet of the workbook, hidden ones marked. Raises `TrackerError` when damaged."""
    import python_calamine

    with told_in_words(path):
        with zipfile.ZipFile(path) as archive:
            _refuse_locked(path, archive)
            found = scan_content(archive.read("content.xml").decode("utf-8", "replace"))
        for marks in found:
            if marks.height * marks.width > MAX_DENSE_CELLS or marks.filled > MAX_DENSE_CELLS:
                raise too_large(path, marks.name)
        workbook = opened(path, ".ods")
        tables = []
        for number, told in enumerate(workbook.sheets_metadata):
            progress.step(number, len(workbook.sheets_metadata), f"Sheet '{told.name}'")
            marks = next((each for each in found if each.name == told.name), OdsMarks())
            sheet = workbook.get_sheet_by_name(told.name)
            tables.append(
                RawTable(
                    name=told.name,
                    rows=laid_out(sheet_values(sheet), marks),
                    notes=(COLOURS_NOT_SEEN, *width_note(marks.width)),
                    hidden=told.visible != python_calamine.SheetVisibleEnum.Visible,
                    hidden_rows=frozenset(marks.hidden_rows),
                    merged=tuple(marks.merged),
                    unread=max(0, marks.height - MAX_ROWS),
                    colours_seen=False,
                )
            )
        return tuple(tables)


def _refuse_locked(path: Path, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "encrypted-package" in names or (
        "META-INF/manifest.xml" in names
        and b"encryption-data" in archive.read("META-INF/manifest.xml")
    ):
        raise TrackerError(
            f"{path.name} is protected with a password; nothing was read.",
            hint="Open it, take the password off, and save a copy.",
        )


def scan_content(xml: str) -> list[OdsMarks]:
    """Walk the cells of every table of a document: extent, merges, hidden rows, printed forms."""
    found: list[OdsMarks] = []
    marks = OdsMarks()
    depth = row = column = times = 0
    for tag in TAG.finditer(xml):
        kind, closed = tag[1], tag[3]
        if kind == "table":
            depth += 1
            if depth == 1:
                marks, row = OdsMarks(name=_attributes(tag[2]).get("table:name", "")), 0
                found.append(marks)
        elif closed == "table":
            depth = max(0, depth - 1)
        elif depth != 1:
            continue  # a table inside a cell is a cell's own matter
        elif kind == "table-row":
            told = _attributes(tag[2])
            times, column = _count(told, "table:number-rows-repeated"), 0
            if told.get("table:visibility", "visible") != "visible" and row < MAX_ROWS:
                marks.hidden_rows.update(range(row, min(row + times, MAX_ROWS)))
            if tag[2].endswith("/"):
                row += times
        elif closed == "table-row":
            row += times
        elif kind:
            column += _scan_cell(marks, xml, tag, row, column, times)
    return found


def _scan_cell(
    marks: OdsMarks, xml: str, tag: re.Match[str], row: int, column: int, times: int
) -> int:
    """Note one cell; the columns it takes up."""
    attributes = tag[2]
    if attributes in ("", "/"):
        return 1
    told = _attributes(attributes)
    repeated = _count(told, "table:number-columns-repeated")
    kind = told.get("office:value-type", "")
    if not kind and attributes.endswith("/"):
        return repeated
    if kind:
        marks.filled += repeated * times
        marks.height = max(marks.height, row + times)
        marks.width = max(marks.width, column + repeated)
    if row >= MAX_ROWS or column >= MAX_COLUMNS:
        return repeated
    down, across = (_count(told, f"table:number-{side}-spanned") for side in ("rows", "columns"))
    if down > 1 or across > 1:
        marks.merged.append((row, column, row + down - 1, column + across - 1))
    if told.get("calcext:value-type") == "error":
        shown = SHOWN.match(xml, tag.end())
        text = html.unescape(shown[1]) if shown else "#ERROR"
        marks.faults[(row, column)] = CellFault(text, ERROR_VALUE)
    elif kind in ("float", "percentage") and (shown := SHOWN.match(xml, tag.end())):
        _note_shown(marks, (row, column), shown[1], told.get("office:value", ""))
    return repeated


def _note_shown(marks: OdsMarks, place: tuple[int, int], shown: str, value: str) -> None:
    """Keep the printed form of a number where it says more than the number: 3.10, 007, 25%."""
    if shown in ("TRUE", "FALSE"):
        marks.shown[place] = shown
    if shown == value:
        return
    plain = PLAIN_NUMBER.fullmatch(shown)
    if plain is None:
        return
    try:
        number = float(value) * (100 if plain[3] else 1)
    except ValueError:
        return
    if abs(float(plain[2]) - number) <= 1e-12 * max(1, abs(number)):
        marks.shown[place] = shown


def _attributes(text: str) -> dict[str, str]:
    return {
        name: html.unescape(double or single) for name, double, single in ATTRIBUTE.findall(text)
    }


def _count(told: dict[str, str], name: str) -> int:
    text = told.get(name, "1")
    return min(max(1, int(text[:12])), MOST_REPEATED) if text.isdecimal() else 1
