"""What is ticked Put back in the preview of a copy, where the date or the put back is in doubt."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import coming_in
from tests.screens.conftest import rows_of
from tests.screens.test_bringing_in import accept, opened_on, previewed, work
from tests.screens.test_two_answers import dialog_of, press, titled
from ui.dialogs.came_in import CameInDialog
from ui.main_window import MainWindow


def ticked(qtbot: QtBot, window: MainWindow, path: Path) -> Any:
    """The preview with its first line ticked to be put back, and a reason."""
    dialog = previewed(qtbot, window, path)
    line = next(row for row in dialog.model.all_rows if row.line and row.line.can_put_back)
    dialog.table.select(line.uid)
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    qtbot.keyClicks(dialog.reason, "Not agreed")
    return dialog


@pytest.mark.parametrize("answer", ["right", ""])
def test_a_date_ahead_is_asked_about_before_it_comes_in_and_is_put_back(
    answer: str,
    qtbot: QtBot,
    window: MainWindow,
    tracker: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = Path(shutil.copy(tracker, tracker.with_name("Ahead.marmot")))
    with clock.fixed(clock.now() + timedelta(days=300)):
        work(path, "Jo Bell", "5.4", titled("Better homes"))
    opened_on(qtbot, window, tracker)
    dialog = ticked(qtbot, window, path)
    asked: list[str] = []

    def ask(_parent: object, _title: str, text: str, _choices: object) -> str:
        asked.append(text)
        return answer

    monkeypatch.setattr(window.commands._questions, "ask", ask)
    if answer:
        accept(qtbot, window, dialog)
        assert "1 change put back" in window.messages.text
    else:
        press(qtbot, dialog.accept_button)
        qtbot.waitUntil(lambda: window.messages.text == "Nothing was changed.")
    assert len(asked) == 1
    assert "Ahead.marmot is dated" in asked[0]
    window.close()
    with Document.open(tracker, author=Author("Clerk")) as document:
        assert len(document.receipts()) == (1 if answer else 0)
    assert rows_of(tracker)["5.4"].short_title == ""


def test_what_follows_comes_also_where_it_could_not_be_put_back(
    qtbot: QtBot,
    window: MainWindow,
    tracker: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_args: object, **_named: object) -> int:
        raise TrackerError("The disk is full.")

    monkeypatch.setattr(coming_in, "put_back", refused)
    path = Path(shutil.copy(tracker, tracker.with_name("Copy of Jo.marmot")))
    work(path, "Jo Bell", "5.4", titled("Better homes"))
    work(tracker, "Sam Hill", "5.4", titled("Homes"))
    opened_on(qtbot, window, tracker)
    accept(qtbot, window, ticked(qtbot, window, path))
    said = window.messages.text
    assert "It was not put back: " in said
    assert "The disk is full. To put a change back, open History" in said
    qtbot.waitUntil(lambda: window.pages.current is window.two_answers)
    press(qtbot, window.messages._action)
    assert dialog_of(qtbot, window, CameInDialog).model.rowCount() == 1
