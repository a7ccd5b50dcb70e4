"""How opening, copying, past dates, checking and the file itself grow with the tracker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from benchmarks.figures import Figure, size
from benchmarks.timing import median, milliseconds
from benchmarks.workshop import AUTHOR, Workshop, fill
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
    yield Figure("Size of the file", label, path.stat().st_size, "bytes", per=number)
    path.unlink()


def _bytes_per_change(workshop: Workshop) -> Iterator[Figure]:
    """What one more edit of one field adds, and one field of a thing that came with a list."""
    edits = workshop.sizes.rounds
    path = workshop.copy(workshop.tracker(workshop.sizes.growth[0]), "bytes")
    before = path.stat().st_size
    with Document.open(path, author=AUTHOR) as document:
        with document.read() as session:
            uids = [row.uid for row in register.rows(session, today=clock.today())]
        for at in range(edits):
            with document.edit("Set section") as session:
                subject = session.get_one(Recommendation, uids[at % len(uids)])
                subject.section = f"Chapter {at} of the report"
    label = size(edits, "edits of one field")
    yield Figure("Bytes for an edit of one field", label, _added(path, before) / edits, "bytes")
    before, number = path.stat().st_size, workshop.sizes.growth[0]
    with Document.open(path, author=AUTHOR) as document:
        rows = _rows(document)
        fill(document, number, answered=False)
        fields = _rows(document) - rows
    label = size(fields, "fields in one edit")
    yield Figure("Bytes for a field loaded", label, _added(path, before) / fields, "bytes")


def _added(path: Path, before: int) -> int:
    return path.stat().st_size - before


def _rows(document: Document) -> int:
    with document.read() as session:
        query = "SELECT count(*) FROM change_row"
        return int(session.connection().exec_driver_sql(query).scalar_one())
