"""Law 7 (TRAIL.md, section 9): a byte or a visible value changed is reported."""

from __future__ import annotations

import random
import sqlite3

from marmot_tracker.model import KINDS
from marmot_tracker.trail.checking import check_record
from tests.trail.copies import Copy
from tests.trail.world import World

TAMPERED = {
    "change_set": ("id", "at", "kind", "undoes", "header", "n"),
    "change_row": ("n", "kind", "uid", "field", "hash", "salt", "body", "replaces", "seen"),
    "word": ("hash", "member", "salt", "body"),
    "chunk": ("sha256", "position", "data"),
    "erased": ("hash", "change"),
}


def verified(world: World) -> Copy:
    """A copy verifies, and so does the union of all, which is answered.

    Where an erasure has yet to arrive in pieces, a copy rightly misses what it erased.
    """
    whole = world.whole()
    for copy in (whole,) if world.in_pieces else (whole, world.copies[-1]):
        assert check_record(copy.connection) == []
    return whole


def tampering_is_reported(whole: Copy, chance: random.Random, times: int) -> None:
    """A byte changed anywhere in the record, or a cell of any table, is reported."""
    connection = whole.connection
    for _ in range(times):
        connection.execute("SAVEPOINT tampering")
        where = _tamper(connection, chance)
        if where:
            found = check_record(connection)
            assert found, f"{where} was changed and nothing was reported"
        connection.execute("ROLLBACK TO tampering")
        connection.execute("RELEASE tampering")


def _tamper(connection: sqlite3.Connection, chance: random.Random) -> str:
    shown = {name: ("in_view", "marks", *kind.fields) for name, kind in KINDS.items()}
    shown["answer"] = ("value", "at", "change", "position", "field")
    tables = {**TAMPERED, **shown}
    filled = [t for t in tables if connection.execute(f'SELECT 1 FROM "{t}" LIMIT 1').fetchone()]
    table = chance.choice(filled)
    column = chance.choice(tables[table])
    key = "hash" if table in {"word", "erased"} else "rowid"
    keys = [row[0] for row in connection.execute(f'SELECT {key} FROM "{table}" ORDER BY 1')]
    where = chance.choice(keys)
    (value,) = connection.execute(
        f'SELECT "{column}" FROM "{table}" WHERE {key} = ?', (where,)
    ).fetchone()
    changed = _changed(value, chance, number=column in _numbers(connection, table))
    try:
        connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {key} = ?', (changed, where))
    except sqlite3.IntegrityError:
        return ""
    return f"{table}.{column}"


def _numbers(connection: sqlite3.Connection, table: str) -> set[str]:
    found = connection.execute(f'PRAGMA table_info("{table}")')
    return {row[1] for row in found if row[2] == "INTEGER"}


def _changed(value: object, chance: random.Random, *, number: bool) -> object:
    """Another value: one byte of it changed, or something where there was nothing."""
    if isinstance(value, bytes) and value:
        place = chance.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1 << chance.randrange(8)]) + value[place + 1 :]
    if isinstance(value, str) and value:
        place = chance.randrange(len(value))
        return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 1000))
    return 7 if number else "forged"
