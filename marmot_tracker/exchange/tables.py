"""Tables as a file holds them, before anybody has decided what they mean."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell whose value is not there to be read: what it shows, and why in words."""

    shown: str
    why: str


Cell = str | int | float | bool | date | datetime | time | timedelta | CellFault | None
"""One cell: text, number, yes/no, real date, duration, a fault, or None where it is blank."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One sheet or one delimited file: rows of cells, with what was noticed on the way.

    Text in `rows` has been through `clean`, and blank text is None.
    `rows` start at row `first_row` as Excel counts. `merged` holds (top, left, bottom, right),
    `month_only` and `colours` (row, column), all counted from 0 inside `rows`; `colours` are
    the names of rating colours (red, amber, green, blue) filling cells. `unread` is how many
    rows with something in them stand past the last row that is read.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    first_row: int = 1
    notes: tuple[str, ...] = ()
    is_sheet: bool = True
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    month_only: frozenset[tuple[int, int]] = frozenset()
    colours: dict[tuple[int, int], str] = field(default_factory=dict)
    unread: int = 0
    colours_seen: bool = True
    """False where the file may have fills that were not read."""
    colour_rules: bool = False
    """True where rules colour cells (conditional formats), which is not read."""
    turned: bool = False
    """True where the sheet's columns are the rows here."""

    def row_number(self, index: int) -> int:
        """The number Excel shows beside the row at `index`."""
        return self.first_row + index

    def where(self, index: int) -> str:
        """The place of a row in words: "Sheet 'Register', row 20", or "row 12" of a text file."""
        place = f"column {column_letter(index)}" if self.turned else f"row {self.row_number(index)}"
        return f"Sheet '{self.name}', {place}" if self.is_sheet else place


MOST_TURNED = 60
"""Rows of a sheet that may be a form, or records side by side."""


def turned(table: RawTable) -> RawTable | None:
    """The table with its columns as rows, as records side by side are read; None where too long.

    Blank rows and merges fall away: only the values are kept.
    """
    rows = [row for row in table.rows if any(cell is not None for cell in row)]
    width = max((len(row) for row in rows), default=0)
    if not 2 <= len(rows) <= MOST_TURNED or not 2 <= width <= MOST_TURNED:
        return None
    columns = tuple(
        tuple(row[column] if column < len(row) else None for row in rows) for column in range(width)
    )
    return replace(
        table,
        rows=columns,
        first_row=1,
        hidden_rows=frozenset(),
        merged=(),
        month_only=frozenset(),
        colours={},
        turned=True,
    )


def column_letter(index: int) -> str:
    """The letters Excel shows above the column at `index`, counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Text as the tracker keeps it: NFC, LF line ends, no control characters, no outer space."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    return unicodedata.normalize("NFC", CONTROL.sub("", text)).strip()


def one_line(text: str) -> str:
    """Text with every run of white space as one blank."""
    return " ".join(text.split())


UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def word_count(text: str) -> int:
    """About how many words a text has; scripts without blanks count two letters to a word."""
    words = text.count(" ") + 1 if text else 0
    if text.isascii():
        return words
    return max(words, len(UNSPACED.findall(text)) // 2)


def cell_text(cell: Cell) -> str:
    """A cell as text: what the person sees in it, dates as dd/mm/yyyy, blank as ""."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, CellFault):
        return cell.shown
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y" if cell.time() == time() else "%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return str(cell)


def number_text(number: float) -> str:
    """A number in plain notation with the 15 digits a spreadsheet holds: 3.1, 12, 0.00001."""
    if not math.isfinite(number):
        return str(number)
    if number.is_integer() and abs(number) < 2**53:
        return str(int(number))
    plain = f"{number:.15g}"
    if "e" in plain:
        plain = f"{number:.20f}".rstrip("0")
    return plain
