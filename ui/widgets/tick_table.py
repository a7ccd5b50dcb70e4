"""A table whose rows are ticked: Space or a click on the box, and the chosen rows go together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.delegates import TickDelegate
from ui.widgets.table_model import Cell, Column, TableModel
from ui.widgets.table_view import TableView

TICK = "tick"


class TickTable(TableView):
    """Rows of `columns` behind a tick; `ticked_changed` tells that another set is ticked."""

    ticked_changed = Signal()

    def __init__(
        self, name: str, columns: Sequence[Column[Any]], parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self._ticked: set[str] = set()
        tick: Column[Any] = Column(
            TICK,
            "",
            lambda row: Cell("yes" if row.uid in self._ticked else "no"),
            lambda row: row.uid not in self._ticked,
            width=3,
            spoken=self._spoken,
            called="Asked",
        )
        self.rows: TableModel[Any] = TableModel((tick, *columns), self)
        self._columns = tuple(columns)
        self.setAcceptDrops(False)
        self.show_model(self.rows)
        self.setItemDelegateForColumn(0, TickDelegate(self))
        self.clicked.connect(self._clicked)

    def show_rows(self, rows: Iterable[Any], ticked: Iterable[str]) -> None:
        """Show other rows, of which some are ticked."""
        self._ticked = set(ticked)
        self.rows.set_rows(rows)
        self.select_first()
        self.ticked_changed.emit()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The uids that are ticked, in the rows' own order."""
        return tuple(row.uid for row in self.rows.all_rows if row.uid in self._ticked)

    def turn(self, uids: Sequence[str]) -> None:
        """Tick them all, or where they are all ticked, none."""
        if set(uids) <= self._ticked:
            self._ticked -= set(uids)
        else:
            self._ticked |= set(uids)
        self.rows.set_rows(self.rows.all_rows)
        self.ticked_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the dialog's: it presses the button that accepts
            return
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() == Qt.Key.Key_Space:
            self._turn_chosen()
            event.accept()
            return
        super().keyPressEvent(event)

    def _turn_chosen(self) -> None:
        if chosen := self.selected_uids():
            self.turn(chosen)

    def _clicked(self, index: QModelIndex) -> None:
        row = self.rows.row(index)
        if row is not None and index.column() == 0:
            self.turn([row.uid])

    def _spoken(self, row: Any) -> str:
        """The first cell speaks for the row: whether it is ticked, then what it says."""
        said = [f"{each.full_name} {each.cell(row).text}".strip() for each in self._columns]
        return ". ".join(["Ticked" if row.uid in self._ticked else "Not ticked", *said])

    def _set_row_height(self) -> None:
        """A line and one beneath."""
        body = QFontMetricsF(self.font()).height()
        small = QFontMetricsF(theme.scaled(self.font(), theme.SMALL)).height()
        self.verticalHeader().setMinimumSectionSize(16)
        self.verticalHeader().setDefaultSectionSize(round(body + small + 2 * theme.STEP))
