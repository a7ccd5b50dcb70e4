"""Puts right the references that a spreadsheet damages, and finds those written in the wording."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from marmot_tracker.exchange.results import ReadItem

DECIMAL = re.compile(r"(.*\d)\.(\d{1,2})")
LEADING = re.compile(
    r"(?:(?:recommendation|action|rec|commitment|measure|pledge|r)\s*)?"
    r"\(?([A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?)\s*(?:[.):]|\s[-–—])\s+(?=\S)",
    re.IGNORECASE,
)
LEADING_CODE = re.compile(
    r"((?=[^\s:]*\d)[A-Z0-9]{1,12}(?:[-_./][A-Z0-9]{1,12}){1,4})\s*:\s+(?=\S)|"
    r"(\d{1,3}(?:[.-]\d{1,3}){1,3}[a-z]?)\s+(?=[^\W\d])"
)
"""A code before a colon ("AB.CD-1: ..."), or a number of several parts before a word."""
MOST = 0.8
"""The share of wordings that begin with a number, all different, before these are references."""


def repaired(references: Sequence[str]) -> dict[int, str]:
    """The places of references that lost a last nought, with what they were: 3.1 after 3.9.

    Only where 3.1 stands between 3.9 and 3.11, or after 3.9 when there is a 3.1 already.
    """
    found: dict[int, str] = {}
    seen: set[str] = set()
    held = [(place, reference) for place, reference in enumerate(references) if reference]
    for number, (place, reference) in enumerate(held):
        own = DECIMAL.fullmatch(reference)
        before = DECIMAL.fullmatch(found.get(held[number - 1][0], held[number - 1][1]))
        if own and before and number and own[1] == before[1] and len(own[2]) == 1:
            full = f"{reference}0"
            after = held[number + 1][1] if number + 1 < len(held) else ""
            if int(before[2]) + 1 == int(own[2]) * 10 and (
                reference in seen or after == f"{own[1]}.{int(own[2]) * 10 + 1}"
            ):
                found[place] = full
        seen.add(reference)
    return found


def leading_numbers(texts: Sequence[str]) -> list[str] | None:
    """The numbers that wordings begin with ("1. Widen ..."), where nearly all do; else None.

    A wording without one has "".
    """
    found = [_leading(text) for text in texts]
    numbers = [number for number in found if number]
    if len(numbers) < 2 or len(numbers) < MOST * len(texts):
        return None
    return found if len(set(numbers)) == len(numbers) else None


def _leading(text: str) -> str:
    if match := LEADING.match(text):
        return match[1]
    code = LEADING_CODE.match(text)
    return (code[1] or code[2]) if code else ""


def reference_notes(items: Sequence[ReadItem]) -> list[str]:
    """What is odd about the references: missing, the same one twice, a 3.10 that became 3.1."""
    notes = []
    references = [item.reference for item in items if item.reference]
    if not references and items:
        notes.append("No item has a reference: each is known by its row.")
    elif len(references) < len(items):
        number = len(items) - len(references)
        notes.append(f"{number:,} item{'' if number == 1 else 's'} without a reference.")
    twice = [reference for reference, times in Counter(references).items() if times > 1]
    if twice:
        shown = ", ".join(twice[:8]) + (" …" if len(twice) > 8 else "")
        again = " They start again under each theme." if _restart(items) else ""
        notes.append(f"References used more than once: {shown}.{again}")
    for before, after in itertools.pairwise(references):
        stem, _, tail = before.rpartition(".")
        if stem.isdecimal() and tail == "9" and after == f"{stem}.1":
            notes.append(
                f"Reference {after} follows {before}: the spreadsheet may have turned {stem}.10 "
                f"into {after}. Format that column as text and type it again."
            )
    return notes


def _restart(items: Sequence[ReadItem]) -> bool:
    """Whether no reference is used twice within one theme."""
    pairs = [(item.theme, item.reference) for item in items if item.reference]
    return len(set(pairs)) == len(pairs) and len({theme for theme, _ in pairs}) > 1
