"""The one door into a workbook: text stays text, whatever it is."""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from marmot_tracker.progress import Cancelled, Progress
from marmot_tracker.reports import cell_text
from marmot_tracker.reports.looks import Look
from marmot_tracker.reports.sheets import (
    CONTINUED,
    Column,
    Sheet,
    Shown,
    Table,
    cell_name,
    laid_out,
)
from marmot_tracker.reports.workbook import LOOKS, Properties, lines_of, workbook
from marmot_tracker.trail.values import clean
from tests.reports.making import MADE
from tests.reports.reading import MAIN, decoded, opened, part, parts, texts

PROPERTIES = Properties("A pack", "A place", MADE)
NASTY = (
    *"=+-@\t\n\r'\"<>&;|%{}[]()\\/ ",
    *"＝＋－＠\u200b\u202e\ufeff\u2028\u0301\u0085\x00\x0b\x1b\ud800\udc00\ufffe",
    "_x000D_",
    "_x005F_",
    "_x0041_",
    "x005F_",
    "<r>",
    "</r>",
    "<t>",
    "]]>",
    "=1+1",
    "{=SUM(A1)}",
    "#REF!",
    "=HYPERLINK(",
    "http://a",
    "mailto:a@b",
    "internal:A1",
    "DDE(",
    "TRUE",
    "3.10",
    "1/2",
    "1e5",
    "007",
    "😀",
    "ŵ",
    "مرحبا",
    "none",
)


def hostile(number: int) -> list[str]:
    """Texts that have hurt somebody, and mixtures of them; every one different."""
    chance = random.Random(20260714)
    found = dict.fromkeys(
        [*NASTY, "<r></r>", "<r><t>=1+1</t></r>", "<r>" + "&" * 40 + "</r>", "'='", "-" * 500]
    )
    while len(found) < number:
        found["".join(chance.choices(NASTY, k=chance.randint(1, 12)))] = None
    return [text for text in found if text]


def one_sheet(rows: list[tuple[Any, ...]], *columns: Column, name: str = "List") -> Sheet:
    made = columns or tuple(Column(f"Column {place}", 20) for place in range(1, len(rows[0]) + 1))
    return Sheet(
        name, "A list", ("What it holds.",), (Table("List", "A list.", made, tuple(rows)),)
    )


def saved(path: Path, *sheets: Sheet) -> Path:
    path.write_bytes(workbook(laid_out(sheets), PROPERTIES))
    return path


def test_hostile_texts_come_back_as_the_same_text(tmp_path: Path) -> None:
    asked = hostile(10_000)
    path = saved(tmp_path / "hostile.xlsx", one_sheet([(text,) for text in asked]))
    read = set(texts(path))
    for text in asked:
        assert cell_text.plain(text) in read
        if (held := clean(text)) == text and "\ufffe" not in text:
            assert held in read
    sheet = opened(path)["List"]
    assert sheet.max_row == 3 + len(asked)
    for (cell,), text in zip(sheet.iter_rows(min_row=4), asked, strict=True):
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        assert cell.quotePrefix == cell_text.needs_prefix(cell_text.plain(text)), text
    assert b"<f" not in part(path, "xl/worksheets/sheet1.xml")


def test_hostile_headings_stay_headings(tmp_path: Path) -> None:
    wanted = [text for text in hostile(200) if text.strip()]
    path = saved(
        tmp_path / "headings.xlsx",
        one_sheet([tuple("x" for _ in wanted)], *(Column(text, 10) for text in wanted)),
    )
    headings = cell_text.headings(wanted)
    assert set(headings) <= set(texts(path))
    table = ElementTree.fromstring(part(path, "xl/tables/table1.xml"))
    names = [column.get("name", "") for column in table.iter(f"{MAIN}tableColumn")]
    assert [decoded(name) for name in names] == list(headings)


@pytest.mark.parametrize("text", ["word " * 20_000, "line\n" * 600, "😀" * 40_000, "=" * 70_000])
def test_text_too_long_for_a_cell_goes_on_with_a_notice(tmp_path: Path, text: str) -> None:
    path = saved(tmp_path / "long.xlsx", one_sheet([("before",), (text,), ("after",)]))
    book = opened(path)
    assert book.sheetnames == ["List", CONTINUED]
    first = book["List"]["A5"].value
    rest = list(book[CONTINUED].iter_rows(min_row=4, values_only=True))
    begin, _, notice = first.rpartition("\n")
    assert notice == f"[Continued on the sheet “{CONTINUED}”, row 4.]"
    assert begin + "".join(line[2] for line in rest) == text
    assert {line[0] for line in rest} == {"List, cell A5"}
    assert [line[1] for line in rest] == [
        f"{number} of {len(rest) + 1}" for number in range(2, len(rest) + 2)
    ]


def test_each_notice_names_its_own_row(tmp_path: Path) -> None:
    long = "x" * 100_000
    book = opened(saved(tmp_path / "two.xlsx", one_sheet([(long, "short"), ("short", long)])))
    for cell in ("A4", "B5"):
        row = int(book["List"][cell].value.rpartition("row ")[2].rstrip(".]"))
        assert book[CONTINUED].cell(row, 1).value == f"List, cell {cell}"
        assert book[CONTINUED].cell(row, 2).value.startswith("2 of")


def test_dates_numbers_and_references_keep_their_kind(tmp_path: Path) -> None:
    columns = (
        Column("Reference", 12, Look.REFERENCE),
        Column("Due", 12, Look.DATE, "no date"),
        Column("Number", 12, Look.NUMBER),
        Column("Evidence", 12, Look.COUNT),
    )
    rows = [
        ("3.10", date(2026, 12, 31), 1234567, 0),
        ("007", date(1900, 2, 28), 0, 3),
        ("1-2", date(1900, 3, 1), -1, 1),
        ("", None, None, None),
        ("x", Shown(date(2026, 1, 2), Look.LATE), 1, 1),
    ]
    sheet = opened(saved(tmp_path / "kinds.xlsx", one_sheet(rows, *columns)))["List"]
    found = [
        [value.date() if isinstance(value, datetime) else value for value in line]
        for line in sheet.iter_rows(min_row=4, values_only=True)
    ]
    assert found == [
        ["3.10", date(2026, 12, 31), 1234567, 0],
        ["007", "1900-02-28", 0, 3],
        ["1-2", date(1900, 3, 1), -1, 1],
        ["none", "no date", "none", "none"],
        ["x", date(2026, 1, 2), 1, 1],
    ]
    assert sheet["A4"].number_format == "@"
    assert sheet["B4"].number_format == sheet["B8"].number_format == "dd/mm/yyyy"


def test_an_empty_table_says_so_and_is_no_table(tmp_path: Path) -> None:
    table = Table("Empty", "Nothing.", (Column("One", 9),), (), empty="Nothing is here yet.")
    path = saved(tmp_path / "empty.xlsx", Sheet("Empty", "Empty", ("A note.",), (table,)))
    assert opened(path)["Empty"]["A3"].value == "Nothing is here yet."
    assert parts(path, "xl/tables/") == []


def test_the_same_pages_make_the_same_file_twice() -> None:
    pages = laid_out([one_sheet([("a", "b"), ("=c", "d" * 40_000)])])
    assert workbook(pages, PROPERTIES) == workbook(pages, PROPERTIES)


def test_properties_say_what_it_is_and_in_which_language(tmp_path: Path) -> None:
    properties = Properties("A pack", "A place", MADE, own={"Marmot check code": "abc"})
    path = tmp_path / "told.xlsx"
    path.write_bytes(workbook(laid_out([one_sheet([("a",)])]), properties))
    book = opened(path)
    assert (book.properties.title, book.properties.creator) == ("A pack", "A place")
    told = {made.name: made.value for made in book.custom_doc_props.props}
    assert told == {"Language": "en-GB", "Marmot check code": "abc"}


def test_writing_can_be_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        workbook(laid_out([one_sheet([("a",)])]), PROPERTIES, progress)


def test_columns_too_many_to_be_read_in_print_are_named(tmp_path: Path) -> None:
    columns = tuple(Column(f"Wide {place}", 50) for place in range(1, 8))
    sheet = opened(saved(tmp_path / "wide.xlsx", one_sheet([tuple("abcdefg")], *columns)))["List"]
    assert (
        sheet["A3"].value
        == "Printed pages stop at “Wide 4”; the columns after it are for the screen."
    )
    assert sheet.print_area == "'List'!$A$1:$D$5"


def test_every_look_has_contrast_enough() -> None:
    for look, style in LOOKS.items():
        ratio = contrast(style["font_color"], style.get("bg_color", "#FFFFFF"))
        assert ratio >= 4.5, f"{look}: {ratio:.2f}"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_lines_are_counted_by_words() -> None:
    assert lines_of("short", 10) == 1
    assert lines_of("two\nlines", 10) == 2
    assert lines_of("aaaa bbbb cccc", 9) == 2
    assert lines_of("x" * 25, 10) == 3
    assert lines_of("", 10) == 1


def test_cells_are_named_as_excel_names_them() -> None:
    names = [
        cell_name(0, 0),
        cell_name(6, 2),
        cell_name(9, 25),
        cell_name(0, 26),
        cell_name(0, 701),
    ]
    assert names == ["A1", "C7", "Z10", "AA1", "ZZ1"]


def test_no_part_holds_a_link_or_a_macro(tmp_path: Path) -> None:
    path = saved(tmp_path / "plain.xlsx", one_sheet([("http://example.org",)]))
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert not [name for name in names if "vba" in name or "externalLink" in name]
    assert b"hyperlink" not in part(path, "xl/worksheets/sheet1.xml")
