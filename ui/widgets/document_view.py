"""A document beside its review: its pages as pictures, or its text on paper, with items outlined."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.reports.page_views import PageView
from marmot_tracker.exchange.results import ReadResult
from ui import theme
from ui.widgets.document_bar import DocumentBar
from ui.widgets.outlines import Outline, said_of
from ui.widgets.page_canvas import PageCanvas
from ui.widgets.page_sheet import shown_of
from ui.widgets.pages_held import PagesHeld, picture_side
from ui.widgets.text_canvas import TextCanvas

__all__ = ["DocumentView", "Outline"]

SETTLE_MS = 200
"""How long a size has to stay until a page is drawn anew for it."""
NEAR = 2
"""Pixels by which a picture may miss its size and still be sharp."""
ON_PAGE = (
    "Drag over the recommendation, or choose its lines with ↑ and ↓, more of them with Shift. "
    "Enter takes them, Esc stops."
)
ON_SCAN = (
    "Drag over the recommendation, or go down the page with ↓, further with Shift, and press "
    "Enter; then type its words. Esc stops."
)


class DocumentView(QWidget):
    """Shows one document; items are named by their numbers.

    `page_wanted(page)` asks for a picture of a page, as large as `side`; it is answered by
    `show_page` or `refuse_page`. `item_pressed(number)`: an outlined item was pressed.
    `marked(item)`: a `ReadItem` of what the person marked, without words on a scan;
    `mark_ended` follows when marking is over, also where nothing was marked.
    """

    page_wanted = Signal(int)
    item_pressed = Signal(int)
    marked = Signal(object)
    mark_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = self._pages = 0
        self._name = ""
        self._outlines: tuple[Outline, ...] = ()
        self._chosen: int | None = None
        self._bringing: int | None = None
        self._at_end = False
        self._sharpened = (0, 0)
        self._held = PagesHeld()
        self.bar = DocumentBar()
        self.canvas = PageCanvas()
        self.text = TextCanvas()
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.stop = QPushButton("Stop marking")
        self.stop.setProperty("kind", "small")
        self.stop.setAutoDefault(False)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._lay_out()
        self._connect()
        self.bar.show_place(0, 0)

    def _lay_out(self) -> None:
        self._strip = QFrame()
        self._strip.setProperty("kind", "message")
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(2 * theme.STEP, theme.STEP, theme.STEP, theme.STEP)
        strip.addWidget(self.hint, 1)
        strip.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignTop)
        self._strip.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addWidget(self.bar)
        column.addWidget(self._strip)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.bar.turned.connect(self._turn)
        self.bar.page_asked.connect(self._asked)
        self.bar.zoomed.connect(self._zoom)
        self.bar.mark_asked.connect(self.begin_marking)
        self.stop.clicked.connect(self.end_marking)
        self.canvas.turned.connect(self._turn)
        self.canvas.leapt.connect(lambda page: self.go_to_page(page or self._pages))
        self.canvas.rescaled.connect(self._rescaled)
        self.text.rescaled.connect(self._rescaled)
        self._settled.timeout.connect(self._sharpen)
        for canvas in (self.canvas, self.text):
            canvas.pressed.connect(self.item_pressed)
            canvas.marked.connect(self.marked)
            canvas.ended.connect(self._ended)

    # ------------------------------------------------------------ what is shown

    @property
    def side(self) -> int:
        """Pixels that the longer side of a wanted picture should have."""
        return self.canvas.side

    @property
    def page(self) -> int:
        """The page that is shown, 0 for a document without pages."""
        return self._page

    @property
    def pages(self) -> int:
        """How many pages there are, 0 for a document that is shown as its text."""
        return self._pages

    @property
    def is_marking(self) -> bool:
        """Whether a person is marking an item."""
        return self._showing.is_marking

    @property
    def _showing(self) -> PageCanvas | TextCanvas:
        return self.canvas if self._pages else self.text

    def show_document(self, result: ReadResult, *, pages: int) -> None:
        """Show a document from its beginning; `pages` is 0 for one that is shown as its text."""
        self._showing.end_marking()
        self._held.clear()
        self._name, self._pages, self._page = result.source_name, pages, 0
        self._outlines, self._chosen, self._bringing = (), None, None
        self._stack.setCurrentWidget(self._showing)
        if pages:
            self.go_to_page(1)
        else:
            self.text.show_passages(result.passages)
            self.bar.show_place(0, 0)
            self._show_outlines()
        self._rescaled()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now is it known how large a page is to be."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._ask)

    def _ask(self) -> None:
        if self._page and self._held.get(self._page) is None and self.isVisible():
            self.page_wanted.emit(self._page)

    def show_items(self, outlines: Sequence[Outline]) -> None:
        """Outline these items, and no others."""
        self._outlines = tuple(outlines)
        self._show_outlines()

    def go_to(self, number: int) -> bool:
        """Show where an item stands and mark it as the chosen one; False where that is unknown."""
        self._chosen = number
        found = next((one for one in self._outlines if one.number == number), None)
        if found is None or not self._pages:
            self._show_outlines()
            return self.text.bring(number) if found is not None else False
        if self._page not in found.pages and found.pages:
            self._bringing = number
            self.go_to_page(found.pages[0])
        else:
            self._show_outlines()
            self.canvas.bring(number)
        return bool(found.pages)

    def go_to_page(self, page: int, *, end: bool = False) -> None:
        """Show a page, counted from 1, from its beginning or its `end`."""
        page = min(max(page, 1), self._pages)
        if not self._pages or page == self._page:
            return
        self._page, self._at_end = page, end
        self.bar.show_place(page, self._pages)
        view = self._held.get(page)
        if view is None:
            self.canvas.show_words(f"Page {page} is being drawn…")
            self._show_outlines()
            if self.isVisible():
                self.page_wanted.emit(page)
        else:
            self._show(view)
        self._ahead()

    def show_page(self, view: PageView) -> None:
        """Here is a wanted page."""
        if not 0 < view.page <= self._pages:
            return
        self._held.put(view, shown=self._page)
        if view.page == self._page:
            self._show(view)
            self._ahead()

    def refuse_page(self, page: int, fault: TrackerError) -> None:
        """A wanted page cannot be had, and why."""
        if page == self._page and self._held.get(page) is None:
            self.canvas.show_words(str(fault))
            self._show_outlines()

    def _show(self, view: PageView) -> None:
        """Show a page that is here; the same page stays where it was scrolled to."""
        before = self.canvas.sheet.view
        again = before is not None and before.page == view.page
        self.canvas.show_view(view)
        self._show_outlines()
        self._tell_how()
        if not again:
            bar = self.canvas.verticalScrollBar()
            bar.setValue(bar.maximum() if self._at_end else bar.minimum())
            self.canvas.horizontalScrollBar().setValue(0)
            if self._bringing is not None:
                self.canvas.bring(self._bringing)
                self._bringing = None
        self._settled.start()

    def _ahead(self) -> None:
        """Ask for the pages beside one that is shown, the next one first."""
        if self._held.get(self._page) is None:
            return
        for page in (self._page + 1, self._page - 1):
            if 0 < page <= self._pages and self._held.get(page) is None:
                self.page_wanted.emit(page)
                return

    def _show_outlines(self) -> None:
        name = self._name or "the document"
        if not self._pages:
            self.text.show_outlines(self._outlines, self._chosen)
            self.text.setAccessibleName(f"Text of {name}")
            self.text.setAccessibleDescription(said_of(self._outlines, self._chosen))
            return
        here = shown_of(self._outlines, self._page)
        self.canvas.show_outlines(here, self._chosen)
        self.canvas.setAccessibleName(
            f"Page {self._page} of {self._pages} of {name}. {said_of(here, self._chosen)}"
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What is shown takes the keyboard; with a focus proxy Tab would leave the bar out."""
        self._showing.setFocus(event.reason())

    # ------------------------------------------------------------ going about

    def _turn(self, step: int) -> None:
        by_keys = self.canvas.hasFocus()
        self.go_to_page(self._page + step, end=step < 0 and by_keys)

    def _asked(self, page: int) -> None:
        self.go_to_page(page)
        self.bar.show_place(self._page, self._pages)

    def _zoom(self, step: int) -> None:
        canvas = self._showing
        if step == 0:
            canvas.zoom_to(None)
        elif step > 0:
            canvas.zoom_in()
        else:
            canvas.zoom_out()
        self._rescaled()

    def _rescaled(self) -> None:
        fits = self.canvas.zoom is None if self._pages else self.text.shown_zoom == 1.0
        self.bar.show_zoom(self._showing.shown_zoom, fits=fits)
        self._settled.start()

    def _sharpen(self) -> None:
        """Have the page drawn anew where its picture does not fit its size."""
        view = self._held.get(self._page)
        if view is None or view.fault or not self._pages:
            return
        had, needed = picture_side(view), self.side
        asked = (self._page, needed)
        if had and abs(had - needed) > NEAR and asked != self._sharpened:
            self._sharpened = asked
            self.page_wanted.emit(self._page)

    # ------------------------------------------------------------ marking

    def begin_marking(self) -> None:
        """Let the person mark an item: by dragging a rectangle, or line by line with the keys."""
        self._showing.begin_marking()
        self._tell_how()
        self._strip.show()
        self.bar.mark.setEnabled(False)

    def end_marking(self) -> None:
        """Stop it; nothing is marked."""
        self._showing.end_marking()

    def _tell_how(self) -> None:
        view = self.canvas.sheet.view
        wordless = bool(self._pages) and view is not None and not view.lines
        self.hint.setText(ON_SCAN if wordless else ON_PAGE)

    def _ended(self) -> None:
        self._strip.hide()
        self.bar.mark.setEnabled(True)
        self.mark_ended.emit()
