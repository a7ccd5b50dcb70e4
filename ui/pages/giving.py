"""A copy to give: asks where it goes, makes it, and says what stayed behind."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from marmot_tracker import clock
from marmot_tracker.document import Document, restoring
from marmot_tracker.document.giving import Given, Holding
from marmot_tracker.progress import Progress
from marmot_tracker.services.giving import given_words
from ui.bridge import Bridge
from ui.dialogs.give_copy import GiveAnswer, GiveCopyDialog


class Giving(QObject):
    """`offered(text, words, then)` says what was saved; `then` shows it in its folder."""

    offered = Signal(str, str, object)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def ask(self, folder: Path) -> None:
        """Say what a copy would hold, and ask where it goes."""
        facts = self._bridge.facts
        if facts is None:
            return
        first = restoring.free_name(folder / facts.path.name, f"copy {clock.today().isoformat()}")

        def then(held: Holding) -> None:
            dialog = GiveCopyDialog(self._window, first, held)
            dialog.accepted.connect(lambda: self.give(dialog.value()))
            dialog.open()

        self._bridge.work(
            "Looking at the evidence",
            lambda document, _progress: document.files_to_give(),
            then=then,
        )

    def give(self, answer: GiveAnswer) -> None:
        """Make the copy."""

        def work(document: Document, progress: Progress) -> Given:
            return document.give_copy(
                answer.path, files=answer.files, over=answer.over, progress=progress
            )

        self._bridge.work("Saving the copy", work, then=self._tell, shown=True)

    def _tell(self, made: Given) -> None:
        folder = QUrl.fromLocalFile(str(made.path.parent))
        self.offered.emit(
            " ".join(given_words(made)),
            "Show folder",
            lambda: QDesktopServices.openUrl(folder),
        )
