"""Shows one page of a document: scrolls, zooms, and lets a person mark an item on it."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from marmot_tracker.exchange.previews import LONGEST_SIDE
from marmot_tracker.exchange.reports.page_views import SHORTEST_SIDE, PageView
from ui import theme
from ui.widgets.outlines import Outline
from ui.widgets.page_marking import PageMarking
from ui.widgets.page_sheet import MARGIN, PageSheet

INCH = 96 / 72
"""Pixels to a point at 100 per cent."""
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
WIDEST = 2.0
"""A page is made to fit up to so many times its own size."""
FIRM = 6
"""Pixels that a pointer moves before it drags."""
TURNING = 240
"""How far the wheel goes on past the end of a page until the next one comes."""
LINE = 5 * theme.STEP
MARKING_KEYS = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}
)
"""Keys that are the marking's own, whatever they do in the window."""


class PageCanvas(QScrollArea):
    """`pressed(number)` tells an outlined item, `marked(item)` what was marked, `ended` that marking
    is over. `turned(step)` wishes for a page before or after, `leapt(page)` for the first (1) or
    last (0); `rescaled` says that pages are shown at another size.
    """

    pressed = Signal(int)
    marked = Signal(object)
    ended = Signal()
    turned = Signal(int)
    leapt = Signal(int)
    rescaled = Signal()
    _marking = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setProperty("ring", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._zoom: float | None = None
        self._origin: QPointF | None = None
        self._past = 0
        self.sheet = PageSheet(self)
        self.setWidget(self.sheet)
        self.sheet.installEventFilter(self)
        self.sheet.setMouseTracking(True)

    # ------------------------------------------------------------ what is shown

    def show_view(self, view: PageView) -> None:
        """Show a page at its size, where the last was."""
        self.sheet.show_view(view)
        self._fit()
        if self._marking:
            self._begin_page()
        self._describe()

    def show_words(self, words: str) -> None:
        """Say something in place of a page."""
        self.sheet.marking = None
        self.sheet.show_words(words)
        self._describe()

    def show_outlines(self, outlines: tuple[Outline, ...], chosen: int | None) -> None:
        """Outline these on the page."""
        self.sheet.outlines, self.sheet.chosen = outlines, chosen
        self.sheet.update()
        self._describe()

    def bring(self, number: int) -> bool:
        """Scroll to an item; False where it is not on the page or its place is not known."""
        for outline in self.sheet.outlines:
            if outline.number == number and (boxes := self.sheet.boxes(outline)):
                self._keep_in_sight(boxes[0], top=True)
                return True
        return False

    def _keep_in_sight(self, box: QRectF, *, top: bool = False) -> None:
        """Scroll no further than is needed; with `top` the beginning comes near the top."""
        bar = self.verticalScrollBar()
        room = self.viewport().height()
        low, high = bar.value(), bar.value() + room
        if top and (box.top() < low or box.bottom() > high):
            bar.setValue(round(box.top() - room / 5))
        elif box.top() < low + LINE:
            bar.setValue(round(box.top() - LINE))
        elif box.bottom() > high - LINE:
            bar.setValue(round(box.bottom() + LINE - room))
        self.ensureVisible(round(box.left()), bar.value() + room // 2, LINE, 0)

    def _describe(self) -> None:
        view = self.sheet.view
        if view is None:
            self.setAccessibleDescription(self.sheet.words)
            return
        words = " ".join(line.text for line in view.lines)[:2000]
        self.setAccessibleDescription(
            view.fault or words or "This page is a picture without words."
        )

    # ------------------------------------------------------------ size

    @property
    def zoom(self) -> float | None:
        """How large pages are shown, 1 for their own size; None for as wide as there is room."""
        return self._zoom

    @property
    def shown_zoom(self) -> float:
        """The same as it comes out."""
        return self.sheet.scale / INCH

    @property
    def side(self) -> int:
        """Pixels that the longer side of a picture needs to be sharp here."""
        points = self.sheet.points
        longer = max(points.width(), points.height())
        wanted = math.ceil(longer * self.sheet.scale * self.devicePixelRatioF())
        return min(max(wanted, SHORTEST_SIDE), LONGEST_SIDE)

    def zoom_in(self) -> None:
        """The next larger size."""
        at = bisect_right(ZOOMS, self.shown_zoom + 0.01)
        self.zoom_to(ZOOMS[min(at, len(ZOOMS) - 1)])

    def zoom_out(self) -> None:
        """The next smaller size."""
        at = bisect_left(ZOOMS, self.shown_zoom - 0.01) - 1
        self.zoom_to(ZOOMS[max(at, 0)])

    def zoom_to(self, zoom: float | None) -> None:
        """Show pages so large, None as wide as there is room."""
        self._zoom = zoom
        self._fit()

    def _fit(self) -> None:
        scale = self._zoom * INCH if self._zoom is not None else self._fitting()
        if abs(scale - self.sheet.scale) > 1e-6 or self.sheet.size().isEmpty():
            bar = self.verticalScrollBar()
            share = bar.value() / max(self.sheet.height(), 1)
            self.sheet.rescale(scale)
            bar.setValue(round(share * self.sheet.height()))
            self.rescaled.emit()

    def _fitting(self) -> float:
        room = max(self.viewport().width() - 2 * MARGIN, 120)
        return float(min(room / self.sheet.points.width(), WIDEST * INCH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # ------------------------------------------------------------ marking

    @property
    def is_marking(self) -> bool:
        """Whether a person is marking an item."""
        return self._marking

    def begin_marking(self) -> None:
        """Let the person mark an item on this page, or on one they turn to."""
        self._marking = True
        self.sheet.setCursor(Qt.CursorShape.CrossCursor)
        self._begin_page()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def end_marking(self) -> None:
        """Stop it; nothing is marked."""
        if not self._marking:
            return
        self._marking, self._origin = False, None
        self.sheet.marking = None
        self.sheet.unsetCursor()
        self.sheet.update()
        self.ended.emit()

    def _begin_page(self) -> None:
        view = self.sheet.view
        self._origin = None
        self.sheet.marking = None if view is None or view.fault else PageMarking(view)
        self.sheet.update()

    def _take(self) -> None:
        """Hand over what is marked; where nothing is, marking goes on."""
        item = self.sheet.marking.item() if self.sheet.marking is not None else None
        if item is not None:
            self.marked.emit(item)
            self.end_marking()

    def _move(self, step: int, *, extend: bool) -> None:
        """Go to the line before or after, from none to the first in sight."""
        marking = self.sheet.marking
        if marking is None:
            return
        if marking.last < 0:
            top = self.sheet.point(QPointF(0, self.verticalScrollBar().value())).y()
            seen = (at for at, place in enumerate(marking.places) if place.top() >= top - 1)
            marking.choose(next(seen, 0))
        else:
            marking.choose(marking.last + step, extend=extend)
        if 0 <= marking.last < len(marking.places):
            self._keep_in_sight(self.sheet.pixels(marking.places[marking.last]))
        self.sheet.update()
        words = marking.words or f"{len(marking.marked)} fortieths of the page"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # ------------------------------------------------------------ mouse

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.sheet and isinstance(event, QMouseEvent):
            return self._mouse(event)
        return super().eventFilter(self.sheet, event)

    def _mouse(self, event: QMouseEvent) -> bool:
        kind, place = event.type(), event.position()
        left = event.button() is Qt.MouseButton.LeftButton
        if kind is QEvent.Type.MouseButtonPress and left:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._origin = self.sheet.point(place)
            return True
        if kind is QEvent.Type.MouseMove:
            self._moved(place)
            return True
        if kind is QEvent.Type.MouseButtonRelease and left and self._origin is not None:
            self._released(
                place, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            )
            return True
        return False

    def _moved(self, place: QPointF) -> None:
        marking = self.sheet.marking
        if self._origin is None:
            if not self._marking:
                over = self.sheet.outline_at(place)
                self.sheet.setToolTip(f"{over.spoken[:1].upper()}{over.spoken[1:]}" if over else "")
                shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
                self.sheet.setCursor(shape)
        elif marking is not None:
            box = QRectF(self._origin, self.sheet.point(place)).normalized()
            if max(box.width(), box.height()) * self.sheet.scale >= FIRM:
                marking.drag(box)
                self.ensureVisible(round(place.x()), round(place.y()), LINE, LINE)
                self.sheet.update()

    def _released(self, place: QPointF, *, extend: bool) -> None:
        marking, self._origin = self.sheet.marking, None
        if marking is not None and marking.rectangle is not None:
            self._take()
        elif marking is not None:
            point = self.sheet.point(place)
            marking.choose(marking.line_at(point.x(), point.y()), extend=extend)
            self.sheet.update()
        elif not self._marking and (over := self.sheet.outline_at(place)) is not None:
            self.pressed.emit(over.number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turn:
                (self.zoom_in if turn > 0 else self.zoom_out)()
            event.accept()
            return
        bar = self.verticalScrollBar()
        at_end = bar.value() == (bar.minimum() if turn > 0 else bar.maximum())
        if turn and at_end:
            self._past = self._past + turn if self._past * turn >= 0 else turn
            if abs(self._past) >= TURNING:
                self._past = 0
                self.turned.emit(-1 if turn > 0 else 1)
            event.accept()
            return
        self._past = 0
        super().wheelEvent(event)

    # ------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        if (
            self._marking
            and event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in MARKING_KEYS
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._zoomed(event) or (self._marking and self._marked(event)) or self._went(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _zoomed(self, event: QKeyEvent) -> bool:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_0:
            self.zoom_to(None)
        else:
            return False
        return True

    def _marked(self, event: QKeyEvent) -> bool:
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if key == Qt.Key.Key_Up else 1, extend=extend)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.end_marking()
        else:
            return False
        return True

    def _went(self, event: QKeyEvent) -> bool:
        """Scroll, and turn the page at its end; with Ctrl always turn it."""
        bar, key = self.verticalScrollBar(), event.key()
        screen = self.viewport().height() - LINE
        steps = {
            Qt.Key.Key_Up: -LINE,
            Qt.Key.Key_Down: LINE,
            Qt.Key.Key_PageUp: -screen,
            Qt.Key.Key_PageDown: screen,
        }
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.leapt.emit(1 if key == Qt.Key.Key_Home else 0)
            return True
        step = steps.get(Qt.Key(key))
        if step is None:
            return False
        ends = bar.value() == (bar.maximum() if step > 0 else bar.minimum())
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and (ends or ctrl):
            self.turned.emit(1 if step > 0 else -1)
        else:
            bar.setValue(bar.value() + step)
        return True
