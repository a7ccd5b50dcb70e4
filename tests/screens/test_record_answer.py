"""Recording an answer: a message, a call, somebody's own sheet; all of it waits in the inbox."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import chasing, inbox
from marmot_tracker.services.chasing import ReturnState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.wording import day
from tests.exchange.mail_files import plain_message
from tests.exchange.making import workbook
from tests.screens.returns_sent import HOW, LINE, PATH, lines_of, said, send
from tests.screens.test_main_job import dialog_of
from ui.dialogs.record_answer import RecordAnswerDialog
from ui.main_window import MainWindow
from ui.widgets.dropped_files import NO_FILE

MESSAGE = (
    "From: Jo Bell <jo@example.org>\nSent: Monday\n\nHello,\n\n"
    "5.4 Improve the quality of homes: Amber - two officers left\n"
    "Path to green: agency cover by 28 February 2027\n"
    "8.1 red\n\nThanks\nJo\n"
)


@pytest.fixture
def shown(qtbot, window: MainWindow, tracker: Path, tmp_path: Path) -> MainWindow:
    """The window on a tracker whose returns went out."""
    send(tracker, tmp_path / "sent")
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    return window


def record(qtbot, window: MainWindow, who: str = "Housing") -> RecordAnswerDialog:
    """Open the form of a return from the menu."""
    window.actions_table["record_answer"].trigger()
    dialog: RecordAnswerDialog = dialog_of(qtbot, window, RecordAnswerDialog)
    dialog.source.of.setCurrentText(f"{who}, Q3 2026")
    qtbot.waitUntil(lambda: dialog.shown_return.startswith(who))
    return dialog


def paste(qtbot, dialog: RecordAnswerDialog, text: str) -> None:
    QApplication.clipboard().setText(text)
    dialog.text.setFocus()
    qtbot.keyClick(dialog.text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def stand(dialog: RecordAnswerDialog, field: FormField) -> None:
    grid = dialog.grid
    grid.setCurrentIndex(grid.rows.index(0, grid.rows.column_at(field)))
    grid.setFocus()


def type_in(qtbot, dialog: RecordAnswerDialog, field: FormField, text: str) -> None:
    """Write into a cell as in Excel: F2, the words, Enter."""
    stand(dialog, field)
    qtbot.keyClick(dialog.grid, Qt.Key.Key_F2)
    kind = QComboBox if field is HOW else QLineEdit
    qtbot.waitUntil(lambda: bool(dialog.grid.viewport().findChildren(kind)))
    editor = dialog.grid.viewport().findChildren(kind)[-1]
    if isinstance(editor, QComboBox):
        editor.setCurrentText(text)
    elif isinstance(editor, QLineEdit):
        editor.clear()
        qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.grid.rows.all_rows[0].cell(field).text == text)


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def put_in(qtbot, window: MainWindow, dialog: RecordAnswerDialog) -> Path:
    """Put it into the inbox and close the window; the tracker file."""
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "to be decided" in window.messages.text)
    assert window.pages.current.key == "returns"
    return closed_file(window)


def test_a_call_is_typed_into_the_cells(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    assert not dialog.accept_button.isEnabled()
    type_in(qtbot, dialog, HOW, "At risk")
    type_in(qtbot, dialog, LINE, "Two officers left")
    dialog.source.via.setCurrentText("Telephone call")
    dialog.source.who.clear()
    qtbot.keyClicks(dialog.source.who, "Kim Shah")
    assert dialog.outcome.text() == "2 answers about 1 recommendation."
    path = put_in(qtbot, shown, dialog)
    assert said(path) == {("5.4", HOW): "At risk", ("5.4", LINE): "Two officers left"}
    assert {line.returned_by for line in lines_of(path)} == {"Kim Shah"}


def test_a_pasted_message_is_offered_and_never_taken_in_silence(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    paste(qtbot, dialog, MESSAGE)
    qtbot.waitUntil(lambda: dialog.grid.offered == 3)
    assert dialog.source.who.text() == "Jo Bell"
    assert not dialog.accept_button.isEnabled()
    assert "3 answers found in the text, about 1 recommendation." in dialog.found.text()
    assert "8.1 is not asked about here." in dialog.found.text()
    press(qtbot, dialog.take)
    assert dialog.grid.offered == 0
    path = put_in(qtbot, shown, dialog)
    assert said(path) == {
        ("5.4", HOW): "At risk",
        ("5.4", LINE): "two officers left",
        ("5.4", PATH): "agency cover by 28 February 2027",
    }
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        (received,) = inbox_sources(session)
    assert received == ("email", "Jo Bell", MESSAGE.strip())


def inbox_sources(session) -> list[tuple[str, str, str]]:
    from marmot_tracker.services.columns import columns_of

    return columns_of(session, "received_return", ("via", "returned_by", "words"))


def test_one_offered_cell_is_taken_or_cleared_by_the_keyboard(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    paste(qtbot, dialog, MESSAGE)
    qtbot.waitUntil(lambda: dialog.grid.offered == 3)
    stand(dialog, PATH)
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Delete)
    assert dialog.grid.offered == 2
    stand(dialog, LINE)
    marked = dialog.text.extraSelections()
    assert [each.cursor.selectedText() for each in marked] == ["two officers left"]
    qtbot.keyClick(dialog.grid, Qt.Key.Key_F2)
    (editor,) = dialog.grid.viewport().findChildren(QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.grid.offered == 1)
    assert list(dialog.grid.answers().values()) == ["two officers left"]


def test_the_text_read_again_leaves_what_was_typed(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    type_in(qtbot, dialog, LINE, "As agreed on the telephone")
    paste(qtbot, dialog, MESSAGE)
    qtbot.waitUntil(lambda: dialog.grid.offered == 2)
    press(qtbot, dialog.take)
    assert dialog.grid.rows.all_rows[0].cell(LINE).text == "As agreed on the telephone"


def test_copied_text_is_recorded_by_ctrl_v_on_the_returns_page(qtbot, shown) -> None:
    shown.pages.show_page("returns")
    qtbot.waitUntil(lambda: not shown.bridge.workers.running)
    QApplication.clipboard().setText(MESSAGE)
    qtbot.keyClick(shown, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, shown, RecordAnswerDialog)
    assert dialog.text.toPlainText() == MESSAGE.strip()
    dialog.source.of.setCurrentText("Housing, Q3 2026")
    qtbot.waitUntil(lambda: dialog.grid.offered == 3)


def test_their_own_sheet_is_read_against_the_return(qtbot, shown, tmp_path) -> None:
    path = workbook(
        tmp_path / "q2.xlsx",
        [["Ref", "RAG", "Progress update"], ["5.4", "R", "Late"], ["7.7", "G", "Fine"]],
    )
    dialog = record(qtbot, shown)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    dialog.text.insertFromMimeData(data)
    qtbot.waitUntil(lambda: dialog.grid.offered == 2, timeout=20_000)
    assert dialog.text.isReadOnly()
    assert "1 row of the list answer" in dialog.found.text()
    press(qtbot, dialog.take)
    tracker = put_in(qtbot, shown, dialog)
    assert said(tracker) == {("5.4", HOW): "Off track", ("5.4", LINE): "Late"}


def test_a_saved_message_is_read_as_if_it_had_been_pasted(qtbot, shown, tmp_path) -> None:
    dialog = record(qtbot, shown)
    dialog.source.files.emit([plain_message(tmp_path / "m", "5.4 Green: all fine")])
    qtbot.waitUntil(lambda: dialog.grid.offered == 2, timeout=20_000)
    assert dialog.source.who.text() == "Jo Bell"
    assert dialog.source.on.text() == "12/11/2026"


def test_a_file_that_cannot_be_read_is_told_and_the_text_stays(qtbot, shown, tmp_path) -> None:
    dialog = record(qtbot, shown)
    paste(qtbot, dialog, "5.4 green")
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    dialog.source.files.emit([broken])
    qtbot.waitUntil(lambda: "b.xlsx" in dialog.messages.text, timeout=20_000)
    assert dialog.text.toPlainText() == "5.4 green"


def test_a_message_let_go_over_it_hands_over_no_file(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    data = QMimeData()
    data.setData('application/x-qt-windows-mime;value="FileGroupDescriptor"', b"x")
    data.setText("From\tSubject")
    assert dialog.text.canInsertFromMimeData(data)
    dialog.text.insertFromMimeData(data)
    assert dialog.messages.text == NO_FILE
    assert dialog.text.toPlainText() == ""


def test_from_whom_and_when_are_asked_for(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    type_in(qtbot, dialog, HOW, "On track")
    dialog.source.who.clear()
    dialog.source.on.setText("soon")
    press(qtbot, dialog.accept_button)
    assert dialog.source.form.fault(dialog.source.who) == "Say from whom it came."
    assert dialog.source.form.fault(dialog.source.on)
    assert dialog.isVisible()


def test_a_day_to_come_is_refused(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    type_in(qtbot, dialog, HOW, "On track")
    dialog.source.on.setText(day(clock.today() + timedelta(days=1)))
    press(qtbot, dialog.accept_button)
    assert dialog.source.form.fault(dialog.source.on) == "That day has not come yet."


def test_what_was_typed_stays_with_its_return(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    type_in(qtbot, dialog, LINE, "Two officers left")
    dialog.source.of.setCurrentText("Net Zero, Q3 2026")
    qtbot.waitUntil(lambda: dialog.shown_return.startswith("Net Zero"))
    assert dialog.grid.answers() == {}
    assert dialog.messages.text.startswith("1 answer is kept with Housing, Q3 2026")
    dialog.source.of.setCurrentText("Housing, Q3 2026")
    qtbot.waitUntil(lambda: dialog.shown_return.startswith("Housing"))
    assert list(dialog.grid.answers().values()) == ["Two officers left"]


def test_what_was_typed_is_not_lost_by_one_key(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    type_in(qtbot, dialog, LINE, "Two officers left")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.messages.text.startswith("1 answer is not in the inbox yet.")
    dialog.close()
    qtbot.waitUntil(lambda: shown.findChildren(RecordAnswerDialog) == [])


def test_what_cannot_be_read_waits_as_a_line_that_says_why(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    dialog.more.click()
    type_in(qtbot, dialog, FormField.FORECAST, "next spring")
    path = put_in(qtbot, shown, dialog)
    (line,) = lines_of(path)
    assert line.state is inbox.LineState.PROBLEM
    assert line.returned == "next spring"


# Nothing to report


def state_of(path: Path, who: str) -> ReturnState:
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        found = chasing.read(session, today=clock.today())
    return next(each.state for each in found.returns if each.sent_to == who)


def test_what_waits_or_stands_already_is_told(qtbot, shown) -> None:
    for text, words in (
        ("At risk", "1 answer from Housing waits to be decided."),
        ("At risk", "1 answer from Housing waits to be decided. 1 waits already."),
    ):
        dialog = record(qtbot, shown)
        type_in(qtbot, dialog, HOW, text)
        if "already" in words:
            type_in(qtbot, dialog, LINE, "Two officers left")
        press(qtbot, dialog.accept_button)
        qtbot.waitUntil(lambda words=words: shown.messages.text == words)
    dialog = record(qtbot, shown)
    type_in(qtbot, dialog, HOW, "At risk")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: shown.messages.text == "Nothing new. 1 waits already.")
    assert len(lines_of(closed_file(shown))) == 2


def closed_file(window: MainWindow) -> Path:
    assert window.bridge.facts is not None
    path = window.bridge.facts.path
    window.close()
    return path


def test_nothing_to_report_is_one_click_in_the_form(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    press(qtbot, dialog.nil)
    qtbot.waitUntil(lambda: shown.messages.text == "Noted: Housing has nothing to report.")
    path = shown.bridge.facts.path
    shown.close()
    assert state_of(path, "Housing") is ReturnState.NOTHING_TO_REPORT


def test_nothing_to_report_is_one_click_on_the_page_and_one_undo(qtbot, shown) -> None:
    shown.actions_table["nothing_to_report"].trigger()
    qtbot.waitUntil(lambda: shown.messages.text.startswith("Choose who answered so"))
    page = shown.pages.current
    assert page.key == "returns"
    qtbot.waitUntil(lambda: len(page.chasing.model.all_rows) == 3)
    row = next(row for row in page.chasing.model.all_rows if row.sent_to == "Net Zero")
    page.chasing.table.select(row.uid)
    shown.actions_table["nothing_to_report"].trigger()
    qtbot.waitUntil(lambda: "Net Zero has nothing to report" in shown.messages.text)
    shown.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: shown.messages.text.startswith("Taken back"))
    path = shown.bridge.facts.path
    shown.close()
    assert state_of(path, "Net Zero") is ReturnState.NOT_BACK


def test_without_a_return_it_is_told(qtbot, opened) -> None:
    opened.actions_table["record_answer"].trigger()
    qtbot.waitUntil(lambda: opened.messages.text.startswith("No return was sent yet."))


def test_the_day_it_came_is_kept(qtbot, shown) -> None:
    dialog = record(qtbot, shown)
    came = clock.today().replace(day=1)
    type_in(qtbot, dialog, HOW, "On track")
    dialog.source.on.setText(day(came))
    path = put_in(qtbot, shown, dialog)
    assert {line.received_on for line in lines_of(path)} == {came}
