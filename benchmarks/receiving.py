"""A return that came back: read, compared and noted, against openpyxl's read-only pass over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, size
from benchmarks.timing import median, turn_by_turn
from benchmarks.workshop import AUTHOR, Workshop
from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.exchange import returns
from marmot_tracker.exchange.returns.reading import read_file, read_one
from marmot_tracker.progress import Progress
from marmot_tracker.reports import returns_out
from marmot_tracker.services import asking_whom, inbox, periods
from marmot_tracker.services.asking_whom import CouldBeAsked, Whom
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import ID_HEADING, Sheet
from marmot_tracker.vocabulary import ReturnVerdict

TITLE = "A return that came back: reading, comparing, noting, accepting"
ROWS = 500
BOUND = 2.0
AGAINST = "openpyxl read-only"
HOW, LINE = "How is it going?", "One line the steering group can read"


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Five hundred rows, two cells answered in each."""
    rows = min(ROWS, workshop.sizes.ordinary)
    path = workshop.copy(workshop.tracker(rows, answered=True), "receiving")
    rounds = workshop.sizes.few_rounds
    with Document.open(path, author=AUTHOR) as document:
        source = _filled(_sent(document, workshop.folder))
        what = size(rows, "rows")

        def ours(_number: int) -> None:
            read_file(source, progress=Progress())

        pair = turn_by_turn(ours, lambda _number: _read_only_pass(source), rounds=rounds)
        yield Figure(
            "Read the workbook",
            what,
            pair.ours,
            reference=pair.reference,
            against=AGAINST,
            ratio_bound=BOUND,
        )
        yield Figure("Read it in the helper", what, median(lambda: read_one(source), rounds=rounds))
        read = read_file(source, progress=Progress())
        today = clock.today()
        yield Figure(
            "Compare it (a dry run)",
            what,
            median(
                lambda: returns.receive(document, [read], today=today, dry_run=True), rounds=rounds
            ),
        )
        noted = median(lambda: returns.receive(document, [read], today=today), rounds=1)
        yield Figure("Compare and note it", what, noted)
        with document.read() as session:
            lines = inbox.waiting(session, today=today)
            yield Figure(
                "Read the inbox",
                size(len(lines), "lines"),
                median(lambda: inbox.waiting(session, today=today), rounds=rounds),
            )
        clean = [line for line in lines if line.state is LineState.CLEAN]
        verdicts = [returns.LineVerdict(line.uid, ReturnVerdict.ACCEPTED) for line in clean]
        accepted = median(lambda: returns.settle(document, verdicts, today=today), rounds=1)
        yield Figure("Accept all clean ones", size(len(clean), "lines"), accepted)


def _sent(document: Document, folder: Path) -> Path:
    """One return that asks about everything."""
    with document.edit("Open a period") as session:
        period = periods.add(session, name="Q3", opens=clock.today(), due=None)
    with document.read() as session:
        asking = asking_whom.read(session, period=period, today=clock.today())
    uids = tuple(uid for each in asking.proposed for uid in each.recommendations)
    whom = CouldBeAsked("organisation:1", Whom.ORGANISATION, "Body", uids, 0, ())
    made = returns_out.send(document, folder / "out", period=period, whom=[whom], with_mail=False)
    return made[0].workbook


def _filled(source: Path) -> Path:
    from openpyxl import load_workbook

    book = load_workbook(source)
    sheet = book[Sheet.ANSWERS.value]
    columns: dict[object, int] = {}
    for at, row in enumerate(sheet.iter_rows()):
        values = [cell.value for cell in row]
        if columns:
            row[columns[HOW]].value = ("On track", "At risk", "R Off track")[at % 3]
            row[columns[LINE]].value = "Two posts are vacant since the summer, and a bid went in"
        elif ID_HEADING in values:
            columns = {value: at for at, value in enumerate(values)}
    target = source.with_name("filled.xlsx")
    book.save(target)
    return target


def _read_only_pass(source: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(source, read_only=True)
    cells = sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    book.close()
    return cells
