"""Tells recommendations from the conclusions and introductions in one list with them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.exchange.reports.wording import asks
from marmot_tracker.exchange.results import LeftOut


def without_conclusions(found: list[Found], left_out: list[LeftOut]) -> list[Found]:
    """Only those set as recommendations are, or else those whose words ask for something."""
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
    kept = [one for one in found if asks(one.words)]
    _tell(
        [one for one in found if not asks(one.words)], left_out, "it asks for nothing: a conclusion"
    )
    return kept


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
