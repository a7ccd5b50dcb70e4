"""The filter language for the place's own columns, and how its words are compared.

ward:crawley              part of a text, whatever case or accents
stage:"to do"             the beginning of a choice
budget:>1000              a number, with < or > for less or more
"Start":<01/04/2026       a date or a month, with < or > for before or after
funded:yes                yes or no
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from marmot_tracker.services.extras import ExtraColumnFacts, amount, day_key
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import ExtraType

Own: TypeAlias = Mapping[str, ExtraColumnFacts]
"""The place's own columns by their names, folded."""

_TAKES: dict[ExtraType, str] = {
    ExtraType.DATE: "a date or a month, with < or > for before or after",
    ExtraType.NUMBER: "a number, with < or > for less or more",
    ExtraType.YES_NO: "yes or no",
}


def plain(text: str) -> str:
    """`text` for comparing: no case, no accents, one kind of blank."""
    if text.isascii():
        return text.casefold()
    bare = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).casefold()


def by_name(columns: Iterable[ExtraColumnFacts]) -> Own:
    """Columns by their folded names."""
    return {plain(column.name): column for column in columns}


def term(
    column: ExtraColumnFacts, value: str, whole: tuple[str, ...]
) -> tuple[tuple[str, ...], list[str]]:
    """What may match in a column (nothing where nothing was given), and what was not understood.

    `whole` are the values given in quotation marks; without any, `value` is parted at its commas.
    """
    parts = whole or tuple(filter(None, value.split(",")))
    if not whole and column.type is ExtraType.NUMBER and amount(value.lstrip("<>=")) is not None:
        parts = (value,)  # 12,500 is one number
    values = tuple(plain(part) for part in parts if part.strip("<>="))
    wrong = [each for each in values if not _is_known(column.type, each)]
    told = [
        f"“{column.name}:{each}” is not known; it takes {_TAKES[column.type]}." for each in wrong
    ]
    return values, told


def _is_known(kind: ExtraType, value: str) -> bool:
    bare = value.lstrip("<>=")
    if kind is ExtraType.NUMBER:
        return amount(bare) is not None
    if kind is ExtraType.DATE:
        return span_of(bare, date(2000, 1, 1)) is not None
    if kind is ExtraType.YES_NO:
        return any(word.startswith(value) for word in ("yes", "no"))
    return True


def test(column: ExtraColumnFacts, value: str, today: date) -> Callable[[RegisterRow], bool]:
    """Whether a row says so in a column; a row that says nothing there never does."""
    name, bare = column.name, value.lstrip("<>=")
    sign = value[: len(value) - len(bare)][:1]
    if column.type is ExtraType.NUMBER:
        return _number(name, sign, bare)
    if column.type is ExtraType.DATE:
        return _day(name, sign, bare, today)
    if column.type in (ExtraType.TEXT, ExtraType.CHOICE) and sign == "=":
        return lambda row: plain(row.extra.get(name, "")) == bare
    if column.type in (ExtraType.YES_NO, ExtraType.CHOICE):
        return lambda row: plain(row.extra.get(name, "")).startswith(value)
    return lambda row: value in plain(row.extra.get(name, ""))


def _number(name: str, sign: str, bare: str) -> Callable[[RegisterRow], bool]:
    wanted = amount(bare)

    def holds(row: RegisterRow) -> bool:
        said = row.extra.get(name)
        number = amount(said) if said else None
        if number is None or wanted is None:
            return False
        if sign == "<":
            return number < wanted
        return number > wanted if sign == ">" else number == wanted

    return holds


def _day(name: str, sign: str, bare: str, today: date) -> Callable[[RegisterRow], bool]:
    span = span_of(bare, today)
    first, last = (f"{each:%Y%m%d}" for each in span) if span else ("", "")

    def holds(row: RegisterRow) -> bool:
        days = day_key(row.extra.get(name, ""))
        if not days or not first:
            return False
        if sign == "<":
            return days < first
        return days > last if sign == ">" else first <= days <= last

    return holds


def span_of(value: str, today: date) -> tuple[date, date] | None:
    """First and last day meant by a day, a month, `today` or `7d`; None if it is none of them."""
    if value == "today":
        return today, today
    if found := re.fullmatch(r"(\d{1,4})d", value):
        return today - timedelta(days=int(found[1])), today
    if found := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", value):
        year, month, day = int(found[1]), int(found[2]), found[3]
    elif found := re.fullmatch(r"(?:(\d{1,2})/)?(\d{1,2})/(\d{4})", value):
        year, month, day = int(found[3]), int(found[2]), found[1]
    else:
        return None
    try:
        if day:
            exact = date(year, month, int(day))
            return exact, exact
        first = date(year, month, 1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    except ValueError:
        return None
