"""Reads a document that a test made, in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.reading import read_file
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.progress import Progress
from tests.exchange.reports.paper import PROSE, Paper


def read(made: Any, folder: Path) -> ReadResult:
    """What is read from a `Paper` or a Word document."""
    if isinstance(made, Paper):
        path = made.save(folder / "report.pdf")
    else:
        path = folder / "report.docx"
        made.save(str(path))
    return read_file(path, corrections=NOTHING_SAID, progress=Progress())


def texts(result: ReadResult) -> list[str]:
    """The wordings of the items, in one line each."""
    return [" ".join(item.text.split()) for item in result.items]


def references(result: ReadResult) -> list[str]:
    """The references of the items."""
    return [item.reference for item in result.items]


def one(result: ReadResult, reference: str) -> ReadItem:
    """The item with that reference."""
    return next(item for item in result.items if item.reference == reference)


def prose(made: Any, count: int = 2, start: int = 0) -> None:
    """Ordinary paragraphs that ask for nothing."""
    for at in range(count):
        words = PROSE[(start + at) % len(PROSE)]
        if isinstance(made, Paper):
            made.para(words)
        else:
            made.add_paragraph(words)
