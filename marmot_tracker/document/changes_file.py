"""A file of changes alone: what somebody wrote and the other side lacks, small enough for a mail.

It is an SQLite file with the record's own tables and nothing beside them, under an application id
of its own: it is brought in like a copy, and cannot be opened. It is written by itself, read back
with every hash, and only then put where it is wanted.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from marmot_tracker.document import copying, giving, publishing, restoring, saving
from marmot_tracker.document.engine import read_only, told_in_words, transaction
from marmot_tracker.document.giving import Files
from marmot_tracker.errors import Misuse, NothingToSend, TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence, history, portion, tables
from marmot_tracker.trail.checking import check_arriving
from marmot_tracker.trail.values import DamagedRecord

ENDING = ".marmot-changes"
ZIP_ENDING = ".zip"
MAIL_LIMIT = 20 * 1024 * 1024
"""What the size is shown against: more than this, many mail systems do not carry."""
EMPTY = 25_000
"""About the bytes of a file of changes with nothing in it."""


@dataclass(frozen=True, slots=True)
class KnownState:
    """What the other side is taken to hold: these entries (hex ids) and all before them.

    `words` say when that was, `entries` how many there are since. `files` are the evidence files
    it holds where that is known, as of a copy that was looked at.
    """

    key: str
    words: str
    tips: tuple[str, ...]
    entries: int = 0
    files: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ToSend:
    """What a file of changes would hold: entries, evidence files, and about how many bytes.

    `left_out_*` count the files that would stay behind, and why; `not_here` those whose bytes
    this tracker lacks itself. `people` wrote the entries, the first of them at `oldest`.
    """

    entries: int
    files: int
    files_size: int
    size: int
    people: tuple[str, ...] = ()
    oldest: datetime | None = None
    left_out_restricted: int = 0
    left_out_unchecked: int = 0
    left_out_ordinary: int = 0
    not_here: int = 0

    @property
    def too_big_for_mail(self) -> bool:
        """Whether most mail systems would not carry it."""
        return self.size > MAIL_LIMIT


@dataclass(frozen=True, slots=True)
class Sent:
    """A file of changes that was written: where, its bytes and SHA-256, and what it holds."""

    path: Path
    size: int
    sha256: str
    entries: int
    files: int
    left_out_restricted: int = 0
    left_out_unchecked: int = 0
    left_out_ordinary: int = 0
    not_here: int = 0

    @property
    def too_big_for_mail(self) -> bool:
        """Whether most mail systems will not carry it."""
        return self.size > MAIL_LIMIT

    @property
    def left_out(self) -> int:
        """How many evidence files stayed behind in all."""
        return self.left_out_restricted + self.left_out_unchecked + self.left_out_ordinary


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The change sets by number, the evidence files they name, and which of those go along."""

    numbers: tuple[int, ...]
    named: frozenset[str]
    held: giving.Holding
    going: frozenset[str]


def to_send(connection: sqlite3.Connection, since: KnownState, files: Files) -> ToSend:
    """What a file of changes would hold."""
    chosen = _chosen(connection, since, files)
    lines = [
        history.line_of(connection, change) for change in _ids(connection, chosen.numbers[:1_000])
    ]
    carried = evidence.size_of(connection, chosen.going)
    return ToSend(
        len(chosen.numbers),
        len(chosen.going),
        carried,
        EMPTY + _size_of(connection, chosen.numbers) + carried,
        tuple(dict.fromkeys(line.author for line in lines)),
        min((line.at for line in lines), default=None),
        *_left_out(chosen),
    )


def write(
    connection: sqlite3.Connection,
    target: Path,
    *,
    since: KnownState,
    files: Files,
    zipped: bool,
    over: bool,
    progress: Progress | None = None,
) -> Sent:
    """Write a file of changes to `target`; `over` where a file of that name may be replaced.

    Raises `NothingToSend` where there are none, and `TrackerError` where the record is not as it
    was written or the disk does not take it; then nothing was written there.
    """
    progress = progress or Progress()
    _check_target(target, zipped=zipped, over=over)
    chosen = _chosen(connection, since, files)
    if not chosen.numbers and not chosen.going:
        raise NothingToSend(
            f"There are no changes {since.words}, so there is nothing to send.",
            hint="If somebody lacks what you wrote, choose an earlier time to send from.",
        )
    folder = copying.private_folder("sending")
    try:
        made = folder / f"{_stem(target)}{ENDING}"
        entries = _make(connection, made, chosen, progress)
        if problem := _problem(made, progress):
            raise TrackerError(
                f"No changes were saved, since this tracker is not as it was written ({problem}).",
                hint="Choose Check the record: it says what is wrong and what mends it.",
            )
        ready = _zipped(made) if zipped else made
        size, sha256 = ready.stat().st_size, copying.file_sha256(ready)
        descriptor = publishing.opened_for_reading(ready)
        try:
            saving.put(descriptor, target, over=over)
        finally:
            os.close(descriptor)
    except FileExistsError as fault:
        raise restoring.taken(target) from fault
    except OSError as fault:
        raise TrackerError(
            f"The changes could not be written to {target.parent} ({fault.strerror or fault}).",
            hint="Make room on the disk, or choose a folder of your own, such as Documents.",
        ) from fault
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Sent(target, size, sha256, entries, len(chosen.going), *_left_out(chosen))


def _chosen(connection: sqlite3.Connection, since: KnownState, files: Files) -> _Chosen:
    numbers = portion.since(connection, [bytes.fromhex(tip) for tip in since.tips])
    named = portion.files_of(connection, numbers)
    held = giving.holding(connection)
    if since.files is not None:  # also what the other side was given without
        named |= (held.ordinary | held.restricted | held.unchecked) - since.files
    return _Chosen(tuple(numbers), named, held, held.going(files) & named)


def _left_out(chosen: _Chosen) -> tuple[int, int, int, int]:
    held, named, going = chosen.held, chosen.named, chosen.going
    return (
        len((held.restricted & named) - going),
        len((held.unchecked & named) - going),
        len((held.ordinary & named) - going),
        len(held.not_here & named),
    )


def _make(connection: sqlite3.Connection, made: Path, chosen: _Chosen, progress: Progress) -> int:
    """Write the file by itself; answers how many entries it holds."""
    progress.step(0, 2, "Gathering the changes")
    target = sqlite3.connect(made, isolation_level=None)
    try:
        with told_in_words(made):
            target.execute("PRAGMA page_size = 1024")
            target.execute("PRAGMA journal_mode = MEMORY")
            target.execute(f"PRAGMA application_id = {tables.CHANGES_ID}")
            target.execute(f"PRAGMA user_version = {tables.USER_VERSION}")
            with transaction(target):
                for statement in tables.RECORD.split(";"):
                    target.execute(statement)
                return portion.write(connection, target, chosen.numbers, chosen.going)
    finally:
        target.close()


def _problem(made: Path, progress: Progress) -> str:
    """What is wrong with what was written, every hash of it recomputed; empty where nothing is."""
    try:
        with contextlib.closing(read_only(made)) as copy:
            problem = next(iter(check_arriving(copy, progress)), None)
            return f"{problem.where} {problem.what}" if problem else ""
    except (sqlite3.DatabaseError, DamagedRecord) as fault:
        return str(fault)


def _zipped(made: Path) -> Path:
    packed = made.with_suffix(ZIP_ENDING)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(made, made.name)
    return packed


def _stem(target: Path) -> str:
    """The name of a file of changes without its ending, or that of the .zip it goes in."""
    for ending in (ENDING, ZIP_ENDING):
        if target.name.casefold().endswith(ending):
            return target.name[: -len(ending)] or "changes"
    return target.name


def _check_target(target: Path, *, zipped: bool, over: bool) -> None:
    wanted = ZIP_ENDING if zipped else ENDING
    if not target.name.casefold().endswith(wanted):
        raise Misuse(
            f"“{target.name}” is no name for {'a .zip of ' if zipped else ''}changes.",
            hint=f"Let it end in {wanted}.",
        )
    if not target.parent.is_dir():
        raise TrackerError(f"There is no folder {target.parent}.", hint="Make it first.")
    if target.is_dir():
        raise TrackerError(f"{target.name} is a folder.", hint="Choose another name.")
    if not over:
        restoring.check_free(target)


def _ids(connection: sqlite3.Connection, numbers: Collection[int]) -> list[bytes]:
    query = "SELECT id FROM change_set WHERE n = ?"
    return [bytes(connection.execute(query, (n,)).fetchone()[0]) for n in numbers]


def _size_of(connection: sqlite3.Connection, numbers: Collection[int]) -> int:
    """About the bytes that these change sets take in a file."""
    lengths = (
        "SELECT sum(length(header) + 80) FROM change_set WHERE n = ?",
        "SELECT sum(coalesce(length(body), 0) + coalesce(length(replaces), 0) + 200) "
        "FROM change_row WHERE n = ?",
    )
    found = (connection.execute(query, (n,)).fetchone()[0] for query in lengths for n in numbers)
    return sum(int(each or 0) for each in found)
