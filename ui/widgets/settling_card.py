"""The answers of one field side by side, and what can be done about them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.services.disagreements import Disagreement, Editor
from marmot_tracker.services.word_differences import Piece, compare
from ui import theme
from ui.widgets.answer_card import AnswerCard
from ui.widgets.entries import text_label
from ui.widgets.form import small

COMPARED = frozenset({Editor.TEXT, Editor.LONG, Editor.OWN})
"""Editors of what is compared word by word."""
RULES = {
    Editor.RATING: "Until it is settled the worse rating counts, in every figure and pack.",
    Editor.DUE: "Until it is settled the earlier date counts, in every figure and pack.",
}
LATER = "Until it is settled the later answer is shown, marked."
GONE = (
    "One person withdrew this while another worked on it, neither knowing of the other. It stays "
    "until somebody says which it is to be."
)


class SettlingCard(QWidget):
    """`kept(change, reason)`, `kept_thing(reason)`, `withdrawn(reason)` and `third_asked()` are
    what the person wants; `followed()` wishes to see the recommendation.
    """

    kept = Signal(str, str)
    third_asked = Signal()
    kept_thing = Signal(str)
    withdrawn = Signal(str)
    followed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "plain")
        self.may_write = True
        self.cards: list[AnswerCard] = []
        self._above = text_label(tone="accent", kind="section")
        self._heading = text_label(kind="title")
        self._rule = small("")
        self.go = QPushButton("Go to it")
        self.go.setProperty("kind", "small")
        self.go.clicked.connect(self.followed)
        self._grid = QGridLayout()
        self._grid.setSpacing(2 * theme.STEP)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Why, if a reason is wanted")
        self.reason.setAccessibleName("Reason for settling it so")
        self.third = QPushButton("Write a third…")
        self.third.setAccessibleName("Write a third answer in place of these")
        self.third.clicked.connect(self.third_asked)
        self.keep_button = QPushButton("Keep it")
        self.keep_button.clicked.connect(lambda: self.kept_thing.emit(self.reason.text().strip()))
        self.withdraw_button = QPushButton("Withdraw it")
        self.withdraw_button.clicked.connect(
            lambda: self.withdrawn.emit(self.reason.text().strip())
        )
        self._lay_out()
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that nothing is chosen."""
        self._whole.hide()

    def show_answers(self, of: Disagreement) -> None:
        """Show the answers of a field."""
        self._whole.show()
        gone = of.editor is Editor.WITHDRAWN
        self._above.setText(of.called.words)
        self._heading.setText(of.field_words)
        self._rule.setText(GONE if gone else RULES.get(of.editor, LATER))
        self.go.setVisible(bool(of.recommendation))
        self.go.setText(f"Go to {of.called.reference}" if of.called.reference else "Go to it")
        self._fill(of)
        self.reason.clear()
        self.reason.setEnabled(self.may_write)
        self.third.setVisible(not gone and of.editor is not Editor.NONE)
        for button in (self.keep_button, self.withdraw_button):
            button.setVisible(gone)
        for button in (self.third, self.keep_button, self.withdraw_button):
            button.setEnabled(self.may_write)

    def take_focus(self) -> None:
        """Put the keyboard on the first thing that can be chosen."""
        (self.cards[0].button if self.cards else self.reason).setFocus()

    def _fill(self, of: Disagreement) -> None:
        for card in self.cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        marked = _compared(of)
        button = "" if of.editor is Editor.WITHDRAWN else "Keep this one"
        self.cards = [
            AnswerCard(given, pieces=pieces, button=button, may_write=self.may_write)
            for given, pieces in zip(of.answers, marked, strict=True)
        ]
        for at, card in enumerate(self.cards):
            self._grid.addWidget(card, at // 2, at % 2)
            card.kept.connect(lambda change: self.kept.emit(change, self.reason.text().strip()))
        before: QWidget = self.go
        for card in self.cards:
            QWidget.setTabOrder(before, card.button)
            before = card.button
        QWidget.setTabOrder(before, self.reason)

    def _lay_out(self) -> None:
        self._whole = QWidget()
        self._whole.setProperty("kind", "plain")
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(theme.STEP)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self.go, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setSpacing(theme.STEP)
        foot.addWidget(self.reason, 1)
        for button in (self.third, self.keep_button, self.withdraw_button):
            foot.addWidget(button)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        column.addWidget(self._above)
        column.addLayout(head)
        column.addWidget(self._rule)
        column.addSpacing(theme.STEP // 2)
        column.addLayout(self._grid)
        column.addSpacing(theme.STEP // 2)
        column.addLayout(foot)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)
        whole.addStretch(1)


def _compared(of: Disagreement) -> list[tuple[Piece, ...]]:
    """The words of each answer in pieces: marked where it is a text with exactly one other."""
    if of.editor not in COMPARED or len(of.answers) != 2:
        return [() for _ in of.answers]
    one, other = of.answers
    return list(compare(one.words, other.words))
