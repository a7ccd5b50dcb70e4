"""`marmot column`, and filling in and filtering by a column of one's own."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Marmot


def references(marmot: Marmot, tracker: Path, words: str) -> list[str]:
    found = marmot("list", tracker, "--filter", words, "--json").json
    return [row["reference"] for row in found["rows"]]


def test_a_column_is_added_filled_in_filtered_and_retyped(tracker: Path, marmot: Marmot) -> None:
    assert marmot("column", tracker, "Budget", "--add").status == 0
    for reference, value in (("3.1", "9"), ("3.2", "12,500")):
        assert marmot("set", tracker, reference, f"Budget={value}").status == 0
    assert references(marmot, tracker, "budget:12") == ["3.2"]
    told = marmot("column", tracker, "budget", "--type", "number", "--rename", "Budget (£)")
    assert told.status == 0
    assert "1 value put into that form" in told.out
    assert references(marmot, tracker, '"Budget (£)":>10') == ["3.2"]
    listed = marmot("column", tracker, "--json").json["columns"]
    found = next(each for each in listed if each["name"] == "Budget (£)")
    assert (found["type"], found["filled"], found["put_away"]) == ("number", 2, False)
    refused = marmot("set", tracker, "3.1", "Budget (£)=a lot")
    assert refused.status == 1
    assert "holds numbers" in refused.err
    history = marmot("history", tracker, "3.2", "--field", "Budget (£)").out
    assert "12,500" in history
    assert marmot("verify", tracker).status == 0


def test_a_type_that_does_not_fit_names_what_it_holds(tracker: Path, marmot: Marmot) -> None:
    refused = marmot("column", tracker, "Cost code", "--type", "number")
    assert refused.status == 1
    assert "3.1 says “A1”" in refused.err
    assert marmot("column", tracker, "Cost code", "--type", "number", "--anyway").status == 0
    assert marmot("list", tracker, "--json").json["rows"][0]["extra"]["Cost code"] == "A1"


def test_a_column_is_put_away_and_brought_back(tracker: Path, marmot: Marmot) -> None:
    assert marmot("column", tracker, "Cost code", "--put-away").status == 0
    assert "Cost code" not in str(marmot("list", tracker, "--json").json)
    assert "put away" in marmot("column", tracker).out
    assert marmot("column", tracker, "Cost code", "--bring-back").status == 0
    assert references(marmot, tracker, '"Cost code":B7') == ["1"]


def test_a_choice_lists_what_it_takes(tracker: Path, marmot: Marmot) -> None:
    asked = ("column", tracker, "Funding", "--add", "--choices", "Secured; Bid made;")
    assert marmot(*asked).status == 0
    refused = marmot("set", tracker, "3.1", "Funding=Perhaps")
    assert "Bid made" in refused.err
    assert marmot("set", tracker, "3.1", "Funding=bid made").status == 0
    assert references(marmot, tracker, "funding:bid") == ["3.1"]


def test_misuse_is_told(tracker: Path, marmot: Marmot) -> None:
    assert marmot("column", tracker, "--add").status == 2
    assert marmot("column", tracker, "Cost code").status == 2
    assert marmot("column", tracker, "Nothing", "--put-away").status == 1
    assert marmot("column", tracker, "Owner", "--add").status == 1
    assert marmot("list", tracker, "--filter", '"Nothing":x').status == 2
