"""One page as a sheet of white paper: its picture, the items outlined on it, and what is marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from marmot_tracker.exchange.reports.blocks import Spot
from marmot_tracker.exchange.reports.page_views import PageView
from ui import theme
from ui.widgets.outlines import (
    LOOK,
    ROOM,
    Outline,
    boxes_of,
    found_by_words,
    paint_boxes,
    paint_tag,
    paint_tint,
    tag_box,
)
from ui.widgets.page_marking import PageMarking

MARGIN = 2 * theme.STEP
"""Pixels around the paper."""
A4 = QSizeF(595, 842)
_MARKED = 60
"""How strongly, of 255, marked lines are tinted."""


class PageSheet(QWidget):
    """Paints a page at `scale` pixels to a point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = 1.0
        self.view: PageView | None = None
        self.outlines: tuple[Outline, ...] = ()
        self.chosen: int | None = None
        self.marking: PageMarking | None = None
        self.words = ""
        self._image = QImage()
        self._points = A4
        self._found: dict[tuple[str, str], tuple[Spot, ...]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    # ------------------------------------------------------------ what is on it

    def show_view(self, view: PageView) -> None:
        """Show a page; one without a picture says why."""
        self.view = view
        self._found.clear()
        self._image = _decoded(view.picture)
        self.words = view.fault
        if not view.fault and self._image.isNull():
            self.words = f"Page {view.page} cannot be shown here."
        self._points = QSizeF(view.width, view.height)
        self.rescale(self.scale)

    def show_words(self, words: str) -> None:
        """A sheet of the size of the last one, with words in place of a page."""
        self.view = None
        self._image = QImage()
        self.words = words
        self.update()

    @property
    def points(self) -> QSizeF:
        """The size of the page, in points."""
        return self._points

    @property
    def drawn(self) -> bool:
        """Whether there is a picture to see."""
        return not self._image.isNull()

    @property
    def paper(self) -> QRectF:
        """The paper, in pixels of this widget."""
        size = self._points * self.scale
        return QRectF(MARGIN, MARGIN, round(size.width()), round(size.height()))

    def rescale(self, scale: float) -> None:
        """Be so large."""
        self.scale = scale
        size = self._points * scale
        room = QSize(2 * MARGIN, 2 * MARGIN)
        self.setFixedSize(QSize(round(size.width()), round(size.height())) + room)
        self.update()

    # ------------------------------------------------------------ places

    def point(self, place: QPointF) -> QPointF:
        """A place on this widget as a point of the page."""
        return (place - self.paper.topLeft()) / self.scale

    def pixels(self, box: QRectF) -> QRectF:
        """A place on the page in pixels of this widget."""
        corner = self.paper.topLeft() + box.topLeft() * self.scale
        return QRectF(corner, box.size() * self.scale)

    def boxes(self, outline: Outline) -> list[QRectF]:
        """Where an item is outlined on the page that is shown."""
        view = self.view
        if view is None:
            return []
        spots = [spot for spot in outline.spots if spot.page == view.page]
        if not outline.spots and outline.words and outline.page == view.page:
            key = (outline.words, outline.reference)
            if key not in self._found:
                self._found[key] = found_by_words(outline, view.lines)
            spots = list(self._found[key])
        inside = self.rect().adjusted(1, 1, -1, -1)
        return [
            self.pixels(QRectF(QPointF(one.left, one.top), QPointF(one.right, one.bottom)))
            .adjusted(-ROOM, -ROOM, ROOM, ROOM)
            .intersected(QRectF(inside))
            for one in boxes_of(spots)
        ]

    def outline_at(self, place: QPointF) -> Outline | None:
        """The item whose outline or tag a place is on; of several the smallest."""
        found: list[tuple[float, int, Outline]] = []
        for at, (outline, boxes, tag) in enumerate(self._laid_out()):
            for box in boxes:
                if box.contains(place):
                    found.append((box.width() * box.height(), at, outline))
            if tag.contains(place):
                found.append((0.0, at, outline))
        return min(found, key=lambda one: one[:2])[2] if found else None

    def _laid_out(self) -> list[tuple[Outline, list[QRectF], QRectF]]:
        """Each item of the page, where it is outlined, and where its tag stands."""
        laid: list[tuple[Outline, list[QRectF], QRectF]] = []
        loose = self.paper.topLeft() + QPointF(theme.STEP, theme.STEP)
        for outline in self.outlines:
            boxes = self.boxes(outline)
            if boxes:
                laid.append((outline, boxes, tag_box(boxes[0], outline, self.font(), self.paper)))
            elif self.view is not None and self.view.page in outline.pages:
                # Where it stands on the page is not known: its tag waits in the corner.
                tag = tag_box(QRectF(loose, loose), outline, self.font(), self.paper)
                tag.moveTopLeft(loose)
                loose += QPointF(0, tag.height() + ROOM)
                laid.append((outline, [], tag))
        return laid

    # ------------------------------------------------------------ painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paper = self.paper
        painter.fillRect(paper, QColor(LOOK.surface))
        if self.drawn:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._exact(paper), self._image)
        elif self.words:
            self._paint_words(painter, paper)
        painter.setPen(QPen(QColor(theme.colours().hairline), 1))
        painter.drawRect(paper.adjusted(-0.5, -0.5, 0.5, 0.5))
        laid = sorted(self._laid_out(), key=lambda one: one[0].number == self.chosen)
        for outline, boxes, _tag in laid:
            paint_boxes(painter, boxes, outline, chosen=outline.number == self.chosen)
        for outline, _boxes, tag in laid:
            paint_tag(painter, tag, outline, self.font(), chosen=outline.number == self.chosen)
        if self.marking is not None:
            self._paint_marking(painter, self.marking)
        painter.end()

    def _exact(self, paper: QRectF) -> QRectF:
        """Where the picture goes: pixel upon pixel where it was drawn for this size."""
        size = QSizeF(self._image.size()) / self.devicePixelRatioF()
        near = abs(size.width() - paper.width()) < 2 and abs(size.height() - paper.height()) < 2
        return QRectF(paper.topLeft(), size) if near else paper

    def _paint_words(self, painter: QPainter, paper: QRectF) -> None:
        painter.setPen(QColor(LOOK.quiet))
        painter.setFont(self.font())
        edge = 4.0 * theme.STEP
        wrapped = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
        room = paper.adjusted(edge, paper.height() / 4, -edge, 0)
        painter.drawText(room, wrapped, self.words)

    def _paint_marking(self, painter: QPainter, marking: PageMarking) -> None:
        colour = QColor(LOOK.accent)
        tint = QColor(colour)
        tint.setAlpha(_MARKED)
        paint_tint(painter, [self.pixels(marking.places[at]) for at in marking.marked], tint)
        if marking.rectangle is not None:
            painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(self.pixels(marking.rectangle))


def _decoded(png: bytes) -> QImage:
    """The picture of a PNG and of nothing else."""
    if not png:
        return QImage()
    held = QBuffer()
    held.setData(QByteArray(png))
    reader = QImageReader(held, QByteArray(b"png"))
    reader.setAutoDetectImageFormat(False)
    return reader.read()


def shown_of(outlines: Sequence[Outline], page: int) -> tuple[Outline, ...]:
    """The items that stand on a page."""
    return tuple(outline for outline in outlines if page in outline.pages)
