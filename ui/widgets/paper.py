"""Pages to print: set out in tenths of a point, painted the same on screen, on paper and as PDF.

The unit makes the setting independent of any device: a font of 90 units is 9 points wherever it is
painted. What is printed is black on white with the light theme's colours, whatever the window
shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPen

from marmot_tracker.vocabulary import RATING_KEY, Rating
from ui import theme

UNIT = 10
"""Units to a point; 72 points are an inch."""
A4 = QSizeF(5950, 8420)
EDGE = 400.0
"""Left white on every side: what most printers need, and a hole punch at the left."""
FOOT = 410.0
LOOK = theme.LIGHT
_ALTERNATES = ("calt", "liga", "clig", "ccmp")
"""Signs drawn another way beside others: what is copied from a PDF would not be what it says."""
ONE_LINE = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class Imprint:
    """What every printed page says of itself: what it shows, and as at when.

    `mark` is a sample's, `words` the ratings in the programme's own words for the key.
    """

    shows: str
    as_at: str
    check_code: str
    printed: str
    key: tuple[tuple[Rating, str], ...] = ()
    mark: str = ""


class Paper:
    """Pages set out step by step; subclasses say what stands on them.

    `set_out` is run to its end before anything is printed; while it runs, the pages before
    `page_count` can be painted already.
    """

    landscape = False

    def __init__(self, family: QFont, imprint: Imprint) -> None:
        self._family = family
        self.imprint = imprint

    @property
    def size(self) -> QSizeF:
        """The sheet, in units."""
        return A4.transposed() if self.landscape else A4

    @property
    def inside(self) -> QRectF:
        """The sheet without its edges and the foot."""
        return QRectF(
            EDGE, EDGE, self.size.width() - 2 * EDGE, self.size.height() - 2 * EDGE - FOOT
        )

    @property
    def page_count(self) -> int:
        """How many pages are set out so far."""
        raise NotImplementedError

    def set_out(self) -> Iterator[None]:
        """Set out everything, a little at each step."""
        raise NotImplementedError

    def paint_inside(self, painter: QPainter, at: int) -> None:
        """Paint what stands on a page, counted from 0."""
        raise NotImplementedError

    def words_of(self, at: int) -> str:
        """What stands on a page, for a screen reader."""
        raise NotImplementedError

    def paint(self, painter: QPainter, at: int) -> None:
        """Paint a whole page; the painter's unit is a tenth of a point."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        self.paint_inside(painter, at)
        self._paint_foot(painter, at)
        painter.restore()

    def layout(self) -> QPageLayout:
        """The sheet as a printer is told."""
        way = (
            QPageLayout.Orientation.Landscape
            if self.landscape
            else QPageLayout.Orientation.Portrait
        )
        return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF(0, 0, 0, 0))

    def font(self, points: float, weight: QFont.Weight = theme.REGULAR) -> QFont:
        """The text font at a size in points."""
        made = QFont(self._family)
        made.setPixelSize(round(points * UNIT))
        made.setWeight(weight)
        made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        for feature in _ALTERNATES:
            made.setFeature(QFont.Tag(feature), 0)
        return made

    # ------------------------------------------------------------ the foot

    def _paint_foot(self, painter: QPainter, at: int) -> None:
        left, wide = EDGE, self.size.width() - 2 * EDGE
        top = self.size.height() - EDGE - FOOT + 60
        painter.setPen(QPen(QColor(LOOK.hairline), 5))
        painter.drawLine(round(left), round(top), round(left + wide), round(top))
        small = self.font(7.5)
        line = QFontMetricsF(small).height() + 14
        said = self.imprint
        first = QRectF(left, top + 24, wide, line)
        self._paint_key(painter, first, small)
        write(painter, first, f"Page {at + 1} of {self.page_count}", small, LOOK.text, RIGHT)
        told = (said.as_at, said.check_code, said.printed), (said.mark, said.shows)
        for down, parts in enumerate(told, 1):
            words = "   ·   ".join(part for part in parts if part)
            write(painter, first.translated(0, down * line), words, small, LOOK.quiet)

    def _paint_key(self, painter: QPainter, line: QRectF, font: QFont) -> None:
        """Every rating by shape, letter and word: no page shows a colour without its key."""
        left = line.left()
        for rating, word in self.imprint.key:
            left = paint_rating(painter, line, left, rating, word, font) + 110


def paint_rating(
    painter: QPainter, line: QRectF, left: float, rating: Rating, word: str, font: QFont
) -> float:
    """A rating's shape, letter and word from `left`, centred in `line`; where it ends."""
    metrics = QFontMetricsF(font)
    tones = LOOK.ratings[rating]
    side = metrics.ascent() * 0.68
    mark = QRectF(left + side * 0.12, line.center().y() - side / 2, side, side)
    theme.paint_shape(painter, mark, rating, QColor(tones.mark))
    text = f"{RATING_KEY[rating].letter}  {word}".rstrip()
    box = QRectF(mark.right() + side * 0.5, line.top(), line.right() - mark.right(), line.height())
    write(painter, box, text, font, tones.text)
    return min(box.left() + metrics.horizontalAdvance(text), line.right())


def write(
    painter: QPainter,
    box: QRectF,
    text: str,
    font: QFont,
    colour: str = LOOK.text,
    how: int = ONE_LINE,
) -> None:
    """One line in `box`, cut with an ellipsis where it is too long."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
    painter.drawText(box, how, shown)
