"""Erasing values: the hashes stay, so that everything still verifies (TRAIL.md, section 7)."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from marmot_tracker.trail import arrivals, projection
from marmot_tracker.trail.changes import WORDS, header_of, split_ids
from marmot_tracker.trail.rows import BATCH, StoredRows
from marmot_tracker.trail.uniting import erase_named, missing, note_erased
from marmot_tracker.trail.values import DamagedRecord, canonical
from marmot_tracker.trail.writing import Heading, Sealed, append
from marmot_tracker.vocabulary import ChangeKind

HEADING = ""
"""The kind of thing of a text that stands in the heading of an entry."""
BYTES = "blob"
"""The kind of thing of the bytes of evidence; its uid is their SHA-256."""
RECEIPT = "receipt"
"""The kind of thing of a name in the notes of what was brought in; no entry ever names its hash."""
_HASH = re.compile("[0-9a-f]{64}")
SHORTEST = 3
"""A text shorter than this is looked for only as a whole value, never inside others."""


@dataclass(frozen=True, slots=True)
class Held:
    """A text or file that the record holds under one hash.

    A value has kind, uid and field of its thing; a text of a heading has `HEADING`, no uid and
    the member as field; bytes of evidence have `BYTES` and their SHA-256 as uid. `body` is the
    canonical JSON, empty for bytes; `changes` are the entries that say it, oldest first.
    """

    hash: bytes
    kind: str
    uid: str
    field: str
    body: str
    changes: tuple[bytes, ...] = ()

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands, whatever the hash."""
        return (self.kind, self.uid, self.field)


@dataclass(frozen=True, slots=True)
class Arriving:
    """An erasure that a copy brings, and what it names of what is still held here."""

    change: bytes
    held: tuple[Held, ...]


def hashes_holding(connection: sqlite3.Connection, uid: str, field: str, body: str) -> set[bytes]:
    """Every hash that holds the same value (canonical JSON) in this field of this thing."""
    query = "SELECT hash FROM change_row WHERE uid = ? AND field = ? AND body = ?"
    return {bytes(found[0]) for found in connection.execute(query, (uid, field, body))}


def erase(connection: sqlite3.Connection, hashes: Iterable[bytes], heading: Heading) -> Sealed:
    """Append an erasure that names these hashes, and take away all that they name.

    The hashes are of values, of header texts, or the SHA-256 of evidence; `heading` says who,
    and its reason is the ground.
    """
    named = tuple(sorted(set(hashes)))
    if not named:
        raise ValueError("an erasure names what it erases")
    sealed = append(connection, (), replace(heading, kind=ChangeKind.ERASURE, erases=named))
    note_erased(connection, sealed.change, named)
    touched = erase_named(connection, named)
    projection.update(connection, StoredRows(connection), touched)
    return replace(sealed, kinds=_kinds_of(connection, touched), uids=frozenset(touched))


def values_of(connection: sqlite3.Connection, uid: str, field: str) -> list[Held]:
    """The values that a field of a thing ever held and that are not erased, oldest first."""
    return _values(connection, "r.uid = ? AND r.field = ?", (uid, field))


def texts_of_heading(connection: sqlite3.Connection, change: bytes) -> list[Held]:
    """The texts of an entry's heading: author, account, label, reason, on whose behalf, source."""
    found = connection.execute("SELECT header FROM change_set WHERE id = ?", (change,)).fetchone()
    words = header_of(found[0]).words if found else {}
    named = {value: member for member in WORDS if (value := words.get(member))}
    return _words(connection, [(value,) for value in named], "hash = ?")


def named(connection: sqlite3.Connection, hashes: Iterable[bytes]) -> list[Held]:
    """What these hashes name of what is held here and not erased."""
    wanted = set(hashes)
    rows = connection.execute("SELECT rowid, hash FROM change_row WHERE body IS NOT NULL")
    chosen = [(rowid,) for rowid, value in rows if value in wanted]
    found: list[Held] = []
    for (rowid,) in chosen:
        found += _values(connection, "r.rowid = ?", (rowid,))
    found = list({held.hash: held for held in found}.values())
    found += _words(connection, [(value,) for value in sorted(wanted)], "hash = ?")
    found += [held for held in _noted(connection) if held.hash in wanted]
    files = _files(connection) if wanted else set()
    return found + [Held(v, BYTES, v.hex(), "", "") for v in sorted(wanted) if v.hex() in files]


def _noted(connection: sqlite3.Connection) -> list[Held]:
    """The names in the notes of what was brought in."""
    return [
        Held(arrivals.code_of(text), RECEIPT, "", "name", canonical(text))
        for text in sorted(arrivals.texts(connection))
    ]


def file_held(connection: sqlite3.Connection, sha256: str) -> Held | None:
    """The bytes of evidence with this SHA-256, here or in another copy; None once erased."""
    if sha256 not in _files(connection):
        return None
    return Held(bytes.fromhex(sha256), BYTES, sha256, "", "")


def _files(connection: sqlite3.Connection) -> set[str]:
    """The files that a piece of evidence names or this copy holds, and that were not erased."""
    gone = {value.hex() for (value,) in connection.execute("SELECT hash FROM erased")}
    query = "SELECT body FROM change_row WHERE kind = 'evidence' AND field = 'sha256'"
    found = {body.strip('"') for (body,) in connection.execute(query) if body is not None}
    for table in ("blob", "chunk"):  # pieces alone are of a file that was only half attached
        query = f"SELECT DISTINCT sha256 FROM {table}"
        found.update(sha256 for (sha256,) in connection.execute(query))
    return {each for each in found - gone if _HASH.fullmatch(each)}


def said_by(connection: sqlite3.Connection, held: Held) -> list[bytes]:
    """The entries that say it, oldest first; of a heading's text those that carry it."""
    if held.kind != HEADING:
        return list(held.changes)
    query = "SELECT id FROM change_set WHERE instr(header, ?) ORDER BY at, id"
    return [bytes(found[0]) for found in connection.execute(query, (held.hash.hex(),))]


def texts_of_entry(connection: sqlite3.Connection, change: bytes) -> list[Held]:
    """Everything that an entry says: its values, those it replaced, the texts of its heading."""
    found = _values(connection, "s.id = ?", (change,))
    query = (
        "SELECT r.uid, r.field, r.replaces FROM change_row r JOIN change_set s ON s.n = r.n "
        "WHERE s.id = ? AND r.replaces IS NOT NULL"
    )
    for uid, field, replaces in connection.execute(query, (change,)).fetchall():
        for before in split_ids(replaces):
            asked = (uid, field, before)
            found += _values(connection, "r.uid = ? AND r.field = ? AND s.id = ?", asked)
    return found + texts_of_heading(connection, change)


def coded(connection: sqlite3.Connection, code: str) -> list[Held]:
    """What is held under the hashes that begin with `code`, in hexadecimal digits."""
    begins = f"{code.upper()}%"
    query = "SELECT hash FROM {0} WHERE body IS NOT NULL AND hex(hash) LIKE ?"
    found = [
        bytes(value)
        for table in ("change_row", "word")
        for (value,) in connection.execute(query.format(table), (begins,))
    ]
    files = [bytes.fromhex(s) for s in _files(connection) if s.startswith(code.casefold())]
    found += [
        held.hash for held in _noted(connection) if held.hash.hex().startswith(code.casefold())
    ]
    return named(connection, [*found, *files])


def with_same_text(connection: sqlite3.Connection, chosen: Iterable[Held]) -> list[Held]:
    """`chosen`, and every other hash that holds the same text in the same place."""
    found: dict[tuple[str, str, str, bytes], Held] = {}
    for held in chosen:
        same = [held]
        if held.kind == HEADING:
            same += _words(connection, [(held.field, held.body)], "member = ? AND body = ?")
        elif held.kind != BYTES:
            asked = (held.uid, held.field, held.body)
            same += _values(connection, "r.uid = ? AND r.field = ? AND r.body = ?", asked)
        found.update({(*each.place, each.hash): each for each in same})
    return list(found.values())


def elsewhere(connection: sqlite3.Connection, text: str) -> list[Held]:
    """Every value and heading that holds `text`, as a whole or within, in any case of ASCII."""
    if not text:
        return []
    whole = canonical(text)
    inside = whole[1:-1]
    nested = canonical(whole)[1:-1]  # a list's value is kept as JSON within JSON
    if len(text) < SHORTEST:
        where, given = "{0} = ? OR {0} = ?", (whole, canonical(whole))
    else:
        where = "instr(lower({0}), lower(?)) OR instr(lower({0}), lower(?))"
        given = (inside, nested)
    found = _values(connection, f"({where.format('r.body')})", given)
    found += _words(connection, [given], f"({where.format('body')})")
    asked = text.casefold()
    return found + [
        held
        for held in _noted(connection)
        if text == text_of(held) or (len(text) >= SHORTEST and asked in text_of(held).casefold())
    ]


def text_of(held: Held) -> str:
    """What a value or heading says, as text; JSON within JSON is opened.

    Of a source that is its file and what was noted of it; empty where it names neither.
    """
    if not held.body:
        return ""
    value = json.loads(held.body)
    if held.kind == HEADING and held.field == "source":
        with contextlib.suppress(ValueError, AttributeError):
            said = json.loads(value)
            return " ".join(str(said[key]) for key in ("file", "note") if said.get(key))
    if held.kind == "taken_value" and held.field == "value" and isinstance(value, str):
        with contextlib.suppress(ValueError):
            noted = json.loads(value)
            value = noted[0] if isinstance(noted, list) and noted else noted
    return str(value)


def arriving(mine: sqlite3.Connection, theirs: sqlite3.Connection) -> list[Arriving]:
    """The erasures that only `theirs` holds, with what each names of what is held in `mine`."""
    found = []
    for _, change in missing(mine, theirs):
        hashes = _erased_by(theirs, change)
        if hashes:
            found.append(Arriving(change, tuple(named(mine, hashes))))
    return found


def typed_apart(mine: sqlite3.Connection, theirs: sqlite3.Connection) -> list[Held]:
    """What says in the same place what an erasure of either side names, under another hash.

    Equal text typed apart is another statement and is not erased by itself; where both texts
    are at hand, it can be named. To be asked before a union, which takes the text away.
    """
    gone = {bytes(value) for (value,) in mine.execute("SELECT hash FROM erased")}
    for _, change in missing(mine, theirs):
        gone.update(_erased_by(theirs, change))
    if not gone:
        return []
    found: dict[tuple[str, str, str, bytes], Held] = {}
    sides = (mine, theirs)
    for side in sides:
        for erased in named(side, gone):
            for other in sides:
                for held in with_same_text(other, [erased]):
                    if held.hash not in gone and held.kind != BYTES:
                        found.setdefault((*held.place, held.hash), held)
    return sorted(found.values(), key=lambda held: (held.place, held.hash))


def grounds(
    connection: sqlite3.Connection, uids: Iterable[str]
) -> Mapping[tuple[str, str, bytes], bytes]:
    """By thing, field and entry: the erasure that took away what the entry said there."""
    wanted = list(dict.fromkeys(uids))
    found: dict[tuple[str, str, bytes], bytes] = {}
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        query = (
            "SELECT r.uid, r.field, s.id, e.change FROM change_row r "
            "JOIN change_set s ON s.n = r.n JOIN erased e ON e.hash = r.hash "
            f"WHERE r.uid IN ({','.join('?' * len(batch))})"
        )
        found.update({(u, f, c): by for u, f, c, by in connection.execute(query, batch)})
    return found


def erasures(connection: sqlite3.Connection) -> list[bytes]:
    """The erasures of a record, oldest first."""
    query = "SELECT id FROM change_set WHERE kind = ? ORDER BY at, id"
    return [bytes(found[0]) for found in connection.execute(query, (ChangeKind.ERASURE.value,))]


def _erased_by(connection: sqlite3.Connection, change: bytes) -> tuple[bytes, ...]:
    query = "SELECT header FROM change_set WHERE id = ? AND kind = ?"
    found = connection.execute(query, (change, ChangeKind.ERASURE.value)).fetchone()
    if found is None:
        return ()
    try:
        return header_of(found[0]).erases
    except DamagedRecord:  # told where the copy is checked
        return ()


def _values(connection: sqlite3.Connection, where: str, given: tuple[object, ...]) -> list[Held]:
    query = (
        "SELECT r.hash, r.kind, r.uid, r.field, r.body, s.id FROM change_row r "
        f"JOIN change_set s ON s.n = r.n WHERE r.body IS NOT NULL AND {where} ORDER BY s.at, s.id"
    )
    found: dict[tuple[bytes, str, str], Held] = {}
    for value, kind, uid, field, body, change in connection.execute(query, given):
        known = found.get((value, uid, field))
        said = (*known.changes, change) if known else (change,)
        found[value, uid, field] = Held(bytes(value), kind, uid, field, body, said)
    return list(found.values())


def _words(
    connection: sqlite3.Connection, given: Iterable[tuple[object, ...]], where: str
) -> list[Held]:
    query = f"SELECT hash, member, body FROM word WHERE body IS NOT NULL AND {where} ORDER BY hash"
    return [
        Held(bytes(value), HEADING, "", member, body)
        for one in given
        for value, member, body in connection.execute(query, one)
    ]


def _kinds_of(connection: sqlite3.Connection, uids: Iterable[str]) -> frozenset[str]:
    query = "SELECT kind FROM change_row WHERE uid = ? LIMIT 1"
    return frozenset(connection.execute(query, (uid,)).fetchone()[0] for uid in uids)
