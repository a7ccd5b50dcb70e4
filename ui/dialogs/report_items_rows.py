"""The items found in a report as rows of a table: columns, order, and how they are painted."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from marmot_tracker.exchange.reports.drafts import Draft, Drafts, DraftState
from marmot_tracker.exchange.results import ReadItem
from ui import theme
from ui.widgets.delegates import LEFT, CellDelegate, Index, elided, ink, paint_heading
from ui.widgets.table_model import Cell, Column, Roles, Tone

HEADING = "group:"
"""Begins the name of a row that heads a group."""
LOOK, CLEAR = f"{HEADING}look", f"{HEADING}clear"
STATE = 0
_PARAGRAPH = re.compile(r"\bparagraph (\d+)")
STATE_WORDS: dict[DraftState, str] = {
    DraftState.OPEN: "To look at",
    DraftState.ACCEPTED: "Accepted",
    DraftState.LEFT_OUT: "Left out",
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item, or with `draft` None the heading of a group, whose words are `words`."""

    name: str
    draft: Draft | None = None
    words: str = ""

    @property
    def uid(self) -> str:
        """The item's number names it."""
        return self.name


def rows_of(
    drafts: Drafts, *, looked_at: Collection[int], filter_words: str, in_order: bool
) -> list[ItemRow]:
    """The items that hold the words of a filter: those in `looked_at` first, each group under its
    heading, or all `in_order` as they are read.
    """
    asked = filter_words.casefold().split()
    shown = [one for one in drafts.drafts if not asked or _holds(one.item, asked)]
    first = [] if in_order else [one for one in shown if one.number in looked_at]
    if not first:
        return [ItemRow(str(one.number), one) for one in shown]
    rest = [one for one in shown if one.number not in looked_at]
    still = sum(one.waits for one in first)
    told = f"{still} still open" if still else "all seen"
    rows = [ItemRow(LOOK, None, f"To look at: {len(first)}, {told}")]
    rows += [ItemRow(str(one.number), one) for one in first]
    if rest:
        rows.append(ItemRow(CLEAR, None, f"Without a doubt: {len(rest)}"))
        rows += [ItemRow(str(one.number), one) for one in rest]
    return rows


def _holds(item: ReadItem, words: Sequence[str]) -> bool:
    held = f"{item.reference} {item.title} {item.text} {item.theme}".casefold()
    return all(word in held for word in words)


def called(item: ReadItem) -> str:
    """What an item is called in a sentence: its reference, else how it begins."""
    if item.reference:
        return item.reference
    words = " ".join((item.title or item.text).split())
    return f"“{words[:40]}…”" if len(words) > 41 else f"“{words}”" if words else "the new one"


def place_of(item: ReadItem) -> str:
    """The page, or the number of the paragraph, where an item begins."""
    found = _PARAGRAPH.search(item.where)
    return item.fields.get("page") or (found[1] if found else item.where.rpartition(" ")[2])


def state_words(draft: Draft) -> str:
    """What was said of an item; one without words is to be looked at, whatever was said."""
    wordless = not (draft.item.text or draft.item.title)
    if wordless and draft.state is DraftState.ACCEPTED:
        return STATE_WORDS[DraftState.OPEN]
    return STATE_WORDS[draft.state]


def doubts_in_short(draft: Draft) -> str:
    """The first thing that is doubted, and how many more there are."""
    if not draft.doubts or not draft.waits:
        return ""
    more = f" And {len(draft.doubts) - 1} more." if len(draft.doubts) > 1 else ""
    return f"{draft.doubts[0].words}{more}"


def _state(row: ItemRow) -> Cell:
    return Cell(row.words if row.draft is None else state_words(row.draft), Tone.STRONG)


def _reference(row: ItemRow) -> Cell:
    if row.draft is None:
        return Cell("")
    out = row.draft.state is DraftState.LEFT_OUT
    return Cell(row.draft.item.reference, Tone.QUIET if out else Tone.STRONG)


def _title(row: ItemRow) -> Cell:
    """The title over how the wording begins, or over what is doubted."""
    if row.draft is None:
        return Cell("")
    item = row.draft.item
    text = " ".join(item.text.split())
    head = item.title or text or "No wording yet"
    beneath = doubts_in_short(row.draft)
    if not item.title and not text:
        return Cell(head, Tone.MISSING)
    if beneath:
        return Cell(head, Tone.MISSING, beneath)
    tone = Tone.QUIET if row.draft.state is DraftState.LEFT_OUT else Tone.PLAIN
    if not item.title:  # a wording alone may take both lines
        return Cell(head, tone, lines=2)
    return Cell(head, tone, text)


def _page(row: ItemRow) -> Cell:
    return Cell("" if row.draft is None else place_of(row.draft.item), Tone.QUIET, right=True)


def _spoken(row: ItemRow) -> str:
    if row.draft is None:
        return row.words
    item = row.draft.item
    title = " ".join((item.title or item.text).split()) or "No wording yet"
    doubts = " ".join(doubt.words for doubt in row.draft.doubts) if row.draft.waits else ""
    parts = [state_words(row.draft), item.reference, title.rstrip("."), item.where]
    return f"{'. '.join(filter(None, parts))}. {doubts}".strip()


def item_columns(*, paged: bool) -> tuple[Column[ItemRow], ...]:
    """The columns: of a document without pages it is the paragraph that is told."""
    return (
        Column(
            "state", "", _state, lambda row: 0, 3, spoken=_spoken, called="State", tip=_state_tip
        ),
        Column("reference", "Ref", _reference, lambda row: 0, 7, called="Reference"),
        Column("title", "Recommendation", _title, lambda row: 0, 0, tip=_tip),
        Column(
            "page",
            "Page" if paged else "Para.",
            _page,
            lambda row: 0,
            6,
            right=True,
            called="Page" if paged else "Paragraph",
        ),
    )


def _state_tip(row: ItemRow) -> str:
    return state_words(row.draft) if row.draft else ""


def _tip(row: ItemRow) -> str:
    return row.draft.item.text[:600] if row.draft else ""


def low_row(font: QFont) -> int:
    """The height of a row of two lines."""
    small = QFontMetricsF(theme.scaled(font, theme.SMALL)).height()
    return round(QFontMetricsF(font).height() + max(small, 0) + 1.75 * theme.STEP)


class ItemDelegate(CellDelegate):
    """Paints a cell, what is doubted beneath it in amber; and the heading of a group."""

    heading = HEADING

    def paint_head(
        self, painter: QPainter, box: QRectF, index: Index, look: theme.Colours, font: QFont
    ) -> None:
        cell = index.sibling(index.row(), STATE).data(Roles.CELL)
        words, _, rest = cell.text.partition(", ")
        name, _, many = words.partition(": ")
        tone = look.missing if index.data(Roles.UID) == LOOK else look.text
        room = box.adjusted(12, 0, -8, 0)
        paint_heading(painter, room, f"{name}  {many}", rest, ink=tone, font=font)

    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, look: theme.Colours, font: QFont
    ) -> None:
        if cell.tone is not Tone.MISSING or not cell.beneath:
            super().paint_cell(painter, box, cell, look, font)
            return
        small = theme.scaled(font, theme.SMALL)
        step, beneath = QFontMetricsF(font).height(), QFontMetricsF(small).height()
        top = box.center().y() - (step + beneath) / 2
        painter.setFont(font)
        painter.setPen(QColor(ink(Tone.PLAIN, look)))
        room = QRectF(box.left(), top, box.width(), step)
        painter.drawText(room, LEFT, elided(cell.text, font, box.width()))
        painter.setFont(small)
        painter.setPen(QColor(look.missing))
        room = QRectF(box.left(), top + step, box.width(), beneath)
        painter.drawText(room, LEFT, elided(cell.beneath, small, box.width()))


class StateDelegate(ItemDelegate):
    """Paints what was said of an item as a sign: a tick, an open circle, a cross."""

    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, look: theme.Colours, font: QFont
    ) -> None:
        zoom = theme.zoom_of(font)
        side = 14.0 * zoom
        sign = QRectF(0, 0, side, side)
        sign.moveCenter(QPointF(box.left() + side / 2 + 2, box.center().y()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if cell.text == STATE_WORDS[DraftState.OPEN]:
            painter.setPen(QPen(QColor(look.missing), 2 * zoom))
            painter.drawEllipse(sign.adjusted(1, 1, -1, -1))
            return
        accepted = cell.text == STATE_WORDS[DraftState.ACCEPTED]
        pen = QPen(QColor(look.accent if accepted else look.quiet), 2 * zoom)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if accepted:
            painter.drawPolyline(_points(sign, (0.1, 0.55), (0.4, 0.85), (0.95, 0.2)))
        else:
            painter.drawPolyline(_points(sign, (0.2, 0.2), (0.8, 0.8)))
            painter.drawPolyline(_points(sign, (0.8, 0.2), (0.2, 0.8)))


def _points(box: QRectF, *parts: tuple[float, float]) -> list[QPointF]:
    return [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in parts]
