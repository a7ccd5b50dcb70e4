"""The bytes of evidence: held in pieces, named by their SHA-256 (TRAIL.md, section 8)."""

from __future__ import annotations

import contextlib
import hashlib
import mimetypes
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail.values import parsed
from marmot_tracker.vocabulary import Sensitivity

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
        _write(connection, path, staged, transaction, progress)
    except BaseException as fault:
        with contextlib.suppress(sqlite3.DatabaseError, TrackerError), transaction():
            connection.execute("DELETE FROM blob WHERE sha256 = ?", (sha256,))
            connection.execute("DELETE FROM chunk WHERE sha256 = ?", (sha256,))
        if isinstance(fault, OSError):
            raise _unreadable(path) from fault
        raise
    return staged


def _write(
    connection: sqlite3.Connection,
    path: Path,
    staged: Staged,
    transaction: Callable[[], AbstractContextManager[None]],
    progress: Progress,
) -> None:
    """Write the bytes piece by piece, and read them back."""
    with path.open("rb") as file:
        for position, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
            progress.step(position * PIECE, staged.size, f"Attaching {path.name}")
            with transaction():
                connection.execute(
                    "INSERT INTO chunk VALUES (?, ?, ?)", (staged.sha256, position, piece)
                )
    with transaction():
        connection.execute(
            "INSERT OR REPLACE INTO blob VALUES (?, ?, ?)",
            (staged.sha256, staged.size, staged.media_type),
        )
    if not _held(connection, staged):
        raise TrackerError(
            f"{path.name} changed while it was being attached; nothing was attached.",
            hint="Close the file in other programs and attach it again.",
        )


def unlinked(connection: sqlite3.Connection) -> list[str]:
    """The files whose bytes, or some of them, are here and which nothing in the record names.

    What was staged just now and is not yet linked counts, too. Any value that holds the SHA-256
    names it, whichever kind it is of; where one value was lost, nobody can say what it named.
    """
    here = {str(found[0]) for found in connection.execute("SELECT DISTINCT sha256 FROM chunk")}
    here -= {str(found[0]) for found in connection.execute("SELECT sha256 FROM evidence")}
    if not here:
        return []
    lost = (
        "SELECT 1 FROM change_row WHERE hash IS NOT NULL AND body IS NULL "
        "AND hash NOT IN (SELECT hash FROM erased) LIMIT 1"
    )
    if connection.execute(lost).fetchone():
        return []
    query = "SELECT 1 FROM change_row WHERE instr(body, ?) LIMIT 1"
    return sorted(each for each in here if not connection.execute(query, (each,)).fetchone())


def swept_words(files: int) -> str:
    """What is said after files were swept."""
    many = "A file that was" if files == 1 else f"{files} files that were"
    return f"{many} never attached to the end took room in this tracker, and went."


def sweep(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """Remove the bytes of these files; the caller holds the transaction."""
    for table in ("blob", "chunk"):
        connection.executemany(
            f"DELETE FROM {table} WHERE sha256 = ?", [(sha256,) for sha256 in files]
        )


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


def size_of(connection: sqlite3.Connection, files: Iterable[str]) -> int:
    """How many bytes these files have together, as noted of them."""
    sizes = dict(connection.execute("SELECT sha256, size FROM blob"))
    return sum(int(sizes.get(sha256) or 0) for sha256 in files)


def left_out(connection: sqlite3.Connection) -> set[str]:
    """The files that were left out when this copy was made; their bytes may have come in since."""
    query = "SELECT value FROM meta WHERE key = 'not in this copy'"
    found = connection.execute(query).fetchone()
    return set(found[0].split()) if found and found[0] else set()


def note_left_out(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """Note which files' bytes are not in this copy; the caller holds the transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO meta VALUES ('not in this copy', ?)", (" ".join(sorted(files)),)
    )


def by_sensitivity(connection: sqlite3.Connection) -> dict[str, Sensitivity]:
    """The files that evidence names, each with the strictest that is said of it.

    Where two answers stand, both count. Evidence that was withdrawn counts where no other names
    the file. What is not known to be ordinary is not checked.
    """
    files: dict[str, set[object]] = {}
    said: dict[str, set[object]] = {}
    shown: dict[str, bool] = {}
    pieces = "SELECT uid, sha256, sensitivity, in_view FROM evidence"
    for uid, sha256, sensitivity, in_view in connection.execute(pieces):
        files[uid], said[uid], shown[uid] = {sha256}, {sensitivity}, bool(in_view)
    for uid, field, body in connection.execute(
        "SELECT uid, field, value FROM answer "
        "WHERE kind = 'evidence' AND field IN ('sha256', 'sensitivity')"
    ):
        if uid in files:
            (files if field == "sha256" else said)[uid].add(parsed(body) if body else None)
    found: dict[str, set[object]] = {}
    for in_view in (True, False):
        named: dict[str, set[object]] = {}
        for uid in (each for each in files if shown[each] is in_view):
            for sha256 in files[uid] - {None}:
                named.setdefault(str(sha256), set()).update(said[uid])
        found = named | found
    return {sha256: _strictest(all_said) for sha256, all_said in found.items()}


def strictest_of_two(connection: sqlite3.Connection) -> dict[str, Sensitivity]:
    """The evidence whose sensitivity has two answers, as uids, each with the stricter of them."""
    said: dict[str, set[object]] = {}
    answers = "SELECT uid, value FROM answer WHERE kind = 'evidence' AND field = 'sensitivity'"
    for uid, body in connection.execute(answers):
        said.setdefault(uid, set()).add(parsed(body) if body else None)
    return {uid: _strictest(both) for uid, both in said.items()}


def _strictest(said: set[object]) -> Sensitivity:
    if Sensitivity.RESTRICTED in said:
        return Sensitivity.RESTRICTED
    return Sensitivity.ORDINARY if said == {Sensitivity.ORDINARY} else Sensitivity.NOT_CHECKED


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
