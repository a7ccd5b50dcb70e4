"""Reading the record: who said what, when and why."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from marmot_tracker.model import KINDS
from marmot_tracker.trail import older, projection
from marmot_tracker.trail.changes import WORDS, Row, header_of
from marmot_tracker.trail.erasing import grounds
from marmot_tracker.trail.recording import driver
from marmot_tracker.trail.rows import BATCH, SELECT, StoredRows, row_of
from marmot_tracker.trail.standing import FALSE, PRESENT, TRUE, Standing
from marmot_tracker.trail.values import DamagedRecord, Scalar, parsed, scalar
from marmot_tracker.vocabulary import ChangeKind, Via

ERASED = "[erased]"
"""What stands in place of a text that was erased, on screen, in packs and in history."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a change came from: through which door, a file's name and SHA-256, a note."""

    via: Via = Via.SCREEN
    file: str = ""
    sha256: str = ""
    note: str = ""

    def text(self) -> str:
        """As the record holds it: a text that is a JSON object, empty members left out."""
        said = {"via": str(self.via), "file": self.file, "sha256": self.sha256, "note": self.note}
        return json.dumps({k: v for k, v in said.items() if v}, sort_keys=True, ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Source:
        """The source that a text spells; one of a newer program is told as it stands."""
        try:
            said = json.loads(text)
            known = {k: str(said.get(k, "")) for k in ("file", "sha256", "note")}
            return cls(Via(said["via"]), **known)
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls(note=text)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change set as a person reads it; `rows` is how many fields it wrote."""

    change: str
    at: datetime
    author: str
    on_behalf_of: str
    label: str
    reason: str
    source: Source
    change_kind: ChangeKind | str
    rows: int
    undoes: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one field; dates and times in `value` are ISO text.

    `standing`: not taken back. `head`: nothing has replaced it, so it is (one of) the answer(s).
    `replaces` names the changes that its author saw and replaced.
    """

    change: str
    at: datetime
    author: str
    on_behalf_of: str
    label: str
    reason: str
    source: Source
    change_kind: ChangeKind | str
    thing_kind: str
    uid: str
    field: str
    value: Scalar
    erased: bool
    standing: bool
    head: bool
    replaces: tuple[str, ...] = ()


def entries(
    session: Session,
    *,
    uid: str | Iterable[str] | None = None,
    field: str | None = None,
    kind: str | None = None,
    limit: int | None = None,
) -> list[Entry]:
    """Changes, oldest first: of one thing or several, of one field or all, newest `limit`."""
    connection = driver(session)
    uids = [uid] if isinstance(uid, str) else sorted(set(uid)) if uid is not None else None
    rows = [row_of(found) for found in _found_rows(connection, uids, field, kind)]
    rows.sort(key=lambda row: (*row.order, row.kind, row.uid, row.field))
    if limit is not None:
        rows = rows[-limit:]
    standing = _standing(connection, {row.uid for row in rows})
    headers = _Headers(connection)
    found = []
    for row in rows:
        line = headers.line(row.change)
        history = standing.field(row.uid, row.field)
        found.append(
            Entry(
                line.change,
                line.at,
                line.author,
                line.on_behalf_of,
                line.label,
                line.reason,
                line.source,
                line.change_kind,
                row.kind,
                row.uid,
                row.field,
                None if row.body is None else scalar(row.body),
                erased=row.hash is not None and row.body is None,
                standing=not history.is_taken_back(row.change),
                head=row.change in history.heads(),
                replaces=tuple(change.hex() for change in row.replaces),
            )
        )
    return found


def answers(session: Session, uid: str, field: str) -> list[Entry]:
    """The shown answers of one field, the shown one last; more than one are two answers."""
    connection = driver(session)
    query = "SELECT lower(hex(change)) FROM answer WHERE uid = ? AND field = ? ORDER BY position"
    shown = [found[0] for found in connection.execute(query, (uid, field))]
    of_field = entries(session, uid=uid, field=field)
    if shown:
        by_change = {entry.change: entry for entry in of_field}
        return [by_change[change] for change in shown if change in by_change]
    return [entry for entry in of_field if entry.head][-1:]


@dataclass(frozen=True, slots=True)
class Gone:
    """What an erasure took from some things: the erasure, and (thing, field, entry) of each value."""

    line: ChangeLine
    values: tuple[tuple[str, str, str], ...]


def erasures(session: Session, uids: Iterable[str]) -> list[Gone]:
    """The erasures that took values of these things away, oldest first."""
    connection = driver(session)
    taken: dict[bytes, list[tuple[str, str, str]]] = {}
    for (uid, field, change), by in grounds(connection, uids).items():
        taken.setdefault(by, []).append((uid, field, change.hex()))
    headers = _Headers(connection)
    held = {
        found[0]
        for found in connection.execute(
            "SELECT id FROM change_set WHERE kind = ?", (ChangeKind.ERASURE.value,)
        )
    }  # an earlier state shows what was erased since, and not by whom
    found = [Gone(headers.line(by), tuple(of)) for by, of in taken.items() if by in held]
    return sorted(found, key=lambda gone: (gone.line.at, gone.line.change))


def withdrawn_and_changed(session: Session, uid: str) -> tuple[list[ChangeLine], list[ChangeLine]]:
    """Who withdrew a thing that stays in view, and who worked on it without having seen that.

    To work on it is to change it, or what hangs on it and is in view. Both are empty where the
    record itself is not at hand.
    """
    connection = driver(session)
    rows = StoredRows(connection)
    rows.load([uid])
    if not rows.of(uid):
        return [], []
    below = projection.below_in_view(connection, uid, rows.kind(uid))
    rows.load(below)
    standing = Standing(rows, KINDS)
    gone = [row for row in standing.heads(uid, PRESENT) if row.body == FALSE]
    kept = list(standing.unseen(uid))
    for each in below:
        stands = [row for row in standing.heads(each, PRESENT) if row.body == TRUE]
        kept += stands or standing.unseen(each)
    headers = _Headers(connection)

    def lines(found: Iterable[Row]) -> list[ChangeLine]:
        changes = dict.fromkeys(row.change for row in sorted(found, key=lambda row: row.order))
        return [headers.line(change) for change in changes]

    return lines(gone), lines(kept)


def change_sets(session: Session, *, limit: int | None = None) -> list[ChangeLine]:
    """Change sets, oldest first; the newest `limit`."""
    connection = driver(session)
    query = "SELECT id FROM change_set ORDER BY at DESC, id DESC LIMIT ?"
    found = connection.execute(query, (-1 if limit is None else limit,)).fetchall()
    headers = _Headers(connection)
    return [headers.line(change) for (change,) in reversed(found)]


def newest(session: Session) -> datetime | None:
    """When the newest change was written."""
    found = driver(session).execute("SELECT max(at) FROM change_set").fetchone()[0]
    return datetime.fromisoformat(found) if found else None


def line_of(connection: sqlite3.Connection, change: bytes) -> ChangeLine:
    """A change set as a person reads it."""
    return _Headers(connection).line(change)


def _found_rows(
    connection: sqlite3.Connection, uids: list[str] | None, field: str | None, kind: str | None
) -> list[tuple[Any, ...]]:
    narrowed = [
        ("r.field", older.fields_ever(field, kind or "") if field is not None else ()),
        ("r.kind", older.kinds_ever(kind) if kind is not None else ()),
    ]
    also = [f"{name} IN ({','.join('?' * len(names))})" for name, names in narrowed if names]
    given = [name for _, names in narrowed for name in names]
    if uids is None:
        where = f" WHERE {' AND '.join(also)}" if also else ""
        return connection.execute(SELECT + where, given).fetchall()
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        clauses = " AND ".join([f"r.uid IN ({','.join('?' * len(batch))})", *also])
        rows += connection.execute(f"{SELECT} WHERE {clauses}", [*batch, *given])
    return rows


def _standing(connection: sqlite3.Connection, uids: set[str]) -> Standing:
    rows = StoredRows(connection)
    rows.load(uids)
    return Standing(rows, KINDS)


class _Headers:
    """Headers read once each for one answer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lines: dict[bytes, ChangeLine] = {}

    def line(self, change: bytes) -> ChangeLine:
        if change not in self._lines:
            self._lines[change] = self._read(change)
        return self._lines[change]

    def _read(self, change: bytes) -> ChangeLine:
        found = self._connection.execute(
            "SELECT n, header FROM change_set WHERE id = ?", (change,)
        ).fetchone()
        if found is None:
            raise DamagedRecord("The record holds a change whose heading is gone.")
        n, encoded = found
        header = header_of(encoded)
        words = {member: self._word(header.words.get(member)) for member in WORDS}
        (rows,) = self._connection.execute(
            "SELECT count(*) FROM change_row WHERE n = ?", (n,)
        ).fetchone()
        return ChangeLine(
            change.hex(),
            datetime.fromisoformat(header.at),
            words["author"] or words["account"],
            words["on_behalf_of"],
            words["label"],
            words["reason"],
            Source.of(words["source"]),
            ChangeKind(header.kind) if header.kind in set(ChangeKind) else header.kind,
            rows,
            header.undoes.hex() if header.undoes else None,
        )

    def _word(self, value: bytes | None) -> str:
        if value is None:
            return ""
        query = "SELECT body FROM word WHERE hash = ?"
        found = self._connection.execute(query, (value,)).fetchone()
        return str(parsed(found[0])) if found and found[0] else ERASED
