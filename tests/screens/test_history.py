"""The history page: a line per person, thing and sitting; filters; putting back from it."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import dates, history_things, people, recommendations
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.sittings import PAGE, Kind
from tests.screens.conftest import rows_of
from tests.screens.test_main_job import row
from ui.dialogs.put_back import PutBackDialog
from ui.main_window import MainWindow
from ui.pages.history import HistoryPage

BEGIN = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)


def titled(document: Document, reference: str, words: str, minutes: int, reason: str = "") -> None:
    with (
        clock.fixed(BEGIN + timedelta(minutes=minutes)),
        document.edit("Set title", reason=reason) as session,
    ):
        uid = the_one(session, reference)
        recommendations.set_fields(session, uid=uid, values={"title": words}, today=BEGIN.date())


def dated(document: Document, day: date, minutes: int, reason: str = "") -> None:
    with clock.fixed(BEGIN + timedelta(minutes=minutes)), document.edit("Set due") as session:
        dates.set_due(session, recommendation=the_one(session, "5.4"), new_date=day, reason=reason)


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A tracker of September: Ann at two sittings, Bob in a copy that was brought in."""
    from tests.screens.conftest import make_tracker

    with clock.fixed(BEGIN - timedelta(days=30)):
        path = make_tracker(tmp_path / "Anytown.marmot")
    with Document.open(path, author=Author("Ann Lee")) as document:
        titled(document, "5.4", "Homes", 0)
        titled(document, "5.4", "Good homes", 10, "shorter")
        dated(document, date(2026, 6, 30), 20)
        titled(document, "5.4", "Better homes", 120)
        dated(document, date(2026, 12, 31), 125, "two officers left")
    other = Path(shutil.copy(path, tmp_path / "bob.marmot"))
    with Document.open(other, author=Author("Bob Hay")) as document:
        titled(document, "8.1", "Walking", 600)
    with (
        clock.fixed(BEGIN + timedelta(days=2)),
        Document.open(path, author=Author("Clerk")) as document,
    ):
        document.bring_in(other)
    return path


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, worked: Path) -> HistoryPage:
    window.bridge.open(worked)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.pages.show_page("history")
    qtbot.waitUntil(lambda: window.history.model.rowCount() > 0)
    return window.history


def lines(page: HistoryPage) -> list[tuple[str, str, int]]:
    return [
        (line.newest.who, line.newest.called.reference, len(line.steps))
        for line in page.model.lines
    ]


def dialog_of(qtbot: QtBot, window: MainWindow) -> Any:
    def found() -> list[QDialog]:
        return [d for d in window.findChildren(PutBackDialog) if d.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def go_to(page: HistoryPage, sentence: str) -> None:
    """Stand on the step that says something."""
    for line in page.model.lines:
        for step in line.steps:
            if any(sentence in said for said in step.what):
                index = page.model.find(step.change, step.thing)
                page.tree.setCurrentIndex(index)
                return
    raise AssertionError(f"no step says {sentence}")


def test_there_is_a_line_for_each_person_thing_and_sitting(page: HistoryPage) -> None:
    assert lines(page) == [
        ("", "", 1),
        ("Bob Hay", "8.1", 1),
        ("Ann Lee", "5.4", 2),
        ("Ann Lee", "5.4", 3),
        *[("Clerk", *rest) for rest in [("1", 1), ("5.4", 1), ("8.1", 1), ("", 1)]],
    ]
    assert page.model.lines[0].what == "1 change brought in with “bob.marmot”"
    assert page.filter.count.text() == "8 of 8 changes"
    assert page.model.lines[2].what == ("Due date moved from 30/06/2026 to 31/12/2026 (and 1 more)")


def test_a_line_opens_to_every_step_with_reason_source_and_exact_time(
    qtbot: QtBot, page: HistoryPage
) -> None:
    parent = page.model.index(3, 0)
    page.tree.setFocus()
    page.tree.setCurrentIndex(parent)
    qtbot.keyClick(page.tree, Qt.Key.Key_Right)
    assert page.tree.isExpanded(parent)
    assert page.model.rowCount(parent) == 3
    what = page.model.index(1, 3, parent).data(Qt.ItemDataRole.AccessibleTextRole)
    when = page.model.index(1, 0, parent).data(Qt.ItemDataRole.AccessibleTextRole)
    assert what == "Short title changed from 'Homes' to 'Good homes', Why: shorter"
    assert when == "14/09/2026, 10:10:00"
    assert page.model.index(1, 2, parent).data() == "on screen"
    spoken = parent.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("14/09/2026 10:20, Ann Lee, 5.4 Better homes: ")


def test_enter_on_a_step_goes_to_the_recommendation(
    qtbot: QtBot, window: MainWindow, page: HistoryPage
) -> None:
    parent = page.model.index(2, 0)
    page.tree.setCurrentIndex(parent)
    qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    assert page.tree.isExpanded(parent)
    page.tree.setCurrentIndex(page.model.index(0, 0, parent))
    qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    assert window.pages.current is window.recommendations
    assert window.recommendations.table.current_uid == row(window, "5.4").uid


@pytest.mark.parametrize(
    ("narrow", "found"),
    [
        (lambda f: f.who.setCurrentIndex(f.who.findData("Bob Hay")), [("Bob Hay", "8.1", 1)]),
        (lambda f: f.words.setText("8.1"), [("Bob Hay", "8.1", 1), ("Clerk", "8.1", 1)]),
        (
            lambda f: f.words.setText("cycling walking"),
            [("Bob Hay", "8.1", 1), ("Clerk", "8.1", 1)],
        ),
        (
            lambda f: f.kind.setCurrentIndex(f.kind.findData(Kind.DATED.value)),
            [("Ann Lee", "5.4", 1), ("Ann Lee", "5.4", 1)],
        ),
        (
            lambda f: f.kind.setCurrentIndex(f.kind.findData(Kind.COPY.value)),
            [("", "", 1), ("Bob Hay", "8.1", 1)],
        ),
        (lambda f: f.until.setText("15/08/2026"), None),
    ],
)
def test_it_is_narrowed_by_person_words_day_and_kind(
    qtbot: QtBot, page: HistoryPage, narrow: Any, found: list[tuple[str, str, int]] | None
) -> None:
    before = page.filter.count.text()
    narrow(page.filter)
    qtbot.waitUntil(lambda: page.filter.count.text() != before)
    if found is None:
        assert {who for who, _, _ in lines(page)} == {"Clerk"}
    else:
        assert lines(page) == found
    assert page.filter.clear_button.isVisible()
    press(qtbot, page.filter.clear_button)
    qtbot.waitUntil(lambda: page.filter.count.text() == before)


def test_nothing_found_says_so_and_offers_the_whole_history(
    qtbot: QtBot, page: HistoryPage
) -> None:
    page.filter.words.setText("no such words anywhere")
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page._empty)
    press(qtbot, page._empty.findChildren(QPushButton)[0])
    qtbot.waitUntil(lambda: page._stack.currentIndex() == 0)


def test_a_moved_date_is_put_back_with_a_reason_and_undone(
    qtbot: QtBot, window: MainWindow, page: HistoryPage, worked: Path
) -> None:
    go_to(page, "Due date moved")
    window.actions_table["put_back"].trigger()
    dialog = dialog_of(qtbot, window)
    (line, box) = dialog.boxes[dialog.way][0]
    assert line.words == "Due date of 5.4: 31/12/2026 becomes 30/06/2026 again"
    assert box.isChecked()
    press(qtbot, dialog.accept_button)
    assert dialog.isVisible(), "a reason is asked for"
    qtbot.keyClicks(dialog.reason, "It was right before")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: page.filter.count.text() == "9 of 9 changes")
    newest = page.model.lines[0].newest
    assert (newest.who, newest.why) == ("Ann Smith", "It was right before")
    assert newest.what == ("Due date moved from 31/12/2026 to 30/06/2026",)
    facts = window.bridge.facts
    assert facts is not None
    assert facts.undo == "Put back due date of 5.4"
    window.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: page.filter.count.text() == "10 of 10 changes")
    window.close()
    assert rows_of(worked)["5.4"].due == date(2026, 12, 31)


def test_what_somebody_changed_since_is_said_and_left_unless_ticked(
    qtbot: QtBot, window: MainWindow, page: HistoryPage, worked: Path
) -> None:
    go_to(page, "to 'Good homes'")
    press(qtbot, page.put_back_button)
    dialog = dialog_of(qtbot, window)
    (line, box) = dialog.boxes[dialog.way][0]
    assert line.words == "Short title of 5.4: Better homes becomes Homes again"
    assert line.since == "changed since by Ann Lee on 14/09/2026"
    assert not box.isChecked()
    assert not dialog.accept_button.isEnabled()
    box.click()
    qtbot.keyClicks(dialog.reason, "Shorter is better")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: page.filter.count.text() == "9 of 9 changes")
    window.close()
    assert rows_of(worked)["5.4"].short_title == "Homes"


def test_what_a_step_said_stands_again(
    qtbot: QtBot, window: MainWindow, page: HistoryPage, worked: Path
) -> None:
    go_to(page, "to 'Good homes'")
    press(qtbot, page.put_back_button)
    dialog = dialog_of(qtbot, window)
    again = list(dialog.ways)[1]
    dialog.ways[again].click()
    assert dialog.boxes[again][0][1].isChecked()
    qtbot.keyClicks(dialog.reason, "That was best")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: page.filter.count.text() == "9 of 9 changes")
    window.close()
    assert rows_of(worked)["5.4"].short_title == "Good homes"


def test_a_step_is_put_back_from_the_reading_pane(
    qtbot: QtBot, window: MainWindow, page: HistoryPage, worked: Path
) -> None:
    window.pages.show_page("recommendations")
    register = window.recommendations
    uid = row(window, "5.4").uid
    register.table.select(uid)
    qtbot.waitUntil(lambda: register.pane.uid == uid)
    register.pane.show_tab(2)
    content = register.pane._content
    assert content is not None
    entry = next(entry for entry in content.history if "Due date moved" in entry.text)
    assert ("put_back", "Put back…") in entry.menu
    register.pane._asked("put_back", entry.uid)
    dialog = dialog_of(qtbot, window)
    qtbot.keyClicks(dialog.reason, "It was right before")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: row(window, "5.4").due == date(2026, 6, 30))


def test_more_is_read_as_the_end_comes_near(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    from tests.screens.conftest import make_tracker

    path = make_tracker(tmp_path / "Long.marmot")
    many = 2 * PAGE + 5
    with Document.open(path, author=Author("Ann Lee")) as document:
        for at in range(many):
            with document.edit(f"Add {at}") as session:
                people.ensure_owner(session, words=f"Owner {at}")
    window.bridge.open(path)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.pages.show_page("history")
    page = window.history
    qtbot.waitUntil(lambda: page.model.rowCount() >= PAGE - 1)
    assert page.model.rowCount() <= PAGE
    while page._read < len(page._feed.refs):
        before = page._read
        page.tree.scrollToBottom()
        page.tree.setCurrentIndex(page.model.index(page.model.rowCount() - 1, 0))
        page.model.fetchMore(page.model.index(-1, 0))
        qtbot.waitUntil(lambda: page._read > before)  # noqa: B023  waited for at once
    told = [said for line in page.model.lines for step in line.steps for said in step.what]
    assert sum(said.startswith("Add ") for said in told) == many


def test_under_as_at_it_is_the_history_until_then_and_nothing_is_put_back(
    qtbot: QtBot, window: MainWindow, page: HistoryPage
) -> None:
    from ui.looking_back import Moment

    window.bridge.look_at(Moment(date(2026, 9, 1)))
    qtbot.waitUntil(lambda: page.filter.count.text() == "2 of 2 changes")
    assert {who for who, _, _ in lines(page)} == {"Clerk"}
    assert not page.put_back_button.isEnabled()
    assert not any(
        button.text() == "Put back…" and button.isVisible()
        for button in page.pane.findChildren(QPushButton)
    )


def test_a_line_is_copied_as_a_sentence(
    qtbot: QtBot, window: MainWindow, page: HistoryPage
) -> None:
    go_to(page, "Due date moved")
    window.actions_table["copy"].trigger()
    said = QApplication.clipboard().text()
    assert said.startswith("14/09/2026 12:05, Ann Lee, 5.4 Better homes: Due date moved")


def test_every_kind_of_thing_has_a_word() -> None:
    from marmot_tracker.model import KINDS

    assert set(history_things.KIND_WORDS) == set(KINDS)
