"""The dialog that accepts an answer of a return in other words: a third value."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_lines import DATES, Piece
from marmot_tracker.vocabulary import WORDS, HowItGoes
from ui.dialogs.dialog import AskingDialog, paragraph
from ui.widgets.date_field import DateField

LONG = frozenset(
    {
        *(FormField.ONE_LINE, FormField.PATH_TO_GREEN, FormField.DONE, FormField.NEXT),
        *(FormField.BARRIER, FormField.HELP_NEEDED, FormField.FORECAST_WHY, FormField.WORDING),
        *(FormField.CORRECTION, FormField.COMMENT),
    }
)


class EditAnswerDialog(AskingDialog):
    """Begins with what came back, to be changed."""

    def __init__(
        self, parent: QWidget | None, *, heading: str, more: str, field: FormField, words: str
    ) -> None:
        super().__init__(parent, heading=heading, more=more, accept="Accept this")
        self.widen(76, 0)
        self.answer = self.form.add("&Answer", _editor(field, words))
        self.reason = self.form.add(
            "&Why",
            QLineEdit(),
            help_text="If a reason is wanted. What came back stays with the return.",
        )

    def value(self) -> tuple[str, str]:
        """The answer as a cell of the workbook would say it, and the reason."""
        return text_of(self.answer), self.reason.text().strip()

    def faults(self) -> dict[QWidget, str]:
        if isinstance(self.answer, DateField):
            return {self.answer: self.answer.fault() or _missing(self.answer.text())}
        return {self.answer: _missing(text_of(self.answer))}


class EditPieceDialog(AskingDialog):
    """Evidence or an action in its parts; begins with what came back."""

    def __init__(
        self, parent: QWidget | None, *, heading: str, more: str, field: FormField, piece: Piece
    ) -> None:
        super().__init__(parent, heading=heading, more=more, accept="Accept this")
        self.widen(76, 0)
        self._piece = piece
        self.day = DateField(piece.day)
        if field is FormField.EVIDENCE:
            self.heading = self.form.add("&Title", QLineEdit(piece.title))
            self.link = self.form.add("&Link, or where it is kept", QLineEdit(piece.link))
            self.form.add("It is of (&date)", self.day)
            self.shows = self.form.add("What it &shows", paragraph(piece.shows, lines=2))
            self.owner: QLineEdit | None = None
        else:
            self.heading = self.form.add("&Action", QLineEdit(piece.title))
            self.owner = self.form.add("Who would &do it", QLineEdit(piece.owner))
            self.form.add("&By when", self.day)
        self.reason = self.form.add(
            "&Why",
            QLineEdit(),
            help_text="If a reason is wanted. What came back stays with the return.",
        )

    def value(self) -> tuple[str, str]:
        """The parts as a line keeps them, and the reason."""
        said = Piece(
            self.heading.text().strip(),
            self.link.text().strip() if self.owner is None else self._piece.link,
            self.day.day(),
            self.shows.toPlainText().strip() if self.owner is None else self._piece.shows,
            self.owner.text().strip() if self.owner is not None else self._piece.owner,
        )
        return said.text(), self.reason.text().strip()

    def faults(self) -> dict[QWidget, str]:
        return {self.heading: _missing(self.heading.text()), self.day: self.day.fault()}


def text_of(field: QWidget) -> str:
    """What a field holds, as typed."""
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText().strip()
    if isinstance(field, QComboBox):
        return field.currentText()
    assert isinstance(field, QLineEdit)
    return field.text().strip()


def _missing(text: str) -> str:
    return "" if text.strip() else "Write the answer, or leave it out instead."


def _editor(field: FormField, words: str) -> QWidget:
    if field is FormField.HOW_IT_GOES:
        box = QComboBox()
        box.addItems([WORDS[f"how_it_goes.{code}"] for code in HowItGoes])
        box.setCurrentIndex(max(box.findText(words), 0))
        return box
    if field in DATES:
        date = DateField()
        date.setText(words)
        return date
    return paragraph(words, lines=5) if field in LONG else QLineEdit(words)
