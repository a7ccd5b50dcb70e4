"""Strict British dates: what can be read one way only is read, anything else is told.

Read are real date cells, 31/03/2026 (also with . - or blanks, and two-digit years), 2026-03-31,
31 March 2026, 31-Mar-26, March 31, 2026, with or without a weekday or a midnight time. Never
guessed are a month without a day, a quarter, a span ("within 12 months"), and 02/13/2026, which
is read only where the person said that the month comes first.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from marmot_tracker.exchange.corrections import DateOrder
from marmot_tracker.exchange.tables import Cell, CellFault, cell_text, one_line

ONGOING = "ongoing"
"""The code for a due date that is *ongoing* (DESIGN.md, DateRevision)."""

EARLIEST, LATEST = 1950, 2100
"""Years outside these in a register are typing mistakes."""
LONGEST = 60
"""More characters than this are a sentence, not a date."""
UNREAD = "not a date we can read: "
"""How the reason begins where nothing nearer to the cause can be told."""
_NO_DATE = f"{UNREAD}write it as dd/mm/yyyy"
EXCEL_EPOCH = date(1899, 12, 30)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv januar enero ene gennaio janeiro januari ionawr",
            "february feb fevrier fevr februar febrero febbraio fevereiro februari chwefror",
            "march mar mars marz maerz marzo marco maart mawrth",
            "april apr avril avr abril abr aprile ebrill",
            "may mai mayo maggio maio mei",
            "june jun juin juni junio giugno junho mehefin",
            "july jul juillet juil juli julio luglio julho gorffennaf",
            "august aug aout agosto augustus awst",
            "september sept sep septembre septiembre setiembre settembre setembro medi",
            "october oct octobre oktober okt octubre ottobre outubro hydref",
            "november nov novembre noviembre novembro tachwedd",
            "december dec decembre dezember dez diciembre dic dicembre dezembro rhagfyr",
        ),
        start=1,
    )
    for name in names.split()
}
"""Months in English, French, German, Spanish, Italian, Portuguese, Dutch and Welsh."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONGOING_WORDS = frozenset(
    {"ongoing", "on going", "on-going", "continuous", "continuing", "rolling", "business as usual"}
)
NO_ANSWER = frozenset({"none", "n/a", "na", "not applicable"})
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
    r"(\d{1,2})(?:st|nd|rd|th|er)?[\s\-/.]*(?:of\s+|de\s+)?([a-z]{3,10})"
    r"[\s\-/.,]*(?:de\s+|del\s+)?(\d{4}|\d{2})"
)
MONTH_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
CLOCK_TIME = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?z?$")
WEEKDAY = re.compile(r"^(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)([a-z]*)[,.]?\s+")
WITH_MORE = re.compile(
    r"(?:by|before|no later than|not later than|due|until)\s+(?:the\s+)?(?:end\s+(?:of\s+)?)?(?=\S)|"
    r"(?:the\s+)?end\s+(?:of\s+)?(?=\S)"
)
"""Words before a day, which are kept: "by 31 March 2026", "end of March 2026"."""
MONTH_NAMED = re.compile(r"([a-z]{3,10})\.?[\s\-/,']*(\d{4})")
SPOKEN = re.compile(
    r"(?:fy ?)?\d{4}(?:\s?[/\-–]\s?(?:\d{4}|\d{2}))?|fy ?\d{2}(?:/\d{2})?|"
    r"(?:by |end of |end |early |mid |mid-|late )*(?:spring|summer|autumn|winter|fall|year|"
    r"financial year)?,? ?\d{4}(?:/\d{2,4})?|asap|as soon as possible|immediate(?:ly)?|"
    r"(?:short|medium|long|longer)[ -]?term|annual(?:ly)?|monthly|quarterly|yearly|"
    r"complete[d]?|done"
)
"""Ordinary answers to "by when" that name no day."""
MONTH_ONLY = re.compile(
    r"([a-z]{3,9}\.?[\s\-/,']*(\d{4}|\d{2})|\d{1,2}[/.\-]\d{4}|\d{4}[/.\-]\d{1,2})"
)
YEAR_ONLY = re.compile(
    r"(?:fy ?)?(\d{4})(?:\s?[/\-–]\s?(?:\d{4}|1[3-9]|[2-9]\d))?|fy ?\d{2}(?:/\d{2})?"
)
QUARTER = re.compile(r".*\b(q[1-4]|quarter)\b.*")


@dataclass(frozen=True, slots=True)
class DateRead:
    """What a cell says about a day: the day, or *ongoing*, or nothing yet; a note; a problem."""

    day: date | None = None
    ongoing: bool = False
    note: str = ""
    problem: str = ""
    spoken: bool = False
    """Whether the words answer the question though they name no day: "2026", "2025/26"."""
    kept: str = ""
    """The words as printed, where the day alone does not say all of them."""

    @property
    def value(self) -> str:
        """As a field holds it: "2026-03-31", "ongoing", or "" where no day is set."""
        if self.ongoing:
            return ONGOING
        return self.day.isoformat() if self.day else ""


def month_first(cell: Cell) -> bool:
    """Whether a cell is a date that only makes sense with the month first: 02/13/2026."""
    found = DAY_FIRST.fullmatch(one_line(cell)) if isinstance(cell, str) else None
    return found is not None and int(found[1]) <= 12 < int(found[3]) <= 31


def read_date(cell: Cell, order: DateOrder = DateOrder.AS_FOUND) -> DateRead:
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
    return _read_words(one_line(cell), order)


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


def _read_words(text: str, order: DateOrder) -> DateRead:
    words = _unaccented(text.lower())
    if not words:
        return DateRead()
    if len(words) > LONGEST:
        return DateRead(problem=_NO_DATE)
    if words.rstrip(".") in ONGOING_WORDS:
        return DateRead(ongoing=True)
    if words in LATER_WORDS:
        own = any(map(str.isalpha, words)) and words not in NO_ANSWER
        return DateRead(note=f"'{text}' read as no date yet", kept=text if own else "")
    words = CLOCK_TIME.sub("", words)
    weekday = WEEKDAY.match(words)
    rest = words[weekday.end() :] if weekday else words
    read = _read_day(rest, order)
    if not read.day and (more := WITH_MORE.match(words)):
        read = _read_with_more(text, words[more.end() :], "end" in more[0].split(), order) or read
    if weekday and read.day and not WEEKDAYS[read.day.weekday()].startswith(weekday[1][:3]):
        return DateRead(problem=f"{read.day:%d/%m/%Y} is a {WEEKDAYS[read.day.weekday()].title()}")
    return read


def _unaccented(words: str) -> str:
    if words.isascii():
        return words
    apart = unicodedata.normalize("NFKD", words)
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


def _read_with_more(text: str, rest: str, at_end: bool, order: DateOrder) -> DateRead | None:
    """The day after "by" or "end of", the last one of a month; the words are kept."""
    day = None
    if not at_end:
        day = _read_day(rest, order).day
    elif (found := MONTH_NAMED.fullmatch(rest)) and found[1] in MONTHS:
        year, month = int(found[2]), MONTHS[found[1]]
        if EARLIEST <= year <= LATEST:
            day = date(year, month, calendar.monthrange(year, month)[1])
    if day is None:
        return None
    return DateRead(day, note=f"'{text}' read as {day:%d/%m/%Y}", kept=text)


def _read_day(words: str, order: DateOrder) -> DateRead:
    if found := DAY_FIRST.fullmatch(words):
        first, second = int(found[1]), int(found[3])
        if order is DateOrder.MONTH_FIRST:
            return _day(second, first, found[4])
        if order is DateOrder.ASKED and first != second and max(first, second) <= 12:
            return DateRead(
                problem="day or month first? Others in this column have the month first: say which"
            )
        return _day(first, second, found[4])
    if found := YEAR_FIRST.fullmatch(words):
        return _day(int(found[4]), int(found[3]), found[1], year_first=True)
    if (found := NAMED.fullmatch(words)) and found[2] in MONTHS:
        return _day(int(found[1]), MONTHS[found[2]], found[3])
    if (found := MONTH_NAMED_FIRST.fullmatch(words)) and found[1] in MONTHS:
        return _day(int(found[2]), MONTHS[found[1]], found[3])
    return DateRead(problem=_why_not(words), spoken=bool(SPOKEN.fullmatch(words)))


def _why_not(words: str) -> str:
    """Why these words are not a day, as near to the cause as can be told."""
    if QUARTER.fullmatch(words):
        return "a quarter, not a day"
    if YEAR_ONLY.fullmatch(words):
        return "a year, not a day"
    if MONTH_ONLY.fullmatch(words):
        return "a month, not a day"
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
