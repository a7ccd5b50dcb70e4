"""An erasure that was cut off, met from another side, or never agreed to: what is gone stays gone."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from marmot_tracker import paths
from marmot_tracker.document import Document, backups, reaching, restoring, working_copy
from marmot_tracker.document import erasing as file_erasing
from marmot_tracker.document.engine import read_only
from marmot_tracker.document.guard import footprint
from marmot_tracker.document.reuniting import reunite
from marmot_tracker.document.working_copy import WorkingCopy
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Cancelled, Progress
from marmot_tracker.trail import erasing
from marmot_tracker.trail.checking import check_record
from marmot_tracker.trail.writing import tips
from tests.document.making import ANN, BOB, attach, copy_of, put, tracker, uid, value
from tests.document.test_erasing import GROUND, SECRET, erase, held, said_in


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with tracker(tmp_path / "a.marmot") as made:
        yield made


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def local() -> Path:
    return paths.user_data_folder()


# Cut off


def test_backups_that_a_cut_off_erasure_did_not_reach_are_reached_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tracker(tmp_path / "a.marmot")
    path = document.path
    put(document, theme=SECRET)
    document.backup("before")
    with monkeypatch.context() as stopped:
        stopped.setattr(reaching, "reach", _killed)
        with pytest.raises(KeyboardInterrupt):
            erase(document, held(document))
    assert said_in(local()), "it was cut off between the file and its backups"
    document.close()
    said: list[str] = []
    with Document.open(path, author=ANN) as again:
        again.told = said.append
        assert not file_erasing.is_unswept(again._connection)
        assert value(again, "theme") is None
        assert again.check() == []
    assert said_in(local()) == []
    assert "cut off is finished now. It is gone from 1 backup, too." in said[0]


def test_an_erasure_that_a_person_stopped_goes_on_at_the_next_opening(tmp_path: Path) -> None:
    document = tracker(tmp_path / "a.marmot")
    put(document, theme=SECRET)
    document.backup("before")
    progress = Progress()
    progress.cancel()
    found = [each.hash for each in held(document)]
    done = document.erase(found, label="Erase", ground=GROUND, progress=progress)
    assert done.reached.stopped
    document.close()
    assert said_in(local())
    Document.open(document.path, author=ANN).close()
    assert said_in(local()) == []


def test_no_restoring_brings_it_back_whichever_copy_knows_of_the_erasure(
    document: Document, tmp_path: Path
) -> None:
    put(document, theme=SECRET)
    before = document.backup("before")
    kept = Path(shutil.copy(before, tmp_path / "kept.marmot"))
    erase(document, held(document))
    knowing = document.backup("knowing")
    # Newer backups of a copy that never heard of it lie there, too, under another name.
    with Document.open(Path(shutil.copy(kept, tmp_path / "b.marmot")), author=BOB) as other:
        for number in range(2):
            other.backup(f"later {number}")
    shutil.copy(kept, before)
    restored = restoring.restore(before, tmp_path / "restored.marmot")
    assert restored.erased == 1
    assert said_in(restored.path) == []
    knowing.unlink()
    again = restoring.restore(before, tmp_path / "again.marmot", present=document._connection)
    assert again.erased == 1
    assert said_in(again.path) == []


# Working copies


def left_at(path: Path, document: Document, *, aside: bool = False) -> Path:
    """A working copy of a tracker left for another path, such as after its folder was renamed."""
    first = document._connection.execute("SELECT id FROM change_set ORDER BY n").fetchone()[0]
    folder = working_copy.folder_of(path, first.hex())
    folder = folder.with_name(f"{folder.name}-aside-1") if aside else folder
    folder.mkdir(parents=True)
    copy = copy_of(document, folder / path.name)
    if not aside:
        note = WorkingCopy(path, folder, first.hex(), footprint(copy), "0" * 64, "something else")
        note.save(process=0)
    return copy


def test_working_copies_left_for_another_path_or_put_aside_lose_it_too(
    document: Document, tmp_path: Path
) -> None:
    put(document, theme=SECRET)
    with Document.open(copy_of(document, tmp_path / "b.marmot"), author=BOB) as theirs:
        put(theirs, section="never published")
        aside = left_at(tmp_path / "older" / "b.marmot", theirs, aside=True)
    theirs.path.unlink()
    left = left_at(tmp_path / "old" / "a.marmot", document)
    (local() / "working" / "other").mkdir()
    with tracker(local() / "working" / "other" / "a.marmot") as other:
        put(other, theme="another tracker")
    untouched = (local() / "working" / "other" / "a.marmot").read_bytes()
    done = erase(document, held(document))
    assert done.reached.not_reached == ()
    assert said_in(local()) == []
    assert done.reached.copies == 2
    assert said_in(local()) == []
    assert (local() / "working" / "other" / "a.marmot").read_bytes() == untouched
    for copy in (left, aside):
        with contextlib.closing(read_only(copy)) as connection:
            assert check_record(connection) == []
            assert document.holds(tip.hex() for tip in tips(connection)) == (copy == left)
    assert document.bring_in(aside).new_entries == 1, "nothing that was done there is lost"


def test_a_cut_off_edit_in_a_working_copy_is_taken_back_before_it_is_erased_there(
    document: Document, tmp_path: Path
) -> None:
    put(document, theme=SECRET)
    left = left_at(tmp_path / "old" / "a.marmot", document)
    journal = left.with_name(f"{left.name}-journal")
    with Document.open(left, author=BOB) as theirs:
        theirs._connection.execute("PRAGMA main.cache_size = 5")
        theirs._connection.execute("PRAGMA cache_spill = ON")
        theirs._connection.execute("BEGIN IMMEDIATE")
        theirs._connection.execute("UPDATE change_row SET field = field || hex(zeroblob(3000))")
        cut = (left.read_bytes(), journal.read_bytes())
        theirs._connection.execute("ROLLBACK")
    left.write_bytes(cut[0])
    journal.write_bytes(cut[1])
    done = erase(document, held(document))
    assert (done.reached.copies, done.reached.not_reached) == (1, ())
    assert said_in(local()) == []
    with contextlib.closing(read_only(left)) as connection:
        assert check_record(connection) == []


def test_what_cannot_be_treated_is_named(document: Document, tmp_path: Path) -> None:
    put(document, theme=SECRET)
    held_open = left_at(tmp_path / "old" / "a.marmot", document)
    damaged = left_at(tmp_path / "older" / "a.marmot", document, aside=True)
    damaged.write_bytes(b"\0" * 5000)
    copy = copy_of(document, tmp_path / "a (my changes 2026-10-12 10.00).marmot")
    stale = tmp_path / "a.marmot-journal.stale"
    stale.write_text(SECRET, encoding="utf-8")
    with tracker(tmp_path / "other.marmot"), Document.open(held_open, author=BOB):
        done = erase(document, held(document))
    told = "\n".join(done.reached.not_reached)
    assert f"{held_open.parent}: it is open in another window" in told
    assert str(damaged.parent) in told
    assert copy.name in told
    assert stale.name in told
    assert "other.marmot" not in told
    assert len(done.reached.not_reached) == 4


def test_a_copy_beside_it_without_the_text_is_not_named(document: Document, tmp_path: Path) -> None:
    copy_of(document, tmp_path / "before.marmot")
    put(document, theme=SECRET)
    assert erase(document, held(document)).reached.not_reached == ()


# Half-attached evidence


def test_what_a_cut_off_attaching_left_goes_at_the_next_opening(tmp_path: Path) -> None:
    document = tracker(tmp_path / "a.marmot")
    linked = tmp_path / "linked.txt"
    linked.write_text("linked\n" * 1000, encoding="utf-8")
    withdrawn = tmp_path / "undone.txt"
    withdrawn.write_text("undone\n" * 1000, encoding="utf-8")
    stays = {attach(document, uid(document), linked, "Linked")}
    stays.add(attach(document, uid(document), withdrawn, "Undone"))
    document.undo()
    loose = tmp_path / "loose.txt"
    loose.write_text(f"{SECRET}\n" * 1000, encoding="utf-8")
    staged = document.stage(loose)
    document._connection.execute("DELETE FROM blob WHERE sha256 = ?", (staged.sha256,))
    assert said_in(document.path)
    document.close()
    said: list[str] = []
    with Document.open(document.path, author=ANN) as again:
        again.told = said.append
        found = again._connection.execute("SELECT DISTINCT sha256 FROM chunk").fetchall()
        assert {sha256 for (sha256,) in found} == stays
        assert again.check() == []
        assert said_in(document.path) == []
        assert len(said) == 1
        assert again.stage(loose).sha256 == staged.sha256, "it can be attached anew"
    Document.open(document.path, author=ANN).close()


def test_an_attaching_that_fails_leaves_nothing(document: Document, tmp_path: Path) -> None:
    file = tmp_path / "case.bin"
    file.write_bytes(bytes(3 * 1024 * 1024))
    counts: list[int] = []

    def listen(done: int, _total: int, words: str) -> None:
        if words.startswith("Attaching") and done:
            (many,) = document._connection.execute("SELECT count(*) FROM chunk").fetchone()
            counts.append(many)
            progress.cancel()

    progress = Progress(listen)
    with pytest.raises(Cancelled):
        document.stage(file, progress=progress)
    assert counts == [1]
    assert document._connection.execute("SELECT count(*) FROM chunk").fetchone() == (0,)


def test_half_attached_bytes_can_be_named_for_an_erasure(
    document: Document, tmp_path: Path
) -> None:
    file = tmp_path / "case.txt"
    file.write_text(f"{SECRET}\n" * 1000, encoding="utf-8")
    staged = document.stage(file)
    document._connection.execute("DELETE FROM blob")
    document._guard.note()
    found = erasing.coded(document._connection, staged.sha256[:10])
    assert [each.uid for each in found] == [staged.sha256]
    assert erase(document, found).files == 1
    assert said_in(document.path) == []


# Agreeing


def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    return folder / "a.marmot"


def erased_by_bob(path: Path, tmp_path: Path) -> None:
    """Bob's computer puts a file with an erasure in the place of the shared one."""
    theirs = Path(shutil.copy(path, tmp_path / "bobs.marmot"))
    with Document.open(theirs, author=BOB) as bobs:
        bobs.erase([each.hash for each in held(bobs)], label="Erase", ground=GROUND)
    shutil.copy(theirs, path)
    theirs.unlink()


def test_what_somebody_erased_in_the_shared_file_is_agreed_to_and_told(tmp_path: Path) -> None:
    path = shared(tmp_path)
    said: list[str] = []
    with tracker(path) as document:
        document.told = said.append
        put(document, theme=SECRET)
        document.publish()
        document.backup("mine")
        erased_by_bob(path, tmp_path)
        kept = backups.in_folders(backups.all_of(backups.first_of(document._connection)))
        put(document, section="mine")
        document.backup("mine, later")
        waits = document.publish()
        assert (waits.waiting, waits.erases, waits.may_insist) == (True, True, False)
        assert "--agree-erasures" in waits.problem
        assert document.publish(all_the_same=True).erases, "insisting agrees to nothing"
        assert value(document, "theme") == SECRET
        assert said == []
        done = document.publish(agree_erasures=True)
        assert (done.waiting, done.erases, done.problem) == (False, False, "")
        assert value(document, "theme") is None
        assert len(said) == 1
        assert "erased by Bob on " in said[0]
        assert f"(ground: {GROUND})" in said[0]
        assert "gone from 2 backups, too." in said[0], kept
    assert said_in(path) == []
    assert said_in(local()) == []
    with Document.open(path, author=BOB) as again:
        assert value(again, "section") == "mine"
        assert again.check() == []


def test_closing_agrees_to_nothing_and_keeps_what_was_done(tmp_path: Path) -> None:
    path = shared(tmp_path)
    said: list[str] = []
    document = tracker(path)
    document.told = said.append
    put(document, theme=SECRET)
    document.publish()
    erased_by_bob(path, tmp_path)
    put(document, section="mine")
    document.close()
    assert "saved here, but not yet in the shared file" in said[0]
    assert path in working_copy.waiting()
    with Document.open(path, author=ANN) as again:
        assert value(again, "section") == "mine"
        assert value(again, "theme") == SECRET
        assert again.kept.erases
        # What the window does: the shared file itself is brought in, with its tick.
        assert again.bring_in(path, agree_erasures=True).erased == 1
        assert again.publish().problem == ""
    assert said_in(tmp_path) == []


def test_after_reuniting_it_is_told_what_the_other_file_had_erased(tmp_path: Path) -> None:
    document = tracker(tmp_path / "a.marmot")
    put(document, theme=SECRET)
    theirs = Path(shutil.copy(document.path, tmp_path / "bobs.marmot"))
    with Document.open(theirs, author=BOB) as bobs:
        bobs.erase([each.hash for each in held(bobs)], label="Erase", ground=GROUND)
    put(document, section="mine")
    theirs.replace(document.path)
    said: list[str] = []
    with reunite(document).document as again:
        again.told = said.append
        assert value(again, "section") == "mine"
        assert value(again, "theme") is None
    assert len(said) == 1
    assert "erased by Bob on " in said[0]
    assert said_in(tmp_path) == []


# Copies, and nothing to erase


def test_a_copy_to_give_does_not_say_what_was_brought_in_from_which_file(
    document: Document, tmp_path: Path
) -> None:
    other = copy_of(document, tmp_path / "from Jo Quillfeather.marmot")
    with Document.open(other, author=BOB) as theirs:
        put(theirs, section="b")
    document.bring_in(other)
    given = document.give_copy(tmp_path / "given.marmot").path
    assert said_in(given, "Quillfeather") == []
    assert said_in(document.backup("kept"), "Quillfeather"), "a backup keeps it"
    with Document.open(given, author=BOB) as copy:
        assert copy.check() == []
        assert document.holds(copy.tips)


def test_nothing_to_erase_is_told_in_words(document: Document) -> None:
    code = document.check_code
    with pytest.raises(TrackerError) as told:
        document.erase([], label="Erase", ground=GROUND)
    assert "nothing of that kind" in told.value.message
    assert document.check_code == code
