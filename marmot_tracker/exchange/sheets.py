"""A sheet of a file as a person sees it, each row and column with what it was taken for.

Made beside the reading (`picturing`), so that nothing is read twice; bounded, so that a vast file
can be shown. What the bounds cut off is counted, and was read all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from marmot_tracker.exchange.mapping import ColumnGuess
from marmot_tracker.exchange.tables import column_letter

ROWS = 20_000
COLUMNS = 60
LETTERS = 200
"""Of a sheet so many rows and columns are shown, and of a cell so many letters."""
ALL_LETTERS = 30_000_000
"""Of all sheets together so many letters are shown: what the helper's answer has room for."""

At = tuple[int, int]
"""A cell: row and column, counted from 0 in the rows shown."""


class Taken(StrEnum):
    """What a row was taken for."""

    BLANK = ""
    TITLE = "title"
    HEADINGS = "headings"
    ITEM = "item"
    GOES_ON = "goes_on"
    THEME = "theme"
    LEFT_OUT = "left_out"
    NOT_READ = "not_read"


TAKEN_WORDS: Mapping[Taken, str] = {
    Taken.BLANK: "",
    Taken.TITLE: "Title",
    Taken.HEADINGS: "Headings",
    Taken.ITEM: "Item",
    Taken.GOES_ON: "Goes on",
    Taken.THEME: "Theme",
    Taken.LEFT_OUT: "Left out",
    Taken.NOT_READ: "Not read",
}
"""What stands beside a row."""


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """One sheet (or the one table of a text file), as it was read or passed over.

    `rows` are texts, each row as long as it is filled, from row `first_row` as Excel counts;
    `taken` says what each was taken for, `why` in words for those left out. `columns` are those
    of a sheet that was `read`. `fills` names the rating colour of a cell, `faults` says what could
    not be read in one. `more` rows and `wider` columns are not shown. Where the sheet was `turned`
    its columns are the rows here.
    """

    name: str
    is_sheet: bool
    read: bool
    rows: tuple[tuple[str, ...], ...]
    taken: tuple[Taken, ...]
    columns: tuple[ColumnGuess, ...] = ()
    why: Mapping[int, str] = field(default_factory=dict)
    fills: Mapping[At, str] = field(default_factory=dict)
    faults: Mapping[At, str] = field(default_factory=dict)
    first_row: int = 1
    more: int = 0
    wider: int = 0
    turned: bool = False
    hidden: bool = False

    @property
    def width(self) -> int:
        """How many columns are shown."""
        widest = max((len(row) for row in self.rows), default=0)
        return max(widest, min(len(self.columns), COLUMNS))

    def cell(self, row: int, column: int) -> str:
        """The text of a cell."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def row_name(self, row: int) -> str:
        """What Excel shows beside a row: its number; a letter where the sheet was turned."""
        return column_letter(row) if self.turned else str(self.first_row + row)

    def where(self, row: int) -> str:
        """The place of a row in words, as `RawTable.where` says it."""
        place = f"{'column' if self.turned else 'row'} {self.row_name(row)}"
        return f"Sheet '{self.name}', {place}" if self.is_sheet else place

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "name": self.name,
            "is_sheet": self.is_sheet,
            "read": self.read,
            "rows": self.rows,
            "taken": [taken.value for taken in self.taken],
            "columns": [column.to_json() for column in self.columns],
            "why": list(self.why.items()),
            "fills": [[*at, colour] for at, colour in self.fills.items()],
            "faults": [[*at, words] for at, words in self.faults.items()],
            "first_row": self.first_row,
            "more": self.more,
            "wider": self.wider,
            "turned": self.turned,
            "hidden": self.hidden,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any], held: dict[str, str]) -> SheetPicture:
        """From what `to_json` gave; equal texts are `held` once. Raises as `ReadResult` does."""
        named = {taken.value: taken for taken in Taken}
        return cls(
            name=str(told["name"]),
            is_sheet=bool(told["is_sheet"]),
            read=bool(told["read"]),
            rows=tuple(
                tuple(held.setdefault(text, text) for text in map(str, row)) for row in told["rows"]
            ),
            taken=tuple(named[taken] for taken in told["taken"]),
            columns=tuple(map(ColumnGuess.from_json, told["columns"])),
            why={int(row): str(words) for row, words in told["why"]},
            fills={(int(row), int(column)): str(name) for row, column, name in told["fills"]},
            faults={(int(row), int(column)): str(words) for row, column, words in told["faults"]},
            first_row=int(told["first_row"]),
            more=int(told["more"]),
            wider=int(told["wider"]),
            turned=bool(told["turned"]),
            hidden=bool(told["hidden"]),
        )
