"""What a change did that is about no recommendation: to people, periods, reports and the programme."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from marmot_tracker.services import history_things
from marmot_tracker.services.history_steps import Told, by_thing, is_undo_line, undo_words
from marmot_tracker.services.telling import Teller, shortened
from marmot_tracker.trail.history import ERASED, ChangeLine, Entry, entries
from marmot_tracker.vocabulary import ChangeKind

_TOLD = frozenset(
    {
        "extra_column",
        "organisation",
        "person",
        "post",
        "principle",
        "programme",
        "reporting_period",
        "source_report",
        "subgroup",
    }
)
"""Kinds whose fields say something to a person."""

_FIELDS = {
    "support_officer": "support officer",
    "year_start": "start of the year",
    "held_from": "held from",
    "held_to": "held to",
    "due": "answers due by",
    "edition_of": "earlier edition",
    "retired": "put away",
}
_UNTOLD = frozenset({"words", "aliases", "successor", "organisation", "person", "edition_of"})
"""Fields that hold a name of another thing, or a list in the file's own form."""
MOST = 40
MADE_WITH = {"programme", "principle"}
"""What a tracker is begun with; no later edit writes of both."""


def steps(
    session: Session, teller: Teller, line: ChangeLine, things: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """What a change did to things (kind and uid), after what it was called, in sentences."""
    kinds = {kind for kind, _ in things}
    if kinds == MADE_WITH:
        return (_made(session, things),)
    told = [(kind, uid) for kind, uid in things if kind in _TOLD][:MOST]
    everything = entries(session, uid=[uid for _, uid in told]) if told else []
    said = Told(teller, everything)
    group = [entry for entry in everything if entry.change == line.change]
    found: list[str] = []
    for (kind, uid), fields in by_thing(e for e in group if not is_undo_line(e)).items():
        name = history_things.name_of(session, kind, uid).title
        present = fields.pop("present", None)
        if present is not None and present.value is False:
            found.append(f"{name} withdrawn")
        elif present is not None and said.prior(present) is None:
            found.append(f"{name} added")
        else:
            found += [f"{name}: {_changed(said, entry)}" for entry in fields.values()]
    more = [] if [line.label] == found else found
    label = undo_words(line.label) if line.change_kind == ChangeKind.UNDO else line.label
    return (label, *(each for each in more if each))


def _made(session: Session, things: Sequence[tuple[str, str]]) -> str:
    """What the first change of a tracker did."""
    programmes = [uid for kind, uid in things if kind == "programme"]
    first = next(iter(entries(session, uid=programmes, field="place")), None)
    place = "" if first is None else ERASED if first.erased else str(first.value or "")
    return f"Tracker made{' for ' + place if place else ''}, with the eight principles"


def _changed(told: Told, entry: Entry) -> str:
    called = _FIELDS.get(entry.field, entry.field.replace("_", " "))
    if entry.field in _UNTOLD:
        return f"{called} changed"
    before, after = told.prior(entry), told.text(entry)
    was = told.text(before) if before is not None else ""
    if not after:
        return f"{called} cleared"
    return f"{called} {shortened(after)}" + (f", it was {shortened(was)}" if was else "")
