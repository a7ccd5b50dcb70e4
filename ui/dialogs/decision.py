"""The decision dialog: what is answered to a recommendation, why, by whom and at which meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import DecisionCode
from ui.dialogs.dialog import AskingDialog, paragraph
from ui.widgets.date_field import DateField


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """What the dialog is told: of what, the decision that stands in words, and today."""

    name: str
    now: str
    words: Words
    today: date


@dataclass(frozen=True, slots=True)
class DecisionAnswer:
    """A decision as the person gives it; `review_on` only where accepted in principle."""

    code: DecisionCode
    reason: str
    decided_on: date | None
    decided_by: str
    meeting: str
    review_on: date | None


class DecisionDialog(AskingDialog):
    """Asks for a decision. No answer is chosen beforehand, since a decision is never implied."""

    def __init__(self, parent: QWidget | None, question: DecisionQuestion) -> None:
        super().__init__(
            parent,
            heading=f"Decision on {question.name}",
            more=f"Now: {question.now}. Earlier decisions stay in the history.",
            accept="Save decision",
        )
        self.code = self.form.add("&Decision", QComboBox())
        self.code.addItem("Choose…", "")
        for code in DecisionCode:
            self.code.addItem(question.words.decision(code), code.value)
        self.review = self.form.add(
            "Re&view date", DateField(), help_text="When it is looked at again."
        )
        self.reason = self.form.add("&Reason", paragraph(lines=3))
        self.decided_on = self.form.add("De&cided on", DateField(question.today))
        self.decided_by = self.form.add(
            "Decided &by", QLineEdit(), help_text="For example the steering group."
        )
        self.meeting = self.form.add("At which &meeting", QLineEdit())
        self.code.currentIndexChanged.connect(self._chosen)
        self._chosen()

    def value(self) -> DecisionAnswer:
        """The answer as it stands."""
        code = DecisionCode(self.code.currentData())
        in_principle = code is DecisionCode.ACCEPTED_IN_PRINCIPLE
        return DecisionAnswer(
            code=code,
            reason=self.reason.toPlainText().strip(),
            decided_on=self.decided_on.day(),
            decided_by=self.decided_by.text().strip(),
            meeting=self.meeting.text().strip(),
            review_on=self.review.day() if in_principle else None,
        )

    def faults(self) -> dict[QWidget, str]:
        return {
            self.code: "" if self.code.currentData() else "Choose what is decided.",
            self.review: self.review.fault() if self._in_principle else "",
            self.decided_on: self.decided_on.fault(),
        }

    def asked_field(self) -> QWidget:
        return self.review if self._in_principle else self.reason

    @property
    def _in_principle(self) -> bool:
        return bool(self.code.currentData() == DecisionCode.ACCEPTED_IN_PRINCIPLE.value)

    def _chosen(self) -> None:
        self.tell_missing("")
        self.form.show_row(self.review, self._in_principle)
        self.fit()
