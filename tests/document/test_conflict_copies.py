"""Second versions that services leave beside a tracker are found, and offered while they hold more."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from marmot_tracker import helper
from marmot_tracker.document import Document
from marmot_tracker.document.conflict_copies import beside, is_second
from tests.document.making import ANN, BOB, copy_of, put, tracker, value

NAMES = (
    "luton-LAPTOP1.marmot",
    "luton-DESKTOP-AB12.marmot",
    "luton-Ann's laptop.marmot",
    "luton (1).marmot",
    "luton (conflicted copy 2026-11-23 101010).marmot",
    "luton (Ann's conflicted copy 2026-11-23).marmot",
    "luton (Ann Smith).marmot",
    "luton - Copy.marmot",
    "luton - Copy (2).marmot",
    "luton.sync-conflict-20261123-101010-ABCDEFG.marmot",
    "luton_conflict-20261123-101010.marmot",
    "luton 2.marmot",
    "luton - LAPTOP1.marmot",
    "luton copy.marmot",
    "luton copy 2.marmot",
    "Copy of luton.marmot",
    "luton_LAPTOP1_Nov-23-101010-2026_Conflict.marmot",
    "luton [conflicted].marmot",
    "luton.marmot (1)",
    "LUTON.marmot",
    "luton.MARMOT",
)
OTHERS = (
    "luton.marmot",
    "lutonia.marmot",
    "luton.xlsx",
    "luton (1).xlsx",
    "bedford.marmot",
    ".~lock.luton.marmot#",
    ".~luton.marmot.12.tmp",
    "luton2.marmot",
    "luton.marmot-journal",
    "copy of bedford.marmot",
    "luton copyright.marmot",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_names_that_services_give(name: str) -> None:
    assert is_second("luton.marmot", name)
    assert is_second(name, "luton.marmot"), "also where the second one was opened"


@pytest.mark.parametrize("name", OTHERS)
def test_other_names_are_left_alone(name: str) -> None:
    assert not is_second("luton.marmot", name)


def test_the_newest_come_first_and_folders_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "luton.marmot"
    (tmp_path / "luton (folder).marmot").mkdir()
    for number in range(30):
        (tmp_path / f"luton ({number}).marmot").touch()
    found = beside(path)
    assert len(found) == 20
    assert all(name.is_file() for name in found)
    assert beside(tmp_path / "none" / "luton.marmot") == []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "luton.marmot"
    tracker(made).close()
    return made


def test_one_that_holds_more_is_offered_until_it_is_brought_in(path: Path) -> None:
    second = path.with_name("luton-LAPTOP1.marmot")
    with Document.open(path, author=ANN) as document:
        copy_of(document, second)
        assert document.second_versions() == (), "an equal copy holds nothing new"
        put(document, section="ours")
        assert document.second_versions() == (), "nor does an older one"
        with Document.open(second, author=BOB) as theirs:
            put(theirs, theme="theirs")
        before = second.read_bytes()
        assert document.second_versions() == (second,)
        assert second.read_bytes() == before
        document.bring_in(second)
        assert document.second_versions() == ()
        assert (value(document, "theme"), value(document, "section")) == ("theirs", "ours")


def test_what_is_no_copy_of_this_tracker_is_not_offered(path: Path, tmp_path: Path) -> None:
    tracker(tmp_path / "luton (1).marmot").close()
    (tmp_path / "luton (2).marmot").write_bytes(b"nothing of the kind" * 1_000)
    hostile = tmp_path / "luton (3).marmot"
    shutil.copyfile(path, hostile)
    with Document.open(hostile, author=BOB) as theirs:
        put(theirs, theme="theirs")
    connection = sqlite3.connect(hostile)
    connection.execute("CREATE VIEW v AS SELECT 1")
    connection.close()
    with Document.open(path, author=ANN) as document:
        assert document.second_versions() == ()


def test_nothing_is_started_where_no_name_fits(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*_: object, **__: object) -> None:
        raise AssertionError("a helper was started")

    monkeypatch.setattr(helper, "run", started)
    with Document.open(path, author=ANN) as document:
        assert document.second_versions() == ()


def test_who_only_reads_is_offered_nothing(path: Path) -> None:
    second = path.with_name("luton-LAPTOP1.marmot")
    shutil.copyfile(path, second)
    with Document.open(second, author=BOB) as theirs:
        put(theirs, theme="theirs")
    with (
        Document.open(path, author=ANN),
        Document.open(path, author=BOB, asking=True) as reader,
    ):
        assert reader.second_versions() == ()
