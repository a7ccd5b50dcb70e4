"""How far the answers of a reporting period are: so many of so many, by when, and a calm line."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme


class PeriodCard(QFrame):
    """`asked` tells that its one button was pressed."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.count, self.when = QLabel(), QLabel()
        self.count.setProperty("type", "strong")
        self.when.setWordWrap(True)
        self.line = QProgressBar()
        self.line.setTextVisible(False)
        self.line.setAccessibleName("Answered")
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.asked)
        self.button.hide()
        words = QVBoxLayout()
        words.setSpacing(theme.STEP // 2)
        words.addWidget(self.count)
        words.addWidget(self.when)
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(theme.STEP + 2)
        column.addLayout(row)
        column.addWidget(self.line)

    def tell(self, *, answered: int, of: int, when: str, late: bool) -> None:
        """Say how many are answered, and by when the rest is asked for."""
        done = answered == of
        self.count.setText(f"All {of} answered" if done else f"{answered} of {of} answered")
        self.when.setText(when)
        self.when.setProperty("tone", "late" if late else "quiet")
        self.when.style().unpolish(self.when)
        self.when.style().polish(self.when)
        self.line.setRange(0, max(of, 1))
        self.line.setValue(answered)
        self.line.setAccessibleDescription(f"{self.count.text()}. {when}")

    def offer(self, words: str) -> None:
        """Show the button with `words`; none where they are empty."""
        self.button.setVisible(bool(words))
        self.button.setText(words)
