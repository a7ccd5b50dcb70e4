"""Tells recommendations from the conclusions and introductions in one list with them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.exchange.reports.wording import asks, directs
from marmot_tracker.exchange.results import LeftOut

_TOLD = re.compile(
    r"[(\[]\s*(?:(?P<what>recommendation)|conclusion)s?\b[^()\[\]]{0,50}[)\]]\s*\.?\s*$",
    re.IGNORECASE,
)
"""A list may say of each at its end what it is: "(Recommendation, Paragraph 14)"."""


def without_conclusions(found: list[Found], left_out: list[LeftOut]) -> list[Found]:
    """Only those set as recommendations are, or else those whose words ask for something."""
    told = [_TOLD.search(one.words) for one in found]
    if sum(one is not None for one in told) >= 0.6 * len(found):
        kept = [one for one, said in zip(found, told, strict=True) if said and said["what"]]
        if kept:
            gone = [one for one in found if not any(one is each for each in kept)]
            _tell(gone, left_out, "its last words call it a conclusion")
            return kept
    for sign, what in ((_italic, "italic"), (_bold, "bold")):
        marked = [one for one in found if sign(one)]
        plain = [one for one in found if not sign(one)]
        if not marked or not plain:
            continue
        asking, stating = _asking(marked), _asking(plain)
        if asking >= 0.55 and stating <= (1 if sign is _italic else 0.6) * asking:
            _tell(plain, left_out, f"it is a conclusion: recommendations are {what} here")
            return marked
        if stating >= 0.55 and asking <= 0.6 * stating:
            _tell(marked, left_out, f"it is a conclusion: conclusions are {what} here")
            return plain
    says = asks
    if sum(directs(one.words) for one in found) > 2 * sum(asks(one.words) for one in found):
        # They are worded as orders: "Widen the offer to every ward."
        says = directs
    gone = [one for one in found if not says(one.words)]
    _tell(gone, left_out, "it asks for nothing: a conclusion")
    return [one for one in found if says(one.words)]


def set_apart(found: list[Found], left_out: list[LeftOut]) -> list[Found]:
    """Of numbered paragraphs under one heading, those set as recommendations, where the rest only tell.

    Where type sets none apart, those that say outright that they recommend.
    """
    if len(found) < 4 or not all(one.reference for one in found):
        return found
    for sign, what in ((_bold, "bold"), (_italic, "italic"), (recommends, "worded so")):
        marked = [one for one in found if sign(one)]
        plain = [one for one in found if not sign(one)]
        if (
            len(marked) > 1
            and len(plain) > 1
            and _asking(marked) >= 0.75
            and (
                _directing(plain) <= 0.34 * _asking(marked)
                or (sign is not recommends and _outright(marked) >= 0.6 > 6 * _outright(plain))
            )
        ):
            _tell(plain, left_out, f"it asks for nothing: recommendations are {what} here")
            return marked
    return found


def _directing(found: Sequence[Found]) -> float:
    return sum(directs(one.words) for one in found) / len(found)


def _outright(found: Sequence[Found]) -> float:
    return sum(map(recommends, found)) / len(found)


def recommends(one: Found) -> bool:
    """Whether words say outright that they recommend: "We therefore recommend that ..."."""
    return bool(_SAYS.match(one.opening))


_SAYS = re.compile(
    r"(?:\w+,? ){0,3}(?:we|I|the \w+|this \w+)(?: \w+){0,2} recommends?\b|(?:\w+,? ){0,2}it is (?:\w+ )?recommended\b",
    re.IGNORECASE,
)


def _italic(one: Found) -> bool:
    return one.first.style.is_italic


def _bold(one: Found) -> bool:
    return one.first.style.is_bold


def _asking(found: Sequence[Found]) -> float:
    return sum(asks(one.words) for one in found) / len(found)


def _tell(found: Sequence[Found], left_out: list[LeftOut], why: str) -> None:
    left_out += [LeftOut(one.first.where, why, one.first.whole[:60]) for one in found]


_INTRODUCES = re.compile(
    r"(?:this|these|the following|in this|we (?:have|set|make)|our|below|the (?:recommendations|rest))\b.*"
    r"(?:chapter|section|report|recommendations?|set out|below|following)\b",
    re.IGNORECASE | re.DOTALL,
)


def without_introduction(found: list[Found]) -> list[Found]:
    """Without numbered paragraphs before the first recommendation that only introduce them."""
    start = 0
    while (
        start < len(found) - 1
        and "." in found[start].reference
        and _INTRODUCES.match(found[start].opening)
        and not asks(found[start].opening)
    ):
        start += 1
    return found[start:]
