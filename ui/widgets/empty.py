"""What a list shows when it has nothing: why, and the next step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme

LETTERS = 76
"""How many average letters a line has at most."""


class Empty(QWidget):
    """A heading, one sentence and a button for the next step."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel()
        self.heading.setProperty("type", "title")
        self._more = QLabel()
        self._more.setProperty("tone", "quiet")
        self._more.setWordWrap(True)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.asked)
        for label in (self.heading, self._more):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(2 * theme.STEP)
        column.addStretch(2)
        column.addWidget(self.heading)
        words = QHBoxLayout()
        words.addStretch(1)
        words.addWidget(self._more, 100)
        words.addStretch(1)
        column.addLayout(words)
        self._fit()
        column.addLayout(row)
        column.addStretch(3)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Lines of a length that reads well."""
        self._more.setMaximumWidth(round(QFontMetricsF(self.font()).averageCharWidth() * LETTERS))

    def tell(self, heading: str, more: str, button: str = "") -> None:
        """Say why there is nothing here, and what the button does about it, if there is one."""
        self.heading.setText(heading)
        self._more.setText(more)
        self.button.setText(button)
        self.button.setVisible(bool(button))
