"""`marmot erase` and a union that erases, as a person types them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Marmot
from tests.document.test_erasing import said_in

NAME = "Jo Quillfeather"
GROUND = "request of the person, UK GDPR Art. 17"


@pytest.fixture
def holding(tracker: Path, marmot: Marmot) -> Path:
    """A tracker with a name in two fields, and one that was replaced since."""
    for value in (f"position={NAME} is ill", "position=A colleague is ill", f"theme={NAME} is ill"):
        assert marmot("set", tracker, "3.1", value, "--author", "Ann Officer").status == 0
    return tracker


def test_a_dry_run_says_what_goes_what_stays_and_what_is_not_reached(
    holding: Path, marmot: Marmot
) -> None:
    before = holding.read_bytes()
    said = marmot("erase", holding, "3.1", "--field", "position", "--text", NAME, "--dry-run")
    assert said.status == 0
    assert "the plain-English position of 3.1" in said.out
    assert "The same text also stands in" in said.out
    assert "the theme of 3.1" in said.out
    assert "cannot be taken back" in said.out
    assert "list.csv" in said.out or "that was read in" in said.out
    assert "dry run" in said.out
    assert holding.read_bytes() == before


def test_it_asks_for_a_ground_and_for_a_yes(holding: Path, marmot: Marmot) -> None:
    asked = ("erase", holding, "3.1", "--field", "position", "--text", NAME)
    assert marmot(*asked).status == 2
    told = marmot(*asked, "--ground", GROUND)
    assert told.status == 1
    assert "--yes" in told.err
    assert said_in(holding, NAME)


def test_what_is_erased_is_gone_and_told_in_history(holding: Path, marmot: Marmot) -> None:
    asked = ("erase", holding, "3.1", "--field", "position", "--text", NAME)
    done = marmot(*asked, "--everywhere", "--ground", GROUND, "--yes", "--json")
    assert done.status == 0
    assert (done.json["texts"], done.json["files"], done.json["also_stands_in"]) == (2, 0, [])
    assert said_in(holding, NAME) == []
    history = marmot("history", holding, "3.1").out
    assert NAME not in history
    assert "Erased: " in history
    assert GROUND in history
    assert "[erased]" in history
    why = marmot("history", holding, "3.1", "--field", "position").out
    assert "Erased: the plain-English position" in why
    assert marmot("verify", holding).status == 0
    shown = marmot("list", holding, "--json").json
    assert "A colleague is ill" in str(shown)


def test_a_name_alone_is_found_wherever_it_stands(holding: Path, marmot: Marmot) -> None:
    found = marmot("erase", holding, "--text", NAME, "--dry-run", "--json").json
    assert {each["where"] for each in found["erase"]} == {
        "the plain-English position of 3.1",
        "the theme of 3.1",
    }
    code = found["erase"][0]["value"]
    done = marmot("erase", holding, "--value", code, "--ground", GROUND, "--yes", "--json").json
    assert done["texts"] == 1
    assert marmot("erase", holding, "--value", code, "--ground", GROUND, "--yes").status == 1


def test_the_name_of_an_author_can_go(holding: Path, marmot: Marmot) -> None:
    found = marmot("erase", holding, "--text", "Ann Officer", "--dry-run", "--json").json
    assert [each["where"] for each in found["erase"]] == ["the name of who made changes"]
    asked = ("erase", holding, "--text", "Ann Officer", "--ground", GROUND, "--yes")
    assert marmot(*asked, "--author", "Clerk").status == 0
    assert said_in(holding, "Ann Officer") == []
    assert marmot("verify", holding).status == 0
    assert "[erased]" in marmot("history", holding, "3.1").out


def test_more_than_one_text_is_asked_about(holding: Path, marmot: Marmot) -> None:
    asked = ("erase", holding, "3.1", "--field", "position")
    told = marmot(*asked, "--ground", GROUND, "--yes")
    assert told.status == 2
    assert "2 texts" in told.err
    assert NAME not in told.err, "what is to be erased is not printed beside a fault"


def test_evidence_goes_with_its_file(tracker: Path, marmot: Marmot, tmp_path: Path) -> None:
    file = tmp_path / "case.txt"
    file.write_text(f"{NAME} said so\n" * 5_000, encoding="utf-8")
    assert marmot("attach", tracker, "3.1", file, "--title", "Case").status == 0
    done = marmot("erase", tracker, "--evidence", "Case", "--ground", GROUND, "--yes", "--json")
    assert (done.json["files"], done.json["texts"]) == (1, 2)
    assert said_in(tracker, NAME) == []
    assert marmot("verify", tracker).status == 0


def test_a_copy_that_erases_comes_in_only_when_agreed(
    holding: Path, marmot: Marmot, tmp_path: Path
) -> None:
    other = Path(shutil.copy(holding, tmp_path / "ann.marmot"))
    asked = ("erase", other, "--text", NAME, "--ground", GROUND, "--yes")
    assert marmot(*asked, "--author", "Ann Officer").status == 0
    seen = marmot("union", holding, other, "--dry-run")
    assert "The copy erases" in seen.out
    assert GROUND in seen.out
    told = marmot("union", holding, other)
    assert told.status == 1
    assert "--agree-erasures" in told.err
    assert said_in(holding, NAME)
    done = marmot("union", holding, other, "--agree-erasures")
    assert done.status == 0
    assert said_in(holding, NAME) == []
    assert marmot("verify", holding).status == 0


def test_the_same_text_typed_apart_is_named_with_its_command(
    holding: Path, marmot: Marmot, tmp_path: Path
) -> None:
    other = Path(shutil.copy(holding, tmp_path / "bob.marmot"))
    assert marmot("set", other, "3.2", f"theme={NAME} runs", "--author", "Bob").status == 0
    assert marmot("set", holding, "3.2", f"theme={NAME} runs", "--author", "Ann").status == 0
    both = Path(shutil.copy(holding, tmp_path / "both.marmot"))
    assert marmot("union", both, other).status == 0
    asked = ("erase", holding, "3.2", "--field", "theme", "--text", NAME, "--ground", GROUND)
    assert marmot(*asked, "--yes").status == 0
    told = marmot("union", both, holding, "--agree-erasures", "--json").json
    (apart,) = told["typed_apart"]
    assert apart["where"] == "the theme of 3.2"
    done = marmot("erase", both, "--value", apart["value"], "--ground", GROUND, "--yes")
    assert done.status == 0
    assert said_in(both, f"{NAME} runs") == []


def test_a_pack_from_before_names_what_was_erased(
    holding: Path, marmot: Marmot, tmp_path: Path
) -> None:
    out = tmp_path / "pack.xlsx"
    words = ("--reason", f"{NAME} is ill", "--path-to-green", "cover from May")
    assert marmot("rate", holding, "3.1", "amber", *words).status == 0
    assert marmot("pack", holding, out).status == 0
    assert marmot("erase", holding, "--text", NAME, "--ground", GROUND, "--yes").status == 0
    assert said_in(holding, NAME) == []
    said = marmot("verify", holding, "--pack", out, "--json")
    assert said.status == 0
    assert said.json["erased"]
    assert all("was erased in the tracker since" in each for each in said.json["erased"])
    told = " ".join(marmot("verify", holding, "--pack", out).out.split())
    assert "every cell that can still be checked says" in told


def test_what_is_not_held_any_more_is_told_in_words_with_when_it_went(
    holding: Path, marmot: Marmot
) -> None:
    asked = ("erase", holding, "3.1", "--field", "theme", "--text", NAME)
    assert marmot(*asked, "--ground", GROUND, "--yes", "--author", "Ann").status == 0
    for more in (("--dry-run",), ("--ground", GROUND, "--yes"), ("--dry-run", "--json")):
        for again in (asked, ("erase", holding, "--text", "No such words")):
            told = marmot(*again, *more)
            assert told.status == 1
            assert "Nothing of that kind is held here; nothing was erased." in told.err
            assert "the last erasure was on " in told.err
            assert "by Ann." in told.err


def test_the_file_that_stays_when_its_title_goes_is_named_by_a_uid_that_erases_it(
    tracker: Path, marmot: Marmot, tmp_path: Path
) -> None:
    file = tmp_path / "case.txt"
    file.write_text(f"{NAME} said so\n" * 100, encoding="utf-8")
    assert marmot("attach", tracker, "3.1", file, "--title", f"Letter of {NAME}").status == 0
    seen = marmot("erase", tracker, "--text", NAME, "--dry-run")
    assert "The file of this evidence stays" in seen.out
    asked = ("erase", tracker, "--text", NAME, "--ground", GROUND, "--yes", "--json")
    (uid,) = marmot(*asked).json["files_staying"]
    assert uid in " ".join(seen.out.split())
    assert said_in(tracker, NAME), "the file was not named, so it stays"
    done = marmot("erase", tracker, "--evidence", uid, "--ground", GROUND, "--yes", "--json").json
    assert done["files"] == 1
    assert done["files_staying"] == []
    assert said_in(tracker, NAME) == []
    assert marmot("verify", tracker).status == 0
