"""Columns as real lists have them: what groups, what comes of a task, questions, codes, times."""

from __future__ import annotations

from typing import Any

import pytest

from marmot_tracker.exchange.dates import read_date
from tests.exchange.making import WORDINGS, fields, read, workbook


def test_a_column_that_repeats_names_the_theme_of_the_sentences_beside_it(tmp_path):
    cells = [["No", "Commitment", "Milestone"]]
    cells += [[f"{n // 2 + 1}", ("Warm homes", "Fair pay")[n // 2], WORDINGS[n]] for n in range(4)]
    result = read(workbook(tmp_path / "a.xlsx", cells))
    assert [item.text for item in result.items] == list(WORDINGS[:4])
    assert [item.theme for item in result.items] == ["Warm homes"] * 2 + ["Fair pay"] * 2


def test_what_comes_of_a_task_is_not_the_wording(tmp_path):
    cells = [["ID", "Activity", "Deliverables"],
             ["1", "Survey the homes", "A printed survey of every home in the two oldest wards"],
             ["2", "Train the wardens", "Forty wardens who hold the certificate by the end of May"]]  # fmt: skip
    result = read(workbook(tmp_path / "a.xlsx", cells))
    assert [item.text for item in result.items] == ["Survey the homes", "Train the wardens"]


@pytest.mark.parametrize("heading", ["Goal", "Priority"])
def test_a_heading_of_themes_over_different_sentences_is_the_wording(tmp_path, heading):
    cells = [["Code", heading, "Status", "Comments"]]
    cells += [[f"K{n}", WORDINGS[n], "Parked", "The board talked about it in May."] for n in range(4)]  # fmt: skip
    result = read(workbook(tmp_path / "a.xlsx", cells))
    assert [item.text for item in result.items] == list(WORDINGS[:4])


def test_headings_that_ask_in_sentences_and_headings_on_two_lines(tmp_path):
    asked: list[list[Any]] = [["Please give the number it has in the report",
              "Please set out the recommendation in full, as it was printed in the report.",
              "Who in your organisation is responsible for this recommendation?"]]  # fmt: skip
    asked += [[f"{n}", WORDINGS[n], "AB"] for n in range(4)]
    assert [item.text for item in read(workbook(tmp_path / "a.xlsx", asked)).items] == list(
        WORDINGS[:4]
    )
    wrapped: list[list[Any]] = [
        ["Ref", "What will be", "Who will", "RAG"],
        [None, "done?", "do it?", None],
    ]
    wrapped += [[f"{n}", WORDINGS[n], "AB", "G"] for n in range(4)]
    result = read(workbook(tmp_path / "b.xlsx", wrapped))
    assert [item.text for item in result.items] == list(WORDINGS[:4])
    assert fields(result)["Who will do it?"] == "owner"


def test_codes_under_references_are_no_wording_and_a_code_before_a_colon_is_the_reference(tmp_path):
    cells = [["Function", "Subcategory", "Informative References"]]
    cells += [[f"PART {n}", f"AB.CD-{n}: {WORDINGS[n]}", f"· STD {n} X-4 A.8.{n}, B.9.{n}"] for n in range(4)]  # fmt: skip
    result = read(workbook(tmp_path / "a.xlsx", cells))
    assert fields(result)["Subcategory"] == "text"
    assert [item.reference for item in result.items] == [f"AB.CD-{n}" for n in range(4)]


def test_numbers_under_section_and_codes_of_capitals_are_references_a_place_s_code_is_not(tmp_path):
    for heading, stem in (("Section", "1.1.{}"), ("Clause", "A.5.{}"), ("ID", "REQ-PLAN-{}")):
        own = [stem.format("ABCD"[n] if heading == "ID" else n + 1) for n in range(4)]
        cells = [[heading, "Requirement"], *([own[n], WORDINGS[n]] for n in range(4))]
        result = read(workbook(tmp_path / "a.xlsx", cells))
        assert [item.reference for item in result.items] == own
    cells = [["wording", "authority_code"], *([WORDINGS[n], "XYZ"] for n in range(4))]
    assert {item.reference for item in read(workbook(tmp_path / "b.xlsx", cells)).items} == {""}


def test_the_parts_of_a_compound_word_name_its_column(tmp_path):
    cells = [["ID", "Risikobezeichnung", "Beschreibung des Risikos", "Eintrittswahrscheinlichkeit"],
             ["R1", "Stromausfall", "Der Strom fällt für mehrere Stunden aus", "mittel"]]  # fmt: skip
    (item,) = read(workbook(tmp_path / "a.xlsx", cells)).items
    assert (item.title, item.text) == ("Stromausfall", cells[1][2])


@pytest.mark.parametrize("words", ["TBC", "2025", "2025/26", "Spring 2025", "ASAP", "03/2025", "45747"])  # fmt: skip
def test_words_under_a_due_date_are_never_lost(tmp_path, words):
    cells = [["Ref", "Recommendation", "Due date"], ["1", WORDINGS[0], words]]
    result = read(workbook(tmp_path / "a.xlsx", cells))
    assert result.items[0].fields["timescale"] == words
    assert bool(result.problems) == (words in {"03/2025", "45747"})


@pytest.mark.parametrize("words", ["31 mars 2025", "31. März 2025", "31 de marzo de 2025", "31 Mawrth 2025", "by 31 March 2025", "end of March 2025"])  # fmt: skip
def test_days_in_other_languages_and_with_words_before_them(words):
    read_as = read_date(words)
    assert read_as.value == "2025-03-31"
    assert read_as.kept == (words if words.startswith(("by", "end")) else "")
