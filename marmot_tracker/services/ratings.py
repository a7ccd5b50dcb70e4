"""Ratings: suggested by rule, chosen by a person, with a reason where the two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import Decision, Recommendation, ReportingPeriod, StatusUpdate
from marmot_tracker.services import answers, dates, programme
from marmot_tracker.services.dates import name_of, subject_of
from marmot_tracker.services.marks import shown
from marmot_tracker.services.slips import NO_DATE, Revision, agreed, slip
from marmot_tracker.services.suggesting import Facts, Suggestion, suggested
from marmot_tracker.services.wording import code_of, day
from marmot_tracker.vocabulary import (
    WORST_FIRST,
    DecisionCode,
    NotRatedWhy,
    Rating,
    Stage,
)

Ask = Callable[[programme.Words, str], str]
"""Says what a rating asks for, in the programme's words; the second is the rating's own."""


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """A rating as it was given, with what the rules said when it was written."""

    uid: str
    rating: Rating
    speaks_for: date | None
    period: str
    not_rated_why: NotRatedWhy | None
    suggested: Rating | None
    suggested_because: str
    reason: str
    position_line: str
    done: str
    next: str
    barrier: str
    path_to_green: str
    path_to_green_by: date | None
    help_needed: str
    current: bool


def suggest(session: Session, *, recommendation: str, today: date) -> Suggestion:
    """What the rules suggest for a recommendation on a day, and why."""
    return _suggestion(session, subject_of(session, recommendation), today)


def _suggestion(session: Session, subject: Recommendation, today: date) -> Suggestion:
    query = select(Decision.code).where(Decision.uid == subject.decision)
    code = session.scalar(query) if subject.decision else None
    led = dates.led_to(session, subject.uid, stands=subject.due) if subject.due else []
    return suggested(_facts(subject.stage, code, led), today=today)


def _facts(stage: str | None, decision: str | None, led: list[Revision]) -> Facts:
    return Facts(
        code_of(Stage, stage) or Stage.LOGGED,
        code_of(DecisionCode, decision),
        slip(led) if led else NO_DATE,
        agreed(led),
    )


class Rules:
    """The rules over what stands now, read once for ratings of many recommendations."""

    def __init__(self, session: Session) -> None:
        query = select(Recommendation.uid, Recommendation.stage, Decision.code)
        found = session.execute(query.outerjoin(Decision, Decision.uid == Recommendation.decision))
        rows = found.all()
        led = dates.chains(session, (uid for uid, _, _ in rows))
        self._facts = {uid: _facts(stage, code, led.get(uid, [])) for uid, stage, code in rows}
        self._given: defaultdict[str, list[_Rated]] = defaultdict(list)
        rated = select(StatusUpdate.recommendation, *_RATED)
        for of, speaks_for, uid, code in session.execute(rated):
            self._given[of or ""].append(_Rated(speaks_for, uid, code))

    def suggest(self, recommendation: str, *, today: date) -> Suggestion:
        """What is suggested for a recommendation on a day, and why."""
        return suggested(self._facts[recommendation], today=today)

    def lacks(self, update: StatusUpdate, *, today: date) -> bool:
        """Whether an update that was written without a reason still asks for something."""
        given = _Given(
            code_of(Rating, update.rating) or Rating.NOT_RATED,
            "",
            update.path_to_green or "",
            update.help_needed or "",
            code_of(NotRatedWhy, update.not_rated_why),
        )
        of = update.recommendation or ""
        before = _last((each for each in self._given[of] if each.uid != update.uid), today)
        return bool(_asks(given, self.suggest(of, today=today), before))


def missing(
    session: Session,
    *,
    recommendation: str,
    rating: Rating,
    reason: str,
    path_to_green: str,
    today: date,
    help_needed: str = "",
    not_rated_why: NotRatedWhy | None = None,
) -> list[str]:
    """What the rating still asks for, in sentences; with a reason a person may go on without.

    A reason is asked where the rating worsens, differs from the suggestion, is off track, or is
    complete (who verified it). At risk and off track ask for a path to green, off track for the
    help needed too, *not rated* for which kind it is.
    """
    subject = subject_of(session, recommendation)
    given = _Given(rating, reason, path_to_green, help_needed, not_rated_why)
    return _asked(session, subject, given, _suggestion(session, subject, today), today)


class _Given(NamedTuple):
    """A rating with what a person gave for it."""

    rating: Rating
    reason: str
    path_to_green: str
    help_needed: str
    why: NotRatedWhy | None


def _asked(
    session: Session,
    subject: Recommendation,
    given: _Given,
    suggestion: Suggestion,
    today: date,
) -> list[str]:
    """Words are read only where something is asked, since most ratings ask for nothing."""
    reasoned = bool(given.reason.strip())
    before = None if reasoned else _before(session, subject.uid, today)
    asked = _asks(given, suggestion, before)
    if not asked:
        return []
    words = programme.words(session)
    return [ask(words, words.rating(given.rating).word) for ask in asked]


def _asks(
    given: _Given, suggestion: Suggestion, before: tuple[Rating, date | None] | None
) -> list[Ask]:
    """All that a rating asks for and did not come with."""
    rating = given.rating
    asked: list[Ask] = []
    if not given.reason.strip() and (because := reason_asked(rating, before, suggestion)):
        asked.append(because)
    if rating in (Rating.AT_RISK, Rating.OFF_TRACK) and not given.path_to_green.strip():
        asked.append(
            lambda words, word: f"{word} needs a path to green: what brings it back, and by when."
        )
    if rating is Rating.OFF_TRACK and not given.help_needed.strip():
        asked.append(
            lambda words, word: f"{word} needs the ask: what help the steering group could give."
        )
    if rating is Rating.NOT_RATED and given.why is None:
        asked.append(lambda words, _word: which_kind(words))
    return asked


def which_kind(words: programme.Words) -> str:
    """What `missing` says where *not rated* is given without its kind."""
    word = words.rating(Rating.NOT_RATED).word
    kinds = ", ".join(words.not_rated_why(code).lower() for code in NotRatedWhy)
    return f"Say which kind of {word.lower()} it is: {kinds}."


def rate(
    session: Session,
    *,
    recommendation: str,
    rating: Rating,
    speaks_for: date,
    reason: str = "",
    path_to_green: str = "",
    path_to_green_by: date | None = None,
    not_rated_why: NotRatedWhy | None = None,
    position_line: str = "",
    done: str = "",
    next: str = "",
    barrier: str = "",
    help_needed: str = "",
    period: str | None = None,
) -> str:
    """Write a status update and let it hold the place; returns its uid.

    The rules are asked about the day it speaks for. Raises `TrackerError` with all that is
    missing where no reason is given; with a reason the rating stands as the person gave it.
    """
    subject = subject_of(session, recommendation)
    _check(session, rating, not_rated_why, period)
    suggestion = _suggestion(session, subject, speaks_for)
    if not reason.strip():
        given = _Given(rating, reason, path_to_green, help_needed, not_rated_why)
        lacking = _asked(session, subject, given, suggestion, speaks_for)
        if lacking:
            raise _not_rated(subject, lacking)
    update = StatusUpdate(
        recommendation=recommendation,
        speaks_for=speaks_for,
        period=period,
        rating=rating.value,
        not_rated_why=not_rated_why.value if not_rated_why else None,
        suggested=suggestion.rating.value,
        suggested_because=suggestion.because,
        reason=reason or None,
        position_line=position_line or None,
        done=done or None,
        next=next or None,
        barrier=barrier or None,
        path_to_green=path_to_green or None,
        path_to_green_by=path_to_green_by,
        help_needed=help_needed or None,
    )
    session.add(update)
    subject.rating = update.uid
    session.flush()
    return update.uid


def make_current(session: Session, *, recommendation: str, update: str) -> None:
    """Let an update that was written hold the place, whatever date it speaks for.

    An edit like any other: it replaces every answer that holds the place, and also settles two.
    It wants an edit of its own: in the edit that adds the update, a later one still goes first.
    """
    subject = subject_of(session, recommendation)
    found = session.get(StatusUpdate, update)
    if found is None or found.recommendation != recommendation or not found.in_view:
        raise TrackerError(f"That rating is not one of {name_of(subject)}.")
    subject.rating = update
    flag_modified(subject, "rating")


def holds_place(session: Session, *, recommendation: str, update: str) -> bool:
    """Whether an update is the current one, or one of two answers; ask once its edit is done."""
    query = select(Recommendation.rating).where(Recommendation.uid == recommendation)
    held = answers.of_field(session, uid=recommendation, field="rating")
    return update in {session.scalar(query), *(answer.value for answer in held)}


def _check(session: Session, rating: Rating, why: NotRatedWhy | None, period: str | None) -> None:
    if why is not None and rating is not Rating.NOT_RATED:
        raise Misuse("Only “not rated” says which kind of not rated it is.")
    if period is not None and session.get(ReportingPeriod, period) is None:
        raise TrackerError("That reporting period is not in this tracker.")


def _not_rated(subject: Recommendation, lacking: list[str]) -> TrackerError:
    return TrackerError(
        f"{name_of(subject)} was not rated. {' '.join(lacking)}",
        hint="Give what is asked, or a reason why it cannot be given.",
    )


def history_of_ratings(session: Session, *, recommendation: str) -> list[RatingFacts]:
    """Every rating of a recommendation in view, by the date it speaks for, oldest first."""
    current = session.scalar(
        select(Recommendation.rating).where(Recommendation.uid == recommendation)
    )
    found = session.scalars(
        select(StatusUpdate).where(StatusUpdate.recommendation == recommendation)
    )
    facts = [
        RatingFacts(
            update.uid,
            code_of(Rating, update.rating) or Rating.NOT_RATED,
            update.speaks_for,
            update.period or "",
            code_of(NotRatedWhy, update.not_rated_why),
            code_of(Rating, update.suggested),
            shown(update.suggested_because, "suggested_because", update.marks),
            shown(update.reason, "reason", update.marks),
            shown(update.position_line, "position_line", update.marks),
            shown(update.done, "done", update.marks),
            shown(update.next, "next", update.marks),
            shown(update.barrier, "barrier", update.marks),
            shown(update.path_to_green, "path_to_green", update.marks),
            update.path_to_green_by,
            shown(update.help_needed, "help_needed", update.marks),
            update.uid == current,
        )
        for update in found
    ]
    return sorted(facts, key=lambda fact: (fact.speaks_for or date.min, fact.uid))


def worsens(before: Rating | None, after: Rating) -> bool:
    """Whether a rating is worse than the one before; nothing is worse than not rated."""
    if before is None or before is Rating.NOT_RATED:
        return False
    return WORST_FIRST.index(after) < WORST_FIRST.index(before)


def reason_asked(
    rating: Rating, before: tuple[Rating, date | None] | None, suggestion: Suggestion
) -> Ask | None:
    """What asks for a reason when `rating` is given after `before`, or nothing."""
    if rating is Rating.COMPLETE:
        return lambda words, word: (
            f"{word} needs a reason that says who verified it, someone other than the lead."
        )
    if before is not None and worsens(before[0], rating):
        was, since = before[0], f" for {day(before[1])}" if before[1] else ""
        return lambda words, word: (
            f"It was {words.rating(was).word.lower()}{since}: say why it is now {word.lower()}."
        )
    if suggestion.rating not in (Rating.NOT_RATED, rating):
        return lambda words, word: (
            f"The suggested rating is {words.rating(suggestion.rating).word.lower()}. "
            f"{suggestion.because} Say why it is {word.lower()}."
        )
    if rating is Rating.OFF_TRACK:
        return lambda words, word: f"{word} needs a reason."
    return None


def _before(
    session: Session, recommendation: str, today: date
) -> tuple[Rating, date | None] | None:
    """The rating for the latest date not after `today`, with that date."""
    query = select(*_RATED).where(StatusUpdate.recommendation == recommendation)
    given = (_Rated(on, uid, code) for on, uid, code in session.execute(query))
    return _last(given, today)


class _Rated(NamedTuple):
    """A rating that was given."""

    speaks_for: date | None
    uid: str
    code: str | None


_RATED = (StatusUpdate.speaks_for, StatusUpdate.uid, StatusUpdate.rating)


def _last(given: Iterable[_Rated], today: date) -> tuple[Rating, date | None] | None:
    known = [
        (each.speaks_for or date.min, each.uid, each.code)
        for each in given
        if each.speaks_for is None or each.speaks_for <= today
    ]
    if not known:
        return None
    for_day, _, code = max(known)
    return code_of(Rating, code) or Rating.NOT_RATED, None if for_day == date.min else for_day
