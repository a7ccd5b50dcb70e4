"""Lists as people publish them: which column is the wording, and tables that are no list at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.exchange.making import WORDINGS, delimited, fields, read, workbook

NAMES = ("Warm homes", "Fair pay", "Safe streets", "School meals", "Green space")
SENTENCES = tuple(f"{words[:-1]}, and report on it each spring." for words in WORDINGS)


def _read(tmp_path: Path, cells: list[list[Any]]) -> Any:
    return read(delimited(tmp_path / "list.csv", cells))


def _rows(*columns: tuple[Any, ...]) -> list[list[Any]]:
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("names", "describes"),
    [("Action", "Details"), ("Risk", "Description"), ("Maßnahme", "Kurzbeschreibung")],
)
def test_short_names_beside_a_description_are_titles(tmp_path, names, describes):
    cells = [["ID", names, describes, "Likelihood"], *_rows(tuple("12345"), NAMES, SENTENCES, tuple("34512"))]  # fmt: skip
    found = fields(_read(tmp_path, cells))
    assert (found[names], found[describes]) == ("title", "text")


def test_whole_sentences_stay_the_wording_beside_details(tmp_path):
    cells = [["ID", "Recommendation", "Details"], *_rows(tuple("12345"), WORDINGS, SENTENCES)]
    assert fields(_read(tmp_path, cells))["Recommendation"] == "text"


def test_the_name_of_a_place_or_thing_is_no_title(tmp_path):
    places = ("Asham", "Beeley", "Crofton", "Denby", "Elmore")
    cells = [["city_name", "action_id", "action_name", "action_description"], *_rows(places, tuple("12345"), NAMES, SENTENCES)]  # fmt: skip
    found = fields(_read(tmp_path, cells))
    assert [found[h] for h in cells[0]] == ["extra", "reference", "title", "text"]


def test_a_title_of_a_risk_is_its_wording_whatever_is_told_about_it(tmp_path):
    cells = [["Risk ID", "Risk title", "Threat source", "Likelihood", "Mitigation", "Next action"],
             *_rows(tuple("12345"), NAMES, WORDINGS, tuple("12345"), SENTENCES, WORDINGS)]  # fmt: skip
    found = fields(_read(tmp_path, cells))
    assert found["Risk title"] == "text"
    assert "text" not in (found["Threat source"], found["Mitigation"], found["Next action"])


def test_a_scenario_is_the_wording_of_a_risk_and_a_threat_only_where_nothing_else_is(tmp_path):
    told = [["risk_id", "title", "scenario", "threat", "likelihood"], *_rows(tuple("12345"), NAMES, SENTENCES, WORDINGS, tuple("12345"))]  # fmt: skip
    assert fields(_read(tmp_path, told))["scenario"] == "text"
    bare = [["risk_id", "threat", "likelihood"], *_rows(tuple("12345"), WORDINGS, tuple("12345"))]
    assert fields(_read(tmp_path, bare))["threat"] == "text"


def test_levels_under_a_rating_are_no_rating(tmp_path):
    levels = ("High", "Low", "Critical", "Medium", "High")
    cells = [["risk_id", "threat", "score", "rating"], *_rows(tuple("12345"), WORDINGS, tuple("12345"), levels)]  # fmt: skip
    result = _read(tmp_path, cells)
    assert fields(result)["rating"] == "extra"
    assert not result.problems


def test_what_is_recommended_is_the_wording_of_a_gap(tmp_path):
    cells = [["Gap ID", "Current state", "Gap identified", "Recommended remediation"],
             *_rows(tuple("12345"), SENTENCES, SENTENCES[::-1], WORDINGS)]  # fmt: skip
    assert fields(_read(tmp_path, cells))["Recommended remediation"] == "text"


def test_the_last_filled_update_is_the_position_and_a_word_the_decision(tmp_path):
    said = ("Yes", "In principle", "No", "Yes", "Yes")
    heads = ["No.", "Recommendation", "Government response", "Accepted?", "Q1 update", "Q2 update", "Q3 update"]  # fmt: skip
    cells = [heads, *_rows(tuple("12345"), WORDINGS, ("We accept this in full.",) * 5, said, ("Begun",) * 5, ("Going on",) * 5, ("",) * 5)]  # fmt: skip
    found = fields(_read(tmp_path, cells))
    assert found["Accepted?"] == "decision"
    assert (found["Q1 update"], found["Q2 update"], found["Q3 update"]) == ("extra", "position", "extra")  # fmt: skip


def test_a_filled_column_of_references_comes_before_an_empty_one(tmp_path):
    cells = [["_id", "title", "risk_id", "owner"], *_rows(("p-1", "p-2", "p-3"), NAMES[:3], ("",) * 3, ("AB",) * 3)]  # fmt: skip
    assert [item.reference for item in _read(tmp_path, cells).items] == ["p-1", "p-2", "p-3"]


def test_a_long_reference_in_capitals_is_one(tmp_path):
    codes = tuple(f"REQ-OUTDOORS-{name.upper().replace(' ', '-')}-AND-MORE" for name in NAMES)
    result = _read(tmp_path, [["ID", "Requirement"], *_rows(codes, WORDINGS)])
    assert [item.reference for item in result.items] == list(codes)


def test_what_is_written_once_over_its_rows_is_their_theme(tmp_path):
    cells: list[list[Any]] = [["Objective", "Action", "Lead"],
             ["Give every child a good start", WORDINGS[0], "AB"], [None, WORDINGS[1], "CD"],
             [None, WORDINGS[2], "EF"], ["Make work pay for all", WORDINGS[3], "GH"], [None, WORDINGS[4], "IJ"]]  # fmt: skip
    result = read(workbook(tmp_path / "plan.xlsx", cells))
    assert [item.theme for item in result.items] == ["Give every child a good start"] * 3 + ["Make work pay for all"] * 2  # fmt: skip


def test_rows_with_only_a_title_are_items_where_many_follow_each_other(tmp_path):
    cells = [["ID", "Type", "Title", "Description"], ["1", "a", NAMES[0], SENTENCES[0]], ["2", "a", NAMES[1], SENTENCES[1]]]  # fmt: skip
    cells += [[f"{n + 3}", "", f"Do you {words[0].lower()}{words[1:]}", ""] for n, words in enumerate(WORDINGS)]  # fmt: skip
    assert len(_read(tmp_path, cells).items) == 7


def test_a_title_without_its_text_is_an_item_where_more_is_said_of_it(tmp_path):
    cells = [["Condition", "Topic", "Title", "Basic", "Resources"],
             ["1A", "Text", NAMES[0], SENTENCES[0], "85"], ["", "Text", NAMES[1], SENTENCES[1], ""],
             ["2B", "Text", "Write for those who read on a telephone", "", "117"], ["", "Text", NAMES[2], SENTENCES[2], "4"]]  # fmt: skip
    assert len(_read(tmp_path, cells).items) == 4


@pytest.mark.parametrize(
    ("heads", "columns"),
    [
        (["userId", "movieId", "title", "rating"], [tuple("11223"), tuple("34567"), NAMES, tuple("45345")]),
        (["product_id", "name", "description", "price"], [tuple("12345"), NAMES, SENTENCES, tuple("98765")]),
        (["user_id", "recommendations"], [tuple("12345"), tuple(f"['{a}', '{b}']" for a, b in zip(NAMES, NAMES[::-1], strict=True))]),
        (["ref_id", "date", "party", "recommendation"], [("No 5",) * 5, ("5 avril 1981 1981",) * 5, tuple("ABCDE"), ("oui", "non", "oui", "oui", "non")]),
        (["commitment_id", "fund_name", "currency", "called", "expected_window"], [tuple("12345"), ("North Fund", "North Fund", "South Fund", "North Fund", "South Fund"), ("USD",) * 5, tuple("98765"), ("2026 Q4 to 2028 Q2", "2026 Q4 to 2027 Q3", "2027 Q1 to 2028 Q1", "2027 Q1 to 2028 Q2", "2027 Q1 to 2028 Q3")]),
    ],
    ids=["films", "products", "output", "votes", "funds"],
)  # fmt: skip
def test_a_table_of_things_figures_or_use_is_no_list_and_says_so(tmp_path, heads, columns):
    result = _read(tmp_path, [heads, *_rows(*columns)])
    assert not result.items
    assert "No list of recommendations was found" in result.message


def test_a_product_somebody_answers_for_is_followed_up(tmp_path):
    cells = [["Product", "Price", "Description", "Owner", "Due"], *_rows(NAMES, tuple("12345"), SENTENCES, ("AB",) * 5, ("01/03/2027",) * 5)]  # fmt: skip
    assert len(_read(tmp_path, cells).items) == 5


def test_a_row_of_values_is_no_row_of_headings(tmp_path):
    cells = [["", "objectivedescription", "mandatory", "several", "kind"]]
    cells += [[f"00{n}A", WORDINGS[n], "Yes", "No", "Action"] for n in range(5)]
    result = _read(tmp_path, cells)
    assert [item.text for item in result.items] == list(WORDINGS)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("공약명", "text"),
        ("Риск", "text"),
        ("提言", "text"),
        ("التوصية", "text"),
        ("担当", "owner"),
    ],
)
def test_headings_in_other_scripts(heading, field):
    from marmot_tracker.exchange.headings import field_strengths

    assert max(field_strengths(heading).items(), key=lambda pair: pair[1])[0] == field


def test_rows_cut_in_two_by_a_comma_are_told(tmp_path):
    path = tmp_path / "cut.csv"
    path.write_text(f"ID,Action,Owner\n1,Widen the offer, the hours and the places,AB\n2,{NAMES[0]} for all who rent,CD\n3,{NAMES[1]} for all who work,EF\n", "utf-8")  # fmt: skip
    assert any(note.startswith("1 row with more cells than") for note in read(path).notes)
