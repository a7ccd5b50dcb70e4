"""Marks two answers in every column of the register until somebody settles them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from marmot_tracker.services.register import RegisterRow
from ui.widgets.table_model import Cell, Column, Tone

FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("wording", "short_title"),
    "owner": ("lead",),
    "title": ("short_title",),
    "position": ("plain_position",),
}
"""Which fields a column shows, where they are not called as it is."""
WORDS = "two answers"


def marked(columns: Iterable[Column[RegisterRow]]) -> tuple[Column[RegisterRow], ...]:
    """The columns, each saying beneath its value, and aloud, that there are two answers."""
    return tuple(_marked(column) for column in columns)


def _marked(column: Column[RegisterRow]) -> Column[RegisterRow]:
    fields = frozenset(FIELDS.get(column.name, (column.name,)))

    def cell(row: RegisterRow) -> Cell:
        shown = column.cell(row)
        if fields.isdisjoint(row.marks) or shown.beneath == WORDS:
            return shown
        return replace(shown, tone=Tone.MISSING, beneath=WORDS)

    def spoken(row: RegisterRow) -> str:
        said = column.spoken(row) if column.spoken else column.cell(row).text
        if fields.isdisjoint(row.marks) or WORDS in said:
            return said
        return f"{said}, {WORDS}"

    return replace(column, cell=cell, spoken=spoken)
