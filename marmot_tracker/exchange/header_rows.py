"""Finds which row holds the headings, and makes one heading for each column of it."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.headings import MOST_HEADING_WORDS, field_strengths, fold
from marmot_tracker.exchange.tables import (
    Cell,
    RawTable,
    cell_text,
    column_letter,
    one_line,
    word_count,
)

LONGEST_NAME = 255
"""Characters of a heading that are kept, as many as Excel takes for a table's."""
LOOKED_AT = 200
"""Rows from the top among which the headings are sought."""
CANDIDATES = 3
LEAST = 4.0
"""Rows of headings that we know less of than this are told by their shape or not at all."""
NEAR = 0.6
"""A row less like headings than this share of the best one is not tried."""
LONGEST_HEADING = 160
SENTENCE = 5
"""A cell with a full stop after so many words is a sentence and no heading."""
LONE = 4
"""A word that stands alone in its row is a heading from this strength on."""


VALUE = re.compile(
    r"<?(?:https?://|www\.)|\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d|$)|(?:yes|true|false)$",
    re.IGNORECASE,
)
"""An address, a day or a yes is no heading, whatever stands around it."""


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
    def last(self) -> int:
        """The last row of the headings, where they stand in two."""
        return max(self.index, self.first - 1)

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
    told: set[tuple[str, ...]] = set()
    for index, row in enumerate(table.rows[:LOOKED_AT]):
        words = tuple(fold(cell_text(cell)) for cell in row)
        if words in told:
            continue  # the same headings printed again further down
        told.add(words)
        if _repeats_above(words, table.rows[index - 1] if index else ()):
            continue
        strength = max(
            row_strength(row, named), _shape_strength(table, index), _asked_strength(table, index)
        )
        if strength >= LEAST:
            found.append((strength, index))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    found = [pair for pair in found if pair[0] >= NEAR * found[0][0]]
    return [_header(table, index, strength) for strength, index in found[:CANDIDATES]]


def _repeats_above(words: tuple[str, ...], above: tuple[Cell, ...]) -> bool:
    """Whether a row says the same as the row above in several columns, as rows of values do."""
    same = [
        word
        for word, cell in zip(words, above, strict=False)
        if word and word == fold(cell_text(cell))
    ]
    return len(set(same)) >= 2 and len(same) * 3 >= sum(map(bool, words))


def header_at(table: RawTable, number: int) -> HeaderRow:
    """The headings in the row that the person named, as Excel counts. Raises `TrackerError`."""
    index = number - table.first_row
    if not 0 <= index < len(table.rows) or not any(table.rows[index]):
        raise TrackerError(
            f"There are no headings in row {number}: nothing stands there.",
            hint="Give the row's number as Excel shows it at the left.",
        )
    return _header(table, index, 100.0)


def without_headings(table: RawTable) -> HeaderRow:
    """A stand-in for a table that begins with its first row of values."""
    width = max((len(row) for row in table.rows), default=0)
    letters = tuple(f"Column {column_letter(column)}" for column in range(width))
    return HeaderRow(-1, letters, 0, invented_columns=frozenset(range(width)))


def row_strength(row: tuple[Cell, ...], named: frozenset[str]) -> float:
    """How much a row reads like headings: the strengths of different fields, less what is not."""
    best: dict[str, float] = {}
    against = 0.0
    filled = 0
    years = _years(row)
    for cell in row:
        if cell is None:
            continue
        filled += 1
        if not isinstance(cell, str):
            against += 0 if cell in years else 3
            continue
        if len(cell) > LONGEST_HEADING or VALUE.match(cell):
            against += 6
            continue
        if fold(cell) in named:
            best[f"named {cell}"] = 100.0
            continue
        if cell.endswith((".", ";")) and len(cell.split()) >= SENTENCE:
            against += 6
            continue
        strengths = field_strengths(cell) if len(cell.split()) <= MOST_WORDS else {}
        if strengths:
            field = max(strengths, key=lambda name: strengths[name])
            best[field] = max(best.get(field, 0.0), strengths[field])
        elif len(cell) > 60:
            against += 2
    if filled == 1 and max(best.values(), default=0) < LONE:
        return 0.0
    return sum(best.values()) - against


def _shape_strength(table: RawTable, index: int) -> float:
    """LEAST where a row looks like headings whatever its words: short, different, rows below.

    The rows below must be about as full, and not all short texts like itself.
    """
    row = table.rows[index]
    texts = [one_line(cell) for cell in row if isinstance(cell, str)]
    filled = sum(cell is not None for cell in row)
    if len(texts) < 2 or len(texts) < filled or len({fold(text) for text in texts}) < filled:
        return 0.0
    if any(len(text) > 60 or text.endswith((".", ";")) or VALUE.match(text) for text in texts):
        return 0.0
    below = [
        sum(cell is not None for cell in each)
        for each in table.rows[index + 1 : index + 1 + SHAPE_ROWS]
    ]
    if len(below) < 3 or sum(2 * count >= filled for count in below[:4]) < min(3, len(below)):
        return 0.0
    above = [sum(cell is not None for cell in each) for each in table.rows[:index]]
    return 0.0 if any(count >= filled for count in above) else LEAST


SHAPE_ROWS = 8


def _years(row: tuple[Cell, ...]) -> frozenset[Cell]:
    """The years, one after the other, that head columns of figures; none where there is one."""
    numbers = [cell for cell in row if isinstance(cell, (int, float))]
    rising = all(before < after for before, after in itertools.pairwise(numbers))
    if len(numbers) < 2 or not rising or not all(1990 <= number <= 2100 for number in numbers):
        return frozenset()
    return frozenset(numbers)


def _asked_strength(table: RawTable, index: int) -> float:
    """ASKED where a row asks for what stands below it in whole sentences, column by column.

    Every cell is filled and different, half of them sentences; below most columns short answers.
    """
    row = table.rows[index]
    below = [each for each in table.rows[index + 1 : index + 1 + SHAPE_ROWS] if any(each)]
    width = max((len(each) for each in below), default=0)
    texts = [one_line(cell) for cell in row if isinstance(cell, str)]
    if not 3 <= width <= len(texts) or len(below) < 2 or None in row[:width]:
        return 0.0
    if len({fold(text) for text in texts}) < len(texts) or any(
        not 1 <= word_count(text) <= MOST_HEADING_WORDS or len(text) > LONGEST_HEADING
        for text in texts
    ):
        return 0.0
    long = [column for column in range(width) if word_count(texts[column]) >= SENTENCE]
    answered = [column for column in long if _short_answers(below, column)]
    asks = sum(bool(ASKING.match(text)) for text in texts)
    if 2 * len(long) < width or 2 * len(answered) < len(long) or 2 * asks < width:
        return 0.0
    return ASKED


def _short_answers(rows: list[tuple[Cell, ...]], column: int) -> bool:
    cells = [cell_text(row[column]) for row in rows if column < len(row)]
    return statistics.median(word_count(cell) for cell in cells) < SENTENCE if cells else False


ASKED = 8.0
"""The strength of a row of questions."""
ASKING = re.compile(
    r"(?:please|what|who|whom|when|where|which|why|how|is|are|has|have|do|does|will|give|state|say|"
    r"tell|describe|list|set out|explain|name|provide)\b|.*\?",
    re.IGNORECASE,
)
MOST_WORDS = 12
"""More words than this are a heading only in a row of questions."""


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
    if wrapped := _wrapped_row(table, index, own):
        own = [f"{text} {more}".strip() for text, more in zip(own, wrapped, strict=True)]
        first = index + 2
    elif below := _second_row(table, index, own):
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
    return [
        _shortened(one_line(cell_text(row[at]))) if at < len(row) else "" for at in range(width)
    ]


def _shortened(heading: str) -> str:
    """A heading as a name: whoever wrote an essay into one is not told all of it again."""
    return heading if len(heading) <= LONGEST_NAME else f"{heading[: LONGEST_NAME - 1]}…"


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


def _wrapped_row(table: RawTable, index: int, own: list[str]) -> list[str] | None:
    """The row below, where headings only go on in it: "What will be" and "done?"."""
    rows = table.rows[index + 1 : index + 3]
    if len(rows) < 2 or not any(isinstance(cell, str) or cell for cell in rows[1]):
        return None
    below = _texts(table, index + 1, len(own))
    filled = [column for column, text in enumerate(below) if text]
    goes_on = all(
        own[column]
        and (below[column][0].islower() or below[column].startswith("("))
        and word_count(below[column]) <= WRAPPED_WORDS
        and not own[column].endswith(("?", ".", ":"))
        for column in filled
    )
    after = sum(cell is not None for cell in rows[1])
    if len(filled) < 2 or not goes_on or after <= len(filled):
        return None
    return below if len(filled) < sum(map(bool, own)) else None


WRAPPED_WORDS = 4
"""A second line of a heading has no more words."""


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
