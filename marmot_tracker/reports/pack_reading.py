"""Reads a workbook that came back, in the helper process: cells and document properties.

The file is anyone's: it is read in a child with limits, after a cheap check of how far it
unpacks. Formulas are given as their text, since a pack holds none.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.reports.pack_showing import Showing, read_showing, showing_of

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 400 * MEGABYTE
MOST_PARTS = 2000
MOST_CELLS = 3_000_000
STEP_EVERY = 1000

ReadCell = str | int | float | bool | date
"""What a reader gives for a cell; a formula is its text, with the equals sign."""


@dataclass(frozen=True, slots=True)
class ReadPack:
    """A workbook as it was read: properties by name; cells by sheet, (row, column) from 0;
    what is hidden and drawn, by sheet.
    """

    properties: Mapping[str, str]
    sheets: Mapping[str, Mapping[tuple[int, int], ReadCell]]
    showing: Mapping[str, Showing] = field(default_factory=dict)


def read_pack(path: Path, progress: Progress | None = None) -> ReadPack:
    """Read a workbook in the helper process. Raises `TrackerError` and `Cancelled`."""
    if not path.is_file():
        raise TrackerError(f"There is no file {path}.", hint="Check the name.")
    found = helper.run(
        "marmot_tracker.reports.pack_reading:read_in_child",
        {"path": str(path.resolve())},
        seconds=300,
        output_mb=200,
        progress=progress,
    )
    sheets = {
        name: {(row, column): _value(kind, told) for row, column, kind, told in cells}
        for name, cells in found["sheets"]
    }
    showing = {name: showing_of(told) for name, told in found["showing"].items()}
    return ReadPack(found["properties"], sheets, showing)


def _value(kind: str, told: Any) -> ReadCell:
    return date.fromisoformat(told) if kind == "day" else told


def read_in_child(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Read properties and cells of a workbook (runs in the helper)."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    path = Path(argument["path"])
    _check_archive(path)
    try:
        book: Any = load_workbook(path, read_only=True, keep_links=False)
        properties = {
            str(made.name): str(made.value)
            for made in book.custom_doc_props.props
            if made.value is not None
        }
        total = [MOST_CELLS]
        sheets = [(sheet.title, list(_cells(sheet, total, progress))) for sheet in book.worksheets]
        with zipfile.ZipFile(path) as archive:
            showing = {
                sheet.title: read_showing(
                    archive, sheet._worksheet_path, hidden=sheet.sheet_state != "visible"
                )
                for sheet in book.worksheets
            }
    except (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError) as fault:
        raise _no_pack(path) from fault
    return {"properties": properties, "sheets": sheets, "showing": showing}


def _cells(sheet: Any, left: list[int], progress: Progress) -> Iterator[tuple[int, int, str, Any]]:
    # What the file claims of its size is not believed: a row is as long as its cells.
    sheet.reset_dimensions()
    for row, cells in enumerate(sheet.iter_rows()):
        if row % STEP_EVERY == 0:
            progress.step(row, 0, f"Reading {sheet.title}")
        for cell in cells:
            if cell.value is None:
                continue
            left[0] -= 1
            if left[0] < 0:
                raise TrackerError(
                    f"The workbook has more than {MOST_CELLS:,} cells, which no pack has.",
                    hint="Choose the pack as it was handed out.",
                )
            yield (cell.row - 1, cell.column - 1, *_told(cell.value))


def _told(value: Any) -> tuple[str, Any]:
    if isinstance(value, datetime):
        whole = value.time() == time()
        return ("day", value.date().isoformat()) if whole else ("as is", str(value))
    if isinstance(value, date):
        return "day", value.isoformat()
    if isinstance(value, (time, timedelta)):
        return "as is", str(value)
    if isinstance(value, (str, int, float, bool)):
        return "as is", value
    return "as is", str(getattr(value, "text", value))


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as fault:
        raise _no_pack(path) from fault
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or len(entries) > MOST_PARTS:
        raise TrackerError(
            f"{path.name} unpacks to {unpacked // MEGABYTE:,} MB, which no pack does; "
            "it was not opened.",
            hint="Choose the pack as it was handed out.",
        )


def _no_pack(path: Path) -> TrackerError:
    return TrackerError(
        f"{path.name} cannot be opened as a workbook.",
        hint="It may be protected or damaged: ask for the pack as it was handed out (.xlsx).",
    )
