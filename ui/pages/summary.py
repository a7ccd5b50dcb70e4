"""The Summary page: ratings, what needs attention, the trend, what changed, what is asked.

It is read on the second thread; the numbers on show stay while new ones are read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.document import Snapshot
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services import summary
from marmot_tracker.services.moments import NamedMoment
from marmot_tracker.services.summary import ChangedSince, Summary
from marmot_tracker.services.trends import PeriodShares
from marmot_tracker.services.wording import counted, day
from marmot_tracker.trail.collector import collector_resting
from marmot_tracker.vocabulary import WORST_FIRST, Rating
from ui import theme
from ui.bridge import Bridge
from ui.messages import Tone
from ui.pages import summary_parts as parts
from ui.pages.asking_why import AskingWhy
from ui.pages.deciding import Deciding
from ui.pages.page import Page
from ui.pages.summary_asking import ask
from ui.pages.summary_cards import THE_END_OF, ChangesCard, TrendCard
from ui.tasks import Task
from ui.widgets import page_frame
from ui.widgets.charts_card import Card, ChartCard, RatingFigure
from ui.widgets.charts_table import FigureTable
from ui.widgets.empty import Empty

TWO_COLUMNS = 124
"""From how many average letters of width the cards stand in two columns."""
WITHOUT_A_MOMENT = timedelta(days=30)
"""How far back changes are told where no pack was made and no period was due."""


@dataclass(frozen=True, slots=True)
class Later:
    """What takes longer to read; `fault` says why changes could not be told."""

    trend: tuple[PeriodShares, ...]
    changed: ChangedSince | None
    fault: str = ""


class SummaryPage(Page):
    """The figures, each with its chart and table; a click goes to the rows behind it."""

    key: ClassVar[str] = "summary"
    words: ClassVar[str] = "Summary"
    depends_on: ClassVar[frozenset[str]] = frozenset(
        {
            *("recommendation", "status_update", "decision", "date_revision", "assignment"),
            *("post", "organisation", "subgroup", "principle", "reporting_period", "evidence"),
            *("evidence_link", "source_report", "programme", "recommendation_tie", "pack"),
        }
    )

    shown = Signal()
    _came = Signal(int, object)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.deciding = Deciding(bridge, self)
        self.asking_why = AskingWhy(bridge, self)
        self.figures = {rating: RatingFigure(rating) for rating in WORST_FIRST}
        self.by_subgroup = ChartCard("Ratings by subgroup", bridge, lines=2)
        self.by_principle = ChartCard("Ratings by principle", bridge, lines=2)
        self.trend = TrendCard(bridge)
        self.attention = Card("What needs attention")
        self.attention_table = FigureTable("What needs attention", most_rows=20)
        self.attention.body.addWidget(self.attention_table)
        self.asks = Card("What the steering group is asked")
        self.ask_table = FigureTable("What the steering group is asked", lines=2, most_rows=6)
        self.asks.body.addWidget(self.ask_table)
        self.changes = ChangesCard()
        self.not_rated = Card("Nothing is rated yet")
        self.empty = Empty()
        self._line = QLabel()
        self._made: Summary | None = None
        self._since: NamedMoment | None = None
        self._turn = 0
        self._task: Task | None = None
        self._lay_out()
        self._connect()

    # ------------------------------------------------------------ building

    def _lay_out(self) -> None:
        self.pack_button = QPushButton("Audit pack…")
        self.pack_button.setProperty("kind", "primary")
        self._line.setProperty("tone", "quiet")
        self._line.setWordWrap(True)
        strip = QHBoxLayout()
        strip.setSpacing(theme.STEP)
        for figure in self.figures.values():
            strip.addWidget(figure, 1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(2 * theme.STEP)
        for cards in (
            (self.by_subgroup, self.by_principle, self.trend),
            (self.attention, self.asks),
        ):
            column = QVBoxLayout()
            column.setSpacing(2 * theme.STEP)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        inside = QWidget()
        inside.setProperty("kind", "plain")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, theme.STEP, 2 * theme.STEP)
        rows.setSpacing(2 * theme.STEP)
        rows.addLayout(strip)
        rows.addWidget(self.not_rated)
        rows.addLayout(self._columns)
        rows.addWidget(self.changes)
        rows.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        self._stack = page_frame.either(self._area, self.empty)
        page_frame.lay_out(
            self, self.words, self._stack, buttons=(self.pack_button,), beneath=self._line
        )
        self._stack.hide()

    def _connect(self) -> None:
        self.pack_button.clicked.connect(lambda: self.wished.emit("pack"))
        self.empty.asked.connect(lambda: self.wished.emit("load"))
        self.not_rated.asked.connect(lambda: self._go("no:rating"))
        self.trend.asked.connect(self.deciding.ask_periods)
        self.deciding.told.connect(lambda text: self.told.emit(text, Tone.DONE))
        for figure in self.figures.values():
            figure.clicked.connect(self._figure_clicked)
        for card in (self.by_subgroup, self.by_principle, self.trend):
            card.chosen.connect(self._go)
        for table in (self.attention_table, self.ask_table, self.changes.table):
            table.chosen.connect(self._go)
        self.changes.since_chosen.connect(self._choose_since)
        self._came.connect(self._show_first, Qt.ConnectionType.QueuedConnection)

    # ------------------------------------------------------------ reading

    @property
    def made(self) -> Summary | None:
        """What is shown, or None before anything was read."""
        return self._made

    @property
    def reading(self) -> bool:
        """Whether newer figures are being read."""
        return self._task is not None

    def refresh(self) -> None:
        """Read everything again; what is on show stays until the new figures are there."""
        if self.bridge.facts is None:
            return
        self._turn += 1
        if self._task is not None:
            self._task.cancel()
        turn, today, since = self._turn, self.bridge.today, self._since
        came = self._came

        @collector_resting()  # one rest, not three with a long collection after each
        def question(snapshot: Snapshot, progress: Progress) -> Later:
            found = summary.of(snapshot, today=today)
            came.emit(turn, found)
            progress.step(1, 3)
            trend = summary.trend(snapshot, found)
            progress.step(2, 3)
            wanted = since or first_moment(found)
            rows = tuple(found.row.values())
            try:
                changed = summary.changed_since(snapshot, wanted, today=today, rows=rows)
            except TrackerError as fault:
                return Later(trend, None, str(fault))
            return Later(trend, changed)

        self._read(question, lambda later: self._show_later(turn, later))

    def _choose_since(self, since: NamedMoment) -> None:
        """Tell what changed since another moment."""
        self._since = since
        turn, today = self._turn, self.bridge.today

        def question(snapshot: Snapshot, _progress: Progress) -> Later:
            try:
                return Later((), summary.changed_since(snapshot, since, today=today))
            except TrackerError as fault:
                return Later((), None, str(fault))

        if self._task is not None:
            self.refresh()  # what is being read would tell of the moment before
            return
        self._read(question, lambda later: self._show_changes(turn, later))

    def _read(
        self, question: Callable[[Snapshot, Progress], Later], then: Callable[[Later], object]
    ) -> None:
        task = self.bridge.read("Reading the summary", question, then, trail=True)
        self._task = task
        task.finished.connect(lambda: self._ended(task))

    def _ended(self, task: Task) -> None:
        if self._task is task:
            self._task = None

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self._turn += 1
        self._made = self._since = None
        self._stack.hide()
        self._line.setText("")
        self.trend.show_behind("", (), ())

    # ------------------------------------------------------------ showing

    def _show_first(self, turn: int, made: Summary) -> None:
        if turn != self._turn:
            return
        self._made = made
        self._stack.show()
        self._line.setText(_counted_words(made))
        self.pack_button.setVisible(bool(made.row))
        if not made.row:
            self._show_nothing()
            return
        self._stack.setCurrentIndex(0)
        for rating, figure in self.figures.items():
            line = summary.rating_line(made.words, made.figures.share(rating))
            percent = summary.percent_words(line.n, line.m)
            letter = summary.letter(rating)
            figure.show_share(line.words, line.n, line.m, percent, letter=letter)
            figure.target = line.filter
        self._show_groups(made)
        self.attention_table.show_rows(*parts.attention_table(made))
        self.ask_table.show_rows(*parts.ask_table(made))
        self.asks.heading.setText(f"What the steering group is asked: {len(made.asks):,}")
        self.asks.tell_empty(
            ""
            if made.asks
            else "Nothing is asked. Help needed on what is red or amber, and dates that wait "
            "to be agreed, are listed here."
        )
        self._show_not_rated(made)

    def _show_groups(self, made: Summary) -> None:
        for kind, card in (("subgroup", self.by_subgroup), ("principle", self.by_principle)):
            groups, _, _ = parts.groups_of(made, kind)
            left = len(groups) - parts.MOST_BARS
            more = f" {left:,} more are in the table." if left > 0 else ""
            card.show_figures(
                parts.group_chart(made, kind),
                *parts.group_table(made, kind),
                says=f"Each is counted once, under its "
                f"{'lead subgroup' if kind == 'subgroup' else 'main principle'}.{more}",
            )

    def _show_not_rated(self, made: Summary) -> None:
        share = made.figures.share(Rating.NOT_RATED)
        nothing = share.n == share.m > 0
        self.not_rated.setVisible(nothing)
        self.not_rated.tell_empty(
            "A rating says how a recommendation is going, with a reason where it is not going "
            "well. Choose one in the list and press Ctrl+R.",
            "Go to the list",
        )

    def _show_nothing(self) -> None:
        self._stack.setCurrentIndex(1)
        may_load = self.bridge.may_write
        self.empty.tell(
            "No recommendations yet" if may_load else "There were no recommendations",
            "Load the list from your report, and its figures stand here: ratings by subgroup and "
            "principle, what is late, and what changed."
            if may_load
            else f"Nothing is in this tracker as at {day(self.bridge.today)}.",
            "Load a list or report…",
        )
        self.empty.button.setVisible(may_load)

    def _show_later(self, turn: int, later: Later) -> None:
        if turn != self._turn or self._made is None:
            return
        self.trend.show_trend(self._made, later.trend, may_write=self.bridge.may_write)
        self._show_changes(turn, later)

    def _show_changes(self, turn: int, later: Later) -> None:
        if turn != self._turn or self._made is None:
            return
        since = later.changed.since if later.changed else self._since or first_moment(self._made)
        self.changes.show_moments(self._made.moments, since, today=self._made.today)
        self.changes.show_changes(self._made.words, later.changed, later.fault)
        self.shown.emit()

    # ------------------------------------------------------------ going to the rows behind

    def _figure_clicked(self) -> None:
        figure = self.sender()
        if isinstance(figure, RatingFigure):
            self._go(figure.target)

    def _go(self, target: str) -> None:
        """Show the rows behind a figure: in the list, or for a past period here."""
        if not target or self._made is None:
            return
        if target.startswith(parts.PERIOD):
            self.trend.show_period(self._made, target)
        elif target.startswith(parts.EVIDENCE):
            self.asked.emit("evidence", target.removeprefix(parts.EVIDENCE))
        else:
            self.asked.emit("recommendations", target)

    # ------------------------------------------------------------ actions

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What it does for an action."""
        return {"copy": self._copy, "why": self._why, "periods": self.deciding.ask_periods}

    def take_focus(self) -> None:
        """Work begins at the first figure."""
        self.figures[WORST_FIRST[0]].setFocus()

    def _why(self) -> None:
        held = self.window().focusWidget()
        if self._made is None or not ask(self.asking_why, self._made, held, self.attention_table):
            self.told.emit("Go to a rating or a line of What needs attention first.", Tone.NEWS)

    def _copy(self) -> None:
        """Copy the table that the keyboard is in, or that of the chart."""
        for card in (self.by_subgroup, self.by_principle, self.trend):
            if card.chart.hasFocus():
                self._copied(card.table.copy())
                return
        for table in self.findChildren(FigureTable):
            if table.hasFocus():
                self._copied(table.copy())
                return
        self.told.emit("Go to a chart or a table first: Tab leads there.", Tone.NEWS)

    def _copied(self, rows: int) -> None:
        self.told.emit(f"Copied {counted(rows, 'row')} as a table.", Tone.DONE)

    # ------------------------------------------------------------ size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_columns"):
            self._place_columns()

    def _place_columns(self) -> None:
        letter = QFontMetricsF(self.font()).averageCharWidth()
        side_by_side = self.width() >= TWO_COLUMNS * letter
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if side_by_side else direction.TopToBottom)


def first_moment(made: Summary) -> NamedMoment:
    """What changes are told since where nobody chose: the pack or period before, else a month."""
    if made.moments:
        return made.moments[0]
    before = made.today - WITHOUT_A_MOMENT
    return NamedMoment(THE_END_OF, before)


def _counted_words(made: Summary) -> str:
    """Which day, which period, and how many are counted."""
    found = made.figures
    told = [f"As at {day(made.today)}"]
    if found.period is not None:
        due = f", due {day(found.period.due)}" if found.period.due else ""
        told.append(f"{found.period.name}{due}")
    if found.total:
        many = counted(found.total, "recommendation")
        told.append(f"{found.counted:,} counted of {many}")
        told.append(f"no decision yet on {found.undecided:,}")
    return " · ".join(told)
