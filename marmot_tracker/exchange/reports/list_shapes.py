"""The shapes of a list of recommendations: numbered, lettered, bulleted, headings, plain paragraphs.

Each gives the places of the blocks that begin an item, or none where a section has not that shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.counting import LETTER, count, shape
from marmot_tracker.exchange.reports.wording import asks

FEW_WORDS = 4
"""A list item with fewer words is no recommendation."""


def numbered(blocks: Sequence[Block], inside: range) -> list[int]:
    """The longest run of numbers that are set alike; it may start again under each heading."""
    shapes: dict[tuple[str, int, bool], list[int]] = {}
    for at in inside:
        block = blocks[at]
        if block.kind in (BlockKind.FOOTNOTE, BlockKind.CONTENTS) or not block.label:
            continue
        number = count(block.label)
        if number is None:
            continue
        key = (shape(block.label), round(block.style.size), block.style.is_bold)
        held = shapes.setdefault(key, [])
        before = count(blocks[held[-1]].label) if held else 0
        assert before is not None
        if (
            number == before + 1
            or number == 1
            or (not held and number <= 400)
            or before < number <= before + 3
        ):
            held.append(at)
    runs = [held for held in shapes.values() if len(held) > 1 or _sole(blocks, held)]
    if not runs:
        return []
    outer = min(_depth(blocks, held) for held in runs)
    best = max(
        runs,
        key=lambda held: (_depth(blocks, held) <= outer + 12, len(held), -_depth(blocks, held)),
    )
    if below := _children(blocks, best, runs):
        return below
    forms = {shape(blocks[at].label) for at in best}
    # "8.1" to "8.4", then "9.1": one list that counts within its chapters.
    for held in runs:
        if (
            held is not best
            and _depth(blocks, held) <= _depth(blocks, best) + 3
            and _akin(forms, {shape(blocks[at].label) for at in held})
        ):
            best = sorted({*best, *held})
    return best


def _children(
    blocks: Sequence[Block], best: Sequence[int], runs: Sequence[Sequence[int]]
) -> list[int]:
    """Where the numbered ones are only themes ("1. Housing"), what is numbered 1.1 below them."""
    if any(asks(blocks[at].text) or len(blocks[at].text.split()) > 14 for at in best):
        return []
    numbers = {blocks[at].label.strip("(). :") for at in best}
    below = sorted(
        at
        for held in runs
        for at in held
        if blocks[at].label.strip("(). :").rpartition(".")[0] in numbers
    )
    asking = sum(asks(blocks[at].text) for at in below)
    return below if len(below) > len(best) and asking >= 0.5 * len(below) else []


def _akin(forms: set[str], other: set[str]) -> bool:
    def bare(shapes: set[str]) -> set[str]:
        return {re.sub(r"\d+", "0", one).rstrip(".):") for one in shapes}

    return bool(bare(forms) & bare(other)) and all("." in one.rstrip(".)") for one in forms | other)


def _sole(blocks: Sequence[Block], held: Sequence[int]) -> bool:
    return len(held) == 1 and count(blocks[held[0]].label) == 1


def _depth(blocks: Sequence[Block], held: Sequence[int]) -> float:
    lefts = sorted(blocks[at].style.left for at in held)
    return lefts[len(lefts) // 2] + 20 * blocks[held[0]].level * (
        blocks[held[0]].kind is BlockKind.ITEM
    )


def under_headings(blocks: Sequence[Block], inside: range) -> list[int]:
    """Headings with words of their own below them, where no list stands there."""
    heads = [at for at in inside if blocks[at].kind is BlockKind.HEADING]
    if len(heads) < 2:
        return []
    level = min(blocks[at].level for at in heads)
    heads = [at for at in heads if blocks[at].level == level]
    good = 0
    for number, at in enumerate(heads):
        end = heads[number + 1] if number + 1 < len(heads) else inside.stop
        below = [one for one in blocks[at + 1 : end] if one.kind is not BlockKind.FOOTNOTE]
        if not below or below[0].kind is not BlockKind.PARAGRAPH:
            return []
        items = [one for one in below if one.kind is BlockKind.ITEM]
        paragraphs = [one for one in below if one.kind is BlockKind.PARAGRAPH]
        if len(items) > 3 * len(paragraphs):
            return []
        good += asks(blocks[at].text) or any(asks(one.text) for one in below)
    return heads if good >= 0.6 * len(heads) else []


def lettered(blocks: Sequence[Block], inside: range) -> list[int]:
    """List items with letters or roman numbers."""
    places = _outermost(blocks, inside, lambda label: bool(LETTER.fullmatch(label)))
    firsts = ("a", "i")
    return places if any(blocks[at].label.strip("(). :").lower() in firsts for at in places) else []


def bulleted(blocks: Sequence[Block], inside: range) -> list[int]:
    """List items with bullets."""
    return _outermost(
        blocks, inside, lambda label: bool(label) and not label[0].isalnum() and label[0] != "("
    )


def _outermost(blocks: Sequence[Block], inside: range, wanted: Callable[[str], bool]) -> list[int]:
    """The list items of the outermost depth whose labels are wanted."""
    items = [
        at
        for at in inside
        if blocks[at].kind is BlockKind.ITEM
        and wanted(blocks[at].label)
        and len(blocks[at].text.split()) >= FEW_WORDS
    ]
    if not items:
        return []
    depth = min(blocks[at].level for at in items)
    items = [at for at in items if blocks[at].level == depth]
    left = min(blocks[at].style.left for at in items)
    return [at for at in items if blocks[at].style.left <= left + 9]


def plain(blocks: Sequence[Block], inside: range) -> list[int]:
    """Paragraphs that each ask for something, where there is no list at all."""
    paragraphs = [
        at for at in inside if blocks[at].kind is BlockKind.PARAGRAPH and len(blocks[at].text) > 25
    ]
    asking = [
        at for at in paragraphs if asks(blocks[at].text) and not blocks[at].text.endswith(":")
    ]
    if len(asking) == 1 and len(paragraphs) <= 2:
        return asking
    return asking if len(asking) >= 2 and len(asking) >= 0.6 * len(paragraphs) else []
