"""Tells headings of a Word document by their size alone, where nobody used the styles for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from marmot_tracker.exchange.reports.blocks import Block, BlockKind

LARGER = 1.15
"""A heading's size, at least, as a share of that of most of the text."""
WORDS = 25
"""A heading has no more words."""
STYLED = 3
"""So many headings by style, and those by size alone are minor ones."""


def headings_by_size(blocks: Sequence[Block], *, lowest: int) -> list[Block]:
    """The blocks, short paragraphs in large type being headings: the larger, the higher.

    `lowest` is the level of headings by their look; what is one by style keeps its own.
    """
    letters: Counter[float] = Counter()
    for block in blocks:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            letters[block.style.size] += len(block.text)
    if not letters:
        return list(blocks)
    body = letters.most_common(1)[0][0]
    large = [block for block in blocks if _is_large(block, body, lowest)]
    styled = sum(block.kind is BlockKind.HEADING and block.level < lowest for block in blocks)
    sizes = sorted({round(block.style.size) for block in large}, reverse=True)
    if styled >= STYLED:
        levels = dict.fromkeys(sizes, lowest)
    else:
        levels = {size: min(at, lowest - 1) for at, size in enumerate(sizes, 1)}
    return [
        replace(block, kind=BlockKind.HEADING, level=levels[round(block.style.size)])
        if _is_large(block, body, lowest)
        else block
        for block in blocks
    ]


def _is_large(block: Block, body: float, lowest: int) -> bool:
    by_look = block.kind is BlockKind.HEADING and block.level >= lowest
    return (
        (by_look or (block.kind is BlockKind.PARAGRAPH and not block.label))
        and block.style.size >= LARGER * body
        and len(block.text.split()) <= WORDS
        and not block.text.endswith((".", ";", ","))
    )
