"""As at: the whole window looks at a past day, says so, and lets nothing be changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.reports import audit_pack
from marmot_tracker.services import people, ratings, register
from marmot_tracker.vocabulary import Rating
from tests.screens.conftest import LIST, make_tracker, rows_of
from ui.dialogs.as_at import AsAtDialog
from ui.dialogs.dialog import AskingDialog
from ui.looking_back import Moment
from ui.main_window import MainWindow

SPRING = datetime(2026, 4, 1, 9, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 9, tzinfo=UTC)
MAY = Moment(date(2026, 5, 1))


def rate(document: Document, rating: Rating, reason: str) -> None:
    """Rate 5.4."""
    with document.edit("Set rating") as session:
        row = next(
            row for row in register.rows(session, today=clock.today()) if row.reference == "5.4"
        )
        ratings.rate(
            session,
            recommendation=row.uid,
            rating=rating,
            reason=reason,
            path_to_green="Agency cover",
            path_to_green_by=date(2026, 12, 1),
            speaks_for=clock.today(),
        )


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """A tracker whose 5.4 was on track in spring, when a pack was made, and off track since."""
    with clock.fixed(SPRING):
        path = make_tracker(tmp_path / "Rated.marmot")
        with Document.open(path, author=Author("Ann")) as document:
            rate(document, Rating.ON_TRACK, "On plan")
            audit_pack.make(document, tmp_path / "pack.xlsx")
    with clock.fixed(SUMMER), Document.open(path, author=Author("Ann")) as document:
        rate(document, Rating.OFF_TRACK, "Two officers left")
        with document.edit("Name the owner") as session:
            row = next(
                row for row in register.rows(session, today=clock.today()) if row.reference == "5.4"
            )
            owner = people.ensure_owner(session, words="Head of Housing, Anytown Council")
            people.assign(session, recommendation=row.uid, owner=owner, since=clock.today())
    return path


@pytest.fixture
def looking(qtbot: QtBot, window: MainWindow, rated: Path) -> MainWindow:
    """The window, looking at May."""
    window.bridge.open(rated)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == len(LIST))
    look_at(qtbot, window, MAY)
    return window


def look_at(qtbot: QtBot, window: MainWindow, moment: Moment | None) -> None:
    with qtbot.waitSignal(window.bridge.looked):
        window.bridge.look_at(moment)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)


def rating(window: MainWindow) -> Rating:
    rows = window.recommendations.model.all_rows
    return next(row.rating for row in rows if row.reference == "5.4")


def test_the_list_is_shown_as_it_stood(qtbot: QtBot, looking: MainWindow) -> None:
    assert rating(looking) is Rating.ON_TRACK
    look_at(qtbot, looking, None)
    assert rating(looking) is Rating.OFF_TRACK


def test_the_day_is_told_unmistakably(qtbot: QtBot, looking: MainWindow) -> None:
    banner = looking.looking_back.banner
    assert banner.isVisible()
    said = " ".join(label.text() for label in banner.findChildren(QLabel))
    assert "As at 01/05/2026" in said
    assert "Nothing can be changed" in said
    assert looking.status.as_at.text() == "As at 01/05/2026"
    qtbot.mouseClick(banner.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not banner.isVisible())
    qtbot.waitUntil(lambda: rating(looking) is Rating.OFF_TRACK)
    assert looking.status.as_at.text() == "As at today"


def test_nothing_can_be_changed(qtbot: QtBot, looking: MainWindow, rated: Path) -> None:
    page = looking.recommendations
    before = rated.read_bytes()
    for spec in ("rate", "owner", "due", "attach", "withdraw", "undo", "load", "bring_in"):
        assert not looking.actions_table[spec].isEnabled(), spec
    with qtbot.waitSignal(looking.bridge.faulted) as told:
        page.commands.editing.set_owner(page.model.all_rows[0], "Family Hubs")
    assert "You are looking at 01/05/2026" in str(told.args[0])
    row = next(at for at, row in enumerate(page.model.all_rows) if row.reference == "5.4")
    page.table.setCurrentIndex(page.model.index(row, page.model.column_at("owner")))
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    assert not page.table.isPersistentEditorOpen(page.table.currentIndex())
    assert page.table.state() != QAbstractItemView.State.EditingState
    named = ("Set the rating", "Set the owner", "Set the due date", "Attach evidence")
    buttons = [
        each for each in page.pane.findChildren(QPushButton) if each.accessibleName() in named
    ]
    assert len(buttons) == len(named)
    assert not any(button.isEnabled() for button in buttons)
    assert rated.read_bytes() == before
    look_at(qtbot, looking, None)
    assert all(button.isEnabled() for button in buttons)
    assert looking.actions_table["rate"].isEnabled()


def test_nothing_is_pasted_filled_down_or_changed_in_many(
    qtbot: QtBot, looking: MainWindow, rated: Path
) -> None:
    page, before = looking.recommendations, rated.read_bytes()
    cells = page.commands.cells
    for spec in ("paste", "fill_down", "bulk"):
        assert not looking.actions_table[spec].isEnabled(), spec
    page.table.selectAll()
    column = page.model.columns[page.model.column_at("owner")]
    rows = page.model.all_rows
    QApplication.clipboard().setText("Family Hubs")
    for ask in (
        page.handlers()["paste"],
        page.handlers()["fill_down"],
        page.handlers()["bulk"],
        lambda: cells.clear(rows, column),
        lambda: cells.put_today(rows, column),
        lambda: cells.type_value(rows[0], column, "Family Hubs"),
    ):
        looking.messages.clear()
        ask()
        assert "You are looking at 01/05/2026" in looking.messages.text
    assert not looking.findChildren(AskingDialog)
    assert rated.read_bytes() == before


def test_a_pack_is_found_by_name_and_shows_what_it_showed(
    qtbot: QtBot, looking: MainWindow
) -> None:
    look_at(qtbot, looking, None)
    looking.actions_table["look_back"].trigger()
    qtbot.waitUntil(lambda: bool(looking.findChildren(AsAtDialog)))
    (dialog,) = looking.findChildren(AsAtDialog)
    assert dialog.moments.count() == 1
    assert "Pack of 01/04/2026" in dialog.moments.item(0).text()
    assert dialog.day.text() == "01/04/2026"
    with qtbot.waitSignal(looking.bridge.looked):
        qtbot.keyClick(dialog.moments, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rating(looking) is Rating.ON_TRACK)
    said = "As at 01/04/2026, as the pack of that day showed it"
    assert looking.status.as_at.text() == said
    assert looking.looking_back.banner.label.text() == said


def test_a_digit_typed_over_the_names_begins_a_day(qtbot: QtBot, looking: MainWindow) -> None:
    looking.actions_table["look_back"].trigger()
    qtbot.waitUntil(lambda: bool(looking.findChildren(AsAtDialog)))
    (dialog,) = looking.findChildren(AsAtDialog)
    assert dialog.focusWidget() is dialog.moments
    qtbot.keyClicks(dialog.moments, "1")
    assert dialog.focusWidget() is dialog.day
    qtbot.keyClicks(dialog.day, "0/04/2026")
    assert dialog.day.text() == "10/04/2026"
    assert not dialog.moments.selectedItems()
    with qtbot.waitSignal(looking.bridge.looked):
        qtbot.keyClick(dialog.day, Qt.Key.Key_Return)
    assert looking.bridge.looking_back == Moment(date(2026, 4, 10))


def test_a_period_is_told_after_the_day() -> None:
    moment = Moment(date(2026, 9, 10), "when Q2 2026/27 was due")
    assert moment.words == "10/09/2026, when Q2 2026/27 was due"


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Choose from the list"), ("01/01/2999", "not over yet"), ("32/01/2026", "32/01/2026")],
)
def test_a_day_that_is_none_is_told(
    qtbot: QtBot, looking: MainWindow, typed: str, told: str
) -> None:
    looking.actions_table["look_back"].trigger()
    qtbot.waitUntil(lambda: bool(looking.findChildren(AsAtDialog)))
    (dialog,) = looking.findChildren(AsAtDialog)
    dialog.day.selectAll()
    qtbot.keyClick(dialog.day, Qt.Key.Key_Delete)
    qtbot.keyClicks(dialog.day, typed)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert any(told in label.text() for label in dialog.findChildren(QLabel))
    assert looking.bridge.looking_back == MAY
    dialog.reject()


def test_what_others_ask_for_long_is_of_that_day_too(qtbot: QtBot, looking: MainWindow) -> None:
    found: list[Rating] = []

    def question(snapshot, _progress) -> Rating:
        with snapshot.read() as session:
            rows = register.rows(session, today=MAY.day)
        return next(row.rating for row in rows if row.reference == "5.4")

    looking.bridge.read("Reading", question, found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [Rating.ON_TRACK]


def test_another_tracker_is_shown_today(qtbot: QtBot, looking: MainWindow, tracker: Path) -> None:
    other = make_tracker(tracker.with_name("Other.marmot"))
    with qtbot.waitSignal(looking.bridge.opened):
        looking.bridge.open(other)
    assert looking.bridge.looking_back is None
    assert not looking.looking_back.banner.isVisible()
    assert looking.status.as_at.text() == "As at today"
    assert set(rows_of(other)) == {reference for reference, _, _ in LIST}


def test_a_day_before_the_tracker_is_refused_and_today_stays(
    qtbot: QtBot, looking: MainWindow, rated: Path
) -> None:
    with qtbot.waitSignal(looking.bridge.faulted) as told:
        looking.bridge.look_at(Moment(date(2020, 1, 1)))
    assert "began on 01/04/2026" in str(told.args[0])
    assert looking.bridge.looking_back == MAY
    looking.recommendations.refresh()
    qtbot.waitUntil(lambda: not looking.bridge.workers.running)
    assert rating(looking) is Rating.ON_TRACK, "May is looked at still"
    look_at(qtbot, looking, None)
    with qtbot.waitSignal(looking.bridge.faulted):
        looking.bridge.look_at(Moment(date(2020, 1, 1)))
    row = next(row for row in looking.recommendations.model.all_rows if row.reference == "8.1")
    looking.recommendations.commands.editing.set_owner(row, "Family Hubs")
    qtbot.waitUntil(lambda: rows_of_page(looking)["8.1"].owner == "Family Hubs")
    assert rating(looking) is Rating.OFF_TRACK


def rows_of_page(window: MainWindow) -> dict[str, register.RegisterRow]:
    return {row.reference: row for row in window.recommendations.model.all_rows}


def test_a_pack_that_this_copy_lacks_leaves_the_moment_shown(
    qtbot: QtBot, looking: MainWindow
) -> None:
    with qtbot.waitSignal(looking.bridge.faulted):
        looking.bridge.look_at(
            Moment(date(2026, 6, 1), "as the pack of that day showed it", ("ab" * 32,))
        )
    assert looking.bridge.looking_back == MAY
    looking.recommendations.refresh()
    qtbot.waitUntil(lambda: not looking.bridge.workers.running)
    assert rating(looking) is Rating.ON_TRACK
