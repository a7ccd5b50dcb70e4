"""The keys of every filter box: Esc clears it and gives the list back, Down and Enter go there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.screens.test_main_job import dialog_of
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.main_window import MainWindow
from ui.pages.evidence import EvidencePage
from ui.pages.history import HistoryPage
from ui.pages.recommendations import RecommendationsPage

LEAVING = (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return)


def parts_of(page: object) -> tuple[QLineEdit, QWidget]:
    """The filter box of a page, and the list that it filters."""
    if isinstance(page, HistoryPage):
        return page.filter.words, page.tree
    assert isinstance(page, RecommendationsPage | EvidencePage)
    return page.filter.box, page.table


@pytest.mark.parametrize("key", LEAVING)
@pytest.mark.parametrize("name", ["recommendations", "history"])
def test_a_key_leads_from_the_box_to_its_list(
    qtbot: QtBot, opened: MainWindow, name: str, key: Qt.Key
) -> None:
    opened.pages.show_page(name)
    box, shown = parts_of(opened.pages.current)
    qtbot.waitUntil(shown.isVisible)
    opened.actions_table["find"].trigger()
    assert opened.focusWidget() is box
    qtbot.keyClicks(box, "homes")
    qtbot.keyClick(box, key)
    assert opened.focusWidget() is shown
    assert box.text() == ("" if key == Qt.Key.Key_Escape else "homes")
    opened.actions_table["find"].trigger()
    box.clear()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert opened.focusWidget() is shown, "also where there is nothing to clear"


def test_in_a_dialog_the_second_escape_puts_it_away(qtbot: QtBot, opened: MainWindow) -> None:
    opened.actions_table["keys"].trigger()
    dialog: ShortcutsDialog = dialog_of(qtbot, opened, ShortcutsDialog)
    dialog.box.setFocus()
    qtbot.keyClicks(dialog.box, "undo")
    qtbot.keyClick(dialog.box, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.box.text() == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not opened.findChildren(ShortcutsDialog))
