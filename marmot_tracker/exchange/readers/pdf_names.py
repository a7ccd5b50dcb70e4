"""Words at the ends of printed lines that tell where a block begins or stops."""

from __future__ import annotations

import re

NAMED = re.compile(
    r"(?:(?:key|policy|priority|further|final|draft|interim|main|headline|immediate)\s+)?"
    r"(?:recommendation|argymhelliad)s?\b(?:\s*(?:no\.?|number)?\s*[A-Z]{0,3}[\d(]|\s*[:.–—-]|\s*$)",
    re.IGNORECASE,
)
"""Words that name a recommendation at the beginning of a line."""
NAME_ALONE = re.compile(
    r"(?:key |policy |priority )?(?:recommendation|argymhelliad)(?: (?:no|number)\.?)?",
    re.IGNORECASE,
)
"""The name of a recommendation whose number stands on the next line."""
NAME_BAR = re.compile(NAME_ALONE.pattern + r"\s*[A-Z]{0,3}\d{0,3}", re.IGNORECASE)
"""All that a bar above a recommendation says: its name, with a number or without."""
LIST_LABEL = re.compile(
    r"(\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)]{1,2}|\d{1,3}(?:\.\d{1,3}){1,3}|\(?[a-z]{1,2}[.)]|[A-Z][.)]"
    r"|\(?(?:x{0,3}(?:ix|iv|v?i{1,3}|v|x))[.)]"
    r"|[•●▪◦‣⁃○■□▶►➢➤❖✓✔\uf0b7\uf0a7\uf0d8\uf076\uf0fc\u2043\u27a2]|[·–—*-](?=\s))\s+(?=\S)"
)
"""A number, letter or bullet before the words of a list item."""
SENTENCE_END = (".", "!", "?", ":", ";", "”", '"', ")", "]")


def may_be_label(text: str) -> bool:
    """Whether a line's first word may be a number, letter or bullet: cheaper than the patterns."""
    gap = text.find(" ", 0, 12)
    return gap > 0 and (gap == 1 or not text[:gap].isalpha())
