"""A long list is painted before everything about it is known, and then shown whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.screens.conftest import LIST
from ui.main_window import MainWindow
from ui.pages import recommendations, register_data
from ui.pages.register_data import RegisterData


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[RegisterData]:
    """What was read of a register that counts as long."""
    found: list[RegisterData] = []
    read = register_data.read_register

    def noted(session: Any, **asked: Any) -> RegisterData:
        found.append(read(session, **asked))
        return found[-1]

    monkeypatch.setattr(register_data, "BRIEF_FROM", len(LIST))
    monkeypatch.setattr(recommendations, "read_register", noted)
    return found


def test_a_long_list_is_read_briefly_and_then_whole(
    qtbot: QtBot, window: MainWindow, tracker: Path, readings: list[RegisterData]
) -> None:
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: len(readings) == 2)
    brief, whole = readings
    assert brief.brief
    assert not whole.brief
    assert [row._replace(last_changed="") for row in whole.rows] == list(brief.rows)
    assert not any(row.last_changed for row in brief.rows)
    assert all(row.last_changed for row in whole.rows)
    page = window.recommendations
    qtbot.waitUntil(lambda: list(page.model.all_rows) == list(whole.rows))
    assert page.filter.text == ""
    page.filter.set_text("no:owner childcare")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_once_shown_it_is_read_whole_at_once(
    qtbot: QtBot, window: MainWindow, tracker: Path, readings: list[RegisterData]
) -> None:
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: len(readings) == 2)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    row = next(row for row in window.recommendations.model.all_rows if row.reference == "8.1")
    window.recommendations.commands.editing.set_owner(row, "Family Hubs")
    qtbot.waitUntil(lambda: len(readings) == 3)
    assert not readings[-1].brief
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
