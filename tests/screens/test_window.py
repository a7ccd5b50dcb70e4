"""The window around the main job: first run, start page, faults, locks, copies, bugs, looks."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from marmot_tracker import paths, profile
from marmot_tracker.document import Author, Document
from marmot_tracker.profile import Profile
from marmot_tracker.services import people
from marmot_tracker.services.finding import the_one
from marmot_tracker.vocabulary import SAMPLE_MARK
from tests.screens.conftest import make_tracker
from tests.screens.test_main_job import dialog_of, row
from ui import app, settings, theme
from ui.dialogs.bring_in import BringInDialog
from ui.dialogs.new_tracker import NewTrackerDialog
from ui.dialogs.who_are_you import WhoAreYouDialog
from ui.settings import Settings


def test_the_first_opening_asks_who_you_are(qtbot, window, tracker) -> None:
    profile.save(Profile())
    app.begin(window, tracker)
    dialog = dialog_of(qtbot, window, WhoAreYouDialog)
    dialog.name.clear()
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.form.fault(dialog.name) == "Write the name you go by."
    qtbot.keyClicks(dialog.name, "Bo Lee")
    qtbot.keyClicks(dialog.organisation, "Family Hubs")
    qtbot.waitUntil(lambda: dialog.subgroup.findText("Net Zero") > 0)
    dialog.subgroup.setFocus()
    qtbot.keyClicks(dialog.subgroup.lineEdit(), "Net Zero")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    found = profile.load()
    assert (found.name, found.organisation, found.subgroup) == ("Bo Lee", "Family Hubs", "Net Zero")
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    window.recommendations.commands.editing.set_owner(row(window, "8.1"), "Family Hubs")
    qtbot.waitUntil(lambda: row(window, "8.1").owner == "Family Hubs")
    pane = window.recommendations.pane
    window.recommendations.table.select(row(window, "8.1").uid)
    qtbot.waitUntil(
        lambda: pane._content is not None and any("Bo Lee" in e.head for e in pane._content.history)
    )


def test_a_new_tracker_is_made_and_listed_as_recent(qtbot, window, tmp_path) -> None:
    qtbot.mouseClick(window.start.buttons["new"], Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, window, NewTrackerDialog)
    qtbot.keyClicks(dialog.place, "Newtown")
    assert dialog.path.text().endswith("Newtown.marmot")
    dialog.path.setText(str(tmp_path / "Newtown.marmot"))
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.bridge.facts is not None)
    assert "Newtown" in window.windowTitle()
    qtbot.waitUntil(lambda: window.recommendations._stack.currentIndex() == 1)
    assert window.recommendations._empty.button.text() == "Load a list or report…"
    window.actions_table["start"].trigger()
    qtbot.waitUntil(lambda: window.bridge.facts is None)
    assert profile.load().recent[0].endswith("Newtown.marmot")
    assert not window.actions_table["rate"].isEnabled()


def test_the_sample_says_that_it_is_one(qtbot, window) -> None:
    qtbot.mouseClick(window.start.buttons["sample"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 46, timeout=60_000)
    assert SAMPLE_MARK in window.windowTitle()
    assert window.page_list._mark.text() == SAMPLE_MARK
    assert (paths.user_data_folder() / "Sample place.marmot").is_file()


def test_a_file_that_is_no_tracker_is_told_and_the_start_page_stays(
    qtbot, window, tmp_path
) -> None:
    wrong = tmp_path / "wrong.marmot"
    wrong.write_text("not a tracker", encoding="utf-8")
    window.bridge.open(wrong)
    qtbot.waitUntil(lambda: "wrong.marmot" in window.messages.text)
    assert window.bridge.facts is None
    assert window._stack.currentIndex() == 0


def test_somebody_has_it_open_and_a_copy_is_read(qtbot, window, tracker, answering) -> None:
    answering.answers["open"] = "copy"
    with Document.open(tracker, author=Author("Bo Lee")):
        window.bridge.open(tracker)
        qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
        assert window.status.saved.text() == "Reading only"
        window.recommendations.commands.editing.set_owner(row(window, "1"), "Family Hubs")
        qtbot.waitUntil(lambda: "reading only" in window.messages.text)
        assert row(window, "1").owner == ""


def test_a_copy_is_previewed_and_brought_in(qtbot, opened, tmp_path) -> None:
    ours = opened.bridge.facts.path
    opened.actions_table["start"].trigger()
    qtbot.waitUntil(lambda: opened.bridge.facts is None)
    copy = tmp_path / "copy.marmot"
    shutil.copy(ours, copy)
    with Document.open(copy, author=Author("Bo Lee")) as document, document.edit("Own") as session:
        people.assign(
            session,
            recommendation=the_one(session, "1"),
            owner="Family Hubs",
            since=date(2026, 11, 1),
        )
    opened.bridge.open(ours)
    qtbot.waitUntil(lambda: opened.bridge.facts is not None)
    opened.commands.preview_copy(copy)
    dialog = dialog_of(qtbot, opened, BringInDialog)
    assert [row.line.who for row in dialog.model.all_rows if row.line] == ["Bo Lee"]
    assert [row.line.reference for row in dialog.model.all_rows if row.line] == ["1"]
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.accept_button)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "1").owner == "Family Hubs")
    assert "1 edit came in with copy.marmot. A backup from " in opened.messages.text
    assert "today is kept: Tracker, Backups…" in opened.messages.text
    assert opened.actions_table["undo"].isEnabled() is False


def test_a_bug_is_shown_once_with_a_report_to_copy(qtbot, opened) -> None:
    def broken(_session):
        raise ZeroDivisionError("seven")

    opened.bridge.ask("Breaking", broken, print)
    qtbot.waitUntil(lambda: "Something went wrong inside" in opened.messages.text)
    qtbot.mouseClick(opened.messages._copy, Qt.MouseButton.LeftButton)
    report = QApplication.clipboard().text()
    assert "ZeroDivisionError: seven" in report
    assert report.startswith("Marmot Tracker ")


@pytest.mark.parametrize("name", ["copy.marmot", "list.csv"])
def test_a_file_dropped_on_the_window_is_opened_or_loaded(qtbot, window, tmp_path, name) -> None:
    file = tmp_path / name
    if name.endswith(".marmot"):
        make_tracker(file)
    else:
        file.write_text("Ref,Recommendation\n1,Homes\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(drop)
    if name.endswith(".marmot"):
        qtbot.waitUntil(lambda: window.bridge.facts is not None)
    else:
        assert window.messages.text.startswith("Open or make a tracker first")


def test_looks_are_remembered(window) -> None:
    window.actions_table["dark"].trigger()
    assert theme.colours() is theme.DARK
    window.actions_table["zoom_in"].trigger()
    window.store.sync()
    kept = Settings()
    assert (kept.get(settings.SCHEME), kept.get(settings.ZOOM)) == ("dark", 110)
    assert window.messages.text == "Text at 110 %."
    window.actions_table["zoom_reset"].trigger()
    window.actions_table["light"].trigger()


def test_the_reading_pane_is_put_away_and_back(opened) -> None:
    opened.actions_table["pane"].trigger()
    assert not opened.recommendations.pane.isVisible()
    opened.actions_table["pane"].trigger()
    assert opened.recommendations.pane.isVisible()


def test_nothing_is_left_beside_the_file_after_closing(opened) -> None:
    path: Path = opened.bridge.facts.path
    opened.close()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_setting_of_the_wrong_kind_counts_as_not_chosen(tmp_path) -> None:
    file = tmp_path / "window.ini"
    file.write_text("[look]\nzoom=large\n[register]\npane_shown=false\n", encoding="utf-8")
    store = Settings(file)
    assert store.get(settings.ZOOM) == 100
    assert store.get(settings.PANE_SHOWN) is False
