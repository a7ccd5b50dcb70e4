"""Layouts that real workbooks come in: which rows are items, and what becomes of the others."""

from __future__ import annotations

from datetime import date

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import Corrections, OwnerSplit
from tests.exchange.making import HEADINGS, WORDINGS, delimited, read, rows, workbook


def made(tmp_path, cells, **more):
    return workbook(tmp_path / "a.xlsx", cells, **more)


def why(result) -> list[str]:
    return [row.why for row in result.left_out]


def test_titles_and_small_tables_above_the_headings(tmp_path):
    cells = [
        ["", "Action plan of the town"], [], ["", "This plan lists what partners have agreed."],
        ["", "Rating", "Meaning"], ["", "R", "Off track"], ["", "A", "At risk"], ["", 1, "Low"], [],
        ["", *HEADINGS], *(["", *row] for row in rows(4)),
    ]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert [item.where for item in result.items] == [
        f"Sheet 'Register', row {n}" for n in range(10, 14)
    ]
    assert any("row 9" in note for note in result.notes)


def test_an_instruction_row_under_the_headings(tmp_path):
    told = ["e.g. 3.1", "Enter the recommendation in full", "Choose from the list", "Please name one post",
            "Select R/A/G/B", "dd/mm/yyyy"]  # fmt: skip
    result = read(made(tmp_path, [HEADINGS, told, *rows(3)]))
    assert len(result.items) == 3
    assert why(result) == ["an instruction"]
    assert not result.problems


def test_a_recommendation_that_begins_like_an_instruction_is_an_item(tmp_path):
    cells = [HEADINGS, *rows(3)]
    cells[1][1] = "Provide warm homes for all; please see the annex"
    assert len(read(made(tmp_path, cells)).items) == 3


def test_numbered_blank_rows_to_the_bottom(tmp_path):
    cells = [HEADINGS, *rows(3), *([f"3.{n}", None, None, None, None, None] for n in range(4, 30))]
    result = read(made(tmp_path, cells))
    assert len(result.items) == 3
    assert "26 rows left out: a numbered row with no wording." in result.message


def test_totals_and_notes_under_the_table(tmp_path):
    cells = [HEADINGS, *rows(4), [], ["Total", None, None, None, 4], ["", "Total: 4"],
             ["Note: ratings as at March 2026"], ["", "Source: the town's report"]]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert len(result.items) == 4
    assert why(result) == ["a total", "a total", "a note under the table", "a note under the table"]


def test_headings_printed_again_further_down(tmp_path):
    result = read(made(tmp_path, [HEADINGS, *rows(2), HEADINGS, *rows(2)]))
    assert len(result.items) == 4
    assert why(result) == ["the headings again"]


def test_section_rows_become_the_themes(tmp_path):
    cells = [["Ref", "Recommendation", "Owner", "RAG"], ["Best start in life"],
             ["1", WORDINGS[0], "A", "R"], ["2", WORDINGS[1], "B", "G"], ["Warm homes"],
             ["1", WORDINGS[2], "C", "A"]]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert [item.theme for item in result.items] == ["Best start in life"] * 2 + ["Warm homes"]
    assert why(result) == ["a section heading"] * 2
    assert "References used more than once: 1. They start again under each theme." in result.notes


def test_section_rows_in_the_wording_s_own_column(tmp_path):
    cells = [["Ref", "Recommendation", "Owner", "RAG"], ["", "Theme 1: Best start"],
             ["1", WORDINGS[0], "A", "R"], ["2", WORDINGS[1], "B", "G"], ["", "Theme 2: Homes"],
             ["3", WORDINGS[2], "C", "A"]]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert [item.theme for item in result.items] == ["Theme 1: Best start"] * 2 + ["Theme 2: Homes"]


def test_titles_without_wording_are_sections_unless_somebody_owns_them(tmp_path):
    cells = [["Ref", "Name", "Description", "Owner"], ["3.1", "Life cycle", "", ""],
             ["R1", "Design", WORDINGS[0], "A"], ["R2", "Delivery", "", "B"]]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert [(item.reference, item.text, item.theme) for item in result.items] == [
        ("R1", WORDINGS[0], "Life cycle"),
        ("R2", "Delivery", "Life cycle"),
    ]


def test_a_theme_merged_down_many_rows(tmp_path):
    def finish(book):
        sheet = book.worksheets()[0]
        sheet.merge_range(1, 2, 2, 2, "Homes")
        sheet.merge_range(3, 2, 5, 2, "Work")

    cells = [HEADINGS, *rows(5)]
    for row in cells[1:]:
        row[2] = None
    merged = read(made(tmp_path, cells, finish=finish))
    assert [item.theme for item in merged.items] == ["Homes"] * 2 + ["Work"] * 3
    cells[1][2], cells[3][2] = "Homes", "Work"
    plain = read(delimited(tmp_path / "a.csv", cells))
    assert [item.theme for item in plain.items] == [item.theme for item in merged.items]
    assert any("Blank cells under 'Theme'" in note for note in plain.notes)


def test_sheets_of_one_form_are_read_together_with_their_names_as_themes(tmp_path):
    heads = ["Ref", "Recommendation", "Owner"]
    sheets = {
        "Read me": [["How to use this workbook"]],
        "Best start": [heads, ["1", WORDINGS[0], "A"], ["2", WORDINGS[1], "B"]],
        "Homes": [heads, ["1", WORDINGS[4], "C"]],
    }
    path = made(tmp_path, sheets)
    result = read(path)
    assert [(item.theme, item.reference) for item in result.items] == [
        ("Best start", "1"), ("Best start", "2"), ("Homes", "1"),
    ]  # fmt: skip
    assert result.read_sheets == ("Best start", "Homes")
    assert any("read together" in note for note in result.notes)
    assert [item.theme for item in read(path, sheet="Homes").items] == [""]


def test_sheets_that_repeat_one_list_are_read_once(tmp_path):
    sheets = {"April": [HEADINGS, *rows(4)], "May": [HEADINGS, *rows(4)]}
    result = read(made(tmp_path, sheets))
    assert len(result.items) == 4
    assert any("same wordings" in note for note in result.notes)


def test_the_best_sheet_is_chosen_and_others_named(tmp_path):
    sheets = {
        "Lists": [["Status", "Owner"], ["Red", "A"], ["Green", "B"]],
        "Register": [HEADINGS, *rows(4)],
        "Risks": [["Risk", "Owner", "Likelihood"], *([words, "A", "High"] for words in WORDINGS)],
    }
    result = read(made(tmp_path, sheets))
    assert result.read_sheets == ("Register",)
    assert any("'Register', chosen of 3," in note for note in result.notes)
    assert any("'Risks' also looks like a list (5 rows)" in note for note in result.notes)


def test_a_sheet_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TrackerError, match="no sheet 'Plan'") as caught:
        read(made(tmp_path, [HEADINGS, *rows(1)]), sheet="Plan")
    assert "'Register'" in caught.value.hint


def test_a_second_row_of_headings_and_x_marks_for_the_timescale(tmp_path):
    def finish(book):
        book.worksheets()[0].merge_range(0, 2, 0, 4, "Timescale")

    cells = [["Ref", "Recommendation", "", "", "", "Owner"], ["", "", "Short", "Medium", "Long", ""],
             ["1", WORDINGS[0], "x", "", "", "A"], ["2", WORDINGS[1], "", "X", "", "B"],
             ["3", WORDINGS[2], "", "", "✓", "C"]]  # fmt: skip
    result = read(made(tmp_path, cells, finish=finish))
    assert [item.fields["timescale"] for item in result.items] == [
        "Short term",
        "Medium term",
        "Long term",
    ]
    assert "marks" in result.columns[2].why


def test_a_rating_given_by_the_fill_alone(tmp_path):
    def finish(book):
        for row, colour in ((1, "#FF0000"), (2, "#FFC000"), (3, "#00B050"), (4, "#FFFFFF")):
            book.worksheets()[0].write_blank(row, 4, None, book.add_format({"bg_color": colour}))

    cells = [HEADINGS, *rows(4)]
    for row in cells[1:]:
        row[4] = None
    result = read(made(tmp_path, cells, finish=finish))
    assert [item.fields["rating"] for item in result.items] == [
        "off_track",
        "at_risk",
        "on_track",
        "",
    ]
    assert "Rating read from the cell's red fill" in result.items[0].notes


def test_dates_in_several_styles_and_those_that_are_none(tmp_path):
    styles = [date(2026, 3, 31), "31/03/2026", "31 March 2026", "2026-03-31", "Ongoing", "TBC", 46112,
              "Q2 2026/27", "within 12 months of publication", "02/13/2025", None]  # fmt: skip
    cells = [HEADINGS, *rows(len(styles))]
    for row, due in zip(cells[1:], styles, strict=True):
        row[5] = due
    result = read(made(tmp_path, cells))
    assert [item.fields.get("due") for item in result.items] == [
        *["2026-03-31"] * 4, "ongoing", "", "2026-03-31", None, None, None, "",
    ]  # fmt: skip
    assert [(problem.line, problem.value) for problem in result.problems] == [
        (9, "Q2 2026/27"), (10, "within 12 months of publication"), (11, "02/13/2025"),
    ]  # fmt: skip
    assert result.problems[0].where == "Sheet 'Register', row 9"
    assert result.items[5].notes == ("Due date: 'TBC' read as no date yet",)
    assert "3 cells could not be read" in result.message


def test_a_date_cell_that_shows_only_a_month_is_noted(tmp_path):
    def finish(book):
        book.worksheets()[0].write_datetime(
            1, 5, date(2026, 3, 1), book.add_format({"num_format": "mmm-yy"})
        )

    (item,) = read(made(tmp_path, [HEADINGS, *rows(1)], finish=finish)).items
    assert item.fields["due"] == "2026-03-01"
    assert "shows only a month" in item.notes[0]


def test_references_that_lost_a_nought_or_became_dates_are_told(tmp_path):
    cells = [HEADINGS, *rows(11)]
    for row, reference in zip(cells[1:], [3.8, 3.9, 3.1, 3.11, *"abcdefg"], strict=True):
        row[0] = reference
    assert any("turned 3.10 into 3.1" in note for note in read(made(tmp_path, cells)).notes)
    cells = [HEADINGS, *rows(5)]
    cells[2][0] = date(2026, 2, 1)
    result = read(made(tmp_path, cells))
    assert "turned this reference into a date" in result.problems[0].what
    assert result.items[1].reference == ""


def test_references_in_number_cells_keep_their_nought(tmp_path):
    def finish(book):
        two = book.add_format({"num_format": "0.00"})
        for row in range(1, 5):
            book.worksheets()[0].write_number(row, 0, 3.08 + row / 100, two)

    result = read(made(tmp_path, [HEADINGS, *rows(4)], finish=finish))
    assert [item.reference for item in result.items] == ["3.09", "3.10", "3.11", "3.12"]


@pytest.mark.parametrize("joint", ["\n", "; ", " / "])
def test_several_owners_in_a_cell(tmp_path, joint):
    cells = [HEADINGS, *rows(1)]
    cells[1][3] = joint.join(["Housing standards", "Adults/Children", "Schools, north"])
    path = made(tmp_path, cells)
    (item,) = read(path, said=Corrections(owner_split=OwnerSplit.CLEAR)).items
    assert item.fields["owner"] == "Housing standards"
    assert item.fields["supporting"] == "Adults/Children\nSchools, north"
    assert "first is taken as the lead" in item.notes[0]
    unasked = read(path)
    written = {"\n": "; "}.get(joint, joint)
    whole = written.join(["Housing standards", "Adults/Children", "Schools, north"])
    assert unasked.items[0].fields["owner"] == whole
    assert "supporting" not in unasked.items[0].fields
    assert any("may name several owners" in note for note in unasked.notes)


def test_a_row_with_an_owner_but_no_wording_is_a_problem(tmp_path):
    result = read(made(tmp_path, [HEADINGS, *rows(3), [None, None, None, "Somebody", None, None]]))
    assert len(result.items) == 3
    assert [(problem.line, problem.what) for problem in result.problems] == [
        (5, "the row holds values but no wording")
    ]


@pytest.mark.parametrize(
    "cells",
    [
        [HEADINGS],
        [HEADINGS, *([f"{n}"] for n in range(1, 20))],
        [HEADINGS, ["e.g. 1", "[Insert recommendation]", "Choose from the list", "Please name", "R/A/G", "dd/mm/yyyy"]],
        [HEADINGS, ["1", "[Insert recommendation]"], ["2", "<enter text>"]],
        [["Recommendations"]],
        [["Recommendations"], [], ["This report looks at health in the town over ten years."]],
        [["Year", "Count"], [2024, 5], [2025, 6]],
    ],
)  # fmt: skip
def test_nothing_to_find_is_said_in_words(tmp_path, cells):
    result = read(made(tmp_path, cells))
    assert result.items == ()
    assert len(result.message.split()) > 8


def test_a_blank_workbook_is_said_in_words(tmp_path):
    assert "nothing in it" in read(made(tmp_path, [])).message
    blank = tmp_path / "a.csv"
    blank.write_text("\n\n , ,\n", encoding="utf-8")
    assert "nothing in it" in read(blank).message
