"""Filtering the register by click and by completion: headings with tick lists, words that follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from marmot_tracker.services.register import RegisterRow
from ui.pages.list_columns import ListColumns
from ui.pages.own_columns import OwnColumns
from ui.pages.register_data import RegisterData
from ui.widgets.filter_bar import FilterBar
from ui.widgets.filter_completion import FilterCompletion
from ui.widgets.filter_words import chosen, with_chosen
from ui.widgets.table_model import Column
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from marmot_tracker.services.filter_values import Value
    from ui.widgets.column_menu import ColumnMenu


class ListFilter(QObject):
    """Offers what the rows hold. The values of a field are counted when first asked for."""

    def __init__(
        self,
        filter_bar: FilterBar,
        table: TableView,
        columns: ListColumns,
        own: OwnColumns,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._bar = filter_bar
        self._table = table
        self._columns = columns
        self._own = own
        self._data: RegisterData | None = None
        self._values: dict[str, list[Value]] = {}
        self.completion = FilterCompletion(filter_bar.box)
        self.completion.values_of = self.values_of
        self.menu: ColumnMenu | None = None
        header = table.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._asked)
        table.asked.connect(self._key)

    def read(self, data: RegisterData) -> None:
        """Take what a new reading of the register holds."""
        self._data = data
        self._values = {}
        self.completion.own = tuple(column.name for column in data.own)

    def values_of(self, field: str) -> Sequence[Value]:
        """The choices for a filter word, counted over all rows."""
        if self._data is None:
            return ()
        if field not in self._values:
            from marmot_tracker.services import filter_values

            data = self._data
            self._values[field] = filter_values.values(
                field, data.rows, words=data.words, own=data.own, today=data.today
            )
        return self._values[field]

    def open_menu(self, column: Column[RegisterRow], at: QPoint, *, keyboard: bool) -> ColumnMenu:
        """Open the menu of a heading."""
        from ui.widgets.column_menu import ColumnMenu

        values = self._offered(column)
        menu = ColumnMenu(column.full_name, values, chosen(self._bar.text, values), self._table)
        place = next(
            place for place, each in enumerate(self._table_columns()) if each.name == column.name
        )
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        sort = self._table.horizontalHeader().setSortIndicator
        _on(menu.sort_up, lambda: sort(place, up))
        _on(menu.sort_down, lambda: sort(place, down))
        _on(menu.unsorted, lambda: sort(-1, up))
        _on(menu.show_all, lambda: self._filter(values, set()))
        _on(menu.fit, lambda: self._table.fit_column(place))
        _on(menu.hide_column, lambda: self._columns.hide(column.name))
        _on(menu.choose, self._columns.ask)
        _on(menu.reset, self._columns.reset)
        _on(menu.own, self._own.ask)
        menu.filtered.connect(lambda words: self._filter(values, words))
        self.menu = menu
        menu.popup(at)
        if keyboard:
            menu.take_focus()
        return menu

    def _offered(self, column: Column[RegisterRow]) -> Sequence[Value]:
        if not column.filter:
            return ()
        if column.name == "direction":
            return [each for each in self.values_of("is") if each.words in ("better", "worse")]
        if column.name == "moved":
            return [each for each in self.values_of("is") if each.words == "moved"]
        if column.name == "evidence":
            from marmot_tracker.services.filter_values import Value

            return [
                Value("With evidence", "has:evidence", joins=False),
                Value("Without", "no:evidence", joins=False),
            ]
        if column.name == "age":
            from marmot_tracker.services.filter_values import Value

            return [
                Value("From an earlier period", "is:stale", joins=False),
                Value("No update this period", "no:update", joins=False),
            ]
        return self.values_of(column.filter)

    def _filter(self, values: Sequence[Value], wanted: set[str]) -> None:
        self._bar.set_text(with_chosen(self._bar.text, values, wanted))

    def _asked(self, at: QPoint) -> None:
        header = self._table.horizontalHeader()
        place = header.logicalIndexAt(at)
        columns = self._table_columns()
        if 0 <= place < len(columns):
            self.open_menu(columns[place], header.mapToGlobal(at), keyboard=False)

    def _key(self, what: str) -> None:
        column = self._table.current_column()
        if what == "column_menu" and column is not None:
            header = self._table.horizontalHeader()
            left = header.sectionViewportPosition(self._table.currentIndex().column())
            self.open_menu(column, header.mapToGlobal(QPoint(left, header.height())), keyboard=True)

    def _table_columns(self) -> Sequence[Column[RegisterRow]]:
        return self._table.table_model().columns


def _on(action: QAction, do: object) -> None:
    assert callable(do)
    action.triggered.connect(lambda _checked=False: do())
