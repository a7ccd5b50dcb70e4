"""A return as its workbook tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marmot_tracker.services.chasing import Question
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.sending import SentRow


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """A return to be written: to whom, for which period, and the state it shows.

    `title` names the programme, `mark` a sample, `sender` who sends it. With `questions` it is one
    that is sent back.
    """

    uid: str
    sent_to: str
    period: str
    title: str
    sender: str
    sent_on: date
    respond_by: date | None
    asked: tuple[FormField, ...]
    check_code: str
    rows: tuple[SentRow, ...]
    mark: str = ""
    questions: tuple[Question, ...] = ()

    @property
    def loose(self) -> tuple[Question, ...]:
        """The questions about what came back beside every row that was sent."""
        held = {row.recommendation for row in self.rows}
        return tuple(each for each in self.questions if each.recommendation not in held)

    @property
    def is_back(self) -> bool:
        """Whether it is sent back with questions."""
        return bool(self.questions)
