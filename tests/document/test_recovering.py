"""Recovery: whatever is damaged, what was whole comes back, with the backup, into a clean file."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document, backups, publishing, recovering, working_copy
from marmot_tracker.document.carving import Pages
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Organisation
from marmot_tracker.services import keeping
from marmot_tracker.trail import erasing
from marmot_tracker.trail.changes import changes_hash, header_of, row_hash, seen_of, split_ids
from marmot_tracker.trail.values import DamagedRecord, value_hash
from marmot_tracker.vocabulary import ChangeKind
from tests.document.making import ANN, attach, put, tracker, uid, value

DAMAGES = 24
"""How many damaged files are tried."""
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed tracker with long texts, a withdrawn thing's worth of edits, an undo and a file."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARMOT_DATA", str(folder / "data"))
        patch.setenv("MARMOT_CONFIG", str(folder / "config"))
        with tracker(folder / "whole.marmot") as document:
            for number in range(12):
                put(document, f"Set theme {number}", theme=f"theme {number}")
                put(document, section=f"{number} " * 3000)
            document.undo()
            file = folder / "minutes.txt"
            file.write_bytes(random.Random(1).randbytes(2_300_000))
            attach(document, uid(document), file, "Minutes")
            put(document, theme="last")
    shutil.rmtree(folder / "data")
    return folder / "whole.marmot"


def flipped(chance: random.Random, data: bytearray) -> None:
    """Eight bytes anywhere."""
    for _ in range(8):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def blanked(chance: random.Random, data: bytearray) -> None:
    """A few pages, where the record is more often than in the evidence."""
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data) // PAGE if chance.random() < 0.3 else 60) * PAGE
        data[at : at + PAGE] = bytes(PAGE)


def cut(chance: random.Random, data: bytearray) -> None:
    """The tail."""
    del data[chance.randrange(PAGE, len(data)) :]


def without_beginning(_chance: random.Random, data: bytearray) -> None:
    """The first page, which says that it is a tracker at all."""
    data[:PAGE] = bytes(PAGE)


def readable(path: Path) -> set[bytes]:
    """The entries whose rows SQLite itself still reads, one entry at a time; no proof of them."""
    found = set()
    with closing(sqlite3.connect(path)) as connection:
        for n in range(1, 60):
            try:
                row = connection.execute("SELECT id FROM change_set WHERE n = ?", (n,)).fetchone()
                if row:
                    found.add(row[0])
            except (sqlite3.DatabaseError, UnicodeDecodeError):
                continue
    return found


def entries(path: Path) -> set[bytes]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM change_set")}


@pytest.mark.parametrize("damage", [flipped, blanked, cut, without_beginning])
def test_what_is_whole_comes_back_into_a_clean_file(
    damage: Callable[[random.Random, bytearray], None], whole: Path, tmp_path: Path, person: Path
) -> None:
    everything = entries(whole)
    read = 0
    for seed in range(DAMAGES // 4 if damage is not without_beginning else 1):
        data = bytearray(whole.read_bytes())
        damage(random.Random(seed), data)
        path = tmp_path / "damaged.marmot"
        path.write_bytes(data)
        target = tmp_path / f"recovered {seed}.marmot"
        shutil.rmtree(person / "data" / "backups", ignore_errors=True)
        try:
            made = recovering.recover(path, target, author="Ann")
        except TrackerError:
            assert provable(path, everything) == set()
            continue
        held = entries(target)
        assert held <= everything
        assert held >= provable(path, everything)
        assert (made.entries, made.read, made.backup) == (len(held), len(held), None)
        read += len(held)
        with Document.open(target, author=ANN) as recovered:
            assert recovered.check() == []
            put_anything(recovered)
            assert recovered.check() == []
        assert path.read_bytes() == bytes(data), "the damaged file stays as it is"
    assert read >= len(everything), "nearly nothing was read of any of them"


def provable(path: Path, known: set[bytes]) -> set[bytes]:
    """The entries that SQLite reads whole, each by itself, with every text that they name."""
    found = set()
    for change in readable(path) & known:
        with (
            contextlib.suppress(
                sqlite3.DatabaseError, UnicodeDecodeError, TypeError, ValueError, DamagedRecord
            ),
            closing(sqlite3.connect(path)) as connection,
        ):
            if is_whole(connection, change):
                found.add(change)
    return found


def is_whole(connection: sqlite3.Connection, change: bytes) -> bool:
    """Whether an entry's rows, values and texts are the ones that its heading is over."""
    query = "SELECT n, header FROM change_set WHERE id = ?"
    n, encoded = connection.execute(query, (change,)).fetchone()
    rows = connection.execute(
        "SELECT kind, uid, field, hash, salt, body, replaces, seen FROM change_row "
        "WHERE +n = ? ORDER BY kind, uid, field",
        (n,),
    ).fetchall()
    header = header_of(encoded)
    hashes = [
        row_hash(kind, uid, field, value, split_ids(ids or b""), seen_of(seen) if seen else None)
        for kind, uid, field, value, _, _, ids, seen in rows
    ]
    words = [
        connection.execute("SELECT salt, body FROM word WHERE hash = ?", (value,)).fetchone()
        for value in header.words.values()
        if value
    ]
    valued = [row for row in rows if row[3] is not None]
    return (
        all(words)
        and all(value_hash(row[4], row[5]) == row[3] for row in valued)
        and changes_hash(hashes) == header.changes
    )


def put_anything(document: Document) -> None:
    """An edit, as whoever goes on with the file would make."""
    with document.edit("Add an organisation") as session:
        session.add(Organisation(name="A council"))


def test_a_sound_file_comes_back_whole(whole: Path, tmp_path: Path) -> None:
    made = recovering.recover(whole, tmp_path / "r.marmot", author="Ann")
    assert (made.lost, made.files, made.lacking) == ((), 1, ())
    with Document.open(made.path, author=ANN) as recovered:
        assert value(recovered, "theme") == "last"
        (sha256,) = [
            row[0] for row in recovered._connection.execute("SELECT sha256 FROM blob").fetchall()
        ]
        held = b"".join(recovered.evidence_bytes(sha256))
        assert held == whole.with_name("minutes.txt").read_bytes()
        assert recovered.check() == []


def test_every_row_of_a_sound_file_is_read_page_by_page(whole: Path) -> None:
    with closing(Pages(whole)) as pages:
        rows = [found.values for found in pages.rows(lambda types: types[:4] == "ittt")]
    with closing(sqlite3.connect(whole)) as connection:
        assert sorted(rows, key=repr) == sorted(
            connection.execute("SELECT * FROM change_row").fetchall(), key=repr
        )


def test_the_backup_fills_in_and_what_is_lost_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.marmot"
    file = tmp_path / "minutes.txt"
    file.write_bytes(b"minutes " * 300_000)
    with tracker(path) as document:
        put(document, "Before", theme="before")
        attach(document, uid(document), file, "Minutes")
        document.backup("by hand")
        put(document, "After", section="after the backup")
        put(document, "Lost", plain_position="to be lost")
        put(document, "Last", page="12")
        everything = document.check_code
    data = path.read_bytes()
    for part in (b"to be lost", b"Do 3.9"):  # one that the backup lacks, one that it holds
        assert data.count(part) >= 1
    broken = data.replace(b"to be lost", b"to be LOST").replace(b"Do 3.9", b"No 3.9")
    for at in range(0, len(broken), PAGE):  # and no evidence
        if broken[at + 4 : at + 36].count(b"minutes") >= 3:
            broken = broken[:at] + bytes(PAGE) + broken[at + PAGE :]
    path.write_bytes(broken)
    made = recovering.recover(path, tmp_path / "r.marmot", author="Ann")
    assert made.backup is not None
    assert made.entries == made.read + 1 == 6
    assert len(made.lost) == 1
    assert "Ann: Lost" in made.lost[0]
    assert (made.files, made.lacking) == (1, ()), "from beside the backup"
    words = " ".join(keeping.recovered_words(made))
    assert "Ann: Lost" in words
    with Document.open(made.path, author=ANN) as recovered:
        assert recovered.check() == []
        shown = [
            value(recovered, field) for field in ("theme", "section", "plain_position", "page")
        ]
        assert shown == ["before", "after the backup", None, "12"]
        assert recovered.check_code != everything
        whole = tmp_path / "colleague.marmot"
        whole.write_bytes(data)
        recovered.bring_in(whole)
        assert (recovered.check_code, recovered.check()) == (everything, [])


def test_evidence_that_is_nowhere_is_not_in_this_copy(whole: Path, tmp_path: Path) -> None:
    data = whole.read_bytes()
    piece = whole.with_name("minutes.txt").read_bytes()[500_000:500_064]
    path = tmp_path / "damaged.marmot"
    path.write_bytes(data.replace(piece, bytes(64)))
    made = recovering.recover(path, tmp_path / "r.marmot", author="Ann")
    assert (made.lost, made.files, made.lacking) == ((), 0, ("Minutes",))
    with Document.open(made.path, author=ANN) as recovered:
        assert recovered.check() == []


def test_the_backup_of_another_tracker_is_never_mixed_in(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.marmot"
    with tracker(path) as other:
        other.backup("by hand")
    path.write_bytes(whole.read_bytes())
    made = recovering.recover(path, tmp_path / "r.marmot", author="Ann")
    assert made.backup is None
    assert entries(made.path) == entries(whole)


def test_where_nothing_can_be_read_the_backup_alone_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.marmot"
    with tracker(path) as document:
        document.backup("by hand")
        code = document.check_code
    path.write_bytes(bytes(300_000))
    made = recovering.recover(path, tmp_path / "r.marmot", author="Ann")
    assert (made.read, made.entries) == (0, 2)
    with Document.open(made.path, author=ANN) as recovered:
        assert (recovered.check_code, recovered.check()) == (code, [])
    for backup in backups.listed(path):
        backup.path.unlink()
    there = set(tmp_path.iterdir())
    with pytest.raises(TrackerError, match="Nothing could be read"):
        recovering.recover(path, tmp_path / "s.marmot", author="Ann")
    path.write_bytes(b"")
    with pytest.raises(TrackerError, match="Nothing could be read"):
        recovering.recover(path, tmp_path / "s.marmot", author="Ann")
    with pytest.raises(TrackerError, match="no file"):
        recovering.recover(tmp_path / "none.marmot", tmp_path / "s.marmot", author="Ann")
    with pytest.raises(TrackerError, match="already a file"):
        recovering.recover(path, tmp_path / "r.marmot", author="Ann")
    assert set(tmp_path.iterdir()) == there


@pytest.mark.parametrize("entry_too", [False, True], ids=["erasure kept", "erasure lost"])
def test_what_was_erased_is_not_brought_back_by_a_backup(tmp_path: Path, entry_too: bool) -> None:
    path = tmp_path / "a.marmot"
    with tracker(path) as document:
        put(document, section="The name of a child", theme="kept")
        backup = document.backup("by hand")
        heading = document._heading("Erase", "asked for", None, "", ChangeKind.ERASURE)
        hashes = erasing.hashes_holding(
            document._connection, uid(document), "section", '"The name of a child"'
        )
        with document._transaction():
            erasing.erase(document._connection, hashes, heading)
    assert backup.is_file()
    if entry_too:  # the ground of the erasure cannot be read any more, so neither can its entry
        data = path.read_bytes()
        assert b"asked for" in data
        path.write_bytes(data.replace(b"asked for", b"asked FOR"))
    made = recovering.recover(path, tmp_path / "r.marmot", author="Bob")
    assert made.backup == backup
    assert b"The name of a child" not in made.path.read_bytes()
    with Document.open(made.path, author=ANN) as recovered:
        assert value(recovered, "section") is None
        assert value(recovered, "theme") == "kept"
        assert recovered.check() == []


@contextlib.contextmanager
def being_written(path: Path) -> Iterator[None]:
    """Half an edit is in the file, and its journal lies beside it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE change_row SET body = '\"half\"'")
    connection.execute("UPDATE word SET body = '\"half\"'")
    yield
    connection.execute("ROLLBACK")
    connection.close()


def test_a_hot_journal_of_its_own_is_played_back(whole: Path, tmp_path: Path) -> None:
    """A program that died in the middle of a write left its journal: the write never was."""
    path = Path(shutil.copy(whole, tmp_path / "a.marmot"))
    with being_written(path):
        copy = Path(shutil.copy(path, tmp_path / "dead.marmot"))
        shutil.copy(f"{path}-journal", f"{copy}-journal")
    made = recovering.recover(copy, tmp_path / "r.marmot", author="Ann")
    assert entries(made.path) == entries(whole)


def cut_after_the_backup(path: Path) -> None:
    """Write over the pages that hold everything, as a disk does."""
    data = bytearray(path.read_bytes())
    data[: 200 * 4096] = bytes(min(len(data), 200 * 4096))
    path.write_bytes(data)


def test_what_was_written_after_the_backup_may_be_missing_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.marmot"
    with tracker(path) as document:
        put(document, theme="before")
        document.backup("by hand")
        put(document, theme="acknowledged")
        put(document, section="acknowledged too")
    cut_after_the_backup(path)
    made = recovering.recover(path, tmp_path / "r.marmot", author="Ann")
    assert (made.lost, made.may_lack_more) == ((), True)
    words = " ".join(keeping.recovered_words(made))
    (backup,) = [each for each in backups.listed(path) if each.why == "by hand"]
    at = f"{backup.made_at.astimezone(clock.PLACE):%d/%m/%Y %H:%M}"
    assert f"What was written after the backup of {at} may be missing" in words
    assert "Nothing is known" not in words


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_nothing_is_called_whole_that_lacks_an_entry(
    whole: Path, tmp_path: Path, kept: float
) -> None:
    """Also where nothing that can be read names what is gone."""
    everything = entries(whole)
    path = tmp_path / "a.marmot"
    data = bytearray(whole.read_bytes())
    for seed in range(6):
        broken = data[: int(len(data) * kept)]
        blanked(random.Random(seed), broken)
        path.write_bytes(broken)
        target = tmp_path / f"r {seed}.marmot"
        made = recovering.recover(path, target, author="Ann")
        if entries(target) != everything:
            assert made.lost or made.may_lack_more
        else:
            assert not made.lost


def test_what_waits_in_a_working_copy_comes_back_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.marmot"
    with tracker(path) as document:
        document.backup("by hand")
        first = document._connection.execute("SELECT id FROM change_set ORDER BY n").fetchone()[0]
        put(document, theme="published by nobody")
        code = document.check_code
    left = working_copy.WorkingCopy(
        path, working_copy.folder_of(path, first.hex()), first.hex(), publishing.seen(path), ""
    )
    left.save(process=0)
    shutil.copy(path, left.file)
    cut_after_the_backup(path)
    made = recovering.recover(path, tmp_path / "r.marmot", author="Ann")
    with Document.open(made.path, author=ANN) as recovered:
        assert (recovered.check_code, recovered.check()) == (code, [])
    assert str(left.file) in " ".join(keeping.recovered_words(made))
    assert left.file.exists()
    left.file.write_bytes(b"damaged, too")
    assert recovering.recover(path, tmp_path / "s.marmot", author="Ann").entries == 2


def test_the_journal_of_another_file_is_not_played_into_it(whole: Path, tmp_path: Path) -> None:
    """A tracker was put in the place of one that was being written: the journal is the other's."""
    other = tmp_path / "other.marmot"
    with tracker(other) as document:
        put(document, theme="other")
    path = Path(shutil.copy(whole, tmp_path / "a.marmot"))
    with being_written(other):
        shutil.copy(f"{other}-journal", f"{path}-journal")
    made = recovering.recover(path, tmp_path / "r.marmot", author="Ann")
    assert entries(made.path) == entries(whole)
    assert made.is_whole
