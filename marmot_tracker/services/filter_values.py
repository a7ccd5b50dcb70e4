"""What a filter word can be followed by here: each value with its words and how many rows have it.

The tick list of a column and the completion of the filter box offer these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.filtering import IS, SINCE_LAST_PACK, WANTING
from marmot_tracker.services.filtering_own import plain
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import RATING_KEY, WORDS, ExtraType, Rating

COLOURS = {
    Rating.COMPLETE: "blue",
    Rating.ON_TRACK: "green",
    Rating.AT_RISK: "amber",
    Rating.OFF_TRACK: "red",
    Rating.NOT_RATED: "none",
}
"""How the filter box writes a rating."""
MONTHS = 24
"""Of so many months a list of due dates offers each by itself."""


@dataclass(frozen=True, slots=True)
class Value:
    """One choice: how it reads, its word of the filter, and how many rows have it (None: unsaid).

    A choice that `joins` stands beside others of its field after a comma; any other alone.
    """

    words: str
    filter: str
    count: int | None = None
    joins: bool = True


def values(
    field: str,
    rows: Sequence[RegisterRow],
    *,
    words: Words,
    own: Iterable[ExtraColumnFacts] = (),
    today: date,
) -> list[Value]:
    """The choices for a filter word: a field of `filtering.FIELDS`, or a column's name."""
    if field == "rag":
        return _ratings(rows, words)
    if field in ("is", "direction", "moved"):
        return [Value(name, f"is:{name}", joins=False) for name in IS]
    if field in ("no", "has"):
        named = [*WANTING, *(_quoted(column.name) for column in own)]
        return [Value(name.strip('"'), f"{field}:{name}", joins=False) for name in named]
    if field == "due":
        return _due(rows, today)
    if field == "changed":
        return _changed()
    if field == "principle":
        return _principles(rows)
    if field in _NAMES:
        return _named(field, _NAMES[field], rows)
    column = next((each for each in own if plain(each.name) == plain(field.strip('"'))), None)
    return _own(column, rows) if column is not None else []


def _ratings(rows: Sequence[RegisterRow], words: Words) -> list[Value]:
    rated = Counter(row.rating for row in rows)
    return [
        Value(f"{RATING_KEY[code].letter}  {words.rating(code).word}", f"rag:{colour}", rated[code])
        for code, colour in COLOURS.items()
    ]


def _due(rows: Sequence[RegisterRow], today: date) -> list[Value]:
    months = Counter((row.due.year, row.due.month) for row in rows if row.due)
    now = today.year * 12 + today.month
    nearest = sorted(months, key=lambda month: abs(month[0] * 12 + month[1] - now))
    shown = sorted(nearest[:MONTHS])
    named = [
        Value(f"{date(year, month, 1):%B %Y}", f"due:{year}-{month:02}", months[year, month])
        for year, month in shown
    ]
    return [
        Value("Overdue", "is:overdue", sum(row.overdue for row in rows), joins=False),
        Value("Ongoing", "is:ongoing", sum(row.ongoing for row in rows), joins=False),
        Value(
            "No due date",
            "no:due",
            sum(row.counted and row.due is None and not row.ongoing for row in rows),
            joins=False,
        ),
        *named,
    ]


def _changed() -> list[Value]:
    return [
        Value("Today", "changed:today", joins=False),
        Value("In the last 7 days", "changed:7d", joins=False),
        Value("In the last 30 days", "changed:30d", joins=False),
        Value("In the last 90 days", "changed:90d", joins=False),
        Value("Since the last pack", SINCE_LAST_PACK, joins=False),
    ]


def _principles(rows: Sequence[RegisterRow]) -> list[Value]:
    found = Counter((row.principle, row.principle_name) for row in rows if row.principle)
    named = [
        Value(f"{number} {name}", f"principle:{number}", many)
        for (number, name), many in sorted(found.items(), key=lambda each: each[0][0] or 0)
    ]
    return [*_none("principle", rows, lambda row: not row.principle), *named]


_NAMES: dict[str, Callable[[RegisterRow], str]] = {
    "owner": lambda row: row.owner,
    "subgroup": lambda row: row.subgroup,
    "report": lambda row: row.report,
    "theme": lambda row: row.theme,
    "section": lambda row: row.section,
    "page": lambda row: row.page,
    "timescale": lambda row: row.timescale,
    "decision": lambda row: WORDS[f"decision.{row.decision}"] if row.decision else "",
    "stage": lambda row: WORDS[f"stage.{row.stage}"],
}
_CAN_LACK = frozenset({"owner", "subgroup", "decision"})
_EXACT = frozenset({"owner", "subgroup", "report", "theme", "section", "timescale", "decision"})


def _named(
    field: str, said: Callable[[RegisterRow], str], rows: Sequence[RegisterRow]
) -> list[Value]:
    found = Counter(said(row) for row in rows)
    sign = "=" if field in _EXACT else ""
    made = [
        Value(name, f"{field}:{_quoted(sign + name)}", many)
        for name, many in sorted(found.items(), key=lambda each: each[0].casefold())
        if name and name != ERASED
    ]
    lacking = _none(field, rows, lambda row: not said(row)) if field in _CAN_LACK else []
    return [*lacking, *made]


def _none(
    field: str, rows: Sequence[RegisterRow], lacks: Callable[[RegisterRow], bool]
) -> list[Value]:
    many = sum(row.counted and lacks(row) for row in rows)
    return [Value(f"No {field}", f"no:{field}", many, joins=False)] if many else []


def _own(column: ExtraColumnFacts, rows: Sequence[RegisterRow]) -> list[Value]:
    name = f'"{column.name}"'
    found = Counter(row.extra.get(column.name, "") for row in rows)
    made: list[Value] = []
    if column.type not in (ExtraType.DATE, ExtraType.NUMBER):
        sign = "" if column.type is ExtraType.YES_NO else "="
        made = [
            Value(said, f'{name}:"{sign}{said}"', many)
            for said, many in sorted(found.items(), key=lambda each: each[0].casefold())
            if said and said != ERASED and '"' not in said
        ]
    without = sum(row.counted and not row.extra.get(column.name) for row in rows)
    return [
        *made,
        Value("Nothing there", f"no:{name}", without, joins=False),
        Value("Something there", f"has:{name}", len(rows) - found[""], joins=False),
    ]


def _quoted(words: str) -> str:
    return words if words.isalnum() else f'"{words.replace(chr(34), "")}"'
