"""Mail drafts as files that a mail program opens ready to send; nothing is sent from here.

`X-Unsent: 1` is what makes Outlook open such a file as a new message and not as one received.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from marmot_tracker.reports.return_workbook_facts import ReturnFacts
from marmot_tracker.services.wording import counted, day

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be sent by a person: `to` is a mail address or empty."""

    to: str
    subject: str
    words: str
    file_name: str = ""


def covering(facts: ReturnFacts, *, contact: str, file_name: str) -> Draft:
    """The message that a return goes out with."""
    by = f" by {day(facts.respond_by)}" if facts.respond_by else ""
    if facts.is_back:
        many = counted(len(facts.questions), "question")
        subject = f"{facts.title}: {many} about your return for {facts.period}"
        asked = (
            f"Thank you for the return of {facts.sent_to} for {facts.period}. There "
            f"{'is one question' if len(facts.questions) == 1 else f'are {many}'} about it; each "
            f"stands beside its cell in the workbook “{file_name}”. Could you answer{by} and send "
            "the workbook back?"
        )
        return Draft(contact, subject, _letter([asked], facts.sender), file_name)
    subject = f"{facts.title}: return of {facts.sent_to} for {facts.period}{by}"
    many = counted(len(facts.rows), "recommendation")
    asked = (
        f"The workbook “{file_name}” holds the {many} that {facts.sent_to} "
        f"{'answers' if len(facts.rows) == 1 else 'answer'} for. For each, three short cells are "
        "yours: how it is going, one line the steering group can read, and, where it is at risk or "
        "off track, what gets it back on track and by when."
    )
    back = (
        f"Could you fill it in and send it back{by}? The first sheet says how. If there is nothing "
        "to report, a reply that says so is enough."
    )
    return Draft(contact, subject, _letter([asked, back], facts.sender), file_name)


def _letter(paragraphs: list[str], sender: str) -> str:
    return "\n\n".join(["Hello,", *paragraphs, "Thank you,\n" + sender]) + "\n"


def written_draft(draft: Draft, *, workbook: bytes = b"", at: datetime) -> bytes:
    """The draft as an .eml file, with the workbook attached where there is one."""
    message = EmailMessage(policy=SMTP)
    if draft.to:
        message["To"] = _one_line(draft.to)
    message["Subject"] = _one_line(draft.subject)
    message["Date"] = format_datetime(at)
    message["X-Unsent"] = "1"
    message.set_content(draft.words, cte="quoted-printable")
    if workbook:
        main, sub = XLSX
        message.add_attachment(workbook, maintype=main, subtype=sub, filename=draft.file_name)
        # A boundary of chance would make the same draft come out another file every time.
        message.set_boundary(f"marmot-{at:%Y%m%d%H%M%S}-boundary")
    # Folding a long line of the head leaves a blank at the beginning of what is read back; RFC 5322
    # takes lines of up to 998 letters. Other letters than these are cut into short words anyway.
    unfolded = SMTP.clone(max_line_length=998)
    return message.as_bytes(policy=unfolded if _fits_head(message) else SMTP)


def _fits_head(message: EmailMessage) -> bool:
    return all(value.isascii() and len(value) < 900 for value in message.values())


def _one_line(words: str) -> str:
    return " ".join(words.split())
