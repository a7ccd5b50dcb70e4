"""The same list in every format reads alike; what a format cannot tell is said."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import Any

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.reading import read_source
from tests.exchange.making import HEADINGS, WORDINGS, delimited, read, repacked, rows, workbook
from tests.exchange.old_excel import container, old_workbook
from tests.exchange.open_document import KIND, open_workbook

LIST: list[list[Any]] = [
    ["Action plan of the town", None, None, None, None, None],
    [],
    HEADINGS,
    *rows(5),
    ["Total", None, None, None, None, None],
]
MADE: dict[str, Any] = {
    "a.csv": delimited,
    "a.xlsx": workbook,
    "a.xls": old_workbook,
    "a.ods": open_workbook,
}


def told(result):
    return [
        (item.reference, item.text, item.theme, item.fields, item.extra, item.row)
        for item in result.items
    ]


def test_the_same_list_reads_alike_in_every_format(tmp_path):
    results = {name: read(make(tmp_path / name, LIST)) for name, make in MADE.items()}
    first = told(results["a.xlsx"])
    assert len(first) == 5
    assert first[0][3]["due"] == "2026-03-01"
    for name, result in results.items():
        assert told(result) == first, name
        assert [row.why for row in result.left_out] == ["a total"]


@pytest.mark.parametrize("make", [old_workbook, open_workbook])
def test_themes_merged_down_rows(tmp_path, make):
    cells = [HEADINGS, *rows(5)]
    for row in cells[1:]:
        row[2] = None
    cells[1][2], cells[3][2] = "Homes", "Work"
    result = read(make(tmp_path / "a", cells, merged=[(1, 2, 2, 2), (3, 2, 5, 2)]))
    assert [item.theme for item in result.items] == ["Homes"] * 2 + ["Work"] * 3
    assert not any("Blank cells" in note for note in result.notes if "Theme" not in note)


@pytest.mark.parametrize("make", [old_workbook, open_workbook])
def test_hidden_sheets_are_named_and_not_read(tmp_path, make):
    sheets = {"Register": [HEADINGS, *rows(3)], "Old": [HEADINGS, *rows(5)]}
    path = make(tmp_path / "a", sheets, hidden=["Old"])
    result = read(path)
    assert (result.read_sheets, result.sheets) == (("Register",), ("Register", "Old"))
    assert "Sheet 'Old' is hidden and was not read; name it to read it." in result.notes
    assert len(read(path, sheet="Old").items) == 5


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.ods"])
def test_where_ratings_are_missing_it_is_said_that_colours_were_not_read(tmp_path, name):
    cells = [HEADINGS, *rows(3)]
    cells[1][4] = cells[2][4] = None
    result = read(MADE[name](tmp_path / name, cells))
    assert "2 items without a rating: colours of cells are read from .xlsx" in result.message
    assert "colours" not in read(MADE[name](tmp_path / name, [HEADINGS, *rows(3)])).message


def test_both_are_read_in_the_child(tmp_path):
    for name in ("a.xls", "a.ods"):
        result = read_source(MADE[name](tmp_path / name, LIST))
        assert result == read(tmp_path / name)
        assert result.source_name == name


def test_macro_workbooks_are_read_for_their_values(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)])
    macros = tmp_path / "a.xlsm"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(macros, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not to be opened")
    assert told(read(macros)) == told(read(path))


def test_printed_numbers_of_an_open_workbook(tmp_path):
    cells: list[list[Any]] = [["Ref", "Recommendation", "Share"]]
    for shown, share in (("3.09", "25%"), ("3.10", "7.5%"), ("3.11", "100%")):
        cells.append(
            [(float(shown), shown), WORDINGS[len(cells)], (float(share[:-1]) / 100, share)]
        )
    result = read(open_workbook(tmp_path / "a.ods", cells))
    assert [item.reference for item in result.items] == ["3.09", "3.10", "3.11"]
    assert [item.extra["Share"] for item in result.items] == ["25%", "7.5%", "100%"]


def test_faults_and_hidden_rows_of_an_open_workbook(tmp_path):
    path = open_workbook(tmp_path / "a.ods", [HEADINGS, *rows(3)], hidden_rows=[2])
    result = read(path)
    assert "1 row hidden in the sheet were read too." in result.notes
    broken = repacked(
        path,
        tmp_path / "b.ods",
        "content.xml",
        lambda xml: xml.replace(
            b'<table:table-cell office:value-type="string"><text:p>Director 1</text:p>',
            b'<table:table-cell office:value-type="string" office:string-value="" '
            b'calcext:value-type="error"><text:p>#DIV/0!</text:p>',
        ),
    )
    (problem,) = read(broken).problems
    assert (problem.line, problem.value) == (3, "#DIV/0!")
    assert "formula with an error" in problem.what


def test_a_million_formatted_blanks_cost_nothing(tmp_path):
    below = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:style-name="x" table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    result = read(open_workbook(tmp_path / "a.ods", [HEADINGS, *rows(3)], below=below))
    assert (len(result.items), result.unread) == (3, 0)


def repeated(down: int, across: int) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{down}"><table:table-cell '
        f'table:number-columns-repeated="{across}" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )


@pytest.mark.parametrize(("down", "across"), [(100_000, 1000), (1, 10_000_000), (10**11, 1)])
def test_values_repeated_by_the_million_are_refused_in_words(tmp_path, down, across):
    path = open_workbook(tmp_path / "a.ods", [HEADINGS, *rows(3)], below=repeated(down, across))
    with pytest.raises(TrackerError, match="cells by the million") as caught:
        read_source(path)
    assert "Copy the rows you need" in caught.value.hint


def test_rows_past_the_limit_of_an_open_workbook_are_counted(tmp_path, monkeypatch):
    for module in ("values", "ods"):
        monkeypatch.setattr(f"marmot_tracker.exchange.readers.{module}.MAX_ROWS", 10)
    result = read(open_workbook(tmp_path / "a.ods", [HEADINGS, *rows(20)]))
    assert (len(result.items), result.unread) == (9, 11)


@pytest.mark.parametrize(
    ("streams", "says"),
    [
        ({"EncryptedPackage": b"x"}, "protected by your organisation or with a password"),
        (
            {"DRMEncryptedDataSpaceInfo": b"x", "EncryptedPackage": b"x"},
            "label of your organisation",
        ),
        ({"WordDocument": b"x"}, "an old Word document"),
        ({"PowerPoint Document": b"x"}, "an old presentation"),
        ({"__properties_version1.0": b"x"}, "a saved e-mail"),
        ({"Contents": b"x"}, "damaged or cut short"),
    ],
)
def test_other_containers_are_told_with_the_next_step(tmp_path, streams, says):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(container(streams))
    with pytest.raises(TrackerError, match=says) as caught:
        read_source(path)
    assert caught.value.hint


def test_locked_workbooks_are_told(tmp_path):
    old = old_workbook(tmp_path / "a.xls", [HEADINGS, *rows(3)], locked=True)
    locked = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    new = open_workbook(tmp_path / "a.ods", [HEADINGS, *rows(3)], manifest=locked)
    for path in (old, new):
        with pytest.raises(TrackerError, match="protected with a password"):
            read_source(path)


@pytest.mark.parametrize("cut", [600, 1500, 4000])
def test_damaged_old_workbooks_are_told(tmp_path, cut):
    path = old_workbook(tmp_path / "a.xls", LIST)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(TrackerError, match=r"damaged|stopped while"):
        read_source(path)


def test_a_text_document_in_open_format_is_told(tmp_path):
    path = open_workbook(tmp_path / "a.ods", LIST, kind=KIND.replace("spreadsheet", "text"))
    with pytest.raises(TrackerError, match="OpenDocument file that is no workbook"):
        read_source(path)


def test_a_name_that_says_another_format_does_not_matter(tmp_path):
    wanted = told(read(workbook(tmp_path / "a.xlsx", LIST)))
    for make, name in ((workbook, "b.xls"), (old_workbook, "b.xlsx"), (open_workbook, "b.csv")):
        assert told(read(make(tmp_path / name, LIST))) == wanted


def test_a_nought_lost_in_an_old_workbook_is_put_back(tmp_path):
    cells = [HEADINGS, *rows(5)]
    for row, reference in zip(cells[1:], [3.8, 3.9, 3.1, 3.11, 3.12], strict=True):
        row[0] = reference
    result = read(old_workbook(tmp_path / "a.xls", cells))
    assert [item.reference for item in result.items] == ["3.8", "3.9", "3.10", "3.11", "3.12"]
    assert any("turned 3.10 into 3.1" in note and "row 4" in note for note in result.notes)


def test_dates_of_both_kinds_in_an_old_workbook(tmp_path):
    cells = [HEADINGS, *rows(2)]
    cells[1][5], cells[2][5] = date(2026, 12, 31), 46112
    result = read(old_workbook(tmp_path / "a.xls", cells))
    assert [item.fields["due"] for item in result.items] == ["2026-12-31", "2026-03-31"]
