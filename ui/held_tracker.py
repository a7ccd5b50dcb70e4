"""The tracker that the window holds open: opening, making, closing, and what they are answered by.

Everything about the file itself runs on the worker that owns it; facts arrive on the screen's
thread. `ui.bridge` adds writing and asking.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from marmot_tracker import clock, profile
from marmot_tracker.document import Author, Document, backups
from marmot_tracker.document.working_copy import LeftHere
from marmot_tracker.errors import Damaged, Locked, TrackerError
from marmot_tracker.progress import Cancelled, Progress
from marmot_tracker.services import programme
from marmot_tracker.trail.history import Source
from marmot_tracker.vocabulary import Via
from ui import tracker_facts
from ui.looking_back import Moment, Past
from ui.tasks import Task, Workers
from ui.tracker_facts import TrackerFacts

Then = Callable[[Any], object]


class HeldTracker(QObject):
    """Holds the open tracker. Signals are facts, in the past tense.

    `locked(fault, path)`: somebody has it open. `date_doubted(fault, again)`: this computer's
    date may be wrong; `again()` does the work once the person has confirmed it. `place_asked(fault,
    again)`: the tracker lies where it is soon gone. `replaced(fault)`: another program replaced
    the open file. `noted(text)`: what the person should know when nobody asked.
    `damaged(fault, path)`: a tracker could not be opened, and may be recovered or restored.
    `left_here(fault, path)`: nor this one, but a copy with changes lies on this computer.
    `looked(moment, notes)`: the window looks at a past moment now, or at today (None).
    """

    opened = Signal(object)
    refreshed = Signal(object)
    changed = Signal(object)
    closed = Signal()
    faulted = Signal(object)
    broke = Signal(object)
    started = Signal(object)
    locked = Signal(object, object)
    date_doubted = Signal(object, object)
    place_asked = Signal(object, object)
    replaced = Signal(object)
    noted = Signal(str)
    damaged = Signal(object, object)
    left_here = Signal(object, object)
    looked = Signal(object, str)
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workers = Workers(self)
        self._document: Document | None = None  # touched on the worker's thread alone
        self._past = Past()  # likewise
        self._numbers = itertools.count(1)  # likewise
        self._held = 0  # likewise: the number of the open document, 0 for none
        self._facts: TrackerFacts | None = None
        self._moment: Moment | None = None
        self._news: list[str] = []  # of the tracker opened last, told once the screens show it
        self._heard.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    @property
    def facts(self) -> TrackerFacts | None:
        """What is open, or None."""
        return self._facts

    @property
    def looking_back(self) -> Moment | None:
        """The past moment the window shows, or None for today."""
        return self._moment

    @property
    def _number(self) -> int:
        """Of the tracker shown: an answer about the one before is nobody's."""
        return self._facts.number if self._facts is not None else 0

    @property
    def today(self) -> date:
        """The day that questions are asked for: the one the window looks at."""
        return self._moment.day if self._moment is not None else clock.today()

    @property
    def may_write(self) -> bool:
        """Whether the person may change something now."""
        facts = self._facts
        return facts is not None and not facts.read_only and self._moment is None

    def look_at(self, moment: Moment | None) -> Task:
        """Let every question be answered as at `moment`; None is today."""

        number = self._number

        def work(_progress: Progress) -> tuple[str, TrackerFacts]:
            document = self._document_asked(number)
            past = Past()
            try:
                notes = past.open(document, moment) if moment is not None else ""
                facts = tracker_facts.read_as(document, past, number=number)
            except BaseException:
                past.close()
                raise
            before, self._past = self._past, past
            before.close()
            return notes, facts

        def then(found: tuple[str, TrackerFacts]) -> None:
            self._moment = moment
            notes, self._facts = found
            self.looked.emit(moment, notes)

        title = f"Going back to {moment.words}" if moment else "Coming back to today"
        return self._start(self.workers.owner(title, work), then, shown=True)

    # ------------------------------------------------------------ the file

    def open(self, path: Path, *, copy: bool = False, over_lock: bool = False) -> Task:
        """Open a tracker, after closing the one before; `copy`: for reading, from a copy."""

        def work(_progress: Progress) -> TrackerFacts:
            self._close()
            return self._hold(
                Document.open(path, author=_author(), asking=copy, over_lock=over_lock)
            )

        task = self.workers.owner("Opening", work)
        task.succeeded.connect(self._was_opened)
        task.failed.connect(lambda fault: self._not_opened(fault, path))
        task.broke.connect(self.broke)
        self.started.emit(task)
        return task

    def create(self, path: Path, *, place: str) -> Task:
        """Make a tracker and open it."""
        return self.adopt(
            "Making the tracker",
            lambda _progress: programme.new_tracker(
                path, place=place, author=_author(), source=Source(Via.SCREEN)
            ),
        )

    def make_sample(self, path: Path) -> Task:
        """Make the sample tracker, as the command line does, and open it."""
        from marmot_tracker import sample

        return self.adopt(
            "Making the sample",
            lambda progress: sample.make(path, author=_author(), progress=progress),
        )

    def adopt(self, title: str, make: Callable[[Progress], Document]) -> Task:
        """Open what `make` hands over; the tracker before stays open where nothing is made."""

        def work(progress: Progress) -> TrackerFacts:
            made = make(progress)
            self._close()
            return self._hold(made)

        shown = self._was_opened
        return self._start(self.workers.owner(title, work), shown, late=shown, shown=True)

    def close(self) -> Task:
        """Close the tracker."""

        def work(_progress: Progress) -> None:
            self._close()

        gone = self._was_closed
        return self._start(self.workers.owner("Closing", work), gone, late=gone)

    def stop(self) -> None:
        """Close the tracker and end the threads, before the program ends."""
        self._facts = None
        self.workers.stop(self._close)

    def go_on_in(self, target: Path, then: Callable[[], object] | None = None) -> Task:
        """Save a copy and open that, then do `then`."""
        number = self._number

        def work(_progress: Progress) -> TrackerFacts:
            self._document_meant(number).save_copy(target)
            self._close()
            return self._hold(Document.open(target, author=_author()), number=number)

        return self._reopen("Saving a copy", work, then)

    def reunite(
        self, then: Callable[[], object] | None = None, *, failed: Then | None = None
    ) -> Task:
        """Save what was done here as a copy, open the replaced file anew, and bring the copy in.

        Where no copy can be written the tracker stays open, and `failed` hears why.
        """
        number = self._number

        def work(progress: Progress) -> TrackerFacts:
            from marmot_tracker.document.reuniting import reunite

            document = self._document_meant(number)
            try:
                whole = reunite(document, progress=progress).document
            finally:
                if not document.is_open:
                    self._document, self._held = None, 0
            return self._hold(whole, number=number)

        return self._reopen("Bringing the two together", work, then, failed=failed)

    def rename_author(self) -> None:
        """From now on edits carry the name in the profile."""

        def work(_progress: Progress) -> None:
            if self._document is not None:
                self._document.author = _author()

        self._start(self.workers.owner("Noting who you are", work), lambda _none: None)

    # ------------------------------------------------------------ on the worker

    def _hold(self, document: Document, *, number: int = 0) -> TrackerFacts:
        """Keep `document` open; with a `number`, as the tracker that had it and goes on in it."""
        self._document, self._held = document, number or next(self._numbers)
        document.listeners.append(self._listen)
        document.safekeeping.waits = True  # pages/keeping asks when nobody is working
        document.told = self._news.append
        document.told = self.noted.emit
        document.asks_where = document.place.is_passing and not document.read_only
        profile.opened(document.path)
        return self._read_facts(document)

    def _listen(self, changes: Any) -> None:
        self._heard.emit(changes.kinds)

    def _close(self) -> None:
        self._past.close()
        if self._document is not None:
            document, self._document, self._held = self._document, None, 0
            document.close()

    def _document_meant(self, number: int) -> Document:
        """The open document, for writing what was meant for the tracker with this number.

        While another one opens the window still shows the one before, and the other may be its
        copy, in which the same things are found.
        """
        if number and number != self._held:
            raise TrackerError(
                "This was meant for the tracker that was open before. Nothing was changed.",
                hint="Open that one again to do it there.",
            )
        if self._document is None:
            raise TrackerError("No tracker is open.", hint="Open one first.")
        return self._document

    def _document_asked(self, number: int) -> Document:
        """The same for reading: a question of a tracker that is shown no more is not answered."""
        if number and number != self._held:
            raise Cancelled
        return self._document_meant(number)

    def _read_facts(self, document: Document) -> TrackerFacts:
        return tracker_facts.read_as(document, self._past, number=self._held)

    # ------------------------------------------------------------ on the screen's thread

    def _start(
        self,
        task: Task,
        then: Then,
        *,
        failed: Then | None = None,
        late: Then | None = None,
        shown: bool = False,
    ) -> Task:
        """Let `then` hear the answer, or `late` where another tracker was opened meanwhile."""
        number = self._number

        def answered(answer: Any) -> None:
            if number == self._number:
                then(answer)
            elif late is not None:
                late(answer)

        task.succeeded.connect(answered)
        task.failed.connect(self.faulted)
        if failed is not None:
            task.failed.connect(failed)
        task.broke.connect(self.broke)
        if shown:
            self.started.emit(task)
        return task

    def _reopen(
        self,
        title: str,
        work: Callable[[Progress], TrackerFacts],
        then: Callable[[], object] | None,
        *,
        failed: Then | None = None,
    ) -> Task:
        def opened(facts: TrackerFacts) -> None:
            self._was_opened(facts)
            if then is not None:
                then()

        def refused(fault: TrackerError) -> None:
            if self._document is None:
                self._was_closed(None)
            elif failed is not None:
                failed(fault)
                return
            self.faulted.emit(fault)

        task = self.workers.owner(title, work)
        task.succeeded.connect(opened)
        task.failed.connect(refused)
        task.cancelled.connect(self._was_left)
        task.broke.connect(self.broke)
        self.started.emit(task)
        return task

    def _was_left(self) -> None:
        """Opening something else was given up: show what is open still, if anything is."""
        if self._document is None:
            self._was_closed(None)

    def _not_opened(self, fault: TrackerError, path: Path) -> None:
        self._was_closed(None)
        if isinstance(fault, Locked):
            self.locked.emit(fault, path)
        elif isinstance(fault, LeftHere):
            self.left_here.emit(fault, path)
        elif isinstance(fault, Damaged) or backups.named(path):
            self.damaged.emit(fault, path)
        else:
            self.faulted.emit(fault)

    def _was_opened(self, facts: TrackerFacts) -> None:
        self._facts, self._moment = facts, None
        self.opened.emit(facts)
        news, self._news = self._news, []
        if news:
            self.noted.emit(" ".join(news))

    def _was_closed(self, _nothing: object) -> None:
        self._facts = self._moment = None
        self.closed.emit()


def _author() -> Author:
    return Author(name=profile.author_name(), account=profile.account_name())
