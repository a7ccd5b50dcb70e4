"""Publishing: nobody's work is written over, and what cannot be published now stays here."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document, publishing, working_copy
from marmot_tracker.document.lock import lock_file
from marmot_tracker.trail import history
from tests.children import started
from tests.document.crash_child import publish_until_killed
from tests.document.making import ANN, BOB, put, tracker, value
from tests.document.test_crash import everything


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A tracker in a folder that Dropbox keeps in step."""
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    made = folder / "a.marmot"
    tracker(made).close()
    return made


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between tries, which take no time here."""
    found: list[float] = []
    monkeypatch.setattr(publishing, "pause", found.append)
    return found


@pytest.fixture
def elsewhere(path: Path, tmp_path: Path) -> Callable[..., None]:
    """Somebody on another computer publishes an edit, whatever lock lies there."""

    def publish(**values: object) -> None:
        made = tmp_path / "elsewhere.marmot"
        shutil.copyfile(path, made)
        with Document.open(made, author=BOB) as document:
            put(document, "Elsewhere", **values)
        made.replace(path)

    return publish


def shown(path: Path, field: str) -> object:
    """What the shared file says, read as anybody would."""
    copy = path.parent.parent / "looked at.marmot"
    shutil.copyfile(path, copy)
    with Document.open(copy, author=BOB) as document:
        assert document.check() == []
        return value(document, field)


def holder(host: str) -> str:
    return json.dumps({"user": "Dan", "host": host, "process": 1, "since": ""})


def test_a_shared_file_that_moved_is_brought_in_first(path: Path, elsewhere) -> None:
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        elsewhere(section="theirs")
        assert document.publish().problem == ""
        assert value(document, "section") == "theirs"
        assert (shown(path, "theme"), shown(path, "section")) == ("ours", "theirs")
        elsewhere(theme="theirs now")
        put(document, page="7")
    assert (shown(path, "theme"), shown(path, "page")) == ("theirs now", "7")


def test_one_that_moves_while_we_write_is_noticed_before_it_is_replaced(
    path: Path, elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = publishing.write_from
    moved: list[int] = []

    def slow(descriptor: int, part: Path) -> str:
        found = written(descriptor, part)
        if not moved:
            moved.append(1)
            elsewhere(section="theirs")
        return found

    monkeypatch.setattr(publishing, "write_from", slow)
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        assert document.publish().problem == ""
    assert (shown(path, "theme"), shown(path, "section")) == ("ours", "theirs")


def test_one_that_never_holds_still_is_left_to_somebody_else(
    path: Path, elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = publishing.write_from
    count = iter(range(100))

    def slow(descriptor: int, part: Path) -> str:
        found = written(descriptor, part)
        elsewhere(section=f"theirs {next(count)}")
        return found

    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        with monkeypatch.context() as patch:
            patch.setattr(publishing, "write_from", slow)
            kept = document.publish()
        assert "being changed by somebody else" in kept.problem
        assert kept.waiting
    assert (shown(path, "theme"), shown(path, "section")) == ("ours", "theirs 2")


def test_a_race_lost_after_the_last_look_is_made_good_at_the_next(
    path: Path, elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped = publishing.swap

    def loses(part: Path, target: Path) -> None:
        swapped(part, target)
        monkeypatch.setattr(publishing, "swap", swapped)
        shutil.copyfile(before, target)

    with Document.open(path, author=ANN) as document:
        before = path.with_name("before")
        shutil.copyfile(path, before)
        put(document, theme="ours")
        monkeypatch.setattr(publishing, "swap", loses)
        document.publish()
        assert shown(path, "theme") is None, "somebody else was faster"
    assert shown(path, "theme") == "ours"


@pytest.mark.parametrize("busy", [1, 4])
def test_a_file_in_use_is_tried_again(
    path: Path, pauses: list[float], busy: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, left = Path.replace, [busy]

    def held(part: Path, target: Path) -> Path:
        if target == path and left[0]:
            left[0] -= 1
            raise PermissionError(errno.EACCES, "in use")
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", held)
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        assert document.publish().problem == ""
    assert pauses == [0.05, 0.1, 0.2, 0.4][:busy]
    assert shown(path, "theme") == "ours"


@pytest.mark.parametrize("code", [5, 32, 33])
def test_a_file_that_stays_in_use_leaves_the_changes_here(
    path: Path, pauses: list[float], code: int, person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def held(part: Path, target: Path) -> Path:
        if target == path:
            fault = OSError(errno.EACCES if code == 5 else errno.EIO, "in use")
            fault.winerror = code  # type: ignore[attr-defined]
            raise fault
        return replace(part, target)

    said: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held)
        with Document.open(path, author=ANN) as document:
            document.told = said.append
            put(document, theme="ours")
            kept = document.publish()
            assert kept.waiting
            assert kept.published_at is None
            assert "could not be written where it lies" in kept.problem
            assert 3 <= sum(pauses) < 4.5
            now = clock.now()
            assert not document.publish_due(now + timedelta(seconds=20)), "not at every moment"
            assert document.publish_due(now + timedelta(seconds=40))
            put(document, section="more")
    assert said
    assert "saved here, but not yet in the shared file" in said[0]
    assert [found.name for found in path.parent.iterdir()] == ["a.marmot"]
    assert working_copy.waiting() == (path,)
    with Document.open(path, author=ANN) as document:
        assert value(document, "section") == "more"
    assert shown(path, "theme") == "ours"
    assert working_copy.waiting() == ()


def test_half_an_edit_is_never_published(path: Path) -> None:
    before = path.read_bytes()
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        file = document._opened.file
        file.with_name(f"{file.name}-journal").write_bytes(b"pages to be put back" * 100)
        kept = document.publish()
        assert kept.waiting
        assert "could not be finished" in kept.problem
        assert path.read_bytes() == before
        put(document, theme="and the next")
        assert document.publish().problem == ""
    assert shown(path, "theme") == "and the next"


def test_a_note_that_cannot_be_written_at_closing_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    document = Document.open(path, author=ANN)
    put(document, theme="ours")
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "swap", full)
        patch.setattr(working_copy.WorkingCopy, "save", full)
        document.close()
    assert not lock_file(path).exists()
    with Document.open(path, author=ANN) as again:
        assert value(again, "theme") == "ours"


def test_touching_the_shared_file_is_no_change(path: Path) -> None:
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
        backups = document._opened.working
        assert backups is not None
        document.publish()
        query = "SELECT count(*) FROM arrival"
        assert document._connection.execute(query).fetchone() == (0,)
    assert shown(path, "theme") == "ours"


def test_a_drive_that_tells_whole_seconds_is_not_believed(path: Path, elsewhere) -> None:
    second = (1_800_000_000, 1_800_000_000)
    os.utime(path, second)
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        size = path.stat().st_size
        elsewhere(section="theirs")
        data = path.read_bytes()
        assert len(data) == size
        os.utime(path, second)
        working = document._opened.working
        assert working is not None
        working.seen = publishing.seen(path)
        assert document.publish().problem == ""
    assert shown(path, "section") == "theirs"


def test_a_lock_taken_over_stops_publishing_until_it_is_free(path: Path, elsewhere) -> None:
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        lock_file(path).write_text(holder("LAPTOP9"), encoding="utf-8")
        before = path.read_bytes()
        kept = document.publish()
        assert "Dan on LAPTOP9" in kept.problem
        assert kept.waiting
        assert path.read_bytes() == before
        put(document, page="still saved here")
        elsewhere(section="Dan's")
        lock_file(path).unlink()
        assert document.publish().problem == ""
        assert json.loads(lock_file(path).read_text(encoding="utf-8"))["user"] == "Ann"
    assert [shown(path, name) for name in ("theme", "section", "page")] == [
        "ours", "Dan's", "still saved here",
    ]  # fmt: skip


def test_a_person_may_publish_over_a_lock_and_nothing_of_the_other_is_lost(
    path: Path, elsewhere
) -> None:
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        elsewhere(section="Dan's")
        lock_file(path).write_text(holder("LAPTOP9"), encoding="utf-8")
        assert document.publish().waiting
        assert document.publish(all_the_same=True).problem == ""
    assert (shown(path, "theme"), shown(path, "section")) == ("ours", "Dan's")


def test_a_lock_lost_at_closing_leaves_it_to_the_other(path: Path) -> None:
    said: list[str] = []
    with Document.open(path, author=ANN) as document:
        document.told = said.append
        put(document, theme="ours")
        lock_file(path).write_text(holder("LAPTOP9"), encoding="utf-8")
    assert "Dan on LAPTOP9" in said[0]
    assert lock_file(path).read_text(encoding="utf-8") == holder("LAPTOP9")
    assert working_copy.waiting() == (path,)


def test_a_shared_file_that_is_gone_is_put_back_only_when_asked(path: Path) -> None:
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        path.unlink()
        assert "no longer in its folder" in document.publish().problem
        assert not path.exists()
        assert document.publish(all_the_same=True).problem == ""
    assert shown(path, "theme") == "ours"


def test_one_that_cannot_be_looked_at_is_not_taken_for_gone(
    path: Path, elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_path: Path) -> None:
        raise PermissionError(errno.EACCES, "in use")

    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
        elsewhere(section="theirs")
        with monkeypatch.context() as patch:
            patch.setattr(publishing, "seen", fails)
            kept = document.publish(all_the_same=True)
        assert kept.waiting
        assert not kept.may_insist
        assert shown(path, "section") == "theirs"


def test_what_is_no_copy_of_this_tracker_is_never_written_over(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.marmot"
    tracker(other).close()
    for theme, data in (("one", other.read_bytes()), ("two", b"not a tracker" * 1_000)):
        with Document.open(path, author=ANN) as document:
            put(document, theme=theme)
            good = path.read_bytes()
            path.write_bytes(data)
            kept = document.publish()
            assert kept.waiting
            assert kept.problem
            assert path.read_bytes() == data
        assert path.read_bytes() == data
        path.write_bytes(good)
        with Document.open(path, author=ANN) as document:
            assert value(document, "theme") == theme
            document.publish()


def test_the_new_file_may_be_opened_by_whoever_could_open_the_old(path: Path) -> None:
    path.chmod(0o664)
    with Document.open(path, author=ANN) as document:
        put(document, theme="ours")
    assert path.stat().st_mode & 0o777 == 0o664


def test_what_a_crash_left_beside_the_shared_file_goes(path: Path) -> None:
    left = path.with_name(".~a.marmot.4711.tmp")
    left.write_bytes(b"half")
    Document.open(path, author=ANN).close()
    assert not left.exists()


DISK = ("write_from", "like", "swap", "flush_folder", "sha256_of", "seen", "footprint")


@pytest.mark.parametrize("name", DISK)
@pytest.mark.parametrize(
    ("nth", "lasting"), [(0, False), (1, False), (0, True)], ids=["once", "later", "for ever"]
)
def test_no_fault_of_the_disk_loses_what_was_saved(
    path: Path, elsewhere, name: str, nth: int, lasting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = getattr(publishing, name)
    calls = iter(range(10_000))

    def fails(*arguments: object) -> object:
        call = next(calls)
        if call == nth or (lasting and call > nth):
            raise OSError(errno.EIO, "the drive is gone")
        return works(*arguments)

    document = Document.open(path, author=ANN)
    put(document, theme="ours")
    elsewhere(section="theirs")
    with monkeypatch.context() as patch:
        patch.setattr(publishing, name, fails)
        try:
            document.publish()
            put(document, page="later")
            document.close()
        except OSError:
            document._opened.connection.close()  # the disk under the working copy is gone, too
            lock_file(path).unlink(missing_ok=True)
            later = None
        else:
            later = "later"
    with Document.open(path, author=ANN) as again:
        assert value(again, "theme") == "ours"
        assert value(again, "section") == "theirs"
        assert value(again, "page") == later
    assert (shown(path, "theme"), shown(path, "section")) == ("ours", "theirs")
    assert [found.name for found in path.parent.iterdir()] == ["a.marmot"]


def test_a_kill_at_any_moment_loses_nothing_that_was_saved(path: Path, kills: int) -> None:
    saved: set[str] = set()
    for seed in range(max(kills // 10, 3)):
        here, there = multiprocessing.Pipe(duplex=False)
        child = started(publish_until_killed, path, seed, there)
        there.close()
        assert here.recv() == "started"
        child.join(random.Random(seed).uniform(0.02, 0.3))
        child.kill()
        child.join()
        saved.update(map(str, everything(here)))
        here.close()
        child.close()
        with Document.open(path, author=ANN) as document:
            assert document.check() == []
            with document.read() as session:
                held = {line.label for line in history.change_sets(session)}
            assert saved <= held
    assert saved
