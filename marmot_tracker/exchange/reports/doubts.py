"""What a person should look at in the recommendations found in a report, each in one sentence.

Nothing is decided by it: what is doubted goes on like the rest unless somebody says otherwise.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum

from marmot_tracker.exchange.results import ReadItem

SHORTEST = 4
"""Words, with the title, below which nothing can be followed up."""
LONGEST = 400
"""Words above which other text may have come along; of the 131 recommendations of five reports of
inquiries and committees that were read for this, two are longer, with all their parts."""
FURTHEST = 3
"""Pages from the beginning to the end of one item."""
RARE = 20
"""One number in so many may be missing before a gap is doubtful: where conclusions and
recommendations are numbered in one run, gaps are the rule."""
_NUMBER = re.compile(r"(.*?)(\d{1,3})")
_GOES_ON = re.compile(r"[a-zà-ÿ]")
_BROKEN_OFF = re.compile(r"\b(?:and|or|the|a|of|to|in|for|with|by|that|which)$", re.IGNORECASE)


class DoubtCode(StrEnum):
    """What kind of thing is doubted."""

    NO_WORDING = "no_wording"
    SHORT = "short"
    LONG = "long"
    FAR = "far"
    BEGINS_WITHIN = "begins_within"
    BROKEN_OFF = "broken_off"
    NO_REFERENCE = "no_reference"
    SAME_REFERENCE = "same_reference"
    JUMP = "jump"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at, as a sentence for the person."""

    code: DoubtCode
    words: str


def doubts_of(items: Sequence[ReadItem]) -> list[tuple[Doubt, ...]]:
    """What is doubtful of each item, in their order, seen beside the others."""
    referenced = sum(bool(item.reference) for item in items)
    mostly = referenced > len(items) / 2
    times = Counter((item.theme, item.reference) for item in items if item.reference)
    known = {item.reference for item in items}
    gaps = [_between(before, item, known) for before, item in itertools.pairwise(items)]
    doubtful = sum(map(bool, gaps)) <= max(1, len(items) // RARE)
    found = []
    for item, gap in zip(items, ["", *gaps], strict=False):
        said = _in_its_words(item)
        if mostly and not item.reference:
            said.append(Doubt(DoubtCode.NO_REFERENCE, "It has no reference; most others have."))
        if times[item.theme, item.reference] > 1:
            words = f"Another has the reference {item.reference}, too."
            said.append(Doubt(DoubtCode.SAME_REFERENCE, words))
        if gap and doubtful:
            said.append(Doubt(DoubtCode.JUMP, gap))
        found.append(tuple(said))
    return found


def _in_its_words(item: ReadItem) -> list[Doubt]:
    """What is doubtful of an item by itself."""
    said = []
    words = f"{item.title} {item.text}".split()
    if not words:
        return [Doubt(DoubtCode.NO_WORDING, "It has no wording yet.")]
    if len(words) < SHORTEST:
        said.append(Doubt(DoubtCode.SHORT, "It is very short; its wording may be missing."))
    if len(words) > LONGEST:
        told = f"It is very long ({len(words):,} words); other text may have come along."
        said.append(Doubt(DoubtCode.LONG, told))
    pages = [spot.page for spot in item.spots]
    if pages and max(pages) - min(pages) >= FURTHEST and len(item.places) < 2:
        told = f"It reaches from page {min(pages)} to page {max(pages)}."
        said.append(Doubt(DoubtCode.FAR, told))
    text = item.text
    if not item.title and len(text) > 1 and _GOES_ON.match(text) and _GOES_ON.match(text[1]):
        told = "It begins with a small letter; its beginning may be missing."
        said.append(Doubt(DoubtCode.BEGINS_WITHIN, told))
    if _BROKEN_OFF.search(text):
        said.append(Doubt(DoubtCode.BROKEN_OFF, "It breaks off; its end may be missing."))
    return said


def _between(before: ReadItem, item: ReadItem, known: Container[str]) -> str:
    """Which references are missing between two items, as a sentence; "" for none."""
    first, second = (_NUMBER.fullmatch(one.reference) for one in (before, item))
    if not first or not second or first[1] != second[1]:
        return ""
    low, high = int(first[2]), int(second[2])
    if 1 < high < low:
        return f"{item.reference} stands after {before.reference}."
    missing = [f"{first[1]}{number}" for number in range(low + 1, high)]
    if not missing or any(reference in known for reference in missing):
        return ""
    if len(missing) == 1:
        return f"{missing[0]} is missing before it."
    return f"{missing[0]} to {missing[-1]} are missing before it."
