"""A full disk and a folder that cannot be written are told in words, and nothing is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.errors import TrackerError
from tests.children import started
from tests.document.making import ANN, attach, put, tracker, uid, value

NOBODY = 65534
KILOBYTE = 1024


def _limited(path: Path, room: int, file: Path, pipe: Connection) -> None:
    """Work in a process that may write no file longer than the tracker is, and a little more."""
    import resource

    os.environ["MARMOT_DATA"] = str(path.parent / "data")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    saved, said = [], []
    document = Document.open(path, author=ANN)
    most = path.stat().st_size + room
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    which = uid(document)
    for number in range(30):
        try:
            put(document, f"{number}", theme=f"{number}", wording=f"{number} " * 400)
            saved.append(number)
            if number == 3:
                attach(document, which, file, "Large")
        except TrackerError as fault:
            said.append(fault.message)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    put(document, theme="there is room again")
    problems = [problem.what for problem in document.check()]
    document.close()
    pipe.send((saved, said, problems))


@pytest.mark.parametrize("room", [0, 4, 40, 150])
def test_a_full_disk_loses_nothing(room: int, tmp_path: Path) -> None:
    assert sys.platform != "win32", "where no limit can be set, this has to be looked at by hand"
    path, file = tmp_path / "a.marmot", tmp_path / "large.bin"
    tracker(path).close()
    file.write_bytes(os.urandom(2_000 * KILOBYTE))
    saved, said, problems = _in_child(_limited, path, room * KILOBYTE, file)
    assert said
    assert all("full" in each or "did not answer" in each for each in said), said
    assert problems == []
    with Document.open(path, author=ANN) as document:
        assert document.check() == []
        assert value(document, "theme") == "there is room again"
        last = f"{saved[-1]} " * 400 if saved else "Do 3.10"
        assert str(value(document, "wording")).strip() == last.strip()


def _barred(path: Path, pipe: Connection) -> None:
    """Open a tracker in a folder that this account may only read."""
    # Everything is imported while this account may still read it.
    with tracker(path.parent.parent / "warm.marmot") as warm:
        put(warm, theme="warm")
        assert warm.check() == []
        Document.open(warm.path, author=ANN, asking=True).close()
    os.environ["MARMOT_DATA"] = str(path.parent.parent / "data")
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    with Document.open(path, author=ANN) as document:
        try:
            put(document, theme="lost")
        except TrackerError as fault:
            pipe.send((document.read_only, fault.message, document.check() == []))
    try:
        tracker(path.with_name("new.marmot"))
    except TrackerError as fault:
        pipe.send(fault.message)


def test_a_folder_that_cannot_be_written_is_read_and_left_as_it_is() -> None:
    with tempfile.TemporaryDirectory() as made:  # one that another account can reach
        _look_from_outside(Path(made))


def _look_from_outside(outer: Path) -> None:
    assert sys.platform != "win32", "where nobody can be barred, this has to be looked at by hand"
    folder = outer / "folder"
    folder.mkdir()
    tracker(folder / "a.marmot").close()
    before = (folder / "a.marmot").read_bytes()
    outer.chmod(0o755)
    (outer / "data").mkdir()
    (outer / "data").chmod(0o777)
    (folder / "a.marmot").chmod(0o444)
    folder.chmod(0o555)
    here, there = multiprocessing.Pipe(duplex=False)
    child = started(_barred, folder / "a.marmot", there)
    there.close()
    why, said, sound = here.recv()
    made = here.recv()
    child.join()
    folder.chmod(0o755)
    assert "cannot write" in why
    assert "reading only" in said
    assert sound
    assert made
    assert (folder / "a.marmot").read_bytes() == before
    assert [each.name for each in folder.iterdir()] == ["a.marmot"]


def _in_child(work, *arguments):
    here, there = multiprocessing.Pipe(duplex=False)
    child = started(work, *arguments, there)
    there.close()
    found = here.recv()
    child.join()
    return found
