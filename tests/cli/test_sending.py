"""`marmot send` and `marmot chase`: who could be asked, what is written, who is awaited."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.exchange import returns
from marmot_tracker.services import inbox
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import ReturnVerdict
from tests.cli.conftest import Marmot

TODAY = clock.today()
DUE = TODAY + timedelta(days=18)


@pytest.fixture
def owned(marmot: Marmot, tracker: Path) -> Path:
    """The tracker of four recommendations, two of Family Hubs', with a period that is open."""
    rows = marmot("list", tracker, "--json").json["rows"]
    for row in rows[:2]:
        assert marmot("set", tracker, row["uid"], "owner=Family Hubs").status == 0
    opens = day(TODAY - timedelta(days=10))
    assert marmot("period", tracker, "Q3", "--opens", opens, "--due", day(DUE)).status == 0
    return tracker


def test_without_a_choice_it_lists_who_could_be_asked_and_writes_nothing(
    marmot: Marmot, owned: Path, tmp_path: Path
) -> None:
    said = marmot("send", owned, "--folder", tmp_path / "r")
    assert (said.status, said.err) == (0, "")
    assert "Family Hubs" in said.out
    assert "Rated already" in said.out  # what answers a return, `marmot chase` tells
    assert "Nothing was sent." in said.out
    found = marmot("send", owned, "--json").json
    assert found["period"] == "Q3"
    hubs = next(each for each in found["could_be_asked"] if each["name"] == "Family Hubs")
    assert (hubs["kind"], hubs["recommendations"], hubs["sent_before"]) == ("organisation", 2, 0)
    assert not (tmp_path / "r").exists()


def test_a_return_is_written_beside_its_draft_and_noted(
    marmot: Marmot, owned: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "r"
    said = marmot("send", owned, "--period", "q3", "--to", "family hubs", "--folder", folder)
    assert said.status == 0, said.err
    assert sorted(path.name for path in folder.iterdir()) == [
        "return_Family-Hubs_Q3.eml",
        "return_Family-Hubs_Q3.xlsx",
    ]
    assert "1 of 1  Writing return_Family-Hubs_Q3.xlsx" in said.out
    assert "1 return for Q3, 2 recommendations in all." in said.out
    found = marmot("chase", owned, "--json").json
    (row,) = found["returns"]
    assert (row["state"], row["asked"], row["respond_by"]) == ("not_back", 2, DUE.isoformat())
    hubs = next(
        each for each in marmot("send", owned, "--json").json["could_be_asked"]
        if each["name"] == "Family Hubs"
    )  # fmt: skip
    assert hubs["sent_before"] == 1
    assert marmot("verify", owned).status == 0
    assert marmot("undo", owned).status == 0
    assert marmot("chase", owned, "--json").json["returns"] == []


def test_all_asks_those_proposed_without_mail_and_with_another_day(
    marmot: Marmot, owned: Path, tmp_path: Path
) -> None:
    by = TODAY + timedelta(days=5)
    found = marmot(
        "send", owned, "--all", "--folder", tmp_path / "r", "--no-mail", "--ask", "none",
        "--respond-by", day(by), "--json",
    ).json  # fmt: skip
    listed = marmot("send", owned, "--json").json
    proposed = {each["name"] for each in listed["could_be_asked"] if each["proposed"]}
    assert {each["sent_to"] for each in found["sent"]} == proposed
    assert all(each["draft"] is None for each in found["sent"])
    assert sum(each["recommendations"] for each in found["sent"]) == (
        listed["asked"] - listed["nobody_to_ask"]
    )
    rows = marmot("chase", owned, "--json").json["returns"]
    assert {row["respond_by"] for row in rows} == {by.isoformat()}


def test_what_cannot_be_sent_is_told_and_nothing_is_left(
    marmot: Marmot, owned: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "r"
    for asked, status, words in (
        (("--to", "Nobody"), 2, "Nobody called “Nobody”"),
        (("--all", "--ask", "colour"), 2, "--ask “colour” is not known"),
        (("--all", "--ask", "how_it_goes"), 2, "is not known"),
        (("--all", "--period", "Q9"), 1, "no reporting period “Q9”"),
        (("--all", "--respond-by", "02/13/2026"), 2, "--respond-by"),
        (("--all", "--respond-by", "01/01/2020"), 1, "which has passed"),
        (("--all", "--to", "Family Hubs"), 2, "not allowed with"),
    ):
        said = marmot("send", owned, "--folder", folder, *asked)
        assert (said.status, words in said.err) == (status, True), said.err
    assert not folder.exists() or not list(folder.iterdir())
    assert marmot("chase", owned, "--json").json["returns"] == []


def test_without_an_open_period_it_says_how_to_add_one(marmot: Marmot, tracker: Path) -> None:
    said = marmot("send", tracker)
    assert said.status == 1
    assert "No reporting period is open. Add one first: marmot period" in said.err


def test_reminders_and_questions_are_written_by_chase(
    marmot: Marmot, owned: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "r"
    assert marmot("send", owned, "--to", "Family Hubs", "--folder", folder).status == 0
    said = marmot("chase", owned, "--folder", tmp_path / "reminders")
    assert "Family Hubs, still to be answered:" in said.out
    assert "0 of 1 return back for Q3." in said.out
    (draft,) = (tmp_path / "reminders").iterdir()
    assert message_from_bytes(draft.read_bytes())["X-Unsent"] == "1"
    assert f"Wrote {draft}" in said.out
    nothing = marmot("chase", owned, "--send-back", tmp_path / "back")
    assert nothing.status == 1
    assert "no questions to send back" in nothing.err
    _answer_and_ask_back(owned, folder / "return_Family-Hubs_Q3.xlsx")
    said = marmot("chase", owned, "--send-back", tmp_path / "back", "--to", "family hubs")
    assert said.status == 0, said.err
    assert "asked back: One line the steering group can read: Since when?" in said.out
    assert sorted(path.suffix for path in (tmp_path / "back").iterdir()) == [".eml", ".xlsx"]
    wrong = marmot("chase", owned, "--to", "Somebody")
    assert (wrong.status, "Nothing was sent to “somebody”" in wrong.err) == (2, True)


def _answer_and_ask_back(tracker: Path, workbook: Path) -> None:
    """Fill in a line of a workbook, receive it, and send the line back with a question."""
    from openpyxl import load_workbook

    book = load_workbook(workbook)
    page = book["Return"]
    headings = {cell.value: cell for row in page.iter_rows() for cell in row if cell.value}
    at = headings["One line the steering group can read"]
    page.cell(at.row + 1, at.column).value = "It has begun."
    book.save(workbook)
    with Document.open(tracker, author=Author("Ann Lee")) as document:
        returns.receive(document, returns.read([workbook]), today=TODAY)
        with document.read() as session:
            (line,) = inbox.waiting(session, today=TODAY)
        verdict = returns.LineVerdict(line.uid, ReturnVerdict.SENT_BACK, None, "Since when?")
        returns.settle(document, [verdict], today=TODAY)
