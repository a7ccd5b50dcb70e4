"""Hostile tracker files: opened, asked, checked and brought in, each answers in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from marmot_tracker.cli import main
from marmot_tracker.document import Author, Document
from tests.document.making import copy_of, put, tracker
from tests.hostile.trackers import HARMLESS, REFUSED, Spoil

ANN = Author("Ann")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tracker, and a copy of it that has an edit of its own."""
    folder = tmp_path_factory.mktemp("pair")
    with tracker(folder / "mine.marmot") as document:
        theirs = copy_of(document, folder / "theirs.marmot")
    with Document.open(theirs, author=Author("Bob")) as copy:
        put(copy, theme="Bob's theme")
    return folder


@pytest.fixture
def mine(pair: Path, tmp_path: Path) -> Path:
    """This test's own tracker."""
    return Path(shutil.copy(pair / "mine.marmot", tmp_path))


@pytest.fixture
def theirs(pair: Path, tmp_path: Path) -> Path:
    """This test's own copy, to be spoilt."""
    (tmp_path / "in").mkdir()
    return Path(shutil.copy(pair / "theirs.marmot", tmp_path / "in"))


def code_of(path: Path) -> str:
    """The check code of a sound tracker."""
    with Document.open(path, author=ANN) as document:
        assert document.check() == []
        return document.check_code


@pytest.mark.timeout(60)  # the promise: a verdict within 60 seconds
@pytest.mark.parametrize("name", [*REFUSED, *HARMLESS])
def test_a_hostile_copy_is_refused_or_taken_whole(
    name: str, mine: Path, theirs: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spoil: Spoil = {**REFUSED, **HARMLESS}[name]
    before = code_of(mine)
    spoil(theirs)
    status = main(["union", str(mine), str(theirs)])
    told = capfd.readouterr()
    assert "Traceback" not in told.err
    if name in REFUSED:
        assert status == 1
        assert told.err.startswith("marmot: ")
    if status == 1:
        assert code_of(mine) == before
    else:
        assert code_of(mine) != before


@pytest.mark.timeout(120)  # four commands, each with its verdict in time
@pytest.mark.parametrize("name", [*REFUSED, *HARMLESS])
def test_a_hostile_tracker_is_asked_and_answers_in_words(
    name: str, theirs: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    {**REFUSED, **HARMLESS}[name](theirs)
    for command in (
        ("verify", theirs),
        ("list", theirs),
        ("history", theirs, "3.10"),
        ("receipts", theirs),
        ("read", theirs),
        ("changes", theirs, "--dry-run", "--to", theirs.with_name("x.marmot-changes")),
        ("set", theirs, "3.10", "theme=x"),
    ):
        status = main([str(part) for part in command])
        told = capfd.readouterr()
        assert "Traceback" not in told.err
        assert status in {0, 1}
        if status:
            assert (told.out + told.err).strip()
        if command[0] == "verify" and name in REFUSED:
            assert status == 1, "a spoilt tracker is never called sound"
    assert {one.name for one in theirs.parent.iterdir()} <= {
        theirs.name,
        f"{theirs.name}-journal",
        f"{theirs.name}-wal",
        f"{theirs.name}-shm",
    }
