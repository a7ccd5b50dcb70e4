"""The one way from the screens to a tracker: everything runs on the worker that owns the file.

`do` writes (one edit, one change in the record), `ask` reads shortly, `read` reads long over a
snapshot on a second thread. Answers and faults arrive on the screen's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from marmot_tracker import profile, sample
from marmot_tracker.document import Author, Document, backups
from marmot_tracker.document.doubts import ClockDoubt
from marmot_tracker.document.guard import ReplacedFile
from marmot_tracker.document.publishing import Kept
from marmot_tracker.document.reuniting import reunite
from marmot_tracker.document.sharing import NoPlaceYet
from marmot_tracker.document.working_copy import LeftHere
from marmot_tracker.errors import Damaged, Locked, TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services import programme
from marmot_tracker.services.programme import ProgrammeFacts, Words
from ui.tasks import Task, Workers

Then = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class TrackerFacts:
    """What the window shows of the open tracker as a whole."""

    path: Path
    programme: ProgrammeFacts
    words: Words
    check_code: str
    read_only: str
    kept: Kept
    unknown: int
    undo: str
    redo: str


class Bridge(QObject):
    """Holds the open tracker. Signals are facts, in the past tense.

    `locked(fault, path)`: somebody has it open. `date_doubted(fault, again)`: this computer's
    date may be wrong; `again()` does the work once the person has confirmed it. `place_asked(fault,
    again)`: the tracker lies where it is soon gone. `replaced(fault)`: another program replaced
    the open file. `noted(text)`: what the person should know when nobody asked.
    `damaged(fault, path)`: a tracker could not be opened, and may be recovered or restored.
    `left_here(fault, path)`: nor this one, but a copy with changes lies on this computer.
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
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workers = Workers(self)
        self._document: Document | None = None  # touched on the worker's thread alone
        self._facts: TrackerFacts | None = None
        self._news: list[str] = []  # of the tracker opened last, told once the screens show it
        self._heard.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    @property
    def facts(self) -> TrackerFacts | None:
        """What is open, or None."""
        return self._facts

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
            lambda _progress: programme.new_tracker(path, place=place, author=_author()),
        )

    def make_sample(self, path: Path) -> Task:
        """Make the sample tracker, as the command line does, and open it."""
        return self.adopt(
            "Making the sample",
            lambda progress: sample.make(path, author=_author(), progress=progress),
        )

    def adopt(self, title: str, make: Callable[[Progress], Document]) -> Task:
        """Open what `make` hands over, after closing the tracker before."""

        def work(progress: Progress) -> TrackerFacts:
            self._close()
            return self._hold(make(progress))

        return self._start(self.workers.owner(title, work), self._was_opened, shown=True)

    def close(self) -> Task:
        """Close the tracker."""

        def work(_progress: Progress) -> None:
            self._close()

        return self._start(self.workers.owner("Closing", work), self._was_closed)

    def stop(self) -> None:
        """Close the tracker and end the threads, before the program ends."""
        self._facts = None
        self.workers.stop(self._close)

    # ------------------------------------------------------------ writing and reading

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
    ) -> Task:
        """Let `work` use the document itself on its worker; `shown`: it may take long.

        `failed` hears a fault in place of the window's message bar.
        """

        def whole(progress: Progress) -> tuple[Any, TrackerFacts]:
            document = self._open_document()
            answer = work(document, progress)
            return answer, self._read_facts(document)

        def done(result: tuple[Any, TrackerFacts]) -> None:
            self._facts = result[1]
            self.refreshed.emit(self._facts)
            if then is not None:
                then(result[0])

        def refused(fault: TrackerError) -> None:
            if isinstance(fault, ClockDoubt):
                self.date_doubted.emit(fault, again)
            elif isinstance(fault, NoPlaceYet):
                self.place_asked.emit(fault, again)
            elif isinstance(fault, ReplacedFile):
                (failed or self.faulted.emit)(fault)
                self.replaced.emit(fault)
            elif failed is not None:
                failed(fault)
            else:
                self.faulted.emit(fault)

        def again() -> None:
            self.work(title, work, then=then, failed=failed, shown=shown)

        task = self.workers.owner(title, whole)
        task.failed.connect(refused)
        task.succeeded.connect(done)
        task.broke.connect(self.broke)
        if shown:
            self.started.emit(task)
        return task

    def stay(self, again: Callable[[], object]) -> None:
        """The person keeps the tracker where it lies; go on with the work."""

        def work(_progress: Progress) -> None:
            self._open_document().asks_where = False

        self._start(self.workers.owner("Noting where it lies", work), lambda _none: again())

    def go_on_in(self, target: Path, then: Callable[[], object] | None = None) -> Task:
        """Save a copy and open that, then do `then`."""

        def work(_progress: Progress) -> TrackerFacts:
            self._open_document().save_copy(target)
            self._close()
            return self._hold(Document.open(target, author=_author()))

        return self._reopen("Saving a copy", work, then)

    def reunite(
        self, then: Callable[[], object] | None = None, *, failed: Then | None = None
    ) -> Task:
        """Save what was done here as a copy, open the replaced file anew, and bring the copy in.

        Where no copy can be written the tracker stays open, and `failed` hears why.
        """

        def work(progress: Progress) -> TrackerFacts:
            document = self._open_document()
            try:
                whole = reunite(document, progress=progress).document
            finally:
                if not document.is_open:
                    self._document = None
            return self._hold(whole)

        return self._reopen("Bringing the two together", work, then, failed=failed)

    def rename_author(self) -> None:
        """From now on edits carry the name in the profile."""

        def work(_progress: Progress) -> None:
            if self._document is not None:
                self._document.author = _author()

        self._start(self.workers.owner("Noting who you are", work), lambda _none: None)

    def confirm_date(self, again: Callable[[], object]) -> None:
        """The person says this computer's date is right: note it, then go on with the work."""

        def work(_progress: Progress) -> None:
            self._open_document().confirm_clock()

        self._start(self.workers.owner("Noting the date", work), lambda _none: again())

    def ask(self, title: str, question: Callable[..., Any], then: Then, **arguments: Any) -> Task:
        """Read shortly: `question(session, **arguments)` on the worker."""

        def work(_progress: Progress) -> Any:
            with self._open_document().read() as session:
                return question(session, **arguments)

        return self._start(self.workers.owner(title, work), then)

    def read(
        self,
        title: str,
        question: Callable[..., Any],
        then: Then,
        *,
        failed: Then | None = None,
        as_at: date | None = None,
        trail: bool = False,
    ) -> Task:
        """Read long: `question(snapshot, progress)` on the second thread; as in
        `Document.snapshot`.
        """

        def work(progress: Progress) -> Any:
            snapshot = self.workers.call_owner(
                lambda: self._open_document().snapshot(as_at=as_at, trail=trail)
            )
            try:
                return question(snapshot, progress)
            finally:
                snapshot.close()

        return self._start(self.workers.reader(title, work), then, failed=failed, shown=True)

    # ------------------------------------------------------------ on the worker

    def _hold(self, document: Document) -> TrackerFacts:
        self._document = document
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
        if self._document is not None:
            document, self._document = self._document, None
            document.close()

    def _open_document(self) -> Document:
        if self._document is None:
            raise TrackerError("No tracker is open.", hint="Open one first.")
        return self._document

    def _read_facts(self, document: Document) -> TrackerFacts:
        with document.read() as session:
            facts, words = programme.current(session), programme.words(session)
        return TrackerFacts(
            path=document.path,
            programme=facts,
            words=words,
            check_code=document.check_code,
            read_only=str(document.read_only or ""),
            kept=document.kept,
            unknown=document.unknown_entries(),
            undo=document.undo_label or "",
            redo=document.redo_label or "",
        )

    # ------------------------------------------------------------ on the screen's thread

    def _start(
        self, task: Task, then: Then, *, failed: Then | None = None, shown: bool = False
    ) -> Task:
        task.succeeded.connect(then)
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
        task.broke.connect(self.broke)
        self.started.emit(task)
        return task

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
        self._facts = facts
        self.opened.emit(facts)
        news, self._news = self._news, []
        if news:
            self.noted.emit(" ".join(news))

    def _was_closed(self, _nothing: object) -> None:
        self._facts = None
        self.closed.emit()


def _author() -> Author:
    return Author(name=profile.author_name(), account=profile.account_name())
