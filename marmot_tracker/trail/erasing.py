"""Erasing values: the hashes stay, so that everything still verifies (TRAIL.md, section 7)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from marmot_tracker.trail import projection
from marmot_tracker.trail.rows import StoredRows
from marmot_tracker.trail.uniting import erase_named, note_erased
from marmot_tracker.trail.writing import Heading, Sealed, append
from marmot_tracker.vocabulary import ChangeKind


def hashes_holding(connection: sqlite3.Connection, uid: str, field: str, body: str) -> set[bytes]:
    """Every hash that holds the same value (canonical JSON) in this field of this thing."""
    query = "SELECT hash FROM change_row WHERE uid = ? AND field = ? AND body = ?"
    return {bytes(found[0]) for found in connection.execute(query, (uid, field, body))}


def erase(connection: sqlite3.Connection, hashes: Iterable[bytes], heading: Heading) -> Sealed:
    """Append an erasure that names these hashes, and take away all that they name.

    The hashes are of values, of header texts, or the SHA-256 of evidence; `heading` says who,
    and its reason is the ground.
    """
    named = tuple(sorted(set(hashes)))
    if not named:
        raise ValueError("an erasure names what it erases")
    sealed = append(connection, (), replace(heading, kind=ChangeKind.ERASURE, erases=named))
    note_erased(connection, sealed.change, named)
    touched = erase_named(connection, named)
    projection.update(connection, StoredRows(connection), touched)
    return replace(sealed, uids=frozenset(touched))
