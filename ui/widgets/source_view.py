"""What a list was read from, beside its review: a sheet now, other documents by other widgets."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker.exchange.places import Places
from marmot_tracker.exchange.proposal import Proposal
from marmot_tracker.exchange.results import ReadResult


class SourceView(QWidget):
    """One side of the review. Lines are named by their numbers in the proposal.

    `lines_asked(numbers)`: the person went to a place where these lines come from.
    `corrected(said)`: the person says how it is to be read, as fields of `Corrections` by name;
    of `columns` only those that are said now.
    """

    lines_asked = Signal(object)
    corrected = Signal(object)

    def show_source(self, result: ReadResult, proposal: Proposal, places: Places) -> None:
        """Show what was read, with what the proposal says of it."""
        raise NotImplementedError

    @property
    def shows_something(self) -> bool:
        """Whether there was anything to show; else the lines stand alone."""
        return True

    def point_at(self, number: int) -> bool:
        """Show where a line comes from; False where it stands nowhere that is shown."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Put the keyboard where a person reads."""
        self.setFocus()
