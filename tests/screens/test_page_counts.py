"""The numbers beside the pages are there before anybody has shown them, and of the day shown."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import evidence, register, setting
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.screens.conftest import make_tracker
from ui.looking_back import Moment
from ui.main_window import MainWindow

SPRING = datetime(2026, 4, 1, 9, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 9, tzinfo=UTC)


def first(document: Document) -> str:
    with document.read() as session:
        return register.rows(session, today=clock.today())[0].uid


@pytest.fixture
def apart(tmp_path: Path) -> Path:
    """Empty in spring; since summer with one note, and a title that two people wrote apart."""
    with clock.fixed(SPRING):
        path = make_tracker(tmp_path / "Apart.marmot")
    copy = Path(shutil.copy(path, tmp_path / "copy.marmot"))
    with clock.fixed(SUMMER):
        for file, name in ((path, "Ann"), (copy, "Bo")):
            with Document.open(file, author=Author(name)) as document:
                uid = first(document)
                with document.edit("Title") as session:
                    setting.set_fields(
                        session, uid=uid, values={"title": f"By {name}"}, today=clock.today()
                    )
        with Document.open(path, author=Author("Ann")) as document:
            uid = first(document)
            with document.edit("Attach evidence") as session:
                evidence.attach(
                    session,
                    recommendation=uid,
                    title="Minutes",
                    kind=EvidenceKind.NOTE,
                    sensitivity=Sensitivity.ORDINARY,
                    note="Agreed",
                    speaks_for=date(2026, 7, 1),
                )
            document.bring_in(copy)
    return path


def numbers(window: MainWindow) -> dict[str, str]:
    return {key: button.count for key, button in window.page_list._buttons.items()}


def test_they_are_there_before_a_page_is_shown_and_follow_the_day(
    qtbot: QtBot, window: MainWindow, apart: Path
) -> None:
    window.bridge.open(apart)
    qtbot.waitUntil(lambda: numbers(window)["two_answers"] == "1")
    assert numbers(window)["evidence"] == "1"
    window.pages.show_page("evidence")
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    window.pages.show_page("recommendations")
    with qtbot.waitSignal(window.bridge.looked):
        window.bridge.look_at(Moment(date(2026, 5, 1)))
    qtbot.waitUntil(lambda: numbers(window)["two_answers"] == "")
    assert numbers(window)["evidence"] == ""
    with qtbot.waitSignal(window.bridge.looked):
        window.bridge.look_at(None)
    qtbot.waitUntil(lambda: numbers(window)["evidence"] == "1")
