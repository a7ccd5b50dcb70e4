"""Work off the screen's thread: one worker that owns the open tracker, a second for long reads.

A `Task` lives on the screen's thread and its signals arrive there, in the order they were sent:
the inner signal is queued even when the work ended before anybody listened.
"""

from __future__ import annotations

import contextvars
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Cancelled, Progress

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Work: TypeAlias = Callable[[Progress], object]


class Task(QObject):
    """One piece of work; exactly one of succeeded, failed, broke, cancelled, then finished.

    `failed` carries a `TrackerError` (the world), `broke` any other exception (a bug). What
    `must_end` is done also when the program is closed meanwhile: somebody's edit.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    broke = Signal(object)
    cancelled = Signal()
    progressed = Signal(int, int, str)
    finished = Signal()
    _reported = Signal(str, object)

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.progress = Progress(self._on_step)
        self.running = True
        self.must_end = False
        self._reported.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self.progress.cancel()

    def _on_step(self, done: int, total: int, text: str) -> None:
        self._reported.emit("progressed", (done, total, text))

    def _run(self, work: Work) -> None:
        """On the worker's thread: do the work and report how it ended."""
        try:
            if self.progress.cancelled:
                raise Cancelled
            result = work(self.progress)
        except Cancelled:
            self._reported.emit("cancelled", None)
        except TrackerError as fault:
            self._reported.emit("failed", fault)
        except BaseException as bug:  # the border of the thread: a bug must reach the screen
            log.exception("%s", self.title)
            self._reported.emit("broke", bug)
        else:
            self._reported.emit("succeeded", result)

    def _deliver(self, what: str, value: object) -> None:
        if what == "progressed" and isinstance(value, tuple):
            self.progressed.emit(*value)
            return
        self.running = False
        if what == "cancelled":
            self.cancelled.emit()
        elif what == "succeeded":
            self.succeeded.emit(value)
        elif what == "failed":
            self.failed.emit(value)
        else:
            self.broke.emit(value)
        self.finished.emit()


class Workers(QObject):
    """The two threads. Writes and short reads go through `owner`, one after another."""

    busy_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._owner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tracker")
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        self._tasks: set[Task] = set()
        self._stopped = False

    @property
    def running(self) -> tuple[Task, ...]:
        """The tasks not yet ended."""
        return tuple(self._tasks)

    def owner(self, title: str, work: Work) -> Task:
        """Do `work` on the thread that owns the open tracker."""
        return self._submit(self._owner, title, work)

    def reader(self, title: str, work: Work) -> Task:
        """Do `work` on the thread of long reads."""
        return self._submit(self._reader, title, work)

    def call_owner(self, work: Callable[[], Result]) -> Result:
        """From the reader's thread: do `work` on the owner's and wait for its answer."""
        context = contextvars.copy_context()
        return self._owner.submit(context.run, work).result()

    def stop(self, last: Callable[[], None]) -> None:
        """Ask all but edits to stop, do `last` on the owner's thread, and end both threads."""
        for task in self._tasks:
            if not task.must_end:
                task.cancel()
        if self._stopped:
            return
        self._stopped = True
        self._owner.submit(last)
        self._reader.shutdown(wait=True)
        self._owner.shutdown(wait=True)
        for task in self._tasks:
            task.blockSignals(True)  # nobody is there any more to be told

    def _submit(self, pool: ThreadPoolExecutor, title: str, work: Work) -> Task:
        task = Task(title, self)
        self._tasks.add(task)
        task.finished.connect(self._forget_ended)
        context = contextvars.copy_context()  # the clock of a test or the sample goes along
        if not self._stopped:
            pool.submit(context.run, task._run, work)
        self.busy_changed.emit()
        return task

    def _forget_ended(self) -> None:
        ended = {task for task in self._tasks if not task.running}
        self._tasks -= ended
        for task in ended:
            task.deleteLater()
        self.busy_changed.emit()
