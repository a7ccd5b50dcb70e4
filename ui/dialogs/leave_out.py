"""The dialog that leaves answers of a return out: why, kept with the return."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import AskingDialog, paragraph


class LeaveOutDialog(AskingDialog):
    """Asks why; without a reason nothing is left out."""

    def __init__(self, parent: QWidget | None, *, heading: str, more: str) -> None:
        super().__init__(parent, heading=heading, more=more, accept="Leave out")
        self.reason = self.form.add(
            "&Why",
            paragraph(lines=3),
            help_text="It stays with the return: what was left out, by whom and why can be read "
            "at any time. Ctrl+Enter leaves out.",
        )
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # Enter alone begins a line
            QShortcut(QKeySequence(keys), self, self.accept_button.click)

    def value(self) -> str:
        """The reason."""
        return self.reason.toPlainText().strip()

    def faults(self) -> dict[QWidget, str]:
        return {self.reason: "" if self.value() else "Say why it is left out."}
