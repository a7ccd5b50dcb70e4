"""The window on a tracker that others may write, too: published, brought together, kept somewhere."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from marmot_tracker.document import Author, Document, publishing
from marmot_tracker.document.lock import lock_file
from marmot_tracker.services import people
from marmot_tracker.services.finding import the_one
from tests.screens.conftest import make_tracker, rows_of
from tests.screens.test_main_job import dialog_of, row
from ui import app
from ui.dialogs.bring_in import BringInDialog
from ui.dialogs.came_in import CameInDialog
from ui.main_window import MainWindow


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The place of a file is looked at, as on a person's computer."""
    monkeypatch.delenv("MARMOT_PLACES")


@pytest.fixture
def shared(tmp_path: Path, elsewhere: None) -> Path:
    """A small tracker in a folder that OneDrive keeps in step, closed."""
    folder = tmp_path / "OneDrive - Council"
    folder.mkdir()
    return make_tracker(folder / "Anytown.marmot")


def open_in(qtbot, window: MainWindow, path: Path) -> MainWindow:
    window.bridge.open(path)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    return window


def own(qtbot, window: MainWindow, reference: str, name: str) -> None:
    """Name an owner, as the table does."""
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.recommendations.commands.editing.set_owner(row(window, reference), name)
    qtbot.waitUntil(lambda: owner(window, reference) == name)


def owner(window: MainWindow, reference: str) -> str:
    """Who is shown as the owner; empty also while the list is being read."""
    rows = window.recommendations.model.all_rows
    return next((shown.owner for shown in rows if shown.reference == reference), "")


def somebody_owns(path: Path, reference: str, name: str) -> None:
    with Document.open(path, author=Author("Bo Lee")) as document, document.edit("Own") as session:
        people.assign(
            session,
            recommendation=the_one(session, reference),
            owner=name,
            since=date(2026, 11, 1),
        )


def look(path: Path) -> Path:
    """A copy to look at while the window has the file."""
    copy = path.parent.parent / "looked at.marmot"
    shutil.copyfile(path, copy)
    return copy


def press(qtbot, window: MainWindow) -> None:
    """Press the button of the message bar."""
    assert window.messages._action.isVisible()
    qtbot.mouseClick(window.messages._action, Qt.MouseButton.LeftButton)


def test_ctrl_s_puts_what_waits_into_the_shared_file(qtbot, window, shared) -> None:
    open_in(qtbot, window, shared)
    assert window.status.saved.text() == "All changes in the shared file"
    assert not window.sharing.timer.isActive()
    own(qtbot, window, "1", "Family Hubs")
    saved = window.status.saved
    qtbot.waitUntil(lambda: saved.text().startswith("Saved here "))
    assert saved.text().endswith(" · not yet in the shared file")
    assert window.sharing.timer.isActive()
    assert rows_of(look(shared))["1"].owner == ""
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Everything is in the shared file, since" in window.messages.text)
    assert saved.text().startswith("All changes saved · in the shared file at ")
    assert not window.sharing.timer.isActive()
    assert rows_of(look(shared))["1"].owner == "Family Hubs"


def test_half_a_minute_after_the_last_edit_it_goes_there_by_itself(
    qtbot, window, shared, monkeypatch
) -> None:
    open_in(qtbot, window, shared)
    own(qtbot, window, "1", "Family Hubs")
    qtbot.waitUntil(window.sharing.timer.isActive)
    window.sharing.timer.timeout.emit()
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    assert window.bridge.facts.kept.waiting, "not at once"
    monkeypatch.setattr(publishing, "QUIET", timedelta(0))
    window.sharing.timer.timeout.emit()
    qtbot.waitUntil(lambda: "in the shared file at" in window.status.saved.text())
    assert rows_of(look(shared))["1"].owner == "Family Hubs"


def test_leaving_the_window_puts_it_there_too(qtbot, window, shared) -> None:
    open_in(qtbot, window, shared)
    own(qtbot, window, "1", "Family Hubs")
    window.close()
    assert rows_of(shared)["1"].owner == "Family Hubs"
    assert [found.name for found in shared.parent.iterdir()] == [shared.name]


def test_what_stays_here_at_closing_is_said(qtbot, window, shared, monkeypatch) -> None:
    def fails(_part: Path, _target: Path) -> None:
        raise OSError(5, "in use")

    open_in(qtbot, window, shared)
    own(qtbot, window, "1", "Family Hubs")
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "swap", fails)
        window.close()
    (asked,) = window.commands._questions.asked
    assert "not yet in the shared file" in asked
    assert rows_of(look(shared))["1"].owner == ""
    assert rows_of(shared)["1"].owner == "Family Hubs"


def test_a_lock_taken_over_is_told_and_the_person_decides(qtbot, window, shared) -> None:
    open_in(qtbot, window, shared)
    own(qtbot, window, "1", "Family Hubs")
    said = {"user": "Dan", "host": "LAPTOP9", "process": 1, "since": ""}
    lock_file(shared).write_text(json.dumps(said), encoding="utf-8")
    window.actions_table["save"].trigger()
    qtbot.waitUntil(lambda: "Dan on LAPTOP9" in window.messages.text)
    assert "not yet in the shared file" in window.messages.text
    assert "not yet in the shared file" in window.status.saved.text()
    assert "Dan" in window.status.saved.toolTip()
    assert window.messages._action.text() == "Put them there all the same"
    press(qtbot, window)
    qtbot.waitUntil(lambda: "Everything is in the shared file" in window.messages.text)
    assert rows_of(look(shared))["1"].owner == "Family Hubs"


def test_what_a_crash_left_is_named_on_the_start_page(qtbot, window, shared, monkeypatch) -> None:
    def fails(_part: Path, _target: Path) -> None:
        raise OSError(5, "in use")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "swap", fails)
        somebody_owns(shared, "1", "Family Hubs")
    app.begin(window, None)
    assert "Changes to Anytown.marmot are saved here" in window.messages.text
    assert window.messages._close.text() == "Not now"
    press(qtbot, window)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    assert owner(window, "1") == "Family Hubs"
    assert window.bridge.facts.kept.waiting


def test_a_second_version_is_offered_and_brought_in(qtbot, window, tracker) -> None:
    second = tracker.with_name("Anytown-LAPTOP1.marmot")
    shutil.copyfile(tracker, second)
    somebody_owns(second, "1", "Family Hubs")
    open_in(qtbot, window, tracker)
    qtbot.waitUntil(lambda: "A second version of this tracker" in window.messages.text)
    assert "Anytown-LAPTOP1.marmot" in window.messages.text
    assert window.messages._close.text() == "Not now"
    press(qtbot, window)
    dialog = dialog_of(qtbot, window, BringInDialog)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: owner(window, "1") == "Family Hubs")


def test_not_now_is_not_asked_again_in_this_window(qtbot, window, tracker) -> None:
    second = tracker.with_name("Anytown (1).marmot")
    shutil.copyfile(tracker, second)
    somebody_owns(second, "1", "Family Hubs")
    open_in(qtbot, window, tracker)
    qtbot.waitUntil(lambda: "A second version" in window.messages.text)
    qtbot.mouseClick(window.messages._close, Qt.MouseButton.LeftButton)
    window.bridge.close()
    qtbot.waitUntil(lambda: window.bridge.facts is None)
    open_in(qtbot, window, tracker)
    qtbot.waitUntil(lambda: not window.bridge.workers.running)
    assert window.messages.text == ""
    window.messages.tell("other news")
    assert window.messages._close.text() == "Close"


def test_before_the_first_edit_in_passing_it_is_kept_elsewhere(
    qtbot, window, tmp_path, elsewhere, answering, monkeypatch
) -> None:
    path = make_tracker(tmp_path / "Anytown.marmot")
    before = path.read_bytes()
    kept = tmp_path / "Dropbox" / "Kept.marmot"
    kept.parent.mkdir()
    answering.answers["Where do you want to keep this tracker?"] = "keep"
    asked: list[str] = []

    def choose(_parent: object, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        asked.append(name)
        return str(kept), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    open_in(qtbot, window, path)
    assert window.messages.text == "", "looking asks nothing"
    own(qtbot, window, "1", "Family Hubs")
    assert asked[0].endswith("Anytown.marmot")
    assert window.bridge.facts.path == kept
    assert path.read_bytes() == before
    assert window.messages.text.startswith("Owner of 1 set")
    window.messages.clear()  # as by itself after a while: what it covered is said now
    assert "has no password" in window.messages.text
    own(qtbot, window, "5.4", "Family Hubs")
    assert len(asked) == 1
    window.close()
    assert rows_of(kept)["5.4"].owner == "Family Hubs"


@pytest.mark.parametrize("answer", ["stay", ""])
def test_it_may_stay_where_it_is_or_be_left(
    qtbot, window, tmp_path, elsewhere, answering, answer
) -> None:
    path = make_tracker(tmp_path / "Anytown.marmot")
    answering.answers["Where do you want to keep this tracker?"] = answer
    open_in(qtbot, window, path)
    window.recommendations.commands.editing.set_owner(row(window, "1"), "Family Hubs")
    if answer:
        qtbot.waitUntil(lambda: owner(window, "1") == "Family Hubs")
        own(qtbot, window, "5.4", "Family Hubs")
        assert len(window.commands._questions.asked) == 1
    else:
        qtbot.waitUntil(lambda: "the change was not made" in window.messages.text)
        assert "such as Documents" in window.messages.text
        assert not window.recommendations.model._pending
        assert owner(window, "1") == ""


def test_who_only_reads_may_save_a_copy_and_go_on_in_that(
    qtbot, window, tracker, answering, tmp_path, monkeypatch
) -> None:
    answering.answers["open"] = "copy"
    kept = tmp_path / "Mine.marmot"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(kept), ""))
    with Document.open(tracker, author=Author("Bo Lee")):
        open_in(qtbot, window, tracker)
        assert "Open for reading only" in window.messages.text
        assert window.messages._action.text() == "Save a copy…"
        press(qtbot, window)
        qtbot.waitUntil(lambda: window.bridge.facts.path == kept)
        own(qtbot, window, "1", "Family Hubs")
    assert rows_of(tracker)["1"].owner == ""


def test_a_replaced_file_is_brought_together_with_one_click(qtbot, opened, tracker) -> None:
    own(qtbot, opened, "1", "Family Hubs")
    theirs = tracker.with_name("theirs.marmot")
    shutil.copyfile(tracker, theirs)
    somebody_owns(theirs, "5.4", "Family Hubs")
    own(qtbot, opened, "8.1", "Family Hubs")
    with tracker.open("r+b") as file:
        file.write(theirs.read_bytes())
    theirs.unlink()
    opened.recommendations.commands.editing.set_owner(
        row(opened, "1"), "Head of Housing, Anytown Council"
    )
    qtbot.waitUntil(lambda: "was replaced by another program" in opened.messages.text)
    assert opened.messages._action.text() == "Bring the two together"
    assert opened.status.saved.text() == "Not saved: the file was replaced"
    assert not opened.recommendations.model._pending
    press(qtbot, opened)
    qtbot.waitUntil(lambda: "now holds what you did" in opened.messages.text)
    press(qtbot, opened)
    came = dialog_of(qtbot, opened, CameInDialog)
    assert came.model.rowCount() >= 1
    came.accept()
    qtbot.waitUntil(lambda: owner(opened, "5.4") == "Family Hubs")
    assert {owner(opened, name) for name in ("1", "5.4", "8.1")} == {"Family Hubs"}
    own(qtbot, opened, "1", "Head of Housing, Anytown Council")


def test_where_no_copy_can_be_written_the_tracker_stays_open_and_may_be_kept_elsewhere(
    qtbot, opened, tracker, tmp_path, monkeypatch
) -> None:
    own(qtbot, opened, "1", "Family Hubs")
    theirs = tracker.with_name("theirs.marmot")
    shutil.copyfile(tracker, theirs)
    theirs.replace(tracker)
    opened.recommendations.commands.editing.set_owner(
        row(opened, "1"), "Head of Housing, Anytown Council"
    )
    qtbot.waitUntil(lambda: "was replaced by another program" in opened.messages.text)

    def fails(_descriptor: int, _part: Path) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "write_from", fails)
        press(qtbot, opened)
        qtbot.waitUntil(lambda: "stays open" in opened.messages.text)
    assert opened.bridge.facts.path == tracker
    assert opened.messages._action.text() == "Save a copy…"
    kept = tmp_path / "elsewhere" / "Kept.marmot"
    kept.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(kept), ""))
    press(qtbot, opened)
    qtbot.waitUntil(lambda: opened.bridge.facts is not None and opened.bridge.facts.path == kept)
    assert rows_of(kept)["1"].owner == "Family Hubs"


def test_a_damaged_shared_file_does_not_hide_the_copy_with_changes(
    qtbot, window, shared, tmp_path, answering, monkeypatch
) -> None:
    def fails(_part: Path, _target: Path) -> None:
        raise OSError(5, "in use")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "swap", fails)
        somebody_owns(shared, "1", "Family Hubs")
    shared.write_bytes(b"")
    kept = tmp_path / "Dropbox" / "Kept.marmot"
    kept.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(kept), ""))
    question = (
        f"{shared.name} cannot be opened, but a copy with your changes lies on this computer."
    )
    answering.answers[question] = "keep"
    window.bridge.open(shared)
    qtbot.waitUntil(lambda: window.bridge.facts is not None)
    assert window.bridge.facts.path == kept
    qtbot.waitUntil(lambda: owner(window, "1") == "Family Hubs")
    assert shared.read_bytes() == b""
