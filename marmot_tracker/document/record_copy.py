"""Writes a tracker into another file, table by table, with the evidence that is to go along.

Every page of that file is a fresh one, so nothing that was erased or left out is in its bytes.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from marmot_tracker.document.engine import read_only
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence, tables
from marmot_tracker.trail.checking import Problem, check_arriving
from marmot_tracker.trail.values import DamagedRecord

_COUNTS = "SELECT (SELECT count(*) FROM {0}.change_set), (SELECT count(*) FROM {0}.change_row)"


def write(
    connection: sqlite3.Connection,
    part: Path,
    *,
    files: Collection[str] = (),
    arrivals: bool = True,
    progress: Progress | None = None,
) -> tuple[int, int]:
    """Write everything but evidence, and the bytes of `files`; how many entries and rows there were.

    `arrivals`: also what was brought in from which file, and what others are known to hold, which
    is this computer's own. The record goes in one transaction. All other evidence is noted as not
    in that copy.
    """
    version = connection.execute("PRAGMA main.user_version").fetchone()[0]
    connection.execute("ATTACH ? AS beside", (str(part),))
    try:
        for setting in (
            "page_size = 4096",
            "journal_mode = MEMORY",  # a part that was cut off is thrown away
            "synchronous = OFF",  # one fsync at its end, before it has a name
            f"application_id = {tables.APPLICATION_ID}",
            f"user_version = {version}",
        ):
            connection.execute(f"PRAGMA beside.{setting}")
        connection.execute("BEGIN")
        _copy_tables(connection, without={"chunk"} if arrivals else {"chunk", *tables.OWN})
        if not arrivals:
            connection.execute("DELETE FROM beside.meta WHERE key = ?", (tables.IN_STEP,))
        known = {*evidence.held(connection), *evidence.left_out(connection)}
        connection.execute(
            "INSERT OR REPLACE INTO beside.meta VALUES ('not in this copy', ?)",
            (" ".join(sorted(known.difference(files))),),
        )
        entries, rows = connection.execute(_COUNTS.format("main")).fetchone()
        connection.execute("COMMIT")
        _copy_files(connection, sorted(files), progress or Progress())
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("DETACH beside")
    return int(entries), int(rows)


def _copy_tables(connection: sqlite3.Connection, *, without: Collection[str]) -> None:
    made = connection.execute(
        "SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL "
        "AND name NOT LIKE 'sqlite_%' ORDER BY type DESC"
    ).fetchall()
    for kind, name, sql in made:
        start, rest = sql.split(f"{kind.upper()} ", 1)
        connection.execute(f"{start}{kind.upper()} beside.{rest}")
        if kind == "table" and name not in without:
            connection.execute(f'INSERT INTO beside."{name}" SELECT * FROM main."{name}"')


def _copy_files(connection: sqlite3.Connection, files: Collection[str], progress: Progress) -> None:
    """Copy evidence a piece at a time: a transaction holds all it wrote in memory."""
    for done, sha256 in enumerate(files):
        progress.step(done, len(files), "Copying the evidence")
        found = connection.execute(
            "SELECT position FROM main.chunk WHERE sha256 = ? ORDER BY position", (sha256,)
        )
        for position in found.fetchall():
            connection.execute(
                "INSERT INTO beside.chunk SELECT * FROM main.chunk "
                "WHERE sha256 = ? AND position = ?",
                (sha256, *position),
            )


def problem_of(
    part: Path,
    counts: tuple[int, int],
    progress: Progress,
    *,
    check: Callable[[sqlite3.Connection, Progress], Iterable[Problem]] = check_arriving,
) -> str:
    """What is wrong with what was written, every hash of it recomputed; empty where nothing is.

    A copy that was never read is no copy.
    """
    try:
        with contextlib.closing(read_only(part)) as copy:
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                return str(found)
            if copy.execute(_COUNTS.format("main")).fetchone() != counts:
                return "it holds fewer entries than the tracker"
            problem = next(iter(check(copy, progress)), None)
            return f"{problem.where} {problem.what}" if problem else ""
    except (sqlite3.DatabaseError, DamagedRecord) as fault:
        return str(fault)
