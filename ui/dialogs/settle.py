"""The dialog that settles two answers: both are shown with who and when; one is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from marmot_tracker.services.wording import moment
from ui import theme
from ui.dialogs.dialog import FormDialog
from ui.widgets.form import small


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One of the answers: what settling writes, in words, by whom, when, and why."""

    value: str
    words: str
    who: str
    at: datetime
    why: str


class SettleDialog(FormDialog):
    """Asks which answer stands; the other stays in the history."""

    def __init__(
        self, parent: QWidget | None, *, name: str, field: str, answers: Sequence[GivenAnswer]
    ) -> None:
        super().__init__(
            parent,
            heading=f"Two answers: {field} of {name}",
            more="Two people answered without seeing each other's answer. Nothing is lost: what "
            "is not kept stays in the history.",
            accept="Keep this one",
        )
        self.form.hide()
        self._group = QButtonGroup(self)
        self.choices: list[tuple[GivenAnswer, QRadioButton]] = []
        column = QVBoxLayout()
        column.setSpacing(theme.STEP // 2)
        for answer in answers:
            button = QRadioButton(answer.words or "nothing")
            said = f"by {answer.who}, {moment(answer.at)}"
            said += f": {answer.why}" if answer.why else ""
            button.setAccessibleDescription(said)
            self._group.addButton(button)
            column.addWidget(button)
            told = small(said)
            told.setContentsMargins(24, 0, 0, theme.STEP)
            column.addWidget(told)
            self.choices.append((answer, button))
        self.body.addLayout(column)
        self.body.addStretch(1)
        self.accept_button.setEnabled(False)
        self._group.buttonClicked.connect(self._chosen)

    def value(self) -> GivenAnswer:
        """The answer chosen."""
        return next(answer for answer, button in self.choices if button.isChecked())

    def _chosen(self) -> None:
        self.accept_button.setEnabled(True)
