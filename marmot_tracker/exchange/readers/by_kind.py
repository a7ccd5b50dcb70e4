"""Which reader a file is given to: by what it is, never by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers.checks import READABLE, FileKind, check_file
from marmot_tracker.exchange.readers.delimited import read_delimited
from marmot_tracker.exchange.readers.docx import tables_of
from marmot_tracker.exchange.readers.ods import read_open_workbook
from marmot_tracker.exchange.readers.tracker import read_tracker
from marmot_tracker.exchange.readers.xls import read_old_workbook
from marmot_tracker.exchange.readers.xlsx import read_workbook
from marmot_tracker.exchange.tables import RawTable
from marmot_tracker.progress import Progress

READERS: dict[FileKind, Callable[[Path, Progress], tuple[RawTable, ...]]] = {
    FileKind.WORKBOOK: read_workbook,
    FileKind.OLD_WORKBOOK: read_old_workbook,
    FileKind.OPEN_WORKBOOK: read_open_workbook,
    FileKind.DELIMITED: read_delimited,
    FileKind.DOCUMENT: tables_of,
    FileKind.TRACKER: read_tracker,
}


def read_tables(path: Path, progress: Progress) -> tuple[RawTable, ...]:
    """The tables of a file by what it is, whatever it is called. Raises `TrackerError`."""
    kind = check_file(path)
    if kind not in READERS:
        raise TrackerError(
            f"{path.name} is {kind.value}, which has no rows to read as a list.", hint=READABLE
        )
    return READERS[kind](path, progress)
