"""Random untidy returns: no silent change, nothing on the wrong row, every difference once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marmot_tracker.exchange.readers import read_tables
from marmot_tracker.exchange.returns.cells import CellReader
from marmot_tracker.exchange.returns.comparing import Comparison, Line
from marmot_tracker.exchange.returns.reading import read_file
from marmot_tracker.exchange.returns.results import ReadReturn
from marmot_tracker.exchange.returns.sheets import identity, read_sheets
from marmot_tracker.exchange.tables import RawTable
from marmot_tracker.progress import Progress
from marmot_tracker.services import programme, sending
from marmot_tracker.services.return_form import shown_id
from marmot_tracker.services.sending import SentRow
from tests.exchange.returns.making import BACK_ON, Sent, tracker
from tests.exchange.returns.untidy import DO, Book, LineKey

RETURNS = 2000
REAL_FILES = 100
EDITS = st.lists(
    st.tuples(
        st.sampled_from(range(len(DO))),
        st.integers(0, 40),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=25,
)
EDIT = list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Out:
    """What went out, read once: its tables, its rows, and what reads the cells of an answer."""

    sent: Sent
    tables: tuple[RawTable, ...]
    rows: list[SentRow]
    reader: CellReader

    def book(self, edits: EDIT) -> Book:
        """The workbook after these edits."""
        book = Book.of(self.tables, self.rows)
        for what, *given_ in edits:
            DO[what](book, *given_)
        return book

    def lines(self, read: ReadReturn) -> list[Line]:
        """What a workbook says beside what was sent, whatever the tracker says by now."""
        known = {shown_id(row.recommendation): row.recommendation for row in self.rows}
        comparison = Comparison(
            self.rows, self.reader, known=known, stands=lambda _uid, _field, _said: False
        )
        return comparison.compare(read)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Out]:
    sent = tracker(tmp_path_factory.mktemp("untidy"))
    with sent.document as document:
        tables = read_tables(sent.workbook, Progress())
        with document.read() as session:
            rows = sending.rows_of(session, sent.uid)
            reader = CellReader(programme.words(session), today=BACK_ON)
        yield Out(sent, tables, rows, reader)


def keys(lines: list[Line]) -> Counter[LineKey]:
    """The lines as the model tells them; words of a row without an id only as such."""
    return Counter(
        ("", "comment", "…", False) if not line.recommendation and not line.fault else line.key
        for line in lines
    )


@settings(
    max_examples=RETURNS, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(EDITS)
def test_every_difference_is_told_once_and_of_its_own_row(out: Out, edits: EDIT) -> None:
    book = out.book(edits)
    tables = book.tables()
    found, faults, _ = read_sheets(tables)
    read = ReadReturn(answers=tuple(found.answers), remarks=tuple(found.remarks))
    assert faults == []
    assert keys(out.lines(read)) == book.expected()
    assert identity(tables)[0] == out.sent.uid


@settings(max_examples=REAL_FILES, suppress_health_check=list(HealthCheck))
@given(EDITS)
def test_real_workbooks_say_the_same(
    out: Out, tmp_path_factory: pytest.TempPathFactory, edits: EDIT
) -> None:
    book = out.book([edit for edit in edits if DO[edit[0]] is not Book.title])
    book.shorten()
    path = book.save(out.sent.folder / "untidy.xlsx")
    read = read_file(path, progress=Progress())
    assert keys(out.lines(read)) == book.expected()
    assert read.return_id == out.sent.uid


def test_the_model_itself_finds_an_answer_on_the_wrong_row(out: Out) -> None:
    """The suite is tested, too: two ids exchanged must not go unnoticed."""
    book = out.book([(0, 0, 0, 0), (0, 1, 0, 1)])
    first, second = book.rows[0], book.rows[1]
    first.cells["Id"], second.cells["Id"] = second.cells["Id"], first.cells["Id"]
    found, _, _ = read_sheets(book.tables())
    got = keys(out.lines(ReadReturn(answers=tuple(found.answers))))
    assert got != book.expected()


def test_where_it_stood(out: Out, tmp_path: Path) -> None:
    """A line names the sheet and the cell as the person sees them."""
    book = out.book([(0, 0, 0, 0)])
    book.name = "Housing Q3"
    found, _, _ = read_sheets(book.tables())
    (line,) = out.lines(ReadReturn(answers=tuple(found.answers)))
    sheet, _, cell = line.where.partition("!")
    assert sheet == "Housing Q3"
    import openpyxl

    path = book.save(tmp_path / "one.xlsx")
    assert openpyxl.load_workbook(path)[sheet][cell].value == "G On track"
