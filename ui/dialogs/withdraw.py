"""The dialog that takes a recommendation out of the list: why, and what becomes of it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.dialogs.dialog import FormDialog, note, paragraph


class WithdrawDialog(FormDialog):
    """Asks why a recommendation goes. Nothing is deleted, and the dialog says so."""

    def __init__(self, parent: QWidget | None, *, name: str, title: str) -> None:
        super().__init__(
            parent,
            heading=f"Withdraw {name}",
            more=title,
            accept="Withdraw it",
        )
        self.body.insertWidget(
            0,
            note(
                "It leaves the list, the figures and new packs, with its ratings, dates and "
                "evidence. Nothing is deleted: the record keeps all of it, and Undo puts it back.\n"
                "A recommendation that is answered with no stays: set a decision instead."
            ),
        )
        self.reason = self.form.add("&Why", paragraph(lines=3))

    def faults(self) -> dict[QWidget, str]:
        given = self.reason.toPlainText().strip()
        return {self.reason: "" if given else "Say why: it stays in the record."}

    def value(self) -> str:
        """The reason."""
        return self.reason.toPlainText().strip()
