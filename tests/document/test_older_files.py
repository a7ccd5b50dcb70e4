"""A kept file of an older form opens, is brought up to date in one step, and verifies."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from marmot_tracker.document import Document, backups, recovering
from marmot_tracker.document.opening import made_for_us
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Recommendation, ReportingPeriod
from marmot_tracker.services import register
from marmot_tracker.trail import history, tables
from tests.children import started
from tests.document import older_child, older_file
from tests.document.making import ANN, BOB
from tests.document.older_file import BUSES, HOMES, MEALS, PERIOD

UNKNOWN = 4
"""Rows of the kept file that this program does not know: three of a pledge, one of a heat score."""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A copy of the kept file, since the file itself stays as it was made."""
    return Path(shutil.copy(older_file.KEPT, tmp_path / "older.marmot"))


@pytest.fixture
def document(kept: Path) -> Iterator[Document]:
    with Document.open(kept, author=ANN) as opened:
        opened.confirm_clock()
        yield opened


def shown(document: Document, field: str, uid: str = HOMES) -> object:
    with document.read() as session:
        column = getattr(Recommendation, field)
        return session.scalars(select(column).where(Recommendation.uid == uid)).one()


def put(document: Document, field: str, said: str, uid: str = HOMES) -> None:
    with document.edit(f"Set {field}") as session:
        setattr(session.get_one(Recommendation, uid), field, said)


def record(path: Path) -> list[list[tuple[object, ...]]]:
    """What a file's change sets hold, as SQLite alone reads them."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("change_set", "change_row", "word")
        ]


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table of a file but its notes, as SQLite alone reads them."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {
            str(name): sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for (name,) in names
            if name != "meta"
        }


def test_the_kept_file_is_what_it_says(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert not made_for_us(connection)
        headers = [row[0] for row in connection.execute("SELECT header FROM change_set")]
    assert len(headers) == len(older_file.ENTRIES)
    assert all('"format":0' in header for header in headers)


def test_it_opens_and_says_in_todays_words_what_it_said(kept: Path) -> None:
    before = record(kept)
    with Document.open(kept, author=ANN) as document:
        assert document.rebuilt
        assert shown(document, "section") == "Healthy homes"
        assert shown(document, "section", BUSES) == "Homes", "what was taken back is not shown"
        assert shown(document, "stage") == "in_delivery"
        assert document.unknown_entries() == UNKNOWN
        assert document.check() == []
        with document.read() as session:
            periods = session.execute(select(ReportingPeriod.uid, ReportingPeriod.opens)).all()
            assert [tuple(found) for found in periods] == [(PERIOD, date(2025, 1, 1))]
            rows = register.rows(session, today=date(2026, 11, 23))
            assert {row.uid for row in rows} == {HOMES, BUSES}, "the withdrawn one stays away"
            told = [entry.value for entry in history.entries(session, uid=HOMES, field="section")]
            assert told == ["Homes", "Healthy homes"]
            assert history.entries(session, kind="reporting_period")
    assert record(kept) == before, "change sets are never written again"
    with Document.open(kept, author=ANN) as again:
        assert not again.rebuilt


def test_a_backup_is_made_before_and_is_the_older_file(kept: Path, document: Document) -> None:
    (backup,) = document.backups()
    assert backup.why == "before a newer version opened it"
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        chapter = "SELECT chapter FROM recommendation"
        assert connection.execute(chapter).fetchall() == [("Healthy homes",)]
    made = document.restore(backup.path, kept.with_name("restored.marmot"))
    with Document.open(made.path, author=ANN) as restored:
        assert shown(restored, "section") == "Healthy homes"
        assert restored.check_code == document.check_code
        assert restored.check() == []


def test_without_room_for_the_backup_the_file_stays_as_it_was(kept: Path, person: Path) -> None:
    before = kept.read_bytes()
    (person / "data").mkdir()
    (person / "data" / "backups").write_text("a file where a folder should be")
    with pytest.raises(TrackerError, match="No backup"):
        Document.open(kept, author=ANN)
    assert kept.read_bytes() == before


def test_work_goes_on_in_it(document: Document) -> None:
    put(document, "section", "Warm homes")
    put(document, "stage", "planned")
    put(document, "stage", "in_delivery")
    put(document, "stage", "logged", BUSES)
    assert document.check() == []
    assert shown(document, "section") == "Warm homes"
    for _ in range(4):
        document.undo()
    assert shown(document, "section") == "Healthy homes"
    assert shown(document, "stage") == "in_delivery"
    assert document.check() == []
    document.redo()
    assert shown(document, "section") == "Warm homes"
    assert document.check() == []


def test_saying_what_an_older_code_says_is_no_change(document: Document) -> None:
    code = document.check_code
    put(document, "stage", "in_delivery")
    put(document, "section", "Healthy homes")
    assert document.check_code == code


def test_an_older_undo_is_undone(document: Document) -> None:
    assert next(line.label for line in document.undoable()) == "Withdraw"
    assert document.undo(earlier=True) is not None
    with document.read() as session:
        assert session.get(Recommendation, MEALS) is not None
    assert document.check() == []
    assert document.undo(earlier=True) is not None


def test_two_who_named_the_field_apart_have_two_answers(kept: Path, tmp_path: Path) -> None:
    """One went on with today's program from entry 2, the other set the chapter with the older."""
    early = older_file.make(tmp_path / "early.marmot", entries=2)
    with Document.open(early, author=BOB) as today:
        today.confirm_clock()
        put(today, "section", "Decent homes")
        put(today, "section", "Quiet streets", BUSES)
        brought = today.bring_in(kept)
        assert brought.new_entries == len(older_file.ENTRIES) - 2
        assert brought.two_answers == 1, "only where the older change was not taken back"
        with today.read() as session:
            answers = history.answers(session, HOMES, "section")
        assert {entry.value for entry in answers} == {"Decent homes", "Healthy homes"}
        assert today.check() == []
        code = today.check_code
        put(today, "section", "Good homes")
        assert today.check() == []
        with Document.open(kept, author=ANN) as other:
            other.confirm_clock()
            today_copy = Path(shutil.copy(early, tmp_path / "copy.marmot"))
            other.bring_in(today_copy)
            assert other.check() == []
            assert shown(other, "section") == "Good homes"
            assert other.check_code == today.check_code != code


def test_past_days_and_states_speak_todays_words_too(document: Document) -> None:
    with document.snapshot(date(2025, 1, 6)) as then, then.read() as session:
        query = select(Recommendation.section, Recommendation.stage).order_by(
            Recommendation.reference
        )
        stages = ("in_delivery", "awaiting_cabinet", "planned")
        assert [tuple(found) for found in session.execute(query)] == [
            ("Homes", stage) for stage in stages
        ]
    tips = document.tips
    put(document, "section", "Warm homes")
    with document.snapshot(tips=tips) as then, then.read() as session:
        now = select(Recommendation.section).where(Recommendation.uid == HOMES)
        assert session.scalars(now).one() == "Healthy homes"


def test_an_older_value_that_was_tampered_with_is_reported(kept: Path) -> None:
    Document.open(kept, author=ANN).close()
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("UPDATE change_row SET field = 'section' WHERE field = 'chapter'")
        connection.commit()
    with Document.open(kept, author=ANN) as document:
        assert document.check() != []


def test_a_damaged_older_file_is_recovered(kept: Path, tmp_path: Path) -> None:
    made = recovering.recover(kept, tmp_path / "recovered.marmot", author="Ann")
    assert (made.read, made.lost) == (len(older_file.ENTRIES), ())
    with Document.open(made.path, author=ANN) as recovered:
        assert shown(recovered, "section") == "Healthy homes"
        assert recovered.check() == []


def test_a_kill_at_any_statement_leaves_the_old_file_or_the_new_one(
    kept: Path, tmp_path: Path
) -> None:
    old = everything(kept)
    complete = Path(shutil.copy(kept, tmp_path / "complete.marmot"))
    statements = older_child.open_counted(complete)
    new = everything(complete)
    assert statements > 100, "the older tables were not made again"
    assert old != new
    found = {"old": 0, "new": 0}
    for at in range(1, statements + 1):
        path = Path(shutil.copy(kept, tmp_path / "killed.marmot"))
        child = started(older_child.open_and_die, path, at)
        child.join()
        assert child.exitcode, f"statement {at} of {statements} was never reached"
        child.close()
        whole = everything(path)  # SQLite plays a journal back that the child left
        assert whole in (old, new), f"half there after statement {at}"
        found["new" if whole == new else "old"] += 1
        assert all(
            backups.entries_in(backup.path) == len(older_file.ENTRIES)
            for backup in backups.listed(path)
        ), "a backup that was cut off was taken for one"
    assert found["old"] > found["new"] > 0, found
    with Document.open(path, author=ANN) as document:
        assert document.check() == []
    assert tables.USER_VERSION == 3
