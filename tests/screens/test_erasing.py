"""Erasing through the window: what is shown first, the typed word, and what is left afterwards."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.services import recommendations
from marmot_tracker.trail import erasing
from tests.document.test_erasing import said_in
from tests.screens.conftest import make_tracker, rows_of
from tests.screens.test_deciding import pane_words, press
from tests.screens.test_main_job import choose, dialog_of, row
from ui.dialogs.bring_in import BringInDialog
from ui.dialogs.erase import EraseDialog
from ui.dialogs.plain import TellingDialog
from ui.main_window import MainWindow

NAME = "Jo Quillfeather"
GROUND = "Request of the person, UK GDPR Art. 17"


def say(path: Path, text: str, *, reference: str = "5.4", field: str = "position") -> None:
    """Write a text into a closed tracker; into 5.4 with a theme that names somebody."""
    values = {field: text} | ({"theme": f"With {NAME}"} if reference == "5.4" else {})
    with Document.open(path, author=Author("Ann Smith")) as document:
        with document.read() as session:
            uid = recommendations.the_one(session, reference)
        with document.edit("Set position") as session:
            recommendations.set_fields(session, uid=uid, values=values, today=date(2026, 11, 1))


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """The small tracker, with a name in it that ought not to be there."""
    path = make_tracker(tmp_path / "Anytown.marmot")
    say(path, f"{NAME} is ill")
    say(path, "A colleague is ill")
    say(path, f"Childcare: With {NAME}!", reference="1", field="title")
    return path


def erase_entry(window: MainWindow, text: str) -> None:
    """Choose “Erase what it says…” of the history's entry that says a text."""
    for label in window.recommendations.pane.findChildren(QLabel):
        line = label.parentWidget()
        if text in label.text() and line is not None and line.actions():
            (erase,) = [each for each in line.actions() if each.text() == "Erase what it says…"]
            erase.trigger()
            return
    raise AssertionError(f"no entry says {text}")


def erase_dialog(qtbot: QtBot, window: MainWindow) -> EraseDialog:
    dialog = dialog_of(qtbot, window, EraseDialog)
    assert isinstance(dialog, EraseDialog)
    return dialog


def fill(qtbot: QtBot, dialog: EraseDialog, typed: str = "ERASE") -> None:
    dialog.ground.setFocus()
    qtbot.keyClicks(dialog.ground.lineEdit(), GROUND)
    qtbot.keyClicks(dialog.typed, typed)


def tick(qtbot: QtBot, box: QCheckBox) -> None:
    left = QPoint(8, box.height() // 2)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=left)


def history_of(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "5.4")
    uid = row(window, "5.4").uid
    qtbot.waitUntil(lambda: window.recommendations.pane.uid == uid)
    window.recommendations.pane.show_tab(2)


def test_an_entry_of_the_history_is_erased_after_a_typed_word(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    history_of(opened, qtbot)
    qtbot.waitUntil(lambda: NAME in pane_words(opened))
    erase_entry(opened, f"{NAME} is ill")
    dialog = erase_dialog(qtbot, opened)
    told = [target.text for target, _ in dialog.boxes]
    assert f"{NAME} is ill" in told
    assert not dialog.accept_button.isEnabled()
    (box,) = [box for target, box in dialog.boxes if target.text == f"{NAME} is ill"]
    tick(qtbot, box)
    assert box.isChecked()
    fill(qtbot, dialog, "ERAS")
    assert not dialog.accept_button.isEnabled(), "the whole word is asked for"
    qtbot.keyClick(dialog.typed, Qt.Key.Key_E)
    assert dialog.accept_button.isEnabled()
    press(qtbot, dialog.accept_button)
    done = dialog_of(qtbot, opened, TellingDialog)
    assert "Erased for ever" in "\n".join(label.text() for label in done.findChildren(QLabel))
    done.accept()
    qtbot.waitUntil(lambda: GROUND in pane_words(opened))
    assert f"{NAME} is ill" not in pane_words(opened)
    assert "[erased]" in pane_words(opened)
    opened.close()
    assert said_in(tracker, f"{NAME} is ill") == []
    with Document.open(tracker, author=Author("Reader")) as document:
        assert document.check() == []


def test_enter_does_not_erase(qtbot: QtBot, opened: MainWindow, tracker: Path) -> None:
    choose(opened, "5.4")
    page = opened.recommendations
    page.commands.erasing.of_field(row(opened, "5.4").uid, "5.4", "position")
    dialog = erase_dialog(qtbot, opened)
    for _, box in dialog.boxes:
        box.setChecked(True)
    fill(qtbot, dialog)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog.typed, Qt.Key.Key_Return)
    opened.close()
    assert said_in(tracker, f"{NAME} is ill") != []


def test_where_else_it_stands_is_listed_and_goes_when_ticked(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    choose(opened, "5.4", "text")
    page = opened.recommendations
    page.commands.erasing.of_field(row(opened, "5.4").uid, "5.4", "theme")
    dialog = erase_dialog(qtbot, opened)
    ((target, box),) = dialog.boxes
    assert target.text == f"With {NAME}"
    assert box.isChecked(), "the only text is ticked from the start"
    ((also, other),) = dialog.also_boxes
    assert (also.where, also.text) == ("the short title of 1", f"Childcare: With {NAME}!")
    assert not other.isChecked()
    tick(qtbot, other)
    assert dialog.accept_button.text() == "Erase 2 texts for ever"
    tick(qtbot, box)
    assert not other.isVisible(), "nothing ticked stands there"
    tick(qtbot, box)
    fill(qtbot, dialog)
    press(qtbot, dialog.accept_button)
    dialog_of(qtbot, opened, TellingDialog).accept()
    opened.close()
    assert said_in(tracker, f"With {NAME}") == []
    found = rows_of(tracker)
    assert (found["5.4"].theme, found["1"].short_title) == ("[erased]", "[erased]")


def test_a_copy_that_erases_waits_for_the_tick(
    qtbot: QtBot, opened: MainWindow, tracker: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(tracker, tmp_path / "from Bo.marmot"))
    uid = row(opened, "5.4").uid
    with Document.open(other, author=Author("Bo")) as theirs:
        held = [
            each
            for each in erasing.values_of(theirs._connection, uid, "plain_position")
            if NAME in erasing.text_of(each)
        ]
        theirs.erase([each.hash for each in held], label="Erase a text", ground=GROUND)
    opened.commands.preview_copy(other)
    dialog = dialog_of(qtbot, opened, BringInDialog)
    assert isinstance(dialog, BringInDialog)
    words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert GROUND in words
    assert "the plain-English position of 5.4" in words
    assert not dialog.accept_button.isEnabled()
    tick(qtbot, dialog.agree)
    assert dialog.accept_button.isEnabled()
    with qtbot.waitSignal(opened.bridge.refreshed):
        press(qtbot, dialog.accept_button)
    opened.close()
    assert said_in(tracker, f"{NAME} is ill") == []
    assert rows_of(tracker)["5.4"].position_line == "A colleague is ill"
