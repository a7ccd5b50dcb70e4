"""Puts the blocks of PDF pages together: over the page, headings by their levels, counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from marmot_tracker.exchange.readers.pdf_names import NAMED, SENTENCE_END
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.mending import Spelling, joined_lines, mended
from marmot_tracker.exchange.tables import Cell

_APART = re.compile(r"\b([A-Z]) ([A-Za-z]{3,})\b")
"""A capital apart from what may be the rest of its word."""


def over_pages(blocks: Iterable[Block]) -> list[Block]:
    """Paragraphs that go on at the top of the next page, put together; footnotes lie between."""
    joined: list[Block] = []
    for block in blocks:
        at = len(joined) - 1
        while at >= 0 and joined[at].kind is BlockKind.FOOTNOTE:
            at -= 1
        if at >= 0 and _goes_on(joined[at], block):
            last = joined[at]
            words = joined_lines([last.text, block.text], [False, False])
            joined[at] = _with(last, words, block)
        else:
            joined.append(block)
    return joined


def _goes_on(last: Block, block: Block) -> bool:
    if block.table is not None or last.table is not None:
        return False
    if block.page - last.page not in (0, 1) or block.kind is BlockKind.FOOTNOTE:
        return False
    if last.spots[-1].page == block.page and block.spots[0].top > last.spots[-1].top:
        return False
    if block.label or block.kind is BlockKind.CONTENTS or last.kind is BlockKind.CONTENTS:
        return False
    if abs(last.style.size - block.style.size) > 0.1 * last.style.size:
        return False
    if NAMED.match(block.text) or not last.text:
        return False
    if last.kind is BlockKind.HEADING and block.kind is not BlockKind.HEADING:
        return False
    if (
        abs(last.style.bold - block.style.bold) > 0.6
        or abs(last.style.italic - block.style.italic) > 0.6
    ):
        return False
    return block.text[:1].islower() or (
        not last.text.endswith(SENTENCE_END) and last.kind is not BlockKind.HEADING
    )


def _with(last: Block, words: str, block: Block) -> Block:
    return replace(last, text=words, spots=(*last.spots, *block.spots))


def finished(blocks: Sequence[Block], body: float) -> list[Block]:
    """The blocks counted, and headings with their levels: the larger, the higher.

    Bold at the size of the text comes last; `body` is that size.
    """
    larger = 1.08 * body
    sizes = sorted(
        {
            round(block.style.size)
            for block in blocks
            if block.kind is BlockKind.HEADING and block.style.size > larger
        },
        reverse=True,
    )
    levels = {size: at for at, size in enumerate(sizes, 1)}
    low = len(sizes) + 1
    words, others = Spelling(_all_words(blocks)), Spelling(_without_apart(blocks))
    found: list[Block] = []
    for at, block in enumerate(blocks, 1):
        level = block.level
        if block.kind is BlockKind.HEADING:
            size = block.style.size
            level = levels.get(round(size), low) if size > larger else low
        text = _capitals_joined(block, words, others)
        table = block.table
        if table is not None:
            table = replace(table, rows=tuple(_mended_row(row, words) for row in table.rows))
        found.append(replace(block, paragraph=at, level=level, text=text, table=table))
    return found


def _all_words(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield block.text
        for row in block.table.rows if block.table is not None else ():
            yield from (cell for cell in row if isinstance(cell, str))


def _mended_row(row: Sequence[Cell], words: Spelling) -> tuple[Cell, ...]:
    return tuple(mended(cell, words) if isinstance(cell, str) else cell for cell in row)


def _without_apart(blocks: Sequence[Block]) -> Iterator[str]:
    return (_APART.sub(" ", text) for text in _all_words(blocks))


def _capitals_joined(block: Block, words: Spelling, others: Spelling) -> str:
    """A heading in small capitals, whose first letters stand apart: "SUMMARY OF C ONCLUSIONS".

    `others` are the document's words without those after such a letter.
    """
    if block.kind is not BlockKind.HEADING:
        return block.text
    capitals = block.text.isupper()

    def whole(pieces: re.Match[str]) -> str:
        spelled = f"{pieces[1]}{pieces[2]}".lower() in words
        nowhere = capitals and pieces[1] not in "AI"
        joins = (spelled or nowhere) and pieces[2].lower() not in others
        return pieces[1] + pieces[2] if joins else pieces[0]

    return _APART.sub(whole, block.text)
