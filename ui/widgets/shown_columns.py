"""Which columns a table shows, from left to right, and how it is sorted: told and set by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from ui.widgets.table_view import TableView


def shown(table: TableView) -> tuple[str, ...]:
    """The names of the columns chosen, from left to right; some may stand aside for want of room."""
    return tuple(column.name for column in table.table_model().columns)


def show(table: TableView, names: Sequence[str]) -> None:
    """Show these columns in this order and no others; those that are gone are passed over."""
    if names and table.choose_columns is not None and tuple(names) != shown(table):
        table.choose_columns(names)


def order(table: TableView) -> tuple[str, bool]:
    """The name of the column the rows are sorted by ("" for the report's order), and whether
    downwards.
    """
    model = table.table_model()
    at = model.order.column
    if not 0 <= at < len(model.columns):
        return "", False
    return model.columns[at].name, model.order.downwards


def sort(table: TableView, name: str, *, downwards: bool = False) -> None:
    """Sort by the column of this name; by none where it is empty or gone."""
    there = shown(table)
    way = Qt.SortOrder.DescendingOrder if downwards else Qt.SortOrder.AscendingOrder
    table.horizontalHeader().setSortIndicator(there.index(name) if name in there else -1, way)
