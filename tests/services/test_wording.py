from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import wording


@pytest.mark.parametrize(
    "words",
    [
        "31/12/2026",
        "2026-12-31",
        "31 December 2026",
        "31st Dec 2026",
        " 31.12.2026 ",
        "31-12-2026",
        "31-Dec-2026",
    ],
)
def test_dates_are_read_as_they_are_written_here(words: str) -> None:
    assert wording.read_day(words) == date(2026, 12, 31)


def test_the_day_comes_before_the_month() -> None:
    assert wording.read_day("03/04/2026") == date(2026, 4, 3)


@pytest.mark.parametrize(
    "words",
    [
        "12/31/2026",
        "31/12/26",
        "31/02/2026",
        "31-Dec-26",
        "4/5/27",
        "31/12-2026",
        "50%",
        "14:05",
        "31/12/2026 14:05",
        "soon",
        "",
        "1 Ju 2026",
        "Q2 2026",
        "46387",
    ],
)
def test_what_would_have_to_be_guessed_is_told(words: str) -> None:
    with pytest.raises(TrackerError, match="without guessing"):
        wording.read_day(words)


def test_times_are_those_of_the_wall_clock_here() -> None:
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert wording.moment(summer) == "01/07/2026 00:30"
    assert wording.day_of(summer) == "01/07/2026"


def test_numbers_and_lists_read_well() -> None:
    assert wording.joined(["a"]) == "a"
    assert wording.joined(["a", "b", "c"]) == "a, b and c"
    assert wording.counted(1, "day") == "1 day"
    assert wording.counted(1200, "day") == "1,200 days"
    assert [wording.times(n) for n in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert wording.quoted("two\n officers  left") == "'two officers left'"
    assert wording.sentence("it moved") == "It moved."
