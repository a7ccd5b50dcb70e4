"""Reads a report in prose, a Word document or a PDF, into items."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from marmot_tracker.exchange.corrections import Corrections
from marmot_tracker.exchange.readers.checks import FileKind, file_sha256
from marmot_tracker.exchange.readers.docx import read_docx
from marmot_tracker.exchange.readers.pdf import read_pdf
from marmot_tracker.exchange.references import reference_notes
from marmot_tracker.exchange.reports.blocks import Described
from marmot_tracker.exchange.reports.finding import Reading, find
from marmot_tracker.exchange.reports.passages import passages_of, with_passages
from marmot_tracker.exchange.results import LeftOut, ReadItem, ReadResult
from marmot_tracker.exchange.suggesting import with_suggestion
from marmot_tracker.progress import Progress

PROSE = (FileKind.DOCUMENT, FileKind.PDF)
"""The kinds of file that are read here."""


def read_document(
    path: Path,
    kind: FileKind,
    *,
    corrections: Corrections,
    progress: Progress,
    pictured: bool = False,
) -> ReadResult:
    """Read a document's items in this process. Raises `TrackerError` in words.

    `pictured` brings the text of a document without pages along, to be shown.
    """
    described = (read_docx if kind is FileKind.DOCUMENT else read_pdf)(path, progress)
    if not described.pages:
        described = replace(described, blocks=with_passages(described.blocks))
    scanned = bool(described.scanned)
    reading = Reading((), "") if scanned else find(path, described, corrections)
    table = reading.table
    return ReadResult(
        items=tuple(map(with_suggestion, reading.items)),
        message=_message(path, described, reading, scanned=scanned),
        columns=table.columns if table else (),
        source_name=path.name,
        sha256=file_sha256(path),
        problems=table.problems if table else (),
        left_out=reading.left_out,
        notes=(*described.notes, *_notes(reading.items)),
        unread=0,
        corrections=corrections,
        title=described.title,
        scanned=scanned,
        pages=described.pages,
        passages=passages_of(described.blocks) if pictured and not described.pages else (),
    )


def _message(path: Path, described: Described, reading: Reading, *, scanned: bool) -> str:
    if scanned:
        return (
            f"{path.name} {described.scanned} Ask whoever made it for the original document, or "
            "type the recommendations beside its pages."
        )
    if not described.letters:
        return f"{path.name} has no words in it: there is nothing to read."
    if not reading.items:
        return (
            f"No recommendations were found in {path.name}: no heading or box that names one, no "
            "list under a heading that announces them, and no table of them."
        ) + _out(reading.left_out)
    number = len(reading.items)
    told = f"{number:,} item{'' if number == 1 else 's'} read from {path.name}: {reading.how}."
    twice = sum(len(item.places) > 1 for item in reading.items)
    if twice:
        told += f" {twice} {'is' if twice == 1 else 'are'} printed more than once."
    return told + _out(reading.left_out) + _unread(described)


def _out(left_out: tuple[LeftOut, ...]) -> str:
    told = ""
    for why, number in Counter(row.why for row in left_out).most_common(4):
        told += f" {number} left out: {why}."
    return told


def _unread(described: Described) -> str:
    if not described.unread:
        return ""
    return f" The last {_pages(described.unread)} were not read."


def _pages(number: int) -> str:
    return f"{number:,} page{'' if number == 1 else 's'}"


def _notes(items: tuple[ReadItem, ...]) -> list[str]:
    return reference_notes(items)
