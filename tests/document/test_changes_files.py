"""Changes sent alone: small, brought in like a copy, refused whole where anything is not right."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.document.changes_file import ENDING
from marmot_tracker.document.giving import Files
from marmot_tracker.errors import (
    EarlierMissing,
    Misuse,
    NothingToSend,
    TrackerError,
)
from marmot_tracker.trail import erasing, tables
from tests.document.making import ANN, BOB, CAT, attach, copy_of, put, uid, value


def entries_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM change_set").fetchone()[0])


# What is sent, and what it does


def test_only_what_the_other_side_lacks_is_sent_and_does_what_the_copy_would(
    document: Document, bob: Document, changes: Path, tmp_path: Path
) -> None:
    assert entries_in(changes) == 2
    assert changes.stat().st_size < 40_000 < bob.path.stat().st_size
    seen = document.preview(changes)
    assert (seen.is_changes, len(seen.entries), seen.file) == (True, 2, changes.name)
    brought = document.bring_in(changes, previewed=seen)
    assert (brought.new_entries, document.check()) == (2, [])
    assert document.check_code == bob.check_code
    assert value(document, "theme") == "theirs"
    assert document.bring_in(changes).backup is None, "the second time it brings nothing"
    assert document.bring_in(copy_of(bob, tmp_path / "whole.marmot")).new_entries == 0


def test_it_is_told_before_how_much_it_is(bob: Document, tmp_path: Path) -> None:
    file = tmp_path / "minutes.txt"
    file.write_bytes(b"minutes " * 200_000)
    attach(bob, uid(bob), file, "Minutes")
    found = bob.changes_to_send()
    assert (found.entries, found.files, found.people) == (3, 1, ("Bob",))
    sent = bob.send_changes(tmp_path / f"x{ENDING}")
    assert abs(found.size - sent.size) < 60_000
    bare = bob.changes_to_send(files=Files.NONE)
    assert (bare.files, bare.left_out_ordinary) == (0, 1)
    assert bare.size < 60_000


def test_evidence_goes_along_or_stays_as_in_a_copy_to_give(
    document: Document, bob: Document, tmp_path: Path
) -> None:
    for title, sensitivity in (
        ("Open", "ordinary"),
        ("Case", "restricted"),
        ("New", "not_checked"),
    ):
        file = tmp_path / f"{title}.txt"
        file.write_bytes(title.encode() * 1000)
        attach(bob, uid(bob), file, title, sensitivity=sensitivity)
    sent = bob.send_changes(tmp_path / f"x{ENDING}")
    assert (sent.files, sent.left_out_restricted, sent.left_out_unchecked) == (1, 1, 1)
    brought = document.bring_in(sent.path)
    assert (brought.files, document.check()) == (1, []), "what was left out is not damage"
    bare = bob.send_changes(tmp_path / f"y{ENDING}", files=Files.NONE)
    assert (bare.files, bare.left_out) == (0, 3)
    assert document.bring_in(bare.path).backup is None
    full = bob.send_changes(tmp_path / f"z{ENDING}", files=Files.ALL)
    seen = document.preview(full.path)
    assert (seen.files, seen.files_size) == (2, 3000 + 4000)
    brought = document.bring_in(full.path)
    assert (brought.new_entries, brought.files, document.check()) == (0, 2, [])


def test_as_a_zip_it_comes_in_as_well(document: Document, bob: Document, tmp_path: Path) -> None:
    sent = bob.send_changes(tmp_path / "bob.zip", zipped=True)
    with zipfile.ZipFile(sent.path) as archive:
        assert archive.namelist() == [f"bob{ENDING}"]
    brought = document.bring_in(sent.path)
    assert document.check_code == bob.check_code
    assert brought.receipt is not None
    assert (brought.receipt.file, brought.receipt.sha256) == ("bob.zip", sent.sha256)
    whole = tmp_path / "whole.zip"
    put(bob, section="more")
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(copy_of(bob, tmp_path / "again.marmot"), "folder/again.marmot")
    document.bring_in(whole)
    assert document.check_code == bob.check_code


def test_the_changes_of_an_earlier_time_are_asked_for_by_name_and_date(
    document: Document, bob: Document, changes: Path, tmp_path: Path
) -> None:
    put(bob, "Set section", section="later")
    base = next(state for state in bob.states_sent_since() if state.key == "came")
    since = bob.other_state(changes)
    assert (base.entries, since.entries) == (3, 1)
    later = bob.send_changes(tmp_path / f"later{ENDING}", since=since)
    assert later.entries == 1
    before = document.check_code
    with pytest.raises(EarlierMissing) as told:
        document.bring_in(later.path)
    assert "“Set rating” by Bob on " in told.value.message
    assert len(told.value.missing) == 1
    assert (document.check_code, document.check()) == (before, [])
    with pytest.raises(EarlierMissing):
        document.preview(later.path)
    document.bring_in(changes)
    document.bring_in(later.path)
    assert document.check_code == bob.check_code


def test_nothing_is_written_over_and_names_are_right(
    bob: Document, changes: Path, tmp_path: Path
) -> None:
    before = changes.read_bytes()
    with pytest.raises(TrackerError, match="already a file"):
        bob.send_changes(changes)
    assert changes.read_bytes() == before
    for name, zipped in (("x.marmot", False), ("x.zip", False), (f"x{ENDING}", True)):
        with pytest.raises(Misuse):
            bob.send_changes(tmp_path / name, zipped=zipped)
    with pytest.raises(TrackerError, match="no folder"):
        bob.send_changes(tmp_path / "none" / f"x{ENDING}")
    put(bob, section="more")
    assert bob.send_changes(changes, over=True).entries == 3


def test_where_nothing_is_lacking_nothing_is_sent(document: Document, tmp_path: Path) -> None:
    path = copy_of(document, tmp_path / "cat.marmot")
    with Document.open(path, author=CAT) as cat, pytest.raises(NothingToSend):
        cat.send_changes(tmp_path / f"x{ENDING}")
    assert not (tmp_path / f"x{ENDING}").exists()


# What the other side is taken to hold


def test_a_file_that_its_owner_moved_still_knows_what_was_sent_with_it(
    bob: Document, tmp_path: Path
) -> None:
    bob.close()
    moved = Path(shutil.move(bob.path, tmp_path / "elsewhere.marmot"))
    with Document.open(moved, author=BOB) as copy:
        put(copy, section="on the other laptop")
        assert copy.changes_to_send().entries == 3


def test_whoever_writes_next_at_the_same_place_sends_what_it_rests_on(bob: Document) -> None:
    bob.close()
    with Document.open(bob.path, author=CAT) as copy:
        put(copy, section="by Cat")
        found = copy.changes_to_send()
        assert (found.entries, found.people) == (3, ("Bob", "Cat"))


def test_a_copy_of_a_copy_begins_where_it_was_copied(bob: Document, tmp_path: Path) -> None:
    with Document.open(copy_of(bob, tmp_path / "cat.marmot"), author=CAT) as cat:
        put(cat, section="by Cat")
        assert cat.changes_to_send().entries == 1
        assert [state.key for state in cat.states_sent_since()] == ["came", "all"]


def test_a_copy_to_give_carries_no_notes_of_this_computer(bob: Document, tmp_path: Path) -> None:
    given = bob.give_copy(tmp_path / "given.marmot").path
    with closing(sqlite3.connect(given)) as connection:
        assert connection.execute("SELECT count(*) FROM receipt").fetchone() == (0,)
        assert connection.execute(
            "SELECT count(*) FROM meta WHERE key = ?", (tables.IN_STEP,)
        ).fetchone() == (0,)


def test_a_copy_that_comes_in_is_known_to_be_held(
    document: Document, bob: Document, changes: Path, tmp_path: Path
) -> None:
    document.bring_in(changes)
    put(document, "Ours", section="ours")
    bob.bring_in(copy_of(document, tmp_path / "from ann.marmot"))
    put(bob, theme="after that")
    states = {state.key: state for state in bob.states_sent_since()}
    assert next(iter(states)) == "now"
    assert "from ann.marmot" in states["now"].words
    assert {key: state.entries for key, state in states.items()}["now"] == 1
    assert states["came"].entries == 4
    sent = bob.send_changes(tmp_path / f"second{ENDING}")
    assert sent.entries == 1
    document.bring_in(sent.path)
    assert document.check_code == bob.check_code


def test_a_second_version_of_ones_own_says_nothing_of_others(bob: Document, tmp_path: Path) -> None:
    with Document.open(copy_of(bob, tmp_path / "bob-LAPTOP1.marmot"), author=BOB) as second:
        put(second, section="on the train")
    bob.bring_in(tmp_path / "bob-LAPTOP1.marmot")
    assert bob.changes_to_send().entries == 3


def test_a_check_code_says_what_the_other_side_has(
    document: Document, bob: Document, changes: Path, tmp_path: Path
) -> None:
    document.bring_in(changes)
    printed = " ".join([document.check_code[:16], document.check_code[16:].upper()])
    put(bob, section="later")
    assert bob.coded_state(printed).entries == 1
    with pytest.raises(TrackerError, match="No state of this tracker"):
        bob.coded_state("0" * 32)
    with pytest.raises(TrackerError, match="itself"):
        bob.other_state(bob.path)


def test_what_was_erased_meanwhile_is_sent_as_erased(
    document: Document, bob: Document, tmp_path: Path
) -> None:
    put(bob, theme="a name of somebody")
    held = erasing.values_of(bob._connection, uid(bob), "theme")
    before = bob.other_state(copy_of(document, tmp_path / "before.marmot"))
    bob.erase([held[-1].hash], label="Erase", ground="asked for")
    sent = bob.send_changes(tmp_path / f"x{ENDING}", since=before)
    assert b"a name of somebody" not in sent.path.read_bytes()
    document.bring_in(sent.path)
    assert document.check() == []
    assert document.check_code == bob.check_code


# Receipts


def test_every_bringing_in_leaves_a_receipt_in_this_file_alone(
    document: Document, bob: Document, changes: Path, tmp_path: Path
) -> None:
    put(document, theme="ours")
    first = document.bring_in(changes).receipt
    assert first is not None
    assert (first.who, first.file, first.entries) == ("Ann", changes.name, 2)
    assert (first.people, first.two_answers) == (("Bob",), 1)
    assert first.check_code == document.check_code
    put(bob, section="more")
    copy = copy_of(bob, tmp_path / "whole.marmot")
    document.bring_in(copy)
    newest, oldest = document.receipts()
    assert (oldest, newest.file, newest.entries) == (first, "whole.marmot", 1)
    document.close()
    with Document.open(document.path, author=ANN) as again:
        assert [one.n for one in again.receipts()] == [2, 1]
    bob.bring_in(document.path)
    assert bob.check_code == newest.check_code
    assert [one.file for one in bob.receipts()] == ["a.marmot"], "receipts are not merged"


def test_a_file_name_in_a_receipt_alone_is_found_and_erased_everywhere(
    document: Document, changes: Path, tmp_path: Path
) -> None:
    renamed = Path(shutil.copy(changes, tmp_path / f"Zora Quill{ENDING}"))
    document.bring_in(renamed)
    backup = document.backup("by hand")
    before = document.check_code
    (held,) = erasing.elsewhere(document._connection, "zora quill")
    assert erasing.text_of(held) == renamed.name
    assert erasing.coded(document._connection, held.hash.hex()[:10]) == [held]
    done = document.erase([held.hash], label="Erase", ground="asked for")
    assert (done.change, done.texts, done.reached.backups) == ("", 1, 1)
    (receipt,) = document.receipts()
    assert (receipt.file, receipt.entries) == ("", 2)
    assert document.check_code == before, "the record never held it"
    assert document.check() == []
    assert erasing.elsewhere(document._connection, "zora quill") == []
    path = document.path
    document.close()
    for each in (path, backup):
        assert b"Zora" not in each.read_bytes(), each


def test_a_name_goes_from_the_receipts_in_backups_with_the_record(
    document: Document, changes: Path
) -> None:
    document.bring_in(changes)
    backup = document.backup("by hand")
    bobs = erasing.elsewhere(document._connection, "Bob")
    document.erase([held.hash for held in bobs], label="Erase", ground="asked for")
    assert b"bob.marmot" not in backup.read_bytes()


def test_an_erased_name_goes_out_of_the_receipts(document: Document, changes: Path) -> None:
    document.bring_in(changes)
    bobs = erasing.elsewhere(document._connection, "Bob")
    document.erase([held.hash for held in bobs], label="Erase", ground="asked for")
    (receipt,) = document.receipts()
    assert receipt.people == ("[erased]",)
    assert receipt.file == "", "the file was called after him"
    assert document.check() == []
