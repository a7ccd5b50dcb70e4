"""How the items of a document are outlined on its paper, and how an outline is spoken.

Paper is white in every theme, so outlines take their colours from the light one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from marmot_tracker.exchange.reports.blocks import Spot
from marmot_tracker.exchange.reports.drafts import Draft, DraftState
from marmot_tracker.exchange.reports.page_views import PrintedLine
from marmot_tracker.exchange.results import ReadItem
from marmot_tracker.vocabulary import Rating
from ui import theme

LOOK = theme.LIGHT
ROOM = 4.0
"""Pixels between words and their outline."""
ROUND = 4.0
TICK, CROSS, ASK = "\N{CHECK MARK}", "\N{MULTIPLICATION SIGN}", "?"
FEWEST_LETTERS = 8
"""Letters of a line that can tell where it belongs."""
_FAINT = 22
"""How strongly, of 255, an item is tinted beneath its outline."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An item on the paper: `number` names it; `spots` on pages, `paragraphs` in a Word file.

    `state` is None where nobody decides on it (beside the review of a proposal). `page` is where it
    stands if its place on the page is not known: it is looked for there by its `words`.
    """

    number: int
    reference: str
    spots: tuple[Spot, ...] = ()
    paragraphs: tuple[int, ...] = ()
    state: DraftState | None = None
    doubtful: bool = False
    page: int = 0
    words: str = ""

    @classmethod
    def of(cls, draft: Draft) -> Outline:
        """The outline of an item that is looked through."""
        made = cls.of_item(draft.number, draft.item)
        return replace(made, state=draft.state, doubtful=draft.waits)

    @classmethod
    def of_item(cls, number: int, item: ReadItem) -> Outline:
        """The outline of an item that nobody decides on."""
        page = item.fields.get("page", "")
        return cls(
            number,
            item.reference,
            item.spots,
            item.paragraphs,
            page=int(page) if page.isdecimal() else 0,
            words=item.text,
        )

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages it stands on, the first first."""
        found = tuple(dict.fromkeys(spot.page for spot in self.spots))
        return found or ((self.page,) if self.page else ())

    @property
    def tag(self) -> str:
        """What stands at its corner: a sign that tells its state without colour, its reference."""
        return f"{self._sign} {self.reference}".strip()

    @property
    def _sign(self) -> str:
        if self.doubtful:
            return ASK
        return {DraftState.ACCEPTED: TICK, DraftState.LEFT_OUT: CROSS}.get(self.state, "")  # type: ignore[arg-type]

    @property
    def spoken(self) -> str:
        """The same in words."""
        name = f"item {self.reference}" if self.reference else "an item without a reference"
        if self.doubtful:
            return f"{name}, to be looked at"
        said = {DraftState.ACCEPTED: ", accepted", DraftState.LEFT_OUT: ", left out"}
        return name + said.get(self.state, "")  # type: ignore[arg-type]


class _Kind(Enum):
    CHOSEN = "chosen"
    DOUBTFUL = "doubtful"
    LEFT_OUT = "left out"
    QUIET = "quiet"


def _kind(outline: Outline, *, chosen: bool) -> _Kind:
    if chosen:
        return _Kind.CHOSEN
    if outline.doubtful:
        return _Kind.DOUBTFUL
    return _Kind.LEFT_OUT if outline.state is DraftState.LEFT_OUT else _Kind.QUIET


_COLOURS = {
    _Kind.CHOSEN: LOOK.accent,
    _Kind.DOUBTFUL: LOOK.ratings[Rating.AT_RISK].mark,
    _Kind.LEFT_OUT: LOOK.control,
    _Kind.QUIET: LOOK.quiet,
}


def boxes_of(spots: Sequence[Spot]) -> list[Spot]:
    """The places of one item on one page, those that stand over one another as one."""
    found: list[Spot] = []
    for spot in sorted(spots, key=lambda spot: (spot.top, spot.left)):
        last = found[-1] if found else None
        if last is not None and _over(last, spot):
            found[-1] = Spot(
                spot.page,
                min(last.left, spot.left),
                min(last.top, spot.top),
                max(last.right, spot.right),
                max(last.bottom, spot.bottom),
            )
        else:
            found.append(spot)
    return found


def found_by_words(outline: Outline, lines: Sequence[PrintedLine]) -> tuple[Spot, ...]:
    """Where the lines of a page stand that spell an item's words, as those of a row of a table.

    Lines between them, of other cells, are passed over; of several places the fullest is it.
    """
    whole, number = _letters(outline.words), _letters(outline.reference)
    printed = [_letters(line.text) for line in lines]
    best: tuple[int, tuple[Spot, ...]] = (0, ())
    for first, letters in enumerate(printed):
        opening = letters if whole.startswith(letters) else letters.removeprefix(number)
        if len(opening) < min(FEWEST_LETTERS, len(whole)) or not whole.startswith(opening):
            continue
        at, held = len(opening), [lines[first].spot]
        for line, more in zip(lines[first + 1 :], printed[first + 1 :], strict=True):
            if more and whole.startswith(more, at):
                at += len(more)
                held.append(line.spot)
        best = max(best, (at, tuple(held)), key=lambda found: found[0])
    return best[1]


def _letters(text: str) -> str:
    """Its letters and digits alone: how words were broken and mended makes no difference."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _over(one: Spot, other: Spot) -> bool:
    """Whether two places are of one column: the narrower lies mostly over the wider."""
    common = min(one.right, other.right) - max(one.left, other.left)
    return common > 0.5 * min(one.right - one.left, other.right - other.left)


def paint_boxes(
    painter: QPainter, boxes: Sequence[QRectF], outline: Outline, *, chosen: bool
) -> None:
    """Draw the outline of an item around its places."""
    kind = _kind(outline, chosen=chosen)
    colour = QColor(_COLOURS[kind])
    width = 2.0 if kind in (_Kind.CHOSEN, _Kind.DOUBTFUL) else 1.0
    pen = QPen(colour, width)
    if kind is _Kind.LEFT_OUT:
        pen.setStyle(Qt.PenStyle.DashLine)
    tint = QColor(colour)
    tint.setAlpha(_FAINT if kind in (_Kind.CHOSEN, _Kind.DOUBTFUL) else 0)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(tint)
    fine = width / 2 % 1  # a thin line lies on a row of pixels, not between two
    for box in boxes:
        exact = QRectF(box.toAlignedRect()).adjusted(fine, fine, -fine, -fine)
        painter.drawRoundedRect(exact, ROUND, ROUND)
    painter.restore()


def paint_tint(painter: QPainter, boxes: Sequence[QRectF], colour: QColor) -> None:
    """Tint places, those that overlap no stronger."""
    whole = QPainterPath()
    whole.setFillRule(Qt.FillRule.WindingFill)
    for box in boxes:
        whole.addRect(box)
    painter.fillPath(whole, colour)


def tag_box(box: QRectF, outline: Outline, font: QFont, room: QRectF) -> QRectF:
    """Where the tag of an item goes: in the margin left of its first place, else right or above.

    `room` is the paper.
    """
    metrics = QFontMetricsF(theme.scaled(font, theme.SMALL, theme.STRONG))
    wide = metrics.horizontalAdvance(outline.tag or " ") + 1.5 * theme.STEP
    tag = QRectF(0, 0, wide, metrics.height() + ROOM)
    tag.moveTopRight(QPointF(box.left() - ROOM / 2, box.top()))
    if tag.left() < room.left():
        tag.moveTopLeft(QPointF(box.right() + ROOM / 2, box.top()))
        if tag.right() > room.right():
            tag.moveBottomLeft(QPointF(box.left(), box.top()))
    return tag


def paint_tag(
    painter: QPainter, tag: QRectF, outline: Outline, font: QFont, *, chosen: bool
) -> None:
    """Draw the tag of an item: white on its colour; a quiet one in its colour on white."""
    kind = _kind(outline, chosen=chosen)
    colour = QColor(_COLOURS[kind])
    filled = kind in (_Kind.CHOSEN, _Kind.DOUBTFUL)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1) if not filled else Qt.PenStyle.NoPen)
    painter.setBrush(colour if filled else QColor(LOOK.surface))
    painter.drawRoundedRect(tag.adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
    letters = theme.scaled(font, theme.SMALL, theme.STRONG)
    letters.setStrikeOut(kind is _Kind.LEFT_OUT)
    painter.setFont(letters)
    painter.setPen(QColor(LOOK.surface if filled else LOOK.quiet))
    painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), outline.tag)
    painter.restore()


def said_of(outlines: Sequence[Outline], chosen: int | None) -> str:
    """The items of a page or paper, spoken."""
    told = [
        f"{one.spoken}, the chosen one" if one.number == chosen else one.spoken for one in outlines
    ]
    if not told:
        return "No items."
    return f"{len(told)} item{'' if len(told) == 1 else 's'}: {'; '.join(told)}."
