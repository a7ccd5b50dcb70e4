"""A table that feels like a tidy sheet of Excel: its keys, one fixed row height, spoken rows."""

from __future__ import annotations

import html
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QMimeData, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetricsF,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from ui.widgets.delegates import CellDelegate, row_height
from ui.widgets.table_model import Column, Roles, TableModel

READABLE = 21
"""The fewest letters to a line of wording before spare columns step aside."""


class TableView(QTableView):
    """Shows a `TableModel`. Keys: F2 or Enter edits, Tab goes right, Esc puts back.

    `current_changed(uid)` follows the current row ("" for none); `files_dropped(uid, paths)`
    tells of files let go over a row.
    """

    current_changed = Signal(str)
    files_dropped = Signal(str, object)
    row_opened = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
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
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setResizeContentsPrecision(50)
        header.setAccessibleName(f"{name}: headings")
        self._kept: list[str] = []
        self._current_uid = ""
        self._resetting = False
        self._set_row_height()

    # ------------------------------------------------------------ model and selection

    def show_model(self, model: TableModel[Any]) -> None:
        """Show `model`, sized by its columns and sortable by a click on a heading."""
        model.modelAboutToBeReset.connect(self._keep_selection)
        super().setModel(model)
        model.modelReset.connect(self._restore_selection)
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        header = self.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        self.size_columns()

    def size_columns(self) -> None:
        """Give each column its width in letters of the present font; one takes what is left."""
        model = self.model()
        if not isinstance(model, TableModel):
            return
        for at, column in enumerate(model.columns):
            if column.width:
                self.setColumnWidth(at, self._wanted(at))
        self._make_room()

    def _make_room(self) -> None:
        """Hide spare columns while the wording would be too narrow to read, and fill the rest."""
        model = self.model()
        if not isinstance(model, TableModel):
            return
        readable = round(READABLE * QFontMetricsF(self.font()).averageCharWidth())
        room = self.viewport().width() - readable
        wide = {
            at: self.columnWidth(at) or self._wanted(at)
            for at, column in enumerate(model.columns)
            if column.width
        }
        spare = sorted(
            (at for at in wide if model.columns[at].spare), key=lambda at: -model.columns[at].spare
        )
        for at, column in enumerate(model.columns):
            if not column.spare:  # another column may have stood aside in its place
                self.setColumnHidden(at, False)
        for at in spare:
            self.setColumnHidden(at, sum(wide.values()) > room)
            if self.isColumnHidden(at):
                del wide[at]
        for at, column in enumerate(model.columns):
            if not column.width:
                self.setColumnWidth(at, max(readable, self.viewport().width() - sum(wide.values())))

    def _wanted(self, at: int) -> int:
        model = self.model()
        assert isinstance(model, TableModel)
        letter = QFontMetricsF(self.font()).averageCharWidth()
        return round(model.columns[at].width * letter + 18)

    @property
    def current_uid(self) -> str:
        """The uid of the current row; "" where there is none."""
        found = self.currentIndex().data(Roles.UID)
        return found if isinstance(found, str) else ""

    def selected_uids(self) -> list[str]:
        """The uids of the chosen rows, from top to bottom."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [str(index.data(Roles.UID)) for index in rows]

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

    def select_first(self) -> None:
        """Make the first row the current one, where nothing is."""
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def _keep_selection(self) -> None:
        self._kept = self.selected_uids()
        self._current_uid = self.current_uid or self._current_uid
        self._resetting = True

    def _restore_selection(self) -> None:
        model = self.model()
        selection = self.selectionModel()
        if isinstance(model, TableModel):
            flag = QItemSelectionModel.SelectionFlag
            current = model.index_of(self._current_uid)
            if current.isValid():
                selection.setCurrentIndex(current, flag.NoUpdate)
            for uid in self._kept:
                index = model.index_of(uid)
                if index.isValid():
                    selection.select(index, flag.Select | flag.Rows)
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
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes along the row as in Excel, and leaves the table at its end: no trap."""
        index = self.currentIndex()
        target = index.siblingAtColumn(index.column() + (1 if forward else -1))
        if self.state() != QAbstractItemView.State.EditingState and target.isValid():
            self.setCurrentIndex(target)
            return True
        return super().focusNextPrevChild(forward)

    # ------------------------------------------------------------ copy

    def copy_rows(self) -> int:
        """Put the chosen rows on the clipboard as tab-separated text and as an HTML table."""
        model = self.model()
        uids = self.selected_uids()
        if not isinstance(model, TableModel) or not uids:
            return 0
        rows = [model.row(model.index_of(uid)) for uid in uids]
        head = [column.heading for column in model.columns]
        body = [
            [_copied(column, row) for column in model.columns] for row in rows if row is not None
        ]
        lines = ["\t".join(" ".join(text.split()) for text in line) for line in (head, *body)]
        data = QMimeData()
        data.setText("\n".join(lines))
        data.setHtml(_html_table(head, body))
        QApplication.clipboard().setMimeData(data)
        return len(body)

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

    # ------------------------------------------------------------ size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_row_height()
            self.size_columns()

    def _set_row_height(self) -> None:
        header = self.verticalHeader()
        header.setMinimumSectionSize(16)
        header.setDefaultSectionSize(row_height(self.font()))


def _copied(column: Column[Any], row: Any) -> str:
    return column.copied(row) if column.copied else column.cell(row).text


def _html_table(head: list[str], body: list[list[str]]) -> str:
    """A table that lands as a table in Word, Outlook and Teams."""
    top = "".join(f"<th>{html.escape(text)}</th>" for text in head)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in line) + "</tr>"
        for line in body
    )
    return f"<table border='1'><tr>{top}</tr>{rows}</table>"
