"""One thing on one page: headed parts of text, facts and entries on A4 upright."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import Rating
from ui import theme
from ui.widgets.fitted_text import FittedText, fitted
from ui.widgets.paper import LOOK, Imprint, Paper, paint_rating

GAP = 60.0
PART = 170.0
BETWEEN = 300.0
"""Between two columns."""
"""Above a part's heading."""
LABEL = 1050.0
"""How wide the labels of facts are."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the page is about: a quiet line, the title, and lines beneath."""

    above: str
    title: str
    beneath: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The heading of a part."""

    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `tone` is quiet, missing, late or nothing."""

    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating large, with what stands beside it."""

    rating: Rating
    word: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A label and what it says."""

    label: str
    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something with a date: a quiet line, a rating before it, what it was. A spare one is left
    out, the last first, where the page is full.
    """

    head: str
    words: str
    rating: Rating | None = None
    spare: bool = False


Block = Head | Part | Text | Rated | Said | Happened

_TONES = {"quiet": LOOK.quiet, "missing": LOOK.missing, "late": LOOK.late}


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something set out: how high it is, and how it is painted with its top at a place."""

    height: float
    paint: Callable[[QPainter, float], None]
    words: str
    keeps: bool = False
    spare: bool = False


class SheetPaper(Paper):
    """`blocks` in their order, on one page where they fit, in one column or more."""

    def __init__(
        self, family: QFont, imprint: Imprint, blocks: Sequence[Block], *, columns: int = 1
    ) -> None:
        super().__init__(family, imprint)
        self._blocks = tuple(blocks)
        self._columns = columns
        self._wide = (self.inside.width() - (columns - 1) * BETWEEN) / columns
        self._text = self.font(9.5)
        self._strong = self.font(9.5, theme.STRONG)
        self._small = self.font(8)
        self._pages: list[list[tuple[QPointF, _Piece]]] = [[]]

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def set_out(self) -> Iterator[None]:
        """Every block, then its place; what is spare goes where the page is full."""
        self._pages = [[]]
        pieces: list[_Piece] = []
        for block in self._blocks:
            pieces.append(self._piece(block))
            yield
        self._place(self._kept(pieces))
        yield

    def words_of(self, at: int) -> str:
        return "\n".join(piece.words for _, piece in self._pages[at])

    def paint_inside(self, painter: QPainter, at: int) -> None:
        for place, piece in self._pages[at]:
            painter.save()
            painter.translate(place.x(), 0)
            piece.paint(painter, place.y())
            painter.restore()

    # ------------------------------------------------------------ setting out

    def _kept(self, pieces: list[_Piece]) -> list[_Piece]:
        """All that fits on one page; what was left out is told, and is not lost."""
        kept, left = list(pieces), 0
        told = self._told(1)
        room = self.inside.height() * self._columns
        while sum(piece.height for piece in kept) > room - (told.height if left else 0):
            spare = next((at for at in reversed(range(len(kept))) if kept[at].spare), None)
            if spare is None:
                break
            del kept[spare]
            left += 1
        return [*kept, self._told(left)] if left else kept

    def _told(self, left: int) -> _Piece:
        many = counted(left, "earlier entry", "earlier entries")
        return self._words(f"{many} in the tracker's History.", self._small, LOOK.quiet, GAP)

    def _place(self, pieces: Sequence[_Piece]) -> None:
        """Down the first column, then the next, then on another page."""
        first, bottom = self.inside.top(), self.inside.bottom()
        top, column = first, 0
        for at, piece in enumerate(pieces):
            with_next = pieces[at + 1].height if piece.keeps and at + 1 < len(pieces) else 0
            if top + piece.height + with_next > bottom and top > first:
                top, column = first, column + 1
                if column == self._columns:
                    self._pages.append([])
                    column = 0
            self._pages[-1].append((QPointF(column * (self._wide + BETWEEN), top), piece))
            top += piece.height

    def _piece(self, block: Block) -> _Piece:
        if isinstance(block, Head):
            return self._head(block)
        if isinstance(block, Part):
            return self._part(block)
        if isinstance(block, Rated):
            return self._rated(block)
        if isinstance(block, Said):
            return self._said(block)
        if isinstance(block, Happened):
            return self._happened(block)
        return self._words(block.words, self._text, _TONES.get(block.tone, LOOK.text), GAP / 2)

    def _fit(self, words: str, font: QFont, colour: str, *, less: float = 0) -> FittedText:
        return fitted(words, font, colour, self._wide - less)

    def _words(self, words: str, font: QFont, colour: str, gap: float) -> _Piece:
        text = self._fit(words, font, colour)
        left = self.inside.left()
        return _Piece(text.height + gap, lambda painter, top: text.paint(painter, left, top), words)

    def _head(self, block: Head) -> _Piece:
        texts = [
            self._fit(block.above, self.font(8.5, theme.STRONG), LOOK.accent),
            self._fit(block.title, self.font(16, theme.STRONG), LOOK.text),
            *(self._fit(line, self._small, LOOK.quiet) for line in block.beneath if line),
        ]
        left = self.inside.left()

        def paint(painter: QPainter, top: float) -> None:
            for text in texts:
                text.paint(painter, left, top)
                top += text.height + GAP / 2

        height = sum(text.height + GAP / 2 for text in texts)
        told = "\n".join((block.above, block.title, *block.beneath))
        return _Piece(height, paint, told)

    def _part(self, block: Part) -> _Piece:
        text = self._fit(block.words, self.font(10.5, theme.STRONG), LOOK.accent)
        box = self.inside

        def paint(painter: QPainter, top: float) -> None:
            line = QRectF(box.left(), top + PART * 0.55, self._wide, 5)
            painter.fillRect(line, QColor(LOOK.hairline))
            text.paint(painter, box.left(), top + PART)

        return _Piece(text.height + PART + GAP / 2, paint, block.words, keeps=True)

    def _rated(self, block: Rated) -> _Piece:
        large = self.font(13, theme.STRONG)
        metrics, small = QFontMetricsF(large), QFontMetricsF(self._small)
        box = self.inside

        def paint(painter: QPainter, top: float) -> None:
            line = QRectF(box.left(), top, box.width(), metrics.height())
            end = paint_rating(painter, line, box.left(), block.rating, block.word, large)
            beside = fitted(
                block.beside, self._small, LOOK.quiet, box.right() - end - 2 * GAP, most=1
            )
            beside.paint(painter, end + 2 * GAP, top + metrics.ascent() - small.ascent())

        return _Piece(metrics.height() + GAP, paint, f"{block.word}. {block.beside}")

    def _said(self, block: Said) -> _Piece:
        label = fitted(block.label, self._text, LOOK.quiet, LABEL - GAP)
        words = self._fit(block.words, self._text, _TONES.get(block.tone, LOOK.text), less=LABEL)
        left = self.inside.left()

        def paint(painter: QPainter, top: float) -> None:
            label.paint(painter, left, top)
            words.paint(painter, left + LABEL, top)

        height = max(label.height, words.height) + GAP / 2
        return _Piece(height, paint, f"{block.label}: {block.words}")

    def _happened(self, block: Happened) -> _Piece:
        indent = 190.0
        head = self._fit(block.head, self._small, LOOK.quiet, less=indent)
        words = self._fit(block.words, self._text, LOOK.text, less=indent) if block.words else None
        left = self.inside.left()
        rating = block.rating

        def paint(painter: QPainter, top: float) -> None:
            if rating is not None:
                side = head.ascent * 0.8
                box = QRectF(left + 20, top + (head.step - side) / 2, side, side)
                theme.paint_shape(painter, box, rating, QColor(LOOK.ratings[rating].mark))
            else:
                dot = QRectF(left + 45, top + head.step / 2 - 15, 30, 30)
                painter.fillRect(dot, QColor(LOOK.control))
            head.paint(painter, left + indent, top)
            if words is not None:
                words.paint(painter, left + indent, top + head.height)

        height = head.height + (words.height if words else 0) + GAP * 0.8
        return _Piece(height, paint, f"{block.head}. {block.words}", spare=block.spare)
