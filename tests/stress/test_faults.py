"""Every file operation of every write fails once, and for ever: nothing acknowledged is lost.

reliability.md, section 2, faults 3 and 10: nothing half-written, told in words, and the program
goes on. The n-th operation fails, for every n until the work is done without reaching it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from marmot_tracker.document import Document, publishing
from marmot_tracker.document.lock import lock_file
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import Programme, Recommendation
from marmot_tracker.trail.evidence import is_whole
from tests.document.making import ANN, attach, put, rate, tracker, uid
from tests.stress.faults import Fault, program_fails, sqlite_fails
from tests.stress.making import entries, pair

Level = Callable[[Fault], AbstractContextManager[None]]
LEVELS: dict[str, Level] = {"sqlite": sqlite_fails, "program": program_fails}


@dataclass
class Place:
    """A folder with a tracker, a colleague's copy and a file; and what was acknowledged there."""

    folder: Path
    shared: bool = False
    document: Document | None = None
    entries: set[bytes] = field(default_factory=set)
    coming: set[bytes] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    backups: list[Path] = field(default_factory=list)

    @property
    def mine(self) -> Path:
        return self.folder / ("Dropbox" if self.shared else "") / "mine.marmot"

    @property
    def theirs(self) -> Path:
        return self.folder / "theirs.marmot"

    @property
    def opened(self) -> Document:
        assert self.document is not None
        return self.document

    def acknowledge(self) -> None:
        """The last edit returned: it was shown as saved."""
        self.entries.add(self.opened._done[-1])


def opens(place: Place) -> None:
    place.document = Document.open(place.mine, author=ANN)


def _begin(session: Session) -> None:
    session.add(Programme(name="Programme", place="Sample place"))
    session.add(Recommendation(reference="3.10", wording="Do 3.10"))


def creates(place: Place) -> None:
    place.document = Document.create(place.mine, author=ANN, begin=_begin)
    place.entries = {bytes.fromhex(tip) for tip in place.document.tips}


def edits(place: Place) -> None:
    put(place.opened, theme="edited")
    place.acknowledge()
    rate(place.opened, "at_risk", date(2026, 9, 1))
    place.acknowledge()


def attaches(place: Place) -> None:
    sha256 = attach(place.opened, uid(place.opened), place.folder / "survey.bin", "Large")
    place.acknowledge()
    place.files.add(sha256)


def brings_in(place: Place) -> None:
    brought = place.opened.bring_in(place.theirs)
    assert brought.backup
    place.backups.append(brought.backup)
    place.entries |= place.coming


def undoes(place: Place) -> None:
    put(place.opened, theme="to be undone")
    place.acknowledge()
    assert place.opened.undo()
    place.entries.add(place.opened._undone[-1])


def backs_up(place: Place) -> None:
    place.backups.append(place.opened.backup("by hand"))


def closes(place: Place) -> None:
    put(place.opened, theme="before closing")
    place.acknowledge()
    place.opened.close()


def publishes(place: Place) -> None:
    put(place.opened, theme="to be published")
    place.acknowledge()
    place.opened.publish()
    put(place.opened, theme="to be published at closing")
    place.acknowledge()
    place.opened.close()


WORK: dict[str, tuple[Callable[[Place], None], int, int]] = {
    "open": (opens, 1, 1),
    "create": (creates, 37, 2),
    "edit": (edits, 13, 1),
    "attach": (attaches, 17, 2),
    "bring in": (brings_in, 149, 11),
    "undo": (undoes, 17, 1),
    "back up": (backs_up, 41, 5),
    "close": (closes, 13, 2),
    "publish": (publishes, 17, 11),
}
"""Each work; every so manieth operation of SQLite's, and of the program's, fails.

With --long each of them fails. There are some thousands, most of them writes of one commit.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The bytes of a tracker and of a colleague's copy."""
    return pair(tmp_path_factory.mktemp("made"))


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "for ever"])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("work", WORK)
def test_nothing_acknowledged_is_lost_by_a_fault(
    work: str,
    level: str,
    lasting: bool,
    made,
    no_child,
    tmp_path: Path,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(publishing, "pause", lambda seconds: None)
    do, sqlites, ours = WORK[work]
    step = sqlites if level == "sqlite" else ours
    if pytestconfig.getoption("--long"):
        step = 1
    points, nth = 0, 1
    while True:
        fault = Fault(tmp_path.parent, nth=nth, lasting=lasting, full=points % 2 == 1)
        _point(tmp_path / f"{nth}", do, LEVELS[level], fault, made)
        if not fault.hits:
            break
        points, nth = points + 1, nth + step
    assert points > 5


def _point(
    folder: Path, do: Callable[[Place], None], level: Level, fault: Fault, made: tuple[bytes, bytes]
) -> None:
    folder.mkdir()
    place = Place(folder, shared=do is publishes)
    place.mine.parent.mkdir(exist_ok=True)
    if do is not creates:
        place.mine.write_bytes(made[0])
    place.theirs.write_bytes(made[1])
    place.coming = entries(place.theirs)
    (folder / "survey.bin").write_bytes(b"Seven of ten. " * 3_000)
    said = ""
    with level(fault):
        if do not in {opens, creates}:
            place.entries = entries(place.mine)
            place.document = Document.open(place.mine, author=ANN)
        try:
            with fault.active():
                do(place)
        except TrackerError as told:
            said = told.message
            assert said
        where = f"{fault.hits[:3]} of {fault.count}: {said}"
        _goes_on(place, where, new=do is creates, lasting=fault.lasting)
    _is_all_there(place, where)


def _goes_on(place: Place, where: str, *, new: bool, lasting: bool) -> None:
    """The disk answers again: the open document works, or the file can be opened anew."""
    if place.document is None:
        if new:
            # A creation that failed leaves nothing, unless the disk lets nothing be taken away.
            for left in (place.mine, lock_file(place.mine)):
                assert lasting or not left.exists(), where
                left.unlink(missing_ok=True)
            tracker(place.mine).close()
        # A lock that could not be taken away is told in words, and a person opens it all the same.
        place.document = Document.open(place.mine, author=ANN, over_lock=True)
    if place.opened.read_only:  # a full disk lets it be read; with room again it is opened anew
        place.opened.close()
        place.document = Document.open(place.mine, author=ANN, over_lock=True)
    try:
        put(place.opened, theme=f"after {where}")
        place.acknowledge()
    except sqlite3.ProgrammingError:  # it was closed as part of the work
        return
    place.opened.close()


def _is_all_there(place: Place, where: str) -> None:
    with Document.open(place.mine, author=ANN, over_lock=True) as document:
        assert document.check() == [], where
        held = {bytes.fromhex(change) for change in _ids(document)}
        assert place.entries <= held, where
        assert all(is_whole(document._connection, sha256) for sha256 in place.files), where
    names = {found.name for found in (*place.folder.iterdir(), *place.mine.parent.iterdir())}
    assert names <= {"mine.marmot", "theirs.marmot", "survey.bin", "Dropbox"}, where
    for backup in place.backups:
        with Document.open(backup, author=ANN, asking=True) as document:
            assert document.check() == [], where


def _ids(document: Document) -> list[str]:
    return [found[0].hex() for found in document._connection.execute("SELECT id FROM change_set")]
