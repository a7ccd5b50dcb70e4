"""The status line: is it saved, is the record sound, which day am I looking at."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from marmot_tracker import clock
from marmot_tracker.document.publishing import Kept
from marmot_tracker.services import wording
from ui import theme


class StatusLine(QWidget):
    """How many rows are chosen at the left; three quiet answers at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen, self.saved, self.record, self.as_at = (QLabel() for _ in range(4))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, theme.STEP + 2)
        row.setSpacing(2 * theme.STEP)
        row.addWidget(self.chosen, 1)
        for label in (self.saved, self.record, self.as_at):
            row.addWidget(label)
        for label in (self.chosen, self.saved, self.record, self.as_at):
            label.setProperty("tone", "quiet")
        self._code = ""
        self._saved_at = ""
        self._checked_at = ""

    def clear(self) -> None:
        """Another tracker is coming."""
        self._saved_at = self._checked_at = self._code = ""

    def show_tracker(self, *, check_code: str, read_only: bool, kept: Kept) -> None:
        """Say whether and where everything is saved, and the check code of what is open."""
        if check_code != self._code:
            self._checked_at = ""
        self._code = check_code
        self.saved.setText("Reading only" if read_only else _kept_words(kept))
        self.saved.setToolTip(kept.problem)
        self.record.setToolTip(f"The whole check code: {check_code}")
        self._tell()

    def show_moment(self, words: str) -> None:
        """Say which day is looked at; empty for today."""
        self.as_at.setText(f"As at {words or 'today'}")
        self.as_at.setProperty("type", "strong" if words else "")
        self.as_at.style().polish(self.as_at)

    def show_chosen(self, chosen: int) -> None:
        """Say how many rows are chosen, where it is more than one."""
        self.chosen.setText(f"{wording.counted(chosen, 'row')} chosen" if chosen > 1 else "")

    def was_saved(self) -> None:
        """Something was written just now."""
        self._saved_at = _now()

    def was_replaced(self) -> None:
        """Another program replaced the file: nothing is saved any more."""
        self.saved.setText("Not saved: the file was replaced")

    def was_checked(self) -> None:
        """The record was found whole just now."""
        self._checked_at = _now()
        self._tell()

    def saved_words(self) -> str:
        """What Ctrl+S answers."""
        at = f" at {self._saved_at}" if self._saved_at else ""
        return f"Already saved{at}: every change is saved at once."

    def _tell(self) -> None:
        code = f"{self._code[:4]} {self._code[4:8]}"
        checked = f"Record checked {self._checked_at} ({code})"
        self.record.setText(checked if self._checked_at else f"Check code {code}")


def _kept_words(kept: Kept) -> str:
    """Where the changes are: in the file itself, or here and in the shared file."""
    if kept.in_place:
        return "All changes saved"
    published = kept.published_at
    if kept.waiting and kept.saved_at is not None:
        there = "not yet in the shared file"
        if published is not None and not kept.problem:
            there = f"in the shared file as of {_time(published)}"
        return f"Saved here {_time(kept.saved_at)} · {there}"
    if published is None:
        return "All changes in the shared file"
    return f"All changes saved · in the shared file at {_time(published)}"


def _now() -> str:
    return _time(clock.now())


def _time(at: datetime) -> str:
    return wording.moment(at)[-5:]
