"""Puts the blocks of PDF pages together: over the page, headings by their levels, counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from marmot_tracker.exchange.readers.pdf_names import NAMED, SENTENCE_END
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.mending import joined_lines


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
    found: list[Block] = []
    for at, block in enumerate(blocks, 1):
        level = block.level
        if block.kind is BlockKind.HEADING:
            size = block.style.size
            level = levels.get(round(size), low) if size > larger else low
        found.append(replace(block, paragraph=at, level=level))
    return found
