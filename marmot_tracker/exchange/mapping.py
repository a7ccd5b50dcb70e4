"""Finds the row of headings of a table and what each column means, and explains every choice.

A choice rests on the heading's words first and on the cells second (`headings`, `columns`), and
every one can be corrected by `mapping`: {"text": "promise"} names the heading (or the column's
letter) for a field, {"ignore": [...]} leaves columns out and {"extra": [...]} keeps them as
columns of the place's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.columns import Profile, extra_type, is_prose, profile, suits
from marmot_tracker.exchange.header_rows import (
    HeaderRow,
    header_candidates,
    without_headings,
)
from marmot_tracker.exchange.headings import (
    FIELDS,
    field_strengths,
    fold,
    heading_of_field,
)
from marmot_tracker.exchange.tables import Cell, RawTable, column_letter

NAMED = 100.0
"""The strength of a choice the person made; no guess reaches it."""
BELIEVED = 3.0
"""A guess below this strength is no guess."""
EXTRA, IGNORE = "extra", "ignore"

CorrectedMapping = Mapping[str, str | Sequence[str]]


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
    timescale, with its words; `first` is the first row below the headings, from 0.
    """

    table: RawTable
    header: HeaderRow
    fields: dict[str, int]
    timescale_marks: dict[int, str]
    score: float
    rows_with_text: int
    guesses: _Guesses
    columns: tuple[ColumnGuess, ...] = ()

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

    @property
    def first(self) -> int:
        """The first row below the headings."""
        return self.header.first


def plan_table(table: RawTable, mapping: CorrectedMapping) -> TablePlan | None:
    """The best way to read a table, or None where nothing in it looks like a list of ours."""
    plans = [
        plan
        for header in header_candidates(table, _named_headings(mapping))
        if (plan := _plan(table, header, mapping)) is not None
    ]
    if not plans:
        bare = _plan(table, without_headings(table), mapping)
        if bare is None or not _fit_without_headings(bare):
            return None
        plans = [bare]
    best = max(plans, key=lambda plan: (plan.rows_with_text > 0, plan.score))
    return best.explained()


def _fit_without_headings(plan: TablePlan) -> bool:
    """A table without headings is a list only where references stand beside sentences."""
    return "reference" in plan.fields and "text" in plan.fields and plan.rows_with_text >= 3


def _named_headings(mapping: CorrectedMapping) -> frozenset[str]:
    return frozenset(fold(name) for names in mapping.values() for name in _several(names) if name)


def _several(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _plan(table: RawTable, header: HeaderRow, mapping: CorrectedMapping) -> TablePlan | None:
    columns = _columns_below(table, header)
    seen = tuple(profile(cells) for cells in columns)
    named = _named_columns(header.headings, mapping)
    guesses = _Guesses(header, seen, named)
    guesses.choose()
    if "text" not in guesses.fields:
        return None
    text = guesses.fields["text"]
    rows = seen[text].filled
    if header.lone and not named and (rows < 2 or not any(table.rows[header.first])):
        # One word above a paragraph is the title of a page, not a heading over a list.
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
    )


def _columns_below(table: RawTable, header: HeaderRow) -> list[list[Cell]]:
    width = len(header.headings)
    rows = table.rows[header.first :]
    return [[row[column] if column < len(row) else None for row in rows] for column in range(width)]


def _guess(header: HeaderRow, guesses: _Guesses, column: int, cells: Sequence[Cell]) -> ColumnGuess:
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


def _named_columns(headings: Sequence[str], mapping: CorrectedMapping) -> dict[int, str]:
    """The columns that the person named, with the field of each.

    Raises `TrackerError` naming the fields or headings there are, where one is not among them.
    """
    named: dict[int, str] = {}
    for key, names in mapping.items():
        field = key if key in (EXTRA, IGNORE) else heading_of_field(key)
        if field is None:
            raise TrackerError(
                f"There is no field called '{key}'.",
                hint=f"Fields are {', '.join(FIELDS)}, and extra and ignore.",
            )
        for name in _several(names):
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
    """The column of a heading, exactly or folded, or of "column D"; None where there is none."""
    for test in (lambda heading: heading == name, lambda heading: fold(heading) == fold(name)):
        for column, heading in enumerate(headings):
            if heading and test(heading):
                return column
    if found := re.fullmatch(r"column ([a-z]{1,3})", name.strip().lower()):
        for column in range(len(headings)):
            if column_letter(column).lower() == found[1]:
                return column
    return None


class _Guesses:
    """The choice of a field for each column of one table, with the reason for each."""

    def __init__(
        self, header: HeaderRow, seen: tuple[Profile, ...], named: Mapping[int, str]
    ) -> None:
        self.header = header
        self.seen = seen
        self.named = named
        self.fields: dict[str, int] = {}
        self.strengths: dict[str, float] = {}
        self.reasons: dict[int, str] = {}
        self.marks: dict[int, str] = {}

    def choose(self) -> None:
        """Give each column its field: the person's word, then headings, then cells."""
        for column, field in self.named.items():
            if field in FIELDS:
                self._take(field, column, NAMED, "you said so")
        self._choose_marks()
        self._choose_by_headings()
        if "text" not in self.fields:
            self._choose_text_by_cells()
        if "reference" not in self.fields:
            self._choose_reference_by_cells()

    def _take(self, field: str, column: int, strength: float, reason: str) -> None:
        self.fields[field] = column
        self.strengths[field] = strength
        self.reasons[column] = reason

    def _free(self, column: int) -> bool:
        return (
            column not in self.named
            and column not in self.fields.values()
            and column not in self.marks
        )

    def _choose_by_headings(self) -> None:
        offers: list[tuple[float, int, str]] = []
        for column, heading in enumerate(self.header.headings):
            if column in self.named or not heading or self.header.invented(column):
                continue
            for field, strength in field_strengths(heading).items():
                borne_out = strength * suits(field, strength, self.seen[column])
                if borne_out >= BELIEVED:
                    offers.append((borne_out, column, field))
        offers.sort(key=lambda offer: (-offer[0], -self._length(offer), offer[1]))
        for strength, column, field in offers:
            if field not in self.fields and self._free(column):
                self._take(field, column, strength, self._by_heading(field, column))

    def _length(self, offer: tuple[float, int, str]) -> float:
        """Of equal headings for the wording, the column with the longer prose is meant."""
        return self.seen[offer[1]].length if offer[2] == "text" else 0.0

    def _by_heading(self, field: str, column: int) -> str:
        seen = self.seen[column]
        said = f"its heading says '{' '.join(self.header.headings[column].split())}'"
        if seen.empty:
            return f"{said}; nothing stands under it"
        if field == "text" and seen.length >= max(
            (other.length for other in self.seen if is_prose(other)), default=0
        ):
            return f"{said} and its cells are the longest prose"
        return said

    def _choose_marks(self) -> None:
        """Columns headed short, medium, long with only x marks in them say the timescale."""
        if "timescale" in self.fields:
            return
        found = {
            column: words
            for column, heading in enumerate(self.header.headings)
            if self._free(column)
            and (words := term_of(heading))
            and (self.seen[column].empty or self.seen[column].marks >= 0.95)
        }
        if len(found) >= 2 and any(not self.seen[column].empty for column in found):
            self.marks = found

    def _choose_text_by_cells(self) -> None:
        prose = [
            column for column, seen in enumerate(self.seen) if self._free(column) and is_prose(seen)
        ]
        fullest = max((seen.filled for seen in self.seen), default=0)
        best = max(
            (column for column in prose if self.seen[column].filled * 2 >= fullest),
            key=lambda column: self.seen[column].length,
            default=None,
        )
        title = self.fields.get("title")
        if title is not None and self._stands_for_text(title, best):
            del self.fields["title"], self.strengths["title"]
            self._take("text", title, 6.0, "no column holds a longer wording than this title")
        elif best is not None and (self.fields or self.header.index < 0):
            self._take("text", best, BELIEVED, "its cells are the longest prose")

    def _stands_for_text(self, title: int, best: int | None) -> bool:
        seen = self.seen[title]
        if seen.words < 2 and not seen.empty:
            return False
        return best is None or self.seen[best].filled < 0.8 * seen.filled

    def _choose_reference_by_cells(self) -> None:
        text = self.fields.get("text")
        if text is None:
            return
        for column in range(text):
            seen = self.seen[column]
            heading = self.header.headings[column]
            unnamed = self.header.invented(column) or not heading
            if (
                self._free(column)
                and seen.references >= 0.9
                and seen.distinct >= 0.8
                and seen.filled * 2 >= self.seen[text].filled
                and (unnamed or seen.numbers < 0.9)
                and seen.dates == 0
            ):
                self._take("reference", column, BELIEVED, "its cells are short, all different")
                return

    def field_of(self, column: int) -> str:
        """What a column was taken for."""
        if column in self.marks:
            return "timescale"
        for field, taken in self.fields.items():
            if taken == column:
                return field
        return IGNORE if self.named.get(column) == IGNORE else EXTRA

    def why(self, column: int) -> str:
        """The choice for a column in one sentence."""
        heading = " ".join(self.header.headings[column].split())
        name = f"Column {column_letter(column)} '{heading}'"
        field = self.field_of(column)
        if column in self.marks:
            return f"{name} read as the timescale '{self.marks[column]}': its cells are marks."
        if field in FIELDS:
            return f"{name} read as {FIELDS[field]}: {self.reasons[column]}."
        if field == IGNORE:
            return f"{name} left out: you said so."
        if self.named.get(column) == EXTRA:
            return f"{name} kept as a column of your own: you said so."
        return f"{name} kept as a column of your own: {self._why_extra(column)}."

    def _why_extra(self, column: int) -> str:
        seen = self.seen[column]
        if seen.empty:
            return "nothing stands under it"
        strengths = field_strengths(self.header.headings[column])
        if strengths and not self.header.invented(column):
            field = max(strengths, key=lambda name: strengths[name])
            if field in self.fields:
                taken = column_letter(self.fields[field])
                return f"column {taken} was read as {FIELDS[field]}"
            shown = ", ".join(f"'{text[:30]}'" for text in seen.samples[:2])
            return f"its cells ({shown}) do not read as {FIELDS[field]}"
        return "its heading is none we know"


_TERM = re.compile(
    r"(?:.*\b)?(immediate|short|medium|long|ongoing|very long)(?: term| run)?|(?:.*\b)?(now|next|later)"
)


def term_of(heading: str) -> str:
    """The timescale that a heading of x marks stands for ("Timescale: Short" is "Short term")."""
    found = _TERM.fullmatch(fold(heading))
    if not found:
        return ""
    word = (found[1] or found[2]).capitalize()
    return f"{word} term" if word in ("Short", "Medium", "Long", "Very long") else word
