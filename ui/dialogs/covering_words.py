"""The words that a return goes out with, to be changed before the drafts are written."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ui.dialogs.dialog import FormDialog, paragraph

FILLED_IN = ("{who}", "{recommendations}", "{workbook}")
"""What is filled in for each: to whom, how many recommendations, and the name of the workbook."""


@dataclass(frozen=True, slots=True)
class MailWords:
    """A subject and the words beneath it, with places that are filled in for each."""

    subject: str
    words: str

    def filled(self, *, who: str, recommendations: str, workbook: str) -> MailWords:
        """The words for one of those asked."""
        said = dict(zip(FILLED_IN, (who, recommendations, workbook), strict=True))
        subject, words = self.subject, self.words
        for place, value in said.items():
            subject, words = subject.replace(place, value), words.replace(place, value)
        return MailWords(" ".join(subject.split()), words)


class CoveringWordsDialog(FormDialog):
    """Shows the words as they would go out; `standard` are those that nobody changed."""

    def __init__(self, parent: QWidget | None, words: MailWords, standard: MailWords) -> None:
        super().__init__(
            parent,
            heading="Words of the mail",
            more=f"They are the same for everybody. {', '.join(FILLED_IN[:-1])} and "
            f"{FILLED_IN[-1]} are filled in for each of those asked.",
            accept="Use these words",
        )
        self._standard = standard
        self.widen(96, 0)
        self.subject = self.form.add("&Subject", QLineEdit(words.subject))
        self.words = self.form.add("&Words", paragraph(words.words, lines=16))
        self.again = QPushButton("Standard words &again")
        self.again.setAutoDefault(False)
        self.again.clicked.connect(self._put_back)
        self.foot.insertWidget(0, self.again)

    def value(self) -> MailWords:
        """The words as they stand."""
        return MailWords(self.subject.text().strip(), self.words.toPlainText().strip() + "\n")

    def faults(self) -> dict[QWidget, str]:
        subject = self.subject.text().strip()
        words = self.words.toPlainText().strip()
        return {
            self.subject: "" if subject else "A message without a subject is seldom read.",
            self.words: "" if words else "Write what the message says.",
        }

    def _put_back(self) -> None:
        self.subject.setText(self._standard.subject)
        self.words.setPlainText(self._standard.words)
