"""Putting back where people answered apart: the other answer stands, and no place is emptied."""

from __future__ import annotations

from datetime import timedelta

from marmot_tracker.services import putting_back, ratings, recommendations
from marmot_tracker.services.putting_back import Way
from marmot_tracker.vocabulary import Rating
from tests.services.conftest import TODAY, Sample, brought_together, colleague, on
from tests.services.test_putting_back import LATER, newest_change, planned, put, row, set_title


def apart(sample: Sample, ann: Rating, bob: Rating, *, by: str = "Jo Hay") -> str:
    """Two rate the same recommendation without sight of each other; Ann's step is returned."""
    document, uid = sample.document, sample.uids[0]
    other = colleague(document, by)
    for each, rating, hour in ((document, ann, 0), (other, bob, 1)):
        with on(TODAY + timedelta(days=hour)), each.edit("Rate") as session:
            ratings.rate(
                session, recommendation=uid, rating=rating, speaks_for=TODAY, reason="as seen"
            )
    change = newest_change(document)
    brought_together(document, other)
    return change


def test_one_of_two_answers_put_back_lets_the_other_stand(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    mine = apart(sample, Rating.ON_TRACK, Rating.AT_RISK)
    plan = planned(document, mine)
    assert [(line.words, line.since) for line in plan.lines] == [
        ("Rating of 3.10: of two answers, At risk (A) by Jo Hay on 16/09/2026 stands", "")
    ]
    assert putting_back.names_of(plan.lines) == "Rating of 3.10"
    put(document, mine)
    found = row(document, uid)
    assert (found.rating, found.marks) == (Rating.AT_RISK, ())
    with on(LATER):
        document.undo()
    assert row(document, uid).marks == ("rating",)


def test_one_of_two_answers_stands_again(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    mine = apart(sample, Rating.ON_TRACK, Rating.AT_RISK)
    plan = planned(document, mine, Way.AGAIN)
    assert [(line.words, line.since) for line in plan.lines] == [
        ("Rating of 3.10: of two answers, On track (G) by Ann Lee on 15/09/2026 stands", "")
    ]
    put(document, mine, Way.AGAIN)
    assert (row(document, uid).rating, row(document, uid).marks) == (Rating.ON_TRACK, ())


def test_what_came_before_two_answers_is_not_emptied(sample: Sample) -> None:
    """A title set twice by Ann while Jo set another: Ann's first step offers nothing."""
    document, uid = sample.document, sample.uids[0]
    other = colleague(document, "Jo Hay")
    first = set_title(document, uid, "Fair pay")
    second = set_title(document, uid, "Better pay")
    with on(TODAY + timedelta(days=1)), other.edit("Title") as session:
        recommendations.set_fields(session, uid=uid, values={"title": "Pay"}, today=TODAY)
    brought_together(document, other)
    plan = planned(document, first)
    assert plan.lines == ()
    assert plan.cannot == (
        "Short title of 3.10: people answered apart; settle it under Two answers.",
    )
    assert [line.words for line in planned(document, second).lines] == [
        "Short title of 3.10: of two answers, Pay by Jo Hay on 16/09/2026 stands"
    ]
