"""Dates: British and strict; what can be read two ways is told, never guessed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker.exchange.dates import ONGOING, read_date
from marmot_tracker.exchange.tables import CellFault

MARCH = date(2026, 3, 31)
MARCH_MORNING = datetime.combine(MARCH, time(9, 30))
days = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))
SHAPES = (
    "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%Y-%m-%d", "%Y/%m/%d", "%d %B %Y",
    "%d %b %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%Y", "%A %d %B %Y", "%a, %d %b %Y", "%d/%m/%Y 00:00", "%Y-%m-%dT00:00:00",
)  # fmt: skip


@given(days, st.sampled_from(SHAPES))
def test_every_day_is_read_from_every_plain_shape(day, shape):
    assert read_date(day.strftime(shape)).day == day


@given(days.filter(lambda day: 2000 <= day.year < 2080), st.sampled_from(("%d/%m/%y", "%d-%b-%y")))
def test_two_digit_years_are_this_century(day, shape):
    assert read_date(day.strftime(shape)).day == day


@given(days)
def test_the_american_order_is_never_taken_for_a_day(day):
    read = read_date(day.strftime("%m/%d/%Y"))
    if day.day > 12:
        assert read.day is None
        assert "no month" in read.problem
    else:
        assert read.day == date(day.year, day.day, day.month)


@given(st.text(max_size=40))
def test_any_text_gives_a_day_or_says_why_not(text):
    read = read_date(text)
    assert not (read.day and read.problem)
    assert read.day or read.ongoing or read.note or read.problem or not text.strip()


@pytest.mark.parametrize(
    "cell",
    ["31/03/2026", "31/3/26", "31st March 2026", "31 Mar 26", "31-Mar-26", " 31  march 2026 ",
     "2026-03-31", "Tue 31 March 2026", "31 of March 2026", MARCH, MARCH_MORNING, 46112],
)  # fmt: skip
def test_one_day_in_many_shapes(cell):
    assert read_date(cell).value == "2026-03-31"


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("02/13/2025", "no month 13"),
        ("31/02/2026", "no such day"),
        ("04/2026", "a month, not a day"),
        ("April 2026", "a month, not a day"),
        ("Q2 2026/27", "a quarter"),
        ("2026", "a year"),
        ("02/13/2026", "no month 13"),
        ("within 12 months of publication", "not a date we can read"),
        ("Monday 31 March 2026", "31/03/2026 is a Tuesday"),
        ("46112", "a number, not a date (Excel counts 31/03/2026"),
        ("31/03/0206", "the year 206"),
        ("31/03/99", "could be 1999 or 2099"),
        (12, "the number 12"),
        (True, "a yes or no"),
        (time(0, 0), "00/01/1900"),
        (timedelta(hours=36), "not a day"),
        (CellFault("#REF!", "a formula with an error"), "a formula with an error"),
        ("x" * 5000, "not a date"),
    ],
)
def test_what_is_not_one_day_is_told(cell, why):
    read = read_date(cell)
    assert read.day is None
    assert why in read.problem


@pytest.mark.parametrize("words", ["ongoing", "Ongoing.", "On-going", "Continuous"])
def test_ongoing(words):
    assert read_date(words).value == ONGOING


@pytest.mark.parametrize("words", ["TBC", "to be confirmed", "n/a", "-", "?"])
def test_not_known_yet_is_no_problem_but_noted(words):
    read = read_date(words)
    assert (read.value, read.problem) == ("", "")
    assert words in read.note


def test_blank_is_nothing():
    assert read_date(None).value == read_date("").value == ""
    assert not read_date(None).problem


def test_a_spreadsheet_number_is_noted():
    assert "31/03/2026" in read_date(46112).note
