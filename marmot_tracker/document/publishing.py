"""Publishing: a working copy is put in the place of the shared file it was made from.

A temporary file beside the target is written, flushed and put in its place in one step, after
checking that the target is still what we started from; where it is not, it is brought in first.
What can fail on a disk is in the few functions at the end.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import lock, parts
from marmot_tracker.document.guard import Footprint, footprint
from marmot_tracker.document.parts import flush_folder
from marmot_tracker.document.working_copy import WorkingCopy
from marmot_tracker.errors import ErasuresToAgree, Locked, TrackerError
from marmot_tracker.model import stamp

QUIET = timedelta(seconds=30)
"""How long after the last edit the shared file is written."""
LONGEST = timedelta(minutes=5)
"""How long somebody who never pauses is waited for."""
TRIES = 3
FIRST_PAUSE, LONGEST_PAUSE, PATIENCE = 0.05, 1.0, 3.0
"""Seconds between tries where another program has the file open just then, and in all."""
BUSY = frozenset([5, 32, 33])
"""What Windows answers where an indexer, a virus scanner or OneDrive has a file open."""
PIECE = 1024 * 1024
UNKNOWN = "unknown"
"""Stands for the check code of a shared file that was brought in and may lack what is here."""
SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the changes are kept: `in_place`, or here and then in the shared file.

    `waiting`: some are not yet in the shared file; `problem` says why, where that failed, and
    `may_insist` that the person can have them put there all the same, `erases` that the person
    is first to agree to what somebody erased in the shared file.
    """

    in_place: bool = True
    saved_at: datetime | None = None
    published_at: datetime | None = None
    waiting: bool = False
    problem: str = ""
    may_insist: bool = False
    erases: bool = False


class Missing(TrackerError):
    """The shared file is no longer in its folder."""


class Publisher:
    """Publishes one working copy; with none, everything is in place and nothing is to do.

    `bytes_of` is a descriptor of the working copy that stays open as long as its connection.
    """

    def __init__(self, working: WorkingCopy | None, bytes_of: int, *, user: str) -> None:
        self._working = working
        self._bytes = bytes_of
        self._user = user
        self._problem = ""
        self._tried_at: datetime | None = None
        self._waiting_since: datetime | None = None
        self._wrote = self._may_insist = self._erases = False
        # One that was left by a program that is gone holds what was not published.
        left = working is not None and bool(working.code)
        self._published = None if working is None or left else footprint(working.file)

    def begin(self, code: str) -> None:
        """Note what the shared file holds, of a working copy made just now."""
        if self._working is not None and not self._working.code:
            self._working.code = code
            self._working.save()

    @property
    def waiting(self) -> bool:
        """Whether something here is not yet in the shared file."""
        return self._working is not None and footprint(self._working.file) != self._published

    @property
    def kept(self) -> Kept:
        """Where the changes are kept now."""
        if self._working is None:
            return Kept()
        at = self._working.published_at
        published_at = datetime.fromisoformat(at) if at else None
        try:
            saved_at, waiting = _time(footprint(self._working.file)), self.waiting
        except TrackerError as fault:  # the working copy itself is gone
            return Kept(False, None, published_at, waiting=True, problem=str(fault))
        return Kept(
            False, saved_at, published_at, waiting, self._problem, self._may_insist, self._erases
        )

    def due(self, now: datetime) -> bool:
        """Whether it is time to publish: 30 s after the last edit, or after the last try."""
        if self._working is None or not self.kept.waiting:
            self._waiting_since = None
            return False
        self._waiting_since = self._waiting_since or now
        if self._tried_at is not None and now < self._tried_at + QUIET:
            return False
        saved = self.kept.saved_at or now
        return now >= saved + QUIET or now >= self._waiting_since + LONGEST

    def publish(
        self,
        bring_in: Callable[[Path], object],
        check_code: Callable[[], str],
        *,
        all_the_same: bool = False,
    ) -> None:
        """Put what is here into the shared file, after bringing in what it holds.

        What the world does to stop that becomes the `problem`; nothing here is lost by it.
        `all_the_same`: also where another computer took the lock, or the shared file is gone.
        """
        if self._working is None:
            return
        self._tried_at = clock.true_now()
        self._may_insist = self._erases = False
        try:
            if self.waiting or (self._wrote and self._has_moved(self._working, missing=False)):
                self._put(self._working, bring_in, check_code, all_the_same=all_the_same)
        except TrackerError as fault:
            self._problem = str(fault)
            self._may_insist = isinstance(fault, Locked | Missing)
            self._erases = isinstance(fault, ErasuresToAgree)
        except OSError as fault:
            self._problem = (
                f"{self._working.target.name} could not be written where it lies "
                f"({fault.strerror or type(fault).__name__})."
            )
        else:
            self._problem = ""

    def catch_up(self, bring_in: Callable[[Path], object]) -> str:
        """Bring in the shared file where it moved since the working copy was left; the problem."""
        if self._working is not None and self._working.moved:
            try:
                self._bring(self._working, bring_in)
            except TrackerError as fault:
                self._problem = str(fault)
                self._erases = isinstance(fault, ErasuresToAgree)
        return self._problem

    def finish(self, *, waiting: bool) -> None:
        """After the connection is closed: remove the working copy, or keep it for the next time."""
        if self._working is not None:
            if waiting:
                with contextlib.suppress(OSError):  # the note before says where it belongs, too
                    self._working.save(process=0)
            else:
                self._working.remove()
            lock.release(self._working.target)

    # ------------------------------------------------------------ inside

    def _hold(self, *, over: bool) -> None:
        """See that the lock beside the shared file is ours. Raises `Locked` where it is another's."""
        assert self._working is not None
        target = self._working.target
        if not target.parent.is_dir():
            raise TrackerError(f"The folder of {target.name} cannot be reached just now.")
        if lock.is_ours(target):
            return
        found = lock.holder(target)
        try:
            lock.take(target, user=self._user, over=over)
        except Locked as held:
            who = found.words() if found else held.message
            raise Locked(
                f"{target.name} was opened by somebody else meanwhile: {who}.",
                hint="It goes there once they have closed it.",
                holder=who,
            ) from held

    def _put(
        self,
        working: WorkingCopy,
        bring_in: Callable[[Path], object],
        check_code: Callable[[], str],
        *,
        all_the_same: bool,
    ) -> None:
        self._hold(over=all_the_same)
        for _ in range(TRIES):
            if self._has_moved(working, missing=all_the_same):
                self._bring(working, bring_in)
            if not is_at_rest(working.file):
                raise TrackerError(
                    "The last change could not be finished on the disk of this computer.",
                    hint="Close the tracker and open it again.",
                )
            part = parts.beside(working.target)
            try:
                published, sha256 = footprint(working.file), write_from(self._bytes, part)
                like(part, working.target)
                ours = seen(part)
                self._hold(over=False)
                if self._has_moved(working, missing=all_the_same):
                    continue
                swap(part, working.target)
            finally:
                forget(part)
            self._published, self._wrote = published, True
            self._was_put(working, ours, sha256, check_code())
            return
        raise TrackerError(f"{working.target.name} is being changed by somebody else just now.")

    def _was_put(self, working: WorkingCopy, ours: Footprint, sha256: str, code: str) -> None:
        """Note what we wrote, as it lies there now.

        Where another file lies there already, ours is noted, so that the next time finds it moved.
        """
        flush_folder(working.target.parent)
        found = ours
        with contextlib.suppress(OSError):
            there = seen(working.target)
            if there == ours or sha256_of(working.target) == sha256:
                found = there
        working.seen, working.sha256, working.code = found, sha256, code
        working.published_at = stamp(clock.true_now())
        working.save()

    def _has_moved(self, working: WorkingCopy, *, missing: bool) -> bool:
        """Whether the shared file is another than the one we started from; hashed when in doubt."""
        try:
            found = seen(working.target)
        except FileNotFoundError as fault:
            if missing:
                return False
            raise Missing(
                f"{working.target.name} is no longer in its folder.",
                hint="Put it back there, or save a copy.",
            ) from fault
        in_doubt = found.changed_ns % SECOND == 0  # a drive that tells whole seconds
        if found == working.seen and not in_doubt:
            return working.moved
        if sha256_of(working.target) == working.sha256:
            working.seen = found
            return working.moved
        return True

    def _bring(self, working: WorkingCopy, bring_in: Callable[[Path], object]) -> None:
        """Bring in the shared file; it is then what we started from."""
        found, sha256 = seen(working.target), sha256_of(working.target)
        bring_in(working.target)
        working.seen, working.sha256, working.moved = found, sha256, False
        working.code = UNKNOWN
        working.save()


def _time(found: Footprint) -> datetime:
    return datetime.fromtimestamp(found.changed_ns / SECOND, UTC)


# What can fail on a disk


pause = time.sleep
"""Waits between two tries; a test puts something quicker in its place."""


def seen(path: Path) -> Footprint:
    """The footprint of a shared file; it is opened, so that a network drive looks anew."""
    descriptor = opened_for_reading(path)
    try:
        found = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    return Footprint(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def write_from(descriptor: int, part: Path) -> str:
    """Copy all bytes of an open file to `part` and flush them; their SHA-256."""
    digest = hashlib.sha256()
    os.lseek(descriptor, 0, os.SEEK_SET)
    with part.open("wb") as file:
        while piece := os.read(descriptor, PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def is_at_rest(file: Path) -> bool:
    """Whether a file of ours holds whole edits alone: a commit that failed leaves its journal."""
    try:
        return file.with_name(f"{file.name}-journal").stat().st_size == 0
    except FileNotFoundError:
        return True


def like(part: Path, target: Path) -> None:
    """Let whoever could open the shared file open the new one, where the drive knows of that."""
    with contextlib.suppress(OSError):
        part.chmod(target.stat().st_mode & 0o777)


def swap(part: Path, target: Path) -> None:
    """Put `part` in the place of `target` in one step, trying again while it is in use."""
    waited, next_pause = 0.0, FIRST_PAUSE
    while True:
        try:
            part.replace(target)
        except OSError as fault:
            code = getattr(fault, "winerror", None)
            busy = isinstance(fault, PermissionError) or code in BUSY
            if not busy or waited >= PATIENCE:
                raise
            pause(next_pause)
            waited += next_pause
            next_pause = min(next_pause * 2, LONGEST_PAUSE)
        else:
            return


def forget(part: Path) -> None:
    """Remove a temporary file, if it is still there."""
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)


def forget_left(target: Path) -> None:
    """Remove temporary files that a program which died left beside a shared file."""
    with contextlib.suppress(OSError):
        for part in target.parent.glob(f".~{glob.escape(target.name)}.*.tmp"):
            if not parts.is_another_programs(part):
                forget(part)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file that nobody here has open."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def held_still(path: Path) -> bytes:
    """All bytes of a file that somebody may be writing, read while it holds still."""
    for _ in range(TRIES):
        before = seen(path)
        if is_at_rest(path):
            found = path.read_bytes()
            if seen(path) == before and is_at_rest(path):
                return found
    raise TrackerError(
        f"{path.name} is being written by another program just now.", hint="Try again in a moment."
    )


def opened_for_reading(path: Path) -> int:
    """A descriptor of a file, to be closed after its connection."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))


def put_new(file: Path, target: Path) -> None:
    """Put a finished file where none of that name lies. Raises `FileExistsError` where one does."""
    part = parts.beside(target)
    descriptor = opened_for_reading(file)
    try:
        write_from(descriptor, part)
        parts.take_name(part, target)
        flush_folder(target.parent)
    finally:
        os.close(descriptor)
        forget(part)
