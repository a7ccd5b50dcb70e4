"""What was answered to a recommendation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Decision, Recommendation
from marmot_tracker.services import programme
from marmot_tracker.services.dates import name_of, subject_of
from marmot_tracker.services.marks import shown
from marmot_tracker.services.wording import code_of
from marmot_tracker.vocabulary import DECIDED_OTHERWISE, DecisionCode


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A decision as it was taken; `current` is the one that stands."""

    uid: str
    code: DecisionCode | None
    reason: str
    decided_on: date | None
    decided_by: str
    meeting: str
    review_on: date | None
    current: bool


def decide(
    session: Session,
    *,
    recommendation: str,
    code: DecisionCode,
    reason: str = "",
    decided_on: date | None = None,
    decided_by: str = "",
    meeting: str = "",
    review_on: date | None = None,
) -> str:
    """Write a decision and let it hold the place; returns its uid.

    A decision that takes a recommendation out of follow-up needs a reason; *accepted in
    principle* needs a review date, or a reason why there is none.
    """
    subject = subject_of(session, recommendation)
    word = programme.words(session).decision(code)
    if code in DECIDED_OTHERWISE and not reason.strip():
        raise TrackerError(
            f"{name_of(subject)} would no longer be followed up as “{word}”, without a reason.",
            hint="Say why: it is printed beside the decision.",
        )
    if code is DecisionCode.ACCEPTED_IN_PRINCIPLE and review_on is None and not reason.strip():
        raise TrackerError(
            f"“{word}” for {name_of(subject)} needs a date to look at it again.",
            hint="Give a review date, or a reason why there is none.",
        )
    made = Decision(
        recommendation=recommendation,
        code=code.value,
        reason=reason or None,
        decided_on=decided_on,
        decided_by=decided_by or None,
        meeting=meeting or None,
        review_on=review_on,
    )
    session.add(made)
    subject.decision = made.uid
    session.flush()
    return made.uid


def decided_otherwise(session: Session) -> set[str]:
    """The recommendations that a decision has taken out of follow-up, as uids."""
    query = (
        select(Recommendation.uid)
        .join(Decision, Decision.uid == Recommendation.decision)
        .where(Decision.code.in_([code.value for code in DECIDED_OTHERWISE]))
    )
    return set(session.scalars(query))


def of(session: Session, *, recommendation: str) -> list[DecisionFacts]:
    """Every decision on a recommendation in view, in the order of writing."""
    current = session.scalar(
        select(Recommendation.decision).where(Recommendation.uid == recommendation)
    )
    found = session.scalars(
        select(Decision).where(Decision.recommendation == recommendation).order_by(Decision.uid)
    )
    return [
        DecisionFacts(
            made.uid,
            code_of(DecisionCode, made.code),
            shown(made.reason, "reason", made.marks),
            made.decided_on,
            shown(made.decided_by, "decided_by", made.marks),
            shown(made.meeting, "meeting", made.marks),
            made.review_on,
            made.uid == current,
        )
        for made in found
    ]
