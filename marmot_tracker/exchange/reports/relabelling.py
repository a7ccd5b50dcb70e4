"""Parts a number or letter from the words of a paragraph where a run of paragraphs begins so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.signs import unnumbered

_COUNTED = re.compile(
    r"(?P<before>[A-Z]{1,3}[-. ]?(?:\d{1,2}\.)?|)(?P<number>\d{1,3})(?P<after>[ªº°]?[.):]?)\s+(?=[A-Z“‘\"(])"
)
_LETTERED = re.compile(r"(?P<letter>[a-z])(?P<after>[.)]?)\s+(?=\S)")
_AFTER = (" ", ".", ")")
FEWEST = 3
"""Paragraphs in a row that begin so, at least: a single one may begin with a number or an "a"."""


def relabelled(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, where "A1. Fund ...", "A2. Map ..." and "a pilot", "b map" have labels of their own.

    Readers give a label where the form of a paragraph shows one; typed ones may show it only by
    counting on from one paragraph to the next.
    """
    found = list(blocks)
    for reading in (_counted, _lettered):
        run: list[tuple[int, _Begun]] = []
        for at, block in enumerate(blocks):
            begun = reading(block)
            if begun is None:
                continue
            if run and (begun.form != run[-1][1].form or begun.number != run[-1][1].number + 1):
                _label(found, run)
                run = []
            if run or begun.number == 1 or begun.form[:1] == "#":
                run.append((at, begun))
        _label(found, run)
    return found


_NUMERAL = re.compile(r"(\d{1,3})[.)]?")


def numerals_joined(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, a numeral that stands alone above a paragraph being its label, where they count on.

    So numbers are set on cards: large, the words below them.
    """
    places: list[int] = []
    run: list[int] = []
    for at, block in enumerate(blocks[:-1]):
        number = _numeral_above(block, blocks[at + 1])
        if number is None or (at and _is_name(blocks[at - 1])):
            continue
        if number != len(run) + 1:
            places += run if len(run) >= FEWEST else []
            run = []
        if number == len(run) + 1:
            run.append(at)
    places += run if len(run) >= FEWEST else []
    if not places:
        return list(blocks)
    alone = set(places)
    return [
        replace(block, kind=BlockKind.ITEM, label=blocks[at - 1].whole)
        if at - 1 in alone
        else block
        for at, block in enumerate(blocks)
        if at not in alone
    ]


def _is_name(block: Block) -> bool:
    """Whether a block is "Recommendation" alone, so that the number below it is its own."""
    said = unnumbered(block)
    return said is not None and not said.rest


def _numeral_above(block: Block, below: Block) -> int | None:
    """The number that a block is, alone in it above a paragraph in the same box."""
    if len(block.whole) > 4 or block.table is not None or block.box != below.box:
        return None
    if below.kind is not BlockKind.PARAGRAPH or below.label or not below.text:
        return None
    found = _NUMERAL.fullmatch(block.whole)
    return None if found is None else int(found[1])


@dataclass(frozen=True, slots=True)
class _Begun:
    """A label at the beginning of a paragraph: its number, its form and the words after it."""

    label: str
    number: int
    form: str
    rest: str


def _counted(block: Block) -> _Begun | None:
    if block.kind is not BlockKind.PARAGRAPH or block.label or block.lead:
        return None
    if not any(letter.isdigit() for letter in block.text[:5]):
        return None
    found = _COUNTED.match(block.text)
    if found is None:
        return None
    form = f"{found['before']}#{found['after']}"
    return _Begun(found[0].strip(), int(found["number"]), form, block.text[found.end() :])


def _lettered(block: Block) -> _Begun | None:
    if block.kind is not BlockKind.PARAGRAPH or block.label or block.text[1:2] not in _AFTER:
        return None
    found = _LETTERED.match(block.text)
    if found is None:
        return None
    number = ord(found["letter"]) - ord("a") + 1
    return _Begun(found[0].strip(), number, f"a{found['after']}", block.text[found.end() :])


def _label(found: list[Block], run: Sequence[tuple[int, _Begun]]) -> None:
    if len(run) < FEWEST:
        return
    for at, begun in run:
        found[at] = replace(found[at], kind=BlockKind.ITEM, label=begun.label, text=begun.rest)
