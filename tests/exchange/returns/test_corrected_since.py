"""Who sent an answer corrects it later: told as a remark, never clean, and no second answer."""

from __future__ import annotations

from datetime import date

import pytest

from marmot_tracker.exchange.returns import answers_for, receive
from marmot_tracker.model import Recommendation
from marmot_tracker.services import answers, dates, ratings
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import Rating, Via
from tests.exchange.returns.making import BACK_ON, Sent, clean, sent_from
from tests.services.conftest import on

HOW, LINE, PATH = FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.PATH_TO_GREEN
LATER = date(2026, 10, 20)


def _answers(sent: Sent, name: str) -> int:
    with sent.document.read() as session:
        return len(answers.of_field(session, uid=sent.uids[0], field=name))


def test_the_same_senders_other_answer_corrects_the_first(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track", (sent.uids[0], LINE): "Nobody is left"})
    sent.decide(sent.waiting())
    corrected = {(sent.uids[0], HOW): "On track", (sent.uids[0], LINE): "All came back"}
    got = sent.back(corrected, "second.xlsx", day=LATER)
    assert [(line.state, line.words) for line in got.lines] == [
        (
            LineState.NOTE,
            "Housing standards said “Off track” before, and that was accepted; "
            "accepting this corrects it.",
        ),
        (
            LineState.NOTE,
            "Housing standards said “Nobody is left” before, and that was accepted; "
            "accepting this corrects it.",
        ),
    ]
    assert clean(sent.waiting()) == []
    sent.decide(sent.waiting(), day=LATER)
    assert _answers(sent, "rating") == 0
    now = sent.rating(0)
    assert (now.rating, now.position_line) == (Rating.ON_TRACK, "All came back")


def test_a_date_corrected_is_one_date(sent: Sent) -> None:
    for day, name in ((date(2027, 3, 31), "one.xlsx"), (date(2027, 6, 30), "two.xlsx")):
        cells = {(sent.uids[0], FormField.FORECAST): day}
        sent.decide(sent.back(cells | {(sent.uids[0], HOW): "At risk"}, name).lines)
    assert _answers(sent, "due") == 0
    with sent.document.read() as session:
        assert dates.slips(session, recommendation=sent.uids[0]).current == date(2027, 6, 30)


def test_a_wording_corrected_twice_is_one_wording(sent: Sent) -> None:
    for words in ("License every landlord", "Licence each landlord"):
        said = answers_for(sent.uid, {(sent.uids[0], FormField.WORDING): words}, via=Via.TELEPHONE)
        with on(BACK_ON):
            (one,) = receive(sent.document, [said], today=BACK_ON).each
        assert [line.state for line in one.lines] == [LineState.NOTE]
        sent.decide(one.lines)
    assert _answers(sent, "wording") == 0
    with sent.document.read() as session:
        subject = session.get(Recommendation, sent.uids[0])
        assert subject is not None
        assert subject.wording == "Licence each landlord"


def test_who_rated_in_between_leaves_two_answers(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track"})
    sent.decide(sent.waiting())
    with on(LATER), sent.document.edit("Rate") as session:
        ratings.rate(
            session,
            recommendation=sent.uids[0],
            rating=Rating.AT_RISK,
            speaks_for=LATER,
            reason="Cover came",
        )
    (line,) = sent.back({(sent.uids[0], HOW): "On track"}, "second.xlsx", day=LATER).lines
    assert line.state is LineState.TWO_ANSWERS


def test_what_somebody_else_said_still_speaks_against_it(sent: Sent) -> None:
    for how, by, name in (("Off track", "Sam Hill", "a.xlsx"), ("At risk", "Jo Bell", "b.xlsx")):
        sent.decide(sent.back({(sent.uids[0], HOW): how}, name, by=by).lines)
    (line,) = sent.back({(sent.uids[0], HOW): "On track"}, "c.xlsx", by="Jo Bell").lines
    assert line.state is LineState.TWO_ANSWERS
    assert line.words == "This return said “Off track” before, and that was accepted."


@pytest.mark.parametrize(("rating", "state"), [("B", LineState.NOTE), ("A", LineState.CLEAN)])
def test_same_as_last_time_says_that_a_verified_rating_keeps_its_date(
    sent: Sent, rating: str, state: LineState
) -> None:
    with on(BACK_ON), sent.document.edit("Rate") as session:
        ratings.rate(
            session,
            recommendation=sent.uids[0],
            rating=Rating.COMPLETE if rating == "B" else Rating.AT_RISK,
            speaks_for=date(2026, 8, 1),
            reason="Ann Lee saw the register",
        )
    later = sent_from(sent.document, sent.folder, sent.uids, sent.period, day=BACK_ON, into="two")
    (line,) = later.back({(sent.uids[0], HOW): "Same as last time"}, "two.xlsx").lines
    assert line.state is state
    told = "it was verified, and is not dated anew: it stays as of 01/08/2026." in line.words
    assert told is (rating == "B")
