from __future__ import annotations

from datetime import date, timedelta

import pytest

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import dates, periods, ratings, recommendations, register
from marmot_tracker.services.slips import Slip
from marmot_tracker.services.suggesting import Facts, suggested
from marmot_tracker.vocabulary import DecisionCode, NotRatedWhy, Rating, Stage
from tests.services.conftest import TODAY, Sample, brought_together, colleague

SOON = TODAY + timedelta(days=60)
PAST = TODAY - timedelta(days=14)


@pytest.mark.parametrize(
    ("facts", "rating", "because"),
    [
        (Facts(), Rating.NOT_RATED, "no due date"),
        (Facts(due=Slip(due=SOON, first=SOON)), Rating.ON_TRACK, "60 days away"),
        (Facts(due=Slip(due=TODAY, first=TODAY)), Rating.ON_TRACK, "is today"),
        (Facts(due=Slip(due=PAST, first=PAST)), Rating.OFF_TRACK, "passed 14 days ago"),
        (
            Facts(due=Slip(due=SOON, times_moved=1), agreed=False),
            Rating.AT_RISK,
            "nobody has agreed",
        ),
        (Facts(due=Slip(due=SOON, times_moved=1)), Rating.ON_TRACK, "60 days away"),
        (Facts(due=Slip(ongoing=True)), Rating.NOT_RATED, "no next review"),
        (Facts(due=Slip(ongoing=True, next_review=PAST)), Rating.OFF_TRACK, "next review"),
        (Facts(due=Slip(ongoing=True, next_review=SOON)), Rating.ON_TRACK, "next review"),
        (
            Facts(Stage.CLAIMED_COMPLETE, due=Slip(due=PAST)),
            Rating.ON_TRACK,
            "waits to be verified",
        ),
        (Facts(Stage.VERIFIED_COMPLETE, due=Slip(due=PAST)), Rating.COMPLETE, "verified"),
        (Facts(Stage.ON_HOLD, due=Slip(due=PAST)), Rating.NOT_RATED, "on hold"),
        (Facts(decision=DecisionCode.NOT_LOCAL, due=Slip(due=PAST)), Rating.NOT_RATED, "not being"),
    ],
)
def test_the_suggested_rating_states_its_rule(facts: Facts, rating: Rating, because: str) -> None:
    found = suggested(facts, today=TODAY)
    assert found.rating is rating
    assert because in found.because


def test_a_first_rating_that_is_on_track_asks_for_nothing(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Rate 3.10") as session:
        update = ratings.rate(session, recommendation=uid, rating=Rating.ON_TRACK, speaks_for=TODAY)
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
    assert row is not None
    assert (row.rating, row.rating_uid, row.speaks_for) == (Rating.ON_TRACK, update, TODAY)
    assert (row.stale, row.updated, row.previous_rating) == (False, True, None)


def asked(sample: Sample, rating: Rating, **given: str) -> str:
    with sample.document.read() as session:
        return " ".join(
            ratings.missing(
                session,
                recommendation=sample.uids[0],
                rating=rating,
                reason=given.get("reason", ""),
                path_to_green=given.get("path", ""),
                help_needed=given.get("ask", ""),
                today=TODAY,
            )
        )


def test_what_a_rating_asks_for_is_said_in_sentences(sample: Sample) -> None:
    assert asked(sample, Rating.ON_TRACK) == ""
    assert "path to green" in asked(sample, Rating.AT_RISK)
    assert asked(sample, Rating.AT_RISK, path="a new officer") == ""
    for part in ("needs a reason", "path to green", "steering group"):
        assert part in asked(sample, Rating.OFF_TRACK)
    assert asked(sample, Rating.OFF_TRACK, reason="no staff", path="hire", ask="money") == ""
    assert "who verified it" in asked(sample, Rating.COMPLETE)
    assert asked(sample, Rating.COMPLETE, reason="Audit checked the register") == ""
    assert "which kind" in asked(sample, Rating.NOT_RATED)


def test_a_worse_rating_and_one_unlike_the_suggestion_ask_why(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Rate 3.10") as session:
        ratings.rate(session, recommendation=uid, rating=Rating.ON_TRACK, speaks_for=PAST)
    assert "It was on track for 01/09/2026" in asked(sample, Rating.AT_RISK, path="hire")
    with sample.document.edit("Set due date") as session:
        dates.set_due(session, recommendation=uid, new_date=PAST)
    said = asked(sample, Rating.ON_TRACK)
    assert "suggested rating is off track" in said
    assert "passed 14 days ago" in said


def test_without_a_reason_nothing_is_written_and_with_one_it_stands(sample: Sample) -> None:
    uid = sample.uids[0]
    with (
        pytest.raises(TrackerError, match=r"3\.10 was not rated.*path to green"),
        sample.document.edit("Rate 3.10") as session,
    ):
        ratings.rate(session, recommendation=uid, rating=Rating.OFF_TRACK, speaks_for=TODAY)
    with sample.document.read() as session:
        assert ratings.history_of_ratings(session, recommendation=uid) == []
    with sample.document.edit("Rate 3.10") as session:
        ratings.rate(
            session,
            recommendation=uid,
            rating=Rating.OFF_TRACK,
            speaks_for=TODAY,
            reason="the grant fell through",
        )
    with sample.document.read() as session:
        (fact,) = ratings.history_of_ratings(session, recommendation=uid)
    assert (fact.rating, fact.reason, fact.current) == (
        Rating.OFF_TRACK,
        "the grant fell through",
        True,
    )
    assert fact.suggested is Rating.NOT_RATED
    assert "no due date" in fact.suggested_because


def test_not_rated_says_which_kind(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Rate 3.10") as session:
        ratings.rate(
            session,
            recommendation=uid,
            rating=Rating.NOT_RATED,
            not_rated_why=NotRatedWhy.NO_ANSWER,
            speaks_for=TODAY,
        )
        with pytest.raises(Misuse):
            ratings.rate(
                session,
                recommendation=uid,
                rating=Rating.ON_TRACK,
                not_rated_why=NotRatedWhy.NO_ANSWER,
                speaks_for=TODAY,
            )
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
    assert row is not None
    assert (row.not_rated_why, row.updated) == (NotRatedWhy.NO_ANSWER, False)


def test_a_rating_older_than_its_period_is_stale(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Set up") as session:
        periods.add(session, name="Q1", opens=date(2026, 4, 1), due=date(2026, 7, 15))
        ratings.rate(
            session, recommendation=uid, rating=Rating.ON_TRACK, speaks_for=date(2026, 6, 30)
        )
    with sample.document.read() as session:
        before = register.row(session, uid=uid, today=TODAY)
    with sample.document.edit("Open Q2") as session:
        q2 = periods.add(session, name="Q2", opens=date(2026, 7, 16), due=date(2026, 10, 15))
    with sample.document.read() as session:
        after = register.row(session, uid=uid, today=TODAY)
    assert before is not None
    assert after is not None
    assert (before.stale, after.stale, after.updated) == (False, True, False)
    with sample.document.edit("Rate 3.10") as session:
        ratings.rate(
            session,
            recommendation=uid,
            rating=Rating.ON_TRACK,
            speaks_for=date(2026, 7, 10),
            period=q2,
        )
    with sample.document.read() as session:
        given = register.row(session, uid=uid, today=TODAY)
    assert given is not None
    assert (given.stale, given.updated) == (False, True)


def test_without_periods_a_rating_is_stale_after_a_quarter(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Rate 3.10") as session:
        ratings.rate(session, recommendation=uid, rating=Rating.ON_TRACK, speaks_for=TODAY)
    with sample.document.read() as session:
        fresh = register.row(session, uid=uid, today=TODAY + periods.LASTS)
        old = register.row(session, uid=uid, today=TODAY + periods.LASTS + timedelta(days=1))
    assert fresh is not None
    assert old is not None
    assert (fresh.stale, old.stale) == (False, True)


def test_the_previous_rating_is_that_of_an_earlier_date(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Rate 3.10") as session:
        for rating, days in ((Rating.AT_RISK, 90), (Rating.ON_TRACK, 0), (Rating.ON_TRACK, 0)):
            ratings.rate(
                session,
                recommendation=uid,
                rating=rating,
                path_to_green="hire",
                speaks_for=TODAY - timedelta(days=days),
            )
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
    assert row is not None
    assert (row.rating, row.previous_rating) == (Rating.ON_TRACK, Rating.AT_RISK)


def test_a_rating_for_an_earlier_date_does_not_take_the_place(sample: Sample) -> None:
    uid = sample.uids[0]
    for rating, day in ((Rating.ON_TRACK, TODAY), (Rating.AT_RISK, PAST)):
        with sample.document.edit("Rate 3.10") as session:
            ratings.rate(
                session, recommendation=uid, rating=rating, path_to_green="hire", speaks_for=day
            )
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
        current = [
            f.rating for f in ratings.history_of_ratings(session, recommendation=uid) if f.current
        ]
    assert row is not None
    assert (row.rating, row.previous_rating, row.marks) == (Rating.ON_TRACK, Rating.AT_RISK, ())
    assert current == [Rating.ON_TRACK]


def test_of_two_answers_the_worse_counts_until_somebody_settles_it(sample: Sample) -> None:
    uid = sample.uids[0]
    other = colleague(sample.document, "Bob")
    with sample.document.edit("Rate 3.10") as session:
        ratings.rate(
            session,
            recommendation=uid,
            rating=Rating.AT_RISK,
            path_to_green="hire",
            speaks_for=TODAY,
        )
    with other.edit("Rate 3.10") as session:
        good = ratings.rate(session, recommendation=uid, rating=Rating.ON_TRACK, speaks_for=TODAY)
    brought_together(sample.document, other)
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
    assert row is not None
    assert (row.rating, row.path_to_green, row.marks) == (Rating.AT_RISK, "hire", ("rating",))
    assert row.other_answers == {"rating": ("on_track",)}
    with sample.document.edit("Settle") as session:
        recommendations.settle(session, uid=uid, field="rating", answer=good)
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
    assert row is not None
    assert (row.rating, row.marks, row.other_answers) == (Rating.ON_TRACK, (), {})
    with (
        pytest.raises(TrackerError, match="no two answers"),
        sample.document.edit("Settle") as session,
    ):
        recommendations.settle(session, uid=uid, field="rating", answer=good)


def rated(sample: Sample, rating: Rating, speaks_for: date) -> str:
    with sample.document.edit("Rate") as session:
        return ratings.rate(
            session,
            recommendation=sample.uids[0],
            rating=rating,
            speaks_for=speaks_for,
            reason="as the subgroup sees it",
        )


def holds(sample: Sample, update: str) -> bool:
    with sample.document.read() as session:
        return ratings.holds_place(session, recommendation=sample.uids[0], update=update)


def test_an_update_for_an_earlier_date_is_made_current_by_an_edit(sample: Sample) -> None:
    far, near = rated(sample, Rating.OFF_TRACK, SOON), rated(sample, Rating.ON_TRACK, TODAY)
    assert (holds(sample, far), holds(sample, near)) == (True, False)
    with sample.document.edit("Make it current") as session:
        ratings.make_current(session, recommendation=sample.uids[0], update=near)
    assert (holds(sample, far), holds(sample, near)) == (False, True)
    with sample.document.read() as session:
        row = register.row(session, uid=sample.uids[0], today=TODAY)
        given = ratings.history_of_ratings(session, recommendation=sample.uids[0])
    assert row is not None
    assert (row.rating, row.speaks_for, row.marks) == (Rating.ON_TRACK, TODAY, ())
    assert [fact.current for fact in given] == [True, False]
    sample.document.undo()
    assert (holds(sample, far), holds(sample, near)) == (True, False)
    assert sample.document.check() == []


def test_only_a_rating_of_its_own_can_be_made_current(sample: Sample) -> None:
    update = rated(sample, Rating.ON_TRACK, TODAY)
    with (
        pytest.raises(TrackerError, match="not one of"),
        sample.document.edit("Make it current") as session,
    ):
        ratings.make_current(session, recommendation=sample.uids[1], update=update)


def test_two_answers_both_hold_the_place_until_one_is_made_current(sample: Sample) -> None:
    other = colleague(sample.document, "Bob")
    theirs = Sample(other, sample.report, sample.uids)
    ours, green = rated(sample, Rating.OFF_TRACK, TODAY), rated(theirs, Rating.ON_TRACK, TODAY)
    brought_together(sample.document, other)
    assert holds(sample, ours)
    assert holds(sample, green)
    with sample.document.edit("Make it current") as session:
        ratings.make_current(session, recommendation=sample.uids[0], update=ours)
    assert (holds(sample, ours), holds(sample, green)) == (True, False)
