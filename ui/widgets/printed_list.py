"""A list on paper: A4 across, the columns shown, the heading row on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from marmot_tracker.vocabulary import Rating
from ui import theme
from ui.widgets.fitted_text import FittedText, fitted
from ui.widgets.paper import LOOK, RIGHT, Imprint, Paper, paint_rating, write
from ui.widgets.table_model import Cell, Column, Tone

GAP = 70.0
"""Between two columns, and above and beneath a row's words."""
SHORT = 35.0
MOST_LINES = 14
"""Of one cell: a page is a list and not a report; the whole text is in the audit pack."""
READABLE = 26
"""The fewest letters to a line of wording."""
WORDED, MOST_GROWN = 11, 1.7
"""From how many letters a column holds words that may take more room than on the screen."""
AT_A_STEP = 6
_COLOUR = {
    Tone.PLAIN: LOOK.text,
    Tone.STRONG: LOOK.text,
    Tone.QUIET: LOOK.quiet,
    Tone.LATE: LOOK.late,
    Tone.MISSING: LOOK.missing,
}


@dataclass(frozen=True, slots=True)
class _Block:
    """A cell set out: its words, a rating before them, and the line beneath."""

    words: FittedText
    beneath: FittedText | None
    rating: Rating | None
    spoken: str

    @property
    def height(self) -> float:
        return self.words.height + (self.beneath.height if self.beneath else 0.0)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row set out."""

    blocks: tuple[_Block, ...]
    height: float


class ListPaper(Paper):
    """`rows` in their order under `columns`; `heading` and `many` stand at the top of each page."""

    landscape = True

    def __init__(
        self,
        family: QFont,
        imprint: Imprint,
        *,
        heading: str,
        many: str,
        columns: Sequence[Column[Any]],
        rows: Sequence[Any],
    ) -> None:
        super().__init__(family, imprint)
        self._heading = heading
        self._many = many
        self._columns: tuple[Column[Any], ...] = ()
        self._rows = tuple(rows)
        self._text = self.font(8.5)
        self._strong = self.font(8.5, theme.STRONG)
        self._small = self.font(7)
        self._title = self.font(14, theme.STRONG)
        self._columns = self._with_room(columns)
        self._widths = self._shared_out()
        self._pages: list[list[_Line]] = [[]]
        self._room = 0.0

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def set_out(self) -> Iterator[None]:
        """A few rows at each step; one that does not fit begins the next page."""
        self._pages, self._room = [[]], self._body.height()
        for at, row in enumerate(self._rows):
            line = self._line(row)
            if line.height > self._room and self._pages[-1]:
                self._pages.append([])
                self._room = self._body.height()
            self._pages[-1].append(line)
            self._room -= line.height
            if at % AT_A_STEP == AT_A_STEP - 1:
                yield
        yield

    def words_of(self, at: int) -> str:
        told = [". ".join(b.spoken for b in line.blocks if b.spoken) for line in self._pages[at]]
        return "\n".join((f"{self._heading}, {self._many}", *told))

    # ------------------------------------------------------------ painting

    def paint_inside(self, painter: QPainter, at: int) -> None:
        self._paint_head(painter)
        top = self._body.top()
        for line in self._pages[at]:
            left = self.inside.left()
            for block, column, width in zip(line.blocks, self._columns, self._widths, strict=True):
                self._paint_block(painter, block, column, QRectF(left, top + SHORT, width, 0))
                left += width + GAP
            top += line.height
            self._rule(painter, top, LOOK.hairline, 4)
        if not self._rows:
            write(painter, QRectF(self._body.topLeft(), self._body.size()), "Nothing to show.",
                  self._text, LOOK.quiet)  # fmt: skip

    def _paint_head(self, painter: QPainter) -> None:
        title = QRectF(self.inside)
        title.setHeight(QFontMetricsF(self._title).height())
        write(painter, title, self._heading, self._title)
        write(painter, title, self._many, self._text, LOOK.quiet, RIGHT)
        left = self.inside.left()
        head = QFontMetricsF(self._strong).height()
        for column, width in zip(self._columns, self._widths, strict=True):
            box = QRectF(left, title.bottom() + GAP, width, head)
            how = (RIGHT,) if column.right else ()
            write(painter, box, column.heading, self._strong, LOOK.quiet, *how)
            left += width + GAP
        self._rule(painter, self._body.top(), LOOK.control, 8)

    def _paint_block(
        self, painter: QPainter, block: _Block, column: Column[Any], box: QRectF
    ) -> None:
        right = box.right() if column.right else 0
        if block.rating is not None:
            line = QRectF(box.left(), box.top(), box.width(), block.words.step)
            word = " ".join(block.words.lines)
            paint_rating(painter, line, box.left(), block.rating, word, block.words.font)
        else:
            block.words.paint(painter, box.left(), box.top(), right=right)
        if block.beneath is not None:
            beneath = box.top() + block.words.height
            block.beneath.paint(painter, box.left(), beneath, right=right)

    def _rule(self, painter: QPainter, top: float, colour: str, thick: float) -> None:
        painter.fillRect(
            QRectF(self.inside.left(), top - thick / 2, self.inside.width(), thick), QColor(colour)
        )

    # ------------------------------------------------------------ setting out

    @property
    def _body(self) -> QRectF:
        """Where the rows stand."""
        head = QFontMetricsF(self._title).height() + QFontMetricsF(self._strong).height()
        return self.inside.adjusted(0, head + GAP + SHORT, 0, 0)

    def _line(self, row: Any) -> _Line:
        blocks = tuple(
            self._block(column, row, width)
            for column, width in zip(self._columns, self._widths, strict=True)
        )
        return _Line(blocks, max(block.height for block in blocks) + 2 * SHORT)

    def _block(self, column: Column[Any], row: Any, width: float) -> _Block:
        cell: Cell = column.cell(row)
        colour = _COLOUR[cell.tone]
        strong = cell.rating is not None or cell.tone in (Tone.STRONG, Tone.LATE)
        font = self._strong if strong else self._text
        most = 1 if cell.rating is not None else MOST_LINES
        words = fitted(cell.text, font, colour, width, most=most)
        quiet = LOOK.missing if cell.tone is Tone.MISSING else LOOK.quiet
        beneath = fitted(cell.beneath, self._small, quiet, width) if cell.beneath else None
        spoken = column.spoken(row) if column.spoken else cell.text
        return _Block(words, beneath, cell.rating, spoken)

    def _with_room(self, columns: Sequence[Column[Any]]) -> tuple[Column[Any], ...]:
        """The columns for which there is room; as on the screen the highest spare ones stand aside."""
        letter = QFontMetricsF(self._text).averageCharWidth()
        kept = list(columns)
        for spare in sorted((each for each in columns if each.spare), key=lambda each: -each.spare):
            wide = sum((each.width or READABLE) * letter + GAP for each in kept) - GAP
            if wide <= self.inside.width():
                break
            kept.remove(spare)
        return tuple(kept)

    def _shared_out(self) -> tuple[float, ...]:
        """How wide each column is: as on the screen, the wording taking what is left."""
        letter = QFontMetricsF(self._text).averageCharWidth()
        wanted = [
            max(
                column.width * letter,
                QFontMetricsF(self._strong).horizontalAdvance(column.heading),
            )
            for column in self._columns
        ]
        room = self.inside.width() - GAP * (len(self._columns) - 1)
        taking = [at for at, column in enumerate(self._columns) if not column.width]
        least = READABLE * letter * len(taking)
        fixed = sum(wide for at, wide in enumerate(wanted) if at not in taking)
        if fixed > room - least:
            shrunk = (room - least) / fixed
            wanted = [wide * shrunk for wide in wanted]
            fixed = room - least
        elif taking and fixed < room / 2:  # names are read more easily on one line
            grown = min(room / 2 / fixed, MOST_GROWN) if fixed else 1
            wanted = [
                wide * grown if self._columns[at].width >= WORDED else wide
                for at, wide in enumerate(wanted)
            ]
            fixed = sum(wide for at, wide in enumerate(wanted) if at not in taking)
        for at in taking:
            wanted[at] = (room - fixed) / len(taking)
        if not taking and wanted:
            wanted = [wide * room / sum(wanted) for wide in wanted]
        return tuple(wanted)
