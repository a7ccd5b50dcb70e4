"""Words at the ends of printed lines that tell where a block begins or stops."""

from __future__ import annotations

import re

NAMED = re.compile(
    r"(?:(?:key|policy|priority|further|final|draft|interim|main|headline|immediate)\s+)?"
    r"(?:recommendation|argymhelliad)s?\b(?:\s*(?:no\.?|number)?\s*[A-Z]{0,3}[\d(]|\s*[:.–—-]|\s*$)",
    re.IGNORECASE,
)
"""Words that name a recommendation at the beginning of a line."""
SENTENCE_END = (".", "!", "?", ":", ";", "”", '"', ")", "]")


def may_be_label(text: str) -> bool:
    """Whether a line's first word may be a number, letter or bullet: cheaper than the patterns."""
    gap = text.find(" ", 0, 12)
    return gap > 0 and (gap == 1 or not text[:gap].isalpha())
