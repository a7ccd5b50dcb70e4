"""The window's frame while the rest of the program is still being read from the disk."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

LATEST_MS = 400
"""Where nothing is painted by then (a window started minimised), it goes on all the same."""


class FirstFrame(QWidget):
    """An empty window where the real one will be, with one line of words.

    `painted` is sent once, when it can be seen. It is a widget of its own and not the real window,
    whose parts take most of the time that a start takes.
    """

    painted = Signal()

    def __init__(self, words: str, geometry: QByteArray) -> None:
        super().__init__()
        self._words = words
        self._told = False
        self.setWindowTitle("Marmot Tracker")
        self.setAccessibleName(words)
        self.resize(1280, 800)
        self.restoreGeometry(geometry)
        QTimer.singleShot(LATEST_MS, self._tell)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Window))
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()
        QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self.painted.emit()
