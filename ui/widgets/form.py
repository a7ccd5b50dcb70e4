"""A form of rows: label as buddy, accessible name and help set together, one line of fault."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui import theme

Field = TypeVar("Field", bound=QWidget)


class Form(QWidget):
    """Rows of label and field. `tell(field, text)` shows what is wrong beneath one field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(2 * theme.STEP)
        self._rows.setVerticalSpacing(theme.STEP + theme.STEP // 2)
        self._rows.setColumnStretch(1, 1)
        self._faults: dict[QWidget, QLabel] = {}
        self._boxes: dict[QWidget, tuple[QLabel, QWidget]] = {}
        self._helps: dict[QWidget, QLabel] = {}

    def add(
        self, words: str, field: Field, *, help_text: str = "", beside: QWidget | None = None
    ) -> Field:
        """Add `field` under the label `words` (with & before its letter); answers the field.

        `beside` is a button to its right.
        """
        plain = words.replace("&", "")
        label = _Label(words, field)
        field.setAccessibleName(plain)
        if help_text:
            field.setAccessibleDescription(help_text)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP // 2)
        line = QHBoxLayout()
        line.setSpacing(theme.STEP)
        line.addWidget(field, 1)
        if beside is not None:
            line.addWidget(beside)
        column.addLayout(line)
        if help_text:
            self._helps[field] = small(help_text)
            column.addWidget(self._helps[field])
        fault = small("", tone="late")
        fault.hide()
        column.addWidget(fault)
        self._faults[field] = fault
        self._boxes[field] = (label, box)
        at = self._rows.rowCount()
        self._rows.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addWidget(box, at, 1, Qt.AlignmentFlag.AlignTop)
        return field

    def show_row(self, field: QWidget, shown: bool) -> None:
        """Show or hide a whole row."""
        for part in self._boxes[field]:
            part.setVisible(shown)

    def set_help(self, field: QWidget, text: str) -> None:
        """Say something else beneath a field that was added with a help text."""
        self._helps[field].setText(text)
        field.setAccessibleDescription(text)

    def tell(self, field: QWidget, text: str) -> None:
        """Say beneath `field` what is wrong; an empty text takes it away."""
        fault = self._faults[field]
        fault.setText(text)
        fault.setVisible(bool(text))
        field.setProperty("wrong", bool(text))
        field.style().unpolish(field)
        field.style().polish(field)

    def fields(self) -> list[QWidget]:
        """Every field, from top to bottom."""
        return list(self._faults)

    def fault(self, field: QWidget) -> str:
        """What is being said beneath `field`."""
        return self._faults[field].text()


class _Label(QLabel):
    """The words before a field, as high as its first line, so that both lie on one line."""

    def __init__(self, words: str, field: QWidget) -> None:
        super().__init__(words)
        self._field = field
        self.setBuddy(field)
        self.setProperty("tone", "quiet")
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), first_line(self._field)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def first_line(field: QWidget) -> int:
    """Twice as far as the middle of the field's first line of words lies beneath its top."""
    field.ensurePolished()
    if not isinstance(field, QAbstractScrollArea):
        return field.sizeHint().height()
    line, margin = float(field.fontMetrics().lineSpacing()), 0.0
    if isinstance(field, QPlainTextEdit):
        margin = field.document().documentMargin()
    elif isinstance(field, QListWidget) and field.count():
        line = field.sizeHintForRow(0)
    return round(2 * (field.contentsRect().top() + margin) + line)


def small(text: str, *, tone: str = "quiet") -> QLabel:
    """A line of small wrapped text."""
    label = QLabel(text)
    label.setProperty("type", "small")
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    return label


def title(text: str) -> QLabel:
    """A heading."""
    label = QLabel(text)
    label.setProperty("type", "title")
    label.setWordWrap(True)
    return label
