"""When a backup is due by itself: at the first write of a day, and every 30 minutes with changes.

It is made after the edit is in the file and told. One that cannot be written never fails an
edit: the person is told once, in words, and the next is tried half an hour later.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import backups
from marmot_tracker.document.backups import Making
from marmot_tracker.errors import TrackerError

EVERY = timedelta(minutes=30)
WHY = "while working"


def is_due(moments: Iterable[datetime], now: datetime) -> bool:
    """Whether none was made today within the last half hour; one dated ahead does not count."""
    today = _day(now)
    return not any(now - EVERY < moment <= now and _day(moment) == today for moment in moments)


def _day(moment: datetime) -> object:
    return moment.astimezone(clock.PLACE).date()


class Safekeeping:
    """Keeps one open tracker backed up while it is written.

    `waits`: whoever owns it asks with `begin` when it is idle, and nothing is made at once;
    what is still due when the tracker is closed is made then. `tell` hears in words of a backup
    that could not be written.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.waits = False
        self.tell: Callable[[str], object] = _nobody
        self._path = path
        self._connection = connection
        self._tried: datetime | None = None
        self._listed: list[datetime] | None = None
        self._written = False
        self._told = False
        self._unfinished = False

    def wrote(self) -> None:
        """An edit is in the file and was told."""
        self._written = True
        if not self.waits:
            self._make()

    def close(self) -> None:
        """The tracker is about to be closed."""
        if self.waits:
            if self._unfinished:
                self._tried, self._written = None, True
            self._make()

    def begin(self) -> Making | None:
        """A backup to be written now, where one is due; it counts as tried."""
        if not self._written or not self._is_due():
            return None
        self._tried = clock.now()
        self._written, self._unfinished = False, True
        return Making(self._path, self._connection, WHY)

    def made(self) -> None:
        """A backup was written, for whatever reason."""
        self._tried = clock.now()
        self._told = self._unfinished = False

    def failed(self, fault: TrackerError | OSError) -> None:
        """A backup could not be written: say so once, until one can be again."""
        if not self._told:
            self._told = True
            said = fault.message if isinstance(fault, TrackerError) else _unwritable(fault)
            words = said.replace("; nothing was changed.", ".")
            self.tell(
                f"{words} Your changes are saved in the tracker itself. Make room on the disk, or "
                "keep a copy of the tracker elsewhere."
            )

    def _make(self) -> None:
        try:
            making = self.begin()
            if making is not None:
                for _ in making.pieces():
                    pass
                making.finish()
                self.made()
        except (TrackerError, OSError) as fault:
            self.failed(fault)

    def _is_due(self) -> bool:
        if self._listed is None:
            if self._is_new():
                return False
            found = backups.in_folders([backups.folder_of(self._path, self._connection)])
            self._listed = [backup.made_at for backup in found if backup.good]
        tried = [self._tried] if self._tried else []
        return is_due([*self._listed, *tried], clock.now())

    def _is_new(self) -> bool:
        """Whether there is nothing yet but the entry that made the tracker."""
        found = self._connection.execute("SELECT count(*) FROM (SELECT 1 FROM change_set LIMIT 2)")
        return int(found.fetchone()[0]) < 2


def _unwritable(fault: OSError) -> str:
    return f"No backup could be written ({fault.strerror or fault})."


def _nobody(_words: str) -> None:
    """Who is told where nobody listens."""
