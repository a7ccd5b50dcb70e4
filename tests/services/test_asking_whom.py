"""Who may be asked: by subgroup, organisation, post and person, and nobody twice in one go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import Person, Post, Subgroup
from marmot_tracker.services import asking_whom, decisions, people, periods, ratings
from marmot_tracker.services.asking_whom import Asking, Whom
from marmot_tracker.vocabulary import DecisionCode, Rating
from tests.services.conftest import TODAY, Sample, on


def opened(sample: Sample) -> str:
    """A period that runs today."""
    with sample.document.edit("Open a period") as session:
        return periods.add(session, name="Q3", opens=date(2026, 9, 1), due=date(2026, 9, 30))


def led(sample: Sample, uid: str, words: str, **holder: Any) -> None:
    """Give a recommendation a lead; with `holder` the post is held by a person."""
    with sample.document.edit("Owner") as session:
        owner = people.ensure_owner(session, words=words)
        people.assign(session, recommendation=uid, owner=owner, since=date(2026, 9, 1))
        if holder:
            person = Person(name=holder["name"], email=holder.get("email"))
            session.add(person)
            post = session.get(Post, owner.post)
            assert post is not None
            post.person, post.held_to = person.uid, holder.get("until")


def asked(sample: Sample, period: str) -> Asking:
    """Who could be asked today."""
    with sample.document.read() as session:
        return asking_whom.read(session, period=period, today=TODAY)


def by_key(found: Asking) -> dict[tuple[Whom, str], int]:
    """How many each would be asked about."""
    return {(each.whom, each.name): each.asked for each in found.whom}


def test_each_sort_is_found_from_the_leads(sample: Sample) -> None:
    with on(TODAY):
        period = opened(sample)
        wage, licence, _ = sample.uids
        led(sample, wage, "Head of Pay, Luton Council", name="Bo Lee", email="bo@luton.example")
        led(sample, licence, "Luton Council")
        found = asked(sample, period)
    assert by_key(found) == {
        (Whom.SUBGROUP, "Housing"): 1,
        (Whom.ORGANISATION, "Luton Council"): 2,
        (Whom.POST, "Head of Pay, Luton Council"): 1,
        (Whom.PERSON, "Bo Lee"): 1,
    }
    assert found.nobodys == (sample.uids[2],)
    assert found.asked == 3
    post = asking_whom.named(found, "head of pay,  luton council")
    assert (post.contact, post.organisation) == ("bo@luton.example", "")
    assert post.person == asking_whom.named(found, "Bo Lee").person != ""
    assert post.leads == (("Head of Pay, Luton Council", 1),)


def test_a_post_without_a_holder_is_asked_through_its_organisation(sample: Sample) -> None:
    with on(TODAY):
        period = opened(sample)
        led(sample, sample.uids[0], "Head of Pay, Luton Council",
            name="Bo Lee", until=date(2026, 8, 31))  # fmt: skip
        found = asked(sample, period)
    assert (Whom.PERSON, "Bo Lee") not in by_key(found)
    post = asking_whom.named(found, "Head of Pay, Luton Council")
    body = asking_whom.named(found, "Luton Council")
    assert (post.person, post.organisation, post.contact) == ("", body.organisation, "")


def test_what_no_subgroup_has_is_proposed_to_who_leads_on_it_and_nobody_is_asked_twice(
    sample: Sample,
) -> None:
    with on(TODAY):
        period = opened(sample)
        wage, licence, insulate = sample.uids
        for uid in (wage, licence, insulate):
            led(sample, uid, "Luton Council")
        found = asked(sample, period)
    assert {each.name for each in found.whom if each.proposed} == {"Housing", "Luton Council"}
    assert [(each.name, each.recommendations) for each in found.proposed] == [
        ("Housing", (licence,)),
        ("Luton Council", (wage, insulate)),
    ]
    whole = asking_whom.named(found, "Luton Council")
    assert whole.asked == 3
    assert asking_whom.shared_out([whole]) == (whole,)


def test_not_asked_is_what_was_decided_otherwise_or_verified_before(sample: Sample) -> None:
    with on(TODAY):
        period = opened(sample)
        wage, licence, insulate = sample.uids
        for uid in sample.uids:
            led(sample, uid, "Luton Council")
        with sample.document.edit("Answers") as session:
            decisions.decide(
                session, recommendation=wage, code=DecisionCode.NOT_LOCAL, reason="National"
            )
            ratings.rate(
                session,
                recommendation=licence,
                rating=Rating.COMPLETE,
                speaks_for=date(2026, 6, 30),
                reason="Verified by Audit",
            )
            ratings.rate(session, recommendation=insulate, rating=Rating.ON_TRACK, speaks_for=TODAY)
        found = asked(sample, period)
    (council,) = found.whom
    assert (council.recommendations, council.answered) == ((insulate,), 1)


def test_a_name_that_fits_several_is_not_guessed(sample: Sample) -> None:
    with on(TODAY):
        period = opened(sample)
        led(sample, sample.uids[1], "Housing")
        found = asked(sample, period)
    with pytest.raises(Misuse, match="could be 2") as several:
        asking_whom.named(found, "Housing")
    key = next(each.key for each in found.whom if each.whom is Whom.ORGANISATION)
    assert key in several.value.hint
    assert asking_whom.named(found, key).whom is Whom.ORGANISATION
    with pytest.raises(Misuse, match="Nobody called “Nobody”"):
        asking_whom.named(found, "Nobody")


def test_the_chair_of_a_subgroup_is_written_to_where_one_person_is_called_so(
    sample: Sample,
) -> None:
    with on(TODAY):
        period = opened(sample)
        with sample.document.edit("Chair") as session:
            (housing,) = people.subgroups(session)
            subgroup = session.get(Subgroup, housing.uid)
            assert subgroup is not None
            subgroup.chair = "Cy Dean"
            session.add(Person(name="cy dean", email="cy@homes.example"))
        assert asking_whom.named(asked(sample, period), "Housing").contact == "cy@homes.example"
        with sample.document.edit("Another") as session:
            session.add(Person(name="Cy Dean", email="other@homes.example"))
        assert asking_whom.named(asked(sample, period), "Housing").contact == ""


def test_a_period_that_is_not_there_is_told(sample: Sample) -> None:
    with sample.document.read() as session, pytest.raises(TrackerError, match="reporting period"):
        asking_whom.read(session, period="none", today=TODAY)
