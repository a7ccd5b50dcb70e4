"""One of several answers, to be read beside the others: its words, who, when, why, and a button."""

from __future__ import annotations

import html
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from marmot_tracker.services.disagreements import Given
from marmot_tracker.services.word_differences import Piece, only_here
from marmot_tracker.services.wording import moment
from ui import theme
from ui.widgets.entries import text_label
from ui.widgets.form import small

SHORT = 60
"""An answer no longer than this is set strong."""


class AnswerCard(QFrame):
    """Shows an answer; `kept(change)` tells that the person keeps it.

    `pieces` mark the words that only this answer has: underlined, and named beneath.
    """

    kept = Signal(str)

    def __init__(
        self,
        given: Given,
        *,
        pieces: Sequence[Piece] = (),
        button: str = "Keep this one",
        may_write: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.given = given
        self.setProperty("kind", "answer")
        words = given.words or "Nothing: the answer is that there is none."
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAccessibleName(words)
        marked = any(piece.only_here for piece in pieces) and any(
            not piece.only_here for piece in pieces
        )
        if marked:
            self.words.setTextFormat(Qt.TextFormat.RichText)
            self.words.setText(rich(pieces))
        else:
            self.words.setTextFormat(Qt.TextFormat.PlainText)
            self.words.setText(words)
        if not marked and len(words) <= SHORT and given.words:
            self.words.setProperty("type", "strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(theme.STEP)
        column.addWidget(self.words)
        if marked:
            self.only = small("Only here: " + "; ".join(f"“{run}”" for run in only_here(pieces)))
            column.addWidget(self.only)
        column.addWidget(_said(given))
        if given.why:
            why = text_label()
            why.setText(f"Why: {given.why}")
            column.addWidget(why)
        if given.shown and button == "Keep this one":
            column.addWidget(small("This one counts until it is settled."))
        column.addStretch(1)
        self.button = QPushButton(button)
        self.button.setAccessibleName(f"{button}: {words}, by {given.who}")
        self.button.setEnabled(may_write and not given.erased)
        self.button.setVisible(bool(button))
        self.button.clicked.connect(lambda: self.kept.emit(given.change))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)


def rich(pieces: Sequence[Piece]) -> str:
    """The words, those only here underlined and strong."""
    said = []
    for piece in pieces:
        text = html.escape(piece.text).replace("\n", "<br>")
        said.append(f"<b><u>{text}</u></b>" if piece.only_here else text)
    return "".join(said)


def _said(given: Given) -> QLabel:
    where = f", {given.where_from}" if given.where_from else ""
    return small(f"{given.who or 'Somebody'}, {moment(given.at)}{where}")
