"""What a person marks on a page: printed lines, or on a scan, which has none, a part of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from marmot_tracker.exchange.reports.blocks import Spot
from marmot_tracker.exchange.reports.marking import item_of, item_without_words
from marmot_tracker.exchange.reports.page_views import PageView
from marmot_tracker.exchange.results import ReadItem

BANDS = 40
"""Parts of a page without lines, one under another, that the keyboard goes through."""
EDGE = 0.06
"""The share of such a page at each side that is no part of a band."""
COVERED = 0.3
"""How much of a line's width a rectangle has to cover, where it covers its middle."""


class PageMarking:
    """Lines from `first` to `last` of a page, or what a rectangle covers; in points as shown."""

    def __init__(self, view: PageView) -> None:
        self.view = view
        self.first = self.last = -1
        self.rectangle: QRectF | None = None
        self.places = [_rect(line.spot) for line in view.lines] or _bands(view)

    @property
    def wordless(self) -> bool:
        """Whether the page is a picture alone."""
        return not self.view.lines

    @property
    def marked(self) -> list[int]:
        """The lines marked so far, by their places."""
        if self.rectangle is not None:
            return [at for at, place in enumerate(self.places) if self._covers(place)]
        if self.first < 0:
            return []
        low, high = sorted((self.first, self.last))
        return list(range(low, high + 1))

    def _covers(self, place: QRectF) -> bool:
        box = self.rectangle
        assert box is not None
        common = min(box.right(), place.right()) - max(box.left(), place.left())
        return (
            box.top() <= place.center().y() <= box.bottom()
            and common >= COVERED * place.width() - 0.01
        )

    def choose(self, at: int, *, extend: bool = False) -> None:
        """Go to a line; `extend` marks all from the one where it began."""
        if not self.places:
            return
        self.rectangle = None
        self.last = min(max(at, 0), len(self.places) - 1)
        if not extend or self.first < 0:
            self.first = self.last

    def drag(self, box: QRectF) -> None:
        """Mark what a rectangle covers."""
        self.rectangle = box.normalized()
        covered = self.marked
        if covered:
            self.first, self.last = covered[0], covered[-1]

    def line_at(self, x: float, y: float) -> int:
        """The line nearest to a point; -1 where there is none."""

        def apart(at: int) -> tuple[float, float]:
            place = self.places[at]
            down = max(place.top() - y, y - place.bottom(), 0.0)
            along = max(place.left() - x, x - place.right(), 0.0)
            return down, along

        return min(range(len(self.places)), key=apart, default=-1)

    @property
    def box(self) -> QRectF | None:
        """What is marked as one place, for keeping it in sight."""
        boxes = [self.places[at] for at in self.marked]
        if not boxes:
            return self.rectangle
        whole = QRectF(boxes[0])
        for each in boxes[1:]:
            whole = whole.united(each)
        return whole

    @property
    def words(self) -> str:
        """The words marked so far, line by line."""
        return " ".join(self.view.lines[at].text for at in self.marked if self.view.lines)

    def item(self) -> ReadItem | None:
        """What is marked as an item; None where nothing is."""
        if self.wordless:
            box = self.rectangle or self.box
            if box is None:
                return None
            return item_without_words(self.view.page, _spot(self.view, box))
        lines = [self.view.lines[at] for at in self.marked]
        if not lines:
            return None
        return item_of(lines, page=self.view.page, among=self.view.lines)


def _bands(view: PageView) -> list[QRectF]:
    """The parts of a page without lines."""
    high = view.height / BANDS
    side = EDGE * view.width
    return [QRectF(side, at * high, view.width - 2 * side, high) for at in range(BANDS)]


def _rect(spot: Spot) -> QRectF:
    return QRectF(spot.left, spot.top, spot.right - spot.left, spot.bottom - spot.top)


def _spot(view: PageView, box: QRectF) -> Spot:
    """A rectangle on the page as a place, no larger than the page."""
    return Spot(
        view.page,
        round(max(box.left(), 0.0), 1),
        round(max(box.top(), 0.0), 1),
        round(min(box.right(), view.width), 1),
        round(min(box.bottom(), view.height), 1),
    )
