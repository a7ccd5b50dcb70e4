"""Reads the sheets of an .xlsx or .xlsm workbook: values by calamine, the rest by `parts`.

References keep their printed form (3.10 with the format 0.00 is "3.10"), a formula without a
stored value and an error value are told as faults, dates are real dates in both of Excel's
calendars. Macros are never looked at. A sheet whose cells lie too far apart for a dense read
goes through openpyxl's streaming reader with explicit limits instead.
"""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marmot_tracker.exchange.readers.checks import MAX_COLUMNS, MAX_ROWS
from marmot_tracker.exchange.readers.parts import SheetMarks, looks, scan_sheet, sheet_paths
from marmot_tracker.exchange.readers.values import (
    MAX_DENSE_CELLS,
    MergedRanges,
    laid_out,
    merged_ranges,
    opened,
    sheet_values,
    told_in_words,
    width_note,
)
from marmot_tracker.exchange.tables import RawTable
from marmot_tracker.progress import Progress

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def read_workbook(path: Path, progress: Progress) -> tuple[RawTable, ...]:
    """Every worksheet of the workbook, hidden ones marked. Raises `TrackerError` when damaged."""
    import python_calamine

    with told_in_words(path), zipfile.ZipFile(path) as archive:
        formats = looks(archive)
        paths = sheet_paths(archive)
        workbook = opened(path, ".xlsx", ".xlsm")
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


def _table(
    path: Path, workbook: CalamineWorkbook, name: str, hidden: bool, marks: SheetMarks
) -> RawTable:
    merged: MergedRanges = ()
    if not marks.placed or marks.height * marks.width > MAX_DENSE_CELLS:
        rows, unread = _streamed(path, name, to_the_end=not marks.placed)
        unread = max(unread, marks.rows_past_limit)
    else:
        sheet = workbook.get_sheet_by_name(name)
        rows = sheet_values(sheet)
        unread = marks.rows_past_limit
        merged = merged_ranges(sheet)
    return RawTable(
        name=name,
        rows=laid_out(rows, marks),
        notes=_notes(marks),
        hidden=hidden,
        hidden_rows=frozenset(marks.hidden_rows),
        merged=merged,
        month_only=frozenset(place for place, look in marks.looks.items() if look.month_only),
        colours={place: look.colour for place, look in marks.looks.items() if look.colour},
        unread=unread,
        colour_rules=marks.rules,
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


def _notes(marks: SheetMarks) -> tuple[str, ...]:
    notes = [*width_note(marks.width)]
    if not marks.placed:
        notes.append("Cell formats, hidden rows and formula faults could not be read here.")
    return tuple(notes)
