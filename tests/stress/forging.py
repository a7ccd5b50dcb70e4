"""Ways to tamper with a tracker, from a careless edit to a forger who writes every hash anew.

Each takes a connection to a copy in memory and a source of chance, changes something, and says
what; an empty text says that nothing came of it and another try is to be made.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from marmot_tracker.model import KINDS, stamp
from marmot_tracker.trail import projection
from marmot_tracker.trail.changes import (
    Header,
    change_id,
    changes_hash,
    header_of,
    row_hash,
    seen_list,
    seen_of,
    split_ids,
)
from marmot_tracker.trail.gathered import GatheredRows
from marmot_tracker.trail.uniting import found_ends, note_erased
from marmot_tracker.trail.values import canonical, value_hash
from marmot_tracker.trail.writing import set_tips
from tests.trail.tampering import _changed, _numbers

Way = Callable[[sqlite3.Connection, random.Random], str]

COLUMNS = {
    "change_set": ("id", "at", "kind", "undoes", "header"),
    "change_row": ("n", "kind", "uid", "field", "hash", "salt", "body", "replaces", "seen"),
    "word": ("hash", "member", "salt", "body"),
    "chunk": ("sha256", "position", "data"),
    "erased": ("hash", "change"),
}
KEYS = {"word": "hash", "erased": "hash"}


def _some(connection: sqlite3.Connection, table: str, chance: random.Random) -> Any:
    """The key of some row of a table; None where it has none."""
    key = KEYS.get(table, "rowid")
    found = connection.execute(f'SELECT {key} FROM "{table}" ORDER BY {key}').fetchall()
    return chance.choice(found)[0] if found else None


def _edit(
    connection: sqlite3.Connection, table: str, columns: tuple[str, ...], chance: random.Random
) -> str:
    where, column, key = _some(connection, table, chance), chance.choice(columns), KEYS.get(table)
    if where is None:
        return ""
    one = f'FROM "{table}" WHERE {key or "rowid"} = ?'
    (value,) = connection.execute(f'SELECT "{column}" {one}', (where,)).fetchone()
    other = _changed(value, chance, number=column in _numbers(connection, table))
    try:
        connection.execute(
            f'UPDATE "{table}" SET "{column}" = ? WHERE {key or "rowid"} = ?', (other, where)
        )
    except sqlite3.IntegrityError:
        return ""
    return f"{table}.{column} of {where!r}: {value!r} became {other!r}"


def state_edited(connection: sqlite3.Connection, chance: random.Random) -> str:
    """A cell of what the screens show, or of its open answers."""
    shown = {name: ("in_view", "marks", *kind.fields) for name, kind in KINDS.items()}
    shown["answer"] = ("value", "at", "change", "position", "field")
    filled = [t for t in shown if connection.execute(f'SELECT 1 FROM "{t}" LIMIT 1').fetchone()]
    table = chance.choice(filled)
    return _edit(connection, table, shown[table], chance)


def entry_edited(connection: sqlite3.Connection, chance: random.Random) -> str:
    """A cell of the record."""
    table = chance.choice(list(COLUMNS))
    return _edit(connection, table, COLUMNS[table], chance)


def entry_deleted(connection: sqlite3.Connection, chance: random.Random) -> str:
    """A row of the record, or an entry with all its rows, but not the newest ones alone."""
    table = chance.choice([*COLUMNS, "whole"])
    if table == "whole":
        numbers = [n for (n,) in connection.execute("SELECT n FROM change_set ORDER BY n")]
        number = chance.choice(numbers)
        connection.execute("DELETE FROM change_row WHERE n = ?", (number,))
        connection.execute("DELETE FROM change_set WHERE n = ?", (number,))
        return f"entry {number} with its rows"
    where = _some(connection, table, chance)
    if where is None:
        return ""
    connection.execute(f'DELETE FROM "{table}" WHERE {KEYS.get(table, "rowid")} = ?', (where,))
    return f"{table} {where!r}"


SWAPPED = (
    ("change_row", ("body",)),
    ("change_row", ("hash", "salt", "body")),
    ("change_row", ("uid",)),
    ("change_row", ("replaces",)),
    ("change_row", ("n",)),
    ("change_set", ("header",)),
    ("change_set", ("at",)),
    ("change_set", ("n",)),
    ("word", ("salt", "body")),
    ("chunk", ("data",)),
)


def entries_swapped(connection: sqlite3.Connection, chance: random.Random) -> str:
    """What two rows of the record say."""
    table, columns = chance.choice(SWAPPED)
    key = KEYS.get(table, "rowid")
    listed = ", ".join(columns)
    first, second = _some(connection, table, chance), _some(connection, table, chance)
    query = f'SELECT {listed} FROM "{table}" WHERE {key} = ?'
    one, other = (connection.execute(query, (at,)).fetchone() for at in (first, second))
    if one == other:
        return ""
    if columns == ("n",) and table == "change_set":
        return _swap_numbers(connection, first, second)
    marks = ", ".join(f"{name} = ?" for name in columns)
    for at, said in ((first, other), (second, one)):
        connection.execute(f'UPDATE "{table}" SET {marks} WHERE {key} = ?', (*said, at))
    return f"{table} {columns} of {first!r} and {second!r}"


def _swap_numbers(connection: sqlite3.Connection, first: int, second: int) -> str:
    """Put the rows of one entry under the other's heading."""
    query = "UPDATE change_row SET n = ? WHERE n = ?"
    for to, was in ((-1, first), (first, second), (second, -1)):
        connection.execute(query, (to, was))
    return f"the rows of entries {first} and {second}"


def tail_cut(connection: sqlite3.Connection, chance: random.Random) -> str:
    """The newest entries are gone, and everything that follows from them."""
    last = connection.execute("SELECT max(n) FROM change_set").fetchone()[0]
    keep = chance.randrange(1, last)
    connection.execute("DELETE FROM change_row WHERE n > ?", (keep,))
    connection.execute("DELETE FROM change_set WHERE n > ?", (keep,))
    _settle(connection)
    return f"everything after entry {keep}"


def history_rewritten(connection: sqlite3.Connection, chance: random.Random) -> str:
    """A value, a reason or a time is another from the beginning, and every hash fits it."""
    numbers = [
        n for (n,) in connection.execute("SELECT DISTINCT n FROM change_row WHERE body IS NOT NULL")
    ]
    number = chance.choice(numbers)
    if chance.random() < 0.3:
        (encoded,) = connection.execute(
            "SELECT header FROM change_set WHERE n = ?", (number,)
        ).fetchone()
        header = header_of(encoded)
        at = datetime.fromisoformat(header.at) - timedelta(microseconds=chance.randint(1, 10**9))
        _write_anew(connection, number, replace(header, at=stamp(at)))
        return f"the time of entry {number}"
    rows = connection.execute(
        "SELECT rowid, salt FROM change_row WHERE n = ? AND body LIKE '\"%' "
        "AND field <> 'sha256' ORDER BY rowid",  # whose bytes he does not have
        (number,),
    ).fetchall()
    if not rows:
        return ""
    row, salt = chance.choice(rows)
    body = canonical(f"forged {chance.random()}")
    connection.execute(
        "UPDATE change_row SET body = ?, hash = ? WHERE rowid = ?",
        (body, value_hash(salt, body), row),
    )
    _write_anew(connection, number)
    return f"a value of entry {number}"


def entry_inserted(connection: sqlite3.Connection, chance: random.Random) -> str:
    """An entry dated between two others: in the chain, or beside it as if from another copy."""
    last = connection.execute("SELECT max(n) FROM change_set").fetchone()[0]
    after = chance.randrange(1, last)
    change, encoded = connection.execute(
        "SELECT id, header FROM change_set WHERE n = ?", (after,)
    ).fetchone()
    before = header_of(encoded)
    salt, body = chance.randbytes(16), canonical(f"slipped in {chance.random()}")
    (uid,) = connection.execute("SELECT uid FROM recommendation ORDER BY uid").fetchone()
    value = value_hash(salt, body)
    at = datetime.fromisoformat(before.at) + timedelta(microseconds=chance.randint(1, 5))
    header = Header(
        app=before.app,
        kind="edit",
        at=stamp(at),
        parents=(change,),
        undoes=None,
        words=before.words,
        changes=changes_hash([row_hash("recommendation", uid, "plain_position", value, (), None)]),
    )
    connection.execute("UPDATE change_set SET n = -(n + 1) WHERE n > ?", (after,))
    connection.execute("UPDATE change_set SET n = -n WHERE n < 0")
    connection.execute("UPDATE change_row SET n = n + 1 WHERE n > ?", (after,))
    _insert(connection, after + 1, header)
    connection.execute(
        "INSERT INTO change_row (n, kind, uid, field, hash, salt, body) VALUES (?,?,?,?,?,?,?)",
        (after + 1, "recommendation", uid, "plain_position", value, salt, body),
    )
    if chance.random() < 0.5:
        _settle(connection)
        return f"after entry {after}, beside the chain"
    _write_anew(connection, after + 2, extra={change: change_id(header.encoded())})
    return f"after entry {after}, in the chain"


WAYS: dict[str, Way] = {
    "state edited": state_edited,
    "entry edited": entry_edited,
    "entry deleted": entry_deleted,
    "entries swapped": entries_swapped,
}
"""What a check finds by itself."""
FORGERIES: dict[str, Way] = {
    "tail cut": tail_cut,
    "history rewritten": history_rewritten,
    "entry inserted": entry_inserted,
}
"""What only an earlier check code or a colleague's copy shows."""


def _insert(connection: sqlite3.Connection, n: int, header: Header) -> None:
    encoded = header.encoded()
    connection.execute(
        "INSERT INTO change_set VALUES (?, ?, ?, ?, ?, ?)",
        (n, change_id(encoded), header.at, header.kind, header.undoes, encoded),
    )


def _write_anew(
    connection: sqlite3.Connection,
    first: int,
    changed: Header | None = None,
    *,
    extra: dict[bytes, bytes] | None = None,
) -> None:
    """Give every entry from number `first` on the name that its contents now give it.

    `changed` is the new heading of the first; `extra` names parents that are to be others.
    """
    names: dict[bytes, bytes] = {}
    parents = dict(extra or {})
    found = connection.execute(
        "SELECT n, id, header FROM change_set WHERE n >= ? ORDER BY n", (first,)
    ).fetchall()
    for n, change, encoded in found:
        header = changed if changed is not None and n == first else header_of(encoded)
        header = replace(
            header,
            parents=tuple(names.get(p, parents.get(p, p)) for p in header.parents),
            undoes=names.get(header.undoes, header.undoes) if header.undoes else None,
            changes=changes_hash(_rows_anew(connection, n, names)),
        )
        connection.execute("DELETE FROM change_set WHERE n = ?", (n,))
        _insert(connection, n, header)
        names[change] = change_id(header.encoded())
    _settle(connection)


def _rows_anew(
    connection: sqlite3.Connection, n: int, names: dict[bytes, bytes]
) -> Iterable[bytes]:
    """The hashes of an entry's rows, once they name what they replace and saw by its new name."""
    found = connection.execute(
        "SELECT rowid, kind, uid, field, hash, replaces, seen FROM change_row WHERE n = ? "
        "ORDER BY kind, uid, field",
        (n,),
    ).fetchall()
    for rowid, kind, uid, field, value, packed, stored in found:
        replaces = sorted(names.get(change, change) for change in split_ids(packed or b""))
        seen = seen_of(stored) if stored else None
        if seen is not None:
            seen = {f: tuple(names.get(c, c) for c in ids) for f, ids in seen.items()}
        said = None if seen is None else canonical(seen_list(seen))
        connection.execute(
            "UPDATE change_row SET replaces = ?, seen = ? WHERE rowid = ?",
            (b"".join(replaces) or None, said, rowid),
        )
        yield row_hash(kind, uid, field, value, replaces, seen)


def _settle(connection: sqlite3.Connection) -> None:
    """Make everything that follows from the record again, as a careful forger would."""
    tips, lacking = found_ends(connection)
    assert not lacking
    set_tips(connection, tips)
    connection.execute("DELETE FROM erased")
    query = "SELECT id, header FROM change_set WHERE kind = 'erasure'"
    for change, encoded in connection.execute(query).fetchall():
        note_erased(connection, change, header_of(encoded).erases)
    for table in (*KINDS, "answer"):
        connection.execute(f'DELETE FROM "{table}"')
    projection.write(connection, projection.everything(GatheredRows(connection)))
