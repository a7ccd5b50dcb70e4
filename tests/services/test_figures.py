"""The figures: shares of the counted, groups that total, exceptions, and the register's speed."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker.services import (
    dates,
    decisions,
    evidence,
    figures,
    people,
    periods,
    ratings,
    recommendations,
    register,
)
from marmot_tracker.services.figures import Figures, Group, GroupKey, Share
from marmot_tracker.services.register import RegisterRow, counts
from marmot_tracker.trail.recording import driver
from marmot_tracker.vocabulary import (
    RATING_KEY,
    DecisionCode,
    EvidenceKind,
    Rating,
    Sensitivity,
    Stage,
)
from tests.services.conftest import TODAY, Sample, on

PAST = TODAY - timedelta(days=30)


def asked(sample: Sample, today: date = TODAY) -> Figures:
    with sample.document.read() as session:
        return figures.figures(session, today=today)


def test_a_fresh_list_is_counted_as_not_rated_and_undecided(sample: Sample) -> None:
    found = asked(sample)
    assert (found.total, found.counted, found.undecided) == (3, 3, 3)
    assert found.share(Rating.NOT_RATED) == Share(3, 3, Rating.NOT_RATED)
    assert found.no_owner == found.no_evidence == found.no_update == sample.uids
    assert [(g.name, g.counted) for g in found.by_subgroup] == [
        ("Housing", 1),
        (figures.NO_SUBGROUP, 2),
    ]
    assert [g.counted for g in found.by_principle] == [0, 0, 1, 0, 2, 0, 0, 0]


def test_what_was_decided_otherwise_or_not_pursued_is_out_of_the_shares(sample: Sample) -> None:
    first, second, third = sample.uids
    with sample.document.edit("Decide") as session:
        decisions.decide(
            session, recommendation=first, code=DecisionCode.NOT_ACCEPTED, reason="too dear"
        )
        recommendations.set_fields(
            session,
            uid=second,
            values={"stage": "closed_not_pursued", "decision": "accepted"},
            today=TODAY,
            reason="no money",
        )
        decisions.decide(session, recommendation=third, code=DecisionCode.ACCEPTED)
    found = asked(sample)
    assert (found.total, found.counted) == (3, 1)
    assert (found.decided_otherwise, found.closed_not_pursued, found.undecided) == (1, 1, 0)
    assert found.no_owner == (third,)


def test_what_is_claimed_is_not_counted_as_complete(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Claim") as session:
        dates.set_due(session, recommendation=uid, new_date=PAST)
        recommendations.set_fields(
            session,
            uid=uid,
            values={"stage": "claimed complete", "rating": "green"},
            today=TODAY,
        )
    found = asked(sample)
    assert found.share(Rating.COMPLETE).n == 0
    assert found.share(Rating.ON_TRACK).n == 1
    assert found.claimed == (uid,)
    assert found.overdue == (uid,)


def test_exceptions_name_what_they_count(sample: Sample) -> None:
    first, second, third = sample.uids
    with sample.document.edit("Work") as session:
        periods.add(session, name="Q2", opens=TODAY - timedelta(days=10), due=None)
        people.assign(session, recommendation=first, owner="Luton Council", since=TODAY)
        ratings.rate(
            session,
            recommendation=first,
            rating=Rating.OFF_TRACK,
            speaks_for=TODAY,
            reason="no staff",
        )
        ratings.rate(
            session,
            recommendation=second,
            rating=Rating.AT_RISK,
            speaks_for=PAST,
            path_to_green="hire",
        )
        dates.set_due(session, recommendation=second, new_date=PAST)
        dates.set_due(
            session, recommendation=second, new_date=TODAY + timedelta(days=9), reason="late"
        )
        dates.set_due(session, recommendation=third, new_date=PAST)
        evidence.attach(
            session,
            recommendation=third,
            kind=EvidenceKind.NOTE,
            note="seen",
            sensitivity=Sensitivity.ORDINARY,
        )
    found = asked(sample)
    assert (found.off_track, found.at_risk, found.overdue) == ((first,), (second,), (third,))
    assert (found.moved, found.no_owner) == ((second,), (second, third))
    assert (found.no_update, found.stale) == ((second, third), (second,))
    assert (found.no_evidence, found.two_answers) == ((first, second), ())
    assert found.period is not None
    assert found.period.name == "Q2"
    housing = found.by_subgroup[0]
    assert (housing.share(Rating.AT_RISK), housing.overdue) == (Share(1, 1, Rating.AT_RISK), 0)


def test_a_past_day_shows_the_figures_that_people_saw_then(sample: Sample) -> None:
    before = asked(sample)
    with on(TODAY + timedelta(days=1)):
        with sample.document.edit("Rate") as session:
            ratings.rate(
                session,
                recommendation=sample.uids[0],
                rating=Rating.ON_TRACK,
                speaks_for=TODAY,
            )
        assert asked(sample).share(Rating.ON_TRACK).n == 1
        with (
            sample.document.snapshot(TODAY, trail=True) as snapshot,
            snapshot.read() as session,
        ):
            assert figures.figures(session, today=TODAY) == before
            (row, *_) = register.rows(session, today=TODAY)
            assert row.last_changed.startswith(TODAY.isoformat())


def test_per_cent_is_rounded_halves_up_and_none_of_none() -> None:
    assert Share(1, 8, Rating.ON_TRACK).percent == 13
    assert Share(1, 3, Rating.ON_TRACK).percent == 33
    assert Share(0, 0, Rating.ON_TRACK).percent is None


PLAIN = RegisterRow(
    uid="r",
    reference="",
    text="",
    short_title="",
    position_line="",
    theme="",
    report="",
    report_uid="",
    section="",
    page="",
    timescale="",
    principle=None,
    principle_name="",
    subgroup="",
    subgroup_uid="",
    owner="",
    rating=Rating.NOT_RATED,
    rating_uid="",
    not_rated_why=None,
    reason="",
    path_to_green="",
    path_to_green_by=None,
    help_needed="",
    speaks_for=None,
    stale=False,
    previous_rating=None,
    decision=None,
    due=None,
    ongoing=False,
    first_due=None,
    times_moved=0,
    days_slipped=0,
    overdue=False,
    evidence=0,
    last_changed="",
    marks=(),
    stage=Stage.LOGGED,
    extra={},
    order=0,
)


@st.composite
def some_rows(draw: st.DrawFn) -> list[RegisterRow]:
    """Rows with any rating, decision, stage, subgroup and principle, known or not."""
    found = []
    for number in range(draw(st.integers(0, 30))):
        decision = draw(st.sampled_from([None, *DecisionCode]))
        stage = draw(st.sampled_from(Stage))
        subgroup = draw(st.sampled_from(["", "a", "b", "gone"]))
        principle = draw(st.sampled_from([None, 1, 5, 8]))
        found.append(
            PLAIN._replace(
                uid=str(number),
                rating=draw(st.sampled_from(Rating)),
                decision=decision,
                stage=stage,
                counted=counts(decision=decision, stage=stage),
                subgroup_uid=subgroup,
                subgroup=subgroup,
                principle=principle,
                principle_uid=str(principle or ""),
                overdue=draw(st.booleans()),
                evidence=draw(st.integers(0, 2)),
            )
        )
    return found


@given(some_rows())
def test_every_share_and_every_group_totals(rows: list[RegisterRow]) -> None:
    found = figures.count(
        rows,
        today=TODAY,
        subgroups=[GroupKey("a", "A"), GroupKey("b", "B")],
        principles=[GroupKey(str(n), str(n), n) for n in range(1, 9)],
    )
    assert found.total == len(rows)
    assert found.total == found.counted + found.decided_otherwise + found.closed_not_pursued
    assert found.undecided <= found.counted
    everybody: list[Figures | Group] = [found, *found.by_subgroup, *found.by_principle]
    for group in everybody:
        assert [share.rating for share in group.by_rating] == list(RATING_KEY)
        assert sum(share.n for share in group.by_rating) == group.counted
        assert {share.m for share in group.by_rating} == {group.counted}
    for groups in (found.by_subgroup, found.by_principle):
        assert sum(group.counted for group in groups) == found.counted
        assert sum(group.undecided for group in groups) == found.undecided
        assert sum(group.overdue for group in groups) == len(found.overdue)
        for rating in Rating:
            assert sum(g.share(rating).n for g in groups) == found.share(rating).n
    assert len(found.off_track) == found.share(Rating.OFF_TRACK).n
    assert len(found.at_risk) == found.share(Rating.AT_RISK).n
    outside = {row.uid for row in rows if not row.counted}
    for listed in (found.overdue, found.no_owner, found.no_update, found.no_evidence, found.stale):
        assert not outside & set(listed)


def statements_of(sample: Sample) -> int:
    """How many statements reading the register takes."""
    sent: list[str] = []
    with sample.document.read() as session:
        connection = driver(session)
        connection.set_trace_callback(sent.append)
        register.rows(session, today=TODAY)
        connection.set_trace_callback(None)
    return len(sent)


def test_the_register_asks_once_per_kind_however_long_the_list(sample: Sample) -> None:
    before = statements_of(sample)
    with sample.document.edit("Load a long list") as session:
        owner = people.ensure_owner(session, words="Housing, Luton Council")
        for number in range(500):
            recommendations.add(
                session,
                report=sample.report,
                reference=str(number),
                wording=f"Do {number}",
                order=number,
                lead=owner,
                due=TODAY,
            )
    assert 0 < statements_of(sample) <= before
