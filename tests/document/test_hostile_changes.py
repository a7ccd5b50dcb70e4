"""Files of changes that are not what they say, and .zips of them: refused whole, in words."""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from marmot_tracker.document import Document, copying, unzipping
from marmot_tracker.document.changes_file import ENDING, KnownState
from marmot_tracker.errors import ChangedSincePreview, IsChanges, TrackerError, Unrelated
from marmot_tracker.progress import Progress
from marmot_tracker.trail import portion, tables
from marmot_tracker.trail.changes import change_id, changes_hash, row_hash
from marmot_tracker.trail.values import canonical, value_hash
from tests.document.making import ANN, CAT, attach, put, tracker, uid


def test_it_cannot_be_opened(changes: Path, tmp_path: Path) -> None:
    renamed = Path(shutil.copy(changes, tmp_path / "renamed.marmot"))
    for path in (changes, renamed):
        for asking in (False, True):
            with pytest.raises(IsChanges, match="is none itself"):
                Document.open(path, author=ANN, asking=asking)
    assert not list(tmp_path.glob(f".~lock.*{ENDING}#"))
    assert not list(tmp_path.glob(".~lock.renamed*"))


def test_changes_for_another_tracker_are_refused(changes: Path, tmp_path: Path) -> None:
    with tracker(tmp_path / "other.marmot", author=CAT) as other:
        before = other.check_code
        with pytest.raises(Unrelated, match="not for this tracker"):
            other.bring_in(changes)
        assert other.check_code == before


def test_the_beginning_of_another_tracker_never_comes_in(
    document: Document, tmp_path: Path
) -> None:
    with tracker(tmp_path / "other.marmot", author=CAT) as other:
        state = KnownState("nothing", "", ())
        sent = other.send_changes(tmp_path / f"other{ENDING}", since=state).path
    with closing(sqlite3.connect(sent, isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'first'", (document.tracker_id,))
    assert "not for this tracker" in refuses(document, sent)


def test_what_changed_since_it_was_shown_is_shown_again(
    document: Document, bob: Document, changes: Path
) -> None:
    seen = document.preview(changes)
    put(bob, section="later")
    bob.send_changes(changes, over=True)
    with pytest.raises(ChangedSincePreview, match=changes.name):
        document.bring_in(changes, previewed=seen)
    seen = document.preview(changes)
    put(document, section="here")
    with pytest.raises(ChangedSincePreview, match="This tracker"):
        document.bring_in(changes, previewed=seen)
    assert document.bring_in(changes, previewed=document.preview(changes)).new_entries == 3


HOSTILE = {
    "a view": "CREATE VIEW v AS SELECT * FROM change_row",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON change_row BEGIN DELETE FROM word; END",
    "a plain table more": "CREATE TABLE more (a TEXT) STRICT",
    "a table of the projection": "CREATE TABLE recommendation (uid TEXT) STRICT",
    "a table less": "DROP TABLE receipt",
    "a changed value": "UPDATE change_row SET body = '\"forged\"' WHERE field = 'theme'",
    "a changed name": "UPDATE word SET body = '\"Ann\"' WHERE member = 'author'",
    "a lost entry": "DELETE FROM change_set WHERE n = (SELECT max(n) FROM change_set)",
    "a row of no entry": "UPDATE change_row SET n = 99 WHERE field = 'theme'",
    "a changed header": "UPDATE change_set SET header = replace(header, 'marmot', 'varmot')",
    "another parent": "UPDATE change_set SET header = replace(header, 'parents', 'parentz')",
    "a value nobody erased": "UPDATE change_row SET body = NULL, salt = NULL WHERE field = 'theme'",
    "a newer version": f"PRAGMA user_version = {tables.USER_VERSION + 1}",
    "another application": "PRAGMA application_id = 7",
    "bytes that are not the file's": "INSERT INTO blob VALUES (printf('%064d', 7), 1, ''); "
    "INSERT INTO chunk VALUES (printf('%064d', 7), 0, x'00')",
}


AT_THE_DOOR = ("a view", "a changed value")
"""Those that are tried through the helper process as well; all of them by what it runs."""


def spoiled(path: Path, sql: str, *given: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        if given:
            connection.execute(sql, given)
        else:
            connection.executescript(sql)


@pytest.mark.parametrize("name", HOSTILE)
def test_changes_that_are_not_what_they_say_are_refused_in_words(name: str, changes: Path) -> None:
    spoiled(changes, HOSTILE[name])
    with pytest.raises(TrackerError) as told:
        copying.check_in_child({"path": str(changes), "name": changes.name}, Progress())
    assert changes.name in told.value.message


@pytest.mark.parametrize("name", AT_THE_DOOR)
def test_and_nothing_of_them_comes_in(name: str, document: Document, changes: Path) -> None:
    spoiled(changes, HOSTILE[name])
    refuses(document, changes)


@pytest.mark.parametrize(
    "said",
    [
        *("", "[", "[[1]]", "[[[[", '[["00", "x", "y", "z"]]', "[" * 100_000, '"x"', "null"),
        json.dumps([["11" * 32, "2026-01-01T00:00:00+00:00", "x" * 5000, "y\n" * 99]]),
    ],
)
def test_a_lying_note_of_what_came_before_never_lets_changes_in(
    said: str, document: Document, bob: Document, changes: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(changes)) as sent:
        (newest,) = sent.execute("SELECT id FROM change_set ORDER BY n DESC").fetchone()
    put(bob, section="later")
    state = KnownState("", "", (bytes(newest).hex(),))
    later = bob.send_changes(tmp_path / f"later{ENDING}", since=state).path
    spoiled(later, "UPDATE meta SET value = ? WHERE key = 'rests on'", said)
    with closing(sqlite3.connect(later)) as connection:
        (missing,) = portion.earlier_missing(document._connection, connection)
    assert missing.change == newest
    assert len(missing.who) + len(missing.label) < 500
    if said == "[":
        assert "one of which nothing is said" in refuses(document, later)


def forged(path: Path, **said: object) -> None:
    """Add an entry like the last one, of whom every hash is right, that says something else."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        n, header = connection.execute(
            "SELECT n, header FROM change_set ORDER BY n DESC"
        ).fetchone()
        members = json.loads(header) | said
        encoded = canonical(members)
        given = (n + 1, change_id(encoded), members["at"], members["kind"], None, encoded)
        connection.execute("INSERT INTO change_set VALUES (?, ?, ?, ?, ?, ?)", given)
        connection.execute(
            "INSERT INTO change_row SELECT n + 1, kind, uid, field, hash, salt, body, replaces, "
            "seen FROM change_row WHERE n = ? ORDER BY rowid",
            (n,),
        )


FORGED: dict[str, dict[str, object]] = {
    "a format whose rows nobody here can check": {"format": 2, "changes": "00" * 32},
    "a day before all clocks": {"at": "0001-01-01T00:00:00.000000Z"},
    "a day after all clocks": {"at": "9999-12-31T23:59:59.999999Z"},
    "a parent twice": {"parents": ["11" * 32, "11" * 32]},
    "parents out of order": {"parents": ["22" * 32, "11" * 32]},
    "other rows": {"changes": "00" * 32},
    "a name that is not there": {"author": "33" * 32},
    "no parent but air": {"parents": ["11" * 32]},
}


@pytest.mark.parametrize("name", FORGED)
def test_an_entry_with_right_hashes_that_no_program_of_ours_writes_is_refused(
    name: str, document: Document, changes: Path
) -> None:
    forged(changes, **FORGED[name])
    assert changes.name in refuses(document, changes)


def test_a_kind_that_nobody_knows_is_kept_and_told(document: Document, changes: Path) -> None:
    with closing(sqlite3.connect(changes)) as connection:
        (last,) = connection.execute("SELECT id FROM change_set ORDER BY n DESC").fetchone()
    salt = bytes(16)
    row = ("zzz_kind", "0190a000-0000-7000-8000-000000000000", "field", '"said"')
    value = value_hash(salt, row[3])
    rows = changes_hash([row_hash(*row[:3], value, (), None)])
    forged(changes, parents=[bytes(last).hex()], changes=rows.hex())
    with closing(sqlite3.connect(changes, isolation_level=None)) as connection:
        (n,) = connection.execute("SELECT max(n) FROM change_set").fetchone()
        connection.execute("DELETE FROM change_row WHERE n = ?", (n,))
        given = (n, *row[:3], value, salt, row[3])
        connection.execute("INSERT INTO change_row VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)", given)
    assert document.bring_in(changes).unknown == 1
    assert document.check() == []


def test_what_no_entry_names_stays_outside_and_spoils_nothing_later(
    document: Document, bob: Document, changes: Path, tmp_path: Path
) -> None:
    file = tmp_path / "survey.txt"
    file.write_text("damp " * 100)
    sha256 = attach(bob, uid(bob), file, "Survey")
    later = bob.send_changes(tmp_path / f"later{ENDING}").path
    with closing(sqlite3.connect(later)) as connection:
        query = "SELECT hash, salt, body FROM word WHERE member = 'label' ORDER BY hash"
        words = connection.execute(query).fetchall()
    with closing(sqlite3.connect(changes, isolation_level=None)) as connection:
        for value, salt, body in words:
            given = (value, "reason", salt, body)
            connection.execute("INSERT OR IGNORE INTO word VALUES (?, ?, ?, ?)", given)
        connection.execute("INSERT INTO blob VALUES (?, 7, 'text/plain')", (sha256,))
        connection.execute("UPDATE meta SET value = NULL WHERE key = 'not in this copy'")
    document.bring_in(changes)
    document.bring_in(later)
    assert document.check() == []
    assert document.check_code == bob.check_code
    assert b"".join(document.evidence_bytes(sha256)) == file.read_bytes()


def test_a_text_that_is_held_as_another_kind_of_text_is_refused(
    document: Document, changes: Path
) -> None:
    query = "SELECT hash, salt, body FROM word WHERE member = 'author'"
    value, salt, body = document._connection.execute(query).fetchone()
    with closing(sqlite3.connect(changes, isolation_level=None)) as connection:
        (last,) = connection.execute("SELECT id FROM change_set ORDER BY n DESC").fetchone()
        given = (value, "reason", salt, body)
        connection.execute("INSERT OR REPLACE INTO word VALUES (?, ?, ?, ?)", given)
    forged(changes, parents=[bytes(last).hex()], reason=bytes(value).hex())
    assert changes.name in refuses(document, changes)


def refuses(document: Document, path: Path) -> str:
    """The words in which a file is refused; the tracker is as it was."""
    before = document.check_code
    with pytest.raises(TrackerError) as told:
        document.bring_in(path)
    assert "Traceback" not in str(told.value)
    assert document.check_code == before
    assert document.check() == []
    assert document.receipts() == []
    return told.value.message


def zip_of(path: Path, *members: tuple[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)


def _bomb(path: Path, data: bytes) -> None:
    zip_of(path, (f"x{ENDING}", data + bytes(40_000_000)))


def _two(path: Path, data: bytes) -> None:
    zip_of(path, (f"x{ENDING}", data), (f"y{ENDING}", data))


def _none(path: Path, data: bytes) -> None:
    zip_of(path, ("x.txt", data))


def _many(path: Path, data: bytes) -> None:
    zip_of(path, (f"x{ENDING}", data), *((f"{at}.txt", b"") for at in range(50)))


def _locked(path: Path, data: bytes) -> None:
    zip_of(path, (f"x{ENDING}", data))
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    path.write_bytes(raw)


def _lying(path: Path, data: bytes) -> None:
    """It says that it unpacks to less than it does."""
    zip_of(path, (f"x{ENDING}", data))
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = raw.index(mark) + at
        raw[place : place + 4] = struct.pack("<I", 100)
    path.write_bytes(raw)


def _cut(path: Path, data: bytes) -> None:
    zip_of(path, (f"x{ENDING}", data))
    path.write_bytes(path.read_bytes()[:-200])


def _text(path: Path, _data: bytes) -> None:
    zip_of(path, (f"x{ENDING}", b"no tracker at all"))


def _nested(path: Path, data: bytes) -> None:
    zip_of(path, (f"x{ENDING}", data))
    zip_of(path, (f"x{ENDING}", path.read_bytes()))


ZIPS: dict[str, Callable[[Path, bytes], None]] = {
    "a bomb": _bomb,
    "two files": _two,
    "no file of ours": _none,
    "fifty others beside it": _many,
    "a password": _locked,
    "a false size": _lying,
    "cut short": _cut,
    "text inside": _text,
    "a zip inside": _nested,
}


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_that_is_not_what_it_says_is_refused_in_words(
    name: str, document: Document, changes: Path, tmp_path: Path
) -> None:
    packed, target = tmp_path / "sent.zip", tmp_path / "unpacked"
    ZIPS[name](packed, changes.read_bytes())
    asked = {"path": str(packed), "target": str(target), "name": packed.name}
    if name in ("text inside", "a zip inside"):  # it unpacks, to something that is not ours
        unzipping.unzip_in_child(asked, Progress())
        assert "sent.zip" in refuses(document, packed)
        return
    with pytest.raises(TrackerError, match=packed.name):
        unzipping.unzip_in_child(asked, Progress())
    assert not target.exists() or target.stat().st_size <= changes.stat().st_size


def test_no_bomb_goes_off_behind_the_door(
    document: Document, changes: Path, tmp_path: Path, person: Path
) -> None:
    packed = tmp_path / "sent.zip"
    _bomb(packed, changes.read_bytes())
    assert "unpacks to more" in refuses(document, packed)
    left = {each.name.partition("-")[0] for each in (person / "data" / "private").iterdir()}
    assert left <= {"own"}, "nothing of it stays on this computer"
