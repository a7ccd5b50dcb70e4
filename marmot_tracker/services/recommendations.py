"""Recommendations: added, found, changed field by field from words, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker import clock
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import (
    Assignment,
    DateRevision,
    ExtraValue,
    Recommendation,
    Thing,
    uid_of,
)
from marmot_tracker.services.dates import subject_of
from marmot_tracker.services.finding import Candidate, find, the_one
from marmot_tracker.services.people import OwnerRef, end_other_leads
from marmot_tracker.services.setting import SETTABLE, set_fields
from marmot_tracker.trail.recording import withdraw as withdraw_thing
from marmot_tracker.vocabulary import RevisionKind, Role, Stage

__all__ = [
    "SETTABLE",
    "Candidate",
    "add",
    "find",
    "set_fields",
    "settle",
    "the_one",
    "withdraw",
]


def add(
    session: Session,
    *,
    report: str,
    reference: str = "",
    wording: str = "",
    short_title: str = "",
    plain_position: str = "",
    theme: str = "",
    timescale: str = "",
    section: str = "",
    page: str = "",
    source: str = "",
    principle: str = "",
    subgroup: str = "",
    stage: Stage = Stage.LOGGED,
    order: int | None = None,
    lead: OwnerRef | None = None,
    lead_since: date | None = None,
    due: date | None = None,
    ongoing: bool = False,
    next_review: date | None = None,
    extra: Mapping[str, str] | None = None,
) -> str:
    """Add a recommendation to a report; returns its uid.

    `principle` and `subgroup` are uids; `lead` owns it from `lead_since`; `due`, or `ongoing`
    with its `next_review`, becomes its first date; `extra` maps the uid of a column to what
    `extras.stored_value` made. With `order` given nothing is read, so a list of 10,000 goes in
    fast.
    """
    if not wording.strip() and not short_title.strip():
        raise TrackerError("A recommendation needs a text or a title.")
    if due is not None and ongoing:
        raise Misuse("Give either a due date or “ongoing”.")
    subject = Recommendation(
        report=report,
        reference=reference or None,
        order=next_order(session, report=report) if order is None else order,
        section=section or None,
        page=page or None,
        wording=wording or None,
        short_title=short_title or None,
        plain_position=plain_position or None,
        theme=theme or None,
        timescale=timescale or None,
        source=source or None,
        principle=principle or None,
        subgroup=subgroup or None,
        stage=stage.value,
    )
    things: list[Thing] = [subject]
    if lead is not None:
        things.append(_lead(subject, lead, lead_since))
    if due is not None or ongoing:
        things.append(_first_date(subject, due, ongoing, next_review))
    things += _own_columns(subject, extra or {})
    session.add_all(things)
    return subject.uid


def next_order(session: Session, *, report: str) -> int:
    """The place after the last recommendation of a report."""
    query = select(func.max(Recommendation.order)).where(Recommendation.report == report)
    return (session.scalar(query) or 0) + 1


def withdraw(session: Session, *, uid: str) -> int:
    """Take a recommendation out of view with all that hangs on it; returns how many things.

    Nothing is deleted: history keeps it, and it can be put back.
    """
    return len(withdraw_thing(session, subject_of(session, uid)))


def settle(session: Session, *, uid: str, field: str, answer: str) -> None:
    """Choose one of two answers of a field; `answer` is its value, for a place a thing's uid."""
    subject = subject_of(session, uid)
    if field not in (subject.marks or "").split():
        raise TrackerError("There are no two answers to choose from here.")
    if field == "lead":
        end_other_leads(session, recommendation=uid, kept=answer, on=clock.today())
    setattr(subject, field, answer or None)
    flag_modified(subject, field)


def _own_columns(subject: Recommendation, extra: Mapping[str, str]) -> list[ExtraValue]:
    return [
        ExtraValue(
            uid=uid_of("extra_value", column, subject.uid),
            column=column,
            recommendation=subject.uid,
            value=value or None,
        )
        for column, value in extra.items()
    ]


def _lead(subject: Recommendation, owner: OwnerRef, since: date | None) -> Assignment:
    made = Assignment(
        recommendation=subject.uid,
        post=owner.post or None,
        organisation=owner.organisation or None,
        role=Role.ACCOUNTABLE.value,
        since=since,
    )
    subject.lead = made.uid
    return made


def _first_date(
    subject: Recommendation, due: date | None, ongoing: bool, next_review: date | None
) -> DateRevision:
    made = DateRevision(
        recommendation=subject.uid,
        new_date=due,
        ongoing=ongoing or None,
        next_review=next_review if ongoing else None,
        kind=RevisionKind.FIRST.value,
    )
    subject.due = made.uid
    return made
