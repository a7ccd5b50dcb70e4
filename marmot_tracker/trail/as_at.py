"""The tables as they stood: at a moment, or for those who saw given tips (TRAIL.md, section 6)."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from marmot_tracker.model import KINDS
from marmot_tracker.trail import projection
from marmot_tracker.trail.changes import parents_of
from marmot_tracker.trail.gathered import GatheredRows


@dataclass(frozen=True, slots=True)
class Chosen:
    """The change sets that a state is made of, and those that only count as seen, by number."""

    within: frozenset[int]
    beyond: frozenset[int] = frozenset()


def chosen(
    connection: sqlite3.Connection, *, moment: str = "", tips: Iterable[bytes] | None = None
) -> Chosen:
    """Those dated up to `moment` (UTC text), or all; of the ancestors of `tips`, or of all."""
    held = ancestors(connection, tips) if tips is not None else None
    within: set[int] = set()
    beyond: set[int] = set()
    for n, change, at in connection.execute("SELECT n, id, at FROM change_set"):
        if held is None or change in held:
            (within if not moment or at <= moment else beyond).add(n)
    return Chosen(frozenset(within), frozenset(beyond))


def ancestors(connection: sqlite3.Connection, tips: Iterable[bytes]) -> set[bytes]:
    """The given change sets and all before them, as far as this record holds them."""
    query = "SELECT id, header FROM change_set"
    parents = {change: parents_of(encoded) for change, encoded in connection.execute(query)}
    found: set[bytes] = set()
    waiting = list(tips)
    while waiting:
        change = waiting.pop()
        if change in parents and change not in found:
            found.add(change)
            waiting.extend(parents[change])
    return found


def tips_until(connection: sqlite3.Connection, moment: str) -> frozenset[bytes]:
    """The change sets dated up to `moment` that no other of them names as parent."""
    ids: set[bytes] = set()
    parents: set[bytes] = set()
    query = "SELECT id, header FROM change_set WHERE at <= ?"
    for change, encoded in connection.execute(query, (moment,)):
        ids.add(change)
        parents.update(parents_of(encoded))
    return frozenset(ids - parents)


def fill(connection: sqlite3.Connection, state: Chosen, schema: str) -> None:
    """Write the tables of a state into an empty projection, attached as `schema`."""
    same = _copy_the_same(connection, state, schema)
    rows = GatheredRows(connection, state.within, state.beyond, same)
    projection.write(connection, projection.everything(rows), schema)


def _copy_the_same(connection: sqlite3.Connection, state: Chosen, schema: str) -> set[str]:
    """Copy the things that were then what they are now; returns their uids.

    These are present on their own account, no row of theirs lies outside the state, and nothing
    of them follows from another thing, since their kind has no places.
    """
    numbers = {n for (n,) in connection.execute("SELECT n FROM main.change_set")} - state.within
    connection.execute("CREATE TEMP TABLE outside (n INTEGER PRIMARY KEY)")
    connection.execute("CREATE TEMP TABLE moved (uid TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT INTO outside VALUES (?)", [(n,) for n in numbers])
    connection.execute(
        "INSERT OR IGNORE INTO moved SELECT uid FROM main.change_row "
        "WHERE n IN (SELECT n FROM outside)"
    )
    same: set[str] = set()
    for kind in KINDS.values():
        if not kind.places:
            which = "WHERE present = 1 AND uid NOT IN (SELECT uid FROM moved)"
            columns = ", ".join(f'"{name}"' for name in projection.column_names(kind))
            connection.execute(
                f'INSERT INTO {schema}."{kind.name}" ({columns}) '
                f'SELECT {columns} FROM main."{kind.name}" {which}'
            )
            found = connection.execute(f'SELECT uid FROM {schema}."{kind.name}"').fetchall()
            same.update(uid for (uid,) in found)
    connection.executemany(
        f"INSERT INTO {schema}.answer SELECT * FROM main.answer WHERE uid = ?",
        [(uid,) for (uid,) in _with_answers(connection) if uid in same],
    )
    connection.execute("DROP TABLE outside")
    connection.execute("DROP TABLE moved")
    return same


def _with_answers(connection: sqlite3.Connection) -> list[tuple[str]]:
    return connection.execute("SELECT DISTINCT uid FROM main.answer").fetchall()


def fingerprint(tips: Iterable[bytes], moment: str = "") -> str:
    """SHA-256 over the sorted tips and, for a past date, its moment; 32 hex digits are shown."""
    text = "".join(sorted(tip.hex() for tip in tips)) + moment
    return hashlib.sha256(text.encode()).hexdigest()[:32]
