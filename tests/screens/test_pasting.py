"""Cells pasted from Excel into the list: previewed cell by cell, one edit, one undo."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.services import bulk, own_columns, pasting, programme, recommendations, reports
from marmot_tracker.vocabulary import ExtraType, Rating
from tests.screens.conftest import all_rows_of
from tests.screens.test_grid_keys import choose_all
from tests.screens.test_main_job import choose, closed, dialog_of, row
from ui.dialogs.preview_cells import PreviewCellsDialog
from ui.main_window import MainWindow


def make_many(path: Path, many: int) -> Path:
    """A closed tracker with so many recommendations, called 1 and so on."""
    with (
        programme.new_tracker(path, place="Anytown", author=Author("Clerk")) as document,
        document.edit("Load a list") as session,
    ):
        report = reports.ensure(session, title="A fair place")
        for number in range(1, many + 1):
            recommendations.add(
                session,
                report=report,
                reference=str(number),
                wording=f"Recommendation {number}",
                order=number,
            )
    return path


def put(text: str = "", html: str = "") -> None:
    data = QMimeData()
    if text:
        data.setText(text)
    if html:
        data.setHtml(html)
    QApplication.clipboard().setMimeData(data)


def pasted(qtbot: QtBot, window: MainWindow) -> PreviewCellsDialog:
    qtbot.keyClick(window.recommendations.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    found = dialog_of(qtbot, window, PreviewCellsDialog)
    assert isinstance(found, PreviewCellsDialog)
    return found


def lines(dialog: PreviewCellsDialog) -> list[tuple[str, ...]]:
    """Everything the preview shows, row by row."""
    model = dialog.table.table_model()
    return [
        tuple(str(model.data(model.index(at, column))) for column in range(model.columnCount()))
        for at in range(model.rowCount())
    ]


def test_a_block_goes_down_and_right_and_is_shown_first(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "1", "owner")
    put("Family Hubs\tG On track\nfamily hubs\tPurple\r\n")
    dialog = pasted(qtbot, opened)
    assert lines(dialog)[0] == (
        "5.4",
        "Rating",
        "Not rated",
        "Purple",
        "Refused: “Purple” is not a rating; the key is B Verified, G On track, A At risk, "
        "R Off track or – Not rated.",
    )
    assert ("1", "Rating", "Not rated", "On track", "Changes") in lines(dialog)
    assert row(opened, "1").owner == "", "nothing is changed before it is accepted"
    assert dialog.accept_button.text() == "Change 3 cells"
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "5.4").owner == "Family Hubs")
    assert row(opened, "1").rating is Rating.ON_TRACK
    opened.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: row(opened, "5.4").owner == "")
    found = closed(opened)
    assert {(each.owner, each.rating) for each in found.values()} == {("", Rating.NOT_RATED)}


def test_unknown_owners_are_offered_as_new(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "1", "owner")
    put("Family Hubs\nHead of Parks, Anytown Council\n")
    dialog = pasted(qtbot, opened)
    assert dialog.new.text() == "Add owner “Head of Parks, Anytown Council”"
    assert dialog.accept_button.text() == "Change 1 cell"
    assert dialog._summary.text() == (
        "1 cell would change. 1 names somebody new, and stays as it is unless added below."
    )
    dialog.new.setChecked(True)
    assert dialog.accept_button.text() == "Change 2 cells"
    assert dialog._summary.text() == "2 cells would change."
    dialog.new.setChecked(False)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "1").owner == "Family Hubs")
    found = closed(opened)
    assert found["5.4"].owner == ""


def test_headings_and_references_say_where_it_goes(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "1", "text")
    put("Ref\tDue\n8.1\t31-Mar-2027\n5.4\t30 June 2027\n9.9\t01/01/2027\n")
    dialog = pasted(qtbot, opened)
    assert "1 line found no row here" in dialog._more.text()
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "8.1").due == date(2027, 3, 31))
    assert closed(opened)["5.4"].due == date(2027, 6, 30)


def test_dates_that_can_be_misread_are_asked_about(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "1", "due")
    put("03/04/2027\n12/31/2027\n")
    dialog = pasted(qtbot, opened)
    assert dialog.order.isVisibleTo(dialog)
    assert [line[3] for line in lines(dialog)] == ["12/31/2027", "03/04/2027"]
    assert lines(dialog)[0][4].startswith("Refused")
    dialog.order.setCurrentIndex(1)
    qtbot.waitUntil(lambda: {line[3] for line in lines(dialog)} == {"04/03/2027", "31/12/2027"})
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "5.4").due == date(2027, 12, 31))
    assert closed(opened)["1"].due == date(2027, 3, 4)


def test_a_date_that_would_move_asks_for_one_reason(qtbot: QtBot, opened: MainWindow) -> None:
    opened.recommendations.commands.editing.type_due(row(opened, "1"), "31/12/2026")
    qtbot.waitUntil(lambda: row(opened, "1").due is not None)
    choose(opened, "1", "due")
    put("31/03/2027")
    dialog = pasted(qtbot, opened)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.form.fault(dialog.reason) == "1: The date moves: say why."
    qtbot.wait(QApplication.doubleClickInterval() + 10)
    qtbot.keyClicks(dialog.reason, "Two officers left")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "1").due == date(2027, 3, 31))
    assert closed(opened)["1"].times_moved == 1


def test_the_table_of_a_mail_is_pasted_into_all_chosen_rows(
    qtbot: QtBot, opened: MainWindow
) -> None:
    choose_all(qtbot, opened, "owner")
    put("Family Hubs", "<table><tr><td>Family Hubs</td></tr></table>")
    dialog = pasted(qtbot, opened)
    assert len(lines(dialog)) == 3
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "8.1").owner == "Family Hubs")
    assert {each.owner for each in closed(opened).values()} == {"Family Hubs"}


def test_what_was_copied_comes_back_as_it_is(qtbot: QtBot, opened: MainWindow) -> None:
    choose_all(qtbot, opened, "reference")
    opened.actions_table["copy"].trigger()
    choose(opened, "1", "reference")
    dialog = pasted(qtbot, opened)
    assert {line[4] for line in lines(dialog)} == {"Already so"}
    assert not dialog.accept_button.isEnabled()


def test_an_empty_clipboard_and_a_file_say_so(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    choose(opened, "1", "owner")
    put(" ")
    opened.actions_table["paste"].trigger()
    qtbot.waitUntil(lambda: "no text on the clipboard" in opened.messages.text)
    put("a\n" * 200_001)
    opened.actions_table["paste"].trigger()
    qtbot.waitUntil(lambda: "200,000 cells are the most" in opened.messages.text)
    assert not opened.findChildren(PreviewCellsDialog)


def test_a_year_of_two_digits_is_refused_as_when_typed(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "1", "due")
    put("4/5/27\n31-Mar-27\n50%\n")
    dialog = pasted(qtbot, opened)
    assert [line[3] for line in lines(dialog)] == ["4/5/27", "31-Mar-27", "50%"]
    assert all(
        "is not a date that can be read without guessing" in line[4] for line in lines(dialog)
    )
    assert not dialog.accept_button.isEnabled()


def test_a_recommendation_named_twice_is_shown_before(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "1", "text")
    put("Ref\tDue\n5.4\t31/03/2027\n5.4\t30/06/2027\n8.1\t30/06/2027\n")
    dialog = pasted(qtbot, opened)
    assert lines(dialog)[0] == (
        "5.4",
        "Due date",
        "—",
        "30/06/2027",
        "Refused: Due date of 5.4 is named twice: only the first counts.",
    )
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "5.4").due == date(2027, 3, 31))
    assert closed(opened)["8.1"].due == date(2027, 6, 30)


def test_what_changed_behind_the_preview_is_left_and_told(qtbot: QtBot, opened: MainWindow) -> None:
    choose(opened, "1", "owner")
    put("Family Hubs\nFamily Hubs\nFamily Hubs\n")
    dialog = pasted(qtbot, opened)
    opened.recommendations.commands.editing.set_owner(
        row(opened, "5.4"), "Head of Housing, Anytown Council"
    )
    qtbot.waitUntil(lambda: row(opened, "5.4").owner.startswith("Head"))
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "8.1").owner == "Family Hubs")
    assert opened.messages.text == (
        "Set owner of 2 recommendations. Undo (Ctrl+Z) takes it back. "
        "Changed meanwhile, and left as it is: owner of 5.4."
    )
    assert opened.actions_table["undo"].text() == "Undo Set owner of 2 recommendations"
    assert not opened.findChildren(PreviewCellsDialog)
    assert closed(opened)["5.4"].owner == "Head of Housing, Anytown Council"


def test_only_rows_that_the_filter_shows_are_pasted_into(qtbot: QtBot, opened: MainWindow) -> None:
    choose_all(qtbot, opened, "owner")
    opened.recommendations.filter.set_text("ref:5.4")
    qtbot.waitUntil(lambda: opened.recommendations.model.rowCount() == 1)
    choose(opened, "5.4", "owner")
    put("Family Hubs\nHead of Housing, Anytown Council")
    dialog = pasted(qtbot, opened)
    assert [line[0] for line in lines(dialog)] == ["5.4"]
    assert "1 line found no row here" in dialog._more.text()
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(opened, "5.4").owner == "Family Hubs")
    found = closed(opened)
    assert [each.owner for each in found.values()] == ["", "Family Hubs", ""]


def test_text_of_any_kind_comes_back_from_a_copy(
    qtbot: QtBot, tracker: Path, window: MainWindow
) -> None:
    with (
        Document.open(tracker, author=Author("Clerk")) as document,
        document.edit("Add") as session,
    ):
        own_columns.add(session, name="Note", type=ExtraType.TEXT)
    window.resize(1700, 900)
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    words = {"1": "=1+1", "5.4": "@home", "8.1": "\u200fשלום e\u0301"}
    choose(window, "1")
    put("Ref\tNote\n" + "\n".join("\t".join(each) for each in words.items()))
    dialog = pasted(qtbot, window)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    kept = {at: unicodedata.normalize("NFC", each) for at, each in words.items()}
    for at, said in kept.items():
        qtbot.waitUntil(lambda at=at, said=said: row(window, at).extra.get("Note") == said)  # type: ignore[misc]
    choose_all(qtbot, window, "owner")
    window.actions_table["copy"].trigger()
    assert "\t'=1+1\n" in QApplication.clipboard().text()
    window.actions_table["paste"].trigger()
    again = dialog_of(qtbot, window, PreviewCellsDialog)
    notes = {line[0]: line[2:] for line in lines(again) if line[1] == "Note"}
    assert notes == {at: (said, said, "Already so") for at, said in kept.items()}
    assert not again.accept_button.isEnabled()


def test_undo_after_a_hundred_rows_answers_as_before(
    qtbot: QtBot, tmp_path: Path, window: MainWindow
) -> None:
    path = make_many(tmp_path / "Many.marmot", 100)
    before = all_rows_of(path)
    window.bridge.open(path)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 100)
    choose(window, "3")
    put("Ref\tOwner\tDue\n" + "".join(f"{n}\tTeam {n % 7}\t31/03/2027\n" for n in range(1, 101)))
    dialog = pasted(qtbot, window)
    dialog.new.setChecked(True)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(window, "100").owner == "Team 2")
    window.actions_table["undo"].trigger()
    qtbot.waitUntil(lambda: row(window, "100").owner == "")
    facts = window.bridge.facts
    assert facts is not None
    window.close()
    after = all_rows_of(facts.path)
    assert [each._replace(last_changed="") for each in after] == [
        each._replace(last_changed="") for each in before
    ]


def test_more_cells_than_can_be_read_at_a_glance_are_read_and_written_on_the_worker(
    qtbot: QtBot, tmp_path: Path, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.bridge.open(make_many(tmp_path / "Many.marmot", 300))
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 300)
    seen: dict[str, bool] = {}

    def noted(name: str, work: Any) -> Any:
        def noting(*given: Any, **named: Any) -> Any:
            seen[name] = QThread.currentThread() is window.thread()
            return work(*given, **named)

        return noting

    for module, name in ((pasting, "read_table"), (pasting, "aim"), (bulk, "plan")):
        monkeypatch.setattr(module, name, noted(name, getattr(module, name)))
    steps: list[tuple[int, int, str]] = []
    window.bridge.started.connect(lambda task: task.progressed.connect(lambda *s: steps.append(s)))
    choose(window, "1")
    put("Ref\tOwner\n" + "".join(f"{n}\tFamily Hubs\n" for n in range(1, 301)))
    dialog = pasted(qtbot, window)
    dialog.new.setChecked(True)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: row(window, "300").owner == "Family Hubs")
    assert seen == {"read_table": False, "aim": False, "plan": False}
    assert (50, 300, "Writing 50 of 300 cells") in steps
