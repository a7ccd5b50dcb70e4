"""The audit pack, whole: read, put together and written, against XlsxWriter writing as many cells."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.figures import Figure, size
from benchmarks.timing import median, turn_by_turn
from benchmarks.workshop import AUTHOR, Workshop
from marmot_tracker.document import Document
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.pack_facts import facts_of
from marmot_tracker.reports.pack_sheets import sheets
from marmot_tracker.reports.sheets import Page, laid_out

TITLE = (
    "Audit pack: everything it takes to make one, against XlsxWriter writing the same cells bare"
)
BOUND = 2.5
OPTIONS = {"in_memory": True, "default_date_format": "dd/mm/yyyy"}


def measure(workshop: Workshop) -> Iterator[Figure]:
    """The pack of a tenth of the ordinary size, and of all of it."""
    for number in dict.fromkeys((max(1, workshop.sizes.ordinary // 10), workshop.sizes.ordinary)):
        yield from _pack(workshop, number)


def _pack(workshop: Workshop, number: int) -> Iterator[Figure]:
    target = workshop.folder / "pack.xlsx"
    path = workshop.tracker(number, answered=True)
    with Document.open(path, author=AUTHOR, asking=True) as document:
        with document.snapshot(trail=True) as snapshot:
            bare = _bare(laid_out(sheets(snapshot, facts_of(snapshot))))

        def make(_number: int) -> None:
            with document.snapshot(trail=True) as snapshot:
                audit_pack.write(snapshot, target, facts=facts_of(snapshot))

        def put_together() -> None:
            with document.snapshot(trail=True) as snapshot:
                laid_out(sheets(snapshot, facts_of(snapshot)))

        rounds = min(3, workshop.sizes.few_rounds)
        pair = turn_by_turn(make, bare, rounds=rounds)
        before = median(put_together, rounds=rounds)
    yield Figure("Read and lay out", size(number, "recommendations"), before, per=number)
    yield Figure(
        "Make the pack",
        size(number, "recommendations"),
        pair.ours,
        reference=pair.reference,
        against="XlsxWriter, as many cells bare",
        ratio_bound=BOUND,
        per=number,
    )


def _bare(pages: tuple[Page, ...]) -> Callable[[int], None]:
    """XlsxWriter writing the same values by itself: no looks, widths, tables or charts."""
    values = [
        [(row, column, cell.value) for (row, column), cell in page.cells.items()] for page in pages
    ]

    def write(_number: int) -> None:
        import xlsxwriter

        book: Any = xlsxwriter.Workbook(io.BytesIO(), OPTIONS)
        for cells in values:
            sheet = book.add_worksheet()
            for row, column, value in cells:
                sheet.write(row, column, value)
        book.close()

    return write
