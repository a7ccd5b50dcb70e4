"""Why a value is what it is: a small panel with sentences that are ready to paste."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets.form import small

LETTERS = 62
"""How wide the sentences run, in average letters."""
MOST_LINES = 14


class WhyPanel(QDialog):
    """Shows sentences near what they are about. Enter copies them, Esc closes the panel.

    The text can be walked through and chosen with the keyboard, as in any text field.
    """

    def __init__(
        self, parent: QWidget | None, heading: str, sentences: Sequence[str], near: QRect | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sentences = tuple(sentences)
        self._near = near
        self.heading = QLabel(heading)
        self.heading.setProperty("type", "strong")
        self.heading.setWordWrap(True)
        self.text = QPlainTextEdit("\n".join(sentences))
        self.text.setReadOnly(True)
        self.text.setProperty("kind", "read")
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(f"{heading} {' '.join(sentences)}")
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.copied = small("")
        self.copied.setAccessibleName("What was copied")
        self.copy_button = QPushButton("Copy")
        self.copy_button.setAccessibleName("Copy the sentences")
        self.copy_button.setDefault(True)
        self.copy_button.clicked.connect(self.copy)
        self.close_button = QPushButton("Close")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(theme.STEP)
        foot.addWidget(self.copied, 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(theme.STEP + 4)
        column.addWidget(self.heading)
        column.addWidget(self.text, 1)
        column.addLayout(foot)
        QShortcut(QKeySequence("Shift+F1"), self, self.reject)
        self._fit()
        self.copy_button.setFocus()

    def copy(self) -> None:
        """Put the sentences on the clipboard as one paragraph, or what is chosen of them."""
        chosen = self.text.textCursor().selectedText().replace("\u2029", " ")
        QApplication.clipboard().setText(chosen or " ".join(self.sentences))
        self.copied.setText("Copied.")
        QTimer.singleShot(4000, self.copied, self.copied.clear)

    def open_beside(self) -> None:
        """Show the panel beneath what it is about, and within the screen."""
        if self._near is not None:
            self.move(self._place(self._near))
        self.open()

    def _place(self, near: QRect) -> QPoint:
        room = QGuiApplication.primaryScreen().availableGeometry()
        left = min(near.left(), room.right() - self.width())
        below, above = near.bottom() + 4, near.top() - self.height() - 40
        top = below if below + self.height() < room.bottom() else max(above, room.top())
        return QPoint(max(left, room.left()), top)

    def _fit(self) -> None:
        metrics = self.text.fontMetrics()
        width = round(metrics.averageCharWidth() * LETTERS)
        words = metrics.boundingRect(
            QRect(0, 0, width, 10_000),
            int(Qt.TextFlag.TextWordWrap),
            self.text.toPlainText(),
        )
        lines = min(words.height() // metrics.lineSpacing() + 1, MOST_LINES)
        self.text.setFixedHeight(lines * metrics.lineSpacing() + 4 * theme.STEP + 2)
        self.setMinimumWidth(width + 9 * theme.STEP)
        self.adjustSize()


def show_why(
    parent: QWidget, heading: str, sentences: Sequence[str], near: QRect | None = None
) -> WhyPanel:
    """Show how a value came to be, near it where it lies at `near` on the screen."""
    panel = WhyPanel(parent, heading, sentences, near)
    panel.open_beside()
    return panel
