"""A return as a form: what was sent to whom, and every recommendation it asks about.

For answers that come by another way than the workbook: a message, a call, a sheet of one's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import sending
from marmot_tracker.services.columns import columns_of, day_of
from marmot_tracker.services.marks import shown
from marmot_tracker.services.return_form import ALWAYS, FormField, SentField

ALWAYS_ASKED = tuple(column.field for column in ALWAYS if isinstance(column.field, FormField))


@dataclass(frozen=True, slots=True)
class ReturnSent:
    """A return that was sent: to whom, for which period (its name), when, and by when it is asked.

    `nil` says that there was nothing to report.
    """

    uid: str
    sent_to: str
    period: str
    sent_on: date | None
    respond_by: date | None
    contact: str = ""
    nil: bool = False

    @property
    def words(self) -> str:
        """`Housing, Autumn review`."""
        return ", ".join(part for part in (self.sent_to, self.period) if part)


@dataclass(frozen=True, slots=True)
class FormRow:
    """A recommendation of a return, with what was told of it when it was sent."""

    uid: str
    reference: str
    title: str
    wording: str
    last_rating: str
    last_position: str


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """A return with its rows, in the order sent, and the fields it asked for."""

    of: ReturnSent
    rows: tuple[FormRow, ...]
    fields: tuple[FormField, ...]


def returns(session: Session) -> list[ReturnSent]:
    """Every return that was sent, the newest first."""
    listed = columns_of(session, "reporting_period", ("uid", "name", "marks"))
    periods = {uid: shown(name, "name", marks) for uid, name, marks in listed}
    names = ("uid", "sent_to", "period", "sent_on", "respond_by", "contact", "nil", "marks")
    found = [
        ReturnSent(
            uid,
            shown(sent_to, "sent_to", marks),
            periods.get(period or "", ""),
            day_of(sent_on),
            day_of(respond_by),
            shown(contact, "contact", marks),
            bool(nil),
        )
        for uid, sent_to, period, sent_on, respond_by, contact, nil, marks in columns_of(
            session, "return", names
        )
    ]
    found.sort(key=lambda each: (each.sent_to.casefold(), each.uid))
    return sorted(found, key=lambda each: each.sent_on or date.min, reverse=True)


def form(session: Session, *, uid: str) -> AnswerForm:
    """A return as a form. Raises `TrackerError` where it is not in the tracker any more."""
    of = next((each for each in returns(session) if each.uid == uid), None)
    if of is None:
        raise TrackerError("That return is not in this tracker any more.")
    rows = tuple(
        FormRow(
            row.recommendation,
            row.texts.get(SentField.REFERENCE, ""),
            row.title,
            row.texts.get(SentField.WORDING, ""),
            row.texts.get(SentField.LAST_RATING, ""),
            row.texts.get(SentField.LAST_POSITION, ""),
        )
        for row in sending.rows_of(session, uid)
    )
    listed = columns_of(session, "return", ("asked",), where="uid = ?", values=(uid,))
    return AnswerForm(
        of, rows, (*ALWAYS_ASKED, *sending.asked_of((listed[0][0] if listed else "") or ""))
    )
