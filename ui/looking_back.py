"""Looking back: the past state that the whole window shows in place of today's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marmot_tracker.document import Document
from marmot_tracker.document.snapshot import Snapshot
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import wording


@dataclass(frozen=True, slots=True)
class Moment:
    """What the person wants to look at: the end of a `day`, or what a pack showed.

    `named` says after the day what was then, empty for a plain day; `tips` say exactly which
    state it was, where that is known.
    """

    day: date
    named: str = ""
    tips: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The moment as it stands in the banner and the status line."""
        day = wording.day(self.day)
        return f"{day}, {self.named}" if self.named else day


class Past:
    """Holds a past state open. Made, read and closed on the thread that owns the tracker."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None

    def open(self, document: Document, moment: Moment) -> str:
        """Take the state of `moment`; what the person should know of it, in sentences.

        Raises `TrackerError` where the tracker had not begun, or lacks what that state held.
        """
        if moment.tips:
            self._snapshot = document.snapshot(tips=moment.tips, trail=True)
        else:
            self._snapshot = document.snapshot(as_at=moment.day, trail=True)
            _check_has_begun(self._snapshot, moment)
        return _notes(self._snapshot)

    @property
    def check_code(self) -> str:
        """The check code of the state held."""
        return self._snapshot.check_code if self._snapshot is not None else ""

    @contextmanager
    def read(self, document: Document) -> Iterator[Any]:
        """A session that asks the past where one is held, else the tracker as it is now."""
        with (self._snapshot or document).read() as session:
            yield session

    def close(self) -> None:
        """Back to today."""
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = None


def refusal(moment: Moment) -> TrackerError:
    """Why nothing is written while the window looks back."""
    return TrackerError(
        f"You are looking at {moment.words}; nothing was changed.",
        hint="Go back to today to change something.",
    )


def _check_has_begun(snapshot: Snapshot, moment: Moment) -> None:
    if snapshot.begins and snapshot.moment < snapshot.begins:
        began = wording.day_of(datetime.fromisoformat(snapshot.begins))
        raise TrackerError(
            f"This tracker began on {began}; there is nothing to look at as at {moment.words}.",
            hint="Choose a later day.",
        )


def _notes(snapshot: Snapshot) -> str:
    said = []
    if snapshot.received_later:
        many = wording.counted(snapshot.received_later, "change")
        said.append(f"Includes {many} written in another copy and received later.")
    if snapshot.ahead:
        many = wording.counted(len(snapshot.ahead), "change")
        said.append(f"{many} in this tracker are dated more than a day ahead.")
    return " ".join(said)
