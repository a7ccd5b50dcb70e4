"""Two cards of the Summary page that answer questions themselves: the trend, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from marmot_tracker.errors import TrackerError
from marmot_tracker.services.moments import NamedMoment
from marmot_tracker.services.programme import Words
from marmot_tracker.services.summary import ChangedSince, Summary
from marmot_tracker.services.trends import PeriodShares
from marmot_tracker.services.wording import counted, day
from marmot_tracker.vocabulary import Rating
from ui import theme
from ui.bridge import Bridge
from ui.pages import summary_parts as parts
from ui.widgets.charts_card import Card, ChartCard
from ui.widgets.charts_table import FigureRow, FigureTable, Heading
from ui.widgets.date_field import DateField
from ui.widgets.form import small

MOST_MOMENTS = 12
ANOTHER_DAY = "Another day…"
THE_END_OF = "The end of"


class TrendCard(ChartCard):
    """The trend; the recommendations behind a part of it are listed beneath, until put away.

    The list shows the ratings of today, so a past period's rows can be shown nowhere else.
    """

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Ratings by reporting period", bridge, parent)
        self._trend: tuple[PeriodShares, ...] = ()
        self._target = ""
        self.behind = FigureTable("The recommendations behind it")
        self.behind.chosen.connect(self.chosen)
        self.behind_words = QLabel()
        self.behind_words.setProperty("type", "strong")
        self.behind_words.setWordWrap(True)
        self.put_away = QPushButton("Put away")
        self.put_away.setProperty("kind", "small")
        self.put_away.setAccessibleName("Put the recommendations behind it away")
        self.put_away.clicked.connect(self._put_away)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, theme.STEP, 0, 0)
        row.addWidget(self.behind_words, 1)
        row.addWidget(self.put_away)
        self.body.addWidget(self._row)
        self.body.addWidget(self.behind)
        self.show_behind("", (), ())

    def show_trend(
        self, made: Summary, trend: tuple[PeriodShares, ...], *, may_write: bool
    ) -> None:
        """Show the periods, or why there are none."""
        self._trend = trend
        self.show_figures(
            parts.trend_chart(made.words, trend),
            *parts.trend_table(made.words, trend),
            says=f"The {counted(made.figures.counted, 'recommendation')} counted today, by what "
            "was answered for each period, whenever it came in.",
        )
        self.tell_empty(
            ""
            if trend
            else "No reporting period has opened yet. With periods, answers are asked for and "
            "the ratings of each stand beside those before.",
            "Reporting periods…" if may_write else "",
        )
        if self._target:
            self.show_period(made, self._target)

    def show_period(self, made: Summary, target: str) -> None:
        """List the recommendations behind a part of the trend."""
        uid, _, code = target.removeprefix(parts.PERIOD).partition(" ")
        each = next((each for each in self._trend if each.period.uid == uid), None)
        if each is None:
            self.show_behind("", (), ())
            return
        rating = Rating(code) if code else None
        rows = parts.period_rows(made, each, rating)
        rated = f", {parts.rating_said(made.words, rating)}" if rating else ""
        told = f"{each.period.name}{rated}: {len(rows):,} of {made.figures.counted:,}"
        if len(rows) > parts.MOST_LISTED:
            told += f", the first {parts.MOST_LISTED:,} listed"
        self._target = target
        self.show_behind(told, *parts.row_table(made, rows[: parts.MOST_LISTED]))

    def show_behind(
        self, told: str, headings: Sequence[Heading], rows: Sequence[FigureRow]
    ) -> None:
        """Show a list beneath the chart; with nothing told none."""
        self.behind_words.setText(told)
        self._row.setVisible(bool(told))
        self.behind.show_rows(headings, rows) if told else None
        self.behind.setVisible(bool(told))
        if not told:
            self._target = ""

    def _put_away(self) -> None:
        self.show_behind("", (), ())
        self.chart.setFocus()


class ChangesCard(Card):
    """What changed; `since_chosen(moment)` asks for another pack, period or day to compare with."""

    since_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What changed since", parent)
        self.since = QComboBox()
        self.since.setAccessibleName("Changed since which pack, period or day")
        self.since.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.day = DateField()
        self.day.setAccessibleName("Changed since this day")
        self.day.setMaximumWidth(theme.STEP * 16)
        self.day.hide()
        self.fault = small("", tone="late")
        self.fault.hide()
        self.table = FigureTable("What changed", most_rows=8)
        self.head.setStretch(0, 0)
        self.head.addWidget(self.since)
        self.head.addWidget(self.day)
        self.head.addStretch(1)
        self.body.addWidget(self.fault)
        self.body.addWidget(self.table)
        self._today: date | None = None
        self.since.activated.connect(self._activated)
        self.day.returnPressed.connect(self._day_entered)

    def show_moments(
        self, moments: Sequence[NamedMoment], now: NamedMoment, *, today: date
    ) -> None:
        """Offer `moments`, with the one shown now chosen."""
        self._today = today
        offered = list(moments[:MOST_MOMENTS])
        if now not in offered:
            offered.insert(0, now)
        self.since.clear()
        for moment in offered:
            self.since.addItem(_moment_words(moment), moment)
        self.since.addItem(ANOTHER_DAY)
        self.since.setCurrentIndex(offered.index(now))
        self.day.setVisible(False)

    def show_changes(self, words: Words, changed: ChangedSince | None, fault: str) -> None:
        """Show what changed, or why that cannot be told."""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.table.setVisible(changed is not None)
        if changed is None:
            self.tell("")
            self.tell_empty("")
            return
        self.table.show_rows(*parts.change_table(words, changed.changes))
        if changed.changes:
            self.tell(parts.change_words(changed.changes, changed.recommendations))
        else:
            self.tell("")
        nothing = f"Nothing is different from what stood on {day(changed.since.day)}."
        self.tell_empty("" if changed.changes else nothing)

    def _activated(self, at: int) -> None:
        moment = self.since.itemData(at, Qt.ItemDataRole.UserRole)
        self.day.setVisible(moment is None)
        if moment is None:
            self.day.setFocus()
        else:
            self.since_chosen.emit(moment)

    def _day_entered(self) -> None:
        assert self._today is not None
        try:
            asked = self.day.day()
        except TrackerError as fault:
            self._tell_fault(str(fault))
            return
        if asked is None:
            return
        if asked >= self._today:
            self._tell_fault(f"Choose a day before {day(self._today)}.")
            return
        self._tell_fault("")
        self.since_chosen.emit(NamedMoment(THE_END_OF, asked))

    def _tell_fault(self, text: str) -> None:
        self.tell_empty("")
        self.fault.setText(text)
        self.fault.setVisible(bool(text))


def _moment_words(moment: NamedMoment) -> str:
    """A moment by name, with its day where the name does not say it."""
    told = day(moment.day)
    return moment.words if told in moment.words else f"{moment.words} {told}"
