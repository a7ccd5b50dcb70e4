"""Which rows of a table are chosen, by the stretches they stand in: there may be thousands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange

from ui.widgets.table_model import TableModel


def chosen_rows(model: TableModel[Any], chosen: QItemSelectionModel) -> list[Any]:
    """The rows of `model` that are chosen, from top to bottom."""
    stretches, shown = chosen.selection(), model.shown_rows
    places: set[int] = set()
    for which in range(stretches.count()):
        stretch = stretches.at(which)
        places.update(range(stretch.top(), stretch.bottom() + 1))
    return [shown[at] for at in sorted(places) if at < len(shown)]


def choose_rows(model: TableModel[Any], chosen: QItemSelectionModel, uids: Iterable[str]) -> None:
    """Choose those of the rows that are shown, besides what is chosen already."""
    last = max(len(model.columns) - 1, 0)
    more = QItemSelection()
    for top, bottom in model.stretches(uids):
        more.append(QItemSelectionRange(model.index(top, 0), model.index(bottom, last)))
    chosen.select(more, QItemSelectionModel.SelectionFlag.Select)
