"""A field for a date, typed as 31/12/2026; Ctrl+; writes today's, as in Excel."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from marmot_tracker import clock
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import wording

SHAPE = "dd/mm/yyyy"
"""Stands in an empty field: how a date is typed, and none that could be taken for one."""


class DateField(QLineEdit):
    """A line that holds a date, nothing, or what is not a date."""

    def __init__(self, day: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(wording.day(day), parent)
        self.setPlaceholderText(SHAPE)
        self.setToolTip("Day, month and year: 31/12/2026. Ctrl+; writes today.")

    def day(self) -> date | None:
        """The date typed, or None where nothing is. Raises `TrackerError` for what is no date."""
        text = self.text().strip()
        return wording.read_day(text) if text else None

    def fault(self) -> str:
        """What is wrong with what is typed; "" where it is a date or nothing."""
        try:
            self.day()
        except TrackerError as fault:
            return str(fault)
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_Semicolon:
            self.setText(wording.day(clock.today()))
            event.accept()
            return
        super().keyPressEvent(event)
