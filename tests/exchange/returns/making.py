"""A tracker with returns sent from it, and workbooks filled in as people do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from marmot_tracker.document import Author, Document
from marmot_tracker.exchange.returns import Received, receive, settle
from marmot_tracker.exchange.returns.reading import read_file
from marmot_tracker.exchange.returns.settling import LineVerdict, Settled
from marmot_tracker.progress import Progress
from marmot_tracker.reports.returns_out import send
from marmot_tracker.services import (
    asking_whom,
    dates,
    inbox,
    people,
    periods,
    programme,
    ratings,
    recommendations,
    reports,
)
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.return_form import (
    ALWAYS,
    ID_HEADING,
    OPTIONAL,
    SENT,
    FormField,
    shown_id,
)
from marmot_tracker.services.return_form import Sheet as SheetName
from marmot_tracker.vocabulary import Rating, ReturnVerdict
from tests.services.conftest import on

SENT_ON = date(2026, 9, 15)
BACK_ON = date(2026, 10, 12)
HEADING = {column.field: column.heading for column in SENT + ALWAYS + OPTIONAL}
WORDINGS = (
    ("5.4", "Licence every landlord"),
    ("5.5", "Insulate every home"),
    ("5.10", "House families near their schools"),
    ("", "Open a warm room in every ward"),
)
Cells = Mapping[tuple[str, FormField], Any]
"""What is typed, by recommendation and field."""


@dataclass
class Sent:
    """A tracker and the return to Housing that was sent from it."""

    document: Document
    folder: Path
    uids: tuple[str, ...]
    uid: str
    workbook: Path
    period: str

    def filled(self, cells: Cells, name: str = "back.xlsx") -> Path:
        """The workbook with these cells filled in, saved again by openpyxl."""
        return filled(self.workbook, self.folder / name, cells)

    def receive(
        self, path: Path, *, day: date = BACK_ON, by: str = "Housing standards", dry: bool = False
    ) -> Received:
        """Receive a workbook on a day."""
        with on(day):
            read = read_file(path, progress=Progress())
            return receive(self.document, [read], today=day, returned_by=by, dry_run=dry)

    def back(self, cells: Cells, name: str = "back.xlsx", **options: Any) -> Received:
        """Fill in and receive."""
        return self.receive(self.filled(cells, name), **options)

    def waiting(self, day: date = BACK_ON) -> list[InboxLine]:
        """The inbox."""
        with self.document.read() as session:
            return inbox.waiting(session, today=day)

    def decide(
        self,
        lines: list[InboxLine] | tuple[InboxLine, ...],
        verdict: ReturnVerdict = ReturnVerdict.ACCEPTED,
        *,
        value: str | None = None,
        reason: str = "",
        day: date = BACK_ON,
    ) -> Settled:
        """Decide lines."""
        verdicts = [LineVerdict(line.uid, verdict, value, reason) for line in lines]
        with on(day):
            return settle(self.document, verdicts, today=day)

    def undo(self, *, day: date = BACK_ON) -> None:
        """Take the last edit back."""
        with on(day):
            assert self.document.undo() is not None

    def rating(self, at: int) -> ratings.RatingFacts:
        """The current rating of a recommendation."""
        return next(each for each in self.ratings(at) if each.current)

    def ratings(self, at: int) -> list[ratings.RatingFacts]:
        """Every rating of a recommendation that is in view."""
        with self.document.read() as session:
            return ratings.history_of_ratings(session, recommendation=self.uids[at])


def clean(lines: list[InboxLine]) -> list[InboxLine]:
    """The clean ones."""
    return [line for line in lines if line.state is LineState.CLEAN]


def tracker(folder: Path, wordings: tuple[tuple[str, str], ...] = WORDINGS) -> Sent:
    """A tracker whose first two recommendations are rated and dated, all led by Housing."""
    with on(SENT_ON):
        document = programme.new_tracker(
            folder / "luton.marmot", place="Luton", author=Author("Ann Lee")
        )
        with document.edit("Load a list") as session:
            report = reports.ensure(session, title="A Marmot town")
            housing = people.ensure_subgroup(session, name="Housing")
            uids = tuple(
                recommendations.add(
                    session, report=report, reference=reference, wording=words, subgroup=housing
                )
                for reference, words in wordings
            )
            period = periods.add(
                session, name="2026-Q3", opens=date(2026, 7, 1), due=date(2026, 10, 31)
            )
        with document.edit("Rate") as session:
            for at, rating in enumerate((Rating.AT_RISK, Rating.ON_TRACK)):
                ratings.rate(
                    session,
                    recommendation=uids[at],
                    rating=rating,
                    speaks_for=date(2026, 6, 30),
                    reason="Two officers left",
                    position_line="Half of the landlords are licensed",
                    done="A register was made",
                    path_to_green="Two more inspectors by 31/01/2027",
                )
                dates.set_due(session, recommendation=uids[at], new_date=date(2026, 12, 31))
    return sent_from(document, folder, uids, period)


def sent_from(
    document: Document,
    folder: Path,
    uids: tuple[str, ...],
    period: str,
    *,
    day: date = SENT_ON,
    into: str = "out",
) -> Sent:
    """Send the return to Housing, as it stands that day."""
    with on(day):
        with document.read() as session:
            asking = asking_whom.read(session, period=period, today=day)
            whom = asking_whom.named(asking, "Housing")
        made = send(document, folder / into, period=period, whom=[whom], with_mail=False)
    return Sent(document, folder, uids, made[0].uid, made[0].workbook, period)


def filled(source: Path, target: Path, cells: Cells) -> Path:
    """A copy of a workbook with cells of its *Return* sheet filled in."""

    def fill(book: Any) -> None:
        for (uid, field), value in cells.items():
            cell_of(book[SheetName.ANSWERS.value], uid, HEADING[field]).value = value

    return changed(source, target, fill)


def changed(source: Path, target: Path, change: Callable[[Any], None]) -> Path:
    """A copy of a workbook that somebody changed and saved."""
    import openpyxl

    book = openpyxl.load_workbook(source)
    change(book)
    book.save(target)
    return target


def heading_row(sheet: Any) -> tuple[int, dict[str, int]]:
    """The row of headings of a sheet and the column of each."""
    for row in sheet.iter_rows():
        headings = {cell.value: cell.column for cell in row if isinstance(cell.value, str)}
        if ID_HEADING in headings:
            return row[0].row, headings
    raise AssertionError("no heading row")


def cell_of(sheet: Any, uid: str, heading: str) -> Any:
    """The cell of a recommendation under a heading."""
    first, columns = heading_row(sheet)
    for row in range(first + 1, sheet.max_row + 1):
        if sheet.cell(row, columns[ID_HEADING]).value == shown_id(uid):
            return sheet.cell(row, columns[heading])
    raise AssertionError(f"no row of {uid}")
