"""A file replaced underneath: what was saved is saved again as a copy, and the two come together."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker import paths
from marmot_tracker.document import Document, publishing
from marmot_tracker.document.guard import ReplacedFile
from marmot_tracker.document.reuniting import reunite
from marmot_tracker.errors import TrackerError
from tests.document.making import ANN, BOB, attach, copy_of, put, rate, tracker, uid, value
from tests.document.test_guard import deleted, in_place, renamed_over

Accident = Callable[[Path, bytes], None]


def labels(document: Document) -> set[str]:
    with document.read() as session:
        query = "SELECT body FROM word WHERE member = 'label'"
        connection = session.connection().connection.driver_connection
        assert connection is not None
        return {found[0].strip('"') for found in connection.execute(query)}


def replaced(document: Document, folder: Path, accident: Accident) -> None:
    """Let a copy from before, edited by somebody else, take the place of the open file."""
    copy = copy_of(document, folder / "theirs.marmot")
    with Document.open(copy, author=BOB) as theirs:
        put(theirs, "Theirs", section="theirs")
    for number in range(5):
        put(document, f"Ours {number}", theme=f"ours {number}")
    accident(document.path, copy.read_bytes())
    copy.unlink()


@pytest.mark.parametrize("accident", [in_place, renamed_over])
def test_both_come_together_with_one_call(accident: Accident, tmp_path: Path) -> None:
    document = tracker(tmp_path / "a.marmot")
    file = tmp_path / "minutes.txt"
    file.write_bytes(b"minutes " * 300_000)
    sha256 = attach(document, uid(document), file, "Minutes")
    file.unlink()
    replaced(document, tmp_path, accident)
    with pytest.raises(ReplacedFile):
        put(document, theme="refused")
    found = reunite(document)
    with found.document as again:
        assert found.brought is not None
        assert again.check() == []
        assert {"Ours 0", "Ours 4", "Theirs", "Attach evidence"} <= labels(again)
        assert (value(again, "theme"), value(again, "section")) == ("ours 4", "theirs")
        assert b"".join(again.evidence_bytes(sha256)) == b"minutes " * 300_000
        put(again, theme="on we go")
    assert [found.name for found in tmp_path.iterdir()] == ["a.marmot"]
    assert not list((paths.user_data_folder() / "private").iterdir())


def test_a_file_that_is_gone_is_put_back(tmp_path: Path) -> None:
    document = tracker(tmp_path / "a.marmot")
    put(document, "Ours", theme="ours")
    deleted(document.path, b"")
    found = reunite(document)
    with found.document as again:
        assert found.brought is None
        assert value(again, "theme") == "ours"
        assert again.check() == []


@pytest.mark.parametrize("accident", [in_place, renamed_over])
def test_where_the_new_file_is_damaged_the_copy_stays_and_is_named(
    accident: Accident, tmp_path: Path
) -> None:
    document = tracker(tmp_path / "a.marmot")
    put(document, "Ours", theme="ours")
    size = document.path.stat().st_size
    accident(document.path, random.Random(1).randbytes(size))
    with pytest.raises(TrackerError, match="What you did is saved in a") as told:
        reunite(document)
    (copy,) = tmp_path.glob("a (my changes*.marmot")
    assert copy.name in told.value.hint
    with Document.open(copy, author=ANN) as kept:
        assert "Ours" in labels(kept)
        assert kept.check() == []


def test_what_earlier_sessions_wrote_comes_from_the_backup(tmp_path: Path) -> None:
    path = tmp_path / "a.marmot"
    with tracker(path) as document:
        rate(document, "at_risk", date(2026, 1, 1))
    document = Document.open(path, author=ANN)
    document.backup("by hand")
    put(document, "Ours", theme="ours")
    in_place(path, bytes(path.stat().st_size))
    copy = tmp_path / "saved.marmot"
    document.save_copy(copy)
    document.close()
    with Document.open(copy, author=ANN) as kept:
        assert {"Set rating", "Ours", "New tracker"} <= labels(kept)
        assert value(kept, "theme") == "ours"
        assert value(kept, "rating") is not None
        assert kept.check() == []


@pytest.mark.parametrize("accident", [in_place, renamed_over])
def test_of_many_saved_edits_none_is_lost(accident: Accident, tmp_path: Path) -> None:
    """The accident happens between any two commits (reliability: 0 of 200 lost)."""
    chance = random.Random(5)
    path = tmp_path / "a.marmot"
    tracker(path).close()
    saved: set[str] = set()
    for turn in range(5):
        document = Document.open(path, author=ANN)
        before = copy_of(document, tmp_path / "before.marmot").read_bytes()
        for number in range(chance.randrange(1, 40)):
            label = f"{turn}-{number}"
            put(document, label, theme=label, section=f"{number}" * chance.randrange(1, 400))
            saved.add(label)
        accident(path, before.ljust(path.stat().st_size, b"\0"))
        with reunite(document).document as again:
            assert again.check() == []
            assert saved <= labels(again)


def test_closing_after_the_accident_writes_nothing(tmp_path: Path) -> None:
    document = tracker(tmp_path / "a.marmot")
    put(document, theme="ours")
    data = bytes(document.path.stat().st_size)
    in_place(document.path, data)
    document.close()
    assert document.path.read_bytes() == data


def test_a_copy_is_whole_and_named_in_one_step(tmp_path: Path) -> None:
    with tracker(tmp_path / "a.marmot") as document:
        put(document, theme="ours")
        target = tmp_path / "Documents" / "copy.marmot"
        target.parent.mkdir()
        document.save_copy(target)
        assert [found.name for found in target.parent.iterdir()] == ["copy.marmot"]
        put(document, theme="later")
        with Document.open(target, author=BOB) as copy:
            assert value(copy, "theme") == "ours"
            assert copy.check() == []
        with pytest.raises(TrackerError, match="this tracker itself"):
            document.save_copy(document.path)
        with pytest.raises(TrackerError, match="No copy could be written"):
            document.save_copy(tmp_path / "none" / "copy.marmot")


def test_a_private_copy_for_reading_can_be_saved_and_worked_in(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.marmot", tmp_path / "mine.marmot"
    with tracker(path) as document:
        put(document, theme="ours")
        with Document.open(path, author=BOB, asking=True) as reader:
            reader.save_copy(copy)
        with Document.open(copy, author=BOB) as mine:
            put(mine, section="Bob's")
        document.bring_in(copy)
        assert value(document, "section") == "Bob's"


def test_what_was_erased_is_not_kept_apart(tmp_path: Path) -> None:
    with tracker(tmp_path / "a.marmot") as document:
        put(document, theme="a name nobody may read")
        own = document._own_edits
        assert own is not None
        assert own.kept is not None
        query = "SELECT count(*) FROM change_row WHERE body LIKE '%nobody may%'"
        assert own.kept.execute(query).fetchone() == (1,)
        named = document._connection.execute(
            "SELECT hash FROM change_row WHERE body LIKE '%nobody may%'"
        ).fetchone()
        document.erase([named[0]], label="Erase", ground="asked for")
        assert own.kept.execute(query).fetchone() == (0,)
        in_place(document.path, bytes(document.path.stat().st_size))
        document.save_copy(tmp_path / "copy.marmot")
    with Document.open(tmp_path / "copy.marmot", author=ANN) as kept:
        assert value(kept, "theme") is None
        assert kept.check() == []


def test_a_disk_too_full_for_a_second_place_fails_no_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> Path:
        raise OSError(28, "No space left on device")

    with tracker(tmp_path / "a.marmot") as document:
        own = document._own_edits
        assert own is not None
        own.close()
        monkeypatch.setattr("marmot_tracker.document.copying.private_folder", full)
        put(document, theme="ours")
        assert not own.whole
        assert value(document, "theme") == "ours"
        monkeypatch.undo()
        in_place(document.path, bytes(document.path.stat().st_size))
        with pytest.raises(TrackerError, match="written over by another program"):
            document.save_copy(tmp_path / "copy.marmot")


def test_a_private_file_left_by_a_crash_goes_at_the_next_start(
    tmp_path: Path, person: Path
) -> None:
    left = person / "data" / "private" / "own-999999999-x"
    left.mkdir(parents=True)
    sqlite3.connect(left / "edits").close()
    tracker(tmp_path / "a.marmot").close()
    Document.open(tmp_path / "a.marmot", author=ANN).close()
    assert not left.exists()


def test_where_no_copy_can_be_written_beside_it_the_tracker_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tracker(tmp_path / "a.marmot")
    replaced(document, tmp_path, renamed_over)
    written = publishing.write_from

    def beside_fails(descriptor: int, part: Path) -> str:
        if part.parent == tmp_path:
            raise OSError(28, "No space left on device")
        return written(descriptor, part)

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "write_from", beside_fails)
        with pytest.raises(TrackerError, match="stays open") as told:
            reunite(document)
    assert document.is_open
    (rescued,) = (paths.user_data_folder() / "rescued").iterdir()
    assert str(rescued) in told.value.message
    with Document.open(rescued, author=ANN) as copy:
        assert value(copy, "theme") == "ours 4"
    with reunite(document).document as again:
        assert (value(again, "theme"), value(again, "section")) == ("ours 4", "theirs")


def test_where_none_can_be_written_anywhere_nothing_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tracker(tmp_path / "a.marmot")
    replaced(document, tmp_path, renamed_over)

    def fails(_descriptor: int, _part: Path) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "write_from", fails)
        with pytest.raises(TrackerError, match="stays open") as told:
            reunite(document)
    assert "another disk" in told.value.hint
    with reunite(document).document as again:
        assert value(again, "theme") == "ours 4"
