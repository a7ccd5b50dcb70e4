"""Ratings for many at once ask for the very things that each would ask for alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marmot_tracker.services import bulk, bulk_words, dates, decisions, ratings
from marmot_tracker.services.bulk import Verdict, Wish
from marmot_tracker.vocabulary import DecisionCode, NotRatedWhy, Rating, RevisionKind
from tests.services.conftest import TODAY, Sample, brought_together, colleague, on


def rate(sample: Sample, which: int, rating: Rating, days_ago: int) -> None:
    with sample.document.edit("Rate") as session:
        ratings.rate(
            session,
            recommendation=sample.uids[which],
            rating=rating,
            speaks_for=TODAY - timedelta(days=days_ago),
            reason="said so",
        )


def lived_in(sample: Sample) -> None:
    """One rated often and late, one with two due dates from two people, one decided otherwise."""
    rate(sample, 0, Rating.ON_TRACK, 90)
    rate(sample, 0, Rating.AT_RISK, 10)
    rate(sample, 0, Rating.OFF_TRACK, 40)
    rate(sample, 0, Rating.COMPLETE, -20)
    rate(sample, 1, Rating.ON_TRACK, 0)
    with sample.document.edit("Date") as session:
        dates.set_due(session, recommendation=sample.uids[1], new_date=date(2026, 12, 1))
    bob = colleague(sample.document, "Bob Hay")
    for document, day in ((sample.document, date(2027, 3, 1)), (bob, date(2026, 6, 1))):
        with document.edit("Move") as session:
            dates.set_due(
                session,
                recommendation=sample.uids[1],
                new_date=day,
                kind=RevisionKind.MOVED,
                reason="two officers left",
            )
    brought_together(sample.document, bob)
    with sample.document.edit("Decide") as session:
        decisions.decide(
            session,
            recommendation=sample.uids[2],
            code=DecisionCode.NOT_ACCEPTED,
            reason="not ours",
            decided_on=TODAY,
        )


@pytest.mark.parametrize("code", [*Rating, *NotRatedWhy])
def test_what_is_asked_of_many_is_what_is_asked_of_each(
    sample: Sample, code: Rating | NotRatedWhy
) -> None:
    with on(TODAY):
        lived_in(sample)
        with sample.document.read() as session:
            words = bulk_words.known(session).words
            rating, why = bulk_words.rating_of(code.value)
            said = words.not_rated_why(why) if why else words.rating(rating).word
            wishes = [Wish(uid, "rating", said) for uid in sample.uids]
            plan = bulk.plan(session, wishes=wishes, today=TODAY)
            alone = [
                " ".join(
                    ratings.missing(
                        session,
                        recommendation=uid,
                        rating=rating,
                        reason="",
                        path_to_green="",
                        today=TODAY,
                        not_rated_why=why,
                    )
                )
                for uid in sample.uids
            ]
    asked = [line for line in plan.lines if line.verdict is not Verdict.SAME]
    assert asked
    for line in asked:
        expected = alone[sample.uids.index(line.uid)]
        assert line.why == expected
        assert (line.verdict is Verdict.ASKS) == bool(expected)


def test_ratings_with_a_reason_ask_for_nothing(sample: Sample) -> None:
    with sample.document.read() as session:
        wishes = [Wish(uid, "rating", "R") for uid in sample.uids]
        plan = bulk.plan(session, wishes=wishes, today=TODAY, reason="Two posts are vacant")
    assert {(line.verdict, line.why) for line in plan.lines} == {(Verdict.CHANGES, "")}
