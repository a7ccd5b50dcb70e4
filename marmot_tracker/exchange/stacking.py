"""Finds several tables under one another on one sheet, and whether tables are of one list."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import replace

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import Corrections, shape_heading
from marmot_tracker.exchange.header_rows import row_strength
from marmot_tracker.exchange.headings import fold
from marmot_tracker.exchange.mapping import TablePlan, plan_table
from marmot_tracker.exchange.tables import RawTable, cell_text, one_line, word_count

HEADINGS = 8.0
"""A row under a gap that reads less like headings than this begins no table of its own."""
ANY_LIST = frozenset(
    {"description", "detail", "details", "name", "title", "text", "comment", "comments", "item"}
)
"""Headings that stand over the wordings of any table, and so say nothing about which list it is."""


def same_core(one: TablePlan, other: TablePlan) -> bool:
    """Whether two tables list the same sort of thing, whatever else their columns hold.

    The wordings have the same heading, and the references the same heading and form. Where the
    heading is one that any table may have, the references must be different ones too.
    """
    if min(one.header.index, other.header.index) < 0 or one.table.turned or other.table.turned:
        return False
    heading = _heading(one, "text")
    if not heading or heading != _heading(other, "text"):
        return False
    if not (_wording_words(one) >= 3 and _wording_words(other) >= 3):
        return False
    if "reference" not in one.fields or "reference" not in other.fields:
        both = "reference" in one.fields or "reference" in other.fields
        return not both and len(headings_of(one) & headings_of(other)) >= 2
    if _heading(one, "reference") != _heading(other, "reference"):
        return False
    own, theirs = _column(one, "reference"), _column(other, "reference")
    if heading in ANY_LIST and set(own) & set(theirs):
        return False
    return bool({_form(text) for text in own} & {_form(text) for text in theirs})


def headings_of(plan: TablePlan) -> set[str]:
    """The headings of a plan as shapes compare them, without those that are only letters."""
    return {
        shape_heading(heading)
        for column, heading in enumerate(plan.header.headings)
        if not plan.header.invented(column)
    }


def stacked(plan: TablePlan, corrections: Corrections) -> tuple[list[TablePlan], list[str]]:
    """The tables of one list that stand under one another, and sentences on those not read.

    Only the plan itself where its sheet holds no other table of the same list with headings
    different from its own; the same headings printed again are read on with it.
    """
    header = plan.header
    if corrections.header_row or plan.table.turned or header.index < 0:
        return [plan], []
    starts = _starts(plan)
    own = _words(plan.table, header.index)
    others = [index for index in starts if _words(plan.table, index) != own]
    if not others:
        return [plan], []
    found = {
        index: block
        for index, block in _blocks(plan.table, sorted({*starts, header.index}), corrections)
        if block.rows_with_text
    }
    alike = [index for index in others if index in found and same_core(found[index], plan)]
    unread = [
        _unread(found[index])
        for index in others
        if index in found
        and index not in alike
        and index < header.index
        and found[index].clear_list
    ]
    if not alike:
        return [plan], unread
    kept = sorted({*(index for index in starts if index not in others), *alike, header.index})
    blocks = [block for _, block in _blocks(plan.table, kept, corrections)]
    return ([plan] if len(blocks) < len(kept) else blocks), unread


def _starts(plan: TablePlan) -> list[int]:
    """The rows that read like headings, at the top or under a gap or a title."""
    rows, header = plan.table.rows, plan.header
    found = []
    for index, row in enumerate(rows):
        filled = len(row) - row.count(None)
        alone = index == 0 or len(rows[index - 1]) - rows[index - 1].count(None) <= 1
        if filled < 2 or not alone or header.index <= index <= header.last:
            continue
        if row_strength(row, frozenset()) >= HEADINGS:
            found.append(index)
    return found


def _blocks(
    table: RawTable, heads: Sequence[int], corrections: Corrections
) -> list[tuple[int, TablePlan]]:
    """The plan of each table that begins with one of these rows, under the title above it."""
    tops = [_top(table, index) for index in heads]
    found = []
    for place, index in enumerate(heads):
        end = tops[place + 1] if place + 1 < len(heads) else len(table.rows)
        block = replace(
            table,
            rows=((),) * index + table.rows[index:end],
            merged=tuple(span for span in table.merged if index <= span[0] and span[2] < end),
            unread=table.unread if place + 1 == len(heads) else 0,
        )
        try:
            plan = plan_table(block, corrections)
        except TrackerError:
            continue  # what the person said of a column holds for another table of the sheet
        if plan is not None and plan.header.index == index:
            found.append((index, replace(plan, title=_title(table, index))))
    return found


def _top(table: RawTable, index: int) -> int:
    """The first of the lone cells directly above a row of headings."""
    while index and len(table.rows[index - 1]) - table.rows[index - 1].count(None) == 1:
        index -= 1
    return index


def _title(table: RawTable, index: int) -> str:
    if not index or _top(table, index) == index:
        return ""
    return next(one_line(cell_text(cell)) for cell in table.rows[index - 1] if cell is not None)


def _unread(block: TablePlan) -> str:
    table, header = block.table, block.header
    return (
        f"Another table on sheet '{table.name}' with headings in row "
        f"{table.row_number(header.index)} ({block.rows_with_text} rows) was not read; name that "
        "row as the headings to read it."
    )


def _words(table: RawTable, index: int) -> tuple[str, ...]:
    words = [fold(cell_text(cell)) for cell in table.rows[index]]
    while words and not words[-1]:
        words.pop()
    return tuple(words)


def _heading(plan: TablePlan, field: str) -> str:
    column = plan.fields[field]
    return "" if plan.header.invented(column) else shape_heading(plan.header.headings[column])


def _column(plan: TablePlan, field: str) -> list[str]:
    column = plan.fields[field]
    cells = (row[column] for row in plan.table.rows[plan.first :] if column < len(row))
    return [one_line(cell_text(cell)) for cell in cells if cell is not None]


def _form(reference: str) -> str:
    """The form of a reference: IA3 and EA12 are both a9."""
    return re.sub(r"[a-z]+", "a", re.sub(r"\d+", "9", reference.casefold()))


def _wording_words(plan: TablePlan) -> float:
    return statistics.median([word_count(text) for text in _column(plan, "text")] or [0])
