"""What every tracked thing has, the column types of the file, and names for new things.

Columns are TEXT, INTEGER or BLOB in STRICT tables, without UNIQUE, foreign-key, NOT NULL or
CHECK constraints: two people may both add "3.2", and bringing copies together may never fail
(TRAIL.md, section 4).
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Dialect, Integer, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column

V = TypeVar("V")
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "marmot tracker")
_SPACE = NAMESPACE.bytes
_FREE = ~(0xF << 76 | 0b11 << 62)
"""All bits of a UUID but those of its version and variant."""
_last = 0
_guard = threading.Lock()


def new_uid() -> str:
    """A fresh UUIDv7 (RFC 9562) that never runs backwards within this process."""
    global _last  # noqa: PLW0603  the guard against a clock that steps back needs one memory
    with _guard:
        _last = max(_last + 1, time.time_ns() // 1000)
        stamp = _last
    milliseconds, microseconds = divmod(stamp, 1000)
    number = milliseconds << 80 | 0x7 << 76 | (microseconds << 2) << 64 | 0b10 << 62
    return _dashed(number | int.from_bytes(os.urandom(8)) >> 2)


def uid_of(*what: str) -> str:
    """The UUIDv5 of what a link, an extra value or a seeded principle stands for.

    Put together by hand: a long list asks for tens of thousands, and `uuid.uuid5` takes thrice
    as long.
    """
    named = hashlib.sha1(_SPACE + "|".join(what).encode(), usedforsecurity=False).digest()
    number = int.from_bytes(named[:16]) & _FREE | 0x5 << 76 | 0b10 << 62
    return _dashed(number)


def _dashed(number: int) -> str:
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _or_nothing(read: Callable[[str], V], said: str) -> V | None:
    """What a text spells; nothing where it is none of ours: one odd value never stops a list."""
    try:
        return read(said)
    except (ValueError, InvalidOperation):
        return None


class Day(TypeDecorator[date]):
    """A calendar date, held as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        if isinstance(value, datetime):
            raise TypeError("a time stands where a date is meant")
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:  # noqa: ARG002  SQLAlchemy's signature
        return None if value is None else _or_nothing(date.fromisoformat, value)


class Moment(TypeDecorator[datetime]):
    """A time in UTC to the microsecond, held as text ending in Z."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        return None if value is None else stamp(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        return None if value is None else _or_nothing(datetime.fromisoformat, value)


class Flag(TypeDecorator[bool]):
    """Yes or no, held as 1 or 0 (SQLAlchemy's Boolean would add a CHECK)."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: ARG002  SQLAlchemy's signature
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:  # noqa: ARG002  SQLAlchemy's signature
        return None if value is None else bool(value)


class Amount(TypeDecorator[Decimal]):
    """A decimal in plain notation, held as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002  SQLAlchemy's signature
        return None if value is None else _or_nothing(Decimal, value)


def stamp(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.ffffffZ` (TRAIL.md, section 2)."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Place:
    """A field that holds the uid of the thing that fills it (TRAIL.md, section 4).

    `kind` is the kind of thing that fills the place, `says` the fields that make two of them
    equal, `dated` the field with the date a thing speaks for, where a later date holds the place.
    """

    kind: str
    says: tuple[str, ...]
    dated: str = ""


class Thing(DeclarativeBase):
    """A tracked thing: its uid, whether it is present, and what the projection says of it.

    `in_view` and `marks` belong to the projection alone: whether the thing is in view, and which
    of its fields hold two answers (`rating due`) or that it was withdrawn by one person and
    changed by another (`withdrawn?`).
    """

    uid: Mapped[str] = mapped_column(Text, primary_key=True)
    present: Mapped[bool | None] = mapped_column(Flag)
    in_view: Mapped[int | None] = mapped_column(Integer, index=True)
    marks: Mapped[str | None] = mapped_column(Text)

    hangs_on: ClassVar[Mapping[str, str]] = {}
    places: ClassVar[Mapping[str, Place]] = {}
    __table_args__ = ({"sqlite_strict": True},)

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805  a class directive
        name = cls.__name__
        return "".join(
            f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name)
        )

    def __init__(self, **values: Any) -> None:
        if "uid" not in values:
            values["uid"] = new_uid()
        values.setdefault("present", True)
        values.setdefault("in_view", 1)
        if unknown := values.keys() - _columns_of(type(self)):
            raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(unknown))}")
        # A new thing is written whole: what its fields held before is of no interest, and saying so
        # field by field took a tenth of the time of a long import.
        vars(self).update(values)


@cache
def _columns_of(thing: type[Thing]) -> frozenset[str]:
    return frozenset(thing.__table__.columns.keys())


PROJECTION_ONLY = frozenset({"uid", "in_view", "marks"})


def text(*, index: bool = False) -> MappedColumn[str | None]:
    """A text field."""
    return mapped_column(Text, index=index)


def ref() -> MappedColumn[str | None]:
    """A field that holds another thing's uid, indexed since lists ask by it."""
    return mapped_column(Text, index=True)


def whole() -> MappedColumn[int | None]:
    """A whole-number field."""
    return mapped_column(Integer)


def day() -> MappedColumn[date | None]:
    """A date field."""
    return mapped_column(Day)


def moment() -> MappedColumn[datetime | None]:
    """A time field (UTC)."""
    return mapped_column(Moment)


def flag() -> MappedColumn[bool | None]:
    """A yes-or-no field."""
    return mapped_column(Flag)


def amount_of(words: str) -> Decimal | None:
    """The decimal that `words` spell, or nothing."""
    try:
        return Decimal(words)
    except InvalidOperation:
        return None
