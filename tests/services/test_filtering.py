"""The filter language: what each word keeps, and what is told where a word is not understood."""

from __future__ import annotations

from datetime import date

import pytest

from marmot_tracker.services.filtering import Mine, Query, fold, parse, select
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import DecisionCode, Rating, Stage

TODAY = date(2026, 11, 15)
MINE = Mine(name="Ann Smith", organisation="Anytown Council", subgroup="Housing")

PLAIN = RegisterRow(
    uid="r1",
    reference="5.4",
    text="Improve the quality of homes",
    short_title="",
    position_line="",
    theme="Homes",
    report="A fair place",
    report_uid="p1",
    section="",
    page="",
    timescale="Short term",
    principle=5,
    principle_name="Healthy and sustainable places",
    subgroup="Housing",
    subgroup_uid="g1",
    owner="Housing standards manager, Anytown Council",
    rating=Rating.AT_RISK,
    rating_uid="u1",
    not_rated_why=None,
    reason="Two officers left",
    path_to_green="Agency cover",
    path_to_green_by=date(2027, 2, 28),
    help_needed="",
    speaks_for=date(2026, 11, 1),
    stale=False,
    previous_rating=Rating.ON_TRACK,
    decision=DecisionCode.ACCEPTED_IN_PART,
    due=date(2026, 12, 31),
    ongoing=False,
    first_due=date(2026, 6, 30),
    times_moved=1,
    days_slipped=184,
    overdue=False,
    evidence=4,
    last_changed="2026-11-14T10:00:00.000000Z",
    marks=(),
    stage=Stage.LOGGED,
    extra={"Ward": "Crawley"},
    order=1,
    updated=True,
)
BARE = PLAIN._replace(
    uid="r2",
    reference="3.10",
    text="Café culture for all ages",
    theme="",
    principle=None,
    principle_name="",
    subgroup="",
    owner="",
    rating=Rating.NOT_RATED,
    reason="",
    path_to_green="",
    decision=None,
    due=None,
    first_due=None,
    times_moved=0,
    evidence=0,
    last_changed="2026-09-01T10:00:00.000000Z",
    extra={},
    updated=False,
    order=2,
)
LATE = PLAIN._replace(
    uid="r3",
    reference="5.41",
    text="Clean air by schools",
    theme="Transport",
    extra={},
    subgroup="Net Zero",
    owner="Smith & Sons",
    rating=Rating.OFF_TRACK,
    due=date(2026, 6, 30),
    overdue=True,
    times_moved=0,
    stale=True,
    marks=("rating",),
    order=3,
)
OUT = BARE._replace(
    uid="r4",
    reference="9",
    text="A bridge to the moon",
    decision=DecisionCode.NOT_ACCEPTED,
    counted=False,
    order=4,
)
ROWS = [PLAIN, BARE, LATE, OUT]


def kept(words: str) -> list[str]:
    query = parse(words)
    assert query.problems == ()
    return [row.uid for row in select(ROWS, query, today=TODAY, mine=MINE)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ["r1", "r2", "r3", "r4"]),
        ("homes", ["r1"]),
        ("HOMES quality", ["r1"]),
        ("cafe", ["r2"]),
        ("crawley", ["r1"]),
        ('"quality of"', ["r1"]),
        ("-homes", ["r2", "r3", "r4"]),
        ("owner:smith", ["r3"]),
        ("owner:smith,standards", ["r1", "r3"]),
        ("rag:amber", ["r1"]),
        ("rag:R", ["r3"]),
        ("rag:red,amber", ["r1", "r3"]),
        ("rag:off_track", ["r3"]),
        ("rag:none", ["r2", "r4"]),
        ("-rag:none", ["r1", "r3"]),
        ("is:overdue", ["r3"]),
        ("is:over", ["r3"]),
        ("is:mine", ["r1"]),
        ("is:stale", ["r3"]),
        ("is:moved", ["r1"]),
        ("is:two-answers", ["r3"]),
        ("is:decided", ["r1", "r3", "r4"]),
        ("no:owner", ["r2"]),
        ("no:evidence", ["r2"]),
        ("no:due", ["r2"]),
        ("no:update", ["r2"]),
        ("has:evidence", ["r1", "r3"]),
        ("principle:5", ["r1", "r3"]),
        ("principle:sustainable", ["r1", "r3"]),
        ("subgroup:housing", ["r1"]),
        ('subgroup:"net zero"', ["r3"]),
        ("ref:5.4", ["r1", "r3"]),
        ("report:fair", ["r1", "r2", "r3", "r4"]),
        ("decision:part", ["r1", "r3"]),
        ("due:2026-12", ["r1"]),
        ("due:12/2026", ["r1"]),
        ("due:31/12/2026", ["r1"]),
        ("due:<01/07/2026", ["r3"]),
        ("due:>30/06/2026", ["r1"]),
        ("changed:7d", ["r1", "r3"]),
        ("changed:2026-09-01", ["r1", "r2", "r3", "r4"]),
        ("changed:<01/10/2026", ["r2", "r4"]),
        ("owner:", ["r1", "r2", "r3", "r4"]),
        ("rag:red is:overdue owner:smith air", ["r3"]),
    ],
)
def test_keeps(words: str, expected: list[str]) -> None:
    assert kept(words) == expected


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("colour:red", "“colour:” is not a filter word"),
        ("rag:purple", "“rag:purple” is not known"),
        ("is:nice", "“is:nice” is not known"),
        ("due:soon", "“due:soon” is not known"),
        ("changed:31/02/2026", "“changed:31/02/2026” is not known"),
    ],
)
def test_not_understood_is_told_and_shows_nothing(words: str, told: str) -> None:
    query = parse(words)
    assert told in query.problems[0]
    assert select(ROWS, query, today=TODAY) == []


def test_an_address_is_free_words() -> None:
    assert parse("https://example.org/a") == Query(parse('"https://example.org/a"').terms)


def test_folded_text_may_be_kept_by_the_caller() -> None:
    folded = {row.uid: fold(row) for row in ROWS}
    query = parse("homes")
    assert select(ROWS, query, today=TODAY, folded=folded) == [PLAIN]


def test_mine_is_nobodys_when_nothing_is_known() -> None:
    assert select(ROWS, parse("is:mine"), today=TODAY, mine=Mine()) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("is:worse", True),
        ("is:better", False),
        ("theme:homes", True),
        ("theme:=home", False),
        ('timescale:"short term"', True),
        ("stage:log", True),
        ("stage:planned", False),
        ('subgroup:"=Net Zero","=Housing"', True),
        ('subgroup:"=Net Zero","=Hous"', False),
        ('decision:"=Accepted"', False),
        ('decision:"=Accepted in part"', True),
        ("page:14", False),
    ],
)
def test_words_that_a_heading_writes(words: str, found: bool) -> None:
    query = parse(words)
    assert query.problems == ()
    assert bool(select([PLAIN], query, today=TODAY)) is found
