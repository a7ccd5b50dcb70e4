"""History as people read it: one line per edit of a recommendation, opening to every step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.model import (
    Action,
    Assignment,
    DateRevision,
    Decision,
    EvidenceLink,
    ExtraValue,
    FurtherPrinciple,
    InterestedSubgroup,
    Recommendation,
    RecommendationTie,
    ReturnLine,
    StatusUpdate,
)
from marmot_tracker.services import history_steps
from marmot_tracker.services.telling import Teller, who_of
from marmot_tracker.services.wording import joined
from marmot_tracker.trail.history import Entry, Gone, entries, erasures
from marmot_tracker.vocabulary import ChangeKind

BELOW = (
    Action,
    Assignment,
    DateRevision,
    Decision,
    EvidenceLink,
    ExtraValue,
    FurtherPrinciple,
    InterestedSubgroup,
    RecommendationTie,
    ReturnLine,
    StatusUpdate,
)
"""The kinds of thing that hang on a recommendation."""

FIELD_OF_KIND: dict[str, str] = {
    "status_update": "rating",
    "decision": "decision",
    "date_revision": "due",
    "assignment": "lead",
    "evidence": "evidence",
    "evidence_link": "evidence",
    "further_principle": "principle",
    "interested_subgroup": "subgroup",
}
"""Which field of a recommendation a thing that hangs on it speaks of."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One edit: when (UTC), by whom, what it did in sentences, why, and from where.

    `steps` are what it did one by one; `what` is the first of them, with how many more there
    are. `change` names the edit, `taken_back` says that it was undone.
    """

    at: datetime
    who: str
    what: str
    why: str
    where_from: str
    steps: tuple[str, ...]
    change: str
    taken_back: bool


def lines(session: Session, uid: str, field: str | None = None) -> list[HistoryLine]:
    """The history of a thing, oldest first; of a recommendation with all that hangs on it.

    `field` narrows to one field: a name of `telling.FIELD_WORDS`, `evidence`, or the name of
    one of the place's own columns.
    """
    teller = Teller(session)
    uids = [uid, *below(session, uid)]
    everything = entries(session, uid=uids)
    told = history_steps.Told(teller, everything)
    changes: dict[str, list[Entry]] = {}
    for entry in everything:
        if field is None or _about(teller, told, entry, field):
            changes.setdefault(entry.change, []).append(entry)
    found = [line_of(told, of_change) for of_change in changes.values()]
    shown = {(e.uid, e.field, e.change): e for of_change in changes.values() for e in of_change}
    found += [_erasure(told, gone, shown) for gone in erasures(session, uids)]
    return sorted((line for line in found if line is not None), key=lambda line: line.at)


def below(session: Session, uid: str) -> list[str]:
    """The things that hang on a recommendation, in view or not, with its evidence."""
    found: list[str] = []
    for thing in BELOW:
        query = select(thing.uid).where(thing.recommendation == uid)
        found += session.scalars(query.execution_options(all_things=True))
    tied = select(EvidenceLink.evidence).where(EvidenceLink.recommendation == uid)
    ties = session.scalars(tied.execution_options(all_things=True))
    return found + [evidence for evidence in ties if evidence]


def exists(session: Session, uid: str) -> bool:
    """Whether a recommendation is or was in this tracker."""
    query = select(Recommendation.uid).where(Recommendation.uid == uid)
    return session.scalar(query.execution_options(all_things=True)) is not None


def _about(teller: Teller, told: history_steps.Told, entry: Entry, field: str) -> bool:
    if entry.thing_kind == "recommendation":
        return entry.field == field
    if entry.thing_kind == "extra_value":
        column = teller.name("extra_column", told.latest(entry.uid, "column"))
        return column.casefold() == field.casefold()
    return FIELD_OF_KIND.get(entry.thing_kind) == field


def _erasure(
    told: history_steps.Told, gone: Gone, shown: Mapping[tuple[str, str, str], Entry]
) -> HistoryLine | None:
    """The line of an erasure, where it took away something that is told here."""
    taken = [shown[value] for value in gone.values if value in shown]
    if not taken:
        return None
    places = list(dict.fromkeys(told.field_words(entry) for entry in taken))
    line = gone.line
    return HistoryLine(
        at=line.at,
        who=who_of(line),
        what=f"Erased: {joined(places)}",
        why=line.reason,
        where_from=told.teller.origin(line),
        steps=(f"Erased: {joined(places)}",),
        change=line.change,
        taken_back=False,
    )


def line_of(told: history_steps.Told, of_change: Iterable[Entry]) -> HistoryLine | None:
    """What one edit did to one thing; None where that is nothing to tell."""
    group = list(of_change)
    first = group[0]
    steps = told.steps(group)
    if first.change_kind == ChangeKind.UNDO:
        steps = [told.label(group), *steps]
    if not steps:
        return None
    more = 0 if first.change_kind == ChangeKind.UNDO else len(steps) - 1
    return HistoryLine(
        at=first.at,
        who=who_of(first),
        what=steps[0] + (f" (and {more} more)" if more else ""),
        why=first.reason or told.reason(group),
        where_from=told.teller.origin(first),
        steps=tuple(steps),
        change=first.change,
        taken_back=all(not entry.standing for entry in group),
    )
