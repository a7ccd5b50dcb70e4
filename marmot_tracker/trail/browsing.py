"""Finding changes in the whole record: by whom, when, of which things and of what kind.

Questions are asked of headers and of the rows' own columns, without decoding a header that is
not shown, so that a record of hundreds of thousands of changes is leafed through at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from marmot_tracker.trail import older
from marmot_tracker.trail.history import ChangeLine, line_of
from marmot_tracker.trail.rows import BATCH
from marmot_tracker.trail.values import Scalar, canonical, clean, parsed

MANY = 2000
"""From so many things on, one pass over all rows is quicker than asking for each."""

AT_ONCE = 5
"""So many seconds apart at most are noted the changes of one copy."""

Fields = tuple[str, tuple[str, ...]]
"""A kind of thing and some of its fields; none of them named means all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes are asked for; what is left out asks for any.

    `since` and `until` are UTC stamps, both included. `fields` asks for changes that wrote any of
    them, `kinds` for those of a kind of change, `arrived` for those that came with a copy.
    """

    who: str = ""
    since: str = ""
    until: str = ""
    uids: frozenset[str] | None = None
    fields: tuple[Fields, ...] = ()
    kinds: tuple[str, ...] = ()
    arrived: bool = False


class Arrival(NamedTuple):
    """A copy that was brought in: when, from which file, and how many changes came."""

    at: str
    file: str
    changes: int


class Written(NamedTuple):
    """One field that a change wrote: the number of its change set, and what it is a field of."""

    n: int
    kind: str
    uid: str
    field: str


def matching(connection: sqlite3.Connection, wanted: Wanted) -> list[tuple[int, str]]:
    """The number and UTC stamp of each change set asked for, newest first."""
    where, given = _where(connection, wanted)
    query = f"SELECT s.n, s.at FROM change_set s {where} ORDER BY s.at DESC, s.id DESC"
    found = connection.execute(query, given).fetchall()
    if wanted.uids is None:
        return found
    of_things = _of_things(connection, wanted.uids)
    return [(n, at) for n, at in found if n in of_things]


def how_many(connection: sqlite3.Connection) -> int:
    """How many change sets there are."""
    return int(connection.execute("SELECT count(*) FROM change_set").fetchone()[0])


def names(connection: sqlite3.Connection) -> list[str]:
    """Everybody whose name stands at a change, or for whom one was made."""
    query = "SELECT DISTINCT body FROM word WHERE member IN ('author', 'on_behalf_of')"
    found = {str(parsed(body)) for (body,) in connection.execute(query) if body}
    return sorted(found, key=str.casefold)


def arrivals(connection: sqlite3.Connection) -> list[Arrival]:
    """Every copy that was brought into this file, newest first.

    The changes of one copy are noted one after the other, within moments.
    """
    query = "SELECT at, file FROM arrival ORDER BY at"
    found: list[Arrival] = []
    for at, file in connection.execute(query):
        last = found[-1] if found else None
        if last and last.file == (file or "") and _seconds(last.at, at) < AT_ONCE:
            found[-1] = Arrival(at, last.file, last.changes + 1)
        else:
            found.append(Arrival(at or "", file or "", 1))
    return found[::-1]


def lines(connection: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, ChangeLine]:
    """The headings of change sets, by number."""
    found = {}
    for n in numbers:
        row = connection.execute("SELECT id FROM change_set WHERE n = ?", (n,)).fetchone()
        if row is not None:
            found[n] = line_of(connection, row[0])
    return found


def written(connection: sqlite3.Connection, n: int) -> list[Written]:
    """Every field that a change set wrote, in today's words."""
    query = "SELECT kind, uid, field FROM change_row WHERE n = ?"
    found = []
    for kind, uid, field in connection.execute(query, (n,)):
        found.append(Written(n, older.kind_today(kind), uid, older.field_today(kind, field)))
    return found


def written_of(
    connection: sqlite3.Connection, numbers: Collection[int], uids: Collection[str]
) -> dict[int, list[Written]]:
    """What some change sets wrote of some things, in today's words."""
    found: dict[int, list[Written]] = {n: [] for n in numbers}
    if len(uids) >= MANY:
        for n in numbers:
            found[n] = [row for row in written(connection, n) if row.uid in uids]
        return found
    wanted = sorted(uids)
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        query = f"SELECT n, kind, uid, field FROM change_row WHERE uid IN ({_marks(batch)})"
        for n, kind, uid, field in connection.execute(query, batch):
            if n in found:
                found[n].append(
                    Written(n, older.kind_today(kind), uid, older.field_today(kind, field))
                )
    return found


def erased_by(connection: sqlite3.Connection, change: bytes) -> list[tuple[str, str]]:
    """The things (kind and uid) that an erasure took values from."""
    query = (
        "SELECT DISTINCT kind, uid FROM change_row WHERE hash IS NOT NULL AND body IS NULL "
        "AND hash IN (SELECT hash FROM erased WHERE change = ?)"
    )
    rows = connection.execute(query, (change,))
    return [(older.kind_today(kind), uid) for kind, uid in rows]


def how_many_of(connection: sqlite3.Connection, n: int, kind: str) -> int:
    """How many things of a kind a change set wrote."""
    kinds = older.kinds_ever(kind)
    query = f"SELECT count(DISTINCT uid) FROM change_row WHERE n = ? AND kind IN ({_marks(kinds)})"
    return int(connection.execute(query, (n, *kinds)).fetchone()[0])


def fields_with_answers(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Every field that holds two answers: kind, uid and name."""
    query = "SELECT DISTINCT kind, uid, field FROM answer ORDER BY kind, uid, field"
    return [(kind, uid, field) for kind, uid, field in connection.execute(query)]


def open_answers(connection: sqlite3.Connection) -> int:
    """How many fields hold two answers."""
    query = "SELECT count(*) FROM (SELECT DISTINCT uid, field FROM answer)"
    return int(connection.execute(query).fetchone()[0])


def marked(connection: sqlite3.Connection, kind: str) -> list[tuple[str, str]]:
    """The things of a kind in view that the tables note something of, with what they note."""
    query = f'SELECT uid, marks FROM "{kind}" WHERE in_view = 1 AND marks IS NOT NULL ORDER BY uid'
    return [(uid, marks) for uid, marks in connection.execute(query)]


def cell(connection: sqlite3.Connection, kind: str, uid: str, column: str) -> Scalar:
    """What the table of a kind shows of a thing, as the record holds it; flags are 0 and 1."""
    found = connection.execute(f'SELECT "{column}" FROM "{kind}" WHERE uid = ?', (uid,)).fetchone()
    value: Scalar = found[0] if found else None
    return value


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def _where(connection: sqlite3.Connection, wanted: Wanted) -> tuple[str, list[str]]:
    parts: list[str] = []
    given: list[str] = []
    if wanted.since:
        parts.append("s.at >= ?")
        given.append(wanted.since)
    if wanted.until:
        parts.append("s.at <= ?")
        given.append(wanted.until)
    if wanted.who:
        said, hashes = _by(connection, wanted.who)
        parts.append(said)
        given += hashes
    any_of: list[str] = []
    if wanted.kinds:
        any_of.append(f"s.kind IN ({_marks(wanted.kinds)})")
        given += wanted.kinds
    if wanted.fields:
        said, named = _of_fields(wanted.fields)
        any_of.append(f"s.n IN (SELECT n FROM change_row WHERE {said})")
        given += named
    if wanted.arrived:
        any_of.append("s.id IN (SELECT change FROM arrival)")
    if any_of:
        parts.append(f"({' OR '.join(any_of)})")
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), given


def _by(connection: sqlite3.Connection, who: str) -> tuple[str, list[str]]:
    """The headers that name somebody: a header holds the hash of each name as it stands."""
    query = "SELECT member, lower(hex(hash)) FROM word WHERE member IN (?, ?) AND body = ?"
    body = canonical(clean(who))
    found = connection.execute(query, ("author", "on_behalf_of", body)).fetchall()
    if not found:
        return "0", []
    named = [f'"{member}":"{value}"' for member, value in found]
    return f"({' OR '.join(['instr(s.header, ?)'] * len(named))})", named


def _of_fields(fields: Iterable[Fields]) -> tuple[str, list[str]]:
    parts: list[str] = []
    given: list[str] = []
    for kind, of_kind in fields:
        kinds = older.kinds_ever(kind)
        said = f"kind IN ({_marks(kinds)})"
        given += kinds
        if of_kind:
            ever = [name for field in of_kind for name in older.fields_ever(field, kind)]
            said += f" AND field IN ({_marks(ever)})"
            given += ever
        parts.append(f"({said})")
    return " OR ".join(parts), given


def _of_things(connection: sqlite3.Connection, uids: Collection[str]) -> set[int]:
    """The change sets that wrote anything of some things, or erased what they said."""
    found: set[int] = set()
    if len(uids) >= MANY:
        rows = connection.execute("SELECT n, uid FROM change_row")
        found.update(n for n, uid in rows if uid in uids)
    else:
        wanted = sorted(uids)
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            query = f"SELECT DISTINCT n FROM change_row WHERE uid IN ({_marks(batch)})"
            found.update(n for (n,) in connection.execute(query, batch))
    query = (
        "SELECT DISTINCT s.n, r.uid FROM change_row r JOIN erased e ON e.hash = r.hash "
        "JOIN change_set s ON s.id = e.change WHERE r.hash IS NOT NULL AND r.body IS NULL"
    )
    found.update(n for n, uid in connection.execute(query) if uid in uids)
    return found


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))
