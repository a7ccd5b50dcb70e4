"""The one door into a workbook: plain cells become an Excel file, text always as text.

Nothing here can write a formula, a link or a number where text was given. Accessible by the
essential rules for published spreadsheets: tables are marked as tables with unique headings and a
text for those who cannot see them, no merged cells, titles in A1, colour never alone; of the rule
against headers and footers only page numbers are an exception, since packs are printed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from marmot_tracker.progress import Progress
from marmot_tracker.reports.careful import Careful
from marmot_tracker.reports.cell_text import needs_prefix, plain
from marmot_tracker.reports.sheets import Look, Page, Placed, TableAt, look_of, tally_of
from marmot_tracker.vocabulary import Rating

A4 = 9
LINE, PADDING, TALLEST = 15, 4, 409
"""Heights in points: of a line, of what a row has besides, and the most that Excel takes."""
INK, QUIET, HAIRLINE, ACCENT = "#16202B", "#566473", "#C3CDD7", "#14304D"
LATE, MISSING, WHITE = "#A11813", "#8A4B00", "#FFFFFF"

INDENT, BUTTON = 1.5, 3.5
"""What a cell's indent takes of its width, and with it a filter's button, in characters."""
PAGE_CHARACTERS, PAGE_POINTS = 150, 490
"""What A4 landscape holds between its margins at 100 %: characters across, points down."""
SMALLEST_SCALE = 0.7

_Style = dict[str, Any]

OUTSIDE: Mapping[Look, float] = {Look.TITLE: 30, Look.SECTION: 30, Look.MARK: 20}
"""Heights of the rows outside tables, where they are not those of a line."""

_CELL: _Style = {
    "font_name": "Calibri",
    "font_size": 11,
    "font_color": INK,
    "text_wrap": True,
    "valign": "top",
    "align": "left",
    "indent": 1,
    "bottom": 1,
    "bottom_color": HAIRLINE,
}
_LINE: _Style = {
    "font_name": "Calibri",
    "font_size": 11,
    "font_color": INK,
    "valign": "vcenter",
    "align": "left",
}
_AMOUNT: _Style = {**_CELL, "text_wrap": False, "align": "right"}
_HEADING: _Style = {
    **_CELL,
    "bold": True,
    "font_color": WHITE,
    "bg_color": ACCENT,
    "valign": "vcenter",
    "bottom_color": ACCENT,
}
LOOKS: Mapping[Look, _Style] = {
    Look.TITLE: {**_LINE, "font_size": 18, "bold": True, "font_color": ACCENT},
    Look.NOTE: {**_LINE, "font_color": QUIET},
    Look.MARK: {**_LINE, "bold": True, "font_color": LATE},
    Look.SECTION: {
        **_LINE,
        "font_size": 13,
        "bold": True,
        "font_color": ACCENT,
        "valign": "bottom",
    },
    Look.HEADING: _HEADING,
    Look.HEADING_NUMBER: {**_HEADING, "align": "right"},
    Look.TEXT: _CELL,
    Look.STRONG: {**_CELL, "bold": True},
    Look.REFERENCE: {**_CELL, "num_format": "@"},
    Look.DATE: {**_CELL, "num_format": "dd/mm/yyyy"},
    Look.NUMBER: {**_AMOUNT, "num_format": "#,##0"},
    Look.COUNT: {**_AMOUNT, "num_format": '#,##0;-#,##0;"none"'},
    Look.QUIET: {**_CELL, "font_color": QUIET, "italic": True},
    Look.LATE: {**_CELL, "num_format": "dd/mm/yyyy", "font_color": LATE, "bold": True},
    Look.MISSING: {**_CELL, "font_color": MISSING, "bold": True},
    **{
        look: {**base, "font_color": ink, "bg_color": tint, "bold": True}
        for rating, (ink, tint) in {
            Rating.COMPLETE: ("#17509A", "#E4EDF8"),
            Rating.ON_TRACK: ("#00602F", "#E2F1E8"),
            Rating.AT_RISK: ("#8A4B00", "#FBEEDC"),
            Rating.OFF_TRACK: ("#AD1914", "#FCE6E4"),
            Rating.NOT_RATED: ("#4B5763", "#EDF0F3"),
        }.items()
        for look, base in ((look_of(rating), _CELL), (tally_of(rating), _AMOUNT))
    },
}
"""Every look; contrast is held to WCAG 2.2 AA by `tests/reports/test_workbook.py`."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What a workbook says of itself; `own` are properties of ours, by name.

    `made_at` makes the same workbook come out the same, byte for byte.
    """

    title: str
    author: str
    made_at: datetime
    subject: str = ""
    own: Mapping[str, str] = field(default_factory=dict)


def workbook(
    pages: Sequence[Page], properties: Properties, progress: Progress | None = None
) -> bytes:
    """The pages as an .xlsx file."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    looks = _Looks(book)
    headings = (text for page in pages for table in page.tables for text in table.headings)
    careful = Careful(_texts(pages), headings)
    _describe(book, properties)
    for number, page in enumerate(pages):
        if progress is not None:
            progress.step(number, len(pages), f"Writing {page.name}")
        sheet = book.add_worksheet(page.name)
        _set_up(sheet, page)
        _mark_tables(sheet, page.tables, looks, careful)
        _write(sheet, page.cells, looks, careful)
    book.close()
    return careful.put_in(out.getvalue())


def _texts(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        for cell in page.cells.values():
            if isinstance(cell.value, str):
                yield cell.value


class _Looks:
    """The workbook's formats, each made once; with the quote prefix where text needs it."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Look, bool], Any] = {}

    def of(self, look: Look, *, prefixed: bool = False) -> Any:
        found = self._made.get((look, prefixed))
        if found is None:
            style = {**LOOKS[look], "quote_prefix": True} if prefixed else LOOKS[look]
            found = self._made[look, prefixed] = self._book.add_format(style)
        return found


def _write(
    sheet: Any, cells: Mapping[tuple[int, int], Placed], looks: _Looks, careful: Careful
) -> None:
    for (row, column), cell in cells.items():
        value = cell.value
        if isinstance(value, str):
            _write_text(sheet, row, column, value, cell.look, looks, careful)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, looks.of(cell.look))
        else:
            sheet.write_number(row, column, value, looks.of(cell.look))


def _write_text(
    sheet: Any, row: int, column: int, text: str, look: Look, looks: _Looks, careful: Careful
) -> None:
    """Write text as text: the only place where a person's words enter a workbook."""
    made = looks.of(look, prefixed=needs_prefix(text))
    told = careful.token(text) if text in careful else text
    if sheet.write_string(row, column, told, made):
        raise ValueError(f"a text of {len(text)} characters did not fit into row {row + 1}")


def heights(page: Page) -> dict[int, float]:
    """The height of every row in points, estimated: not every program fits rows by itself."""
    inside = {row for table in page.tables for row in range(table.first, table.last + 1)}
    filters = {table.first for table in page.tables if table.filtered}
    found: dict[int, float] = {}
    needed: float
    for (row, column), cell in page.cells.items():
        if row in inside:
            lines = 1
            if isinstance(cell.value, str) and (len(cell.value) > 8 or "\n" in cell.value):
                wide = 0.95 if LOOKS[cell.look].get("bold") else 1.05
                room = page.widths[column] - (BUTTON if row in filters else INDENT)
                lines = lines_of(cell.value, room * wide)
            needed = min(lines * LINE + PADDING, TALLEST)
        else:
            needed = OUTSIDE.get(cell.look, LINE + 1)
        if needed > found.get(row, 0):
            found[row] = needed
    return found


def fits_one_page(page: Page) -> bool:
    """Whether a sheet of small tables is printed on one page without becoming too small."""
    if page.scrolls:
        return False
    scale = min(1, PAGE_CHARACTERS / sum(page.widths), PAGE_POINTS / sum(heights(page).values()))
    return scale >= SMALLEST_SCALE


def lines_of(text: str, room: float) -> int:
    """How many lines `text` takes where `room` characters fit on one, give or take."""
    if len(text) <= room and "\n" not in text:
        return 1
    total = 0
    for line in text.split("\n"):
        total += 1
        used = 0
        for word in line.split(" "):
            size = len(word)
            if used and used + size > room:
                total, used = total + 1, 0
            if size > room:
                total += int((size - 1) // room)
                size = int(size % room)
            used += size + 1
        if total * LINE > TALLEST:
            break
    return total


def _mark_tables(sheet: Any, tables: Iterable[TableAt], looks: _Looks, careful: Careful) -> None:
    """Mark tables as Excel tables. Their cells, headings too, are written afterwards."""
    for table in tables:
        columns = [
            {
                "header": careful.token(heading) if heading in careful else heading,
                "header_format": looks.of(Look.HEADING),
            }
            for heading in table.headings
        ]
        options = {
            "name": table.name,
            "title": table.name.replace("_", " "),
            "description": table.says,
            "columns": columns,
            "autofilter": table.filtered,
            "style": None,
            "banded_rows": False,
        }
        if sheet.add_table(table.first, 0, table.last, len(columns) - 1, options):
            raise ValueError(f"the table {table.name} could not be marked as one")


def _set_up(sheet: Any, page: Page) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, int(fits_one_page(page)))
    sheet.set_footer("&CPage &P of &N")
    sheet.repeat_rows(0, page.repeated)
    if page.printed < len(page.widths):
        sheet.print_area(0, 0, max(row for row, _ in page.cells), page.printed - 1)
    for column, width in enumerate(page.widths):
        sheet.set_column(column, column, width)
    for row, height in heights(page).items():
        sheet.set_row(row, height)
    if page.scrolls:
        sheet.freeze_panes(page.tables[0].first + 1, page.kept)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _describe(book: Any, properties: Properties) -> None:
    book.set_properties(
        {
            "title": plain(properties.title),
            "subject": plain(properties.subject),
            "author": plain(properties.author),
            "created": properties.made_at,
        }
    )
    book.set_custom_property("Language", "en-GB", "text")
    for name, value in properties.own.items():
        book.set_custom_property(name, value, "text")
