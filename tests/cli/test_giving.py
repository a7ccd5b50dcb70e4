"""`marmot copy`: a copy to give, what it says of what stayed behind, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from tests.cli.conftest import Marmot

NO_PASSWORD = "This file has no password. Anyone who has it can read everything in it."


@pytest.fixture
def filled(tracker: Path, tmp_path: Path, marmot: Marmot) -> Path:
    """The tracker with a file of each sensitivity."""
    reference = marmot("list", tracker, "--json").json["rows"][0]["reference"]
    for sensitivity in ("ordinary", "restricted", "not_checked"):
        file = tmp_path / f"{sensitivity}.txt"
        file.write_text(f"the pages of the {sensitivity} file", encoding="utf-8")
        said = marmot("attach", tracker, reference, file, "--sensitivity", sensitivity)
        assert said.status == 0
    return tracker


def test_it_says_what_stayed_behind_and_comes_back_in(
    filled: Path, tmp_path: Path, marmot: Marmot
) -> None:
    out = tmp_path / "for ann.marmot"
    said = marmot("copy", filled, out)
    assert (said.status, said.err) == (0, "")
    assert "with the whole record and 1 evidence file." in said.out
    assert "Left out: 1 restricted and 1 not checked yet." in said.out
    assert NO_PASSWORD in said.out
    raw = out.read_bytes()
    assert b"the pages of the ordinary file" in raw
    assert b"the pages of the restricted file" not in raw
    assert b"the pages of the not_checked file" not in raw
    assert marmot("verify", out).status == 0
    reference = marmot("list", out, "--json").json["rows"][0]["reference"]
    assert marmot("set", out, reference, "theme=From Ann", "--author", "Ann").status == 0
    assert marmot("union", filled, out).status == 0
    assert marmot("list", filled, "--json").json["rows"][0]["theme"] == "From Ann"
    assert b"the pages of the restricted file" in filled.read_bytes()
    assert marmot("verify", filled).status == 0


def test_all_evidence_none_or_everything(filled: Path, tmp_path: Path, marmot: Marmot) -> None:
    none = marmot("copy", filled, tmp_path / "none.marmot", "--without-evidence", "--json").json
    assert (none["files"], none["warning"]) == (0, NO_PASSWORD)
    assert none["left_out"] == {
        "restricted": 1,
        "unchecked": 1,
        "ordinary": 1,
        "tied_to_nothing": 0,
    }
    every = marmot("copy", filled, tmp_path / "every.marmot", "--everything")
    assert "3 evidence files" in every.out
    assert "No evidence file was left out." in every.out
    assert NO_PASSWORD in every.out
    both = marmot("copy", filled, tmp_path / "b.marmot", "--everything", "--without-evidence")
    assert both.status == 2
    with Document.open(tmp_path / "every.marmot", author=Author("Bo")) as copy:
        assert copy.check_code == none["check_code"]


def test_nothing_is_written_over_and_the_name_is_a_tracker_s(
    filled: Path, tmp_path: Path, marmot: Marmot
) -> None:
    there = tmp_path / "there.marmot"
    there.write_text("something else", encoding="utf-8")
    said = marmot("copy", filled, there)
    assert said.status == 1
    assert "already a file" in said.err
    assert there.read_text(encoding="utf-8") == "something else"
    assert marmot("copy", filled, tmp_path / "there.xlsx").status == 2
    assert marmot("copy", filled, filled).status == 1


def test_a_copy_is_made_while_a_window_has_the_tracker(
    filled: Path, tmp_path: Path, marmot: Marmot
) -> None:
    with Document.open(filled, author=Author("Bo Lee")):
        assert marmot("copy", filled, tmp_path / "out.marmot").status == 0
    assert marmot("verify", tmp_path / "out.marmot").status == 0
