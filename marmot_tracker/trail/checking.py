"""Checking the record: every hash, every row, the tables made again, the evidence read again.

Alone this shows damage and careless edits; whoever recomputes a whole file is caught by any
check code printed earlier, or by a colleague's copy (TRAIL.md, section 6).
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from marmot_tracker.model import KINDS, Kind
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence, projection
from marmot_tracker.trail.changes import (
    FORMAT,
    ID,
    change_id,
    changes_hash,
    header_of,
    hexes,
    row_hash,
    seen_of,
    split_ids,
)
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.gathered import GatheredRows
from marmot_tracker.trail.uniting import found_ends, lacking
from marmot_tracker.trail.values import DamagedRecord, parsed, spells_scalar, value_hash
from marmot_tracker.trail.writing import tips

SHOWN = 20
"""How many faults of the file itself are listed; one is enough to go to a backup."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the record that is not as it was written; `where` names it for a person."""

    where: str
    what: str


def check_record(connection: sqlite3.Connection, progress: Progress | None = None) -> list[Problem]:
    """Every problem of the record and its tables; an empty list where all is as written."""
    with collector_resting():
        return _every_problem(connection, progress or Progress())


def _every_problem(connection: sqlite3.Connection, progress: Progress) -> list[Problem]:
    query = f"PRAGMA integrity_check({SHOWN})"
    problems = [
        Problem("the file", f"is damaged ({found})")
        for (found,) in connection.execute(query)
        if found != "ok"
    ]
    problems = problems or list(check_changes(connection, progress))
    if problems:
        return problems
    problems += _check_words(connection)
    problems += _check_noted(connection)
    problems += _check_tables(connection, progress)
    problems += check_evidence(connection, progress)
    problems += _check_lacking(connection)
    return problems


def check_arriving(connection: sqlite3.Connection, progress: Progress) -> Iterator[Problem]:
    """Everything of somebody's copy that a union would take over; its tables it does not."""
    yield from check_changes(connection, progress)
    yield from _check_formats(connection)
    yield from _check_words(connection)
    yield from check_evidence(connection, progress)


def check_changes(connection: sqlite3.Connection, progress: Progress) -> Iterator[Problem]:
    """Recompute every value, row and header hash."""
    erased = _named_by_erasures(connection)
    total = connection.execute("SELECT count(*) FROM change_set").fetchone()[0]
    changes = connection.execute(
        "SELECT n, id, at, kind, undoes, header FROM change_set ORDER BY n"
    )
    rows = connection.execute(
        "SELECT n, kind, uid, field, hash, salt, body, replaces, seen FROM change_row "
        "ORDER BY n, rowid"
    )
    waiting = rows.fetchone()
    for done, (n, change, at, kind, undoes, encoded) in enumerate(changes):
        if done % 500 == 0:
            progress.step(done, total, "Checking the record")
        own = []
        while waiting is not None and waiting[0] is not None and waiting[0] <= n:
            if waiting[0] == n:
                own.append(waiting[1:])
            else:
                yield Problem("a change", "belongs to no entry of the record")
            waiting = rows.fetchone()
        where = f"the entry of {at}"
        try:
            header = header_of(encoded)
            if change_id(encoded) != change:
                yield Problem(where, "does not have the name its contents give it")
            if (header.at, header.kind, header.undoes) != (at, kind, undoes):
                yield Problem(where, "is filed under another time or kind than it says")
            if header.format <= FORMAT and changes_hash(_row_hashes(own)) != header.changes:
                yield Problem(where, "does not hold the changes it was written with")
            yield from _check_rows(own, erased)
        except DamagedRecord as fault:
            yield Problem(where, fault.message)
    if waiting is not None:
        yield Problem("a change", "belongs to no entry of the record")


def _check_formats(connection: sqlite3.Connection) -> Iterator[Problem]:
    """How a newer format hashes its rows is unknown here, so that they could be anybody's."""
    for at, encoded in connection.execute("SELECT at, header FROM change_set"):
        if header_of(encoded).format > FORMAT:
            yield Problem(f"the entry of {at}", "is of a newer version, which checks it otherwise")


def _named_by_erasures(connection: sqlite3.Connection) -> set[bytes]:
    """The hashes that erasures name, from the erasures themselves and not from a note of them."""
    query = "SELECT header FROM change_set WHERE kind = 'erasure'"
    named: set[bytes] = set()
    for (encoded,) in connection.execute(query):
        with contextlib.suppress(DamagedRecord):  # told where every entry is checked
            named.update(header_of(encoded).erases)
    return named


def _row_hashes(rows: list[tuple[Any, ...]]) -> Iterator[bytes]:
    before: tuple[Any, ...] = ()
    for kind, uid, field, value, _salt, _body, replaces, seen in rows:
        if kind is None or uid is None or field is None or len(replaces or b"") % ID:
            raise DamagedRecord("holds a change that no program of ours would have written")
        if (kind, uid, field) <= before:
            raise DamagedRecord("holds a change twice or out of order")
        before = (kind, uid, field)
        ids = split_ids(replaces) if replaces else ()
        if len(ids) > 1 and hexes(ids) != [item.hex() for item in ids]:
            raise DamagedRecord("lists what it replaces out of order")
        yield row_hash(kind, uid, field, value, ids, seen_of(seen) if seen else None)


def _check_rows(rows: list[tuple[Any, ...]], erased: set[bytes]) -> Iterator[Problem]:
    for kind, uid, field, value, salt, body, _replaces, _seen in rows:
        where = f"{kind} {uid}, {field}"
        if value is None:
            if body is not None or salt is not None:
                yield Problem(where, "shows a value that was never recorded")
        elif body is None or salt is None:
            if value not in erased:
                yield Problem(where, "its value is missing, and nobody erased it")
            elif salt is not None or body is not None:
                yield Problem(where, "shows a part of a value that was erased")
        elif value in erased:
            yield Problem(where, "shows a value that was erased")
        elif value_hash(salt, body) != value:
            yield Problem(where, "its value is not the one that was recorded")
        elif not spells_scalar(body):
            yield Problem(where, "its value is of a kind that is never recorded")


def _check_words(connection: sqlite3.Connection) -> Iterator[Problem]:
    erased = _named_by_erasures(connection)
    held = {}
    for value, member, salt, body in connection.execute("SELECT * FROM word"):
        held[value] = member
        if body is None or salt is None:
            if value not in erased:
                yield Problem("a name, reason or label", "is missing, and nobody erased it")
            elif salt is not None or body is not None:
                yield Problem("a name, reason or label", "shows a part of what was erased")
        elif value in erased:
            yield Problem("a name, reason or label", "shows a text that was erased")
        elif value_hash(salt, body) != value or not isinstance(parsed(body), str):
            yield Problem("a name, reason or label", "is not the one that was recorded")
    for at, encoded in connection.execute("SELECT at, header FROM change_set"):
        for member, value in header_of(encoded).words.items():
            if value is not None and held.get(value) != member:
                yield Problem(f"the entry of {at}", f"its {member} is missing")


def _check_noted(connection: sqlite3.Connection) -> Iterator[Problem]:
    try:
        noted = (tips(connection), lacking(connection))
    except ValueError:
        noted = None
    if noted != found_ends(connection):
        yield Problem("the tracker", "its note of the newest entries is not true")
    named: dict[bytes, bytes] = {}
    query = "SELECT id, header FROM change_set WHERE kind = 'erasure' ORDER BY id DESC"
    for change, encoded in connection.execute(query):
        named.update(dict.fromkeys(header_of(encoded).erases, change))
    if named != dict(connection.execute("SELECT hash, change FROM erased")):
        yield Problem("the tracker", "its note of what was erased is not true")


def _check_tables(connection: sqlite3.Connection, progress: Progress) -> Iterator[Problem]:
    """Make the tables again from the record and compare every cell."""
    progress.step(0, 1, "Comparing what is shown with the record")
    kept_answers = {
        (row[1], row[2], row[3]): row for row in connection.execute("SELECT * FROM answer")
    }
    shown = {name: _Shown(connection, kind) for name, kind in KINDS.items()}
    for thing in projection.everything(GatheredRows(connection)):
        yield from shown[thing.kind].compared(thing)
        for row in projection.answer_rows(thing):
            if kept_answers.pop((row[1], row[2], row[3]), None) != row:
                yield Problem(f"{thing.kind} {thing.uid}", f"its two answers for {row[2]} differ")
    for table in shown.values():
        yield from table.left()
    for uid, field, _position in kept_answers:
        yield Problem(uid, f"shows two answers for {field} that were never recorded")


class _Shown:
    """A kind's table as it stands, read in order of uid beside what the record makes."""

    def __init__(self, connection: sqlite3.Connection, kind: Kind) -> None:
        self._kind = kind.name
        self._names = projection.column_names(kind)
        columns = ", ".join(f'"{name}"' for name in self._names)
        self._rows = connection.execute(f'SELECT {columns} FROM "{kind.name}" ORDER BY uid')
        self._next = self._rows.fetchone()

    def compared(self, thing: projection.Projected) -> Iterator[Problem]:
        """What differs where the record makes this thing; things come in order of uid."""
        while self._next is not None and (self._next[0] or "") < thing.uid:
            yield self._unrecorded()
        where = f"{self._kind} {thing.uid}"
        if self._next is None or self._next[0] != thing.uid:
            yield Problem(where, "is recorded and not shown")
            return
        if self._next != thing.cells:
            for name, says, said in zip(self._names, self._next, thing.cells, strict=True):
                if says != said:
                    yield Problem(where, f"{name} shows {says!r}; the record says {said!r}")
        self._next = self._rows.fetchone()

    def left(self) -> Iterator[Problem]:
        """What is shown beyond all that the record makes."""
        while self._next is not None:
            yield self._unrecorded()

    def _unrecorded(self) -> Problem:
        uid = self._next[0] if self._next else None
        self._next = self._rows.fetchone()
        return Problem(f"{self._kind} {uid}", "is shown and was never recorded")


def check_evidence(connection: sqlite3.Connection, progress: Progress) -> Iterator[Problem]:
    """Read every evidence file again and compare it with its name."""
    files = evidence.held(connection)
    for done, sha256 in enumerate(files):
        progress.step(done, len(files), "Reading the evidence again")
        if not evidence.is_whole(connection, sha256):
            yield Problem(f"evidence {sha256[:12]}", "is not the file that was attached")


def _check_lacking(connection: sqlite3.Connection) -> Iterator[Problem]:
    for title, sha256 in lacking_evidence(connection, evidence.held(connection)):
        yield Problem(
            f"evidence '{title}'", f"its file {sha256[:12]} is missing, and nobody erased it"
        )


def lacking_evidence(
    connection: sqlite3.Connection, held: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Evidence whose file should be here and is not: neither erased nor left out of this copy."""
    there = set(held)
    excused = evidence.left_out(connection)
    excused |= {found[0].hex() for found in connection.execute("SELECT hash FROM erased")}
    query = "SELECT title, sha256, size FROM evidence WHERE sha256 IS NOT NULL"
    for title, sha256, size in connection.execute(query):
        if size and sha256 not in there and sha256 not in excused:
            yield title or "", sha256
