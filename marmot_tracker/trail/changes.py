"""A change set: its rows, its header, and the hashes that name them (TRAIL.md, section 3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any, NamedTuple

from marmot_tracker.model import stamp
from marmot_tracker.trail.values import DamagedRecord, canonical, parsed, quoted

FORMAT = 1
PREFIX = b"marmot 1\n"
ID = 32
"""Bytes of an id or hash."""
WORDS = ("account", "author", "label", "on_behalf_of", "reason", "source")
"""Header members that people typed: held as salted hashes, so that they can be erased."""

Seen = Mapping[str, tuple[bytes, ...]]


class Row(NamedTuple):
    """One change of one field of one thing, with what its author saw and replaced.

    `change` is the id of its change set, `at` its time, `undoes` what that change set takes back;
    `hash`, `salt` and `body` are the value's, all None where the row carries no value (an undo).
    An erased value keeps its hash alone. `seen` is a withdrawal's or dated place's sixth member.
    A named tuple, since a record is read by the hundred thousand rows.
    """

    change: bytes
    at: str
    undoes: bytes | None
    kind: str
    uid: str
    field: str
    hash: bytes | None
    salt: bytes | None
    body: str | None
    replaces: tuple[bytes, ...]
    seen: Seen | None = None

    @property
    def order(self) -> tuple[str, bytes]:
        """What orders two changes that neither saw the other: time, then id."""
        return (self.at, self.change)


@dataclass(frozen=True, slots=True)
class Header:
    """What a change set says of itself; times are UTC text, ids and hashes are bytes."""

    app: str
    kind: str
    at: str
    parents: tuple[bytes, ...]
    undoes: bytes | None
    words: Mapping[str, bytes | None]
    changes: bytes
    erases: tuple[bytes, ...] = ()
    format: int = FORMAT

    def encoded(self) -> str:
        """Its canonical JSON, the bytes that its id is the hash of."""
        members: dict[str, Any] = {
            "app": self.app,
            "at": self.at,
            "changes": self.changes.hex(),
            "format": self.format,
            "kind": self.kind,
            "parents": [parent.hex() for parent in sorted(set(self.parents))],
            "undoes": self.undoes.hex() if self.undoes else None,
        }
        for name in WORDS:
            found = self.words.get(name)
            members[name] = found.hex() if found else None
        if self.erases:
            members["erases"] = [erased.hex() for erased in sorted(set(self.erases))]
        return canonical(members)


def change_id(encoded: str) -> bytes:
    """The id of a change set: SHA-256 of the prefix and its header."""
    return hashlib.sha256(PREFIX + encoded.encode()).digest()


def row_hash(
    kind: str,
    uid: str,
    field: str,
    value: bytes | None,
    replaces: Collection[bytes],
    seen: Seen | None,
) -> bytes:
    """SHA-256 over what a row says, the value by its hash.

    Its canonical JSON is put together here, since a record has a row for every field.
    """
    said = f'"{value.hex()}"' if value else ""
    replaced = ",".join(f'"{change}"' for change in hexes(replaces)) if replaces else ""
    listed = "" if seen is None else f",{canonical(seen_list(seen))}"
    row = f"[{quoted(kind)},{quoted(uid)},{quoted(field)},[{said}],[{replaced}]{listed}]"
    return hashlib.sha256(row.encode()).digest()


def hexes(ids: Iterable[bytes]) -> list[str]:
    """Ids as sorted hexadecimal text."""
    return sorted(item.hex() for item in ids)


def seen_list(seen: Seen) -> list[list[Any]]:
    """The sixth member of a row: `[field, [ids, sorted]]`, sorted."""
    return [[field, hexes(ids)] for field, ids in sorted(seen.items())]


def seen_of(stored: str) -> Seen:
    """The sixth member as stored. Raises `DamagedRecord` where it is not in order."""
    found = parsed(stored)
    try:
        seen = {field: tuple(bytes.fromhex(item) for item in ids) for field, ids in found}
    except (TypeError, ValueError) as fault:
        raise DamagedRecord(
            "The record holds a list of what was seen that cannot be read."
        ) from fault
    if seen_list(seen) != found:
        raise DamagedRecord("The record holds a list of what was seen that is out of order.")
    return seen


def changes_hash(hashes: Iterable[bytes]) -> bytes:
    """SHA-256 over row hashes in (kind, uid, field) order."""
    return hashlib.sha256(b"".join(hashes)).digest()


def header_of(encoded: str) -> Header:
    """The header that `encoded` spells. Raises `DamagedRecord` where it is not one of ours."""
    members = parsed(encoded)
    try:
        header = Header(
            app=_text(members["app"]),
            kind=_text(members["kind"]),
            at=_time(members["at"]),
            parents=tuple(_id(item) for item in members["parents"]),
            undoes=_id(members["undoes"]) if members["undoes"] else None,
            words={n: _id(members[n]) if members[n] else None for n in WORDS},
            changes=_id(members["changes"]),
            erases=tuple(_id(item) for item in members.get("erases", ())),
            format=_number(members["format"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise DamagedRecord("The record holds a change whose heading cannot be read.") from fault
    if header.format <= FORMAT and header.encoded() != encoded:
        raise DamagedRecord("The record holds a change whose heading is not in its one true form.")
    return header


def parents_of(encoded: str) -> tuple[bytes, ...]:
    """The parents that a header names which was checked before or is our own."""
    try:
        return tuple(bytes.fromhex(item) for item in json.loads(encoded)["parents"])
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise DamagedRecord("The record holds a change whose heading cannot be read.") from fault


def words_of(encoded: str) -> list[bytes]:
    """The hashes of texts that a header names which was checked before or is our own."""
    try:
        members = json.loads(encoded)
        return [bytes.fromhex(members[name]) for name in WORDS if members[name]]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise DamagedRecord("The record holds a change whose heading cannot be read.") from fault


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError("a whole number was expected")
    return value


def _time(value: object) -> str:
    """A time as `stamp` writes it, since times are compared as text.

    In the first and last year that can be written, no other time zone may be able to say it.
    """
    found = datetime.fromisoformat(_text(value))
    if stamp(found) != value or found.year in (MINYEAR, MAXYEAR):
        raise ValueError("not a time in its one true form")
    return _text(value)


def _id(value: object) -> bytes:
    found = bytes.fromhex(_text(value))
    if len(found) != ID:
        raise ValueError("not an id")
    return found


def split_ids(packed: bytes) -> tuple[bytes, ...]:
    """Ids of 32 bytes each, as stored one after the other."""
    return tuple(packed[i : i + ID] for i in range(0, len(packed), ID))
