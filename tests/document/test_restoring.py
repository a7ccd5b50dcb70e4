"""Restoring: a new file from a backup, with its evidence; nothing written over, nothing un-erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Document, backups, restoring
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import keeping
from marmot_tracker.trail import erasing
from marmot_tracker.vocabulary import ChangeKind
from tests.document.making import ANN, attach, put, tracker, uid, value

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """A tracker with a theme and a file, backed up, and another theme since."""
    file = tmp_path / "minutes.txt"
    file.write_bytes(b"minutes " * 300_000)
    with tracker(tmp_path / "a.marmot") as made:
        put(made, theme="then", section="The name of a child")
        attach(made, uid(made), file, "Minutes")
        made.backup("by hand")
        put(made, theme="now")
        yield made


def newest(document: Document) -> backups.Backup:
    return next(backup for backup in document.backups() if backup.why == "by hand")


def target_of(document: Document) -> Path:
    return restoring.name_for(document.path, newest(document).made_at)


def test_a_new_file_lies_beside_with_its_evidence(document: Document, tmp_path: Path) -> None:
    before = document.path.read_bytes()
    made = document.restore(newest(document).path, target_of(document))
    assert document.path.read_bytes() == before
    assert made.path.parent == document.path.parent
    assert (made.files, made.lacking, made.erased, made.stale) == (1, (), 0, None)
    assert made.before is not None
    assert document.backups()[0].path == made.before
    with Document.open(made.path, author=ANN) as restored:
        assert value(restored, "theme") == "then"
        assert restored.check() == []
        (sha256,) = [name.name for name in (made.before.parent / "evidence").iterdir()]
        held = b"".join(restored.evidence_bytes(sha256))
        assert held == (tmp_path / "minutes.txt").read_bytes()
        put(restored, theme="goes on")
        assert restored.check() == []
    assert [file.name for file in tmp_path.iterdir() if ".part" in file.name] == []
    words = " ".join(keeping.restored_words(made))
    assert "1 evidence file put back" in words
    assert document.bring_in(made.path).two_answers == 1, "restored over is a union"


def test_names_are_never_taken_twice(document: Document) -> None:
    first = target_of(document)
    document.restore(newest(document).path, first)
    second = target_of(document)
    assert second != first
    document.restore(newest(document).path, second)
    for taken in (first, document.path):
        with pytest.raises(TrackerError, match="already a file"):
            document.restore(newest(document).path, taken)
    with pytest.raises(TrackerError, match="no folder"):
        document.restore(newest(document).path, first.parent / "none" / "a.marmot")


def test_evidence_that_is_gone_or_damaged_is_named(document: Document) -> None:
    beside = newest(document).path.parent / "evidence"
    (kept,) = beside.iterdir()
    kept.write_bytes(b"something else")
    made = restoring.restore(newest(document).path, target_of(document))
    assert (made.files, made.lacking) == (0, ("Minutes",))
    assert "Minutes" in " ".join(keeping.restored_words(made))
    with Document.open(made.path, author=ANN) as restored:
        assert restored.check() == [], "it is not in this copy, and says so"
        now = document.path.with_name("now.marmot")
        now.write_bytes(document.path.read_bytes())
        assert restored.bring_in(now).files == 1, "and comes back in with a copy that holds it"


def test_a_leftover_journal_is_set_aside(document: Document) -> None:
    target = target_of(document)
    journal = target.with_name(f"{target.name}-journal")
    journal.write_bytes(b"the journal of another file")
    made = restoring.restore(newest(document).path, target)
    assert made.stale is not None
    assert made.stale.name.endswith(".stale")
    assert made.stale.read_bytes() == b"the journal of another file"
    assert not journal.exists()
    with Document.open(target, author=ANN) as restored:
        assert restored.check() == []


def test_a_damaged_backup_makes_nothing(document: Document, tmp_path: Path) -> None:
    backup = newest(document).path
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("UPDATE change_row SET body = '\"forged\"' WHERE field = 'theme'")
        connection.commit()
    there = set(tmp_path.iterdir())
    with pytest.raises(TrackerError, match="is damaged"):
        restoring.restore(backup, tmp_path / "new.marmot")
    backup.write_bytes(b"no tracker at all")
    with pytest.raises(TrackerError, match="is damaged"):
        restoring.restore(backup, tmp_path / "new.marmot")
    with pytest.raises(TrackerError, match="no backup"):
        restoring.restore(backup.with_name("none.marmot"), tmp_path / "new.marmot")
    assert set(tmp_path.iterdir()) == there


def erase_section(document: Document) -> None:
    """Erase what the section of 3.10 ever said, in this file alone."""
    hashes = erasing.hashes_holding(
        document._connection, uid(document), "section", '"The name of a child"'
    )
    heading = document._heading("Erase", "request of the person", None, "", ChangeKind.ERASURE)
    with document._transaction():
        erasing.erase(document._connection, hashes, heading)


@pytest.mark.parametrize("present", [True, False])
def test_what_was_erased_since_stays_erased(document: Document, present: bool) -> None:
    """Also where only a newer backup knows of it, and without a byte left in a free page."""
    backup = newest(document).path
    whole = backup.read_bytes()
    erase_section(document)
    if not present:
        with clock.fixed(clock.now() + timedelta(hours=1)):
            document.backup("knows of it")
    backup.write_bytes(whole)  # a backup that the erasure did not reach
    connection = document._connection if present else None
    made = restoring.restore(backup, target_of(document), present=connection)
    assert made.erased == 1
    assert b"The name of a child" not in made.path.read_bytes()
    with Document.open(made.path, author=ANN) as restored:
        assert value(restored, "section") is None
        assert value(restored, "theme") == "then"
        assert restored.check() == []
    assert "stayed erased" in " ".join(keeping.restored_words(made))


def test_a_lost_tracker_is_restored_by_its_name(tmp_path: Path) -> None:
    with tracker(tmp_path / "lost.marmot") as made:
        made.backup("by hand")
        code = made.check_code
    (tmp_path / "lost.marmot").unlink()
    found = backups.listed(tmp_path / "lost.marmot")
    restored = restoring.restore(found[0].path, tmp_path / "lost.marmot")
    with Document.open(restored.path, author=ANN) as again:
        assert again.check_code == code


def test_a_damaged_tracker_is_no_reason_not_to_restore(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_why: str) -> Path:
        raise TrackerError("a.marmot is damaged; nothing was changed.")

    monkeypatch.setattr(document, "backup", refuse)
    made = document.restore(newest(document).path, target_of(document))
    assert (made.before, made.unbacked) == (None, "a.marmot is damaged; nothing was changed.")
    assert "could not be backed up" in " ".join(keeping.restored_words(made))


def test_a_tracker_that_is_another_ones_name_is_not_mixed_in(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with (
        tracker(tmp_path / "one" / "a.marmot") as one,
        tracker(tmp_path / "two" / "a.marmot") as two,
    ):
        one.backup("by hand")
        two.backup("by hand")
        assert {each.path.parent for each in one.backups()}.isdisjoint(
            {each.path.parent for each in two.backups()}
        )
        assert len({each.path.parent for each in backups.listed(one.path)}) == 2
        made = restoring.restore(
            two.backups()[0].path, tmp_path / "b.marmot", present=one._connection
        )
        assert made.erased == 0
