"""The menu of a heading: sort, tick what the column shows, hide it, fit it, choose columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from marmot_tracker.services.filter_values import Value
from ui import theme
from ui.widgets.filter_keys import FilterKeys

WORD = Qt.ItemDataRole.UserRole
SHOWN_AT_ONCE = 12
SEARCHED_FROM = 9
"""From so many values on there is a box to find one."""


class TickList(QListWidget):
    """Values with ticks; Space or a click ticks. `ticked` tells the filter words that are."""

    ticked = Signal(object)

    def __init__(self, name: str, values: Sequence[Value], chosen: set[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        for each in values:
            many = "" if each.count is None else f"   {each.count:,}"
            item = QListWidgetItem(f"{each.words}{many}")
            item.setData(WORD, each.filter)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsSelectable)
            on = each.filter in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.addItem(item)
        metrics = QFontMetricsF(self.font())
        widest = max((metrics.horizontalAdvance(each.words) for each in values), default=0)
        self.setFixedWidth(round(min(max(widest + 96, 240), 420)))
        rows = min(len(values), SHOWN_AT_ONCE)
        self.setFixedHeight(round(rows * max(self.sizeHintForRow(0), 20)) + theme.STEP)
        self.setCurrentRow(0)
        self.itemChanged.connect(self._changed)
        self.itemPressed.connect(self._pressed)
        self.itemClicked.connect(self._clicked)
        self._before: dict[str, bool] = {}

    def words(self) -> set[str]:
        """The filter words of what is ticked."""
        return {word for word, on in self._states().items() if on}

    def search_for(self, words: str) -> None:
        """Show only the values that hold `words`."""
        asked = words.casefold()
        for at in range(self.count()):
            item = self.item(at)
            item.setHidden(asked not in item.text().casefold())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ticks too: a menu would else close over it."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._toggle(item)
            event.accept()
            return
        super().keyPressEvent(event)

    def _states(self) -> dict[str, bool]:
        items = [self.item(at) for at in range(self.count())]
        return {str(each.data(WORD)): each.checkState() is Qt.CheckState.Checked for each in items}

    def _clicked(self, item: QListWidgetItem) -> None:
        """A click beside the box ticks as well; one on it already has."""
        if self._before == self._states():
            self._toggle(item)

    def _pressed(self) -> None:
        self._before = self._states()

    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _changed(self) -> None:
        self.ticked.emit(self.words())


class ColumnMenu(QMenu):
    """`filtered(words)` tells the filter words ticked; the actions are for whoever opens it."""

    filtered = Signal(object)

    def __init__(
        self, name: str, values: Sequence[Value], chosen: set[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"{name}: sort, show and hide")
        self.list: TickList | None = None
        self.box: QLineEdit | None = None
        self.sort_up = self.addAction("Sort &first to last")
        self.sort_down = self.addAction("Sort &last to first")
        self.unsorted = self.addAction("In the &report's order")
        if values:
            self.addSeparator()
            self._add_list(name, values, chosen)
        self.show_all = self.addAction("Show &all of them")
        self.show_all.setEnabled(bool(chosen))
        self.addSeparator()
        self.fit = self.addAction("Fit the &width")
        self.hide_column = self.addAction("&Hide this column")
        self.choose = self.addAction("C&olumns…")
        self.reset = self.addAction("Rese&t columns")
        self.own = self.addAction("Columns of &your own…")

    def _add_list(self, name: str, values: Sequence[Value], chosen: set[str]) -> None:
        self.list = TickList(f"{name}: show only", values, chosen)
        self.list.ticked.connect(self._ticked)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme.STEP, 4, theme.STEP, 4)
        column.setSpacing(4)
        if len(values) >= SEARCHED_FROM:
            self.box = QLineEdit()
            self.box.setPlaceholderText("Find a value")
            self.box.setAccessibleName(f"{name}: find a value")
            self.box.textChanged.connect(self.list.search_for)
            FilterKeys(self.box, self.list)
            column.addWidget(self.box)
        column.addWidget(self.list)
        action = QWidgetAction(self)
        action.setDefaultWidget(holder)
        self.addAction(action)

    def take_focus(self) -> None:
        """Put the keyboard on the values, where there are some."""
        if self.list is not None:
            (self.box or self.list).setFocus(Qt.FocusReason.PopupFocusReason)

    def _ticked(self, words: set[str]) -> None:
        self.show_all.setEnabled(bool(words))
        self.filtered.emit(words)
