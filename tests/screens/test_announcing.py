"""Results are spoken: what is told to a screen reader is listened to where it leaves the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.errors import TrackerError
from tests.screens.test_importing import review, write
from tests.screens.test_main_job import dialog_of, edit_cell, row
from ui.dialogs.new_tracker import NewTrackerDialog
from ui.looking_back import Moment
from ui.main_window import MainWindow


@dataclass
class Listener:
    """Whoever listens: what was said, one after another."""

    said: list[str]

    def hear(self, event: QAccessibleEvent) -> None:
        """What a screen reader says for an event."""
        if isinstance(event, QAccessibleAnnouncementEvent):
            self.said.append(event.message())
        elif event.type() == QAccessible.Event.Alert:
            source = event.object()
            assert isinstance(source, QWidget)
            assert source.isVisible(), "what is hidden is not spoken"
            self.said.append(QAccessible.queryAccessibleInterface(source).text(NAME))

    def heard(self, words: str) -> bool:
        """Whether these words were said."""
        return any(words in said for said in self.said)


NAME = QAccessible.Text.Name


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Listens in the place of the system's screen reader."""
    found = Listener([])
    monkeypatch.setattr(QAccessible, "updateAccessibility", found.hear)
    return found


def test_how_many_a_filter_leaves_is_said_once_typing_pauses(
    qtbot: QtBot, opened: MainWindow, listener: Listener
) -> None:
    opened.actions_table["find"].trigger()
    qtbot.keyClicks(opened.recommendations.filter.box, "homes")
    qtbot.waitUntil(lambda: listener.heard("1 of 3 recommendations are shown"))
    assert sum("are shown" in said for said in listener.said) <= 2, "not for every letter"


def test_what_was_done_is_said(qtbot: QtBot, opened: MainWindow, listener: Listener) -> None:
    editor = edit_cell(qtbot, opened, "1", "owner")
    qtbot.keyClicks(editor, "Family Hubs")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "1").owner == "Family Hubs")
    opened.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: listener.heard("Taken back: Set owner of 1."))


def test_a_fault_is_said_with_what_to_do_next(opened: MainWindow, listener: Listener) -> None:
    opened.bridge.faulted.emit(TrackerError("list.xlsx is open in Excel.", hint="Close it there."))
    assert listener.heard("list.xlsx is open in Excel. Close it there.")


def test_what_is_typed_wrong_in_a_cell_is_said(
    qtbot: QtBot, opened: MainWindow, listener: Listener
) -> None:
    editor = edit_cell(qtbot, opened, "5.4", "due")
    qtbot.keyClicks(editor, "3/4/27")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listener.heard("not a date"))


def test_a_past_day_is_said_to_be_one(qtbot: QtBot, opened: MainWindow, listener: Listener) -> None:
    opened.bridge.look_at(Moment(day=clock.today() - timedelta(days=0)))
    qtbot.waitUntil(lambda: listener.heard("You are looking at"))
    assert listener.heard("Nothing can be changed here.")


def test_what_a_list_would_bring_is_said(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, listener: Listener
) -> None:
    listed = write(tmp_path / "more.csv", "A1,Plant trees on every street,Net Zero,High")
    dialog = review(qtbot, opened, listed)
    qtbot.waitUntil(lambda: listener.heard(dialog.summary.text()))


def test_what_is_missing_in_a_dialog_is_said(
    qtbot: QtBot, opened: MainWindow, listener: Listener
) -> None:
    opened.commands.new()
    dialog = dialog_of(qtbot, opened, NewTrackerDialog)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert listener.heard("Write the name of the place.")
