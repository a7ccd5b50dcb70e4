"""Loading a report in Word or PDF: what was found is looked through, then compared and taken in.

Two steps, the second over the first: going back from the comparison keeps all that was done. The
file is read once; pictures of its pages are drawn in the helper while somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from marmot_tracker.document import Snapshot
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.proposal import Proposal
from marmot_tracker.exchange.reports.page_views import PageView, view_pages
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress
from ui.bridge import Bridge
from ui.dialogs.import_review import ReviewDialog
from ui.dialogs.report_items import ReportItemsDialog
from ui.dialogs.review_document import DocumentSource
from ui.dialogs.review_frame import ReviewFrame
from ui.dialogs.reviewed import Reading, Reviewed
from ui.pages.proposing import reviewed_of
from ui.tasks import Task
from ui.widgets.document_view import DocumentView

TakeIn = Callable[[Proposal, frozenset[int], ReviewFrame], object]


class LoadingReport(QObject):
    """One report on its way in. `take_in` writes the accepted lines of a proposal, and shows the
    dialog given with them again where it cannot.
    """

    def __init__(
        self, bridge: Bridge, window: QWidget, path: Path, read: Reviewed, take_in: TakeIn
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._path = path
        self._layout = read.layout
        self._take_in = take_in
        self._reading = Reading()
        self._compared: ReviewDialog | None = None
        view = DocumentView()
        PagePictures(bridge, path, view)
        self._items = ReportItemsDialog(window, read.result, view)
        self._items.gone_on.connect(self._compare)
        self._items.destroyed.connect(self.deleteLater)

    def start(self) -> None:
        """Show what was found."""
        self._items.open()

    def _propose(
        self,
        result: ReadResult,
        reading: Reading,
        then: Callable[[Reviewed], object],
        failed: Callable[[TrackerError], object],
    ) -> Task:
        def question(snapshot: Snapshot, progress: Progress) -> Reviewed:
            return reviewed_of(snapshot, result, self._layout, reading, progress=progress)

        return self._bridge.read(
            f"Comparing {self._path.name} with the tracker",
            question,
            then,
            failed=failed,
            trail=True,
            shown=False,
        )

    def _compare(self, result: ReadResult) -> None:
        """Show what would change; where nothing was done since, the comparison as it was left."""
        items, compared = self._items, self._compared
        if compared is not None and compared.read == result:
            compared.open()
            return

        def then(reviewed: Reviewed) -> None:
            if isValid(items) and items.isVisible():
                self._review(reviewed)

        items.follow(self._propose(result, self._reading, then, items.refuse))

    def _review(self, reviewed: Reviewed) -> None:
        source = DocumentSource()
        PagePictures(self._bridge, self._path, source.view)  # it is asked once there is a source
        dialog = ReviewDialog(self._items, reviewed, source=source, back=True)
        dialog.reading_changed.connect(lambda reading: self._read_so(dialog, reading))
        dialog.take_asked.connect(lambda: self._taken(dialog))
        if self._compared is not None:
            self._compared.deleteLater()
        self._compared = dialog
        dialog.open()

    def _read_so(self, dialog: ReviewDialog, reading: Reading) -> None:
        """Compare as the person says it belongs, now and after going back."""

        def then(reviewed: Reviewed) -> None:
            self._reading = reading
            dialog.show_reviewed(reviewed)

        dialog.follow(self._propose(dialog.read, reading, then, dialog.refuse))

    def _taken(self, dialog: ReviewDialog) -> None:
        self._items.hide()
        self._take_in(dialog.proposal, dialog.accepted_numbers(), self._items)


class PagePictures(QObject):
    """Answers a view that wants pages of a document, one call of the helper after another, the
    page asked for last first; goes with the view.
    """

    AT_ONCE = 3

    def __init__(self, bridge: Bridge, path: Path, view: DocumentView) -> None:
        super().__init__(view)
        self._bridge = bridge
        self._path = path
        self._view = view
        self._wanted: list[int] = []
        self._task: Task | None = None
        view.page_wanted.connect(self._want)
        view.destroyed.connect(self._stop)

    def _want(self, page: int) -> None:
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        if self._task is None:
            QTimer.singleShot(0, self, self._ask)

    def _ask(self) -> None:
        if self._task is not None or not self._wanted:
            return
        pages = self._wanted[: -self.AT_ONCE - 1 : -1]
        del self._wanted[-self.AT_ONCE :]
        path, side = self._path, self._view.side

        def work(progress: Progress) -> list[PageView]:
            return view_pages(path, pages, side=side, progress=progress)

        self._task = self._bridge.workers.reader(f"Drawing pages of {path.name}", work)
        self._task.succeeded.connect(self._show)
        self._task.failed.connect(lambda fault: self._refuse(pages, fault))
        self._task.broke.connect(self._bridge.broke)
        self._task.finished.connect(self._go_on)

    def _show(self, views: list[PageView]) -> None:
        if isValid(self) and isValid(self._view):
            for view in views:
                self._view.show_page(view)

    def _refuse(self, pages: list[int], fault: TrackerError) -> None:
        if isValid(self) and isValid(self._view):
            for page in pages:
                self._view.refuse_page(page, fault)

    def _go_on(self) -> None:
        if isValid(self):
            self._task = None
            self._ask()

    def _stop(self) -> None:
        self._wanted.clear()
        if self._task is not None and isValid(self._task):
            self._task.cancel()
