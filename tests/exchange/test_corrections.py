"""What the person says about how a list is to be read: taken, kept as JSON, known by its shape."""

from __future__ import annotations

import json
from typing import Any

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import (
    NOTHING_SAID,
    Corrections,
    DateOrder,
    OwnerSplit,
    shape_key,
)
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.results import ReadResult
from tests.exchange.making import HEADINGS, WORDINGS, delimited, fields, read, rows, workbook

ALL_SAID = Corrections(
    sheets=("A", "B"),
    header_row=3,
    columns={"Proposal": "text", "Cost": "ignore"},
    words={"rating": {"largely": "on_track", "parked": ""}, "decision": {"noted": "accepted"}},
    owner_split=OwnerSplit.ALL,
    date_order=DateOrder.MONTH_FIRST,
)


def status_list(tmp_path):
    cells: list[list[Any]] = [["Ref", "Recommendation", "Status"]]
    words = ("delivered", "largely", "partly", "delivered", "parked")
    cells += [[f"{n + 1}", WORDINGS[n], words[n]] for n in range(5)]
    return workbook(tmp_path / "a.xlsx", cells)


def test_corrections_keep_their_sense_as_json():
    told = json.loads(json.dumps(ALL_SAID.to_json()))
    assert Corrections.from_json(told) == ALL_SAID
    assert Corrections.from_json({}) == NOTHING_SAID
    assert not NOTHING_SAID.said
    with pytest.raises(ValueError, match="sideways"):
        Corrections.from_json(told | {"date_order": "sideways"})


def test_what_holds_for_every_list_of_the_shape_is_kept_and_said_over():
    kept = ALL_SAID.for_the_shape()
    assert (kept.sheets, kept.header_row) == ((), 0)
    now = Corrections(columns={"Proposal": "title"}, words={"rating": {"largely": "at_risk"}})
    both = now.over(kept)
    assert both.columns == {"Proposal": "title", "Cost": "ignore"}
    assert both.words["rating"] == {"largely": "at_risk", "parked": ""}
    assert (both.owner_split, both.date_order) == (OwnerSplit.ALL, DateOrder.MONTH_FIRST)


def test_a_shape_is_known_in_any_order_and_year_and_is_not_any_other():
    key = shape_key(["Ref", "Recommendation", "Progress at June 2025"])
    assert key == shape_key(["REC0MMENDATION".replace("0", "O"), "ref.", "Progress at March 2026"])
    assert key != shape_key(["Ref", "Recommendation", "Progress", "Owner"])
    assert key != shape_key(["Ref", "Recommendation"])
    assert len(key) == 64


def test_the_shape_of_a_list_is_that_of_its_headings(tmp_path):
    one = read(workbook(tmp_path / "a.xlsx", [["A title"], [], HEADINGS, *rows(3)]))
    two = read(delimited(tmp_path / "b.csv", [HEADINGS, *rows(5)]))
    assert one.shape == two.shape == shape_key(map(str, HEADINGS))
    assert (one.header_rows[0].sheet, one.header_rows[0].first, one.header_rows[0].last) == (
        "Register", 3, 3,
    )  # fmt: skip
    assert read(workbook(tmp_path / "c.xlsx", [])).shape == ""


def test_unfamiliar_status_words_are_listed_with_their_counts(tmp_path):
    result = read(status_list(tmp_path))
    assert [(word.word, word.times, word.taken) for word in result.unknown_words] == [
        ("delivered", 2, False), ("largely", 1, False), ("partly", 1, False), ("parked", 1, False),
    ]  # fmt: skip
    assert {word.field for word in result.unknown_words} == {"rating"}
    assert any(
        "'Status' would be the rating if its words were known: 'delivered' (2)" in note
        for note in result.notes
    )
    assert ReadResult.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_words_mapped_once_make_the_column_the_rating(tmp_path):
    said = Corrections(
        words={"rating": {"Delivered": "complete", "largely": "on_track", "PARKED": "on_hold"}}
    )
    result = read_source(status_list(tmp_path), corrections=said)
    assert fields(result)["Status"] == "rating"
    assert [item.fields.get("rating") for item in result.items] == [
        "complete", "on_track", None, "complete", "not_rated",
    ]  # fmt: skip
    assert result.items[4].fields["not_rated_why"] == "on_hold"
    assert [(problem.value, problem.line) for problem in result.problems] == [("partly", 4)]
    assert [(word.word, word.taken) for word in result.unknown_words] == [("partly", True)]
    assert result.corrections == said


def test_a_word_that_says_nothing_leaves_the_field_blank(tmp_path):
    said = Corrections(columns={"Status": "rating"}, words={"rating": {"parked": ""}})
    result = read(status_list(tmp_path), said=said)
    assert result.items[4].fields["rating"] == ""
    assert "parked" not in {problem.value for problem in result.problems}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"rating": {"largely": "greenish"}}, "no such rating"),
        ({"decision": {"noted": "green"}}, "no such decision"),
        ({"owner": {"me": "you"}}, "cannot be mapped for 'owner'"),
    ],
)
def test_a_code_there_is_not_is_refused_with_those_there_are(tmp_path, words, says):
    with pytest.raises(TrackerError, match=says) as caught:
        read_source(status_list(tmp_path), corrections=Corrections(words=words))
    assert "," in caught.value.hint


@pytest.mark.parametrize(
    ("split", "owner", "supporting"),
    [
        (OwnerSplit.CLEAR, "Housing and Health", "Police"),
        (OwnerSplit.ALL, "Housing", "Health\nPolice"),
        (OwnerSplit.NONE, "Housing and Health; Police", ""),
        (OwnerSplit.UNSAID, "Housing and Health; Police", ""),
    ],
)
def test_several_owners_are_split_as_chosen(tmp_path, split, owner, supporting):
    cells = [HEADINGS, *rows(3)]
    cells[1][3], cells[2][3], cells[3][3] = "Housing and Health\nPolice", "all employers", "A/B"
    result = read(workbook(tmp_path / "a.xlsx", cells), said=Corrections(owner_split=split))
    first, second, _ = result.items
    assert (first.fields["owner"], first.fields.get("supporting", "")) == (owner, supporting)
    assert second.fields["owner"] == "all employers"
    several = result.several_owners
    assert several is not None
    assert (several.heading, several.split) == ("Owner", split)
    counted = {OwnerSplit.CLEAR: (1, 1), OwnerSplit.ALL: (2, 0), OwnerSplit.NONE: (0, 2)}
    counted[OwnerSplit.UNSAID] = counted[OwnerSplit.NONE]
    assert (several.cells, several.could_be) == counted[split]
    assert any("under 'Owner'" in note for note in result.notes)


def test_one_owner_in_every_cell_is_not_spoken_of(tmp_path):
    result = read(workbook(tmp_path / "a.xlsx", [HEADINGS, *rows(3)]))
    assert result.several_owners is None


def test_dates_that_could_be_either_are_asked_where_the_column_mixes_orders(tmp_path):
    cells = [HEADINGS, *rows(4)]
    for row, due in zip(
        cells[1:], ["02/03/2026", "02/13/2026", "05/05/2026", "31/01/2026"], strict=True
    ):
        row[5] = due
    path = delimited(tmp_path / "a.csv", cells)
    asked = read(path)
    assert [item.fields.get("due") for item in asked.items] == [
        None, None, "2026-05-05", "2026-01-31",
    ]  # fmt: skip
    assert "day or month first?" in asked.problems[0].what
    said = read(path, said=Corrections(date_order=DateOrder.MONTH_FIRST))
    assert [item.fields.get("due") for item in said.items] == [
        "2026-02-03", "2026-02-13", "2026-05-05", None,
    ]  # fmt: skip
    said = read(path, said=Corrections(date_order=DateOrder.DAY_FIRST))
    assert said.items[0].fields["due"] == "2026-03-02"


def test_the_row_of_headings_and_the_sheets_are_chosen(tmp_path):
    sheets: dict[str, list[list[Any]]] = {
        "Draft": [["Ref", "Recommendation"], ["x", "Old words for the same"], HEADINGS, *rows(2)],
        "Other": [["x"], ["y"], HEADINGS, *rows(4)[2:]],
        "Lists": [HEADINGS],
    }
    path = workbook(tmp_path / "a.xlsx", sheets)
    result = read(path, said=Corrections(sheets=("Other", "draft"), header_row=3))
    assert result.read_sheets == ("Draft", "Other")
    assert [item.reference for item in result.items] == ["3.1", "3.2", "3.3", "3.4"]
    assert {item.theme for item in result.items} == {"Housing"}
    with pytest.raises(TrackerError, match="no headings in row 90"):
        read(path, said=Corrections(header_row=90))


def test_columns_named_last_year_are_found_by_their_shape(tmp_path):
    cells = [["Ref", "Recommendation", "Progress 2026"], ["1", WORDINGS[0], "Begun"]]
    said = Corrections(columns={"Progress 2025": "reason"})
    result = read(workbook(tmp_path / "a.xlsx", cells), said=said)
    assert fields(result)["Progress 2026"] == "reason"
