"""Who has the tracker open is told in words (TRAIL.md, section 8)."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from marmot_tracker.document import Document, opening
from marmot_tracker.document.lock import is_ours, lock_file
from marmot_tracker.errors import Locked, TrackerError
from tests.document.making import ANN, BOB, put, tracker, value

HOLD = """
import sys
from pathlib import Path
from marmot_tracker.document import Author, Document
with Document.open(Path(sys.argv[1]), author=Author("Carol Jones")) as document:
    print("open", flush=True)
    for _ in sys.stdin:
        pass
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.marmot"
    tracker(made).close()
    return made


@contextmanager
def held(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the tracker open."""
    root = Path(__file__).parents[2]
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "open\n"
        yield holder
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()


def test_a_second_opener_is_told_who_holds_it(path: Path) -> None:
    with held(path):
        with pytest.raises(Locked) as told:
            Document.open(path, author=ANN)
        assert "Carol Jones" in told.value.holder
        assert "Carol Jones" in told.value.message
        assert lock_file(path).exists(), "the holder keeps its lock"
    assert not lock_file(path).exists()
    Document.open(path, author=ANN).close()


def test_a_hundred_writers_are_refused_and_the_holder_goes_on(path: Path) -> None:
    before = path.read_bytes()
    with held(path) as holder:
        for _ in range(100):
            with pytest.raises(Locked, match="Carol Jones"):
                Document.open(path, author=ANN)
        assert holder.poll() is None
        assert path.read_bytes() == before
    Document.open(path, author=ANN).close()


def test_another_host_is_never_judged_by_its_process_number(path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    said = {"user": "Dan", "host": "LAPTOP9", "process": ended.pid, "since": ""}
    lock_file(path).write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Locked, match="Dan on LAPTOP9"):
        Document.open(path, author=ANN)
    lock_file(path).write_text(json.dumps(said | {"host": socket.gethostname()}), encoding="utf-8")
    Document.open(path, author=ANN).close()


def test_whether_a_lock_is_ours(path: Path) -> None:
    assert not is_ours(path)
    with Document.open(path, author=ANN):
        assert is_ours(path)
        with held_by_nobody(path):
            assert not is_ours(path)
        assert is_ours(path)


@contextmanager
def held_by_nobody(path: Path) -> Iterator[None]:
    """The lock file is gone for a while, as when somebody removes it by hand."""
    kept = lock_file(path).read_bytes()
    lock_file(path).unlink()
    yield
    lock_file(path).write_bytes(kept)


def test_asking_while_it_is_held_works_on_a_private_copy(path: Path, person: Path) -> None:
    with held(path):
        with Document.open(path, author=ANN, asking=True) as document:
            assert "Carol Jones" in document.read_only
            assert value(document, "wording") == "Do 3.10"
            assert document.check() == []
            with pytest.raises(TrackerError, match="reading only"):
                put(document, theme="x")
            assert document.path == path
            private = document._opened.file
            assert person in private.parents
        assert not private.exists()
        with pytest.raises(Locked):
            Document.open(path, author=ANN)


def test_a_dead_process_is_cleared(path: Path) -> None:
    with held(path) as holder:
        holder.kill()
        holder.wait()
    assert lock_file(path).exists()
    with Document.open(path, author=ANN) as document:
        assert value(document, "wording") == "Do 3.10"
    assert not lock_file(path).exists()


def test_another_host_is_left_to_the_person(path: Path) -> None:
    said = {"user": "Dan", "host": "LAPTOP9", "process": 1, "since": "2026-05-06T10:00:00.000000Z"}
    lock_file(path).write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Locked, match="Dan on LAPTOP9, since 06/05/2026 11:00") as told:
        Document.open(path, author=ANN)
    assert "open it here all the same" in told.value.hint
    with Document.open(path, author=BOB, over_lock=True):
        assert json.loads(lock_file(path).read_text(encoding="utf-8"))["user"] == "Bob"
    assert not lock_file(path).exists()


@pytest.mark.parametrize("said", ["[]", "nonsense", '{"user": "x"}', "\x00\xff"])
def test_an_unreadable_lock_is_left_to_the_person(path: Path, said: str) -> None:
    lock_file(path).write_text(said, encoding="utf-8")
    with pytest.raises(Locked, match="somebody"):
        Document.open(path, author=ANN)
    assert lock_file(path).exists()


def test_an_empty_lock_is_nobody_s(path: Path) -> None:
    """A program killed between making its lock and writing its name leaves an empty one."""
    lock_file(path).touch()
    with Document.open(path, author=ANN) as document:
        assert json.loads(lock_file(path).read_text(encoding="utf-8")) == {
            "user": "Ann",
            "host": socket.gethostname(),
            "process": os.getpid(),
            "since": json.loads(lock_file(path).read_text(encoding="utf-8"))["since"],
        }
        assert not document.read_only


def test_the_same_program_cannot_open_it_twice(path: Path) -> None:
    with Document.open(path, author=ANN) as document:
        with pytest.raises(Locked, match="Ann"):
            Document.open(path, author=BOB)
        put(document, theme="still ours")


def test_a_lock_that_was_taken_over_is_not_removed_by_who_lost_it(path: Path) -> None:
    document = Document.open(path, author=ANN)
    said = {"user": "Dan", "host": "LAPTOP9", "process": 1, "since": ""}
    lock_file(path).write_text(json.dumps(said), encoding="utf-8")
    document.close()
    assert json.loads(lock_file(path).read_text(encoding="utf-8"))["user"] == "Dan"


def test_a_living_program_on_this_computer_keeps_its_lock(path: Path) -> None:
    with held(path) as holder:
        before = lock_file(path).read_bytes()
        with pytest.raises(Locked, match="Carol Jones"):
            Document.open(path, author=ANN, over_lock=True)
        assert lock_file(path).read_bytes() == before
        assert holder.poll() is None


def test_a_lock_taken_over_in_vain_is_given_back(path: Path) -> None:
    said = {"user": "Dan", "host": "LAPTOP9", "process": 1, "since": ""}
    with held(path):
        lock_file(path).write_text(json.dumps(said), encoding="utf-8")
        with pytest.raises(Locked, match="another program"):
            Document.open(path, author=ANN, over_lock=True)
        assert json.loads(lock_file(path).read_text(encoding="utf-8")) == said


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """No disk has room for another byte."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("marmot_tracker.document.lock.asdict", refuse)
    monkeypatch.setattr("marmot_tracker.document.copying.shutil.copyfile", refuse)


@pytest.mark.parametrize("asking", [True, False])
def test_a_full_disk_is_called_full_and_can_still_be_read(
    path: Path, full: None, person: Path, asking: bool
) -> None:
    before = path.read_bytes()
    with Document.open(path, author=ANN, asking=asking) as document:
        assert "full" in document.read_only
        assert value(document, "wording") == "Do 3.10"
        assert document.check() == []
        with pytest.raises(TrackerError, match="full"):
            put(document, theme="x")
    assert path.read_bytes() == before
    assert not lock_file(path).exists()
    assert not list((person / "data" / "private").glob("reading*"))


def test_closing_twice_closes_once(path: Path) -> None:
    opened = opening.open_tracker(path, user="Ann", asking=False, over=False)
    opening.close(opened)
    with path.open("rb") as other:  # may get the number of the descriptor that was closed
        opening.close(opened)
        assert other.read(6) == b"SQLite"
