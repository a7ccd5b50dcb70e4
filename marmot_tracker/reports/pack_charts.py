"""The pack's charts: ratings as stacked bars, read without colour by the letter in each part."""

from __future__ import annotations

from collections.abc import Sequence

from marmot_tracker.reports.looks import tally_of
from marmot_tracker.reports.sheets import Chart, Part
from marmot_tracker.services.figures import Share
from marmot_tracker.services.programme import Words
from marmot_tracker.services.summary import spoken
from marmot_tracker.vocabulary import WORST_FIRST

MOST_TOLD = 12
"""How many bars the alternative text spells out; the table beside has all of them."""


def rating_chart(
    words: Words,
    title: str,
    bars: Sequence[tuple[str, Sequence[Share]]],
    *,
    table: str,
    beside: tuple[str, ...],
    first_column: int,
    first_row: int = 0,
    upright: bool = False,
) -> tuple[Chart, ...]:
    """The chart of a table with a column for each rating; none where nothing is counted."""
    if not any(share.n for _, shares in bars for share in shares):
        return ()
    parts = tuple(
        Part(first_column + place, tally_of(rating), words.rating(rating).letter)
        for place, rating in enumerate(WORST_FIRST)
    )
    told = [spoken(words, label, shares) for label, shares in bars[:MOST_TOLD]]
    left = len(bars) - len(told)
    more = f" {left:,} more are in the table beside it." if left > 0 else ""
    says = f"{title}, as stacked bars of the number of recommendations. {' '.join(told)}{more}"
    return (Chart(title, says, table, parts, beside, first_row, upright, len(bars)),)
