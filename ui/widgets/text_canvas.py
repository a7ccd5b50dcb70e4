"""Shows the text of a document without pages as on paper, with the found items outlined."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from marmot_tracker.exchange.reports.marking import item_of_passages
from marmot_tracker.exchange.reports.passages import Passage
from ui import theme
from ui.widgets.outlines import LOOK, ROOM, Outline, paint_boxes, paint_tag, paint_tint, tag_box
from ui.widgets.text_paper import EDGE, set_out

ZOOMS = (0.75, 1.0, 1.25, 1.5, 2.0)
WIDEST = 88 * theme.STEP
"""How wide the paper is at most, at 100 per cent."""
FIRM = 6
LINE = 5 * theme.STEP
_MARKED = 60
MARKING_KEYS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Escape,
    }
)


class TextCanvas(QTextEdit):
    """`pressed(number)` tells an outlined item, `marked(item)` what was marked, `ended` that marking
    is over.
    """

    pressed = Signal(int)
    marked = Signal(object)
    ended = Signal()
    rescaled = Signal()
    _marking = False
    _passages: tuple[Passage, ...] = ()
    _document: QTextDocument | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "paper")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._blocks: list[int] = []
        self._zoom = 1.0
        self._first = self._last = -1
        self._origin: QPointF | None = None
        self.outlines: tuple[Outline, ...] = ()
        self.chosen: int | None = None

    # ------------------------------------------------------------ what is shown

    def show_passages(self, passages: Sequence[Passage]) -> None:
        """Show the text of a document from its beginning."""
        self._passages = tuple(passages)
        self._set_out()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _set_out(self) -> None:
        document = QTextDocument(self)
        document.setDefaultFont(theme.scaled(self.font(), self._zoom))
        self._blocks = set_out(document, self._passages)
        self.setDocument(document)
        if self._document is not None:
            self._document.deleteLater()
        self._document = document
        self._fit()

    def show_outlines(self, outlines: tuple[Outline, ...], chosen: int | None) -> None:
        """Outline these in the text."""
        self.outlines, self.chosen = outlines, chosen
        self.viewport().update()

    def bring(self, number: int) -> bool:
        """Scroll to an item; False where its place is not known."""
        for outline in self.outlines:
            if outline.number == number and (boxes := self.boxes(outline)):
                self._keep_in_sight(boxes[0], top=True)
                return True
        return False

    def _keep_in_sight(self, box: QRectF, *, top: bool = False) -> None:
        """Scroll no further than is needed; with `top` the beginning comes near the top."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        if bar.value() + box.bottom() > bar.maximum():
            # Qt sets out what lies further down bit by bit, and the bar does not reach there yet.
            bar.setMaximum(max(bar.maximum(), math.ceil(self.document().size().height()) - room))
        if top and (box.top() < 0 or box.bottom() > room):
            bar.setValue(round(bar.value() + box.top() - room / 5))
        elif box.top() < LINE:
            bar.setValue(round(bar.value() + box.top() - LINE))
        elif box.bottom() > room - LINE:
            bar.setValue(round(bar.value() + min(box.bottom() - room + LINE, box.top() - LINE)))

    # ------------------------------------------------------------ size

    @property
    def shown_zoom(self) -> float:
        """How large the text is shown, 1 for its own size."""
        return self._zoom

    def zoom_in(self) -> None:
        """The next larger size."""
        self.zoom_to(next((each for each in ZOOMS if each > self._zoom), ZOOMS[-1]))

    def zoom_out(self) -> None:
        """The next smaller size."""
        self.zoom_to(next((each for each in reversed(ZOOMS) if each < self._zoom), ZOOMS[0]))

    def zoom_to(self, zoom: float | None) -> None:
        """Show the text so large."""
        wanted = 1.0 if zoom is None else zoom
        if wanted != self._zoom:
            share = self.verticalScrollBar().value() / max(self.document().size().height(), 1)
            self._zoom = wanted
            self._set_out()
            self.verticalScrollBar().setValue(round(share * self.document().size().height()))
            self.rescaled.emit()

    def _fit(self) -> None:
        """White paper in the middle, no wider than lines can be read."""
        bar = self.verticalScrollBar().sizeHint().width()
        room = self.width() - bar - 2 * self.frameWidth()
        side = max((room - round(WIDEST * self._zoom)) // 2, theme.STEP)
        self.setViewportMargins(side, theme.STEP, side, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self._passages:
            self._set_out()

    # ------------------------------------------------------------ places

    def _box(self, at: int) -> QRectF:
        """Where a passage stands, in pixels of the viewport; a row of a table from edge to edge."""
        document = self.document()
        layout = document.documentLayout()
        first, last = self._blocks[at], self._blocks[at + 1] - 1
        box = layout.blockBoundingRect(document.findBlockByNumber(first))
        for number in range(first + 1, last + 1):
            box = box.united(layout.blockBoundingRect(document.findBlockByNumber(number)))
        return box.translated(
            -self.horizontalScrollBar().value(), -self.verticalScrollBar().value()
        )

    def boxes(self, outline: Outline) -> list[QRectF]:
        """Where an item is outlined, in pixels of the viewport: passages one after another as one."""
        found: list[QRectF] = []
        before = -1
        for number in sorted(outline.paragraphs):
            if not 0 < number <= len(self._passages):
                continue
            box = self._box(number - 1)
            if found and number == before + 1:
                found[-1] = found[-1].united(box)
            else:
                found.append(box)
            before = number
        return [self._framed(box) for box in found]

    def _framed(self, box: QRectF) -> QRectF:
        wide = self.viewport().width()
        return QRectF(EDGE - 2 * ROOM, box.top() - ROOM / 2, wide - 2 * EDGE + 4 * ROOM, 0).united(
            QRectF(EDGE - 2 * ROOM, box.bottom() + ROOM / 2, 1, 0)
        )

    def _passage_at(self, place: QPointF) -> int:
        """The passage at a place of the viewport, from 0."""
        block = self.cursorForPosition(place.toPoint()).blockNumber()
        low, high = 0, len(self._passages)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._blocks[middle] <= block else (low, middle)
        return low if self._passages else -1

    def _outline_at(self, place: QPointF) -> Outline | None:
        number = self._passage_at(place) + 1
        for outline in self.outlines:
            if number in outline.paragraphs and any(
                box.contains(place.x(), place.y()) for box in self.boxes(outline)
            ):
                return outline
        return None

    def _seen(self) -> Iterator[tuple[Outline, list[QRectF]]]:
        """The items in sight."""
        high = self.viewport().height()
        first = self._passage_at(QPointF(EDGE, 0)) + 1
        last = self._passage_at(QPointF(EDGE, high)) + 1
        for outline in self.outlines:
            if any(first <= number <= last for number in outline.paragraphs):
                yield outline, self.boxes(outline)

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = QPainter(self.viewport())
        ground.fillRect(self.viewport().rect(), QColor(LOOK.surface))
        ground.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        paper = QRectF(self.viewport().rect())
        seen = sorted(self._seen(), key=lambda one: one[0].number == self.chosen)
        for outline, boxes in seen:
            paint_boxes(painter, boxes, outline, chosen=outline.number == self.chosen)
        for outline, boxes in seen:
            if boxes:
                tag = tag_box(boxes[0], outline, self.font(), paper)
                paint_tag(painter, tag, outline, self.font(), chosen=outline.number == self.chosen)
        tint = QColor(LOOK.accent)
        tint.setAlpha(_MARKED)
        paint_tint(painter, [self._framed(self._box(at)) for at in self._marked_passages()], tint)
        painter.setPen(QPen(QColor(theme.colours().hairline), 1))
        painter.drawRect(paper.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    # ------------------------------------------------------------ marking

    @property
    def is_marking(self) -> bool:
        """Whether a person is marking an item."""
        return self._marking

    def begin_marking(self) -> None:
        """Let the person mark the passages of an item."""
        self._marking = True
        self._first = self._last = -1
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def end_marking(self) -> None:
        """Stop it; nothing is marked."""
        if not self._marking:
            return
        self._marking, self._origin = False, None
        self._first = self._last = -1
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().update()
        self.ended.emit()

    def _marked_passages(self) -> range:
        if not self._marking or self._first < 0:
            return range(0)
        low, high = sorted((self._first, self._last))
        return range(low, high + 1)

    def _take(self) -> None:
        held = [self._passages[at] for at in self._marked_passages()]
        if held:
            self.marked.emit(item_of_passages(held))
            self.end_marking()

    def _move(self, step: int, *, extend: bool) -> None:
        """Go to the passage before or after, from none to the first in sight."""
        if not self._passages:
            return
        if self._last < 0:
            self._first = self._last = self._passage_at(QPointF(EDGE, LINE / 2))
        else:
            self._last = min(max(self._last + step, 0), len(self._passages) - 1)
            if not extend:
                self._first = self._last
        self._keep_in_sight(self._box(self._last))
        self.viewport().update()
        words = self._passages[self._last].whole
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # ------------------------------------------------------------ mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._origin = event.position()
        if not self._marking:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._marking:
            super().mouseMoveEvent(event)
            return
        place = event.position()
        if self._origin is not None and (place - self._origin).manhattanLength() >= FIRM:
            self._first, self._last = self._passage_at(self._origin), self._passage_at(place)
            if not self.viewport().rect().contains(place.toPoint()):
                step = LINE if place.y() > 0 else -LINE
                self.verticalScrollBar().setValue(self.verticalScrollBar().value() + step)
                self._origin -= QPointF(0, step)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        origin, self._origin = self._origin, None
        place = event.position()
        still = origin is not None and (place - origin).manhattanLength() < FIRM
        if not self._marking:
            super().mouseReleaseEvent(event)
            if still and not self.textCursor().hasSelection():
                over = self._outline_at(place)
                if over is not None:
                    self.pressed.emit(over.number)
            return
        if not still:
            self._take()
            return
        self._last = self._passage_at(place)
        if self._first < 0 or not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._first = self._last
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y()
        if turn and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if turn > 0 else self.zoom_out)()
            event.accept()
            return
        super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and self._marking:
            assert isinstance(event, QKeyEvent)
            if event.key() in MARKING_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        bar, key = self.verticalScrollBar(), event.key()
        if ctrl and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif ctrl and key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif ctrl and key == Qt.Key.Key_0:
            self.zoom_to(None)
        elif self._marking and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if key == Qt.Key.Key_Up else 1, extend=extend)
        elif self._marking and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif self._marking and key == Qt.Key.Key_Escape:
            self.end_marking()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(bar.minimum() if key == Qt.Key.Key_Home else bar.maximum())
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_Down):
            far = key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
            step = self.viewport().height() - LINE if far else LINE
            down = key in (Qt.Key.Key_PageDown, Qt.Key.Key_Down)
            bar.setValue(bar.value() + (step if down else -step))
        else:
            super().keyPressEvent(event)
            return
        event.accept()
