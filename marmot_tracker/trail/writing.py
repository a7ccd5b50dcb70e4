"""Writing a change set: statements in, rows and a header out (TRAIL.md, sections 3 to 5)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import NamedTuple

from marmot_tracker import __version__, clock
from marmot_tracker.model import KINDS, Place, stamp
from marmot_tracker.trail import projection
from marmot_tracker.trail.changes import (
    WORDS,
    Header,
    Row,
    Seen,
    change_id,
    changes_hash,
    row_hash,
    seen_list,
)
from marmot_tracker.trail.rows import BATCH, StoredRows
from marmot_tracker.trail.standing import FALSE, NULL, PRESENT, Standing, text_of
from marmot_tracker.trail.values import (
    DamagedRecord,
    Scalar,
    canonical,
    clean,
    fresh_salt,
    fresh_salts,
    quoted,
    scalar,
    value_hash,
)
from marmot_tracker.vocabulary import ChangeKind

AsSeen = Mapping[tuple[str, str], frozenset[bytes]]
"""By thing and field: what a change written now replaces instead of what stands there now."""
KIND_UID_FIELD = itemgetter(0, 1, 2)
"""The order of a draft's row in its change set."""
LAST_NUMBER = 2**62
"""No tracker comes near this many entries; a number beyond it was written by something else."""
FAR = timedelta(days=1)
"""How far ahead of this clock a time may be and still raise the next one."""


class Statement(NamedTuple):
    """What an author says: this field of this thing holds this value."""

    kind: str
    uid: str
    field: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Heading:
    """Who writes, on whose behalf, from where, and why; empty texts are absent."""

    label: str
    author: str
    account: str = ""
    on_behalf_of: str = ""
    reason: str = ""
    source: str = ""
    kind: ChangeKind = ChangeKind.EDIT
    undoes: bytes | None = None
    erases: tuple[bytes, ...] = ()


class Draft(NamedTuple):
    """A row before its change set has an id."""

    kind: str
    uid: str
    field: str
    hash: bytes | None
    salt: bytes | None
    body: str | None
    replaces: frozenset[bytes] = frozenset()
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A change set as written: its id, and which kinds and things it changed."""

    change: bytes
    at: str
    kinds: frozenset[str] = frozenset()
    uids: frozenset[str] = field(default=frozenset())


def seal(
    connection: sqlite3.Connection,
    statements: Sequence[Statement],
    heading: Heading,
    *,
    as_seen: AsSeen | None = None,
) -> Sealed | None:
    """Write what is new in `statements` as one change set, and bring the tables up to date.

    Returns None where nothing of it is new. Statements of a thing that the record does not hold
    yet are taken to stand in its table already. Where their author saw an earlier state, such as
    in a return, `as_seen` says what they replace.
    """
    by_thing: dict[str, list[Statement]] = {}
    for statement in statements:
        by_thing.setdefault(statement.uid, []).append(statement)
    rows = StoredRows(connection)
    known = _known(connection, by_thing)
    rows.load(known)
    standing = Standing(rows, outside=lambda uid: projection.stored_view(connection, uid))
    drafts: list[Draft] = []
    new = {uid: said for uid, said in by_thing.items() if uid not in known}
    for uid, said in by_thing.items():
        if uid in known:
            drafts += _changes(standing, said, new, as_seen or {})
        else:
            drafts += _adds(said)
    if not drafts:
        return None
    sealed = append(connection, drafts, heading)
    above = _hidden_parents(connection, by_thing, known)
    touched = known | above | {uid for uid, said in by_thing.items() if not _is_present(said)}
    take_in(rows, sealed, drafts, heading)
    projection.update(connection, rows, touched)
    return sealed


def take_in(rows: StoredRows, sealed: Sealed, drafts: Iterable[Draft], heading: Heading) -> None:
    """Let rows that were read before know what was just written."""
    for draft in drafts:
        if draft.uid not in rows:
            continue
        rows.add(
            Row(
                sealed.change,
                sealed.at,
                heading.undoes,
                draft.kind,
                draft.uid,
                draft.field,
                draft.hash,
                draft.salt,
                draft.body,
                tuple(draft.replaces),
                draft.seen,
            )
        )


def append(connection: sqlite3.Connection, drafts: Iterable[Draft], heading: Heading) -> Sealed:
    """Write a change set with these rows; the tables are the caller's to bring up to date."""
    ordered = sorted(drafts, key=KIND_UID_FIELD)
    hashes = [row_hash(d.kind, d.uid, d.field, d.hash, d.replaces, d.seen) for d in ordered]
    header = Header(
        app=f"marmot {__version__}",
        kind=heading.kind,
        at=next_time(connection),
        parents=tuple(sorted(tips(connection))),
        undoes=heading.undoes,
        words=_words(connection, heading),
        changes=changes_hash(hashes),
        erases=heading.erases,
    )
    encoded = header.encoded()
    change = change_id(encoded)
    n = _next_n(connection)
    connection.execute(
        "INSERT INTO change_set VALUES (?, ?, ?, ?, ?, ?)",
        (n, change, header.at, header.kind, header.undoes, encoded),
    )
    connection.executemany(
        "INSERT INTO change_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (stored(n, d) for d in ordered)
    )
    set_tips(connection, [change])
    return Sealed(
        change, header.at, frozenset(d.kind for d in ordered), frozenset(d.uid for d in ordered)
    )


def stored(n: int, row: Draft) -> tuple[object, ...]:
    """A row as its table holds it."""
    *said, replaces, seen = row
    packed = b"".join(sorted(replaces)) if replaces else None
    return (n, *said, packed, None if seen is None else canonical(seen_list(seen)))


def next_time(connection: sqlite3.Connection) -> str:
    """The time of the next change set: this clock, raised past the newest that is not far ahead."""
    now = clock.now()
    newest = connection.execute(
        "SELECT max(at) FROM change_set WHERE at <= ?", (stamp(now + FAR),)
    ).fetchone()[0]
    if newest is None or stamp(now) > newest:
        return stamp(now)
    return stamp(datetime.fromisoformat(newest).astimezone(UTC) + timedelta(microseconds=1))


def tips(connection: sqlite3.Connection) -> frozenset[bytes]:
    """The change sets that no other names as parent."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'tips'").fetchone()
    try:
        return frozenset(bytes.fromhex(tip) for tip in found[0].split()) if found else frozenset()
    except (ValueError, AttributeError) as fault:
        raise DamagedRecord("The record's note of its newest changes cannot be read.") from fault


def set_tips(connection: sqlite3.Connection, found: Iterable[bytes]) -> None:
    """Note the tips, so that an edit need not look for them."""
    connection.execute(
        "INSERT OR REPLACE INTO meta VALUES ('tips', ?)",
        (" ".join(sorted(t.hex() for t in found)),),
    )


def _next_n(connection: sqlite3.Connection) -> int:
    newest = int(connection.execute("SELECT coalesce(max(n), 0) FROM change_set").fetchone()[0])
    if newest >= LAST_NUMBER:
        raise DamagedRecord("The record's entries are numbered beyond what can follow.")
    return newest + 1


def _is_present(said: Sequence[Statement]) -> bool:
    return any(s.field == PRESENT and s.value is True for s in said) or all(
        s.field != PRESENT for s in said
    )


def _known(connection: sqlite3.Connection, uids: Iterable[str]) -> set[str]:
    wanted: list[str] = list(uids)
    found: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        query = f"SELECT DISTINCT uid FROM change_row WHERE uid IN ({','.join('?' * len(batch))})"
        found.update(uid for (uid,) in connection.execute(query, batch))
    return found


def _adds(said: Sequence[Statement]) -> Iterable[Draft]:
    for (kind, uid, name, value), salt in zip(said, fresh_salts(len(said)), strict=True):
        if value is not None:
            body = quoted(value) if type(value) is str else canonical(value)
            yield Draft(kind, uid, name, value_hash(salt, body), salt, body)


def _changes(
    standing: Standing,
    said: Sequence[Statement],
    new: Mapping[str, list[Statement]],
    as_seen: AsSeen,
) -> Iterable[Draft]:
    """The rows of a thing that the record knows; `new` are the things added in the same edit.

    Only a new update gives way to later ones: one that is made current replaces them.
    """
    for statement in said:
        kind = KINDS[statement.kind]
        place = kind.places.get(statement.field)
        body = canonical(statement.value)
        heads = standing.heads(statement.uid, statement.field)
        if _says_nothing_new(standing, statement, body, [row.body for row in heads]):
            continue
        saw = as_seen.get((statement.uid, statement.field))
        replaces = (
            standing.replaced_by_new(statement.uid, statement.field, place)
            if saw is None
            else set(saw)
        )
        seen: Seen | None = None
        if statement.field == PRESENT and body == FALSE:
            seen = standing.seen_now(statement.uid)
        elif place and place.dated and statement.value in new:
            later = _later(standing, statement, place, new[str(statement.value)], replaces)
            replaces -= later
            seen = {statement.field: tuple(later)} if later else None
        salt, value = _salted(standing, statement, body)
        yield Draft(
            statement.kind,
            statement.uid,
            statement.field,
            value,
            salt,
            body,
            frozenset(replaces),
            seen,
        )


def _says_nothing_new(
    standing: Standing, statement: Statement, body: str, heads: Sequence[str | None]
) -> bool:
    if not heads:
        return body == NULL
    if statement.field == PRESENT and body == FALSE and standing.in_view(statement.uid):
        return False
    return len(heads) == 1 and heads[0] == body


def _later(
    standing: Standing,
    statement: Statement,
    place: Place,
    update: Sequence[Statement],
    replaces: Iterable[bytes],
) -> set[bytes]:
    """The heads of a dated place that speak for a later date than the update being written."""
    own = next((s.value for s in update if s.field == place.dated), None)
    history = standing.field(statement.uid, statement.field)
    held = [history.rows[change] for change in replaces if change in history.rows]
    return {
        row.change
        for row in held
        if row.hash is not None
        and text_of(row)
        and standing.date_of(row, place) > str(own or "")
        and standing.in_view(text_of(row))
    }


def _salted(standing: Standing, statement: Statement, body: str) -> tuple[bytes, bytes]:
    """The salt and hash that this field of this thing has held the value with, else fresh ones."""
    held = standing.rows.of(statement.uid).get(statement.field, {})
    for row in sorted(held.values(), key=lambda row: row.order):
        if row.body == body and row.salt is not None and row.hash is not None:
            return row.salt, row.hash
    salt = fresh_salt()
    return salt, value_hash(salt, body)


def _words(connection: sqlite3.Connection, heading: Heading) -> dict[str, bytes | None]:
    said = {
        "account": heading.account,
        "author": heading.author,
        "label": heading.label,
        "on_behalf_of": heading.on_behalf_of,
        "reason": heading.reason,
        "source": heading.source,
    }
    return {name: word(connection, name, said[name]) for name in WORDS}


def word(connection: sqlite3.Connection, member: str, text: str) -> bytes | None:
    """The hash of a header's text, under the salt it has been held with in this file."""
    cleaned = clean(text)
    if cleaned is None:
        return None
    body = canonical(cleaned)
    found = connection.execute(
        "SELECT hash FROM word WHERE member = ? AND body = ? ORDER BY hash LIMIT 1", (member, body)
    ).fetchone()
    if found:
        return bytes(found[0])
    salt = fresh_salt()
    value = value_hash(salt, body)
    connection.execute("INSERT INTO word VALUES (?, ?, ?, ?)", (value, member, salt, body))
    return value


def _hidden_parents(
    connection: sqlite3.Connection, by_thing: Mapping[str, list[Statement]], known: set[str]
) -> set[str]:
    """The things out of view that a new thing hangs on: it brings them back into view."""
    parents = {
        (KINDS[s.kind].hangs_on[s.field], s.value)
        for uid, said in by_thing.items()
        if uid not in known
        for s in said
        if s.field in KINDS[s.kind].hangs_on and isinstance(s.value, str)
    }
    return {
        uid
        for kind, uid in parents
        if (uid not in by_thing or uid in known) and not _is_in_view(connection, kind, uid)
    }


def _is_in_view(connection: sqlite3.Connection, kind: str, uid: str) -> bool:
    found = connection.execute(
        f'SELECT in_view FROM "{kind}" WHERE uid = ?',
        (uid,),
    ).fetchone()
    return bool(found and found[0])


def value_of(row: Row) -> Scalar:
    """The value that a row carries; None where it carries none or it was erased."""
    return None if row.body is None else scalar(row.body)
