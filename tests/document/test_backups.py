"""Backups: when they are made, that a part never counts, which stay, what is said when one fails."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marmot_tracker import clock
from marmot_tracker.document import Document, backups, thinning
from marmot_tracker.document.backups import Making
from marmot_tracker.document.safekeeping import WHY, is_due
from marmot_tracker.document.thinning import DAYS, MONTHS, RECENT, WEEKS, to_keep, within
from marmot_tracker.errors import TrackerError
from tests.document.making import ANN, attach, put, tracker, uid, value

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with clock.fixed(NOW), tracker(tmp_path / "a.marmot") as made:
        yield made


def whys(document: Document) -> list[str]:
    """Why each backup was made, the oldest first."""
    return [backup.why for backup in reversed(document.backups())]


def damage(document: Document) -> None:
    """Change a value of the record behind its back."""
    with document._transaction():
        document._connection.execute("UPDATE change_row SET body = '\"x\"' WHERE field = 'wording'")


# When


def test_the_first_change_of_a_day_and_every_half_hour(document: Document) -> None:
    assert whys(document) == [WHY], "the first change to a new tracker"
    put(document, theme="same half hour")
    assert whys(document) == [WHY]
    with clock.fixed(NOW + timedelta(minutes=29, seconds=59)):
        put(document, theme="nearly")
    assert len(document.backups()) == 1
    with clock.fixed(NOW + timedelta(minutes=30)):
        put(document, theme="half an hour")
        put(document, theme="again")
    assert len(document.backups()) == 2
    newest = document.backups()[0]
    with closing(sqlite3.connect(newest.path)) as connection:
        found = connection.execute("SELECT theme FROM recommendation WHERE theme IS NOT NULL")
        assert found.fetchall() == [("half an hour",)], "made after the change, with it"
    with clock.fixed(datetime(2026, 11, 23, 23, 50, tzinfo=UTC)):
        put(document, theme="late")
    with clock.fixed(datetime(2026, 11, 24, 0, 5, tzinfo=UTC)):
        put(document, theme="a new day")
    assert len(document.backups()) == 4


def test_another_opening_in_the_same_half_hour_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "b.marmot"
    with clock.fixed(NOW):
        tracker(path).close()
    with clock.fixed(NOW + timedelta(minutes=5)), Document.open(path, author=ANN) as again:
        put(again, theme="again")
        assert len(again.backups()) == 1
    with clock.fixed(NOW + timedelta(minutes=31)), Document.open(path, author=ANN) as again:
        assert again.undo(earlier=True) is not None
        assert len(again.backups()) == 2, "taking back is a change, too"


def test_without_changes_there_is_none(document: Document) -> None:
    with clock.fixed(NOW + timedelta(days=3)), document.read() as session:
        session.connection()
    with clock.fixed(NOW + timedelta(days=3)):
        put(document)
    assert len(document.backups()) == 1, "an edit that changed nothing"


def test_a_new_tracker_with_nothing_in_it_has_none(tmp_path: Path) -> None:
    with Document.create(tmp_path / "b.marmot", author=ANN, begin=lambda _session: None) as made:
        assert made.backups() == []


def test_whoever_waits_is_asked_when_idle(document: Document) -> None:
    document.safekeeping.waits = True
    with clock.fixed(NOW + timedelta(hours=1)):
        put(document, theme="x")
        assert len(document.backups()) == 1, "nothing is made while the person works"
        making = document.safekeeping.begin()
        assert making is not None
        assert document.safekeeping.begin() is None, "it counts as tried"
        for _ in making.pieces():
            put(document, section="meanwhile")
        making.finish()
        document.safekeeping.made()
    assert len(document.backups()) == 2


def test_what_is_still_due_at_closing_is_made_then(tmp_path: Path) -> None:
    with clock.fixed(NOW):
        with tracker(tmp_path / "b.marmot") as document:
            document.safekeeping.waits = True
            path = document.path
        assert len(backups.listed(path)) == 1
    with clock.fixed(NOW + timedelta(hours=2)):
        with Document.open(path, author=ANN) as document:
            document.safekeeping.waits = True
            put(document, theme="y")
        assert len(backups.listed(path)) == 2


@given(
    st.lists(st.datetimes(timezones=st.just(UTC)), max_size=6), st.datetimes(timezones=st.just(UTC))
)
def test_due_is_as_said(moments: list[datetime], now: datetime) -> None:
    local = now.year > 1 and now.year < 9999
    if local and not is_due(moments, now):
        assert any(timedelta(0) <= now - moment < timedelta(minutes=30) for moment in moments)
    if local:
        assert not is_due([*moments, now], now)


# What is in one


def test_a_backup_holds_everything_and_evidence_lies_beside_once(
    document: Document, tmp_path: Path
) -> None:
    file = tmp_path / "minutes.txt"
    file.write_bytes(b"minutes " * 300_000)
    sha256 = attach(document, uid(document), file, "Minutes")
    first, second = document.backup("one"), document.backup("two")
    kept = first.parent / "evidence" / sha256
    assert kept.read_bytes() == file.read_bytes()
    assert [path.name for path in kept.parent.iterdir()] == [sha256]
    assert not list(first.parent.glob("*.part"))
    for backup in (first, second):
        with closing(sqlite3.connect(backup)) as connection:
            assert connection.execute("SELECT count(*) FROM chunk").fetchone() == (0,)
        with Document.open(Path(shutil.copy(backup, tmp_path / backup.name)), author=ANN) as copy:
            assert copy.check_code == document.check_code
            assert copy.check() == []


def test_evidence_that_is_damaged_is_not_kept_under_its_name(
    document: Document, tmp_path: Path
) -> None:
    file = tmp_path / "minutes.txt"
    file.write_bytes(b"minutes " * 3000)
    sha256 = attach(document, uid(document), file, "Minutes")
    document._connection.execute("UPDATE chunk SET data = zeroblob(length(data))")
    made = document.backup("now")
    assert not (made.parent / "evidence" / sha256).exists()


def test_a_damaged_record_is_kept_as_such_and_counts_as_no_good_one(document: Document) -> None:
    with clock.fixed(NOW + timedelta(seconds=1)):
        good = document.backup("by hand")
    damage(document)
    with clock.fixed(NOW + timedelta(minutes=1)):
        made = document.backup("before something")
    assert backups.DAMAGED in made.name
    found = document.backups()
    assert (found[0].path, found[0].good) == (made, False)
    assert next(one for one in found if one.good).path == good
    told: list[str] = []
    document.told = told.append
    with clock.fixed(NOW + timedelta(hours=2)):
        put(document, section="goes on")
    assert len(document.backups()) == len(found), "by itself none is kept of a damaged record"
    assert "Check the record" in told[0] or "not as it was written" in told[0]


# What fails


def test_a_part_never_counts_and_goes_after_an_hour(document: Document) -> None:
    making = Making(document.path, document._connection, "cut off")
    pieces = making.pieces()
    next(pieces)
    folder = backups.folder_of(document.path, document._connection)
    (part,) = folder.glob("*.part")
    assert all("cut off" not in backup.why for backup in document.backups())
    document.backup("by hand")
    assert part.exists(), "it may be somebody's who is writing it just now"
    with clock.fixed(NOW):
        os.utime(part, (0, 0))
        document.backup("by hand")
    assert not part.exists()


def test_a_backup_that_cannot_be_written_fails_no_edit_and_is_told_once(
    document: Document, person: Path
) -> None:
    told: list[str] = []
    document.told = told.append
    shutil.rmtree(person / "data" / "backups")
    (person / "data" / "backups").write_text("a file where a folder should be")
    heard: list[object] = []
    document.listeners.append(heard.append)
    for hours in range(1, 4):
        with clock.fixed(NOW + timedelta(hours=hours)):
            put(document, theme=f"after {hours}")
    assert value(document, "theme") == "after 3"
    assert len(heard) == 3
    (words,) = told
    assert "No backup of a.marmot could be written" in words
    assert "saved in the tracker itself" in words
    with pytest.raises(TrackerError, match="nothing was changed"):
        document.backup("before something")
    (person / "data" / "backups").unlink()
    with clock.fixed(NOW + timedelta(hours=5)):
        put(document, theme="room again")
        assert len(document.backups()) == 1


def test_a_full_disk_is_told_and_leaves_no_part(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    document.told = told.append

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with clock.fixed(NOW + timedelta(hours=1)):
        put(document, theme="still saved")
    monkeypatch.undo()
    assert value(document, "theme") == "still saved"
    assert "No space left" in told[0]
    folder = backups.folder_of(document.path, document._connection)
    assert not list(folder.glob("*.part"))
    assert document.check() == []


def test_a_backup_that_was_not_written_as_read_is_refused(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = Making(document.path, document._connection, "torn")
    for _ in making.pieces():
        pass
    folder = backups.folder_of(document.path, document._connection)
    (part,) = folder.glob("*.part")
    torn = bytearray(part.read_bytes())
    at = torn.index(b"Do 3.10")
    torn[at : at + 7] = b"Do 9.99"
    part.write_bytes(torn)
    with pytest.raises(TrackerError, match="not as it was written"):
        making.finish()
    assert not part.exists()
    assert all(backup.why != "torn" for backup in document.backups())


# Which stay

moments = st.lists(
    st.integers(0, 1200 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes)),
    max_size=80,
)


@given(moments)
def test_thinning_keeps_what_it_says(made: list[datetime]) -> None:
    kept = to_keep(made, NOW)
    assert kept <= set(made)
    assert not made or max(made) in kept
    assert {moment for moment in made if moment > NOW - RECENT} <= kept
    older = sorted((moment for moment in kept if moment <= NOW - RECENT), reverse=True)
    assert len(older) <= DAYS + WEEKS + MONTHS
    days = Counter(moment.astimezone(clock.PLACE).date() for moment in older)
    assert not days or max(days.values()) == 1, "one of a day at most"
    assert to_keep(kept, NOW) == kept


@settings(max_examples=15)
@given(st.integers(1, 800), st.integers(12, 72))
def test_thinning_again_and_again_keeps_the_same_spread(days: int, hours: int) -> None:
    """Thinned at every backup, as it is: for every day of two years one is kept from soon after."""
    start = NOW - timedelta(days=days)
    made = [start + timedelta(hours=at) for at in range(0, days * 24, hours)]
    kept: set[datetime] = set()
    for moment in made:
        kept = to_keep({*kept, moment}, moment)
    for moment in made:
        if moment > made[-1] - timedelta(days=700):
            assert any(timedelta(0) <= after - moment < timedelta(days=38) for after in kept)
    assert len(kept) <= 5 + DAYS + WEEKS + MONTHS


def test_the_cap_keeps_the_newest_and_counts_evidence_once() -> None:
    files = {"a": 50, "b": 30}
    assert within([10, 10, 10], [{"a"}, {"a"}, {"a", "b"}], files, 80) == 2
    assert within([10, 10, 10], [{"a"}, {"a"}, {"a", "b"}], files, 110) == 3
    assert within([500, 10], [{"a"}, set()], files, 80) == 1, "the newest, however large"
    assert within([], [], files, 80) == 0


def test_thinned_backups_go_with_the_evidence_that_only_they_need(
    document: Document, tmp_path: Path
) -> None:
    file = tmp_path / "minutes.txt"
    file.write_bytes(b"minutes")
    sha256 = attach(document, uid(document), file, "Minutes")
    with clock.fixed(NOW - timedelta(days=20)):
        first = document.backup("old")
    with clock.fixed(NOW - timedelta(days=20, minutes=5)):
        thinned = document.backup("old")
    beside = first.parent / "evidence"
    (beside / ("0" * 64)).write_bytes(b"of a backup long gone")
    document.backup("now")
    assert first.exists()
    assert not thinned.exists()
    assert [path.name for path in beside.iterdir()] == [sha256]


def test_the_newest_good_one_outlives_the_cap(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.fixed(NOW + timedelta(minutes=1)):
        good = document.backup("good")
    monkeypatch.setattr(thinning, "most_bytes", lambda _folder: 1)
    damage(document)
    with clock.fixed(NOW + timedelta(minutes=2)):
        document.backup("bad")
    assert [backup.path for backup in document.backups()] == [good]
