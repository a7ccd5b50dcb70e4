"""The cards of the Summary page: a heading and a body, a chart with its table, one rating's figure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.vocabulary import Rating
from ui import theme
from ui.bridge import Bridge
from ui.widgets.charts import ChartView
from ui.widgets.charts_drawing import RatingChart
from ui.widgets.charts_table import FigureRow, FigureTable, Heading
from ui.widgets.form import small


class Card(QFrame):
    """A heading with room for buttons, a quiet line, and a body.

    `tell_empty` shows why there is nothing and a button for the next step in place of the body.
    """

    asked = Signal()

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.heading = QLabel(heading)
        self.heading.setProperty("type", "strong")
        self.note = small("")
        self.note.hide()
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.STEP)
        self.head.addWidget(self.heading, 1)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.STEP)
        self._why = QLabel()
        self._why.setProperty("tone", "quiet")
        self._why.setWordWrap(True)
        self._why.hide()
        self.next_step = QPushButton()
        self.next_step.setProperty("kind", "small")
        self.next_step.clicked.connect(self.asked)
        self.next_step.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(theme.STEP)
        column.addLayout(self.head)
        column.addWidget(self.note)
        column.addWidget(self.content)
        column.addWidget(self._why)
        column.addWidget(self.next_step, 0, Qt.AlignmentFlag.AlignLeft)

    def tell(self, text: str) -> None:
        """Say something under the heading; an empty text takes it away."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def tell_empty(self, why: str, next_step: str = "") -> None:
        """Say why there is nothing, and what the button does about it; "" shows the body again."""
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.next_step.setText(next_step)
        self.next_step.setVisible(bool(why and next_step))
        self.content.setVisible(not why)

    @property
    def empty_words(self) -> str:
        """Why there is nothing; empty where there is something."""
        return self._why.text()


class ChartCard(Card):
    """A chart, its table at one click, and a line that says what is pointed at."""

    chosen = Signal(str)

    def __init__(
        self, heading: str, bridge: Bridge, parent: QWidget | None = None, *, lines: int = 1
    ) -> None:
        super().__init__(heading, parent)
        self.switch = QPushButton("Table")
        self.switch.setProperty("kind", "small")
        self.switch.setCheckable(True)
        self.switch.setAccessibleName(f"{heading} as a table")
        self.switch.setToolTip("The same figures as a table")
        self.switch.toggled.connect(self._switch)
        self.head.addWidget(self.switch)
        self.chart = ChartView(bridge)
        self.table = FigureTable(f"{heading}, table", lines=lines)
        self.pointed = small("")
        self._says = ""
        self.body.addWidget(self.chart)
        self.body.addWidget(self.pointed)
        self.body.addWidget(self.table)
        self.table.hide()
        self.chart.chosen.connect(self.chosen)
        self.table.chosen.connect(self.chosen)
        self.chart.pointed.connect(lambda said: self.pointed.setText(said or self._says))

    def show_figures(
        self,
        chart: RatingChart,
        headings: Sequence[Heading],
        rows: Sequence[FigureRow],
        *,
        says: str,
    ) -> None:
        """Show figures as a chart and as a table; `says` is the line while nothing is pointed at."""
        self._says = says
        self.pointed.setText(says)
        self.chart.show_chart(chart)
        self.table.show_rows(headings, rows)
        self._switch(self.switch.isChecked())

    def tell_empty(self, why: str, next_step: str = "") -> None:
        super().tell_empty(why, next_step)
        self.switch.setVisible(not why)

    def _switch(self, as_table: bool) -> None:
        focused = self.chart.hasFocus() or self.table.hasFocus()
        self.chart.setVisible(not as_table)
        self.pointed.setVisible(not as_table)
        self.table.setVisible(as_table)
        self.switch.setText("Chart" if as_table else "Table")
        if focused:
            (self.table if as_table else self.chart).setFocus()


class RatingFigure(QAbstractButton):
    """How many have one rating: its chip, the number, and of how many. A click goes to them."""

    def __init__(self, rating: Rating, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rating = rating
        self.target = ""
        self._word = ""
        self._number = "–"
        self._of = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Not counted yet")

    def show_share(self, word: str, n: int, m: int, percent: str, *, letter: str) -> None:
        """Show `n` of `m` under the programme's word for the rating."""
        self._word = word
        self._number = f"{n:,}"
        self._of = f"of {m:,} · {percent}"
        self.setAccessibleName(f"{letter} {word}: {n:,} of {m:,}, {percent}")
        self.setToolTip(f"Show the {n:,} in the list")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = self.font()
        chip = theme.chip_size(font, self.rating, self._word)
        number = QFontMetricsF(theme.scaled(font, theme.TITLE, theme.STRONG)).height()
        return QSize(
            chip.width() + 4 * theme.STEP, round(chip.height() + number + 3.5 * theme.STEP)
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.STEP * 12, self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, font = theme.colours(), self.font()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        edge = QPen(QColor(look.accent if focus else look.hairline), 2 if focus else 1)
        painter.setPen(edge)
        painter.setBrush(QColor(look.hover if self.underMouse() else look.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        inner = QRectF(self.rect()).adjusted(16, 12, -12, -12)
        chip = theme.chip_size(font, self.rating, self._word)
        box = QRectF(inner.left(), inner.top(), inner.width(), chip.height())
        theme.paint_chip(painter, box, self.rating, self._word, look, font)
        large = theme.scaled(font, theme.TITLE, theme.STRONG)
        metrics = QFontMetricsF(large)
        base = inner.bottom() - metrics.descent() + 2
        painter.setFont(large)
        painter.setPen(QColor(look.text))
        painter.drawText(round(inner.left()), round(base), self._number)
        left = inner.left() + metrics.horizontalAdvance(self._number) + theme.STEP
        room = max(inner.right() - left, 0.0)
        if QFontMetricsF(font).horizontalAdvance(self._of) > room:
            font = theme.scaled(font, theme.SMALL)
        painter.setFont(font)
        painter.setPen(QColor(look.quiet))
        said = QFontMetricsF(font).elidedText(self._of, Qt.TextElideMode.ElideRight, room)
        painter.drawText(round(left), round(base), said)
        painter.end()
