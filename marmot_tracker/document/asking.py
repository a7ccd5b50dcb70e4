"""An open tracker as it is asked: its questions, snapshots, check and evidence; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from marmot_tracker.document import (
    backups,
    copying,
    opening,
    rebuilding,
    restoring,
    snapshot,
)
from marmot_tracker.document.backups import Backup
from marmot_tracker.document.engine import (
    asking_session,
    engine_on,
    files_told_in_words,
    told_in_words,
)
from marmot_tracker.document.restoring import Restored
from marmot_tracker.document.safekeeping import Safekeeping
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail import as_at, evidence, history, undoing, writing
from marmot_tracker.trail.checking import Problem, check_record


class OpenTracker:
    """The asking half of a `Document`: every method belongs to the thread that owns it."""

    def __init__(self, opened: opening.Opened) -> None:
        self.path = opened.path
        self.read_only = opened.read_only
        self.rebuilt = opened.rebuilt
        self._opened = opened
        self._connection = opened.connection
        self._engine = engine_on(opened.connection)
        self._private: list[Path] = []
        self.safekeeping = Safekeeping(opened.path, opened.connection)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that asks, on the thread that owns the tracker."""
        with asking_session(self._engine, self.path) as session:
            yield session

    def snapshot(
        self,
        as_at: date | None = None,
        *,
        tips: Iterable[str] | None = None,
        trail: bool = False,
    ) -> snapshot.Snapshot:
        """The tables now, at a past day or moment, or for those who held `tips` (hex ids)."""
        held = [bytes.fromhex(tip) for tip in tips] if tips is not None else None
        with told_in_words(self.path):
            return snapshot.take(self._connection, self.path, wanted=as_at, tips=held, trail=trail)

    def holds(self, tips: Iterable[str]) -> bool:
        """Whether this tracker holds the entries that a pack or return names."""
        query = "SELECT 1 FROM change_set WHERE id = ?"
        with told_in_words(self.path):
            found = (self._connection.execute(query, (bytes.fromhex(t),)).fetchone() for t in tips)
            return all(found)

    @property
    def tips(self) -> tuple[str, ...]:
        """The newest entries, as hex ids."""
        with told_in_words(self.path):
            return tuple(sorted(tip.hex() for tip in writing.tips(self._connection)))

    @property
    def check_code(self) -> str:
        """32 hex digits over everything this tracker holds."""
        return as_at.fingerprint(bytes.fromhex(tip) for tip in self.tips)

    def check(self, *, progress: Progress | None = None) -> list[Problem]:
        """Check the record: every problem, or an empty list."""
        with told_in_words(self.path):
            return check_record(self._connection, progress)

    def unknown_entries(self) -> int:
        """How many changes a newer version wrote that are kept but not shown."""
        with told_in_words(self.path):
            return opening.unknown_entries(self._connection)

    def ahead(self) -> tuple[history.ChangeLine, ...]:
        """The entries dated more than a day ahead of this clock, oldest first."""
        with told_in_words(self.path):
            return snapshot.ahead(self._connection)

    def evidence_bytes(self, sha256: str) -> Iterator[bytes]:
        """The bytes of an evidence file, a piece at a time."""
        with told_in_words(self.path):
            yield from evidence.pieces(self._connection, sha256)

    def private_copy(self, sha256: str, file_name: str) -> Path:
        """A read-only copy of an evidence file under a generated name, removed at close.

        Raises `TrackerError` for types that are never opened from here, and where this copy of
        the tracker lacks the bytes.
        """
        with files_told_in_words(self.path):
            copy = copying.evidence_copy(self._connection, sha256, file_name)
        self._private.append(copy.parent)
        return copy

    def label_of(self, change: bytes) -> str:
        """The name of an edit; of an undo or redo, the name of what it was about."""
        with told_in_words(self.path):
            line = history.line_of(self._connection, change)
            while line.undoes:
                line = history.line_of(self._connection, bytes.fromhex(line.undoes))
            return line.label

    def undoable(self, *, limit: int = 50) -> list[history.ChangeLine]:
        """The newest edits written in this file that can be taken back, newest first."""
        with told_in_words(self.path):
            found = undoing.undoable(self._connection, limit=limit)
            return [history.line_of(self._connection, change) for change, _ in found]

    def is_record_whole(self, *, progress: Progress | None = None) -> bool:
        """Whether the record itself is as it was written, whatever is shown of it."""
        with told_in_words(self.path):
            return not rebuilding.record_problem(self._connection, progress)

    def is_shown_as_recorded(self) -> bool:
        """Whether all that is shown is what the record says."""
        with told_in_words(self.path):
            return rebuilding.is_shown_as_recorded(self._connection)

    def backup(self, why: str) -> Path:
        """Write a backup now and return where it lies."""
        made = backups.make(self.path, self._connection, why)
        self.safekeeping.made()
        return made

    def backups(self) -> list[Backup]:
        """The backups of this tracker on this computer, the newest first."""
        with told_in_words(self.path):
            first = backups.first_of(self._connection)
        return backups.listed(self.path, first)

    def restore(self, backup: Path, target: Path, *, progress: Progress | None = None) -> Restored:
        """Make a new file from a backup of this tracker, after a backup of it as it is now.

        What was erased here since stays erased there.
        """
        restoring.check_free(target)
        before, unbacked = None, ""
        try:
            before = self.backup("before restoring")
        except TrackerError as fault:  # perhaps why one restores: nothing of it is written over
            unbacked = fault.message
        made = restoring.restore(backup, target, present=self._connection, progress=progress)
        return replace(made, before=before, unbacked=unbacked)
