"""A chart on the screen: the picture that another thread drew, pointed at by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontInfo,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.bridge import Bridge
from ui.widgets.charts_drawing import Drawing, RatingChart, Region, Style, draw, height_of

SETTLE_MS = 80
"""How long after the last change of size a chart is drawn anew."""

_KEYS: dict[Qt.Key, tuple[int, int]] = {
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Left: (0, -1),
}
"""How many bars, and how many parts, a key goes on; upright bars the other way about."""


class ChartView(QWidget):
    """`chosen(target)` tells which part, or by a bar's name which bar, was clicked or entered.

    `pointed(sentence)` follows the mouse and the arrow keys; "" where nothing is pointed at.
    `drawn()` tells that the picture shown is that of the chart, its size and its colours.
    """

    chosen = Signal(str)
    pointed = Signal(str)
    drawn = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._chart: RatingChart | None = None
        self._drawing: Drawing | None = None
        self._image = QImage()
        self._asked: tuple[RatingChart, Style] | None = None
        self._at: Region | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._draw)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def chart(self) -> RatingChart | None:
        """What is shown, or will be in a moment."""
        return self._chart

    @property
    def drawing(self) -> Drawing | None:
        """The picture on show; it may still be that of the numbers before."""
        return self._drawing

    def show_chart(self, chart: RatingChart) -> None:
        """Show a chart; the picture before it stays until this one is drawn."""
        self.setAccessibleName(f"{chart.title}, chart")
        self.setAccessibleDescription(chart.says)
        if chart == self._chart:
            return
        self._chart = chart
        self._point(None)
        self._take_height()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(theme.STEP * 50, self.minimumHeight())

    # ------------------------------------------------------------ drawing

    def _style(self) -> Style:
        font = QFontInfo(self.font())
        return Style(
            width=self.width(),
            height=self.height(),
            ratio=self.devicePixelRatioF(),
            look=theme.colours(),
            families=(font.family(), *self.font().families()),
            text=float(font.pixelSize()),
        )

    def _take_height(self) -> None:
        if self._chart is not None:
            self.setFixedHeight(height_of(self._chart, float(QFontInfo(self.font()).pixelSize())))

    def _draw(self) -> None:
        """Have the picture drawn as it is wanted now, unless that is asked for already."""
        self._timer.stop()
        if self._chart is None or not self.isVisible() or self.width() < 2 * theme.STEP:
            return
        wanted = (self._chart, self._style())
        shown = self._drawing
        if wanted == self._asked or (shown and wanted == (shown.chart, shown.style)):
            return
        self._asked = wanted
        task = self._bridge.workers.reader("Drawing a chart", lambda _progress: draw(*wanted))
        task.succeeded.connect(self._take)
        task.broke.connect(self._bridge.broke)

    def _take(self, drawing: Drawing) -> None:
        if self._asked != (drawing.chart, drawing.style):
            return  # another was asked for since
        self._asked = None
        self._drawing = drawing
        size = drawing.width, drawing.height, 4 * drawing.width
        form = QImage.Format.Format_RGBA8888
        self._image = QImage(drawing.pixels, *size, form).copy()
        self._image.setDevicePixelRatio(drawing.style.ratio)
        self.update()
        self.drawn.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        drawing, look = self._drawing, theme.colours()
        painter = QPainter(self)
        if drawing is not None:
            painter.drawImage(0, 0, self._image)
            if drawing.style.ratio != self.devicePixelRatioF():
                self._timer.start()  # moved to another screen
        painter.setPen(QPen(QColor(look.accent), 2))
        if self._at is not None:
            at = self._at
            box = QRectF(at.left, at.top, at.width, at.height).adjusted(1, 1, -1, -1)
            painter.setPen(QPen(QColor(look.surface), 4))
            painter.drawRect(box)
            painter.setPen(QPen(QColor(look.text), 2))
            painter.drawRect(box)
        elif self.hasFocus():
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if event.type() in kinds:
            self._take_height()
            self._timer.start()

    # ------------------------------------------------------------ pointing

    def _regions(self) -> tuple[Region, ...]:
        """Where everything lies; nothing while the picture is of other numbers."""
        drawing = self._drawing
        return drawing.regions if drawing is not None and drawing.chart == self._chart else ()

    def says(self, region: Region) -> str:
        """What a part, or a bar by its name, says."""
        assert self._chart is not None
        bar = self._chart.bars[region.bar]
        return bar.says if region.part < 0 else bar.parts[region.part].says

    def _target(self, region: Region) -> str:
        assert self._chart is not None
        bar = self._chart.bars[region.bar]
        return bar.target if region.part < 0 else bar.parts[region.part].target

    def _under(self, event: QMouseEvent) -> Region | None:
        x, y = event.position().x(), event.position().y()
        return next((region for region in self._regions() if region.holds(x, y)), None)

    def _point(self, region: Region | None) -> None:
        if region == self._at:
            return
        self._at = region
        said = self.says(region) if region is not None else ""
        if self._chart is not None:
            self.setAccessibleDescription(said or self._chart.says)
        self.pointed.emit(said)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        region = self._under(event)
        hand = region is not None and self._target(region)
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        self._point(region)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        region = self._under(event)
        if event.button() == Qt.MouseButton.LeftButton and region is not None:
            self._choose(region)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _KEYS and self._regions():
            self._go(*_KEYS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def _choose(self, region: Region) -> None:
        target = self._target(region)
        if target:
            self.chosen.emit(target)

    def _go(self, bars: int, parts: int) -> None:
        """Go on by an arrow key: from bar to bar, or along the parts of one."""
        assert self._chart is not None
        if self._chart.upright:
            bars, parts = parts, -bars
        places = {(region.bar, region.part): region for region in self._regions()}
        if self._at is None:
            self._point(places.get((0, -1)))
            return
        bar = min(max(self._at.bar + bars, 0), len(self._chart.bars) - 1)
        along = sorted(part for at, part in places if at == bar)
        if bars:
            part = self._at.part if self._at.part in along else -1
        else:
            step = min(max(along.index(self._at.part) + parts, 0), len(along) - 1)
            part = along[step]
        self._point(places[bar, part])
