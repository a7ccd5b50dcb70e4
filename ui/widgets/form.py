"""A form of rows: label as buddy, accessible name and help set together, one line of fault."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui import theme

Field = TypeVar("Field", bound=QWidget)


class Form(QWidget):
    """Rows of label and field. `tell(field, text)` shows what is wrong beneath one field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(2 * theme.STEP)
        self._rows.setVerticalSpacing(theme.STEP + theme.STEP // 2)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._faults: dict[QWidget, QLabel] = {}
        self._boxes: dict[QWidget, QWidget] = {}

    def add(
        self, words: str, field: Field, *, help_text: str = "", beside: QWidget | None = None
    ) -> Field:
        """Add `field` under the label `words` (with & before its letter); answers the field.

        `beside` is a button to its right.
        """
        plain = words.replace("&", "")
        label = QLabel(words)
        label.setBuddy(field)
        label.setProperty("tone", "quiet")
        label.setContentsMargins(0, 7, 0, 0)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
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
            column.addWidget(small(help_text))
        fault = small("", tone="late")
        fault.hide()
        column.addWidget(fault)
        self._faults[field] = fault
        self._boxes[field] = box
        self._rows.addRow(label, box)
        return field

    def show_row(self, field: QWidget, shown: bool) -> None:
        """Show or hide a whole row."""
        self._rows.setRowVisible(self._boxes[field], shown)

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
