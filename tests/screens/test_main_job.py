"""The main job through the real window: own, rate, date, attach, undo; the file is asked after."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import packs, ratings
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import NotRatedWhy, Rating, Sensitivity
from tests.screens.conftest import rows_of
from ui.dialogs.due_date import DueDateDialog
from ui.dialogs.evidence import EvidenceDialog
from ui.dialogs.export_pack import ExportPackDialog
from ui.dialogs.plain import TellingDialog
from ui.dialogs.rating import RatingDialog
from ui.dialogs.why import WhyPanel
from ui.main_window import MainWindow


def row(window: MainWindow, reference: str):
    return next(r for r in window.recommendations.model.all_rows if r.reference == reference)


def choose(window: MainWindow, reference: str, column: str = "text") -> None:
    page = window.recommendations
    at = page.model.index_of(row(window, reference).uid, page.model.column_at(column))
    page.table.setCurrentIndex(at)
    page.table.setFocus()


def dialog_of(qtbot, window: MainWindow, kind: type) -> Any:
    def visible() -> list[Any]:
        every: list[Any] = window.findChildren(kind)
        return [found for found in every if found.isVisible()]

    qtbot.waitUntil(lambda: bool(visible()))
    return visible()[0]


def edit_cell(qtbot, window: MainWindow, reference: str, column: str):
    choose(window, reference, column)
    qtbot.keyClick(window.recommendations.table, Qt.Key.Key_F2)
    return QApplication.focusWidget()


def words_of(dialog: TellingDialog) -> str:
    """Everything a telling dialog shows."""
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def closed(window: MainWindow):
    facts = window.bridge.facts
    assert facts is not None
    window.close()
    return rows_of(facts.path)


def test_opening_shows_the_list_and_says_it_is_saved(opened) -> None:
    assert "Anytown" in opened.windowTitle()
    assert opened.status.saved.text() == "All changes saved"
    assert opened.status.record.text().startswith("Check code")
    assert opened.recommendations.filter._count.text() == "3 of 3"


def test_a_rating_that_asks_nothing_is_written_from_the_cell(qtbot, opened) -> None:
    editor = edit_cell(qtbot, opened, "1", "rating")
    editor.setCurrentIndex(editor.findData(Rating.ON_TRACK.value))
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "1").rating is Rating.ON_TRACK)
    assert closed(opened)["1"].rating is Rating.ON_TRACK


def test_off_track_asks_for_reason_path_and_help_and_a_reason_lets_one_go_on(qtbot, opened) -> None:
    editor = edit_cell(qtbot, opened, "5.4", "rating")
    editor.setCurrentIndex(editor.findData(Rating.OFF_TRACK.value))
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, opened, RatingDialog)
    assert dialog.rating is Rating.OFF_TRACK
    assert "path to green" in dialog.missing.text()
    qtbot.keyClicks(dialog.reason, "Two officers left")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.accept_button.text() == "Save without it")
    qtbot.keyClicks(dialog.path, "Agency cover from December")
    qtbot.keyClicks(dialog.path_by, "28/02/2027")
    qtbot.keyClicks(dialog.help, "Agree the agency budget")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "5.4").rating is Rating.OFF_TRACK)
    found = closed(opened)["5.4"]
    assert (found.reason, found.path_to_green) == (
        "Two officers left",
        "Agency cover from December",
    )
    assert found.path_to_green_by == date(2027, 2, 28)
    assert found.help_needed == "Agree the agency budget"


def test_a_date_that_is_none_stays_in_the_dialog(qtbot, opened) -> None:
    choose(opened, "5.4")
    opened.actions_table["rate"].trigger()
    dialog = dialog_of(qtbot, opened, RatingDialog)
    qtbot.mouseClick(dialog.choices[Rating.AT_RISK], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "path to green" in dialog.missing.text())
    qtbot.keyClicks(dialog.path_by, "soon")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert "not a date" in dialog.form.fault(dialog.path_by)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert row(opened, "5.4").rating is Rating.NOT_RATED


def test_a_first_due_date_is_typed_and_a_move_asks_why(qtbot, opened) -> None:
    soon = clock.today() + timedelta(days=100)
    later = soon + timedelta(days=30)
    editor = edit_cell(qtbot, opened, "5.4", "due")
    qtbot.keyClicks(editor, day(soon))
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "5.4").due == soon)
    editor = edit_cell(qtbot, opened, "5.4", "due")
    qtbot.keyClicks(editor, day(later))
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot, opened, DueDateDialog)
    assert dialog.date.text() == day(later)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert "Say why it moves" in dialog.form.fault(dialog.reason)
    qtbot.keyClicks(dialog.reason, "Planning took longer")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "5.4").due == later)
    found = closed(opened)["5.4"]
    assert (found.first_due, found.times_moved, found.days_slipped) == (soon, 1, 30)


def test_a_typed_date_that_is_none_is_told(qtbot, opened) -> None:
    editor = edit_cell(qtbot, opened, "5.4", "due")
    qtbot.keyClicks(editor, "3/4/27")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "not a date" in opened.messages.text)
    assert row(opened, "5.4").due is None


def test_a_file_dropped_on_a_row_asks_who_could_be_recognised(qtbot, opened, tmp_path) -> None:
    photo = tmp_path / "inspection.txt"
    photo.write_text("182 of 240 inspections", encoding="utf-8")
    uid = row(opened, "5.4").uid
    opened.recommendations.table.files_dropped.emit(uid, [str(photo)])
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible(), "the question has no answer chosen beforehand"
    qtbot.mouseClick(dialog.answers[Sensitivity.RESTRICTED], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "5.4").evidence == 1)
    pane = opened.recommendations.pane
    qtbot.waitUntil(lambda: pane._tabs.tabText(1) == "Evidence  1")
    assert "RESTRICTED" in pane._content.evidence[0].head
    assert closed(opened)["5.4"].evidence == 1


def test_undo_and_redo_by_name(qtbot, opened) -> None:
    opened.recommendations.commands.editing.set_owner(row(opened, "1"), "Family Hubs")
    qtbot.waitUntil(lambda: row(opened, "1").owner == "Family Hubs")
    assert opened.actions_table["undo"].text() == "Undo Set owner of 1"
    opened.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: row(opened, "1").owner == "")
    assert opened.messages.text == "Taken back: Set owner of 1."
    assert opened.actions_table["redo"].text() == "Redo Set owner of 1"
    opened.actions_table["redo"].trigger()
    qtbot.waitUntil(lambda: row(opened, "1").owner == "Family Hubs")


def test_the_pane_tells_who_when_and_why(qtbot, opened) -> None:
    choose(opened, "5.4")
    opened.recommendations.commands.editing.set_owner(row(opened, "5.4"), "Family Hubs")
    pane = opened.recommendations.pane
    qtbot.waitUntil(
        lambda: (
            pane._content is not None
            and pane._content.uid == row(opened, "5.4").uid
            and any("Ann Smith" in entry.head for entry in pane._content.history)
        )
    )
    assert any("Family Hubs" in entry.text for entry in pane._content.history)


@pytest.mark.parametrize(
    ("typed", "shown"), [("homes", 1), ("no:owner", 3), ("subgroup:net", 1), ("nothing", 0)]
)
def test_typing_filters_and_counts(qtbot, opened, typed, shown) -> None:
    bar = opened.recommendations.filter
    opened.actions_table["find"].trigger()
    qtbot.keyClicks(bar.box, typed)
    assert opened.recommendations.model.rowCount() == shown
    assert bar._count.text() == f"{shown} of 3"
    qtbot.mouseClick(bar._clear, Qt.MouseButton.LeftButton)
    assert opened.recommendations.model.rowCount() == 3


def test_a_word_not_understood_is_told_beneath_the_box(qtbot, opened) -> None:
    bar = opened.recommendations.filter
    qtbot.keyClicks(bar.box, "rag:purple")
    assert "rag:purple" in bar._problem.text()
    assert bar._problem.isVisible()


def test_a_chip_writes_its_words_and_takes_them_away(qtbot, opened) -> None:
    bar = opened.recommendations.filter
    chip, button = next(each for each in bar._chips if each[0].filter == "is:mine")
    assert chip.count == 1
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bar.text == "is:mine"
    assert opened.recommendations.model.rowCount() == 1
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bar.text == ""


def test_checking_the_record_says_so(qtbot, opened) -> None:
    opened.actions_table["check"].trigger()
    qtbot.waitUntil(lambda: opened.status.record.text().startswith("Record checked"))


def test_saving_answers_that_it_is_saved(opened) -> None:
    opened.actions_table["save"].trigger()
    assert opened.messages.text.startswith("Already saved")


def test_the_pack_is_made_noted_and_offered_to_open(qtbot, opened, tmp_path) -> None:
    opened.commands.packing.pack(tmp_path)
    dialog = dialog_of(qtbot, opened, ExportPackDialog)
    target = tmp_path / "pack.xlsx"
    dialog.path.setText(str(target))
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: opened.messages.text.startswith("Saved pack.xlsx"))
    import openpyxl

    book = openpyxl.load_workbook(target)
    assert {"Cover", "Summary", "Exceptions", "Register"} <= set(book.sheetnames)
    path = opened.bridge.facts.path
    opened.close()
    with Document.open(path, author=Author("Reader")) as document, document.read() as session:
        assert [pack.file_name for pack in packs.list_(session)] == ["pack.xlsx"]


def test_a_pack_with_a_changed_figure_is_named_by_its_cell(qtbot, opened, tmp_path) -> None:
    opened.commands.packing.pack(tmp_path)
    dialog = dialog_of(qtbot, opened, ExportPackDialog)
    target = tmp_path / "pack.xlsx"
    dialog.path.setText(str(target))
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: opened.messages.text.startswith("Saved pack.xlsx"))
    import openpyxl

    opened.commands.packing.check(target)
    told = dialog_of(qtbot, opened, TellingDialog)
    assert "says what the tracker said" in words_of(told)
    told.close()
    qtbot.waitUntil(lambda: not opened.findChildren(TellingDialog))
    book = openpyxl.load_workbook(target)
    figure = next(cell for row in book["Summary"].iter_rows() for cell in row if cell.value == 3)
    figure.value = 12
    book.save(target)
    opened.commands.packing.check(target)
    told = dialog_of(qtbot, opened, TellingDialog)
    assert f"Summary {figure.coordinate} says 12, the tracker said 3" in words_of(told)


def test_rating_and_subgroup_are_chosen_from_their_menus(qtbot, opened) -> None:
    bar = opened.recommendations.filter
    rating, subgroup = (button for _, button in bar._menus)
    next(a for a in subgroup.menu().actions() if "Children" in a.text()).trigger()
    assert bar.text == 'subgroup:"Children & Young People"'
    assert [each.reference for each in opened.recommendations.model.shown_rows] == ["1"]
    assert subgroup.text() == "Subgroup: Children & Young People"
    next(a for a in subgroup.menu().actions() if "Housing" in a.text()).trigger()
    assert bar.text == 'subgroup:"Housing"'
    next(a for a in rating.menu().actions() if "Not rated" in a.text()).trigger()
    assert bar.text == 'subgroup:"Housing" rag:not_rated'
    next(a for a in rating.menu().actions() if "Not rated" in a.text()).trigger()
    assert bar.text == 'subgroup:"Housing"'


def test_why_is_answered_in_sentences_to_paste(qtbot, opened) -> None:
    opened.recommendations.commands.editing.set_owner(row(opened, "5.4"), "Family Hubs")
    qtbot.waitUntil(lambda: row(opened, "5.4").owner == "Family Hubs")
    choose(opened, "5.4", "owner")
    opened.actions_table["why"].trigger()
    panel = dialog_of(qtbot, opened, WhyPanel)
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    copied = QApplication.clipboard().text()
    assert "Family Hubs" in copied
    assert "Ann Smith" in copied


def test_two_answers_are_shown_and_settled(qtbot, opened, tmp_path) -> None:
    path = opened.bridge.facts.path
    opened.actions_table["start"].trigger()
    qtbot.waitUntil(lambda: opened.bridge.facts is None)
    copy = tmp_path / "copy.marmot"
    shutil.copy(path, copy)
    for file, name, rating in ((path, "Ann", Rating.ON_TRACK), (copy, "Bo", Rating.NOT_RATED)):
        with Document.open(file, author=Author(name)) as document, document.edit("Rate") as session:
            ratings.rate(
                session,
                recommendation=the_one(session, "5.4"),
                rating=rating,
                speaks_for=date(2026, 11, 1),
                not_rated_why=NotRatedWhy.ON_HOLD if rating is Rating.NOT_RATED else None,
                reason="Money is found" if rating is Rating.ON_TRACK else "On hold",
            )
    with Document.open(path, author=Author("Ann")) as document:
        assert document.bring_in(copy).two_answers == 1
    opened.bridge.open(path)
    shown = opened.recommendations.model
    qtbot.waitUntil(
        lambda: [each.marks for each in shown.all_rows if each.reference == "5.4"] == [("rating",)]
    )
    choose(opened, "5.4")
    pane = opened.recommendations.pane
    qtbot.waitUntil(lambda: pane._content is not None and bool(pane._content.two_answers))
    button = pane._settle.itemAt(0).widget()
    assert button.text() == "Settle rating…"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    page = opened.two_answers
    qtbot.waitUntil(lambda: page.isVisible() and len(page.card.cards) == 2)
    assert {card.given.who for card in page.card.cards} == {"Ann", "Bo"}
    chosen = next(card for card in page.card.cards if card.given.who == "Ann")
    qtbot.mouseClick(chosen.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    opened.pages.show_page("recommendations")
    qtbot.waitUntil(lambda: row(opened, "5.4").marks == ())
    assert row(opened, "5.4").rating is Rating.ON_TRACK


def test_evidence_not_checked_yet_is_checked_from_the_pane(qtbot, opened, answering) -> None:
    uid = row(opened, "1").uid
    choose(opened, "1")
    opened.actions_table["attach"].trigger()
    dialog = dialog_of(qtbot, opened, EvidenceDialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("link"))
    qtbot.keyClicks(dialog.link, "https://example.org/minutes")
    qtbot.mouseClick(dialog.answers[Sensitivity.NOT_CHECKED], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    pane = opened.recommendations.pane
    qtbot.waitUntil(
        lambda: (
            pane._content is not None and pane._content.uid == uid and bool(pane._content.evidence)
        )
    )
    assert "NOT CHECKED" in pane._content.evidence[0].head
    pane.show_tab(1)
    answering.answers["recognise"] = Sensitivity.ORDINARY.value
    button = next(b for b in pane.findChildren(QPushButton) if b.text() == "Checked…")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "NOT CHECKED" not in pane._content.evidence[0].head)


def test_enter_on_the_wording_goes_to_the_pane(qtbot, opened) -> None:
    choose(opened, "5.4", "text")
    qtbot.waitUntil(lambda: opened.recommendations.pane.uid == row(opened, "5.4").uid)
    qtbot.keyClick(opened.recommendations.table, Qt.Key.Key_Return)
    assert opened.recommendations.pane._tabs.hasFocus()


def test_today_is_one_key_as_in_excel(qtbot, opened) -> None:
    editor = edit_cell(qtbot, opened, "1", "due")
    qtbot.keyClick(editor, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "1").due == clock.today())


def test_ongoing_may_be_typed_into_the_due_cell(qtbot, opened) -> None:
    editor = edit_cell(qtbot, opened, "1", "due")
    qtbot.keyClicks(editor, "ongoing")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "1").ongoing)


def test_chips_go_beneath_the_box_where_there_is_no_room(qtbot, opened) -> None:
    bar = opened.recommendations.filter
    opened.resize(1920, 1000)
    qtbot.waitUntil(lambda: bar._row.indexOf(bar._chip_box) >= 0)
    opened.resize(900, 700)
    qtbot.waitUntil(lambda: bar._row.indexOf(bar._chip_box) < 0)
    opened.resize(1920, 1000)
    qtbot.waitUntil(lambda: bar._row.indexOf(bar._chip_box) >= 0)
