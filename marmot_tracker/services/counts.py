"""How much there is of what, for the numbers beside the names of pages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marmot_tracker.model import Evidence
from marmot_tracker.services import disagreements


@dataclass(frozen=True, slots=True)
class Counts:
    """Pieces of evidence, and answers to settle."""

    evidence: int
    two_answers: int


def of(session: Session) -> Counts:
    """What can be counted without reading it."""
    evidence = session.scalar(select(func.count(Evidence.uid))) or 0
    return Counts(evidence, disagreements.how_many(session))
