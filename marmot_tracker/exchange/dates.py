"""Strict British dates: what can be read one way only is read, anything else is told.

Read are real date cells, 31/03/2026 (also with . - or blanks, and two-digit years), 2026-03-31,
31 March 2026, 31-Mar-26, with or without a weekday or a midnight time. Never guessed are a month
without a day, a quarter, an American order, a span ("within 12 months").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from marmot_tracker.exchange.tables import Cell, CellFault, cell_text, one_line

ONGOING = "ongoing"
"""The code for a due date that is *ongoing* (DESIGN.md, DateRevision)."""

EARLIEST, LATEST = 1950, 2100
"""Years outside these in a register are typing mistakes."""
LONGEST = 60
"""More characters than this are a sentence, not a date."""
_NO_DATE = "not a date we can read: write it as dd/mm/yyyy"
EXCEL_EPOCH = date(1899, 12, 30)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONGOING_WORDS = frozenset(
    {"ongoing", "on going", "on-going", "continuous", "continuing", "rolling", "business as usual"}
)
LATER_WORDS = frozenset(
    {
        *(
            "tbc",
            "tba",
            "tbd",
            "tbc.",
            "t.b.c.",
            "to be confirmed",
            "to be agreed",
            "to be decided",
        ),
        *("to be determined", "to be advised", "not set", "not known", "unknown", "none", "n/a"),
        *("na", "not applicable", "-", "–", "—", "?"),
    }
)

DAY_FIRST = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})")
NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*(?:of\s+)?([a-z]{3,9})[\s\-/.,]*(\d{4}|\d{2})"
)
MONTH_FIRST = re.compile(r"[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}")
CLOCK_TIME = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?z?$")
WEEKDAY = re.compile(r"^(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)([a-z]*)[,.]?\s+")
MONTH_ONLY = re.compile(
    r"([a-z]{3,9}\.?[\s\-/,']*(\d{4}|\d{2})|\d{1,2}[/.\-]\d{4}|\d{4}[/.\-]\d{1,2})"
)
QUARTER = re.compile(r".*\b(q[1-4]|quarter)\b.*")


@dataclass(frozen=True, slots=True)
class DateRead:
    """What a cell says about a day: the day, or *ongoing*, or nothing yet; a note; a problem."""

    day: date | None = None
    ongoing: bool = False
    note: str = ""
    problem: str = ""

    @property
    def value(self) -> str:
        """As a field holds it: "2026-03-31", "ongoing", or "" where no day is set."""
        if self.ongoing:
            return ONGOING
        return self.day.isoformat() if self.day else ""


def read_date(cell: Cell) -> DateRead:
    """Read a cell as a day, strictly; the problem is in words where it cannot be read one way."""
    if cell is None:
        return DateRead()
    if isinstance(cell, datetime):
        return _checked(cell.date())
    if isinstance(cell, date):
        return _checked(cell)
    if isinstance(cell, CellFault):
        return DateRead(problem=cell.why)
    if isinstance(cell, (time, timedelta)):
        return DateRead(problem="a time of day or the date 00/01/1900, not a day")
    if isinstance(cell, bool):
        return DateRead(problem="a yes or no, not a date")
    if isinstance(cell, (int, float)):
        return _read_number(cell)
    return _read_words(one_line(cell))


def _read_number(number: float) -> DateRead:
    """A bare number: a spreadsheet's own count of days where it can be nothing else."""
    day = _serial(number)
    if day is None:
        return DateRead(problem=f"the number {cell_text(number)} is not a date")
    return DateRead(
        day, note=f"the number {cell_text(number)} is {day:%d/%m/%Y} as Excel counts days"
    )


def _serial(number: float) -> date | None:
    if float(number).is_integer() and 36526 <= number <= 73050:  # the years 2000 to 2099
        return EXCEL_EPOCH + timedelta(days=int(number))
    return None


def _read_words(text: str) -> DateRead:
    words = text.lower()
    if not words:
        return DateRead()
    if len(words) > LONGEST:
        return DateRead(problem=_NO_DATE)
    if words.rstrip(".") in ONGOING_WORDS:
        return DateRead(ongoing=True)
    if words in LATER_WORDS:
        return DateRead(note=f"'{text}' read as no date yet")
    words = CLOCK_TIME.sub("", words)
    weekday = WEEKDAY.match(words)
    rest = words[weekday.end() :] if weekday else words
    read = _read_day(rest)
    if weekday and read.day and not WEEKDAYS[read.day.weekday()].startswith(weekday[1][:3]):
        return DateRead(problem=f"{read.day:%d/%m/%Y} is a {WEEKDAYS[read.day.weekday()].title()}")
    return read


def _read_day(words: str) -> DateRead:
    if found := DAY_FIRST.fullmatch(words):
        return _day(int(found[1]), int(found[3]), found[4])
    if found := YEAR_FIRST.fullmatch(words):
        return _day(int(found[4]), int(found[3]), found[1], year_first=True)
    if (found := NAMED.fullmatch(words)) and found[2] in MONTHS:
        return _day(int(found[1]), MONTHS[found[2]], found[3])
    return DateRead(problem=_why_not(words))


def _why_not(words: str) -> str:
    """Why these words are not a day, as near to the cause as can be told."""
    if QUARTER.fullmatch(words):
        return "a quarter, not a day"
    if MONTH_FIRST.fullmatch(words):
        return "the month stands before the day: write the day first"
    if MONTH_ONLY.fullmatch(words):
        return "a month, not a day"
    if words.isdecimal() and len(words) == 4:
        return "a year, not a day"
    if words.isdecimal() and (day := _serial(int(words))):
        return f"a number, not a date (Excel counts {day:%d/%m/%Y} as {words})"
    return _NO_DATE


def _day(day: int, month: int, year: str, *, year_first: bool = False) -> DateRead:
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if len(year) == 2 and int(year) >= 80:
        return DateRead(problem=f"the year '{year}' could be 19{year} or 20{year}")
    try:
        return _checked(date(full, month, day))
    except ValueError:
        if not 1 <= month <= 12:
            order = "year, month, day" if year_first else "the day first"
            return DateRead(problem=f"there is no month {month} (dates are read {order})")
        return DateRead(problem=f"there is no such day: {day}/{month}/{full}")


def _checked(day: date) -> DateRead:
    if not EARLIEST <= day.year <= LATEST:
        return DateRead(problem=f"the year {day.year} cannot be right")
    return DateRead(day)
