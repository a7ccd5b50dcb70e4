"""Tells which rows below the headings are items, and which are sections, totals or notes."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Sequence

from marmot_tracker.exchange.columns import REFERENCE
from marmot_tracker.exchange.mapping import TablePlan
from marmot_tracker.exchange.row_ends import lines_of_figures
from marmot_tracker.exchange.row_kinds import RowKind, TableRow
from marmot_tracker.exchange.row_signs import (
    counts_columns,
    marked_column,
    merged_down,
    titles_alone,
)
from marmot_tracker.exchange.row_trees import (
    lone_sections,
    tree_sections,
    unnumbered_sections,
)
from marmot_tracker.exchange.row_words import (
    ANSWERS,
    EXAMPLE,
    FEW_WORDS,
    INSTRUCTION,
    KEY,
    LIFE,
    NAMES_ROWS,
    NO_WORDS,
    NOTE,
    PLACEHOLDER,
    SECTION_WORDS,
    SENTENCE_END,
    STRONG_INSTRUCTION,
    TOTAL,
)
from marmot_tracker.exchange.tables import Cell, CellFault, cell_text, one_line, word_count
from marmot_tracker.exchange.words import read_rating, says_nothing_yet


def _as_written(plan: TablePlan) -> tuple[str, ...]:
    """The cells of the row of headings as they stand, without regard to case."""
    if plan.header.index < 0:
        return ("",) * len(plan.header.headings)
    row = plan.table.rows[plan.header.index]
    written = [cell_text(cell).casefold() for cell in row]
    return tuple(written + [""] * (len(plan.header.headings) - len(written)))


class RowReader:
    """Classes the rows of one planned table by what the table's own rows are usually like."""

    def __init__(self, plan: TablePlan) -> None:
        self.plan = plan
        self.width = len(plan.header.headings)
        self.headings = _as_written(plan)
        self.text = plan.fields["text"]
        self.reference = plan.fields.get("reference")
        self.merged = merged_down(plan)
        self.marked = marked_column(plan)
        self.titles_alone = titles_alone(plan)
        rows = plan.table.rows[plan.first :]
        with_text = self._usual_rows(rows)
        counts = [sum(cell is not None for cell in row[: self.width]) for row in with_text]
        several = [number for number in counts if number > 1]
        self.fuller = bool(several)
        self.usual = statistics.median(
            (several if len(several) * 2 >= len(counts) else counts) or [0]
        )
        referred = [row for row in with_text if self._filled_at(row, self.reference)]
        self.numbered = bool(with_text) and len(referred) >= 0.6 * len(with_text)
        self.usual_referred = statistics.median(
            [sum(cell is not None for cell in row[: self.width]) for row in referred] or [0]
        )
        self.counted = len(referred) >= 3 and (
            sum(any(map(str.isdigit, self._words(row, self.reference))) for row in referred)
            >= 0.9 * len(referred)
        )
        self.usual_words = statistics.median(
            [
                word_count(self._words(row, self.text))
                for row, number in zip(with_text, counts, strict=True)
                if number > 1 or not several
            ]
            or [0]
        )
        self.defaults = Counter(
            self._values(row) for row in rows if not self._filled_at(row, self.text)
        )

    def _usual_rows(self, rows: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
        """The rows with a wording of the longest run without a gap, or all where runs are short."""
        runs = itertools.groupby(rows, key=lambda row: any(cell is not None for cell in row))
        with_text = [
            [row for row in run if self._filled_at(row, self.text)]
            for filled, run in runs
            if filled
        ]
        longest = max(with_text, key=len, default=[])
        every = [row for run in with_text for row in run]
        return longest if len(longest) >= 3 else every

    @staticmethod
    def _filled_at(row: tuple[Cell, ...], column: int | None) -> bool:
        return column is not None and column < len(row) and row[column] is not None

    @staticmethod
    def _words(row: tuple[Cell, ...], column: int | None) -> str:
        return one_line(cell_text(row[column])) if column is not None and column < len(row) else ""

    def _values(self, row: tuple[Cell, ...]) -> tuple[tuple[int, str], ...]:
        """What a row holds besides its reference and bare numbers."""
        return tuple(
            (column, cell_text(cell))
            for column, cell in enumerate(row[: self.width])
            if cell is not None and column != self.reference and isinstance(cell, str)
        )

    def rows(self) -> list[TableRow]:
        """Every row below the headings that holds something, in order."""
        rows = [
            self._row(index, cells)
            for index, cells in enumerate(self.plan.table.rows[self.plan.first :], self.plan.first)
        ]
        for look in (
            self._figures,
            self._other_tables,
            self._sections,
            self._trees,
            self._continued,
            self._ends,
        ):
            look(rows)
        return [row for row in rows if row.kind is not RowKind.BLANK]

    def _row(self, index: int, cells: tuple[Cell, ...]) -> TableRow:
        filled = self._filled(cells)
        kind = self._kind(index, cells, filled)
        return TableRow(index, cells, kind, _longest(filled, kind))

    def _filled(self, cells: tuple[Cell, ...]) -> list[tuple[int, Cell]]:
        return [
            (column, cell) for column, cell in enumerate(cells[: self.width]) if cell is not None
        ]

    def _kind(
        self, index: int, cells: tuple[Cell, ...], filled: Sequence[tuple[int, Cell]]
    ) -> RowKind:
        if not filled:
            return RowKind.BLANK
        if self._repeats_headings(filled):
            return RowKind.REPEATED
        text = cells[self.text] if self.text < len(cells) else None
        if isinstance(text, CellFault):
            return RowKind.FAULT
        if index <= self.plan.first + 2:
            if counts_columns(filled):
                return RowKind.COLUMN_NUMBERS
            if self._instructs(filled):
                return RowKind.INSTRUCTION
            if EXAMPLE.fullmatch(one_line(cell_text(filled[0][1]))) and len(filled) > 1:
                return RowKind.EXAMPLE
        if self.marked is not None and not self._filled_at(cells, self.marked):
            return RowKind.SECTION
        if len(filled) >= 3 and len({cell_text(cell) for _, cell in filled}) == 1:
            return RowKind.SECTION
        words = one_line(cell_text(text))
        return self._with_wording(words, filled) if words else self._without_wording(cells, filled)

    def _repeats_headings(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        same = sum(
            isinstance(cell, str) and cell.casefold() == self.headings[column]
            for column, cell in filled
        )
        return same >= 2 and same * 2 >= len(filled)

    def _instructs(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        """Whether the row under the headings tells people what to write."""
        texts = [one_line(cell) for _, cell in filled if isinstance(cell, str)]
        if len(texts) < len(filled) and len(filled) - len(texts) > 1:
            return False
        reference = next((one_line(cell_text(c)) for at, c in filled if at == self.reference), "")
        unlike = self.counted and bool(reference) and not any(map(str.isdigit, reference))
        if self.numbered and reference and not unlike and not INSTRUCTION.match(reference):
            return False
        telling = sum(
            bool(INSTRUCTION.match(text) or STRONG_INSTRUCTION.search(text)) for text in texts
        )
        strong = sum(bool(STRONG_INSTRUCTION.search(text)) for text in texts)
        least = 1 if unlike else 2
        return strong >= 1 and telling >= least and telling * (3 if unlike else 2) >= len(texts)

    def _with_wording(self, words: str, filled: Sequence[tuple[int, Cell]]) -> RowKind:
        has_reference = any(column == self.reference for column, _ in filled)
        if PLACEHOLDER.fullmatch(words) or says_nothing_yet(words) or words in NO_WORDS:
            return RowKind.PLACEHOLDER
        if has_reference:
            return RowKind.ITEM
        few = len(filled) <= max(2, self.usual / 2) and len(filled) < self.usual
        if TOTAL.match(words) and (few or self.numbered) and word_count(words) <= 6:
            return RowKind.TOTAL
        if NOTE.match(words) and (few or (len(filled) == 1 and self.fuller)):
            return RowKind.NOTE
        if len(filled) == 1 and self.usual >= 3 and self._names_a_section(words):
            return RowKind.SECTION
        return RowKind.ITEM

    def _names_a_section(self, words: str) -> bool:
        if words.endswith(SENTENCE_END[: None if not self.numbered else 1]):
            return False
        most = SECTION_WORDS if self.numbered else FEW_WORDS
        return word_count(words) <= most and not words[0].islower()

    def _without_wording(
        self, cells: tuple[Cell, ...], filled: Sequence[tuple[int, Cell]]
    ) -> RowKind:
        fields = {column: field for field, column in self.plan.fields.items()}
        known = {fields[column] for column, _ in filled if column in fields}
        first = one_line(cell_text(filled[0][1]))
        if TOTAL.match(first) and not known & {"title"}:
            return RowKind.TOTAL
        if "title" in known:
            told = sum(fields.get(column) not in NAMES_ROWS for column, _ in filled) >= 2
            item = told or self.titles_alone or known & set(LIFE)
            return RowKind.ITEM if item else RowKind.SECTION
        if known <= {"reference"} and self._only_counts(filled):
            return RowKind.NUMBERED
        again = self.defaults[self._values(cells)] >= 3
        if again and filled[0][0] > self.text and "title" not in known:
            return RowKind.NUMBERED
        if NOTE.match(first):
            return RowKind.NOTE
        if known & ANSWERS or len(filled) > 2:
            many = "reference" in known and again
            return RowKind.NUMBERED if many else RowKind.NO_WORDING
        if len(filled) == 1 and isinstance(filled[0][1], str):
            return RowKind.SECTION
        return RowKind.NUMBERED if "reference" in known else RowKind.NO_WORDING

    def _only_counts(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        """Whether nothing but numbers and a reference stands in the row."""
        return all(
            not isinstance(cell, str)
            or (column == self.reference and bool(REFERENCE.fullmatch(cell)))
            for column, cell in filled
        )

    def _figures(self, rows: list[TableRow]) -> None:
        """A score, a count or a maximum directly under the list is no item of it."""
        found = lines_of_figures(self.plan, _of(rows, RowKind.ITEM))
        self._become(rows, found, RowKind.TOTAL)

    def _trees(self, rows: list[TableRow]) -> None:
        """Rows that head others, by their references or by what all of them lack, are sections."""
        found = tree_sections(self.plan, _of(rows, RowKind.ITEM, RowKind.SECTION))
        found |= unnumbered_sections(self.plan, _of(rows, RowKind.ITEM))
        if not self.numbered:
            found |= lone_sections(self.plan, _of(rows, RowKind.ITEM, RowKind.SECTION))
        self._become(rows, found, RowKind.SECTION)

    def _become(self, rows: Sequence[TableRow], found: set[int], kind: RowKind) -> None:
        for row in rows:
            if row.index in found and row.kind is RowKind.ITEM:
                row.kind = kind
                row.words = _longest(self._filled(row.cells), kind)

    def _other_tables(self, rows: list[TableRow]) -> None:
        """Under a gap, rows unlike those of the list are another table, until the next gap."""
        seen = False
        for block in _blocks(rows):
            items = [row for row in block if row.kind is RowKind.ITEM]
            again = any(row.kind is RowKind.REPEATED for row in block)
            if not (seen and items) or again or not (self._is_key(block) or self._is_other(items)):
                seen = seen or bool(items)
                continue
            for row in block:
                filled = self._filled(row.cells)
                row.kind = _under_a_gap(one_line(cell_text(filled[0][1])))
                row.words = row.words or _longest(filled, row.kind)

    def _is_key(self, block: Sequence[TableRow]) -> bool:
        """Whether a block says what the ratings mean: each row a rating and its meaning."""
        rows = [filled for row in block if (filled := self._filled(row.cells))]
        pairs = [filled for filled in rows if 1 < len(filled) <= 3]
        if KEY.fullmatch(one_line(cell_text(rows[0][0][1]))):
            return len(pairs) == len(rows) - 1 or len(rows) == 1
        return len(pairs) == len(rows) and all(
            read_rating(one_line(cell_text(filled[0][1]))) is not None for filled in pairs
        )

    def _is_other(self, items: Sequence[TableRow]) -> bool:
        words = statistics.median(word_count(self._words(row.cells, self.text)) for row in items)
        short = words < max(2, 0.4 * self.usual_words)
        if not self.numbered or not self.counted:
            counts = [len(self._filled(row.cells)) for row in items]
            return short and statistics.median(counts) < self.usual and len(items) > 1
        referred = sum(
            any(map(str.isdigit, self._words(row.cells, self.reference))) for row in items
        )
        return short and referred * 5 <= len(items)

    def _sections(self, rows: list[TableRow]) -> None:
        """Put right what only the row below can tell: whether a short row names a section."""
        filled = [row for row in rows if row.kind is not RowKind.BLANK]
        for row, after in itertools.pairwise(filled):
            if row.kind is RowKind.ITEM and self._heads(row, after):
                row.kind = RowKind.SECTION
                row.words = _longest(self._filled(row.cells), row.kind)
        if self.numbered:
            return
        lone = [
            row
            for row in filled
            if row.kind is RowKind.SECTION and self._filled_at(row.cells, self.text)
        ]
        items = sum(row.kind is RowKind.ITEM for row in filled)
        for row in lone:
            most = items if self.usual >= 4 else 0.5 * items
            if len(lone) > most or filled[-1] is row:
                row.kind = RowKind.ITEM

    def _heads(self, row: TableRow, after: TableRow) -> bool:
        """Whether a row has only a reference and a short name, and the next one lies under it."""
        columns = {column for column, _ in self._filled(row.cells)}
        themes = {self.plan.fields.get(field) for field in ("theme", "section", "principle")}
        if self.reference is None or columns - themes != {self.reference, self.text}:
            return False
        words = self._words(row.cells, self.text)
        if self.usual < 4 or word_count(words) > FEW_WORDS or words.endswith(SENTENCE_END):
            return False
        own = re.findall(r"\d+", self._words(row.cells, self.reference))
        below = re.findall(r"\d+", self._words(after.cells, self.reference))
        return bool(own) and len(below) > len(own) and below[: len(own)] == own

    def _continued(self, rows: list[TableRow]) -> None:
        """Rows directly under an item that only go on with it: merged wording, more actions."""
        merged: list[TableRow] = []
        following: list[TableRow] = []
        under = False
        for row in rows:
            if (row.index, self.text) in self.merged and row.kind is not RowKind.BLANK:
                merged.append(row)
            elif under and self._goes_on(row):
                following.append(row)
            else:
                under = row.kind is RowKind.ITEM
        several = sum(row.kind is RowKind.NO_WORDING for row in following) >= 2
        for row in following:
            if several or row.kind in (RowKind.ITEM, RowKind.NUMBERED):
                row.kind = RowKind.CONTINUED
        for row in merged:
            row.kind = RowKind.CONTINUED

    def _goes_on(self, row: TableRow) -> bool:
        filled = self._filled(row.cells)
        if any(column == self.reference for column, _ in filled):
            return False
        if row.kind in (RowKind.NO_WORDING, RowKind.NUMBERED) and len(filled) == 1:
            column, cell = filled[0]
            return column > self.text and word_count(one_line(cell_text(cell))) > 4
        if row.kind is RowKind.NO_WORDING:
            return len(filled) >= 2
        alone = row.kind is RowKind.ITEM and len(filled) == 1
        return alone and self.reference is not None and self.usual_referred >= 3

    def _ends(self, rows: list[TableRow]) -> None:
        """What stands alone under the last item is a note."""
        items = [row.index for row in rows if row.kind is RowKind.ITEM]
        last = max(items, default=-1)
        referred = max(
            (
                row.index
                for row in rows
                if row.kind is RowKind.ITEM and self._filled_at(row.cells, self.reference)
            ),
            default=-1,
        )
        gap = False
        for row in rows:
            gap = gap or (row.kind is RowKind.BLANK and row.index > referred)
            if row.kind is RowKind.SECTION and row.index > last:
                row.kind = RowKind.NOTE
            elif row.kind is RowKind.ITEM and row.index > referred and gap and self._alone(row):
                row.kind = RowKind.NOTE
                row.words = _longest(self._filled(row.cells), row.kind)

    def _alone(self, row: TableRow) -> bool:
        return self.numbered and self.usual >= 3 and len(self._filled(row.cells)) == 1


def _longest(filled: Sequence[tuple[int, Cell]], kind: RowKind) -> str:
    """The longest text of a row that is no item, to tell it by."""
    if kind in (RowKind.BLANK, RowKind.ITEM) or not filled:
        return ""
    return max((one_line(cell_text(cell)) for _, cell in filled), key=len)[:120]


def _under_a_gap(first: str) -> RowKind:
    """What a row of a block that is no part of the list is, by its first words."""
    if TOTAL.match(first):
        return RowKind.TOTAL
    return RowKind.NOTE if NOTE.match(first) else RowKind.OTHER_TABLE


def _of(rows: Sequence[TableRow], *kinds: RowKind) -> list[tuple[int, tuple[Cell, ...]]]:
    return [(row.index, row.cells) for row in rows if row.kind in kinds]


def _blocks(rows: Sequence[TableRow]) -> list[list[TableRow]]:
    """The rows in runs between blank rows."""
    runs = itertools.groupby(rows, key=lambda row: row.kind is RowKind.BLANK)
    return [list(run) for blank, run in runs if not blank]
