"""How dates, times and lists read in a sentence, and how a date is read from words (British)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from marmot_tracker.clock import PLACE
from marmot_tracker.errors import TrackerError

Code = TypeVar("Code", bound=StrEnum)

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SPELT = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})")


def day(value: date | None) -> str:
    """`31/12/2026`, or nothing."""
    return "" if value is None else value.strftime("%d/%m/%Y")


def moment(value: datetime) -> str:
    """`31/12/2026 14:05` as the clock on the wall in Europe/London said it."""
    return value.astimezone(PLACE).strftime("%d/%m/%Y %H:%M")


def day_of(value: datetime) -> str:
    """The calendar day of a moment in Europe/London: `31/12/2026`."""
    return day(value.astimezone(PLACE).date())


def joined(parts: Sequence[str], *, last: str = "and") -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 day`, `2 days`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size(count: int) -> str:
    """So many bytes, for a person: 512 kB, 3.4 MB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)):,} kB"
    return f"{count / 1_000_000:,.1f} MB"


def times(number: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def quoted(words: str) -> str:
    """`'words'`, on one line."""
    return f"'{' '.join(words.split())}'"


def sentence(words: str) -> str:
    """`words` beginning with a capital and ending with a full stop."""
    words = words.strip()
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words[-1] in ".?!" else ".")


def read_day(words: str) -> date:
    """A date as it is written here: `31/12/2026`, `31 December 2026` or `2026-12-31`.

    Day before month, four digits for the year; anything else raises `TrackerError`.
    """
    text = words.strip()
    if found := _ISO.fullmatch(text):
        year, month, number = (int(part) for part in found.groups())
    elif found := _SLASHED.fullmatch(text):
        number, month, year = (int(part) for part in found.group(1, 3, 4))
    elif found := _SPELT.fullmatch(text):
        begins = [i for i, name in enumerate(MONTHS, 1) if name.startswith(found[2].casefold())]
        number, month, year = int(found[1]), begins[0] if len(begins) == 1 else 0, int(found[3])
    else:
        raise _no_date(text)
    try:
        return date(year, month, number)
    except ValueError:
        raise _no_date(text) from None


def _no_date(text: str) -> TrackerError:
    return TrackerError(
        f"“{text}” is not a date that can be read without guessing.",
        hint="Write day, month and year: 31/12/2026.",
    )


def code_of(codes: type[Code], value: str | None) -> Code | None:
    """The code a stored value stands for; None for none, and for one this program lacks."""
    found = codes._value2member_map_.get(value) if value else None
    return found if isinstance(found, codes) else None
