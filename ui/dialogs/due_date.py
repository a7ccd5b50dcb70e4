"""The due date dialog: a first date, a move with its reason, or a typing mistake put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import RevisionKind
from ui.dialogs.dialog import FormDialog, paragraph
from ui.widgets.date_field import DateField


@dataclass(frozen=True, slots=True)
class DueQuestion:
    """What the dialog is told: of what, the date that stands, and how it came to be."""

    name: str
    now: date | None
    ongoing: bool
    next_review: date | None
    sentences: tuple[str, ...]
    wanted: date | None = None
    wanted_ongoing: bool = False


@dataclass(frozen=True, slots=True)
class DueAnswer:
    """A due date as the person gives it; `kind` is None for the first one."""

    new_date: date | None
    ongoing: bool
    next_review: date | None
    kind: RevisionKind | None
    reason: str
    asked_by: str
    agreed_by: str
    agreed_on: date | None
    meeting: str


class DueDateDialog(FormDialog):
    """Asks for a due date. A move asks why; a typing mistake is no move."""

    def __init__(self, parent: QWidget | None, question: DueQuestion) -> None:
        self._question = question
        self._first = question.now is None and not question.ongoing
        super().__init__(
            parent,
            heading=f"Due date of {question.name}",
            more=" ".join(question.sentences),
            accept="Set the date" if self._first else "Save the date",
        )
        self.date = self.form.add("&Due", DateField(question.wanted or question.now))
        self.ongoing = self.form.add("&Ongoing", QCheckBox("No end date: looked at again"))
        self.review = self.form.add("Next re&view", DateField(question.next_review))
        self.kind = self.form.add("What it &is", QComboBox())
        self.kind.addItem("The date moves", RevisionKind.MOVED.value)
        self.kind.addItem("A typing mistake is put right", RevisionKind.TYPING_MISTAKE.value)
        self.reason = self.form.add("&Why", paragraph(lines=2))
        self.asked_by = self.form.add("As&ked by", QLineEdit())
        self.agreed_by = self.form.add(
            "A&greed by",
            QLineEdit(),
            help_text="For example the steering group. Leave it empty while nobody has agreed: "
            "until then the suggested rating is at risk.",
        )
        self.agreed_on = self.form.add("Agreed o&n", DateField())
        self.meeting = self.form.add("At which &meeting", QLineEdit())
        self.ongoing.setChecked(
            question.wanted_ongoing or (question.ongoing and not question.wanted)
        )
        self.ongoing.toggled.connect(self._show_fields)
        self.kind.currentIndexChanged.connect(self._show_fields)
        self._show_fields()

    def value(self) -> DueAnswer:
        """The answer as it stands."""
        ongoing = self.ongoing.isChecked()
        moved = self._moved
        return DueAnswer(
            new_date=None if ongoing else self.date.day(),
            ongoing=ongoing,
            next_review=self.review.day() if ongoing else None,
            kind=None if self._first else RevisionKind(self.kind.currentData()),
            reason=self.reason.toPlainText().strip(),
            asked_by=self.asked_by.text().strip() if moved else "",
            agreed_by=self.agreed_by.text().strip() if moved else "",
            agreed_on=self.agreed_on.day() if moved else None,
            meeting=self.meeting.text().strip() if moved else "",
        )

    def faults(self) -> dict[QWidget, str]:
        ongoing = self.ongoing.isChecked()
        due = self.date.fault()
        if not due and not ongoing and not self.date.text().strip():
            due = "Write the date, or choose ongoing."
        same = not ongoing and not due and self.date.day() == self._question.now
        rolled = ongoing and self._question.ongoing
        why = ""
        if self._moved and not rolled and not self.reason.toPlainText().strip():
            was = "ongoing" if self._question.ongoing else day(self._question.now)
            why = f"The first date stays on record. Say why it moves from {was}."
        return {
            self.date: "This is the date it has already." if same else due,
            self.review: self.review.fault() if ongoing else "",
            self.reason: why,
            self.agreed_on: self.agreed_on.fault(),
        }

    @property
    def _moved(self) -> bool:
        return not self._first and self.kind.currentData() == RevisionKind.MOVED.value

    def _show_fields(self) -> None:
        ongoing = self.ongoing.isChecked()
        self.form.show_row(self.date, not ongoing)
        self.form.show_row(self.review, ongoing)
        self.form.show_row(self.kind, not self._first)
        self.form.show_row(self.reason, not self._first)
        for field in (self.asked_by, self.agreed_by, self.agreed_on, self.meeting):
            self.form.show_row(field, self._moved)
        self.fit()
