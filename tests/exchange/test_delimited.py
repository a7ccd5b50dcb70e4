"""Delimited files: encodings, separators, quoted lines, and what is told."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.readers import read_tables
from marmot_tracker.exchange.tables import clean
from marmot_tracker.progress import Progress
from tests.exchange.making import HEADINGS, WORDINGS, delimited, fields, read, rows, workbook


def only(path):
    (table,) = read_tables(path, Progress())
    return table


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(tmp_path, encoding, separator):
    cells = [HEADINGS, *rows(6)]
    cells[2][1] = "Café culture, “quoted” – costs £5; and 10% more"
    path = delimited(tmp_path / "list.csv", cells, separator=separator, encoding=encoding)
    result = read(path)
    assert len(result.items) == 6
    assert result.items[1].text == "Café culture, “quoted” – costs £5; and 10% more"
    assert result.items[0].fields["due"] == "2026-03-01"
    assert result.items[0].where == "row 2"


def test_how_it_was_read_is_told(tmp_path):
    path = delimited(tmp_path / "a.csv", [HEADINGS, ["1", "Café bars for all of us"]],
                     separator=";", encoding="cp1252")  # fmt: skip
    notes = " ".join(read(path).notes)
    assert "semicolons" in notes
    assert "cp1252" in notes


def test_quoted_fields_over_several_lines(tmp_path):
    cells = [HEADINGS, *rows(3)]
    cells[2][1] = 'First line,\nsecond "line";\r\nthird line'
    result = read(delimited(tmp_path / "a.csv", cells))
    assert result.items[1].text == 'First line,\nsecond "line";\nthird line'
    assert [item.where for item in result.items] == ["row 2", "row 3", "row 4"]


def test_excels_own_separator_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nRef;Recommendation\n1;Do this, then that\n", encoding="utf-8")
    result = read(path)
    assert (result.items[0].reference, result.items[0].where) == ("1", "row 3")


def test_a_separator_inside_prose_is_not_one(tmp_path):
    text = "Recommendation\n" + "\n".join(f"{words[:-1]}, at once" for words in WORDINGS)
    path = tmp_path / "a.csv"
    path.write_text(text.replace("employer, at", "employer at"), encoding="utf-8")
    table = only(path)
    assert table.rows[0] == ("Recommendation",)


def test_nuls_are_taken_out_and_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"Ref,Recommendation\n1,Do th\x00is thing well\n")
    result = read(path)
    assert result.items[0].text == "Do this thing well"
    assert "NUL characters were taken out of the text (1)." in result.notes


def test_a_quotation_mark_never_closed_is_told_with_its_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Ref,Recommendation\n1,Do this\n2,"Do that\n3,And that\n', encoding="utf-8")
    with pytest.raises(TrackerError, match="opened in row 3"):
        read(path)


def test_a_quotation_mark_inside_words_is_no_fault(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Ref,Recommendation\n1,A 6" pipe for each house\n', encoding="utf-8")
    assert read(path).items[0].text == 'A 6" pipe for each house'


def test_bytes_that_are_no_text_are_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 40 + b"\0" * 4000)
    with pytest.raises(TrackerError, match="not a text file"):
        read(path)


def test_more_cells_than_headings_are_kept(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Ref,Recommendation\n1,Do this well,and more\n", encoding="utf-8")
    assert read(path).items[0].extra == {"Column C": "and more"}


def test_csv_and_xlsx_of_one_list_read_alike(tmp_path):
    cells = [[*HEADINGS, "Cost", "Reviewed", "Local"], *rows(5)]
    for number, row in enumerate(cells[1:]):
        row += [number * 10, row[5], "Yes"]
    first = read(workbook(tmp_path / "a.xlsx", cells))
    second = read(delimited(tmp_path / "a.csv", cells))
    assert fields(first) == fields(second)
    assert [column.kind for column in first.columns] == [column.kind for column in second.columns]
    for one, other in zip(first.items, second.items, strict=True):
        assert (one.reference, one.text, one.theme, one.fields, one.extra) == (
            other.reference, other.text, other.theme, other.fields, other.extra,
        )  # fmt: skip


texts = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]).filter(
        lambda mark: mark.isprintable() or mark in "\n\t"
    ),
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(texts, min_size=3, max_size=3), min_size=1, max_size=6))
@example([["a;b", "c", "d|e"]])
def test_what_csv_wrote_is_read_back(tmp_path, grid):
    grid = [["Ref", "Recommendation", "Remarks"]] * 4 + grid
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(grid)
    path = tmp_path / "a.csv"
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    seen = [tuple(cell or "" for cell in row) for row in only(path).rows]
    wanted = [tuple(map(clean, row)) for row in grid]
    while wanted and not any(wanted[-1]):
        wanted.pop()
    assert seen == wanted


@pytest.mark.parametrize("mark", ["", ' a 6" pipe '])
def test_a_cell_as_long_as_a_book_is_told_as_what_it_is(tmp_path, mark):
    path = tmp_path / "a.csv"
    path.write_text("Ref" + mark + "x" * 1_200_000, encoding="utf-8")
    with pytest.raises(TrackerError, match=r"Row 1 of a\.csv has a cell of more than 1,000,000"):
        read(path)


def test_a_mark_never_closed_before_very_much_is_told_with_its_row(tmp_path):
    path = tmp_path / "a.csv"
    lines = "\n".join(f"{n},Do that" for n in range(200_000))
    path.write_text(f'Ref,Recommendation\n1,"Do this\n{lines}\n', encoding="utf-8")
    with pytest.raises(TrackerError, match="opened in row 2"):
        read(path)
