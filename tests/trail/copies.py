"""Copies of one tracker in memory, and the ways in which people write into them.

`Copies` goes through the production code alone, and remembers what every author's copy held.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from marmot_tracker import clock
from marmot_tracker.document.engine import in_memory, make_tables, transaction
from marmot_tracker.trail import erasing, projection, undoing, uniting, values, writing
from marmot_tracker.trail.rows import StoredRows
from marmot_tracker.trail.sent_heads import SentHeads
from marmot_tracker.trail.standing import Standing
from marmot_tracker.trail.values import Scalar
from marmot_tracker.trail.writing import Heading, Statement
from marmot_tracker.vocabulary import ChangeKind

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
TEXT_FIELDS = {
    "source_report": "title",
    "recommendation": "plain_position",
    "evidence": "title",
    "evidence_link": "why",
    "status_update": "rating",
}
"""The field of each kind that the steps write."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A return that was sent: about what, what stood there, and all its reader could have seen."""

    recommendation: str
    heads: dict[tuple[str, str], frozenset[bytes]]
    knew: frozenset[bytes]


@dataclass(slots=True)
class Copy:
    """A copy of the tracker and the clock of whoever has it; what they can undo and redo."""

    connection: sqlite3.Connection
    moment: datetime
    done: list[bytes] = field(default_factory=list)
    undone: list[bytes] = field(default_factory=list)
    sent: Sent | None = None

    def ids(self) -> frozenset[bytes]:
        """Every change set this copy holds."""
        found = self.connection.execute("SELECT id FROM change_set")
        return frozenset(bytes(row[0]) for row in found)

    def tables(self) -> dict[str, object]:
        """Every table that screens and reports read, whole."""
        shown: dict[str, object] = dict(projection.contents(self.connection))
        answers = "SELECT * FROM answer ORDER BY uid, field, position"
        shown["answer"] = self.connection.execute(answers).fetchall()
        return shown

    def standing(self) -> Standing:
        """The rules over everything this copy holds, views as its tables have them."""
        connection = self.connection
        rows = StoredRows(connection)
        return Standing(rows, outside=lambda uid: projection.stored_view(connection, uid))

    def in_view(self, *kinds: str) -> list[tuple[str, str]]:
        """Kind and uid of everything in view, of these kinds."""
        return [
            (kind, uid)
            for kind in kinds
            for (uid,) in self.connection.execute(
                f'SELECT uid FROM "{kind}" WHERE in_view = 1 ORDER BY uid'
            )
        ]


_template: list[bytes] = []


def empty_store() -> sqlite3.Connection:
    """A connection in memory to a tracker with nothing in it."""
    if not _template:
        made = in_memory()
        made.execute("PRAGMA page_size = 1024")
        made.execute("VACUUM")
        make_tables(made)
        _template.append(made.serialize())
        made.close()
    connection = in_memory()
    connection.deserialize(_template[0])
    return connection


def twin(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A copy of a store, as copying the file makes it."""
    copied = in_memory()
    copied.deserialize(connection.serialize())
    return copied


@contextmanager
def counted_salts() -> Iterator[None]:
    """Let salts be counted, so that a history has the same ids on every run."""
    count = itertools.count()

    def counted(size: int) -> bytes:
        return b"".join(next(count).to_bytes(16) for _ in range(size // 16))

    kept = vars(values)["os"]
    vars(values)["os"] = SimpleNamespace(urandom=counted)
    try:
        yield
    finally:
        vars(values)["os"] = kept


class Copies:
    """Copies of one tracker; `knew` tells for every change set what its author's copy held."""

    def __init__(self) -> None:
        self.copies: list[Copy] = []
        self.knew: dict[bytes, frozenset[bytes]] = {}
        self.clocks: dict[bytes, datetime] = {}
        self.erased: dict[bytes, tuple[str, str, str]] = {}
        self.in_pieces = False
        self._named = 0
        self._whole: Copy | None = None
        first = self.first_copy()
        self.copies.append(first)
        report = self._new("source_report")
        self.write(
            first,
            [
                *self._added("source_report", report, title="T"),
                *self._added(
                    "recommendation",
                    self._new("recommendation"),
                    report=report,
                    plain_position="n0",
                ),
            ],
        )
        (_, wanted), *_ = first.in_view("recommendation")
        self.rate(first, wanted, "on_track", 2)
        first.done.clear()
        self.copies.append(self.copied(first))

    def _attached(self, copy: Copy, data: bytes, evidence: str) -> dict[str, Scalar]:
        """Put the bytes of new evidence into a copy, unless they were erased there; its fields."""
        sha256 = hashlib.sha256(data).hexdigest()
        ask = copy.connection.execute
        erased = ask("SELECT 1 FROM erased WHERE hash = ?", (bytes.fromhex(sha256),)).fetchone()
        known = ask("SELECT 1 FROM evidence WHERE uid = ?", (evidence,)).fetchone()
        if not erased and not known:
            self.stage(copy, data, sha256)
        return {"sha256": sha256, "size": len(data)}

    def stage(self, copy: Copy, data: bytes, sha256: str) -> None:
        """Put a file's bytes into a copy."""
        insert = copy.connection.execute
        insert("INSERT OR IGNORE INTO blob VALUES (?, ?, '')", (sha256, len(data)))
        insert("INSERT OR IGNORE INTO chunk VALUES (?, 0, ?)", (sha256, data))

    def first_copy(self) -> Copy:
        """The tracker that all others are copies of."""
        return Copy(empty_store(), START)

    def close(self) -> None:
        """Let go of the memory."""
        for copy in (*self.copies, *([self._whole] if self._whole else [])):
            copy.connection.close()

    def whole(self) -> Copy:
        """The union of all copies as they stand; for asking only."""
        if self._whole is None:
            self._whole = self.union()
        return self._whole

    def copied(self, copy: Copy) -> Copy:
        """A copy of a copy: what was undone and can be is not the file's to know."""
        return Copy(twin(copy.connection), copy.moment)

    def write(
        self,
        copy: Copy,
        statements: Sequence[Statement],
        kind: ChangeKind = ChangeKind.EDIT,
        *,
        sent: Sent | None = None,
    ) -> bytes | None:
        """Seal one change set as an edit does: new things stand in their tables already.

        With `sent` its author saw no more than was sent.
        """
        knew = sent.knew if sent else copy.ids()
        with clock.fixed(copy.moment), transaction(copy.connection):
            _flush_new(copy.connection, statements)
            sealed = writing.seal(
                copy.connection,
                statements,
                Heading(f"Edit {len(knew) % 3}", "Ann", kind=kind),
                as_seen=sent.heads if sent else None,
            )
        if sealed is None:
            return None
        self._note(copy, sealed.change, knew)
        copy.done.append(sealed.change)
        copy.undone.clear()
        return sealed.change

    def send(self, copy: Copy, recommendation: str) -> None:
        """Send a return about a recommendation: nothing is written, what stands is noted."""
        fields = [(recommendation, name) for name in ("rating", "plain_position")]
        heads = SentHeads(copy.connection, [recommendation]).seen_now(fields)
        copy.sent = Sent(recommendation, heads, copy.ids())

    def accept(self, copy: Copy, rating: str, day: int, words: str | None) -> bytes | None:
        """Accept the answer to the return that was sent last, where it is still in view."""
        sent = copy.sent
        if sent is None or ("recommendation", sent.recommendation) not in copy.in_view(
            "recommendation"
        ):
            return None
        copy.sent = None
        uid = self._new("status_update")
        said = {"recommendation": sent.recommendation, "rating": rating, "speaks_for": day_of(day)}
        return self.write(
            copy,
            [
                *self._added("status_update", uid, **said),
                Statement("recommendation", sent.recommendation, "rating", uid),
                Statement("recommendation", sent.recommendation, "plain_position", words),
            ],
            ChangeKind.RETURN,
            sent=sent,
        )

    def put(self, copy: Copy, kind: str, uid: str, name: str, value: Scalar) -> bytes | None:
        """Write one field."""
        return self.write(copy, [Statement(kind, uid, name, value)])

    def rate(self, copy: Copy, recommendation: str, rating: str, day: int) -> bytes | None:
        """A status update, which fills the place."""
        said = {"rating": rating, "speaks_for": day_of(day)}
        return self.fill(copy, recommendation, "rating", "status_update", **said)

    def fill(
        self, copy: Copy, recommendation: str, place: str, kind: str, **said: Scalar
    ) -> bytes | None:
        """A new thing that fills a place of a recommendation."""
        uid = self._new(kind)
        return self.write(
            copy,
            [
                *self._added(kind, uid, recommendation=recommendation, **said),
                Statement("recommendation", recommendation, place, uid),
            ],
        )

    def withdraw(self, copy: Copy, kind: str, uid: str, *, also: bool = False) -> bytes | None:
        """Withdraw a thing and all that hangs on it; with `also` its text is changed with it."""
        found, waiting = {uid: kind}, [(uid, kind)]
        while waiting:
            for below in projection.below_in_view(copy.connection, *waiting.pop()):
                if below not in found:
                    found[below] = kind_of(copy.connection, below)
                    waiting.append((below, found[below]))
        said = [Statement(k, u, "present", False) for u, k in found.items()]
        if also and kind in TEXT_FIELDS:
            said.append(Statement(kind, uid, TEXT_FIELDS[kind], "on_track"))
        return self.write(copy, said)

    def undo(self, copy: Copy) -> bytes | None:
        """Take back the last edit made with this copy that can be taken back."""
        while copy.done:
            undone = self._take_back(copy, copy.done.pop())
            if undone:
                copy.undone.append(undone)
                return undone
        return None

    def redo(self, copy: Copy) -> bytes | None:
        """Let the last undone edit stand again."""
        while copy.undone:
            redone = self._take_back(copy, copy.undone.pop())
            if redone:
                copy.done.append(redone)
                return redone
        return None

    def _take_back(self, copy: Copy, change: bytes) -> bytes | None:
        knew = copy.ids()
        with clock.fixed(copy.moment), transaction(copy.connection):
            undone = undoing.undo(copy.connection, change, Heading("Undo", "Ann"))
        if undone.sealed is None:
            return None
        self._note(copy, undone.sealed.change, knew)
        return undone.sealed.change

    def erase(self, copy: Copy, uid: str, name: str, body: str) -> bytes:
        """Erase a value of a field wherever this copy holds it there."""
        named = erasing.hashes_holding(copy.connection, uid, name, body)
        self.erased.update(dict.fromkeys(named, (uid, name, body)))
        return self.erase_hashes(copy, named)

    def erase_hashes(self, copy: Copy, named: set[bytes]) -> bytes:
        """Erase values, header texts and files by their hashes."""
        knew = copy.ids()
        with clock.fixed(copy.moment), transaction(copy.connection):
            sealed = erasing.erase(copy.connection, named, Heading("Erase", "Ann", reason="asked"))
        self._note(copy, sealed.change, knew)
        return sealed.change

    def unite(self, mine: Copy, other: Copy, only: Iterable[bytes] | None = None) -> None:
        """Bring one copy into another."""
        with clock.fixed(mine.moment), transaction(mine.connection):
            uniting.unite(mine.connection, other.connection, only=only)

    def union(self, order: Sequence[int] | None = None) -> Copy:
        """All copies brought into an empty one, in an order."""
        gathered = Copy(empty_store(), START)
        for position in order if order is not None else range(len(self.copies)):
            self.unite(gathered, self.copies[position])
        return gathered

    def _new(self, kind: str) -> str:
        self._named += 1
        return f"{kind}-{self._named:03}"

    def _added(self, kind: str, uid: str, **said: Scalar) -> list[Statement]:
        return [
            Statement(kind, uid, "present", True),
            *(Statement(kind, uid, name, value) for name, value in said.items()),
        ]

    def _note(self, copy: Copy, change: bytes, knew: frozenset[bytes]) -> None:
        self.knew[change] = knew
        self.clocks[change] = copy.moment


def day_of(number: int) -> str:
    """The day that a number stands for, as ISO text."""
    return (date(2026, 1, 1) + timedelta(days=30 * number)).isoformat()


def _flush_new(connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
    """What a session's flush does before a change set is sealed: new things get their rows."""
    by_thing: dict[str, list[Statement]] = {}
    for statement in statements:
        by_thing.setdefault(statement.uid, []).append(statement)
    for uid, said in by_thing.items():
        kind = said[0].kind
        query = f'SELECT 1 FROM "{kind}" WHERE uid = ?'
        if connection.execute(query, (uid,)).fetchone():
            continue
        columns = ["uid", "in_view", *(s.field for s in said)]
        marks = ", ".join("?" * len(columns))
        connection.execute(
            f'INSERT INTO "{kind}" ({", ".join(columns)}) VALUES ({marks})',
            (uid, 1, *(s.value for s in said)),
        )


def kind_of(connection: sqlite3.Connection, uid: str) -> str:
    """The kind of a thing."""
    query = "SELECT kind FROM change_row WHERE uid = ? LIMIT 1"
    return str(connection.execute(query, (uid,)).fetchone()[0])
