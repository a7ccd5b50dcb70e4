"""A bit that turned over on the disk is reported, or changes nothing that anybody sees.

reliability.md 4.5: SQLite's own check finds few of them. Whatever the bit, opening, checking and
asking answer or say in words that the file is damaged.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker.document import Document
from marmot_tracker.document.engine import told_in_words
from marmot_tracker.errors import TrackerError
from marmot_tracker.reports import audit_pack
from marmot_tracker.services import history, register
from marmot_tracker.services.figures import figures
from marmot_tracker.trail import evidence, projection
from marmot_tracker.trail.history import entries
from tests.document.making import ANN
from tests.stress.test_tampering import everything

PARTS = 2
TODAY = date(2026, 10, 1)
PACK_EACH = 50
"""A pack takes as long as fifty of the other questions."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A tracker with everything a record can hold."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        from marmot_tracker.document import copying
        from tests.stress.making import check_here

        patch.setenv("MARMOT_DATA", str(folder / "data"))
        patch.setattr(copying, "check_copy", check_here)
        return everything(folder)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(PARTS))
def test_a_flipped_bit_is_reported_or_invisible(
    part: int, made: bytes, tamperings: int, tmp_path: Path
) -> None:
    chance = random.Random(part)
    path = tmp_path / "a.marmot"
    path.write_bytes(made)
    with Document.open(path, author=ANN) as document:
        shown = seen(document)
    filled = [at for at, byte in enumerate(made) if byte]
    reported = 0
    for number in range(tamperings // PARTS):
        # Half of them anywhere, half where something is written: most of a small file is empty.
        at = chance.choice(filled) if number % 2 else chance.randrange(len(made))
        flipped = bytearray(made)
        flipped[at] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        found = asked(path, tmp_path / "pack.xlsx" if number % PACK_EACH == 0 else None)
        reported += found is None
        assert found is None or found == shown, f"the bit at {at} changed what is shown, untold"
        for beside in tmp_path.iterdir():
            beside.unlink()
    assert reported > tamperings // PARTS // 20


def asked(path: Path, pack: Path | None) -> Any:
    """What an opened file shows; None where opening, asking or checking reports damage."""
    told = False
    try:
        with Document.open(path, author=ANN) as document:
            told = document.check() != []
            found = seen(document)
            if pack is not None:
                audit_pack.make(document, pack, as_at=TODAY)
    except TrackerError:
        return None
    return None if told else found


def seen(document: Document) -> Any:
    """Every value that the tables, the history and the list show, and the evidence."""
    connection = document._connection
    with told_in_words(document.path), document.read() as session:
        rows = register.rows(session, today=TODAY)
        lines = [history.lines(session, row.uid) for row in rows]
        counted = figures(session, today=TODAY)
        every = entries(session)
        tables = projection.contents(connection)
        query = "SELECT * FROM answer ORDER BY uid, field, position"
        answers = connection.execute(query).fetchall()
        names = evidence.held(connection)
    files = {name: list(document.evidence_bytes(name)) for name in names}
    return rows, lines, counted, every, tables, answers, files
