"""What the steering group is asked: help for what is amber or red, and dates waiting for its word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marmot_tracker.services.moves import Move
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.slips import Revision
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import Rating

NEEDS_PATH = frozenset({Rating.OFF_TRACK, Rating.AT_RISK})
HELP_WANTED = "Give this help, or say what is to happen instead."
HELP_BRIEFLY = "Give this help?"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for one recommendation; `help_needed` is empty where only a date is.

    `briefly` says each of `wanted` in few words, for a list of many.
    """

    recommendation: str
    rating: Rating
    help_needed: str
    wanted: tuple[str, ...]
    briefly: tuple[str, ...] = ()


def of(rows: Iterable[RegisterRow], moves: Iterable[Move]) -> list[Ask]:
    """The asks of counted recommendations, red first, then amber, then the rest; pure."""
    waiting = {move.recommendation: move for move in moves if move.is_last and not move.agreed}
    found = []
    for row in rows:
        if not row.counted or row.rating is Rating.COMPLETE:
            continue
        help_needed = row.help_needed if row.rating in NEEDS_PATH else ""
        wanted = [HELP_WANTED] if help_needed else []
        briefly = [HELP_BRIEFLY] if help_needed else []
        if move := waiting.get(row.uid):
            wanted.append(
                f"Agree that the due date moved from {_date(move.before)} to {_date(move.after)}, "
                "or hold to the earlier one."
            )
            briefly.append(f"Agree {_date(move.before)} to {_date(move.after)}?")
        if wanted:
            asked = Ask(row.uid, row.rating, help_needed, tuple(wanted), tuple(briefly))
            found.append(asked)
    return sorted(found, key=lambda ask: rank(ask.rating))


def rank(rating: Rating) -> int:
    """Red first, then amber, then the rest."""
    return {Rating.OFF_TRACK: 0, Rating.AT_RISK: 1}.get(rating, 2)


def _date(revision: Revision) -> str:
    if revision.ongoing:
        return "ongoing"
    return day(revision.new_date) or "no date"
