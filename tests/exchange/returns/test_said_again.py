"""An answer that says what stands already is an answer all the same, and no second one."""

from __future__ import annotations

from datetime import date

import pytest

from marmot_tracker.services import answers, chasing, ratings
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import Rating
from tests.exchange.returns.making import BACK_ON, Sent, sent_from
from tests.services.conftest import on

HOW, LINE = FormField.HOW_IT_GOES, FormField.ONE_LINE
RATED_ON = date(2026, 9, 20)
MEANWHILE = date(2026, 10, 1)


def rate(sent: Sent, at: int, rating: Rating, day: date, line: str = "") -> None:
    """Somebody rates for the period of the return."""
    with on(day), sent.document.edit("Rate") as session:
        ratings.rate(
            session,
            recommendation=sent.uids[at],
            rating=rating,
            speaks_for=day,
            period=sent.period,
            reason="Said in a meeting",
            position_line=line,
        )


@pytest.fixture
def rated(sent: Sent) -> Sent:
    """A return sent after two recommendations were rated for its own period."""
    rate(sent, 0, Rating.AT_RISK, RATED_ON)
    rate(sent, 1, Rating.ON_TRACK, RATED_ON)
    return sent_from(sent.document, sent.folder, sent.uids, sent.period, day=RATED_ON, into="again")


def test_the_rating_as_it_stands_is_an_answer(rated: Sent) -> None:
    got = rated.back(
        {
            (rated.uids[0], HOW): "At risk",
            (rated.uids[1], HOW): "On track",
            (rated.uids[1], LINE): "All is well",
        }
    )
    assert [(line.field, line.state, line.words) for line in got.lines] == [
        (HOW, LineState.CLEAN, "Said again: “At risk”."),
        (HOW, LineState.CLEAN, "Said again: “On track”."),
        (LINE, LineState.CLEAN, ""),
    ]
    with rated.document.read() as session:
        found = chasing.read(session, today=BACK_ON).standing
    left = {each.recommendation for each in found[0].unanswered}
    assert left == {rated.uids[2], rated.uids[3]}
    rated.decide(got.lines)
    first, second = rated.rating(0), rated.rating(1)
    assert (first.rating, first.speaks_for, first.reason) == (
        Rating.AT_RISK,
        BACK_ON,
        "Said in a meeting",
    )
    assert (second.rating, second.speaks_for) == (Rating.ON_TRACK, BACK_ON)
    assert second.position_line == "All is well"


def test_said_again_is_told_once(rated: Sent) -> None:
    path = rated.filled({(rated.uids[0], HOW): "At risk"})
    assert len(rated.receive(path).lines) == 1
    assert rated.receive(path).lines == ()
    rated.decide(rated.waiting())
    assert rated.receive(path).lines == ()
    assert rated.receive(rated.workbook).lines == ()


def test_who_said_the_same_meanwhile_makes_no_second_answer(sent: Sent) -> None:
    """On track was sent and came back; meanwhile somebody said so too."""
    rate(sent, 1, Rating.ON_TRACK, MEANWHILE, "All  is well")
    rate(sent, 0, Rating.ON_TRACK, MEANWHILE, "Done soon")
    got = sent.back(
        {
            (sent.uids[0], HOW): "Same as last time",
            (sent.uids[1], HOW): "On track",
            (sent.uids[1], LINE): "All is WELL",
        }
    )
    assert [line.state for line in got.lines] == [
        LineState.TWO_ANSWERS,  # at risk was sent
        LineState.CLEAN,
        LineState.TWO_ANSWERS,  # capitals are not blanks
    ]
    assert "The same was said since it was sent: Ann Lee on 01/10/2026." in got.lines[1].words
    sent.decide(got.lines[1:2])
    assert len(sent.ratings(1)) == 2
    assert sent.rating(1).position_line == "All  is well"
    assert sent.waiting() == [got.lines[0], got.lines[2]]
    with sent.document.read() as session:
        assert len(answers.of_field(session, uid=sent.uids[1], field="rating")) <= 1


def test_a_line_that_waits_is_no_second_answer_once_somebody_says_the_same(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track", (sent.uids[0], LINE): "Nobody is left"})
    rate(sent, 0, Rating.OFF_TRACK, date(2026, 10, 13), "Nobody  is left")
    lines = sent.waiting()
    assert [line.state for line in lines] == [LineState.CLEAN] * 2
    assert sent.decide(lines).accepted == 2
    assert sent.waiting() == []
    with sent.document.read() as session:
        assert len(answers.of_field(session, uid=sent.uids[0], field="rating")) <= 1
    assert sent.rating(0).position_line == "Nobody  is left"


def test_two_people_who_say_the_same_in_other_words_agree(sent: Sent) -> None:
    sent.back(
        {(sent.uids[0], HOW): "At risk", (sent.uids[0], LINE): "Two officers left again"},
        by="Jo Bell",
    )
    sent.back(
        {
            (sent.uids[0], HOW): "Same as last time",
            (sent.uids[0], LINE): "Two officers\nleft again",
        },
        "other.xlsx",
        by="Sam Hill",
    )
    lines = sent.waiting()
    assert {line.state for line in lines} == {LineState.CLEAN}
    assert {line.others for line in lines} == {0}
