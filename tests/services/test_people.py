from __future__ import annotations

from datetime import date, timedelta

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Assignment, Person, Post, Subgroup
from marmot_tracker.services import disagreements, people, register
from marmot_tracker.vocabulary import Role
from tests.services.conftest import TODAY, Sample, brought_together, colleague

LATER = TODAY + timedelta(days=30)


def test_an_owner_is_a_post_at_its_organisation_or_an_organisation(sample: Sample) -> None:
    with sample.document.edit("Add owners") as session:
        council = people.ensure_owner(session, words="Luton  Council")
        post = people.ensure_owner(session, words="Head of Housing, luton council")
        again = people.ensure_owner(session, words="head of housing, LUTON COUNCIL")
        words = [(owner.kind, owner.words) for owner in people.owners(session)]
    assert council.organisation
    assert council.new
    assert post.post == again.post
    assert not again.new
    assert words == [("post", "Head of Housing, Luton Council"), ("organisation", "Luton Council")]


def test_a_persons_name_is_never_published(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Set owner") as session:
        owner = people.ensure_owner(session, words="Head of Housing, Luton Council")
        person = Person(name="Jo Smith", email="jo@example.org")
        session.add(person)
        post = session.get(Post, owner.post)
        assert post is not None
        post.person = person.uid
        people.assign(session, recommendation=uid, owner=owner, since=TODAY)
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
    assert row is not None
    assert row.owner == "Head of Housing, Luton Council"
    assert "Smith" not in repr(row)


def test_past_ownership_stays_true(sample: Sample) -> None:
    uid, later = sample.uids[0], TODAY + timedelta(days=30)
    with sample.document.edit("Set owner") as session:
        first = people.assign(session, recommendation=uid, owner="Luton Council", since=TODAY)
        assert (
            people.assign(session, recommendation=uid, owner="Luton Council", since=later) == first
        )
    with sample.document.edit("Set owner") as session:
        second = people.assign(session, recommendation=uid, owner="Fire Service", since=later)
    with sample.document.read() as session:
        known = people.owners_of_assignments(session, only=uid)
        assert people.owner_words(session, recommendation=uid) == "Fire Service"
    assert (known[first].since, known[first].until) == (TODAY, later)
    assert (known[second].since, known[second].until) == (later, None)
    sample.document.undo()
    with sample.document.read() as session:
        assert people.owner_words(session, recommendation=uid) == "Luton Council"


def test_other_roles_stand_beside_the_lead(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Set owners") as session:
        people.assign(session, recommendation=uid, owner="Luton Council", since=TODAY)
        for words in ("Fire Service", "Police"):
            people.assign(
                session, recommendation=uid, owner=words, role=Role.SUPPORTING, since=TODAY
            )
        roles = {a.words: a.role for a in people.owners_of_assignments(session, only=uid).values()}
        assert people.owner_words(session, recommendation=uid) == "Luton Council"
    assert roles == {
        "Luton Council": Role.ACCOUNTABLE,
        "Fire Service": Role.SUPPORTING,
        "Police": Role.SUPPORTING,
    }


def test_an_owner_can_be_taken_away(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Set owner") as session:
        people.assign(session, recommendation=uid, owner="Luton Council", since=TODAY)
    with sample.document.edit("No owner") as session:
        people.unassign(session, recommendation=uid, until=TODAY)
    with sample.document.read() as session:
        assert people.owner_words(session, recommendation=uid) == ""


def test_a_renamed_subgroup_counts_under_its_new_name(sample: Sample) -> None:
    with sample.document.edit("Rename a subgroup") as session:
        old = people.ensure_subgroup(session, name=" housing ")
        new = people.ensure_subgroup(session, name="Homes")
        record = session.get(Subgroup, old)
        assert record is not None
        record.successor = new
    with sample.document.read() as session:
        assert [group.name for group in people.subgroups(session)] == ["Homes"]
        row = register.row(session, uid=sample.uids[1], today=TODAY)
        assert row is not None
        assert (row.subgroup, row.subgroup_uid) == ("Homes", new)


def test_subgroups_that_succeed_each_other_do_not_go_round_for_ever(sample: Sample) -> None:
    with sample.document.edit("Rename") as session:
        first = people.ensure_subgroup(session, name="A")
        second = people.ensure_subgroup(session, name="B")
        for uid, successor in ((first, second), (second, first)):
            record = session.get(Subgroup, uid)
            assert record is not None
            record.successor = successor
    with sample.document.read() as session:
        assert {name for _, name in people.subgroup_names(session).values()} <= {
            "A",
            "B",
            "Housing",
        }


def test_two_leads_given_apart_are_two_answers(sample: Sample) -> None:
    uid = sample.uids[0]
    other = colleague(sample.document, "Bob")
    for document, words in ((sample.document, "Luton Council"), (other, "Fire Service")):
        with document.edit("Set owner") as session:
            people.assign(session, recommendation=uid, owner=words, since=date(2026, 9, 1))
    brought_together(sample.document, other)
    with sample.document.read() as session:
        row = register.row(session, uid=uid, today=TODAY)
    assert row is not None
    assert row.marks == ("lead",)
    assert {row.owner, *row.other_answers["lead"]} == {"Luton Council", "Fire Service"}
    with sample.document.edit("Settle") as session:
        people.assign(session, recommendation=uid, owner=row.owner, since=TODAY)
    with sample.document.read() as session:
        settled = register.row(session, uid=uid, today=TODAY)
        known = people.owners_of_assignments(session, only=uid).values()
    assert settled is not None
    assert (settled.owner, settled.marks) == (row.owner, ())
    assert {lead.words: lead.until for lead in known} == {
        row.owner: None,
        row.other_answers["lead"][0]: TODAY,
    }


def test_an_owner_settled_twice_apart_stands_without_an_end(sample: Sample) -> None:
    """Two assign, two settle, both apart: each settling ended the other's owner."""
    document, uid = sample.document, sample.uids[0]
    other = colleague(document, "Bob")
    for each, words in ((document, "Luton Council"), (other, "Fire Service")):
        with each.edit("Set owner") as session:
            people.assign(session, recommendation=uid, owner=words, since=TODAY)
    document.bring_in(other.path)
    other.bring_in(document.path)
    for each, words in ((document, "Luton Council"), (other, "Fire Service")):
        with each.read() as session:
            (two,) = disagreements.all_open(session)
        change = next(given.change for given in two.answers if given.words == words)
        with each.edit("Settle") as session:
            disagreements.settle(
                session, kind=two.kind, uid=two.uid, field=two.field, change=change, today=TODAY
            )
    brought_together(document, other)
    with document.read() as session:
        (two,) = disagreements.all_open(session)
    assert two.field == "lead"
    kept, left = two.answers
    with document.edit("Settle") as session:
        disagreements.settle(
            session, kind=two.kind, uid=uid, field="lead", change=kept.change, today=LATER
        )

    def until() -> dict[str, date | None]:
        with document.read() as session:
            known = people.owners_of_assignments(session, only=uid).values()
        return {lead.words: lead.until for lead in known}

    assert until() == {kept.words: None, left.words: TODAY}
    with document.edit("Set owner") as session:
        people.assign(session, recommendation=uid, owner=kept.words, since=LATER)
    assert until() == {kept.words: None, left.words: TODAY}


def test_an_ended_lead_that_still_holds_the_place_is_taken_on_again(sample: Sample) -> None:
    """As an earlier version left it; assigning the same owner makes no gap."""
    document, uid = sample.document, sample.uids[0]
    with document.edit("Set owner") as session:
        lead = people.assign(session, recommendation=uid, owner="Luton Council", since=TODAY)
    with document.edit("As it was left") as session:
        session.get_one(Assignment, lead).until = TODAY
    with document.edit("Set owner") as session:
        again = people.assign(session, recommendation=uid, owner="luton council", since=LATER)
    with document.read() as session:
        known = people.owners_of_assignments(session, only=uid)
    assert again == lead
    assert [(each.since, each.until) for each in known.values()] == [(TODAY, None)]


def test_owners_need_a_name_and_a_recommendation(sample: Sample) -> None:
    with sample.document.edit("Set owner") as session:
        with pytest.raises(TrackerError, match="needs a name"):
            people.ensure_owner(session, words=" ,")
        with pytest.raises(TrackerError, match="not in this tracker"):
            people.assign(session, recommendation="nothing", owner="Police", since=TODAY)
