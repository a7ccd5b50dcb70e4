"""Reads a list of recommendations from a file: the one way in, through the limited child process.

`read_source` is what callers use; `read_in_child` is what the helper runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from marmot_tracker import helper
from marmot_tracker.exchange import telling
from marmot_tracker.exchange.choosing import choose
from marmot_tracker.exchange.corrections import (
    NOTHING_SAID,
    Corrections,
    HeaderRows,
    UnknownWord,
    shape_key,
)
from marmot_tracker.exchange.helped import read_in_helper
from marmot_tracker.exchange.items import ItemReader
from marmot_tracker.exchange.mapping import ColumnGuess, TablePlan
from marmot_tracker.exchange.picturing import pictures
from marmot_tracker.exchange.readers import read_tables
from marmot_tracker.exchange.readers.checks import check_file, file_sha256
from marmot_tracker.exchange.references import reference_notes
from marmot_tracker.exchange.reports.reading import PROSE, read_document
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.progress import Progress
from marmot_tracker.trail.collector import collector_resting

SECONDS = 60
MEMORY_MB = 1024
OUTPUT_MB = 160
"""What the longest list comes to is 60 MB with short wordings, and more with long ones."""
STEPS = 4


def read_source(
    path: Path | str,
    *,
    corrections: Corrections = NOTHING_SAID,
    pictured: bool = False,
    progress: Progress | None = None,
) -> ReadResult:
    """Read a file's items in the helper, touching no tracker.

    `corrections` is all that the person said about how to read it (`corrections`); whatever is
    not said is found, and explained in the notes. `pictured` brings the sheets along as they are
    shown. Raises `TrackerError` in words where the file or a correction is not as it should be,
    `Cancelled` where asked to stop.
    """
    argument: dict[str, Any] = {
        "path": str(Path(path).absolute()),
        "corrections": corrections.to_json(),
        "pictured": pictured,
    }
    return read_in_helper(
        "marmot_tracker.exchange.reading:read_in_child",
        argument,
        ReadResult.from_json,
        name=Path(path).name,
        hint=helper.SMALLER,
        limits=(SECONDS, MEMORY_MB, OUTPUT_MB),
        progress=progress,
    )


def as_read_json(result: ReadResult) -> dict[str, Any]:
    """What `marmot read --json` prints: {"items": [{reference, title, text, theme, where}], ...}.

    Items of a report in prose have `parts`, `response`, `timescale` and `places` where found.
    """
    return {
        "items": [_as_item_json(item) for item in result.items],
        "message": result.message,
    }


def _as_item_json(item: ReadItem) -> dict[str, Any]:
    told: dict[str, Any] = {
        "reference": item.reference,
        "title": item.title,
        "text": item.text,
        "theme": item.theme,
        "where": item.where,
    }
    if item.parts:
        told["parts"] = list(item.parts)
    for name in ("response", "timescale"):
        if value := getattr(item, name):
            told[name] = value
    if item.response and item.fields.get("decision"):
        told["decision"] = item.fields["decision"]
    if len(item.places) > 1:
        told["places"] = list(item.places)
    return told


def read_in_child(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the helper runs: `read_file` with JSON on both sides."""
    with collector_resting():
        result = read_file(
            Path(argument["path"]),
            corrections=Corrections.from_json(argument.get("corrections") or {}),
            pictured=bool(argument.get("pictured")),
            progress=progress,
        )
        return result.to_json()


def read_file(
    path: Path, *, corrections: Corrections, progress: Progress, pictured: bool = False
) -> ReadResult:
    """Read a file's items in this process. Raises `TrackerError` in words."""
    progress.step(0, STEPS, "Checking the file")
    kind = check_file(path)
    if kind in PROSE:
        return read_document(
            path, kind, corrections=corrections, progress=progress, pictured=pictured
        )
    tables = read_tables(path, progress)
    progress.step(2, STEPS, "Finding the headings")
    chosen, notes, unread = choose(path, tables, corrections)
    progress.step(3, STEPS, "Reading the rows")
    readers = [ItemReader(plan, corrections) for plan in chosen]
    for reader in readers:
        reader.read()
    several_sheets = len({plan.table.name for plan in chosen}) > 1
    items = tuple(
        _themed(item, reader.plan, several_sheets) for reader in readers for item in reader.items
    )
    left_out = tuple(row for reader in readers for row in reader.left_out)
    problems = tuple(problem for reader in readers for problem in reader.problems)
    words = _unknown_words(chosen)
    several = next((found for reader in readers if (found := reader.several_owners())), None)
    for plan, reader in zip(chosen, readers, strict=True):
        notes += [*plan.table.notes, *reader.notes, *telling.hidden_rows(plan, reader.items)]
    notes += [
        *unread,
        *reference_notes(items),
        *telling.words_to_map(words),
        *telling.owners_told(several),
    ]
    return ReadResult(
        items=items,
        message=telling.message(path, tables, chosen, items, left_out, problems, unread),
        columns=_columns(chosen),
        sheets=tuple(table.name for table in tables if table.is_sheet),
        source_name=path.name,
        sha256=file_sha256(path),
        problems=problems,
        read_sheets=tuple(dict.fromkeys(plan.table.name for plan in chosen if plan.table.is_sheet)),
        left_out=left_out,
        notes=tuple(dict.fromkeys(notes)),
        unread=sum(plan.table.unread for plan in chosen),
        shape=_shape(chosen),
        header_rows=tuple(_header_rows(plan) for plan in chosen if plan.header.index >= 0),
        unknown_words=words,
        several_owners=several,
        corrections=corrections,
        pictures=pictures(tables, readers) if pictured else (),
    )


def _columns(chosen: Sequence[TablePlan]) -> tuple[ColumnGuess, ...]:
    """The columns of the first sheet, and those that only the others have, each heading once."""
    found: dict[str, ColumnGuess] = {}
    for plan in chosen:
        for column in plan.columns:
            found.setdefault(column.heading, column)
    return tuple(found.values())


def _shape(chosen: Sequence[TablePlan]) -> str:
    if not chosen or chosen[0].header.index < 0:
        return ""
    header = chosen[0].header
    return shape_key(
        heading for column, heading in enumerate(header.headings) if not header.invented(column)
    )


def _header_rows(plan: TablePlan) -> HeaderRows:
    table, header = plan.table, plan.header
    return HeaderRows(
        table.name if table.is_sheet else "",
        table.row_number(header.index),
        table.row_number(header.last),
    )


def _unknown_words(chosen: Sequence[TablePlan]) -> tuple[UnknownWord, ...]:
    """The unknown words of all sheets, those of the same heading counted together."""
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    for plan in chosen:
        for word in plan.unknown_words():
            counts[(word.field, word.heading, word.word, word.taken)] += word.times
    return tuple(
        UnknownWord(field, heading, word, times, taken)
        for (field, heading, word, taken), times in counts.items()
    )


def _themed(item: ReadItem, plan: TablePlan, several: bool) -> ReadItem:
    """An item without a theme takes its table's title, or its sheet's name, if one of several."""
    theme = plan.title or (plan.table.name if several else "")
    return item if item.theme or not theme else replace(item, theme=theme)
