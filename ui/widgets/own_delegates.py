"""Editors for the place's own columns, by what a column holds."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyleOptionViewItem, QWidget

from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import ExtraType
from ui.widgets.date_field import SHAPE
from ui.widgets.delegates import CellDelegate, ChoiceDelegate, DateDelegate
from ui.widgets.table_model import Cell, Roles

Index = QModelIndex | QPersistentModelIndex
YES_NO = ("Yes", "No")
HINTS = {ExtraType.NUMBER: "12500 or 12.5", ExtraType.TEXT: ""}


class LineDelegate(CellDelegate):
    """Edits a cell as one line of text, or as a number set to the right."""

    def __init__(self, name: str, hint: str, *, right: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self._hint = hint
        self._right = right

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setAccessibleName(self._name)
        line.setPlaceholderText(self._hint)
        if self._right:
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(said(index))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text().strip())


class OwnChoiceDelegate(ChoiceDelegate):
    """Edits a cell as one of a column's choices; where it has none, a typed word."""

    def __init__(self, name: str, choices: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.choices = ("", *choices)
        self._name = name
        self._only = bool(choices)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if self._only:
            box: QWidget = _list_of(self.choices, parent)
        else:
            box = super().createEditor(parent, option, index)
        box.setAccessibleName(self._name)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if not isinstance(editor, QComboBox):
            return
        now = said(index)
        if editor.findText(now) < 0:
            editor.addItem(now)
        editor.setCurrentText(now)


def _list_of(choices: tuple[str, ...], parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.addItems(list(choices))
    return box


def said(index: Index) -> str:
    """What a cell says for its editor; nothing of what was erased."""
    cell = index.data(Roles.CELL)
    return cell.text if isinstance(cell, Cell) and cell.text not in (ERASED, "—") else ""


def delegate_for(column: ExtraColumnFacts, parent: QWidget) -> CellDelegate:
    """The editor of a column."""
    if column.type is ExtraType.DATE:
        return DateDelegate(column.name, SHAPE, parent)
    if column.type is ExtraType.YES_NO:
        return OwnChoiceDelegate(column.name, YES_NO, parent)
    if column.type is ExtraType.CHOICE:
        return OwnChoiceDelegate(column.name, column.choices, parent)
    hint = HINTS[column.type]
    return LineDelegate(column.name, hint, right=column.type is ExtraType.NUMBER, parent=parent)
