"""Bringing in a copy from the window: shown first, brought in whole, what is ticked put back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.document.written import Receipt
from marmot_tracker.errors import ChangedSincePreview, EarlierMissing, TrackerError, Unrelated
from marmot_tracker.progress import Progress
from marmot_tracker.services import bringing_in, coming_in
from marmot_tracker.services.bringing_in import Brought
from marmot_tracker.services.coming_in import Coming
from ui.bridge import Bridge
from ui.dialogs.bring_in import BringInAnswer, BringInDialog
from ui.dialogs.came_in import CameInDialog
from ui.dialogs.plain import show_sentences
from ui.messages import Tone
from ui.pages.erasing import Erasing
from ui.pages.keeping import kept_words


class BringingIn(QObject):
    """`told(text, tone)` is news, `offered(text, words, then)` news with one button.

    `page_asked(key)` wishes to see a page; `list_asked(path)` to load a file as a list.
    """

    told = Signal(str, object)
    offered = Signal(str, str, object)
    page_asked = Signal(str)
    list_asked = Signal(object)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self._erasing = Erasing(bridge, window)
        self._erasing.told.connect(lambda text: self.told.emit(text, Tone.DONE))

    # ------------------------------------------------------------ before

    def preview(self, path: Path, *, again: str = "") -> None:
        """Show what a copy, or a file of changes, would bring; `again` says why once more."""

        def work(document: Document, progress: Progress) -> Coming:
            preview = document.preview(path, progress=progress)
            with document.read() as session:
                return coming_in.read(session, preview)

        def then(coming: Coming) -> None:
            if coming.brings_nothing:
                self.told.emit(coming.explanation, Tone.NEWS)
                return
            dialog = BringInDialog(self._window, coming, again=again)
            dialog.accepted.connect(lambda: self._bring(path, coming, dialog.value()))
            dialog.open()

        self._bridge.work(
            "Reading the copy",
            work,
            then=then,
            failed=lambda fault: self._refused(path, fault),
            shown=True,
            reads=True,
        )

    def _refused(self, path: Path, fault: TrackerError) -> None:
        """Say why it cannot come in, and what can be done with it instead."""
        if isinstance(fault, Unrelated):
            self.offered.emit(str(fault), "Load it as a list…", lambda: self.list_asked.emit(path))
        elif isinstance(fault, EarlierMissing):
            self._tell_missing(path, fault)
        elif isinstance(fault, ChangedSincePreview):
            self.preview(path, again=str(fault))
        else:
            self._bridge.faulted.emit(fault)

    def _tell_missing(self, path: Path, fault: EarlierMissing) -> None:
        """Say which earlier ones are missing; nothing was taken in."""
        heading = f"{path.name} builds on changes that this tracker lacks"
        said = ["Nothing was taken in.", *fault.missing, fault.hint]
        self.offered.emit(
            str(fault), "Show which", lambda: show_sentences(self._window, heading, said)
        )

    # ------------------------------------------------------------ after

    def _bring(self, path: Path, coming: Coming, answer: BringInAnswer) -> None:
        def work(document: Document, progress: Progress) -> Brought:
            return bringing_in.bring_in(
                document,
                path,
                coming=coming,
                put_back=answer.put_back,
                reason=answer.reason,
                today=clock.today(),
                agree_erasures=coming.to_agree,
                progress=progress,
            )

        self._bridge.work(
            "Bringing in the copy",
            work,
            then=self._came_in,
            failed=lambda fault: self._refused(path, fault),
            shown=True,
        )

    def _came_in(self, done: Brought) -> None:
        if done.brought.apart:
            self._erasing.typed_apart(held.hash for held in done.brought.apart)
        if done.brought.two_answers:
            self.page_asked.emit("two_answers")
        backup = done.brought.backup
        kept = f" {kept_words(backup)}" if backup is not None else ""
        self.offered.emit(f"{done.words}{kept}", "What came in", self.show_receipts)

    def show_receipts(self) -> None:
        """Show what came in so far, the newest first."""

        def then(found: list[Receipt]) -> None:
            dialog = CameInDialog(self._window, found)
            dialog.open()

        self._bridge.work(
            "Reading what came in",
            lambda document, _progress: document.receipts(),
            then=then,
            reads=True,
        )
