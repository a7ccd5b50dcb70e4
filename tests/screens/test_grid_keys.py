"""Excel's keys in the list, pressed as a person would; the tracker file is asked afterwards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import own_columns, people, ratings
from marmot_tracker.services.finding import the_one
from marmot_tracker.vocabulary import ExtraType, Rating
from tests.screens.conftest import Person, rows_of
from tests.screens.test_main_job import choose, closed, dialog_of, row
from ui.dialogs.preview_cells import PreviewCellsDialog
from ui.main_window import MainWindow
from ui.widgets.table_view import KEYS, TableView

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def owned(tracker: Path, reference: str, words: str) -> None:
    with (
        Document.open(tracker, author=Author("Clerk")) as document,
        document.edit("Set owner") as session,
    ):
        people.assign(
            session, recommendation=the_one(session, reference), owner=words, since=clock.today()
        )


def choose_all(qtbot: QtBot, window: MainWindow, column: str) -> TableView:
    """On the first row, in this column, with every row chosen."""
    choose(window, "1", column)
    table = window.recommendations.table
    qtbot.keyClick(table, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(table, Qt.Key.Key_Down, SHIFT)
    assert len(table.selected_uids()) == 3
    return table


def place(window: MainWindow) -> tuple[str, str]:
    """The reference and the column the person is on."""
    table = window.recommendations.table
    current, column = window.recommendations.current, table.current_column()
    assert current is not None
    assert column is not None
    return current.reference, column.name


def test_fill_down_is_one_edit_with_one_undo(
    qtbot: QtBot, tracker: Path, window: MainWindow
) -> None:
    owned(tracker, "1", "Family Hubs")
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    table = choose_all(qtbot, window, "owner")
    qtbot.keyClick(table, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(lambda: row(window, "8.1").owner == "Family Hubs")
    assert row(window, "5.4").owner == "Family Hubs"
    assert window.actions_table["undo"].text() == "Undo Set owner of 2 recommendations"
    assert "Set owner of 2 recommendations" in window.messages.text
    window.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: row(window, "8.1").owner == "")
    assert {r.owner for r in closed(window).values()} == {"Family Hubs", ""}


def test_a_rating_filled_down_asks_by_the_rules_and_once(
    qtbot: QtBot, tracker: Path, window: MainWindow
) -> None:
    with (
        Document.open(tracker, author=Author("Clerk")) as document,
        document.edit("Rate") as session,
    ):
        for reference, rating in (("1", Rating.AT_RISK), ("5.4", Rating.ON_TRACK)):
            ratings.rate(
                session,
                recommendation=the_one(session, reference),
                rating=rating,
                speaks_for=clock.today(),
                reason="two officers left",
            )
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    table = choose_all(qtbot, window, "rating")
    qtbot.keyClick(table, Qt.Key.Key_D, CONTROL)
    dialog = dialog_of(qtbot, window, PreviewCellsDialog)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert "It was on track" in dialog.form.fault(dialog.reason)
    qtbot.wait(QApplication.doubleClickInterval() + 10)
    qtbot.keyClicks(dialog.reason, "The contract ended")
    assert dialog.accept_button.text() == "Change 2 cells"
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(window, "8.1").rating is Rating.AT_RISK)
    found = closed(window)
    assert (found["5.4"].rating, found["5.4"].reason) == (Rating.AT_RISK, "The contract ended")
    assert found["1"].reason == "two officers left", "the row filled from stays as it is"


def test_a_column_of_facts_cannot_be_filled_down(qtbot: QtBot, opened: MainWindow) -> None:
    table = choose_all(qtbot, opened, "text")
    qtbot.keyClick(table, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(lambda: "cannot be filled down" in opened.messages.text)


def test_todays_date_goes_into_a_cell_and_into_its_editor(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "5.4", "due")
    table = opened.recommendations.table
    qtbot.keyClick(table, Qt.Key.Key_Semicolon, CONTROL)
    qtbot.waitUntil(lambda: row(opened, "5.4").due == clock.today())
    choose(opened, "1", "due")
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Semicolon, CONTROL)
    assert editor.text() == clock.today().strftime("%d/%m/%Y")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "1").due == clock.today())
    choose(opened, "8.1", "owner")
    qtbot.keyClick(table, Qt.Key.Key_Semicolon, CONTROL)
    qtbot.waitUntil(lambda: "holds no dates" in opened.messages.text)
    assert closed(opened)["8.1"].owner == ""


def test_delete_clears_what_can_be_empty_and_shows_an_owner_first(
    qtbot: QtBot, tracker: Path, window: MainWindow
) -> None:
    owned(tracker, "1", "Family Hubs")
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    choose(window, "1", "owner")
    table = window.recommendations.table
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    dialog = dialog_of(qtbot, window, PreviewCellsDialog)
    assert dialog._summary.text() == "1 cell would be cleared."
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(window, "1").owner == "")
    choose(window, "1", "rating")
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "A rating cannot be emptied" in window.messages.text)
    choose(window, "1", "reference")
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "Reference cannot be cleared" in window.messages.text)


def test_delete_clears_a_column_of_ones_own_at_once(
    qtbot: QtBot, tracker: Path, window: MainWindow
) -> None:
    with (
        Document.open(tracker, author=Author("Clerk")) as document,
        document.edit("Add") as session,
    ):
        own_columns.add(session, name="Ward", type=ExtraType.TEXT)
    window.resize(1920, 1000)  # where there is no room for it, a column steps aside
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    page = window.recommendations
    name = page.model.columns[-1].name
    choose(window, "1", name)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "Crawley")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(window, "1").extra.get("Ward") == "Crawley")
    assert place(window) == ("1", name), "reading again leaves the person on the cell"
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not row(window, "1").extra.get("Ward"))
    assert not closed(window)["1"].extra


def test_the_keys_go_where_excels_go(qtbot: QtBot, opened: MainWindow) -> None:
    table = opened.recommendations.table
    choose(opened, "5.4", "owner")
    last = table.table_model().columns[table.shown_places()[-1]].name
    qtbot.keyClick(table, Qt.Key.Key_Right, CONTROL)
    assert place(opened) == ("5.4", last)
    qtbot.keyClick(table, Qt.Key.Key_Left, CONTROL)
    assert place(opened) == ("5.4", "reference")
    qtbot.keyClick(table, Qt.Key.Key_End, CONTROL)
    assert place(opened) == ("8.1", last)
    qtbot.keyClick(table, Qt.Key.Key_Home, CONTROL)
    assert place(opened) == ("1", "reference")
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert place(opened) == ("1", "text")
    qtbot.keyClick(table, Qt.Key.Key_Backtab, SHIFT)
    assert place(opened) == ("1", "reference")
    qtbot.keyClick(table, Qt.Key.Key_A, CONTROL)
    assert len(table.selected_uids()) == 3
    qtbot.keyClick(table, Qt.Key.Key_Space, CONTROL)
    assert len(table.selected_uids()) == 2


def test_next_and_previous_also_from_the_pane(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "1")
    uid = row(opened, "1").uid
    qtbot.waitUntil(lambda: opened.recommendations.pane.uid == uid)
    qtbot.keyClick(opened.recommendations.table, Qt.Key.Key_Down, CONTROL)
    assert place(opened)[0] == "5.4"
    opened.recommendations.pane.take_focus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down, CONTROL)
    assert place(opened)[0] == "8.1"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up, CONTROL)
    assert place(opened)[0] == "5.4"


def test_tab_in_an_editor_keeps_the_word_and_goes_on(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "5.4", "owner")
    qtbot.keyClick(opened.recommendations.table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QComboBox | QLineEdit)
    qtbot.keyClicks(editor, "Family Hubs")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: row(opened, "5.4").owner == "Family Hubs")


def test_nothing_is_written_where_nothing_may_be(qtbot: QtBot, opened: MainWindow) -> None:
    opened.recommendations.model.may_write = False
    choose(opened, "5.4", "due")
    qtbot.keyClick(opened.recommendations.table, Qt.Key.Key_Semicolon, CONTROL)
    qtbot.keyClick(opened.recommendations.table, Qt.Key.Key_Delete)
    assert opened.messages.text == ""
    assert closed(opened)["5.4"].due is None


def test_the_reference_speaks_the_whole_row_and_each_cell_itself(opened: MainWindow) -> None:
    page = opened.recommendations
    uid = row(opened, "5.4").uid

    def spoken(column: str) -> str:
        index = page.model.index_of(uid, page.model.column_at(column))
        return str(page.model.data(index, Qt.ItemDataRole.AccessibleTextRole))

    assert spoken("reference") == (
        "5.4. Improve the quality of homes. Rating –, Not rated. Owner none yet. No due date. "
        "0 pieces of evidence."
    )
    assert spoken("owner") == "no owner yet"
    assert spoken("due") == "no due date"


@pytest.mark.parametrize("words", [words for words, _ in KEYS])
def test_every_key_of_the_list_is_told_in_words(words: str) -> None:
    keys = dict(KEYS)[words]
    assert words[0].isupper()
    assert keys


def test_a_date_that_moves_by_fill_down_asks_why(
    qtbot: QtBot, opened: MainWindow, answering: Person
) -> None:
    for reference, day in (("1", date(2027, 3, 31)), ("5.4", date(2026, 12, 31))):
        opened.recommendations.commands.editing.type_due(row(opened, reference), f"{day:%d/%m/%Y}")
        qtbot.waitUntil(lambda r=reference, d=day: row(opened, r).due == d)  # type: ignore[misc]
    table = choose_all(qtbot, opened, "due")
    qtbot.keyClick(table, Qt.Key.Key_D, CONTROL)
    dialog = dialog_of(qtbot, opened, PreviewCellsDialog)
    assert dialog.kind.isVisibleTo(dialog)
    qtbot.keyClicks(dialog.reason, "Agreed at the meeting")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "8.1").due == date(2027, 3, 31))
    facts = opened.bridge.facts
    assert facts is not None
    opened.close()
    assert rows_of(facts.path)["5.4"].times_moved == 1


def test_typing_on_a_cell_begins_its_editing_as_in_excel(
    qtbot: QtBot, tracker: Path, window: MainWindow
) -> None:
    owned(tracker, "1", "Family Hubs")
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    table = window.recommendations.table
    choose(window, "1", "owner")
    qtbot.keyClicks(table, "H")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QComboBox)
    assert editor.currentText() == "H", "what is typed takes the place of what the cell said"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is table
    assert row(window, "1").owner == "Family Hubs"
    choose(window, "5.4", "rating")
    qtbot.keyClicks(table, "a")
    box = QApplication.focusWidget()
    assert isinstance(box, QComboBox)
    assert box.currentData() == Rating.AT_RISK.value
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    choose(window, "5.4", "text")
    qtbot.keyClicks(table, "x")
    assert QApplication.focusWidget() is table, "wording is not typed over"
    choose(window, "1", "due")
    qtbot.keyClicks(table, "3")
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    qtbot.keyClicks(line, "1/12/2027")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(window, "1").due == date(2027, 12, 31))
    assert closed(window)["1"].due == date(2027, 12, 31)
