"""The command palette and the sheet of shortcuts: found by a few letters, done by Enter, why not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from marmot_tracker.services.wording import day
from tests.screens.test_main_job import dialog_of
from ui.actions import ACTIONS
from ui.dialogs.palette import MOST, PaletteDialog, PaletteItem
from ui.dialogs.rating import RatingDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.looking_back import Moment
from ui.main_window import MainWindow
from ui.pages.palette import ALSO
from ui.widgets import fuzzy
from ui.widgets.page_list import PageButton


def palette(qtbot: QtBot, window: MainWindow, words: str = "") -> PaletteDialog:
    """Open it by its keys and type."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(qtbot, window, PaletteDialog)
    assert isinstance(dialog, PaletteDialog)
    QTest.keyClicks(dialog.box, words)
    return dialog


def found(dialog: PaletteDialog) -> list[str]:
    return [item.words for item in dialog.model.items]


def item(dialog: PaletteDialog, words: str) -> PaletteItem:
    return next(each for each in dialog.model.items if each.words.startswith(words))


def test_a_few_letters_and_enter_do_a_command(qtbot: QtBot, opened: MainWindow) -> None:
    dialog = palette(qtbot, opened, "set rat")
    assert found(dialog)[0] == "Set rating…"
    assert dialog.model.items[0].keys == "Ctrl+R"
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    assert dialog_of(qtbot, opened, RatingDialog)


def test_what_was_done_last_stands_first(qtbot: QtBot, opened: MainWindow) -> None:
    dialog = palette(qtbot, opened, "filter")
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened.focusWidget() is opened.recommendations.filter.box)
    assert found(palette(qtbot, opened))[0] == "Filter"


def test_every_command_is_there_with_its_keys(qtbot: QtBot, opened: MainWindow) -> None:
    dialog = palette(qtbot, opened)
    words = set(found(dialog))
    for spec in ACTIONS:
        if spec.id != "palette":
            assert opened.actions_table[spec.id].text().replace("&", "") in words
    assert {page.words for page in opened.pages.pages} <= words


def test_views_and_recommendations_are_found(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    dialog = palette(qtbot, opened, "no own")
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.filter.text == "no:owner")
    page.filter.clear()
    for typed in ("5.4", "quality", "qualty of homes"):
        page.table.select(page.model.all_rows[0].uid)
        dialog = palette(qtbot, opened, typed)
        assert found(dialog)[0].startswith("5.4  Improve the quality")
        qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.current is not None and page.current.reference == "5.4")


def test_arrow_keys_go_round_and_escape_leaves(qtbot: QtBot, opened: MainWindow) -> None:
    dialog = palette(qtbot, opened)
    last = dialog.model.rowCount() - 1
    qtbot.keyClick(dialog.box, Qt.Key.Key_Up)
    assert dialog.list.currentIndex().row() == last
    qtbot.keyClick(dialog.box, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.box, Qt.Key.Key_Down)
    assert dialog.list.currentIndex().row() == 1
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog.box, Qt.Key.Key_Escape)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_the_window_takes_clicks_again_once_it_has_gone(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch, key: Qt.Key
) -> None:
    put_away: list[PaletteDialog] = []
    hiding: list[bool] = []

    class Watched(PaletteDialog):
        def reject(self) -> None:
            put_away.append(self)
            super().reject()

        def isActiveWindow(self) -> bool:
            return not hiding and super().isActiveWindow()

    monkeypatch.setattr("ui.pages.palette.PaletteDialog", Watched)
    dialog = palette(qtbot, opened, "summary")
    qtbot.waitUntil(dialog.isActiveWindow)  # told late, its coming up would look like its going
    hiding.append(True)
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.ActivationChange))  # as X11 tells in hiding
    assert put_away == []
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog.box, key)
    # Put away while it is going, it would leave the window behind it blocked on X11.
    assert len(put_away) == (1 if key == Qt.Key.Key_Escape else 0)
    assert QApplication.modalWindow() is None
    buttons = opened.page_list.findChildren(PageButton)
    button = next(each for each in buttons if each.key == "history")
    at = button.mapTo(opened, button.rect().center())
    QTest.mouseClick(opened.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: opened.pages.current.key == "history")


def test_what_cannot_be_done_now_says_why(qtbot: QtBot, opened: MainWindow) -> None:
    dialog = palette(qtbot, opened)
    assert item(dialog, "Undo").off == "There is nothing to take back."
    assert item(dialog, "Back to today").off == "You are looking at today."
    QTest.keyClicks(dialog.box, "undo")
    assert "nothing to take back" in dialog.model.items[0].spoken
    with qtbot.assertNotEmitted(dialog.accepted):
        qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    dialog.reject()
    with qtbot.waitSignal(opened.bridge.looked):
        opened.bridge.look_at(Moment(opened.bridge.today))
    told = item(palette(qtbot, opened), "Set rating").off
    assert told == f"You are looking at {day(opened.bridge.today)}: go back to today first."


def test_without_a_tracker_it_says_to_open_one(qtbot: QtBot, window: MainWindow) -> None:
    dialog = palette(qtbot, window)
    assert item(dialog, "Set rating").off == "Open a tracker first."
    assert found(dialog)[0] == "New…"
    QTest.keyClicks(dialog.box, "zzzz")
    assert dialog.model.rowCount() == 0
    assert dialog.told.text() == "Nothing is called “zzzz”."
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("aud", "audit pack…"),
        ("pack", "pack of cards"),
        ("ap", "audit pack…"),
        ("check pack", "check a pack…"),
        ("landlrod", "5.4  license every landlord"),
        ("5.4", "5.4  license every landlord"),
    ],
)
def test_what_a_hurried_person_types_is_found(words: str, best: str) -> None:
    texts = ["check a pack…", "pack of cards", "audit pack…", "5.4  license every landlord", "due"]
    assert texts[fuzzy.ranked(words, texts, most=MOST)[0]] == best


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("bulk", "Change several…"),
        ("print", "Print the list…"),
        ("merge", "Bring in a copy…"),
        ("delete", "Withdraw…"),
        ("import", "Load a list or report…"),
        ("pdf", "Load a list or report…"),
        ("search", "Filter"),
    ],
)
def test_other_words_find_a_command(
    qtbot: QtBot, opened: MainWindow, words: str, best: str
) -> None:
    dialog = palette(qtbot, opened, words)
    assert found(dialog)[0] == best
    assert len(found(dialog)) == len(set(found(dialog)))


def test_every_other_word_is_of_a_command() -> None:
    assert set(ALSO) <= {spec.id for spec in ACTIONS}


def test_no_more_are_found_than_asked_for() -> None:
    assert fuzzy.ranked("home", ["home"] * 50, most=MOST) == list(range(MOST))
    assert fuzzy.ranked("  ", ["home"], most=MOST) == []
    assert fuzzy.ranked("xyz", ["home"], most=MOST) == []


# ---------------------------------------------------------------- the sheet of shortcuts


def test_the_sheet_lists_every_shortcut_and_finds_them(qtbot: QtBot, opened: MainWindow) -> None:
    opened.actions_table["keys"].trigger()
    dialog = dialog_of(qtbot, opened, ShortcutsDialog)
    whole = dialog.shown
    for spec in ACTIONS:
        if spec.keys:
            assert spec.text.replace("&", "").rstrip("…") in [what for what, _ in whole]
    assert ("Find a command", "Ctrl+P") in whole
    assert ("Print the list", "Ctrl+Shift+P") in whole
    assert any("F2" in keys for _, keys in whole)
    QTest.keyClicks(dialog.box, "ctrl+shift+p")
    assert dialog.shown == [("Print the list", "Ctrl+Shift+P")]
    texts = [label.text() for label in dialog.area.widget().findChildren(QLabel)]
    assert texts == ["Tracker", "Print the list", "Ctrl+Shift+P"]
    dialog.box.clear()
    QTest.keyClicks(dialog.box, "nothing like it")
    assert dialog.told.text() == "No shortcut is found by that."
