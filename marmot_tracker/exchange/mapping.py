"""Finds the row of headings of a table and what each column means, and explains every choice.

A choice rests on the heading's words first and on the cells second (`headings`, `columns`), and
every one can be corrected (`corrections`).
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.columns import extra_type, is_prose, profile
from marmot_tracker.exchange.corrections import (
    EXTRA,
    IGNORE,
    Corrections,
    UnknownWord,
    shape_heading,
)
from marmot_tracker.exchange.guessing import CODED, Guesses
from marmot_tracker.exchange.header_rows import (
    HeaderRow,
    header_at,
    header_candidates,
    without_headings,
)
from marmot_tracker.exchange.headings import FIELDS, field_strengths, fold, heading_of_field
from marmot_tracker.exchange.spanning import take_what_differs
from marmot_tracker.exchange.tables import (
    Cell,
    RawTable,
    cell_text,
    column_letter,
    one_line,
    turned,
    word_count,
)
from marmot_tracker.exchange.words import WordReader, says_nothing_yet

__all__ = ["EXTRA", "IGNORE", "ColumnGuess", "TablePlan", "plan_table"]

MOST_WORDS = 15
"""A column with more different words than this is no column of codes."""
LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column was read as, and why in one sentence.

    `field` is a name of `FIELDS`, "extra" for a column of the place's own, or "ignore";
    `kind` is the `ExtraType` its cells bear out; `filled` counts the cells with something in.
    """

    letter: str
    heading: str
    field: str
    why: str
    filled: int = 0
    kind: str = "text"
    samples: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ColumnGuess:
        """From what `to_json` gave, text made of whatever came."""
        return cls(
            letter=str(told["letter"]),
            heading=str(told["heading"]),
            field=str(told["field"]),
            why=str(told["why"]),
            filled=int(told["filled"]),
            kind=str(told["kind"]),
            samples=tuple(map(str, told["samples"])),
        )


@dataclass(frozen=True, slots=True)
class TablePlan:
    """How one table is to be read: where its headings are and which column holds which field.

    `fields` gives the column of each field; `timescale_marks` the columns whose x says the
    timescale, with its words; `first` is the first row below the headings, from 0. `title` stands
    above a table that is one of several on its sheet.
    """

    table: RawTable
    header: HeaderRow
    fields: dict[str, int]
    timescale_marks: dict[int, str]
    score: float
    rows_with_text: int
    guesses: Guesses
    words: WordReader
    columns: tuple[ColumnGuess, ...] = ()
    title: str = ""

    def explained(self) -> TablePlan:
        """The same plan with every column's choice explained."""
        columns = _columns_below(self.table, self.header)
        return replace(
            self,
            columns=tuple(
                _guess(self.header, self.guesses, column, cells)
                for column, cells in enumerate(columns)
            ),
        )

    @property
    def clear_list(self) -> bool:
        """Whether headings, and not cells alone, say that this is a list with something in it."""
        known = sum(column.field not in (EXTRA, IGNORE) for column in self.columns)
        return self.rows_with_text > 0 and known >= 2 and self.header.strength >= 14

    def unknown_words(self) -> tuple[UnknownWord, ...]:
        """The words of columns of codes that are none we know, with their counts."""
        found: list[UnknownWord] = []
        for column, heading in enumerate(self.header.headings):
            field, taken = self._coded(column)
            if not field:
                continue
            counts: Counter[str] = Counter()
            for row in self.table.rows[self.first :]:
                if column < len(row) and isinstance(row[column], str):
                    word = one_line(cell_text(row[column]))
                    if not self.words.known(field, word) and not says_nothing_yet(word):
                        counts[word] += 1
            few = len(counts) <= MOST_WORDS and all(len(word) <= LONGEST_WORD for word in counts)
            if taken or few:
                found += [
                    UnknownWord(field, heading, word, times, taken)
                    for word, times in counts.most_common(MOST_WORDS)
                ]
        return tuple(found)

    def _coded(self, column: int) -> tuple[str, bool]:
        """The field of codes that a column is (True), or could be if its words were known."""
        for field in CODED:
            if self.fields.get(field) == column:
                return field, True
        heading = self.header.headings[column]
        if self.guesses.field_of(column) != EXTRA or self.header.invented(column):
            return "", False
        strengths = field_strengths(heading)
        could = [
            field
            for field in CODED
            if field not in self.fields and strengths.get(field, 0) >= MAY_BE_CODED
        ]
        return (max(could, key=lambda field: strengths[field]), False) if could else ("", False)

    @property
    def first(self) -> int:
        """The first row below the headings."""
        return self.header.first


def plan_table(table: RawTable, corrections: Corrections) -> TablePlan | None:
    """The best way to read a table, or None where nothing in it looks like a list of ours.

    A table that holds its records side by side, or one record as a form, is turned first.
    """
    words = WordReader.of(corrections.words)
    if corrections.header_row:
        headers = [header_at(table, corrections.header_row)]
    else:
        headers = header_candidates(table, frozenset(map(fold, corrections.columns)))
    plans = [
        plan for header in headers if (plan := _plan(table, header, corrections, words)) is not None
    ]
    if not plans and not corrections.header_row:
        plans = _other_ways(table, corrections, words)
    if not plans:
        return None
    best = max(plans, key=lambda plan: (plan.rows_with_text > 0, plan.score))
    return best.explained()


def _other_ways(table: RawTable, corrections: Corrections, words: WordReader) -> list[TablePlan]:
    """The table turned, where its first column reads like headings; or without any headings."""
    if (sideways := turned(table)) is not None:
        for header in header_candidates(sideways, frozenset())[:1]:
            plan = _plan(sideways, header, corrections, words)
            if plan is not None and header.strength >= FORM and plan.rows_with_text:
                return [plan]
    bare = _plan(table, without_headings(table), corrections, words)
    if bare is not None and _only_names_columns(bare):
        # Words over the columns that we do not know are no item either.
        bare = _plan(table, replace(bare.header, first=bare.header.first + 1), corrections, words)
    return [bare] if bare is not None and _fit_without_headings(bare) else []


MAY_BE_CODED = 6
"""A heading at least this strong may be a column of codes whose words are not known yet."""
FORM = 20
"""Headings down a column are believed from this strength on: two beyond doubt."""


def _fit_without_headings(plan: TablePlan) -> bool:
    """A table without headings is a list only where references stand beside sentences."""
    return "reference" in plan.fields and "text" in plan.fields and plan.rows_with_text >= 3


def _only_names_columns(plan: TablePlan) -> bool:
    """Whether the first row is of single words unlike the references and sentences below it."""
    row, *below = plan.table.rows[plan.first :] or [()]
    texts = [one_line(cell) for cell in row if isinstance(cell, str)]
    filled = sum(cell is not None for cell in row)
    if len(texts) < max(2, filled) or any(word_count(text) > NAMING_WORDS for text in texts):
        return False
    if any(map(str.isdigit, "".join(texts))) or not below:
        return False
    reference = plan.fields.get("reference")
    counted = [
        cell_text(each[reference])
        for each in below
        if reference is not None and reference < len(each) and each[reference] is not None
    ]
    return bool(counted) and all(any(map(str.isdigit, text)) for text in counted)


NAMING_WORDS = 2
"""More words than this in a cell are no name of a column that we do not know."""


def _plan(
    table: RawTable, header: HeaderRow, corrections: Corrections, words: WordReader
) -> TablePlan | None:
    full = _full_rows(table, header)
    seen = tuple(
        profile([row[column] if column < len(row) else None for row in full], words)
        for column in range(len(header.headings))
    )
    named = _named_columns(header.headings, corrections.columns)
    guesses = Guesses(header, seen, named, _coloured(table, header), _spanned(table, header))
    guesses.choose()
    take_what_differs(guesses)
    if "text" not in guesses.fields:
        return None
    text = guesses.fields["text"]
    rows = seen[text].filled
    if header.lone and not named and not _lone_list(table, header, text):
        return None
    reach = sum(min(strength, 10.0) for strength in guesses.strengths.values())
    return TablePlan(
        table=table,
        header=header,
        fields=guesses.fields,
        timescale_marks=guesses.marks,
        score=reach + min(rows, 40) / 4 + (5 if is_prose(seen[text]) else 0),
        rows_with_text=rows,
        guesses=guesses,
        words=words,
    )


def _spanned(table: RawTable, header: HeaderRow) -> dict[int, int]:
    """How many cells of each column lie under merged ones above them."""
    cells: Counter[int] = Counter()
    for top, left, bottom, _ in table.merged:
        if top >= header.first:
            cells[left] += bottom - top
    return dict(cells)


def _coloured(table: RawTable, header: HeaderRow) -> dict[int, int]:
    """How many blank cells of each column below the headings rating colours fill; two at least."""
    cells: Counter[int] = Counter()
    colours: dict[int, set[str]] = {}
    for (row, column), colour in table.colours.items():
        if header.first <= row < len(table.rows) and column < len(header.headings):
            cells[column] += 1
            colours.setdefault(column, set()).add(colour)
    return {column: cells[column] for column in cells if len(colours[column]) > 1}


LONE_ROWS = 4
SURELY = 8
"""A lone heading below this strength needs numbers under it."""
COUNTED = re.compile(r"(?:\w+\s+)?\(?\d{1,3}(?:\.\d{1,3})*[.):]?\s")


def _lone_list(table: RawTable, header: HeaderRow, text: int) -> bool:
    """Whether one column under one word is a list: numbered, or all of it single sentences.

    One word above a paragraph is the title of a page, not a heading over a list.
    """
    cells = _columns_below(table, header)[text]
    texts = [one_line(cell_text(cell)) for cell in cells if cell is not None]
    if len(texts) >= 3 and sum(bool(COUNTED.match(text)) for text in texts) >= 0.6 * len(texts):
        return True
    if header.strength < SURELY or not any(
        table.rows[header.first] if header.first < len(table.rows) else ()
    ):
        return False
    return len(texts) >= (2 if not table.is_sheet else LONE_ROWS) and not any(
        cell is None for cell in cells[: len(texts)]
    )


def _columns_below(table: RawTable, header: HeaderRow) -> list[list[Cell]]:
    width = len(header.headings)
    rows = table.rows[header.first :]
    return [[row[column] if column < len(row) else None for row in rows] for column in range(width)]


def _full_rows(table: RawTable, header: HeaderRow) -> list[tuple[Cell, ...]]:
    """The rows that show what columns hold: not the headings again, nor lone cells among fuller rows."""
    again = {heading.casefold() for heading in header.headings}
    longest = max(map(len, again), default=0)
    counted: list[tuple[int, tuple[Cell, ...]]] = []
    for row in table.rows[header.first :]:
        filled = len(row) - row.count(None)
        same = sum(
            isinstance(cell, str) and len(cell) <= longest and one_line(cell).casefold() in again
            for cell in row
        )
        if filled and (same < 2 or same * 2 < filled):
            counted.append((filled, row))
    several = [filled for filled, _ in counted if filled > 1]
    if len(several) * 2 < len(counted) or statistics.median(several or [0]) < 3:
        return [row for _, row in counted]
    return [row for filled, row in counted if filled > 1]


def _guess(header: HeaderRow, guesses: Guesses, column: int, cells: Sequence[Cell]) -> ColumnGuess:
    seen = guesses.seen[column]
    return ColumnGuess(
        letter=column_letter(column),
        heading=header.headings[column],
        field=guesses.field_of(column),
        why=guesses.why(column),
        filled=seen.filled,
        kind=str(extra_type(cells)),
        samples=seen.samples,
    )


def _named_columns(headings: Sequence[str], columns: Mapping[str, str]) -> dict[int, str]:
    """The columns that the person named, with the field of each.

    Raises `TrackerError` naming the fields or headings there are, where one is not among them.
    """
    named: dict[int, str] = {}
    for name, key in columns.items():
        field = key if key in (EXTRA, IGNORE) else heading_of_field(key)
        if field is None:
            raise TrackerError(
                f"There is no field called '{key}'.",
                hint=f"Fields are {', '.join(FIELDS)}, and extra and ignore.",
            )
        column = _column_named(headings, name)
        if column is None:
            told = "; ".join(heading for heading in headings if heading)
            raise TrackerError(
                f"There is no column headed '{name}' in this file.",
                hint=f"Its headings are: {told}." if told else "It has no headings.",
            )
        named[column] = field
    return named


def _column_named(headings: Sequence[str], name: str) -> int | None:
    """The column of a heading: exactly, folded, as shapes compare, or of "column D"; or None."""
    for like in (str, fold, shape_heading):
        wanted = like(name)
        for column, heading in enumerate(headings):
            if heading and like(heading) == wanted:
                return column
    if found := re.fullmatch(r"column ([a-z]{1,3})", name.strip().lower()):
        for column in range(len(headings)):
            if column_letter(column).lower() == found[1]:
                return column
    return None
