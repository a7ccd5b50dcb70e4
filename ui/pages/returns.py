"""The returns page: the inbox of what came back, who has answered, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QPushButton, QTabBar, QWidget

from marmot_tracker.services import answer_form, chasing, inbox, periods, programme
from marmot_tracker.services.answer_form import ReturnSent
from marmot_tracker.services.chasing import Chased, Chasing
from marmot_tracker.services.inbox import InboxLine
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_form import FormField
from ui.bridge import Bridge
from ui.messages import Tone
from ui.pages.asking_why import AskingWhy
from ui.pages.inbox import Decided, Inbox
from ui.pages.inbox_lines import AnswerLines
from ui.pages.page import Page
from ui.pages.returns_chasing import WhoHasAnswered
from ui.returns_actions import ANSWER_ACTIONS
from ui.widgets import page_frame

INBOX, CHASING, DECIDED = range(3)
ASKED_WHY: dict[FormField, str] = {
    FormField.FORECAST: "due",
    FormField.FORECAST_WHY: "due",
    FormField.WORDING: "wording",
    FormField.REFERENCE: "reference",
    FormField.EVIDENCE: "evidence",
    FormField.FINISHED_ON: "stage",
}
"""What Why? is asked of where an answer is not about the rating."""
PARTS = ("Inbox", "Who has answered", "What was decided")


@dataclass(frozen=True, slots=True)
class ReturnsData:
    """What one reading gives the page."""

    waiting: tuple[InboxLine, ...]
    words: Words
    chasing: Chasing
    returns: tuple[ReturnSent, ...]
    periods: tuple[PeriodFacts, ...]


def read_returns(session: Any, *, today: date, period: str) -> ReturnsData:
    """Every answer that waits, and how far each return of a period (its uid, else the last) is."""
    returns = tuple(answer_form.returns(session))
    sent_for = {each.period for each in returns}
    return ReturnsData(
        words=programme.words(session),
        waiting=tuple(inbox.waiting(session, today=today)),
        chasing=chasing.read(session, today=today, period=period),
        returns=returns,
        periods=tuple(each for each in periods.list_(session) if each.name in sent_for),
    )


def read_decided(session: Any, *, returns: Sequence[str]) -> list[InboxLine]:
    """Everything decided about the answers of these returns."""
    return [line for uid in returns for line in inbox.decided(session, for_return=uid)]


class ReturnsPage(Page):
    """What was sent and what came back of it, in three parts."""

    key: ClassVar[str] = "returns"
    words: ClassVar[str] = "Returns"
    depends_on: ClassVar[frozenset[str]] = frozenset(
        {
            *("return", "return_row", "received_return", "return_line", "recommendation"),
            *("status_update", "date_revision", "evidence", "evidence_link", "action"),
            *("reporting_period", "subgroup", "organisation", "person", "programme"),
        }
    )

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.asking_why = AskingWhy(bridge, self)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Parts of the returns page")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        for words in PARTS:
            self.tabs.addTab(words)
        self.inbox = Inbox(bridge)
        self.chasing = WhoHasAnswered(bridge)
        self.decided = Decided()
        self._returns: tuple[ReturnSent, ...] = ()
        self._period = ""
        self._words = Words()
        self._step = "send_returns"
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.receive_button = QPushButton("Receive returns…")
        self.send_button = QPushButton("Send returns…")
        self.parts = page_frame.either(self.inbox, self.chasing, self.decided)
        page_frame.lay_out(
            self,
            self.words,
            self.tabs,
            self.parts,
            buttons=(self.receive_button, self.send_button),
        )

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_part)
        self.receive_button.clicked.connect(lambda: self.wished.emit("receive_returns"))
        self.send_button.clicked.connect(lambda: self.wished.emit("send_returns"))
        self.inbox.deciding.offered.connect(self.offered)
        self.inbox.empty.asked.connect(self._take_step)
        self.decided.empty.asked.connect(lambda: self.tabs.setCurrentIndex(INBOX))
        for part in (self.inbox, self.decided, self.chasing):
            part.told.connect(self.told)
            part.asked.connect(self.asked)
        self.chasing.wished.connect(self.wished)
        self.chasing.decided_asked.connect(self._show_decided)
        self.chasing.period_chosen.connect(self._choose_period)

    # ------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Read what waits and who has answered; what was decided once it is looked at."""
        self.bridge.ask(
            "Reading the returns",
            read_returns,
            self._show,
            today=self.bridge.today,
            period=self._period,
        )
        self.decided.is_read = False

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self._returns, self._period = (), ""
        for part in (self.inbox, self.decided, self.chasing):
            part.clear()

    def _show(self, data: ReturnsData) -> None:
        may_write = self.bridge.may_write
        self.send_button.setEnabled(may_write)
        self.receive_button.setEnabled(may_write)
        self._returns = data.returns
        many = len(data.waiting)
        self.inbox.periods = self.decided.periods = {each.uid: each.period for each in data.returns}
        self._tell_empty(sent=bool(self._returns), may_write=may_write)
        self._words = data.words
        self.inbox.show_lines(data.waiting, data.words)
        self.chasing.show_chasing(data.chasing, data.periods)
        self.counted.emit(str(many) if many else "")
        self.tabs.setTabText(INBOX, f"{PARTS[INBOX]}  {many:,}" if many else PARTS[INBOX])
        back, asked = self.chasing.how_many
        self.tabs.setTabText(
            CHASING, f"{PARTS[CHASING]}  {back} of {asked}" if asked else PARTS[CHASING]
        )
        if self.tabs.currentIndex() == DECIDED:
            self._read_decided()

    def _tell_empty(self, *, sent: bool, may_write: bool) -> None:
        self.inbox.empty.button.setVisible(may_write)
        if not may_write:
            self.inbox.empty.tell(
                "Nothing waits" if sent else "No returns sent",
                "Answers that came back and are to be decided stand here.",
                "",
            )
        elif sent:
            self.inbox.empty.tell(
                "Nothing waits",
                "Drop the workbooks that came back here, or a whole folder of them. Every answer "
                "then stands here beside what was sent and what the tracker says now, and nothing "
                "changes before you accept it.",
                "Receive returns…",
            )
        else:
            self.inbox.empty.tell(
                "No returns sent yet",
                "Send each subgroup one workbook with its own recommendations. What they answer "
                "comes back here, answer by answer, beside what was sent and what the tracker says "
                "now.",
                "Send returns…",
            )
        self._step = "receive_returns" if sent else "send_returns"

    def _take_step(self) -> None:
        self.wished.emit(self._step)

    def _show_part(self, at: int) -> None:
        self.parts.setCurrentIndex(at)
        if at == DECIDED and not self.decided.is_read:
            self._read_decided()

    def _read_decided(self) -> None:
        self.bridge.ask(
            "Reading what was decided",
            read_decided,
            lambda lines: self.decided.show_lines(lines, self._words),
            returns=[each.uid for each in self._returns],
        )

    def _choose_period(self, uid: str) -> None:
        self._period = uid
        self.refresh()

    def _show_decided(self, chased: Chased) -> None:
        """Show what was decided about the answers of one return."""
        period = f' period:"={chased.period}"' if chased.period else ""
        self.decided.filter.set_text(f'return:"={chased.sent_to}"{period}')
        self.tabs.setCurrentIndex(DECIDED)
        self.decided.take_focus()

    def show_asked(self, what: object) -> None:
        """Show the inbox by filter words; `who` the list of who has answered."""
        if what == "who":
            self.tabs.setCurrentIndex(CHASING)
            return
        self.tabs.setCurrentIndex(INBOX)
        self.inbox.filter.set_text(str(what or ""))

    def take_focus(self) -> None:
        """Put the keyboard into the list on show."""
        part = self.parts.currentWidget()
        assert isinstance(part, AnswerLines | WhoHasAnswered)
        part.take_focus()

    # ------------------------------------------------------------ actions

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does: those of the part on show, and the others' say where."""
        part = self.parts.currentWidget()
        found: dict[str, Callable[[], object]] = dict.fromkeys(
            self.inbox.decisions(), self._send_to_inbox
        )
        found["why"] = self._ask_why
        found["paste"] = lambda: self.wished.emit("record_pasted")
        if part is self.inbox:
            found.update(self.inbox.decisions())
        if isinstance(part, AnswerLines | WhoHasAnswered):
            found.update(part.handlers())
        return found

    def offering(self) -> tuple[QWidget | None, Sequence[str]]:
        """The inbox, and what a right click on an answer offers."""
        return self.inbox.table, ANSWER_ACTIONS

    def _send_to_inbox(self) -> None:
        self.told.emit("Answers are decided in the Inbox.", Tone.NEWS)

    def _ask_why(self) -> None:
        part = self.parts.currentWidget()
        line = part.current if isinstance(part, AnswerLines) else None
        if line is None or not line.recommendation:
            self.told.emit("Choose an answer in the list first.", Tone.NEWS)
        else:
            name = line.reference or line.subject
            self.asking_why.of_field(
                line.recommendation, name, ASKED_WHY.get(line.field, "rating"), part
            )
