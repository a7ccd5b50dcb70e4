"""Finds in a returned workbook's sheets what each is for, its heading row, columns and rows.

Everything is found by words: a sheet by its headings, whatever it is called, a column by its
heading, a row by its id. Inserted, moved and hidden rows and columns make no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from marmot_tracker.exchange.readers.ods import COLOURS_NOT_SEEN
from marmot_tracker.exchange.returns import besides
from marmot_tracker.exchange.returns.results import Fault, ReadCell, ReadRow, Tables
from marmot_tracker.exchange.tables import (
    Cell,
    CellFault,
    RawTable,
    cell_text,
    column_letter,
    one_line,
)
from marmot_tracker.services.return_form import (
    ACTION_HEADINGS,
    ALWAYS,
    BASE_HEADINGS,
    EVIDENCE_HEADINGS,
    ID_HEADING,
    OPTIONAL,
    QUESTION_HEADING,
    REMARK_HEADINGS,
    SENT,
    FormField,
    SentField,
    identity_in,
    is_shown_id,
)

LONGEST_CELL = 32_767
"""Characters that a cell of a workbook can hold (Excel's specification)."""
ID = "id"
REFERENCE = next(c.heading for c in SENT if c.field is SentField.REFERENCE)
SENT_MARK = "sent:"
"""Begins the code of a column that holds what was sent."""
OURS = "ours"
"""A column that we write and nobody answers in."""
NO_HEADINGS = (
    "The headings of this table were not found above all of its rows, so what stands there was "
    "not read. Put the headings back as they were sent."
)
ONLY_A_MONTH = "the cell shows only a month, not a day"


def folded(words: str) -> str:
    """A heading without regard to case, white space and outer marks."""
    return " ".join(words.casefold().split()).strip(" *:.")


def _coded(headings: Sequence[str], *codes: str) -> dict[str, str]:
    """The columns of a sheet to be filled in: id and reference, and the others in their order."""
    own = [heading for heading in headings if heading not in (ID_HEADING, REFERENCE)]
    named = {folded(heading): code for heading, code in zip(own, codes, strict=True)}
    return named | {folded(ID_HEADING): ID, folded(REFERENCE): "sent:reference"}


@dataclass(frozen=True, slots=True)
class Form:
    """A table of the form: its name in `Tables`, its columns by folded heading, and its signs.

    `signs` are the columns that only this table has; one of them must stand in a heading row.
    """

    name: str
    columns: Mapping[str, str]
    signs: frozenset[str]


_ANSWERS = {
    folded(ID_HEADING): ID,
    folded(QUESTION_HEADING): OURS,
    **{folded(column.heading): column.field.value for column in SENT + ALWAYS + OPTIONAL},
}
FORMS: tuple[Form, ...] = (
    Form(
        "answers",
        {
            heading: (
                f"{SENT_MARK}{code}" if heading in {folded(c.heading) for c in SENT} else code
            )
            for heading, code in _ANSWERS.items()
        },
        frozenset(column.field.value for column in ALWAYS + OPTIONAL),
    ),
    Form(
        "evidence",
        _coded(EVIDENCE_HEADINGS, "title", "link", "day", "shows"),
        frozenset({"link", "day", "shows"}),
    ),
    Form(
        "actions",
        _coded(ACTION_HEADINGS, "title", "owner", "day"),
        frozenset({"title", "owner"}),
    ),
    Form(
        "remarks",
        _coded(REMARK_HEADINGS, "comment"),
        frozenset({"comment"}),
    ),
)
SENT_COLUMNS = {f"{SENT_MARK}{field.value}": field for field in SentField}
ANSWER_COLUMNS = {column.field.value for column in ALWAYS + OPTIONAL}
_BASE = frozenset(map(folded, BASE_HEADINGS))
DAY_COLUMNS = frozenset(
    {"day", FormField.FORECAST.value, FormField.FINISHED_ON.value, FormField.EVIDENCE_DATE.value}
)


def read_sheets(tables: Iterable[RawTable]) -> tuple[Tables, list[Fault], list[str]]:
    """The rows of every sheet that is one of the form's tables, with faults and notes."""
    found, faults, notes = Tables(), list[Fault](), list[str]()
    for table in tables:
        reader = _SheetReader(table)
        reader.read()
        for name, rows in reader.rows.items():
            getattr(found, name).extend(rows)
        faults += reader.faults
        notes += reader.notes
    return found, faults, notes


def identity(tables: Iterable[RawTable]) -> tuple[str, str, str]:
    """The return's uid and check code as they stand in plain sight, and where; or nothing."""
    for table in tables:
        for row, cells in enumerate(table.rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and "-" in cell:
                    uid, code = identity_in(cell)
                    if uid:
                        return uid, code, _place(table, row, column)
    return "", "", ""


class _SheetReader:
    """Reads one sheet, from each of its heading rows down to the next."""

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.rows: dict[str, list[ReadRow]] = defaultdict(list)
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self._covered = _covered(table)

    def read(self) -> None:
        """Find heading rows and read what stands below them."""
        form: Form | None = None
        columns: dict[int, str] = {}
        headings: dict[int, str] = {}
        lost = False
        for row, cells in enumerate(self.table.rows):
            if begun := _heading_row(cells):
                if form is None:
                    self.notes += besides.above(self.table, row)
                form, columns = begun
                headings = {
                    at: one_line(cell_text(cell))
                    for at, cell in enumerate(cells)
                    if at not in columns
                }
                self._check_columns(form, columns, row)
            elif form is not None and any(cell is not None for cell in cells):
                self._row(form, columns, headings, row, cells)
            elif form is None:
                texts = [cell for cell in cells if isinstance(cell, str)]
                if _BASE.issubset(map(folded, texts)):
                    return  # the hidden sheet, which nobody answers in
                lost = lost or any(map(is_shown_id, texts))
        if lost:
            self.faults.append(Fault(self.table.name, NO_HEADINGS))
        elif form is None:
            self.notes += besides.added(self.table)
        if form is not None:
            self.notes += [note for note in self.table.notes if note != COLOURS_NOT_SEEN]
        if form is not None and self.table.unread:
            self.faults.append(
                Fault(self.table.name, f"{self.table.unread} rows further down were not read.")
            )

    def _check_columns(self, form: Form, columns: Mapping[int, str], row: int) -> None:
        if ID not in columns.values() and form.name == "answers":
            where = f"{self.table.name}!{self.table.row_number(row)}"
            words = f"There is no column “{ID_HEADING}”, so nobody can tell which row is which."
            self.faults.append(Fault(where, words))

    def _row(
        self,
        form: Form,
        columns: Mapping[int, str],
        headings: Mapping[int, str],
        row: int,
        cells: Sequence[Cell],
    ) -> None:
        found: dict[str, ReadCell] = {}
        others: list[tuple[str, ReadCell]] = []
        for at, cell in enumerate(cells):
            code = columns.get(at)
            read = self._cell(row, at, cell, code)
            if read is None:
                continue
            if code is None:
                if any(map(str.isalpha, read.text)):
                    others.append((headings.get(at, ""), read))
            elif code == OURS:
                continue
            elif code in found and one_line(found[code].text) != one_line(read.text):
                words = f"the column stands twice, and {found[code].where} says something else"
                found[code] = ReadCell(read.text, read.where, fault=words)
            else:
                found.setdefault(code, read)
        told = found.pop(ID, None)
        if (
            form.name != "answers"
            and not others
            and all(code.startswith(SENT_MARK) for code in found)
        ):
            return  # a row that was offered to be filled in and was not
        where = f"{self.table.name}!{self.table.row_number(row)}"
        if found or others or (told is not None and any(map(str.isalpha, told.text))):
            name = told.text.strip() if told else ""
            self.rows[form.name].append(ReadRow(where, name, found, tuple(others)))

    def _cell(self, row: int, column: int, cell: Cell, code: str | None) -> ReadCell | None:
        """A cell as it is handed on; None where it is blank."""
        where = _place(self.table, row, column)
        if cell is None:
            over = self._covered.get((row, column))
            if over is None or code is None or code == ID or code.startswith(SENT_MARK):
                return None
            top = _place(self.table, *over)
            return ReadCell("", where, fault=f"merged with {top}: say it in each row of its own")
        if isinstance(cell, CellFault):
            return ReadCell(cell.shown, where, fault=cell.why)
        text = cell_text(cell)
        if len(text) > LONGEST_CELL:
            words = f"{len(text):,} characters, and a cell holds at most {LONGEST_CELL:,}"
            return ReadCell(text[:200], where, fault=words)
        day = ""
        if isinstance(cell, (date, datetime)):
            day = (cell.date() if isinstance(cell, datetime) else cell).isoformat()
            if code in DAY_COLUMNS and (row, column) in self.table.month_only:
                return ReadCell(text, where, fault=ONLY_A_MONTH)
        return ReadCell(text, where, day)


def _heading_row(cells: Sequence[Cell]) -> tuple[Form, dict[int, str]] | None:
    """The table that a row of headings begins, and its columns; None for any other row."""
    words = {at: folded(cell) for at, cell in enumerate(cells) if isinstance(cell, str)}
    best: tuple[Form, dict[int, str]] | None = None
    for form in FORMS:
        columns = {at: form.columns[word] for at, word in words.items() if word in form.columns}
        signs = form.signs & set(columns.values())
        if not signs or len(columns) < 2:
            continue
        if best is None or len(columns) > len(best[1]):
            best = form, columns
    return best


def _covered(table: RawTable) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells that a merged range covers below its first row, and where the range begins."""
    return {
        (row, left): (top, left)
        for top, left, bottom, _ in table.merged
        if top < len(table.rows)
        and left < len(table.rows[top])
        and table.rows[top][left] is not None
        for row in range(top + 1, min(bottom + 1, len(table.rows)))
    }


def _place(table: RawTable, row: int, column: int) -> str:
    return f"{table.name}!{column_letter(column)}{table.row_number(row)}"
