"""A card that says how far something is in two lines, with the one button that goes on from there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme


class StepCard(QFrame):
    """`asked` tells that its button was pressed; what stands beneath goes into `column`."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.count, self.more = QLabel(), QLabel()
        self.count.setProperty("type", "strong")
        self.more.setProperty("tone", "quiet")
        self.more.setWordWrap(True)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.asked)
        self.button.hide()
        words = QVBoxLayout()
        words.setSpacing(theme.STEP // 2)
        words.addWidget(self.count)
        words.addWidget(self.more)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.STEP)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(theme.STEP + 2)
        self.column.addLayout(row)

    def offer(self, words: str, tip: str = "") -> None:
        """Show the button with `words`; none where they are empty."""
        self.button.setVisible(bool(words))
        self.button.setText(words)
        self.button.setToolTip(tip)
        self.button.setAccessibleDescription(tip)
