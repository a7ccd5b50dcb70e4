"""Hostile and broken tracker files: what a program, a person or a disk can make of one.

Each maker is given a sound copy of a tracker and spoils it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Spoil = Callable[[Path], None]
PAGE = 4096


def sql(*statements: str) -> Spoil:
    """A copy in which these statements were run, checks of the schema off."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            for statement in statements:
                connection.execute(statement)

    return spoil


def in_bytes(change: Callable[[bytes], bytes]) -> Spoil:
    """A copy whose bytes were changed."""

    def spoil(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return spoil


def patched(offset: int, value: bytes) -> Spoil:
    """A copy with some bytes of its header changed."""
    return in_bytes(lambda data: data[:offset] + value + data[offset + len(value) :])


def body(text: str) -> Spoil:
    """A copy in which one value holds this text, whatever its hash says."""
    quoted = text.replace("'", "''")
    return sql(f"UPDATE change_row SET body = '{quoted}' WHERE field = 'wording'")


def header(text: str) -> Spoil:
    """A copy in which the newest entry's heading is this text."""
    quoted = text.replace("'", "''")
    return sql(
        f"UPDATE change_set SET header = '{quoted}' WHERE n = (SELECT max(n) FROM change_set)"
    )


def looping_pages(data: bytes) -> bytes:
    """Every page after the second is a copy of the second: trees that point into themselves."""
    second = data[PAGE : 2 * PAGE]
    return data[: 2 * PAGE] + second * (len(data) // PAGE - 2)


def journal(path: Path) -> None:
    """A journal of another file lies beside it."""
    magic = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
    start = magic + (1).to_bytes(4) + bytes(8) + (2).to_bytes(4) + (512).to_bytes(4)
    start += PAGE.to_bytes(4)
    path.with_name(f"{path.name}-journal").write_bytes(
        start.ljust(512, b"\0") + (2).to_bytes(4) + b"\xff" * PAGE + bytes(4)
    )


ENDLESS_VIEW = (
    "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT i FROM n"
)

REFUSED: dict[str, Spoil] = {
    "a view that never ends": sql(ENDLESS_VIEW),
    "a table that is a view": sql(
        "ALTER TABLE word RENAME TO kept_word", "CREATE VIEW word AS SELECT * FROM kept_word"
    ),
    "a table that computes": sql(
        "CREATE TABLE big (a TEXT, b BLOB GENERATED ALWAYS AS (zeroblob(900000000))) STRICT"
    ),
    "a search table": sql("CREATE VIRTUAL TABLE words USING fts5(a)"),
    "a tree of places": sql("CREATE VIRTUAL TABLE places USING rtree(id, a, b)"),
    "a trigger that writes": sql(
        "CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM change_row; END"
    ),
    "a schema of nonsense": sql(
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE nonsense' WHERE name = 'word'"
    ),
    "a schema that lies": sql(
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema "
        "WHERE name = 'change_row') WHERE name = 'word'"
    ),
    "roots beyond the file": sql("UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'blob'"),
    "no tables": sql("DELETE FROM sqlite_schema WHERE name <> 'meta'"),
    "a value beyond limits": sql(
        "UPDATE change_row SET body = CAST(zeroblob(70000000) AS TEXT) WHERE field = 'wording'"
    ),
    "a value nested deeply": body("[" * 100_000 + "]" * 100_000),
    "a number of many digits": body("9" * 10_000),
    "a value that is no number": body("NaN"),
    "a value cut short": body('"never closed'),
    "letters of no alphabet": sql(
        "UPDATE change_row SET body = CAST(x'22c328ff22' AS TEXT) WHERE field = 'wording'"
    ),
    "a heading nested deeply": header('{"a":' * 50_000 + "1" + "}" * 50_000),
    "a heading of nothing": header(""),
    "a heading that is a list": header("[]"),
    "a heading of nulls": header('{"format":1}'),
    "a heading of a billion parents": header(
        '{"parents":[' + ",".join(['"' + "0" * 64 + '"'] * 20_000) + "]}"
    ),
    "seen lists nested deeply": sql(
        f"UPDATE change_row SET seen = '{'[' * 50_000}' WHERE field = 'wording'"
    ),
    "an entry of no name": sql("UPDATE change_set SET id = x'00' WHERE n = 2"),
    "entries at the end of numbers": sql(
        "UPDATE change_set SET n = 9223372036854775807 WHERE n = 2"
    ),
    "pages that go round": in_bytes(looping_pages),
    "half the file": in_bytes(lambda data: data[: len(data) // 2]),
    "one page": in_bytes(lambda data: data[:PAGE]),
    "the first hundred bytes": in_bytes(lambda data: data[:100]),
    "a file of one page too few": in_bytes(lambda data: data[:-PAGE]),
    "pages of noughts": in_bytes(lambda data: data[: 3 * PAGE] + bytes(len(data) - 3 * PAGE)),
    "a page size of one": patched(16, b"\x00\x02"),
    "a page size of nothing": patched(16, b"\x00\x00"),
    "another page size": patched(16, b"\x20\x00"),
    "reserved bytes": patched(20, b"\xff"),
    "letters in another order": patched(56, b"\x00\x00\x00\x03"),
    "a newer file format": patched(18, b"\x09\x09"),
    "a newer kind of schema": patched(44, b"\x00\x00\x00\x09"),
    "another program's number": patched(68, b"\x00\x00\x00\x07"),
}
"""What must be refused in words, and leaves the tracker as it was."""

HARMLESS: dict[str, Spoil] = {
    "a journal of another file": journal,
    "a write-ahead mark": patched(18, b"\x02\x02"),
    "bytes after the end": in_bytes(lambda data: data + b"\xff" * 1000),
    "a page after the end": in_bytes(lambda data: data + bytes(PAGE)),
    "a free list of nonsense": patched(32, b"\x00\x0f\x00\x0f\x00\x00\x00\x09"),
}
"""What may be taken or refused, in words; either way whole."""
