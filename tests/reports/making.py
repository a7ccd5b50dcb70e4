"""Makes trackers to make packs from, by the program's own verbs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.services import (
    dates,
    decisions,
    evidence,
    extras,
    people,
    periods,
    programme,
    ratings,
    recommendations,
    reports,
)
from marmot_tracker.vocabulary import (
    DecisionCode,
    EvidenceKind,
    NotRatedWhy,
    Rating,
    Sensitivity,
)

AUTHOR = Author("Test Officer", "officer")
LOADED = datetime(2026, 7, 2, 9, 30, tzinfo=UTC)
ANSWERED = datetime(2026, 10, 5, 13, 15, tzinfo=UTC)
MADE = datetime(2026, 10, 14, 13, 5, tzinfo=UTC)
DAY = date(2026, 10, 14)

WORDINGS = (
    ("5.1", "Housing", 5, "Bring every rented home in the town up to a decent standard of warmth."),
    ("5.2", "Housing", 5, "Inspect private rented homes in the most deprived wards every year."),
    ("3.1", "Business, Employment & Skills", 3, "Ask every employer to pay a living wage."),
    ("3.10", "Business, Employment & Skills", 3, "Publish a local good work charter."),
    ("1.1", "Children & Young People", 1, "Widen the early-years offer towards everyone."),
    ("1.2", "Children & Young People", 1, "Help families to claim what they are due."),
    ("8.1", "Net Zero", 8, "Give priority to walking and cycling in every road scheme."),
    ("8.2", "Net Zero", 8, "Retrofit social homes so that they are warm and cheap to heat."),
    ("", "", 6, "Share data on prevention between the council and the health service."),
)


def tracker(path: Path, *, sample: bool = False, name: str = "") -> Document:
    """An open tracker with nine recommendations, answers in one period, and evidence."""
    with clock.fixed(LOADED):
        document = programme.new_tracker(
            path,
            place="Sample place" if sample else "Marmot Town",
            author=AUTHOR,
            name=name,
            sample=sample,
        )
        with document.edit("Load") as session:
            load(session)
    with clock.fixed(ANSWERED), document.edit("Answers") as session:
        answer(session)
    return document


def load(session: Session) -> None:
    """Nine recommendations of one report, their first dates and owners, and a period."""
    report = reports.ensure(session, title="A fairer town")
    principles = {each.number: each.uid for each in people.principles(session)}
    periods.add(session, name="Q2 2026/27", opens=date(2026, 7, 1), due=date(2026, 10, 10))
    extras.ensure_column(session, name="Ward")
    for reference, subgroup, principle, wording in WORDINGS:
        group = people.ensure_subgroup(session, name=subgroup) if subgroup else ""
        recommendations.add(
            session,
            report=report,
            reference=reference,
            wording=wording,
            principle=principles[principle],
            subgroup=group,
            timescale="By 2028" if reference == "5.1" else "",
            lead=people.ensure_owner(session, words=f"{subgroup} lead, Council") if group else None,
            lead_since=date(2026, 7, 1) if group else None,
            due=date(2026, 9, 30) if reference in {"5.1", "5.2", "3.1"} else None,
            ongoing=reference == "1.1",
            next_review=date(2027, 1, 31) if reference == "1.1" else None,
            extra={"Ward": "Dallow"} if reference == "5.1" else None,
        )


def uid_of(session: Session, reference: str) -> str:
    """The recommendation with this reference."""
    from marmot_tracker.services import register

    rows = register.rows(session, today=DAY)
    return next(row.uid for row in rows if row.reference == reference)


def answer(session: Session) -> None:
    """Ratings, a moved date, decisions and evidence of every sensitivity."""
    period = periods.list_(session)[0].uid
    given = (
        ("5.1", Rating.OFF_TRACK, "Two officers left and inspections stopped.", "Agency cover."),
        ("5.2", Rating.AT_RISK, "Inspections are 14 behind plan.", "Clear the backlog first."),
        ("3.1", Rating.ON_TRACK, "", ""),
        ("3.10", Rating.NOT_RATED, "", ""),
        ("1.1", Rating.ON_TRACK, "", ""),
        ("1.2", Rating.AT_RISK, "Advisers are booked until May.", "Two more advisers."),
        ("8.1", Rating.COMPLETE, "Verified by Audit on 30/09/2026.", ""),
    )
    for reference, rating, reason, path in given:
        uid = uid_of(session, reference)
        ratings.rate(
            session,
            recommendation=uid,
            rating=rating,
            speaks_for=date(2026, 9, 30),
            period=period,
            reason=reason,
            path_to_green=path,
            path_to_green_by=date(2027, 2, 28) if path else None,
            not_rated_why=NotRatedWhy.NOT_STARTED if rating is Rating.NOT_RATED else None,
            position_line=f"Position of {reference} in one line, as its owner put it.",
            help_needed="Cover for two inspectors" if rating is Rating.OFF_TRACK else "",
        )
    dates.set_due(
        session,
        recommendation=uid_of(session, "5.2"),
        new_date=date(2027, 3, 31),
        reason="Two officers left.",
        asked_by="Housing standards",
    )
    for reference, code in (
        ("5.1", DecisionCode.ACCEPTED),
        ("5.2", DecisionCode.ACCEPTED_IN_PART),
        ("8.2", DecisionCode.NOT_LOCAL),
    ):
        decisions.decide(
            session, recommendation=uid_of(session, reference), code=code, reason="As agreed."
        )
    attach(session)


def attach(session: Session) -> None:
    """A link, an unchecked note, and a restricted note that must never be printed."""
    evidence.attach(
        session,
        recommendation=uid_of(session, "5.1"),
        title="Inspection figures, September",
        kind=EvidenceKind.LINK,
        link="https://example.org/inspections",
        sensitivity=Sensitivity.ORDINARY,
        speaks_for=date(2026, 9, 30),
        received_from="Housing standards",
        why="Shows how many homes were inspected.",
    )
    evidence.attach(
        session,
        recommendation=uid_of(session, "1.2"),
        title="Waiting times",
        kind=EvidenceKind.NOTE,
        note="UNCHECKED NOTE about somebody",
        sensitivity=Sensitivity.NOT_CHECKED,
    )
    evidence.attach(
        session,
        recommendation=uid_of(session, "1.2"),
        title="SECRET TITLE of a family",
        kind=EvidenceKind.NOTE,
        note="SECRET NOTE",
        sensitivity=Sensitivity.RESTRICTED,
        speaks_for=date(2026, 8, 1),
        received_from="Family hubs",
        why="SECRET WHY",
    )


def at(day: date, hour: int = 12) -> AbstractContextManager[None]:
    """The clock at an hour of a day, for a while."""
    return clock.fixed(datetime(day.year, day.month, day.day, hour, tzinfo=clock.PLACE))
