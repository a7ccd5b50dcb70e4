"""Returns of a small tracker, sent and come back, without a workbook on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.exchange.returns import answers_for, receive
from marmot_tracker.services import asking_whom, periods, ratings, sending
from marmot_tracker.services.finding import the_one
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import Rating, Via

OFFICER = Author("Sam Hill")
PERIOD = "Autumn review"
Answers = Mapping[tuple[str, FormField], str]
"""Texts by the reference of a recommendation and what they answer."""


def send(path: Path, *, respond_by: date | None = None, period: str = PERIOD) -> dict[str, str]:
    """Send a return to everybody proposed; the uid of each by whom it was sent to."""
    today = clock.today()
    due = respond_by or today + timedelta(days=10)
    with Document.open(path, author=OFFICER) as document:
        with document.edit("Begin the review") as session:
            uid = periods.add(session, name=period, opens=min(today, due), due=due)
        with document.edit("Send returns") as session:
            plans = sending.plan(
                session,
                period=uid,
                whom=asking_whom.read(session, period=uid, today=today).proposed,
                respond_by=max(due, today),
                today=today,
                tips=(),
                check_code="",
            )
            sending.record(session, plans)
    return {plan.whom.name: plan.uid for plan in plans}


def come_back(
    path: Path, of: str, answers: Answers, *, by: str = "Housing standards", words: str = ""
) -> None:
    """Let somebody answer a return (its uid) in a message."""
    with Document.open(path, author=OFFICER) as document:
        with document.read() as session:
            told = {
                (the_one(session, reference), field): text
                for (reference, field), text in answers.items()
            }
        receive(
            document,
            [answers_for(of, told, via=Via.RETURN, words=words, returned_by=by)],
            today=clock.today(),
        )


def rate_meanwhile(
    path: Path, reference: str, rating: Rating, reason: str, path_to_green: str = ""
) -> None:
    """Let somebody else rate a recommendation."""
    with (
        Document.open(path, author=Author("Jo Bell")) as document,
        document.edit("Rate", reason=reason) as session,
    ):
        ratings.rate(
            session,
            recommendation=the_one(session, reference),
            rating=rating,
            speaks_for=clock.today(),
            reason=reason,
            path_to_green=path_to_green,
        )
