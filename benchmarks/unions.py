"""Bringing in a copy, against inserting the same rows bare into the same tables."""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure, size
from benchmarks.timing import milliseconds, no_collection
from benchmarks.workshop import AUTHOR, Workshop
from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.document.engine import connect, read_only, transaction
from marmot_tracker.model import new_uid, stamp
from marmot_tracker.trail import uniting, writing
from marmot_tracker.trail.writing import Heading, Statement
from marmot_tracker.vocabulary import Rating

TITLE = "Bringing in a copy (median of both, turn by turn)"
BOUND = 10.0
AGAINST = "the rows bare"
COPIED = ("change_set", "change_row", "word", "arrival")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Case:
    """A tracker of somebody's, and a copy of it that holds more."""

    what: str
    mine: Path
    theirs: Path
    new: int

    @property
    def label(self) -> str:
        return size(self.new, "new edits")


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Edits of one field and ratings, few and many new, over few and many old ones."""
    sizes = workshop.sizes
    few, many = sizes.growth[0], sizes.ordinary
    base = workshop.tracker(many)
    for new in (few, many):
        yield from _union(workshop, _case(workshop, "One field each", base, new, _field_edit))
    rated = _case(workshop, "A rating each", base, many, _rating)
    yield from _union(workshop, rated)
    yield from _whole(workshop, rated)
    old = sizes.growth[-1]
    with_old = workshop.copy(base, "old")
    _write(with_old, old, _earlier, "Earlier")
    what = f"One field each, over {old:,} old edits"
    for new in (few, many):
        yield from _union(workshop, _case(workshop, what, with_old, new, _field_edit))


Said = Callable[[str, int], list[Statement]]


def _field_edit(uid: str, at: int) -> list[Statement]:
    return [Statement("recommendation", uid, "section", f"Chapter {at}")]


def _earlier(uid: str, at: int) -> list[Statement]:
    return [Statement("recommendation", uid, "section", f"Section {at}")]


def _rating(uid: str, at: int) -> list[Statement]:
    update = new_uid()
    said = {
        "present": True,
        "recommendation": uid,
        "speaks_for": f"2026-10-{at % 28 + 1:02}",
        "rating": Rating.AT_RISK.value,
        "reason": f"Slipping since week {at}",
        "path_to_green": "Recruit",
    }
    written = [Statement("status_update", update, name, value) for name, value in said.items()]  # type: ignore[arg-type]
    return [*written, Statement("recommendation", uid, "rating", update)]


def _case(workshop: Workshop, what: str, mine: Path, new: int, say: Said) -> Case:
    theirs = workshop.copy(mine, f"theirs-{what.casefold()}-{new}")
    _write(theirs, new, say, "Edit")
    return Case(what, mine, theirs, new)


def _write(path: Path, number: int, say: Said, label: str) -> None:
    """Write so many edits as the record's own writer does, a batch to a transaction."""
    connection = connect(path)
    try:
        found = connection.execute("SELECT uid FROM recommendation ORDER BY uid").fetchall()
        heading = Heading(label=label, author="Bo")
        for start in range(0, number, BATCH):
            with transaction(connection):
                for at in range(start, min(start + BATCH, number)):
                    said = say(found[at * 7919 % len(found)][0], at)
                    _into_tables(connection, said)
                    writing.seal(connection, said, heading)
    finally:
        connection.execute("PRAGMA main.locking_mode = NORMAL")
        connection.execute("PRAGMA main.journal_mode = DELETE")
        connection.close()


def _into_tables(connection: sqlite3.Connection, said: list[Statement]) -> None:
    """A new thing stands in its table before its edit is sealed, as a session's flush leaves it."""
    if len(said) > 1:
        new = [s for s in said if s.kind == "status_update"]
        names = ", ".join(s.field for s in new)
        marks = ", ".join("?" * len(new))
        connection.execute(
            f"INSERT INTO status_update (uid, in_view, {names}) VALUES (?, 1, {marks})",
            (new[0].uid, *(s.value for s in new)),
        )


def _union(workshop: Workshop, case: Case) -> Iterator[Figure]:
    """The union alone: after the checks, without the backup, its commit in."""
    theirs = read_only(case.theirs)
    ours: list[float] = []
    bare: list[float] = []
    rows = _new_rows(case, theirs)
    for _ in range(workshop.sizes.few_rounds):
        for times, work in ((ours, _unite), (bare, _insert)):
            mine = connect(workshop.copy(case.mine, "mine"))
            with no_collection():
                times.append(milliseconds(lambda: work(mine, theirs, rows)))  # noqa: B023  called at once
            mine.close()
    theirs.close()
    yield Figure(
        f"Union. {case.what}",
        case.label,
        statistics.median(ours),
        reference=statistics.median(bare),
        against=AGAINST,
        ratio_bound=BOUND,
    )


Rows = dict[str, list[tuple[object, ...]]]


def _unite(mine: sqlite3.Connection, theirs: sqlite3.Connection, _rows: Rows) -> None:
    with transaction(mine):
        uniting.unite(mine, theirs, file="theirs.marmot")


def _insert(mine: sqlite3.Connection, _theirs: sqlite3.Connection, rows: Rows) -> None:
    with transaction(mine):
        for table, found in rows.items():
            marks = ", ".join("?" * len(found[0])) if found else ""
            mine.executemany(f"INSERT INTO {table} VALUES ({marks})", found)


def _new_rows(case: Case, theirs: sqlite3.Connection) -> Rows:
    """The rows that a union adds, as they will stand."""
    mine = read_only(case.mine)
    chosen = uniting.missing(mine, theirs)
    held = {found[0] for found in mine.execute("SELECT hash FROM word")}
    mine.close()
    first = min(n for n, _ in chosen)
    moment = stamp(clock.now())
    return {
        "change_set": theirs.execute(
            "SELECT * FROM change_set WHERE n >= ? ORDER BY n", (first,)
        ).fetchall(),
        "change_row": theirs.execute(
            "SELECT * FROM change_row WHERE n >= ? ORDER BY n", (first,)
        ).fetchall(),
        "word": [row for row in theirs.execute("SELECT * FROM word") if row[0] not in held],
        "arrival": [(change, moment, "theirs.marmot") for _, change in chosen],
    }


def _whole(workshop: Workshop, case: Case) -> Iterator[Figure]:
    """What the person waits for: checked in the helper, backed up, brought in."""
    path = workshop.copy(case.mine, "whole")
    with Document.open(path, author=AUTHOR) as document:
        took = milliseconds(lambda: document.preview(case.theirs))
        yield Figure(f"Preview, checks in. {case.what}", case.label, took)
        took = milliseconds(lambda: document.bring_in(case.theirs))
        yield Figure(f"Bring in, checks and backup in. {case.what}", case.label, took)
        again = milliseconds(lambda: document.bring_in(case.theirs))
        yield Figure("Bring in the same copy again", "nothing new", again)
        with document.read() as session:
            assert (
                session.connection().exec_driver_sql("SELECT count(*) FROM arrival").scalar()
                == case.new
            )
