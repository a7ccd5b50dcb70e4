"""A report's title: what its file says of itself where that is sensible, else what is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marmot_tracker.exchange.reports.announcing import is_list_heading
from marmot_tracker.exchange.reports.mending import mended

SHORTEST, LONGEST = 8, 200
"""Letters of a title."""
_OF_A_FILE = re.compile(
    r"\.(?:docx?|dotx?|pdf|indd|rtf|odt|pptx?|xlsx?|qxp|tmp)\b|_|\\|microsoft word|word document|powerpoint"
    r"|\b(?:untitled|template|layout \d|document\d*$|draft ?\d|v\d+(?:\.\d+)*$|insert title|title here)",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:chapter|section|part|annex|appendix|contents|page)\b", re.IGNORECASE)
_COMMON = frozenset(
    (
        "the",
        "and",
        "for",
        "our",
        "report",
        "final",
        "full",
        "draft",
        "executive",
        "summary",
        "volume",
    )
)
"""Words that make no title by themselves: "The Report"."""
_WORD = re.compile(r"[^\W_]{3,}")


def title_of(said: str, printed: str, opening: Sequence[str]) -> str:
    """The title that a file gives itself where its first pages bear it out, else the printed one.

    `opening` is the text of the first pages. Empty where neither can be a title.
    """
    said = mended(said.strip())
    if may_be_title(said):
        here = {word.casefold() for text in opening for word in _WORD.findall(text)}
        words = [word.casefold() for word in _WORD.findall(said)]
        if sum(word in here for word in words) >= 0.7 * len(words):
            return said
    printed = mended(printed.strip())
    return printed if may_be_title(printed) else ""


def may_be_title(text: str) -> bool:
    """Whether words can be a report's title: no file's name, no part of it, no mere heading."""
    return (
        SHORTEST < len(text) <= LONGEST
        and sum(word.lower() not in _COMMON for word in _WORD.findall(text)) > 1
        and not _OF_A_FILE.search(text)
        and not _PART.match(text)
        and not is_list_heading(text, loosely=False)
    )
