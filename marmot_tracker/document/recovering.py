"""Recovery from a damaged file: what its hashes bear out, together with the newest good backup.

What waits in working copies on this computer is taken in, too. It makes a new file, leaves the damaged one as it is, says in words what is missing, and is only
ever done when somebody asks for it (TRAIL.md, section 8).
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from marmot_tracker import paths
from marmot_tracker.document import (
    backups,
    copying,
    erasing,
    journals,
    opening,
    restoring,
    salvaging,
    working_copy,
)
from marmot_tracker.document.carving import Pages
from marmot_tracker.document.engine import read_only, transaction
from marmot_tracker.document.salvaging import Salvage
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail import erasing as trail_erasing
from marmot_tracker.trail import evidence, uniting
from marmot_tracker.trail.checking import check_record
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.trail.history import Source
from marmot_tracker.trail.values import DamagedRecord
from marmot_tracker.trail.writing import Heading
from marmot_tracker.vocabulary import Via


@dataclass(frozen=True, slots=True)
class Recovered:
    """A tracker made from a damaged one.

    `entries` are in it, `read` of them were whole in the damaged file, `backup` gave the others
    (None where there was none). `lost` says what is missing, in words; `files` of the evidence
    are back, `lacking` are the titles of evidence whose file is not in this copy. `waiting` are the
    working copies on this computer that were taken in, too. `may_lack_more`: the damaged file no
    longer says what its newest entries were, so some may be gone of which nothing tells.
    """

    path: Path
    entries: int
    read: int
    backup: Path | None
    lost: tuple[str, ...]
    files: int
    lacking: tuple[str, ...]
    waiting: tuple[Path, ...] = ()
    may_lack_more: bool = False
    stale: Path | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every edit that the damaged tracker held is proved to be back."""
        return not (self.lost or self.may_lack_more)


def recover(
    damaged: Path, target: Path, *, author: str, progress: Progress | None = None
) -> Recovered:
    """Make `target` from what can be read of `damaged` and the newest backup of it.

    Raises `TrackerError` where `target` exists, or neither holds anything of a tracker.
    """
    restoring.check_free(target)
    progress = progress or Progress()
    if not damaged.is_file():
        raise TrackerError(f"There is no file {damaged}.", hint="Check the name.")
    folder = copying.private_folder("recovering")
    try:
        copy = _quiet_copy(damaged, folder)
        with (
            contextlib.closing(Pages(copy)) as pages,
            collector_resting(),
            salvaging.salvaged(pages, folder / "salvage.marmot", progress) as salvage,
        ):
            backup = _newest(damaged, salvage, progress)
            waiting = _waiting(folder)
            base = backup or (None if salvage.entries else _left_of(damaged, waiting, progress))
            if base is None and not salvage.entries:
                raise TrackerError(
                    f"Nothing could be read of {damaged.name}, and there is no backup of it on "
                    "this computer; nothing was made.",
                    hint="Ask a colleague for their copy of the tracker.",
                )
            with restoring.new_file(target) as part:
                filling = _Filling(salvage, base, waiting, pages, author, progress)
                made = _fill(part, target, filling)
                stale = restoring.set_aside_journal(target)
        return replace(made, backup=backup, stale=stale)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _quiet_copy(damaged: Path, folder: Path) -> Path:
    """A copy to read pages of; a journal is played back first, if it is not another file's."""
    copy = Path(shutil.copyfile(damaged, folder / "damaged.marmot"))
    journal = damaged.with_name(f"{damaged.name}-journal")
    if journal.is_file() and journal.stat().st_size:
        shutil.copyfile(journal, folder / f"{copy.name}-journal")
        with contextlib.suppress(TrackerError):  # neither with nor without does it hold together
            journals.settle(copy)
        with (
            contextlib.suppress(sqlite3.DatabaseError),
            contextlib.closing(sqlite3.connect(copy)) as connection,
        ):
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return copy


def _newest(damaged: Path, salvage: Salvage, progress: Progress) -> Path | None:
    """The newest backup that is whole and, where anything was read, of the same tracker."""
    found = [backup for backup in backups.listed(damaged, salvage.first) if backup.good]
    found += [backup for backup in backups.listed(damaged) if backup.good and backup not in found]
    for backup in found:
        with contextlib.suppress(TrackerError):
            restoring.check_backup(backup.path, progress)
            with contextlib.closing(read_only(backup.path)) as other:
                if not salvage.entries or uniting.related(salvage.connection, other):
                    return backup.path
    return None


def _waiting(folder: Path) -> dict[Path, Path]:
    """Every working copy on this computer, and a quiet copy of it; of whichever tracker."""
    found = {}
    for number, file in enumerate(sorted(paths.user_data_folder().glob("working/*/*.marmot"))):
        place = folder / f"waiting-{number}"
        place.mkdir()
        with contextlib.suppress(OSError):  # its program may just have closed it
            found[file] = _quiet_copy(file, place)
    return found


def _left_of(damaged: Path, waiting: Mapping[Path, Path], progress: Progress) -> Path | None:
    """The copy of a working copy that was left of this very file, if it is whole."""
    left = working_copy.left_of(damaged.resolve())
    if left is not None and left.file in waiting:
        with contextlib.suppress(TrackerError):
            restoring.check_backup(waiting[left.file], progress)
            return waiting[left.file]
    return None


@dataclass(frozen=True, slots=True)
class _Filling:
    """What a recovered tracker is filled from."""

    salvage: Salvage
    base: Path | None
    waiting: Mapping[Path, Path]
    pages: Pages
    author: str
    progress: Progress


def _fill(part: Path, target: Path, filling: _Filling) -> Recovered:
    salvage, progress = filling.salvage, filling.progress
    if filling.base is None:
        salvage.write_to(part)
    else:
        shutil.copyfile(filling.base, part)
    with restoring.written(part, target) as connection:
        if filling.base is None:
            opening.rebuild(connection)
        else:
            opening.rebuild_if_needed(connection)
            with transaction(connection):
                uniting.unite(
                    connection, salvage.connection, file=target.name, files=False, progress=progress
                )
        waiting = {
            file: copy
            for file, copy in filling.waiting.items()
            if _take_in(connection, copy, target, progress, files=False)
        }
        _erase_again(connection, salvage.erased, filling.author)
        files = _put_evidence_back(connection, filling)
        for copy in waiting.values():
            _take_in(connection, copy, target, progress, files=True)
        lacking = restoring.titles(connection, sorted(evidence.left_out(connection)))
        held = {bytes(found[0]) for found in connection.execute("SELECT id FROM change_set")}
        query = "SELECT hash FROM change_row WHERE hash IS NOT NULL"
        values = {bytes(found[0]) for found in connection.execute(query)}
        problems = check_record(connection, progress)
        if problems:
            raise TrackerError(
                f"What could be read does not make a whole tracker ({problems[0].where} "
                f"{problems[0].what}); nothing was made.",
                hint="Go on with the newest backup or a colleague's copy.",
            )
    return Recovered(
        target,
        len(held),
        salvage.entries,
        None,
        tuple(salvage.lost(held, values)),
        files,
        lacking,
        tuple(waiting),
        may_lack_more=not salvage.reaches_the_end(held),
    )


def _take_in(
    connection: sqlite3.Connection, copy: Path, target: Path, progress: Progress, *, files: bool
) -> bool:
    """Take in a working copy of the same tracker, if it is whole; whether it was."""
    with (
        contextlib.suppress(sqlite3.DatabaseError, DamagedRecord, TrackerError),
        contextlib.closing(read_only(copy)) as other,
    ):
        if uniting.related(connection, other):
            restoring.check_backup(copy, progress)
            with transaction(connection):
                uniting.unite(connection, other, file=target.name, files=files, progress=progress)
            return True
    return False


def _erase_again(connection: sqlite3.Connection, named: Iterable[bytes], author: str) -> None:
    """Erase what was erased by an entry that is lost, so that no backup brings it back."""
    gone = {bytes(found[0]) for found in connection.execute("SELECT hash FROM erased")}
    there = {bytes(found[0]) for found in connection.execute("SELECT hash FROM change_row UNION "
             "SELECT hash FROM word") if found[0] is not None}  # fmt: skip
    again = (set(named) - gone) & there
    if again:
        heading = Heading(
            label="Erase again what had been erased",
            author=author,
            account="",
            on_behalf_of="",
            reason="The entry that erased it was lost with the damaged file",
            source=Source(Via.COMMAND).text(),
        )
        with transaction(connection):
            trail_erasing.erase(connection, again, heading)
        erasing.sweep(connection)


def _put_evidence_back(connection: sqlite3.Connection, filling: _Filling) -> int:
    """Put back every evidence file that lies beside the backups or is whole in the damaged file."""
    query = "SELECT DISTINCT sha256 FROM evidence WHERE sha256 IS NOT NULL AND size > 0"
    named = {str(found[0]) for found in connection.execute(query)} | evidence.left_out(connection)
    connection.execute("DELETE FROM chunk")
    restoring.note_left_out(connection, named)
    folders = [filling.base.parent] if filling.base else []
    found, _ = restoring.put_evidence_back(
        connection,
        [*folders, *backups.all_of(backups.first_of(connection))],
        filling.progress,
        other_files=lambda wanted: filling.salvage.files(filling.pages, wanted, filling.progress),
    )
    return found
