"""What bringing in a copy would change: the union made in memory and compared."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from marmot_tracker.document.engine import in_memory, make_tables, transaction
from marmot_tracker.model import KINDS
from marmot_tracker.progress import Progress
from marmot_tracker.trail import history, projection, tables, uniting
from marmot_tracker.trail.history import ChangeLine


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A field that would change: what is shown here, what would be; whether as two answers."""

    kind: str
    uid: str
    field: str
    ours: str | int | None
    theirs: str | int | None
    two_answers: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a copy would bring: its entries, the fields that would change, erasures first."""

    entries: tuple[ChangeLine, ...]
    lines: tuple[PreviewLine, ...]
    erased: int


def preview_of(
    mine: sqlite3.Connection,
    theirs: sqlite3.Connection,
    *,
    file: str,
    progress: Progress | None = None,
) -> Preview:
    """The union in memory, compared field by field with what is shown now."""
    trial = _in_memory_copy(mine)
    try:
        with transaction(trial):
            arrived = uniting.unite(trial, theirs, file=file, progress=progress, files=False)
        before, after = projection.contents(mine), projection.contents(trial)
        two = {(uid, field) for uid, field in trial.execute("SELECT uid, field FROM answer")}
        lines = [
            line
            for kind in KINDS
            for uid in arrived.uids
            if uid in after[kind]
            for line in _lines(kind, uid, before[kind].get(uid), after[kind][uid], two)
        ]
        entries = tuple(history.line_of(trial, change) for change in arrived.changes)
    finally:
        trial.close()
    return Preview(entries, tuple(sorted(lines, key=_order)), arrived.erased)


def _order(line: PreviewLine) -> tuple[bool, str, str, str]:
    return (not line.two_answers, line.kind, line.uid, line.field)


def _lines(
    kind: str,
    uid: str,
    ours: tuple[projection.Cell, ...] | None,
    theirs: tuple[projection.Cell, ...],
    two: set[tuple[str, str]],
) -> list[PreviewLine]:
    names = projection.column_names(KINDS[kind])
    old = ours or (None,) * len(names)
    return [
        PreviewLine(kind, uid, name, was, will, (uid, name) in two)
        for name, was, will in zip(names, old, theirs, strict=True)
        if was != will and name not in {"uid", "marks"}
    ]


def _in_memory_copy(mine: sqlite3.Connection) -> sqlite3.Connection:
    """The record and its tables in memory, evidence bytes left out."""
    trial = in_memory()
    make_tables(trial)
    with transaction(trial):
        for table in (*tables.RECORD_TABLES, *KINDS, "answer"):
            if table == "chunk":
                continue
            found = mine.execute(f'SELECT * FROM "{table}"')
            marks = ",".join("?" * len(found.description))
            trial.executemany(f'INSERT INTO "{table}" VALUES ({marks})', found)
    return trial
