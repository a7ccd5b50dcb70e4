"""The rating dialog: which rating, for which day, why, and what brings it back to green."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import ratings
from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import NotRatedWhy, Rating
from ui import theme
from ui.dialogs.dialog import AskingDialog, announce, paragraph
from ui.widgets.chip import RatingChip
from ui.widgets.date_field import DateField
from ui.widgets.form import small

ORDER = (Rating.ON_TRACK, Rating.AT_RISK, Rating.OFF_TRACK, Rating.NOT_RATED, Rating.COMPLETE)


@dataclass(frozen=True, slots=True)
class RatingQuestion:
    """What the dialog is told: of what, the rating before, what is suggested and why."""

    name: str
    now: Rating
    suggested: Rating
    because: str
    words: Words
    today: date
    chosen: Rating | None = None
    path_to_green: str = ""
    path_to_green_by: date | None = None
    help_needed: str = ""


@dataclass(frozen=True, slots=True)
class RatingAnswer:
    """A rating as the person gives it."""

    rating: Rating
    speaks_for: date
    not_rated_why: NotRatedWhy | None
    reason: str
    position_line: str
    path_to_green: str
    path_to_green_by: date | None
    help_needed: str


class RatingDialog(AskingDialog):
    """Asks for a rating. `choice_changed` tells of another choice before it is answered, so that
    `show_missing` can say what it would ask for.
    """

    choice_changed = Signal(object)

    def __init__(self, parent: QWidget | None, question: RatingQuestion) -> None:
        words = question.words
        suggested = words.rating(question.suggested).word
        super().__init__(
            parent,
            heading=f"Rating of {question.name}",
            more=f"Now: {words.rating(question.now).word}. Suggested: {suggested}. "
            f"{question.because}",
            accept="Save rating",
        )
        self._question = question
        self.buttons = QButtonGroup(self)
        self.choices: dict[Rating, QRadioButton] = {}
        self.body.insertWidget(0, self._choice_rows(words))
        self.why = self.form.add("Which &kind", QComboBox())
        self.why.addItem("Choose…", "")
        for code in NotRatedWhy:
            self.why.addItem(words.not_rated_why(code), code.value)
        self.speaks_for = self.form.add("As &at", DateField(question.today))
        self.position = self.form.add(
            "&Position", QLineEdit(), help_text="One line for the list and the pack."
        )
        self.reason = self.form.add("&Reason", paragraph())
        self.path = self.form.add("Path to &green", paragraph(question.path_to_green))
        self.path_by = self.form.add("Green &by", DateField(question.path_to_green_by))
        self.help = self.form.add("&Help needed", paragraph(question.help_needed, lines=2))
        self._warned: RatingAnswer | None = None
        self.choices[question.chosen or question.now].setChecked(True)
        self._show_fields()
        self.buttons.buttonClicked.connect(self._choose)

    @property
    def rating(self) -> Rating:
        """The rating chosen."""
        return next(code for code, button in self.choices.items() if button.isChecked())

    def value(self) -> RatingAnswer:
        """The answer as it stands; fields that do not belong to the rating are left out."""
        rating = self.rating
        behind = rating in (Rating.AT_RISK, Rating.OFF_TRACK)
        why = self.why.currentData() if rating is Rating.NOT_RATED else ""
        return RatingAnswer(
            rating=rating,
            speaks_for=self.speaks_for.day() or self._question.today,
            not_rated_why=NotRatedWhy(why) if why else None,
            reason=self.reason.toPlainText().strip(),
            position_line=self.position.text().strip(),
            path_to_green=self.path.toPlainText().strip() if behind else "",
            path_to_green_by=self.path_by.day() if behind else None,
            help_needed=self.help.toPlainText().strip() if behind else "",
        )

    def faults(self) -> dict[QWidget, str]:
        return {self.speaks_for: self.speaks_for.fault(), self.path_by: self.path_by.fault()}

    def show_missing(self, sentences: list[str]) -> None:
        """Say what the rating still asks for; which kind of *not rated* beneath its field."""
        kind = ratings.which_kind(self._question.words)
        self.form.tell(self.why, kind if kind in sentences else "")
        self.tell_missing(" ".join(each for each in sentences if each != kind))
        if kind in sentences and self.isVisible():
            announce(self, kind)
        self.accept_button.setText("Save rating")

    def holds(self, sentences: list[str], answer: RatingAnswer) -> bool:
        """Whether to stay open and say what is missing, before `answer` is written.

        With a reason the person may go on without the rest, once it was said (DESIGN.md).
        """
        if not sentences or (answer.reason and self._warned == answer):
            return False
        self.show_missing(sentences)
        self._warned = answer
        if answer.reason:
            self.accept_button.setText("Save without it")
        if self.form.fault(self.why):
            self.why.setFocus()
        elif not answer.reason:
            self.reason.setFocus()
        return True

    def _choose(self) -> None:
        self._show_fields()
        self._warned = None
        try:
            self.choice_changed.emit(self.value())
        except TrackerError:  # a date half typed: what is missing is asked again when saving
            return

    def _show_fields(self) -> None:
        behind = self.rating in (Rating.AT_RISK, Rating.OFF_TRACK)
        for field in (self.path, self.path_by, self.help):
            self.form.show_row(field, behind)
        self.form.show_row(self.why, self.rating is Rating.NOT_RATED)
        self.fit()

    def _choice_rows(self, words: Words) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.STEP)
        grid.setVerticalSpacing(theme.STEP // 2)
        grid.setColumnStretch(2, 1)
        for at, code in enumerate(ORDER):
            said = words.rating(code)
            button = QRadioButton()
            button.setAccessibleName(f"{said.letter}, {said.word}: {said.meaning}")
            button.setToolTip(said.meaning)
            chip = RatingChip()
            chip.show_rating(code, said.word)
            chip.clicked.connect(button.click)
            grid.addWidget(button, at, 0)
            grid.addWidget(chip, at, 1)
            grid.addWidget(small(said.meaning), at, 2)
            self.buttons.addButton(button)
            self.choices[code] = button
        return box
