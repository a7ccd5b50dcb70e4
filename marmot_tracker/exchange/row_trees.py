"""Tells sections from items by numbering: a row that others lie under and that lacks what they have.

All that is looked at is whole lists: one blank cell says nothing, the same blank cells on every
row above others, filled on every row below them, say that those rows are headings.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from marmot_tracker.exchange.mapping import TablePlan
from marmot_tracker.exchange.row_words import FEW_WORDS, SECTION_WORDS, SENTENCE_END
from marmot_tracker.exchange.tables import Cell, cell_text, one_line, word_count

Row = tuple[int, tuple[Cell, ...]]
"""A row's index in its table, and its cells."""
Code = tuple[str, ...]
"""A reference in parts: A.5.1 is a, 5, 1."""

CODE = re.compile(r"(?=.{1,16}$)(?:[A-Za-z]{1,6}[ .-]?)?\d+(?:[.-]?\w{1,4})*\.?")
USUALLY = 0.6
"""A column filled on this share of the items is one that items fill."""
ALWAYS = 0.9
BRIEF = 5
"""A name of a section has at most so many words where nothing but its number tells it."""
DEEPEST = 3
"""Lone rows one above the other that may be sections within sections."""


def tree_sections(plan: TablePlan, rows: Sequence[Row]) -> set[int]:
    """The rows whose reference the next rows' go on from, without what those below them hold."""
    for codes in _codings(plan, rows):
        if found := _by_code(plan, rows, codes):
            return found
    return set()


def unnumbered_sections(plan: TablePlan, rows: Sequence[Row]) -> set[int]:
    """Among numbered rows, those without a number and without what all the numbered ones hold."""
    reference, text = plan.fields.get("reference"), plan.fields["text"]
    title = plan.fields.get("title")
    if reference is None:
        return set()
    numbered = [row for row in rows if _filled(row, reference)]
    without = [row for row in rows if not _filled(row, reference)]
    if len(numbered) < 3 or not without or rows[-1] in without:
        return set()
    kept = (reference, text, title)
    blank = [
        column
        for column in range(len(plan.header.headings))
        if column not in kept
        and _share(numbered, column) >= ALWAYS
        and not any(_filled(row, column) for row in without)
    ]
    named = all(
        (title is not None and _filled(row, title)) or _names(_text(row, text), SECTION_WORDS)
        for row in without
    )
    return {index for index, _ in without} if len(blank) >= 2 and named else set()


def lone_sections(plan: TablePlan, rows: Sequence[Row]) -> set[int]:
    """Short rows with nothing beside them, among longer ones that all have something beside."""
    text = plan.fields["text"]
    lone = [row for row in rows if _count(plan, row) == 1 and _filled(row, text)]
    alone = {index for index, _ in lone}
    full = [row for row in rows if row[0] not in alone]
    if len(full) < 3 or len(lone) < 2 or rows[-1][0] in alone:
        return set()
    always = sum(
        _share(full, column) >= ALWAYS
        for column in range(len(plan.header.headings))
        if column != text
    )
    runs = [len(list(run)) for is_lone, run in _runs(rows, alone) if is_lone]
    brief = [word_count(_text(row, text)) for row in lone]
    longer = statistics.median(word_count(_text(row, text)) for row in full)
    named = all(_names(_text(row, text), FEW_WORDS) for row in lone)
    if always < 1 or not named or max(runs) > DEEPEST or longer < 2 * statistics.median(brief):
        return set()
    return alone


def _runs(rows: Sequence[Row], alone: set[int]) -> Iterator[tuple[bool, Iterator[Row]]]:
    return itertools.groupby(rows, key=lambda row: row[0] in alone)


def _codings(plan: TablePlan, rows: Sequence[Row]) -> Iterator[dict[int, Code]]:
    """The codes of the rows: their references, or the last of several columns of codes."""
    reference, text = plan.fields.get("reference"), plan.fields["text"]
    if reference is not None:
        yield _codes(rows, [reference])
    left = [
        column
        for column in range(min(text, plan.fields.get("title", text)))
        if (cells := [_text(row, column) for row in rows if _filled(row, column)])
        and all(map(CODE.fullmatch, cells))
    ]
    if len(left) > 1:
        yield _codes(rows, left)


def _codes(rows: Sequence[Row], columns: Sequence[int]) -> dict[int, Code]:
    codes: dict[int, Code] = {}
    for row in rows:
        words = next((words for at in reversed(columns) if (words := _text(row, at))), "")
        parts = re.findall(r"\d+|[a-z]+", words.casefold())
        if len(parts) > 1 and parts[-1] == "0":
            parts.pop()
        if parts and len(words) <= 24:
            codes[row[0]] = tuple(parts)
    return codes


def _under(code: Code, other: Code) -> bool:
    """Whether the other lies under the code; 1a is a part of 1 and not under it."""
    if len(other) <= len(code) or other[: len(code)] != code:
        return False
    return not (code[-1].isdigit() and other[len(code)].isalpha())


def _by_code(plan: TablePlan, rows: Sequence[Row], codes: Mapping[int, Code]) -> set[int]:
    coded = [row for row in rows if row[0] in codes]
    above = {
        one[0] for one, other in itertools.pairwise(coded) if _under(codes[one[0]], codes[other[0]])
    }
    depths = Counter(len(codes[index]) for index in above)
    ends = Counter(len(codes[row[0]]) for row in coded if row[0] not in above)
    above = {index for index in above if depths[len(codes[index])] >= ends[len(codes[index])]}
    heads = [row for row in coded if row[0] in above]
    leaves = [row for row in coded if row[0] not in above]
    if not heads or len(leaves) < 2:
        return set()
    text, title = plan.fields["text"], plan.fields.get("title")
    wording = text if title is None else title
    named = all(_names(_text(row, wording), SECTION_WORDS) for row in heads)
    codings = {plan.fields.get("reference"), wording}
    blank = [
        column
        for column in range(len(plan.header.headings))
        if column not in codings
        and _share(leaves, column) >= USUALLY
        and not any(_filled(row, column) for row in heads)
    ]
    if not named or not (blank or _named_only(plan, heads, leaves, codes)):
        return set()
    return above | _childless(leaves, blank, codes, wording, depths)


def _named_only(
    plan: TablePlan, heads: Sequence[Row], leaves: Sequence[Row], codes: Mapping[int, Code]
) -> bool:
    """Whether, with no column to tell them by, all rows of a level are brief and the rest long."""
    text = plan.fields["text"]
    levels = {len(codes[index]) for index, _ in heads}
    if any(len(codes[index]) in levels for index, _ in leaves) or len(heads) < 2:
        return False
    if any(_count(plan, row) > 2 for row in (*heads, *leaves)):
        return False
    longest = max(word_count(_text(row, text)) for row in heads)
    usual = statistics.median(word_count(_text(row, text)) for row in leaves)
    return longest <= BRIEF and usual >= 2 * BRIEF - 2


def _childless(
    leaves: Sequence[Row],
    blank: Sequence[int],
    codes: Mapping[int, Code],
    wording: int,
    depths: Counter[int],
) -> set[int]:
    """Sections that nothing lies under yet: of a section's level, blank where items never are."""
    empty = [row for row in leaves if blank and not any(_filled(row, column) for column in blank)]
    full = {len(codes[row[0]]) for row in leaves if row not in empty}
    return {
        row[0]
        for row in empty
        if (depth := len(codes[row[0]])) in depths
        and depth not in full
        and _names(_text(row, wording), FEW_WORDS)
    }


def _names(words: str, most: int) -> bool:
    return bool(words) and word_count(words) <= most and not words.endswith(SENTENCE_END)


def _filled(row: Row, column: int) -> bool:
    return column < len(row[1]) and row[1][column] is not None


def _text(row: Row, column: int) -> str:
    return one_line(cell_text(row[1][column])) if column < len(row[1]) else ""


def _count(plan: TablePlan, row: Row) -> int:
    return sum(cell is not None for cell in row[1][: len(plan.header.headings)])


def _share(rows: Sequence[Row], column: int) -> float:
    return sum(_filled(row, column) for row in rows) / len(rows)
