"""What a recommendation is tied to: the one it replaces, subgroups with an interest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from marmot_tracker.model import (
    InterestedSubgroup,
    Recommendation,
    RecommendationTie,
    SourceReport,
    uid_of,
)
from marmot_tracker.services import people
from marmot_tracker.services.wording import code_of
from marmot_tracker.vocabulary import TieKind

SHOWN = 60
"""Letters of a wording that stand for a recommendation without a reference."""


@dataclass(frozen=True, slots=True)
class TieFacts:
    """A tie as seen from one of the two: what it is to `other`, or with `back` the other to it.

    `words` name the other one: "5.4 of “A Fairer Luton”".
    """

    uid: str
    kind: TieKind
    other: str
    words: str
    back: bool


def tie_uid(kind: TieKind, recommendation: str, other: str) -> str:
    """The uid of a tie, the same in every copy."""
    return uid_of("recommendation_tie", kind.value, recommendation, other)


def of(session: Session, recommendation: str) -> list[TieFacts]:
    """The ties of a recommendation in view, its own first; of those no longer in view none."""
    one, other = aliased(Recommendation), aliased(Recommendation)
    query = (
        select(RecommendationTie.uid, RecommendationTie.kind, one.uid, other.uid)
        .join(one, one.uid == RecommendationTie.recommendation)
        .join(other, other.uid == RecommendationTie.other)
        .where(or_(one.uid == recommendation, other.uid == recommendation))
        .order_by(RecommendationTie.uid)
    )
    rows = session.execute(query).all()
    called = names(session, only={uid for _, _, *both in rows for uid in both})
    found = []
    for uid, kind, mine, theirs in rows:
        if code := code_of(TieKind, kind):
            back = mine != recommendation
            far = mine if back else theirs
            found.append(TieFacts(uid, code, far, called.get(far, ""), back))
    return sorted(found, key=lambda tie: tie.back)


def names(session: Session, *, only: Collection[str] | None = None) -> dict[str, str]:
    """What recommendations (`only` these, or all) are called with their report, by uid.

    Also of those out of view: history goes on naming them.
    """
    query = select(
        Recommendation.uid, Recommendation.reference, Recommendation.wording, SourceReport.title
    ).outerjoin(SourceReport, SourceReport.uid == Recommendation.report)
    if only is not None:
        query = query.where(Recommendation.uid.in_(only))
    found = session.execute(query.execution_options(all_things=True))
    return {uid: _name(reference, wording, title) for uid, reference, wording, title in found}


def interested(session: Session, recommendation: str) -> tuple[str, ...]:
    """The subgroups with an interest besides the lead subgroup, by their newest names."""
    query = select(InterestedSubgroup.subgroup).where(
        InterestedSubgroup.recommendation == recommendation
    )
    found = session.scalars(query).all()
    called = people.subgroup_names(session) if found else {}
    return tuple(sorted({called[uid][1] for uid in found if uid in called}, key=str.casefold))


def _name(reference: str | None, wording: str | None, title: str | None) -> str:
    words = " ".join((wording or "").split())
    begins = f"“{words[:SHOWN]}…”" if len(words) > SHOWN else f"“{words}”"
    called = reference or begins
    return f"{called} of “{title}”" if title else called
