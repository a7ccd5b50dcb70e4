"""Asks which day the whole window is to look at: a pack or period by name, or any day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from marmot_tracker.services import wording
from marmot_tracker.services.moments import NamedMoment
from ui import theme
from ui.dialogs.dialog import FormDialog
from ui.looking_back import Moment
from ui.widgets.date_field import DateField

ROWS_SHOWN = 6


class AsAtDialog(FormDialog):
    """A list of what people know by name, and a line for any other day."""

    def __init__(
        self, parent: QWidget | None, named: Sequence[NamedMoment], *, today: date
    ) -> None:
        super().__init__(
            parent,
            heading="As at",
            more="The list, the figures, evidence and history are shown as they stood then. "
            "Nothing can be changed until you come back to today.",
            accept="Look back",
        )
        self._today = today
        self.moments = QListWidget()
        self.moments.setAccessibleName("Packs and reporting periods")
        self.moments.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        line = self.moments.fontMetrics().height() + theme.STEP + 2
        for moment in named:
            item = QListWidgetItem(f"{wording.day(moment.day)}   {moment.words}")
            item.setData(Qt.ItemDataRole.UserRole, moment)
            item.setSizeHint(QSize(0, line))
            self.moments.addItem(item)
        self.moments.setFixedHeight(line * min(max(len(named), 1), ROWS_SHOWN) + theme.STEP)
        self.day = DateField()
        if named:
            self.form.add("&Known by name", self.moments)
        self.form.add("&Day", self.day, help_text="The end of that day. It must be past.")
        self.moments.installEventFilter(self)
        self.moments.itemSelectionChanged.connect(self._chosen)
        self.moments.itemActivated.connect(lambda _item: self.accept())
        self.day.textEdited.connect(lambda _text: self.moments.clearSelection())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit typed over the list begins a day."""
        if watched is self.moments and isinstance(event, QKeyEvent):
            typed = event.text()
            if event.type() == QEvent.Type.KeyPress and typed.isascii() and typed.isdigit():
                self.day.setFocus()
                self.day.clear()
                self.day.insert(typed)
                self.moments.clearSelection()
                return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.moments.count() and not self.day.text():
            self.moments.setCurrentRow(0)
        (self.moments if self.moments.count() else self.day).setFocus()

    def value(self) -> Moment:
        """The moment asked for."""
        named = self._named()
        if named is not None:
            return Moment(named.day, named.clause, named.tips)
        day = self.day.day()
        assert day is not None, "faults() asks for it"
        return Moment(day)

    def faults(self) -> dict[QWidget, str]:
        if self._named() is not None:
            return {}
        fault = self.day.fault()
        day = None if fault else self.day.day()
        if not fault and day is None:
            fault = "Choose from the list, or write a day."
        elif day is not None and day >= self._today:
            fault = "That day is not over yet: today is what the window shows."
        return {self.day: fault}

    def _named(self) -> NamedMoment | None:
        chosen = self.moments.selectedItems()
        return chosen[0].data(Qt.ItemDataRole.UserRole) if chosen else None

    def _chosen(self) -> None:
        named = self._named()
        if named is not None:
            self.day.setText(wording.day(named.day))
