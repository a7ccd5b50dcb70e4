"""Reads the sheets of an .xlsx or .xlsm workbook: values by calamine, the rest by `parts`.

References keep their printed form (3.10 with the format 0.00 is "3.10"), a formula without a
stored value and an error value are told as faults, dates are real dates in both of Excel's
calendars. Macros are never looked at. A sheet whose cells lie too far apart for a dense read
goes through openpyxl's streaming reader with explicit limits instead.
"""

from __future__ import annotations

import itertools
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.checks import MAX_COLUMNS, MAX_ROWS, damaged
from marmot_tracker.exchange.readers.parts import (
    Look,
    SheetMarks,
    looks,
    scan_sheet,
    sheet_paths,
)
from marmot_tracker.exchange.tables import Cell, RawTable, clean, column_letter
from marmot_tracker.progress import Progress

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_DENSE_CELLS = 8_000_000
"""More cells than this between the first and the last are not laid out in memory."""


def read_workbook(path: Path, progress: Progress) -> tuple[RawTable, ...]:
    """Every worksheet of the workbook, hidden ones marked. Raises `TrackerError` when damaged."""
    import python_calamine
    from defusedxml import DefusedXmlException

    try:
        with zipfile.ZipFile(path) as archive:
            formats = looks(archive)
            paths = sheet_paths(archive)
            workbook = python_calamine.CalamineWorkbook.from_path(str(path))
            tables = []
            for number, sheet in enumerate(workbook.sheets_metadata):
                progress.step(number, len(workbook.sheets_metadata), f"Sheet '{sheet.name}'")
                if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet or sheet.name not in paths:
                    continue
                hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
                marks = scan_sheet(
                    archive.read(paths[sheet.name]),
                    formats,
                    max_rows=MAX_ROWS,
                    max_columns=MAX_COLUMNS,
                )
                tables.append(_table(path, workbook, sheet.name, hidden, marks))
            return tuple(tables)
    except python_calamine.PasswordError as error:
        raise TrackerError(
            f"{path.name} is protected with a password; nothing was read.",
            hint="Open it in Excel and save an unprotected copy as .xlsx.",
        ) from error
    except DefusedXmlException as error:
        raise TrackerError(
            f"{path.name} was not opened: it holds declarations that no ordinary workbook holds.",
            hint="Open it in Excel, copy the rows you need into a new workbook, and use that.",
        ) from error
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        SyntaxError,  # what a broken XML part raises
        KeyError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise damaged(path) from error


def _table(
    path: Path, workbook: CalamineWorkbook, name: str, hidden: bool, marks: SheetMarks
) -> RawTable:
    merged: tuple[tuple[int, int, int, int], ...] = ()
    if not marks.placed or marks.height * marks.width > MAX_DENSE_CELLS:
        rows, unread = _streamed(path, name, to_the_end=not marks.placed)
        unread = max(unread, marks.rows_past_limit)
    else:
        sheet = workbook.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS)
        unread = marks.rows_past_limit
        merged = tuple(
            (top, left, bottom, right)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            if top < MAX_ROWS and left < MAX_COLUMNS
        )
    cells = [[_cell(value) for value in row[:MAX_COLUMNS]] for row in rows]
    _apply(cells, marks)
    _trim(cells)
    return RawTable(
        name=name,
        rows=tuple(map(tuple, cells)),
        notes=_notes(marks),
        hidden=hidden,
        hidden_rows=frozenset(marks.hidden_rows),
        merged=merged,
        month_only=frozenset(place for place, look in marks.looks.items() if look.month_only),
        colours={place: look.colour for place, look in marks.looks.items() if look.colour},
        unread=unread,
    )


def _streamed(path: Path, name: str, *, to_the_end: bool) -> tuple[list[list[Any]], int]:
    """The sheet read row by row within the limits, for layouts that are no dense table.

    With `to_the_end` the rows past the limit are counted, which else the scan has done.
    """
    import openpyxl

    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = workbook[name]
        sheet.reset_dimensions()
        last = None if to_the_end else MAX_ROWS
        found = sheet.iter_rows(max_row=last, max_col=MAX_COLUMNS, values_only=True)
        rows = [_without_tail(row) for row in itertools.islice(found, MAX_ROWS)]
        return rows, sum(any(cell is not None for cell in row) for row in found)
    finally:
        workbook.close()


def _without_tail(row: Sequence[Any]) -> list[Any]:
    """The cells up to the last filled one: a far cell makes every row hundreds of cells wide."""
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value  # type: ignore[no-any-return] # calamine gives only the types of Cell


def _apply(cells: list[list[Cell]], marks: SheetMarks) -> None:
    """Put faults and printed forms where the values do not tell them."""
    for (row, column), fault in marks.faults.items():
        _widen(cells, row, column)
        cells[row][column] = fault
    for (row, column), look in marks.looks.items():
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = _printed(cells[row][column], look)


def _printed(cell: Cell, look: Look) -> Cell:
    if isinstance(cell, (int, float)) and not isinstance(cell, (bool, date, datetime)):
        shown = look.printed(cell)
        if shown is not None and shown != str(cell):
            return shown
    return cell


def _widen(cells: list[list[Cell]], row: int, column: int) -> None:
    while len(cells) <= row:
        cells.append([])
    cells[row].extend([None] * (column + 1 - len(cells[row])))


def _trim(cells: list[list[Cell]]) -> None:
    """Take off the blank rows at the bottom; blank columns at the right cost nothing."""
    while cells and all(cell is None for cell in cells[-1]):
        cells.pop()


def _notes(marks: SheetMarks) -> tuple[str, ...]:
    notes = []
    if marks.width > MAX_COLUMNS:
        notes.append(
            f"Columns after {column_letter(MAX_COLUMNS - 1)} were not read: "
            f"at most {MAX_COLUMNS} columns are."
        )
    if not marks.placed:
        notes.append("Cell formats, hidden rows and formula faults could not be read here.")
    return tuple(notes)
