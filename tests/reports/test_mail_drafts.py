"""Mail drafts as a mail program reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.reports import returns_out
from marmot_tracker.reports.mail_drafts import Draft, covering, written_draft
from marmot_tracker.reports.return_workbook_facts import ReturnFacts
from marmot_tracker.services import asking_whom, chasing, periods
from marmot_tracker.services.chasing import Chasing
from marmot_tracker.services.sending import SentRow
from tests.reports import making

ROW = SentRow("r", {}, "", "", "", None, {})
FACTS = ReturnFacts(
    "u", "Housing", "2026-Q3", "Marmot Town", "Test Officer", making.DAY, date(2026, 11, 30), (),
    "c", (ROW, ROW),
)  # fmt: skip


def read(body: bytes) -> EmailMessage:
    """A draft as the standard library reads it."""
    found = message_from_bytes(body, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(message: EmailMessage) -> str:
    """The words of a draft."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def sent(document: Document, folder: Path) -> tuple[list[returns_out.SentReturn], Chasing]:
    """Returns to all proposed for a new period, and what is chased a day after they were due."""
    with document.edit("Open a period") as session:
        period = periods.add(
            session, name="2026-Q3", opens=date(2026, 10, 11), due=date(2026, 11, 30)
        )
    with document.read() as session:
        who = asking_whom.read(session, period=period, today=clock.today())
    made = returns_out.send(document, folder, period=period, whom=who.proposed)
    with document.read() as session:
        return made, chasing.read(session, today=date(2026, 12, 1))


def test_a_draft_opens_unsent_with_its_workbook_attached(
    document: Document, tmp_path: Path
) -> None:
    made, _ = sent(document, tmp_path / "r")
    for each in made:
        assert each.draft is not None
        message = read(each.draft.read_bytes())
        assert message["X-Unsent"] == "1"
        assert "To" not in message
        assert message["Subject"] == each.subject
        assert text_of(message) == each.words
        (attached,) = message.iter_attachments()
        assert attached.get_filename() == each.workbook.name
        assert attached.get_content() == each.workbook.read_bytes()
        assert attached.get_content_type().endswith("spreadsheetml.sheet")


def test_the_words_say_what_by_when_and_that_nothing_is_an_answer() -> None:
    draft = covering(FACTS, contact="", file_name="return.xlsx")
    assert draft.subject == "Marmot Town: return of Housing for 2026-Q3 by 30/11/2026"
    for said in (
        "“return.xlsx” holds the 2 recommendations",
        "send it back by 30/11/2026?",
        "If there is nothing to report, a reply that says so is enough.",
        "Thank you,\nTest Officer\n",
    ):
        assert said in draft.words
    undated = covering(replace(FACTS, respond_by=None), contact="", file_name="r.xlsx")
    assert "send it back?" in undated.words


def test_names_of_every_letter_survive_and_no_name_adds_a_line_to_the_head() -> None:
    draft = Draft("jo@x.example\r\nBcc: all@x.example", "Tŷ\r\nX-Other: 1", "Diolch ŵ “–” £\n")
    message = read(written_draft(draft, at=making.MADE))
    assert message["To"] == "jo@x.example"
    assert message["Subject"] == "Tŷ X-Other: 1"
    assert (message["Bcc"], message["X-Other"]) == (None, None)
    assert text_of(message) == draft.words


def test_a_long_line_and_a_name_with_accents_are_carried_whole(tmp_path: Path) -> None:
    words = "x" * 1200 + "\n.\nFrom here on\n"
    message = read(
        written_draft(
            Draft("", "S", words, "Tŷ Gwyn é.xlsx"), workbook=bytes(range(256)) * 9, at=making.MADE
        )
    )
    assert text_of(message) == words
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "Tŷ Gwyn é.xlsx"
    assert attached.get_content() == bytes(range(256)) * 9


def test_the_same_draft_is_the_same_file() -> None:
    draft = Draft("a@b.example", "Subject", "Words\n", "r.xlsx")
    first = written_draft(draft, workbook=b"PK", at=making.MADE)
    assert written_draft(draft, workbook=b"PK", at=making.MADE) == first


def test_reminders_are_drafts_to_those_who_are_awaited(document: Document, tmp_path: Path) -> None:
    _, found = sent(document, tmp_path / "r")
    paths = returns_out.remind(document, tmp_path / "reminders", chased=found.returns)
    assert [path.name for path in paths] == [
        "return_Business-Employment-Skills-reminder_2026-Q3.eml",
        "return_Children-Young-People-reminder_2026-Q3.eml",
        "return_Housing-reminder_2026-Q3.eml",
    ]
    message = read(paths[2].read_bytes())
    assert message["X-Unsent"] == "1"
    assert "reminder, return of Housing for 2026-Q3, due 30/11/2026" in message["Subject"]
    assert "- 5.1 Bring every rented home" in text_of(message)
    again = returns_out.remind(document, tmp_path / "reminders", chased=found.returns)
    assert not {*again} & {*paths}


def test_nobody_is_reminded_where_all_is_back(document: Document, tmp_path: Path) -> None:
    _, found = sent(document, tmp_path / "r")
    back = [replace(each, state=chasing.ReturnState.BACK) for each in found.returns]
    with pytest.raises(TrackerError, match="nobody is to be reminded"):
        returns_out.remind(document, tmp_path / "reminders", chased=back)
