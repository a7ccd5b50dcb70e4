"""What is under way when the window is closed or another tracker opened is neither lost nor mixed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.document.doubts import ClockDoubt
from marmot_tracker.document.sharing import NoPlaceYet
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from tests.screens.conftest import LIST, make_tracker, rows_of
from ui.bridge import Bridge
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


@pytest.fixture
def copied(tracker: Path) -> Path:
    """A copy of the tracker that is open: what is meant for one could be written to the other."""
    return Path(shutil.copy(tracker, tracker.parent / "Copy.marmot"))


def test_an_edit_made_while_another_tracker_opens_goes_into_neither(
    qtbot: QtBot,
    opened: MainWindow,
    tracker: Path,
    copied: Path,
    held_up: Callable[[], None],
) -> None:
    heard: list[TrackerError] = []
    opened.bridge.faulted.connect(heard.append)
    opened.bridge.open(copied)
    set_owner(opened, "5.4")
    held_up()
    qtbot.waitUntil(lambda: bool(heard))
    assert "meant for the tracker that was open before" in str(heard[0])
    qtbot.waitUntil(lambda: opened.bridge.facts is not None and opened.bridge.facts.path == copied)
    qtbot.waitUntil(lambda: not opened.bridge.workers.running)
    assert len(heard) == 1
    opened.close()
    for path in (tracker, copied):
        assert rows_of(path)["5.4"].owner == ""


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[Bridge]:
    """A bridge that no window listens to."""
    made = Bridge()
    yield made
    made.stop()


def open_in(qtbot: QtBot, bridge: Bridge, path: Path) -> None:
    with qtbot.waitSignal(bridge.opened):
        bridge.open(path)


def test_a_question_asked_while_another_tracker_opens_is_answered_by_neither(
    qtbot: QtBot, bridge: Bridge, tracker: Path, copied: Path
) -> None:
    open_in(qtbot, bridge, tracker)
    heard: list[object] = []
    for signal in (bridge.faulted, bridge.broke):
        signal.connect(heard.append)
    bridge.open(copied)
    bridge.ask("Reading", lambda session: "shortly", heard.append)
    bridge.read("Reading", lambda snapshot, _progress: "long", heard.append, late=heard.append)
    bridge.work("Reading", lambda document, _progress: "itself", then=heard.append, reads=True)
    qtbot.waitUntil(lambda: not bridge.workers.running)
    assert bridge.facts is not None
    assert bridge.facts.path == copied
    assert heard == []


def test_an_edit_that_waited_for_an_answer_is_not_made_in_a_tracker_opened_meanwhile(
    qtbot: QtBot, bridge: Bridge, tracker: Path, copied: Path
) -> None:
    open_in(qtbot, bridge, tracker)
    doubted: list[Callable[[], object]] = []
    bridge.date_doubted.connect(lambda _fault, again: doubted.append(again))
    faults: list[TrackerError] = []
    bridge.faulted.connect(faults.append)
    written: list[Path] = []

    def work(document: Document, _progress: Progress) -> Any:
        if not doubted:
            raise ClockDoubt("The date of this computer is 1/1/1990.")
        written.append(document.path)

    bridge.work("Writing", work)
    qtbot.waitUntil(lambda: bool(doubted))
    open_in(qtbot, bridge, copied)
    doubted[0]()
    qtbot.waitUntil(lambda: bool(faults))
    assert written == []


def test_what_is_open_at_last_is_what_is_shown(
    qtbot: QtBot, bridge: Bridge, tracker: Path, copied: Path, other: Path
) -> None:
    """Each opening waits for the one before; none may be shown in place of the last."""
    open_in(qtbot, bridge, tracker)
    bridge.open(copied)
    bridge.adopt("Making", lambda _progress: Document.open(other, author=Author("Clerk")))
    qtbot.waitUntil(lambda: not bridge.workers.running)
    assert bridge.facts is not None
    assert bridge.facts.path == other
    bridge.open(copied)
    bridge.close()
    qtbot.waitUntil(lambda: not bridge.workers.running)
    assert bridge.facts is None


def test_what_waited_goes_on_in_the_copy_that_is_worked_in_from_now_on(
    qtbot: QtBot, bridge: Bridge, tracker: Path
) -> None:
    open_in(qtbot, bridge, tracker)
    asked: list[Callable[[], object]] = []
    bridge.place_asked.connect(lambda _fault, again: asked.append(again))
    written: list[Path] = []

    def work(document: Document, _progress: Progress) -> Any:
        if not asked:
            raise NoPlaceYet("It lies among the temporary files.")
        written.append(document.path)

    bridge.work("Writing", work)
    qtbot.waitUntil(lambda: bool(asked))
    target = tracker.parent / "Kept.marmot"
    bridge.go_on_in(target, asked[0])
    qtbot.waitUntil(lambda: bool(written))
    assert written == [target]
