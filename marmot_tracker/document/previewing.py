"""What bringing in a copy would change: the union made in memory and compared."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from marmot_tracker import clock
from marmot_tracker.document.copying import CheckedCopy
from marmot_tracker.document.engine import in_memory, make_tables, transaction
from marmot_tracker.model import KINDS
from marmot_tracker.progress import Progress
from marmot_tracker.trail import (
    browsing,
    erasing,
    evidence,
    history,
    projection,
    tables,
    uniting,
    writing,
)
from marmot_tracker.trail.erasing import Held
from marmot_tracker.trail.history import ChangeLine
from marmot_tracker.trail.writing import FAR


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A field that would change: what is shown here, what would be; whether as two answers.

    `answers` are all of those then, as the field holds them, the one that is shown last.
    `changes` are the entries that come and wrote the field, oldest first, as hex ids.
    """

    kind: str
    uid: str
    field: str
    ours: str | int | None
    theirs: str | int | None
    two_answers: bool
    answers: tuple[str | int | None, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a copy would bring: its entries, the fields that would change, erasures first.

    `erasures` are the entries that erase, `gone` what they take of what is held here; `apart`
    says the same as something erased, was typed apart, and therefore stays. `about` says by the
    id of an entry which recommendations it is about.

    `file` and `sha256` name what was looked at, `is_changes` where it holds changes alone and no
    whole tracker; `tips` are this tracker's own when it was. `files` and `files_size` count the
    evidence files that come, `ahead` are the entries dated more than a day ahead of this clock.
    """

    entries: tuple[ChangeLine, ...]
    lines: tuple[PreviewLine, ...]
    erasures: tuple[ChangeLine, ...] = ()
    gone: tuple[Held, ...] = ()
    apart: tuple[Held, ...] = ()
    about: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    file: str = ""
    sha256: str = ""
    is_changes: bool = False
    tips: tuple[str, ...] = ()
    files: int = 0
    files_size: int = 0
    ahead: tuple[ChangeLine, ...] = ()

    @property
    def brings_nothing(self) -> bool:
        """Whether there is nothing in it that this tracker lacks."""
        return not self.entries and not self.files

    @property
    def erased(self) -> int:
        """How many texts and files that are held here would be gone."""
        return len({held.hash for held in self.gone})


def preview_of(
    mine: sqlite3.Connection, copy: CheckedCopy, *, progress: Progress | None = None
) -> Preview:
    """The union in memory, compared field by field with what is shown now."""
    theirs = copy.connection
    trial = _in_memory_copy(mine)
    try:
        with transaction(trial):
            arrived = uniting.unite(trial, theirs, file=copy.name, progress=progress, files=False)
        wrote = _wrote(trial, arrived.changes)
        lines = [
            dataclasses.replace(line, changes=wrote.get((line.uid, _written_as(line.field)), ()))
            for line in _changed(mine, trial)
        ]
        entries = tuple(history.line_of(trial, change) for change in arrived.changes)
        about = {change.hex(): _about(trial, change) for change in arrived.changes}
    finally:
        trial.close()
    coming = erasing.arriving(mine, theirs)
    erasures = {each.change.hex() for each in coming}
    files = uniting.wanted_files(mine, theirs)
    far = clock.now() + FAR
    return Preview(
        entries,
        tuple(sorted(lines, key=_order)),
        tuple(entry for entry in entries if entry.change in erasures),
        tuple(held for each in coming for held in each.held),
        tuple(erasing.typed_apart(mine, theirs)),
        about,
        file=copy.name,
        sha256=copy.sha256,
        is_changes=copy.is_changes,
        tips=tuple(sorted(tip.hex() for tip in writing.tips(mine))),
        files=len(files),
        files_size=evidence.size_of(theirs, files),
        ahead=tuple(entry for entry in entries if entry.at > far),
    )


def _changed(mine: sqlite3.Connection, trial: sqlite3.Connection) -> list[PreviewLine]:
    """Every field that is shown otherwise after the union, or beside another answer."""
    before, after = projection.contents(mine), projection.contents(trial)
    open_here, open_then = open_fields(mine), open_fields(trial)
    lines = [
        line
        for kind in KINDS
        for uid, cells in after[kind].items()
        if before[kind].get(uid) != cells
        for line in _lines(kind, uid, before[kind].get(uid), cells, open_then)
    ]
    named = {(line.uid, line.field) for line in lines}
    return lines + [
        _second_answer(kind, uid, field, after[kind][uid], bodies)
        for (kind, uid, field), bodies in newly_open(open_here, open_then).items()
        if (uid, field) not in named
    ]


def _written_as(field: str) -> str:
    """The field of the record that a shown one follows from: in view is what is present."""
    return "present" if field == "in_view" else field


def _wrote(
    trial: sqlite3.Connection, arrived: tuple[bytes, ...]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Which of the entries that came wrote each field of each thing, oldest first."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for change in arrived:
        query = "SELECT n, at FROM change_set WHERE id = ?"
        n, at = trial.execute(query, (change,)).fetchone()
        for written in browsing.written(trial, n):
            found.setdefault((written.uid, written.field), []).append((at, change.hex()))
    return {
        place: tuple(change for _, change in sorted(changes)) for place, changes in found.items()
    }


def _about(trial: sqlite3.Connection, change: bytes) -> tuple[str, ...]:
    """The recommendations that a change wrote of, or of what hangs on them, in its order."""
    found: dict[str, None] = {}
    n = trial.execute("SELECT n FROM change_set WHERE id = ?", (change,)).fetchone()[0]
    for kind, uid in dict.fromkeys((w.kind, w.uid) for w in browsing.written(trial, n)):
        if kind == "recommendation":
            found[uid] = None
        elif kind in KINDS and "recommendation" in KINDS[kind].hangs_on:
            query = f'SELECT recommendation FROM "{kind}" WHERE uid = ?'
            found.update((named, None) for (named,) in trial.execute(query, (uid,)) if named)
    return tuple(found)


def _order(line: PreviewLine) -> tuple[bool, str, str, str]:
    return (not line.two_answers, line.kind, line.uid, line.field)


Open = dict[tuple[str, str, str], list[str | None]]


def newly_open(before: Open, after: Open) -> Open:
    """The fields with two answers after something came in that had one, or other ones, before."""
    return {field: bodies for field, bodies in after.items() if before.get(field) != bodies}


def open_fields(connection: sqlite3.Connection) -> Open:
    """The answers of every field with two of them, the shown one last."""
    found: Open = {}
    query = "SELECT kind, uid, field, value FROM answer ORDER BY uid, field, position"
    for kind, uid, field, body in connection.execute(query):
        found.setdefault((kind, uid, field), []).append(body)
    return found


def _second_answer(
    kind: str, uid: str, field: str, cells: tuple[projection.Cell, ...], bodies: list[str | None]
) -> PreviewLine:
    """A field that goes on showing what it shows, beside an answer that comes in."""
    names = projection.column_names(KINDS[kind])
    shown = cells[names.index(field)]
    answers = _answers(kind, field, bodies)
    other = next((answer for answer in reversed(answers) if answer != shown), shown)
    return PreviewLine(kind, uid, field, shown, other, two_answers=True, answers=answers)


def _answers(kind: str, field: str, bodies: list[str | None]) -> tuple[str | int | None, ...]:
    return tuple(projection.cell(body, KINDS[kind].fields[field]) for body in bodies)


def _lines(
    kind: str,
    uid: str,
    ours: tuple[projection.Cell, ...] | None,
    theirs: tuple[projection.Cell, ...],
    two: Open,
) -> list[PreviewLine]:
    names = projection.column_names(KINDS[kind])
    old = ours or (None,) * len(names)
    found = []
    for name, was, will in zip(names, old, theirs, strict=True):
        if was == will or name in {"uid", "marks"}:
            continue
        bodies = two.get((kind, uid, name))
        answers = _answers(kind, name, bodies) if bodies else ()
        found.append(PreviewLine(kind, uid, name, was, will, bool(bodies), answers))
    return found


def _in_memory_copy(mine: sqlite3.Connection) -> sqlite3.Connection:
    """The record and its tables in memory, evidence bytes left out."""
    trial = in_memory()
    make_tables(trial)
    with transaction(trial):
        for table in (*tables.RECORD_TABLES, *KINDS, "answer"):
            if table in {"chunk", *tables.OWN}:
                continue
            found = mine.execute(f'SELECT * FROM "{table}"')
            marks = ",".join("?" * len(found.description))
            trial.executemany(f'INSERT INTO "{table}" VALUES ({marks})', found)
    return trial
