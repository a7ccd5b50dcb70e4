"""Makes the workbooks and text files that the tests read."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from marmot_tracker.exchange.corrections import NOTHING_SAID, Corrections
from marmot_tracker.exchange.reading import read_file
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress

HEADINGS: list[Any] = ["Ref", "Recommendation", "Theme", "Owner", "RAG", "Due date"]
WORDINGS = (
    "Widen the early-years offer towards everyone in the town.",
    "Cut child poverty by helping families to claim what they are due.",
    "Review maternity leave and help with childcare at every employer.",
    "Build on the good record of school readiness.",
    "Bring every rented home up to a decent standard of warmth.",
)


def rows(count: int = 3) -> list[list[Any]]:
    """`count` ordinary rows under `HEADINGS`."""
    return [
        [f"3.{n + 1}", WORDINGS[n % 5], "Housing", f"Director {n}", "Amber", date(2026, 3, n + 1)]
        for n in range(count)
    ]


def workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]] | Sequence[Sequence[Any]],
    *,
    finish: Callable[[Any], None] | None = None,
    **options: Any,
) -> Path:
    """A workbook with text as text, dates as dates shown dd/mm/yyyy, numbers as numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), options)
    shown = book.add_format({"num_format": "dd/mm/yyyy"})
    if not isinstance(sheets, Mapping):
        sheets = {"Register": sheets}
    for name, cells in sheets.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(cells):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, shown)
                elif isinstance(value, str):
                    if value:
                        sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)
    if finish is not None:
        finish(book)
    book.close()
    return path


def delimited(
    path: Path, cells: Sequence[Sequence[Any]], *, separator: str = ",", encoding: str = "utf-8"
) -> Path:
    """A delimited file; dates as dd/mm/yyyy."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    for row in cells:
        writer.writerow([f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in row])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def read(
    path: Path,
    *,
    sheet: str | None = None,
    said: Corrections = NOTHING_SAID,
    **mapping: Any,
) -> ReadResult:
    """Read a file in this process, which is what the helper's child does."""
    columns = {
        name: field
        for field, names in mapping.items()
        for name in ((names,) if isinstance(names, str) else names)
    }
    here = Corrections(sheets=(sheet,) if sheet else (), columns=columns)
    return read_file(path, corrections=here.over(said), progress=Progress())


def fields(result: ReadResult) -> dict[str, str]:
    """What each heading was read as."""
    return {column.heading: column.field for column in result.columns}


def repacked(path: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a workbook with one part changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry)
            new.writestr(entry.filename, change(body) if entry.filename == part else body)
    return target
