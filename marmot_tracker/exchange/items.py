"""Makes an item of a row: each cell read as its field asks, what cannot be read told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from marmot_tracker.exchange.columns import MARK
from marmot_tracker.exchange.continuing import joined
from marmot_tracker.exchange.corrections import Corrections, DateOrder, OwnerSplit, SeveralOwners
from marmot_tracker.exchange.dates import month_first, read_date
from marmot_tracker.exchange.mapping import EXTRA, TablePlan
from marmot_tracker.exchange.owners import several_owners, split_names
from marmot_tracker.exchange.references import leading_numbers, repaired
from marmot_tracker.exchange.results import LeftOut, Problem, ReadItem
from marmot_tracker.exchange.row_kinds import RowKind, TableRow
from marmot_tracker.exchange.row_signs import merged_down
from marmot_tracker.exchange.rows import RowReader
from marmot_tracker.exchange.tables import (
    Cell,
    CellFault,
    cell_text,
    clean,
    column_letter,
    one_line,
)
from marmot_tracker.exchange.telling import count
from marmot_tracker.exchange.words import folded_words
from marmot_tracker.vocabulary import ExtraType, Rating

FILLED_DOWN = ("theme", "section", "principle", "subgroup")
"""Fields that a list often writes once, over the rows they hold for."""
ONE_LINE = frozenset(
    {"reference", "title", "theme", "section", "page", "timescale", "subgroup", "source", "link"}
)
COLOUR_RATING = {"red": "off_track", "amber": "at_risk", "green": "on_track", "blue": "complete"}


class ItemReader:
    """Reads the items of one planned table, gathering problems and rows left out.

    `kinds` says what each row was, by its index, `faults` what is wrong with a cell.
    """

    def __init__(self, plan: TablePlan, corrections: Corrections) -> None:
        self.plan = plan
        self.split = corrections.owner_split
        self.table = plan.table
        self.items: list[ReadItem] = []
        self.left_out: list[LeftOut] = []
        self.notes: list[str] = []
        self.kinds: dict[int, RowKind] = {}
        self.faults: dict[tuple[int, int], str] = {}
        self._problems: dict[tuple[str, str, str], Problem] = {}
        self._section = ""
        self._last: dict[str, Cell] = {}
        self._merged = merged_down(plan)
        self._order = _date_order(plan, corrections)
        self._down = {field for field in FILLED_DOWN if _written_once(plan, field)}
        self._extras = [
            (number, column.heading, column.kind == ExtraType.DATE)
            for number, column in enumerate(plan.columns)
            if column.field == EXTRA
        ]
        self._read: dict[str, Callable[[TableRow, int, Cell, _Draft], None]] = {
            "due": self._due,
            "rating": self._rating,
            "decision": self._decision,
            "principle": self._principle,
            "owner": self._owner,
            "supporting": self._supporting,
        }

    def read(self) -> None:
        """Read every row of the table."""
        gone_on = 0
        for row in RowReader(self.plan).rows():
            self.kinds[row.index] = row.kind
            if row.kind is RowKind.ITEM:
                self.items.append(self._item(row))
            elif row.kind is RowKind.CONTINUED and self.items:
                self.items[-1] = joined(self.items[-1], self._item(row))
                gone_on += 1
            elif row.kind is RowKind.SECTION:
                self._section = self._section_words(row)
                self._leave_out(row)
            else:
                self._leave_out(row)
                if row.kind in (RowKind.FAULT, RowKind.NO_WORDING):
                    self._tell_lost(row)
        for field in sorted(self._down):
            heading = self.plan.header.headings[self.plan.fields[field]]
            self.notes.append(f"Blank cells under '{heading}' were read as the value above them.")
        if self._section and "theme" not in self.plan.fields:
            self.notes.append("Rows with only a heading in them were read as the themes.")
        if gone_on:
            self.notes.append(
                f"{count(gone_on, 'row')} that only go on with the item above were read into it."
            )
        if wide := self._overflowing():
            self.notes.append(
                f"{count(wide, 'row')} with more cells than there are headings: a text with a "
                "separator in it may not stand in quotation marks, and be cut in two."
            )
        self._mend_references()

    def _overflowing(self) -> int:
        """How many rows of a text file have something right of the last heading."""
        header = self.plan.header
        named = [at for at in range(len(header.headings)) if not header.invented(at)]
        if self.table.is_sheet or not named:
            return 0
        return sum(
            any(cell is not None for cell in row[named[-1] + 1 :])
            for row in self.table.rows[self.plan.first :]
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read; the same word in the same column is told once."""
        return tuple(self._problems.values())

    def _mend_references(self) -> None:
        """Put back the noughts a spreadsheet took off; find references in the wordings."""
        if "reference" not in self.plan.fields:
            numbers = leading_numbers([item.text for item in self.items])
            if numbers is not None:
                self.notes.append("References were taken from the beginning of each wording.")
                self.items = [
                    replace(item, reference=number)
                    for item, number in zip(self.items, numbers, strict=True)
                ]
            return
        mended = repaired([item.reference for item in self.items])
        for place, full in mended.items():
            item, before = self.items[place], self.items[place - 1]
            self.notes.append(
                f"The spreadsheet had turned {full} into {item.reference} ({item.where}, after "
                f"{before.reference}): it was read as {full}."
            )
            self.items[place] = replace(item, reference=full)

    def several_owners(self) -> SeveralOwners | None:
        """Whether cells of the owners' column name several owners, or may."""
        column = self.plan.fields.get("owner")
        if column is None:
            return None
        rows = self.plan.table.rows[self.plan.first :]
        cells = (cell_text(_at(row, column)) for row in rows)
        return several_owners(self.plan.header.headings[column], cells, self.split)

    def _leave_out(self, row: TableRow) -> None:
        self.left_out.append(LeftOut(self.table.where(row.index), row.kind.value, row.words))

    def _tell_lost(self, row: TableRow) -> None:
        column = self.plan.fields["text"]
        cell = _at(row.cells, column)
        what = cell.why if isinstance(cell, CellFault) else "the row holds values but no wording"
        self._problem(row, column, what, row.words)

    def _section_words(self, row: TableRow) -> str:
        title = self.plan.fields.get("title")
        if title is not None and (words := one_line(cell_text(_at(row.cells, title)))):
            return words
        return row.words

    def _item(self, row: TableRow) -> ReadItem:
        draft = _Draft()
        for field, column in self.plan.fields.items():
            cell = self._cell(row, field, column)
            if isinstance(cell, CellFault):
                self._problem(row, column, cell.why, cell.shown)
            else:
                self._field(row, field, column, cell, draft)
        self._marks(row, draft)
        taken = draft.fields
        taken.update({name: code for name, code in draft.elsewhere.items() if not taken.get(name)})
        if draft.spoken_date and not taken.get("timescale"):
            taken["timescale"] = draft.spoken_date
            if not any(f"'{draft.spoken_date}'" in note for note in draft.notes):
                draft.notes.append(f"'{draft.spoken_date}' kept as the timescale as printed")
        text, title = taken.pop("text", ""), taken.pop("title", "")
        theme = taken.pop("theme", "") or (self._section if "theme" not in self.plan.fields else "")
        return ReadItem(
            reference=taken.pop("reference", ""),
            title=title if text else "",
            text=text or title,
            theme=theme,
            where=self.table.where(row.index),
            fields=taken,
            extra=self._extra(row),
            row=self.table.row_number(row.index),
            notes=tuple(draft.notes),
        )

    def _cell(self, row: TableRow, field: str, column: int) -> Cell:
        """The row's cell for a field, or the one that stands for it above."""
        cell = _at(row.cells, column)
        if field in ("text", "reference"):
            return cell
        if cell is None and (top := self._merged.get((row.index, column))) is not None:
            return _at(self.table.rows[top], column)
        if field in self._down:
            if cell is None:
                return self._last.get(field)
            self._last[field] = cell
        return cell

    def _field(self, row: TableRow, field: str, column: int, cell: Cell, draft: _Draft) -> None:
        if field == "reference" and isinstance(cell, (date, datetime)):
            what = "the spreadsheet has turned this reference into a date"
            self._problem(row, column, what, cell_text(cell))
            return
        reader = self._read.get(field)
        if reader is not None:
            reader(row, column, cell, draft)
        elif field in ONE_LINE:
            draft.fields[field] = one_line(cell_text(cell))
        else:
            draft.fields[field] = cell_text(cell)

    def _due(self, row: TableRow, column: int, cell: Cell, draft: _Draft) -> None:
        read = read_date(cell, self._order)
        if read.problem:
            words = one_line(cell_text(cell))
            if not read.spoken:
                self._problem(row, column, read.problem, words)
            if isinstance(cell, (str, int, float)) and not isinstance(cell, bool):
                draft.spoken_date = words
            return
        draft.fields["due"] = read.value
        draft.spoken_date = read.kept
        if read.note:
            draft.notes.append(f"{self.plan.header.headings[column]}: {read.note}")
        if read.day and (row.index, column) in self.table.month_only:
            draft.notes.append(
                f"{self.plan.header.headings[column]}: the cell shows only a month; "
                f"the day it holds is {read.day:%d/%m/%Y}"
            )

    def _rating(self, row: TableRow, column: int, cell: Cell, draft: _Draft) -> None:
        words = one_line(cell_text(cell))
        if not words or self.plan.words.says_nothing("rating", words):
            colour = self.table.colours.get((row.index, column), "")
            draft.fields["rating"] = COLOUR_RATING.get(colour, "") if not words else ""
            if colour and not words:
                draft.notes.append(f"Rating read from the cell's {colour} fill")
            return
        if other := self.plan.words.elsewhere("rating", words):
            draft.elsewhere.update([other])
            return
        read = self.plan.words.rating(words)
        if read is None:
            draft.fields["rating_words"] = words
            self._problem(row, column, f"'{words}' is not a rating we know", words, once=True)
            return
        draft.fields["rating"] = str(read[0])
        if read[0] is Rating.COMPLETE and folded_words(words).startswith("complete"):
            draft.notes.append(
                f"'{words}' read as rating B, which means verified by someone other than the lead"
            )
        if read[1]:
            draft.fields["not_rated_why"] = str(read[1])

    def _decision(self, row: TableRow, column: int, cell: Cell, draft: _Draft) -> None:
        words = one_line(cell_text(cell))
        if not words or self.plan.words.says_nothing("decision", words):
            draft.fields["decision"] = ""
            return
        if other := self.plan.words.elsewhere("decision", words):
            draft.elsewhere.update([other])
            return
        read = self.plan.words.decision(words)
        if read is None:
            draft.fields["decision_words"] = words
            self._problem(
                row, column, f"'{words[:60]}' is not a decision we know", words, once=True
            )
        else:
            draft.fields["decision"] = str(read)

    def _principle(self, row: TableRow, column: int, cell: Cell, draft: _Draft) -> None:
        words = clean(cell_text(cell))
        if not words or self.plan.words.says_nothing("principle", words):
            draft.fields["principle"] = ""
            return
        read = self.plan.words.principles(words)
        if read is None:
            what = f"'{one_line(words)[:60]}' is none of the eight principles"
            self._problem(row, column, what, one_line(words), once=True)
            return
        draft.fields["principle"] = str(read[0])
        if len(read) > 1:
            draft.fields["further_principles"] = " ".join(map(str, read[1:]))

    def _owner(self, _: TableRow, column: int, cell: Cell, draft: _Draft) -> None:
        names = split_names(cell_text(cell), self.split)
        draft.fields["owner"] = names[0] if names else ""
        if len(names) > 1:
            draft.add_supporting(names[1:])
            draft.notes.append(
                f"{self.plan.header.headings[column]}: several names; the first is taken as "
                "the lead, the others as supporting"
            )

    def _supporting(self, _: TableRow, __: int, cell: Cell, draft: _Draft) -> None:
        # A column of supporters is of several by its nature: only its clear joints are cut unasked.
        draft.add_supporting(split_names(cell_text(cell), self.split or OwnerSplit.CLEAR))

    def _marks(self, row: TableRow, draft: _Draft) -> None:
        if self.plan.timescale_marks:
            marked = [
                words
                for column, words in self.plan.timescale_marks.items()
                if MARK.fullmatch(one_line(cell_text(_at(row.cells, column))))
            ]
            draft.fields["timescale"] = ", ".join(marked)

    def _extra(self, row: TableRow) -> dict[str, str]:
        extra: dict[str, str] = {}
        for column, heading, dated in self._extras:
            cell = _at(row.cells, column)
            if cell is None:
                top = self._merged.get((row.index, column))
                cell = _at(self.table.rows[top], column) if top is not None else None
            if isinstance(cell, CellFault):
                self._problem(row, column, cell.why, cell.shown)
            elif text := (read_date(cell).value if dated else cell_text(cell)):
                extra[heading] = text
        for column in range(len(self.plan.columns), len(row.cells)):
            if text := cell_text(_at(row.cells, column)):
                extra[f"Column {column_letter(column)}"] = text
        return extra

    def _problem(
        self, row: TableRow, column: int, what: str, value: str, *, once: bool = False
    ) -> None:
        """Tell a problem; with `once`, the same word in the same column counts up instead."""
        heading = self.plan.header.headings[column]
        self.faults[row.index, column] = what
        key = (heading, what, "" if once else f"{row.index}")
        known = self._problems.get(key)
        if known is not None:
            self._problems[key] = replace(known, times=known.times + 1)
            return
        self._problems[key] = Problem(
            where=self.table.where(row.index),
            line=self.table.row_number(row.index),
            column=heading,
            what=what,
            value=value[:200],
        )


class _Draft:
    """The fields of an item while its cells are read."""

    __slots__ = ("elsewhere", "fields", "notes", "spoken_date")

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.elsewhere: dict[str, str] = {}
        self.notes: list[str] = []
        self.spoken_date = ""

    def add_supporting(self, names: Iterable[str]) -> None:
        """Add names to those who support, each once."""
        held = self.fields.get("supporting", "").split("\n")
        self.fields["supporting"] = "\n".join(dict.fromkeys(filter(None, [*held, *names])))


def _at(cells: tuple[Cell, ...], column: int) -> Cell:
    return cells[column] if column < len(cells) else None


def _date_order(plan: TablePlan, corrections: Corrections) -> DateOrder:
    """The order of day and month in the due dates: as said, or asked where the column is mixed."""
    column = plan.fields.get("due")
    if corrections.date_order or column is None:
        return corrections.date_order
    rows = plan.table.rows[plan.first :]
    mixed = any(map(month_first, (_at(row, column) for row in rows)))
    return DateOrder.ASKED if mixed else DateOrder.AS_FOUND


def _written_once(plan: TablePlan, field: str) -> bool:
    """Whether a field is written once over its rows: blanks among values that never come back."""
    column = plan.fields.get(field)
    if column is None:
        return False
    text = plan.fields["text"]
    rows = [row for row in plan.table.rows[plan.first :] if _at(row, text) is not None]
    values = [one_line(cell_text(_at(row, column))) for row in rows]
    filled = [value for value in values if value]
    return (
        len(filled) >= 2
        and bool(values[0])
        and len(filled) < len(values)
        and len(set(filled)) == len(filled)
    )
