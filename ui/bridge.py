"""The one way from the screens to a tracker: everything runs on the worker that owns the file.

`do` writes (one edit, one change in the record), `ask` reads shortly, `read` reads long over a
snapshot on a second thread. Answers and faults arrive on the screen's thread; an answer about a
tracker that is no longer the one shown is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from marmot_tracker.document import Document
from marmot_tracker.document.doubts import ClockDoubt
from marmot_tracker.document.guard import ReplacedFile
from marmot_tracker.document.sharing import NoPlaceYet
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from ui.held_tracker import HeldTracker, Then
from ui.looking_back import refusal
from ui.tasks import Task
from ui.tracker_facts import TrackerFacts


class Bridge(HeldTracker):
    """Writes to the open tracker and asks it."""

    def do(
        self,
        label: str,
        verb: Callable[..., Any],
        *,
        then: Then | None = None,
        failed: Then | None = None,
        edit_reason: str = "",
        **arguments: Any,
    ) -> Task:
        """Write: `verb(session, **arguments)` as one edit called `label`.

        `failed` hears a fault in place of the window's message bar.
        """

        def work(document: Document, _progress: Progress) -> Any:
            with document.edit(label, reason=edit_reason) as session:
                return verb(session, **arguments)

        return self.work(label, work, then=then, failed=failed)

    def work(
        self,
        title: str,
        work: Callable[[Document, Progress], Any],
        *,
        then: Then | None = None,
        failed: Then | None = None,
        shown: bool = False,
        reads: bool = False,
    ) -> Task:
        """Let `work` use the document itself on its worker; `shown`: it may take long.

        `failed` hears a fault in place of the window's message bar. Only what `reads` is done
        while the window looks back.
        """
        number = self._number
        which = self._document_asked if reads else self._document_meant

        def done(result: tuple[Any, TrackerFacts]) -> None:
            if number != self._number:
                return
            self._facts = result[1]
            self.refreshed.emit(self._facts)
            if then is not None:
                then(result[0])

        def refused(fault: TrackerError) -> None:
            if isinstance(fault, ClockDoubt):
                self.date_doubted.emit(fault, begin)
            elif isinstance(fault, NoPlaceYet):
                self.place_asked.emit(fault, begin)
            elif isinstance(fault, ReplacedFile):
                (failed or self.faulted.emit)(fault)
                self.replaced.emit(fault)
            elif failed is not None:
                failed(fault)
            else:
                self.faulted.emit(fault)

        def begin() -> Task:
            moment = None if reads else self._moment

            def whole(progress: Progress) -> tuple[Any, TrackerFacts]:
                if moment is not None:
                    raise refusal(moment)
                document = which(number)
                answer = work(document, progress)
                return answer, self._read_facts(document)

            task = self.workers.owner(title, whole)
            task.must_end = not reads
            task.failed.connect(refused)
            task.succeeded.connect(done)
            task.broke.connect(self.broke)
            if shown:
                self.started.emit(task)
            return task

        return begin()

    def stay(self, again: Callable[[], object]) -> None:
        """The person keeps the tracker where it lies; go on with the work."""
        number = self._number

        def work(_progress: Progress) -> None:
            self._document_meant(number).asks_where = False

        self._start(self.workers.owner("Noting where it lies", work), lambda _none: again())

    def confirm_date(self, again: Callable[[], object]) -> None:
        """The person says this computer's date is right: note it, then go on with the work."""
        number = self._number

        def work(_progress: Progress) -> None:
            self._document_meant(number).confirm_clock()

        self._start(self.workers.owner("Noting the date", work), lambda _none: again())

    def ask(
        self,
        title: str,
        question: Callable[..., Any],
        then: Then,
        *,
        now: bool = False,
        shown: bool = False,
        **arguments: Any,
    ) -> Task:
        """Read shortly: `question(session, **arguments)` on the worker; `shown`: it may take long.

        It is asked of the moment that the window looks at, or with `now` of today.
        """
        number = self._number

        def work(_progress: Progress) -> Any:
            document = self._document_asked(number)
            with document.read() if now else self._past.read(document) as session:
                return question(session, **arguments)

        return self._start(self.workers.owner(title, work), then, shown=shown)

    def read(
        self,
        title: str,
        question: Callable[..., Any],
        then: Then,
        *,
        failed: Then | None = None,
        late: Then | None = None,
        as_at: date | None = None,
        trail: bool = False,
        shown: bool = True,
    ) -> Task:
        """Read long: `question(snapshot, progress)` on the second thread, over what the window
        looks at or the day `as_at`; as in `Document.snapshot`. `shown`: its progress is told.
        `late` hears the answer where another tracker was opened meanwhile.
        """
        back = self._moment if as_at is None else None
        day = back.day if back is not None and not back.tips else as_at
        tips = back.tips if back is not None and back.tips else None
        number = self._number

        def work(progress: Progress) -> Any:
            snapshot = self.workers.call_owner(
                lambda: self._document_asked(number).snapshot(as_at=day, tips=tips, trail=trail)
            )
            try:
                return question(snapshot, progress)
            finally:
                snapshot.close()

        return self._start(
            self.workers.reader(title, work), then, failed=failed, late=late, shown=shown
        )
