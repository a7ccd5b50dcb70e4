"""The lines of a review under their headings, each to take in or leave out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.exchange.proposal import LineKind, Proposal, ProposedLine
from ui import theme
from ui.dialogs.review_answers import Answers
from ui.dialogs.review_columns import GROUPS, HEADING, LINE_COLUMNS, ReviewRow, becomes, was
from ui.widgets.delegates import CellDelegate, Index, TickDelegate, paint_heading
from ui.widgets.form import small
from ui.widgets.table_model import Cell, Roles, TableModel
from ui.widgets.table_view import TableView

FOLDED = frozenset({LineKind.UNCHANGED})
"""Groups that are folded until somebody opens them."""
TICK, SUBJECT = 0, 1
DETAIL_LINES = 4
NARROW = 600
"""From this width on, in pixels, columns besides the wording grow: each by its share of the rest."""
SHARES = {"what": 0.1, "ours": 0.25, "theirs": 0.25}


class LinesPage(QWidget):
    """Lines in groups, what must be looked at first on top. `answered` tells that what is taken in
    changed; `pointed(number)` that the person went to a line.
    """

    answered = Signal()
    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answers: Answers | None = None
        self._folded: set[LineKind] = set(FOLDED)
        self._showing = False
        self.model: TableModel[ReviewRow] = TableModel(LINE_COLUMNS, self)
        self.table = TableView("Lines of the list")
        self.table.setAcceptDrops(False)
        self.table.show_model(self.model)
        self.table.setSortingEnabled(False)
        self.table.setItemDelegate(GroupedDelegate(self.table))
        self.table.setItemDelegateForColumn(TICK, GroupTickDelegate(self.table))
        self.table.clicked.connect(self._clicked)
        self.table.row_opened.connect(self._opened)
        self.table.current_changed.connect(self._went_to)
        self.table.installEventFilter(self)
        self.clean = QPushButton("Ta&ke all clean ones")
        self.clean.setToolTip("Take in what is new or changed in rows without a problem")
        self.none = QPushButton("Leave all &out")
        for button, does in ((self.clean, self._take_clean), (self.none, self._leave_all)):
            button.setProperty("kind", "small")
            button.setAutoDefault(False)
            button.clicked.connect(does)
        head = QHBoxLayout()
        head.setSpacing(theme.STEP)
        head.addWidget(self.clean)
        head.addWidget(self.none)
        head.addStretch(1)
        self._detail = QLabel()
        self._detail.setWordWrap(True)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._detail.setAccessibleName("The chosen line in full")
        self._whole = QScrollArea()
        self._whole.setFrameShape(QFrame.Shape.NoFrame)
        self._whole.setWidgetResizable(True)
        self._detail.setProperty("kind", "plain")
        self._whole.setWidget(self._detail)
        self._whole.setAccessibleName("The chosen line in full")
        self._whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it is read with the line itself
        self._fit_detail()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.STEP, 0, 0)
        column.setSpacing(theme.STEP)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self._whole)
        column.addWidget(
            small(
                "Space or Enter takes the chosen lines in or leaves them out; on a heading, all "
                "under it."
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_detail()

    def _fit_detail(self) -> None:
        """Room for so many whole lines of the present font; what is longer scrolls."""
        self._whole.setFixedHeight(self._detail.fontMetrics().lineSpacing() * DETAIL_LINES + 2)

    # ------------------------------------------------------------ showing

    def show_lines(self, proposal: Proposal) -> None:
        """Show the lines of a proposal, with what the person said of the reading before."""
        self.answers = Answers(proposal, self.answers)
        self._fill()
        self.table.select_first()
        if not self.table.current_uid or self.table.current_uid.startswith(HEADING):
            first = next((row for row in self.model.shown_rows if row.line is not None), None)
            if first is not None:
                self.table.select(first.uid)

    def show_numbers(self, numbers: Sequence[int], wanted: int | None = None) -> None:
        """Go to the first of these lines (or the `wanted` one), and choose them all."""
        if self.answers is None or not numbers:
            return
        first = self.answers.by_number[numbers[0] if wanted is None else wanted]
        group = next(kind for kind, lines in self.answers.groups.items() if first in lines)
        if group in self._folded:
            self._folded.discard(group)
            self._fill()
        self._showing = True
        self.table.select(str(first.number))
        self._showing = False
        self._tell(first)

    def point(self) -> None:
        """Tell of the line that the person is on."""
        self._went_to(self.table.current_uid)

    def _fill(self) -> None:
        assert self.answers is not None
        rows: list[ReviewRow] = []
        heads: list[int] = []
        for kind, _words in GROUPS:
            lines = self.answers.groups[kind]
            if not lines:
                continue
            heads.append(len(rows))
            folded = kind in self._folded
            rows.append(ReviewRow(self.answers, kind, None, folded))
            if not folded:
                rows += [ReviewRow(self.answers, kind, line) for line in lines]
        here = self.table.current_uid
        self.table.clearSelection()  # many chosen rows are slow to choose again
        self.model.set_rows(rows)
        if (index := self.model.index_of(here)).isValid():
            self.table.selectRow(index.row())
        self.table.clearSpans()
        height = round(QFontMetricsF(self.table.font()).height() + 2.5 * theme.STEP)
        for at in heads:
            self.table.setSpan(at, SUBJECT, 1, len(LINE_COLUMNS) - SUBJECT)
            self.table.setRowHeight(at, height)

    def _refresh(self) -> None:
        """Draw the ticks again: rows ask for theirs when they are seen."""
        last = self.model.rowCount() - 1
        if last >= 0:
            self.model.dataChanged.emit(
                self.model.index(0, 0), self.model.index(last, self.model.columnCount() - 1)
            )
        self.answered.emit()

    def _went_to(self, uid: str) -> None:
        row = self.model.find(uid)
        line = row.line if row is not None else None
        self._tell(line)
        if line is not None and not self._showing:
            self.pointed.emit(line.number)

    def _tell(self, line: ProposedLine | None) -> None:
        self._detail.setText(in_full(line) if line is not None else "")
        self._detail.setToolTip(line.words if line is not None else "")

    # ------------------------------------------------------------ answering

    def _clicked(self, index: QModelIndex) -> None:
        uid = str(index.data(Roles.UID) or "")
        if index.column() == TICK:
            self._toggle([uid])
        elif uid.startswith(HEADING):
            self._fold(uid)

    def _opened(self, uid: str) -> None:
        if uid.startswith(HEADING):
            self._fold(uid)
        else:
            self._toggle([uid])

    def _fold(self, uid: str, folded: bool | None = None) -> None:
        row = self.model.find(uid)
        if row is None or row.line is not None or folded is row.folded:
            return
        (self._folded.discard if row.folded else self._folded.add)(row.group)
        self._fill()

    def _toggle(self, uids: Sequence[str]) -> None:
        """Answer rows as the first of them is not answered yet."""
        first = self.model.find(uids[0]) if uids else None
        if first is None or self.answers is None:
            return
        numbers: set[int] = set()
        for uid in uids:
            if uid.startswith(HEADING):
                kind = LineKind(uid.removeprefix(HEADING))
                numbers.update(line.number for line in self.answers.groups[kind])
            else:
                numbers.add(int(uid))
        self.answer(numbers, first.tick != "yes")

    def answer(self, numbers: Collection[int], taken: bool) -> None:
        """Take lines in, or leave them out."""
        assert self.answers is not None
        self.answers.answer(numbers, taken)
        self._refresh()

    def _take_clean(self) -> None:
        if self.answers is not None:
            self.answers.take_clean()
            self._refresh()

    def _leave_all(self) -> None:
        if self.answers is not None:
            self.answers.leave_all()
            self._refresh()

    def _chosen(self) -> list[str]:
        """The rows chosen, by the stretches they stand in: there may be thousands."""
        rows, chosen = self.model.shown_rows, self.table.selectionModel().selection()
        stretches = [chosen.at(place) for place in range(chosen.count())]
        return [
            rows[at].uid
            for stretch in stretches
            for at in range(stretch.top(), stretch.bottom() + 1)
        ]

    def _share(self, width: int) -> None:
        """Give what was and what becomes their share of a wide table, beside the wording."""
        more = max(width - NARROW, 0)
        letter = QFontMetricsF(self.table.font()).averageCharWidth()
        for at, column in enumerate(LINE_COLUMNS):
            if column.width and not self.table.isColumnHidden(at):
                share = SHARES.get(column.name, 0.0)
                self.table.setColumnWidth(at, round(column.width * letter + 18 + share * more))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space answers every chosen row; Left and Right fold a group and open it."""
        if watched is self.table and isinstance(event, QResizeEvent):
            self._share(event.size().width())
        if (
            watched is not self.table
            or not isinstance(event, QKeyEvent)
            or event.type() != QEvent.Type.KeyPress
        ):
            return super().eventFilter(watched, event)
        uid = self.table.current_uid
        if event.key() == Qt.Key.Key_Space:
            self._toggle([uid, *self._chosen()])
            return True
        if uid.startswith(HEADING) and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._fold(uid, event.key() == Qt.Key.Key_Left)
            return True
        return super().eventFilter(watched, event)


def in_full(line: ProposedLine) -> str:
    """A line with all that its cells have no room for."""
    if (
        line.kind in (LineKind.CHANGED, LineKind.TWO_ANSWERS)
        and max(len(was(line)), len(becomes(line))) > MUCH
    ):
        return f"Was: {' '.join(was(line).split())}\nBecomes: {' '.join(becomes(line).split())}"
    if line.kind is LineKind.NEW:
        return f"{line.reference}  {' '.join(line.theirs.split())}".strip()
    return line.words


MUCH = 60
"""Values longer than this are told one under the other."""


class GroupedDelegate(CellDelegate):
    """Paints a heading across the table, with the sign that says whether it is folded."""

    heading = HEADING

    def paint_head(
        self, painter: QPainter, box: QRectF, index: Index, look: theme.Colours, font: QFont
    ) -> None:
        uid = str(index.data(Roles.UID))
        cell: Any = index.sibling(index.row(), SUBJECT).data(Roles.CELL)
        words, _, rest = cell.text.partition(", ")
        folded = rest.endswith("folded")
        rest = rest.removesuffix("folded").removesuffix(", ")
        name, _, many = words.partition(": ")
        ink = look.late if uid.endswith(LineKind.PROBLEM) else look.text
        room = box.adjusted(8, 0, -8, 0)
        self._paint_chevron(painter, room, look, folded)
        room.setLeft(room.left() + 20)
        paint_heading(painter, room, f"{name}  {many}", rest, ink=ink, font=font)

    @staticmethod
    def _paint_chevron(painter: QPainter, box: QRectF, look: theme.Colours, folded: bool) -> None:
        middle, left = box.center().y(), box.left() + 4
        pen = QPen(QColor(look.quiet), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if folded:
            points = [
                QPointF(left, middle - 4),
                QPointF(left + 4, middle),
                QPointF(left, middle + 4),
            ]
        else:
            points = [
                QPointF(left - 2, middle - 2),
                QPointF(left + 2, middle + 2),
                QPointF(left + 6, middle - 2),
            ]
        painter.drawPolyline(points)


class GroupTickDelegate(TickDelegate):
    """Paints also "some": a box with a dash."""

    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, look: theme.Colours, font: QFont
    ) -> None:
        if cell.text != "some":
            super().paint_cell(painter, box, cell, look, font)
            return
        side = min(18.0, box.height())
        square = QRectF(box.left() + 8, box.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(look.accent))
        painter.setBrush(QColor(look.surface))
        painter.drawRoundedRect(square, 4, 4)
        painter.fillRect(square.adjusted(4, side / 2 - 1, -4, -side / 2 + 1), QColor(look.accent))
