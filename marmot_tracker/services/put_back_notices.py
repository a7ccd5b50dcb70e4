"""What of mine was put back by others since I last opened a copy that holds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marmot_tracker.services import history_things
from marmot_tracker.services.history_steps import PLACES, Told
from marmot_tracker.services.history_things import Called
from marmot_tracker.services.telling import FIELD_WORDS, Teller, who_of
from marmot_tracker.trail.as_at import ancestors
from marmot_tracker.trail.history import ChangeLine, Entry, entries, line_of
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.writing import tips

LABEL = "Put back"
"""How every edit begins that puts something back."""
NOTE = "put back"
"""What is noted at the source of an edit that puts back what came with a copy."""
MOST = 200
"""So many lines are told, the newest."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One thing of mine that somebody put back: what, to what, by whom, when and why."""

    words: str
    who: str
    at: datetime
    reason: str
    recommendation: str
    reference: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What was put back, newest first, and the state (tips) up to which it was looked for."""

    lines: tuple[NoticeLine, ...]
    tips: tuple[str, ...]


def read(session: Session, *, author: str, seen: Collection[str]) -> Notice:
    """What others put back of what `author` wrote, in what came after the state `seen`."""
    connection = driver(session)
    now = tips(connection)
    known = ancestors(connection, [bytes.fromhex(tip) for tip in seen])
    every = connection.execute("SELECT id FROM change_set")
    new = [change for (change,) in every if change not in known]
    steps = [line for change in new if _puts_back(line := line_of(connection, change), author)]
    found = [line for step in steps for line in _lines(session, step, author)]
    found.sort(key=lambda line: line.at, reverse=True)
    return Notice(tuple(found[:MOST]), tuple(sorted(tip.hex() for tip in now)))


def _puts_back(step: ChangeLine, author: str) -> bool:
    said = step.source.note == NOTE or step.label.startswith(f"{LABEL} ")
    return said and step.author != author


def _lines(session: Session, step: ChangeLine, author: str) -> Iterable[NoticeLine]:
    """What one edit put back of what the author wrote, a line for each field or thing."""
    connection = driver(session)
    query = "SELECT DISTINCT r.uid FROM change_row r JOIN change_set s ON s.n = r.n WHERE s.id = ?"
    uids = {uid for (uid,) in connection.execute(query, (bytes.fromhex(step.change),))}
    everything = entries(session, uid=uids)
    filling = {str(e.value) for e in everything if e.field in PLACES and e.value} - uids
    everything += entries(session, uid=filling)
    everything.sort(key=lambda entry: (entry.at, entry.change))
    told = Told(Teller(session), everything)
    mine = {
        (entry.change, entry.uid, entry.field): entry
        for entry in everything
        if author in (entry.author, entry.on_behalf_of)
    }
    of = history_things.recommendation_of(session, {(e.thing_kind, e.uid) for e in everything})
    called = history_things.names(session, set(of.values()))
    with_another = {str(e.value) for e in mine.values() if e.field in PLACES}
    with_another |= {
        told.latest(e.uid, "evidence")
        for e in everything
        if e.change == step.change and e.thing_kind == "evidence_link"
    }
    for entry in everything:
        if entry.change != step.change or entry.uid in with_another:
            continue
        was = [mine.get((change, entry.uid, entry.field)) for change in entry.replaces]
        replaced = [each for each in was if each is not None]
        if not replaced:
            continue
        subject = called.get(of.get(entry.uid, ""), Called("", ""))
        yield NoticeLine(
            _words(told, replaced[-1], entry, subject),
            who_of(step),
            step.at,
            step.reason,
            of.get(entry.uid, ""),
            subject.reference,
        )


def _words(told: Told, mine: Entry, now: Entry, subject: Called) -> str:
    """`5.4 Homes: your rating, Green (G), is Amber (A) again`."""
    about = f"{subject.words}: " if subject.words else ""
    if mine.field == "present":
        kind = history_things.KIND_WORDS.get(mine.thing_kind, mine.thing_kind.replace("_", " "))
        title = told.title(mine.uid) if mine.thing_kind == "evidence" else ""
        if mine.thing_kind == "evidence_link":
            title = told.title(told.latest(mine.uid, "evidence"))
        named = f" “{title}”" if title else ""
        if now.value is True:
            return f"{about}what you withdrew came back: {kind.casefold()}{named}"
        return f"{about}what you added was taken away again: {kind.casefold()}{named}"
    what = FIELD_WORDS.get(mine.field, mine.field.replace("_", " "))
    was, stands = (_value(told, entry) for entry in (mine, now))
    return f"{about}your {what}, {was or 'empty'}, is {stands or 'empty'} again"


def _value(told: Told, entry: Entry) -> str:
    if entry.field in PLACES and entry.value:
        return told.thing_in_words(entry.field, str(entry.value))
    return told.text(entry)
