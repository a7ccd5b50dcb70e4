"""The names in the notes of what was brought into this file, and taking them out (TRAIL.md, 7).

The notes are local: nothing of them is in the record, so no erasure names them.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

_TEXTS = (("arrival", "file"), ("receipt", "file"), ("receipt", "who"))


def texts(connection: sqlite3.Connection) -> set[str]:
    """The names of files and people that the notes of what was brought in hold."""
    return {
        str(text)
        for table, column in _TEXTS
        if is_there(connection, table)
        for (text,) in connection.execute(f"SELECT DISTINCT {column} FROM {table}")
        if text
    }


def code_of(text: str) -> bytes:
    """What names a text of these notes for this one use: it is never written into the record."""
    return hashlib.sha256(b"receipt\n" + text.encode()).digest()


def forget(connection: sqlite3.Connection, text: str, *, within: bool = True) -> None:
    """Take a text out of the notes of what was brought in; `within`: where it is a part, too."""
    for table, column in _TEXTS:
        where = f"{column} = :text"
        if within:
            where = f"instr(lower({column}), lower(:text)) OR instr(lower(:text), lower({column}))"
        query = f"UPDATE {table} SET {column} = '' WHERE {column} != '' AND ({where})"
        connection.execute(query, {"text": text})


def forgotten(live: sqlite3.Connection, copy: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """The notes in an older copy of this file of which it has forgotten a text since."""
    return [
        (table, column, rowid)
        for table, column in _TEXTS
        if is_there(copy, table)
        for gone in [_keys(live, table, column, "=")]
        for key, rowid in _keys(copy, table, column, "!=").items()
        if gone and key in gone
    ]


def forget_again(copy: sqlite3.Connection, notes: Iterable[tuple[str, str, int]]) -> None:
    """Take out of the notes of a copy what this file has forgotten."""
    for table, column, rowid in notes:
        copy.execute(f"UPDATE {table} SET {column} = '' WHERE rowid = ?", (rowid,))


def _keys(
    connection: sqlite3.Connection, table: str, column: str, sign: str
) -> dict[tuple[object, ...], int]:
    """What names the notes of which a text is empty (`=`) or is not (`!=`)."""
    key = "change, at" if table == "arrival" else "n, at"
    query = f"SELECT rowid, {key} FROM {table} WHERE {column} {sign} ''"
    return {tuple(found[1:]): found[0] for found in connection.execute(query)}


def is_there(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a file has a table: an older version made none of receipts."""
    query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"
    return connection.execute(query, (table,)).fetchone() is not None
