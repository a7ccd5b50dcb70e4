"""Saved views in the window: kept, chosen, renamed, removed and undone by keyboard; since the pack."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.reports import audit_pack
from marmot_tracker.services import recommendations, setting, views
from marmot_tracker.services.views import BUILT_IN, ViewFacts
from tests.screens.conftest import make_tracker
from tests.screens.test_main_job import dialog_of
from ui.dialogs.saved_view import SavedViewDialog
from ui.main_window import MainWindow
from ui.widgets import shown_columns

TITLE = {"title": "Homes"}
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def kept(tracker: Path) -> list[ViewFacts]:
    """The tracker's own views, read from the closed file."""
    with (
        Document.open(tracker, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        return views.list_(session)[len(BUILT_IN) :]


def own(window: MainWindow) -> list[str]:
    """The views of the tracker that the window knows."""
    return [view.name for view in window.recommendations.viewing.known if not view.built_in]


def shown(window: MainWindow) -> list[str]:
    return [row.reference for row in window.recommendations.model.shown_rows]


def menu_of(qtbot: QtBot, window: MainWindow) -> QMenu:
    """Open the menu of views as its keys do."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_V, BOTH)
    menu = window.recommendations.viewing.button.menu()
    qtbot.waitUntil(menu.isVisible)
    return menu


def save(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.actions_table["save_view"].trigger()
    dialog = dialog_of(qtbot, window, SavedViewDialog)
    dialog.name.setFocus()
    QTest.keyClicks(dialog.name, name)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: name in own(window))


def pick(qtbot: QtBot, menu: QMenu, words: str) -> None:
    """Go to an entry by the arrow keys and press Enter."""
    for _ in range(20):
        qtbot.keyClick(menu, Qt.Key.Key_Down)
        if menu.activeAction().text().replace("&", "") == words:
            qtbot.keyClick(menu, Qt.Key.Key_Return)
            return
    raise AssertionError(f"{words} is not in the menu")


def test_a_view_is_saved_and_chosen_by_keyboard(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    page = opened.recommendations
    page.filter.set_text("subgroup:housing")
    shown_columns.sort(page.table, "owner", downwards=True)
    save(qtbot, opened, "Homes")
    assert page.viewing.button.text() == "Views: Homes"
    page.filter.clear()
    shown_columns.sort(page.table, "")
    assert shown(opened) == ["1", "5.4", "8.1"]
    assert page.viewing.button.text() == "Views"
    pick(qtbot, menu_of(qtbot, opened), "Homes")
    assert page.filter.text == "subgroup:housing"
    assert shown(opened) == ["5.4"]
    assert shown_columns.order(page.table) == ("owner", True)
    opened.close()
    (view,) = kept(tracker)
    assert (view.filter, view.sort, view.downwards) == ("subgroup:housing", "owner", True)
    assert view.columns[:2] == ("reference", "text")


def test_columns_come_back_in_the_order_of_the_view(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    before = shown_columns.shown(page.table)
    shown_columns.show(page.table, ("due", "reference", "text"))
    page.filter.set_text("homes")
    save(qtbot, opened, "Dates first")
    shown_columns.show(page.table, before)
    assert shown_columns.shown(page.table) == before
    pick(qtbot, menu_of(qtbot, opened), "Dates first")
    assert shown_columns.shown(page.table) == ("due", "reference", "text")


def test_a_built_in_view_is_chosen_by_keyboard(qtbot: QtBot, opened: MainWindow) -> None:
    pick(qtbot, menu_of(qtbot, opened), "No owner")
    assert opened.recommendations.filter.text == "no:owner"
    assert opened.recommendations.viewing.button.text() == "Views"  # its own chip is pressed


def test_a_view_is_renamed_removed_and_brought_back(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    opened.recommendations.filter.set_text("homes")
    save(qtbot, opened, "Homes")
    menu = menu_of(qtbot, opened)
    pick(qtbot, menu, "Rename")
    beneath = QApplication.activePopupWidget()
    assert isinstance(beneath, QMenu)
    qtbot.keyClick(beneath, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, opened, SavedViewDialog)
    QTest.keyClicks(dialog.name, "Mine")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "always there" in dialog.missing.text())
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "Better homes")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: own(opened) == ["Better homes"])
    opened.recommendations.viewing.remove(opened.recommendations.viewing.known[-1])
    qtbot.waitUntil(lambda: own(opened) == [])
    opened.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: own(opened) == ["Better homes"])
    opened.close()
    assert [view.name for view in kept(tracker)] == ["Better homes"]


def test_the_same_name_replaces_and_says_so(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    page = opened.recommendations
    page.filter.set_text("homes")
    save(qtbot, opened, "Homes")
    page.filter.set_text("walking")
    opened.actions_table["save_view"].trigger()
    dialog = dialog_of(qtbot, opened, SavedViewDialog)
    QTest.keyClicks(dialog.name, "homes")
    assert "“Homes” is there already and will be replaced." in dialog.missing.text()
    assert dialog.accept_button.text() == "Replace"
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.viewing.known[-1].filter == "walking")
    opened.close()
    assert [(view.name, view.filter) for view in kept(tracker)] == [("Homes", "walking")]


def test_views_of_one_name_are_told_apart_and_saved_over_together(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    other = Path(shutil.copy(tracker, tracker.with_name("bob.marmot")))
    for path, name, words in ((tracker, "Ann Lee", "homes"), (other, "Bob Hay", "walking")):
        with (
            Document.open(path, author=Author(name)) as document,
            document.edit("Save view Late") as session,
        ):
            views.save(session, name="Late", filter=words)
    with Document.open(tracker, author=Author("Clerk")) as document:
        document.bring_in(other)
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: own(window) == ["Late", "Late"])
    menu = menu_of(qtbot, window)
    told = [action.text() for action in menu.actions() if action.text().startswith("Late")]
    assert sorted(told) == ["Late – by Ann Lee", "Late – by Bob Hay"]
    menu.close()
    page, news = window.recommendations, list[str]()
    page.viewing.told.connect(lambda text, _tone: news.append(text))
    page.filter.set_text("homes")
    window.actions_table["save_view"].trigger()
    dialog = dialog_of(qtbot, window, SavedViewDialog)
    QTest.keyClicks(dialog.name, "late")
    assert "2 views called “Late” are there already" in dialog.missing.text()
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: own(window) == ["Late"])
    assert news == ["Saved the view “late”; it takes the place of 2 of that name."]
    window.close()
    assert [(view.name, view.filter) for view in kept(tracker)] == [("Late", "homes")]


# ---------------------------------------------------------------- since the last pack


@pytest.fixture
def packed(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """The window on a tracker with a pack, after which one title was changed."""
    tracker = make_tracker(tmp_path / "Packed.marmot")
    with Document.open(tracker, author=Author("Clerk")) as document:
        audit_pack.make(document, tmp_path / "pack.xlsx")
        with document.edit("Shorter") as session:
            uid = recommendations.the_one(session, "5.4")
            setting.set_fields(session, uid=uid, values=TITLE, today=window.bridge.today)
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: counts(window, 1))
    return window


def chips(window: MainWindow) -> list[QPushButton]:
    buttons = window.recommendations.filter.findChildren(QPushButton)
    return [button for button in buttons if button.text().startswith("Changed since")]


def chip(window: MainWindow) -> QPushButton:
    return chips(window)[0]


def counts(window: MainWindow, many: int) -> bool:
    return any(button.text().endswith(f"  {many}") for button in chips(window))


def test_the_chip_counts_and_shows_what_changed_since_the_pack(
    qtbot: QtBot, packed: MainWindow
) -> None:
    qtbot.mouseClick(chip(packed), Qt.MouseButton.LeftButton)
    assert shown(packed) == ["5.4"]
    packed.bridge.do(
        "Title",
        setting.set_fields,
        uid=packed.recommendations.model.all_rows[0].uid,
        values=TITLE,
        today=packed.bridge.today,
    )
    qtbot.waitUntil(lambda: shown(packed) == ["1", "5.4"])
    qtbot.waitUntil(lambda: counts(packed, 2))
    packed.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: shown(packed) == ["5.4"])


def test_a_new_pack_begins_anew(qtbot: QtBot, packed: MainWindow, tmp_path: Path) -> None:
    packed.bridge.work(
        "Pack", lambda document, _progress: audit_pack.make(document, tmp_path / "next.xlsx")
    )
    qtbot.waitUntil(lambda: counts(packed, 0))
    assert packed.recommendations.since_pack.changed == frozenset()


def test_without_a_pack_the_filter_says_so(qtbot: QtBot, opened: MainWindow) -> None:
    qtbot.waitUntil(lambda: bool(chips(opened)))
    assert chip(opened).text() == "Changed since last pack"
    assert "No pack has been made" in chip(opened).toolTip()
    qtbot.mouseClick(chip(opened), Qt.MouseButton.LeftButton)
    assert shown(opened) == []
    assert "No pack has been made" in opened.recommendations.filter._problem.text()
