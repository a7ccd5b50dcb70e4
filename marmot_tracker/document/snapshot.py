"""The tables of one moment in memory, for reading while the tracker goes on being written."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document.engine import (
    asking_session,
    damaged,
    engine_on,
    in_memory,
    make_tables,
)
from marmot_tracker.model import KINDS, stamp
from marmot_tracker.trail import as_at
from marmot_tracker.trail.changes import Row
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.history import ChangeLine, line_of
from marmot_tracker.trail.rows import HeldRows, all_rows
from marmot_tracker.trail.writing import FAR
from marmot_tracker.trail.writing import tips as tips_of

_numbers = itertools.count()


class Snapshot:
    """A tracker as it stood, read-only, for any one thread.

    `as_at` is the calendar day or moment asked for (None for now), `tips` are those of the
    record it was made from, `check_code` is over both. `received_later` counts entries of a
    past date that were written in another copy and came in after it; `ahead` are entries dated
    more than a day ahead of this clock.
    """

    def __init__(
        self,
        store: sqlite3.Connection,
        tips: Iterable[bytes],
        wanted: date | None,
        moment: str,
        received_later: int = 0,
        ahead: tuple[ChangeLine, ...] = (),
        *,
        path: Path,
    ) -> None:
        self._path = path
        self._store = store
        self._engine = engine_on(store)
        self.tips = tuple(sorted(tip.hex() for tip in tips))
        self.as_at = wanted
        self.moment = moment
        self.received_later = received_later
        self.ahead = ahead
        self.check_code = as_at.fingerprint((bytes.fromhex(t) for t in self.tips), moment)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that asks; it can write nothing."""
        with asking_session(self._engine, self._path) as session:
            yield session

    def close(self) -> None:
        """Let go of the memory."""
        self._engine.dispose()
        self._store.close()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def moment_of(wanted: date | None) -> str:
    """An as-at as UTC text: a day means its end in Europe/London; empty for now."""
    if wanted is None:
        return ""
    return stamp(wanted if isinstance(wanted, datetime) else clock.end_of(wanted))


def take(
    live: sqlite3.Connection,
    path: Path,
    *,
    wanted: date | None = None,
    tips: Iterable[bytes] | None = None,
    trail: bool = False,
) -> Snapshot:
    """The tables now; as at `wanted`; or as those saw them who held `tips`. With `trail` also
    the record itself, for questions about history.
    """
    name = f"marmot-{next(_numbers)}"
    store = in_memory(name)
    make_tables(store)
    own_tips = frozenset(tips) if tips is not None else tips_of(live)
    moment = moment_of(wanted)
    live.execute("ATTACH ? AS snapshot", (f"file:{name}?mode=memory&cache=shared",))
    try:
        live.execute("BEGIN")
        chosen = as_at.ancestors(live, own_tips) if tips is not None else None
        if chosen is None and not moment:
            for table in (*KINDS, "answer"):
                live.execute(f'INSERT INTO snapshot."{table}" SELECT * FROM main."{table}"')
        _copy_record(live, chosen, moment, trail=trail)
        live.execute("COMMIT")
    except BaseException as fault:
        if live.in_transaction:
            live.execute("ROLLBACK")
        if isinstance(fault, sqlite3.IntegrityError):  # a cell of a type that no table takes
            raise damaged(path) from fault
        raise
    finally:
        live.execute("DETACH snapshot")
    if chosen is not None or moment:
        store.execute("BEGIN")
        with collector_resting():
            as_at.fill(store, _rows(live, chosen, moment))
        store.execute("COMMIT")
    later = _received_later(live, moment)
    return Snapshot(store, own_tips, wanted, moment, later, ahead(live), path=path)


def _received_later(live: sqlite3.Connection, moment: str) -> int:
    if not moment:
        return 0
    query = (
        "SELECT count(*) FROM arrival a JOIN change_set s ON s.id = a.change "
        "WHERE s.at <= ? AND a.at > ?"
    )
    return int(live.execute(query, (moment, moment)).fetchone()[0])


def ahead(live: sqlite3.Connection) -> tuple[ChangeLine, ...]:
    """The entries dated more than a day ahead of this clock, oldest first."""
    query = "SELECT id FROM change_set WHERE at > ? ORDER BY at, id"
    found = live.execute(query, (stamp(clock.now() + FAR),))
    return tuple(line_of(live, change) for (change,) in found.fetchall())


def _rows(live: sqlite3.Connection, chosen: set[bytes] | None, moment: str) -> HeldRows:
    rows: Iterable[Row] = all_rows(live)
    if chosen is not None:
        rows = (row for row in rows if row.change in chosen)
    return HeldRows(rows, (lambda row: row.at <= moment) if moment else None)


def _copy_record(
    live: sqlite3.Connection, chosen: set[bytes] | None, moment: str, *, trail: bool
) -> None:
    """Copy headers, and with `trail` rows and texts, of the change sets considered."""
    found = live.execute("SELECT n, id, at FROM main.change_set").fetchall()
    kept = [
        (n,)
        for n, change, at in found
        if (chosen is None or change in chosen) and (not moment or at <= moment)
    ]
    live.execute("CREATE TEMP TABLE kept (n INTEGER PRIMARY KEY)")
    live.executemany("INSERT INTO kept VALUES (?)", kept)
    names = ["change_set", "change_row"] if trail else ["change_set"]
    for table in names:
        live.execute(
            f"INSERT INTO snapshot.{table} SELECT * FROM main.{table} "
            "WHERE n IN (SELECT n FROM temp.kept)"
        )
    if trail:
        live.execute("INSERT INTO snapshot.word SELECT * FROM main.word")
        live.execute("INSERT INTO snapshot.erased SELECT * FROM main.erased")
    live.execute("DROP TABLE temp.kept")
