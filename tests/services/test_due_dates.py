from __future__ import annotations

from datetime import date

import pytest

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import dates, ratings, recommendations, register
from marmot_tracker.services.dates import DueFacts
from marmot_tracker.services.slips import NO_DATE, Revision, chain, slip
from marmot_tracker.vocabulary import Rating, RevisionKind, Stage
from tests.services.conftest import TODAY, Sample, brought_together, colleague

JUNE, OCTOBER, DECEMBER = date(2026, 6, 30), date(2026, 10, 31), date(2026, 12, 31)


def due(sample: Sample, new_date: date, **given: object) -> str:
    with sample.document.edit("Set due date") as session:
        return dates.set_due(session, recommendation=sample.uids[1], new_date=new_date, **given)  # type: ignore[arg-type]


def facts(sample: Sample) -> DueFacts:
    with sample.document.read() as session:
        return dates.slips(session, sample.uids[1])


def test_the_first_date_is_kept_and_slips_are_counted(sample: Sample) -> None:
    due(sample, JUNE)
    due(sample, OCTOBER, reason="two officers left")
    due(sample, DECEMBER, reason="still none", asked_by="Housing", agreed_by="the steering group")
    found = facts(sample)
    assert (found.first, found.current) == (JUNE, DECEMBER)
    assert (found.times_moved, found.days_slipped) == (2, 184)
    assert found.agreed
    assert found.sentences == (
        "The due date was 30/06/2026 when first set.",
        "It moved from 30/06/2026 to 31/10/2026 ('two officers left').",
        "It moved from 31/10/2026 to 31/12/2026, asked by Housing ('still none'), "
        "agreed by the steering group.",
        "It has moved twice, 184 days in all.",
    )


def test_a_move_needs_a_reason_and_a_typing_mistake_is_no_move(sample: Sample) -> None:
    due(sample, date(2062, 6, 30))
    with pytest.raises(TrackerError, match=r"5\.4 would move from 30/06/2062 to 30/06/2026"):
        due(sample, JUNE)
    due(sample, JUNE, kind=RevisionKind.TYPING_MISTAKE)
    found = facts(sample)
    assert (found.first, found.current, found.times_moved, found.days_slipped) == (JUNE, JUNE, 0, 0)
    due(sample, DECEMBER, reason="late")
    found = facts(sample)
    assert (found.first, found.times_moved, found.days_slipped) == (JUNE, 1, 184)
    assert not found.agreed


def test_a_date_brought_forward_has_moved_by_fewer_days(sample: Sample) -> None:
    due(sample, DECEMBER)
    due(sample, OCTOBER, reason="the grant came early")
    assert (facts(sample).times_moved, facts(sample).days_slipped) == (1, -61)


def test_a_move_can_be_agreed_later(sample: Sample) -> None:
    due(sample, OCTOBER)
    due(sample, DECEMBER, reason="late")
    with sample.document.read() as session:
        suggestion = ratings.suggest(session, recommendation=sample.uids[1], today=TODAY)
    assert suggestion.rating is Rating.AT_RISK
    with sample.document.edit("Agree the date") as session:
        dates.agree(session, recommendation=sample.uids[1], agreed_by="the board", agreed_on=TODAY)
    assert facts(sample).agreed
    with sample.document.read() as session:
        suggestion = ratings.suggest(session, recommendation=sample.uids[1], today=TODAY)
    assert suggestion.rating is Rating.ON_TRACK


def test_ongoing_is_judged_against_its_next_review(sample: Sample) -> None:
    uid = sample.uids[1]
    due(sample, DECEMBER)
    with sample.document.edit("Ongoing") as session:
        dates.set_due(
            session, recommendation=uid, ongoing=True, next_review=JUNE, reason="never done"
        )
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
    assert row is not None
    assert (row.due, row.ongoing, row.next_review, row.overdue) == (None, True, JUNE, True)
    assert (row.first_due, row.times_moved, row.days_slipped) == (DECEMBER, 1, 0)
    with sample.document.edit("Next review") as session:
        dates.set_due(session, recommendation=uid, ongoing=True, next_review=DECEMBER)
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
    assert row is not None
    assert (row.overdue, row.times_moved, row.next_review) == (False, 1, DECEMBER)


def test_only_what_is_verified_stops_being_overdue(sample: Sample) -> None:
    uid = sample.uids[1]
    due(sample, JUNE)

    def overdue() -> bool:
        with sample.document.read() as session:
            row = register.row(session, uid=uid, today=TODAY)
        assert row is not None
        return row.overdue

    assert overdue()
    for stage, late in ((Stage.CLAIMED_COMPLETE, True), (Stage.VERIFIED_COMPLETE, False)):
        with sample.document.edit("Set stage") as session:
            recommendations.set_fields(
                session, uid=uid, values={"stage": stage.value}, today=TODAY, reason="seen"
            )
        assert overdue() is late


def test_of_two_dates_the_earlier_counts(sample: Sample) -> None:
    uid = sample.uids[1]
    due(sample, JUNE)
    other = colleague(sample.document, "Bob")
    with other.edit("Set due date") as session:
        early = dates.set_due(session, recommendation=uid, new_date=OCTOBER, reason="a")
    due(sample, DECEMBER, reason="b")
    brought_together(sample.document, other)
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
        found = dates.slips(session, uid)
    assert row is not None
    assert (row.due, row.times_moved, row.marks) == (OCTOBER, 1, ("due",))
    assert row.other_answers == {"due": ("31/12/2026",)}
    assert (found.current, found.times_moved) == (OCTOBER, 1)
    with sample.document.edit("Settle") as session:
        recommendations.settle(session, uid=uid, field="due", answer=early)
    assert (facts(sample).current, facts(sample).times_moved) == (OCTOBER, 1)


def test_dates_that_make_no_sense_are_told(sample: Sample) -> None:
    uid = sample.uids[1]
    with sample.document.edit("Set due date") as session:
        with pytest.raises(Misuse, match="either"):
            dates.set_due(session, recommendation=uid)
        with pytest.raises(Misuse, match="ongoing date"):
            dates.set_due(session, recommendation=uid, new_date=JUNE, next_review=JUNE)
        with pytest.raises(TrackerError, match="no due date yet"):
            dates.set_due(
                session, recommendation=uid, new_date=JUNE, kind=RevisionKind.TYPING_MISTAKE
            )
        with pytest.raises(TrackerError, match="no due date that could be agreed"):
            dates.agree(session, recommendation=uid, agreed_by="the board")
        dates.set_due(session, recommendation=uid, new_date=JUNE)
        with pytest.raises(TrackerError, match="never overwritten"):
            dates.set_due(session, recommendation=uid, new_date=OCTOBER, kind=RevisionKind.FIRST)
        with pytest.raises(TrackerError, match="who agreed"):
            dates.agree(session, recommendation=uid, agreed_by=" ")


def test_undo_gives_the_earlier_date_back(sample: Sample) -> None:
    due(sample, JUNE)
    due(sample, DECEMBER, reason="late")
    sample.document.undo()
    assert (facts(sample).current, facts(sample).times_moved) == (JUNE, 0)


def test_the_way_to_a_date_leaves_out_what_was_not_chosen() -> None:
    def revision(uid: str, old: date | None, new: date, kind: RevisionKind) -> Revision:
        return Revision(uid, "r", old, new, False, None, kind)

    first = revision("1", None, JUNE, RevisionKind.FIRST)
    ours = revision("2", JUNE, OCTOBER, RevisionKind.MOVED)
    theirs = revision("3", JUNE, DECEMBER, RevisionKind.MOVED)
    assert chain([first, ours, theirs], theirs) == [first, theirs]
    assert slip(chain([first, ours, theirs], ours)).days_slipped == 123
    assert slip([]) is NO_DATE
