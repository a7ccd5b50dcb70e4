"""Sends returns from the tracker of nine recommendations, and reads their workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.model import Return, ReturnRow
from marmot_tracker.reports.returns_out import SentReturn
from marmot_tracker.services import asking_whom, periods, return_form
from marmot_tracker.services.asking_whom import Asking
from marmot_tracker.services.return_form import Sheet as Name
from tests.reports.reading import opened

DUE = date(2026, 11, 30)
ANSWERS = "xl/worksheets/sheet2.xml"
ALWAYS = [column.heading for column in return_form.ALWAYS]


@dataclass
class Sent:
    """Returns that were sent from a tracker, by whom they went to."""

    document: Document
    folder: Path
    by_name: dict[str, SentReturn]

    def book(self, name: str = "Housing") -> Any:
        """The workbook sent to somebody."""
        return opened(self.by_name[name].workbook)


def asking(document: Document) -> Asking:
    """Who could be asked for the newest period."""
    with document.read() as session:
        period = periods.list_(session)[-1].uid
        return asking_whom.read(session, period=period, today=clock.today())


def sheet(book: Any, name: Name = Name.ANSWERS) -> Any:
    """A sheet of the form."""
    return book[name.value]


def many(session: Session) -> tuple[int, int]:
    """How many returns are noted, and how many rows of them."""
    returns = session.scalar(select(func.count()).select_from(Return))
    return returns or 0, session.scalar(select(func.count()).select_from(ReturnRow)) or 0


def rows(page: Any) -> Iterator[dict[str, Any]]:
    """The rows of the one table of a sheet, by heading."""
    (table,) = page.tables.values()
    listed = list(page[table.ref])
    headings = [str(cell.value) for cell in listed[0]]
    for row in listed[1:]:
        yield dict(zip(headings, row, strict=True))
