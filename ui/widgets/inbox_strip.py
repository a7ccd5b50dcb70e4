"""How much waits in the inbox, how it stands, and the one button that takes the next step."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme


class InboxStrip(QFrame):
    """`asked` tells that its button was pressed."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.count, self.next = QLabel(), QLabel()
        self.count.setProperty("type", "strong")
        self.next.setProperty("tone", "quiet")
        self.next.setWordWrap(True)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.asked)
        self.button.hide()
        words = QVBoxLayout()
        words.setSpacing(theme.STEP // 2)
        words.addWidget(self.count)
        words.addWidget(self.next)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(2 * theme.STEP)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def tell(self, count: str, next_step: str) -> None:
        """Say how much waits, and what comes next."""
        self.count.setText(count)
        self.next.setText(next_step)

    def offer(self, words: str, tip: str = "") -> None:
        """Show the button with `words`; none where they are empty."""
        self.button.setVisible(bool(words))
        self.button.setText(words)
        self.button.setToolTip(tip)
        self.button.setAccessibleDescription(tip)
