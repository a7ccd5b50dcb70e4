"""How much there is of what, for the numbers beside the names of pages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marmot_tracker.model import Evidence, ReturnLine
from marmot_tracker.services import disagreements, received_twice


@dataclass(frozen=True, slots=True)
class Counts:
    """Pieces of evidence, answers that came back and wait, and answers to settle."""

    evidence: int
    returns: int
    two_answers: int


def of(session: Session) -> Counts:
    """What can be counted without reading it."""
    evidence = session.scalar(select(func.count(Evidence.uid))) or 0
    waiting = select(func.count(ReturnLine.uid)).where(ReturnLine.verdict.is_(None))
    returns = (session.scalar(waiting) or 0) - len(received_twice.doubled(session))
    return Counts(evidence, returns, disagreements.how_many(session))
