"""A table whose columns have the widths that `column_room` finds, or those the person gave them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QHeaderView, QTableView, QWidget

from ui.widgets.column_room import WHOLE, laid_out, needed
from ui.widgets.delegates import PADDING, row_height
from ui.widgets.table_model import Column, TableModel


class ColumnedTable(QTableView):
    """Columns of a `TableModel`: sized, moved and hidden, and edited by what `editor_of` says.

    `arranged` tells that the person moved or widened columns: the model's columns are in the
    order seen, `widths` holds what they chose, in letters by name. `shares`: which columns, by
    name, grow with the wording, and how much each beside it. `stepped_aside(many)` tells how many
    columns are hidden for want of room.
    """

    arranged = Signal()
    stepped_aside = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sizing = False
        self._aside = 0
        self._whole: dict[int, int] = {}
        self.shares: dict[str, int] = {}
        self.widths: dict[str, float] = {}
        self.editor_of: Callable[[Column[Any]], QAbstractItemDelegate | None] | None = None
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(2 * PADDING)
        header.setSectionsMovable(True)
        header.setResizeContentsPrecision(50)
        header.sectionResized.connect(self._section_resized)
        header.sectionMoved.connect(self._section_moved)
        self._set_row_height()

    def table_model(self) -> TableModel[Any]:
        """The model on show."""
        model = self.model()
        assert isinstance(model, TableModel)
        return model

    def size_columns(self) -> None:
        """Give each column its width in letters of the present font; one takes what is left."""
        model = self.model()
        if not isinstance(model, TableModel):
            return
        self._whole.clear()
        self._make_room()

    def fit_column(self, at: int) -> None:
        """Make a column as wide as what it shows, and keep that."""
        self.resizeColumnToContents(at)

    def place_editors(self) -> None:
        """Give each column the delegate that `editor_of` says; call it once columns changed."""
        model = self.model()
        if isinstance(model, TableModel) and self.editor_of is not None:
            for at, column in enumerate(model.columns):
                delegate = self.editor_of(column) or self.itemDelegate()
                self.setItemDelegateForColumn(at, delegate)

    def _make_room(self) -> None:
        """Hide spare columns while the wording would be too narrow to read, and fill the rest."""
        model = self.model()
        if not isinstance(model, TableModel):
            return
        letter = QFontMetricsF(self.font()).averageCharWidth()
        columns = model.columns
        wide = {
            at: self._wanted(at)
            for at, column in enumerate(columns)
            if column.width or column.name in self.widths
        }
        free = {name: share for name, share in self.shares.items() if name not in self.widths}
        found = laid_out(columns, wide, free, room=self.viewport().width(), letter=letter)
        with self._by_program():
            for at in range(len(columns)):
                self.setColumnHidden(at, at not in found)
            for at, width in found.items():
                self.setColumnWidth(at, width)
        if len(columns) - len(found) != self._aside:
            self._aside = len(columns) - len(found)
            self.stepped_aside.emit(self._aside)

    @contextmanager
    def _by_program(self) -> Iterator[None]:
        """Widths set here are nobody's choice."""
        before, self._sizing = self._sizing, True
        try:
            yield
        finally:
            self._sizing = before

    def _section_resized(self, at: int, _before: int, width: int) -> None:
        model = self.model()
        if self._sizing or not width or not isinstance(model, TableModel):
            return
        letter = QFontMetricsF(self.font()).averageCharWidth()
        self.widths[model.columns[at].name] = round((width - 18) / letter, 2)
        self.arranged.emit()

    def _section_moved(self) -> None:
        """Let the columns themselves take the order of the headings, once the drag has ended."""
        if not self._sizing:
            QTimer.singleShot(0, self, self._take_order)

    def _take_order(self) -> None:
        header, model = self.horizontalHeader(), self.model()
        if not isinstance(model, TableModel) or not header.sectionsMoved():
            return
        order = [header.logicalIndex(at) for at in range(header.count())]
        if order == sorted(order):
            return
        columns = [model.columns[at] for at in order]
        with self._by_program():
            for at in range(header.count()):
                header.moveSection(header.visualIndex(at), at)
        model.set_columns(columns)
        self.place_editors()
        self.size_columns()
        self.arranged.emit()

    def _wanted(self, at: int) -> int:
        model = self.model()
        assert isinstance(model, TableModel)
        letter = QFontMetricsF(self.font()).averageCharWidth()
        column = model.columns[at]
        wanted = round(self.widths.get(column.name, column.width) * letter + 18)
        if column.name in self.widths or column.name not in WHOLE:
            return wanted
        if at not in self._whole:
            self._whole[at] = needed(model, at, self.font())
        return max(wanted, self._whole[at])

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
