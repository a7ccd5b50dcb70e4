"""Who is back, late or still to answer; what was asked back; the words of a reminder."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marmot_tracker.model import ReceivedReturn, Return, ReturnLine, new_uid
from marmot_tracker.services import asking_whom, chasing, people, periods, ratings, sending
from marmot_tracker.services.chasing import Chased, ReturnState, Unanswered
from marmot_tracker.services.return_form import FormField
from marmot_tracker.vocabulary import NotRatedWhy, Rating, ReturnVerdict
from tests.services.conftest import TODAY, Sample, on

DUE = date(2026, 9, 30)


@pytest.fixture
def sent(sample: Sample) -> str:
    """A return to Luton Council about all three recommendations; its uid."""
    with on(TODAY):
        with sample.document.edit("Owners") as session:
            period = periods.add(session, name="Q3", opens=date(2026, 9, 1), due=DUE)
            for uid in sample.uids:
                people.assign(
                    session, recommendation=uid, owner="Luton Council", since=date(2026, 9, 1)
                )
        return send(sample, period)


def send(sample: Sample, period: str) -> str:
    """Note a return to Luton Council; its uid."""
    document = sample.document
    with document.read() as session:
        found = asking_whom.read(session, period=period, today=TODAY)
        plans = sending.plan(
            session, period=period, whom=[asking_whom.named(found, "Luton Council")],
            respond_by=None, today=TODAY, tips=document.tips, check_code=document.check_code,
        )  # fmt: skip
    with document.edit("Send a return") as session:
        sending.record(session, plans)
    return plans[0].uid


def came(
    sample: Sample,
    for_return: str,
    lines: list[tuple[str, FormField, ReturnVerdict | None, str]],
    *,
    nil: bool = False,
) -> None:
    """Note that something came back, a line each with its verdict and reason."""
    with sample.document.edit("Receive") as session:
        received = ReceivedReturn(for_return=for_return, received_on=TODAY, nil=nil or None)
        session.add(received)
        for uid, field, verdict, reason in lines:
            session.add(
                ReturnLine(
                    uid=new_uid(),
                    for_return=for_return,
                    received=received.uid,
                    recommendation=uid,
                    field=field.value,
                    said="What they said",
                    verdict=verdict.value if verdict else None,
                    reason=reason or None,
                )
            )


def chased(sample: Sample, day: date = TODAY) -> Chased:
    """The one return as it is chased on a day."""
    with sample.document.read() as session:
        (found,) = chasing.read(session, today=day).returns
    return found


def test_nothing_sent_is_nothing_to_chase(sample: Sample) -> None:
    with sample.document.read() as session:
        found = chasing.read(session, today=TODAY)
    assert (found.period, found.returns, found.back, found.late) == ("", (), 0, 0)


def test_a_return_is_late_from_the_day_after_it_was_due(sample: Sample, sent: str) -> None:
    with on(TODAY):
        before, after = chased(sample, DUE), chased(sample, DUE + timedelta(days=3))
    assert before.uid == sent
    assert (before.state, before.late, before.words) == (ReturnState.NOT_BACK, 0, "Not back")
    assert (after.late, after.words) == (3, "Not back, 3 days late")
    assert (before.asked, before.answered, before.waiting) == (3, 0, 0)
    assert before.unanswered[1] == Unanswered(sample.uids[1], "5.4 Licence every landlord")


def test_answers_are_counted_by_recommendation_and_a_comment_is_none(
    sample: Sample, sent: str
) -> None:
    wage, licence, insulate = sample.uids
    with on(TODAY):
        came(sample, sent, [
            (wage, FormField.HOW_IT_GOES, None, ""),
            (wage, FormField.ONE_LINE, ReturnVerdict.ACCEPTED, ""),
            (licence, FormField.COMMENT, None, ""),
        ])  # fmt: skip
        found = chased(sample, DUE + timedelta(days=1))
        assert (found.state, found.answered, found.waiting) == (ReturnState.SOME, 1, 2)
        assert found.words == "Some answers: 1 of 3, 1 day late"
        assert [left.recommendation for left in found.unanswered] == [licence, insulate]
        came(sample, sent, [
            (licence, FormField.HOW_IT_GOES, ReturnVerdict.LEFT_OUT, "No"),
            (insulate, FormField.DONE, None, ""),
        ])  # fmt: skip
        found = chased(sample, DUE + timedelta(days=1))
    assert (found.state, found.late, found.came_on) == (ReturnState.BACK, 0, TODAY)


def test_a_rating_given_since_answers_and_one_that_stood_before_does_not(sample: Sample) -> None:
    wage, licence, insulate = sample.uids
    with on(TODAY):
        with sample.document.edit("Owners") as session:
            period = periods.add(session, name="Q3", opens=date(2026, 9, 1), due=DUE)
            for uid in sample.uids:
                people.assign(
                    session, recommendation=uid, owner="Luton Council", since=date(2026, 9, 1)
                )
            ratings.rate(session, recommendation=wage, rating=Rating.ON_TRACK, speaks_for=TODAY)
        send(sample, period)
        assert chased(sample).answered == 0
        with sample.document.edit("On screen") as session:
            ratings.rate(session, recommendation=licence, rating=Rating.ON_TRACK, speaks_for=TODAY)
            ratings.rate(
                session, recommendation=insulate, rating=Rating.NOT_RATED, speaks_for=TODAY,
                not_rated_why=NotRatedWhy.NO_ANSWER,
            )  # fmt: skip
        found = chased(sample)
    assert [left.recommendation for left in found.unanswered] == [wage, insulate]
    assert found.state is ReturnState.SOME


def test_nothing_to_report_is_an_answer(sample: Sample, sent: str) -> None:
    with on(TODAY):
        came(sample, sent, [], nil=True)
        found = chased(sample, DUE + timedelta(days=9))
        assert (found.state, found.late, found.is_open) == (ReturnState.NOTHING_TO_REPORT, 0, False)
        assert found.unanswered == ()
    with sample.document.edit("By telephone") as session:
        note = session.get(Return, sent)
        assert note is not None
        note.nil = True
    assert chased(sample).words == "Nothing to report"


def test_a_question_stays_until_something_comes_back_about_it(sample: Sample, sent: str) -> None:
    wage, licence, _ = sample.uids
    back = ReturnVerdict.SENT_BACK
    with on(TODAY):
        came(sample, sent, [
            (wage, FormField.ONE_LINE, back, "Since when?"),
            (licence, FormField.ONE_LINE, back, "How many?"),
        ])  # fmt: skip
        asked = chased(sample).asked_back
        assert [(each.recommendation, each.words, each.said) for each in asked] == [
            (wage, "Since when?", "What they said"),
            (licence, "How many?", "What they said"),
        ]
        assert chasing.question_words(asked[0]).endswith("steering group can read: Since when?")
        came(sample, sent, [(wage, FormField.ONE_LINE, None, "")])
        (left,) = chased(sample).asked_back
    assert left.recommendation == licence


def test_a_return_that_was_sent_again_is_not_chased(sample: Sample, sent: str) -> None:
    with on(TODAY):
        with sample.document.read() as session:
            period = chasing.read(session, today=TODAY).period_uid
        again = send(sample, period)
        with sample.document.read() as session:
            found = chasing.read(session, today=DUE + timedelta(days=1))
    states = {each.uid: each.state for each in found.returns}
    assert states == {sent: ReturnState.SENT_AGAIN, again: ReturnState.NOT_BACK}
    assert (found.back, found.late, len(found.standing)) == (0, 1, 1)


def test_the_last_period_is_chased_unless_another_is_named(sample: Sample, sent: str) -> None:
    with on(TODAY):
        with sample.document.edit("Next") as session:
            later = periods.add(session, name="Q4", opens=date(2026, 9, 10), due=date(2026, 12, 31))
        first_period = chased(sample).period_uid
        newer = send(sample, later)
        with sample.document.read() as session:
            first = chasing.read(session, today=TODAY)
            old = chasing.read(session, today=TODAY, period=first_period)
    assert ([each.uid for each in first.returns], first.period) == ([newer], "Q4")
    assert ([each.uid for each in old.returns], old.period) == ([sent], "Q3")


def test_a_reminder_names_what_is_unanswered_and_when_it_was_due(sample: Sample, sent: str) -> None:
    late = DUE + timedelta(days=3)
    with on(TODAY):
        letter = chasing.reminder(chased(sample, late), title="Luton", sender="Ann Lee", today=late)
        came(sample, sent, [(sample.uids[0], FormField.HOW_IT_GOES, None, "")])
        thanks = chasing.reminder(chased(sample), title="Luton", sender="Ann Lee", today=TODAY)
    assert letter.subject == "Luton: reminder, return of Luton Council for Q3, due 30/09/2026"
    assert "We have not had the return of Luton Council for Q3 yet." in letter.words
    assert "It was due on 30/09/2026." in letter.words
    assert "- 5.4 Licence every landlord\n" in letter.words
    assert "return_Luton-Council_Q3.xlsx" in letter.words
    assert letter.words.endswith("Thank you,\nAnn Lee\n")
    assert "1 of 3 answered. It is due by 30/09/2026." in thanks.words
    assert "3.10 Pay" not in thanks.words
