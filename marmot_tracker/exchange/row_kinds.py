"""What the rows below the headings of a table may be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from marmot_tracker.exchange.tables import Cell


class RowKind(Enum):
    """What a row below the headings is."""

    BLANK = "blank"
    ITEM = "item"
    SECTION = "a section heading"
    NUMBERED = "a numbered row with no wording"
    REPEATED = "the headings again"
    INSTRUCTION = "an instruction"
    EXAMPLE = "an example"
    COLUMN_NUMBERS = "the numbers of the columns"
    TOTAL = "a total"
    NOTE = "a note under the table"
    PLACEHOLDER = "a placeholder"
    NO_WORDING = "no wording"
    FAULT = "a wording that cannot be read"
    CONTINUED = "going on with the item above"
    OTHER_TABLE = "another table under the list"


@dataclass(slots=True)
class TableRow:
    """One row below the headings: its index in the table, its cells, what it is, its words."""

    index: int
    cells: tuple[Cell, ...]
    kind: RowKind
    words: str
