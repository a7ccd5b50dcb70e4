"""Putting back what a step did, or what it said: in words beforehand, as one ordinary edit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marmot_tracker.document import Author, Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Recommendation
from marmot_tracker.services import (
    dates,
    evidence,
    extras,
    history,
    people,
    putting_back,
    ratings,
    recommendations,
    register,
)
from marmot_tracker.services.putting_back import Plan, Way
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.why import why
from marmot_tracker.trail import erasing
from marmot_tracker.trail.history import entries
from marmot_tracker.vocabulary import EvidenceKind, Rating, RevisionKind, Sensitivity
from tests.services.conftest import TODAY, Sample, brought_together, colleague, on

LATER = TODAY + timedelta(days=30)


def newest_change(document: Document) -> str:
    return document.undoable(limit=1)[0].change


def row(document: Document, uid: str) -> RegisterRow:
    with document.read() as session:
        found = register.row(session, uid=uid, today=LATER)
    assert found is not None
    return found


def planned(document: Document, change: str, way: Way = Way.BEFORE) -> Plan:
    with document.read() as session:
        return putting_back.plan(session, change=change, way=way)


def put(
    document: Document,
    change: str,
    way: Way = Way.BEFORE,
    reason: str = "It was right before",
    **more: object,
) -> int:
    with on(LATER), document.edit("Put back", reason=reason) as session:
        return putting_back.put_back(
            session,
            change=change,
            way=way,
            today=LATER,
            reason=reason,
            **more,  # type: ignore[arg-type]
        )


def set_title(document: Document, uid: str, title: str, day: date = TODAY) -> str:
    with on(day), document.edit("Set title") as session:
        recommendations.set_fields(session, uid=uid, values={"title": title}, today=day)
    return newest_change(document)


def twice_dated(document: Document, uid: str) -> str:
    """A date set and moved half a year; the move is what is returned."""
    for new, reason in ((date(2026, 6, 30), ""), (date(2026, 12, 31), "two officers left")):
        with on(TODAY), document.edit("Set due date") as session:
            dates.set_due(session, recommendation=uid, new_date=new, reason=reason)
    return newest_change(document)


def test_a_moved_date_is_put_back_and_said_beforehand(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[1]
    moved = twice_dated(document, uid)

    plan = planned(document, moved)

    assert [line.words for line in plan.lines] == [
        "Due date of 5.4: 31/12/2026 becomes 30/06/2026 again"
    ]
    assert plan.lines[0].since == ""
    put(document, moved)
    found = row(document, uid)
    assert (found.due, found.first_due) == (date(2026, 6, 30), date(2026, 6, 30))
    assert (found.times_moved, found.days_slipped) == (2, 0)  # to B, and back to A
    with document.read() as session:
        said = " ".join(why(session, uid=uid, field="due"))
        facts = dates.slips(session, uid)
    assert "was 30/06/2026 when first set" in said
    assert "It moved a first time, to 31/12/2026" in said
    assert "two officers left" in said
    assert "It moved a second time, to 30/06/2026" in said
    assert "It was right before" in said
    assert facts.times_moved == 2
    with on(LATER):
        document.undo()
    assert row(document, uid).times_moved == 1
    assert row(document, uid).due == date(2026, 12, 31)


def test_ctrl_z_still_takes_a_move_back(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[1]
    moved = twice_dated(document, uid)
    document.undo()
    assert row(document, uid).times_moved == 0
    put(document, moved, Way.AGAIN)  # and from history it is moved again, with a reason
    assert (row(document, uid).due, row(document, uid).times_moved) == (date(2026, 12, 31), 1)


def test_the_first_date_is_never_put_back_to_empty(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[1]
    with on(TODAY), document.edit("Set due date") as session:
        dates.set_due(session, recommendation=uid, new_date=date(2026, 6, 30))
    plan = planned(document, newest_change(document))
    assert plan.lines == ()
    assert plan.cannot == (
        "Due date of 5.4: a due date cannot be emptied, only moved; it can be set to “ongoing”.",
    )


def test_a_typing_mistake_put_back_is_no_move(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[1]
    for new, kind in ((date(2026, 6, 30), None), (date(2026, 6, 3), RevisionKind.TYPING_MISTAKE)):
        with on(TODAY), document.edit("Set due date") as session:
            dates.set_due(session, recommendation=uid, new_date=new, kind=kind)
    put(document, newest_change(document))
    found = row(document, uid)
    assert (found.due, found.times_moved) == (date(2026, 6, 30), 0)


def test_a_date_put_back_needs_a_reason(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[1]
    moved = twice_dated(document, uid)
    with pytest.raises(TrackerError, match="without a reason"):
        put(document, moved, reason=" ")
    assert row(document, uid).due == date(2026, 12, 31)


def test_a_rating_taken_back_leaves_the_one_before(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    for rating, day in ((Rating.ON_TRACK, TODAY), (Rating.AT_RISK, TODAY + timedelta(days=2))):
        with on(day), document.edit("Rate") as session:
            ratings.rate(
                session, recommendation=uid, rating=rating, speaks_for=day, reason="as seen"
            )
    plan = planned(document, newest_change(document))
    assert [line.words for line in plan.lines] == [
        "Rating of 3.10: At risk (A) becomes On track (G) again"
    ]
    put(document, newest_change(document))
    assert row(document, uid).rating is Rating.ON_TRACK
    with document.read() as session:
        told = [line.what for line in history.lines(session, uid)]
    assert any("At risk" in what for what in told)  # nothing of the history is gone


def test_an_owner_put_back_is_the_one_accountable_lead(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    for owner in ("Family Hubs", "Housing Forum"):
        with on(TODAY), document.edit("Set owner") as session:
            people.assign(session, recommendation=uid, owner=owner, since=TODAY)
    assert "Owner of 3.10: Housing Forum becomes Family Hubs again" in [
        line.words for line in planned(document, newest_change(document)).lines
    ]
    put(document, newest_change(document))
    with document.read() as session:
        owners = people.owners_of_assignments(session, only=uid).values()
        standing = [each.words for each in owners if each.until is None]
    assert row(document, uid).owner == "Family Hubs"
    assert standing == ["Family Hubs"]


def test_an_older_value_stands_again(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    first = set_title(document, uid, "Fair pay")
    set_title(document, uid, "Better pay")
    plan = planned(document, first, Way.AGAIN)
    assert [line.words for line in plan.lines] == [
        "Short title of 3.10: Better pay becomes Fair pay again"
    ]
    assert plan.lines[0].since.startswith("changed since by Ann Lee on 15/09/2026")
    put(document, first, Way.AGAIN)
    assert row(document, uid).short_title == "Fair pay"


def test_the_newest_value_put_back_changes_nothing(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    set_title(document, uid, "Fair pay")
    newest = set_title(document, uid, "Better pay")
    code = document.check_code
    assert planned(document, newest, Way.AGAIN).lines == ()
    with pytest.raises(TrackerError, match="nothing to put back"):
        put(document, newest, Way.AGAIN)
    assert document.check_code == code


def test_a_value_that_a_colleague_changed_since_is_named_and_not_chosen(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    mine = set_title(document, uid, "Fair pay")
    bob = colleague(document, "Bob Hay")
    with on(TODAY + timedelta(days=1)), bob.edit("Title") as session:
        recommendations.set_fields(session, uid=uid, values={"title": "Bob's"}, today=TODAY)
    brought_together(document, bob)
    plan = planned(document, mine)
    assert plan.lines[0].since == "changed since by Bob Hay on 16/09/2026"
    assert plan.chosen == frozenset()
    with pytest.raises(TrackerError):
        put(document, mine)
    put(document, mine, chosen=[plan.lines[0].key])
    assert row(document, uid).short_title == ""


def test_what_was_erased_stays_erased(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    secret = set_title(document, uid, "Ms Jones's flat")
    after = set_title(document, uid, "A flat")
    held = [
        value.hash
        for value in erasing.values_of(document._connection, uid, "short_title")
        if "Jones" in erasing.text_of(value)
    ]
    document.erase(held, label="Erase a title", ground="Asked by the person")
    plan = planned(document, after)
    assert plan.lines == ()
    assert "erased" in plan.cannot[0]
    assert planned(document, secret, Way.AGAIN).lines == ()
    with document.read() as session:
        said = [str(e.value) for e in entries(session, uid=uid, field="short_title")]
    assert not any("Jones" in each for each in said)


def test_a_withdrawn_recommendation_comes_back_with_what_hung_on_it(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[1]
    with on(TODAY), document.edit("Attach") as session:
        evidence.attach(
            session,
            recommendation=uid,
            title="Inspection list",
            kind=EvidenceKind.NOTE,
            note="182 of 240",
            sensitivity=Sensitivity.ORDINARY,
        )
    with on(TODAY), document.edit("Withdraw", reason="twice in the list") as session:
        recommendations.withdraw(session, uid=uid)
    gone = newest_change(document)
    assert [line.words for line in planned(document, gone).lines] == [
        "5.4 comes back into the list"
    ]
    put(document, gone)
    assert row(document, uid).evidence == 1


def test_evidence_is_taken_away_again_with_its_tie(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[1]
    with on(TODAY), document.edit("Attach") as session:
        evidence.attach(
            session,
            recommendation=uid,
            title="A list",
            kind=EvidenceKind.NOTE,
            note="182",
            sensitivity=Sensitivity.ORDINARY,
        )
    change = newest_change(document)
    assert [line.words for line in planned(document, change).lines] == [
        "Evidence 'A list' of 5.4 is taken away again"
    ]
    put(document, change)
    assert row(document, uid).evidence == 0


def test_a_place_s_own_column_is_put_back(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[1]
    with on(TODAY), document.edit("Column") as session:
        column = extras.ensure_column(session, name="Ward")
    for words in ("Northfield", "Eastgate"):
        with on(TODAY), document.edit("Fill in") as session:
            extras.set_value(session, recommendation=uid, column=column, value=words)
    change = newest_change(document)
    assert [line.words for line in planned(document, change).lines] == [
        "Ward of 5.4: Eastgate becomes Northfield again"
    ]
    put(document, change)
    assert row(document, uid).extra["Ward"] == "Northfield"


def test_a_recommendation_that_was_worked_on_stays(sample: Sample) -> None:
    document = sample.document
    with on(TODAY), document.edit("Add one") as session:
        uid = recommendations.add(session, report=sample.report, reference="9", wording="New")
    added = newest_change(document)
    assert [line.words for line in planned(document, added).lines] == [
        "9 goes out of the list again"
    ]
    set_title(document, uid, "Worked on")
    plan = planned(document, added)
    assert plan.lines == ()
    assert plan.cannot[0].startswith("9 stays in the list: changed since by Ann Lee")


def test_within_narrows_a_step_to_one_recommendation(sample: Sample) -> None:
    document = sample.document
    with on(TODAY), document.edit("Title two") as session:
        for uid in sample.uids[:2]:
            recommendations.set_fields(session, uid=uid, values={"title": "Both"}, today=TODAY)
    change = newest_change(document)
    put(document, change, within=[sample.uids[0]])
    assert row(document, sample.uids[0]).short_title == ""
    assert row(document, sample.uids[1]).short_title == "Both"


def test_put_back_and_undone_is_as_before(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[1]
    for words in ("One", "Two"):
        set_title(document, uid, words)
    change = newest_change(document)
    before = row(document, uid)
    put(document, change)
    assert row(document, uid).short_title == "One"
    with on(LATER):
        document.undo()
    after = row(document, uid)
    assert after.short_title == before.short_title == "Two"
    with document.read() as session:
        shown = session.get(Recommendation, uid)
        assert shown is not None
        assert shown.marks is None


def test_an_undo_is_put_back(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    set_title(document, uid, "One")
    set_title(document, uid, "Two")
    document.undo()
    with document.read() as session:
        undo = history.lines(session, uid)[-1]
    assert [line.words for line in planned(document, undo.change).lines] == [
        "Short title of 3.10: One becomes Two again"
    ]


def test_the_record_stays_whole(sample: Sample) -> None:
    document, uid = sample.document, sample.uids[0]
    set_title(document, uid, "One")
    change = set_title(document, uid, "Two")
    put(document, change)
    assert document.check() == []
    assert document.author == Author("Ann Lee")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("title"), st.sampled_from(["A", "B", "C"])),
        st.tuples(st.just("due"), st.sampled_from(["31/12/2026", "30/06/2027", "ongoing"])),
        st.tuples(st.just("owner"), st.sampled_from(["Family Hubs", "Fire Service"])),
        st.tuples(st.just("rating"), st.sampled_from(["on track", "at risk"])),
        st.tuples(st.just("decision"), st.sampled_from(["accepted", "not accepted"])),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, which=st.integers(0, 5), way=st.sampled_from(list(Way)))
def test_laws_of_putting_back(
    sample: Sample, steps: list[tuple[str, str]], which: int, way: Way
) -> None:
    """Put back and undone answers as before; the newest value put back again changes nothing."""
    document = sample.document
    with on(LATER), document.edit("Add") as session:
        uid = recommendations.add(session, report=sample.report, wording="For this example")
    changes: list[str] = []
    for at, (field, value) in enumerate(steps):
        day = TODAY + timedelta(days=at // 3)
        with on(LATER), document.edit(f"Set {field}", reason="because") as session:
            done = recommendations.set_fields(
                session, uid=uid, values={field: value}, today=day, reason="because"
            )
        changes += [newest_change(document)] if done else []
    before = row(document, uid)
    if changes:
        assert planned(document, changes[-1], Way.AGAIN).lines == ()
    change = changes[which % len(changes)] if changes else ""
    plan = planned(document, change, way) if change else None
    if plan is None or not plan.lines:
        return
    put(document, change, way, chosen=[line.key for line in plan.lines])
    assert document.check() == []
    with on(LATER):
        document.undo()
    after = row(document, uid)
    assert after._replace(last_changed="") == before._replace(last_changed="")
