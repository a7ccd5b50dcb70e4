"""The banner over the whole window while it looks back: no one takes a past day for today."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from ui import theme


class PastBanner(QFrame):
    """Says which day is shown. `other_asked`: choose another; `today_asked`: come back."""

    other_asked = Signal()
    today_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "past")
        self.label = QLabel()
        self.label.setProperty("type", "strong")
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.other = QPushButton("Another day…")
        self.back = QPushButton("Back to today")
        self.other.clicked.connect(self.other_asked)
        self.back.clicked.connect(self.today_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.STEP, theme.STEP, 2 * theme.STEP, theme.STEP)
        row.setSpacing(2 * theme.STEP)
        row.addWidget(self.label)
        row.addWidget(self.notes, 1)
        row.addWidget(self.other)
        row.addWidget(self.back)
        self.hide()

    def tell(self, words: str, notes: str) -> None:
        """Show the banner for a past moment."""
        self.label.setText(f"As at {words}")
        self.notes.setText(f"{notes} Nothing can be changed here.".strip())
        self.setAccessibleName(f"You are looking at {words}. {self.notes.text()}")
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
