"""What other copies are known to hold: noted in this very file, so that changes can be sent alone.

A note says: whoever writes at this place, this far everybody else has it too. It is made before
the first change that is written there, from what lay there already; a file that its owner moved
or carried to another computer is known by the person. A copy that is brought in adds what it
held. A note that says too little makes what is sent larger, and never wrong: a union takes
nothing twice. The notes go along when people copy a file, and are left out of a copy to give.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from marmot_tracker.trail.as_at import ancestors
from marmot_tracker.trail.changes import ID, parents_of
from marmot_tracker.trail.tables import IN_STEP
from marmot_tracker.trail.values import DamagedRecord, canonical

MOST = 20
"""So many places are remembered, the newest."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody writes (computer, account and path) and who it is; only hashes are noted."""

    where: str
    person: str

    @classmethod
    def of(cls, *where: str, person: str) -> Place:
        """The place that these words name."""
        return cls(_hash("\n".join(where)), _hash(person.casefold()))


@dataclass(frozen=True, slots=True)
class Note:
    """What others hold: at first, when the file came to this place, and by now."""

    place: Place
    first: frozenset[bytes]
    now: frozenset[bytes]


def note_of(connection: sqlite3.Connection, place: Place) -> Note | None:
    """The note of a place, else the newest of the person who moved the file there."""
    notes = _notes(connection)
    of_place = [note for note in notes if note.place.where == place.where]
    of_person = [note for note in notes if note.place.person == place.person]
    return next(iter(of_place[-1:] or of_person[-1:]), None)


def note_first(
    connection: sqlite3.Connection, place: Place, *, author: str, tips: frozenset[bytes]
) -> None:
    """Before the first change at a place: all that lies there is held by whoever gave it.

    What this person wrote last of all may have been carried here by themselves, and is not.
    """
    known = note_of(connection, place)
    if known is not None and known.place.where == place.where:
        return
    held = known.now if known else came_with(connection, author=author, tips=tips)
    first = known.first if known else held
    _write(connection, Note(place, first, held))


def note_brought(connection: sqlite3.Connection, place: Place, held: Iterable[bytes]) -> None:
    """A copy was brought in that held these entries and all before them."""
    known = note_of(connection, place)
    if known is None:  # nothing was written here yet
        return
    both = known.now | frozenset(held)
    _write(connection, Note(place, known.first, _ends(connection, both)))


def came_with(
    connection: sqlite3.Connection, *, author: str, tips: frozenset[bytes]
) -> frozenset[bytes]:
    """The state before what this person wrote last, without a break, into this file."""
    own = hashes_of(connection, author)
    query = (
        "SELECT s.header, EXISTS (SELECT 1 FROM arrival a WHERE a.change = s.id) "
        "FROM change_set s WHERE s.id = ?"
    )
    held, waiting = set(tips), list(tips)
    while waiting and own:
        change = waiting.pop()
        found = connection.execute(query, (change,)).fetchone()
        if found is None or found[1] or author_of(found[0]) not in own:
            continue
        try:
            before = set(parents_of(found[0])) - held
        except DamagedRecord:
            continue
        held.discard(change)
        held |= before
        waiting.extend(before)
    return _ends(connection, held)


def _ends(connection: sqlite3.Connection, changes: Iterable[bytes]) -> frozenset[bytes]:
    """Of these entries, those that come before no other of them."""
    known = set(changes)
    if len(known) < 2:
        return frozenset(known)
    above: set[bytes] = set()
    query = "SELECT header FROM change_set WHERE id = ?"
    try:
        for change in known:
            found = connection.execute(query, (change,)).fetchone()
            if found is not None:
                above |= set(parents_of(found[0]))
        above = ancestors(connection, above)
    except DamagedRecord:  # told where the record is checked; more of them say the same
        return frozenset(known)
    return frozenset(known - above)


def author_of(encoded: str) -> str:
    """The hash that a header names its author by, in hexadecimal; empty where it names none."""
    try:
        return str(json.loads(encoded)["author"] or "")
    except (ValueError, KeyError, TypeError, RecursionError):  # told where the record is checked
        return ""


def hashes_of(connection: sqlite3.Connection, author: str) -> frozenset[str]:
    """The hashes that a person's name is held under in this file, in hexadecimal."""
    query = "SELECT hash FROM word WHERE member = 'author' AND body = ?"
    return frozenset(bytes(h).hex() for (h,) in connection.execute(query, (canonical(author),)))


def _notes(connection: sqlite3.Connection) -> list[Note]:
    """The notes, oldest first; those that cannot be read count as none."""
    found = connection.execute("SELECT value FROM meta WHERE key = ?", (IN_STEP,)).fetchone()
    try:
        return [
            Note(Place(str(where), str(person)), _ids(first), _ids(now))
            for where, person, first, now in json.loads(found[0] if found else "[]")
        ]
    except (ValueError, TypeError):
        return []


def _write(connection: sqlite3.Connection, note: Note) -> None:
    notes = [each for each in _notes(connection) if each.place.where != note.place.where]
    said = [
        [each.place.where, each.place.person, _hexes(each.first), _hexes(each.now)]
        for each in [*notes, note][-MOST:]
    ]
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (IN_STEP, json.dumps(said)))


def _ids(listed: list[str]) -> frozenset[bytes]:
    found = frozenset(bytes.fromhex(each) for each in listed)
    if any(len(each) != ID for each in found):
        raise ValueError("not an id")
    return found


def _hexes(changes: Iterable[bytes]) -> list[str]:
    return sorted(change.hex() for change in changes)


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]
