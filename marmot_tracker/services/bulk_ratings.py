"""What many ratings given without a reason ask for: the rules of `ratings`, read once for all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import StatusUpdate
from marmot_tracker.services import bulk_words, ratings
from marmot_tracker.services.bulk_words import Known
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.slips import Slip
from marmot_tracker.services.suggesting import Facts, suggested
from marmot_tracker.services.wording import code_of
from marmot_tracker.vocabulary import Rating

FEW = 500
"""The ratings of so many recommendations are asked for by name; of more, all are read."""


class RatingAsks:
    """What ratings without a reason ask for; what stands is read once for all of them.

    `uids` are the recommendations that will be asked about; `of` says nothing of any other.
    """

    def __init__(self, session: Session, known: Known, today: date, uids: Collection[str]) -> None:
        self._session = session
        self._words = known.words
        self._today = today
        self._before = _rated_before(session, uids, today) if uids else {}
        self._besides: dict[str, tuple[str, ...]] = {}

    def of(self, row: RegisterRow, value: str) -> str:
        """What a rating asks for, in sentences."""
        rating, _why = bulk_words.rating_of(value)
        due = Slip(row.due, row.ongoing, row.next_review, times_moved=row.times_moved)
        facts = Facts(row.stage, row.decision, due, row.agreed)
        before = self._before.get(row.uid)
        asked = ratings.reason_asked(rating, before, suggested(facts, today=self._today))
        word = self._words.rating(rating).word
        because = (asked(self._words, word),) if asked else ()
        return " ".join((*because, *self._beside(row, value)))

    def _beside(self, row: RegisterRow, value: str) -> tuple[str, ...]:
        """What a rating asks for besides a reason, which is the same for every recommendation."""
        if value not in self._besides:
            rating, why = bulk_words.rating_of(value)
            self._besides[value] = tuple(
                ratings.missing(
                    self._session,
                    recommendation=row.uid,
                    rating=rating,
                    reason="Given",
                    path_to_green="",
                    today=self._today,
                    not_rated_why=why,
                )
            )
        return self._besides[value]


def _rated_before(
    session: Session, uids: Collection[str], today: date
) -> dict[str, tuple[Rating, date | None]]:
    """The rating for the latest date not after `today`, with that date, by recommendation."""
    query = select(
        StatusUpdate.recommendation, StatusUpdate.speaks_for, StatusUpdate.uid, StatusUpdate.rating
    )
    if len(uids) <= FEW:
        query = query.where(StatusUpdate.recommendation.in_(sorted(uids)))
    latest: dict[str, tuple[date, str, str | None]] = {}
    for of, speaks_for, uid, code in session.execute(query):
        if of is None or (speaks_for is not None and speaks_for > today):
            continue
        given = (speaks_for or date.min, uid, code)
        if of not in latest or given[:2] > latest[of][:2]:
            latest[of] = given
    return {
        of: (code_of(Rating, code) or Rating.NOT_RATED, None if day == date.min else day)
        for of, (day, _, code) in latest.items()
    }
