"""Finds which row holds the headings, and makes one heading for each column of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from marmot_tracker.exchange.headings import field_strengths, fold
from marmot_tracker.exchange.tables import Cell, RawTable, cell_text, column_letter, one_line

LOOKED_AT = 200
"""Rows from the top among which the headings are sought."""
CANDIDATES = 3
NEAR = 0.6
"""A row less like headings than this share of the best one is not tried."""
LONGEST_HEADING = 160


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The row of headings (-1 where there is none), its headings, the first row below it.

    `invented_columns` are those whose heading is only their letter.
    """

    index: int
    headings: tuple[str, ...]
    first: int
    strength: float = 0.0
    invented_columns: frozenset[int] = frozenset()

    @property
    def lone(self) -> bool:
        """Whether only one column has a heading."""
        return len(self.headings) - len(self.invented_columns) == 1

    def invented(self, column: int) -> bool:
        """Whether a column has no heading of its own."""
        return column in self.invented_columns


def header_candidates(table: RawTable, named: frozenset[str]) -> list[HeaderRow]:
    """The rows most like headings, best first; `named` are folded headings the person gave."""
    found: list[tuple[float, int]] = []
    for index, row in enumerate(table.rows[:LOOKED_AT]):
        strength = _row_strength(row, named)
        if strength >= 4:
            found.append((strength, index))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    found = [pair for pair in found if pair[0] >= NEAR * found[0][0]]
    return [_header(table, index, strength) for strength, index in found[:CANDIDATES]]


def without_headings(table: RawTable) -> HeaderRow:
    """A stand-in for a table that begins with its first row of values."""
    width = max((len(row) for row in table.rows), default=0)
    letters = tuple(f"Column {column_letter(column)}" for column in range(width))
    return HeaderRow(-1, letters, 0, invented_columns=frozenset(range(width)))


def _row_strength(row: tuple[Cell, ...], named: frozenset[str]) -> float:
    """How much a row reads like headings: the strengths of different fields, less what is not."""
    best: dict[str, float] = {}
    against = 0.0
    filled = 0
    for cell in row:
        if cell is None:
            continue
        filled += 1
        if not isinstance(cell, str):
            against += 3
            continue
        if len(cell) > LONGEST_HEADING:
            against += 6
            continue
        if fold(cell) in named:
            best[f"named {cell}"] = 100.0
            continue
        strengths = field_strengths(cell)
        if strengths:
            field = max(strengths, key=lambda name: strengths[name])
            best[field] = max(best.get(field, 0.0), strengths[field])
        elif len(cell) > 60:
            against += 2
    if filled == 1 and max(best.values(), default=0) < 8:
        return 0.0
    return sum(best.values()) - against


def _header(table: RawTable, index: int, strength: float) -> HeaderRow:
    headings, invented, first = headings_of(table, index)
    return HeaderRow(index, headings, first, strength, invented)


def headings_of(table: RawTable, index: int) -> tuple[tuple[str, ...], frozenset[int], int]:
    """One heading for each column, the columns without one, and the first row of values.

    Group names over several columns are put before their headings where these repeat; a second
    row of headings under merged groups is joined on. Repeated headings are numbered.
    """
    width = max((len(row) for row in table.rows[index:]), default=0)
    own = _texts(table, index, width)
    first = index + 1
    if below := _second_row(table, index, own):
        groups = _spread(own)
        own = [
            f"{groups[column]}: {below[column]}"
            if below[column] and groups[column]
            else below[column] or own[column]
            for column in range(width)
        ]
        first = index + 2
    elif index > 0 and _repeats(own):
        groups = _spread(_texts(table, index - 1, width))
        counts = Counter(fold(text) for text in own if text)
        own = [
            f"{groups[column]}: {text}"
            if text and groups[column] and counts[fold(text)] > 1
            else text
            for column, text in enumerate(own)
        ]
    invented = frozenset(column for column, text in enumerate(own) if not text)
    named = [text or f"Column {column_letter(column)}" for column, text in enumerate(own)]
    return _unique(named), invented, first


def _texts(table: RawTable, index: int, width: int) -> list[str]:
    row = table.rows[index]
    return [one_line(cell_text(row[at])) if at < len(row) else "" for at in range(width)]


def _repeats(texts: list[str]) -> bool:
    folded = [fold(text) for text in texts if text]
    return len(set(folded)) < len(folded)


def _spread(texts: list[str]) -> list[str]:
    """Each group name carried to the right until the next one."""
    spread, last = [], ""
    for text in texts:
        last = text or last
        spread.append(last)
    return spread


def _second_row(table: RawTable, index: int, own: list[str]) -> list[str] | None:
    """The row below, where it only names parts of groups: short text under blanks and groups."""
    if index + 1 >= len(table.rows):
        return None
    grouped = {
        column
        for top, left, _, right in table.merged
        if top == index and right > left
        for column in range(left, right + 1)
    }
    grouped |= {
        column + shift
        for column, text in enumerate(own)
        if text and column + 1 < len(own) and not own[column + 1]
        for shift in (0, 1)
    }
    grouped |= {column for column, text in enumerate(own) if not text}
    below = _texts(table, index + 1, len(own))
    filled = [column for column, text in enumerate(below) if text]
    names = all(
        isinstance(table.rows[index + 1][column], str) and len(below[column]) <= 30
        for column in filled
    )
    alone = any(text and not below[column] for column, text in enumerate(own))
    if len(filled) >= 2 and names and set(filled) <= grouped and alone:
        return below
    return None


def _unique(headings: list[str]) -> tuple[str, ...]:
    """Headings made different: the second "Notes" is "Notes (2)"."""
    taken: set[str] = set()
    unique = []
    for heading in headings:
        name, number = heading, 2
        while name.casefold() in taken:
            name, number = f"{heading} ({number})", number + 1
        taken.add(name.casefold())
        unique.append(name)
    return tuple(unique)
