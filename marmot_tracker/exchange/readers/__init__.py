"""Readers of files: each gives the tables a file holds, after the cheap checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from marmot_tracker.progress import Progress

if TYPE_CHECKING:
    from marmot_tracker.exchange.tables import RawTable


def read_tables(path: Path, progress: Progress) -> tuple[RawTable, ...]:
    """The tables of a file by what it is, whatever it is called. Raises `TrackerError`."""
    # All readers together take half a second to load; the helper draws a page with one of them.
    from marmot_tracker.exchange.readers.by_kind import read_tables as read

    return read(path, progress)
