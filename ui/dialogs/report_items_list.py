"""The list of items found in a report: those to look at first, and what can be done with them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.exchange.reports.drafts import Draft, Drafts, DraftState
from ui import theme
from ui.dialogs.report_items_rows import (
    HEADING,
    STATE,
    ItemDelegate,
    ItemRow,
    StateDelegate,
    called,
    item_columns,
    low_row,
    rows_of,
)
from ui.widgets.empty import Empty
from ui.widgets.filter_keys import FilterKeys
from ui.widgets.flow import FlowLayout
from ui.widgets.table_model import Roles, TableModel
from ui.widgets.table_view import TableView

ACTIONS: tuple[tuple[str, str, str], ...] = (
    ("accept", "&Accept", "Take the chosen ones as they are (A or Space in the list)"),
    ("leave_out", "Leave &out", "They are no recommendations of this report (Del in the list)"),
    ("merge", "&Merge with next", "Make one of the chosen one and the next (M in the list)"),
    ("undo", "&Undo", "Take the last step back (Ctrl+Z)"),
    ("redo", "Redo", "Do again what was taken back (Ctrl+Y)"),
    ("type", "T&ype one", "Add one by typing it (Ctrl+N)"),
    ("next", "Next dou&bt", "Go to the next one that is doubted (F8)"),
)
"""Code, words and tip of everything that can be done with the list."""
_KEYS: dict[int, str] = {
    Qt.Key.Key_A: "accept",
    Qt.Key.Key_Space: "accept",
    Qt.Key.Key_Delete: "leave_out",
    Qt.Key.Key_M: "merge",
    Qt.Key.Key_N: "mark",
}
HEADING_ROOM = 1.75 * theme.STEP


class ItemsList(QWidget):
    """`wished(code)` is what a button or a key of the list says; `gone_to(number)` follows the item
    the person is on, 0 for none; `opened` tells that Enter was pressed on it.
    """

    wished = Signal(str)
    gone_to = Signal(int)
    opened = Signal()

    def __init__(self, *, paged: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drafts = Drafts()
        self._looked_at: frozenset[int] = frozenset()
        self._telling = True
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter: words, a reference")
        self.filter.setAccessibleName("Filter the items")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._fill)
        self.in_order = QPushButton("In readin&g order")
        self.in_order.setProperty("kind", "chip")
        self.in_order.setCheckable(True)
        self.in_order.setAutoDefault(False)
        self.in_order.setToolTip("As they are printed, not those to look at first")
        self.in_order.toggled.connect(self._fill)
        self._count = QLabel()
        self._count.setProperty("tone", "quiet")
        self._count.setAccessibleName("How many are shown")
        self.model: TableModel[ItemRow] = TableModel(item_columns(paged=paged), self)
        self.table = TableView("Items found")
        self.table.setAcceptDrops(False)
        self.table.show_model(self.model)
        self.table.setSortingEnabled(False)
        self.table.setItemDelegate(ItemDelegate(self.table))
        self.table.setItemDelegateForColumn(STATE, StateDelegate(self.table))
        self.table.horizontalHeader().setSectionsMovable(False)
        self.table.current_changed.connect(self._went_to)
        self.table.row_opened.connect(lambda _uid: self.opened.emit())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._follow())
        self.table.installEventFilter(self)
        FilterKeys(self.filter, self.table)
        self.empty = Empty()
        self._either = QStackedWidget()
        self._either.addWidget(self.table)
        self._either.addWidget(self.empty)
        self.buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self._fit()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.STEP)
        head.addWidget(self.filter, 1)
        head.addWidget(self.in_order)
        head.addWidget(self._count)
        actions = QWidget()
        row = FlowLayout(actions)
        for code, words, tip in ACTIONS:
            button = QPushButton(words)
            button.setProperty("kind", "small")
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)
            button.clicked.connect(lambda _checked=False, wish=code: self.wished.emit(wish))
            row.addWidget(button)
            self.buttons[code] = button
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addLayout(head)
        column.addWidget(self._either, 1)
        column.addWidget(actions)

    # ------------------------------------------------------------ showing

    def show_drafts(self, drafts: Drafts, looked_at: Collection[int]) -> None:
        """Show the items, those of `looked_at` first; the person stays where they are."""
        self._drafts, self._looked_at = drafts, frozenset(looked_at)
        self._either.setCurrentWidget(self.table if drafts.drafts else self.empty)
        for part in (self.filter, self.in_order, self._count):
            part.setVisible(bool(drafts.drafts))
        self._fill()

    def _fill(self) -> None:
        rows = rows_of(
            self._drafts,
            looked_at=self._looked_at,
            filter_words=self.filter.text(),
            in_order=self.in_order.isChecked(),
        )
        before = self.number
        self.table.clearSpans()
        self.model.set_rows(rows)
        height = round(QFontMetricsF(self.table.font()).height() + HEADING_ROOM)
        for at, row in enumerate(rows):
            heads = row.draft is None
            self.table.setRowHeight(at, height if heads else low_row(self.table.font()))
            if heads:
                self.table.setSpan(at, STATE, 1, len(self.model.columns))
        shown = sum(row.draft is not None for row in rows)
        all_ = len(self._drafts.drafts)
        self._count.setText(f"{shown:,} of {all_:,}" if shown != all_ else f"{all_:,}")
        if not self.number and not self.go_to(before):
            self.go_to_first()
        self._follow()

    @property
    def number(self) -> int:
        """The item the person is on, 0 for none."""
        uid = self.table.current_uid
        return int(uid) if uid and not uid.startswith(HEADING) else 0

    def chosen(self) -> list[int]:
        """The items that are chosen, from top to bottom; else the one the person is on."""
        found = [int(row.uid) for row in self.table.selected_rows() if row.draft is not None]
        return found or ([self.number] if self.number else [])

    def shown(self) -> list[Draft]:
        """The items in the order shown."""
        return [row.draft for row in self.model.shown_rows if row.draft is not None]

    def go_to(self, number: int) -> bool:
        """Go to an item and choose it alone; False where it is not shown."""
        if not number or not self.table.select(str(number)):
            return False
        index = self.table.currentIndex()
        above = index.siblingAtRow(index.row() - 1)
        if str(above.data(Roles.UID) or "").startswith(HEADING):
            self.table.scrollTo(above)  # what heads it is seen, too
            self.table.scrollTo(index)
        return True

    def go_to_first(self) -> None:
        """Go to the first item shown."""
        self.go_to(next((one.number for one in self.shown()), 0))

    def _went_to(self, _uid: str) -> None:
        self.gone_to.emit(self.number)

    def _follow(self) -> None:
        """Offer what can be done with what is chosen."""
        many = len(self.chosen())
        for code in ("accept", "leave_out"):
            self.buttons[code].setEnabled(many > 0)
        self._offer_merge(many)
        self.buttons["next"].setEnabled(any(one.waits for one in self._drafts.drafts))

    def _offer_merge(self, many: int) -> None:
        """Say which one the next is: it may stand elsewhere in the list, or be filtered away."""
        button, after = self.buttons["merge"], self._after()
        reference = after.item.reference.replace("&", "&&") if after is not None else ""
        with_it = f"&Merge with {reference or 'next'}"
        button.setText(f"&Merge {many} into one" if many > 1 else with_it)
        button.setEnabled(many > 1 or (many == 1 and after is not None))
        tip = "Make one of the chosen ones (M in the list)"
        if many == 1 and after is not None:
            tip = f"Make one of it and {called(after.item)}, the next in the report (M in the list)"
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)

    def _after(self) -> Draft | None:
        """The one that goes on after the one the person is on, as they are printed."""
        going = [one for one in self._drafts.drafts if one.state is not DraftState.LEFT_OUT]
        at = next((at for at, one in enumerate(going) if one.number == self.number), len(going))
        return going[at + 1] if at + 1 < len(going) else None

    def offer_steps(self, undo: str, redo: str) -> None:
        """Offer to take back and to do again what is named, where it is anything."""
        for code, verb, keys, words in (
            ("undo", "Take back", "Ctrl+Z", undo),
            ("redo", "Do again", "Ctrl+Y", redo),
        ):
            button = self.buttons[code]
            button.setEnabled(bool(words))
            tip = f"{verb}: {words} ({keys})" if words else f"{verb} ({keys})"
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)

    # ------------------------------------------------------------ what Qt tells

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_either"):
            self._fit()
            self._fill()

    def _fit(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(low_row(self.table.font()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the list."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier,)
            and event.key() in _KEYS
        ):
            self.wished.emit(_KEYS[event.key()])
            return True
        return super().eventFilter(watched, event)
