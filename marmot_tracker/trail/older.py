"""What kinds, fields and codes of an older format are called today (TRAIL.md, section 8).

Change sets are never written again, so their rows are put into today's words as they are read.
Hashes are over what was written and are checked on that, never on what this module answers. A name
that was given up is never used again for something else: a row needs no format to be understood.

Format 0 is the trial form. No released program wrote it; a kept file of the tests speaks it, so
that this road is walked before the first real change of format needs it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marmot_tracker.trail.changes import FORMAT, Row, seen_list, seen_of
from marmot_tracker.trail.values import canonical

KINDS_TODAY: Mapping[str, str] = {"period": "reporting_period"}
"""Today's kind by a name that it had before."""

FIELDS_TODAY: Mapping[tuple[str, str], str] = {("recommendation", "chapter"): "section"}
"""Today's field by today's kind and a name that the field had before."""

BODIES_TODAY: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("recommendation", "stage"): {'"under_way"': '"in_delivery"'}
}
"""Today's value (canonical JSON) by today's kind and field, and a code that was used before."""

_CONCERNED = frozenset({*KINDS_TODAY, *(kind for kind, _ in (*FIELDS_TODAY, *BODIES_TODAY))})
"""The kinds whose rows may have to be put into today's words."""


def kind_today(kind: str) -> str:
    """What a kind is called today."""
    return KINDS_TODAY.get(kind, kind)


def field_today(kind: str, field: str) -> str:
    """What a field of a kind, by any of its names, is called today."""
    return FIELDS_TODAY.get((KINDS_TODAY.get(kind, kind), field), field)


def body_today(kind: str, field: str, body: str | None) -> str | None:
    """What a value of a field of today's name says today."""
    if body is None or (kind, field) not in BODIES_TODAY:
        return body
    return BODIES_TODAY[kind, field].get(body, body)


def today(row: Row) -> Row:
    """A row in today's words.

    A value that is said otherwise today loses its salt: its hash is of the code that was written.
    """
    if row.kind not in _CONCERNED:
        return row
    kind = kind_today(row.kind)
    field = field_today(kind, row.field)
    body = body_today(kind, field, row.body)
    seen = row.seen and {field_today(kind, name): ids for name, ids in row.seen.items()}
    salt = row.salt if body == row.body else None
    return row._replace(kind=kind, field=field, salt=salt, body=body, seen=seen)


def kinds_ever(kind: str) -> tuple[str, ...]:
    """Every name that a kind of today's name ever had, today's first."""
    return (kind, *(old for old, new in KINDS_TODAY.items() if new == kind))


def fields_ever(field: str, kind: str = "") -> tuple[str, ...]:
    """Every name that a field of today's name ever had, of one kind or of any, today's first."""
    olds = (old for (of, old), new in FIELDS_TODAY.items() if new == field and kind in ("", of))
    return (field, *dict.fromkeys(olds))


def speaks_older(connection: sqlite3.Connection) -> bool:
    """Whether any entry of a record was written in an older format."""
    formats = " OR ".join(f"""header LIKE '%"format":{older},%'""" for older in range(FORMAT))
    return (
        connection.execute(f"SELECT 1 FROM change_set WHERE {formats} LIMIT 1").fetchone()
        is not None
    )


def gathered_today(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows as `GatheredRows` reads them, in today's words."""
    for row in rows:
        n, kind, uid, field, value, body, replaces, seen = row
        if kind not in _CONCERNED:
            yield row
            continue
        new = kind_today(kind)
        name = field_today(new, field)
        if seen is not None:
            seen = canonical(
                seen_list({field_today(new, of): ids for of, ids in seen_of(seen).items()})
            )
        yield (n, new, uid, name, value, body_today(new, name, body), replaces, seen)
