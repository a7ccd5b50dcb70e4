"""Workbooks as people leave them: random untidy edits, and what each must be read as.

A `Book` is the cells of a sent workbook and nothing else, so that thousands can be tried; it can
be given to the reader as tables, or written as a real file. Beside the cells an edit notes what it
says, and from those notes alone `expected` tells the lines, never from the cells.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from marmot_tracker.exchange.readers.parts import NO_VALUE
from marmot_tracker.exchange.tables import Cell, CellFault, RawTable, one_line
from marmot_tracker.services.return_form import (
    ID_HEADING,
    FormField,
    SentField,
    Sheet,
    shown_id,
)
from marmot_tracker.services.sending import SentRow
from tests.exchange.returns.making import HEADING

LineKey = tuple[str, str, str, bool]
"""Recommendation, field, what is said with white space folded, and whether it is a fault."""
NO_RESULT = CellFault("", NO_VALUE)
BROKEN = CellFault("#REF!", "a formula with an error where a value is expected")

Typed = tuple[Cell, str, bool]
"""What is typed, what is to be read from it, and whether that is a fault."""
HOW: tuple[Typed, ...] = (
    ("G On track", "on_track", False),
    ("off track", "off_track", False),
    ("A", "at_risk", False),
    ("r", "off_track", False),
    ("  Not   started ", "not_started", False),
    ("A - At risk", "at_risk", False),
    ("same as last time", "same_as_last_time", False),
    ("Does not apply", "does_not_apply", False),
    ("fine", "fine", True),
    ("Verified", "Verified", True),
    ("B Verified", "B Verified", True),
    ("clear", "clear", True),
    ("on track / off track", "on track / off track", True),
    (3, "3", True),
    (NO_RESULT, "", True),
    (BROKEN, "#REF!", True),
)
TEXT: tuple[Typed, ...] = (
    ("Half are licensed by now", "Half are licensed by now", False),
    ("two\nlines\tand a tab", "two lines and a tab", False),
    ("Clear", "clear", False),
    ("=SUM(A1)", "=SUM(A1)", False),
    ("Gwasanaeth ✓ “da”", "Gwasanaeth ✓ “da”", False),
    (42, "42", False),
    (date(2027, 3, 31), "31/03/2027", False),
    (NO_RESULT, "", True),
    ("x" * 33_000, "x" * 200, True),
)
DAY: tuple[Typed, ...] = (
    (date(2026, 8, 31), "2026-08-31", False),
    ("31/08/2026", "2026-08-31", False),
    ("1 September 2026", "2026-09-01", False),
    ("2026-08-01", "2026-08-01", False),
    ("13/14/2026", "13/14/2026", True),
    ("soon", "soon", True),
    ("08/2026", "08/2026", True),
    ("clear", "clear", True),
    (NO_RESULT, "", True),
)
POOLS: dict[FormField, tuple[Typed, ...]] = {
    FormField.HOW_IT_GOES: HOW,
    FormField.ONE_LINE: TEXT,
    FormField.PATH_TO_GREEN: TEXT,
    FormField.DONE: TEXT,
    FormField.NEXT: TEXT,
    FormField.BARRIER: TEXT,
    FormField.HELP_NEEDED: TEXT,
    FormField.FORECAST: DAY,
    FormField.FORECAST_WHY: TEXT[:2] + TEXT[4:6],
    FormField.FINISHED_ON: DAY,
}
FIELDS = tuple(POOLS)
CORRECTIONS = ("Licence each landlord", "9.9", "Put otherwise")


@dataclass
class Row:
    """A row of the *Return* sheet: its cells by heading, and what was noted of it."""

    uid: str
    cells: dict[str, Cell]
    said: dict[FormField, tuple[str, bool]] = field(default_factory=dict)
    corrected: dict[FormField, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    lost: bool = False
    note: str = ""


@dataclass
class Book:
    """The *Return* sheet as rows, and the other sheets as they were sent."""

    headings: list[str]
    rows: list[Row]
    above: list[list[Cell]]
    others: list[RawTable]
    name: str = Sheet.ANSWERS.value
    gaps: list[int] = field(default_factory=list)
    hidden: bool = False

    @classmethod
    def of(cls, tables: Sequence[RawTable], sent: Sequence[SentRow]) -> Book:
        """The cells of a workbook as it was sent."""
        table = next(each for each in tables if each.name == Sheet.ANSWERS.value)
        first = next(at for at, row in enumerate(table.rows) if ID_HEADING in row)
        headings = [str(cell or "") for cell in table.rows[first]]
        by_id = {shown_id(row.recommendation): row.recommendation for row in sent}
        rows = []
        for cells in table.rows[first + 1 :]:
            named = dict(zip(headings, cells, strict=False))
            uid = by_id.get(str(named.get(ID_HEADING)))
            if uid:
                rows.append(Row(uid, named))
        above = [list(row) for row in table.rows[:first]]
        return cls(headings, rows, above, [t for t in tables if t is not table])

    # ------------------------------------------------------------ what people do

    def answer(self, at: int, which: int, typed: int) -> None:
        """Type into an open cell, or over what was typed before."""
        row, form = self.rows[at % len(self.rows)], FIELDS[which % len(FIELDS)]
        cell, said, fault = POOLS[form][typed % len(POOLS[form])]
        row.cells[HEADING[form]] = cell
        row.said[form] = said, fault

    def blank(self, at: int, which: int, _typed: int) -> None:
        """Empty an open cell."""
        row, form = self.rows[at % len(self.rows)], FIELDS[which % len(FIELDS)]
        row.cells[HEADING[form]] = None
        row.said.pop(form, None)

    def paste(self, at: int, which: int, to: int) -> None:
        """Copy an open cell into the same column of another row."""
        form = FIELDS[which % len(FIELDS)]
        source, target = self.rows[at % len(self.rows)], self.rows[to % len(self.rows)]
        said = source.said.get(form)
        target.cells[HEADING[form]] = source.cells.get(HEADING[form])
        target.said.pop(form, None)
        if said is not None:
            target.said[form] = said

    def correct(self, at: int, which: int, typed: int) -> None:
        """Change what was sent."""
        row = self.rows[at % len(self.rows)]
        sent, form = (
            (SentField.WORDING, FormField.WORDING),
            (SentField.REFERENCE, FormField.REFERENCE),
        )[which % 2]
        words = CORRECTIONS[typed % len(CORRECTIONS)]
        row.cells[HEADING[sent]] = words
        row.corrected[form] = words

    def repeat(self, at: int, to: int, _typed: int) -> None:
        """Copy a whole row, and insert it elsewhere."""
        row = self.rows[at % len(self.rows)]
        copy = Row(row.uid, dict(row.cells), dict(row.said), dict(row.corrected), [*row.comments])
        copy.lost, copy.note = row.lost, row.note
        self.rows.insert(to % (len(self.rows) + 1), copy)

    def lose(self, at: int, which: int, _typed: int) -> None:
        """Type over an id, or empty it."""
        row = self.rows[at % len(self.rows)]
        if not row.note:
            row.cells[ID_HEADING] = (None, "R000000000000", "see above")[which % 3]
            row.lost = True

    def remark(self, at: int, which: int, _typed: int) -> None:
        """Write beside a row, under a heading of one's own."""
        row = self.rows[at % len(self.rows)]
        heading = ("Notes", "Für uns", "")[which % 3]
        column = f"own {heading}"
        if column not in self.headings:
            self.headings.append(column)
        if row.cells.get(column) is None and not row.note:
            row.cells[column] = "ask Jo about this"
            row.comments.append(f"{heading}: ask Jo about this" if heading else "ask Jo about this")

    # ------------------------------------------------------------ what makes no difference

    def sort(self, seed: int, *_: int) -> None:
        """Sort the rows by anything."""
        random.Random(seed).shuffle(self.rows)

    def move_columns(self, seed: int, *_: int) -> None:
        """Put the columns in another order."""
        random.Random(seed).shuffle(self.headings)

    def insert_column(self, at: int, *_: int) -> None:
        """Insert an empty column."""
        self.headings.insert(at % (len(self.headings) + 1), f"empty {len(self.headings)}")

    def insert_rows(self, at: int, *_: int) -> None:
        """Insert an empty row somewhere."""
        self.gaps.append(at)

    def title(self, *_: int) -> None:
        """Insert a row above all."""
        self.above.insert(0, ["Housing", None, "for Monday"])

    def rename(self, which: int, *_: int) -> None:
        """Rename the sheet."""
        self.name = ("Sheet1", "Housing Q3", "Antworten")[which % 3]

    def drop_sheets(self, *_: int) -> None:
        """Lose the hidden sheet and the lists."""
        gone = (Sheet.BASE.value, Sheet.LISTS.value)
        self.others = [table for table in self.others if table.name not in gone]

    def drop_guide(self, *_: int) -> None:
        """Lose the first sheet."""
        self.others = [table for table in self.others if table.name != Sheet.GUIDE.value]

    def filter(self, *_: int) -> None:
        """Hide rows with a filter."""
        self.hidden = True

    def shorten(self) -> None:
        """Take out what no real workbook can hold."""
        for row in self.rows:
            for form, (said, _) in tuple(row.said.items()):
                if said.startswith("xxx"):
                    row.cells[HEADING[form]] = None
                    del row.said[form]

    # ------------------------------------------------------------ what it comes to

    def cells(self) -> list[list[Cell]]:
        """The cells of the *Return* sheet."""
        shown: list[Cell] = [_heading(heading) for heading in self.headings]
        body: list[list[Cell]] = [
            [row.cells.get(heading) for heading in self.headings] for row in self.rows
        ]
        for at in self.gaps:
            body.insert(at % (len(body) + 1), [])
        return [*self.above, shown, *body]

    def tables(self) -> list[RawTable]:
        """As the readers would give them."""
        cells = [[_cleaned(cell) for cell in row] for row in self.cells()]
        hidden = frozenset(range(len(cells))) if self.hidden else frozenset()
        table = RawTable(self.name, tuple(map(tuple, cells)), hidden_rows=hidden)
        return [*self.others[:1], table, *self.others[1:]]

    def save(self, path: Path) -> Path:
        """As a real workbook, without any format but that of dates."""
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for table in self.tables():
            sheet = book.create_sheet(table.name)
            for at, row in enumerate(table.rows, 1):
                for column, cell in enumerate(row, 1):
                    if cell is not None:
                        _put(sheet.cell(at, column), cell)
                if at - 1 in table.hidden_rows and at % 2:
                    sheet.row_dimensions[at].hidden = True
            if table.name == Sheet.BASE.value:
                sheet.sheet_state = "hidden"
        book.save(path)
        return path

    def expected(self) -> Counter[LineKey]:
        """The lines that this workbook must make."""
        found: Counter[LineKey] = Counter()
        times = Counter(row.uid for row in self.rows if not row.lost)
        doubled: set[LineKey] = set()
        for row in self.rows:
            keys = _lost(row) if row.lost else _kept(row)
            if not row.lost and times[row.uid] > 1:
                doubled.update((uid, form, said, True) for uid, form, said, _ in keys)
            else:
                found.update(keys)
        return found + Counter(doubled)


DO: tuple[Callable[[Book, int, int, int], None], ...] = (
    *(Book.answer,) * 6,
    Book.blank,
    Book.paste,
    Book.correct,
    Book.repeat,
    Book.lose,
    Book.remark,
    Book.sort,
    Book.move_columns,
    Book.insert_column,
    Book.insert_rows,
    Book.title,
    Book.rename,
    Book.drop_sheets,
    Book.drop_guide,
    Book.filter,
)


def _kept(row: Row) -> list[LineKey]:
    """What a row with its id says."""
    keys = [
        (row.uid, form.value, one_line(said), fault or _alone(row, form))
        for form, (said, fault) in row.said.items()
    ]
    keys += [(row.uid, form.value, words, False) for form, words in row.corrected.items()]
    return keys + [(row.uid, "comment", words, False) for words in row.comments]


def _alone(row: Row, form: FormField) -> bool:
    """A reason for a new date that is not there cannot be taken."""
    return form is FormField.FORECAST_WHY and FormField.FORECAST not in row.said


def _lost(row: Row) -> list[LineKey]:
    """What a row says whose id is gone: every answer as typed, or one comment of all its words."""
    typed = {
        form: row.cells.get(HEADING[form])
        for form in FIELDS
        if row.cells.get(HEADING[form]) is not None
    }
    if typed:
        return [("", form.value, one_line(_as_text(cell)), True) for form, cell in typed.items()]
    if row.cells.get(ID_HEADING) is None and not (row.corrected or row.comments):
        return []  # what is left of the row is what was sent
    return [("", "comment", "…", False)]


def _as_text(cell: Cell) -> str:
    if isinstance(cell, CellFault):
        return cell.shown
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)[:200] if len(str(cell)) > 32_767 else str(cell)


def _heading(heading: str) -> str | None:
    if heading.startswith("empty "):
        return None
    return heading.removeprefix("own ") or None


def _cleaned(cell: Cell) -> Cell:
    from marmot_tracker.exchange.tables import clean

    return (clean(cell) or None) if isinstance(cell, str) else cell


def _put(target: Any, cell: Cell) -> None:
    if cell == NO_RESULT:
        target.value = "=1+1"
    elif isinstance(cell, CellFault):
        target.value, target.data_type = cell.shown, "e"
    elif isinstance(cell, str):
        target.value, target.data_type = cell[:32_767], "s"
    else:
        target.value = cell
        if isinstance(cell, date):
            target.number_format = "dd/mm/yyyy"
