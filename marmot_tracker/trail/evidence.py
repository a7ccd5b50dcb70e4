"""The bytes of evidence: held in pieces, named by their SHA-256 (TRAIL.md, section 8)."""

from __future__ import annotations

import hashlib
import mimetypes
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress

PIECE = 1024 * 1024
LARGEST = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Staged:
    """A file whose bytes the tracker holds: SHA-256, size in bytes, media type, its name."""

    sha256: str
    size: int
    media_type: str
    file_name: str


def stage(
    connection: sqlite3.Connection,
    path: Path,
    transaction: Callable[[], AbstractContextManager[None]],
    progress: Progress,
) -> Staged:
    """Put a file's bytes into the tracker in short transactions, and read them back.

    Raises `TrackerError` where the file cannot be read, is larger than 100 MB, or what was
    written is not what was read.
    """
    size, sha256 = _measured(path, progress)
    staged = Staged(sha256, size, mimetypes.guess_type(path.name)[0] or "", path.name)
    if _held(connection, staged):
        return staged
    with transaction():
        connection.execute("DELETE FROM blob WHERE sha256 = ?", (sha256,))
        connection.execute("DELETE FROM chunk WHERE sha256 = ?", (sha256,))
    try:
        with path.open("rb") as file:
            for position, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
                progress.step(position * PIECE, size, f"Attaching {path.name}")
                with transaction():
                    connection.execute(
                        "INSERT INTO chunk VALUES (?, ?, ?)", (sha256, position, piece)
                    )
    except OSError as fault:
        raise _unreadable(path) from fault
    with transaction():
        connection.execute(
            "INSERT OR REPLACE INTO blob VALUES (?, ?, ?)", (sha256, size, staged.media_type)
        )
    if not _held(connection, staged):
        raise TrackerError(
            f"{path.name} changed while it was being attached; nothing was attached.",
            hint="Close the file in other programs and attach it again.",
        )
    return staged


def _measured(path: Path, progress: Progress) -> tuple[int, str]:
    digest = hashlib.sha256()
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise TrackerError(
                f"{path.name} is {size / 1024 / 1024:.0f} MB; a tracker holds files up to 100 MB.",
                hint="Attach a link to where it lies instead.",
            )
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                progress.step(0, size, f"Reading {path.name}")
    except OSError as fault:
        raise _unreadable(path) from fault
    return size, digest.hexdigest()


def _unreadable(path: Path) -> TrackerError:
    return TrackerError(
        f"{path.name} could not be read; nothing was attached.",
        hint="See that the file is still there, and close it in other programs.",
    )


def _held(connection: sqlite3.Connection, staged: Staged) -> bool:
    digest, size = hashlib.sha256(), 0
    for piece in pieces(connection, staged.sha256):
        digest.update(piece)
        size += len(piece)
    return size == staged.size and digest.hexdigest() == staged.sha256


def pieces(connection: sqlite3.Connection, sha256: str) -> Iterator[bytes]:
    """The bytes of a file in order, one piece at a time; none where this copy lacks them."""
    positions = connection.execute(
        "SELECT position FROM chunk WHERE sha256 = ? ORDER BY position", (sha256,)
    ).fetchall()
    for (position,) in positions:
        found = connection.execute(
            "SELECT data FROM chunk WHERE sha256 = ? AND position = ?", (sha256, position)
        ).fetchone()
        yield bytes(found[0])


def held(connection: sqlite3.Connection) -> list[str]:
    """The files whose bytes are here; one that was only half staged does not count."""
    found = connection.execute(
        "SELECT sha256 FROM blob b "
        "WHERE EXISTS (SELECT 1 FROM chunk c WHERE c.sha256 = b.sha256) ORDER BY sha256"
    )
    return [str(row[0]) for row in found]


def left_out(connection: sqlite3.Connection) -> set[str]:
    """The files that were left out when this copy was made; their bytes may have come in since."""
    query = "SELECT value FROM meta WHERE key = 'not in this copy'"
    found = connection.execute(query).fetchone()
    return set(found[0].split()) if found else set()


def is_whole(connection: sqlite3.Connection, sha256: str) -> bool:
    """Whether the bytes held under a hash are the ones it names, in as many pieces as were made."""
    count, last, size = connection.execute(
        "SELECT count(*), max(position), (SELECT size FROM blob b WHERE b.sha256 = c.sha256) "
        "FROM chunk c WHERE sha256 = ?",
        (sha256,),
    ).fetchone()
    digest = hashlib.sha256()
    there = 0
    for piece in pieces(connection, sha256):
        digest.update(piece)
        there += len(piece)
    return (count, there, digest.hexdigest()) == (last + 1, size, sha256)
