"""`marmot views`, and `marmot list --view`."""

from __future__ import annotations

from pathlib import Path

from marmot_tracker.services.views import BUILT_IN
from tests.cli.conftest import Marmot


def references(marmot: Marmot, tracker: Path, *words: str) -> list[str]:
    found = marmot("list", tracker, *words, "--json").json
    return [row["reference"] for row in found["rows"]]


def test_a_view_is_kept_used_renamed_and_removed(tracker: Path, marmot: Marmot) -> None:
    told = marmot("views", tracker, "The threes", "--filter", "ref:3")
    assert (told.status, told.out) == (0, "“The threes” now shows ref:3.\n")
    threes = references(marmot, tracker, "--filter", "ref:3")
    assert threes == ["3.1", "3.2", "3.10"]
    assert references(marmot, tracker, "--view", "the threes") == threes
    assert references(marmot, tracker, "--view", "The threes", "--filter", "ref:3.2") == ["3.2"]
    marmot("views", tracker, "the THREES", "--filter", "ref:3.2", "--rename", "Only 3.2")
    listed = marmot("views", tracker, "--json").json["views"]
    assert [view["name"] for view in listed if not view["built_in"]] == ["Only 3.2"]
    assert references(marmot, tracker, "--view", "Only") == ["3.2"]
    assert marmot("views", tracker, "Only 3.2", "--remove").status == 0
    assert len(marmot("views", tracker, "--json").json["views"]) == len(BUILT_IN)
    assert marmot("undo", tracker).status == 0
    assert "Only 3.2" in marmot("views", tracker).out
    assert marmot("verify", tracker).status == 0


def test_the_list_tells_what_changed_since_the_last_pack(
    tracker: Path, marmot: Marmot, tmp_path: Path
) -> None:
    refused = marmot("list", tracker, "--view", "Changed since last pack")
    assert refused.status == 1
    assert "No pack has been made" in refused.err
    assert marmot("pack", tracker, tmp_path / "pack.xlsx").status == 0
    assert references(marmot, tracker, "--filter", "changed:last-pack") == []
    assert marmot("set", tracker, "3.2", "title=Warm homes").status == 0
    assert references(marmot, tracker, "--view", "changed") == ["3.2"]


def test_what_makes_no_sense_is_told(tracker: Path, marmot: Marmot) -> None:
    assert marmot("views", tracker, "Late").status == 2
    assert marmot("views", tracker, "--remove").status == 2
    assert marmot("views", tracker, "Late", "--filter", "is:nonsense").status == 2
    assert marmot("views", tracker, "Late", "--filter", "is:mine", "--remove").status == 2
    built_in = marmot("views", tracker, "Overdue", "--remove")
    assert (built_in.status, "always there" in built_in.err) == (1, True)
    taken = marmot("views", tracker, "Overdue", "--filter", "rag:red")
    assert (taken.status, "always there" in taken.err) == (1, True)
    unknown = marmot("list", tracker, "--view", "Nobody")
    assert (unknown.status, "There are: Mine" in unknown.err) == (1, True)
