"""What the editor of an answer begins with, where its words alone would not do."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.services.columns import columns_of
from marmot_tracker.services.marks import shown
from marmot_tracker.services.return_lines import Piece


def piece_of(session: Session, *, uid: str) -> Piece:
    """The evidence or action that a line of a return gives, in its parts; of what could not be
    read, what was typed as its title. Raises `TrackerError` where the line is gone.
    """
    found = columns_of(session, "return_line", ("said", "marks"), where="uid = ?", values=(uid,))
    for said, marks in found:
        return Piece.of(shown(said, "said", marks))
    raise TrackerError("That line of a return is not in this tracker any more.")
