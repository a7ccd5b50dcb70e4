"""A reporting period on the sample: sent, filled in untidily, dropped, decided by keys, in the pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from marmot_tracker import clock, sample
from marmot_tracker.document import Author, Document
from marmot_tracker.reports import returns_out
from marmot_tracker.services import asking_whom, periods, register
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.return_form import (
    FIELD_WORDS,
    ID_HEADING,
    REMARK_HEADINGS,
    FormField,
    Sheet,
)
from marmot_tracker.vocabulary import Rating
from tests.screens import returned
from tests.screens.keyboard import CONTROL, Key, Keyboard
from tests.screens.test_keyboard_job import make_pack
from tests.screens.test_receiving import drop, files
from tests.screens.test_two_answers import dialog_of
from ui.dialogs.edit_answer import EditAnswerDialog
from ui.dialogs.leave_out import LeaveOutDialog
from ui.dialogs.send_back import SendBackDialog
from ui.main_window import MainWindow
from ui.pages.returns import ReturnsPage

GOES, LINE, PATH = FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.PATH_TO_GREEN
ID, REMARK = ID_HEADING, REMARK_HEADINGS[-1]
Cells = list[list[Any]]
Answers = Mapping[str, Mapping[FormField, str]]

HOUSING: Answers = {
    "5.1": {GOES: "On track", LINE: "Six of eight neighbourhood plans are agreed"},
    "5.4": {GOES: "Off track", LINE: "Inspections are 14 behind", PATH: "Cover by 28/02/2027"},
}
NET_ZERO: Answers = {
    "5.6": {GOES: "a", LINE: "Two streets stay above the limit", PATH: "Filters by 31/03/2027"},
    "8.1": {GOES: "G - on track", LINE: "The second route is open"},
}
YOUNG: Answers = {
    "1": {GOES: "Verified", LINE: "Two more hubs\n  opened   in September "},
    "2.1": {GOES: "same as last time", FormField.NEXT: "The third agreement in January"},
}
BUSINESS: Answers = {
    "3": {GOES: "R", LINE: "Forty of sixty employers did not answer", PATH: "Visits by spring"},
    "4.1": {GOES: "On track", LINE: "Advice in every library"},
}


# ---------------------------------------------------------------- filling in


def opened(path: Path) -> Any:
    """A workbook to be worked on."""
    from openpyxl import load_workbook

    return load_workbook(path)


def fill(sheet: Cells, answers: Answers) -> int:
    """Write answers under their headings; answers where the headings stand."""
    at = next(place for place, row in enumerate(sheet) if ID in row)
    columns = {heading: place for place, heading in enumerate(sheet[at])}
    rows = {row[columns["Reference"]]: row for row in sheet[at + 1 :]}
    for reference, said in answers.items():
        for field, text in said.items():
            rows[reference][columns[FIELD_WORDS[field]]] = text
    return at


def cells(sheet: Any) -> Cells:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def put(sheet: Any, grid: Cells) -> None:
    for row in grid:
        sheet.append(row)


def sorted_with_notes(path: Path) -> None:
    """Turned upside down, with a column of their own in front and an empty row between."""
    book = opened(path)
    grid = cells(book[Sheet.ANSWERS])
    at = fill(grid, HOUSING)
    body = grid[at + 1 :][::-1]
    grid = [*grid[: at + 1], *body[:2], [None] * len(body[0]), *body[2:]]
    place = book.sheetnames.index(Sheet.ANSWERS)
    del book[Sheet.ANSWERS]
    put(book.create_sheet(Sheet.ANSWERS, place), [[noted(row), *row] for row in grid])
    book.save(path)


def noted(row: list[Any]) -> str | None:
    """What Housing wrote into its own column."""
    return {"Reference": "Our notes", "5.4": "Kim has the figures"}.get(str(row[0]))


def renamed_and_stripped(path: Path) -> None:
    """Renamed, coloured, two rows hidden, and without the sheets that nobody understood."""
    from openpyxl.styles import PatternFill

    book = opened(path)
    sheet = book[Sheet.ANSWERS]
    grid = cells(sheet)
    fill(grid, NET_ZERO)
    for number, row in enumerate(grid, start=1):
        for place, value in enumerate(row, start=1):
            if not sheet.cell(number, place).value and value is not None:
                sheet.cell(number, place, value).fill = PatternFill("solid", "FFCC00")
    sheet.title = "Tabelle1 (2)"
    for number in (8, 9):
        sheet.row_dimensions[number].hidden = True
    for name in (Sheet.BASE, Sheet.LISTS, Sheet.GUIDE):
        del book[name]
    book.save(path)


def pasted_as_values(path: Path) -> None:
    """Copied as values into a new workbook, under a title of their own."""
    from openpyxl import Workbook

    book = opened(path)
    grid = cells(book[Sheet.ANSWERS])
    fill(grid, YOUNG)
    remarks = cells(book[Sheet.REMARKS])
    at = next(place for place, row in enumerate(remarks) if ID in row)
    young = next(row for row in grid if row and row[0] == "2.1")
    remark = {"Reference": "2.1", ID: young[-1], REMARK: "Could the trusts be asked together?"}
    remarks[at + 1] = [remark.get(str(heading)) for heading in remarks[at]]
    fresh = Workbook()
    sheet = fresh.active
    assert sheet is not None
    sheet.title = "Our answers"
    put(sheet, [["Early years: autumn return", *[None] * (len(grid[0]) - 1)], [None], *grid])
    sheet.merge_cells("A1:F1")
    put(fresh.create_sheet("Remarks"), remarks)
    fresh.save(path)


def columns_moved(path: Path) -> None:
    """The answers moved to the front, headings in capitals, a row twice, sent text corrected."""
    book = opened(path)
    grid = cells(book[Sheet.ANSWERS])
    at = fill(grid, BUSINESS)
    headings = grid[at]
    wanted = [FIELD_WORDS[field] for field in (GOES, LINE, PATH)]
    order = sorted(range(len(headings)), key=lambda place: headings[place] not in wanted)
    body = grid[at + 1 :]
    wording = headings.index("Recommendation")
    body[0][wording] = f"{body[0][wording]} (and apprentices)"
    grid = [*grid[:at], [str(each).upper() for each in headings], *body, list(body[-1])]
    place = book.sheetnames.index(Sheet.ANSWERS)
    del book[Sheet.ANSWERS]
    moved = [
        [row[each] for each in order] if number >= at else row for number, row in enumerate(grid)
    ]
    put(book.create_sheet(Sheet.ANSWERS, place), moved)
    book.save(path)


FILLED: Mapping[str, Callable[[Path], None]] = {
    "Housing": sorted_with_notes,
    "Net Zero": renamed_and_stripped,
    "Children & Young People": pasted_as_values,
    "Business, Employment & Skills": columns_moved,
}


# ---------------------------------------------------------------- the job


@pytest.fixture
def sent(tmp_path: Path) -> tuple[Path, list[Path]]:
    """The sample, its four subgroups' returns sent and filled in; 5.6 was rated since."""
    path, today = tmp_path / "Sample.marmot", clock.today()
    with sample.make(path, author=Author("Sam Hill")) as document:
        with document.edit("Open the period") as session:
            due = today + timedelta(days=9)
            period = periods.add(session, name="Q3", opens=today, due=due)
        with document.read() as session:
            proposed = asking_whom.read(session, period=period, today=today).proposed
        whom = [each for each in proposed if each.name in FILLED]
        out = returns_out.send(document, tmp_path / "sent", period=period, whom=whom)
    assert len(out) == len(FILLED)
    for each in out:
        FILLED[each.sent_to](each.workbook)
    returned.rate_meanwhile(path, "5.6", Rating.OFF_TRACK, "A third street is above the limit")
    return path, [each.workbook for each in out]


def rows_of(path: Path) -> dict[str, RegisterRow]:
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        return {row.reference: row for row in register.rows(session, today=clock.today())}


def test_a_period_from_four_untidy_workbooks_to_the_pack(
    qtbot: QtBot, window: MainWindow, sent: tuple[Path, list[Path]], tmp_path: Path
) -> None:
    path, books = sent
    before = rows_of(path)
    window.bridge.open(path)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == len(before))
    drop(window, files(books))
    qtbot.waitUntil(lambda: window.pages.current.key == "returns")
    page = window.pages.current
    assert isinstance(page, ReturnsPage)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() > 0)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    assert rows_of(path) == before, "nothing changes before somebody accepts it"
    lines = {(line.reference, line.field): line for line in page.inbox.model.all_rows}
    expected = {
        (reference, field)
        for answers in (HOUSING, NET_ZERO, YOUNG, BUSINESS)
        for reference, said in answers.items()
        for field in said
    }
    wanting = {
        ("1", GOES): LineState.PROBLEM,
        ("2.1", FormField.COMMENT): LineState.NOTE,
        ("3", FormField.WORDING): LineState.NOTE,
        ("5.4", FormField.COMMENT): LineState.NOTE,
        **{("5.6", field): LineState.TWO_ANSWERS for field in NET_ZERO["5.6"]},
    }
    assert lines.keys() == expected | wanting.keys()
    assert len(lines) == page.inbox.model.rowCount(), "everything is said once"
    assert {at: each.state for at, each in lines.items() if not is_clean(each)} == wanting
    keys = Keyboard(qtbot)
    window.messages.clear()
    keys.come_back(window)
    page.take_focus()
    keys.press(Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not any(is_clean(each) for each in page.inbox.model.all_rows))
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    decide_the_rest(qtbot, keys, window, page)
    window.messages.clear()
    make_pack(qtbot, keys, window, tmp_path / "pack.xlsx")
    window.close()
    check_register(before, rows_of(path))
    check_pack(tmp_path / "pack.xlsx")


def is_clean(line: InboxLine) -> bool:
    return line.state is LineState.CLEAN


def holds(page: ReturnsPage, many: int) -> bool:
    """Whether so many answers wait."""
    return len(page.inbox.model.all_rows) == many


def decide_the_rest(qtbot: QtBot, keys: Keyboard, window: MainWindow, page: ReturnsPage) -> None:
    """What wants a look, one after another: by its own key each."""
    left = page.inbox.model.rowCount()
    keys.come_back(window)
    while left:
        line = page.inbox.current
        assert line is not None
        if line.state is LineState.TWO_ANSWERS or line.returned.startswith("Our notes"):
            keys.press(Key.Key_A)
        elif line.state is LineState.PROBLEM and line.field is GOES:
            assert line.returned == "Verified"
            keys.press(Key.Key_E)
            edit = dialog_of(qtbot, window, EditAnswerDialog)
            assert isinstance(edit.answer, QComboBox)
            qtbot.waitUntil(edit.answer.hasFocus)
            keys.arrow_to("Answer")
            edit.answer.setCurrentText("On track")
            keys.tab_to("Accept this")
            keys.press(Key.Key_Space)
        elif line.field is FormField.COMMENT:
            keys.press(Key.Key_Q)
            ask = dialog_of(qtbot, window, SendBackDialog)
            qtbot.waitUntil(ask.question.hasFocus)
            keys.write("Which trusts?")
            keys.tab_to("Send back")
            keys.press(Key.Key_Space)
        else:
            keys.press(Key.Key_L)
            out = dialog_of(qtbot, window, LeaveOutDialog)
            qtbot.waitUntil(out.reason.hasFocus)
            keys.write("Not what was asked")
            keys.tab_to("Leave out")
            keys.press(Key.Key_Space)
        qtbot.waitUntil(partial(holds, page, left - 1))
        qtbot.waitUntil(lambda: not window.bridge.workers.running)
        keys.come_back(window)
        left -= 1


def check_register(before: Mapping[str, RegisterRow], after: Mapping[str, RegisterRow]) -> None:
    """Every answer on its own recommendation, and no other recommendation touched."""
    said = {
        "5.1": (Rating.ON_TRACK, "Six of eight neighbourhood plans are agreed"),
        "5.4": (Rating.OFF_TRACK, "Inspections are 14 behind"),
        "8.1": (Rating.ON_TRACK, "The second route is open"),
        "1": (Rating.ON_TRACK, "Two more hubs opened in September"),
        "3": (Rating.OFF_TRACK, "Forty of sixty employers did not answer"),
        "4.1": (Rating.ON_TRACK, "Advice in every library"),
    }
    for reference, (rating, line) in said.items():
        row = after[reference]
        assert (row.rating, " ".join(row.position_line.split())) == (rating, line), reference
        assert row.speaks_for == clock.today(), reference
    assert after["5.6"].marks, "both answers stand"
    assert after["5.6"].rating is Rating.OFF_TRACK
    assert after["2.1"].rating is before["2.1"].rating
    untouched = before.keys() - said.keys() - {"5.6", "2.1"}
    for reference in untouched:
        one, other = before[reference], after[reference]
        assert (one.rating, one.position_line, one.due, one.text) == (
            other.rating,
            other.position_line,
            other.due,
            other.text,
        ), reference
    assert "apprentices" not in "".join(row.text for row in after.values())


def check_pack(pack: Path) -> None:
    """The pack says what was accepted, and who returned it where it tells who."""
    book = opened(pack)
    told = "\n".join(
        str(value)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if value is not None
    )
    assert "Inspections are 14 behind" in told
    assert "Forty of sixty employers did not answer" in told
    assert "apprentices" not in told
