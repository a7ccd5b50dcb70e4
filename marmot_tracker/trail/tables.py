"""The trail's own tables, and the projection's beside them.

`user_version` counts only the tables of this module. `change_set`, `change_row`, `word`, `blob`
and `chunk` are the record; `erased`, `answer` and the tables of the things are made from it;
`arrival`, `receipt` and `meta` are local to this file.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from marmot_tracker.model import Thing

APPLICATION_ID = 0x4D524D54
"""`MRMT` in the header of every tracker file."""
CHANGES_ID = 0x4D524D43
"""`MRMC` in the header of a file that holds changes alone (`trail.portion`)."""

USER_VERSION = 3
MIN_READER = 1
"""The oldest version whose program can read a file of this one."""

RECORD = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) STRICT;
CREATE TABLE change_set (
    n INTEGER PRIMARY KEY, id BLOB UNIQUE, at TEXT, kind TEXT, undoes BLOB, header TEXT) STRICT;
CREATE INDEX change_set_at ON change_set (at);
CREATE TABLE change_row (
    n INTEGER, kind TEXT, uid TEXT, field TEXT, hash BLOB, salt BLOB, body TEXT,
    replaces BLOB, seen TEXT) STRICT;
CREATE INDEX change_row_uid ON change_row (uid);
CREATE INDEX change_row_n ON change_row (n);
CREATE INDEX change_row_lacking ON change_row (n) WHERE hash IS NOT NULL AND body IS NULL;
CREATE TABLE word (hash BLOB PRIMARY KEY, member TEXT, salt BLOB, body TEXT) STRICT, WITHOUT ROWID;
CREATE INDEX word_body ON word (member, body);
CREATE TABLE erased (hash BLOB PRIMARY KEY, change BLOB) STRICT, WITHOUT ROWID;
CREATE TABLE blob (sha256 TEXT PRIMARY KEY, size INTEGER, media_type TEXT) STRICT;
CREATE TABLE chunk (sha256 TEXT, position INTEGER, data BLOB, PRIMARY KEY (sha256, position)) STRICT;
CREATE TABLE arrival (change BLOB PRIMARY KEY, at TEXT, file TEXT) STRICT;
CREATE TABLE receipt (
    n INTEGER PRIMARY KEY, at TEXT, who TEXT, file TEXT, sha256 TEXT, changes BLOB,
    said TEXT) STRICT;
"""
"""The record. Bodies are canonical JSON, hashes and ids 32 bytes, lists of ids end to end."""

_UID, _FIELD = "change_row_uid ON change_row (uid)", "change_row_field ON change_row (uid, field)"
_RECEIPT = (
    f"CREATE TABLE receipt ({RECORD.partition('CREATE TABLE receipt (')[2].partition(';')[0]}"
)
STEPS: Mapping[int, tuple[str, ...]] = {
    1: ("DROP INDEX change_row_field", f"CREATE INDEX {_UID}"),
    2: (_RECEIPT,),
}
"""What brings the record's tables from a version to the next. No step writes a change set."""


def record_of(version: int) -> str:
    """The record's tables as a version made them."""
    made = RECORD.replace(_UID, _FIELD) if version < 2 else RECORD
    return made.replace(f"{_RECEIPT};", "") if version < 3 else made


ANSWER = """
CREATE TABLE answer (
    kind TEXT, uid TEXT, field TEXT, position INTEGER, value TEXT, at TEXT, change BLOB,
    PRIMARY KEY (uid, field, position)) STRICT
"""
"""Every shown answer of a field with two answers; `value` is canonical JSON, null where erased."""

RECORD_TABLES = (
    "meta", "change_set", "change_row", "word", "erased", "blob", "chunk", "arrival",
    "receipt",
)  # fmt: skip

OWN = ("arrival", "receipt")
"""The tables that say what was brought into this very file."""
IN_STEP = "in step"
"""The note of what other copies are known to hold (`trail.in_step`), as this file's own."""


def create_record(connection: Connection) -> None:
    """Make the record's tables."""
    for statement in RECORD.split(";"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def create_projection(connection: Connection) -> None:
    """Make the projection's tables."""
    Thing.metadata.create_all(connection, checkfirst=False)
    connection.exec_driver_sql(ANSWER)


def drop_projection(connection: Connection) -> None:
    """Drop every table that is not the record's, whatever an older program called it."""
    found = connection.exec_driver_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    for (name,) in found.all():
        if name not in RECORD_TABLES:
            connection.exec_driver_sql(f'DROP TABLE "{name}"')


def bring_up_to_date(connection: Connection) -> None:
    """Bring the record's tables of an older version to today's, within the caller's transaction."""
    version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if version < USER_VERSION:
        for older in range(version, USER_VERSION):
            for step in STEPS[older]:
                connection.exec_driver_sql(step)
        connection.exec_driver_sql(f"PRAGMA user_version = {USER_VERSION}")
