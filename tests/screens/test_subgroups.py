"""The chairs of the subgroups, named in the window as one edit that Undo takes back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.services import people
from tests.screens.test_two_answers import dialog_of
from ui.dialogs.subgroups import SubgroupsDialog
from ui.main_window import MainWindow


def chairs(path: Path) -> dict[str, tuple[str, str]]:
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        found = people.subgroups(session)
    return {each.name: (each.chair, each.support_officer) for each in found}


def mails(path: Path) -> dict[str, str]:
    with (
        Document.open(path, author=Author("Reader"), asking=True) as document,
        document.read() as session,
    ):
        return people.mails(session)


def field(dialog: SubgroupsDialog, name: str) -> QLineEdit:
    (found,) = [each for each in dialog.findChildren(QLineEdit) if each.accessibleName() == name]
    return found


def test_chairs_are_named_in_one_edit_and_undone(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    opened.actions_table["subgroups"].trigger()
    dialog = dialog_of(qtbot, opened, SubgroupsDialog)
    chair = field(dialog, "Chair of Children & Young People")
    mail = field(dialog, "Mail address of the chair of Children & Young People")
    officer = field(dialog, "Support officer of Children & Young People")
    qtbot.keyClicks(chair, "Jo  Bell ")
    qtbot.keyClick(chair, Qt.Key.Key_Tab)
    assert mail.hasFocus()
    qtbot.keyClick(mail, Qt.Key.Key_Tab)
    assert officer.hasFocus()
    qtbot.keyClicks(officer, "Sam Hill")
    qtbot.keyClicks(field(dialog, "Chair of Housing"), "Kim Shah")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "2 subgroups" in opened.messages.text)
    assert chairs(tracker) == {
        "Children & Young People": ("Jo Bell", "Sam Hill"),
        "Housing": ("Kim Shah", ""),
        "Net Zero": ("", ""),
    }
    opened.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: opened.messages.text.startswith("Taken back"))
    assert chairs(tracker)["Housing"] == ("", "")


def test_what_was_left_as_it_is_is_no_edit(qtbot: QtBot, opened: MainWindow) -> None:
    assert opened.bridge.facts is not None
    before = opened.bridge.facts.check_code
    opened.actions_table["subgroups"].trigger()
    dialog = dialog_of(qtbot, opened, SubgroupsDialog)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not opened.bridge.workers.running)
    assert opened.bridge.facts.check_code == before
    assert opened.messages.text == ""


def test_a_mail_address_is_kept_for_whoever_is_named_beside_it(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    opened.actions_table["subgroups"].trigger()
    dialog = dialog_of(qtbot, opened, SubgroupsDialog)
    qtbot.keyClicks(field(dialog, "Chair of Housing"), "Kim Shah")
    mail = field(dialog, "Mail address of the chair of Housing")
    qtbot.keyClicks(mail, "kim.shah")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert "no mail address" in dialog.form.fault(field(dialog, "Chair of Housing"))
    assert mail.hasFocus()
    qtbot.keyClicks(mail, "@luton.example")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 subgroup" in opened.messages.text)
    assert mails(tracker) == {"kim shah": "kim.shah@luton.example"}

    opened.actions_table["subgroups"].trigger()
    dialog = dialog_of(qtbot, opened, SubgroupsDialog)
    mail = field(dialog, "Mail address of the chair of Housing")
    assert mail.text() == "kim.shah@luton.example"
    mail.selectAll()
    qtbot.keyClicks(mail, "kim@luton.example")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: opened.messages.text == "Kept 1 mail address.")
    assert mails(tracker) == {"kim shah": "kim@luton.example"}


def test_another_name_brings_its_own_address(qtbot: QtBot, opened: MainWindow) -> None:
    opened.actions_table["subgroups"].trigger()
    dialog = dialog_of(qtbot, opened, SubgroupsDialog)
    qtbot.keyClicks(field(dialog, "Chair of Housing"), "Kim Shah")
    qtbot.keyClicks(field(dialog, "Mail address of the chair of Housing"), "kim@luton.example")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 subgroup" in opened.messages.text)
    opened.actions_table["subgroups"].trigger()
    dialog = dialog_of(qtbot, opened, SubgroupsDialog)
    chair, mail = (
        field(dialog, name) for name in ("Chair of Housing", "Mail address of the chair of Housing")
    )
    chair.selectAll()
    qtbot.keyClicks(chair, "Jo Bell")
    assert mail.text() == ""
    qtbot.keyClicks(field(dialog, "Chair of Net Zero"), "kim shah")
    assert field(dialog, "Mail address of the chair of Net Zero").text() == "kim@luton.example"
    assert dialog.value().mails == {}


def test_an_address_needs_a_name_and_a_person_has_one_address(
    qtbot: QtBot, opened: MainWindow
) -> None:
    opened.actions_table["subgroups"].trigger()
    dialog = dialog_of(qtbot, opened, SubgroupsDialog)
    qtbot.keyClicks(field(dialog, "Mail address of the chair of Housing"), "kim@luton.example")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert "whose" in dialog.form.fault(field(dialog, "Chair of Housing"))
    qtbot.keyClicks(field(dialog, "Chair of Housing"), "Kim Shah")
    officer = field(dialog, "Support officer of Housing")
    qtbot.keyClicks(officer, "Kim Shah")
    qtbot.keyClicks(
        field(dialog, "Mail address of the support officer of Housing"), "k@luton.example"
    )
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert "two addresses" in dialog.form.fault(officer)
