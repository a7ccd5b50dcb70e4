"""Several recommendations at once: every field stays as it is unless something is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from marmot_tracker.services.bulk import Plan, Verdict
from marmot_tracker.services.bulk_words import OWN
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import (
    RATING_KEY,
    DecisionCode,
    ExtraType,
    NotRatedWhy,
    Rating,
    RevisionKind,
)
from ui import theme
from ui.dialogs.dialog import AskingDialog, note, paragraph
from ui.widgets.date_field import DateField
from ui.widgets.own_delegates import YES_NO

UNCHANGED = "Leave unchanged"
EMPTIED = "Clear it"
SETTLED_AFTER_MS = 200
"""How long nothing must be typed before the preview is made again."""


@dataclass(frozen=True, slots=True)
class BulkQuestion:
    """What the dialog is told: for how many, and what there is to choose from."""

    many: int
    words: Words
    owners: tuple[str, ...]
    subgroups: tuple[str, ...]
    principles: tuple[tuple[int, str], ...]
    own: tuple[ExtraColumnFacts, ...]


@dataclass(frozen=True, slots=True)
class BulkAnswer:
    """What is to be set, in words by field; only what was chosen."""

    values: dict[str, str]
    reason: str
    kind: RevisionKind | None
    review_on: date | None


class BulkEditDialog(AskingDialog):
    """`changed(answer)` follows what is chosen; whoever opened it answers with `show_plan`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None, question: BulkQuestion) -> None:
        many = counted(question.many, "recommendation")
        super().__init__(
            parent,
            heading=f"Change {many}",
            more="What you leave unchanged stays as it is in each of them. It is one edit, "
            "and one Undo takes it back.",
            accept="Change",
        )
        self._plan = Plan(())
        self.fields: dict[str, QComboBox] = {}
        self._fill(question)
        self.review = self.form.add("Look at it a&gain on", DateField())
        self.kind = self.form.add("Due dates &are", QComboBox())
        self.kind.addItem("Moved", RevisionKind.MOVED.value)
        self.kind.addItem("Typing mistakes put right", RevisionKind.TYPING_MISTAKE.value)
        self.reason = self.form.add(
            "&Why", paragraph(lines=2), help_text="One reason, kept with every one of them."
        )
        self.preview = note("")
        self.preview.setAccessibleName("What would change")
        whole = self.layout()
        if isinstance(whole, QVBoxLayout):  # beneath what scrolls: always in sight
            whole.insertWidget(whole.count() - 1, self.preview)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        self._waits = self._accepting = False
        for box in self.fields.values():
            box.currentTextChanged.connect(self._chosen)
        self.kind.currentIndexChanged.connect(self._chosen)
        self.reason.textChanged.connect(self._chosen)
        self.review.textChanged.connect(self._chosen)
        self.setMinimumWidth(theme.STEP * 76)
        self.show_plan(Plan(()), ())

    def _fill(self, question: BulkQuestion) -> None:
        words = question.words
        ratings = [
            f"{RATING_KEY[code].letter}  {words.rating(code).word}"
            for code in Rating
            if code is not Rating.NOT_RATED
        ]
        unrated = [words.not_rated_why(why) for why in NotRatedWhy]
        self._add("owner", "&Owner", question.owners, typed=True)
        self._add("due", "&Due date", ("ongoing",), typed=True, emptied=False)
        self._add("rating", "&Rating", (*ratings, *unrated), emptied=False)
        self._add("subgroup", "&Subgroup", question.subgroups, typed=True)
        principles = tuple(f"{number} {short}" for number, short in question.principles)
        self._add("principle", "&Principle", principles)
        decisions = tuple(words.decision(code) for code in DecisionCode)
        self._add("decision", "D&ecision", decisions, emptied=False)
        for column in question.own:
            choices = YES_NO if column.type is ExtraType.YES_NO else column.choices
            self._add(
                f"{OWN}{column.uid}",
                column.name.replace("&", "&&"),
                choices,
                typed=not choices,
            )

    def _add(
        self,
        field: str,
        words: str,
        choices: Sequence[str],
        *,
        typed: bool = False,
        emptied: bool = True,
    ) -> None:
        box = QComboBox()
        box.addItem(UNCHANGED)
        if emptied:
            box.addItem(EMPTIED)
        box.addItems(list(choices))
        box.setEditable(typed)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setMaxVisibleItems(16)
        self.fields[field] = self.form.add(words, box)

    def value(self) -> BulkAnswer:
        """What is chosen as it stands."""
        values = {
            field: "" if box.currentText() == EMPTIED else box.currentText().strip()
            for field, box in self.fields.items()
            if box.currentText().strip() not in ("", UNCHANGED)
        }
        kind = RevisionKind(self.kind.currentData()) if self._plan.dates_move else None
        review = None if self.review.fault() else self.review.day()
        return BulkAnswer(values, self.reason.toPlainText().strip(), kind, review)

    def show_plan(self, plan: Plan, summary: Sequence[str]) -> None:
        """Show what would become of it."""
        self._plan = plan
        asks = plan.of(Verdict.ASKS)
        self.form.show_row(self.kind, plan.dates_move)
        principle = any(
            line.field == "decision" and line.value == DecisionCode.ACCEPTED_IN_PRINCIPLE.value
            for line in plan.writing
        )
        self.form.show_row(self.review, principle)
        said = [*summary, *(f"{_new(heading, words)}" for heading, words in plan.new[:3])]
        if asks and not self.reason.toPlainText().strip():
            said.append(f"{counted(len(asks), 'cell')} ask for a reason: {asks[0].why}")
        self.preview.setText("\n".join(said) or "Nothing is chosen yet.")
        many = len({line.uid for line in plan.writing})
        words = f"Change {counted(many, 'recommendation')}" if many else "Change"
        self.name_accept(words)
        self.accept_button.setEnabled(bool(many))
        self.fit()
        self._waits = False
        if self._accepting:
            self._accepting = False
            self.accept()

    def accept(self) -> None:
        """What is accepted is what was previewed: what was chosen since is previewed first."""
        if self._timer.isActive():
            self._timer.stop()
            self._ask()
        if self._waits:
            self._accepting = True
        elif self._plan.writing:
            super().accept()

    def _ask(self) -> None:
        self._waits = True
        self.changed.emit(self.value())

    def faults(self) -> dict[QWidget, str]:
        asks = self._plan.of(Verdict.ASKS)
        if not self.review.fault() and self.review.day() is not None:
            asks = tuple(line for line in asks if line.field != "decision")
        lacking = asks and not self.reason.toPlainText().strip()
        return {
            self.review: self.review.fault(),
            self.reason: f"{asks[0].name}: {asks[0].why}" if lacking else "",
        }

    def asked_field(self) -> QWidget:
        return self.reason

    def _chosen(self) -> None:
        self._accepting = False
        self.accept_button.setEnabled(bool(self.value().values))
        self._timer.start()


def _new(heading: str, words: str) -> str:
    return f"“{words}” is not among the {heading}s yet and will be added."
