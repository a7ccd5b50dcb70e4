"""A power loss at any moment takes back nothing that was acknowledged (reliability.md 4.2).

The production document works while every file operation of SQLite is recorded; then the disk is
made as it may be found after a power loss between any two of them, and opened again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document, engine
from marmot_tracker.errors import TrackerError
from marmot_tracker.trail import evidence
from marmot_tracker.trail.erasing import hashes_holding
from marmot_tracker.trail.evidence import is_whole
from tests.document.making import ANN, BOB, attach, copy_of, put, rate, tracker, uid
from tests.stress.disk import Disk, Lost
from tests.stress.vfs import Operation, watching

PARTS = 2
PIECE = 256 * 1024
FILE = 1_300_000
"""Bytes of the evidence: some pieces, each in a transaction of its own."""


@dataclass
class Recording:
    """Every file operation in order, and what had been acknowledged before each.

    `acknowledged`: after so many operations these entries and files were said to be saved.
    """

    path: Path
    operations: list[Operation] = field(default_factory=list)
    acknowledged: list[tuple[int, frozenset[bytes], frozenset[str]]] = field(default_factory=list)
    files: set[str] = field(default_factory=set)

    def saved(self, document: Document) -> None:
        """The work before this returned to the person: all that is there is acknowledged."""
        found = document._connection.execute("SELECT id FROM change_set").fetchall()
        ids = frozenset(change for (change,) in found)
        self.acknowledged.append((len(self.operations), ids, frozenset(self.files)))

    def at(self, count: int) -> tuple[frozenset[bytes], frozenset[str]]:
        """What was acknowledged when so many operations were done."""
        found: tuple[frozenset[bytes], frozenset[str]] = (frozenset(), frozenset())
        for done, entries, files in self.acknowledged:
            if done <= count:
                found = entries, files
        return found


@contextmanager
def recording(path: Path) -> Iterator[Recording]:
    """Record what SQLite does inside."""
    found = Recording(path)

    def watcher(operation: Operation) -> int:
        if operation.name in {"open", "write", "truncate", "sync", "delete"}:
            found.operations.append(operation)
        return 0

    with watching(watcher):
        yield found


def work(record: Recording, folder: Path) -> None:
    """A morning with a tracker: lists, ratings, evidence, a colleague's copy, undo, erasure."""
    path, theirs = record.path, folder / "theirs" / "a.marmot"
    theirs.parent.mkdir()
    document = tracker(path)
    record.saved(document)
    for number in range(3):
        put(document, theme=f"theme {number}")
        record.saved(document)
    copy_of(document, theirs)
    rate(document, "on_track", date(2026, 7, 1))
    record.saved(document)
    with document.edit("Load a list") as session:
        from marmot_tracker.model import Recommendation

        for number in range(60):
            session.add(Recommendation(reference=f"7.{number}", wording="Do it. " * 40))
    record.saved(document)
    document.close()
    with Document.open(theirs, author=BOB) as other:
        put(other, theme="theirs")
        rate(other, "off_track", date(2026, 8, 1))
    document = Document.open(path, author=ANN)
    document.bring_in(theirs)
    record.saved(document)
    document.undo()
    put(document, theme="undone")
    record.saved(document)
    document.undo()
    record.saved(document)
    named = hashes_holding(document._connection, uid(document), "theme", '"theme 1"')
    document.erase(named, label="Erase", ground="Asked for")
    record.saved(document)
    file = folder / "survey.bin"
    file.write_bytes(random.Random(1).randbytes(FILE))
    record.files.add(attach(document, uid(document), file, "Survey"))
    record.saved(document)
    put(document, theme="last")
    record.saved(document)
    document.close()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """The operations of a morning's work."""
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "work").mkdir()
    return _recorded(folder)


def _recorded(folder: Path) -> Recording:
    with pytest.MonkeyPatch.context() as patch:
        from marmot_tracker.document import copying
        from tests.stress.making import check_here

        patch.setenv("MARMOT_DATA", str(folder / "data"))
        patch.setenv("MARMOT_CONFIG", str(folder / "config"))
        patch.setattr(copying, "check_copy", check_here)
        patch.setattr(evidence, "PIECE", PIECE)
        with recording(folder / "work" / "a.marmot") as found:
            work(found, folder)
    return found


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_acknowledged_is_lost_by_a_power_loss(
    part: int, recorded: Recording, power_losses: int, tmp_path: Path
) -> None:
    seen = states(recorded, tmp_path, power_losses // PARTS, seed=part)
    assert seen.tried == power_losses // PARTS
    assert seen.wrong == []
    assert seen.journals > 0, "no state had a journal to play back"


@pytest.mark.parametrize(
    "settings",
    [["synchronous = OFF"], ["locking_mode = NORMAL", "journal_mode = DELETE"]],
    ids=["never flushed", "journal deleted"],
)
def test_these_tests_find_settings_that_lose_work(
    settings: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = engine.connect

    def careless(path: Path) -> object:
        connection = real(path)
        for setting in settings:
            connection.execute(f"PRAGMA main.{setting}")
        return connection

    from marmot_tracker.document import opening

    monkeypatch.setattr(opening, "connect", careless)
    (tmp_path / "work").mkdir()
    record = _recorded(tmp_path)
    monkeypatch.setattr(opening, "connect", real)
    (tmp_path / "states").mkdir()
    seen = states(record, tmp_path / "states", 120, seed=0)
    assert seen.wrong, "work was lost, and nothing was noticed"


@dataclass
class Seen:
    """How many states were opened, what was wrong in them, and how many had a journal."""

    tried: int = 0
    journals: int = 0
    wrong: list[str] = field(default_factory=list)


def states(record: Recording, folder: Path, wanted: int, *, seed: int) -> Seen:
    """Open as many states as wanted, spread over the whole recording by chance."""
    chance = random.Random(seed)
    total = len(record.operations)
    each: dict[int, list[Lost]] = {}
    for number in range(wanted):
        lost = tuple(Lost)[number % len(Lost)]
        each.setdefault(chance.randrange(total + 1), []).append(lost)
    disk, seen = Disk(record.path.parent), Seen()
    _lose(disk, each.pop(0, []), 0, record, folder, chance, seen)
    for count, done in enumerate(record.operations, start=1):
        disk.follow(done)
        _lose(disk, each.pop(count, []), count, record, folder, chance, seen)
    return seen


def _lose(
    disk: Disk,
    how: list[Lost],
    count: int,
    record: Recording,
    folder: Path,
    chance: random.Random,
    seen: Seen,
) -> None:
    for lost in how:
        files = disk.after(lost, chance)
        seen.tried += 1
        seen.journals += any(len(held) > 512 for name, held in files.items() if "journal" in name)
        said = _wrong(files, record, count, folder)
        if said:
            seen.wrong.append(f"after {count} operations, unsynced writes {lost}: {said}")


def _wrong(files: dict[str, bytes], record: Recording, count: int, folder: Path) -> str:
    """What is wrong with a state; empty where every acknowledged edit is there and whole."""
    path = folder / record.path.name
    for name, held in files.items():
        (folder / Path(name).name).write_bytes(held)
    entries, attached = record.at(count)
    try:
        if not entries and not path.exists():
            return ""
        with Document.open(path, author=ANN) as document:
            problems = document.check()
            if problems:
                return f"{problems[0].where} {problems[0].what}"
            found = document._connection.execute("SELECT id FROM change_set").fetchall()
            held_ids = {change for (change,) in found}
            if not entries <= held_ids:
                return f"{len(entries - held_ids)} acknowledged edits are lost"
            if not all(is_whole(document._connection, sha256) for sha256 in attached):
                return "an acknowledged file is lost"
    except TrackerError as fault:
        return str(fault) if entries else ""
    finally:
        for left in folder.iterdir():
            left.unlink()
    return ""
