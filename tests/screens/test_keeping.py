"""Backups in the window, and what brings a tracker back: restore, bring in, recover, make again."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.document import Author, Document, backups
from marmot_tracker.document.safekeeping import WHY
from marmot_tracker.services import people
from marmot_tracker.services.finding import the_one
from tests.screens.conftest import Person, rows_of
from tests.screens.test_main_job import dialog_of, row
from ui.dialogs.backups import BackupsDialog
from ui.dialogs.bring_in import BringInDialog
from ui.dialogs.plain import TellingDialog
from ui.main_window import MainWindow

PAGE = 4096


def set_owner(qtbot: QtBot, window: MainWindow, owner: str, reference: str = "8.1") -> None:
    """Set an owner as the person would, and wait until it is shown."""
    window.recommendations.commands.editing.set_owner(row(window, reference), owner)
    qtbot.waitUntil(lambda: row(window, reference).owner == owner)


def owner_of(window: MainWindow, reference: str = "8.1") -> str | None:
    """The owner shown; None while the list is being read."""
    rows = window.recommendations.model.all_rows
    return next((one.owner for one in rows if one.reference == reference), None)


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def words_of(dialog: TellingDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.bridge.workers.running)


def broken(path: Path) -> None:
    """Damage the record of a closed tracker so that it no longer opens."""
    data = bytearray(path.read_bytes())
    data[100:PAGE] = bytes(PAGE - 100)
    path.write_bytes(data)


def whys(path: Path) -> list[str]:
    return [backup.why for backup in reversed(backups.listed(path))]


def test_a_backup_is_made_when_nobody_works_and_none_at_once(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    for backup in backups.listed(tracker):
        backup.path.unlink()
    set_owner(qtbot, opened, "Family Hubs")
    assert whys(tracker) == []
    keeping = opened.commands.keeping
    qtbot.waitUntil(keeping.timer.isActive)
    keeping.timer.stop()
    keeping.timer.timeout.emit()  # nothing was written for a while
    qtbot.waitUntil(lambda: whys(tracker) == [WHY])
    idle(qtbot, opened)
    set_owner(qtbot, opened, "Head of Housing, Anytown Council")
    keeping.timer.timeout.emit()
    idle(qtbot, opened)
    opened.close()
    assert whys(tracker) == [WHY], "one in half an hour"


def test_what_was_written_just_before_closing_is_backed_up(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    for backup in backups.listed(tracker):
        backup.path.unlink()
    with clock.fixed(clock.now() + timedelta(hours=1)):
        set_owner(qtbot, opened, "Family Hubs")
        opened.close()
    assert whys(tracker) == [WHY]


def test_a_backup_that_cannot_be_written_is_told_and_the_edit_stands(
    qtbot: QtBot, opened: MainWindow, tracker: Path, person: Path
) -> None:
    shutil.rmtree(person / "data" / "backups", ignore_errors=True)
    (person / "data" / "backups").write_text("a file where a folder should be")
    with clock.fixed(clock.now() + timedelta(hours=1)):
        set_owner(qtbot, opened, "Family Hubs")
        opened.commands.keeping.timer.timeout.emit()
        qtbot.waitUntil(lambda: "No backup of Anytown.marmot" in opened.messages.text)
    assert "saved in the tracker itself" in opened.messages.text
    opened.close()
    assert rows_of(tracker)["8.1"].owner == "Family Hubs"


def test_the_list_restores_a_new_file_and_opens_it(
    qtbot: QtBot, opened: MainWindow, tracker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.actions_table["backups"].trigger()
    dialog = dialog_of(qtbot, opened, BackupsDialog)
    idle(qtbot, opened)
    before = dialog.model.rowCount()
    press(qtbot, dialog.now_button)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == before + 1)
    chosen = dialog.chosen()
    assert chosen is not None
    assert chosen.why == "by hand"
    dialog.reject()
    set_owner(qtbot, opened, "Family Hubs")
    opened.actions_table["backups"].trigger()
    dialog = dialog_of(qtbot, opened, BackupsDialog)
    qtbot.waitUntil(lambda: dialog.chosen() is not None)
    dialog.table.select(chosen.uid)
    target = tmp_path / "restored"
    offered: list[str] = []

    def answer(_parent: object, _title: str, first: str, _kinds: str) -> tuple[str, str]:
        offered.append(first)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "Made restored.marmot" in opened.messages.text)
    assert "Anytown as at" in offered[0]
    assert rows_of(target.with_suffix(".marmot"))["8.1"].owner == ""
    assert row(opened, "8.1").owner == "Family Hubs", "the tracker stays as it is"
    press(qtbot, opened.messages._action)
    qtbot.waitUntil(lambda: "restored.marmot" in opened.windowTitle())
    qtbot.waitUntil(lambda: owner_of(opened) == "")


def test_a_backup_is_brought_in_after_a_look(
    qtbot: QtBot, window: MainWindow, tracker: Path, tmp_path: Path
) -> None:
    """Somebody put an older file over the tracker: the backup holds what was done since."""
    older = shutil.copy(tracker, tmp_path / "older.marmot")
    with Document.open(tracker, author=Author("Bo")) as document:
        with document.edit("Set owner") as session:
            people.assign(
                session,
                recommendation=the_one(session, "8.1"),
                owner="Family Hubs",
                since=date(2026, 11, 1),
            )
        document.backup("by hand")
    shutil.copy(older, tracker)
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: owner_of(window) == "")
    window.actions_table["backups"].trigger()
    dialog = dialog_of(qtbot, window, BackupsDialog)
    qtbot.waitUntil(lambda: dialog.chosen() is not None)
    press(qtbot, dialog.bring_button)
    look = dialog_of(qtbot, window, BringInDialog)
    assert [row.line.reference for row in look.model.all_rows if row.line] == ["8.1"]
    press(qtbot, look.accept_button)
    qtbot.waitUntil(lambda: owner_of(window) == "Family Hubs")


def test_a_damaged_tracker_is_recovered_when_asked(
    qtbot: QtBot, window: MainWindow, tracker: Path, answering: Person
) -> None:
    with Document.open(tracker, author=Author("Ann Smith")) as document:
        document.backup("by hand")
        code = document.check_code
    broken(tracker)
    damaged = tracker.read_bytes()
    answering.answers["damaged"] = "recover"
    window.bridge.open(tracker)
    dialog = dialog_of(qtbot, window, TellingDialog)
    assert "Anytown recovered.marmot was made from Anytown.marmot" in words_of(dialog)
    assert "Nothing is missing" in words_of(dialog)
    dialog.accept()
    facts = window.bridge.facts
    assert facts is not None
    assert (facts.path.name, facts.check_code) == ("Anytown recovered.marmot", code)
    assert tracker.read_bytes() == damaged


def test_a_damaged_tracker_is_left_alone_unless_asked(
    qtbot: QtBot, window: MainWindow, tracker: Path, answering: Person, tmp_path: Path
) -> None:
    with Document.open(tracker, author=Author("Ann Smith")) as document:
        document.backup("by hand")
    broken(tracker)
    answering.answers["damaged"] = ""
    there = set(tmp_path.iterdir())
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: "damaged" in window.messages.text)
    assert set(tmp_path.iterdir()) == there
    answering.answers["damaged"] = "backups"
    window.bridge.open(tracker)
    dialog = dialog_of(qtbot, window, BackupsDialog)
    assert dialog.model.rowCount() == len(backups.listed(tracker)) > 0
    assert not dialog.now_button.isVisible()
    assert not dialog.bring_button.isVisible()


def test_what_is_shown_otherwise_is_made_again_from_the_record(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    with closing(sqlite3.connect(tracker)) as connection:
        connection.execute("UPDATE recommendation SET wording = 'forged' WHERE reference = '5.4'")
        connection.commit()
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    assert row(window, "5.4").text == "forged"
    window.actions_table["check"].trigger()
    dialog = dialog_of(qtbot, window, TellingDialog)
    assert "The record itself is whole" in words_of(dialog)
    press(qtbot, button_of(dialog, "Make it again from the record"))
    qtbot.waitUntil(lambda: "1 difference put right" in window.messages.text)
    qtbot.waitUntil(lambda: row(window, "5.4").text == "Improve the quality of homes")


def test_a_record_that_is_damaged_is_recovered_from_the_check(
    qtbot: QtBot, window: MainWindow, tracker: Path
) -> None:
    with Document.open(tracker, author=Author("Ann Smith")) as document:
        document.backup("by hand")
        code = document.check_code
    with closing(sqlite3.connect(tracker)) as connection:
        connection.execute("UPDATE change_row SET body = '\"forged\"' WHERE field = 'wording'")
        connection.commit()
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.bridge.facts is not None)
    window.actions_table["check"].trigger()
    dialog = dialog_of(qtbot, window, TellingDialog)
    press(qtbot, button_of(dialog, "Recover into a new file"))
    qtbot.waitUntil(
        lambda: (
            window.bridge.facts is not None
            and window.bridge.facts.path.name == "Anytown recovered.marmot"
        )
    )
    assert window.bridge.facts is not None
    assert window.bridge.facts.check_code == code


def button_of(dialog: TellingDialog, words: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == words)
