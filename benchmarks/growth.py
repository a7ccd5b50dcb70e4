"""How opening, copying, past dates, checking and the file itself grow with the tracker."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.figures import Figure, size
from benchmarks.history import make_tables_anew
from benchmarks.living import Manner, work
from benchmarks.timing import median, milliseconds
from benchmarks.workshop import AUTHOR, Workshop
from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.model import Recommendation
from marmot_tracker.services import figures, register

TITLE = "Growth (the last column divides by the number of recommendations)"


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Every question at every size, by question."""
    found = [list(_at_size(workshop, number)) for number in workshop.sizes.growth]
    for one_question in zip(*found, strict=True):
        yield from one_question
    yield from _bytes_per_change(workshop)


def _at_size(workshop: Workshop, number: int) -> Iterator[Figure]:
    rounds = workshop.sizes.few_rounds if number <= workshop.sizes.ordinary else 1
    label = size(number, "recommendations")
    path = workshop.copy(workshop.tracker(number, answered=True), "growth")

    def figure(what: str, took: float) -> Figure:
        return Figure(what, label, took, per=number)

    def open_and_close() -> None:
        Document.open(path, author=AUTHOR).close()

    yield figure("Open and close", median(open_and_close, rounds=rounds))
    today = clock.today()
    yesterday = clock.now() - timedelta(days=1)
    with Document.open(path, author=AUTHOR) as document:

        def copy() -> None:
            document.snapshot().close()

        def as_at() -> None:
            document.snapshot(clock.now()).close()

        def nothing_yet() -> None:
            document.snapshot(yesterday).close()

        yield figure("Copy to read from (now)", median(copy, rounds=rounds))
        yield figure("As at a past moment", median(as_at, rounds=rounds))
        yield figure("As at before the list came", median(nothing_yet, rounds=rounds))
        with document.read() as session:
            took = median(lambda: register.rows(session, today=today), rounds=rounds)
            yield figure("The register's rows", took)
            took = median(lambda: figures.figures(session, today=today), rounds=rounds)
            yield figure("The figures", took)
        yield figure("Check the record", milliseconds(document.check))
        yield figure("Backup", milliseconds(lambda: document.backup("benchmark")))
    yield figure("Rebuild the tables", median(lambda: make_tables_anew(path), rounds=rounds))
    yield Figure("Size of the file", label, path.stat().st_size, "bytes", per=number)
    path.unlink()


def _bytes_per_change(workshop: Workshop) -> Iterator[Figure]:
    """What a change of one field takes in the file: of a list, of a year's work, of an edit alone.

    A year's work is counted with the list it began with, as a file is; each person by hand is
    the dearest way to work, since every rating is then a change set of its own.
    """
    number = workshop.sizes.growth[0]
    empty = workshop.tracker(0, answered=True)
    loaded = workshop.tracker(number, answered=True)
    yield _bytes("Bytes for a field, a list loaded", empty, loaded, BYTES_BOUND)
    returned = workshop.copy(loaded, "returned")
    work(returned, Manner())
    yield _bytes("Bytes for a field, a year after, by returns", empty, returned, BYTES_BOUND)
    yield _bytes("  of it: the year alone", loaded, returned, BYTES_BOUND)
    by_hand = workshop.copy(loaded, "by-hand")
    work(by_hand, Manner(in_a_return=1))
    yield _bytes("Bytes for a field, a year after, all by hand", empty, by_hand, BYTES_BOUND)
    yield _bytes("  of it: the year alone", loaded, by_hand)
    edited = workshop.copy(loaded, "edited")
    _edit_one_by_one(edited, workshop.sizes.rounds)
    yield _bytes("Bytes for an edit of a single field", loaded, edited)


BYTES_BOUND = 350.0


def _bytes(what: str, before: Path, after: Path, bound: float | None = None) -> Figure:
    """The file's growth for each change row between two states of it."""
    rows = _rows(after) - _rows(before)
    grown = after.stat().st_size - before.stat().st_size
    return Figure(what, size(rows, "fields"), grown / rows, "bytes", bound=bound)


def _edit_one_by_one(path: Path, number: int) -> None:
    with Document.open(path, author=AUTHOR) as document:
        with document.read() as session:
            uids = [row.uid for row in register.rows(session, today=clock.today())]
        for at in range(number):
            with document.edit("Set section") as session:
                subject = session.get_one(Recommendation, uids[at % len(uids)])
                subject.section = f"Chapter {at} of the report"


def _rows(path: Path) -> int:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT count(*) FROM change_row").fetchone()[0]
    connection.close()
    return int(found)
