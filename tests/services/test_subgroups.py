"""Chairs and support officers of subgroups, and where mail reaches them."""

from __future__ import annotations

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Person
from marmot_tracker.services import asking_whom, people, periods, subgroups
from marmot_tracker.services.subgroups import SubgroupPeople
from tests.services.conftest import TODAY, Sample


def named(sample: Sample, people_: SubgroupPeople, **mails: str) -> int:
    with sample.document.edit("Name") as session:
        (housing,) = people.subgroups(session)
        given = {name.replace("_", " "): mail for name, mail in mails.items()}
        return subgroups.set_people(session, people={housing.uid: people_}, mails=given)


def contact(sample: Sample) -> str:
    with sample.document.edit("Open a period") as session:
        period = periods.add(session, name="Spring", opens=TODAY, due=TODAY)
        found = asking_whom.read(session, period=period, today=TODAY)
    return asking_whom.named(found, "Housing").contact


def test_a_return_goes_to_the_address_given_beside_the_chair(sample: Sample) -> None:
    named(sample, SubgroupPeople("Cy Dean", "Sam Hill"), Cy_Dean=" cy@homes.example ")
    assert contact(sample) == "cy@homes.example"


def test_without_the_chairs_address_it_goes_to_the_support_officer(sample: Sample) -> None:
    named(sample, SubgroupPeople("Cy Dean", "Sam Hill"), Sam_Hill="sam@luton.example")
    assert contact(sample) == "sam@luton.example"


def test_one_person_has_one_address_that_is_changed_and_emptied(sample: Sample) -> None:
    both = SubgroupPeople("Cy Dean", "Sam Hill")
    named(sample, both, Cy_Dean="cy@homes.example")
    assert named(sample, both, CY_DEAN="new@homes.example") == 1
    with sample.document.read() as session:
        assert people.mails(session) == {"cy dean": "new@homes.example"}
    named(sample, both, Cy_Dean="")
    with sample.document.read() as session:
        assert people.mails(session) == {}
        assert session.query(Person).count() == 1
    assert named(sample, both, Cy_Dean="") == 0


@pytest.mark.parametrize(
    "wrong", ["cy", "cy@", "@homes.example", "cy@a@b", "cy dean@homes.example"]
)
def test_what_is_no_address_is_refused(sample: Sample, wrong: str) -> None:
    with pytest.raises(TrackerError, match="mail address"):
        named(sample, SubgroupPeople("Cy Dean"), Cy_Dean=wrong)
    with sample.document.read() as session:
        assert people.mails(session) == {}
        assert people.subgroups(session)[0].chair == ""
