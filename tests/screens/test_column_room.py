"""How the room of a list is shared: nothing never cut is cut, and the person is told what went."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from marmot_tracker.services.register import RegisterRow
from tests.screens.conftest import made_row
from ui import theme
from ui.main_window import MainWindow
from ui.messages import Tone
from ui.widgets.column_room import laid_out
from ui.widgets.table_model import Cell, Column, TableModel
from ui.widgets.table_view import TableView


def column(name: str, width: int, *, spare: int = 0) -> Column[RegisterRow]:
    return Column(
        name,
        name,
        lambda row: Cell(row.text),
        lambda row: row.text,
        width=width,
        spare=spare,
    )


def test_spare_columns_go_first_then_the_wording_then_the_owner() -> None:
    columns = [column("due", 1), column("text", 0), column("owner", 1), column("age", 1, spare=1)]
    wanted = {0: 80, 2: 150, 3: 60}
    assert laid_out(columns, wanted, {}, room=600, letter=10) == {0: 80, 1: 310, 2: 150, 3: 60}
    assert laid_out(columns, wanted, {}, room=400, letter=10) == {0: 80, 1: 170, 2: 150}
    assert laid_out(columns, wanted, {}, room=340, letter=10) == {0: 80, 1: 110, 2: 150}
    assert laid_out(columns, wanted, {}, room=310, letter=10) == {0: 80, 1: 110, 2: 120}


def test_two_columns_share_what_is_left() -> None:
    columns = [column("text", 0), column("said", 1), column("due", 1)]
    found = laid_out(columns, {1: 100, 2: 100}, {"text": 3, "said": 2}, room=1100, letter=10)
    assert found == {0: 600, 1: 400, 2: 100}
    found = laid_out(columns, {1: 100, 2: 100}, {"text": 3, "said": 2}, room=310, letter=10)
    assert found == {0: 110, 1: 100, 2: 100}


def test_the_longest_reference_and_date_are_shown_whole(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    table, model = page.table, page.model
    rows = [made_row(each)._replace(reference=f"CCYP-{each}.{each}") for each in range(1, 20)]
    model.set_rows(rows)
    strong = QFontMetricsF(theme.scaled(table.font(), theme.BODY, theme.STRONG))
    place = model.column_at("reference")
    assert table.columnWidth(place) > strong.horizontalAdvance("CCYP-19.19") + 12
    assert table.columnWidth(model.column_at("due")) > strong.horizontalAdvance("28/12/2026") + 12


def test_at_200_per_cent_nothing_scrolls_sideways(qtbot: QtBot, opened: MainWindow) -> None:
    opened.resize(1280, 800)
    for _ in range(20):
        opened.actions_table["zoom_in"].trigger()
    page = opened.recommendations
    qtbot.waitUntil(lambda: page.splitter.orientation() == Qt.Orientation.Vertical)
    assert page.table.horizontalScrollBar().maximum() == 0
    pack = next(each for each in page.findChildren(QPushButton) if each.text() == "Audit pack…")
    right = pack.mapTo(opened, pack.rect().topRight()).x()
    assert right < opened.width()


def test_what_stepped_aside_is_said(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    page.columns.choose([each.name for each in page.model.columns])
    opened.resize(1280, 800)
    hidden = page.model.columnCount() - len(page.table.shown_places())
    told = page.filter._aside
    if hidden:
        assert told.text().startswith(f"{hidden} column")
    opened.resize(2200, 900)
    qtbot.waitUntil(told.isHidden)
    assert len(page.table.shown_places()) == page.model.columnCount()


def test_typing_moves_nothing(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.recommendations
    top = page.table.mapTo(page, page.table.rect().topLeft())
    wide = [page.table.columnWidth(at) for at in page.table.shown_places()]
    page.filter.box.setFocus()
    QTest.keyClicks(page.filter.box, "homes")
    assert page.model.rowCount() == 1
    QApplication.processEvents()
    assert page.table.mapTo(page, page.table.rect().topLeft()) == top
    assert [page.table.columnWidth(at) for at in page.table.shown_places()] == wide


def test_a_saved_owner_is_told_with_undo_and_moves_nothing(
    qtbot: QtBot, opened: MainWindow
) -> None:
    page, bar = opened.recommendations, opened.messages
    top = page.table.mapTo(opened, page.table.rect().topLeft())
    row = next(each for each in page.model.all_rows if each.reference == "5.4")
    page.commands.editing.set_owner(row, "Family Hubs")
    qtbot.waitUntil(lambda: bar.text.startswith("Owner of 5.4"))
    assert bar.text.endswith(" set: Family Hubs.")
    assert bar.tone is Tone.SAVED
    assert page.table.mapTo(opened, page.table.rect().topLeft()) == top
    assert bar._action.text() == "Undo"
    qtbot.mouseClick(bar._action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: all(each.owner == "" for each in page.model.all_rows))


def test_what_was_told_of_a_tracker_goes_with_it(qtbot: QtBot, opened: MainWindow) -> None:
    qtbot.waitUntil(lambda: not opened.bridge.workers.running)
    opened.messages.tell("Of this tracker.")
    with qtbot.waitSignal(opened.bridge.closed):
        opened.bridge.close()
    assert opened.messages.text == ""


def test_a_model_without_rows_needs_nothing(qtbot: QtBot) -> None:
    table = TableView("Empty")
    qtbot.addWidget(table)
    table.show_model(TableModel([column("text", 0), column("due", 4)]))
    assert table.columnWidth(1) > 0
