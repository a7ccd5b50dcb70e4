"""A portion of a record: some change sets with all that is needed to check them by themselves.

It names what it rests on, the change sets just before its own, so that a union with a record
that lacks one of them can be refused in words: by whom that was, and when.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from marmot_tracker.trail import history, uniting
from marmot_tracker.trail.as_at import ancestors, fingerprint
from marmot_tracker.trail.changes import ID, WORDS, header_of, parents_of
from marmot_tracker.trail.rows import BATCH
from marmot_tracker.trail.values import canonical, parsed
from marmot_tracker.vocabulary import ChangeKind

RESTS_ON = "rests on"
"""The note of what comes just before: `[id, at, who, label]` of each, by id."""
FIRST = "first"
"""The note of the first change set of the whole record."""
LONGEST_NAME = 200
"""Characters of a name or label in the note that are believed."""
LONGEST_NOTE = 1_000_000
"""Characters of the note that are read at all."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A change set that a portion rests on and does not hold; `at` is None where none was said."""

    change: bytes
    at: datetime | None
    who: str
    label: str


def since(connection: sqlite3.Connection, held: Iterable[bytes]) -> list[int]:
    """The numbers of the change sets that are not `held`, nor come before any of those."""
    known = ancestors(connection, held)
    query = "SELECT n, id FROM change_set ORDER BY n"
    return [n for n, change in connection.execute(query) if change not in known]


def with_check_code(connection: sqlite3.Connection, code: str) -> frozenset[bytes] | None:
    """The tips of the state that had a check code, as far as this record can tell; else None.

    Looked for among the states that this file went through, in the order in which changes came
    and in that of their dates, every change with all before it, and the packs that were made.
    """
    query = "SELECT tips FROM pack WHERE check_code = ? AND tips IS NOT NULL"
    for (listed,) in connection.execute(query, (code,)):
        found = frozenset(bytes.fromhex(tip) for tip in str(listed).split() if _is_id(tip))
        if fingerprint(found) == code:
            return found
    for order in ("n", "at, id"):
        ends: set[bytes] = set()
        named: set[bytes] = set()
        rows = connection.execute(f"SELECT id, header FROM change_set ORDER BY {order}")
        for change, encoded in rows:
            parents = parents_of(encoded)
            named.update(parents)
            ends.difference_update(parents)
            if change not in named:
                ends.add(change)
            for state in (ends, {change}):
                if fingerprint(state) == code:
                    return frozenset(state)
    return None


def files_of(connection: sqlite3.Connection, numbers: Collection[int]) -> frozenset[str]:
    """The evidence files that these change sets name, by SHA-256."""
    found: set[str] = set()
    query = "SELECT body FROM change_row WHERE kind = 'evidence' AND field = 'sha256' AND n IN "
    for batch in _batches(numbers):
        rows = connection.execute(f"{query}({','.join('?' * len(batch))})", batch)
        found.update(str(parsed(body)) for (body,) in rows if body)
    return frozenset(found)


def write(
    connection: sqlite3.Connection,
    target: sqlite3.Connection,
    numbers: Collection[int],
    files: Collection[str],
) -> int:
    """Write these change sets and the bytes of `files` into the empty record of `target`.

    The erasures that took any of their values go along: without them it would look like damage.
    The caller holds the transaction of `target`. Answers how many change sets were written.
    """
    wanted = set(numbers)
    while more := _erasures_of(connection, wanted) - wanted:
        wanted |= more
    chosen = sorted(wanted)
    for batch in _batches(chosen):
        marks = ",".join("?" * len(batch))
        for table in ("change_set", "change_row"):
            rows = connection.execute(f"SELECT * FROM {table} WHERE n IN ({marks})", batch)
            places = ",".join("?" * len(rows.description))
            target.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
    _write_words(connection, target)
    _write_files(connection, target, files)
    for change, encoded in target.execute(
        "SELECT id, header FROM change_set WHERE kind = ?", (ChangeKind.ERASURE.value,)
    ).fetchall():
        uniting.note_erased(target, change, header_of(encoded).erases)
    _write_notes(connection, target, files)
    return len(chosen)


def is_of(mine: sqlite3.Connection, portion: sqlite3.Connection) -> bool:
    """Whether a portion is of this record: it shares, or rests on, what this one holds.

    A first change set, one that nothing comes before, never comes in: every record has its own.
    """
    header = "SELECT header FROM change_set WHERE id = ?"
    for _, change in uniting.missing(mine, portion):
        if not parents_of(portion.execute(header, (change,)).fetchone()[0]):
            return False
    noted = _noted(portion, FIRST)
    ids = [each.change for each in rests_on(portion)]
    if _is_id(noted):
        ids.append(bytes.fromhex(noted))
    query = "SELECT 1 FROM change_set WHERE id = ?"
    return uniting.related(mine, portion) or any(mine.execute(query, (i,)).fetchone() for i in ids)


def earlier_missing(mine: sqlite3.Connection, portion: sqlite3.Connection) -> list[Earlier]:
    """What the change sets that would come rest on and neither side holds, oldest first."""
    coming = dict.fromkeys(change for _, change in uniting.missing(mine, portion))
    here = "SELECT 1 FROM change_set WHERE id = ?"
    there = "SELECT header FROM change_set WHERE id = ?"
    lacking: dict[bytes, None] = {}
    for change in coming:
        (encoded,) = portion.execute(there, (change,)).fetchone()
        for parent in parents_of(encoded):
            if parent not in coming and not mine.execute(here, (parent,)).fetchone():
                lacking[parent] = None
    said = {each.change: each for each in rests_on(portion)}
    found = [said.get(change, Earlier(change, None, "", "")) for change in lacking]
    return sorted(found, key=lambda each: (str(each.at or ""), each.change))


def rests_on(portion: sqlite3.Connection) -> list[Earlier]:
    """What a portion says of what comes just before it; what cannot be read is left out."""
    found: list[Earlier] = []
    noted = _noted(portion, RESTS_ON)
    try:
        for change, at, who, label in (
            json.loads(noted or "[]") if len(noted) < LONGEST_NOTE else ()
        ):
            if _is_id(change):
                when = datetime.fromisoformat(at)
                found.append(Earlier(bytes.fromhex(change), when, _said(who), _said(label)))
    except (ValueError, TypeError, RecursionError):
        return found
    return found


def _erasures_of(connection: sqlite3.Connection, numbers: Collection[int]) -> set[int]:
    """The erasures that took values or texts of these change sets, wherever they were written."""
    erasing: set[bytes] = set()
    rows = (
        "SELECT DISTINCT e.change FROM change_row r JOIN erased e ON e.hash = r.hash "
        "WHERE r.body IS NULL AND r.n IN "
    )
    gone = dict(connection.execute("SELECT hash, change FROM erased"))
    headers = "SELECT header FROM change_set WHERE n IN "
    for batch in _batches(numbers):
        marks = f"({','.join('?' * len(batch))})"
        erasing.update(found[0] for found in connection.execute(rows + marks, batch))
        if gone:
            for (encoded,) in connection.execute(headers + marks, batch):
                named = (value for value in header_of(encoded).words.values() if value in gone)
                erasing.update(gone[value] for value in named if value is not None)
    query = "SELECT n FROM change_set WHERE id = ?"
    found = (connection.execute(query, (change,)).fetchone() for change in erasing)
    return {int(each[0]) for each in found if each}


def _write_words(connection: sqlite3.Connection, target: sqlite3.Connection) -> None:
    wanted: set[bytes] = set()
    for (encoded,) in target.execute("SELECT header FROM change_set"):
        said = header_of(encoded).words
        wanted.update(value for member in WORDS if (value := said.get(member)))
    for value in sorted(wanted):
        found = connection.execute("SELECT * FROM word WHERE hash = ?", (value,))
        target.executemany("INSERT INTO word VALUES (?, ?, ?, ?)", found)


def _write_files(
    connection: sqlite3.Connection, target: sqlite3.Connection, files: Collection[str]
) -> None:
    for sha256 in sorted(files):
        for table in ("blob", "chunk"):
            rows = connection.execute(f"SELECT * FROM {table} WHERE sha256 = ?", (sha256,))
            places = ",".join("?" * len(rows.description))
            for row in rows:
                target.execute(f"INSERT INTO {table} VALUES ({places})", row)


def _write_notes(
    connection: sqlite3.Connection, target: sqlite3.Connection, files: Collection[str]
) -> None:
    ends, before = uniting.found_ends(target)
    rests = []
    held = "SELECT 1 FROM change_set WHERE id = ?"
    for change in sorted(before):
        if connection.execute(held, (change,)).fetchone():
            line = history.line_of(connection, change)
            rests.append([line.change, line.at.isoformat(), line.author, line.label])
    first = connection.execute("SELECT id FROM change_set ORDER BY n LIMIT 1").fetchone()
    named = files_of(target, [n for (n,) in target.execute("SELECT n FROM change_set")])
    notes = {
        "tips": " ".join(sorted(change.hex() for change in ends)),
        "lacking": " ".join(sorted(change.hex() for change in before)),
        "not in this copy": " ".join(sorted(named.difference(files))),
        FIRST: bytes(first[0]).hex() if first else "",
        RESTS_ON: canonical(rests),
    }
    target.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", notes.items())


def _noted(connection: sqlite3.Connection, key: str) -> str:
    found = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(found[0]) if found and found[0] else ""


def _said(words: object) -> str:
    """A text of the note as it may be shown: on one line and not too long."""
    return " ".join(str(words).split())[:LONGEST_NAME]


def _is_id(found: object) -> bool:
    try:
        return isinstance(found, str) and len(bytes.fromhex(found)) == ID
    except ValueError:
        return False


def _batches(numbers: Iterable[int]) -> Iterable[Sequence[int]]:
    ordered = sorted(numbers)
    return [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
