"""Part files: no two writers share one, no name is taken twice, nobody's is swept away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from marmot_tracker.document import backups, parts, publishing, reaching, restoring
from marmot_tracker.errors import TrackerError
from tests.document.making import put, tracker


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_name_that_is_taken_is_never_taken_again(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", refused)
    target = tmp_path / "a.marmot"
    one, two = parts.beside(target), parts.beside(target)
    assert one != two
    one.write_text("one")
    two.write_text("two")
    parts.take_name(one, target)
    with pytest.raises(FileExistsError):
        parts.take_name(two, target)
    assert target.read_text() == "one"
    assert set(tmp_path.iterdir()) == {target, two}


def test_of_two_new_files_of_one_name_both_stay_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.marmot"
    slow = restoring.new_file(target)
    slow.__enter__().write_text("first")
    with restoring.new_file(target) as part:
        part.write_text("second")
    with pytest.raises(TrackerError, match="already a file"):
        slow.__exit__(None, None, None)
    assert target.read_text() == "second"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_put_anew_is_not_put_over_one_made_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made").write_text("ours")
    target = tmp_path / "a.marmot"
    written = publishing.write_from

    def and_another(descriptor: int, part: Path) -> str:
        found = written(descriptor, part)
        target.write_text("theirs")
        return found

    monkeypatch.setattr(publishing, "write_from", and_another)
    with pytest.raises(FileExistsError):
        publishing.put_new(tmp_path / "made", target)
    assert target.read_text() == "theirs"


def test_a_fault_in_a_new_file_names_the_file_that_was_wanted(tmp_path: Path) -> None:
    target = tmp_path / "new.marmot"
    part = tmp_path / "a part"
    part.write_bytes(b"no tracker at all" * 1000)
    filling = restoring.written(part, target)
    with pytest.raises(TrackerError, match=r"^new\.marmot"):
        filling.__enter__()


def test_only_parts_of_programs_that_are_gone_are_removed(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with tracker(tmp_path / "a.marmot") as document:
        put(document, theme="x")
        folder = document.backup("by hand").parent
        theirs = folder / f".~x.marmot.{os.getppid()}-00000000.part"
        dead = folder / f".~x.marmot.{gone.pid}-00000000.part"
        own = parts.beside(folder / "y.marmot", ending="part")
        for part in (theirs, dead, own):
            part.write_bytes(b"")
            os.utime(part, (0, 0))
        assert not any(parts.is_another_programs(part) for part in (dead, own))
        reached = reaching.reach(document._connection, document.path, document.path)
        assert "another window is writing" in " ".join(reached.not_reached)
        assert [part.exists() for part in (theirs, dead, own)] == [True, False, False]
        document.backup("again")
        assert theirs.exists()
        assert len(backups.in_folders([folder])) == len(document.backups())
        shared = tmp_path / f".~a.marmot.{os.getppid()}-00000000.tmp"
        shared.write_bytes(b"")
        publishing.forget_left(document.path)
        assert shared.exists()
