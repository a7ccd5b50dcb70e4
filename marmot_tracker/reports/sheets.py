"""A workbook as plain data: sheets with tables, and the cells they come to.

`laid_out` is pure: the same sheets give the same cells, so a workbook that was handed out can be
compared with its cells made again. Each sheet has its title in A1, in A2 what it holds, then its
tables at the left edge, without merged cells or blank rows inside; a blank is told in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from math import ceil
from typing import NamedTuple

from marmot_tracker.reports import cell_text
from marmot_tracker.reports.looks import LEFT_BLANK, NUMBERS, OPENS, Look

FIRST_REAL_DATE = date(1900, 3, 1)
"""Excel counts a day in February 1900 that never was; earlier dates leave as ISO text."""
CONTINUED = "Continued text"
PAGE_WIDTH = 216
"""How many characters side by side can still be read when printed on A4 landscape."""
CHART_WIDTH, FRAME_ROWS, BAR_ROWS = 66, 6, 1.5
"""How wide the column is, in characters, that charts stand over; how many rows a chart takes for
its title and key, and for each bar."""
UPRIGHT_ROWS = 14
"""How many rows a chart of upright bars takes."""


Value = str | int | float | date


class Shown(NamedTuple):
    """A value with a look of its own, unlike the rest of its column."""

    value: Value
    look: Look


Cell = Value | Shown | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, width in characters, look, and the words that stand for a blank.

    A column with a look of `OPENS` is left blank for people to write in. A `folded` one is put
    away until somebody unfolds it.
    """

    heading: str
    width: int
    look: Look = Look.TEXT
    blank: str = "none"
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `name` is its name in the workbook, `says` its text for those who cannot see it.

    `heading` stands above it where a sheet has several. `empty` is said where it has no rows.
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""
    empty: str = "Nothing to list."
    filtered: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of every bar: the column its numbers stand in, its look, and the letter it shows."""

    column: int
    look: Look
    letter: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars of a table on the same sheet, one for each of `bars` rows from `first_row` on.

    `says` is its text for those who cannot see it. It stands to the right of the tables named in
    `beside`. `upright` bars stand on the labels, the others lie beside them. `bars` 0 is all.
    """

    title: str
    says: str
    table: str
    parts: tuple[Part, ...]
    beside: tuple[str, ...]
    first_row: int = 0
    upright: bool = False
    bars: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: `notes` stand under its title (the first says what it holds), then `mark`.

    `kept` columns stay in view when it is scrolled sideways. Columns that would make the print
    too small to read are for the screen alone, and a note says so. A new printed page begins at
    the tables named in `pages_at`. `small` tables are for reading in print: a smaller letter, and
    as many pages as `most_pages` where they can be read so.
    """

    name: str
    title: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    mark: str = ""
    kept: int = 0
    charts: tuple[Chart, ...] = ()
    pages_at: tuple[str, ...] = ()
    portrait: bool = False
    small: bool = False
    most_pages: int = 0


class Placed(NamedTuple):
    """What stands in a cell, and how it looks."""

    value: Value
    look: Look


@dataclass(frozen=True, slots=True)
class TableAt:
    """Where a table stands, rows and columns counted from 0; `first` is its heading row."""

    name: str
    says: str
    first: int
    last: int
    headings: tuple[str, ...]
    filtered: bool


@dataclass(frozen=True, slots=True)
class ChartAt:
    """Where a chart stands: over a column, from one row to another, all counted from 0.

    Its bars are the rows `first` to `last`; their labels stand in the first column, the names of
    its parts in the row `heading`.
    """

    chart: Chart
    column: int
    top: int
    bottom: int
    heading: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet as cells: (row, column), counted from 0, to what stands there.

    `folded` columns are put away. `repeats` to `repeated` are the rows printed again on every page, `printed` how many columns are
    printed; `kept` as in `Sheet`. `breaks` are the rows that begin a printed page.
    """

    name: str
    cells: dict[tuple[int, int], Placed]
    tables: tuple[TableAt, ...]
    widths: tuple[int, ...]
    repeated: int
    printed: int
    kept: int
    charts: tuple[ChartAt, ...] = ()
    breaks: tuple[int, ...] = ()
    portrait: bool = False
    small: bool = False
    most_pages: int = 0
    repeats: int = 0
    folded: tuple[int, ...] = ()

    @property
    def scrolls(self) -> bool:
        """Whether it is one long table whose heading row stays in view."""
        return len(self.tables) == 1 and self.tables[0].filtered


def laid_out(sheets: Sequence[Sheet]) -> tuple[Page, ...]:
    """The cells of every sheet; text that no cell can hold goes on in a last sheet."""
    pages: list[Page] = []
    for sheet in sheets:
        name = cell_text.sheet_name(sheet.name, (page.name for page in pages))
        pages.append(_page(replace(sheet, name=name)))
    name = cell_text.sheet_name(CONTINUED, (page.name for page in pages))
    mark = next((sheet.mark for sheet in sheets if sheet.mark), "")
    first_row = _head_rows(1, mark) + 1
    rest: list[tuple[Cell, ...]] = []
    for page in pages:
        for at, text in _too_long(page):
            parts = cell_text.pieces(text)
            notice = f"\n[Continued on the sheet “{name}”, row {first_row + len(rest) + 1}.]"
            page.cells[at] = Placed(parts[0] + notice, page.cells[at].look)
            where = f"{page.name}, cell {cell_name(*at)}"
            rest += [
                (where, f"{number} of {len(parts)}", part)
                for number, part in enumerate(parts[1:], 2)
            ]
    if rest:
        pages.append(_page(_continued(name, mark, rest)))
    return tuple(pages)


def cell_name(row: int, column: int) -> str:
    """`C7` for row 6, column 2, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def _continued(name: str, mark: str, rows: Sequence[tuple[Cell, ...]]) -> Sheet:
    columns = (
        Column("Continued from", 28, Look.REFERENCE),
        Column("Part", 10, Look.REFERENCE),
        Column("Text", 110),
    )
    table = Table("Continued_text", "Text that was too long for its cell.", columns, tuple(rows))
    note = "Text that was too long for one cell goes on here; its own cell says so."
    return Sheet(name, "Continued text", (note,), (replace(table, filtered=True),), mark)


def _too_long(page: Page) -> Iterator[tuple[tuple[int, int], str]]:
    wanted = [
        (at, value)
        for at, (value, _) in page.cells.items()
        if isinstance(value, str) and len(value) > cell_text.MOST_LINES
    ]
    yield from ((at, value) for at, value in wanted if not cell_text.fits(value))


def _head_rows(notes: int, mark: str) -> int:
    return 1 + notes + bool(mark)


def _page(sheet: Sheet) -> Page:
    widths = _widths(sheet.tables) + ((CHART_WIDTH,) if sheet.charts else ())
    columns = sheet.tables[0].columns if len(sheet.tables) == 1 else ()
    folded = tuple(place for place, column in enumerate(columns) if column.folded)
    printed = _printed([0 if place in folded else width for place, width in enumerate(widths)])
    cells = {(0, 0): Placed(cell_text.plain(sheet.title), Look.TITLE)}
    for note in (*sheet.notes, *_not_printed(sheet, printed)):
        cells[len(cells), 0] = Placed(cell_text.plain(note), Look.NOTE)
    if sheet.mark:
        cells[len(cells), 0] = Placed(sheet.mark, Look.MARK)
    row = repeated = len(cells)
    tables: list[TableAt] = []
    spans: dict[str, tuple[int, int]] = {}
    for number, table in enumerate(sheet.tables):
        if number:
            row += 1
        start = row
        if table.heading:
            cells[row, 0] = Placed(cell_text.plain(table.heading), Look.SECTION)
            row += 1
        if not table.rows:
            cells[row, 0] = Placed(table.empty, Look.NOTE)
            row += 1
        else:
            tables.append(_place(table, row, cells))
            row = tables[-1].last + 1
        spans[table.name] = (start, row - 1)
    alone = len(sheet.tables) == 1 and tables
    return Page(
        sheet.name,
        cells,
        tuple(tables),
        widths,
        tables[0].first if alone else repeated - 1,
        printed,
        sheet.kept,
        tuple(_charts(sheet, tables, spans, column=len(widths) - 1)),
        tuple(spans[name][0] for name in sheet.pages_at if name in spans),
        sheet.portrait,
        sheet.small,
        sheet.most_pages,
        repeated if alone and sheet.small and not sheet.mark else 0,
        folded,
    )


def _charts(
    sheet: Sheet,
    tables: Sequence[TableAt],
    spans: Mapping[str, tuple[int, int]],
    *,
    column: int,
) -> Iterator[ChartAt]:
    """Where the charts stand; one whose table has no rows is not drawn."""
    placed = {table.name: table for table in tables}
    free = 0
    for chart in sheet.charts:
        table = placed.get(chart.table)
        if table is None or table.first + 1 + chart.first_row > table.last:
            continue
        beside = [spans[name] for name in chart.beside if name in spans]
        top = max(free, min(first for first, _ in beside))
        first = table.first + 1 + chart.first_row
        bars = chart.bars or table.last - first + 1
        bottom = top + FRAME_ROWS + ceil(bars * BAR_ROWS) - 1
        if chart.upright:
            bottom = top + UPRIGHT_ROWS - 1
        free = bottom + 1
        yield ChartAt(
            chart,
            column,
            top,
            bottom,
            table.first,
            first,
            first + bars - 1,
        )


def _place(table: Table, row: int, cells: dict[tuple[int, int], Placed]) -> TableAt:
    headings = cell_text.headings(column.heading for column in table.columns)
    for column, heading in enumerate(headings):
        # A filter's button stands at the right, over what is set there.
        number = table.columns[column].look in NUMBERS and not table.filtered
        cells[row, column] = Placed(heading, Look.HEADING_NUMBER if number else Look.HEADING)
    width = len(table.columns)
    looks = [column.look for column in table.columns]
    blanks = [_blank(column) for column in table.columns]
    for down, line in enumerate(table.rows, row + 1):
        if len(line) != width:
            raise ValueError(f"a row of {len(line)} cells in {table.name}, which has {width}")
        for column, cell in enumerate(line):
            if cell is None or cell == "":
                cells[down, column] = blanks[column]
            elif type(cell) is str:
                # The same test as in `cell_text.plain`, without a call for every cell.
                fit = cell.isascii() and cell.isprintable()
                cells[down, column] = Placed(cell if fit else cell_text.plain(cell), looks[column])
            else:
                cells[down, column] = _placed(cell, looks[column], blanks[column])
    return TableAt(
        table.name, table.says, row, row + len(table.rows), headings, filtered=table.filtered
    )


def _blank(column: Column) -> Placed:
    if column.look in OPENS or column.look in LEFT_BLANK:
        return Placed("", column.look)
    return Placed(column.blank, Look.QUIET)


def _placed(cell: Cell, look: Look, blank: Placed) -> Placed:
    value: Value | None
    if isinstance(cell, Shown):
        value, look = cell
    else:
        value = cell
    if value is None or value == "":
        return Placed("", look) if look in OPENS else blank
    if isinstance(value, str):
        return Placed(cell_text.plain(value), look)
    if isinstance(value, date) and value < FIRST_REAL_DATE:
        return Placed(value.isoformat(), look)
    return Placed(value, look)


def _widths(tables: Iterable[Table]) -> tuple[int, ...]:
    found: list[int] = []
    for table in tables:
        for place, column in enumerate(table.columns):
            if place == len(found):
                found.append(column.width)
            found[place] = max(found[place], column.width)
    return tuple(found)


def _printed(widths: Sequence[int]) -> int:
    """How many columns fit side by side on a page that can be read."""
    return sum(total <= PAGE_WIDTH for total in accumulate(widths))


def _not_printed(sheet: Sheet, printed: int) -> tuple[str, ...]:
    if len(sheet.tables) != 1 or len(sheet.tables[0].columns) <= printed or not printed:
        return ()
    last = cell_text.headings(column.heading for column in sheet.tables[0].columns)[printed - 1]
    return (f"Printed pages stop at “{last}”; the columns after it are for the screen.",)
