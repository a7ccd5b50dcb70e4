"""More layouts of real workbooks, one at a time: what is an item, and what becomes of the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.exchange.making import HEADINGS, WORDINGS, delimited, fields, read, rows, workbook

W = WORDINGS


def made(tmp_path, cells, **more):
    return workbook(tmp_path / "a.xlsx", cells, **more)


def texts(result) -> list[str]:
    return [item.text for item in result.items]


def why(result) -> list[str]:
    return [row.why for row in result.left_out]


def test_actions_under_a_recommendation_merged_down(tmp_path):
    cells: list[list[Any]] = [["Ref", "Recommendation", "Agreed action", "Owner", "Due date"]]
    cells += [
        ["1", W[0], "Write the plan", "Housing", "31/03/2026"],
        [None, None, "Publish the plan", "Schools", "30/06/2026"],
        ["2", W[1], "Ask partners", "Health", None],
        [None, None, "Report to the board", "Health", "31/12/2026"],
    ]

    def finish(book):
        for top in (1, 3):
            book.worksheets()[0].merge_range(top, 0, top + 1, 0, cells[top][0])
            book.worksheets()[0].merge_range(top, 1, top + 1, 1, cells[top][1])

    for result in (
        read(made(tmp_path, cells, finish=finish)),
        read(delimited(tmp_path / "a.csv", cells)),
    ):
        assert texts(result) == [W[0], W[1]]
        first, second = result.items
        assert first.extra["Agreed action"] == "Write the plan\nPublish the plan"
        assert (first.fields["owner"], first.fields["supporting"]) == ("Housing", "Schools")
        assert first.fields["due"] == "2026-03-31"
        assert any("also says '2026-06-30' for the due" in note for note in first.notes)
        assert (second.fields["due"], second.fields.get("supporting", "")) == ("2026-12-31", "")
        assert any("2 rows that only go on with the item above" in note for note in result.notes)
        assert not result.problems
        assert not result.left_out


def test_a_wording_over_two_rows_is_one_item(tmp_path):
    cells: list[list[Any]] = [["Ref", "Recommendation", "Owner", "RAG"]]
    for n in range(3):
        cells += [[f"{n + 1}", W[n], "Housing", "Green"], [None, "This goes on below the line."]]
    result = read(made(tmp_path, cells))
    assert texts(result) == [f"{W[n]}\nThis goes on below the line." for n in range(3)]


def test_section_rows_where_items_have_no_references(tmp_path):
    cells = [["Recommendation", "Owner", "RAG"], ["Homes"], [W[0], "A", "R"], [W[1], "B", "G"],
             ["Work and skills"], [W[2], "C", "A"], [W[3], "C", "A"]]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert texts(result) == list(W[:4])
    assert [item.theme for item in result.items] == ["Homes"] * 2 + ["Work and skills"] * 2


def test_numbered_section_rows_above_what_they_number(tmp_path):
    cells = [["Ref", "Requirement", "Owner", "Status"]]
    for section, name in enumerate(("Access control", "Incidents"), start=1):
        cells.append([f"{section}", name])
        cells += [[f"{section}.{n}", W[n], "IT", "Green"] for n in (1, 2)]
    result = read(made(tmp_path, cells))
    assert [item.reference for item in result.items] == ["1.1", "1.2", "2.1", "2.2"]
    assert [item.theme for item in result.items] == ["Access control"] * 2 + ["Incidents"] * 2


def test_parts_of_a_recommendation_are_items_and_no_sections(tmp_path):
    cells = [
        ["Ref", "Recommendation", "Owner"],
        ["1", W[0], "A"],
        ["1a", W[1], "B"],
        ["1b", W[2], "C"],
    ]
    assert len(read(made(tmp_path, cells)).items) == 3


def test_a_section_printed_in_every_cell_of_its_row(tmp_path):
    cells = [HEADINGS, ["Homes"] * 6, *rows(2)]
    result = read(delimited(tmp_path / "a.csv", cells))
    assert (len(result.items), why(result)) == (2, ["a section heading"])


@pytest.mark.parametrize("under", [["(a)", "(b)", "(c)", "(d)", "(e)", "(f)"], [1, 2, 3, 4, 5, 6]])
def test_a_row_that_numbers_the_columns(tmp_path, under):
    result = read(made(tmp_path, [HEADINGS, under, *rows(3)]))
    assert (len(result.items), why(result)) == (3, ["the numbers of the columns"])


def test_an_example_row_and_a_terse_instruction_row(tmp_path):
    example = ["Example", "Improve the way that we share data", "Homes", "Director", "Green", None]
    terse = [
        "Unique number",
        "Full text as published",
        "Theme",
        "Name and job title",
        "R / A / G",
        "DD/MM/YY",
    ]
    result = read(made(tmp_path, [HEADINGS, terse, example, *rows(3)]))
    assert (len(result.items), why(result)) == (3, ["an instruction", "an example"])


def test_a_blank_template_with_prefilled_status_gives_nothing(tmp_path):
    cells = [HEADINGS, *([f"{n}", None, None, None, "Not started", None] for n in range(1, 20))]
    result = read(made(tmp_path, cells))
    assert (result.items, result.problems) == ((), ())
    assert "nothing to read" in result.message


def test_a_key_and_another_table_under_the_list(tmp_path):
    cells: list[list[Any]] = [HEADINGS, *rows(4), [], ["Key"], ["Red", "Off track"], ["Amber", "Late"], [],
             ["Contacts"], ["Name", "Role", "Telephone"], ["Ann", "Lead", 1], ["Bob", "Support", 2]]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert len(result.items) == 4
    assert set(why(result)) == {"another table under the list"}


def test_a_second_list_under_its_own_headings_is_read_on(tmp_path):
    heads = ["Ref", "Action", "Owner", "Due"]
    cells: list[list[Any]] = [["Open"], heads, ["1", W[0], "A", date(2026, 1, 1)], ["2", W[1], "A", date(2026, 1, 1)], [],
             ["Closed"], ["Ref", "Action", "Owner", "Closed on"], ["3", W[2], "B", date(2025, 1, 1)]]  # fmt: skip
    assert texts(read(made(tmp_path, cells))) == list(W[:3])


def test_a_form_with_one_item_and_items_side_by_side(tmp_path):
    form = [["Recommendation 1"], ["Reference", "3.1"], ["Recommendation", W[0]], ["Owner", "Housing"],
            ["Due date", "31/03/2026"], ["RAG", "Green"]]  # fmt: skip
    (item,) = read(made(tmp_path, form)).items
    assert (item.reference, item.text, item.where) == ("3.1", W[0], "Sheet 'Register', column B")
    assert (item.fields["due"], item.fields["rating"]) == ("2026-03-31", "on_track")
    beside = [
        ["Reference", "1", "2"],
        ["Recommendation", W[0], W[1]],
        ["Owner", "A", "B"],
        ["RAG", "G", "R"],
    ]
    result = read(made(tmp_path, beside))
    assert texts(result) == [W[0], W[1]]
    assert any("each column beside it is one item" in note for note in result.notes)


def test_sheets_with_nearly_the_same_headings_are_read_together(tmp_path):
    sheets: dict[str, list[list[Any]]] = {
        "Homes": [["No", "Recommendation", "Lead", "Timescale"], [1, W[0], "A", "Short term"]],
        "Work": [
            ["No", "Recommendation", "Lead", "Timescale", "Comments"],
            [1, W[1], "B", "Long term", "x"],
        ],
        "Data": [["Year", "Number"], [2024, 5]],
    }
    result = read(made(tmp_path, sheets))
    assert [(item.theme, item.text) for item in result.items] == [("Homes", W[0]), ("Work", W[1])]
    assert any("nearly the same headings" in note for note in result.notes)
    assert any("no list of items was found in them: sheets 'Data'" in note for note in result.notes)
    assert fields(result)["Comments"] == "position"


def test_extracts_of_the_list_are_not_read_again(tmp_path):
    whole = [HEADINGS, *rows(5)]
    sheets = {"Overdue": [HEADINGS, *rows(5)[1:3]], "All": whole, "Mine": [HEADINGS, *rows(5)[:2]]}
    result = read(made(tmp_path, sheets))
    assert (len(result.items), result.read_sheets) == (5, ("All",))
    assert any("not read again: 'Overdue', 'Mine'" in note for note in result.notes)


@pytest.mark.parametrize(
    ("heading", "beside"),
    [
        ("Commitment", "Lead"), ("Measure", "Lead"), ("The ask", "Lead"), ("Objective", "Lead"),
        ("Control", "Owner"), ("Requirement", "Owner"), ("Finding", "Owner"), ("Lesson", "Owner"),
        ("Maßnahme", "Zuständig"), ("Empfehlung", "Verantwortlich"), ("Mesure", "Pilote"),
        ("Recomendación", "Responsable"), ("Raccomandazione", "Responsabile"),
        ("Aanbeveling", "Trekker"), ("Argymhelliad", "Arweinydd"), ("Zalecenie", "Termin"),
        ("Öneri", "Sorumlu"), ("提言", "担当"),
    ],
)  # fmt: skip
def test_the_wording_under_many_headings(tmp_path, heading, beside):
    cells: list[list[Any]] = [["Nr", heading, beside]]
    cells += [[n + 1, W[n], "Council"] for n in range(4)]
    assert texts(read(made(tmp_path, cells))) == list(W[:4])


def test_in_a_register_of_risks_the_risk_is_the_item(tmp_path):
    cells: list[list[Any]] = [
        ["#", "Risk event", "Root cause", "L", "I", "Likelihood", "Mitigation actions", "Owner"]
    ]
    cells += [[n + 1, W[n], "Prices go up year by year", 1, 2, 3, "Buy early and in one go with others", "A"] for n in range(4)]  # fmt: skip
    assert texts(read(made(tmp_path, cells))) == list(W[:4])


def test_numbers_at_the_beginning_of_each_wording_are_the_references(tmp_path):
    cells = [["Recommendation", "Owner"], *([f"{n + 1}. {W[n]}", "Council"] for n in range(4))]
    result = read(made(tmp_path, cells))
    assert [item.reference for item in result.items] == ["1", "2", "3", "4"]
    assert result.items[0].text == f"1. {W[0]}"
    assert any("beginning of each wording" in note for note in result.notes)


def test_one_column_of_numbered_items_and_a_page_of_prose(tmp_path):
    listed = [["Recommendations of the review"], [], *([f"{n + 1}. {W[n]}"] for n in range(4))]
    assert len(read(made(tmp_path, listed)).items) == 4
    prose = [["Recommendations"], ["This paper is about health."], ["It was agreed by the board."]]
    result = read(made(tmp_path, prose))
    assert result.items == ()
    assert "No list of recommendations was found" in result.message


def test_words_for_a_date_are_kept_as_the_timescale(tmp_path):
    cells = [HEADINGS, *rows(3)]
    cells[1][5], cells[2][5] = "Q2 2026/27", "within 12 months of publication"
    first, second, third = read(made(tmp_path, cells)).items
    assert first.fields["timescale"] == "Q2 2026/27"
    assert second.fields["timescale"] == "within 12 months of publication"
    assert "timescale" not in third.fields
    assert "due" not in first.fields


def colour_book(tmp_path, colours, heading="RAG", theme=False):
    import openpyxl
    from openpyxl.styles import PatternFill
    from openpyxl.styles.colors import Color

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Ref", "Recommendation", heading])
    for number, colour in enumerate(colours):
        sheet.append([number + 1, W[number % 5], None])
        sheet.cell(number + 2, 3).fill = PatternFill("solid", fgColor=Color(**colour))
    path = tmp_path / "a.xlsx"
    book.save(path)
    return path


def test_ratings_from_theme_colours_palettes_and_excel_s_own_styles(tmp_path):
    colours = [
        {"rgb": "FFFF0000"}, {"indexed": 10}, {"theme": 6}, {"theme": 6, "tint": -0.25},
        {"theme": 9}, {"rgb": "FFC6EFCE"}, {"rgb": "FFFFC7CE"}, {"theme": 0}, {"indexed": 64},
    ]  # fmt: skip
    result = read(colour_book(tmp_path, colours))
    assert [item.fields["rating"] for item in result.items] == [
        "off_track", "off_track", "on_track", "on_track", "at_risk", "on_track", "off_track", "", "",
    ]  # fmt: skip


def test_a_blank_coloured_column_is_the_rating_whatever_its_heading(tmp_path):
    path = colour_book(
        tmp_path,
        [{"rgb": "FFFF0000"}, {"rgb": "FF00B050"}, {"rgb": "FF00B050"}],
        "How is it going?",
    )
    result = read(path)
    assert [item.fields.get("rating") for item in result.items] == [
        "off_track",
        "on_track",
        "on_track",
    ]
    assert "filled with colours" in result.columns[2].why


def test_colours_that_come_from_rules_are_told_as_not_read(tmp_path):
    def finish(book):
        book.worksheets()[0].conditional_format(
            "E2:E9",
            {
                "type": "cell",
                "criteria": "==",
                "value": '"x"',
                "format": book.add_format({"bg_color": "red"}),
            },
        )

    cells = [HEADINGS, *rows(3)]
    cells[1][4] = None
    result = read(made(tmp_path, cells, finish=finish))
    assert "1 item without a rating: colours that come from rules" in result.message


def test_references_that_restart_under_each_theme_are_told(tmp_path):
    cells: list[list[Any]] = [
        ["Theme", "Ref", "Recommendation"],
        ["Homes", 1, W[0]],
        ["Homes", 2, W[1]],
        ["Work", 1, W[2]],
    ]
    result = read(made(tmp_path, cells))
    assert "References used more than once: 1. They start again under each theme." in result.notes


def test_items_without_references_are_known_by_their_rows(tmp_path):
    result = read(made(tmp_path, [["Recommendation", "Owner"], *([W[n], "A"] for n in range(3))]))
    assert [(item.reference, item.row) for item in result.items] == [("", 2), ("", 3), ("", 4)]
    assert "No item has a reference: each is known by its row." in result.notes


def test_marks_that_say_which_rows_are_items(tmp_path):
    cells: list[list[Any]] = [["assessable", "depth", "ref_id", "name", "description"]]
    for chapter in (1, 2):
        cells.append([None, 1, f"{chapter}", "Chapter", "This chapter says what is to be done."])
        cells += [["x", 2, f"{chapter}.{n}", None, W[n]] for n in (1, 2)]
    result = read(made(tmp_path, cells))
    assert [item.reference for item in result.items] == ["1.1", "1.2", "2.1", "2.2"]
    assert why(result) == ["a section heading"] * 2


def test_of_several_columns_of_codes_the_one_that_differs_is_the_reference(tmp_path):
    cells = [["chapter_id", "section_id", "req_id", "req_description"]]
    cells += [["V1", "V1.1", f"V1.1.{n}", W[n]] for n in range(4)]
    result = read(delimited(tmp_path / "a.csv", cells))
    assert [item.reference for item in result.items] == [f"V1.1.{n}" for n in range(4)]


def test_rows_with_nothing_but_what_formulas_give(tmp_path):
    cells: list[list[Any]] = [["Risk", "Likelihood", "Impact", "Score", "Level", "Owner"]]
    cells += [[W[n], 2, 3, 6, "Medium", "A"] for n in range(3)]
    cells += [[None, None, None, 0, "Low", None] for _ in range(9)]
    result = read(made(tmp_path, cells))
    assert texts(result) == list(W[:3])
    assert set(why(result)) == {"a numbered row with no wording"}


@pytest.mark.parametrize(
    "cells",
    [
        [["Term", "Definition"], *([f"Word {n}", "What this word means in the plan"] for n in range(6))],
        [["Name", "Mon", "Tue"], *([f"Ann Person {n}", "x", None] for n in range(6))],
        [["Name", "Role", "Organisation", "Telephone"], *(["Ann", "Lead", "Council", 5] for _ in range(6))],
        [["Area", "People", "Rate"], *([f"Ward {n}", 1000 + n, 5.5] for n in range(6))],
    ],
)  # fmt: skip
def test_glossaries_rotas_contacts_and_figures_are_no_lists_of_ours(tmp_path, cells):
    result = read(made(tmp_path, cells))
    assert result.items == ()
    assert "No list of recommendations" in result.message
