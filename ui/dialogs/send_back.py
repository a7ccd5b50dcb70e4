"""The dialog that sends answers of a return back with a question."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import AskingDialog, paragraph


class SendBackDialog(AskingDialog):
    """Asks for the question; it stands in the workbook that is next sent back."""

    def __init__(self, parent: QWidget | None, *, heading: str, more: str) -> None:
        super().__init__(parent, heading=heading, more=more, accept="Send back")
        self.question = self.form.add(
            "&Question",
            paragraph(lines=3),
            help_text="Nothing leaves this computer yet: under Who has answered, Send back… "
            "writes one workbook with every question marked. Ctrl+Enter marks it.",
        )
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # Enter alone begins a line
            QShortcut(QKeySequence(keys), self, self.accept_button.click)

    def value(self) -> str:
        """The question."""
        return self.question.toPlainText().strip()

    def faults(self) -> dict[QWidget, str]:
        return {self.question: "" if self.value() else "Write what you want to ask."}
