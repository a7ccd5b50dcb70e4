"""Returns to be sent: all it takes to write them, against XlsxWriter writing as many cells bare."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from benchmarks.figures import Figure, size
from benchmarks.timing import median, turn_by_turn
from benchmarks.workshop import AUTHOR, Workshop
from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.reports import returns_out
from marmot_tracker.reports.return_workbook import written
from marmot_tracker.reports.return_workbook_facts import ReturnFacts
from marmot_tracker.reports.return_workbook_sheets import pages_of
from marmot_tracker.reports.sheets import Page
from marmot_tracker.services import asking_whom, periods, programme, sending
from marmot_tracker.services.asking_whom import CouldBeAsked, Whom
from marmot_tracker.services.sending import Plan

TITLE = "Returns to be sent: workbooks, mail drafts and the note, against XlsxWriter, the same cells bare"
RETURNS, ROWS = 20, 50
BOUND = 3.5
"""Looks, tables, hints, lists and folded columns besides the cells."""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Twenty returns of fifty recommendations: reading the base, the workbooks, all of sending."""
    rows = min(ROWS, max(1, workshop.sizes.ordinary // RETURNS))
    path = workshop.copy(workshop.tracker(RETURNS * rows, answered=True), "sending")
    what = f"{RETURNS} returns of {size(rows, 'row')}{'' if rows == 1 else 's'}"
    rounds = min(3, workshop.sizes.few_rounds)
    with Document.open(path, author=AUTHOR) as document:
        period = _opened(document)
        whom = _whom(document, period, rows)
        plans = _plans(document, period, whom)
        with document.read() as session:
            words, about = programme.words(session), programme.current(session)
        facts = [returns_out.facts_of(plan, about, sender="Bench") for plan in plans]
        now = clock.now()

        def workbooks(_number: int) -> None:
            for each in facts:
                written(each, words, made_at=now)

        pair = turn_by_turn(workbooks, _bare(facts, words), rounds=rounds)
        yield Figure(
            "Read what stands, and plan",
            what,
            median(lambda: _plans(document, period, whom), rounds=rounds),
            per=RETURNS,
        )
        yield Figure(
            "Write the workbooks",
            what,
            pair.ours,
            reference=pair.reference,
            against="XlsxWriter, as many cells bare",
            ratio_bound=BOUND,
            per=RETURNS,
        )

        def send() -> None:
            folder = workshop.folder / "returns"
            returns_out.send(document, folder, period=period, whom=whom)

        yield Figure("Send them, noted and with drafts", what, median(send, rounds=1), per=RETURNS)


def _opened(document: Document) -> str:
    today = clock.today()
    with document.edit("Open a period") as session:
        return periods.add(session, name="Q3", opens=today, due=today + timedelta(days=30))


def _whom(document: Document, period: str, rows: int) -> list[CouldBeAsked]:
    """All recommendations dealt out to as many bodies as there are returns."""
    with document.read() as session:
        asking = asking_whom.read(session, period=period, today=clock.today())
    uids = [uid for each in asking.proposed for uid in each.recommendations]
    return [
        CouldBeAsked(
            f"organisation:{at}",
            Whom.ORGANISATION,
            f"Body {at}",
            tuple(uids[at * rows : (at + 1) * rows]),
            0,
            (),
        )
        for at in range(RETURNS)
    ]


def _plans(document: Document, period: str, whom: Sequence[CouldBeAsked]) -> list[Plan]:
    with document.read() as session:
        return sending.plan(
            session,
            period=period,
            whom=whom,
            respond_by=None,
            today=clock.today(),
            tips=document.tips,
            check_code=document.check_code,
        )


def _bare(facts: Sequence[ReturnFacts], words: programme.Words) -> Callable[[int], None]:
    """XlsxWriter writing the same values by itself: no looks, widths, tables, lists or hints."""
    books = [_values(pages_of(each, words)[0]) for each in facts]

    def write(_number: int) -> None:
        import xlsxwriter

        for sheets in books:
            options = {"in_memory": True, "default_date_format": "dd/mm/yyyy"}
            book: Any = xlsxwriter.Workbook(io.BytesIO(), options)
            for cells in sheets:
                sheet = book.add_worksheet()
                for row, column, value in cells:
                    sheet.write(row, column, value)
            book.close()

    return write


def _values(pages: Sequence[Page]) -> list[list[tuple[int, int, object]]]:
    return [
        [(row, column, cell.value) for (row, column), cell in page.cells.items()] for page in pages
    ]
