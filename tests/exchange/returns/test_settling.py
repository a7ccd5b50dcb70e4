"""From a returned workbook through the inbox to the record, and back by one undo."""

from __future__ import annotations

from datetime import date

import pytest

from marmot_tracker.exchange.returns import LineVerdict, settle
from marmot_tracker.progress import Cancelled, Progress
from marmot_tracker.services import answers, inbox, ratings
from marmot_tracker.services.inbox import LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import Rating, ReturnVerdict
from tests.exchange.returns.making import BACK_ON, HEADING, Sent, clean
from tests.services.conftest import on

HOW, LINE, PATH = FormField.HOW_IT_GOES, FormField.ONE_LINE, FormField.PATH_TO_GREEN


def test_an_untouched_workbook_proposes_nothing(sent: Sent) -> None:
    got = sent.receive(sent.workbook)
    assert got.lines == ()
    assert got.faults == ()
    assert sent.back({}).lines == ()
    assert sent.waiting() == []


def test_answers_wait_and_then_become_one_update(sent: Sent) -> None:
    got = sent.back(
        {
            (sent.uids[0], HOW): "R Off track",
            (sent.uids[0], LINE): "The last inspector left",
            (sent.uids[0], PATH): "Two inspectors start on 1 March 2027",
            (sent.uids[1], HOW): "Same as last time",
        }
    )
    assert [line.state for line in got.lines] == [LineState.CLEAN] * 4
    before = sent.rating(0)
    assert before.rating is Rating.AT_RISK  # nothing has changed yet
    lines = sent.waiting()
    assert [(line.reference, line.field) for line in lines] == [
        ("5.4", HOW),
        ("5.4", LINE),
        ("5.4", PATH),
        ("5.5", HOW),
    ]
    assert (lines[0].sent, lines[0].returned, lines[0].current) == (
        "At risk",
        "Off track",
        "At risk",
    )
    done = sent.decide(clean(lines))
    assert (done.accepted, done.not_taken) == (4, ())
    now = sent.rating(0)
    assert (now.rating, now.speaks_for, now.period) == (Rating.OFF_TRACK, BACK_ON, sent.period)
    assert now.reason == now.position_line == "The last inspector left"
    assert now.path_to_green_by == date(2027, 3, 1)
    assert now.done == "A register was made"  # blank is not answered, and clears nothing
    again = sent.rating(1)
    assert (again.rating, again.speaks_for) == (Rating.ON_TRACK, BACK_ON)
    assert sent.waiting() == []


def test_one_undo_takes_back_answer_and_verdict(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track", (sent.uids[0], LINE): "Nobody is left"})
    sent.decide(sent.waiting())
    sent.undo()
    found = sent.rating(0)
    assert found.rating is Rating.AT_RISK
    assert [line.state for line in sent.waiting()] == [LineState.CLEAN] * 2
    sent.decide(sent.waiting())
    found = sent.rating(0)
    assert found.rating is Rating.OFF_TRACK
    assert sent.document.check() == []


def test_a_row_can_be_accepted_a_cell_at_a_time(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track", (sent.uids[0], LINE): "Nobody is left"})
    for line in sent.waiting():
        sent.decide([line])
        assert all(each.state is LineState.CLEAN for each in sent.waiting())
    found = sent.rating(0)
    assert (found.rating, found.position_line) == (Rating.OFF_TRACK, "Nobody is left")
    assert len(sent.ratings(0)) == 2


def test_the_same_file_twice_proposes_nothing(sent: Sent) -> None:
    path = sent.filled({(sent.uids[0], HOW): "Off track"})
    assert len(sent.receive(path).lines) == 1
    assert sent.receive(path).lines == ()
    sent.decide(sent.waiting())
    assert sent.receive(path).lines == ()
    assert sent.waiting() == []


def test_who_rated_since_makes_two_answers_and_is_never_overwritten(sent: Sent) -> None:
    with on(date(2026, 10, 1)), sent.document.edit("Rate") as session:
        ratings.rate(
            session,
            recommendation=sent.uids[0],
            rating=Rating.ON_TRACK,
            speaks_for=date(2026, 10, 1),
            reason="Inspectors were found",
        )
    sent.back({(sent.uids[0], HOW): "Off track", (sent.uids[1], HOW): "At risk"})
    lines = sent.waiting()
    assert [line.state for line in lines] == [LineState.TWO_ANSWERS, LineState.CLEAN]
    assert "Ann Lee on 01/10/2026" in lines[0].words
    sent.decide(clean(lines))
    found = sent.rating(0)
    assert found.rating is Rating.ON_TRACK
    sent.decide(sent.waiting())
    with sent.document.read() as session:
        assert len(answers.of_field(session, uid=sent.uids[0], field="rating")) == 2


def test_what_is_left_out_is_kept_with_its_reason(sent: Sent) -> None:
    sent.back({(sent.uids[0], HOW): "Off track"})
    sent.decide(sent.waiting(), ReturnVerdict.LEFT_OUT, reason="They meant 5.5")
    with sent.document.read() as session:
        (line,) = inbox.decided(session, for_return=sent.uid)
    assert (line.verdict, line.reason) == (ReturnVerdict.LEFT_OUT, "They meant 5.5")
    assert line.decided == "Left out by Ann Lee on 12/10/2026"
    assert HEADING[HOW] == line.field_words


def test_progress_is_told_inside_a_workbook_and_stopping_keeps_nothing_of_it(sent: Sent) -> None:
    got = sent.back({(uid, HOW): "Off track" for uid in sent.uids})
    verdicts = [LineVerdict(line.uid, ReturnVerdict.ACCEPTED) for line in got.lines]
    told: list[tuple[int, int]] = []

    def stop_at_the_third(done: int, total: int, _words: str) -> None:
        told.append((done, total))
        if done == 2:
            progress.cancel()

    progress = Progress(stop_at_the_third)
    with on(BACK_ON), pytest.raises(Cancelled):
        settle(sent.document, verdicts, today=BACK_ON, progress=progress)
    assert told == [(0, 4), (1, 4), (2, 4)]
    assert len(sent.waiting()) == 4
    assert sent.rating(0).rating is Rating.AT_RISK
    with on(BACK_ON):
        assert settle(sent.document, verdicts, today=BACK_ON).accepted == 4
