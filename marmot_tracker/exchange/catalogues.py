"""Tells tables of things for sale, to watch or of people's use from lists to be followed up.

Such tables also have names, descriptions and "recommendations", but nobody answers for a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marmot_tracker.exchange.headings import fold

SURELY = frozenset(
    {"movie", "movies", "film", "films", "genre", "genres", "artist", "album", "isbn", "anime", "imdb",
     "tmdb", "asin", "sku", "ticker", "cuisine", "cuisines", "calories", "recipe", "postcode"}
)  # fmt: skip
"""A table with one of these words in its headings lists things, or records about them."""
PERHAPS = frozenset(
    {"product", "products", "price", "author", "authors", "publisher", "restaurant", "hotel", "brand",
     "latitude", "longitude", "timestamp", "song", "symbol", "suburb", "suburbs"}
)  # fmt: skip
"""A table with two of these words in its headings does."""
PEOPLE = frozenset(
    {"user", "customer", "student", "patient", "client", "employee", "member", "session", "visitor"}
)
"""Whose number stands on every row of a record of use: "user_id", "Student No."."""
NUMBERED = frozenset({"id", "no", "number", "key", "token"})
ANSWERED_FOR = frozenset({"owner", "due", "rating", "decision", "path_to_green", "help_needed"})
"""Fields that only what is followed up has, where their headings say so."""


def is_catalogue(headings: Sequence[str], fields: Iterable[str]) -> bool:
    """Whether the headings are those of a catalogue or a record of use, and nobody answers."""
    if ANSWERED_FOR & set(fields):
        return False
    words = [fold(heading).split() for heading in headings]
    every = {word for heading in words for word in (*heading, "".join(heading))}
    of_people = any(
        len(heading) == 2 and heading[0] in PEOPLE and heading[1] in NUMBERED for heading in words
    )
    return of_people or bool(every & SURELY) or len(every & PERHAPS) >= 2
