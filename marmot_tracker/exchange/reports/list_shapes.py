"""The shapes of a list of recommendations: numbered, lettered, bulleted, headings, plain paragraphs.

Each gives the places of the blocks that begin an item, or none where a section has not that shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.counting import LETTER, count, shape
from marmot_tracker.exchange.reports.signs import roman
from marmot_tracker.exchange.reports.wording import asks, directs

COLUMN = 130
"""Points further right, from which on a list stands in the next column: none is set in so far."""
FEW_WORDS = 4
"""A list item with fewer words is no recommendation."""


def numbered(blocks: Sequence[Block], inside: range) -> list[int]:
    """The longest run of numbers that are set alike; it may start again under each heading."""
    if unbroken := _unbroken(blocks, inside):
        return unbroken
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
            and _depth(blocks, held) <= _depth(blocks, best) + 40
            and _akin(forms, {shape(blocks[at].label) for at in held})
        ):
            best = sorted({*best, *held})
    return best


def _unbroken(blocks: Sequence[Block], inside: range) -> list[int]:
    """All numbers of a section where they are of one form and count up by one, however each is set."""
    held: list[int] = []
    forms: set[str] = set()
    for at in inside:
        block = blocks[at]
        if block.kind in (BlockKind.FOOTNOTE, BlockKind.CONTENTS):
            continue
        number = count(block.label) if block.label else None
        if number is None:
            continue
        forms.add(shape(block.label))
        if number != len(held) + 1 or len(forms) > 1:
            return []
        held.append(at)
    return held if len(held) > 2 else []


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
    asking = sum(directs(blocks[at].text) for at in below)
    return below if len(below) > len(best) and asking >= 0.5 * len(below) else []


def _akin(forms: set[str], other: set[str]) -> bool:
    def bare(shapes: set[str]) -> set[str]:
        return {re.sub(r"[A-Z]", "A", re.sub(r"\d+", "0", one)).rstrip(".):") for one in shapes}

    return bool(bare(forms) & bare(other)) and all(
        "." in one.rstrip(".)") or one[:1].isalpha() for one in forms | other
    )


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


def of_document(blocks: Sequence[Block], start: int, end: int) -> bool:
    """Whether the numbers of a section are those of the document's paragraphs, begun before it."""
    first = next((at for at in range(start, end) if count(blocks[at].label) is not None), None)
    if first is None or blocks[first].kind is BlockKind.HEADING:
        return False
    number, form = count(blocks[first].label), shape(blocks[first].label)
    before = next(
        (
            one
            for one in reversed(blocks[:start])
            if one.label and one.kind is not BlockKind.HEADING and shape(one.label) == form
        ),
        None,
    )
    return before is not None and number is not None and count(before.label) == number - 1


def _begins_below(blocks: Sequence[Block], numbers: Sequence[int]) -> list[int]:
    """The numbers from one up right below a paragraph whose number belongs to the document."""
    if len(numbers) < 3 or not blocks[numbers[0]].text.endswith(":"):
        return []
    kept: list[int] = []
    for at in numbers[1:]:
        if count(blocks[at].label) != len(kept) + 1:
            break
        kept.append(at)
    return kept if len(kept) > 1 else []


def below_paragraph(blocks: Sequence[Block], start: int, end: int) -> list[int]:
    """The list below the one numbered paragraph that carries it, where all paragraphs are numbered."""
    if not of_document(blocks, start, end):
        return []
    numbers = [at for at in range(start, end) if count(blocks[at].label) is not None]
    if inner := _begins_below(blocks, numbers):
        return inner
    opening = [at for at in numbers if blocks[at].text.endswith(":") and asks(blocks[at].text)]
    if len(opening) != 1 or len(numbers) > 3:
        return []
    after = next((at for at in numbers if at > opening[0]), end)
    inside = range(opening[0] + 1, after)
    places = lettered(blocks, inside) or bulleted(blocks, inside)
    return places if len(places) > 1 else []


def lettered(blocks: Sequence[Block], inside: range) -> list[int]:
    """List items with letters or roman numbers."""
    places = _outermost(blocks, inside, lambda label: bool(LETTER.fullmatch(label)))
    places = _counted(blocks, places)
    firsts = ("a", "i")
    return places if any(blocks[at].label.strip("(). :").lower() in firsts for at in places) else []


def _counted(blocks: Sequence[Block], places: list[int]) -> list[int]:
    """Of letters and roman numbers set alike, those that count on from the first: (a) below (i) is no item."""
    labels = [blocks[at].label.strip("(). :").lower() for at in places]
    if not labels or labels[0] not in ("a", "i"):
        return places
    number = roman if labels[0] == "i" else _letter
    kept: list[int] = []
    last = 0
    for at, label in zip(places, labels, strict=True):
        if number(label) == last + 1 or (
            number(label) == 1
            and any(one.kind is BlockKind.HEADING for one in blocks[kept[-1] : at])
        ):
            kept.append(at)
            last = number(label) or 0
    rest = [label for at, label in zip(places, labels, strict=True) if at not in kept]
    other = _letter if number is roman else roman
    return kept if rest and 1 in (other(label) for label in rest) and len(kept) > 1 else places


def _letter(label: str) -> int | None:
    return ord(label) - ord("a") + 1 if len(label) == 1 else None


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
    edges: list[float] = []
    for left in sorted(blocks[at].style.left for at in items):
        if not edges or left - edges[-1] >= COLUMN:
            edges.append(left)
    return [at for at in items if any(0 <= blocks[at].style.left - edge <= 9 for edge in edges)]


def led(blocks: Sequence[Block], inside: range) -> list[int]:
    """Paragraphs that begin in bold and go on in plain type, where most do and there is no list."""
    paragraphs = [
        at for at in inside if blocks[at].kind is BlockKind.PARAGRAPH and len(blocks[at].text) > 25
    ]
    found = [
        at
        for at in paragraphs
        if blocks[at].lead
        and len(blocks[at].lead) < len(blocks[at].text)
        and not blocks[at].text.endswith(":")
        and not blocks[at].lead.endswith(":")
    ]
    asking = sum(directs(blocks[at].text) or asks(blocks[at].text) for at in found)
    enough = len(found) >= max(2, 0.4 * len(paragraphs)) and asking >= 0.5 * len(found)
    return found if enough else []


def plain(blocks: Sequence[Block], inside: range) -> list[int]:
    """Paragraphs that each ask for something, where there is no list at all."""
    paragraphs = [
        at for at in inside if blocks[at].kind is BlockKind.PARAGRAPH and len(blocks[at].text) > 25
    ]
    asking = [
        at
        for at in paragraphs
        if (directs if blocks[at].box else asks)(blocks[at].text)
        and not blocks[at].text.endswith(":")
    ]
    if len(paragraphs) == 1 and re.match(r"that\b", blocks[paragraphs[0]].text, re.IGNORECASE):
        return paragraphs
    if len(asking) == 1 and len(paragraphs) <= 2:
        return asking
    return asking if len(asking) >= 2 and len(asking) >= 0.6 * len(paragraphs) else []
