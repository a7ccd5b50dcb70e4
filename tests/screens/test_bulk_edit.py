"""Several recommendations changed in one dialog: previewed, one edit, one undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import own_columns
from marmot_tracker.vocabulary import ExtraType, Rating
from tests.screens.test_grid_keys import choose_all, owned
from tests.screens.test_main_job import choose, closed, dialog_of, row
from ui.dialogs.bulk_edit import EMPTIED, UNCHANGED, BulkEditDialog
from ui.main_window import MainWindow


def asked(qtbot: QtBot, window: MainWindow) -> BulkEditDialog:
    choose_all(qtbot, window, "text")
    window.actions_table["bulk"].trigger()
    found = dialog_of(qtbot, window, BulkEditDialog)
    assert isinstance(found, BulkEditDialog)
    return found


def waits(qtbot: QtBot, dialog: BulkEditDialog, words: str) -> None:
    qtbot.waitUntil(lambda: words in dialog.preview.text())


def test_every_field_is_unchanged_and_nothing_can_be_accepted(
    qtbot: QtBot, opened: MainWindow
) -> None:
    dialog = asked(qtbot, opened)
    assert {box.currentText() for box in dialog.fields.values()} == {UNCHANGED}
    assert dialog.value().values == {}
    assert not dialog.accept_button.isEnabled()
    assert dialog.preview.text() == "Nothing is chosen yet."


def test_owner_and_date_for_all_are_previewed_and_are_one_edit(
    qtbot: QtBot, tracker: Path, window: MainWindow
) -> None:
    owned(tracker, "5.4", "Family Hubs")
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    dialog = asked(qtbot, window)
    dialog.fields["owner"].setEditText("Family Hubs")
    dialog.fields["due"].setEditText("31/03/2027")
    waits(qtbot, dialog, "2 recommendations: owner becomes Family Hubs.")
    waits(qtbot, dialog, "3 recommendations: due date becomes 31/03/2027.")
    waits(qtbot, dialog, "1 already so.")
    assert dialog.accept_button.text() == "Change 3 recommendations"
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(window, "8.1").due == date(2027, 3, 31))
    assert window.actions_table["undo"].text() == (
        "Undo Set owner and due date of 3 recommendations"
    )
    window.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: row(window, "8.1").due is None)
    found = closed(window)
    assert [each.owner for each in found.values()] == ["", "Family Hubs", ""]


def test_what_is_refused_is_said_and_the_rest_can_go_on(qtbot: QtBot, opened: MainWindow) -> None:
    dialog = asked(qtbot, opened)
    dialog.fields["due"].setEditText("31/12/27")
    dialog.fields["principle"].setCurrentIndex(3)
    waits(qtbot, dialog, "3 refused: “31/12/27” is not a date")
    waits(qtbot, dialog, "3 recommendations: principle becomes 2 Capabilities and control.")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "8.1").principle == 2)
    found = closed(opened)
    assert {(each.principle, each.due) for each in found.values()} == {(2, None)}


def test_a_rating_asks_for_one_reason_and_a_key_pressed_at_once_waits_for_the_preview(
    qtbot: QtBot, opened: MainWindow
) -> None:
    dialog = asked(qtbot, opened)
    box = dialog.fields["rating"]
    box.setCurrentIndex(next(at for at in range(box.count()) if "Off track" in box.itemText(at)))
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Off track needs a reason" in dialog.form.fault(dialog.reason))
    assert "3 cells ask for a reason" in dialog.preview.text()
    qtbot.wait(QApplication.doubleClickInterval() + 10)
    qtbot.keyClicks(dialog.reason, "No money")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "8.1").rating is Rating.OFF_TRACK)
    found = closed(opened)
    assert {(each.rating, each.reason) for each in found.values()} == {
        (Rating.OFF_TRACK, "No money")
    }
    assert {each.speaks_for for each in found.values()} == {clock.today()}


def test_subgroup_new_and_owner_cleared(qtbot: QtBot, tracker: Path, window: MainWindow) -> None:
    owned(tracker, "5.4", "Family Hubs")
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    dialog = asked(qtbot, window)
    dialog.fields["owner"].setCurrentText(EMPTIED)
    dialog.fields["subgroup"].setEditText("Places")
    waits(qtbot, dialog, "“Places” is not among the subgroups yet and will be added.")
    waits(qtbot, dialog, "1 recommendation: owner is cleared.")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(window, "8.1").subgroup == "Places")
    assert {(r.owner, r.subgroup) for r in closed(window).values()} == {("", "Places")}


def test_own_columns_are_offered_by_their_choices(
    qtbot: QtBot, tracker: Path, window: MainWindow
) -> None:
    with (
        Document.open(tracker, author=Author("Clerk")) as document,
        document.edit("Add") as session,
    ):
        uid = own_columns.add(
            session, name="Funding", type=ExtraType.CHOICE, choices=("Secured", "Bid made")
        )
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    dialog = asked(qtbot, window)
    dialog.fields[f"own:{uid}"].setCurrentText("Secured")
    waits(qtbot, dialog, "3 recommendations: Funding becomes Secured.")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(window, "8.1").extra.get("Funding") == "Secured")


def test_with_one_row_it_changes_that_one(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "5.4")
    opened.actions_table["bulk"].trigger()
    dialog = dialog_of(qtbot, opened, BulkEditDialog)
    dialog.fields["decision"].setCurrentText("Accepted in principle")
    qtbot.waitUntil(lambda: dialog.review.isVisibleTo(dialog))
    qtbot.keyClicks(dialog.review, "01/06/2027")
    qtbot.waitUntil(lambda: not dialog.faults()[dialog.reason])
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "5.4").decision is not None)
    assert row(opened, "1").decision is None
