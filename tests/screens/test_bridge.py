"""What is under way when the window is closed or another tracker opened is neither lost nor mixed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from marmot_tracker.progress import Progress
from tests.screens.conftest import LIST, make_tracker, rows_of
from ui.main_window import MainWindow


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another tracker, closed."""
    return make_tracker(tmp_path / "Other.marmot")


@pytest.fixture
def held_up(opened: MainWindow) -> Callable[[], None]:
    """The worker is busy until the answer is called."""
    go_on = threading.Event()

    def wait(*_: object) -> None:
        go_on.wait(30)

    opened.bridge.work("Being busy", wait, reads=True)
    return go_on.set


def set_owner(window: MainWindow, reference: str) -> None:
    row = next(row for row in window.recommendations.model.all_rows if row.reference == reference)
    window.recommendations.commands.editing.set_owner(row, "Family Hubs")


def test_an_edit_made_before_the_window_is_closed_is_in_the_file(
    opened: MainWindow, tracker: Path, held_up: Callable[[], None]
) -> None:
    set_owner(opened, "5.4")
    threading.Timer(0.1, held_up).start()
    opened.close()
    assert rows_of(tracker)["5.4"].owner == "Family Hubs"


def test_a_question_of_one_tracker_is_not_answered_over_another(
    qtbot: QtBot, opened: MainWindow, other: Path, held_up: Callable[[], None]
) -> None:
    heard: list[object] = []
    opened.bridge.ask("Reading", lambda session: "of the first", heard.append)
    opened.bridge.open(other)
    held_up()
    qtbot.waitUntil(lambda: opened.bridge.facts is not None and opened.bridge.facts.path == other)
    qtbot.waitUntil(lambda: not opened.bridge.workers.running)
    opened.bridge.ask("Reading", lambda session: "of the second", heard.append)
    qtbot.waitUntil(lambda: "of the second" in heard)
    assert heard in (["of the first", "of the second"], ["of the second"])
    assert rows_of(other).keys() == {reference for reference, *_ in LIST}


def test_a_long_answer_that_comes_late_goes_to_whoever_waits_for_late_ones(
    qtbot: QtBot, opened: MainWindow, other: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    heard: list[str] = []
    late: list[str] = []

    def question(_snapshot: object, _progress: Progress) -> str:
        begun.set()
        go_on.wait(30)
        return "of the first"

    opened.bridge.read("Reading", question, heard.append, late=late.append)
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(opened.bridge.opened):
        opened.bridge.open(other)
    go_on.set()
    qtbot.waitUntil(lambda: bool(late))
    assert (heard, late) == ([], ["of the first"])


def test_a_dialog_about_one_tracker_is_put_away_when_another_opens(
    qtbot: QtBot, opened: MainWindow, other: Path
) -> None:
    opened.recommendations.table.select_first()
    opened.actions_table["due"].trigger()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in opened.findChildren(QDialog)))
    with qtbot.waitSignal(opened.bridge.opened):
        opened.bridge.open(other)
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in opened.findChildren(QDialog)))


def test_a_tracker_that_cannot_be_made_leaves_the_one_open(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    with qtbot.waitSignal(opened.bridge.faulted):
        opened.bridge.create(tracker.parent / "nowhere" / "new.marmot", place="Elsewhere")
    qtbot.waitUntil(lambda: not opened.bridge.workers.running)
    set_owner(opened, "8.1")
    qtbot.waitUntil(
        lambda: any(row.owner == "Family Hubs" for row in opened.recommendations.model.all_rows)
    )
    opened.close()
    assert rows_of(tracker)["8.1"].owner == "Family Hubs"
