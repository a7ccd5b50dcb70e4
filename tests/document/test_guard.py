"""The file may be replaced under us: noticed before the next write (TRAIL.md, section 8)."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from marmot_tracker.document import Document
from marmot_tracker.document.guard import ReplacedFile
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Recommendation
from tests.document.making import ANN, BOB, copy_of, put, tracker, value


def sibling(document: Document, path: Path) -> bytes:
    """The bytes of a copy that was edited once and is exactly as large."""
    copy = copy_of(document, path)
    with Document.open(copy, author=BOB) as theirs:
        put(theirs, theme="theirs")
    found = copy.read_bytes()
    assert len(found) == document.path.stat().st_size
    return found


def in_place(target: Path, data: bytes) -> None:
    with target.open("r+b") as file:
        file.write(data)


def renamed_over(target: Path, data: bytes) -> None:
    beside = target.with_name("beside")
    beside.write_bytes(data)
    beside.replace(target)


def deleted(target: Path, data: bytes) -> None:
    target.unlink()


@pytest.mark.parametrize("accident", [in_place, renamed_over, deleted])
def test_a_replaced_file_is_noticed_before_the_next_write(accident, tmp_path: Path) -> None:
    document = tracker(tmp_path / "a.marmot")
    put(document, theme="ours")
    data = sibling(document, tmp_path / "b.marmot")
    accident(document.path, data)
    for write in (
        lambda: put(document, theme="lost"),
        document.undo,
        lambda: document.stage(tmp_path / "b.marmot"),
        lambda: document.bring_in(tmp_path / "b.marmot"),
    ):
        with pytest.raises(ReplacedFile) as told:
            write()
        assert "the change was not made" in told.value.message
        assert told.value.hint
    document._opened.connection.close()
    if document.path.exists():
        assert document.path.read_bytes() == data


@pytest.mark.parametrize("accident", [in_place, renamed_over, deleted])
def test_a_file_replaced_while_an_edit_is_open_is_not_written(accident, tmp_path: Path) -> None:
    document = tracker(tmp_path / "a.marmot")
    put(document, theme="ours")
    data = sibling(document, tmp_path / "b.marmot")

    def slow() -> None:
        with document.edit("Slow") as session:
            session.add(Recommendation(reference="9"))
            session.flush()
            accident(document.path, data)

    with pytest.raises(ReplacedFile):
        slow()
    with pytest.raises(ReplacedFile):
        put(document, theme="also refused")
    document._opened.connection.close()
    if document.path.exists():
        assert document.path.read_bytes() == data


def large(document: Document, count: int, *, fails: bool = False) -> None:
    """An edit larger than SQLite's cache."""
    with document.edit("Large") as session:
        for i in range(count):
            session.add(Recommendation(reference=str(i), wording="w" * 1_000))
        session.flush()
        if fails:
            raise ZeroDivisionError


def test_our_own_writes_are_no_alarm(tmp_path: Path) -> None:
    with tracker(tmp_path / "a.marmot") as document:
        for number in range(5):
            put(document, theme=str(number))
            with pytest.raises(ZeroDivisionError):
                large(document, 2_000, fails=True)
        document.undo()
        document.redo()
        document.backup("by hand")
        assert document.check() == []


def test_a_full_disk_is_told_and_the_next_edit_works(tmp_path: Path) -> None:
    with tracker(tmp_path / "a.marmot") as document:
        put(document, theme="before")
        connection = document._opened.connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(TrackerError, match="full"):
            large(document, 500)
        connection.execute("PRAGMA max_page_count = 1000000")
        put(document, theme="after")
        with document.read() as session:
            assert len(session.scalars(select(Recommendation.uid)).all()) == 2
        assert document.check() == []


def test_a_copy_taken_while_open_is_whole(tmp_path: Path) -> None:
    with tracker(tmp_path / "a.marmot") as document:
        for number in range(20):
            put(document, theme=str(number))
            copy = tmp_path / f"{number}.marmot"
            shutil.copyfile(document.path, copy)
            found = sqlite3.connect(copy)
            assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            query = "SELECT theme FROM recommendation WHERE reference = '3.10'"
            assert found.execute(query).fetchone() == (str(number),)
            found.close()
        assert value(document, "theme") == "19"


def test_the_settings_of_the_file(tmp_path: Path) -> None:
    with tracker(tmp_path / "a.marmot") as document:
        connection = document._opened.connection
        said = {
            name: connection.execute(f"PRAGMA main.{name}").fetchone()[0]
            for name in (
                "journal_mode", "synchronous", "locking_mode", "secure_delete", "trusted_schema",
                "cell_size_check", "page_size",
            )
        }  # fmt: skip
        assert said == {
            "journal_mode": "truncate",
            "synchronous": 2,
            "locking_mode": "exclusive",
            "secure_delete": 1,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "page_size": 4096,
        }
        query = "SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')"
        assert connection.execute(query).fetchall() == []
        strict = {row[1]: row[5] for row in connection.execute("PRAGMA table_list")}
        assert all(strict[name] for name in strict if not name.startswith("sqlite_"))
    assert [found.name for found in tmp_path.iterdir()] == ["a.marmot"]
    with Document.open(tmp_path / "a.marmot", author=ANN) as document:
        assert document.check() == []
