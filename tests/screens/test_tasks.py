"""Work off the screen's thread: one ending each, progress before it, cancel, bugs, closing."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from marmot_tracker import clock
from marmot_tracker.errors import TrackerError
from ui.tasks import Workers


@pytest.fixture
def workers(qapp):
    made = Workers()
    yield made
    made.stop(lambda: None)


def recorded(task):
    told: list[tuple[object, ...]] = []
    task.progressed.connect(lambda done, total, text: told.append((done, total, text)))
    task.succeeded.connect(lambda value: told.append(("succeeded", value)))
    task.failed.connect(lambda fault: told.append(("failed", str(fault))))
    task.broke.connect(lambda bug: told.append(("broke", str(bug))))
    task.cancelled.connect(lambda: told.append(("cancelled",)))
    task.finished.connect(lambda: told.append(("finished",)))
    return told


def test_progress_comes_before_the_result_however_fast_the_work_is(qtbot, workers) -> None:
    def work(progress):
        for step in range(3):
            progress.step(step, 3, "counting")
        return threading.current_thread().name

    for _ in range(50):
        task = workers.owner("Counting", work)
        told = recorded(task)
        with qtbot.waitSignal(task.finished):
            pass
        assert told[:3] == [(0, 3, "counting"), (1, 3, "counting"), (2, 3, "counting")]
        assert told[3][0] == "succeeded"
        assert told[3][1].startswith("tracker")
        assert told[4:] == [("finished",)]


def test_a_fault_of_the_world_and_a_bug_are_told_apart(qtbot, workers, caplog) -> None:
    def fault(_progress):
        raise TrackerError("The disk is full.", hint="Make room.")

    def bug(_progress):
        raise ValueError("seven")

    for work, expected in (
        (fault, ("failed", "The disk is full. Make room.")),
        (bug, ("broke", "seven")),
    ):
        task = workers.owner("Trying", work)
        told = recorded(task)
        with qtbot.waitSignal(task.finished):
            pass
        assert told == [expected, ("finished",)]


def test_cancel_stops_at_the_next_step(qtbot, workers) -> None:
    reached = threading.Event()
    asked = threading.Event()

    def work(progress):
        reached.set()
        asked.wait(5)
        progress.step(1, 2)
        raise AssertionError("went on after cancel")

    task = workers.reader("Reading", work)
    told = recorded(task)
    assert reached.wait(5)
    task.cancel()
    asked.set()
    with qtbot.waitSignal(task.finished):
        pass
    assert told == [("cancelled",), ("finished",)]


def test_the_clock_of_the_caller_goes_along(qtbot, workers) -> None:
    moment = datetime(2026, 6, 1, 12, tzinfo=UTC)
    with clock.fixed(moment):
        task = workers.owner("Asking the time", lambda _progress: clock.now())
    told = recorded(task)
    with qtbot.waitSignal(task.finished):
        pass
    assert told[0] == ("succeeded", moment)


def test_after_stopping_nothing_runs_and_the_last_word_was_spoken(qapp) -> None:
    workers = Workers()
    said = []
    workers.owner("Before", lambda _progress: said.append("before"))
    workers.stop(lambda: said.append("last"))
    workers.owner("After", lambda _progress: said.append("after"))
    assert said[-1] == "last"
    assert "after" not in said
