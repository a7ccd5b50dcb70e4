"""After my changes were written to a file: the words for the mail, and where the file lies."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from marmot_tracker.document.changes_file import Sent
from marmot_tracker.services.giving import sent_words
from ui.dialogs.dialog import FormDialog, announce, note, paragraph

COPIED = "The words are copied: paste them into the mail, and attach the file."


class ChangesSentDialog(FormDialog):
    """Says what was written, and helps it on its way: nothing is sent by the program."""

    def __init__(self, parent: QWidget | None, sent: Sent, mail: str) -> None:
        super().__init__(
            parent,
            heading=f"{sent.path.name} is written",
            more="Attach it to a mail: this program sends nothing by itself.",
            accept="Close",
        )
        self.widen(88, 0)
        self._sent = sent
        self.cancel_button.hide()
        self.said = note("\n".join(sent_words(sent)))
        self.body.insertWidget(0, self.said)
        self.mail = self.form.add("&Mail", paragraph(mail, lines=13))
        self.mail.setReadOnly(True)
        self.folder = QPushButton("&Show in folder")
        self.copy = QPushButton("&Copy the words for the mail")
        for at, (button, does) in enumerate(((self.folder, self._show), (self.copy, self._copy))):
            button.setAutoDefault(False)
            button.clicked.connect(does)
            self.foot.insertWidget(at, button)
        self.accept_button.setDefault(False)
        self.copy.setDefault(True)  # what is to be done next
        self.copied = note("")
        self.copied.setProperty("tone", "quiet")
        self.copied.hide()
        self.body.addWidget(self.copied)

    def _show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._sent.path.parent)))

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.mail.toPlainText())
        self.copied.setText(COPIED)
        self.copied.show()
        announce(self, COPIED)
        self.fit()
