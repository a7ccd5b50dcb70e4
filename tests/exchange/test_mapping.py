"""Headings and columns: found, explained and correctable."""

from __future__ import annotations

from typing import Any

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.headings import FIELDS
from tests.exchange.making import HEADINGS, WORDINGS, fields, read, rows, workbook


def made(tmp_path, cells, **more):
    return workbook(tmp_path / "a.xlsx", cells, **more)


def test_every_field_is_found_under_a_plain_heading(tmp_path):
    filled = {
        "Ref": ("reference", "3.10"),
        "Recommendation": ("text", WORDINGS[0]),
        "Title": ("title", "Early years"),
        "Theme": ("theme", "Best start"),
        "Section": ("section", "Chapter 2"),
        "Page": ("page", "67"),
        "Timescale": ("timescale", "Short term"),
        "Marmot principle": ("principle", "1 Best start in life / 4"),
        "Subgroup": ("subgroup", "Housing"),
        "Owner": ("owner", "Director of Public Health, Luton"),
        "Supporting": ("supporting", "Schools; Health visitors"),
        "RAG": ("rating", "Amber"),
        "Due date": ("due", "31/03/2026"),
        "Decision": ("decision", "Accepted in part"),
        "Reason": ("reason", "Funding is short"),
        "Progress": ("position", "Two of four hubs are open"),
        "Path to green": ("path_to_green", "Open the others by June"),
        "Help needed": ("help_needed", "A decision on funding"),
        "Source": ("source", "Town report"),
        "Link": ("link", "https://example.org/a"),
        "Evidence": ("evidence", "Minutes of May"),
    }
    never_guessed = {"interested"}
    assert {field for field, _ in filled.values()} == set(FIELDS) - never_guessed
    path = made(tmp_path, [list(filled), [value for _, value in filled.values()]])
    result = read(path)
    assert fields(result) == {heading: field for heading, (field, _) in filled.items()}
    (item,) = result.items
    assert (item.reference, item.text, item.title, item.theme) == (
        "3.10", WORDINGS[0], "Early years", "Best start",
    )  # fmt: skip
    assert item.fields["rating"] == "at_risk"
    assert item.fields["due"] == "2026-03-31"
    assert item.fields["decision"] == "accepted_in_part"
    assert (item.fields["principle"], item.fields["further_principles"]) == ("1", "4")
    assert item.fields["supporting"] == "Schools\nHealth visitors"
    assert item.fields["owner"] == "Director of Public Health, Luton"
    assert not result.problems
    assert not item.extra


def test_every_choice_is_explained_in_a_sentence(tmp_path):
    result = read(made(tmp_path, [[*HEADINGS, "Shoe size"], *rows(3)]))
    for column in result.columns:
        assert column.why.startswith(f"Column {column.letter} '{column.heading}' ")
        assert column.why.endswith(".")
    told = {column.heading: column.why for column in result.columns}
    assert (
        "its heading says 'Recommendation' and its cells are the longest prose"
        in told["Recommendation"]
    )
    assert "kept as a column of your own" in told["Shoe size"]


@pytest.mark.parametrize("heading", ["promise", "PROMISE ", "column C", "Promise"])
def test_a_choice_is_corrected_by_heading_or_letter(tmp_path, heading):
    cells = [["Ref", "Recommendation", "promise"]]
    cells += [[f"{n}", f"{WORDINGS[n]} Long form.", f"Short wording {n}"] for n in range(4)]
    path = made(tmp_path, cells)
    assert read(path).items[0].text.endswith("Long form.")
    result = read(path, text=heading)
    assert result.items[0].text == "Short wording 0"
    assert "you said so" in result.columns[2].why
    assert result.items[0].extra == {"Recommendation": f"{WORDINGS[0]} Long form."}


def test_an_unknown_heading_or_field_is_told_with_those_there_are(tmp_path):
    path = made(tmp_path, [HEADINGS, *rows(3)])
    with pytest.raises(TrackerError, match="no column headed 'Wording'") as caught:
        read(path, text="Wording")
    assert "Ref; Recommendation; Theme; Owner; RAG; Due date" in caught.value.hint
    with pytest.raises(TrackerError, match="no field called 'colour'") as caught:
        read(path, colour="RAG")
    assert "path_to_green" in caught.value.hint


def test_columns_are_left_out_or_kept_by_choice(tmp_path):
    path = made(tmp_path, [[*HEADINGS, "Notes", "Cost"], [*rows(1)[0], "a note", 5]])
    assert read(path).items[0].extra == {"Notes": "a note", "Cost": "5"}
    result = read(path, ignore=["Notes", "Theme"], extra="RAG")
    assert result.items[0].extra == {"Cost": "5", "RAG": "Amber"}
    assert result.items[0].theme == ""
    assert fields(result)["Notes"] == "ignore"


def test_headings_fold_case_white_space_and_line_breaks(tmp_path):
    path = made(tmp_path, [["  REC.\nNO. ", "recommendation\n(in full)", "R.A.G. rating"], ["1", WORDINGS[0], "red"]])  # fmt: skip
    assert set(fields(read(path)).values()) == {"reference", "text", "rating"}


def test_repeated_headings_are_numbered(tmp_path):
    path = made(
        tmp_path, [["Ref", "Recommendation", "Notes", "Notes"], ["1", WORDINGS[0], "a", "b"]]
    )
    assert read(path).items[0].extra == {"Notes": "a", "Notes (2)": "b"}


def test_repeated_headings_take_the_group_above_them(tmp_path):
    cells = [["", "", "Quarter 1", "", "Quarter 2", ""],
             ["Ref", "Recommendation", "Spend", "Remark", "Spend", "Remark"],
             ["1", WORDINGS[0], 5, "a", 6, "b"]]  # fmt: skip
    assert read(made(tmp_path, cells)).items[0].extra == {
        "Quarter 1: Spend": "5", "Quarter 1: Remark": "a",
        "Quarter 2: Spend": "6", "Quarter 2: Remark": "b",
    }  # fmt: skip


def test_the_wording_is_found_by_its_cells_under_an_unknown_heading(tmp_path):
    cells = [["Ref", "Where we must get to", "Owner"]]
    cells += [[f"{n}", WORDINGS[n], "Housing"] for n in range(4)]
    result = read(made(tmp_path, cells))
    assert fields(result)["Where we must get to"] == "text"
    assert "longest prose" in result.columns[1].why


def test_the_reference_is_found_by_its_cells_without_a_heading(tmp_path):
    cells = [["", "Recommendation"], *([f"{n + 1}.1", WORDINGS[n]] for n in range(4))]
    result = read(made(tmp_path, cells))
    assert [item.reference for item in result.items] == ["1.1", "2.1", "3.1", "4.1"]


def test_no_row_of_headings_at_all(tmp_path):
    cells = [[f"{n + 1}", WORDINGS[n], "Housing"] for n in range(4)]
    result = read(made(tmp_path, cells))
    assert [item.text for item in result.items] == list(WORDINGS[:4])
    assert any("No row of headings" in note for note in result.notes)


def test_a_title_stands_for_the_wording_where_there_is_none(tmp_path):
    result = read(made(tmp_path, [["Ref", "Title", "Owner"], ["1", "Warm homes", "Housing"]]))
    assert (result.items[0].title, result.items[0].text) == ("", "Warm homes")


def test_a_status_in_other_words_stays_the_place_s_own_until_named(tmp_path):
    cells = [["Ref", "Recommendation", "Status"]]
    cells += [
        [f"{n}", WORDINGS[n % 5], ("delivered", "largely", "partly")[n % 3]] for n in range(9)
    ]
    path = made(tmp_path, cells)
    result = read(path)
    assert fields(result)["Status"] == "extra"
    assert "do not read as the rating" in result.columns[2].why
    assert not result.problems
    named = read(path, rating="Status")
    assert [(problem.value, problem.times) for problem in named.problems] == [
        ("delivered", 3), ("largely", 3), ("partly", 3),
    ]  # fmt: skip
    assert all("rating" not in item.fields for item in named.items)


def test_a_status_in_rating_words_is_the_rating(tmp_path):
    cells = [["Ref", "Recommendation", "Status"], ["1", WORDINGS[0], "On track"], ["2", WORDINGS[1], "Not started"]]  # fmt: skip
    first, second = read(made(tmp_path, cells)).items
    assert first.fields["rating"] == "on_track"
    assert (second.fields["rating"], second.fields["not_rated_why"]) == ("not_rated", "not_started")


def test_by_when_is_a_due_date_or_a_timescale_as_its_cells_say(tmp_path):
    dated = [["Ref", "Recommendation", "By when"], ["1", WORDINGS[0], "31/03/2026"]]
    spoken = [["Ref", "Recommendation", "By when"], ["1", WORDINGS[0], "Short term"]]
    assert fields(read(made(tmp_path, dated)))["By when"] == "due"
    assert fields(read(made(tmp_path, spoken)))["By when"] == "timescale"


def test_names_that_are_no_references_stay_the_place_s_own(tmp_path):
    cells = [["id", "promise"], *([f"climate-act-of-the-year-number-{'abcd'[n]}", WORDINGS[n]] for n in range(4))]  # fmt: skip
    result = read(made(tmp_path, cells))
    assert fields(result)["id"] == "extra"
    assert result.items[0].reference == ""


def test_the_type_of_a_column_of_the_place_s_own(tmp_path):
    cells: list[list[Any]] = [
        ["Recommendation", "Cost", "Agreed on", "Statutory", "Ward", "Remarks"]
    ]
    cells += [
        [WORDINGS[n % 5], 10.5 * n, f"0{n % 9 + 1}/03/2026", "Yes" if n % 2 else "No",
         ("North", "South")[n % 2], f"remark {n}"]
        for n in range(12)
    ]  # fmt: skip
    result = read(made(tmp_path, cells), extra=["Agreed on", "Ward"])
    kinds = {column.heading: column.kind for column in result.columns}
    assert kinds == {
        "Recommendation": "text", "Cost": "number", "Agreed on": "date", "Statutory": "yes_no",
        "Ward": "choice", "Remarks": "text",
    }  # fmt: skip
    assert result.items[0].extra["Agreed on"] == "2026-03-01"


def test_blank_cells_of_a_column_are_blank_and_missing_columns_absent(tmp_path):
    result = read(made(tmp_path, [["Ref", "Recommendation", "Owner"], ["1", WORDINGS[0], None]]))
    assert result.items[0].fields == {"owner": ""}
