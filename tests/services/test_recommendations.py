from __future__ import annotations

from datetime import date

import pytest

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import extras, people, recommendations, register, reports
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import DecisionCode, ExtraType, Rating, Stage
from tests.services.conftest import TODAY, Sample, brought_together, colleague


def row_of(sample: Sample, uid: str, today: date = TODAY) -> RegisterRow:
    with sample.document.read() as session:
        found = register.row(session, uid=uid, today=today)
    assert found is not None
    return found


def test_a_reference_names_one_recommendation(sample: Sample) -> None:
    with sample.document.read() as session:
        assert recommendations.the_one(session, "5.4") == sample.uids[1]
        assert recommendations.the_one(session, sample.uids[2]) == sample.uids[2]
        assert recommendations.the_one(session, "a marmot town:3.10") == sample.uids[0]
        assert recommendations.the_one(session, "insulate every home") == sample.uids[2]


def test_an_ambiguous_reference_is_told_with_the_candidates(sample: Sample) -> None:
    with sample.document.edit("Load another") as session:
        other = reports.ensure(session, title="Ten years on")
        second = recommendations.add(session, report=other, reference="5.4", wording="Build homes")
    with sample.document.read() as session:
        with pytest.raises(TrackerError, match="2 recommendations") as told:
            recommendations.the_one(session, "5.4")
        assert "A Marmot town:5.4" in told.value.message
        assert "Ten years on:5.4" in told.value.message
        assert recommendations.the_one(session, "Ten years on:5.4") == second
        assert recommendations.the_one(session, "ten:5.4") == second
        assert len(recommendations.find(session, "5.4")) == 2


def test_words_of_a_text_are_offered_but_never_taken_for_a_name(sample: Sample) -> None:
    with sample.document.read() as session:
        with pytest.raises(TrackerError, match=r"These hold the words.*5\.4"):
            recommendations.the_one(session, "landlord")
        with pytest.raises(TrackerError, match=r"No recommendation has the reference “9\.9”"):
            recommendations.the_one(session, "9.9")


def test_fields_are_set_from_words(sample: Sample) -> None:
    uid = sample.uids[1]
    with sample.document.edit("Set fields") as session:
        extras.ensure_column(session, name="Budget", type=ExtraType.NUMBER)
        changed = recommendations.set_fields(
            session,
            uid=uid,
            values={
                "title": "Landlords",
                "owner": "Housing standards, Luton Council",
                "due": "31/12/2026",
                "principle": "Fair employment",
                "stage": "in delivery",
                "subgroup": "net zero",
                "decision": "Accepted",
                "budget": "12,500",
                "rag": "green",
                "theme": "",
            },
            today=TODAY,
        )
    assert "theme" not in changed
    assert len(changed) == 9
    row = row_of(sample, uid)
    assert (row.short_title, row.owner) == ("Landlords", "Housing standards, Luton Council")
    assert (row.due, row.first_due, row.times_moved) == (date(2026, 12, 31), date(2026, 12, 31), 0)
    assert (row.principle, row.subgroup) == (3, "net zero")
    assert (row.stage, row.decision) == (Stage.IN_DELIVERY, DecisionCode.ACCEPTED)
    assert (row.rating, row.extra) == (Rating.ON_TRACK, {"Budget": "12500"})


def test_setting_what_is_there_already_changes_nothing(sample: Sample) -> None:
    values = {"owner": "Luton Council", "due": "31/12/2026", "decision": "accepted", "page": "12"}
    for _ in range(2):
        with sample.document.edit("Set fields") as session:
            changed = recommendations.set_fields(
                session, uid=sample.uids[0], values=values, today=TODAY
            )
    assert changed == ()


def test_wording_is_the_reports_and_its_correction_asks_why(sample: Sample) -> None:
    uid = sample.uids[1]
    with (
        pytest.raises(TrackerError, match="without a reason"),
        sample.document.edit("Set wording") as session,
    ):
        recommendations.set_fields(session, uid=uid, values={"text": "License"}, today=TODAY)
    assert row_of(sample, uid).text == "Licence every landlord"
    with sample.document.edit("Set wording", reason="misread") as session:
        recommendations.set_fields(
            session, uid=uid, values={"text": "License"}, today=TODAY, reason="misread"
        )
    assert row_of(sample, uid).text == "License"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("due", "soon", "without guessing"),
        ("due", "", "cannot be emptied"),
        ("stage", "sleeping", "not a stage"),
        ("stage", "closed: not pursued", "closed without a reason"),
        ("principle", "9", "not one of the principles"),
        ("decision", "maybe", "not a decision"),
        ("decision", "not accepted", "without a reason"),
        ("rating", "mauve", "not a rating"),
        ("owner", " , ", "needs a name"),
        ("text", "", "cannot be emptied"),
    ],
)
def test_what_cannot_be_set_is_told_and_nothing_of_the_edit_kept(
    sample: Sample, field: str, value: str, told: str
) -> None:
    with (
        pytest.raises(TrackerError, match=told),
        sample.document.edit("Set fields") as session,
    ):
        recommendations.set_fields(
            session, uid=sample.uids[0], values={"reference": "9", field: value}, today=TODAY
        )
    assert row_of(sample, sample.uids[0]).reference == "3.10"


def test_an_unknown_field_is_misuse_and_names_the_fields(sample: Sample) -> None:
    with (
        pytest.raises(Misuse, match=r"no field “colour”.*reference"),
        sample.document.edit("Set fields") as session,
    ):
        recommendations.set_fields(
            session, uid=sample.uids[0], values={"colour": "red"}, today=TODAY
        )


def test_a_withdrawn_recommendation_leaves_the_register_and_undo_brings_it_back(
    sample: Sample,
) -> None:
    uid = sample.uids[1]
    with sample.document.edit("Set owner") as session:
        people.assign(session, recommendation=uid, owner="Luton Council", since=TODAY)
    with sample.document.edit("Withdraw 5.4") as session:
        assert recommendations.withdraw(session, uid=uid) == 2
    with sample.document.read() as session:
        assert len(register.rows(session, today=TODAY)) == 2
    sample.document.undo()
    assert row_of(sample, uid).owner == "Luton Council"


def test_a_recommendation_needs_words(sample: Sample) -> None:
    with (
        pytest.raises(TrackerError, match="needs a text"),
        sample.document.edit("Add") as session,
    ):
        recommendations.add(session, report=sample.report, reference="7")


def test_a_list_goes_in_with_owner_date_and_own_columns_at_once(sample: Sample) -> None:
    with sample.document.edit("Load a list") as session:
        column = extras.ensure_column(session, name="Started", type=ExtraType.DATE)
        uid = recommendations.add(
            session,
            report=sample.report,
            reference="6.1",
            wording="Stop smoking",
            lead=people.ensure_owner(session, words="Public health, Luton Council"),
            lead_since=TODAY,
            ongoing=True,
            next_review=date(2026, 12, 1),
            extra={column: "2026-01-31"},
        )
    row = row_of(sample, uid)
    assert (row.owner, row.ongoing, row.due) == ("Public health, Luton Council", True, None)
    assert (row.next_review, row.extra) == (date(2026, 12, 1), {"Started": "31/01/2026"})
    assert row.order == 4


def test_saying_again_what_is_shown_settles_two_answers(sample: Sample) -> None:
    uid = sample.uids[1]
    other = colleague(sample.document, "Bob")
    for document, subgroup, due in (
        (sample.document, "Housing", "31/12/2026"),
        (other, "Net Zero", "31/10/2026"),
    ):
        with document.edit("Update") as session:
            recommendations.set_fields(
                session,
                uid=uid,
                values={
                    "theme": subgroup,
                    "subgroup": f"{subgroup} 2",
                    "principle": "1" if document is other else "2",
                    "stage": "planned" if document is other else "on hold",
                    "decision": "accepted" if document is other else "accepted in part",
                    "due": due,
                },
                today=TODAY,
            )
    brought_together(sample.document, other)
    row = row_of(sample, uid)
    assert set(row.marks) == {"theme", "subgroup", "principle", "stage", "decision", "due"}
    assert all(row.other_answers.values())
    assert row.due is not None
    with sample.document.edit("Settle") as session:
        changed = recommendations.set_fields(
            session,
            uid=uid,
            values={
                "theme": row.theme,
                "subgroup": row.subgroup,
                "principle": str(row.principle),
                "stage": row.stage.value,
                "decision": str(row.decision),
                "due": row.due.isoformat(),
            },
            today=TODAY,
            reason="the subgroup agreed",
        )
    assert len(changed) == 6
    assert row_of(sample, uid).marks == ()
    assert row_of(sample, uid).due == row.due
