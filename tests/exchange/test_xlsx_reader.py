"""The workbook reader, one trap at a time, with openpyxl as the second opinion."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marmot_tracker.exchange.readers import read_tables
from marmot_tracker.exchange.readers.colours import rating_colour
from marmot_tracker.exchange.readers.parts import look_of_format
from marmot_tracker.exchange.tables import CellFault, cell_text
from marmot_tracker.progress import Progress
from tests.exchange.making import HEADINGS, read, repacked, rows, workbook


def only(path):
    (table,) = read_tables(path, Progress())
    return table


@pytest.mark.parametrize(
    ("shape", "value", "shown"),
    [
        ("0.00", 3.1, "3.10"),
        ("0.0", 3, "3.0"),
        ("000", 7, "007"),
        ('"R"00', 4, "R04"),
        ("0%", 0.25, "25%"),
        ("General", 3.1, "3.1"),
        ("0", 3.7, "3.7"),
        ("#,##0", 1200, "1200"),
        ("0.00_ ;-0.00", 2.5, "2.50"),
    ],
)
def test_numbers_keep_their_printed_form_where_that_loses_nothing(tmp_path, shape, value, shown):
    def finish(book):
        book.worksheets()[0].write_number(0, 0, value, book.add_format({"num_format": shape}))

    table = only(workbook(tmp_path / "a.xlsx", [[]], finish=finish))
    assert cell_text(table.rows[0][0]) == shown


def test_text_references_stay_text(tmp_path):
    table = only(workbook(tmp_path / "a.xlsx", [["3.10", "007", "1-2", "=1+1"]]))
    assert table.rows[0] == ("3.10", "007", "1-2", "=1+1")


@pytest.mark.parametrize("later_calendar", [False, True])
def test_dates_are_real_in_both_calendars(tmp_path, later_calendar):
    path = workbook(tmp_path / "a.xlsx", [[date(2026, 3, 31)]], date_1904=later_calendar)
    assert only(path).rows[0][0] == date(2026, 3, 31)


def test_a_formula_without_a_stored_value_is_told_and_not_blank(tmp_path):
    import openpyxl

    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (list(HEADINGS), *rows(3)):
        sheet.append(row)
    sheet["D3"] = "=1+1"
    sheet["B4"] = '="wor"&"ding"'
    book.save(path)
    table = only(path)
    assert isinstance(table.rows[2][3], CellFault)
    result = read(path)
    assert [problem.where for problem in result.problems] == [
        "Sheet 'Sheet', row 3",
        "Sheet 'Sheet', row 4",
    ]
    assert all("without a stored value" in problem.what for problem in result.problems)
    assert [item.reference for item in result.items] == ["3.1", "3.2"]
    assert "owner" not in result.items[1].fields
    assert result.items[0].fields["owner"] == "Director 0"


def test_stored_results_of_formulas_are_read(tmp_path):
    def finish(book):
        sheet = book.worksheets()[0]
        sheet.write_formula(0, 0, "=A2", None, "worked out")
        sheet.write_formula(0, 1, "=1/4", None, 0.25)

    path = workbook(tmp_path / "a.xlsx", [[None, None, "x"]], finish=finish)
    path = repacked(
        path,
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</row>", b'<c r="D1" t="str"><f>IF(1,"","")</f><v></v></c></row>'
        ),
    )
    assert only(path).rows[0] == ("worked out", 0.25, "x", None)


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#NAME?"])
def test_errors_are_told(tmp_path, error):
    def finish(book):
        book.worksheets()[0].write_formula(2, 3, "=NA()", None, error)

    result = read(workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)], finish=finish))
    (problem,) = result.problems
    assert (problem.line, problem.column, problem.value) == (3, "Owner", error)
    assert "error" in problem.what
    assert len(result.items) == 3


def test_hidden_sheets_and_rows_are_noted(tmp_path):
    def finish(book):
        book.get_worksheet_by_name("Register").set_row(2, None, None, {"hidden": True})
        book.get_worksheet_by_name("Old list").hide()

    sheets = {"Register": [HEADINGS, *rows(3)], "Old list": [HEADINGS, *rows(5)]}
    path = workbook(tmp_path / "a.xlsx", sheets, finish=finish)
    result = read(path)
    assert len(result.items) == 3
    assert "1 row hidden in the sheet were read too." in result.notes
    assert any("'Old list' is hidden" in note for note in result.notes)
    assert len(read(path, sheet="old list").items) == 5


def test_a_million_formatted_blanks_are_cheap(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)])
    blanks = b"".join(
        b'<row r="%d">%s</row>'
        % (number, b"".join(b'<c r="%c%d" s="1"/>' % (letter, number) for letter in range(65, 85)))
        for number in range(5, 50_005)
    )
    heavy = repacked(
        path,
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", blanks + b"</sheetData>"),
    )
    result = read(heavy)
    assert len(result.items) == 3
    assert only(heavy).rows[-1][0] == "3.3"


def test_rows_and_columns_past_the_limits_are_told(tmp_path, monkeypatch):
    for module in ("xlsx", "values"):
        monkeypatch.setattr(f"marmot_tracker.exchange.readers.{module}.MAX_ROWS", 10)
        monkeypatch.setattr(f"marmot_tracker.exchange.readers.{module}.MAX_COLUMNS", 5)
    result = read(workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(20)]))
    assert len(result.items) == 9
    assert result.unread == 11
    assert any("Columns after E" in note for note in result.notes)


def test_cells_far_apart_are_read_as_a_stream(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)])
    far = repacked(
        path,
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</sheetData>",
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        ).replace(b'<dimension ref="A1:F4"/>', b'<dimension ref="A1:XFD1048576"/>'),
    )
    result = read(far)
    assert [item.reference for item in result.items] == ["3.1", "3.2", "3.3"]
    assert "1 row after row 100,100 was not read" in result.message


def test_cells_without_places_are_read(tmp_path):
    import re

    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)])
    bare = repacked(
        path,
        tmp_path / "b.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb'<c r="[A-Z]+\d+"', b"<c", xml),
    )
    assert [item.reference for item in read(bare).items] == ["3.1", "3.2", "3.3"]


def test_control_characters_and_long_text(tmp_path):
    table = only(workbook(tmp_path / "a.xlsx", [["a\x0bb\x01c\r\nd", "x" * 32_767, " e\u00a0"]]))
    assert table.rows[0] == ("a\nbc\nd", "x" * 32_767, "e")


def test_fill_colours_near_the_rating_colours():
    named = {"FFFF0000": "red", "C00000": "red", "FFFFC000": "amber", "FFFFFF00": "amber"}
    named |= {
        "FF00B050": "green",
        "92D050": "green",
        "0070C0": "blue",
        "FFFFFFFF": "",
        "D9D9D9": "",
    }
    assert {rgb: rating_colour(rgb) for rgb in named} == named


def test_formats_that_show_only_a_month():
    assert look_of_format("mmm-yy").month_only
    assert look_of_format("[$-809]mmmm\\ yyyy;@").month_only
    assert not look_of_format("dd/mm/yyyy").month_only
    assert not look_of_format("[h]:mm").month_only
    assert not look_of_format("General").matters


cells = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6).map(lambda number: round(number, 3)),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.none(),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=6))
def test_values_agree_with_openpyxl(tmp_path, grid):
    import openpyxl

    path = workbook(tmp_path / "a.xlsx", grid)
    table = only(path)
    sheet: Any = openpyxl.load_workbook(path, data_only=True).active
    for row in sheet.iter_rows():
        for cell in row:
            at = (cell.row - 1, cell.column - 1)
            mine = (
                table.rows[at[0]][at[1]]
                if at[0] < len(table.rows) and at[1] < len(table.rows[at[0]])
                else None
            )
            theirs: Any = cell.value
            if isinstance(theirs, str):
                continue
            if cell.is_date:
                theirs = theirs.date()
            assert mine == theirs
            assert isinstance(mine, bool) == isinstance(theirs, bool)
