"""An open tracker that finishes what was begun: erasures everywhere, files half attached."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from marmot_tracker.document import erasing, reaching
from marmot_tracker.document.engine import read_only, told_in_words, transaction
from marmot_tracker.document.sharing import SharedTracker
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.trail import evidence


class FinishingTracker(SharedTracker):
    """The part of a `Document` that comes after a write, or at the opening after a crash."""

    def tell_erased_of(self, copy: Path) -> None:
        """Tell what this tracker's erasures take of what a copy of one's own still holds."""
        with told_in_words(copy), contextlib.closing(read_only(copy)) as theirs:
            if words := erasing.loses_words(theirs, self._connection):
                self._say(words)

    def _finish_left(self) -> None:
        """Finish what a program that was ended left half done; what fails stays for the next time."""
        with contextlib.suppress(TrackerError, sqlite3.OperationalError):
            if loose := evidence.unlinked(self._connection):
                with transaction(self._connection):
                    evidence.sweep(self._connection, loose)
                    self._guard.check()
                self._guard.note()
                self._say(evidence.swept_words(len(loose)))
            if erasing.is_unswept(self._connection):
                self._say(erasing.finished_words(self._finish_erasing(None)))

    def _finish_erasing(self, progress: Progress | None) -> erasing.Reached:
        self._sweep()
        reached = reaching.reach(self._connection, self.path, self._opened.file, progress)
        if not reached.stopped:
            try:
                with told_in_words(self.path):
                    erasing.note_finished(self._connection)
            finally:
                self._guard.note()
        return reached

    def _sweep(self) -> None:
        """Write the file anew without what was erased."""
        self._guard.check()
        try:
            with told_in_words(self.path):
                erasing.sweep(self._connection)
        finally:
            self._guard.note()
