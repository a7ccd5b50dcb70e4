"""Tells which rows below the headings are items, and which are sections, totals or notes."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from marmot_tracker.exchange.columns import REFERENCE, says_nothing_yet
from marmot_tracker.exchange.mapping import TablePlan
from marmot_tracker.exchange.tables import Cell, CellFault, cell_text, one_line

SECTION_WORDS = 14
"""A lone cell with more words than this is a sentence, not the name of a section."""

LIFE = ("owner", "rating", "due", "decision", "position", "path_to_green", "help_needed")
"""Fields that only an item has, never the title row of a section."""

ANSWERS = frozenset(LIFE) | {
    "supporting",
    "timescale",
    "principle",
    "subgroup",
    "reason",
    "evidence",
}
"""Fields whose loss has to be told, where a row has no wording to hang them on."""

TOTAL = re.compile(
    r"(grand |sub ?)?totals?\b|sum\b|count of\b|average\b|number of\b", re.IGNORECASE
)
NOTE = re.compile(
    r"(foot)?notes?\b\s*[:.\d]|source\s*:|key\s*:|legend\b|n\.?b\.?[:\s]|\*|†|end of (list|table)|"
    r"last updated|prepared by|©|please note|version\s*\d",
    re.IGNORECASE,
)
INSTRUCTION = re.compile(
    r"(please\b|enter\b|insert\b|type\b|select\b|choose\b|pick\b|use\b|state\b|describe\b|list\b|"
    r"give\b|provide\b|complete this|e\.?g\.?\b|for example|free text|drop[- ]?down|dd/mm|"
    r"max(imum)?\b|as (printed|shown|stated)|the (full|short|name|date|reference)\b|who\b|what\b|"
    r"copy\b|write\b|add\b|one of\b|yes/no|r/a/g|red/amber|link to\b|if\b|optional|mandatory)",
    re.IGNORECASE,
)
STRONG_INSTRUCTION = re.compile(
    r"dd/mm|drop[- ]?down|free text|\be\.?g\.|max(imum)? \d+ (words|char)|\bplease\b|"
    r"^(enter|insert|select|choose|pick|type|copy) ",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    r"[\[<{(]\s*(insert|enter|add|type|your|recommendation|text|e\.?g|example|tbc|blank|to be)"
    r"[^\]>})]*[\]>})]|\.{2,}|_{2,}|-{2,}|…+|lorem ipsum.*",
    re.IGNORECASE,
)


class RowKind(Enum):
    """What a row below the headings is."""

    BLANK = "blank"
    ITEM = "item"
    SECTION = "a section heading"
    NUMBERED = "a numbered row with no wording"
    REPEATED = "the headings again"
    INSTRUCTION = "an instruction"
    TOTAL = "a total"
    NOTE = "a note under the table"
    PLACEHOLDER = "a placeholder"
    NO_WORDING = "no wording"
    FAULT = "a wording that cannot be read"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below the headings: its index in the table, its cells, what it is, its words."""

    index: int
    cells: tuple[Cell, ...]
    kind: RowKind
    words: str


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
        rows = plan.table.rows[plan.first :]
        self.text = plan.fields["text"]
        with_text = [row for row in rows if self._filled_at(row, self.text)]
        self.usual = statistics.median(
            [sum(cell is not None for cell in row) for row in with_text] or [0]
        )
        reference = plan.fields.get("reference")
        self.numbered = (
            reference is not None
            and bool(with_text)
            and (sum(self._filled_at(row, reference) for row in with_text) >= 0.6 * len(with_text))
        )

    @staticmethod
    def _filled_at(row: tuple[Cell, ...], column: int) -> bool:
        return column < len(row) and row[column] is not None

    def rows(self) -> Iterator[TableRow]:
        """Every row below the headings that holds something, in order."""
        rows = [
            self._row(index, cells)
            for index, cells in enumerate(self.plan.table.rows[self.plan.first :], self.plan.first)
        ]
        seen_item = False
        last_item = max((row.index for row in rows if row.kind is RowKind.ITEM), default=-1)
        for row in rows:
            if row.kind is RowKind.BLANK:
                continue
            seen_item = seen_item or row.kind is RowKind.ITEM
            if row.kind is RowKind.SECTION and row.index > last_item:
                yield TableRow(row.index, row.cells, RowKind.NOTE, row.words)
            else:
                yield row

    def _row(self, index: int, cells: tuple[Cell, ...]) -> TableRow:
        filled = [
            (column, cell) for column, cell in enumerate(cells[: self.width]) if cell is not None
        ]
        kind = self._kind(index, cells, filled)
        if kind in (RowKind.BLANK, RowKind.ITEM):
            return TableRow(index, cells, kind, "")
        words = max((one_line(cell_text(cell)) for _, cell in filled), key=len)
        return TableRow(index, cells, kind, words[:120])

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
        if index <= self.plan.first + 1 and self._instructs(filled):
            return RowKind.INSTRUCTION
        words = one_line(cell_text(text))
        return self._with_wording(words, filled) if words else self._without_wording(filled)

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
        reference = self.plan.fields.get("reference")
        if self.numbered and any(
            column == reference and not INSTRUCTION.match(one_line(cell_text(cell)))
            for column, cell in filled
        ):
            return False
        telling = sum(
            bool(INSTRUCTION.match(text) or STRONG_INSTRUCTION.search(text)) for text in texts
        )
        strong = sum(bool(STRONG_INSTRUCTION.search(text)) for text in texts)
        return strong >= 1 and telling >= 2 and telling * 2 >= len(texts)

    def _with_wording(self, words: str, filled: Sequence[tuple[int, Cell]]) -> RowKind:
        reference = self.plan.fields.get("reference")
        has_reference = any(column == reference for column, _ in filled)
        alone = len(filled) == 1
        if PLACEHOLDER.fullmatch(words) or says_nothing_yet(words):
            return RowKind.PLACEHOLDER
        if has_reference:
            return RowKind.ITEM
        few = len(filled) <= max(2, self.usual / 2) and len(filled) < self.usual
        if TOTAL.match(words) and (few or self.numbered) and len(words.split()) <= 6:
            return RowKind.TOTAL
        if NOTE.match(words) and few:
            return RowKind.NOTE
        if (
            alone
            and self.usual >= 3
            and len(words.split()) <= SECTION_WORDS
            and (self.numbered and not words.endswith("."))
        ):
            return RowKind.SECTION
        return RowKind.ITEM

    def _without_wording(self, filled: Sequence[tuple[int, Cell]]) -> RowKind:
        fields = {column: field for field, column in self.plan.fields.items()}
        known = {fields[column] for column, _ in filled if column in fields}
        first = one_line(cell_text(filled[0][1]))
        if TOTAL.match(first) and not known & {"title"}:
            return RowKind.TOTAL
        if "title" in known:
            return RowKind.ITEM if known & set(LIFE) else RowKind.SECTION
        if known <= {"reference"} and self._only_counts(filled):
            return RowKind.NUMBERED
        if NOTE.match(first):
            return RowKind.NOTE
        if known & ANSWERS:
            return RowKind.NO_WORDING
        if len(filled) == 1 and isinstance(filled[0][1], str):
            return RowKind.SECTION
        return RowKind.NUMBERED if "reference" in known else RowKind.NO_WORDING

    def _only_counts(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        """Whether nothing but numbers and a reference stands in the row."""
        reference = self.plan.fields.get("reference")
        return all(
            not isinstance(cell, str) or (column == reference and bool(REFERENCE.fullmatch(cell)))
            for column, cell in filled
        )
