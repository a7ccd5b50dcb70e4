"""Takes the marks of footnotes off the words they are set against: small, and raised."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marmot_tracker.exchange.readers.pdf_lines import Line

SMALL = 0.8
"""Marks are smaller than so many times the letters of their line."""
_MARK = re.compile(
    r"(?:(?<=[^\W\d_])|(?<=[.,;:)\]”’\"'%?!])|(?<=\b19\d\d)|(?<=\b20\d\d))"
    r"(?:\d{1,3}(?:,\s?\d{1,3})*|[*†‡§]{1,3})(?=[\s.,;:)]|$)"
)
_SIGN = re.compile(r"[0-9*†‡§]")
"""What any mark has: cheaper to look for than the pattern."""
Measured = Callable[["Line", int], tuple[float, float, float]]
"""The size of the letter at a place in a line, and its upper and lower edge."""


def without_marks(line: Line, measured: Measured) -> None:
    """Take marks of footnotes out of a line; a number as large as its words, or low, stays.

    `measured` is asked for those numbers alone that are set against a word.
    """
    if not _SIGN.search(line.text, 6):
        return
    for found in reversed(list(_MARK.finditer(line.text, 6))):
        begin, end = found.span()
        size, top, bottom = measured(line, begin)
        height = line.bottom - line.top
        raised = line.bottom - bottom > 0.12 * height and top - line.top < 0.25 * height
        if size < SMALL * line.size and raised:
            line.text = line.text[:begin] + line.text[end:]
            if line.bold_start > begin:
                line.bold_start = max(begin, line.bold_start - (end - begin))
