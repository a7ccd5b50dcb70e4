"""The suggested rating: stated rules over facts already read, always with its reason in words.

The rules follow the rating key: what is verified is complete; what is claimed complete waits as
on track; overdue is off track; a moved date nobody agreed yet is at risk; otherwise on track.
Where there is no date to judge by, nothing is suggested, which is *not rated*.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marmot_tracker.services.slips import NO_DATE, Slip
from marmot_tracker.services.wording import counted, day
from marmot_tracker.vocabulary import DECIDED_OTHERWISE, DecisionCode, Rating, Stage


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rating the rules suggest, and the rule in words; *not rated* where they cannot say."""

    rating: Rating
    because: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at; `agreed` is False where the last move was not agreed yet."""

    stage: Stage = Stage.LOGGED
    decision: DecisionCode | None = None
    due: Slip = NO_DATE
    agreed: bool = True


def suggested(facts: Facts, *, today: date) -> Suggestion:
    """What the rules say on a day."""
    if facts.stage in (Stage.VERIFIED_COMPLETE, Stage.CLOSED_IMPLEMENTED):
        return Suggestion(Rating.COMPLETE, "It is verified as complete.")
    if facts.stage is Stage.CLOSED_NOT_PURSUED or facts.decision in DECIDED_OTHERWISE:
        return Suggestion(Rating.NOT_RATED, "It is not being pursued here, so no rating applies.")
    if facts.stage is Stage.ON_HOLD:
        return Suggestion(Rating.NOT_RATED, "It is on hold.")
    if facts.stage is Stage.CLAIMED_COMPLETE:
        return Suggestion(Rating.ON_TRACK, "It is claimed complete and waits to be verified.")
    return _by_date(facts, today)


def _by_date(facts: Facts, today: date) -> Suggestion:
    due, judged = facts.due, facts.due.judged
    if judged is None:
        lacking = "no next review is set" if due.ongoing else "no due date is set"
        return Suggestion(Rating.NOT_RATED, f"There is nothing to judge by: {lacking}.")
    what = "The next review" if due.ongoing else "The due date"
    if judged < today:
        late = counted((today - judged).days, "day")
        return Suggestion(Rating.OFF_TRACK, f"{what}, {day(judged)}, passed {late} ago.")
    if due.times_moved and not facts.agreed:
        return Suggestion(
            Rating.AT_RISK, f"The due date was moved to {day(judged)} and nobody has agreed it yet."
        )
    left = (judged - today).days
    ahead = "is today" if left == 0 else f"is {counted(left, 'day')} away"
    return Suggestion(Rating.ON_TRACK, f"{what}, {day(judged)}, {ahead}.")
