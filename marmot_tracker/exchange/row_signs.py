"""What shows in a table besides words: numbered columns, marks for items, merged cells."""

from __future__ import annotations

from collections.abc import Sequence

from marmot_tracker.exchange.columns import MARK
from marmot_tracker.exchange.headings import fold
from marmot_tracker.exchange.mapping import TablePlan
from marmot_tracker.exchange.row_words import COLUMN_NUMBER
from marmot_tracker.exchange.tables import Cell, cell_text, one_line

ASSESSED = frozenset({"assessable", "actionable", "is recommendation", "is requirement", "is item"})
"""Headings over marks that say which rows are items, the others being their sections."""


def marked_column(plan: TablePlan) -> int | None:
    """The column whose marks say which rows are items, where there is one."""
    for column, heading in enumerate(plan.header.headings):
        if fold(heading) in ASSESSED:
            cells = [
                one_line(cell_text(row[column]))
                for row in plan.table.rows[plan.first :]
                if column < len(row) and row[column] is not None
            ]
            if cells and all(map(MARK.fullmatch, cells)):
                return column
    return None


def counts_columns(filled: Sequence[tuple[int, Cell]]) -> bool:
    """Whether a row only numbers its columns: 1, 2, 3 or (a), (b), (c)."""
    if len(filled) < 3:
        return False
    found = [COLUMN_NUMBER.fullmatch(one_line(cell_text(cell))) for _, cell in filled]
    marks = [match[1].lower() for match in found if match]
    if len(marks) < len(filled):
        return False
    numbers = [int(mark) if mark.isdecimal() else ord(mark) - 96 for mark in marks]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)


def merged_down(plan: TablePlan) -> dict[tuple[int, int], int]:
    """For each cell under a merged one in its own column, the row that holds the value."""
    above: dict[tuple[int, int], int] = {}
    for top, left, bottom, _ in plan.table.merged:
        if top >= plan.first and bottom > top and left < len(plan.header.headings):
            for row in range(top + 1, min(bottom, len(plan.table.rows) - 1) + 1):
                above[(row, left)] = top
    return above


SECTIONS_DEEP = 3
"""At most so many rows with only a title follow each other where they are sections."""


def titles_alone(plan: TablePlan) -> bool:
    """Whether rows with a title and no wording are items: more follow each other than sections do."""
    title, text = plan.fields.get("title"), plan.fields["text"]
    run = 0
    for row in plan.table.rows[plan.first :]:
        alone = title is not None and _filled(row, title) and not _filled(row, text)
        run = run + 1 if alone else 0
        if run > SECTIONS_DEEP:
            return True
    return False


def _filled(row: Sequence[Cell], column: int) -> bool:
    return column < len(row) and row[column] is not None
