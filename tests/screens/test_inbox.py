"""The returns inbox in the real window: read, decided by keyboard, and then asked of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import Rating, ReturnVerdict
from tests.screens import returned
from tests.screens.conftest import rows_of
from tests.screens.keyboard import CONTROL, Key, Keyboard
from tests.screens.test_two_answers import dialog_of
from ui.dialogs.edit_answer import EditAnswerDialog, EditPieceDialog
from ui.dialogs.leave_out import LeaveOutDialog
from ui.dialogs.send_back import SendBackDialog
from ui.main_window import MainWindow
from ui.pages.returns import CHASING, DECIDED, ReturnsPage

GOES, LINE, PATH = FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.PATH_TO_GREEN


@pytest.fixture
def waiting(tracker: Path) -> Path:
    """The small tracker with three answers about 5.4 from Housing and one from Net Zero."""
    sent = returned.send(tracker)
    returned.come_back(
        tracker,
        sent["Housing"],
        {
            ("5.4", GOES): "At risk",
            ("5.4", LINE): "Two officers left in September",
            ("5.4", PATH): "Agency cover from December, back by 28/02/2027",
        },
    )
    returned.come_back(
        tracker, sent["Net Zero"], {("8.1", GOES): "rather well, thank you"}, by="Transport"
    )
    return tracker


def shown(qtbot: QtBot, window: MainWindow, tracker: Path, many: int) -> ReturnsPage:
    """The returns page with so many answers that wait, the keyboard in their list."""
    if window.bridge.facts is None:
        window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.pages.show_page("returns")
    page = window.pages.current
    assert isinstance(page, ReturnsPage)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == many)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    keys = Keyboard(qtbot)
    keys.come_back(window)
    page.take_focus()
    return page


def test_clean_answers_are_accepted_by_one_key_and_undone_by_another(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    keys = Keyboard(qtbot)
    assert [line.state for line in page.inbox.model.all_rows] == [
        *[LineState.CLEAN] * 3,
        LineState.PROBLEM,
    ]
    assert page.inbox.strip.button.text() == "Accept the 3 clean ones"
    keys.press(Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 1)
    assert window.messages.text == "3 answers accepted from the Housing return."
    assert window.messages._action.text() == "Undo"
    row = rows_of(waiting)["5.4"]
    assert (row.rating, row.reason) == (Rating.AT_RISK, "Two officers left in September")


def test_undo_lets_the_answers_wait_again(qtbot: QtBot, window: MainWindow, waiting: Path) -> None:
    page = shown(qtbot, window, waiting, 4)
    keys = Keyboard(qtbot)
    before = rows_of(waiting)["5.4"]
    keys.press(Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 1)
    window.messages._action.click()
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 4)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    after = rows_of(waiting)["5.4"]
    assert (after.rating, after.reason) == (before.rating, before.reason)


def test_one_decision_about_two_returns_is_taken_back_as_one(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    sent = returned.send(tracker)
    for whom, reference in (("Housing", "5.4"), ("Net Zero", "8.1")):
        returned.come_back(tracker, sent[whom], {(reference, GOES): "On track"}, by=whom)
    page = shown(qtbot, window, tracker, 2)
    Keyboard(qtbot).press(Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 0)
    assert window.messages.text == (
        "2 answers accepted from 2 returns. Ctrl+Z takes back one return at a time."
    )
    assert {row.rating for row in rows_of(tracker).values()} == {Rating.ON_TRACK, Rating.NOT_RATED}
    window.messages._action.click()
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 2)
    assert {row.rating for row in rows_of(tracker).values()} == {Rating.NOT_RATED}
    assert window.messages.text == "Taken back: these answers wait again."


def test_a_later_edit_keeps_the_offered_undo_from_taking_back_something_else(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    sent = returned.send(tracker)
    for whom, reference in (("Housing", "5.4"), ("Net Zero", "8.1")):
        returned.come_back(tracker, sent[whom], {(reference, GOES): "On track"}, by=whom)
    page = shown(qtbot, window, tracker, 2)
    Keyboard(qtbot).press(Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 0)
    undo = window.messages._then
    row = next(each for each in window.recommendations.model.all_rows if each.reference == "1")
    window.recommendations.commands.editing.set_owner(row, "Family Hubs")
    qtbot.waitUntil(lambda: window.bridge.facts is not None and "owner" in window.bridge.facts.undo)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: window.messages.text.startswith("Something else was done since."))
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    assert rows_of(tracker)["1"].owner == "Family Hubs"
    assert rows_of(tracker)["5.4"].rating is Rating.ON_TRACK


def test_left_out_needs_a_reason_which_is_kept(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    keys = Keyboard(qtbot)
    keys.press(Key.Key_Down)
    assert page.inbox.current is not None
    assert page.inbox.current.field is LINE
    keys.press(Key.Key_L)
    dialog = dialog_of(qtbot, window, LeaveOutDialog)
    keys.hear("Why")
    keys.press(Key.Key_Tab)
    keys.press(Key.Key_Tab)
    keys.press(Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.form.fault(dialog.reason) == "Say why it is left out."
    keys.hear("Why")
    keys.write("Said in June already")
    keys.press(Key.Key_Return, CONTROL)
    keys.come_back(window)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 3)
    assert window.messages.text == "1 answer left out of the Housing return."
    assert page.inbox.current.field is PATH, "the keyboard goes on at the next answer"
    page.tabs.setCurrentIndex(DECIDED)
    qtbot.waitUntil(lambda: page.decided.model.rowCount() == 1)
    (line,) = page.decided.model.all_rows
    assert (line.verdict, line.reason) == (ReturnVerdict.LEFT_OUT, "Said in June already")
    said = page.decided.pane._status.text()
    assert said.startswith("Left out by Ann Smith on ")
    assert said.endswith("Said in June already.")
    assert not page.decided.pane.buttons["accept_answer"].isVisible()
    assert rows_of(waiting)["5.4"].rating is Rating.NOT_RATED


def test_a_question_is_kept_and_counts_among_those_to_send_back(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    keys = Keyboard(qtbot)
    keys.press(Key.Key_Q)
    dialog_of(qtbot, window, SendBackDialog)
    keys.hear("Question")
    keys.write("Since when?")
    keys.press(Key.Key_Return, CONTROL)
    keys.come_back(window)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 3)
    housing = next(row for row in page.chasing.model.all_rows if row.sent_to == "Housing")
    assert [question.words for question in housing.asked_back] == ["Since when?"]
    page.tabs.setCurrentIndex(CHASING)
    page.chasing.table.select(housing.uid)
    send_back = page.chasing.pane.buttons["send_back"]
    assert send_back.isVisible()
    assert send_back.property("kind") == "primary", "it is the next step"


def test_what_cannot_be_read_is_edited_and_accepted_in_other_words(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    keys = Keyboard(qtbot)
    keys.press(Key.Key_End, CONTROL)
    line = page.inbox.current
    assert line is not None
    assert line.state is LineState.PROBLEM
    assert not page.inbox.pane.buttons["accept_answer"].isEnabled()
    keys.press(Key.Key_A)  # what cannot be taken as it is, is asked for in other words
    dialog = dialog_of(qtbot, window, EditAnswerDialog)
    assert "is none of the answers" in dialog._more.text()
    qtbot.waitUntil(lambda: keys.heard == "Answer")
    assert isinstance(dialog.answer, QComboBox)
    dialog.answer.setCurrentText("On track")
    keys.tab_to("Accept this")
    keys.press(Key.Key_Return)
    keys.come_back(window)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 3)
    assert window.messages.text == "1 answer accepted in other words from the Net Zero return."
    assert rows_of(waiting)["8.1"].rating is Rating.ON_TRACK


def test_an_action_is_edited_part_by_part(qtbot: QtBot, window: MainWindow, tracker: Path) -> None:
    sent = returned.send(tracker)
    returned.come_back(tracker, sent["Housing"], {("5.4", FormField.ACTION): "Share one inspector"})
    page = shown(qtbot, window, tracker, 1)
    keys = Keyboard(qtbot)
    keys.press(Key.Key_E)
    dialog = dialog_of(qtbot, window, EditPieceDialog)
    qtbot.waitUntil(dialog.heading.hasFocus)
    assert dialog.heading.text() == "Share one inspector"
    keys.tab_to("Who would do it")
    keys.write("Family Hubs")
    keys.tab_to("By when")
    keys.write("spring")
    keys.tab_to("Accept this")
    keys.press(Key.Key_Space)
    assert dialog.isVisible()
    assert "spring" in dialog.form.fault(dialog.day)
    keys.write("31/03/2027")
    keys.tab_to("Accept this")
    keys.press(Key.Key_Space)
    keys.come_back(window)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 0)
    page.tabs.setCurrentIndex(DECIDED)
    qtbot.waitUntil(lambda: page.decided.model.rowCount() == 1)
    (line,) = page.decided.model.all_rows
    assert line.returned == "Share one inspector"
    assert line.written == "Share one inspector, Family Hubs, 31/03/2027"
