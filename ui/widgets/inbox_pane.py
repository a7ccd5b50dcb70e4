"""The pane beside the inbox: one answer in full, sent, come back and as it stands, to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.services.word_differences import Piece, only_here
from marmot_tracker.vocabulary import Rating
from ui import theme
from ui.widgets.answer_card import rich
from ui.widgets.chip import RatingChip
from ui.widgets.entries import text_label
from ui.widgets.form import small
from ui.widgets.row_pane import DoingPane, section

BUTTONS: tuple[tuple[str, str, str], ...] = (
    ("accept_answer", "Accept", "Accept as it came back (A)"),
    ("edit_answer", "Edit…", "Accept in other words (E)"),
    ("question_answer", "Question…", "Send back with a question (Q)"),
    ("leave_out", "Leave out…", "Do not take it, and say why (L)"),
)
"""What can be done about an answer: the id of the action, words, and the tip."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one of them says: `head` names it; `pieces` mark the words that only it has.

    `marked` names those words as a sentence begins that is read out: “New words”.
    """

    head: str
    words: str
    pieces: tuple[Piece, ...] = ()
    marked: str = ""
    rating: Rating | None = None
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """Another answer to the same thing: who gave it, and what it says."""

    uid: str
    head: str
    words: str
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """Everything the pane says of one answer, or of several that are chosen together.

    `status` is how it stands, in its `tone`, `advice` what can be done about that; `beside` are the
    other cells of its row, as label and words; `may` are the ids of the actions that can be done
    about it, `go` the words of the button that goes to what it is about.
    """

    uid: str
    above: str
    heading: str
    origin: str
    status: str
    tone: str = "quiet"
    advice: str = ""
    said: tuple[Said, ...] = ()
    others: tuple[Other, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    may: frozenset[str] = frozenset()
    many: int = 1
    go: str = ""


class InboxPane(DoingPane):
    """Shows an `AnswerContent`. `gone()` wishes to see the recommendation, `other_chosen(uid)` to
    go to another answer to the same thing.
    """

    gone = Signal()
    other_chosen = Signal(str)

    def __init__(self, *, deciding: bool = True, parent: QWidget | None = None) -> None:
        nothing = "Choose an answer to read it in full here."
        super().__init__("The answer in full", nothing, BUTTONS, parent)
        self._deciding = deciding
        self._may_write = True
        self._content: AnswerContent | None = None
        self._above = text_label(tone="accent", kind="section")
        self._heading = text_label(kind="title")
        self._origin = text_label(tone="quiet", kind="small")
        self._status = text_label()
        self._advice = text_label(tone="quiet")
        self.go = QPushButton()
        self.go.setProperty("kind", "link")
        self.go.clicked.connect(self.gone)
        for part in (self._above, self._heading, self._origin, self._status, self._advice):
            self.column.addWidget(part)
        self.column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.show_nothing()

    def set_may_write(self, may_write: bool) -> None:
        """Offer what decides, or only let it be read."""
        self._may_write = may_write
        self._enable()

    def make_next(self, is_next: bool) -> None:
        """Whether to accept is the next step: one button on the page stands out."""
        self.stand_out("accept_answer", is_next)

    def _enable(self) -> None:
        content = self._content
        self.foot.setVisible(self._deciding and content is not None)
        for action, button in self.buttons.items():
            may = content is not None and action in content.may
            button.setEnabled(self._may_write and may)
        many = content.many if content is not None else 1
        self.buttons["accept_answer"].setText(f"Accept {many:,}" if many > 1 else "Accept")

    def show_nothing(self) -> None:
        """Show that no answer is chosen."""
        super().show_nothing()
        self._content = None
        self._enable()

    def show_content(self, content: AnswerContent) -> None:
        """Show one answer, or what several have in common."""
        if content == self._content:
            return
        self._content = content
        for label, words in (
            (self._above, content.above),
            (self._heading, content.heading),
            (self._origin, content.origin),
            (self._status, content.status),
            (self._advice, content.advice),
        ):
            label.setText(words)
            label.setVisible(bool(words))
        self._status.setProperty("tone", content.tone)
        self._status.style().unpolish(self._status)
        self._status.style().polish(self._status)
        self.put_part(self._made_part(content), 5)
        self.go.setText(content.go)
        self.go.setVisible(bool(content.go))
        self._enable()
        self.begin(content.uid)

    def take_focus(self) -> None:
        """Put the keyboard on the first thing that can be done, else into the text."""
        ready = (b for b in self.buttons.values() if b.isVisible() and b.isEnabled())
        next(ready, self.body).setFocus()

    def _made_part(self, content: AnswerContent) -> QWidget:
        part = QWidget()
        part.setProperty("kind", "plain")
        rows = QVBoxLayout(part)
        rows.setContentsMargins(0, theme.STEP // 2, 0, 0)
        rows.setSpacing(theme.STEP)
        for said in content.said:
            rows.addWidget(SaidCard(said))
        if content.others:
            rows.addWidget(section("Others answered the same"))
            for other in content.others:
                rows.addWidget(self._other(other))
        if content.beside:
            rows.addWidget(section("Beside it in the same row"))
            for label, words in content.beside:
                rows.addWidget(_pair(label, words))
        return part

    def _other(self, other: Other) -> QWidget:
        card = SaidCard(Said(other.head, other.words, rating=other.rating))
        button = QPushButton("Go to this one")
        button.setProperty("kind", "small")
        button.setAccessibleName(f"Go to the answer: {other.head}")
        button.clicked.connect(lambda: self.other_chosen.emit(other.uid))
        card.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def minimumSizeHint(self) -> QSize:
        """Wide enough for two of its buttons and a card in the present font."""
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        return QSize(max(2 * widest + 6 * theme.STEP, 33 * theme.STEP), 20 * theme.STEP)


class SaidCard(QFrame):
    """What was sent, what came back, or what stands: its name over its words."""

    def __init__(self, said: Said, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "answer")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 10, 14, 10)
        self.column.setSpacing(theme.STEP // 2)
        head = text_label(tone="missing" if said.loud else "quiet", kind="section")
        head.setText(said.head)
        if said.rating is not None:
            chip = RatingChip()
            chip.show_rating(said.rating, said.words)
            row = QHBoxLayout()
            row.addWidget(head, 1)
            row.addWidget(chip)
            self.column.addLayout(row)
            return
        self.column.addWidget(head)
        marks = is_marked(said.pieces)
        words = text_label(tone="" if said.words else "quiet")
        words.setText(said.words or "Nothing")
        words.setAccessibleName(f"{said.head}: {said.words or 'nothing'}")
        if marks:
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setText(rich(said.pieces))
        self.column.addWidget(words)
        if marks and said.marked:
            runs = "; ".join(f"“{run}”" for run in only_here(said.pieces))
            self.column.addWidget(small(f"{said.marked}: {runs}"))


def is_marked(pieces: Sequence[Piece]) -> bool:
    """Whether some words are marked and some are not: marking everything would mark nothing."""
    marked = sum(len(piece.text) for piece in pieces if piece.only_here)
    return 0 < marked < sum(len(piece.text) for piece in pieces)


def _pair(label: str, words: str) -> QWidget:
    part = QWidget()
    part.setProperty("kind", "plain")
    rows = QVBoxLayout(part)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(2)
    rows.addWidget(small(label))
    said = text_label()
    said.setText(words)
    rows.addWidget(said)
    return part
