"""What is asked of whom in a period, what answers it, and when a rating may be confirmed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import (
    dates,
    decisions,
    figures,
    my_list,
    people,
    periods,
    ratings,
    register,
)
from marmot_tracker.services.filtering import Mine
from marmot_tracker.services.my_list import MyList, told_due
from marmot_tracker.vocabulary import DecisionCode, NotRatedWhy, Rating
from tests.services.conftest import TODAY, Sample, brought_together, colleague

HOUSING = Mine(subgroup="housing")
COUNCIL = Mine(organisation="Anytown Council")
LAST, NOW, NEXT = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)
DUE = date(2026, 9, 30)
BEFORE = NOW - timedelta(days=20)
SOON = TODAY + timedelta(days=60)


@pytest.fixture
def quarters(sample: Sample) -> Sample:
    """Three periods: the one before, the one that runs, and the one to come."""
    with sample.document.edit("Periods") as session:
        periods.add(session, name="Q1", opens=LAST, due=date(2026, 6, 30))
        periods.add(session, name="Q2", opens=NOW, due=DUE)
        periods.add(session, name="Q3", opens=NEXT, due=None)
    return sample


def asked(sample: Sample, mine: Mine = HOUSING, today: date = TODAY) -> MyList:
    with sample.document.read() as session:
        return my_list.read(session, today=today, mine=mine)


def answers(found: MyList) -> dict[str, bool]:
    return {line.row.reference: line.answered for line in found.lines}


def rate(sample: Sample, uid: str, rating: Rating, on: date, **more: object) -> str:
    with sample.document.edit("Rate") as session:
        return ratings.rate(
            session,
            recommendation=uid,
            rating=rating,
            speaks_for=on,
            **more,  # type: ignore[arg-type]
        )


def lacking(sample: Sample, uid: str, today: date = TODAY) -> str:
    with sample.document.read() as session:
        return " ".join(my_list.lacking(session, recommendations=[uid], today=today)[uid])


def confirm(sample: Sample, *uids: str, today: date = TODAY) -> list[str]:
    with sample.document.edit("Still right") as session:
        return my_list.still_right(session, recommendations=uids, today=today)


def row_of(sample: Sample, uid: str) -> register.RegisterRow:
    with sample.document.read() as session:
        found = register.row(session, uid=uid, today=TODAY)
    assert found is not None
    return found


def test_what_is_mine_is_asked_of_my_subgroup_and_of_me_as_owner(quarters: Sample) -> None:
    first, second, third = quarters.uids
    assert answers(asked(quarters)) == {"5.4": False}
    with quarters.document.edit("Owners") as session:
        people.assign(
            session, recommendation=third, owner="Head of Homes, Anytown Council", since=TODAY
        )
    assert answers(asked(quarters, COUNCIL)) == {"5.5": False}
    both = Mine(organisation="Anytown Council", subgroup="Housing")
    assert answers(asked(quarters, both)) == {"5.4": False, "5.5": False}
    found = asked(quarters, Mine())
    assert (found.lines, found.mine, found.known, found.total) == ((), 0, False, 3)
    assert first
    assert second


def test_an_update_answers_only_the_period_it_speaks_for(quarters: Sample) -> None:
    uid = quarters.uids[1]
    rate(quarters, uid, Rating.ON_TRACK, BEFORE)
    found = asked(quarters)
    assert answers(found) == {"5.4": False}
    assert (found.answered, found.done) == (0, False)
    assert found.period is not None
    assert found.next_period is not None
    assert (found.period.name, found.next_period.name) == ("Q2", "Q3")
    rate(quarters, uid, Rating.ON_TRACK, TODAY, position_line="Homes inspected")
    found = asked(quarters)
    assert answers(found) == {"5.4": True}
    assert (found.answered, found.done, found.lines[0].said) == (1, True, "Homes inspected")


def test_an_answer_stays_one_where_an_earlier_rating_is_made_current(quarters: Sample) -> None:
    uid = quarters.uids[1]
    earlier = rate(quarters, uid, Rating.ON_TRACK, BEFORE)
    rate(quarters, uid, Rating.AT_RISK, TODAY, reason="Two left", path_to_green="Cover")
    with quarters.document.edit("Make current") as session:
        ratings.make_current(session, recommendation=uid, update=earlier)
    assert row_of(quarters, uid).rating is Rating.ON_TRACK
    assert answers(asked(quarters)) == {"5.4": True}


def test_no_answer_this_period_is_no_answer(quarters: Sample) -> None:
    uid = quarters.uids[1]
    rate(quarters, uid, Rating.NOT_RATED, TODAY, not_rated_why=NotRatedWhy.NO_ANSWER)
    assert answers(asked(quarters)) == {"5.4": False}
    assert "nothing to confirm" in lacking(quarters, uid)


def test_what_is_decided_otherwise_or_verified_before_is_not_asked(quarters: Sample) -> None:
    uid = quarters.uids[1]
    rate(quarters, uid, Rating.COMPLETE, BEFORE, reason="Verified by the audit team")
    found = asked(quarters)
    assert (found.lines, found.mine) == ((), 1)
    rate(quarters, uid, Rating.COMPLETE, TODAY, reason="Verified again by the audit team")
    assert answers(asked(quarters)) == {"5.4": True}
    with quarters.document.edit("Decide") as session:
        decisions.decide(
            session, recommendation=uid, code=DecisionCode.NOT_ACCEPTED, reason="too dear"
        )
    assert asked(quarters).lines == ()


def test_it_is_told_how_many_of_mine_are_not_asked_about(quarters: Sample) -> None:
    whole = asked(quarters)
    assert my_list.told_not_asked(whole) == ""
    rate(quarters, whole.lines[0].uid, Rating.COMPLETE, BEFORE, reason="Checked by the audit team")
    assert my_list.told_not_asked(asked(quarters)).startswith("1 of yours is not asked about")


def test_without_a_period_nothing_is_asked(sample: Sample) -> None:
    found = asked(sample)
    assert (found.period, found.lines, found.mine) == (None, (), 1)
    with pytest.raises(TrackerError, match="No reporting period is open"):
        confirm(sample, sample.uids[1])


def test_the_count_agrees_with_the_figures(quarters: Sample) -> None:
    first, second, third = quarters.uids
    with quarters.document.edit("Owners") as session:
        for uid in (first, third):
            people.assign(session, recommendation=uid, owner="Anytown Council", since=TODAY)
    rate(quarters, first, Rating.ON_TRACK, TODAY)
    rate(quarters, second, Rating.COMPLETE, BEFORE, reason="Verified by the audit team")
    found = asked(quarters, Mine(organisation="Anytown Council", subgroup="Housing"))
    with quarters.document.read() as session:
        wanting = figures.figures(session, today=TODAY).no_update
    assert {line.uid for line in found.lines if not line.answered} == set(wanting) == {third}


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, ""),
        (TODAY, "due today, 15/09/2026"),
        (TODAY + timedelta(days=1), "due 16/09/2026, in 1 day"),
        (TODAY + timedelta(days=15), "due 30/09/2026, in 15 days"),
        (TODAY - timedelta(days=3), "due 12/09/2026, 3 days late"),
    ],
)
def test_the_days_left_are_told(due: date | None, words: str) -> None:
    assert told_due(due, TODAY) == words


# ---------------------------------------------------------------- still right


def test_still_right_speaks_for_this_period_and_says_the_same(quarters: Sample) -> None:
    uid = quarters.uids[1]
    with quarters.document.edit("Due") as session:
        dates.set_due(session, recommendation=uid, new_date=SOON)
    rate(
        quarters,
        uid,
        Rating.AT_RISK,
        BEFORE,
        reason="Two officers left",
        position_line="Fourteen inspections behind",
        path_to_green="Agency cover",
        path_to_green_by=SOON,
        help_needed="A word with the agency",
        done="Forum met",
    )
    assert lacking(quarters, uid) == ""
    confirm(quarters, uid)
    with quarters.document.read() as session:
        before, after = ratings.history_of_ratings(session, recommendation=uid)
    for field in (
        *("rating", "reason", "position_line", "path_to_green", "path_to_green_by"),
        *("help_needed", "not_rated_why"),
    ):
        assert getattr(after, field) == getattr(before, field), field
    assert (after.speaks_for, after.done, after.current) == (TODAY, "", True)
    assert after.period == next(p.uid for p in _periods(quarters) if p.name == "Q2")
    assert answers(asked(quarters)) == {"5.4": True}
    quarters.document.undo()
    assert answers(asked(quarters)) == {"5.4": False}
    assert row_of(quarters, uid).speaks_for == BEFORE


def _periods(sample: Sample) -> list[periods.PeriodFacts]:
    with sample.document.read() as session:
        return periods.list_(session)


def test_a_reason_goes_on_only_while_the_rules_suggest_the_same(quarters: Sample) -> None:
    uid = quarters.uids[1]
    with quarters.document.edit("Due") as session:
        dates.set_due(session, recommendation=uid, new_date=TODAY - timedelta(days=1))
    rate(
        quarters,
        uid,
        Rating.AT_RISK,
        BEFORE,
        reason="Two officers left",
        path_to_green="Agency cover",
    )
    said = lacking(quarters, uid)
    assert "suggested rating is off track" in said
    with pytest.raises(TrackerError, match=r"5\.4 cannot be confirmed"):
        confirm(quarters, uid)
    assert answers(asked(quarters)) == {"5.4": False}


def test_a_path_to_green_that_has_passed_is_asked_anew(quarters: Sample) -> None:
    uid = quarters.uids[1]
    rate(
        quarters,
        uid,
        Rating.AT_RISK,
        BEFORE,
        path_to_green="Agency cover",
        path_to_green_by=TODAY - timedelta(days=1),
    )
    assert "was to be green by 14/09/2026, which has passed" in lacking(quarters, uid)
    assert lacking(quarters, uid, TODAY - timedelta(days=1)) == ""


def test_what_was_never_rated_or_has_two_answers_cannot_be_confirmed(quarters: Sample) -> None:
    uid = quarters.uids[1]
    assert lacking(quarters, uid) == "It has no rating yet."
    other = colleague(quarters.document, "Bo Lee")
    with other.edit("Rate") as session:
        ratings.rate(session, recommendation=uid, rating=Rating.ON_TRACK, speaks_for=BEFORE)
    rate(quarters, uid, Rating.AT_RISK, BEFORE, path_to_green="Cover")
    brought_together(quarters.document, other)
    assert lacking(quarters, uid) == "There are two answers about its rating."


def test_several_are_confirmed_as_one_edit_or_none_is(quarters: Sample) -> None:
    first, second, third = quarters.uids
    rate(quarters, first, Rating.ON_TRACK, BEFORE)
    rate(quarters, second, Rating.NOT_RATED, BEFORE, not_rated_why=NotRatedWhy.NOT_STARTED)
    with pytest.raises(TrackerError, match=r"5\.5 cannot be confirmed as it stands\. It has no"):
        confirm(quarters, first, second, third)
    assert row_of(quarters, first).speaks_for == BEFORE
    assert len(set(confirm(quarters, first, second))) == 2
    assert quarters.document.undo_label == "Still right"
    for uid in (first, second):
        assert row_of(quarters, uid).speaks_for == TODAY
    quarters.document.undo()
    for uid in (first, second):
        assert row_of(quarters, uid).speaks_for == BEFORE
