"""`marmot mine`: whose list it is, what is asked, and what answers it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from marmot_tracker import clock, profile
from marmot_tracker.profile import Profile
from marmot_tracker.services import wording
from tests.cli.conftest import Marmot

TODAY = clock.today()
DUE = TODAY + timedelta(days=18)


def unrated(marmot: Marmot, tracker: Path) -> list[str]:
    """The recommendations that the list brought without a rating."""
    rows = marmot("list", tracker, "--filter", "rag:none", "--json").json["rows"]
    return [row["uid"] for row in rows]


def test_what_is_asked_is_printed_until_it_is_answered(marmot: Marmot, tracker: Path) -> None:
    first = unrated(marmot, tracker)[0]
    rated = marmot("list", tracker, "--filter", "rag:green", "--json").json["rows"]
    second = rated[0]["uid"]
    for uid in (first, second):
        assert marmot("set", tracker, uid, "owner=Family Hubs").status == 0
    asked = ("mine", tracker, "--organisation", "Family Hubs")
    assert marmot(*asked).out.splitlines()[-1] == "No reporting period is open."
    opens = wording.day(TODAY - timedelta(days=10))
    assert marmot("period", tracker, "Q3", "--opens", opens, "--due", wording.day(DUE)).status == 0
    said = marmot(*asked)
    assert said.out.splitlines()[-1] == (f"1 of 2 answered. Q3, due {wording.day(DUE)}, in 18 days")
    assert marmot("rate", tracker, first, "green", "--position", "Under way").status == 0
    found = marmot(*asked, "--json").json
    assert (found["answered"], found["asked"], found["due"]) == (2, 2, DUE.isoformat())
    assert {row["uid"]: row["answered"] for row in found["rows"]} == {first: True, second: True}
    assert {row["uid"]: row["said"] for row in found["rows"]}[first] == "Under way"


def test_it_is_my_own_list_where_nobody_is_named(marmot: Marmot, tracker: Path) -> None:
    opens = wording.day(TODAY - timedelta(days=10))
    assert marmot("period", tracker, "Q3", "--opens", opens).status == 0
    assert "--subgroup NAME" in marmot("mine", tracker).out
    uid = unrated(marmot, tracker)[0]
    assert marmot("set", tracker, uid, "owner=Family Hubs").status == 0
    profile.save(Profile("Bo Lee", "Family Hubs", ""))
    assert "0 of 1 answered. Q3" in marmot("mine", tracker).out
    assert "Nothing is asked. Q3" in marmot("mine", tracker, "--subgroup", "Transport").out
