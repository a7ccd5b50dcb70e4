"""The union of two records: commutative, associative, idempotent (TRAIL.md, sections 4 and 7)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from marmot_tracker import clock
from marmot_tracker.model import stamp
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence, older, refreshing
from marmot_tracker.trail.changes import header_of, parents_of, words_of
from marmot_tracker.trail.rows import BATCH
from marmot_tracker.trail.values import parsed
from marmot_tracker.trail.writing import set_tips, tips

STEP = 1000


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a union brought: change sets, the things and kinds touched, erasures, files and bytes."""

    changes: tuple[bytes, ...]
    kinds: frozenset[str]
    uids: frozenset[str]
    erased: int
    files: int
    files_size: int = 0


def related(mine: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether two records share a change set; the first one is made by `new`."""
    query = "SELECT 1 FROM change_set WHERE id = ?"
    ids = other.execute("SELECT id FROM change_set ORDER BY n")
    return any(mine.execute(query, found).fetchone() for found in ids)


def missing(mine: sqlite3.Connection, other: sqlite3.Connection) -> list[tuple[int, bytes]]:
    """The change sets that only `other` holds: its number there, and id."""
    held = {found[0] for found in mine.execute("SELECT id FROM change_set")}
    query = "SELECT n, id FROM change_set ORDER BY n"
    return [(n, change) for n, change in other.execute(query) if change not in held]


def named_otherwise(mine: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether a text is held here as, say, a name and by `other` as a reason.

    Both would be right by themselves and neither together: no program of ours writes that.
    """
    held = dict(mine.execute("SELECT hash, member FROM word"))
    words = other.execute("SELECT hash, member FROM word")
    return any(held.get(value, member) != member for value, member in words)


def unite(
    mine: sqlite3.Connection,
    other: sqlite3.Connection,
    *,
    file: str = "",
    only: Iterable[bytes] | None = None,
    files: bool = True,
    progress: Progress | None = None,
) -> Arrived:
    """Add to `mine` every change set and evidence file that only `other` holds.

    `only` narrows it to some change sets (for the laws); `files` leaves evidence bytes out. The caller has checked `other` and
    holds the transaction; nothing is kept if this raises.
    """
    chosen = missing(mine, other)
    if only is not None:
        wanted = set(only)
        chosen = [(n, change) for n, change in chosen if change in wanted]
    fields, kinds, named = _copy_changes(
        mine, other, [n for n, _ in chosen], progress or Progress()
    )
    if chosen:
        mine.executemany(
            "INSERT OR IGNORE INTO arrival VALUES (?, ?, ?)",
            [(change, stamp(clock.now()), file) for _, change in chosen],
        )
    erased = _note_erasures(mine, [change for _, change in chosen])
    others = erase_named(mine, erased) | _heal(mine, other)
    copied = _copy_evidence(mine, other) if files else []
    if files:
        _note_left_out(mine, other)
    if others or chosen:
        refreshing.update_fields(mine, fields, others)
        _note_tips(mine, {change for _, change in chosen}, named)
    changes = tuple(change for _, change in chosen)
    return Arrived(
        changes,
        frozenset(kinds),
        frozenset(others | fields.keys()),
        len(erased),
        len(copied),
        evidence.size_of(mine, copied),
    )


def found_ends(connection: sqlite3.Connection) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """The tips, and the parents this record lacks, looked for in every header."""
    ids: set[bytes] = set()
    parents: set[bytes] = set()
    for change, encoded in connection.execute("SELECT id, header FROM change_set"):
        ids.add(change)
        parents.update(parents_of(encoded))
    return frozenset(ids - parents), frozenset(parents - ids)


def lacking(connection: sqlite3.Connection) -> frozenset[bytes]:
    """The parents that headers name and this record lacks, as noted; a whole copy lacks none."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'lacking'").fetchone()
    return frozenset(bytes.fromhex(change) for change in found[0].split()) if found else frozenset()


def _note_tips(mine: sqlite3.Connection, arrived: set[bytes], named: set[bytes]) -> None:
    """Note the tips after a union, from what arrived and the parents it names alone."""
    lacked = lacking(mine)
    set_tips(mine, (tips(mine) | arrived) - named - lacked)
    query = "SELECT 1 FROM change_set WHERE id = ?"
    lacks = {i for i in (named | lacked) - arrived if not mine.execute(query, (i,)).fetchone()}
    if lacks or lacked:
        mine.execute(
            "INSERT OR REPLACE INTO meta VALUES ('lacking', ?)",
            (" ".join(sorted(i.hex() for i in lacks)),),
        )


def _copy_changes(
    mine: sqlite3.Connection, other: sqlite3.Connection, chosen: list[int], progress: Progress
) -> tuple[dict[str, set[str]], set[str], set[bytes]]:
    """Copy headers, rows and texts; returns the fields by thing, kinds and parents they name."""
    start = mine.execute("SELECT coalesce(max(n), 0) FROM change_set").fetchone()[0]
    fields: dict[str, set[str]] = {}
    kinds: set[str] = set()
    named: set[bytes] = set()
    for position in range(0, len(chosen), STEP):
        progress.step(position, len(chosen), "Bringing in changes")
        batch = chosen[position : position + STEP]
        numbers = {old: start + position + i + 1 for i, old in enumerate(batch)}
        marks = ",".join("?" * len(batch))
        headers = other.execute(
            f"SELECT n, id, at, kind, undoes, header FROM change_set WHERE n IN ({marks})",
            batch,
        ).fetchall()
        mine.executemany(
            "INSERT INTO change_set VALUES (?, ?, ?, ?, ?, ?)",
            [(numbers[found[0]], *found[1:]) for found in headers],
        )
        rows = other.execute(
            "SELECT n, kind, uid, field, hash, salt, body, replaces, seen FROM change_row "
            f"WHERE n IN ({marks}) ORDER BY n, kind, uid, field",
            batch,
        ).fetchall()
        mine.executemany(
            "INSERT INTO change_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(numbers[found[0]], *found[1:]) for found in rows],
        )
        for found in rows:
            fields.setdefault(found[2], set()).add(found[3])
        kinds.update(older.kind_today(found[1]) for found in rows)
        named.update(parent for found in headers for parent in parents_of(found[5]))
    _copy_words(mine, other)
    mine.execute(  # also where nothing else arrived that would have old erasures looked at
        "UPDATE word SET salt = NULL, body = NULL WHERE hash IN (SELECT hash FROM erased)"
    )
    return fields, kinds, named


def _copy_words(mine: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """Copy the texts that this record lacks, also those it lost; none that no entry names."""
    held = {found[0] for found in mine.execute("SELECT hash FROM word")}
    words = [found[0] for found in other.execute("SELECT hash FROM word") if found[0] not in held]
    if words:
        headers = other.execute("SELECT header FROM change_set")
        named = {value for (encoded,) in headers for value in words_of(encoded)}
        words = [value for value in words if value in named]
    for start in range(0, len(words), BATCH):
        batch = words[start : start + BATCH]
        marks = ",".join("?" * len(batch))
        found = other.execute(f"SELECT * FROM word WHERE hash IN ({marks})", batch)
        mine.executemany("INSERT OR IGNORE INTO word VALUES (?, ?, ?, ?)", found)


def _note_erasures(connection: sqlite3.Connection, arrived: list[bytes]) -> list[bytes]:
    """Note what newly arrived erasures name; returns every erased hash where anything is new.

    Erasure wins whichever side comes first, so values that arrive are held against old erasures.
    """
    if not arrived:
        return []
    for change in arrived:
        (encoded,) = connection.execute(
            "SELECT header FROM change_set WHERE id = ? AND kind = 'erasure'", (change,)
        ).fetchone() or (None,)
        if encoded:
            note_erased(connection, change, header_of(encoded).erases)
    return [bytes(found[0]) for found in connection.execute("SELECT hash FROM erased")]


def note_erased(connection: sqlite3.Connection, change: bytes, named: Iterable[bytes]) -> None:
    """Note which hashes an erasure names; where several do, the one with the least id is told."""
    connection.executemany(
        "INSERT INTO erased VALUES (?, ?) "
        "ON CONFLICT (hash) DO UPDATE SET change = min(change, excluded.change)",
        [(value, change) for value in named],
    )


def erase_named(connection: sqlite3.Connection, hashes: Iterable[bytes]) -> set[str]:
    """Take away every value, header text and file that these hashes name; the hashes stay."""
    named = set(hashes)
    if not named:
        return set()
    touched: set[str] = set()
    rows = connection.execute("SELECT rowid, uid, hash FROM change_row WHERE body IS NOT NULL")
    gone = [(rowid, uid) for rowid, uid, value in rows if value in named]
    touched.update(uid for _, uid in gone)
    connection.executemany(
        "UPDATE change_row SET salt = NULL, body = NULL WHERE rowid = ?", [(r,) for r, _ in gone]
    )
    one = [(value,) for value in named]
    connection.executemany("UPDATE word SET salt = NULL, body = NULL WHERE hash = ?", one)
    connection.executemany("DELETE FROM chunk WHERE sha256 = ?", [(v.hex(),) for v in named])
    return touched


def _heal(mine: sqlite3.Connection, other: sqlite3.Connection) -> set[str]:
    """Fill in values that this record lacks without an erasure, where the other holds them."""
    lacking = mine.execute(
        "SELECT r.rowid, r.uid, r.field, r.hash, s.id FROM change_row r "
        "JOIN change_set s ON s.n = r.n WHERE r.hash IS NOT NULL AND r.body IS NULL "
        "AND r.hash NOT IN (SELECT hash FROM erased)"
    ).fetchall()
    touched: set[str] = set()
    for rowid, uid, field, value, change in lacking:
        found = other.execute(
            "SELECT r.salt, r.body FROM change_row r JOIN change_set s ON s.n = r.n "
            "WHERE s.id = ? AND r.uid = ? AND r.field = ? AND r.hash = ? AND r.body IS NOT NULL",
            (change, uid, field, value),
        ).fetchone()
        if found:
            mine.execute(
                "UPDATE change_row SET salt = ?, body = ? WHERE rowid = ?", (*found, rowid)
            )
            touched.add(uid)
    return touched


def lacks_evidence(mine: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether `other` holds files that this record lacks the bytes of."""
    return bool(wanted_files(mine, other))


def _copy_evidence(mine: sqlite3.Connection, other: sqlite3.Connection) -> list[str]:
    """Copy files that this record holds no bytes of, unless they were erased; which they were."""
    wanted = wanted_files(mine, other)
    for sha256 in wanted:
        mine.execute("DELETE FROM chunk WHERE sha256 = ?", (sha256,))
        rows = other.execute("SELECT * FROM chunk WHERE sha256 = ? ORDER BY position", (sha256,))
        for row in rows:
            mine.execute("INSERT INTO chunk VALUES (?, ?, ?)", row)
        blob = other.execute("SELECT * FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        mine.execute("INSERT OR REPLACE INTO blob VALUES (?, ?, ?)", blob)
    return wanted


def _note_left_out(mine: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """Note the files of evidence that `other` was made without and this record lacks, too."""
    known = evidence.left_out(mine)
    left = evidence.left_out(other) - known - set(evidence.held(mine))
    if not left:
        return
    query = "SELECT body FROM change_row WHERE kind = 'evidence' AND field = 'sha256'"
    named = {str(parsed(body)) for (body,) in mine.execute(query) if body}
    if left & named:
        evidence.note_left_out(mine, known | (left & named))


def wanted_files(mine: sqlite3.Connection, other: sqlite3.Connection) -> list[str]:
    """The files whose bytes `other` holds, this record lacks and nobody erased."""
    held = set(evidence.held(mine))
    erased = {found[0].hex() for found in mine.execute("SELECT hash FROM erased")}
    return [sha256 for sha256 in evidence.held(other) if sha256 not in held | erased]
