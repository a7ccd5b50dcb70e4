"""What a damaged file still proves: the entries whose every hash is borne out by what was read."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from marmot_tracker import clock
from marmot_tracker.document.carving import Carved, Pages
from marmot_tracker.document.engine import connect, make_tables, transaction
from marmot_tracker.progress import Progress
from marmot_tracker.trail import tables, uniting
from marmot_tracker.trail.changes import (
    FORMAT,
    ID,
    Header,
    change_id,
    changes_hash,
    header_of,
    row_hash,
    seen_of,
    split_ids,
)
from marmot_tracker.trail.values import DamagedRecord, is_scalar, parsed, value_hash
from marmot_tracker.trail.writing import set_tips

ENTRY, ROW, WORD = "nbtt?t", "ittt????", "bt??"
CARVED = """
CREATE TEMP TABLE carved_set (n INTEGER, id BLOB, at TEXT, kind TEXT, undoes BLOB, header TEXT,
    PRIMARY KEY (n, id));
CREATE TEMP TABLE carved_row (n INTEGER, kind TEXT, uid TEXT, field TEXT, hash BLOB, salt BLOB,
    body TEXT, replaces BLOB, seen TEXT);
CREATE TEMP TABLE carved_word (hash BLOB, member TEXT, salt BLOB, body TEXT);
CREATE TEMP TABLE carved_blob (sha256 TEXT PRIMARY KEY, size INTEGER, media_type TEXT);
"""
Stored = tuple[Any, ...]
"""A row of `change_row` but its number: kind, uid, field, hash, salt, body, replaces, seen."""


@dataclass(slots=True)
class Salvage:
    """The entries of a damaged file that are whole, in a store of their own.

    `entries` counts them, `first` is the start of the first one's id. `erased` are hashes that
    the file said were erased, whether or not the entry that did it is whole. `tips` are the ends of
    its record as it noted them after its last edit; None where that note could not be read.
    """

    path: Path
    connection: sqlite3.Connection
    entries: int = 0
    first: str = ""
    erased: set[bytes] = field(default_factory=set)
    tips: frozenset[bytes] | None = None
    _broken: dict[bytes, str] = field(default_factory=dict)
    _headless: set[bytes] = field(default_factory=set)

    def lost(self, held: Collection[bytes], values: Collection[bytes]) -> Iterator[str]:
        """What is missing although something of it was seen, in words.

        `held` are the ids of the entries held now, `values` the hashes of what they say.
        """
        for change, words in self._broken.items():
            if change not in held:
                yield words
        lacked = {change for change in uniting.lacking(self.connection) if change not in held}
        unknown = len(lacked - self._broken.keys())
        if unknown:
            yield f"{_many(unknown, 'entry', 'entries')} of which nothing could be read"
        headless = len(self._headless.difference(values))
        if headless:
            yield f"{_many(headless, 'change', 'changes')} that no readable entry names"

    def reaches_the_end(self, held: Collection[bytes]) -> bool:
        """Whether the newest entries of the file are among those that are `held` now.

        Every entry names those before it, so one that is missing then is known to be. Where the
        file's note of its newest cannot be read, entries may be gone of which nothing tells.
        """
        return self.tips is not None and self.tips <= set(held)

    def write_to(self, part: Path) -> None:
        """Make a tracker file of what was read; its tables are still empty."""
        self.connection.execute("PRAGMA main.journal_mode = DELETE")
        shutil.copyfile(self.path, part)

    def files(
        self, pages: Pages, wanted: Collection[str], progress: Progress
    ) -> Iterator[tuple[str, Path]]:
        """Each wanted evidence file put together from its pieces, whole or not."""
        if not wanted:
            return
        folder = self.path.parent
        pieces: dict[str, dict[int, Path]] = {}
        for carved in pages.rows(lambda types: types == "tib", progress):
            sha256, position, data = carved.values
            if not isinstance(sha256, str) or sha256 not in wanted:
                continue
            if isinstance(position, int) and isinstance(data, bytes):
                piece = folder / f"{sha256}-{position}"
                piece.write_bytes(data)
                pieces.setdefault(sha256, {})[position] = piece
        for name, found in sorted(pieces.items()):
            whole = folder / name
            with whole.open("wb") as file:
                for _, piece in sorted(found.items()):
                    file.write(piece.read_bytes())
                    piece.unlink()
            yield name, whole
            whole.unlink()


@contextlib.contextmanager
def salvaged(pages: Pages, path: Path, progress: Progress) -> Iterator[Salvage]:
    """Read every page and keep, in a new store at `path`, the entries that are whole."""
    connection = connect(path)
    try:
        connection.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {tables.USER_VERSION}")
        connection.execute("PRAGMA cache_spill = ON")
        connection.execute("PRAGMA temp_store = FILE")
        connection.executescript(CARVED)
        make_tables(connection)
        salvage = Salvage(path, connection)
        with transaction(connection):
            _carve(pages, salvage, progress)
            _keep(salvage, progress)
        yield salvage
    finally:
        connection.close()


def _fits(types: str, shape: str) -> bool:
    return len(types) == len(shape) and all(
        s in ("?", t) for t, s in zip(types, shape, strict=True)
    )


def _is_ours(types: str) -> bool:
    return (
        _fits(types, ENTRY)
        or _fits(types, f"{ROW}?")
        or _fits(types, WORD)
        or types in ("tit", "bb", "tt")
    )


def _carve(pages: Pages, salvage: Salvage, progress: Progress) -> None:
    """Put whatever looks like the record's rows beside the store, unproved."""
    connection = salvage.connection
    waiting: dict[str, list[tuple[Any, ...]]] = {}
    tips: set[str] = set()
    for carved in pages.rows(_is_ours, progress):
        name, values = _table_of(carved)
        if name == "erased":
            salvage.erased.add(values[0])
        elif name == "tips":
            tips.add(values[1])
        elif name:
            rows = waiting.setdefault(name, [])
            rows.append(values)
            if len(rows) == 1000:
                _insert(connection, name, rows)
    for name, rows in waiting.items():
        _insert(connection, name, rows)
    if len(tips) == 1:  # a second one is of an older state, and nobody can tell which
        with contextlib.suppress(ValueError):
            salvage.tips = frozenset(map(bytes.fromhex, tips.pop().split())) or None
    connection.execute("CREATE INDEX temp.carved_row_n ON carved_row (n, kind, uid, field)")
    connection.execute("CREATE INDEX temp.carved_word_hash ON carved_word (hash)")


def _insert(connection: sqlite3.Connection, name: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", rows)
        rows.clear()


def _table_of(carved: Carved) -> tuple[str, tuple[Any, ...]]:
    """Which table a carved row belongs to, by its shape; empty for none of the record's."""
    values = carved.values
    if len(values) == 6 and carved.number:
        return "carved_set", (carved.number, *values[1:])
    if len(values) == 9 and carved.number:
        return "carved_row", values
    if len(values) == 4 and not carved.number:
        return "carved_word", values
    if len(values) == 3 and carved.number:
        return "carved_blob", values
    if len(values) == 2 and not carved.number and all(len(v) == ID for v in values):  # type: ignore[arg-type]
        return "erased", values
    if len(values) == 2 and carved.number and values[0] == "tips":
        return "tips", values
    return "", ()


def _keep(salvage: Salvage, progress: Progress) -> None:
    """Move what is proved into the record's own tables, in its old order."""
    connection = salvage.connection
    headers = dict(_headers(connection))
    for header in headers.values():
        salvage.erased.update(header.erases)
    entries = connection.execute("SELECT * FROM carved_set ORDER BY n").fetchall()
    number = 0
    for done, (n, change, *rest) in enumerate(entries):
        if done % 500 == 0:
            progress.step(done, len(entries), "Checking what was read")
        if change not in headers:
            continue
        header = headers[change]
        if (rest[0], rest[1], rest[2]) != (header.at, header.kind, header.undoes):
            continue
        rows, words = _rows_of(salvage, n), _words_of(salvage, header)
        if rows is None or words is None or not _borne_out(header, rows):
            salvage._broken[change] = _told(connection, header)
            continue
        number += 1
        connection.execute(
            "INSERT INTO change_set VALUES (?, ?, ?, ?, ?, ?)", (number, change, *rest)
        )
        marks = ", ".join("?" * 9)
        connection.executemany(
            f"INSERT INTO change_row VALUES ({marks})", [(number, *row) for row in rows]
        )
        connection.executemany("INSERT OR IGNORE INTO word VALUES (?, ?, ?, ?)", words)
        salvage.first = salvage.first or change.hex()[:8]
        uniting.note_erased(connection, change, header.erases)
    salvage.entries = number
    connection.execute("INSERT INTO blob SELECT * FROM carved_blob WHERE length(sha256) = 64")
    query = "SELECT hash FROM carved_row WHERE n NOT IN (SELECT n FROM carved_set)"
    salvage._headless = {h for (h,) in connection.execute(query) if isinstance(h, bytes)}
    ends, lacking = uniting.found_ends(connection)
    set_tips(connection, ends)
    connection.execute(
        "INSERT OR REPLACE INTO meta VALUES ('lacking', ?)",
        (" ".join(sorted(change.hex() for change in lacking)),),
    )
    connection.execute(
        "INSERT OR REPLACE INTO meta VALUES ('min_reader', ?)", (str(tables.MIN_READER),)
    )


def _headers(connection: sqlite3.Connection) -> Iterator[tuple[bytes, Header]]:
    """Every heading that has the name its contents give it."""
    for change, encoded in connection.execute("SELECT id, header FROM carved_set"):
        with contextlib.suppress(DamagedRecord):
            if change_id(encoded) == change:
                yield change, header_of(encoded)


def _rows_of(salvage: Salvage, n: int) -> list[Stored] | None:
    """The rows that were read of an entry, in order; None where a value is not what it was."""
    query = (
        "SELECT DISTINCT kind, uid, field, hash, salt, body, replaces, seen FROM carved_row "
        "WHERE n = ? ORDER BY kind, uid, field"
    )
    found: dict[tuple[str, str, str], Stored] = {}
    for row in salvage.connection.execute(query, (n,)):
        kept = _proved(row, salvage.erased)
        if kept is not None:
            found[row[:3]] = kept
        else:
            found.setdefault(row[:3], ())
    rows = list(found.values())
    return rows if all(rows) else None


def _proved(row: Stored, erased: Collection[bytes]) -> Stored | None:
    """A row whose value is the one that its hash names, or is rightly not there."""
    kind, uid, name, value, salt, body, replaces, seen = row
    if not all(isinstance(each, bytes | None) for each in (value, replaces)):
        return None
    if value is None:
        return row if salt is None and body is None else None
    if value in erased:
        return (kind, uid, name, value, None, None, replaces, seen)
    return row if _is_value(value, salt, body) else None


def _is_value(value: bytes, salt: object, body: object) -> bool:
    if not isinstance(salt, bytes) or not isinstance(body, str) or value_hash(salt, body) != value:
        return False
    try:
        return is_scalar(parsed(body))
    except DamagedRecord:
        return False


def _words_of(salvage: Salvage, header: Header) -> list[Stored] | None:
    """The texts that a heading names; None where one of them is not what it was."""
    found: list[Stored] = []
    for member, value in header.words.items():
        if value is None:
            continue
        if value in salvage.erased:
            found.append((value, member, None, None))
            continue
        query = "SELECT salt, body FROM carved_word WHERE hash = ? AND member = ?"
        proved = [
            (value, member, salt, body)
            for salt, body in salvage.connection.execute(query, (value, member))
            if _is_value(value, salt, body)
        ]
        if not proved:
            return None
        found.append(proved[0])
    return found


def _borne_out(header: Header, rows: list[Stored]) -> bool:
    """Whether an entry's heading is the one over these rows."""
    if header.format > FORMAT:  # how it hashes its rows is for a newer version to say
        return True
    try:
        hashes = [
            row_hash(
                kind, uid, name, value, split_ids(replaces or b""), seen_of(seen) if seen else None
            )
            for kind, uid, name, value, _salt, _body, replaces, seen in rows
        ]
    except (DamagedRecord, ValueError, TypeError):
        return False
    return changes_hash(hashes) == header.changes


def _told(connection: sqlite3.Connection, header: Header) -> str:
    """An entry that is not whole, for a person: when, whose, what it was called."""
    said: Mapping[str, str] = {
        member: found
        for member, value in header.words.items()
        if value is not None and (found := _text(connection, value))
    }
    at = datetime.fromisoformat(header.at).astimezone(clock.PLACE)
    return f"{at:%d/%m/%Y %H:%M}, {said.get('author', 'somebody')}: {said.get('label', 'an edit')}"


def _text(connection: sqlite3.Connection, value: bytes) -> str:
    query = "SELECT salt, body FROM carved_word WHERE hash = ?"
    for salt, body in connection.execute(query, (value,)):
        if _is_value(value, salt, body):
            return str(parsed(body))
    return ""


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
