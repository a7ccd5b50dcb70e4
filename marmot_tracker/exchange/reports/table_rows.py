"""Puts the rows of a table together that a page's end cut in two, its headings printed again left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from marmot_tracker.exchange.heading_words import PHRASES
from marmot_tracker.exchange.reports.blocks import Block, Spot
from marmot_tracker.exchange.reports.counting import count
from marmot_tracker.exchange.reports.mending import joined_lines, mended
from marmot_tracker.exchange.tables import Cell, RawTable, cell_text, one_line

SENTENCE = 4
"""Words of a sentence that begins anew, at least."""
SENTENCE_END = (".", "!", "?", ";", ":")
_NUMBER = re.compile(r"[A-Za-z]{0,5}[ .-]?\d+(?:\.\d+)*[a-z]?[.)]?")
_Row = tuple[Cell, ...]


def rows_whole(block: Block) -> Block:
    """A table of a file with pages, each row whole; a page's end cut none that lie on one page."""
    table, pages = block.table, block.row_pages
    if table is None or len(set(pages)) < 2 or len(pages) != len(table.rows):
        return block
    rows: list[_Row] = [table.rows[0]]
    kept = [pages[0]]
    places = [0]
    first = False
    for row, page, before in zip(table.rows[1:], pages[1:], pages, strict=False):
        first = first or page != before
        again = first and _heads_again(table.rows[0], row)
        if first and not again and len(rows) > 1 and _goes_on(rows[-1], row):
            rows[-1] = _together(rows[-1], row)
        elif not again:
            rows.append(row)
            kept.append(page)
        first = again
        places.append(-1 if again else len(rows) - 1)
    spots: list[tuple[Spot, ...]] = [()] * len(rows)
    for place, held in zip(places, block.row_spots, strict=False):
        if place >= 0:
            spots[place] += held
    return replace(
        block,
        table=replace(table, rows=tuple(rows), merged=_moved(table.merged, places)),
        row_pages=tuple(kept),
        row_spots=tuple(spots) if block.row_spots else (),
    )


_Merged = tuple[int, int, int, int]


def _moved(merged: Sequence[_Merged], places: Sequence[int]) -> tuple[_Merged, ...]:
    """Merged cells where their rows are now; `places` are those of the rows, -1 of one left out."""
    moved = (
        (places[top], left, max(places[top : bottom + 1]), right)
        for top, left, bottom, right in merged
        if places[top] >= 0
    )
    return tuple(one for one in moved if one[:2] != one[2:])


def heads_closed_up(table: RawTable) -> RawTable:
    """A table with the words of its headings whole that a narrow column broke: "Recommendatio n"."""
    head = tuple(
        _PIECES.sub(_whole_word, cell) if isinstance(cell, str) else cell for cell in table.rows[0]
    )
    return table if head == table.rows[0] else replace(table, rows=(head, *table.rows[1:]))


_PIECES = re.compile(r"\b([A-Za-z]{4,})\s+([a-z]{1,6})\b")


def _whole_word(pieces: re.Match[str]) -> str:
    whole = pieces[1] + pieces[2]
    known = _known_words()
    broken = whole.lower() in known and pieces[2] not in known
    return whole if broken else pieces[0]


@lru_cache(maxsize=1)
def _known_words() -> frozenset[str]:
    """The words of headings that we know."""
    return frozenset(re.findall(r"[a-z]{2,}", " ".join(PHRASES.values())))


def counts_on(before: RawTable, table: RawTable) -> bool:
    """Whether a table has no headings of its own, but the next number of the one before it."""
    widths = {max(map(len, each.rows), default=0) for each in (before, table)}
    if len(widths) > 1 or not before.rows or not table.rows:
        return False
    last, first = (count(one_line(cell_text(each[0]))) for each in (before.rows[-1], table.rows[0]))
    return last is not None and first == last + 1


def _heads_again(head: _Row, row: _Row) -> bool:
    """Whether a row holds the headings again, or what the reader left of them at a page's top."""
    filled = [(at, _letters(cell)) for at, cell in enumerate(row) if cell is not None]
    return bool(filled) and all(
        at < len(head) and words in _letters(head[at]) for at, words in filled
    )


def _letters(cell: Cell) -> str:
    """A cell without blanks: a narrow column breaks its words on one page and not on the next."""
    return "".join(cell_text(cell).split())


def _goes_on(before: _Row, row: _Row) -> bool:
    """Whether a row only goes on with the one before the page's end.

    It fills fewer cells and begins none in its first column, and a cell of it begins in the middle
    of a sentence, or all of them where the row before has not ended one and has a number.
    """
    filled = [(at, cell_text(cell).strip()) for at, cell in enumerate(row) if cell is not None]
    if not filled or len(filled) >= sum(cell is not None for cell in before):
        return False
    if filled[0][0] == 0 and not filled[0][1][:1].islower():
        return False
    open_ends: list[bool] = []
    for at, words in filled:
        ended = cell_text(before[at] if at < len(before) else None).strip().endswith(SENTENCE_END)
        if not ended:
            open_ends.append(words[:1].islower())
        elif words[:1].isupper() and len(words.split()) >= SENTENCE:
            return False
    half = 2 * len(filled) <= sum(cell is not None for cell in before)
    unnumbered = row[0] is None and bool(_NUMBER.fullmatch(one_line(cell_text(before[0]))))
    return any(open_ends) or ((half or unnumbered) and len(open_ends) == len(filled))


def _together(before: _Row, row: _Row) -> _Row:
    width = max(len(before), len(row))
    cells = zip(
        (*before, *[None] * (width - len(before))),
        (*row, *[None] * (width - len(row))),
        strict=True,
    )
    return tuple(_joined(one, other) for one, other in cells)


def _joined(one: Cell, other: Cell) -> Cell:
    if one is None or other is None:
        return other if one is None else one
    return mended(joined_lines([cell_text(one), cell_text(other)], [False, False]))
