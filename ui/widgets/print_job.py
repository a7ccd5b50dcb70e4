"""Prints pages in small steps on the screen's thread, so that the window stays alive meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPagedPaintDevice, QPainter

from marmot_tracker.errors import TrackerError
from ui.widgets.paper import UNIT, Paper

AT_ONCE = 0.012
"""Seconds of work between two looks at what the person does."""


class Steps(QObject):
    """Runs an iterator to its end, a few milliseconds at a time; one of `done` and `failed` comes,
    unless it was cancelled.
    """

    moved = Signal()
    done = Signal()
    failed = Signal(object)

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(0)

    def cancel(self) -> None:
        """Do no more, and let go of what was begun."""
        self._timer.stop()
        close = getattr(self._steps, "close", None)
        if close is not None:
            close()

    def _go_on(self) -> None:
        until = time.perf_counter() + AT_ONCE
        try:
            while time.perf_counter() < until:
                next(self._steps)
        except StopIteration:
            self._timer.stop()
            self.moved.emit()
            self.done.emit()
        except TrackerError as fault:
            self._timer.stop()
            self.failed.emit(fault)
        else:
            self.moved.emit()


def pages_onto(device: QPagedPaintDevice, paper: Paper) -> Iterator[None]:
    """Paint every page of `paper` (set out) onto a printer or a PDF, one at each step.

    Raises `TrackerError` where the device takes nothing.
    """
    painter = QPainter()
    if not painter.begin(device):
        raise TrackerError(
            "Nothing could be printed there.", hint="Choose another printer, or save it as PDF."
        )
    try:
        scale = device.logicalDpiX() / (72 * UNIT)
        painter.scale(scale, scale)
        for at in range(paper.page_count):
            if at and not device.newPage():
                raise TrackerError("The printer took no more pages.", hint="Try it again.")
            paper.paint(painter, at)
            yield
    finally:
        painter.end()
