"""`marmot import` where a list must be corrected: words, owners, near matches, editions, memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Marmot
from tests.exchange.lists import file as list_file
from tests.exchange.lists import listed
from tests.exchange.reports.paper import Paper

REWORDED = {
    "3.10": {
        "Ref": "4.1",
        "Recommendation": "Bring every rented home up to a decent standard of warmth.",
    }
}


def references(marmot: Marmot, tracker: Path) -> list[str]:
    rows = marmot("list", tracker, "--json").json["rows"]
    return sorted(row["reference"] for row in rows)


@pytest.mark.parametrize(
    ("word", "field", "value"),
    [
        ("Mostly=amber", "rating", "at_risk"),
        ("Mostly=off_track", "rating", "off_track"),
        ("Mostly=superseded", "decision", "superseded"),
        ("Mostly=in_delivery", "stage", "in_delivery"),
    ],
)
def test_a_word_is_mapped_once(
    marmot: Marmot, tracker: Path, tmp_path: Path, word: str, field: str, value: str
) -> None:
    path = list_file(tmp_path, listed(**{"1": {"RAG": "Mostly"}}), "words.xlsx")
    assert "'Mostly' is not a rating we know" in marmot("import", tracker, path, "--dry-run").out
    said = marmot("import", tracker, path, "--map-word", word)
    assert "Lists like this one are read so from now on." in said.out
    again = marmot("import", tracker, path, "--json").json
    assert again["lines"] == []
    assert "Read as you corrected it on" in again["explanation"]
    rows = marmot("list", tracker, "--json").json["rows"]
    assert [row[field] for row in rows if row["reference"] == "1"] == [value]


def test_a_word_that_can_mean_nothing_is_refused(
    marmot: Marmot, tracker: Path, source: Path
) -> None:
    said = marmot("import", tracker, source, "--map-word", "Mostly=sideways")
    assert said.status == 2
    assert "no rating, decision or stage “sideways”" in said.err
    assert marmot("import", tracker, source, "--map-word", "Mostly").status == 2


def test_what_is_remembered_is_listed_and_forgotten(
    marmot: Marmot, tracker: Path, source: Path
) -> None:
    assert "No list is remembered" in marmot("layouts", tracker).out
    marmot("import", tracker, source, "--map-word", "Mostly=amber", "--split-owners")
    out = marmot("layouts", tracker).out
    assert "Ref, Recommendation, Theme" in out
    assert "“Mostly” means at_risk" in out
    assert "several owners in a cell: clear" in out
    (one,) = marmot("layouts", tracker, "--json").json["layouts"]
    assert one["words"] == {"rating": {"Mostly": "at_risk"}}
    assert marmot("layouts", tracker, "--forget", "nothing so").status == 1
    assert marmot("layouts", tracker, "--forget", one["layout"]).status == 0
    assert marmot("layouts", tracker, "--json").json["layouts"] == []
    assert marmot("undo", tracker).status == 0
    assert len(marmot("layouts", tracker, "--json").json["layouts"]) == 1
    marmot("import", tracker, source, "--afresh")
    assert marmot("layouts", tracker, "--json").json["layouts"] == []


def test_a_dry_run_remembers_nothing(marmot: Marmot, tracker: Path, source: Path) -> None:
    marmot("import", tracker, source, "--map-word", "Mostly=amber", "--dry-run")
    assert marmot("layouts", tracker, "--json").json["layouts"] == []


def test_near_matches_are_new_unless_they_are_taken(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    path = list_file(tmp_path, listed(**REWORDED), "reworded.xlsx")
    out = marmot("import", tracker, path, "--dry-run").out
    assert "near match: 4.1" in out
    assert "1 near match to decide, 3 unchanged." in out
    said = marmot("import", tracker, path, "--take-near", "--json").json["applied"]
    assert (said["added"], said["same"]) == (0, 1)
    assert references(marmot, tracker) == ["1", "3.1", "3.2", "4.1"]


def test_what_words_suggest_is_taken_only_when_said(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    paper = Paper()
    for number, words in enumerate(("Keep damp out of social housing.", "Rid homes of mould.")):
        paper.para(f"Recommendation {number + 1}: {words}", font="B")
    path = paper.save(tmp_path / "report.pdf")
    before = references(marmot, tracker)
    out = " ".join(marmot("import", tracker, path, "--dry-run").out.split())
    assert "suggested by “damp”, “social housing”" in out
    said = marmot("import", tracker, path, "--json").json["applied"]
    assert (said["added"], said["suggested"]) == (2, 0)
    assert marmot("undo", tracker).status == 0
    assert references(marmot, tracker) == before
    said = marmot("import", tracker, path, "--take-suggested", "--json").json["applied"]
    assert (said["added"], said["suggested"]) == (2, 3), "two principles and a subgroup"
    rows = marmot("list", tracker, "--filter", "principle:5", "--json").json["rows"]
    assert {"Keep damp out of social housing.", "Rid homes of mould."} <= {
        row["text"] for row in rows
    }


def test_near_matches_that_nobody_took_lose_nothing(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    marmot("import", tracker, list_file(tmp_path, listed(**REWORDED), "reworded.xlsx"))
    assert references(marmot, tracker) == ["1", "3.1", "3.10", "3.2", "4.1"]


def test_a_new_edition_takes_over_what_is_said(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    bare = [[f"9.{n}", row[1], *[None] * 10] for n, row in enumerate(listed())]
    path = list_file(tmp_path, bare, "second.xlsx")
    edition = ("import", tracker, path, "--edition-of", "List")
    out = marmot(*edition, "--dry-run").out
    assert "offered: 9.0" in out
    assert "Ratings do not cross." in " ".join(out.split())
    said = marmot(*edition, "--carry-over", "owners", "--json").json["applied"]
    assert (said["added"], said["carried"]) == (4, 5)
    rows = {row["reference"]: row for row in marmot("list", tracker, "--json").json["rows"]}
    assert rows["9.0"]["owner"] == "Head of Early Years, Council"
    assert (rows["9.0"]["due"], rows["9.0"]["rating"]) == (None, "not_rated")


def test_a_new_edition_supersedes_where_that_is_said(
    marmot: Marmot, tracker: Path, tmp_path: Path
) -> None:
    bare = [[f"9.{n}", row[1], *[None] * 10] for n, row in enumerate(listed())]
    path = list_file(tmp_path, bare, "second.xlsx")
    before = marmot("summary", tracker, "--json").json["counted"]
    assert marmot("import", tracker, path, "--edition-of", "List", "--supersede").status == 0
    rows = {row["reference"]: row for row in marmot("list", tracker, "--json").json["rows"]}
    assert {reference for reference, row in rows.items() if row["decision"] == "superseded"} == {
        "1", "3.1", "3.2", "3.10"
    }  # fmt: skip
    assert marmot("summary", tracker, "--json").json["counted"] == before
    assert "Replaced in the new edition by 9.0" in marmot("history", tracker, "3.1", "--why").out
