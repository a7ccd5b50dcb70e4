"""`marmot receive`: what a returned workbook answers, told and taken by a command."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.services.return_form import FormField
from tests.cli.conftest import Marmot
from tests.exchange.returns.making import BACK_ON, Sent, tracker
from tests.services.conftest import on

HOW, LINE = FormField.HOW_IT_GOES, FormField.ONE_LINE


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    """A return to Housing that was sent; the tracker is closed."""
    made = tracker(tmp_path)
    made.document.close()
    return made


@pytest.fixture
def back(sent: Sent) -> Path:
    """The workbook with a clean answer, a remark and one that cannot be read."""
    return sent.filled(
        {
            (sent.uids[0], HOW): "Off track",
            (sent.uids[0], LINE): "The last inspector left",
            (sent.uids[1], HOW): "Fine",
        },
        "back.xlsx",
    )


def test_a_dry_run_tells_every_line_and_notes_nothing(
    sent: Sent, back: Path, marmot: Marmot
) -> None:
    path = sent.document.path
    before = path.read_bytes()
    with on(BACK_ON):
        said = marmot("receive", path, back, "--dry-run")
    assert said.status == 0, said.err
    assert "back.xlsx: the return to Housing" in said.out
    assert "5.4, How is it going?: “Off track” (sent “At risk”)" in said.out
    assert "problem: 5.5, How is it going?: “Fine”" in said.out
    assert "Return!" in said.out
    assert "this was a dry run" in said.out
    assert path.read_bytes() == before


def test_clean_ones_are_accepted_and_the_rest_waits(sent: Sent, back: Path, marmot: Marmot) -> None:
    path = sent.document.path
    with on(BACK_ON):
        said = marmot("receive", path, back, "--accept", "clean", "--by", "Jo Bell", "--json")
        assert said.status == 0, said.err
        assert (said.json["accepted"], len(said.json["returns"][0]["lines"])) == (2, 3)
        states = [line["state"] for line in said.json["returns"][0]["lines"]]
        assert states == ["clean", "clean", "problem"]
        history = marmot("history", path, "5.4")
        assert "Jo Bell, in the Housing return of 12 Oct, accepted by" in history.out
        again = marmot("receive", path, back)
        assert "Nothing new" in again.out
        assert marmot("undo", path).status == 0
        assert "Jo Bell" not in marmot("list", path).out


def test_a_folder_is_read_whole_and_one_bad_file_stops_none(
    sent: Sent, back: Path, marmot: Marmot, tmp_path: Path
) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    back.rename(folder / "good.xlsx")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    (folder / "~$good.xlsx").write_bytes(b"lock")
    with on(BACK_ON):
        said = marmot("receive", sent.document.path, folder, "--accept", "none")
    assert said.status == 0, said.err
    assert "broken.xlsx is damaged or cut short" in said.out
    assert "3 lines wait in the returns inbox" in said.out


def test_a_return_of_another_tracker_is_told(back: Path, marmot: Marmot, tmp_path: Path) -> None:
    other = tmp_path / "other.marmot"
    with on(date(2026, 9, 1)):
        assert marmot("new", other, "--place", "Elsewhere").status == 0
    with on(BACK_ON):
        said = marmot("receive", other, back, "--json")
    (fault,) = said.json["returns"][0]["faults"]
    assert "is of a return of another tracker" in fault["words"]
    assert "!" in fault["where"]


def test_an_empty_folder_says_what_to_do(sent: Sent, marmot: Marmot, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = marmot("receive", sent.document.path, tmp_path / "empty")
    assert said.status == 1
    assert "no workbook in that folder" in said.err


def test_what_waits_already_is_accepted_when_its_file_is_given_again(
    sent: Sent, back: Path, marmot: Marmot
) -> None:
    path = sent.document.path
    with on(BACK_ON):
        assert "3 lines wait" in marmot("receive", path, back).out
        dry = marmot("receive", path, back, "--dry-run", "--accept", "clean")
        assert "3 lines of it wait already" in dry.out
        said = marmot("receive", path, back, "--accept", "clean")
        assert said.status == 0, said.err
        assert "2 answers accepted." in said.out
        assert "1 line waits in the returns inbox." in said.out
        assert "Nothing new came back" not in said.out
        assert "The last inspector left" in marmot("history", path, "5.4").out
        again = marmot("receive", path, back, "--accept", "all", "--json")
        assert again.json["accepted"] == 0
        (one,) = again.json["returns"]
        assert (one["lines"], [line["state"] for line in one["waiting"]]) == ([], ["problem"])


def test_given_again_only_what_that_file_says_is_accepted(
    sent: Sent, back: Path, marmot: Marmot
) -> None:
    path = sent.document.path
    other = sent.filled({(sent.uids[2], HOW): "On track"}, "other.xlsx")
    with on(BACK_ON):
        marmot("receive", path, back, other)
        said = marmot("receive", path, other, "--accept", "all")
        assert "1 answer accepted." in said.out
        assert "The last inspector left" not in marmot("history", path, "5.4").out


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_answers_that_come_together_neither_is_taken(
    sent: Sent, marmot: Marmot, first: int
) -> None:
    files = [
        sent.filled({(sent.uids[0], HOW): how}, name)
        for how, name in (("Off track", "ann.xlsx"), ("On track", "bob.xlsx"))
    ]
    with on(BACK_ON):
        said = marmot(
            "receive",
            sent.document.path,
            files[first],
            files[1 - first],
            *("--accept", "clean", "--json"),
        )
    assert said.json["accepted"] == 0
    lines = [line for one in said.json["returns"] for line in one["lines"]]
    assert [line["state"] for line in lines] == ["two_answers"] * 2
    assert all("Others answered otherwise" in line["words"] for line in lines)
