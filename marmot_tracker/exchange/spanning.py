"""Takes for the wording what differs from row to row, where a wording spans rows of their own."""

from __future__ import annotations

from marmot_tracker.exchange.columns import Profile
from marmot_tracker.exchange.guessing import BELIEVED, Guesses
from marmot_tracker.exchange.headings import field_strengths

FEWEST = 3
SPANS = 0.7
"""A wording on at most this share of the rows with a reference spans several of them."""
NAMING = 2
"""What differs from row to row has at least so many words."""


def take_what_differs(guesses: Guesses) -> None:
    """Make the wording of rows that each have a reference the column that differs on each.

    The wording that spans several becomes their theme: "1 Open data" beside 1.1 and 1.2.
    """
    fields, seen = guesses.fields, guesses.seen
    text, reference = fields.get("text"), fields.get("reference")
    if text is None or reference is None or text in guesses.named:
        return
    rows = seen[reference]
    if rows.filled < FEWEST or rows.distinct < 1 or not _spans(seen[text], rows):
        return
    title = fields.get("title")
    differing = [
        column
        for column in range(max(text, reference) + 1, len(seen))
        if (guesses.field_of(column) == "extra" or column == title)
        and column not in guesses.named
        and _differs(seen[column], rows)
    ]
    if not differing:
        return
    best = max(differing, key=lambda at: (_meant(guesses, at), -at))
    if best == title:
        del fields["title"], guesses.strengths["title"]
    guesses.take("text", best, BELIEVED, "it differs on every row that has a reference")
    over = next((field for field in ("theme", "section") if field not in fields), None)
    if over is not None:
        guesses.take(over, text, BELIEVED, "each of its cells spans the rows of several references")


def _spans(seen: Profile, rows: Profile) -> bool:
    return 0 < seen.filled <= SPANS * rows.filled and seen.distinct == 1


def _differs(seen: Profile, rows: Profile) -> bool:
    prose = seen.words >= NAMING and seen.numbers < 0.5 and seen.dates < 0.5 and seen.links < 0.5
    return prose and seen.filled >= 0.9 * rows.filled and seen.distinct >= 0.9


def _meant(guesses: Guesses, column: int) -> float:
    return field_strengths(guesses.header.headings[column]).get("text", 0.0)
