"""The dialog that fills in the place's own columns for one recommendation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import extras
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import ExtraType
from ui.dialogs.dialog import AskingDialog
from ui.widgets.date_field import DateField
from ui.widgets.own_delegates import HINTS, YES_NO


class OwnValuesDialog(AskingDialog):
    """A field for each column, by what it holds; only what was changed is written, as one edit."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        name: str,
        columns: Sequence[ExtraColumnFacts],
        now: Mapping[str, str],
    ) -> None:
        super().__init__(parent, heading=f"Own columns of {name}")
        self._now = {column.uid: now.get(column.name, "").replace(ERASED, "") for column in columns}
        self.fields = {
            column.uid: self.form.add(
                column.name.replace("&", "&&"), _field(column, self._now[column.uid])
            )
            for column in columns
        }
        self._columns = tuple(columns)

    def value(self) -> dict[str, str]:
        """What was changed, in words, by the column's uid."""
        given = {uid: _words(field) for uid, field in self.fields.items()}
        return {uid: words for uid, words in given.items() if words != self._now[uid]}

    def faults(self) -> dict[QWidget, str]:
        return {self.fields[column.uid]: self._fault(column) for column in self._columns}

    def _fault(self, column: ExtraColumnFacts) -> str:
        words = _words(self.fields[column.uid])
        if words == self._now[column.uid]:
            return ""
        try:
            extras.stored_value(column.type, words, name=column.name, choices=column.choices)
        except TrackerError as fault:
            return str(fault)
        return ""


def _field(column: ExtraColumnFacts, now: str) -> QWidget:
    if column.type is ExtraType.YES_NO or (column.type is ExtraType.CHOICE and column.choices):
        box = QComboBox()
        known = YES_NO if column.type is ExtraType.YES_NO else column.choices
        box.addItems(["", *known, *([] if now in ("", *known) else [now])])
        box.setCurrentText(now)
        return box
    line = DateField() if column.type is ExtraType.DATE else QLineEdit()
    line.setText(now)
    if hint := HINTS.get(column.type, ""):
        line.setPlaceholderText(hint)
    return line


def _words(field: QWidget) -> str:
    if isinstance(field, QComboBox):
        return field.currentText().strip()
    return field.text().strip() if isinstance(field, QLineEdit) else ""
