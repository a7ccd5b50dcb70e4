"""The tables as they stood: at a moment, or for those who saw given tips (TRAIL.md, section 6)."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

from marmot_tracker.trail import projection
from marmot_tracker.trail.changes import Row, header_of
from marmot_tracker.trail.rows import HeldRows, all_rows


def rows_until(connection: sqlite3.Connection, moment: str) -> HeldRows:
    """The rows dated up to `moment` (UTC text); later ones count only as what was replaced."""
    return HeldRows(all_rows(connection), lambda row: row.at <= moment)


def rows_of_tips(connection: sqlite3.Connection, tips: Iterable[bytes]) -> HeldRows:
    """The rows of the given tips and everything their authors had."""
    chosen = ancestors(connection, tips)
    rows: Iterable[Row] = (row for row in all_rows(connection) if row.change in chosen)
    return HeldRows(rows)


def ancestors(connection: sqlite3.Connection, tips: Iterable[bytes]) -> set[bytes]:
    """The given change sets and all before them, as far as this record holds them."""
    query = "SELECT id, header FROM change_set"
    parents = {change: header_of(encoded).parents for change, encoded in connection.execute(query)}
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
        parents.update(header_of(encoded).parents)
    return frozenset(ids - parents)


def fill(target: sqlite3.Connection, rows: HeldRows, schema: str = "main") -> None:
    """Write the tables that these rows make into an empty projection."""
    projection.write(target, projection.everything(rows), schema)


def fingerprint(tips: Iterable[bytes], moment: str = "") -> str:
    """SHA-256 over the sorted tips and, for a past date, its moment; 32 hex digits are shown."""
    text = "".join(sorted(tip.hex() for tip in tips)) + moment
    return hashlib.sha256(text.encode()).hexdigest()[:32]
