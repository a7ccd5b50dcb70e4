"""Bringing in a copy: a backup first, nothing taken from a file that is not what it says."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from marmot_tracker.trail import history
from marmot_tracker.trail.changes import change_id, changes_hash, header_of, row_hash
from marmot_tracker.trail.tables import USER_VERSION
from marmot_tracker.trail.values import value_hash
from tests.document.making import (
    ANN,
    BOB,
    attach,
    copy_of,
    put,
    rate,
    tracker,
    uid,
    value,
)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with tracker(tmp_path / "a.marmot") as made:
        yield made


@pytest.fixture
def theirs(document: Document, tmp_path: Path) -> Path:
    """A colleague's copy with a rating and evidence of their own."""
    path = copy_of(document, tmp_path / "theirs.marmot")
    file = tmp_path / "minutes.txt"
    file.write_bytes(b"minutes " * 300_000)
    with Document.open(path, author=BOB) as copy:
        put(copy, theme="theirs")
        rate(copy, "off_track", date(2026, 2, 1))
        attach(copy, uid(copy), file, "Minutes")
    return path


@contextmanager
def tampered(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    yield connection
    connection.close()


def test_everything_comes_in_and_the_second_time_nothing(document: Document, theirs: Path) -> None:
    put(document, theme="ours")
    before = theirs.read_bytes()
    seen = document.preview(theirs)
    assert {(line.field, line.ours, line.theirs) for line in seen.lines if line.two_answers} == {
        ("theme", "ours", "theirs")
    }
    assert value(document, "theme") == "ours", "a preview changes nothing"
    brought = document.bring_in(theirs)
    assert (brought.new_entries, brought.two_answers, brought.files) == (3, 1, 1)
    assert document.check() == []
    assert value(document, "theme") == "ours", "the later of two answers is the one that is shown"
    code = document.check_code
    again = document.bring_in(theirs)
    assert (again.new_entries, again.backup, document.check_code) == (0, None, code)
    assert theirs.read_bytes() == before, "their file is only read"
    with Document.open(theirs, author=BOB) as copy:
        copy.bring_in(copy_of(document, theirs.with_name("ours.marmot")))
        assert copy.check_code == code
        assert copy.check() == []


def test_undo_never_reaches_what_came_in(document: Document, theirs: Path) -> None:
    put(document, "Ours", section="ours")
    document.bring_in(theirs)
    done = document.undo()
    assert done is not None
    assert done.label == "Ours"
    document.undo()
    assert document.undo() is None
    assert value(document, "theme") == "theirs"
    assert all(line.label != "Set rating" for line in document.undoable())


def test_the_backup_before_is_named_whole_and_opens(
    document: Document, theirs: Path, tmp_path: Path
) -> None:
    file = tmp_path / "own.txt"
    file.write_bytes(b"own " * 400_000)
    sha256 = attach(document, uid(document), file, "Own")
    code = document.check_code
    backup = document.bring_in(theirs).backup
    assert backup is not None
    assert document.path.parent not in backup.parents
    assert not list(backup.parent.glob("*.part"))
    assert (backup.parent / "evidence" / sha256).read_bytes() == file.read_bytes()
    moved = Path(shutil.copy(backup, tmp_path / "restored.marmot"))
    with Document.open(moved, author=ANN) as restored:
        assert restored.check_code == code
        assert restored.check() == []
        assert restored.preview(copy_of(document, tmp_path / "now.marmot")).entries
        second = restored.backup("of a backup")
        with Document.open(Path(shutil.copy(second, tmp_path / "2.marmot")), author=ANN) as twice:
            assert twice.check() == [], "what was left out twice is still known to be left out"
        restored.bring_in(tmp_path / "now.marmot")
        assert restored.check_code == document.check_code
        assert b"".join(restored.evidence_bytes(sha256)) == file.read_bytes()
    assert document.bring_in(moved).new_entries == 0


def test_a_backup_brought_in_brings_nothing_back(document: Document) -> None:
    put(document, theme="old")
    backup = document.backup("by hand")
    put(document, theme="new")
    code = document.check_code
    assert document.bring_in(backup).new_entries == 0
    assert (value(document, "theme"), document.check_code) == ("new", code)


# What is refused

Change = Callable[[sqlite3.Connection], object]
SQL = {
    "an extra view": "CREATE VIEW v AS SELECT * FROM change_row",
    "an extra trigger": "CREATE TRIGGER t AFTER INSERT ON change_row BEGIN DELETE FROM word; END",
    "a virtual table": "CREATE VIRTUAL TABLE words USING fts5(a)",
    "a generated column": "CREATE TABLE x (a TEXT, b TEXT GENERATED ALWAYS AS (zeroblob(9)) ) STRICT",
    "a short generated column": "CREATE TABLE x (a TEXT, b TEXT AS (hex(zeroblob(9)))) STRICT",
    "a loose table": "CREATE TABLE x (a)",
    "a column more": "ALTER TABLE change_row ADD COLUMN more TEXT",
    "an index more": "CREATE INDEX i ON change_row (n)",
    "an index that computes": "CREATE INDEX i ON recommendation (abs(theme))",
    "a table less": "DROP TABLE arrival",
    "another application": "PRAGMA application_id = 7",
    "a newer version": f"PRAGMA user_version = {USER_VERSION + 1}",
    "a changed value": "UPDATE change_row SET body = '\"forged\"' WHERE field = 'theme'",
    "a changed name": "UPDATE word SET body = '\"Somebody else\"' WHERE member = 'author'",
    "a lost name": "DELETE FROM word WHERE member = 'author'",
    "a changed header": "UPDATE change_set SET header = replace(header, 'marmot', 'varmot')",
    "a changed time": "UPDATE change_set SET at = '1999-01-01T00:00:00.000000Z' WHERE n = 2",
    "a changed id": "UPDATE change_set SET id = zeroblob(32) WHERE n = 2",
    "a lost row": "DELETE FROM change_row WHERE field = 'theme'",
    "a row given twice": "INSERT INTO change_row SELECT * FROM change_row WHERE field = 'theme'",
    "a row of no entry": "UPDATE change_row SET n = 99 WHERE field = 'theme'",
    "a row of nothing": "UPDATE change_row SET uid = NULL WHERE field = 'theme'",
    "a value that nobody erased": "UPDATE change_row SET body = NULL, salt = NULL WHERE field = 'theme'",
    "a value erased by nobody": "INSERT INTO erased SELECT hash, zeroblob(32) FROM change_row "
    "WHERE field = 'theme'; UPDATE change_row SET body = NULL WHERE field = 'theme'",
    "changed replaces": "UPDATE change_row SET replaces = zeroblob(32) WHERE field = 'theme'",
    "cut replaces": "UPDATE change_row SET replaces = zeroblob(31) WHERE field = 'theme'",
    "changed evidence": "UPDATE chunk SET data = zeroblob(length(data)) WHERE position = 1",
    "evidence out of order": "UPDATE chunk SET position = 9 - position",
}


@pytest.mark.parametrize("sql", SQL.values(), ids=SQL.keys())
def test_a_copy_that_is_not_what_it_says_is_refused_in_words(
    sql: str, document: Document, theirs: Path
) -> None:
    with tampered(theirs) as connection:
        connection.executescript(sql)
    refuses(document, theirs)


def refuses(document: Document, path: Path) -> str:
    """The words in which a copy is refused; the tracker is as it was, and no backup was needed."""
    before = document.check_code
    with pytest.raises(TrackerError) as told:
        document.bring_in(path)
    with pytest.raises(TrackerError):
        document.preview(path)
    assert "Traceback" not in str(told.value)
    assert document.check_code == before
    assert document.check() == []
    put(document, section=f"after {path.name}")
    return told.value.message


def test_files_that_are_no_copy_are_refused(document: Document, tmp_path: Path) -> None:
    said = {}
    for name, data in (("empty", b""), ("garbage", b"\x00\xff" * 5_000), ("text", b"a,b\n1,2\n")):
        path = tmp_path / f"{name}.marmot"
        path.write_bytes(data)
        said[name] = refuses(document, path)
    assert all("not a Marmot tracker" in words for words in said.values())
    cut = tmp_path / "cut.marmot"
    cut.write_bytes(document.path.read_bytes()[:40_000])
    assert "damaged" in refuses(document, cut)
    assert "no file" in refuses(document, tmp_path / "none.marmot")
    assert "itself" in refuses(document, document.path)
    refuses(document, tmp_path)


def test_a_tracker_of_another_place_is_refused(document: Document, tmp_path: Path) -> None:
    tracker(tmp_path / "other.marmot", author=BOB).close()
    assert "never one file" in refuses(document, tmp_path / "other.marmot")


# Entries that hash well and say what no program of ours would say

ODD_BODIES = ("[1]", '{"a":1}', '""', '"a\\r\\nb"', '"e\u0301"', "9007199254740993", "1.5", "tru")


def forged(connection: sqlite3.Connection, kind: str, field: str, body: str, **header: str) -> None:
    """Append an entry whose every hash is right."""
    (encoded,) = connection.execute("SELECT header FROM change_set ORDER BY n DESC").fetchone()
    parent, uid_ = connection.execute(
        "SELECT (SELECT id FROM change_set ORDER BY n DESC LIMIT 1), uid FROM recommendation"
    ).fetchone()
    salt = b"0" * 16
    value = value_hash(salt, body)
    hashed = row_hash(kind, uid_, field, value, (), None)
    old = header_of(encoded)
    text = (
        old.encoded()
        .replace(old.changes.hex(), changes_hash([hashed]).hex())
        .replace(old.parents[0].hex(), parent.hex())
    )
    for name, said in header.items():
        text = text.replace(f'"{name}":"{getattr(old, name)}"', f'"{name}":{said}')
    columns = "INSERT INTO change_set VALUES (999, ?, ?, ?, NULL, ?)"
    at = header.get("at", f'"{old.at}"').strip('"')
    connection.execute(columns, (change_id(text), at, old.kind, text))
    connection.execute(
        "INSERT INTO change_row VALUES (999, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        (kind, uid_, field, value, salt, body),
    )


@pytest.mark.parametrize("body", ODD_BODIES)
def test_a_value_that_never_passed_the_door_is_refused(
    body: str, document: Document, theirs: Path
) -> None:
    with tampered(theirs) as connection:
        forged(connection, "recommendation", "theme", body)
    assert "damaged" in refuses(document, theirs)


@pytest.mark.parametrize("at", ['"tomorrow"', '"2026-01-01T00:00:00Z"', '"2026-01-01"', "7"])
def test_a_time_in_another_form_is_refused(at: str, document: Document, theirs: Path) -> None:
    with tampered(theirs) as connection:
        forged(connection, "recommendation", "theme", '"x"', at=at)
    assert "damaged" in refuses(document, theirs)


@pytest.mark.parametrize(
    "kind, field, body",
    [
        ("recommendation", "present", '"perhaps"'),
        ("recommendation", "rating", '"no such update"'),
        ("recommendation", "rating", "true"),
        ("recommendation", "order", '"first"'),
        ("recommendation", "report", "12"),
        ("recommendation", "theme", "12"),
        ("status_update", "speaks_for", '"some day"'),
    ],
)
def test_an_odd_entry_that_could_be_ours_comes_in_and_stops_nothing(
    kind: str, field: str, body: str, document: Document, theirs: Path
) -> None:
    with tampered(theirs) as connection:
        forged(connection, kind, field, body)
    assert document.bring_in(theirs).new_entries == 4
    assert document.check() == []
    rate(document, "on_track", date(2026, 3, 1))
    with document.read() as session:
        assert history.entries(session, uid=uid(document))
    with document.snapshot(date(2026, 12, 31)) as then, then.read() as session:
        session.connection()
    assert document.check() == []
