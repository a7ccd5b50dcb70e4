"""How the ratings stood period by period: the figures of each period, counted as its own pack would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.services import periods
from marmot_tracker.services.answers import worse
from marmot_tracker.services.figures import Share
from marmot_tracker.services.period_answers import PeriodAnswers, Span, span_of
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import RATING_KEY, Rating

MOST = 8
"""Two years of quarters: more columns than a chart can show at the width of a page."""


@dataclass(frozen=True, slots=True)
class PeriodShares:
    """The shares of the recommendations counted today, by the ratings given for one period."""

    period: PeriodFacts
    by_rating: tuple[Share, ...]

    def share(self, rating: Rating) -> Share:
        """The share of one rating."""
        return next(share for share in self.by_rating if share.rating is rating)


def trend(
    session: Session, rows: Sequence[RegisterRow], *, today: date, span: Span | None = None
) -> tuple[PeriodShares, ...]:
    """The last periods that had opened by `today`, or up to the one asked for; oldest first."""
    known = periods.list_(session)
    last = span.period.opens if span else today
    shown = [period for period in known if period.opens <= last][-MOST:]
    if not shown:
        return ()
    given = PeriodAnswers(session)
    counted = [row.uid for row in rows if row.counted]
    return tuple(_shares(given, counted, span_of(known, period)) for period in shown)


def _shares(given: PeriodAnswers, counted: Sequence[str], span: Span) -> PeriodShares:
    answered = given.of(span)
    tally = dict.fromkeys(RATING_KEY, 0)
    for uid in counted:
        tally[worse(given.briefs[each].rating for each in answered.get(uid, ()))] += 1
    shares = tuple(Share(n, len(counted), rating) for rating, n in tally.items())
    return PeriodShares(span.period, shares)
