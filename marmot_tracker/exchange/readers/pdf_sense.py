"""Tells words from letters without meaning, and closes up words printed with blanks between."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

from marmot_tracker.exchange.readers.pdf_letters import Letters

_TOKEN = re.compile(r"\S+")
_COMMON = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "for",
        "that",
        "is",
        "on",
        "with",
        "be",
        "by",
        "as",
        "are",
        "it",
        "or",
        "this",
        "at",
        "from",
        "we",
        "have",
        "will",
        "should",
        "which",
        "their",
        "not",
        "was",
        "were",
        "has",
        "de",
        "la",
        "le",
        "les",
        "des",
        "et",
        "en",
        "du",
        "y",
        "yn",
        "ar",
        "o",
        "i",
    ]
)
_SHARE = 0.03
"""The share of words in running text that are among the commonest, at least."""
_FEWEST = 8
_SPACED = re.compile(r"(?:\(?\S ){5,}\S")
"""Six letters or more with a blank after each."""
_GAP = 1.6
"""A gap between words is so many times as wide as one between letters."""


def is_garbled(text: str) -> bool:
    """Whether none of the commonest words is found where some must be."""
    words = _TOKEN.findall(text.casefold())
    if len(words) < _FEWEST:
        return len(text) > 40 * max(len(words), 1)
    return sum(word in _COMMON for word in words) < _SHARE * len(words)


def is_spaced(words: str) -> bool:
    """Whether a line is printed with blanks between its letters: looked at, then made sure."""
    return (
        words[1:2] == words[3:4] == words[5:6] == words[7:8] == " "
        and _SPACED.match(words) is not None
    )


def closed_up(letters: Letters, words: str, start: int) -> str:
    """Words whose letters stand apart, put together: only wider gaps part words."""
    places = [found.start() for found in re.finditer(r"\S", words)]
    boxes = [letters.box(letters.index(start + place)) for place in places]
    gaps = [after[0] - before[2] for before, after in pairwise(boxes)]
    # Letters of many widths, set one by one: half of all gaps lie within words.
    usual = max(median(gaps), 0.1)
    text = words[places[0]]
    for place, gap in zip(places[1:], gaps, strict=True):
        text += (" " if gap > _GAP * usual else "") + words[place]
    return text
