"""The one door for values: what may stand in the trail, and its canonical bytes.

Rules: TRAIL.md, section 2. A value is text (NFC, LF line ends, no control characters but tab,
surrogates replaced, empty is null), a whole number within ±2^53, true, false or null. Dates,
times and decimals are text in their own notation.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from marmot_tracker.errors import TrackerError
from marmot_tracker.model import stamp

Scalar = str | int | bool | None
"""What a value is once it is through the door."""

LARGEST = 2**53
SALT = 16
REPLACEMENT = "\ufffd"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
TRUE, FALSE, NULL = "true", "false", "null"
quoted: Callable[[str], str] = json.encoder.encode_basestring
"""A text as canonical JSON."""
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


class DamagedRecord(TrackerError):
    """The record holds something that no program of ours would have written."""


def clean(words: str) -> str | None:
    """Text as it may stand in the record; the empty string is null."""
    if words.isascii() and words.isprintable():
        return words or None
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    words = _SURROGATE.sub(REPLACEMENT, _CONTROL.sub("", words))
    return unicodedata.normalize("NFC", words) or None


def replaced_surrogates(words: str) -> int:
    """How many characters of `words` the door replaces, so that the person can be told."""
    return 0 if words.isascii() else len(_SURROGATE.findall(words))


def through_door(value: object) -> Scalar:
    """`value` as a scalar of the record. Raises `TypeError` for what can never stand there."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{value} is beyond what can be recorded exactly")
        return value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no number that can be recorded")
        return format(value, "f")
    raise TypeError(f"a {type(value).__name__} cannot be recorded")


def is_scalar(value: object) -> bool:
    """Whether a value that was read is one that the door lets through as it is."""
    if isinstance(value, str):
        return value != "" and clean(value) == value
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) <= LARGEST
    return value is None or isinstance(value, bool)


def spells_scalar(body: str) -> bool:
    """Whether canonical JSON spells a value that the door lets through as it is.

    Raises `DamagedRecord` for bytes that are not canonical.
    """
    if body[:1] == '"' and "\\" not in body and quoted(body[1:-1]) == body:
        return is_scalar(body[1:-1])
    return is_scalar(parsed(body))


def canonical(value: Any) -> str:
    """Canonical JSON: sorted keys, no white space, non-ASCII letters as themselves."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return NULL if value is None else TRUE if value else FALSE
    return _encode(value)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DamagedRecord("The record holds a name twice in one entry.")
    return found


def _refuse(number: str) -> Any:
    raise DamagedRecord(f"The record holds {number}, which is no whole number.")


_decoder = json.JSONDecoder(
    object_pairs_hook=_no_twins, parse_float=_refuse, parse_constant=_refuse
)


def parsed(body: str) -> Any:
    """What canonical JSON says. Raises `DamagedRecord` for bytes that are not canonical."""
    try:
        value = _decoder.decode(body)
    except (ValueError, RecursionError) as fault:  # nested deeper than anything of ours
        raise DamagedRecord("The record holds an entry that cannot be read.") from fault
    if _encode(value) != body:
        raise DamagedRecord("The record holds an entry that is not in its one true form.")
    return value


def scalar(body: str) -> Scalar:
    """The value that a body spells; bodies were written by us or checked on arrival.

    Raises `DamagedRecord` where the disk has changed one since.
    """
    if body[:1] == '"':
        # Without a backslash nothing is escaped: the body is the text between its quotes.
        return str(parsed(body)) if "\\" in body else body[1:-1]
    if body in _WORDS:
        return _WORDS[body]
    try:
        return int(body)
    except ValueError as fault:
        raise DamagedRecord("The record holds a value that cannot be read.") from fault


_WORDS: dict[str, bool | None] = {TRUE: True, FALSE: False, NULL: None}


def fresh_salt() -> bytes:
    """16 random bytes, so that equal texts typed apart have different hashes."""
    return os.urandom(SALT)


def fresh_salts(number: int) -> list[bytes]:
    """So many fresh salts at once."""
    drawn = os.urandom(SALT * number)
    return [drawn[at : at + SALT] for at in range(0, len(drawn), SALT)]


def value_hash(salt: bytes, body: str) -> bytes:
    """SHA-256 of salt and canonical JSON (TRAIL.md, section 3)."""
    return hashlib.sha256(salt + body.encode("utf-8", "surrogatepass")).digest()
