"""Tells the lines of figures that stand directly under a list: a score, a count, a maximum."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marmot_tracker.exchange.mapping import TablePlan
from marmot_tracker.exchange.row_trees import Row
from marmot_tracker.exchange.tables import CellFault, cell_text, one_line, word_count

FIGURE = re.compile(r"[-+£$€]?\s?\d[\d,. ]*%?(?:\s?(?:/|of|out of)\s?\d[\d,.]*)?")
LABEL = 3
"""A line of figures is called by at most so many words."""


def lines_of_figures(plan: TablePlan, rows: Sequence[Row]) -> set[int]:
    """The last rows that are a few words with figures beside them, unlike every row above."""
    last = len(rows)
    while last and _is_figures(plan, rows[last - 1]):
        last -= 1
    found, items = rows[last:], rows[:last]
    if not found or len(items) < 2:
        return set()
    reference, text = plan.fields.get("reference"), plan.fields["text"]
    if reference is not None and all(_words(row, reference) for row in items):
        return {index for index, _ in found}
    longer = all(word_count(_words(row, text)) > LABEL for row in items)
    return {index for index, _ in found} if longer else set()


def _is_figures(plan: TablePlan, row: Row) -> bool:
    text, reference = plan.fields["text"], plan.fields.get("reference")
    label = _words(row, text)
    if not label or word_count(label) > LABEL or (reference is not None and _words(row, reference)):
        return False
    beside = [
        one_line(cell_text(cell))
        for column, cell in enumerate(row[1][: len(plan.header.headings)])
        if column != text and cell is not None and not isinstance(cell, CellFault)
    ]
    return bool(beside) and all(map(FIGURE.fullmatch, beside))


def _words(row: Row, column: int) -> str:
    return one_line(cell_text(row[1][column])) if column < len(row[1]) else ""
