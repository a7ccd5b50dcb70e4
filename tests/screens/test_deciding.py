"""Decisions, withdrawals, reporting periods and ratings for an earlier day, through the window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import decisions, people, periods, ratings, recommendations, register
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.wording import day
from marmot_tracker.trail import history
from marmot_tracker.vocabulary import DecisionCode, NotRatedWhy, Rating
from tests.screens.test_main_job import choose, dialog_of, row
from ui.dialogs.decision import DecisionDialog
from ui.dialogs.periods import PeriodsDialog
from ui.dialogs.rating import ORDER, RatingDialog
from ui.dialogs.withdraw import WithdrawDialog
from ui.main_window import MainWindow


@contextmanager
def tracker_file(window: MainWindow) -> Iterator[Any]:
    """What the file says once the window is closed."""
    facts = window.bridge.facts
    assert facts is not None
    window.close()
    with (
        Document.open(facts.path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        yield session


def press(qtbot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def pane_button(qtbot, window: MainWindow, words: str) -> QPushButton:
    pane = window.recommendations.pane

    def found() -> list[QPushButton]:
        every = pane.findChildren(QPushButton)
        return [button for button in every if button.text() == words and button.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def pane_words(window: MainWindow) -> str:
    labels = window.recommendations.pane.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def decide(qtbot, window: MainWindow, code: DecisionCode) -> DecisionDialog:
    dialog = dialog_of(qtbot, window, DecisionDialog)
    dialog.code.setCurrentIndex(dialog.code.findData(code.value))
    assert isinstance(dialog, DecisionDialog)
    return dialog


def test_a_decision_is_taken_from_the_pane(qtbot, opened) -> None:
    choose(opened, "5.4")
    uid = row(opened, "5.4").uid
    qtbot.waitUntil(lambda: opened.recommendations.pane.uid == uid)
    press(qtbot, pane_button(qtbot, opened, "Decide…"))
    dialog = decide(qtbot, opened, DecisionCode.ACCEPTED_IN_PART)
    dialog.decided_on.setText("18/11/2026")
    qtbot.keyClicks(dialog.decided_by, "Steering group")
    qtbot.keyClicks(dialog.meeting, "Autumn meeting")
    qtbot.keyClicks(dialog.reason, "Private homes first")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(opened, "5.4").decision is DecisionCode.ACCEPTED_IN_PART)
    said = "Accepted in part, 18/11/2026, by Steering group, Autumn meeting: Private homes first"
    qtbot.waitUntil(lambda: said in pane_words(opened))
    assert opened.actions_table["undo"].text() == "Undo Set decision on 5.4"
    with tracker_file(opened) as session:
        (taken,) = decisions.of(session, recommendation=uid)
        assert (taken.code, taken.reason) == (
            DecisionCode.ACCEPTED_IN_PART,
            "Private homes first",
        )
        assert (taken.decided_on, taken.decided_by) == (date(2026, 11, 18), "Steering group")
        assert (taken.meeting, taken.current) == ("Autumn meeting", True)
        (entry,) = history.entries(session, uid=uid, field="decision")
        assert (entry.author, entry.reason) == ("Ann Smith", "Private homes first")


def test_not_accepted_asks_why_in_the_dialog(qtbot, opened) -> None:
    choose(opened, "1")
    qtbot.keyClick(
        opened.recommendations.table,
        Qt.Key.Key_E,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    dialog = dialog_of(qtbot, opened, DecisionDialog)
    press(qtbot, dialog.accept_button)
    assert dialog.form.fault(dialog.code) == "Choose what is decided."
    decide(qtbot, opened, DecisionCode.NOT_ACCEPTED)
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "without a reason" in dialog.missing.text())
    assert dialog.isVisible()
    assert opened.messages.text == ""
    assert dialog.reason.hasFocus()
    qtbot.keyClicks(dialog.reason, "The county does this")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(opened, "1").decision is DecisionCode.NOT_ACCEPTED)
    assert row(opened, "1").decided_otherwise
    opened.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: row(opened, "1").decision is None)


def test_accepted_in_principle_asks_when_to_look_again(qtbot, opened) -> None:
    choose(opened, "8.1")
    uid = row(opened, "8.1").uid
    opened.actions_table["decide"].trigger()
    dialog = decide(qtbot, opened, DecisionCode.ACCEPTED)
    assert not dialog.review.isVisible()
    decide(qtbot, opened, DecisionCode.ACCEPTED_IN_PRINCIPLE)
    assert dialog.review.isVisible()
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "needs a date to look at it again" in dialog.missing.text())
    assert dialog.review.hasFocus()
    qtbot.keyClicks(dialog.review, "01/03/2027")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(opened, "8.1").decision is DecisionCode.ACCEPTED_IN_PRINCIPLE)
    qtbot.waitUntil(lambda: not opened.findChildren(DecisionDialog))
    with tracker_file(opened) as session:
        assert decisions.of(session, recommendation=uid)[0].review_on == date(2027, 3, 1)


def test_a_dialog_put_away_before_its_answer_is_written_does_no_harm(qtbot, opened) -> None:
    choose(opened, "8.1")
    opened.actions_table["decide"].trigger()
    dialog = decide(qtbot, opened, DecisionCode.ACCEPTED)
    press(qtbot, dialog.accept_button)
    dialog.reject()
    qtbot.waitUntil(lambda: row(opened, "8.1").decision is DecisionCode.ACCEPTED)
    assert opened.messages.text == ""
    opened.actions_table["decide"].trigger()
    dialog = decide(qtbot, opened, DecisionCode.NOT_ACCEPTED)
    press(qtbot, dialog.accept_button)
    dialog.reject()
    qtbot.waitUntil(lambda: "without a reason" in opened.messages.text)


def test_a_double_click_decides_once(qtbot, opened) -> None:
    choose(opened, "8.1")
    uid = row(opened, "8.1").uid
    opened.actions_table["decide"].trigger()
    dialog = decide(qtbot, opened, DecisionCode.ACCEPTED)
    press(qtbot, dialog.accept_button)
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: not opened.findChildren(DecisionDialog))
    with tracker_file(opened) as session:
        assert len(decisions.of(session, recommendation=uid)) == 1


def test_a_reporting_period_is_added_and_shown_at_the_side(qtbot, opened) -> None:
    opened.pages.show_page("summary")
    opened.actions_table["periods"].trigger()
    dialog = dialog_of(qtbot, opened, PeriodsDialog)
    assert dialog.none.isVisible()
    opens, due = clock.today() - timedelta(days=10), clock.today() + timedelta(days=20)
    qtbot.keyClicks(dialog.name, "Q3")
    press(qtbot, dialog.accept_button)
    assert "Write the day" in dialog.form.fault(dialog.opens)
    qtbot.keyClicks(dialog.opens, day(opens))
    qtbot.keyClicks(dialog.due, day(due))
    qtbot.keyClick(dialog.due, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    assert dialog.model.shown_rows[0].state == "Current"
    assert dialog.isVisible()
    side = opened.page_list
    qtbot.waitUntil(lambda: f"Period: Q3, due {day(due)}" in side._foot.text())
    qtbot.keyClicks(dialog.name, "q3")
    qtbot.keyClicks(dialog.opens, day(due))
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "There is already" in dialog.missing.text())
    dialog.name.setText("Q4")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    assert [line.state for line in dialog.model.shown_rows] == ["To come", "Current"]
    assert dialog.missing.text() == ""
    press(qtbot, dialog.cancel_button)
    qtbot.waitUntil(lambda: not opened.findChildren(PeriodsDialog))
    with tracker_file(opened) as session:
        found = [(each.name, each.opens, each.due) for each in periods.list_(session)]
        assert found == [("Q3", opens, due), ("Q4", due, None)]


def rate(qtbot, window: MainWindow, rating: Rating, speaks_for: date) -> None:
    window.actions_table["rate"].trigger()
    dialog = dialog_of(qtbot, window, RatingDialog)
    press(qtbot, dialog.choices[rating])
    dialog.speaks_for.setText(day(speaks_for))
    qtbot.keyClicks(dialog.reason, f"As at {day(speaks_for)}")
    qtbot.keyClicks(dialog.path, "A plan")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: not window.findChildren(RatingDialog))


@pytest.fixture
def overtaken(qtbot, opened) -> MainWindow:
    """The window after 5.4 was rated for today, then for an earlier day."""
    choose(opened, "5.4")
    rate(qtbot, opened, Rating.AT_RISK, clock.today())
    qtbot.waitUntil(lambda: row(opened, "5.4").rating is Rating.AT_RISK)
    assert opened.messages.text == "Rating of 5.4 set: At risk."
    rate(qtbot, opened, Rating.ON_TRACK, date(2026, 1, 1))
    qtbot.waitUntil(lambda: "stays current" in opened.messages.text)
    return opened


def current_of(window: MainWindow) -> Rating:
    with tracker_file(window) as session:
        given = ratings.history_of_ratings(session, recommendation=the_one(session, "5.4"))
        assert len(given) == 2
        return next(fact.rating for fact in given if fact.current)


def test_a_rating_for_an_earlier_day_says_that_it_is_not_current(qtbot, overtaken) -> None:
    assert overtaken.messages.text == (
        f"This rating of 5.4 is for 01/01/2026; the one for {day(clock.today())} stays current."
    )
    assert row(overtaken, "5.4").rating is Rating.AT_RISK
    assert current_of(overtaken) is Rating.AT_RISK


def test_it_can_be_made_current_from_the_message(qtbot, overtaken) -> None:
    button = overtaken.messages._action
    assert button.text() == "Make it current"
    press(qtbot, button)
    qtbot.waitUntil(lambda: row(overtaken, "5.4").rating is Rating.ON_TRACK)
    assert overtaken.actions_table["undo"].text() == "Undo Make a rating of 5.4 current"
    assert current_of(overtaken) is Rating.ON_TRACK


def test_it_can_be_made_current_from_the_pane_and_back_by_a_right_click(qtbot, overtaken) -> None:
    pane = overtaken.recommendations.pane
    press(qtbot, pane_button(qtbot, overtaken, "Make it current"))
    qtbot.waitUntil(lambda: row(overtaken, "5.4").rating is Rating.ON_TRACK)
    qtbot.waitUntil(lambda: "01/01/2026  On track  current" in pane_words(overtaken))
    past = next(each for each in pane._content.progress if each.rating is Rating.AT_RISK)
    assert past.menu == (("current", "Make it current"),)
    line = next(
        each
        for each in pane.findChildren(QWidget)
        if each.isVisible() and [action.text() for action in each.actions()] == ["Make it current"]
    )
    assert line.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    line.actions()[0].trigger()
    qtbot.waitUntil(lambda: row(overtaken, "5.4").rating is Rating.AT_RISK)
    assert current_of(overtaken) is Rating.AT_RISK


def test_a_recommendation_is_withdrawn_with_a_reason_and_put_back(qtbot, opened) -> None:
    page = opened.recommendations
    choose(opened, "5.4")
    uid = row(opened, "5.4").uid
    opened.actions_table["withdraw"].trigger()
    dialog = dialog_of(qtbot, opened, WithdrawDialog)
    press(qtbot, dialog.accept_button)
    assert "Say why" in dialog.form.fault(dialog.reason)
    qtbot.keyClicks(dialog.reason, "Listed twice")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert opened.messages.text.startswith("Withdrew 5.4")
    assert opened.actions_table["undo"].text() == "Undo Withdraw 5.4"
    opened.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    opened.actions_table["redo"].trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    with tracker_file(opened) as session:
        gone = history.entries(session, uid=uid, field="present")
        assert "Listed twice" in [entry.reason for entry in gone]
        assert register.row(session, uid=uid, today=clock.today()) is None


def test_withdrawn_by_one_and_changed_by_another_is_said_in_words(
    qtbot, window, tracker, tmp_path
) -> None:
    copy = tmp_path / "copy.marmot"
    shutil.copy(tracker, copy)
    with (
        Document.open(tracker, author=Author("Ann")) as document,
        document.edit("Withdraw") as session,
    ):
        recommendations.withdraw(session, uid=the_one(session, "5.4"))
    with (
        Document.open(copy, author=Author("Bo")) as document,
        document.edit("Owner") as session,
    ):
        people.assign(
            session,
            recommendation=the_one(session, "5.4"),
            owner="Family Hubs",
            since=date(2026, 11, 1),
        )
    with Document.open(tracker, author=Author("Ann")) as document:
        document.bring_in(copy)
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    choose(window, "5.4")
    qtbot.waitUntil(lambda: "Withdrawn by Ann, changed by Bo" in pane_words(window))
    assert "two answers" not in pane_words(window)
    assert window.recommendations.pane._content.two_answers == ()
    window.actions_table["withdraw"].trigger()
    dialog = dialog_of(qtbot, window, WithdrawDialog)
    qtbot.keyClicks(dialog.reason, "Still listed twice")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 2)


@pytest.mark.parametrize("now", [Rating.NOT_RATED, Rating.OFF_TRACK])
def test_a_rating_is_chosen_with_the_arrow_keys_from_the_one_it_has(
    qtbot, opened, now: Rating
) -> None:
    opened.recommendations.commands.editing.rate(row(opened, "5.4"), now)
    dialog = dialog_of(qtbot, opened, RatingDialog)
    assert dialog.focusWidget() is dialog.choices[now]
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Up)
    above = ORDER[ORDER.index(now) - 1]
    assert dialog.rating is above
    assert dialog.focusWidget() is dialog.choices[above]
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    assert dialog.rating is ORDER[ORDER.index(now) + 1]
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget() not in dialog.choices.values(), "Tab leaves the choice"
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Backtab)
    assert dialog.focusWidget() is dialog.choices[dialog.rating]


def test_the_kind_of_not_rated_is_asked_for_at_its_field(qtbot, opened) -> None:
    choose(opened, "5.4")
    opened.actions_table["rate"].trigger()
    dialog = dialog_of(qtbot, opened, RatingDialog)
    press(qtbot, dialog.choices[Rating.ON_TRACK])
    press(qtbot, dialog.choices[Rating.NOT_RATED])
    qtbot.keyClicks(dialog.reason, "Waits for the county")
    press(qtbot, dialog.accept_button)
    # The choice alone shows the fault; only the answer to Save goes to it.
    qtbot.waitUntil(dialog.why.hasFocus)
    assert "kind of not rated" in dialog.form.fault(dialog.why)
    assert "kind of not rated" not in dialog.missing.text()
    qtbot.keyClicks(dialog.why, "On hold")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(opened, "5.4").not_rated_why is NotRatedWhy.ON_HOLD)


@pytest.fixture
def leisurely(qapp) -> Iterator[None]:
    """Two presses of a button are a double click, however slow the machine is."""
    before = qapp.doubleClickInterval()
    qapp.setDoubleClickInterval(60_000)
    yield
    qapp.setDoubleClickInterval(before)


@pytest.mark.usefixtures("leisurely")
def test_a_double_click_rates_once_though_the_rules_are_read_in_between(qtbot, opened) -> None:
    choose(opened, "5.4")
    opened.actions_table["rate"].trigger()
    dialog = dialog_of(qtbot, opened, RatingDialog)
    press(qtbot, dialog.choices[Rating.ON_TRACK])
    press(qtbot, dialog.accept_button)
    dialog.show_missing([])  # what the choice asks for is read now
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: not opened.findChildren(RatingDialog))
    qtbot.waitUntil(lambda: not opened.bridge.workers.running)
    with tracker_file(opened) as session:
        recommendation = the_one(session, "5.4")
        assert len(ratings.history_of_ratings(session, recommendation=recommendation)) == 1


@pytest.mark.usefixtures("leisurely")
def test_a_double_click_does_not_go_on_without_what_is_missing(qtbot, opened) -> None:
    choose(opened, "5.4")
    opened.actions_table["rate"].trigger()
    dialog = dialog_of(qtbot, opened, RatingDialog)
    press(qtbot, dialog.choices[Rating.OFF_TRACK])
    qtbot.keyClicks(dialog.reason, "Two officers left")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.accept_button.text() == "Save without it")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: not opened.bridge.workers.running)
    assert dialog.isVisible()
    assert row(opened, "5.4").rating is Rating.NOT_RATED
    qtbot.keyClicks(dialog.path, "Agency cover")  # another answer is no double click
    qtbot.keyClicks(dialog.path_by, "28/02/2027")
    qtbot.keyClicks(dialog.help, "Agree the budget")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(opened, "5.4").rating is Rating.OFF_TRACK)
