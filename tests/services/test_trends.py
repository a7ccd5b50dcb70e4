"""The trend reads the ratings alone, and says what the whole record says."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document
from marmot_tracker.services import periods, ratings, register, trends
from marmot_tracker.services.answers import worse
from marmot_tracker.services.period_answers import PeriodAnswers, span_of
from marmot_tracker.vocabulary import Rating
from tests.services.conftest import Sample, brought_together, colleague

OPENS = [date(2026, 9, 1) + timedelta(days=60 * at) for at in range(4)]


def live(document: Document, uids: tuple[str, ...], chance: random.Random, at: datetime) -> None:
    """One step of somebody's work: a rating for any day or period, or an undo."""
    with clock.fixed(at):
        if chance.random() < 0.25 and document.undo_label == "Rate":
            document.undo()
            return
        with document.read() as session:
            known = [period.uid for period in periods.list_(session)]
        with document.edit("Rate") as session:
            ratings.rate(
                session,
                recommendation=chance.choice(uids),
                rating=chance.choice(list(Rating)),
                speaks_for=at.date() - timedelta(days=chance.choice([0, 0, 10, 70])),
                reason="said so",
                period=chance.choice([None, None, *known]),
            )


def rate_apart(document: Document, uid: str, rating: Rating, day: date) -> None:
    with document.edit("Rate apart") as session:
        ratings.rate(session, recommendation=uid, rating=rating, speaks_for=day, reason="said so")


@pytest.mark.parametrize("seed", range(3))
def test_the_trend_counts_what_the_whole_record_says(sample: Sample, seed: int) -> None:
    chance = random.Random(seed)
    with sample.document.edit("Periods") as session:
        for opens in OPENS:
            periods.add(session, name=f"From {opens}", opens=opens, due=None)
    start = datetime(2026, 10, 1, 9, tzinfo=UTC)
    moments = [start + timedelta(days=4 * at) for at in range(32)]
    for at in moments[:14]:
        live(sample.document, sample.uids, chance, at)
    with clock.fixed(moments[14]):
        bob = colleague(sample.document, "Bob Hay")
    for at in moments[15:28]:
        live(chance.choice([sample.document, bob]), sample.uids, chance, at)
    with clock.fixed(moments[28]):  # the answer written first is the worse, and counts
        rate_apart(sample.document, sample.uids[0], Rating.OFF_TRACK, moments[28].date())
        rate_apart(bob, sample.uids[0], Rating.ON_TRACK, moments[28].date())
        brought_together(sample.document, bob)
    for at in moments[29:]:
        live(sample.document, sample.uids[1:], chance, at)
    today = moments[-1].date()
    with (
        clock.fixed(moments[-1]),
        sample.document.snapshot(trail=True) as snapshot,
        snapshot.read() as session,
    ):
        whole, known = PeriodAnswers(session), periods.list_(session)
        found = trends.trend(session, register.rows(session, today=today), today=today)
        for shares in found:
            given = whole.of(span_of(known, shares.period))
            expected = {
                uid: worse(whole.briefs[each].rating for each in answered)
                for uid, answered in given.items()
            }
            assert shares.given == expected
            for rating in Rating:
                counted = [expected.get(uid, Rating.NOT_RATED) for uid in sample.uids]
                assert shares.share(rating).n == counted.count(rating)
    assert found[-1].given[sample.uids[0]] is Rating.OFF_TRACK
    assert len(found) == len([opens for opens in OPENS if opens <= today])
