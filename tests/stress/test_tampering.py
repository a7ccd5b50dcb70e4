"""Whoever tampers with a tracker is found out (reliability.md 4.5 and 4.6).

A careless hand is found by the check alone. Who writes every hash anew is found by one check
code printed earlier, or by a colleague's copy.
"""

from __future__ import annotations

import random
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document, copying
from marmot_tracker.document.asking import OpenTracker
from marmot_tracker.document.opening import Opened
from marmot_tracker.trail import uniting
from marmot_tracker.trail.as_at import fingerprint
from marmot_tracker.trail.checking import check_record
from marmot_tracker.trail.erasing import hashes_holding
from tests.document.making import ANN, BOB, attach, copy_of, put, rate, tracker, uid
from tests.stress.forging import FORGERIES, WAYS
from tests.stress.making import check_here


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A tracker with everything a record can hold."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARMOT_DATA", str(folder / "data"))
        patch.setattr(copying, "check_copy", check_here)
        return everything(folder)


def everything(folder: Path) -> bytes:
    """Edits, two answers, evidence, an undo, a withdrawal seen, and an erasure."""
    file, mine, theirs = folder / "survey.txt", folder / "a.marmot", folder / "b.marmot"
    with tracker(mine, author=ANN) as document:
        for number in range(8):
            put(document, f"Set theme {number}", theme=f"theme {number}")
        rate(document, "on_track", date(2026, 9, 1))
        rate(document, "at_risk", date(2026, 7, 1))
        for number, size in enumerate((300, 5_000)):
            file.write_bytes(random.Random(number).randbytes(size))
            attach(document, uid(document), file, f"Survey {number}")
    with Document.open(mine, author=ANN) as document:
        copy_of(document, theirs)
        put(document, theme="ours")
    with Document.open(theirs, author=BOB) as document:
        put(document, theme="theirs")
        rate(document, "off_track", date(2026, 9, 1))
    with Document.open(mine, author=ANN) as document:
        assert document.bring_in(theirs).two_answers >= 1
        put(document, theme="undone")
        document.undo()
        named = hashes_holding(document._connection, uid(document), "theme", '"theme 3"')
        document.erase(named, label="Erase", ground="Asked for")
        put(document, stage="closed")
        assert document.check() == []
    return mine.read_bytes()


def in_memory(data: bytes) -> sqlite3.Connection:
    """A tracker's bytes as a connection that nothing on the disk stands behind."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(data)
    return connection


def asked(connection: sqlite3.Connection) -> OpenTracker:
    """The tracker behind a connection, to be asked."""
    return OpenTracker(Opened(Path("a.marmot"), Path("a.marmot"), connection, -1))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("way", WAYS)
def test_a_check_alone_finds(way: str, made: bytes, tamperings: int) -> None:
    chance = random.Random(way)
    connection = in_memory(made)
    done = 0
    while done < tamperings:
        connection.execute("SAVEPOINT tampering")
        what = WAYS[way](connection, chance)
        if what:
            done += 1
            assert check_record(connection), f"{what}, and nothing was reported"
        connection.execute("ROLLBACK TO tampering")
        connection.execute("RELEASE tampering")
    assert check_record(connection) == []
    connection.close()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("way", FORGERIES)
def test_one_earlier_check_code_or_copy_finds(way: str, made: bytes, tamperings: int) -> None:
    chance = random.Random(way)
    whole, connection = in_memory(made), in_memory(made)
    printed, tips = asked(whole).check_code, asked(whole).tips
    assert fingerprint(map(bytes.fromhex, tips)) == printed
    passed_alone = done = 0
    while done < tamperings:
        connection.execute("SAVEPOINT tampering")
        what = FORGERIES[way](connection, chance)
        if what:
            done += 1
            passed_alone += check_record(connection) == []
            assert asked(connection).check_code != printed, what
            beside = what.endswith("beside the chain")  # a colleague's edit may look like that
            assert asked(connection).holds(tips) == beside, what
            differs = uniting.missing(whole, connection) or uniting.missing(connection, whole)
            assert differs, what
        connection.execute("ROLLBACK TO tampering")
        connection.execute("RELEASE tampering")
    # Who cuts off an erasure lacks the value that it took away; all else of a forger passes alone.
    assert passed_alone > done // 5 if way == "tail cut" else passed_alone == done
    for each in (whole, connection):
        each.close()
