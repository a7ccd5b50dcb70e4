"""How the ratings stood period by period: the figures of each period, counted as its own pack would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from marmot_tracker.services import periods
from marmot_tracker.services.answers import worse
from marmot_tracker.services.field_rows import StoredField
from marmot_tracker.services.figures import Share
from marmot_tracker.services.period_answers import FIELD, PeriodAnswers, Span, span_of
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.trail.recording import driver
from marmot_tracker.vocabulary import RATING_KEY, Rating

MOST = 8
"""Two years of quarters: more columns than a chart can show at the width of a page."""


@dataclass(frozen=True, slots=True)
class PeriodShares:
    """The shares of the recommendations counted today, by the ratings given for one period.

    `given` are those ratings by uid; who is not among them was not rated for it.
    """

    period: PeriodFacts
    by_rating: tuple[Share, ...]
    given: Mapping[str, Rating] = field(default_factory=dict)

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
    given = _Ratings(session)
    counted = [row.uid for row in rows if row.counted]
    return tuple(_shares(given, counted, span_of(known, period)) for period in shown)


class _Ratings(PeriodAnswers):
    """Reads of the record the ratings alone: nearly every recommendation is answered again."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        if self._record is not None:
            self._record = StoredField(driver(session), kind="recommendation", field=FIELD)


def _shares(given: PeriodAnswers, counted: Sequence[str], span: Span) -> PeriodShares:
    answered = given.of(span)
    tally = dict.fromkeys(RATING_KEY, 0)
    rated: dict[str, Rating] = {}
    for uid in counted:
        rating = worse(given.briefs[each].rating for each in answered.get(uid, ()))
        tally[rating] += 1
        if uid in answered:
            rated[uid] = rating
    shares = tuple(Share(n, len(counted), rating) for rating, n in tally.items())
    return PeriodShares(span.period, shares, rated)
