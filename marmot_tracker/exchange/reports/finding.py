"""Decides which signs of a document show its recommendations, and says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.exchange.corrections import Corrections
from marmot_tracker.exchange.reports.answers import take_answers
from marmot_tracker.exchange.reports.blocks import Block, BlockKind, Described
from marmot_tracker.exchange.reports.cells import without_layout_tables
from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.exchange.reports.items import read_item
from marmot_tracker.exchange.reports.labelled import labelled
from marmot_tracker.exchange.reports.listed import answered_one_by_one, listed
from marmot_tracker.exchange.reports.mending import Spelling
from marmot_tracker.exchange.reports.relabelling import numerals_joined, relabelled
from marmot_tracker.exchange.reports.same import once, with_numbers
from marmot_tracker.exchange.reports.spoken import spoken
from marmot_tracker.exchange.reports.tabled import Tabled, tabled
from marmot_tracker.exchange.results import LeftOut, ReadItem

_RESPONDS = re.compile(r"\b(?:respon(?:se|ds|ding)|reply)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """The items of a document, how they were found in one sentence, and what was left out."""

    items: tuple[ReadItem, ...]
    how: str
    left_out: tuple[LeftOut, ...] = ()
    table: Tabled | None = None


def find(path: Path, described: Described, corrections: Corrections) -> Reading:
    """The recommendations of a document, by the strongest of its signs."""
    blocks = relabelled(numerals_joined(without_layout_tables(described.blocks)))
    named_out: list[LeftOut] = []
    listed_out: list[LeftOut] = []
    named = once(labelled(blocks, named_out))
    bare = bool(named) and not any(one.reference for one in named)
    in_lists = (
        listed(blocks, listed_out, {one.at - 1 for one in named} | {one.at for one in named})
        if len(named) < 3 or bare
        else []
    )
    if bare:
        named = with_numbers(named, in_lists) or named
    table = tabled(path, described.blocks, corrections)
    count = len(table.items)
    if table.named and count > max(len(named), len(in_lists)):
        return _of_table(table)
    if named and (len(named) > 2 or len(named) >= 0.5 * len(in_lists)):
        return _of_text(blocks, named, named_out, f"each is named (“{named[0].sign}”)")
    if in_lists:
        headings = Counter(one.sign for one in in_lists)
        sign = headings.most_common(1)[0][0]
        told = listed_out if named else named_out + listed_out
        return _of_text(blocks, in_lists, told, f"each was known by {sign}")
    if count:
        return _of_table(table)
    if _responds(blocks) and (answered := answered_one_by_one(blocks)):
        return _of_text(blocks, answered, (), f"each was known by {answered[0].sign}")
    if in_sentences := spoken(blocks):
        return _of_text(
            blocks, in_sentences, (), "each was known by its words alone (“We recommend that …”)"
        )
    return Reading((), "", tuple(named_out + listed_out))


def _of_table(table: Tabled) -> Reading:
    number = len(table.tables)
    how = (
        "a table with a column of recommendations"
        if table.named
        else "a table that lists numbered wordings"
    )
    if number > 1:
        how = f"{number} tables of one form"
    return Reading(table.items, f"they were read from {how}", table.left_out, table)


def _of_text(
    blocks: Sequence[Block], found: Sequence[Found], left_out: Sequence[LeftOut], how: str
) -> Reading:
    take_answers(blocks, found, responds=_responds(blocks))
    words = Spelling([block.text for block in blocks])
    items = tuple(read_item(one, words, row) for row, one in enumerate(found, 1))
    answered = sum(bool(item.response) for item in items)
    if answered:
        how += f"; {answered} {'has' if answered == 1 else 'have'} a response beside it"
    return Reading(items, how, tuple(left_out))


def _responds(blocks: Sequence[Block]) -> bool:
    """Whether a document calls itself a response, on its cover or in its title."""
    early = [
        block.text
        for block in blocks[:40]
        if block.page <= 2 and (block.kind is BlockKind.HEADING or block.paragraph <= 6)
    ]
    return any(_RESPONDS.search(text) for text in early)
