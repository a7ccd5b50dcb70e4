"""A journal that a crash left is played back only where it is the file's own."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from marmot_tracker import paths
from marmot_tracker.document import Document
from marmot_tracker.document.journals import journal_of
from marmot_tracker.errors import Damaged, Locked
from tests.document.making import ANN, BOB, copy_of, put, tracker, value
from tests.document.test_working_copy import WRITE_AND_DIE


def die_writing(path: Path) -> None:
    """Another process is gone in the middle of a write; its journal stays."""
    ended = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(path)], check=False)
    assert ended.returncode == 9
    assert journal_of(path).stat().st_size


def opened_with_news(path: Path) -> tuple[Document, list[str]]:
    said: list[str] = []
    document = Document.open(path, author=ANN)
    document.told = said.append
    return document, said


@pytest.fixture(params=["local", "OneDrive - Council"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A tracker, edited since the copy `then.marmot` beside its folder was made."""
    made = tmp_path / request.param / "a.marmot"
    made.parent.mkdir()
    with tracker(tmp_path / "made.marmot") as document:
        copy_of(document, tmp_path / "then.marmot")
        for number in range(40):
            put(document, theme=f"ours {number}", section="x" * 200)
    (tmp_path / "made.marmot").replace(made)
    return made


def test_its_own_journal_puts_the_last_whole_edit_back(path: Path) -> None:
    die_writing(path)
    document, said = opened_with_news(path)
    with document:
        assert value(document, "theme") == "ours 39"
        assert document.check() == []
    assert said == []
    assert [found.name for found in path.parent.iterdir()] == ["a.marmot"]


@pytest.mark.parametrize("other", ["an older copy", "another tracker"])
def test_a_foreign_one_is_set_aside_and_told(path: Path, tmp_path: Path, other: str) -> None:
    die_writing(path)
    then = tmp_path / "then.marmot"
    if other == "another tracker":
        then.unlink()
        with tracker(then, BOB) as theirs:
            put(theirs, theme="theirs")
    with Document.open(then, author=ANN) as document:
        code, theme = document.check_code, value(document, "theme")
    journal = journal_of(path).read_bytes()
    shutil.copyfile(then, path)
    document, said = opened_with_news(path)
    with document:
        assert (document.check_code, value(document, "theme")) == (code, theme)
        assert document.check() == []
        put(document, theme="on")
    assert "does not belong to it" in said[0]
    stale = path.with_name("a.marmot-journal.stale")
    assert stale.read_bytes() == journal
    assert {found.name for found in path.parent.iterdir()} == {"a.marmot", stale.name}
    assert not list((paths.user_data_folder() / "private").iterdir())


def test_where_neither_holds_together_both_stay_as_they_were(path: Path) -> None:
    die_writing(path)
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(len(data) - 4096))
    before, journal = path.read_bytes(), journal_of(path).read_bytes()[:600]
    journal_of(path).write_bytes(journal)
    with pytest.raises(Damaged):
        Document.open(path, author=ANN)
    assert path.read_bytes() == before
    assert journal_of(path).read_bytes() == journal


def test_without_one_nothing_is_copied(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(*_: object) -> None:
        raise AssertionError("looked at without need")

    monkeypatch.setattr("marmot_tracker.document.journals._looked_at", looked)
    local = tmp_path / "then.marmot"
    journal_of(local).touch()
    with Document.open(local, author=ANN) as document:
        assert value(document, "theme") is None


def test_one_that_is_being_written_just_now_is_left_alone(tmp_path: Path) -> None:
    tracker(tmp_path / "a.marmot").close()
    connection = sqlite3.connect(tmp_path / "a.marmot", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("DELETE FROM change_row")
    connection.execute("PRAGMA cache_spill = 1")
    try:
        with pytest.raises(Locked, match="another program"):
            Document.open(tmp_path / "a.marmot", author=ANN)
    finally:
        connection.execute("ROLLBACK")
        connection.close()
