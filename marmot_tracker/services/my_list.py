"""My list: what is asked of a subgroup or an owner in the reporting period, and *Still right*.

Asked is a counted recommendation of mine that was not already verified complete before the period.
It is answered by an update that speaks for the period (`services.period_answers`), whoever wrote
it and whenever, but not by one that only says that no answer came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import StatusUpdate
from marmot_tracker.services import answers, filtering, periods, programme, ratings, register
from marmot_tracker.services.dates import name_of, subject_of
from marmot_tracker.services.filtering import Mine
from marmot_tracker.services.period_answers import PeriodAnswers, Span, span_of
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import code_of, counted, day
from marmot_tracker.vocabulary import NotRatedWhy, Rating

NOT_ASKED = "not asked about: verified, or decided otherwise"


@dataclass(frozen=True, slots=True)
class Asked:
    """One recommendation that is asked about; `said` is what was said of it last, if anything."""

    row: RegisterRow
    answered: bool
    said: str

    @property
    def uid(self) -> str:
        """The uid of the recommendation."""
        return self.row.uid


@dataclass(frozen=True, slots=True)
class MyList:
    """What is asked of me. Without a period nothing is asked, and `lines` is empty.

    `mine` counts every recommendation of mine, asked about or not; `known` says whether anything
    tells what is mine; `total` counts the whole register.
    """

    today: date
    period: PeriodFacts | None
    next_period: PeriodFacts | None
    lines: tuple[Asked, ...]
    mine: int
    known: bool
    total: int

    @property
    def answered(self) -> int:
        """How many are answered."""
        return sum(line.answered for line in self.lines)

    @property
    def done(self) -> bool:
        """Whether something was asked and all of it is answered."""
        return bool(self.lines) and self.answered == len(self.lines)


def read(session: Session, *, today: date, mine: Mine) -> MyList:
    """What is asked of whoever is asking, in the order of the register."""
    known = periods.list_(session)
    period = periods.current_of(known, today)
    rows = register.rows(session, today=today)
    own = filtering.select(rows, filtering.parse("is:mine"), today=today, mine=mine)
    lines: tuple[Asked, ...] = ()
    if period is not None and own:
        given = answered_in(session, span_of(known, period))
        lines = tuple(
            Asked(row, row.uid in given, row.position_line or row.reason)
            for row in own
            if is_asked(row, answered=row.uid in given)
        )
    return MyList(
        today=today,
        period=period,
        next_period=next((each for each in known if each.opens > today), None),
        lines=lines,
        mine=len(own),
        known=bool(mine.subgroup or mine.organisation or mine.name),
        total=len(rows),
    )


def is_asked(row: RegisterRow, *, answered: bool) -> bool:
    """Whether a recommendation is asked about in a period that it has an answer for, or not."""
    return row.counted and (row.rating is not Rating.COMPLETE or answered)


def answered_in(session: Session, span: Span) -> set[str]:
    """The recommendations with an update that speaks for the period."""
    return {recommendation for recommendation, _ in answers_in(session, span)}


def answers_in(session: Session, span: Span) -> set[tuple[str, str]]:
    """Recommendations with the uid of an update that speaks for the period."""
    read_once = PeriodAnswers(session)
    query = select(StatusUpdate.uid).where(
        StatusUpdate.not_rated_why == NotRatedWhy.NO_ANSWER.value
    )
    silent = set(session.scalars(query))
    return {
        (brief.recommendation, brief.uid)
        for given in read_once.of(span).values()
        for brief in (read_once.briefs[uid] for uid in given if uid not in silent)
        if span.is_answered_by(speaks_for=brief.speaks_for, given_for=brief.period)
    }


def told_due(due: date | None, today: date) -> str:
    """`due 11/12/2026, in 18 days`, `due today`, `due 11/12/2026, 3 days late`; "" without a date."""
    if due is None:
        return ""
    left = (due - today).days
    if left == 0:
        return f"due today, {day(due)}"
    if left < 0:
        return f"due {day(due)}, {counted(-left, 'day')} late"
    return f"due {day(due)}, in {counted(left, 'day')}"


def told_not_asked(found: MyList) -> str:
    """`2 of yours are not asked about: verified, or decided otherwise`; "" where all are."""
    left = found.mine - len(found.lines)
    if not left:
        return ""
    return f"{left:,} of yours {'is' if left == 1 else 'are'} {NOT_ASKED}"


# ---------------------------------------------------------------- still right


def lacking(
    session: Session, *, recommendations: Sequence[str], today: date
) -> dict[str, tuple[str, ...]]:
    """By recommendation, in sentences, why its rating cannot be confirmed as it stands.

    Empty for one that can. Confirming asks what any rating for `today` asks (`ratings.missing`).
    The reason given last goes on only while the rules suggest what they suggested then, and a
    path to green only until its date: what they answered is asked anew afterwards.
    """
    return {uid: tuple(_lacking(session, uid, today)) for uid in recommendations}


def still_right(session: Session, *, recommendations: Sequence[str], today: date) -> list[str]:
    """Confirm ratings as they stand, for the current period; returns the uids of the updates.

    Writes for each an update like any other, with the same rating, kind of not rated, position,
    reason, path to green and help needed. Raises `TrackerError` where no period is current or one
    of them cannot be confirmed (`lacking`).
    """
    period = periods.current(session, today)
    if period is None:
        raise TrackerError(
            "No reporting period is open, so there is nothing to confirm for.",
            hint="Add one first, or rate it for a date.",
        )
    return [_confirm(session, uid, today, period) for uid in recommendations]


def _confirm(session: Session, recommendation: str, today: date, period: PeriodFacts) -> str:
    wanting = _lacking(session, recommendation, today)
    stands = _stands(session, recommendation)
    if wanting or stands is None:
        subject = subject_of(session, recommendation)
        raise TrackerError(
            f"{name_of(subject)} cannot be confirmed as it stands. {' '.join(wanting)}",
            hint="Give it a new rating.",
        )
    return ratings.rate(
        session,
        recommendation=recommendation,
        rating=code_of(Rating, stands.rating) or Rating.NOT_RATED,
        speaks_for=today,
        reason=_reason(session, recommendation, stands, today),
        position_line=stands.position_line or "",
        path_to_green=stands.path_to_green or "",
        path_to_green_by=stands.path_to_green_by,
        help_needed=stands.help_needed or "",
        not_rated_why=code_of(NotRatedWhy, stands.not_rated_why),
        period=period.uid,
    )


def _lacking(session: Session, recommendation: str, today: date) -> list[str]:
    stands = _stands(session, recommendation)
    if stands is None:
        return ["It has no rating yet."]
    why = code_of(NotRatedWhy, stands.not_rated_why)
    if why is NotRatedWhy.NO_ANSWER:
        return ["No answer came last time, so there is nothing to confirm."]
    if answers.of_field(session, uid=recommendation, field="rating"):
        return ["There are two answers about its rating."]
    rating = code_of(Rating, stands.rating) or Rating.NOT_RATED
    asked = ratings.missing(
        session,
        recommendation=recommendation,
        rating=rating,
        reason=_reason(session, recommendation, stands, today),
        path_to_green=stands.path_to_green or "",
        help_needed=stands.help_needed or "",
        not_rated_why=why,
        today=today,
    )
    by = stands.path_to_green_by
    if rating in (Rating.AT_RISK, Rating.OFF_TRACK) and by is not None and by < today:
        word = programme.words(session).rating(rating).word
        asked.append(
            f"{word} was to be green by {day(by)}, which has passed: say what brings it back now, "
            "and by when."
        )
    return asked


def _stands(session: Session, recommendation: str) -> StatusUpdate | None:
    """The status update that holds the place."""
    place = subject_of(session, recommendation).rating
    found = session.get(StatusUpdate, place) if place else None
    return found if found is not None and found.in_view else None


def _reason(session: Session, recommendation: str, stands: StatusUpdate, today: date) -> str:
    """The reason given last, while it still answers the same suggestion."""
    suggestion = ratings.suggest(session, recommendation=recommendation, today=today)
    return (stands.reason or "") if stands.suggested == suggestion.rating.value else ""
