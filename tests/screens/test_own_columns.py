"""The place's own columns in the window: shown, typed, sorted, filtered, undone, put away."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from marmot_tracker.document import Author, Document
from marmot_tracker.services import extras, own_columns, recommendations
from marmot_tracker.vocabulary import ExtraType
from tests.screens.conftest import Person, make_tracker, rows_of
from tests.screens.test_deciding import pane_button, press
from tests.screens.test_main_job import choose, dialog_of, row
from ui.dialogs.own_columns import OwnColumnsDialog
from ui.dialogs.own_values import OwnValuesDialog
from ui.main_window import MainWindow

COLUMNS = (
    ("Cost code", ExtraType.TEXT, ()),
    ("Budget", ExtraType.NUMBER, ()),
    ("Start", ExtraType.DATE, ()),
    ("Funding", ExtraType.CHOICE, ("Secured", "Bid made")),
    ("In plan", ExtraType.YES_NO, ()),
)
SAID = {"1": ("B7", "9"), "5.4": ("X12", "12500"), "8.1": ("", "100")}


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    """The small tracker with a column of each type, two of them filled in."""
    path = make_tracker(tmp_path / "Anytown.marmot")
    with Document.open(path, author=Author("Clerk")) as document:
        with document.edit("Add columns") as session:
            for name, kind, choices in COLUMNS:
                own_columns.add(session, name=name, type=kind, choices=choices)
        with document.edit("Fill in") as session:
            for reference, (code, budget) in SAID.items():
                fill(session, reference, {"Cost code": code, "Budget": budget})
    return path


def fill(session, reference: str, values: dict[str, str]) -> None:
    recommendations.set_fields(
        session,
        uid=recommendations.the_one(session, reference),
        values=values,
        today=date(2026, 11, 1),
    )


def at(window: MainWindow, name: str) -> int:
    """Where a column of the place's own stands."""
    headings = [column.heading for column in window.recommendations.model.columns]
    return headings.index(name)


def edit(qtbot: QtBot, window: MainWindow, reference: str, name: str):
    page = window.recommendations
    page.table.setCurrentIndex(page.model.index_of(row(window, reference).uid, at(window, name)))
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    return QApplication.focusWidget()


def said(window: MainWindow, reference: str, name: str) -> str:
    return row(window, reference).extra.get(name, "")


def waits(qtbot: QtBot, window: MainWindow, reference: str, name: str, value: str) -> None:
    qtbot.waitUntil(lambda: said(window, reference, name) == value)


def test_every_type_is_typed_with_its_own_editor(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    for name, typed, shown in (
        ("Cost code", "Q 9", "Q 9"),
        ("Budget", "1,250.50", "1250.50"),
        ("Start", "1 May 2026", "01/05/2026"),
    ):
        editor = edit(qtbot, opened, "8.1", name)
        assert isinstance(editor, QLineEdit)
        assert editor.accessibleName() == name
        qtbot.keyClicks(editor, typed)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        waits(qtbot, opened, "8.1", name, shown)
    for name, keys, shown in (("Funding", "B", "Bid made"), ("In plan", "Y", "Yes")):
        editor = edit(qtbot, opened, "8.1", name)
        assert isinstance(editor, QComboBox)
        assert not editor.isEditable()
        qtbot.keyClicks(editor, keys)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        waits(qtbot, opened, "8.1", name, shown)
    opened.close()
    assert dict(rows_of(tracker)["8.1"].extra) == {
        "Cost code": "Q 9",
        "Budget": "1250.50",
        "Start": "01/05/2026",
        "Funding": "Bid made",
        "In plan": "Yes",
    }


def test_what_does_not_fit_is_told_and_not_written(qtbot: QtBot, opened: MainWindow) -> None:
    editor = edit(qtbot, opened, "5.4", "Budget")
    qtbot.keyClicks(editor, "a lot")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "holds numbers" in opened.messages.text)
    assert said(opened, "5.4", "Budget") == "12500"


def test_a_date_that_must_be_guessed_is_asked_about(
    qtbot: QtBot, opened: MainWindow, answering: Person
) -> None:
    answering.answers["Which day is"] = "13/02/2026"
    editor = edit(qtbot, opened, "5.4", "Start")
    qtbot.keyClicks(editor, "02/13/2026")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    waits(qtbot, opened, "5.4", "Start", "13/02/2026")


def test_a_cell_is_cleared_and_undone_by_name(qtbot: QtBot, opened: MainWindow) -> None:
    editor = edit(qtbot, opened, "5.4", "Cost code")
    assert editor.text() == "X12"
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    waits(qtbot, opened, "5.4", "Cost code", "")
    qtbot.waitUntil(lambda: "Cost code" in opened.actions_table["undo"].text())
    opened.actions_table["undo"].trigger()
    waits(qtbot, opened, "5.4", "Cost code", "X12")


def test_it_sorts_by_what_it_holds_and_stays_sorted(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    page.table.sortByColumn(at(opened, "Budget"), Qt.SortOrder.AscendingOrder)
    assert [each.reference for each in page.model.shown_rows] == ["1", "8.1", "5.4"]
    editor = edit(qtbot, opened, "1", "Budget")
    qtbot.keyClicks(editor, "20000")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    waits(qtbot, opened, "1", "Budget", "20000")
    assert [each.reference for each in page.model.shown_rows] == ["8.1", "5.4", "1"]
    index = page.model.index(0, at(opened, "Budget"))
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_the_filter_asks_for_it_by_name(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations

    def shown() -> list[str]:
        return [each.reference for each in page.model.shown_rows]

    qtbot.keyClicks(page.filter.box, '"Cost code":x1')
    assert shown() == ["5.4"]
    page.filter.clear()
    qtbot.keyClicks(page.filter.box, "budget:>50")
    assert shown() == ["5.4", "8.1"]
    page.filter.clear()
    qtbot.keyClicks(page.filter.box, 'no:"Cost code"')
    assert shown() == ["8.1"]


def test_one_that_is_asked_for_is_seen_and_the_others_step_aside(
    qtbot: QtBot, opened: MainWindow
) -> None:
    page = opened.recommendations
    page.own.show_column("Start", False)
    assert "Start" not in [column.heading for column in page.model.columns]
    page.own.show_column("Start", True)
    assert page.table.isColumnHidden(at(opened, "In plan")), "the others step aside first"
    assert not page.table.isColumnHidden(at(opened, "Start")), "who asks for it sees it"


def test_the_pane_fills_them_in_as_one_edit(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    choose(opened, "8.1")
    uid = row(opened, "8.1").uid
    qtbot.waitUntil(lambda: opened.recommendations.pane.uid == uid)
    press(qtbot, pane_button(qtbot, opened, "Fill in…"))
    dialog = dialog_of(qtbot, opened, OwnValuesDialog)
    fields = {column.name: dialog.fields[column.uid] for column in opened.recommendations.own.known}
    qtbot.keyClicks(fields["Cost code"], "Z1")
    qtbot.keyClicks(fields["Start"], "31/02/2026")
    press(qtbot, dialog.accept_button)
    assert "not a date" in dialog.form.fault(fields["Start"])
    fields["Start"].clear()
    qtbot.keyClicks(fields["Start"], "28/02/2026")
    fields["In plan"].setCurrentText("No")
    press(qtbot, dialog.accept_button)
    waits(qtbot, opened, "8.1", "Start", "28/02/2026")
    words = [label.text() for label in opened.recommendations.pane.findChildren(QLabel)]
    qtbot.waitUntil(
        lambda: "Z1" in [label.text() for label in opened.recommendations.pane.findChildren(QLabel)]
    )
    assert words
    opened.actions_table["undo"].trigger()
    waits(qtbot, opened, "8.1", "Start", "")
    opened.close()
    assert dict(rows_of(tracker)["8.1"].extra) == {"Budget": "100"}


def columns_dialog(qtbot: QtBot, window: MainWindow) -> OwnColumnsDialog:
    window.actions_table["own_columns"].trigger()
    dialog = dialog_of(qtbot, window, OwnColumnsDialog)
    assert isinstance(dialog, OwnColumnsDialog)
    return dialog


def test_a_column_is_added_renamed_retyped_and_put_away(
    qtbot: QtBot, opened: MainWindow, tracker: Path
) -> None:
    page = opened.recommendations
    dialog = columns_dialog(qtbot, opened)
    qtbot.keyClicks(dialog.name, "Ward")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == len(COLUMNS) + 1)
    qtbot.waitUntil(lambda: "Ward" in [column.heading for column in page.model.columns])
    line = next(each for each in dialog.model.all_rows if each.facts.name == "Cost code")
    dialog.table.select(line.uid)
    assert dialog.name.text() == "Cost code"
    dialog.type.setCurrentIndex(dialog.type.findData(ExtraType.NUMBER))
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "would not fit" in dialog.missing.text())
    assert dialog.force.isVisible()
    dialog.type.setCurrentIndex(dialog.type.findData(ExtraType.TEXT))
    dialog.name.setText("Ledger")
    press(qtbot, dialog.accept_button)
    qtbot.waitUntil(lambda: "Ledger" in [column.heading for column in page.model.columns])
    dialog.table.select(line.uid)
    press(qtbot, dialog.away_button)
    qtbot.waitUntil(lambda: "Ledger" not in [column.heading for column in page.model.columns])
    assert dialog.away_button.text() == "Bring back"
    press(qtbot, dialog.away_button)
    qtbot.waitUntil(lambda: "Ledger" in [column.heading for column in page.model.columns])
    dialog.reject()
    opened.close()
    assert rows_of(tracker)["5.4"].extra["Ledger"] == "X12"


def test_two_answers_in_a_column_are_shown_and_settled(
    qtbot: QtBot, window: MainWindow, tracker: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(tracker, tmp_path / "bo.marmot"))
    for path, code in ((tracker, "A1"), (other, "B2")):
        with (
            Document.open(path, author=Author(path.stem)) as document,
            document.edit("Set") as session,
        ):
            fill(session, "5.4", {"Cost code": code})
    with Document.open(tracker, author=Author("Clerk")) as document:
        document.bring_in(other)
    window.bridge.open(tracker)
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() == 3)
    assert row(window, "5.4").marks == ("Cost code",)
    choose(window, "5.4")
    press(qtbot, pane_button(qtbot, window, "Settle Cost code…"))
    page = window.two_answers
    qtbot.waitUntil(lambda: page.isVisible() and len(page.card.cards) == 2)
    assert [card.given.words for card in page.card.cards] == ["A1", "B2"]
    press(qtbot, page.card.cards[0].button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    window.pages.show_page("recommendations")
    qtbot.waitUntil(lambda: row(window, "5.4").marks == ())
    assert said(window, "5.4", "Cost code") == "A1"


def test_a_snapshot_reads_the_same_columns(tracker: Path) -> None:
    with (
        Document.open(tracker, author=Author("Reader")) as document,
        document.snapshot() as now,
        now.read() as session,
    ):
        assert [column.name for column in extras.columns(session)] == [c[0] for c in COLUMNS]
