"""Makes what screens and reports read again from the record, and says what differed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.document import opening
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import KINDS
from marmot_tracker.progress import Progress
from marmot_tracker.trail import projection
from marmot_tracker.trail.checking import Problem, check_arriving
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.gathered import GatheredRows
from marmot_tracker.trail.projection import Cell

Tables = Mapping[str, dict[str, tuple[Cell, ...]]]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was shown otherwise than the record says, and the backup made before."""

    differed: tuple[Problem, ...]
    backup: Path


def record_problem(connection: sqlite3.Connection, progress: Progress | None = None) -> str:
    """What is wrong with the record itself, of which nothing can be made again; empty for nothing."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        return str(found)
    first = next(iter(check_arriving(connection, progress or Progress())), None)
    return f"{first.where} {first.what}" if first else ""


def check_record_is_whole(
    connection: sqlite3.Connection, path: Path, progress: Progress | None = None
) -> None:
    """Raise `TrackerError` where the record itself is damaged."""
    problem = record_problem(connection, progress)
    if problem:
        raise TrackerError(
            f"The record of {path.name} is not as it was written ({problem}); nothing was changed.",
            hint="Recover what can be read of it into a new file.",
        )


def is_shown_as_recorded(connection: sqlite3.Connection) -> bool:
    """Whether every table and every two answers are as the record says."""
    with collector_resting():
        shown = {
            (kind, uid): cells
            for kind, of in _contents(connection).items()
            for uid, cells in of.items()
        }
        answers = set(_answers(connection))
        for thing in projection.everything(GatheredRows(connection)):
            if shown.pop((thing.kind, thing.uid), None) != thing.cells:
                return False
            own = set(projection.answer_rows(thing))
            if not own <= answers:
                return False
            answers -= own
    return not shown and not answers


def rebuild(connection: sqlite3.Connection) -> tuple[Problem, ...]:
    """Make the tables again in one transaction; what they showed otherwise before."""
    with collector_resting():
        before = _contents(connection)
        answers = _answers(connection)
        opening.rebuild(connection)
        found = list(_differences(before, projection.contents(connection)))
        if answers != _answers(connection):
            found.append(Problem("two answers", "were not all shown as the record says"))
    return tuple(found)


def _contents(connection: sqlite3.Connection) -> Tables:
    """The tables as they are; one that is not there or has another shape counts as empty."""
    try:
        return projection.contents(connection)
    except sqlite3.OperationalError:
        return {name: {} for name in KINDS}


def _answers(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    try:
        return connection.execute("SELECT * FROM answer ORDER BY uid, field, position").fetchall()
    except sqlite3.OperationalError:
        return []


def _differences(before: Tables, after: Tables) -> Iterator[Problem]:
    for kind, things in after.items():
        names = projection.column_names(KINDS[kind])
        for uid, cells in things.items():
            shown = before[kind].pop(uid, None)
            if shown is None:
                yield Problem(f"{kind} {uid}", "was recorded and not shown")
                continue
            for name, was, now in zip(names, shown, cells, strict=True):
                if was != now:
                    what = f"{name} showed {was!r}; the record says {now!r}"
                    yield Problem(f"{kind} {uid}", what)
        for uid in before[kind]:
            yield Problem(f"{kind} {uid}", "was shown and never recorded")
