"""Receipts: what each bringing in brought, who did it and from which file; local to this file.

Not merged and not covered by the check code: copies that met in different orders hold different
receipts of one and the same record.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from marmot_tracker import clock
from marmot_tracker.model import stamp
from marmot_tracker.trail.arrivals import is_there
from marmot_tracker.trail.changes import split_ids
from marmot_tracker.trail.history import ERASED
from marmot_tracker.trail.values import DamagedRecord, canonical, parsed

_COLUMNS = "n, at, who, file, sha256, changes, said"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One bringing in: when, who did it, the file by name and SHA-256, and what came in.

    `changes` are the entries that came, as hex ids, `people` those who wrote them; `two_answers`
    counts the fields that it gave two answers, `erased` what was held here and went, `files` the
    evidence files that came with `files_size` bytes. `check_code` is the tracker's after it.
    """

    n: int
    at: datetime
    who: str
    file: str
    sha256: str
    changes: tuple[str, ...]
    people: tuple[str, ...]
    two_answers: int = 0
    erased: int = 0
    files: int = 0
    files_size: int = 0
    check_code: str = ""

    @property
    def entries(self) -> int:
        """How many entries came in."""
        return len(self.changes)


def write(
    connection: sqlite3.Connection,
    *,
    who: str,
    file: str,
    sha256: str,
    changes: tuple[bytes, ...],
    said: Mapping[str, int | str],
) -> int:
    """Write a receipt, within the transaction of the bringing in; answers its number."""
    (n,) = connection.execute("SELECT coalesce(max(n), 0) + 1 FROM receipt").fetchone()
    connection.execute(
        f"INSERT INTO receipt ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (n, stamp(clock.now()), who, file, sha256, b"".join(changes), canonical(dict(said))),
    )
    return int(n)


def listed(connection: sqlite3.Connection, *, limit: int = -1) -> list[Receipt]:
    """The receipts, newest first; none where a file is of a version that wrote none."""
    if not is_there(connection, "receipt"):
        return []
    query = f"SELECT {_COLUMNS} FROM receipt ORDER BY n DESC LIMIT ?"
    return [
        _receipt(connection, *found) for found in connection.execute(query, (limit,)).fetchall()
    ]


def _receipt(
    connection: sqlite3.Connection,
    n: int,
    at: str,
    who: str | None,
    file: str | None,
    sha256: str | None,
    changes: bytes | None,
    said: str | None,
) -> Receipt:
    ids = split_ids(changes or b"")
    try:
        counts = json.loads(said or "{}")
        return Receipt(
            n,
            datetime.fromisoformat(at),
            who or "",
            file or "",
            sha256 or "",
            tuple(change.hex() for change in ids),
            _people(connection, ids),
            two_answers=int(counts.get("two_answers", 0)),
            erased=int(counts.get("erased", 0)),
            files=int(counts.get("files", 0)),
            files_size=int(counts.get("files_size", 0)),
            check_code=str(counts.get("check_code", "")),
        )
    except (ValueError, TypeError, AttributeError) as fault:
        raise DamagedRecord("A receipt of what was brought in cannot be read.") from fault


def _people(connection: sqlite3.Connection, changes: tuple[bytes, ...]) -> tuple[str, ...]:
    """Who wrote what came in, as the record says today: a name that was erased stays so."""
    named: dict[tuple[str | None, str | None], None] = {}
    query = "SELECT header FROM change_set WHERE id = ?"
    for change in changes:
        found = connection.execute(query, (change,)).fetchone()
        if found is not None:
            said = json.loads(found[0])
            named[said.get("author"), said.get("account")] = None
    people = (_word(connection, author) or _word(connection, account) for author, account in named)
    return tuple(dict.fromkeys(people))


def _word(connection: sqlite3.Connection, value: str | None) -> str:
    if not value:
        return ""
    query = "SELECT body FROM word WHERE hash = ?"
    found = connection.execute(query, (bytes.fromhex(value),)).fetchone()
    return str(parsed(found[0])) if found and found[0] else ERASED
