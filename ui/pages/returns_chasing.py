"""Who has answered: every return of a period, what is late and open of it, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker import profile
from marmot_tracker.services import chasing
from marmot_tracker.services.chasing import Chased, Chasing, ReturnState
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.wording import counted, day
from ui import theme
from ui.bridge import Bridge
from ui.messages import Tone
from ui.widgets import page_frame
from ui.widgets.chased_pane import ChasedContent, ChasedPane
from ui.widgets.empty import Empty
from ui.widgets.period_card import PeriodCard
from ui.widgets.table_model import Cell, Column, TableModel
from ui.widgets.table_model import Tone as CellTone
from ui.widgets.table_view import TableView

NONE = "—"


QUIET = CellTone.QUIET


def columns() -> tuple[Column[Chased], ...]:
    """The columns of the list of returns."""
    return (*_whom(), *_how_many())


def _whom() -> tuple[Column[Chased], ...]:
    return (
        Column(
            "sent_to",
            "Sent to",
            lambda row: Cell(row.sent_to, CellTone.STRONG, beneath=row.contact or row.file_name),
            lambda row: row.sent_to.casefold(),
            width=0,
            spoken=spoken,
            tip=lambda row: row.file_name,
        ),
        Column(
            "state",
            "State",
            lambda row: Cell(
                chasing.STATE_WORDS[row.state], tone_of(row), beneath=_beneath_state(row)
            ),
            lambda row: (not row.is_open, -row.late, row.words),
            width=14,
            spoken=lambda row: row.words,
        ),
        Column(
            "respond_by",
            "Asked for by",
            lambda row: Cell(day(row.respond_by) or NONE, CellTone.LATE if row.late else QUIET),
            lambda row: row.respond_by.isoformat() if row.respond_by else "9",
            width=10,
            spare=4,
        ),
    )


def _how_many() -> tuple[Column[Chased], ...]:
    return (
        Column(
            "answered",
            "Answered",
            lambda row: Cell(f"{row.answered} of {row.asked}", right=True),
            lambda row: row.answered / row.asked if row.asked else 0.0,
            width=9,
            right=True,
        ),
        Column(
            "waiting",
            "To decide",
            lambda row: _number(row.waiting, CellTone.PLAIN),
            lambda row: row.waiting,
            width=8,
            right=True,
            spare=3,
            spoken=lambda row: f"{counted(row.waiting, 'answer')} to decide",
        ),
        Column(
            "questions",
            "Questions",
            lambda row: _number(len(row.asked_back), CellTone.MISSING),
            lambda row: len(row.asked_back),
            width=8,
            right=True,
            spare=5,
            spoken=lambda row: f"{counted(len(row.asked_back), 'question')} without an answer",
        ),
    )


def _number(many: int, tone: CellTone) -> Cell:
    return Cell(str(many) if many else NONE, tone if many else QUIET, right=True)


def spoken(row: Chased) -> str:
    """One return in a sentence."""
    by = f" Asked for by {day(row.respond_by)}." if row.respond_by else ""
    waits = f" {counted(row.waiting, 'answer')} to decide." if row.waiting else ""
    back = f" {counted(len(row.asked_back), 'question')} sent back." if row.asked_back else ""
    return f"{row.sent_to}. {row.words}. {row.answered} of {row.asked} answered.{by}{waits}{back}"


def _beneath_state(row: Chased) -> str:
    """How late it is, and whether questions are to go back."""
    late = f"{counted(row.late, 'day')} late" if row.late else ""
    back = counted(len(row.asked_back), "question") if row.asked_back else ""
    return " · ".join(part for part in (late, back) if part)


def tone_of(row: Chased) -> CellTone:
    """How loud the state of a return speaks."""
    if row.late:
        return CellTone.LATE
    return CellTone.PLAIN if row.is_open else CellTone.QUIET


class WhoHasAnswered(QWidget):
    """`told(text, tone)` is news, `wished(id)` wishes for an action of the window, `asked(page, what)`
    to see another page; `record_asked`, `send_back_asked` and `decided_asked` hand on the return that is chosen, `period_chosen(uid)`
    asks for the returns of another period.
    """

    told = Signal(str, object)
    wished = Signal(str)
    asked = Signal(str, object)
    record_asked = Signal(object)
    send_back_asked = Signal(object)
    decided_asked = Signal(object)
    period_chosen = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._found: Chasing | None = None
        self.model: TableModel[Chased] = TableModel(columns(), self)
        self.table = TableView("Who has answered")
        self.table.setAcceptDrops(False)
        self.table.show_model(self.model)
        self.pane = ChasedPane()
        self.card = PeriodCard()
        self.periods = QComboBox()
        self.periods.setAccessibleName("Reporting period")
        self.card.button.setProperty("kind", "")
        self.empty = Empty()
        self.splitter = page_frame.Beside(self.table, self.pane, steps=(78, 52), roomy=64)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        above = QWidget()
        row = QHBoxLayout(above)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP)
        row.addWidget(self.card, 1)
        row.addWidget(self.periods)
        self.stack = page_frame.either(page_frame.column(above, self.splitter), self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _tell_empty(self, *, may_write: bool) -> None:
        self.empty.button.setVisible(may_write)
        send = "Send each subgroup one workbook with its own recommendations. "
        self.empty.tell(
            "No returns sent yet" if may_write else "No returns sent",
            f"{send if may_write else ''}Here you see who has answered, who is late, and "
            "what is still open.",
            "Send returns…",
        )

    def _connect(self) -> None:
        self.table.current_changed.connect(lambda _uid: self._show_pane())
        self.table.row_opened.connect(lambda _uid: self.pane.take_focus())
        self.pane.did.connect(self._do)
        self.card.asked.connect(lambda: self.wished.emit("remind"))
        self.empty.asked.connect(lambda: self.wished.emit("send_returns"))
        self.periods.activated.connect(
            lambda at: self.period_chosen.emit(str(self.periods.itemData(at)))
        )

    # ------------------------------------------------------------ showing

    @property
    def how_many(self) -> tuple[int, int]:
        """How many returns need no chasing any more, and how many were sent."""
        found = self._found
        return (found.back, len(found.returns)) if found is not None else (0, 0)

    @property
    def current(self) -> Chased | None:
        """The return the person is on."""
        return self.model.find(self.table.current_uid)

    def show_chasing(self, found: Chasing, periods: Sequence[PeriodFacts]) -> None:
        """Show the returns of a period; `periods` are all that returns were sent for."""
        self._found = found
        self.pane.set_may_write(self._bridge.may_write)
        self._tell_empty(may_write=self._bridge.may_write)
        self.periods.clear()
        for each in periods:
            self.periods.addItem(each.name, each.uid)
        self.periods.setCurrentIndex(max(self.periods.findData(found.period_uid), 0))
        self.periods.setVisible(len(periods) > 1)
        reminding = self._bridge.may_write and found.back < len(found.returns)
        self.card.offer("Reminders…" if reminding else "", "Write reminders to several at once")
        self.model.set_rows(found.returns)
        self.stack.setCurrentIndex(0 if found.returns else 1)
        back, sent = self.how_many
        late = f"{counted(found.late, 'return')} late" if found.late else ""
        open_ = sum(len(each.unanswered) for each in found.returns if each.is_open)
        left = f"{counted(open_, 'recommendation')} still unanswered" if open_ else ""
        self.card.tell(
            answered=back,
            of=sent,
            when=" · ".join(part for part in (found.period, late, left) if part),
            late=bool(found.late),
        )
        self.card.count.setText(
            f"All {counted(sent, 'return')} back" if back == sent else f"{back} of {sent} back"
        )
        self.table.select_first()
        self._show_pane()

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self._found = None
        self.model.set_rows([])
        self.pane.show_nothing()

    def _show_pane(self) -> None:
        row = self.current
        if row is None:
            self.pane.show_nothing()
        else:
            self.pane.show_content(content_of(row))

    def take_focus(self) -> None:
        """Put the keyboard into the list."""
        (self.table if self.stack.currentIndex() == 0 else self.empty.button).setFocus()

    # ------------------------------------------------------------ what is asked for

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each action does that this list answers."""
        return {
            "copy": self._copy,
            "find": self.table.setFocus,
            "clear": lambda: self.told.emit("This list has no filter.", Tone.NEWS),
            "go_to_recommendation": self._go,
            "next": lambda: self.table.step(1),
            "previous": lambda: self.table.step(-1),
        }

    def _go(self) -> None:
        """See the first recommendation that is still unanswered."""
        row = self.current
        if row is not None and row.unanswered:
            self.asked.emit("recommendations", row.unanswered[0].recommendation)
        else:
            self.told.emit("Nothing is unanswered there.", Tone.NEWS)

    def _copy(self) -> None:
        if self.table.copy_rows():
            self.told.emit("Copied as a table.", Tone.DONE)

    def _do(self, code: str) -> None:
        row = self.current
        if row is None:
            return
        if code == "remind":
            self._remind(row)
        elif code == "nil":
            self.wished.emit("nothing_to_report")
        else:
            {
                "record": self.record_asked,
                "send_back": self.send_back_asked,
                "decided": self.decided_asked,
            }[code].emit(row)

    def _remind(self, row: Chased) -> None:
        facts = self._bridge.facts
        assert facts is not None
        made = chasing.reminder(
            row,
            title=facts.programme.name or facts.programme.place,
            sender=profile.load().name,
            today=self._bridge.today,
        )
        QApplication.clipboard().setText(f"{made.subject}\n\n{made.words}")
        self.told.emit(
            f"The reminder to {row.sent_to} is copied: paste it into a message.", Tone.DONE
        )


def content_of(row: Chased) -> ChasedContent:
    """What the pane says of a return."""
    facts = (
        ("Sent on", day(row.sent_on)),
        ("Asked for by", day(row.respond_by)),
        ("Came last on", day(row.came_on)),
        ("To decide", counted(row.waiting, "answer") if row.waiting else ""),
        ("Contact", row.contact),
        ("Workbook", row.file_name),
    )
    questions = tuple(chasing.question_words(each) for each in row.asked_back)
    unanswered = tuple(each.words for each in row.unanswered)
    lists = (
        (f"Questions sent back  {len(questions)}", questions),
        (f"Still unanswered  {len(unanswered)}", unanswered),
    )
    return ChasedContent(
        uid=row.uid,
        above=row.period,
        heading=row.sent_to,
        status=_status(row),
        tone="late" if row.late else "quiet",
        facts=tuple((label, words) for label, words in facts if words),
        lists=tuple((heading, lines) for heading, lines in lists if lines),
        may=_may(row),
        next=_next(row),
    )


def _status(row: Chased) -> str:
    """How far it is; how many were answered where that is not said already, or nothing was to."""
    nothing = row.state is ReturnState.NOTHING_TO_REPORT and not row.answered
    if nothing or row.state is ReturnState.SOME:
        return f"{row.words}."
    return f"{row.words}. {row.answered} of {row.asked} answered."


def _may(row: Chased) -> frozenset[str]:
    may = {"decided"}
    if row.state is ReturnState.NOT_BACK:
        may.add("nil")
    if row.state is not ReturnState.SENT_AGAIN:
        may.add("record")
    if row.is_open:
        may.add("remind")
    if row.asked_back:
        may.add("send_back")
    return frozenset(may)


def _next(row: Chased) -> str:
    """The step that comes next: questions go back, what is open is reminded of."""
    if row.asked_back:
        return "send_back"
    return "remind" if row.is_open else "decided"
