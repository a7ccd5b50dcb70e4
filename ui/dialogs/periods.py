"""The reporting periods: which there are, which one is current, and a form for one more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.wording import day
from ui import theme
from ui.dialogs.dialog import AskingDialog
from ui.widgets.date_field import DateField
from ui.widgets.form import small
from ui.widgets.table_model import Cell, Column, TableModel, Tone
from ui.widgets.table_view import TableView


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A reporting period with its state in words: current, to come, or nothing."""

    uid: str
    facts: PeriodFacts
    state: str


@dataclass(frozen=True, slots=True)
class PeriodAnswer:
    """A reporting period as the person gives it."""

    name: str
    opens: date
    due: date | None


COLUMNS: tuple[Column[PeriodLine], ...] = (
    Column(
        "name",
        "Name",
        lambda line: Cell(line.facts.name, Tone.STRONG if line.state else Tone.PLAIN),
        lambda line: line.facts.name.casefold(),
        width=0,
    ),
    Column(
        "opens",
        "Opens",
        lambda line: Cell(day(line.facts.opens)),
        lambda line: line.facts.opens,
        width=12,
    ),
    Column(
        "due",
        "Due",
        lambda line: Cell(day(line.facts.due)),
        lambda line: line.facts.due or date.max,
        width=12,
    ),
    Column("state", "State", lambda line: Cell(line.state), lambda line: line.state, width=9),
)


class PeriodsDialog(AskingDialog):
    """Lists the periods and asks for another; it stays open, so that a year can be entered."""

    def __init__(self, parent: QWidget | None, *, today: date) -> None:
        super().__init__(
            parent,
            heading="Reporting periods",
            more="Answers are asked for by the due date. A period is current until the next one "
            "opens; a rating from before it opened is marked as from an earlier period.",
            accept="Add the period",
        )
        self.widen(76, 48)
        self._today = today
        self.model: TableModel[PeriodLine] = TableModel(COLUMNS, self)
        self.table = TableView("Reporting periods")
        self.table.show_model(self.model)
        line = round(2.2 * self.table.fontMetrics().height())
        self.table.verticalHeader().setDefaultSectionSize(line)
        self.table.setMinimumHeight(4 * line + 5 * theme.STEP)
        self.none = small("There are none yet. Until then a rating counts as fresh for a quarter.")
        self.body.insertWidget(0, self.table, 1)
        self.body.insertWidget(1, self.none)
        self.name = self.form.add("&Name", QLineEdit(), help_text="For example Q3 2026/27.")
        self.opens = self.form.add("&Opens", DateField())
        self.due = self.form.add(
            "&Due", DateField(), help_text="By when answers are asked for. It may stay empty."
        )
        self.cancel_button.setText("Close")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.name.setFocus()

    def show_periods(self, periods: Sequence[PeriodFacts], current: PeriodFacts | None) -> None:
        """List `periods`, the newest first, and clear the form for the next one."""
        if not isValid(self):  # put away before the period was written
            return
        self.model.set_rows(
            PeriodLine(period.uid, period, self._state(period, current))
            for period in reversed(periods)
        )
        self.table.setVisible(bool(periods))
        self.none.setVisible(not periods)
        for field in (self.name, self.opens, self.due):
            field.clear()
        self.tell_missing("")
        self.name.setFocus()

    def value(self) -> PeriodAnswer:
        """The period as answered."""
        opens = self.opens.day()
        assert opens is not None, "faults() asks for it"
        return PeriodAnswer(self.name.text().strip(), opens, self.due.day())

    def faults(self) -> dict[QWidget, str]:
        opens = self.opens.fault()
        if not opens and self.opens.day() is None:
            opens = "Write the day from which answers are given for it."
        name = "" if self.name.text().strip() else "Give it a name."
        return {self.name: name, self.opens: opens, self.due: self.due.fault()}

    def _state(self, period: PeriodFacts, current: PeriodFacts | None) -> str:
        if current is not None and period.uid == current.uid:
            return "Current"
        return "To come" if period.opens > self._today else ""
