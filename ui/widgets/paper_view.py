"""A page as it will be printed, as wide as there is room for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from ui import theme
from ui.widgets.paper import LOOK, UNIT, Paper

LARGEST = 1.6
"""Screen pixels to a point: wider is not easier to read."""
SHADE = 1


class _Sheet(QWidget):
    """The white sheet itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.paper: Paper | None = None
        self.at = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def scale_to(self, width: int) -> None:
        if self.paper is None:
            return
        size = self.paper.size / UNIT
        scale = min(max(width, 200) / size.width(), LARGEST)
        self.setFixedSize(QSize(round(size.width() * scale), round(size.height() * scale)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(LOOK.surface))
        if self.paper is not None and self.at < self.paper.page_count:
            painter.save()
            scale = self.width() / self.paper.size.width()
            painter.scale(scale, scale)
            self.paper.paint(painter, self.at)
            painter.restore()
        painter.setPen(QPen(QColor(theme.colours().control), SHADE))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()


class PaperView(QScrollArea):
    """Shows a page of `paper`; scrolls by keys and wheel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setProperty("ring", True)
        self.setAccessibleName("Page to be printed")
        self._sheet = _Sheet(self)
        self.setWidget(self._sheet)

    def show_page(self, paper: Paper, at: int) -> None:
        """Show a page, counted from 0."""
        self._sheet.paper, self._sheet.at = paper, at
        self._sheet.scale_to(self.viewport().width() - 2 * theme.STEP)
        self.setAccessibleDescription(paper.words_of(at))
        self._sheet.update()

    def repaint_page(self) -> None:
        """The number of pages is another by now."""
        self._sheet.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, step = self.verticalScrollBar(), 6 * theme.STEP
        moves = {Qt.Key.Key_Down: step, Qt.Key.Key_Up: -step}
        if Qt.Key(event.key()) in moves:
            bar.setValue(bar.value() + moves[Qt.Key(event.key())])
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheet.scale_to(self.viewport().width() - 2 * theme.STEP)
