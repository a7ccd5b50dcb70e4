"""Makes the kept file of format 0: `python -m tests.document.older_file`, run once.

Its record is older than today's (`user_version` 1, format 0) and so are its tables: a renamed kind,
a renamed field, a code that is said otherwise today, and a kind, a field and a code that this
program does not know. It is made without the program's own writing, which knows only today's form.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.trail import tables
from marmot_tracker.trail.changes import (
    WORDS,
    Header,
    Seen,
    change_id,
    changes_hash,
    row_hash,
    seen_list,
)
from marmot_tracker.trail.values import canonical, value_hash

KEPT = Path(__file__).parent / "files" / "format-0.marmot"
HOMES, BUSES, MEALS = (f"0194-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
REPORT, PROGRAMME, PERIOD, PLEDGE = (f"0194-0000-7000-8000-0000000000a{n}" for n in range(4))
PROJECTION = (
    "CREATE TABLE recommendation (uid TEXT NOT NULL, present INTEGER, in_view INTEGER, marks TEXT, "
    "reference TEXT, chapter TEXT, wording TEXT, stage TEXT, PRIMARY KEY (uid)) STRICT",
    "CREATE TABLE period (uid TEXT NOT NULL, present INTEGER, name TEXT, PRIMARY KEY (uid)) STRICT",
    "CREATE INDEX period_name ON period (name)",
    f"INSERT INTO recommendation VALUES ('{HOMES}', 1, 1, NULL, '1', 'Healthy homes', "
    "'Improve homes', 'under_way')",
)
"""Some of the tables as that form had them; where a table of today's name has other columns, too."""


@dataclass(frozen=True, slots=True)
class Said:
    """A row to write: its value (None for an undo's), which entries it replaces, what was seen."""

    kind: str
    uid: str
    field: str
    value: str | bool | None
    replaces: tuple[int, ...] = ()
    seen: dict[str, tuple[int, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change set to write: `undoes` is the number of the entry that it takes back."""

    author: str
    label: str
    at: str
    rows: tuple[Said, ...]
    undoes: int | None = None


def _thing(kind: str, uid: str, **values: str) -> tuple[Said, ...]:
    said = [Said(kind, uid, field, value) for field, value in values.items()]
    return (*said, Said(kind, uid, "present", True))


def _recommendation(uid: str, reference: str, wording: str, stage: str) -> tuple[Said, ...]:
    return _thing(
        "recommendation",
        uid,
        reference=reference,
        wording=wording,
        stage=stage,
        chapter="Homes",
        report=REPORT,
    )


ENTRIES = (
    Entry("Ann", "New tracker", "2025-01-06T09:00:00.000000Z",
          _thing("programme", PROGRAMME, name="Programme", place="Sample place")),
    Entry("Ann", "Load a list", "2025-01-06T09:05:00.000000Z", (
        *_thing("source_report", REPORT, title="Report"),
        *_recommendation(HOMES, "1", "Improve homes", "under_way"),
        *_recommendation(BUSES, "2", "Run more buses", "awaiting_cabinet"),
        *_recommendation(MEALS, "3", "Serve school meals", "planned"),
        *_thing("period", PERIOD, name="Q4 2024/25", opens="2025-01-01"),
        *_thing("pledge", PLEDGE, title="A pledge", made_by="The mayor"),
        Said("recommendation", HOMES, "heat_score", "7"),
    )),
    Entry("Bob", "Set chapter", "2025-01-07T10:00:00.000000Z",
          (Said("recommendation", HOMES, "chapter", "Healthy homes", replaces=(2,)),)),
    Entry("Bob", "Set chapter", "2025-01-07T10:01:00.000000Z",
          (Said("recommendation", BUSES, "chapter", "Streets", replaces=(2,)),)),
    Entry("Bob", "Undo Set chapter", "2025-01-07T10:02:00.000000Z",
          (Said("recommendation", BUSES, "chapter", None, replaces=(4,)),), undoes=4),
    Entry("Ann", "Withdraw", "2025-01-08T11:00:00.000000Z", (
        Said("recommendation", MEALS, "present", False, replaces=(2,),
             seen=dict.fromkeys(("chapter", "reference", "report", "stage", "wording"), (2,))),
    )),
)  # fmt: skip


class _Writer:
    """Writes entries straight into the record, with salts that are the same in every run."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: list[bytes] = []
        self._salts = 0

    def write(self, entry: Entry) -> None:
        rows = [self._row(said) for said in sorted(entry.rows, key=_order)]
        undone = self._ids[entry.undoes - 1] if entry.undoes else None
        words = dict.fromkeys(WORDS, None) | {
            "author": self._word("author", entry.author),
            "label": self._word("label", entry.label),
        }
        header = Header(
            app="marmot 0",
            kind="undo" if undone else "edit",
            at=entry.at,
            parents=tuple(self._ids[-1:]),
            undoes=undone,
            words=words,
            changes=changes_hash(found for found, _ in rows),
            format=0,
        )
        change = change_id(header.encoded())
        self._ids.append(change)
        n = len(self._ids)
        told = (n, change, entry.at, header.kind, undone, header.encoded())
        self._connection.execute("INSERT INTO change_set VALUES (?, ?, ?, ?, ?, ?)", told)
        self._connection.executemany(
            "INSERT INTO change_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(n, *stored) for _, stored in rows],
        )
        self._connection.execute(
            "INSERT OR REPLACE INTO meta VALUES ('tips', ?)", (self._ids[-1].hex(),)
        )

    def _row(self, said: Said) -> tuple[bytes, tuple[object, ...]]:
        body = canonical(said.value) if said.value is not None else None
        salt = self._salt() if body is not None else None
        value = value_hash(salt, body) if salt is not None and body is not None else None
        replaces = sorted(self._ids[n - 1] for n in said.replaces)
        seen: Seen | None = None
        if said.seen is not None:
            seen = {
                field: tuple(self._ids[n - 1] for n in numbers)
                for field, numbers in said.seen.items()
            }
        found = row_hash(said.kind, said.uid, said.field, value, replaces, seen)
        listed = canonical(seen_list(seen)) if seen else None
        joined = b"".join(replaces) or None
        return found, (said.kind, said.uid, said.field, value, salt, body, joined, listed)

    def _word(self, member: str, text: str) -> bytes:
        body = canonical(text)
        held = self._connection.execute(
            "SELECT hash FROM word WHERE member = ? AND body = ?", (member, body)
        ).fetchone()
        if held:
            return bytes(held[0])
        salt = self._salt()
        value = value_hash(salt, body)
        self._connection.execute(
            "INSERT INTO word VALUES (?, ?, ?, ?)", (value, member, salt, body)
        )
        return value

    def _salt(self) -> bytes:
        self._salts += 1
        return hashlib.sha256(str(self._salts).encode()).digest()[:16]


def _order(said: Said) -> tuple[str, str, str]:
    return (said.kind, said.uid, said.field)


def make(path: Path, *, entries: int = len(ENTRIES)) -> Path:
    """Make such a file with the first of its entries; answers where it lies."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA page_size = 1024")
    connection.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    for statement in (*tables.record_of(1).split(";"), tables.ANSWER, *PROJECTION):
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('projection', 'of format 0'), ('min_reader', '1')")
    writer = _Writer(connection)
    for entry in ENTRIES[:entries]:
        writer.write(entry)
    connection.execute("VACUUM")
    connection.close()
    return path


if __name__ == "__main__":
    KEPT.unlink(missing_ok=True)
    make(KEPT)
