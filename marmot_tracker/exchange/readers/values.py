"""Turns the values that calamine gives for one sheet into the cells of a table."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.checks import MAX_COLUMNS, MAX_ROWS, damaged
from marmot_tracker.exchange.readers.parts import Look, SheetMarks
from marmot_tracker.exchange.tables import Cell, clean, column_letter

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_DENSE_CELLS = 8_000_000
"""More cells than this between the first and the last are not laid out in memory."""
MergedRanges = tuple[tuple[int, int, int, int], ...]


@contextmanager
def told_in_words(path: Path) -> Iterator[None]:
    """Faults of a workbook's parts as `TrackerError`, whichever library finds them."""
    import python_calamine
    from defusedxml import DefusedXmlException

    try:
        yield
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
        if "entity" in str(error):
            raise TrackerError(
                f"{path.name} was not opened: it is damaged or was meddled with, for it uses words "
                "that stand for other text or files (XML entities), as no ordinary workbook does.",
                hint="Ask for it again, or open it in Excel and save a copy.",
            ) from error
        raise damaged(path) from error


def opened(path: Path, *endings: str) -> CalamineWorkbook:
    """The workbook, told by its content where its name ends in none of `endings`.

    By path, calamine believes the name; without it, it cannot tell a password from damage.
    """
    import python_calamine

    if path.suffix.lower() in endings:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    with path.open("rb") as source:
        return python_calamine.CalamineWorkbook.from_filelike(source)


def sheet_values(sheet: CalamineSheet) -> list[list[Any]]:
    """The values of a sheet from its very first cell, within the limit of rows."""
    return sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS)


def merged_ranges(sheet: CalamineSheet) -> MergedRanges:
    """The merged ranges that begin within the limits, as (top, left, bottom, right)."""
    return tuple(
        (top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top < MAX_ROWS and left < MAX_COLUMNS
    )


def laid_out(rows: Sequence[Sequence[Any]], marks: SheetMarks) -> tuple[tuple[Cell, ...], ...]:
    """Rows of cells: texts cleaned, faults and printed forms put in, blank rows below cut off."""
    cells = [[_cell(value) for value in row[:MAX_COLUMNS]] for row in rows]
    _apply(cells, marks)
    while cells and all(cell is None for cell in cells[-1]):
        cells.pop()
    return tuple(map(tuple, cells))


def width_note(width: int) -> tuple[str, ...]:
    """What is told where a sheet is wider than is read."""
    if width <= MAX_COLUMNS:
        return ()
    return (
        f"Columns after {column_letter(MAX_COLUMNS - 1)} were not read: "
        f"at most {MAX_COLUMNS} columns are.",
    )


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
    for (row, column), shown in marks.shown.items():
        if row < len(cells) and column < len(cells[row]) and _is_number(cells[row][column]):
            cells[row][column] = shown


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, (bool, date, datetime))


def _printed(cell: Cell, look: Look) -> Cell:
    if isinstance(cell, (int, float)) and _is_number(cell):
        shown = look.printed(cell)
        if shown is not None and shown != str(cell):
            return shown
    return cell


def _widen(cells: list[list[Cell]], row: int, column: int) -> None:
    while len(cells) <= row:
        cells.append([])
    cells[row].extend([None] * (column + 1 - len(cells[row])))
