"""A small tracker with returns that went out, and what somebody answers in their workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.reports import returns_out
from marmot_tracker.services import asking_whom, periods
from marmot_tracker.services.inbox import InboxLine, waiting
from marmot_tracker.services.return_form import FIELD_WORDS, FormField, Sheet

HOW, LINE, PATH = FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.PATH_TO_GREEN


def send(tracker: Path, folder: Path) -> dict[str, Path]:
    """Open a period and send a return to every subgroup; the workbook of each by its name."""
    folder.mkdir(exist_ok=True)
    today = clock.today()
    with Document.open(tracker, author=Author("Sam Hill")) as document:
        with document.edit("Open a period") as session:
            period = periods.add(
                session, name="Q3 2026", opens=today, due=today + timedelta(days=14)
            )
        with document.read() as session:
            whom = asking_whom.read(session, period=period, today=today).proposed
        sent = returns_out.send(document, folder, period=period, whom=whom)
    return {each.sent_to: each.workbook for each in sent}


def fill_in(workbook: Path, target: Path, answers: Mapping[tuple[str, FormField], str]) -> Path:
    """Answer some cells of a workbook, by reference and field, and save it somewhere else."""
    import openpyxl
    from openpyxl.cell.cell import Cell

    book = openpyxl.load_workbook(workbook)
    sheet = book[Sheet.ANSWERS.value]
    rows = [[cell for cell in row if isinstance(cell, Cell)] for row in sheet.iter_rows()]
    heads = next(row for row in rows if FIELD_WORDS[HOW] in [cell.value for cell in row])
    columns = {str(cell.value): cell.column for cell in heads if cell.value is not None}
    for row in rows[rows.index(heads) + 1 :]:
        for (asked, field), value in answers.items():
            if sheet.cell(row[0].row, columns["Reference"]).value == asked:
                sheet.cell(row[0].row, columns[FIELD_WORDS[field]]).value = value
    book.save(target)
    return target


def lines_of(tracker: Path) -> list[InboxLine]:
    """What waits in a closed tracker."""
    with (
        Document.open(tracker, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        return waiting(session, today=clock.today())


def said(tracker: Path) -> dict[tuple[str, FormField], str]:
    """What came back and waits, by reference and field."""
    return {(line.reference, line.field): line.returned for line in lines_of(tracker)}
