"""The status updates behind a period's or a day's ratings, as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import StatusUpdate
from marmot_tracker.services.figures import Figures
from marmot_tracker.services.marks import with_erased
from marmot_tracker.services.period_answers import Span
from marmot_tracker.services.periods import answers_for
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import code_of
from marmot_tracker.vocabulary import NotRatedWhy, Rating


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """A status update; `counts` says whether its rating is the one that counts."""

    uid: str
    recommendation: str
    speaks_for: date | None
    period: str | None
    rating: Rating
    not_rated_why: NotRatedWhy | None
    suggested: Rating | None
    position_line: str
    done: str
    next: str
    barrier: str
    path_to_green: str
    path_to_green_by: date | None
    help_needed: str
    reason: str
    counts: bool


class _Read(NamedTuple):
    """The columns of a status update, in the order they are selected."""

    uid: str
    recommendation: str | None
    speaks_for: date | None
    period: str | None
    rating: str | None
    not_rated_why: str | None
    suggested: str | None
    position_line: str | None
    done: str | None
    next: str | None
    barrier: str | None
    path_to_green: str | None
    path_to_green_by: date | None
    help_needed: str | None
    reason: str | None
    marks: str | None


_TEXTS = frozenset(
    ["position_line", "done", "next", "barrier", "path_to_green", "help_needed", "reason"]
)


def of(
    session: Session, rows: Sequence[RegisterRow], figures: Figures, *, span: Span | None = None
) -> list[UpdateLine]:
    """Every update of the period, with those whose rating counts, by the register's order.

    The period is the one asked for, else the one current that day (`figures.period`).
    """
    counting = {row.rating_uid for row in rows if row.rating_uid}
    found: dict[str, list[UpdateLine]] = {}
    columns = [getattr(StatusUpdate, name) for name in _Read._fields]
    for read in map(_Read._make, session.execute(select(*columns))):
        uid, speaks_for, period = read.uid, read.speaks_for, read.period
        if span is not None:
            asked = span.is_answered_by(speaks_for=speaks_for, given_for=period)
        else:
            asked = answers_for(
                period=figures.period,
                today=figures.today,
                speaks_for=speaks_for,
                given_for=period,
            )
        if asked or uid in counting:
            line = _line(with_erased(read, read.marks, _TEXTS), counts=uid in counting)
            found.setdefault(read.recommendation or "", []).append(line)
    return [
        line
        for row in rows
        for line in sorted(found.get(row.uid, ()), key=_newest_first, reverse=True)
    ]


def _newest_first(line: UpdateLine) -> tuple[date, str]:
    return line.speaks_for or date.min, line.uid


def _line(read: _Read, *, counts: bool) -> UpdateLine:
    return UpdateLine(
        uid=read.uid,
        recommendation=read.recommendation or "",
        speaks_for=read.speaks_for,
        period=read.period,
        rating=code_of(Rating, read.rating) or Rating.NOT_RATED,
        not_rated_why=code_of(NotRatedWhy, read.not_rated_why),
        suggested=code_of(Rating, read.suggested),
        position_line=read.position_line or "",
        done=read.done or "",
        next=read.next or "",
        barrier=read.barrier or "",
        path_to_green=read.path_to_green or "",
        path_to_green_by=read.path_to_green_by,
        help_needed=read.help_needed or "",
        reason=read.reason or "",
        counts=counts,
    )
