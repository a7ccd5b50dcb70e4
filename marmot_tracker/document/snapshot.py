"""The tables of one moment in memory, for reading while the tracker goes on being written."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker import clock
from marmot_tracker.document import rebuilding
from marmot_tracker.document.engine import (
    asking_session,
    damaged,
    engine_on,
    in_memory,
    make_tables,
)
from marmot_tracker.errors import TrackerError
from marmot_tracker.model import KINDS, stamp
from marmot_tracker.trail import as_at
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.history import ChangeLine, line_of
from marmot_tracker.trail.writing import FAR
from marmot_tracker.trail.writing import tips as tips_of

_numbers = itertools.count()


class Snapshot:
    """A tracker as it stood, read-only, for any one thread.

    `as_at` is the calendar day or moment asked for (None for now), `tips` are those of the
    record it was made from, `check_code` is over both. `received_later` counts entries of a
    past date that were written in another copy and came in after it; `ahead` are entries dated
    more than a day ahead of this clock. `begins` is when its first entry was written, as UTC text.
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
        begins: str = "",
        copied: bool = False,
    ) -> None:
        self._path = path
        self._copied = copied
        self._store = store
        self._engine = engine_on(store)
        self.tips = tuple(sorted(tip.hex() for tip in tips))
        self.as_at = wanted
        self.moment = moment
        self.received_later = received_later
        self.ahead = ahead
        self.begins = begins
        self.check_code = as_at.fingerprint((bytes.fromhex(t) for t in self.tips), moment)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that asks; it can write nothing."""
        with asking_session(self._engine, self._path) as session:
            yield session

    def earlier(self, wanted: date | None, *, tips: Iterable[str] | None = None) -> Snapshot:
        """An earlier state of this one (taken with `trail=True`): at a past day or moment, or for
        those who held `tips`. Raises `TrackerError` where it lacks an entry that `tips` name.
        """
        held = [bytes.fromhex(tip) for tip in tips] if tips is not None else None
        query = "SELECT 1 FROM change_set WHERE id = ?"
        if not all(self._store.execute(query, (tip,)).fetchone() for tip in held or ()):
            raise TrackerError(
                "That earlier state holds entries that are not in the one shown.",
                hint="Choose the day to compare with instead.",
            )
        return take(self._store, self._path, wanted=wanted, tips=held)

    def is_shown_as_recorded(self) -> bool:
        """Whether its tables are what its record says (taken with `trail=True`).

        Those of the past are made from the record; only those of now were copied as they stood.
        """
        return not self._copied or rebuilding.is_shown_as_recorded(self._store)

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
    if any(found[1] == "snapshot" for found in live.execute("PRAGMA database_list").fetchall()):
        live.execute("DETACH snapshot")
    live.execute("ATTACH ? AS snapshot", (f"file:{name}?mode=memory&cache=shared",))
    try:
        live.execute("BEGIN")
        state = as_at.chosen(live, moment=moment, tips=own_tips if tips is not None else None)
        if tips is None and not moment:
            for table in (*KINDS, "answer"):
                live.execute(f'INSERT INTO snapshot."{table}" SELECT * FROM main."{table}"')
        else:
            with collector_resting():
                as_at.fill(live, state, "snapshot")
        _copy_record(live, state.within, trail=trail)
        live.execute("COMMIT")
    except BaseException as fault:
        if live.in_transaction:
            live.execute("ROLLBACK")
        # What was being read when it failed may still be held by the fault's own frames; then it
        # is let go of before the next snapshot.
        with contextlib.suppress(sqlite3.OperationalError):
            live.execute("DETACH snapshot")
        if isinstance(fault, sqlite3.IntegrityError):  # a cell of a type that no table takes
            raise damaged(path) from fault
        raise
    live.execute("DETACH snapshot")
    later = _received_later(live, moment)
    begins = live.execute("SELECT min(at) FROM change_set").fetchone()[0] or ""
    copied = tips is None and not moment
    return Snapshot(
        *(store, own_tips, wanted, moment, later, ahead(live)),
        path=path,
        begins=begins,
        copied=copied,
    )


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


def _copy_record(live: sqlite3.Connection, within: Iterable[int], *, trail: bool) -> None:
    """Copy headers, and with `trail` rows and texts, of the change sets considered."""
    names = ["change_set", "change_row"] if trail else ["change_set"]
    kept = set(within)
    (every,) = live.execute("SELECT count(*) FROM main.change_set").fetchone()
    if len(kept) == every:  # the whole record: SQLite copies such tables page by page, unread
        for table in (*names, *(("word", "erased") if trail else ())):
            live.execute(f"INSERT INTO snapshot.{table} SELECT * FROM main.{table}")
        return
    live.execute("CREATE TEMP TABLE kept (n INTEGER PRIMARY KEY)")
    live.executemany("INSERT INTO kept VALUES (?)", [(n,) for n in kept])
    for table in names:
        live.execute(
            f"INSERT INTO snapshot.{table} SELECT * FROM main.{table} "
            "WHERE n IN (SELECT n FROM temp.kept)"
        )
    if trail:
        live.execute("INSERT INTO snapshot.word SELECT * FROM main.word")
        live.execute("INSERT INTO snapshot.erased SELECT * FROM main.erased")
    live.execute("DROP TABLE temp.kept")
