"""Naming an owner, in the cell and in the dialog, in the real window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from tests.screens.test_main_job import choose, closed, dialog_of, edit_cell, row
from ui.dialogs.owner import OwnerDialog


def test_an_owner_typed_into_the_cell_is_written(qtbot, opened) -> None:
    editor = edit_cell(qtbot, opened, "5.4", "owner")
    assert isinstance(editor, QComboBox | QLineEdit)
    qtbot.keyClicks(editor, "Family Hubs")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "5.4").owner == "Family Hubs")
    assert opened.actions_table["undo"].text() == "Undo Set owner of 5.4"
    assert closed(opened)["5.4"].owner == "Family Hubs"


def test_a_new_owner_typed_into_the_cell_is_asked_about_in_the_owner_dialog(qtbot, opened) -> None:
    new = "Housing Standards, Anytown Council"
    editor = edit_cell(qtbot, opened, "1", "owner")
    qtbot.keyClicks(editor, new)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, opened, OwnerDialog)
    assert dialog.owner.currentText() == new
    assert f"“{new}” is not among the owners yet" in dialog.new.text()
    assert "the post “Housing Standards” at “Anytown Council”" in dialog.new.text()
    assert dialog.accept_button.text() == "Add and set"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not opened.findChildren(OwnerDialog))
    with qtbot.waitActive(opened):
        opened.activateWindow()
    assert row(opened, "1").owner == ""
    assert opened.commands._questions.asked == []
    editor = edit_cell(qtbot, opened, "1", "owner")
    qtbot.keyClicks(editor, new)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, opened, OwnerDialog)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "1").owner == new)


def test_enter_in_the_owner_cell_just_opened_keeps_the_owner(qtbot, opened) -> None:
    editing = opened.recommendations.commands.editing
    editing.set_owner(row(opened, "5.4"), "Head of Housing, Anytown Council")
    qtbot.waitUntil(lambda: row(opened, "5.4").owner.startswith("Head"))
    editor = edit_cell(qtbot, opened, "5.4", "owner")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.currentText() == "Head of Housing, Anytown Council"


def test_enter_in_the_owner_dialog_just_opened_keeps_the_owner(qtbot, opened) -> None:
    opened.recommendations.commands.editing.set_owner(
        row(opened, "8.1"), "Head of Housing, Anytown Council"
    )
    qtbot.waitUntil(lambda: row(opened, "8.1").owner.startswith("Head"))
    choose(opened, "8.1")
    opened.actions_table["owner"].trigger()
    dialog = dialog_of(qtbot, opened, OwnerDialog)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.value().words == "Head of Housing, Anytown Council"


def test_a_new_owner_is_told_in_the_dialog_and_added_when_said_again(qtbot, opened) -> None:
    choose(opened, "8.1")
    opened.actions_table["owner"].trigger()
    dialog = dialog_of(qtbot, opened, OwnerDialog)
    qtbot.keyClicks(dialog.owner.lineEdit(), "Town planners")
    qtbot.mouseDClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible(), "a double click adds nothing unread"
    assert dialog.new.isVisible()
    assert "added as an organisation" in dialog.new.text()
    qtbot.keyClicks(dialog.owner.lineEdit(), "x")
    assert not dialog.new.isVisible()
    assert dialog.accept_button.text() == "Save owner"
    qtbot.keyClick(dialog.owner.lineEdit(), Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: not dialog._just_told.isActive())
    qtbot.keyClick(dialog.owner.lineEdit(), Qt.Key.Key_Return)
    assert dialog.accept_button.text() == "Add and set"
    qtbot.waitUntil(lambda: not dialog._just_told.isActive())
    qtbot.keyClick(dialog.owner.lineEdit(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "8.1").owner == "Town planners")
    assert opened.commands._questions.asked == []


def test_the_owner_dialog_writes_and_takes_away(qtbot, opened) -> None:
    choose(opened, "8.1")
    opened.actions_table["owner"].trigger()
    dialog = dialog_of(qtbot, opened, OwnerDialog)
    dialog.owner.setCurrentText("Family Hubs")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "8.1").owner == "Family Hubs")
    opened.recommendations.commands.editing.set_owner(row(opened, "8.1"), "")
    qtbot.waitUntil(lambda: row(opened, "8.1").owner == "")
