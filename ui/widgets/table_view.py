"""A table that feels like a tidy sheet of Excel: its keys, one fixed row height, spoken rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QWidget,
)

from ui.widgets.chosen_rows import choose_rows, chosen_rows
from ui.widgets.columned_table import ColumnedTable
from ui.widgets.delegates import CellDelegate
from ui.widgets.table_model import Column, Roles, TableModel

KEYS: tuple[tuple[str, str], ...] = (
    ("Edit the cell", "F2, Enter, or just type"),
    ("Next cell, cell before", "Tab, Shift+Tab"),
    ("Leave the cell as it was", "Esc"),
    ("Clear the cell of the chosen rows", "Del"),
    ("Today's date into the cell", "Ctrl+;"),
    ("First or last cell of the row", "Ctrl+Left, Ctrl+Right"),
    ("First or last cell of the list", "Ctrl+Home, Ctrl+End"),
    ("Choose several rows", "Shift+Up, Shift+Down"),
    ("Choose a row, or let it go", "Ctrl+Space"),
    ("Choose every row shown", "Ctrl+A"),
    ("What the column shows", "Alt+Down"),
)
"""The keys of the list itself, for the sheet of shortcuts."""
_ASKING: dict[tuple[Qt.KeyboardModifier, int], str] = {
    (Qt.KeyboardModifier.NoModifier, Qt.Key.Key_Delete): "clear",
    (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Semicolon): "today",
    (Qt.KeyboardModifier.AltModifier, Qt.Key.Key_Down): "column_menu",
}


class TableView(ColumnedTable):
    """Shows a `TableModel`. Its keys are in `KEYS`.

    `current_changed(uid)` follows the current row ("" for none); `files_dropped(uid, paths)`
    tells of files let go over a row. `asked(what)` hands on a key that writes: `clear`, `today`
    or `column_menu`.
    """

    current_changed = Signal(str)
    files_dropped = Signal(str, object)
    row_opened = Signal(str)
    asked = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.verticalScrollBar()  # always there, so that no column jumps when rows go
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))
        self.horizontalHeader().setAccessibleName(f"{name}: headings")
        self._kept: list[str] = []
        self._current_uid = ""
        self._current_column = ""
        self._resetting = False
        self._rows: Sequence[Any] = ()
        self.choose_columns: Callable[[Sequence[str]], None] | None = None

    # ------------------------------------------------------------ model and selection

    def show_model(self, model: TableModel[Any]) -> None:
        """Show `model`, sized by its columns and sortable by a click on a heading."""
        model.modelAboutToBeReset.connect(self._keep_selection)
        super().setModel(model)
        model.modelReset.connect(self._restore_selection)
        model.layoutChanged.connect(lambda: self.current_changed.emit(self.current_uid))
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        header = self.horizontalHeader()
        # No heading shows what is chosen; with the table's own choice each would ask every row.
        header.setSelectionModel(QItemSelectionModel(model, header))
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        self.size_columns()

    @property
    def current_uid(self) -> str:
        """The uid of the current row; "" where there is none."""
        found = self.currentIndex().data(Roles.UID)
        return found if isinstance(found, str) else ""

    def selected_uids(self) -> list[str]:
        """The uids of the chosen rows, from top to bottom."""
        return [str(row.uid) for row in self.selected_rows()]

    def selected_rows(self) -> list[Any]:
        """The chosen rows, from top to bottom."""
        model, chosen = self.model(), self.selectionModel()
        if not isinstance(model, TableModel) or chosen is None:
            return []
        return chosen_rows(model, chosen)

    def select(self, uid: str) -> bool:
        """Make the row named `uid` the current one; False where it is not shown."""
        model = self.model()
        column = max(self.currentIndex().column(), 0)
        index = model.index_of(uid, column) if isinstance(model, TableModel) else QModelIndex()
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def setCurrentIndex(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Where nobody clicked or typed, the row gone to is the one chosen, whatever key is down."""
        super().setCurrentIndex(index)
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(index, flag.ClearAndSelect | flag.Rows)

    def select_first(self) -> None:
        """Make the first row the current one, where nothing is."""
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def _keep_selection(self) -> None:
        self._kept = self.selected_uids()
        self._current_uid = self.current_uid or self._current_uid
        column = self.current_column()
        self._current_column = column.name if column else self._current_column
        self._resetting = True

    def _restore_selection(self) -> None:
        model = self.model()
        selection = self.selectionModel()
        if isinstance(model, TableModel):
            flag = QItemSelectionModel.SelectionFlag
            names = [column.name for column in model.columns]
            kept = self._current_column
            place = names.index(kept) if kept in names else 0
            current = model.index_of(self._current_uid, place)
            if current.isValid():
                selection.setCurrentIndex(current, flag.NoUpdate)
            choose_rows(model, selection, self._kept)
            if model.all_rows is not self._rows:  # newly read: what is never cut may be longer
                self._rows = model.all_rows
                self.size_columns()
        self._resetting = False
        self.current_changed.emit(self.current_uid)

    def _tell_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._resetting:
            self.current_changed.emit(str(current.data(Roles.UID) or ""))

    # ------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # what the editor left over, such as the Enter that ended it
            return
        key = event.key()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        index = self.currentIndex()
        if plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)
            else:
                self.row_opened.emit(self.current_uid)
            event.accept()
            return
        if plain and key == Qt.Key.Key_Escape:
            event.ignore()
            return
        if self._answer_key(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def _answer_key(self, event: QKeyEvent) -> bool:
        """Excel's keys that Qt's tables lack; whether it was one of them."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        asked = _ASKING.get((modifiers, key))
        if asked:
            self.asked.emit(asked)
            return True
        if modifiers != Qt.KeyboardModifier.ControlModifier:
            return False
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go_along(last=key == Qt.Key.Key_Right)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            at = 0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1
            shown = self.shown_places()
            if at >= 0 and shown:
                side = shown[0] if key == Qt.Key.Key_Home else shown[-1]
                self.setCurrentIndex(self.model().index(at, side))
        else:
            return False
        return True

    def step(self, by: int) -> None:
        """Make the next row (or with -1 the one before) the current and only chosen one."""
        at = min(max(self.currentIndex().row() + by, 0), self.model().rowCount() - 1)
        if at >= 0:
            self.setCurrentIndex(self.model().index(at, max(self.currentIndex().column(), 0)))

    def _go_along(self, *, last: bool) -> None:
        """To the row's first or last column; the chosen rows stay chosen."""
        shown, index = self.shown_places(), self.currentIndex()
        if shown and index.isValid():
            target = index.siblingAtColumn(shown[-1] if last else shown[0])
            self.selectionModel().setCurrentIndex(
                target, QItemSelectionModel.SelectionFlag.NoUpdate
            )
            self.scrollTo(target)

    def shown_places(self) -> list[int]:
        """The places of the columns shown, from left to right."""
        return [at for at in range(self.model().columnCount()) if not self.isColumnHidden(at)]

    def current_column(self) -> Column[Any] | None:
        """The column the person is on."""
        model, at = self.model(), self.currentIndex().column()
        if not isinstance(model, TableModel) or not 0 <= at < len(model.columns):
            return None
        return model.columns[at]

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes along the row as in Excel, and leaves the table at its end: no trap."""
        index = self.currentIndex()
        places = self.shown_places() if forward else self.shown_places()[::-1]
        beyond = [at for at in places if (at > index.column() if forward else at < index.column())]
        target = index.siblingAtColumn(beyond[0]) if beyond else QModelIndex()
        if self.state() != QAbstractItemView.State.EditingState and target.isValid():
            self.setCurrentIndex(target)
            return True
        return super().focusNextPrevChild(forward)

    # ------------------------------------------------------------ copy

    def copy_rows(self) -> int:
        """Put the chosen rows on the clipboard, in the columns shown; how many."""
        model, rows = self.model(), self.selected_rows()
        if isinstance(model, TableModel) and rows:
            columns = [model.columns[at] for at in self.shown_places()]
            from ui.widgets.copying import table_data

            QApplication.clipboard().setMimeData(table_data(columns, rows))
        return len(rows)

    # ------------------------------------------------------------ drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasUrls() and self._uid_at(event.position().toPoint()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        uid = self._uid_at(event.position().toPoint())
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if uid and paths:
            event.acceptProposedAction()
            self.files_dropped.emit(uid, paths)

    def _uid_at(self, point: QPoint) -> str:
        found = self.indexAt(point).data(Roles.UID)
        return found if isinstance(found, str) else ""
