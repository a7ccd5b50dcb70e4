"""Send my changes: one small file from My list, on its way to the officer's window."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.document.saving import READABLE
from marmot_tracker.services import evidence
from marmot_tracker.services.finding import the_one
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from tests.screens.conftest import rows_of
from tests.screens.test_bringing_in import accept, dropped, opened_on, work
from tests.screens.test_two_answers import dialog_of, press, titled
from ui import settings
from ui.dialogs.bring_in import BringInDialog
from ui.dialogs.changes_sent import ChangesSentDialog
from ui.dialogs.send_changes import SendChangesDialog
from ui.main_window import MainWindow

BYTES = 200_000


@pytest.fixture
def mine(tracker: Path, tmp_path: Path) -> Path:
    """Ann's copy: she worked on 5.4, and attached an ordinary file and a restricted one."""
    folder = tmp_path / "Ann"
    folder.mkdir()
    path = Path(shutil.copy(tracker, folder / tracker.name))
    work(path, "Ann Smith", "5.4", titled("Better homes"))
    for sensitivity in (Sensitivity.ORDINARY, Sensitivity.RESTRICTED):
        file = tmp_path / f"{sensitivity.value}.bin"
        file.write_bytes(os.urandom(BYTES))
        with Document.open(path, author=Author("Ann Smith")) as document:
            staged = document.stage(file)
            with document.edit("Attach evidence") as session:
                evidence.attach(
                    session,
                    recommendation=the_one(session, "5.4"),
                    kind=EvidenceKind.FILE,
                    sensitivity=sensitivity,
                    staged=staged,
                )
    return path


@pytest.fixture
def sending(
    qtbot: QtBot, window: MainWindow, mine: Path, tracker: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """The dialog from My list's own button, starting from what the officer's file holds."""
    window.store.put(settings.LAST_FOLDER, str(mine.parent))
    opened_on(qtbot, window, mine)
    window.pages.show_page("my_list")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tracker), ""))
    press(qtbot, window.my_list.send)
    dialog = dialog_of(qtbot, window, SendChangesDialog)
    before = dialog.since.count()
    press(qtbot, dialog.other)
    qtbot.waitUntil(lambda: dialog.since.count() == before + 1)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    return dialog


def written(qtbot: QtBot, window: MainWindow, dialog: Any) -> Any:
    press(qtbot, dialog.accept_button)
    return dialog_of(qtbot, window, ChangesSentDialog)


def changes_in(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*.marmot-changes"), *folder.glob("*.zip")])


def test_it_says_what_goes_and_how_large_before_it_is_written(
    qtbot: QtBot, window: MainWindow, sending: Any, mine: Path
) -> None:
    assert "of the 20 MB that most mail carries" in sending.holds.text()
    assert sending.warning.text() == READABLE
    with_files = sending.bar.value()
    assert with_files * 1024 > BYTES
    qtbot.keyClick(sending.bare, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: sending.bar.value() * 1024 < BYTES)
    sending.reject()
    assert changes_in(mine.parent) == []


def test_the_file_comes_in_on_the_officer_s_window(
    qtbot: QtBot, window: MainWindow, sending: Any, mine: Path, tracker: Path
) -> None:
    done = written(qtbot, window, sending)
    (file,) = changes_in(mine.parent)
    assert file.name == done._sent.path.name
    assert BYTES < file.stat().st_size < 2 * BYTES, "the restricted file stays behind"
    done.accept()
    opened_on(qtbot, window, tracker)
    dropped(window, file)
    accept(qtbot, window, dialog_of(qtbot, window, BringInDialog))
    window.close()
    row = rows_of(tracker)["5.4"]
    assert (row.short_title, row.evidence) == ("Better homes", 2)


def test_as_zip_and_without_evidence(
    qtbot: QtBot, window: MainWindow, sending: Any, mine: Path, tracker: Path
) -> None:
    qtbot.keyClick(sending.zipped, Qt.Key.Key_Space)
    assert sending.path.text().endswith(".zip")
    qtbot.keyClick(sending.bare, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    written(qtbot, window, sending).accept()
    (file,) = changes_in(mine.parent)
    assert zipfile.is_zipfile(file)
    assert file.stat().st_size < BYTES
    opened_on(qtbot, window, tracker)
    dropped(window, file)
    accept(qtbot, window, dialog_of(qtbot, window, BringInDialog))
    window.close()
    assert rows_of(tracker)["5.4"].short_title == "Better homes"


def test_the_words_for_the_mail_are_copied_and_the_folder_is_shown(
    qtbot: QtBot, window: MainWindow, sending: Any, monkeypatch: pytest.MonkeyPatch, mine: Path
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    done = written(qtbot, window, sending)
    press(qtbot, done.copy)
    words = QApplication.clipboard().text()
    assert words.startswith("Subject: My changes to the Anytown tracker for Housing")
    assert done._sent.path.name in words
    assert "Bring in a copy" in words
    assert "1 evidence file stayed with me" in words
    assert words.endswith("Ann Smith, Anytown Council")
    assert done.copied.isVisible()
    press(qtbot, done.folder)
    assert shown == [str(mine.parent)]


def test_a_file_that_is_there_is_not_written_over_unasked(
    qtbot: QtBot, window: MainWindow, sending: Any, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = mine.parent / "Mine.marmot-changes"
    there.write_text("something else", encoding="utf-8")
    sending.path.setText(str(there))
    qtbot.keyClick(sending.path, Qt.Key.Key_Return)
    assert "already a file" in sending.form.fault(sending.path)
    assert there.read_text(encoding="utf-8") == "something else"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(there), ""))
    qtbot.mouseClick(
        sending.path.parentWidget().findChild(type(sending.other)), Qt.MouseButton.LeftButton
    )
    written(qtbot, window, sending)
    assert there.stat().st_size > BYTES


def test_agreeing_to_a_name_does_not_replace_another_that_an_ending_makes_of_it(
    qtbot: QtBot, sending: Any, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = mine.parent / "Mine.marmot-changes"
    there.write_text("something else", encoding="utf-8")
    asked_about = str(mine.parent / "Mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (asked_about, ""))
    press(qtbot, sending.path.parentWidget().findChild(type(sending.other)))
    press(qtbot, sending.accept_button)
    assert "already a file" in sending.form.fault(sending.path)
    assert there.read_text(encoding="utf-8") == "something else"


def test_when_all_is_answered_the_card_leads_on_to_it(qtbot: QtBot, opened: MainWindow) -> None:
    spec = opened.actions_table["send_changes"]
    assert spec.isEnabled()
    opened.pages.show_page("my_list")
    assert opened.my_list.send.text() == "Send my changes…"
