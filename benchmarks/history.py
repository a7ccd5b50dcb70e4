"""Past dates, checking and rebuilding, against reading the same change rows bare."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from benchmarks.figures import Figure, size
from benchmarks.timing import turn_by_turn
from benchmarks.workshop import AUTHOR, Workshop
from marmot_tracker.document import Document
from marmot_tracker.document.engine import connect
from marmot_tracker.document.opening import rebuild

TITLE = "History: the list, then four quarters of returns, edits, dates and evidence"
AS_AT_BOUND = 3.0
CHECK_BOUND = 8.0
ROWS = (
    "SELECT s.id, s.at, s.undoes, r.kind, r.uid, r.field, r.hash, r.salt, r.body, r.replaces, "
    "r.seen FROM change_row r JOIN change_set s ON s.n = r.n"
)
"""Every column of every change row, with what the rules need of its change set; headers are not
read, since a header for each row would only slow the reference."""


def measure(workshop: Workshop) -> Iterator[Figure]:
    """Every question at every size, by question."""
    found = [list(_at_size(workshop, number)) for number in workshop.sizes.history]
    for one_question in zip(*found, strict=True):
        yield from one_question


def _at_size(workshop: Workshop, number: int) -> Iterator[Figure]:
    original, quarters = workshop.lived_in(number)
    path = workshop.copy(original, "history")
    rows = _count(path)
    rounds = 3 if number <= workshop.sizes.ordinary else 1
    label = size(number, "recommendations")
    asked: list[Figure] = []
    with Document.open(path, author=AUTHOR) as document:
        for what, look in _states(document, path, quarters):
            pair = turn_by_turn(look, lambda _: read_bare(path), rounds=rounds)
            asked.append(_figure(what, label, pair.ours, pair.reference, AS_AT_BOUND))
        yield from asked
        worst = max(asked, key=lambda figure: figure.ratio or 0.0)
        yield _figure(f"Worst: {worst.what}", label, worst.ours, worst.reference, AS_AT_BOUND)
        pair = turn_by_turn(
            lambda _: _sound(document), lambda _: read_and_hash_bare(path), rounds=rounds
        )
    against = "reading and hashing every row bare"
    yield _figure("Check the record", label, pair.ours, pair.reference, CHECK_BOUND, against)
    took = turn_by_turn(lambda _: make_tables_anew(path), lambda _: read_bare(path), rounds=rounds)
    yield Figure("Rebuild", size(rows, "rows"), took.ours, per=rows)
    path.unlink()


def _states(
    document: Document, path: Path, quarters: list[str]
) -> Iterator[tuple[str, Callable[[int], None]]]:
    """As at just after the list came, the middle, near the end; and the tips of those moments."""
    moments = {
        "just after the list came": quarters[0],
        "the middle": quarters[len(quarters) // 2],
        "near the end": quarters[-2],
    }
    for what, moment in moments.items():
        day = datetime.fromisoformat(moment)
        yield f"As at {what}", lambda _, day=day: document.snapshot(day).close()  # type: ignore[misc]
        tips = [_newest(path, moment)]
        yield (
            f"  the same for a pack's tips, {what}",
            lambda _, tips=tips: document.snapshot(tips=tips).close(),  # type: ignore[misc]
        )


def _newest(path: Path, moment: str) -> str:
    query = "SELECT id FROM change_set WHERE at <= ? ORDER BY at DESC LIMIT 1"
    with _reading(path) as connection:
        return bytes(connection.execute(query, (moment,)).fetchone()[0]).hex()


def _reading(path: Path) -> sqlite3.Connection:
    """A second look at an open file, past the lock that its program holds."""
    return sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, isolation_level=None)


def _count(path: Path) -> int:
    with _reading(path) as connection:
        return int(connection.execute("SELECT count(*) FROM change_row").fetchone()[0])


def read_bare(path: Path) -> None:
    """Read every change row and do nothing with it."""
    connection = _reading(path)
    for _row in connection.execute(ROWS):
        pass
    connection.close()


def read_and_hash_bare(path: Path) -> None:
    """Read every change row, and take one SHA-256 over its bytes."""
    connection = _reading(path)
    sha256 = hashlib.sha256
    for change, at, _, kind, uid, field, value, salt, body, replaces, seen in connection.execute(
        ROWS
    ):
        text = f"{at}{kind}{uid}{field}{body}{seen}".encode()
        sha256(b"".join((change, text, value or b"", salt or b"", replaces or b""))).digest()
    connection.close()


def _sound(document: Document) -> None:
    assert document.check() == []


def make_tables_anew(path: Path) -> None:
    """Rebuild the tables of a closed tracker."""
    connection = connect(path)
    try:
        rebuild(connection)
    finally:
        connection.close()


def _figure(
    what: str,
    label: str,
    ours: float,
    reference: float | None,
    bound: float,
    against: str = "reading every change row bare",
) -> Figure:
    return Figure(what, label, ours, reference=reference, against=against, ratio_bound=bound)
