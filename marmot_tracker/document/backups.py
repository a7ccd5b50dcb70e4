"""Backups outside the tracker's folder: written whole, verified, then named.

Everything but evidence goes into a tracker file of its own; each evidence file lies once, by its
SHA-256, in a folder beside.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from marmot_tracker import clock, paths
from marmot_tracker.document.engine import told_in_words
from marmot_tracker.errors import TrackerError
from marmot_tracker.trail import evidence, tables


def folder_of(path: Path, connection: sqlite3.Connection) -> Path:
    """Where the backups of a tracker lie: by its name and the start of its first entry's id."""
    found = connection.execute("SELECT id FROM change_set ORDER BY n LIMIT 1").fetchone()
    first = found[0].hex()[:8] if found else "empty"
    return paths.user_data_folder() / "backups" / f"{path.stem}-{first}"


def make(path: Path, connection: sqlite3.Connection, why: str) -> Path:
    """Write a backup and return where it lies. Raises `TrackerError` where it cannot be written.

    The partial file is never counted as a backup: only the rename at the end makes it one.
    """
    folder = folder_of(path, connection)
    name = f"{clock.now():%Y-%m-%d %H%M%S.%f} {why}.marmot"
    part = folder / f"{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with told_in_words(path):
            _write(connection, part)
            _keep_evidence(connection, folder / "evidence")
        _check(connection, part)
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        return part.replace(folder / name)
    except OSError as fault:
        raise TrackerError(
            f"No backup of {path.name} could be written ({fault.strerror}); nothing was changed.",
            hint="Make room on the disk, then do it again.",
        ) from fault


def _write(connection: sqlite3.Connection, part: Path) -> None:
    connection.execute("ATTACH ? AS backup", (str(part),))
    try:
        connection.execute(f"PRAGMA backup.application_id = {tables.APPLICATION_ID}")
        connection.execute(f"PRAGMA backup.user_version = {tables.USER_VERSION}")
        connection.execute("BEGIN")
        made = connection.execute(
            "SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL "
            "AND name NOT LIKE 'sqlite_%' ORDER BY type DESC"
        ).fetchall()
        for kind, name, sql in made:
            start, rest = sql.split(f"{kind.upper()} ", 1)
            connection.execute(f"{start}{kind.upper()} backup.{rest}")
            if kind == "table" and name != "chunk":
                connection.execute(f'INSERT INTO backup."{name}" SELECT * FROM main."{name}"')
        kept = sorted({*evidence.held(connection), *evidence.left_out(connection)})
        connection.execute(
            "INSERT OR REPLACE INTO backup.meta VALUES ('not in this copy', ?)", (" ".join(kept),)
        )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("DETACH backup")


def _keep_evidence(connection: sqlite3.Connection, folder: Path) -> None:
    for sha256 in evidence.held(connection):
        target = folder / sha256
        if not target.exists():
            folder.mkdir(exist_ok=True)
            part = target.with_suffix(".part")
            with part.open("wb") as file:
                for piece in evidence.pieces(connection, sha256):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)


def _check(connection: sqlite3.Connection, part: Path) -> None:
    """Open what was written and compare; a backup that was never read is no backup."""
    query = "SELECT (SELECT count(*) FROM change_set), (SELECT count(*) FROM change_row)"
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        sound = copy.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        whole = copy.execute(query).fetchone() == connection.execute(query).fetchone()
    finally:
        copy.close()
    if not (sound and whole):
        raise TrackerError(
            "The backup that was written does not match the tracker; nothing was changed.",
            hint="See that the disk is sound, then do it again.",
        )
