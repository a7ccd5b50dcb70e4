"""The dialog for a third answer in place of two: a text, a date, a number, or an own column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from marmot_tracker.services.disagreements import Disagreement, Editor
from ui.dialogs.dialog import AskingDialog, paragraph
from ui.widgets.date_field import DateField


class ThirdAnswerDialog(AskingDialog):
    """Begins with the answer that is shown, to be changed."""

    def __init__(self, parent: QWidget | None, of: Disagreement) -> None:
        super().__init__(
            parent,
            heading=f"{of.field_words}: a third answer",
            more=of.called.words,
            accept="Settle with this",
        )
        self.widen(72, 0)
        shown = of.answers[-1]
        self.answer = self.form.add("&Answer", _field(of.editor, shown.words, of.choices))
        self.reason = self.form.add("&Reason", QLineEdit(), help_text="If one is wanted.")

    def value(self) -> tuple[str, str]:
        """The answer in words, and the reason."""
        return text_of(self.answer), self.reason.text().strip()

    def faults(self) -> dict[QWidget, str]:
        wrong = self.answer.fault() if isinstance(self.answer, DateField) else ""
        return {self.answer: wrong}


def text_of(field: QWidget) -> str:
    """What a field holds, as typed."""
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, QComboBox):
        return field.currentText()
    assert isinstance(field, QLineEdit)
    return field.text()


def _field(editor: Editor, words: str, choices: Sequence[str]) -> QWidget:
    if choices:
        box = QComboBox()
        box.addItems(list(choices))
        box.setCurrentIndex(max(box.findText(words), 0))
        return box
    if editor is Editor.DATE:
        field = DateField()
        field.setText(words)
        return field
    return paragraph(words, lines=6) if editor is Editor.LONG else QLineEdit(words)
