"""The parts of the returns page: several answers together, filters, who has answered, a past day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import Rating
from tests.screens import returned
from tests.screens.conftest import make_tracker, rows_of
from tests.screens.keyboard import CONTROL, Key, Keyboard
from tests.screens.test_inbox import GOES, LINE, PATH, shown, waiting
from ui import theme
from ui.looking_back import Moment
from ui.main_window import MainWindow
from ui.pages.inbox_lines import AnswerLines
from ui.pages.returns import CHASING, DECIDED, INBOX, ReturnsPage
from ui.widgets.delegates import PADDING
from ui.widgets.inbox_pane import SaidCard
from ui.widgets.table_model import Roles

__all__ = ["waiting"]


@pytest.fixture
def apart(tracker: Path) -> Path:
    """Housing answers 5.4 after Jo Bell rated it; and two people answer 8.1 for Net Zero."""
    sent = returned.send(tracker)
    returned.rate_meanwhile(tracker, "5.4", Rating.OFF_TRACK, "The grant fell through")
    returned.come_back(
        tracker, sent["Housing"], {("5.4", GOES): "On track", ("5.4", LINE): "All is well"}
    )
    net_zero = sent["Net Zero"]
    returned.come_back(tracker, net_zero, {("8.1", LINE): "Slowly"}, by="Transport")
    returned.come_back(tracker, net_zero, {("8.1", LINE): "Fast"}, by="Parks")
    return tracker


def test_what_somebody_answered_meanwhile_is_never_taken_with_the_clean_ones(
    qtbot: QtBot, window: MainWindow, apart: Path
) -> None:
    page = shown(qtbot, window, apart, 4)
    keys = Keyboard(qtbot)
    line = page.inbox.current
    assert line is not None
    assert (line.state, line.current) == (LineState.TWO_ANSWERS, "Off track")
    assert "Jo Bell" in page.inbox.pane._status.text()
    heads = [each.findChildren(QLabel)[0].text() for each in cards(page)]
    assert heads[:3] == ["SENT", "CAME BACK", "NOW, CHANGED SINCE IT WAS SENT"]
    assert page.inbox.strip.button.isHidden()
    assert page.inbox.pane.buttons["accept_answer"].property("kind") == "primary"
    keys.press(Key.Key_Return, CONTROL)
    assert window.messages.text == "No answer shown is clean: each wants a look of its own."
    assert page.inbox.model.rowCount() == 4
    window.messages.clear()
    keys.press(Key.Key_A)  # by itself it is taken as it was sent, and both stand
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 3)
    row = rows_of(apart)["5.4"]
    assert row.rating is Rating.OFF_TRACK, "the worse one counts until somebody keeps one"
    assert "rating" in row.marks
    button = window.page_list._buttons["two_answers"]
    qtbot.waitUntil(lambda: button.count != "")


def cards(page: ReturnsPage) -> list[SaidCard]:
    return page.inbox.pane.findChildren(SaidCard)


def test_several_answers_to_the_same_stand_together_and_lead_to_each_other(
    qtbot: QtBot, window: MainWindow, apart: Path
) -> None:
    page = shown(qtbot, window, apart, 4)
    page.inbox.filter.set_text("is:several")
    assert [line.returned for line in page.inbox.model.shown_rows] == ["Slowly", "Fast"]
    page.inbox.table.select(page.inbox.model.shown_rows[0].uid)
    others = [card for card in cards(page) if card.findChildren(QPushButton)]
    (card,) = others
    button = card.findChildren(QPushButton)[0]
    assert button.accessibleName().startswith("Go to the answer: Parks")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.inbox.current is not None
    assert page.inbox.current.returned == "Fast"


def test_many_chosen_are_accepted_but_for_those_that_want_a_look(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    keys = Keyboard(qtbot)
    keys.press(Key.Key_A, CONTROL)
    assert page.inbox.pane._heading.text() == "4 answers chosen"
    assert page.inbox.pane.buttons["accept_answer"].text() == "Accept 3"
    assert not page.inbox.pane.buttons["edit_answer"].isEnabled()
    keys.press(Key.Key_A)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 1)
    assert window.messages.text == (
        "3 answers accepted from the Housing return. 1 left to look at one by one."
    )


def test_words_that_differ_are_marked_and_named(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    was = "Inspections are 12 behind plan"
    returned.rate_meanwhile(tracker, "5.4", Rating.AT_RISK, "As seen", path_to_green=was)
    sent = returned.send(tracker)
    returned.come_back(
        tracker, sent["Housing"], {("5.4", PATH): "Inspections are only 3 behind plan"}
    )
    page = shown(qtbot, window, tracker, 1)
    told = [label.text() for card in cards(page) for label in card.findChildren(QLabel)]
    assert "Words that are gone: “12”" in told
    assert "Words that are new: “only 3”" in told


def test_the_filter_narrows_what_is_accepted_together(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    keys = Keyboard(qtbot)
    keys.press(Key.Key_F, CONTROL)
    keys.hear("Filter")
    keys.write("field:path")
    assert page.inbox.model.rowCount() == 1
    assert page.inbox.strip.button.text() == "Accept the clean one"
    keys.press(Key.Key_Return)
    keys.press(Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: len(page.inbox.model.all_rows) == 3)
    row = rows_of(waiting)["5.4"]
    assert row.path_to_green == "Agency cover from December, back by 28/02/2027"
    assert row.rating is Rating.NOT_RATED
    page.inbox.filter.clear()
    fields = [line.field for line in page.inbox.model.shown_rows]
    assert fields == [GOES, LINE, GOES]


def test_typing_into_the_filter_decides_nothing(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    keys = Keyboard(qtbot)
    keys.press(Key.Key_F, CONTROL)
    keys.write("aleq")
    assert page.inbox.filter.text == "aleq"
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    assert len(page.inbox.model.all_rows) == 4
    assert not [each for each in window.findChildren(QDialog) if each.isVisible()]


def test_history_says_who_returned_it_and_who_accepted(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    Keyboard(qtbot).press(Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 1)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    window.pages.show_page("history")
    tree = window.history
    qtbot.waitUntil(lambda: tree.model.rowCount() > 0)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    said = "\n".join(
        str(tree.model.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole) or "")
        for at in range(tree.model.rowCount())
    )
    assert "Housing standards" in said
    assert "in the Housing return of" in said
    assert "accepted by Ann Smith" in said


# ---------------------------------------------------------------- who has answered


def test_who_is_late_is_told_and_a_reminder_copied(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    with clock.fixed(clock.now() - timedelta(days=20)):
        tracker = make_tracker(tmp_path / "Old.marmot")
        sent = returned.send(tracker)
    returned.come_back(tracker, sent["Housing"], {("5.4", GOES): "On track"})
    page = shown(qtbot, window, tracker, 1)
    page.tabs.setCurrentIndex(CHASING)
    page.take_focus()
    rows = page.chasing.model.shown_rows
    assert [(row.sent_to, row.late) for row in rows] == [
        ("Children & Young People", 10),
        ("Net Zero", 10),
        ("Housing", 0),
    ]
    assert page.tabs.tabText(CHASING) == "Who has answered  1 of 3"
    assert page.chasing.card.count.text() == "1 of 3 back"
    pane = page.chasing.pane
    assert pane.buttons["remind"].property("kind") == "primary"
    keys = Keyboard(qtbot)
    keys.press(Key.Key_Return)
    keys.hear("Copy a reminder")
    keys.press(Key.Key_Space)
    words = QApplication.clipboard().text()
    assert "Children & Young People" in words.splitlines()[0]
    assert "Give every family good childcare" in words
    assert "is copied" in window.messages.text


def test_a_return_leads_to_what_was_decided_of_it(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    Keyboard(qtbot).press(Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 1)
    page.tabs.setCurrentIndex(CHASING)
    housing = next(row for row in page.chasing.model.all_rows if row.sent_to == "Housing")
    page.chasing.table.select(housing.uid)
    qtbot.mouseClick(page.chasing.pane.buttons["decided"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.decided.model.rowCount() == 3)
    assert page.tabs.currentIndex() == DECIDED
    assert page.decided.filter.text == 'return:"=Housing" period:"=Autumn review"'
    net_zero = next(row for row in page.chasing.model.all_rows if row.sent_to == "Net Zero")
    page.tabs.setCurrentIndex(CHASING)
    page.chasing.table.select(net_zero.uid)
    qtbot.mouseClick(page.chasing.pane.buttons["decided"], Qt.MouseButton.LeftButton)
    assert page.decided.model.rowCount() == 0


def test_ratings_and_who_decided_when_are_read_whole_in_a_small_window(
    qtbot: QtBot, window: MainWindow, waiting: Path
) -> None:
    page = shown(qtbot, window, waiting, 4)
    window.resize(1280, 800)

    def uncut(part: AnswerLines, *names: str) -> bool:
        font, model = part.table.font(), part.model
        chip = theme.chip_size(font, Rating.ON_TRACK, "On track").width()
        widths = [part.table.columnWidth(model.column_at(name)) for name in names]
        return min(widths) - PADDING - 2 >= chip

    assert uncut(page.inbox, "sent", "returned")
    Keyboard(qtbot).press(Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 1)
    page.tabs.setCurrentIndex(DECIDED)
    qtbot.waitUntil(lambda: page.decided.model.rowCount() == 3)
    table, model = page.decided.table, page.decided.model
    assert uncut(page.decided, "returned")
    at = model.column_at("verdict")
    words = model.index(0, at).data(Roles.CELL).beneath
    assert words == f"Ann Smith, {day(clock.today())}"
    small = QFontMetricsF(theme.scaled(table.font(), theme.SMALL))
    assert small.horizontalAdvance(words) <= table.columnWidth(at) - PADDING - 6


def test_an_earlier_period_can_be_chosen(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    with clock.fixed(clock.now() - timedelta(days=100)):
        tracker = make_tracker(tmp_path / "Old.marmot")
        returned.send(tracker, period="Summer review")
    sent = returned.send(tracker)
    returned.come_back(tracker, sent["Housing"], {("5.4", GOES): "On track"})
    page = shown(qtbot, window, tracker, 1)
    page.tabs.setCurrentIndex(CHASING)
    assert {row.period for row in page.chasing.model.all_rows} == {"Autumn review"}
    chosen = page.chasing.periods
    assert {chosen.itemText(at) for at in range(chosen.count())} == {
        "Autumn review",
        "Summer review",
    }
    chosen.setCurrentText("Summer review")
    chosen.activated.emit(chosen.currentIndex())
    qtbot.waitUntil(
        lambda: {row.period for row in page.chasing.model.all_rows} == {"Summer review"}
    )


# ---------------------------------------------------------------- around it


def test_a_past_day_is_only_read(qtbot: QtBot, window: MainWindow, waiting: Path) -> None:
    page = shown(qtbot, window, waiting, 4)
    window.bridge.look_at(Moment(day=clock.today()))
    qtbot.waitUntil(lambda: window.bridge.looking_back is not None)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 4)
    assert page.inbox.strip.button.isHidden()
    assert page.inbox.keys.isHidden()
    assert not any(button.isEnabled() for button in page.inbox.pane.buttons.values())
    assert not page.send_button.isEnabled()
    for action in page.inbox.decisions():
        assert not window.actions_table[action].isEnabled()
    for action in ("remind", "ask_back"):
        assert not window.actions_table[action].isEnabled(), action
    page.tabs.setCurrentIndex(CHASING)
    assert page.chasing.card.button.isHidden()
    window.looking_back.come_back()
    qtbot.waitUntil(lambda: window.bridge.looking_back is None)
    qtbot.waitUntil(window.actions_table["accept_answer"].isEnabled)


def test_each_past_day_shows_the_returns_of_that_day(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    now, path = clock.now(), tmp_path / "Old.marmot"
    with clock.fixed(now - timedelta(days=30)):
        make_tracker(path)
    with clock.fixed(now - timedelta(days=20)):
        sent = returned.send(path)
    with clock.fixed(now - timedelta(days=10)):
        returned.come_back(path, sent["Housing"], {("5.4", GOES): "Off track"})
        returned.rate_meanwhile(path, "5.4", Rating.AT_RISK, "As seen")
    page = shown(qtbot, window, path, 1)
    for days, returns, waits in ((25, 0, 0), (15, 3, 0), (5, 3, 1)):
        window.bridge.look_at(Moment(day=clock.today() - timedelta(days=days)))
        qtbot.waitUntil(
            lambda returns=returns: page.chasing.model.rowCount() == returns  # type: ignore[misc]
        )
        qtbot.waitUntil(lambda: not window.bridge.workers.running)
        assert page.inbox.model.rowCount() == waits, days
        if not waits:
            assert not page.inbox.empty.button.isVisibleTo(page.inbox.empty)
            assert page.inbox.empty.heading.text() == (
                "Nothing waits" if returns else "No returns sent"
            )
    (line,) = page.inbox.model.all_rows
    assert (line.sent, line.current, line.state) == ("", "At risk", LineState.TWO_ANSWERS)


def test_a_tracker_without_returns_offers_to_send_some(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    page = shown(qtbot, window, tracker, 0)
    qtbot.waitUntil(lambda: page.inbox.empty.button.text() == "Send returns…")
    assert page.inbox.empty.heading.text() == "No returns sent yet"
    wished: list[str] = []
    page.wished.connect(wished.append)
    page.inbox.empty.button.click()
    assert wished == ["send_returns"]


def test_once_all_is_decided_the_page_says_so_and_the_count_is_gone(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    sent = returned.send(tracker)
    returned.come_back(tracker, sent["Housing"], {("5.4", GOES): "On track"})
    window.bridge.open(tracker)
    button = window.page_list._buttons["returns"]
    qtbot.waitUntil(lambda: button.count == "1")
    page = shown(qtbot, window, tracker, 1)
    keys = Keyboard(qtbot)
    keys.press(Key.Key_A)
    qtbot.waitUntil(lambda: page.inbox.model.rowCount() == 0)
    qtbot.waitUntil(lambda: button.count == "")
    assert page.inbox.empty.heading.text() == "Nothing waits"
    assert page.tabs.currentIndex() == INBOX
    assert keys.heard.startswith("Receive returns")


def test_an_answer_that_waits_changes_nothing(tracker: Path) -> None:
    before = rows_of(tracker)["5.4"]
    sent = returned.send(tracker)
    returned.come_back(
        tracker,
        sent["Housing"],
        {("5.4", GOES): "Off track", ("5.4", FormField.FORECAST): "31/03/2027"},
    )
    after = rows_of(tracker)["5.4"]
    assert (after.rating, after.due, after.marks) == (before.rating, before.due, before.marks)
