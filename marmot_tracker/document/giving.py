"""A copy to give: the whole record without the evidence that must not leave (TRAIL.md, section 8).

Hashes stay, so the copy checks and comes back in without loss; what was left out is "not in this
copy". It is written by itself, read back with every hash, and only then put where it is wanted.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from marmot_tracker.document import (
    conflict_copies,
    copying,
    lock,
    opening,
    publishing,
    record_copy,
    restoring,
    saving,
)
from marmot_tracker.document.engine import read_only, told_in_words
from marmot_tracker.document.guard import Guard
from marmot_tracker.errors import Locked, TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence, writing
from marmot_tracker.trail.checking import check_record
from marmot_tracker.vocabulary import Sensitivity


class Files(Enum):
    """Which evidence files go along with a copy."""

    ORDINARY = auto()
    NONE = auto()
    ALL = auto()


@dataclass(frozen=True, slots=True)
class Holding:
    """The evidence files of a tracker by SHA-256, sorted by whether they may leave it.

    `loose` are held and belong to no evidence; of those `not_here` the tracker itself has no bytes.
    """

    ordinary: frozenset[str]
    restricted: frozenset[str]
    unchecked: frozenset[str]
    loose: frozenset[str]
    not_here: frozenset[str]

    def going(self, files: Files) -> frozenset[str]:
        """The files that go along."""
        if files is Files.ALL:
            return self.ordinary | self.restricted | self.unchecked | self.loose
        return self.ordinary if files is Files.ORDINARY else frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """A copy that was made: where, its bytes, how many entries and files it holds.

    `left_out_*` count the evidence files whose bytes stayed behind, and why; `not_here` those
    whose bytes this tracker lacks itself.
    """

    path: Path
    size: int
    entries: int
    files: int
    left_out_restricted: int = 0
    left_out_unchecked: int = 0
    left_out_ordinary: int = 0
    left_out_loose: int = 0
    not_here: int = 0

    @property
    def left_out(self) -> int:
        """How many files stayed behind in all."""
        return (
            self.left_out_restricted
            + self.left_out_unchecked
            + self.left_out_ordinary
            + self.left_out_loose
        )


def holding(connection: sqlite3.Connection) -> Holding:
    """The evidence files of a tracker, sorted by what is said of them."""
    held = frozenset(evidence.held(connection))
    said = evidence.by_sensitivity(connection)

    def of(sensitivity: Sensitivity) -> frozenset[str]:
        return frozenset(sha256 for sha256 in held if said.get(sha256) is sensitivity)

    return Holding(
        of(Sensitivity.ORDINARY),
        of(Sensitivity.RESTRICTED),
        of(Sensitivity.NOT_CHECKED),
        held - said.keys(),
        (frozenset(evidence.left_out(connection)) & said.keys()) - held,
    )


def give(
    opened: opening.Opened,
    guard: Guard,
    target: Path,
    *,
    files: Files,
    over: bool = False,
    progress: Progress | None = None,
) -> Given:
    """Write a copy to give to `target`; `over` where a file of that name may be replaced.

    Raises `TrackerError` where the record is not as it was written, the file may not be replaced,
    or the disk does not take it; then nothing was written there.
    """
    progress = progress or Progress()
    _check_target(opened, target, over=over)
    if not guard.is_intact(opened.bytes_of):
        raise TrackerError(
            f"{opened.path.name} was written over by another program; no copy was made.",
            hint="Open it anew, then make the copy.",
        )
    try:
        folder = copying.private_folder("giving")
        try:
            made = folder / target.name
            given = _written(opened.connection, made, target, files, progress)
            descriptor = publishing.opened_for_reading(made)
            try:
                progress.step(1, 1, "Saving the copy")
                _check_target(opened, target, over=over)  # checking the copy may have taken long
                restoring.set_aside_journal(target)
                saving.put(descriptor, target, over=over)
            finally:
                os.close(descriptor)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except FileExistsError as fault:  # somebody made it while ours was being checked
        raise restoring.taken(target) from fault
    except OSError as fault:
        raise TrackerError(
            f"No copy could be written to {target.parent} ({fault.strerror or fault}).",
            hint="Make room on the disk, or choose a folder of your own, such as Documents.",
        ) from fault
    return given


def _written(
    connection: sqlite3.Connection, made: Path, target: Path, files: Files, progress: Progress
) -> Given:
    """Write the copy by itself and read it back."""
    with told_in_words(target):
        held = holding(connection)
        going = held.going(files)
        counts = record_copy.write(connection, made, files=going, arrivals=False, progress=progress)
        problem = record_copy.problem_of(made, counts, progress, check=check_record)
        problem = problem or _difference(connection, made, going)
    if problem:
        raise TrackerError(
            f"No copy was made, since this tracker is not as it was written ({problem}).",
            hint="Choose Check the record: it says what is wrong and what mends it.",
        )
    return Given(
        path=target,
        size=made.stat().st_size,
        entries=counts[0],
        files=len(going),
        left_out_restricted=len(held.restricted - going),
        left_out_unchecked=len(held.unchecked - going),
        left_out_ordinary=len(held.ordinary - going),
        left_out_loose=len(held.loose - going),
        not_here=len(held.not_here),
    )


def _difference(connection: sqlite3.Connection, made: Path, going: frozenset[str]) -> str:
    """What the copy should hold and does not, or holds and should not."""
    with contextlib.closing(read_only(made)) as copy:
        if writing.tips(copy) != writing.tips(connection):
            return "the copy has another check code"
        if set(evidence.held(copy)) != going:
            return "the copy holds other evidence files than it should"
    return ""


def _check_target(opened: opening.Opened, target: Path, *, over: bool) -> None:
    """Raise `TrackerError` unless the copy may be written there."""
    if not target.parent.is_dir():
        raise TrackerError(f"There is no folder {target.parent}.", hint="Make it first.")
    if not target.exists():
        return
    for own in (opened.path, opened.file):
        if own.exists() and target.samefile(own):
            raise TrackerError(
                f"{target.name} is this tracker itself.", hint="Choose another name."
            )
    if not over:
        restoring.check_free(target)
    if target.is_dir():
        raise TrackerError(f"{target.name} is a folder.", hint="Choose another name.")
    holder = lock.holder(target)
    if holder is not None:
        raise Locked(
            f"{target.name} is open: {holder.words()}; it was left as it is.",
            hint="Close it there, or choose another name.",
        )
    with told_in_words(opened.path):
        if conflict_copies.with_more(opened.connection, (target,)):
            raise TrackerError(
                f"{target.name} is a copy of this tracker and holds changes that this one lacks; "
                "it was left as it is.",
                hint="Bring it in first, or choose another name.",
            )
