"""Makes a sheet easy to fill in: drop-downs, hints beside a cell, colours that follow what is chosen.

Nothing is locked: Excel then refuses sorting and spelling, too. A wrong word can still be typed or
pasted, so whoever reads the sheet checks every cell. Colours follow plain *equals* rules alone,
which LibreOffice and Excel for the web know as well.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from marmot_tracker.reports.looks import Look
from marmot_tracker.reports.sheets import Page

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
"""What Excel takes of a hint, in characters."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What is said beside a cell of a column once somebody goes there.

    `choices` is the name of the list that drops down; `warns` is said where something else is
    typed, and the person may go on.
    """

    title: str
    message: str = ""
    choices: str = ""
    warns: str = ""


def title_of(heading: str) -> str:
    """A heading as the title of a hint, cut between words where it is too long for one."""
    if len(heading) <= LONGEST_TITLE:
        return heading
    return f"{heading[: heading.rfind(' ', 0, LONGEST_TITLE)]}…"


@dataclass(frozen=True, slots=True)
class Form:
    """What is filled in on a sheet, by column, counted from 0.

    `colours` are the looks that a cell takes on by the text in it. `lists` are the names of its
    own tables (without their headings) for drop-downs anywhere. Its rows are at least `tall`, in
    points, and grow with what is written into them. A `hidden` sheet is for programs.
    """

    hints: Mapping[int, Hint] = field(default_factory=dict)
    colours: Mapping[int, Mapping[str, Look]] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    tall: float = 0
    hidden: bool = False

    @property
    def grows(self) -> bool:
        """Whether people write into its rows."""
        return bool(self.hints)


def dress(
    book: Any,
    sheet: Any,
    page: Page,
    form: Form,
    looks: Mapping[Look, Any],
    heights: Mapping[int, float],
) -> None:
    """Put a form's hints, lists and colours onto a sheet whose cells are written."""
    for name, table in form.lists.items():
        at = next(each for each in page.tables if each.name == table)
        quoted = page.name.replace("'", "''")
        book.define_name(name, f"='{quoted}'!$A${at.first + 2}:$A${at.last + 1}")
    for after in {column + 1 for column in page.folded} - {*page.folded}:
        # The sign that unfolds columns stands over the one after the last of them.
        sheet.set_column(after, after, page.widths[after], None, {"collapsed": True})
    for table_at in page.tables[:1]:
        first, last = table_at.first + 1, table_at.last
        for row in range(first, last + 1):
            if heights[row] < form.tall:
                sheet.set_row(row, form.tall)
        for column, hint in form.hints.items():
            if sheet.data_validation(first, column, last, column, _options(hint)):
                raise ValueError(f"the hint “{hint.title}” is not one that a cell takes")
        for column, by_text in form.colours.items():
            for text, look in by_text.items():
                told = text.replace('"', '""')
                rule = {"type": "cell", "criteria": "==", "value": f'"{told}"'}
                sheet.conditional_format(
                    first, column, last, column, {**rule, "format": _colours(book, looks, look)}
                )
    if form.hidden:
        sheet.hide()


def _options(hint: Hint) -> dict[str, Any]:
    said = {"input_title": hint.title, "input_message": hint.message}
    if not hint.choices:
        return {"validate": "any", **said}
    warned = {"error_type": "warning", "error_title": hint.title, "error_message": hint.warns}
    return {"validate": "list", "source": f"={hint.choices}", **said, **warned}


def _colours(book: Any, looks: Mapping[Look, Any], look: Look) -> Any:
    """Ink and ground of a look alone: all that a rule may change in every program."""
    whole = looks[look]
    return book.add_format(
        {"font_color": whole.font_color, "bg_color": whole.bg_color, "bold": True}
    )


def let_rows_grow(book: bytes, sheets: Collection[int]) -> bytes:
    """A finished workbook whose rows on these sheets, counted from 1, keep their heights no longer.

    The library says of every height it writes that a person chose it (`customHeight`); Excel then
    lets the row stay so, whatever is written into it.
    """
    parts = {f"xl/worksheets/sheet{number}.xml" for number in sheets}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            body = old.read(entry)
            if entry.filename in parts:
                head, data, rows = body.partition(b"<sheetData>")
                body = head + data + rows.replace(b' customHeight="1"', b"")
            new.writestr(entry, body)
    return out.getvalue()
