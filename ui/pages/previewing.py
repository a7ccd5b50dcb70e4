"""Fetches the preview of a piece of evidence: bytes by the worker, looked at in the helper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from marmot_tracker.document import Document
from marmot_tracker.exchange import previews
from marmot_tracker.exchange.previews import Preview, PreviewKind, nothing
from marmot_tracker.progress import Progress
from marmot_tracker.services.evidence_list import EvidenceRow
from marmot_tracker.vocabulary import EvidenceKind
from ui.bridge import Bridge
from ui.tasks import Task
from ui.widgets.preview import PreviewView

AFTER_MS = 120
"""How long the current row must stand still before anything is read of its file."""
NOT_HERE = (
    "The file itself is not in this copy of the tracker. Ask the colleague who attached it for a "
    "full copy, and bring that in."
)

RESTRICTED, SHOW = "Restricted evidence is shown when you ask for it.", "Show it"


class Previewing(QObject):
    """Shows one piece at a time in `view`; what was begun for another is given up."""

    def __init__(self, bridge: Bridge, view: PreviewView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._view = view
        self._row: EvidenceRow | None = None
        self._page = 1
        self._task: Task | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._begin)
        view.page_asked.connect(self._turn)
        view.asked.connect(self._begin)

    def show_row(self, row: EvidenceRow | None) -> None:
        """Show a preview of this piece; the same bytes again are not looked at again."""
        before, self._row = self._row, row
        if before is not None and row is not None and _same(before, row):
            return
        self._give_up()
        self._page = 1
        if row is None:
            self._view.clear()
        elif row.kind is EvidenceKind.NOTE and row.is_restricted:
            self._view.tell(RESTRICTED, SHOW)
        elif row.kind is EvidenceKind.NOTE:
            self._show_note(row)
        elif row.kind is EvidenceKind.LINK:
            self._view.tell(_link_words(row))
        elif not row.here:
            self._view.tell(NOT_HERE)
        elif row.is_restricted:
            self._view.tell(RESTRICTED, SHOW)
        else:
            self._view.tell("Looking at the file…")
            self._timer.start()

    def _show_note(self, row: EvidenceRow) -> None:
        self._show(row, Preview(PreviewKind.TEXT, lines=tuple(row.note.splitlines())))

    def _turn(self, page: int) -> None:
        self._page = page
        self._give_up()
        self._begin()

    def _give_up(self) -> None:
        self._timer.stop()
        if self._task is not None and self._task.running:
            self._task.cancel()
        self._task = None

    def _begin(self) -> None:
        """Copy the bytes aside on the worker's thread, then look at them on the second one."""
        row, page = self._row, self._page
        if row is None or self._bridge.facts is None:
            return
        if row.kind is EvidenceKind.NOTE:
            self._show_note(row)
            return
        side = round(max(self._view.width(), 400) * self._view.devicePixelRatioF())

        def copy(document: Document, _progress: Progress) -> Path | None:
            return previews.copied(document.evidence_bytes(row.sha256))

        def look(made: Path | None) -> None:
            if made is None:
                self._show(row, nothing(NOT_HERE))
            elif self._row is None or not _same(self._row, row):
                previews.discard(made)
            else:
                self._look(row, made, page, side)

        self._bridge.work("Looking at the file", copy, then=look, reads=True)

    def _look(self, row: EvidenceRow, made: Path, page: int, side: int) -> None:
        def work(progress: Progress) -> Preview:
            try:
                return previews.preview(
                    made, name=row.file_name, page=page, side=side, progress=progress
                )
            finally:
                previews.discard(made)

        task = self._task = self._bridge.workers.reader("Looking at the file", work)
        task.succeeded.connect(lambda found: self._show(row, found))
        task.broke.connect(self._bridge.broke)
        task.cancelled.connect(lambda: previews.discard(made))

    def _show(self, row: EvidenceRow, found: Preview) -> None:
        if self._row is not None and _same(self._row, row):
            self._view.show_preview(found, name=row.title, copied=not row.is_restricted)


def _same(one: EvidenceRow, other: EvidenceRow) -> bool:
    """Whether a preview of the one is a preview of the other."""
    return (one.uid, one.kind, one.sha256, one.link, one.note, one.here, one.is_restricted) == (
        *(other.uid, other.kind, other.sha256, other.link, other.note, other.here),
        other.is_restricted,
    )


def _link_words(row: EvidenceRow) -> str:
    if row.is_file_link:
        return f"A link to a file, which is not in the tracker:\n{row.link}"
    return f"A link. Nothing is fetched from the web to show it here:\n{row.link}"
