"""Which updates speak for a reporting period, and which of them count for it.

A period's figures are the heads among the updates that speak for that period, whenever they were
received (TRAIL.md, sections 4 and 6): a later period's update replaces none of them, and an update
written late, in sight of a later one, replaces what that one had replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import StatusUpdate
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.wording import code_of
from marmot_tracker.trail.heads import FieldHistory
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.rows import StoredRows
from marmot_tracker.trail.standing import text_of
from marmot_tracker.vocabulary import Rating

FIELD = "rating"


@dataclass(frozen=True, slots=True)
class Span:
    """A period with the day the next one opens; None where none does yet."""

    period: PeriodFacts
    next_opens: date | None

    def last_day(self, today: date) -> date:
        """The day its dates are judged on: its last, or today while it runs."""
        if self.next_opens is None or self.next_opens > today:
            return today
        return self.next_opens - timedelta(days=1)

    def is_answered_by(self, *, speaks_for: date | None, given_for: str | None) -> bool:
        """Whether an update is of this period: given for it, or for a day of it and for none."""
        if given_for:
            return given_for == self.period.uid
        if speaks_for is None or speaks_for < self.period.opens:
            return False
        return self.next_opens is None or speaks_for < self.next_opens


def span_of(periods: Sequence[PeriodFacts], period: PeriodFacts) -> Span:
    """A period beside the one that follows it; `periods` are all of them, oldest first."""
    later = (each.opens for each in periods if each.opens > period.opens)
    return Span(period, min(later, default=None))


class Brief(NamedTuple):
    """What tells for which period an update speaks, and how it rates."""

    uid: str
    recommendation: str
    speaks_for: date | None
    period: str | None
    rating: Rating


class PeriodAnswers:
    """Every update in view, asked period by period; the record is read only where it is needed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        columns = (
            StatusUpdate.uid,
            StatusUpdate.recommendation,
            StatusUpdate.speaks_for,
            StatusUpdate.period,
            StatusUpdate.rating,
        )
        self.briefs: dict[str, Brief] = {
            uid: Brief(uid, subject or "", day, period, code_of(Rating, rating) or Rating.NOT_RATED)
            for uid, subject, day, period, rating in session.execute(select(*columns))
        }
        connection = driver(session)
        held = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'change_row'")
        self._record = StoredRows(connection) if held.fetchone() else None

    def of(self, span: Span) -> dict[str, tuple[str, ...]]:
        """By recommendation: the updates that count for a period, the one written last at the end.

        More than one are two answers where they rate differently. What was verified complete
        before and is asked for no update keeps that rating.
        """
        speaking: dict[str, list[str]] = {}
        verified: dict[str, Brief] = {}
        for brief in self.briefs.values():
            if span.is_answered_by(speaks_for=brief.speaks_for, given_for=brief.period):
                speaking.setdefault(brief.recommendation, []).append(brief.uid)
            elif brief.speaks_for is not None and brief.speaks_for < span.period.opens:
                known = verified.get(brief.recommendation)
                if known is None or _when(brief) > _when(known):
                    verified[brief.recommendation] = brief
        several = [uid for uid, given in speaking.items() if len(given) > 1]
        if self._record is not None:
            self._record.load(several)
        found = {uid: tuple(given) for uid, given in speaking.items() if len(given) == 1}
        found |= {uid: self._heads(uid, speaking[uid]) for uid in several}
        for uid, brief in verified.items():
            if uid not in found and brief.rating is Rating.COMPLETE:
                found[uid] = (brief.uid,)
        return found

    def _heads(self, recommendation: str, speaking: Iterable[str]) -> tuple[str, ...]:
        """The heads among some updates of a recommendation."""
        among = sorted(speaking)
        if self._record is None:
            return (among[-1],)
        history = FieldHistory(self._record.of(recommendation).get(FIELD, {}), {})
        chosen = set(among)
        rows = {
            change: row
            for change, row in history.rows.items()
            if row.hash is not None and not history.is_taken_back(change) and text_of(row) in chosen
        }
        covered: set[bytes] = set()
        for row in rows.values():
            covered |= history.reached([*row.replaces, *(row.seen or {}).get(FIELD, ())])
        heads = [row for change, row in rows.items() if change not in covered]
        ordered = dict.fromkeys(text_of(row) for row in sorted(heads, key=lambda row: row.order))
        return tuple(ordered) or (among[-1],)


def _when(brief: Brief) -> tuple[date, str]:
    return brief.speaks_for or date.min, brief.uid
