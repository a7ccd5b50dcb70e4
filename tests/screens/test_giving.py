"""A copy to give, by click: what the dialog says stays behind, and what the file then holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.document.saving import READABLE
from marmot_tracker.services import evidence, people
from marmot_tracker.services.finding import the_one
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.screens.conftest import rows_of
from tests.screens.test_main_job import dialog_of
from ui import settings
from ui.dialogs.bring_in import BringInDialog
from ui.dialogs.give_copy import GiveCopyDialog
from ui.main_window import MainWindow


@pytest.fixture
def filled(tracker: Path, tmp_path: Path) -> Path:
    """The tracker with a file of each sensitivity tied to 5.4."""
    with Document.open(tracker, author=Author("Bo")) as document:
        for sensitivity in Sensitivity:
            file = tmp_path / f"{sensitivity.value}.txt"
            file.write_text(f"the pages of the {sensitivity.value} file", encoding="utf-8")
            staged = document.stage(file)
            with document.edit("Attach evidence") as session:
                evidence.attach(
                    session,
                    recommendation=the_one(session, "5.4"),
                    kind=EvidenceKind.FILE,
                    sensitivity=sensitivity,
                    staged=staged,
                )
    return tracker


@pytest.fixture
def giving(qtbot: QtBot, window: MainWindow, filled: Path, tmp_path: Path) -> GiveCopyDialog:
    """The dialog, asked for from the menu, over the window with that tracker."""
    window.store.put(settings.LAST_FOLDER, str(tmp_path))
    window.bridge.open(filled)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.actions_table["give"].trigger()
    dialog = dialog_of(qtbot, window, GiveCopyDialog)
    assert isinstance(dialog, GiveCopyDialog)
    return dialog


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def name_it(qtbot: QtBot, dialog: GiveCopyDialog, words: str) -> None:
    dialog.path.selectAll()
    qtbot.keyClicks(dialog.path, words)


def test_what_stays_behind_is_said_before_and_after(
    qtbot: QtBot,
    window: MainWindow,
    giving: GiveCopyDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert giving.going.text() == "The whole record and 1 evidence file."
    assert giving.behind.text().splitlines() == [
        "1 evidence file, restricted",
        "1 evidence file, not checked yet for people who could be recognised",
    ]
    assert giving.warning.text() == READABLE
    assert giving.warning.isVisible()
    target = tmp_path / f"Anytown copy {clock.today().isoformat()}.marmot"
    assert giving.path.text() == str(target)
    press(qtbot, giving.accept_button)
    qtbot.waitUntil(lambda: f"Saved {target.name}" in window.messages.text)
    assert "Left out: 1 restricted and 1 not checked yet." in window.messages.text
    assert READABLE in window.messages.text
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    assert window.messages._action.text() == "Show folder"
    press(qtbot, window.messages._action)
    assert shown == [str(tmp_path)]
    raw = target.read_bytes()
    assert b"the pages of the ordinary file" in raw
    assert b"the pages of the restricted file" not in raw
    assert b"the pages of the not_checked file" not in raw
    code = window.bridge.facts.check_code if window.bridge.facts else ""
    with Document.open(target, author=Author("Dan")) as copy:
        assert copy.check() == []
        assert copy.check_code == code
        with copy.edit("Set owner") as session:
            people.assign(
                session,
                recommendation=the_one(session, "8.1"),
                owner="Family Hubs",
                since=clock.today(),
            )
    window.commands.preview_copy(target)
    press(qtbot, dialog_of(qtbot, window, BringInDialog).accept_button)
    qtbot.waitUntil(lambda: "came in" in window.messages.text)
    window.close()
    path = tmp_path / "Anytown.marmot"
    assert rows_of(path)["8.1"].owner == "Family Hubs"
    assert b"the pages of the restricted file" in path.read_bytes()


def test_the_tick_leaves_all_evidence_out(
    qtbot: QtBot, window: MainWindow, giving: GiveCopyDialog, tmp_path: Path
) -> None:
    qtbot.keyClick(giving.bare, Qt.Key.Key_Space)
    assert giving.going.text() == "The whole record, and no evidence file."
    assert "1 evidence file, ordinary" in giving.behind.text()
    qtbot.waitUntil(lambda: not giving._area.verticalScrollBar().isVisible())
    name_it(qtbot, giving, str(tmp_path / "for Dan"))
    press(qtbot, giving.accept_button)
    qtbot.waitUntil(lambda: "Saved for Dan.marmot" in window.messages.text)
    assert "no evidence files" in window.messages.text
    assert b"the pages of the" not in (tmp_path / "for Dan.marmot").read_bytes()


def test_a_file_that_is_there_is_replaced_only_where_the_system_asked(
    qtbot: QtBot,
    window: MainWindow,
    giving: GiveCopyDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = tmp_path / "there.marmot"
    there.write_text("something else", encoding="utf-8")
    name_it(qtbot, giving, str(there))
    press(qtbot, giving.accept_button)
    assert giving.isVisible()
    assert "already a file there.marmot" in giving.form.fault(giving.path)
    name_it(qtbot, giving, str(tmp_path / "none" / "a.marmot"))
    press(qtbot, giving.accept_button)
    assert "There is no folder" in giving.form.fault(giving.path)
    assert there.read_text(encoding="utf-8") == "something else"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(there), ""))
    browse = next(
        button
        for button in giving.findChildren(QPushButton)
        if button.accessibleName() == "Choose where the copy goes"
    )
    press(qtbot, browse)
    press(qtbot, giving.accept_button)
    qtbot.waitUntil(lambda: "Saved there.marmot" in window.messages.text)
    with Document.open(there, author=Author("Dan")) as copy:
        assert copy.check() == []


def test_the_tracker_itself_is_never_written_over(
    qtbot: QtBot,
    window: MainWindow,
    giving: GiveCopyDialog,
    filled: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = filled.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(filled), ""))
    giving._browse()
    press(qtbot, giving.accept_button)
    qtbot.waitUntil(lambda: "is this tracker itself" in window.messages.text)
    window.close()
    assert filled.read_bytes() == before
