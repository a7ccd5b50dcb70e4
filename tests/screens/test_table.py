"""The list: the model keeps Qt's rules, filters and sorts, keeps the selection; the keys work."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit

from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import Rating
from tests.screens.conftest import made_row
from ui.pages.register_columns import columns, spoken_row
from ui.widgets.delegates import ChipDelegate, DateDelegate, broken
from ui.widgets.table_model import Roles, TableModel, natural
from ui.widgets.table_view import TableView

TODAY = date(2026, 11, 23)
Model = TableModel[RegisterRow]


@pytest.fixture
def model(qapp, some_rows) -> Model:
    made: Model = TableModel(columns(Words(), TODAY))
    made.set_rows(some_rows)
    return made


@pytest.fixture
def view(qtbot, model) -> TableView:
    made = TableView("Recommendations")
    made.show_model(model)
    made.setItemDelegateForColumn(model.column_at("rating"), ChipDelegate(made))
    made.setItemDelegateForColumn(
        model.column_at("due"), DateDelegate("Due date", "31/12/2026", made)
    )
    made.resize(1000, 600)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_model_keeps_qts_rules(model, some_rows) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_filter(lambda rows: [row for row in rows if row.rating is Rating.ON_TRACK])
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.set_rows(some_rows[:5])
    model.set_rows([])
    assert tester.model() is model


def test_every_cell_is_spoken(model) -> None:
    for row in range(model.rowCount()):
        for at, column in enumerate(model.columns):
            spoken = model.data(model.index(row, at), Qt.ItemDataRole.AccessibleTextRole)
            shown = model.data(model.index(row, at))
            assert spoken or not shown, column.name
    first = model.shown_rows[0]
    assert "Rating A, At risk" in spoken_row(first, Words())


def test_sorting_counts_as_people_do(model) -> None:
    assert natural("3.2") < natural("3.10") < natural("10") < natural("a")
    model.sort(model.column_at("reference"))
    references = [row.reference for row in model.shown_rows]
    assert references == sorted(references, key=natural)
    model.sort(model.column_at("due"), Qt.SortOrder.DescendingOrder)
    assert model.shown_rows[0].due is None
    model.sort(-1)
    assert [row.order for row in model.shown_rows] == list(range(1, 47))


def test_selection_is_kept_by_uid_over_filter_sort_and_new_rows(view, model, some_rows) -> None:
    assert view.select("u12")
    model.sort(model.column_at("owner"))
    assert view.current_uid == "u12"
    model.set_filter(lambda rows: [row for row in rows if row.order > 10])
    assert (view.current_uid, view.selected_uids()) == ("u12", ["u12"])
    model.set_rows(list(reversed(some_rows)))
    assert view.current_uid == "u12"
    model.set_filter(lambda rows: [row for row in rows if row.order < 10])
    assert view.current_uid == ""
    model.set_filter(list)
    assert view.current_uid == "u12"


def test_many_chosen_rows_stay_chosen_in_any_order(qtbot, view, model, some_rows) -> None:
    every = [row.uid for row in some_rows]
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_uids() == every
    model.set_rows(list(reversed(some_rows)))
    assert view.selected_uids() == every[::-1]
    model.set_filter(lambda rows: rows[::2])
    assert view.selected_uids() == every[::-1][::2]
    model.set_filter(list)  # those that were hidden meanwhile are no longer chosen
    assert view.selected_uids() == every[::-1][::2]
    assert [row.uid for row in view.selected_rows()] == view.selected_uids()
    model.set_rows(some_rows[:3])
    kept = every[::-1][::2]
    assert view.selected_uids() == [uid for uid in every[:3] if uid in kept]
    assert model.find(every[1]) == some_rows[1]
    assert model.find(every[5]) is None


def test_choosing_every_row_asks_only_those_seen(qtbot, view, model) -> None:
    many = [made_row(number) for number in range(1, 2001)]
    asked: set[int] = set()
    own = model.flags

    def flags(index: QModelIndex) -> Qt.ItemFlag:
        asked.add(index.row())
        return own(index)

    model.set_rows(many)
    view.select_first()
    QApplication.processEvents()
    model.flags = flags
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    view.grab()
    view.horizontalHeader().grab()
    assert len(view.selected_uids()) == len(many)
    assert len(asked) < 100  # one window full


def test_the_pane_is_told_of_the_current_row(qtbot, view) -> None:
    with qtbot.waitSignal(view.current_changed) as told:
        view.select("u3")
    assert told.args == ["u3"]
    with qtbot.waitSignal(view.current_changed) as told:
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert told.args == ["u4"]


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_f2_and_enter_edit_and_enter_ends(qtbot, view, model, key) -> None:
    edits = []
    model.on_edit = lambda row, column, value: edits.append((row.uid, column.name, value))
    view.select("u2")
    view.setCurrentIndex(model.index_of("u2", model.column_at("due")))
    qtbot.keyClick(view, key)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.accessibleName() == "Due date"
    assert editor.selectedText() == "28/03/2026"
    qtbot.keyClicks(editor, "31/12/2026")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: edits == [("u2", "due", "31/12/2026")])
    assert model.find("u2").due == date(2026, 3, 28)


def test_escape_puts_back(qtbot, view, model) -> None:
    edits = []
    model.on_edit = lambda *edit: edits.append(edit)
    view.setCurrentIndex(model.index_of("u2", model.column_at("due")))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    qtbot.keyClicks(editor, "31")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert edits == []


def test_tab_goes_along_the_row_and_out_at_its_end(qtbot, view, model) -> None:
    view.setFocus()
    view.setCurrentIndex(model.index_of("u2", 0))
    for expected in range(1, model.columnCount()):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        assert view.currentIndex().column() == expected
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert view.currentIndex().column() == model.columnCount() - 1
    assert view.currentIndex().row() == model.index_of("u2").row()


def test_pending_cells_are_marked_until_rows_are_read_again(model, some_rows) -> None:
    at = model.index_of("u2", model.column_at("owner"))
    model.set_pending("u2", "owner")
    assert model.data(at, Roles.PENDING) is True
    model.set_rows(some_rows)
    assert model.data(model.index_of("u2", 2), Roles.PENDING) is False


def test_copy_puts_text_and_a_table_on_the_clipboard(view, model) -> None:
    view.select("u2")
    assert view.copy_rows() == 1
    data = QApplication.clipboard().mimeData()
    head, line = data.text().split("\n")
    assert head.split("\t")[:3] == ["Ref", "Recommendation", "Owner"]
    assert line.startswith("0.2\tRecommendation 2:")
    assert "\tR Off track\t" in line
    assert "<table" in data.html()


def test_files_dropped_on_a_row_are_told_with_its_uid(qtbot, view, model, tmp_path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(b"x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    where = view.visualRect(model.index_of("u2", 1)).center()
    drop = QDropEvent(
        QPointF(where),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(view.files_dropped) as told:
        view.dropEvent(drop)
    assert told.args == ["u2", [str(file)]]


def test_rows_have_one_height(view, model) -> None:
    heights = {view.rowHeight(row) for row in range(model.rowCount())}
    assert len(heights) == 1
    assert view.indexAt(QPoint(5, view.rowHeight(0) + 5)).row() == 1


def test_long_wording_is_broken_into_two_lines_and_cut(qapp) -> None:
    lines = broken("word " * 60, qapp.font(), 200, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert broken("short", qapp.font(), 200, 2) == ["short"]
