"""Opening: files of other shapes and versions, entries of a newer program, and damage."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from marmot_tracker.document import Document, opening
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import EvidenceLink, Recommendation, uid_of
from marmot_tracker.trail import history, projection, writing
from marmot_tracker.trail.tables import USER_VERSION
from marmot_tracker.trail.values import canonical, fresh_salt, value_hash
from marmot_tracker.trail.writing import Draft, Heading
from tests.document.making import ANN, BOB, copy_of, put, rate, tracker, uid, value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.marmot"
    with tracker(made) as document:
        put(document, theme="Housing")
        rate(document, "at_risk", date(2026, 1, 1))
    return made


@contextmanager
def store(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def test_create_leaves_a_file_that_is_there_alone(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(TrackerError, match="already"):
        tracker(path)
    assert path.read_bytes() == before
    with pytest.raises(TrackerError, match="no folder"):
        tracker(path.parent / "none" / "b.marmot")


def test_a_first_entry_that_fails_leaves_no_file(tmp_path: Path) -> None:
    def fails(_session: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Document.create(tmp_path / "b.marmot", author=ANN, begin=fails)
    assert list(tmp_path.iterdir()) == []


def test_a_tracker_of_another_shape_is_rebuilt_from_the_record(path: Path) -> None:
    with store(path) as connection:
        connection.execute("UPDATE meta SET value = 'older' WHERE key = 'projection'")
        connection.execute("DROP TABLE status_update")
        connection.execute("CREATE TABLE whim (uid TEXT, mood TEXT, PRIMARY KEY (uid)) STRICT")
        connection.execute("UPDATE recommendation SET theme = 'stale'")
    with Document.open(path, author=ANN) as document:
        assert document.rebuilt
        assert value(document, "theme") == "Housing"
        assert document.check() == []
    with Document.open(path, author=ANN) as document:
        assert not document.rebuilt


def test_tables_that_only_say_they_have_our_shape_are_rebuilt(path: Path) -> None:
    with store(path) as connection:
        connection.execute("ALTER TABLE evidence RENAME COLUMN sha256 TO sha257")
    with Document.open(path, author=ANN) as document:
        assert document.rebuilt
        assert document.check() == []


def test_a_rebuild_that_dies_leaves_the_tables_as_they_were(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store(path) as connection:
        connection.execute("UPDATE meta SET value = 'older' WHERE key = 'projection'")

    def dies(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(projection, "write", dies)
        with pytest.raises(ZeroDivisionError):
            Document.open(path, author=ANN)
    with store(path) as connection:
        query = "SELECT theme FROM recommendation WHERE reference = '3.10'"
        assert connection.execute(query).fetchone() == ("Housing",)
    with Document.open(path, author=ANN) as document:
        assert document.rebuilt
        assert document.check() == []


def test_a_newer_file_is_read_where_it_allows_that_and_else_refused(path: Path) -> None:
    with store(path) as connection:
        connection.execute(f"PRAGMA user_version = {USER_VERSION + 1}")
    before = path.read_bytes()
    with Document.open(path, author=ANN) as document:
        assert "newer version" in document.read_only
        assert value(document, "theme") == "Housing"
        with pytest.raises(TrackerError, match="reading only"):
            put(document, theme="x")
    with store(path) as connection:
        connection.execute("UPDATE meta SET value = 'newer' WHERE key = 'projection'")
        connection.execute("DROP TABLE status_update")
    with Document.open(path, author=ANN) as document:
        assert document._opened.file != path, "other tables are made again in a private copy"
        assert value(document, "rating") is not None
    with store(path) as connection:
        connection.execute(f"UPDATE meta SET value = '{USER_VERSION + 1}' WHERE key = 'min_reader'")
    before = path.read_bytes()
    with pytest.raises(TrackerError, match="newer version"):
        Document.open(path, author=ANN)
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == ["a.marmot"]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER t AFTER INSERT ON change_row BEGIN DELETE FROM word; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE VIRTUAL TABLE words USING fts5(a)",
    ],
)
def test_a_file_with_foreign_things_in_it_is_not_opened(path: Path, sql: str) -> None:
    with store(path) as connection:
        connection.execute(sql)
    with pytest.raises(TrackerError, match="no tracker of ours"):
        Document.open(path, author=ANN)
    assert [found.name for found in path.parent.iterdir()] == ["a.marmot"]


def test_what_is_no_tracker_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "list.marmot"
    path.write_bytes(b"not a tracker" * 1_000)
    for asking in (False, True):
        with pytest.raises(TrackerError, match="not a Marmot tracker"):
            Document.open(path, author=ANN, asking=asking)
        with pytest.raises(TrackerError, match="no file"):
            Document.open(tmp_path / "none.marmot", author=ANN, asking=asking)
    assert path.read_bytes() == b"not a tracker" * 1_000
    assert [found.name for found in tmp_path.iterdir()] == ["list.marmot"]


# Entries of a newer program


def newer_entry(document: Document) -> bytes:
    """An entry that speaks of a kind and a field that this program does not know."""

    def draft(kind: str, uid_: str, field: str, said: object) -> Draft:
        salt, body = fresh_salt(), canonical(said)
        return Draft(kind, uid_, field, value_hash(salt, body), salt, body)

    rows = [
        draft("milestone", "m-1", "present", True),
        draft("milestone", "m-1", "title", "Built"),
        draft("recommendation", uid(document), "mood", "hopeful"),
    ]
    connection = document._connection
    with document._writing(), document._transaction():
        return writing.append(connection, rows, Heading("Newer", "Eve")).change


def test_what_is_not_known_is_kept_merged_checked_and_told(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.marmot"
    with Document.open(path, author=ANN) as document:
        copy_of(document, other)
        newer_entry(document)
        assert document.unknown_entries() == 3
        assert document.check() == []
        put(document, section="1")
        rate(document, "on_track", date(2026, 2, 1))
        assert document.check() == []
        with document.read() as session:
            said = {e.field: e.value for e in history.entries(session, uid=uid(document))}
        assert said["mood"] == "hopeful"
        code, newest = document.check_code, copy_of(document, tmp_path / "c.marmot")
    with Document.open(other, author=BOB) as copy:
        brought = copy.bring_in(newest)
        assert (brought.unknown, copy.check_code) == (3, code)
        assert copy.check() == []
        document_snapshot = copy.snapshot(date(2030, 1, 1))
        document_snapshot.close()
        opening.rebuild(copy._connection)
        assert copy.check() == []


def test_a_withdrawal_lists_what_it_does_not_know(path: Path) -> None:
    with Document.open(path, author=ANN) as document:
        newer_entry(document)
        which = uid(document)
        with document.edit("Withdraw") as session:
            for thing in (session.get_one(Recommendation, which),):
                thing.present = False
        with document.read() as session:
            assert session.scalars(select(Recommendation.reference)).all() == ["3.9", "3.10"]
            flagged = session.scalars(
                select(Recommendation.marks).where(Recommendation.uid == which)
            )
            assert flagged.all() == ["withdrawn?"], "its status update still hangs on it"
        (seen,) = document._connection.execute(
            "SELECT seen FROM change_row WHERE uid = ? AND field = 'present' AND body = 'false'",
            (which,),
        ).fetchone()
        assert '"mood"' in seen


# Links


def test_both_sides_making_the_same_link_make_the_same_thing(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.marmot"
    with Document.open(path, author=ANN) as document:
        with Document.open(copy_of(document, other), author=BOB) as copy:
            for each, why in ((document, "one"), (copy, "two")):
                which = uid(each)
                with each.edit("Link") as session:
                    link = uid_of("evidence_link", "e", which)
                    session.add(EvidenceLink(uid=link, evidence="e", recommendation=which, why=why))
        document.bring_in(other)
        with document.read() as session:
            assert session.scalars(select(EvidenceLink.marks)).all() == ["why"]


# Damage to the file itself


def shown(document: Document) -> object:
    """Everything a person can see: the register, and who said what, when and why."""
    with document.read() as session:
        things = session.execute(select(*Recommendation.__table__.columns)).all()
        return sorted(map(repr, things)), sorted(map(repr, history.entries(session)))


@pytest.mark.parametrize("part", range(2))
def test_flipped_bits_are_reported_or_show_nothing_else(
    part: int, path: Path, tmp_path: Path
) -> None:
    """Of several hundred single bits flipped, each is refused, reported, or changes nothing seen."""
    with Document.open(path, author=ANN) as document:
        for number in range(10):
            put(document, section=f"section {number}", wording=f"wording {number} " * 30)
        truth = shown(document)
    whole = path.read_bytes()
    written = [place for place, byte in enumerate(whole) if byte]
    chance = random.Random(part)
    broken = tmp_path / "broken.marmot"
    outcomes = {"refused": 0, "reported": 0, "nothing": 0}
    for _ in range(300):
        place = chance.choice(written)
        flipped = bytes([whole[place] ^ 1 << chance.randrange(8)])
        broken.write_bytes(whole[:place] + flipped + whole[place + 1 :])
        outcomes[look_at(broken, truth, f"bit at {place}")] += 1
    for _ in range(20):
        page = chance.randrange(1, len(whole) // 4096) * 4096
        broken.write_bytes(whole[:page] + bytes(4096) + whole[page + 4096 :])
        outcomes[look_at(broken, truth, f"page at {page}")] += 1
    assert outcomes["reported"] > 10, outcomes


def look_at(broken: Path, truth: object, where: str) -> str:
    try:
        with Document.open(broken, author=ANN) as document:
            if document.check():
                return "reported"
            if not document.rebuilt:
                assert shown(document) == truth, f"{where} changed what is shown, unreported"
    except TrackerError:
        return "refused"
    return "nothing"


def test_every_visible_cell_changed_in_the_tables_is_reported(path: Path) -> None:
    with Document.open(path, author=ANN) as document:
        connection = document._connection
        columns = [row[1] for row in connection.execute("PRAGMA table_info(recommendation)")]
        for table, column in [("recommendation", name) for name in columns if name != "uid"] + [
            ("status_update", "rating"),
            ("status_update", "speaks_for"),
            ("programme", "place"),
            ("source_report", "title"),
        ]:
            connection.execute("BEGIN")
            numbers = column in {"order", "present", "in_view"}
            connection.execute(
                f'UPDATE "{table}" SET "{column}" = ?', (5 if numbers else "forged",)
            )
            assert any(column in problem.what for problem in document.check()), (table, column)
            connection.execute("ROLLBACK")
        connection.execute("BEGIN")
        connection.execute("DELETE FROM recommendation")
        assert any("not shown" in problem.what for problem in document.check())
        connection.execute("ROLLBACK")
        connection.execute("BEGIN")
        connection.execute("INSERT INTO recommendation (uid, reference) VALUES ('x', '9')")
        assert any("never recorded" in problem.what for problem in document.check())
        connection.execute("ROLLBACK")
        assert document.check() == []
