"""The one door into a workbook: plain cells become an Excel file, text always as text.

Nothing here can write a formula, a link or a number where text was given. Accessible by the
essential rules for published spreadsheets: tables are marked as tables with unique headings and a
text for those who cannot see them, no merged cells, titles in A1, colour never alone; of the rule
against headers and footers only page numbers are an exception, since packs are printed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from marmot_tracker.progress import Progress
from marmot_tracker.reports.careful import Careful
from marmot_tracker.reports.cell_text import PREFIXED, plain
from marmot_tracker.reports.drawing import draw_charts, labels
from marmot_tracker.reports.form_cells import Form, dress, let_rows_grow
from marmot_tracker.reports.looks import Look, look_of, tally_of
from marmot_tracker.reports.sheets import Page, Placed, TableAt
from marmot_tracker.vocabulary import Rating

A4 = 9
FONT, SIZE = "Arial", 10
"""A letter that Excel and LibreOffice both have, or one of the same widths: what fits here fits there."""
LINE, PADDING, TALLEST = 14, 4, 409
"""Heights in points: of a line, of what a row has besides, and the most that Excel takes."""
INK, QUIET, HAIRLINE, ACCENT = "#16202B", "#566473", "#C3CDD7", "#14304D"
LATE, MISSING, WHITE = "#A11813", "#8A4B00", "#FFFFFF"
GROUND, QUERY = "#EDF0F3", "#FFF6DC"
"""Behind what was sent, and behind a cell that a question is about."""

INDENT, BUTTON = 1.5, 3.5
"""What a cell's indent takes of its width, and with it a filter's button, in characters."""
LANDSCAPE, PORTRAIT = (150, 490), (104, 750)
"""What A4 holds between its margins at 100 %: characters across, points down."""
SMALLEST_SCALE, SMALLEST_SMALL = 0.62, 0.69
"""How far a sheet may be made smaller to fit its pages; less where its letter is small already."""
SMALL, SMALL_LINE, SMALL_PADDING = 9, 11, 2
"""The letter of a small sheet in points, the height of its line, and what a row has besides."""
SMALL_PAGE = (153, 540)
"""What A4 holds of a small sheet, whose margins are narrow, across and down."""

_Style = dict[str, Any]

NO_FORMS: Mapping[str, Form] = MappingProxyType({})
OUTSIDE: Mapping[Look, float] = {
    Look.TITLE: 30,
    Look.SECTION: 30,
    Look.MARK: 20,
    Look.BAND: 24,
}
SMALL_OUTSIDE: Mapping[Look, float] = {Look.TITLE: 22, Look.SECTION: 20, Look.MARK: 14}
"""Heights of the rows outside tables, where they are not those of a line."""

_CELL: _Style = {
    "font_name": FONT,
    "font_size": SIZE,
    "font_color": INK,
    "text_wrap": True,
    "valign": "top",
    "align": "left",
    "indent": 1,
    "bottom": 1,
    "bottom_color": HAIRLINE,
}
_LINE: _Style = {
    "font_name": FONT,
    "font_size": SIZE,
    "font_color": INK,
    "valign": "vcenter",
    "align": "left",
}
_AMOUNT: _Style = {**_CELL, "text_wrap": False, "align": "right"}
_SENT: _Style = {**_CELL, "bg_color": GROUND, "border": 1, "border_color": HAIRLINE}
_OPEN: _Style = {**_CELL, "border": 1, "border_color": HAIRLINE}
_QUERIED: _Style = {**_OPEN, "bg_color": QUERY, "border_color": MISSING}
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
    Look.AMOUNT: {**_AMOUNT, "num_format": "General"},
    Look.COUNT: {**_AMOUNT, "num_format": '#,##0;-#,##0;"none"'},
    Look.ANSWER: {**_CELL, "border": 1, "border_color": QUIET},
    Look.SENT: _SENT,
    Look.SENT_STRONG: {**_SENT, "bold": True, "num_format": "@"},
    Look.SENT_FINE: {**_SENT, "font_size": SMALL, "font_color": QUIET, "num_format": "@"},
    Look.OPEN: _OPEN,
    Look.OPEN_TEXT: {**_OPEN, "num_format": "@"},
    Look.OPEN_DATE: {**_OPEN, "num_format": "dd/mm/yyyy"},
    Look.ASKED: {**_SENT, "bg_color": QUERY, "font_color": MISSING, "bold": True},
    Look.QUERIED: _QUERIED,
    Look.QUERIED_DATE: {**_QUERIED, "num_format": "dd/mm/yyyy"},
    Look.BAND: {**_LINE, "bold": True, "font_color": QUIET, "valign": "bottom"},
    Look.BAND_RIGHT: {**_LINE, "font_color": QUIET, "valign": "bottom", "align": "right"},
    Look.HEADING_SENT: {**_HEADING, "bg_color": QUIET, "bottom_color": QUIET},
    Look.FINE: {**_CELL, "font_size": SMALL, "font_color": QUIET},
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
BOLD = frozenset(look for look, style in LOOKS.items() if style.get("bold"))


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
    pages: Sequence[Page],
    properties: Properties,
    progress: Progress | None = None,
    *,
    forms: Mapping[str, Form] = NO_FORMS,
) -> bytes:
    """The pages as an .xlsx file; `forms`, by a page's name, say what is filled in there."""
    import xlsxwriter

    out = io.BytesIO()
    usual = {"font_name": FONT, "font_size": SIZE}
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_format_properties": usual})
    usual_looks, small_looks = _Looks(book), _Looks(book, size=SMALL)
    careful = Careful(_texts(pages), [*_headings(pages), *labels(pages)])
    _describe(book, properties)
    for number, page in enumerate(pages):
        if progress is not None:
            progress.step(number, len(pages), f"Writing {page.name}")
        sheet = book.add_worksheet(page.name)
        looks = small_looks if page.small else usual_looks
        high = heights(page)
        _set_up(sheet, page, high)
        _mark_tables(sheet, page.tables, looks, careful)
        _write(sheet, page.cells, looks, careful)
        draw_charts(book, sheet, page, high)
        if page.name in forms:
            dress(book, sheet, page, forms[page.name], looks.plain, high)
    book.close()
    for sheet in book.worksheets():
        let_go(sheet.table)
    growing = [
        at for at, page in enumerate(pages, 1) if page.name in forms and forms[page.name].grows
    ]
    made = careful.put_in(out.getvalue())
    return let_rows_grow(made, growing) if growing else made


def let_go(held: Any) -> None:
    """Free a large dictionary entry by entry: all of it at once holds up every other thread."""
    while held:
        held.popitem()


def _headings(pages: Iterable[Page]) -> Iterator[str]:
    return (text for page in pages for table in page.tables for text in table.headings)


def _texts(pages: Iterable[Page]) -> set[str]:
    """Every different text of a workbook."""
    return {value for page in pages for value, _ in page.cells.values() if isinstance(value, str)}


class _Formats(dict[Look, Any]):
    """The workbook's formats by look, each made when it is first asked for."""

    def __init__(self, book: Any, *, size: int = 0, **besides: bool) -> None:
        self._book = book
        self._besides = besides
        self._size = size

    def __missing__(self, look: Look) -> Any:
        made = {**LOOKS[look], **self._besides}
        if self._size:
            made["font_size"] = min(self._size, made["font_size"])
        found = self[look] = self._book.add_format(made)
        return found


class _Looks:
    """The formats as they are, and with the quote prefix for text that needs it."""

    def __init__(self, book: Any, *, size: int = 0) -> None:
        self.plain = _Formats(book, size=size)
        self.prefixed = _Formats(book, size=size, quote_prefix=True)


def _write(
    sheet: Any, cells: Mapping[tuple[int, int], Placed], looks: _Looks, careful: Careful
) -> None:
    write_text, plain_looks = _text_writer(sheet, looks, careful), looks.plain
    for (row, column), (value, look) in cells.items():
        if isinstance(value, str):
            if value:
                write_text(row, column, value, look)
            else:
                sheet.write_blank(row, column, None, plain_looks[look])
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, plain_looks[look])
        else:
            sheet.write_number(row, column, value, plain_looks[look])


def _text_writer(
    sheet: Any, looks: _Looks, careful: Careful
) -> Callable[[int, int, str, Look], None]:
    """Writes text as text: the only place where a person's words enter a workbook."""
    # The method without its reading of "A1" for a cell, which took a tenth of the whole time.
    write: Callable[..., int] = type(sheet).write_string.__wrapped__
    plain_looks, prefixed, tokens = looks.plain, looks.prefixed, careful.tokens

    def write_text(row: int, column: int, text: str, look: Look) -> None:
        told = tokens.get(text, text) if tokens else text
        made = prefixed[look] if text[0] in PREFIXED else plain_looks[look]
        if write(sheet, row, column, told, made):
            raise ValueError(f"a text of {len(text)} characters did not fit into row {row + 1}")

    return write_text


def heights(page: Page) -> dict[int, float]:
    """The height of every row in points, estimated: not every program fits rows by itself."""
    inside = {row for table in page.tables for row in range(table.first, table.last + 1)}
    filters = {table.first for table in page.tables if table.filtered}
    size, line, padding = (
        (SMALL, SMALL_LINE, SMALL_PADDING) if page.small else (SIZE, LINE, PADDING)
    )
    rooms = [
        [(width - taken) * wide * SIZE / size for width in page.widths]
        for taken in (INDENT, BUTTON)
        for wide in (1.12, 1.0)
    ]
    found = dict.fromkeys(inside, float(line + padding))
    known: dict[tuple[str, float], int] = {}
    for (row, column), (value, look) in page.cells.items():
        if row not in inside:
            found[row] = max(found.get(row, 0), _outside(page, look))
        elif isinstance(value, str) and (len(value) > 8 or "\n" in value):
            room = rooms[2 * (row in filters) + (look in BOLD)][column]
            if len(value) <= room and "\n" not in value:
                continue
            lines = known.get((value, room))
            if lines is None:
                lines = known[value, room] = lines_of(value, room)
            needed = min(lines * line + padding, TALLEST)
            found[row] = max(found[row], needed)
    return dict(sorted(found.items()))


def _outside(page: Page, look: Look) -> float:
    if page.small:
        return SMALL_OUTSIDE.get(look, SMALL_LINE + 1)
    return OUTSIDE.get(look, LINE + 1)


def pages_high(page: Page) -> int:
    """How many printed pages a sheet is made to fit without becoming too small; 0 for any number."""
    if page.breaks or (page.scrolls and not page.most_pages):
        return 0
    most = page.most_pages or 1
    across, down = PORTRAIT if page.portrait else LANDSCAPE
    if page.small:
        across, down = SMALL_PAGE
    high = heights(page)
    again = sum(high.get(row, LINE) for row in range(page.repeats, page.repeated + 1))
    total = sum(high.values()) + (most - 1) * again
    scale = min(1, across / sum(page.widths), most * down / total)
    return most if scale >= (SMALLEST_SMALL if page.small else SMALLEST_SCALE) else 0


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
                "header_format": looks.plain[Look.HEADING],
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


def _set_up(sheet: Any, page: Page, high: Mapping[int, float]) -> None:
    sheet.hide_gridlines(2)
    if not page.portrait:
        sheet.set_landscape()
    sheet.set_paper(A4)
    if page.small:
        sheet.set_margins(left=0.25, right=0.25, top=0.25, bottom=0.45)
    else:
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, pages_high(page))
    if page.breaks:  # taken where a sheet is fitted across alone
        sheet.set_h_pagebreaks(list(page.breaks))
    sheet.set_footer("&CPage &P of &N", {"margin": 0.2} if page.small else None)
    sheet.repeat_rows(page.repeats, page.repeated)
    if page.printed < len(page.widths):
        sheet.print_area(0, 0, max(row for row, _ in page.cells), page.printed - 1)
    for column, width in enumerate(page.widths):
        away = {"level": 1, "hidden": True} if column in page.folded else None
        sheet.set_column(column, column, width, None, away)
    for row, height in high.items():
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
