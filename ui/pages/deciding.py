"""Decisions, withdrawals and reporting periods: a dialog each, written by `services`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker import clock
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import decisions, periods, programme, recommendations
from marmot_tracker.services.decisions import DecisionFacts
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted
from ui.bridge import Bridge
from ui.dialogs.decision import DecisionAnswer, DecisionDialog, DecisionQuestion
from ui.dialogs.dialog import AskingDialog
from ui.dialogs.periods import PeriodAnswer, PeriodsDialog
from ui.dialogs.withdraw import WithdrawDialog
from ui.pages.calling import called
from ui.pages.pane_content import decided_words


class Deciding(QObject):
    """`told` is news for the message bar: something is done."""

    told = Signal(str)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    # ------------------------------------------------------------ decision

    def ask_decision(self, row: RegisterRow) -> None:
        """Ask what is answered to a recommendation."""

        def question(session: Any) -> tuple[Words, list[DecisionFacts]]:
            return programme.words(session), decisions.of(session, recommendation=row.uid)

        def then(found: tuple[Words, list[DecisionFacts]]) -> None:
            words, taken = found
            dialog = DecisionDialog(
                self._window,
                DecisionQuestion(called(row), decided_words(words, taken), words, clock.today()),
            )
            dialog.answered.connect(lambda answer: self._decide(row, answer, dialog))
            dialog.open()

        self._bridge.ask("Reading the decision", question, then)

    def _decide(self, row: RegisterRow, answer: DecisionAnswer, dialog: DecisionDialog) -> None:
        self._bridge.do(
            f"Set decision on {called(row)}",
            decisions.decide,
            then=lambda _uid: dialog.finish(),
            failed=self._refused_by(dialog),
            edit_reason=answer.reason,
            recommendation=row.uid,
            code=answer.code,
            reason=answer.reason,
            decided_on=answer.decided_on,
            decided_by=answer.decided_by,
            meeting=answer.meeting,
            review_on=answer.review_on,
        )

    # ------------------------------------------------------------ withdrawal

    def ask_withdraw(self, row: RegisterRow) -> None:
        """Ask why a recommendation goes, then take it out of the list."""
        name = called(row)
        dialog = WithdrawDialog(self._window, name=name, title=row.short_title or row.text)

        def then(many: int) -> None:
            with_it = f" with {counted(many - 1, 'thing')} that hung on it" if many > 1 else ""
            self.told.emit(f"Withdrew {name}{with_it}. Undo (Ctrl+Z) puts it back.")

        def answered() -> None:
            self._bridge.do(
                f"Withdraw {name}",
                recommendations.withdraw,
                then=then,
                edit_reason=dialog.value(),
                uid=row.uid,
            )

        dialog.accepted.connect(answered)
        dialog.open()

    # ------------------------------------------------------------ reporting periods

    def ask_periods(self) -> None:
        """List the reporting periods and ask for more."""
        dialog = PeriodsDialog(self._window, today=clock.today())
        dialog.answered.connect(lambda answer: self._add_period(answer, dialog))

        def then(found: tuple[list[PeriodFacts], PeriodFacts | None]) -> None:
            dialog.show_periods(*found)
            dialog.open()

        self._bridge.ask("Reading the reporting periods", _periods, then)

    def _add_period(self, answer: PeriodAnswer, dialog: PeriodsDialog) -> None:
        def added(session: Any) -> tuple[list[PeriodFacts], PeriodFacts | None]:
            periods.add(session, name=answer.name, opens=answer.opens, due=answer.due)
            session.flush()
            return _periods(session)

        self._bridge.do(
            f"Add reporting period {answer.name}",
            added,
            then=lambda found: dialog.show_periods(*found),
            failed=self._refused_by(dialog),
        )

    def _refused_by(self, dialog: AskingDialog) -> Callable[[TrackerError], None]:
        """Tells a fault in the dialog, or in the message bar once that is put away."""

        def refused(fault: TrackerError) -> None:
            if not dialog.refuse(fault):
                self._bridge.faulted.emit(fault)

        return refused


def _periods(session: Any) -> tuple[list[PeriodFacts], PeriodFacts | None]:
    return periods.list_(session), periods.current(session, clock.today())
