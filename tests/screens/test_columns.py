"""Which columns the list shows, in which order and how wide: chosen, dragged, kept, reset."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from marmot_tracker.vocabulary import DecisionCode
from tests.screens.conftest import Person
from tests.screens.summary_sample import Told
from tests.screens.test_main_job import choose, dialog_of, row
from ui import app
from ui.dialogs.columns import ColumnsDialog
from ui.main_window import MainWindow
from ui.messages import Questions
from ui.pages.list_columns import Arrangement
from ui.pages.register_columns import every_column
from ui.theme import Scheme
from ui.widgets import shown_columns
from ui.widgets.column_room import READABLE
from ui.widgets.delegates import PADDING, broken


def shown(window: MainWindow) -> list[str]:
    """The columns of the list, those that stood aside for want of room among them."""
    return [column.name for column in window.recommendations.model.columns]


def chooser(qtbot: QtBot, window: MainWindow) -> ColumnsDialog:
    window.actions_table["columns"].trigger()
    found = dialog_of(qtbot, window, ColumnsDialog)
    assert isinstance(found, ColumnsDialog)
    return found


def tick(dialog: ColumnsDialog, words: str, on: bool = True) -> None:
    item = dialog.list.findItems(words, Qt.MatchFlag.MatchExactly)[0]
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    dialog.list.setCurrentItem(item)


ALWAYS = {"reference", "text", "owner", "rating", "due"}


@pytest.mark.parametrize(
    ("size", "more"),
    [
        ((1280, 800), {"direction", "evidence"}),
        ((1406, 840), {"direction", "evidence", "age"}),
    ],
)
def test_direction_evidence_and_age_are_in_sight_and_nothing_is_cut_off(
    qtbot: QtBot,
    window: MainWindow,
    told: Told,
    tmp_path: Path,
    size: tuple[int, int],
    more: set[str],
) -> None:
    window.resize(*size)
    window.bridge.open(Path(shutil.copy(told.path, tmp_path / "Sample.marmot")))
    qtbot.waitUntil(lambda: window.recommendations.model.rowCount() > 0)
    table, model = window.recommendations.table, window.recommendations.model
    wide = {
        column.name: table.columnWidth(at)
        for at, column in enumerate(model.columns)
        if not table.isColumnHidden(at)
    }
    assert set(wide) == ALWAYS | more
    assert sum(wide.values()) <= table.viewport().width()
    letters = QFontMetricsF(table.font())
    line = broken(model.shown_rows[0].text, table.font(), wide["text"] - PADDING - 6, 2)
    assert len(line) == 2
    assert wide["text"] >= READABLE * letters.averageCharWidth() - 1
    assert wide["evidence"] - PADDING - 6 >= letters.horizontalAdvance("none")


FIRST = ["reference", "text", "owner", "rating", "direction", "due", "evidence", "age"]


def test_columns_are_ticked_moved_and_kept_for_the_next_time(
    qtbot: QtBot, opened: MainWindow, tracker: Path, qapp: QApplication, answering: Person
) -> None:
    assert shown(opened) == FIRST
    dialog = chooser(qtbot, opened)
    tick(dialog, "Evidence", False)
    tick(dialog, "Suggested rating")
    tick(dialog, "Decision")
    for _ in range(4):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    now = shown(opened)
    assert "evidence" not in now
    assert {"suggested", "decision"} < set(now)
    assert not opened.recommendations.table.isColumnHidden(now.index("suggested"))
    opened.close()
    again = app.build(qapp, questions=Questions(answering.answer), scheme=Scheme.LIGHT)
    qtbot.addWidget(again)
    again.bridge.open(tracker)
    qtbot.waitUntil(lambda: again.recommendations.model.rowCount() == 3)
    assert shown(again) == now
    again.recommendations.columns.reset()
    assert shown(again) == FIRST
    again.close()


def test_at_least_one_column_stays(qtbot: QtBot, opened: MainWindow) -> None:
    dialog = chooser(qtbot, opened)
    for at in range(dialog.list.count()):
        dialog.list.item(at).setCheckState(Qt.CheckState.Unchecked)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.fault.text() == "Tick at least one column."
    qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    assert shown(opened) == FIRST


def test_a_dragged_heading_and_edge_are_kept(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    header = page.table.horizontalHeader()
    header.moveSection(page.model.column_at("due"), 1)
    qtbot.waitUntil(lambda: shown(opened)[1] == "due")
    assert [header.visualIndex(at) for at in range(header.count())] == [*range(header.count())]
    page.table.setColumnWidth(page.model.column_at("owner"), 210)
    assert page.table.columnWidth(page.model.column_at("owner")) == 210
    page.refresh()
    page.table.size_columns()
    assert abs(page.table.columnWidth(page.model.column_at("owner")) - 210) <= 1
    page.table.fit_column(page.model.column_at("owner"))
    assert page.table.columnWidth(page.model.column_at("owner")) < 210
    page.columns.reset()
    assert shown(opened) == FIRST
    assert page.table.widths == {}


def test_the_editor_goes_with_its_column(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    page.columns.choose(["reference", "decision", "subgroup", "owner", "theme"])
    assert shown(opened) == ["reference", "decision", "subgroup", "owner", "theme"]
    choose(opened, "5.4", "decision")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor is not None
    assert editor.accessibleName() == "Decision"
    qtbot.keyClicks(editor, "Acc")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "5.4").decision is DecisionCode.ACCEPTED)
    choose(opened, "5.4", "theme")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor is not None
    assert editor.accessibleName() == "Theme"
    qtbot.keyClicks(editor, "Homes")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(opened, "5.4").theme == "Homes")


def test_a_view_shows_just_its_columns(opened: MainWindow) -> None:
    shown_columns.show(opened.recommendations.table, ("due", "reference", "moved", "gone"))
    assert shown(opened) == ["due", "reference", "moved"]
    assert shown_columns.shown(opened.recommendations.table) == ("due", "reference", "moved")


def test_every_column_of_every_row_has_a_name_and_speaks(opened: MainWindow) -> None:
    page = opened.recommendations
    names = [column.name for column in page.columns.every]
    assert len(set(names)) == len(names)
    page.columns.choose(names)
    for at, column in enumerate(page.model.columns):
        assert column.full_name
        for place in range(page.model.rowCount()):
            index = page.model.index(place, at)
            spoken = page.model.data(index, Qt.ItemDataRole.AccessibleTextRole)
            assert spoken or not page.model.data(index)


def test_hiding_takes_a_column_away(opened: MainWindow) -> None:
    opened.recommendations.columns.hide("age")
    assert shown(opened) == FIRST[:-1]


def test_what_was_kept_and_cannot_be_read_counts_as_nothing() -> None:
    for kept in ("", "[]", "{", '{"order": 3, "shown": [], "widths": {"a": "b"}}'):
        assert Arrangement.read(kept) == Arrangement()
    found = Arrangement.read('{"order": ["due", "gone"], "shown": {"due": true}}')
    assert Arrangement.read(found.written()) == found


def test_a_new_column_stands_after_the_one_it_follows(opened: MainWindow) -> None:
    page = opened.recommendations
    every = every_column(page.commands.editing.words, page.bridge.today)
    chosen = Arrangement(order=["due", "owner", "text"])
    names = [column.name for column in chosen.in_order(every[:6])]
    assert names == ["due", "owner", "rating", "direction", "text", "reference"]
