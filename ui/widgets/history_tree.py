"""The history as a tree: a line for each sitting, opening to every step; read page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from marmot_tracker.clock import PLACE
from marmot_tracker.services.sittings import Sitting, Sittings, Step
from marmot_tracker.services.wording import counted, moment
from ui import theme
from ui.widgets.delegates import CellDelegate
from ui.widgets.table_model import Cell, Index, Roles, Tone

HEADINGS = ("When", "Who", "Of what", "What was done")
WHEN, WHO, OF, WHAT = range(4)
WIDTHS = (13, 15, 22)
"""In average letters; the last column takes what is left."""
LEAST = 40
"""What was done has at least so many letters to a line, if there is room for it at all."""
NO_INDEX = QModelIndex()
_TOP = 0


class HistoryModel(QAbstractItemModel):
    """Sittings over their steps. `more` is asked for the next page when the end is near."""

    def __init__(self, more: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._more = more
        self._sittings = Sittings()
        self._counts: list[int] = []
        self._whole = True
        self._asked = False

    # ------------------------------------------------------------ what is held

    @property
    def lines(self) -> list[Sitting]:
        """The sittings read so far, newest first."""
        return self._sittings.lines

    def begin(self) -> None:
        """Hold nothing: another history is being read."""
        self.beginResetModel()
        self._sittings, self._counts = Sittings(), []
        self._whole, self._asked = False, True
        self.endResetModel()

    def append(self, steps: Iterable[Step], *, whole: bool) -> None:
        """Show the next page; `whole`: there is no more."""
        before = len(self._counts)
        self._sittings.add(steps)
        lines = self._sittings.lines
        for at in self._sittings.grown:
            parent = self.index(at, 0)
            self.beginInsertRows(parent, self._counts[at], len(lines[at].steps) - 1)
            self._counts[at] = len(lines[at].steps)
            self.endInsertRows()
            self.dataChanged.emit(parent, self.index(at, WHAT))
        if len(lines) > before:
            self.beginInsertRows(QModelIndex(), before, len(lines) - 1)
            self._counts += [len(line.steps) for line in lines[before:]]
            self.endInsertRows()
        self._whole, self._asked = whole, False

    def sitting(self, index: Index) -> Sitting | None:
        """The sitting of a line, or of one of its steps."""
        if not index.isValid():
            return None
        at = index.row() if index.internalId() == _TOP else index.internalId() - 1
        return self._sittings.lines[at]

    def step(self, index: Index) -> Step | None:
        """The step of a row; of a sitting's own line the newest."""
        sitting = self.sitting(index)
        if sitting is None:
            return None
        return sitting.newest if index.internalId() == _TOP else sitting.steps[index.row()]

    def find(self, change: str, thing: str) -> QModelIndex:
        """Where a step is shown; an invalid index where it is not."""
        for at, line in enumerate(self._sittings.lines):
            for row, step in enumerate(line.steps):
                if (step.change, step.thing) == (change, thing):
                    parent = self.index(at, 0)
                    return self.index(row, 0, parent) if row else parent
        return QModelIndex()

    # ------------------------------------------------------------ what Qt asks

    def index(self, row: int, column: int, parent: Index = NO_INDEX) -> QModelIndex:
        if row < 0 or column not in range(len(HEADINGS)):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, _TOP) if row < len(self._counts) else QModelIndex()
        return self.createIndex(row, column, parent.row() + 1)

    def parent(self, index: Index = NO_INDEX) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        if not parent.isValid():
            return len(self._counts)
        if parent.internalId() != _TOP or parent.column() > 0:
            return 0
        return self._counts[parent.row()]

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return len(HEADINGS)

    def hasChildren(self, parent: Index = NO_INDEX) -> bool:
        return not parent.isValid() or (parent.internalId() == _TOP and parent.column() <= 0)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._whole and not self._asked

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self._more()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        sitting, step = self.sitting(index), self.step(index)
        if sitting is None or step is None:
            return None
        top = index.internalId() == _TOP
        if role in (Roles.CELL, Qt.ItemDataRole.DisplayRole):
            cell = _line(sitting, index.column()) if top else _step(step, index.column())
            return cell if role == Roles.CELL else cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(sitting) if top and index.column() == WHEN else _spoken_cell(self, index)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = [*step.what] if not top else [said for s in sitting.steps for said in s.what]
            return "\n".join(told[:20]) if index.column() == WHAT else None
        return None


def _spoken_cell(model: HistoryModel, index: Index) -> str:
    cell = model.data(index, Roles.CELL)
    said = ", ".join(part for part in (cell.text, cell.beneath) if part)
    return said or f"{HEADINGS[index.column()]}: nothing"


def spoken(sitting: Sitting) -> str:
    """A line of the history in one sentence, for a screen reader."""
    step = sitting.newest
    who = f", {step.who}" if step.who else ""
    why = f" Why: {step.why}." if step.why else ""
    return f"{moment(step.at)}{who}, {step.called.words}: {sitting.what}.{why}"


def exactly(step: Step) -> str:
    """`14/09/2026 10:31:07`."""
    return step.at.astimezone(PLACE).strftime("%d/%m/%Y %H:%M:%S")


def _line(sitting: Sitting, column: int) -> Cell:
    step = sitting.newest
    if column == WHEN:
        many = len(sitting.steps)
        steps = f" · {counted(many, 'step')}" if many > 1 else ""
        day, _, time = moment(step.at).partition(" ")
        return Cell(day, Tone.QUIET, f"{time}{steps}")
    if column == WHO:
        return Cell(step.who)
    if column == OF:
        called = step.called
        return Cell(
            called.reference or called.title, Tone.STRONG, called.title * bool(called.reference)
        )
    return Cell(sitting.what, Tone.PLAIN, _beneath(step), lines=2)


def _step(step: Step, column: int) -> Cell:
    if column == WHEN:
        day, _, time = exactly(step).partition(" ")
        return Cell(day, Tone.QUIET, time)
    if column == WHO:
        return Cell("Taken back since" if step.taken_back else "", Tone.MISSING)
    if column == OF:
        return Cell(step.where_from, Tone.QUIET, lines=2)  # through which door it came
    return Cell("; ".join(step.what), Tone.PLAIN, _beneath(step), lines=2)


def _beneath(step: Step) -> str:
    said = "; ".join(step.what)
    return f"Why: {step.why}" if step.why and step.why not in said else ""


class HistoryTree(QTreeView):
    """Shows a `HistoryModel`. Right opens a line, Left closes it, Enter on a step goes to it.

    `chosen()` follows the current row; `followed(step)` wishes to see what a step is about.
    """

    chosen = Signal()
    followed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("History")
        self.setItemDelegate(CellDelegate(self))
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.header().setSectionsMovable(False)
        self.header().setStretchLastSection(True)
        self.header().setAccessibleName("History: headings")
        self.doubleClicked.connect(self._open)

    def show_model(self, model: HistoryModel) -> None:
        """Show `model`."""
        super().setModel(model)
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.chosen.emit())
        self._size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size()

    def _open(self, index: QModelIndex) -> None:
        """Open or close a line, go to what a step is about."""
        model = self.model()
        if not index.isValid() or not isinstance(model, HistoryModel):
            return
        if index.parent().isValid():
            self.followed.emit(model.step(index))
        else:
            first = index.siblingAtColumn(0)
            self.setExpanded(first, not self.isExpanded(first))

    def _size(self) -> None:
        if self.model() is None:
            return
        letter = QFontMetricsF(self.font()).averageCharWidth()
        wanted = sum(WIDTHS) * letter
        left = self.viewport().width() - 10 * theme.STEP
        narrow = min(max((left - LEAST * letter) / wanted, 0.6), 1.0)
        for column, wide in enumerate(WIDTHS):
            room = wide * (narrow if column else 1.0)
            self.setColumnWidth(column, round(room * letter + (44 if column == WHEN else 18)))
