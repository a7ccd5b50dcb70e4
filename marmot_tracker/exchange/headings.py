"""What the words that people put above a column mean (`heading_words`).

`FIELDS` is every field a list can carry.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

from marmot_tracker.exchange.heading_words import PHRASES, PHRASES_ELSEWHERE

FIELDS: dict[str, str] = {
    "reference": "the reference as printed",
    "text": "the recommendation's wording",
    "title": "the short title",
    "theme": "the theme",
    "section": "the section of the report",
    "page": "the page of the report",
    "timescale": "the timescale as printed",
    "principle": "the Marmot principle",
    "subgroup": "the lead subgroup",
    "owner": "the owner (accountable lead)",
    "supporting": "who supports",
    "interested": "subgroups with an interest",  # never guessed: only where a person says so
    "rating": "the rating",
    "due": "the due date",
    "decision": "the decision",
    "reason": "the reason",
    "position": "the position in a few words",
    "path_to_green": "the path to green",
    "help_needed": "the help needed",
    "source": "where it comes from",
    "link": "a link",
    "evidence": "evidence",
}
"""Field names with the words that say what each one is."""

WEAK = 7
"""Below this the cells must agree before a heading is believed."""


_FILLER = re.compile(r"\b(the|of the|this|please|insert|enter|current|latest)\b")


@lru_cache(maxsize=8192)
def fold(heading: str) -> str:
    """A heading without regard to case, accents, punctuation, line breaks: "areaLabel" too."""
    heading = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    if not heading.isascii():
        heading = unicodedata.normalize("NFKD", heading)
        heading = "".join(mark for mark in heading if not unicodedata.combining(mark))
    heading = heading.lower()
    heading = re.sub(r"#|№|\bno\.|\bn[°º]", " number ", heading)
    return " ".join(re.sub(r"[^\w]+|_", " ", heading).split())


def _table() -> dict[str, dict[str, int]]:
    """Strength by field, by phrase as `fold` leaves a heading."""
    table: dict[str, dict[str, int]] = {}
    for field, groups in itertools.chain(PHRASES.items(), PHRASES_ELSEWHERE.items()):
        for group in groups.split(";"):
            strength, _, phrases = group.strip().partition(" ")
            for phrase in phrases.split("|"):
                table.setdefault(fold(phrase), {}).setdefault(field, int(strength))
    return table


_BY_PHRASE = _table()
_LONGEST = max(len(phrase.split()) for phrase in _BY_PHRASE)

NUMBERING = frozenset({"id", "no", "number", "ref", "reference", "code", "nr", "num"})
"""Words that end the heading of a column of references: "Finding ID", "Obj. no."."""
OTHER_NUMBERS = frozenset(
    [
        "phone",
        "telephone",
        "mobile",
        "fax",
        "cost",
        "post",
        "postal",
        "zip",
        "page",
        "budget",
        "vat",
        "account",
        "house",
        "staff",
        "contact",
        "total",
        "grid",
        "country",
        "area",
        "risk",
        "issue",
        "of",
        "budgetary",
        "ward",
        "team",
        "department",
    ]
)


OF_PLACES = frozenset(
    {"authority", "council", "gss", "ons", "region", "district", "county", "ward", "school", "trust",
     "organisation", "organization", "supplier", "currency", "postcode", "lad", "site"}
)  # fmt: skip
"""Words beside which a code is a place's or a body's, and numbers no item."""
NAMED_THINGS = OF_PLACES | {
    "city", "country", "company", "fund", "application", "app", "user", "customer", "client",
    "candidate", "team", "person", "first", "last", "file", "product", "vendor", "brand", "area",
    "asset", "profile", "table", "field", "column", "host", "server", "department", "link", "more",
    "portfolio", "model", "partner", "employee", "contact", "owner", "driver", "study",
}  # fmt: skip
"""Whose name or title a heading gives: of a place, a body or a thing, and not of the item."""
OF_A_THING = 3.0
"""How strongly the name of a thing is the title, where nothing else can be."""
AHEAD = frozenset({"next", "following"})
"""Words that make an action what is done next about the item."""
MOST_HEADING_WORDS = 20
ENDINGS = (
    (("bezeichnung", "titel"), "title", 8.0),
    (("beschreibung", "beschrijving", "omschrijving", "description"), "text", 8.0),
    (("massnahme", "massnahmen"), "text", 5.0),
    (("verantwortlicher", "verantwortliche", "verantwortlich"), "owner", 9.0),
    (("kategorie",), "theme", 7.0),
)
"""What the last part of a compound word means, as languages that join words write headings."""


@lru_cache(maxsize=8192)
def field_strengths(heading: str) -> dict[str, float]:
    """How strongly a heading means each field, 0 to 10; fields it does not mean are absent.

    The whole heading counts in full; a phrase inside a longer heading counts for the share of
    the words it makes up, never more than seven tenths.
    """
    words = fold(heading)
    found: dict[str, float] = {}
    for whole in (words, " ".join(_FILLER.sub(" ", words).split()), _singular_number(words)):
        for field, strength in _BY_PHRASE.get(whole, {}).items():
            found[field] = max(found.get(field, 0.0), float(strength))
    parts = words.split()
    if len(parts) == 1:
        found = _by_ending(words) | found
    if not 2 <= len(parts) <= MOST_HEADING_WORDS:
        return found
    if parts[-1] in NUMBERING and len(parts) <= 4 and not set(parts) & OTHER_NUMBERS:
        found["reference"] = max(found.get("reference", 0.0), 8.0)
        found.pop("text", None)
    for length in range(1, min(_LONGEST, len(parts) - 1) + 1):
        for start in range(len(parts) - length + 1):
            phrase = " ".join(parts[start : start + length])
            for field, strength in _BY_PHRASE.get(phrase, {}).items():
                if strength >= WEAK and len(phrase) > 2:
                    part = strength * min(0.7, 0.3 + 0.5 * length / len(parts))
                    found[field] = max(found.get(field, 0.0), part)
    if parts[-1] in NUMBERING and set(parts) & OF_PLACES:
        found.pop("reference", None)
    if parts[-1] in ("name", "title") and set(parts[:-1]) & NAMED_THINGS:
        found["title"] = min(found.get("title", 0.0), OF_A_THING)
    if set(parts) & AHEAD:
        found.pop("text", None)
    return found


def _by_ending(word: str) -> dict[str, float]:
    """What the last part of a compound word says: "Risikobezeichnung" is a title."""
    return {field: strength for endings, field, strength in ENDINGS if word.endswith(endings)}


def _singular_number(words: str) -> str:
    """ "risk 1 low 5 high" style additions after the name do not change what a heading says."""
    return re.split(r" (?:rate|score|e g|eg|for example|see|select|choose|max|use) ", words)[0]


def heading_of_field(name: str) -> str | None:
    """The field a person means by a name they typed: "path to green" is `path_to_green`."""
    wanted = fold(name).replace(" ", "_")
    if wanted in FIELDS:
        return wanted
    return None
