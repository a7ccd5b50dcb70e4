"""What a list shows when it has nothing: why, and the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme


class Empty(QWidget):
    """A heading, one sentence and a button for the next step."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QLabel()
        self._heading.setProperty("type", "title")
        self._more = QLabel()
        self._more.setProperty("tone", "quiet")
        self._more.setWordWrap(True)
        self._button = QPushButton()
        self._button.setProperty("kind", "primary")
        self._button.clicked.connect(self.asked)
        for label in (self._heading, self._more):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(2 * theme.STEP)
        column.addStretch(2)
        column.addWidget(self._heading)
        column.addWidget(self._more)
        column.addLayout(row)
        column.addStretch(3)

    def tell(self, heading: str, more: str, button: str) -> None:
        """Say why there is nothing here, and what the button does about it."""
        self._heading.setText(heading)
        self._more.setText(more)
        self._button.setText(button)
