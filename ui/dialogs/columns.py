"""The column chooser: ticked is shown, from top to bottom is from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from ui import theme
from ui.dialogs.dialog import FormDialog
from ui.widgets.form import small

NAME = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Offered:
    """A column that can be shown: its name, what it is called, and whether it is shown."""

    name: str
    words: str
    shown: bool


class ColumnsDialog(FormDialog):
    """Ticks and order in one list. `reset_requested` asks for the columns as they are at first."""

    reset_requested = Signal()

    def __init__(self, parent: QWidget | None, offered: Sequence[Offered]) -> None:
        super().__init__(
            parent,
            heading="Columns of the list",
            more="For you and on this computer; nothing in the tracker changes.",
            accept="Show these",
        )
        self.form.hide()
        self.list = QListWidget()
        self.list.setAccessibleName("Columns, from left to right")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setSpacing(theme.STEP // 4)
        self.list.setMinimumHeight(theme.STEP * 40)
        for each in offered:
            item = QListWidgetItem(each.words)
            item.setData(NAME, each.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setCheckState(Qt.CheckState.Checked if each.shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.up = self._button("Move &up", -1, "Alt+Up")
        self.down = self._button("Move &down", 1, "Alt+Down")
        self.reset = QPushButton("&Reset columns")
        self.reset.setAutoDefault(False)
        self.reset.setToolTip("Columns, order and widths as they are at first")
        self.reset.clicked.connect(self._reset)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP)
        for button in (self.up, self.down):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.reset)
        self.body.addWidget(self.list)
        self.body.addLayout(row)
        self.fault = small("", tone="late")
        self.fault.hide()
        self.body.addWidget(self.fault)

    def value(self) -> list[Offered]:
        """The columns in the order they stand in, ticked or not."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return [
            Offered(str(item.data(NAME)), item.text(), item.checkState() is Qt.CheckState.Checked)
            for item in items
        ]

    def accept(self) -> None:
        """Stay where nothing would be shown."""
        if not any(each.shown for each in self.value()):
            self.fault.setText("Tick at least one column.")
            self.fault.show()
            return
        super().accept()

    def _button(self, words: str, by: int, keys: str) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.setToolTip(f"Move the chosen column ({keys})")
        button.clicked.connect(lambda: self._move(by))
        QShortcut(QKeySequence(keys), self).activated.connect(lambda: self._move(by))
        return button

    def _move(self, by: int) -> None:
        at = self.list.currentRow()
        if 0 <= at + by < self.list.count():
            item = self.list.takeItem(at)
            self.list.insertItem(at + by, item)
            self.list.setCurrentRow(at + by)

    def _reset(self) -> None:
        self.reset_requested.emit()
        self.reject()
