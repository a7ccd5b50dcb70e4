"""Notes what a list said where nothing was written: the base of the next import of that list."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from marmot_tracker.exchange.naming import Names
from marmot_tracker.exchange.tracker_values import Bases
from marmot_tracker.model import TakenValue, uid_of
from marmot_tracker.trail.past_values import Erased
from marmot_tracker.trail.values import canonical

BATCH = 400


def note_taken(
    session: Session, names: Names, bases: Bases, seen: Mapping[tuple[str, str], str]
) -> None:
    """Note the value that a list said in each (recommendation, field)."""
    uids = sorted({uid for uid, _ in seen})
    held: dict[str, TakenValue] = {}
    for start in range(0, len(uids), BATCH):
        query = select(TakenValue).where(TakenValue.recommendation.in_(uids[start : start + BATCH]))
        for taken in session.scalars(query.execution_options(all_things=True)):
            held[taken.uid] = taken
    for (uid, name), value in seen.items():
        if isinstance(bases.of(uid, (name,)).get(name), Erased):
            continue  # a note would hold the text that was erased
        field = names.settled_field(name)
        noted = names.settled(field, value)
        made = taken_value(uid, field, noted, times=bases.note(uid, field) + 1)
        known = held.get(made.uid)
        if known is None:
            session.add(made)
        else:
            known.present = True
            known.value = made.value


def taken_value(recommendation: str, field: str, value: str, *, times: int) -> TakenValue:
    """A note; `times` counts the notes of this field, so that a repeated one is a later one."""
    return TakenValue(
        uid=uid_of("taken_value", recommendation, field),
        recommendation=recommendation,
        field=field,
        value=canonical([value, times]),
    )
