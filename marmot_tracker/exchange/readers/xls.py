"""Reads the sheets of an old .xls workbook by calamine: values, real dates and merged ranges.

How numbers are shown, fills, hidden rows and formula errors are not to be had from it, and the
notes say so.
"""

from __future__ import annotations

from pathlib import Path

from marmot_tracker.exchange.readers.checks import MAX_ROWS
from marmot_tracker.exchange.readers.parts import SheetMarks
from marmot_tracker.exchange.readers.values import (
    laid_out,
    merged_ranges,
    opened,
    sheet_values,
    told_in_words,
    width_note,
)
from marmot_tracker.exchange.tables import RawTable
from marmot_tracker.progress import Progress

NOT_SEEN = (
    "From an old .xls workbook only values are read: colours, hidden rows and how numbers are "
    "shown are not."
)


def read_old_workbook(path: Path, progress: Progress) -> tuple[RawTable, ...]:
    """Every worksheet of the workbook, hidden ones marked. Raises `TrackerError` when damaged."""
    import python_calamine

    tables = []
    with told_in_words(path):
        workbook = opened(path, ".xls")
        for number, told in enumerate(workbook.sheets_metadata):
            progress.step(number, len(workbook.sheets_metadata), f"Sheet '{told.name}'")
            if told.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(told.name)
            rows = laid_out(sheet_values(sheet), SheetMarks())
            tables.append(
                RawTable(
                    name=told.name,
                    rows=rows,
                    notes=(NOT_SEEN, *width_note(sheet.total_width)),
                    hidden=told.visible != python_calamine.SheetVisibleEnum.Visible,
                    merged=merged_ranges(sheet),
                    unread=max(0, sheet.total_height - MAX_ROWS),
                    colours_seen=False,
                )
            )
    return tuple(tables)
