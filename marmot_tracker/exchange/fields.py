"""The fields in which a list and the tracker are compared, and what a row says in each.

Every value is one text: a code, a number, an ISO date, a key of `naming`. Fields of the tracker
go by the names of `model.Recommendation`; `update.reason` is the reason of the status update that
holds the rating, `extra:Name` a column of the place's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marmot_tracker.exchange.naming import EXTRA, Names
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.services import wording
from marmot_tracker.services.programme import Words
from marmot_tracker.services.telling import FIELD_WORDS
from marmot_tracker.vocabulary import NotRatedWhy, Rating

PLAIN: dict[str, str] = {
    "section": "section",
    "page": "page",
    "timescale": "timescale",
    "source": "source",
}
"""Fields of a read row that are texts of the recommendation, beside those it always has."""

COLUMNS = (
    "reference",
    "wording",
    "short_title",
    "theme",
    "plain_position",
    "stage",
    *PLAIN.values(),
)
"""Fields of a recommendation that hold their own text."""

UPDATE: dict[str, str] = {
    "reason": "reason",
    "position": "position_line",
    "path_to_green": "path_to_green",
    "help_needed": "help_needed",
}
"""Fields of a read row that are told together with a rating."""

_READ_AS: dict[str, str] = {
    "wording": "text",
    "short_title": "title",
    "lead": "owner",
    "further_principles": "principle",
    "plain_position": "position",
    "stage": "rating",
    "decision.reason": "reason",
    **{f"update.{field}": name for name, field in UPDATE.items()},
}


def read_as(field: str) -> str:
    """The field of a read row (`headings.FIELDS`) that a field of the tracker is taken from."""
    return _READ_AS.get(field, field)


ONGOING = "ongoing"
LINES = ("further_principles", "supporting", "interested")
"""Fields that hold several values; what a list said of them is always noted."""

_MORE_WORDS = {
    "further_principles": "further principles",
    "supporting": "supporting owners",
    "interested": "interested subgroups",
    "decision.reason": "reason for the decision",
    "update.reason": "reason for the rating",
    "update.position_line": "position",
    "update.path_to_green": "path to green",
    "update.help_needed": "help needed",
}


def field_words(field: str) -> str:
    """What a field is called in a sentence."""
    if field.startswith(EXTRA):
        return field.removeprefix(EXTRA)
    return FIELD_WORDS.get(field) or _MORE_WORDS.get(field, field)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a list has columns for, which decides where its cells belong.

    `headings` gives the heading of each field, so that one the tracker has no place for becomes
    a column of the place's own under the list's name for it.
    """

    rated: bool
    decided: bool
    headings: Mapping[str, str]

    @classmethod
    def of(cls, result: ReadResult) -> Layout:
        """The layout of a list that was read."""
        columns = {column.field: column.heading for column in result.columns}
        held = {name for item in result.items for name, value in item.fields.items() if value}
        return cls(
            rated="rating" in held,
            decided="decision" in held,
            headings={name: " ".join(text.split()) for name, text in columns.items() if text},
        )


def says(item: ReadItem, layout: Layout, names: Names) -> dict[str, str]:
    """What a row says, field by field; a blank cell says nothing."""
    read = item.fields
    said = {
        "reference": item.reference,
        "wording": item.text,
        "short_title": item.title,
        "theme": item.theme,
    }
    said |= {field: read.get(name, "") for name, field in PLAIN.items()}
    said["principle"] = read.get("principle", "")
    said["further_principles"] = " ".join(sorted(read.get("further_principles", "").split()))
    said["decision"] = read.get("decision", "")
    said["due"] = read.get("due", "")
    if name := read.get("subgroup"):
        said["subgroup"] = names.subgroup(name)
    if name := read.get("owner"):
        said["lead"] = names.owner(name)
    if several := read.get("supporting"):
        keys = {names.owner(one) for one in several.split("\n")}
        said["supporting"] = "\n".join(sorted(keys - {said.get("lead", "")}))
    if several := read.get("interested"):
        _say_interested(said, several, layout, names)
    said["stage"] = read.get("stage", "")
    if rating := read.get("rating"):
        said["rating"] = rating_value(rating, read.get("not_rated_why", ""))
    _say_the_rest(said, item, layout)
    return {field: value for field, value in said.items() if value}


def _say_interested(said: dict[str, str], several: str, layout: Layout, names: Names) -> None:
    """Subgroups of the tracker that a cell names; other names stay in a column of their own."""
    given = dict.fromkeys(one.strip(" -•*") for one in _PARTED.split(several))
    keys = {name: names.known_subgroup(name) for name in given if name}
    lead = said.get("subgroup", "")
    said["interested"] = "\n".join(sorted({key for key in keys.values() if key} - {lead}))
    if others := [name for name, key in keys.items() if not key]:
        said[_own_column("interested", layout)] = "; ".join(others)


_PARTED = re.compile(r"[\n;,/|]|\band\b")


def _say_the_rest(said: dict[str, str], item: ReadItem, layout: Layout) -> None:
    """Cells told together with a rating or decision, and those the tracker has no place for."""
    for name, field in UPDATE.items():
        value = item.fields.get(name, "")
        if not value:
            continue
        if layout.rated:
            said[f"update.{field}"] = value
        elif name == "position":
            said["plain_position"] = value
        elif name == "reason" and said["decision"]:
            said["decision.reason"] = value
        else:
            said[_own_column(name, layout)] = value
    for name in ("link", "evidence"):
        if text := item.fields.get(name):
            said[_own_column(name, layout)] = text
    for name in ("rating", "decision"):
        if text := item.fields.get(f"{name}_words"):
            said[f"{_own_column(name, layout)}, as written"] = text
    for heading, value in item.extra.items():
        said[f"{EXTRA}{' '.join(heading.split())}"] = value


def _own_column(name: str, layout: Layout) -> str:
    return f"{EXTRA}{layout.headings.get(name) or name.replace('_', ' ').capitalize()}"


def together(field: str) -> str:
    """What fields are written as one thing: a rating with its reason, a decision with its own."""
    if field == "rating" or field.startswith("update."):
        return "rating"
    return "decision" if field.startswith("decision") else ""


def rating_value(rating: str, why: str) -> str:
    """A rating as it is compared: its code, with the kind of *not rated* where it says so."""
    return f"{rating}/{why}" if why and rating == Rating.NOT_RATED else rating


def rating_parts(value: str) -> tuple[str, str]:
    """The code of a rating and the kind of *not rated* (empty where it does not say)."""
    rating, _, why = value.partition("/")
    return rating, why


class Shown:
    """Puts compared values into words for the review."""

    def __init__(self, words: Words, names: Names, principles: Mapping[str, str]) -> None:
        self._words = words
        self._names = names
        self._principles = principles

    def value(self, field: str, value: str) -> str:
        """A value in words."""
        if not value:
            return ""
        if field in ("principle", "further_principles"):
            return ", ".join(self._principles.get(one, one) for one in value.split())
        if field in ("subgroup", "lead"):
            return self._names.words(field, value)
        if field == "stage":
            return self._words.of("stage", value)
        if field in ("supporting", "interested"):
            return "; ".join(self._names.words(field, one) for one in value.split("\n"))
        if field == "rating":
            rating, why = rating_parts(value)
            if why and why in set(NotRatedWhy):
                return self._words.not_rated_why(NotRatedWhy(why))
            return self._words.of("rating", rating)
        if field == "decision":
            return self._words.of("decision", value)
        if field == "due" and value != ONGOING:
            return wording.day(wording.read_day(value))
        return value


def repeats(items: Sequence[ReadItem]) -> dict[int, int]:
    """Rows that say in every cell what an earlier row says: their places, with the earlier one."""
    first: dict[tuple[object, ...], int] = {}
    found: dict[int, int] = {}
    for place, item in enumerate(items):
        whole = (
            item.reference,
            item.title,
            item.text,
            item.theme,
            tuple(sorted(item.fields.items())),
            tuple(sorted(item.extra.items())),
        )
        earlier = first.setdefault(whole, place)
        if earlier != place:
            found[place] = earlier
    return found
