"""A tracker of a synced folder is edited as a working copy; nothing acknowledged is ever lost."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document, opening, working_copy
from marmot_tracker.document.lock import lock_file
from marmot_tracker.document.reuniting import keep_left
from marmot_tracker.errors import Locked, TrackerError
from marmot_tracker.trail import uniting
from tests.document.making import ANN, BOB, put, tracker, value

WRITE_AND_DIE = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN")
connection.execute("DELETE FROM change_row")
connection.execute("INSERT INTO chunk VALUES ('x', 0, zeroblob(500000))")
os._exit(9)
"""
EDIT_AND_DIE = """
import os, sys
from pathlib import Path
from tests.document.making import BOB, put
from marmot_tracker.document import Document
document = Document.open(Path(sys.argv[1]), author=BOB)
put(document, theme="by a program that died")
os._exit(9)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A tracker in a folder that OneDrive keeps in step."""
    folder = tmp_path / "OneDrive - Council" / "Marmot"
    folder.mkdir(parents=True)
    made = folder / "a.marmot"
    tracker(made).close()
    return made


def working_folders(person: Path) -> list[Path]:
    return sorted((person / "data" / "working").glob("*"))


def die_editing(path: Path) -> None:
    """Another process edits and is gone before it could publish."""
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", EDIT_AND_DIE, str(path)], cwd=root, check=False)
    assert ended.returncode == 9


def test_a_new_tracker_in_a_synced_folder_is_put_there_whole(path: Path, person: Path) -> None:
    assert [found.name for found in path.parent.iterdir()] == ["a.marmot"]
    assert working_folders(person) == []
    with pytest.raises(TrackerError, match="already"):
        tracker(path)


def test_edits_go_into_the_working_copy_and_at_closing_into_the_shared_file(
    path: Path, person: Path
) -> None:
    before = path.read_bytes()
    with Document.open(path, author=ANN) as document:
        assert document.path == path
        assert not document.kept.in_place
        assert not document.kept.waiting
        put(document, theme="Housing")
        assert document.kept.waiting
        assert path.read_bytes() == before, "only publishing touches the shared file"
        assert {found.name for found in path.parent.iterdir()} == {"a.marmot", lock_file(path).name}
        (folder,) = working_folders(person)
        assert (folder / "a.marmot").is_file()
    assert working_folders(person) == []
    assert [found.name for found in path.parent.iterdir()] == ["a.marmot"]
    with Document.open(path, author=BOB) as document:
        assert value(document, "theme") == "Housing"
        assert document.check() == []


def test_asking_alone_leaves_the_shared_file_untouched(path: Path, person: Path) -> None:
    before = path.stat()
    with Document.open(path, author=ANN, asking=True) as document:
        assert value(document, "wording") == "Do 3.10"
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert working_folders(person) == []


def test_on_a_local_disk_everything_stays_in_place(tmp_path: Path, person: Path) -> None:
    with tracker(tmp_path / "b.marmot") as document:
        put(document, theme="Housing")
        assert document.kept.in_place
        assert document._opened.file == document.path
        assert document.publish() == document.kept
        assert not document.publish_due(clock.true_now() + timedelta(days=1))
    assert working_folders(person) == []


def test_publishing_is_due_half_a_minute_after_the_last_edit(path: Path) -> None:
    with Document.open(path, author=ANN) as document:
        now = clock.true_now()
        assert not document.publish_due(now + timedelta(hours=1)), "nothing waits"
        put(document, theme="Housing")
        assert not document.publish_due(now + timedelta(seconds=20))
        assert document.kept.waiting
        assert document.publish_due(now + timedelta(seconds=40))
        kept = document.kept
        assert not kept.waiting
        assert kept.published_at is not None
        shutil.copy(path, path.with_name("seen.marmot"))
    with Document.open(path.with_name("seen.marmot"), author=BOB) as copy:
        assert value(copy, "theme") == "Housing"


def test_somebody_who_never_pauses_is_published_after_five_minutes(path: Path) -> None:
    with Document.open(path, author=ANN) as document:
        now = clock.true_now()
        put(document, theme="0")
        file = document._opened.file
        for minute in range(6):
            at = now + timedelta(minutes=minute)
            os.utime(file, (at.timestamp(), at.timestamp()))
            document._guard.note()
            assert document.publish_due(at) == (minute == 5)


def test_a_working_copy_left_by_a_crash_is_found_and_gone_on_with(path: Path, person: Path) -> None:
    before = path.read_bytes()
    die_editing(path)
    assert path.read_bytes() == before
    assert working_copy.waiting() == (path,)
    with Document.open(path, author=ANN) as document:
        assert value(document, "theme") == "by a program that died"
        assert document.kept.waiting
        assert document.check() == []
    assert working_folders(person) == []
    assert working_copy.waiting() == ()
    assert path.read_bytes() != before


def test_a_crash_before_any_edit_leaves_nothing_to_go_on_with(path: Path, person: Path) -> None:
    document = Document.open(path, author=ANN)
    note = working_folders(person)[0] / "shared.json"
    document._opened.connection.close()
    lock_file(path).unlink()
    assert note.is_file()
    with Document.open(path, author=ANN) as again:
        assert not again.kept.waiting
    assert working_folders(person) == []


def test_after_a_crash_both_what_was_left_and_what_was_published_since_are_there(
    path: Path, tmp_path: Path, person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    die_editing(path)
    lock_file(path).unlink()
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("MARMOT_DATA", str(tmp_path / "another computer"))
        with Document.open(path, author=BOB) as document:
            assert value(document, "theme") is None
            put(document, section="by somebody else")
    with Document.open(path, author=ANN) as document:
        assert value(document, "theme") == "by a program that died"
        assert value(document, "section") == "by somebody else"
        code = document.check_code
    assert working_folders(person) == []
    with Document.open(path, author=BOB) as document:
        assert document.check_code == code
        assert document.check() == []


def test_what_was_left_of_a_shared_file_that_is_gone_can_be_gone_on_with(
    path: Path, person: Path
) -> None:
    die_editing(path)
    away = path.parent.with_name("away")
    path.parent.rename(away)
    said: list[str] = []
    with Document.open(path, author=ANN) as document:
        document.told = said.append
        assert value(document, "theme") == "by a program that died"
        put(document, section="offline")
        assert "cannot be reached" in document.publish().problem
    assert "not yet in the shared file" in said[0]
    assert len(working_folders(person)) == 1
    away.rename(path.parent)
    lock_file(path).unlink()
    with Document.open(path, author=ANN) as document:
        assert value(document, "section") == "offline"
        assert document.publish().problem == ""
    assert working_folders(person) == []


def test_another_tracker_at_the_same_path_does_not_meet_what_was_left(
    path: Path, person: Path
) -> None:
    die_editing(path)
    path.unlink()
    lock_file(path).unlink()
    (left,) = working_folders(person)
    left.rename(left.with_name("kept"))
    tracker(path).close()
    left.with_name("kept").rename(left)
    with Document.open(path, author=ANN) as document:
        assert value(document, "theme") is None
        put(document, theme="of the other")
    assert working_folders(person) == [left], "somebody's work stays"


def test_a_working_copy_that_cannot_be_opened_is_put_aside(path: Path, person: Path) -> None:
    die_editing(path)
    (left,) = working_folders(person)
    damaged = b"not a tracker" * 1_000
    (left / "a.marmot").write_bytes(damaged)
    with Document.open(path, author=ANN) as document:
        assert value(document, "wording") == "Do 3.10"
        put(document, theme="on")
    (aside,) = working_folders(person)
    assert aside.name.startswith(left.name)
    assert (aside / "a.marmot").read_bytes() == damaged


def test_a_second_opener_sees_the_shared_file_as_last_published(path: Path) -> None:
    with Document.open(path, author=ANN) as document:
        put(document, theme="published")
        document.publish()
        put(document, theme="not yet")
        with pytest.raises(Locked, match="Ann"):
            Document.open(path, author=BOB)
        with Document.open(path, author=BOB, asking=True) as second:
            assert "Ann" in second.read_only
            assert value(second, "theme") == "published"
            with pytest.raises(TrackerError, match="reading only"):
                put(second, theme="x")
        put(document, section="still writes")


def test_a_folder_that_cannot_be_written_is_read_and_a_copy_may_be_saved(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda *_: False)
        document = Document.open(path, author=ANN)
    with document:
        assert "cannot write" in document.read_only
        assert document.path == path
        assert not lock_file(path).exists()
        with pytest.raises(TrackerError, match="reading only"):
            put(document, theme="x")
        document.save_copy(tmp_path / "mine.marmot")
    with Document.open(tmp_path / "mine.marmot", author=ANN) as mine:
        put(mine, theme="on")


def test_a_crash_in_place_before_the_folder_was_synced_is_put_back(path: Path) -> None:
    with Document.open(path, author=ANN) as document:
        code = document.check_code
    ended = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(path)], check=False)
    assert ended.returncode == 9
    assert path.with_name("a.marmot-journal").stat().st_size
    with Document.open(path, author=ANN) as document:
        assert document.check_code == code
        assert document.check() == []
        put(document, theme="on")
    assert [found.name for found in path.parent.iterdir()] == ["a.marmot"]


def test_a_newer_file_in_a_synced_folder_is_read_from_a_private_copy(
    path: Path, person: Path
) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with Document.open(path, author=ANN) as document:
        assert "newer version" in document.read_only
        assert lock_file(path).exists()
    assert not lock_file(path).exists()
    assert working_folders(person) == []


def test_the_note_beside_a_working_copy_can_be_read_back(path: Path, person: Path) -> None:
    with Document.open(path, author=ANN) as document:
        (folder,) = working_folders(person)
        said = json.loads((folder / "shared.json").read_text(encoding="utf-8"))
        assert said["target"] == str(path)
        assert said["code"] == document.check_code
        assert said["process"] == os.getpid()
        found = working_copy.left_of(path, said["first"])
        assert found is not None
        assert found.file == document._opened.file
        assert working_copy.left_of(path, "another") is None
        (folder / "shared.json").write_text("[]", encoding="utf-8")
        assert working_copy.left_of(path) is None


def test_a_working_copy_that_lost_its_note_is_brought_in_and_told(path: Path, person: Path) -> None:
    die_editing(path)
    (left,) = working_folders(person)
    (left / "shared.json").unlink()
    said: list[str] = []
    with Document.open(path, author=ANN) as document:
        document.told = said.append
        assert value(document, "theme") == "by a program that died"
    assert "were brought in" in " ".join(said)
    assert working_folders(person) == []


def test_one_that_cannot_be_read_is_told_of_at_every_opening(path: Path, person: Path) -> None:
    die_editing(path)
    (left,) = working_folders(person)
    (left / "a.marmot").write_bytes(b"not a tracker" * 1_000)
    for _ in range(2):
        said: list[str] = []
        with Document.open(path, author=ANN) as document:
            document.told = said.append
        (aside,) = working_folders(person)
        assert str(aside / "a.marmot") in " ".join(said)
        assert working_copy.left_at(path)[0].file == aside / "a.marmot"


@pytest.mark.parametrize("data", [b"", b"x" * 5_000, None])
def test_a_shared_file_that_cannot_be_opened_does_not_hide_what_was_left(
    path: Path, person: Path, tmp_path: Path, data: bytes | None
) -> None:
    die_editing(path)
    lock_file(path).unlink()
    whole = path.read_bytes()
    path.write_bytes(whole[:6_000] if data is None else data)
    with pytest.raises(working_copy.LeftHere) as told:
        Document.open(path, author=ANN)
    (folder,) = working_folders(person)
    assert told.value.file == folder / "a.marmot"
    assert str(folder) in told.value.message
    assert "marmot copy" in told.value.hint
    with Document.open(told.value.file, author=ANN) as document:
        first = opening.first_of(document._connection)
        assert value(document, "theme") == "by a program that died"
    assert working_copy.left_anywhere(bytes.fromhex(first)) == [told.value.file]
    path.write_bytes(whole)
    with Document.open(path, author=ANN) as document:
        assert value(document, "theme") == "by a program that died"


def test_another_tracker_at_the_path_says_what_is_kept_of_the_one_before(
    path: Path, person: Path, tmp_path: Path
) -> None:
    die_editing(path)
    lock_file(path).unlink()
    tracker(tmp_path / "other.marmot").close()
    shutil.copyfile(tmp_path / "other.marmot", path)
    said: list[str] = []
    with Document.open(path, author=ANN) as document:
        document.told = said.append
        assert value(document, "theme") is None
    (folder,) = working_folders(person)
    assert str(folder / "a.marmot") in said[0]


def test_a_renamed_root_folder_still_meets_what_was_left(path: Path, person: Path) -> None:
    die_editing(path)
    lock_file(path).unlink()
    root = path.parents[1]
    renamed = root.rename(root.with_name("OneDrive - New Council")) / "Marmot" / "a.marmot"
    with Document.open(renamed, author=ANN) as document:
        assert value(document, "theme") == "by a program that died"
    assert working_folders(person) == []


def test_a_copy_elsewhere_leaves_what_waits_for_the_shared_file(
    path: Path, person: Path, tmp_path: Path
) -> None:
    die_editing(path)
    shutil.copyfile(path, tmp_path / "mine.marmot")
    with Document.open(tmp_path / "mine.marmot", author=ANN) as document:
        assert value(document, "theme") is None
    assert working_copy.waiting() == (path,)


def test_what_others_wrote_and_cannot_be_brought_in_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    die_editing(path)
    lock_file(path).unlink()
    copy = path.parents[2] / "copy.marmot"
    shutil.copyfile(path, copy)
    with Document.open(copy, author=BOB) as document:
        put(document, section="theirs")
    copy.replace(path)
    said: list[str] = []

    def refuse(*_: object, **__: object) -> None:
        raise TrackerError("No room.")

    with monkeypatch.context() as patch:
        patch.setattr(uniting, "unite", refuse)
        document = Document.open(path, author=ANN)
        document.told = said.append
    with document:
        assert "could not be brought in: No room." in said[0]


def test_what_was_left_can_be_kept_as_a_new_file(path: Path, person: Path, tmp_path: Path) -> None:
    die_editing(path)
    path.write_bytes(b"")
    left = working_copy.left_at(path)[0]
    (tmp_path / "taken.marmot").touch()
    with pytest.raises(TrackerError, match="already"):
        keep_left(left.file, tmp_path / "taken.marmot", ANN)
    with keep_left(left.file, tmp_path / "mine.marmot", ANN) as document:
        assert value(document, "theme") == "by a program that died"
        assert document.check() == []
    assert working_folders(person) == []
