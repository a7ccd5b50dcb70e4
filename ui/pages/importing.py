"""Loading a list from the window: read in the helper, review line by line, take in as one edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from marmot_tracker.document import Document, Snapshot
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange import applying
from marmot_tracker.exchange.applying import Applied
from marmot_tracker.exchange.proposal import Proposal
from marmot_tracker.exchange.remembering import kept_layouts, read_list
from marmot_tracker.progress import Progress
from marmot_tracker.services import wording
from ui.bridge import Bridge
from ui.dialogs.import_review import ReviewDialog
from ui.dialogs.review_frame import ReviewFrame
from ui.dialogs.reviewed import Reading, Reviewed
from ui.pages.loading_reports import LoadingReport
from ui.pages.proposing import is_document, reviewed_of
from ui.tasks import Task


class Importing(QObject):
    """`taken_in(text)` says what came in."""

    taken_in = Signal(str)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def load(self, path: Path) -> None:
        """Read a list and show what it would change."""
        self._read(path, Reading(), lambda reviewed: self._review(path, reviewed))

    def _read(
        self,
        path: Path,
        reading: Reading,
        then: Callable[[Reviewed], object],
        failed: Callable[[TrackerError], object] | None = None,
    ) -> Task:
        def question(snapshot: Snapshot, progress: Progress) -> Reviewed:
            with snapshot.read() as session:
                kept = kept_layouts(session)
            result, layout = read_list(
                path,
                said=reading.said,
                kept=kept,
                afresh=reading.afresh,
                pictured=True,
                progress=progress,
            )
            compared = bool(result.items) and not is_document(result)
            return reviewed_of(
                snapshot, result, layout, reading, compared=compared, progress=progress
            )

        def late(_reviewed: Reviewed) -> None:
            told = f"{path.name} was read for the tracker that was open before."
            self._bridge.faulted.emit(TrackerError(told, hint="Load it again for this one."))

        return self._bridge.read(
            f"Reading {path.name}", question, then, failed=failed, late=late, trail=True
        )

    def _review(self, path: Path, reviewed: Reviewed) -> None:
        if is_document(reviewed.result):
            LoadingReport(self._bridge, self._window, path, reviewed, self.take_in).start()
            return
        dialog = ReviewDialog(self._window, reviewed)
        dialog.reading_changed.connect(
            lambda reading: dialog.follow(
                self._read(path, reading, dialog.show_reviewed, dialog.refuse)
            )
        )
        dialog.take_asked.connect(
            lambda: self.take_in(dialog.proposal, dialog.accepted_numbers(), dialog)
        )
        dialog.open()

    def take_in(self, proposal: Proposal, accepted: frozenset[int], kept: ReviewFrame) -> None:
        """Write the accepted lines of a proposal. The hidden dialog `kept` is over once that is
        done; else it is shown again, with all that the person did in it.
        """

        def work(document: Document, progress: Progress) -> Applied:
            return applying.apply(document, proposal, accepted=accepted, progress=progress)

        def then(applied: Applied) -> None:
            done.append(applied)
            if isValid(kept):
                kept.finish()
            self.taken_in.emit(_told(applied, proposal.source_name))

        def failed(fault: TrackerError) -> None:
            ended()
            if isValid(kept):
                kept.refuse(fault)

        def ended() -> None:
            if not done and isValid(kept) and not kept.isVisible():
                kept.open()

        done: list[Applied] = []
        title = f"Taking in {proposal.source_name}"
        task = self._bridge.work(title, work, then=then, failed=failed, shown=True)
        task.finished.connect(ended)


def _told(applied: Applied, name: str) -> str:
    """What came in, in a sentence or two."""
    added = wording.counted(applied.added, "recommendation")
    changed = wording.counted(applied.changed, "change")
    parts = [
        f"{added} added" if applied.added else "",
        f"{changed} made" if applied.changed else "",
        f"{wording.counted(applied.carried, 'thing')} carried over" if applied.carried else "",
        f"{wording.counted(applied.suggested, 'suggestion')} taken" if applied.suggested else "",
        f"{wording.counted(applied.left_out, 'line')} left out" if applied.left_out else "",
    ]
    said = wording.joined([part for part in parts if part]) or "nothing to change"
    moved = f" {' '.join(applied.moved_on)}" if applied.moved_on else ""
    kept = " Lists like it are read so from now on." if applied.remembered else ""
    return f"{name}: {said}.{moved}{kept}"
