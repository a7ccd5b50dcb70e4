"""A small table of figures or of a few recommendations, on a card: read, gone through, copied."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from ui import theme
from ui.widgets.delegates import PADDING, ChipDelegate
from ui.widgets.table_model import Cell, Column, TableModel

MOST_ROWS = 12
"""How many rows a table on a card shows before it scrolls."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its heading, its width in letters (0: what is left), whether numbers stand in it.

    Numbers take the width they need. `beneath` names the second line of its cells, which is copied as a column of its own.
    """

    words: str
    width: int = 0
    number: bool = False
    beneath: str = ""

    @property
    def copied(self) -> tuple[str, ...]:
        """The headings under which it is copied."""
        words = " ".join(self.words.split())
        return (words, self.beneath) if self.beneath else (words,)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row: a cell for each column, and what a click on each leads to ("" for nothing).

    `spoken` is the row in a sentence.
    """

    uid: str
    cells: tuple[Cell, ...]
    targets: tuple[str, ...]
    spoken: str


class FigureDelegate(ChipDelegate):
    """Lets a number have the room at its left, where nothing stands."""

    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, look: theme.Colours, font: QFont
    ) -> None:
        if cell.right:
            box = box.adjusted(-(PADDING - 4), 0, 0, 0)
        super().paint_cell(painter, box, cell, look, font)


class FigureTable(QTableView):
    """`chosen(target)` tells what a click or Enter on a cell leads to.

    `lines` of text to a row; it grows to `most_rows` before it scrolls.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        *,
        most_rows: int = MOST_ROWS,
        lines: int = 1,
    ) -> None:
        super().__init__(parent)
        self._most_rows, self._lines = most_rows, lines
        self.setAccessibleName(name)
        self.setProperty("kind", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(FigureDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(theme.STEP * 3)
        header.setAccessibleName(f"{name}: headings")
        self._headings: tuple[Heading, ...] = ()
        self._model: TableModel[FigureRow] = TableModel((), self)
        self.setModel(self._model)
        self.clicked.connect(self._choose)
        copy = QAction("Copy table", self)
        copy.triggered.connect(self.copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    @property
    def rows(self) -> Sequence[FigureRow]:
        """What is shown."""
        return self._model.shown_rows

    def show_rows(self, headings: Sequence[Heading], rows: Sequence[FigureRow]) -> None:
        """Show rows under headings; the place the person was at stays where it is still there."""
        at = self.currentIndex()
        if tuple(headings) != self._headings:
            self._headings = tuple(headings)
            self._model.set_columns([_column(*each) for each in enumerate(headings)], rows)
        elif list(rows) != list(self._model.all_rows):
            self._model.set_rows(rows)
        self.setVisible(bool(headings))
        self._fit()
        if at.isValid() and at.row() < len(rows):
            self.setCurrentIndex(self._model.index(at.row(), at.column()))

    def _fit(self) -> None:
        metrics = QFontMetricsF(self.font())
        step = round(self._lines * metrics.height() + 1.75 * theme.STEP)
        if any(heading.beneath for heading in self._headings):
            step += round(QFontMetricsF(theme.scaled(self.font(), theme.SMALL)).height())
        self.verticalHeader().setMinimumSectionSize(theme.STEP)
        self.verticalHeader().setDefaultSectionSize(step)
        header = self.horizontalHeader()
        for at, heading in enumerate(self._headings):
            mode = QHeaderView.ResizeMode
            header.setSectionResizeMode(at, mode.Fixed if heading.width else mode.Stretch)
            if heading.width:
                self.setColumnWidth(at, self._wanted(at, heading))
        shown = min(max(len(self.rows), 1), self._most_rows)
        self.setFixedHeight(header.sizeHint().height() + step * shown + 2)

    def _wanted(self, at: int, heading: Heading) -> int:
        """How wide a column is: a number is never cut, whatever its heading asked for."""
        metrics = QFontMetricsF(theme.scaled(self.font(), theme.BODY, theme.STRONG))
        wide = heading.width * metrics.averageCharWidth() + 2 * PADDING
        if not heading.number:
            return round(wide)
        above = QFontMetricsF(theme.scaled(self.font(), theme.SMALL, theme.STRONG))
        heads = (above.horizontalAdvance(line) for line in heading.words.split("\n"))
        texts = (metrics.horizontalAdvance(row.cells[at].text) for row in self.rows)
        return round(max(max(heads) + 20, max(texts, default=0.0) + PADDING))

    def sizeHint(self) -> QSize:
        return QSize(theme.STEP * 40, self.minimumHeight())

    def _choose(self, index: QModelIndex) -> None:
        row = self._model.row(index)
        if row is not None and row.targets[index.column()]:
            self.chosen.emit(row.targets[index.column()])

    # ------------------------------------------------------------ mouse and keys

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows:
            self.setCurrentIndex(self._model.index(0, 0))  # so that it is seen where the keys go

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self._model.row(index)
        hand = row is not None and row.targets[index.column()]
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._fit)  # once the headings have their new letters

    # ------------------------------------------------------------ copy

    def copy(self) -> int:
        """Put the table on the clipboard as tab-separated text and as an HTML table.

        Where the person chose several rows, only those. Answers how many rows there are.
        """
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = list(self.rows)
        if len(chosen) > 1:
            rows = [rows[at] for at in chosen]
        head = [words for heading in self._headings for words in heading.copied]
        body = [self._copied(row) for row in rows]
        data = QMimeData()
        data.setText("\n".join("\t".join(line) for line in (head, *body)))
        data.setHtml(_html(head, body))
        QApplication.clipboard().setMimeData(data)
        return len(body)

    def _copied(self, row: FigureRow) -> list[str]:
        told = []
        for heading, cell in zip(self._headings, row.cells, strict=True):
            told.append(" ".join(cell.text.split()))
            if heading.beneath:
                told.append(" ".join(cell.beneath.split()))
        return told


def _column(at: int, heading: Heading) -> Column[FigureRow]:
    def cell(row: FigureRow) -> Cell:
        return row.cells[at]

    def tip(row: FigureRow) -> str:
        return "\n".join(filter(None, (row.cells[at].text, row.cells[at].beneath)))

    def told(row: FigureRow) -> str:
        if at == 0:
            return row.spoken
        shown = row.cells[at]
        return f"{heading.copied[0]}: {' '.join(filter(None, (shown.text, shown.beneath)))}"

    return Column(
        name=f"{at}",
        heading=heading.words,
        cell=cell,
        sort_key=_unsorted,
        width=heading.width,
        spoken=told,
        tip=tip if not heading.number else None,
        right=heading.number,
    )


def _unsorted(row: FigureRow) -> str:
    return row.uid


def _html(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table that lands as one in Word, Outlook and Teams."""
    top = "".join(f"<th>{html.escape(text)}</th>" for text in head)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in line) + "</tr>"
        for line in body
    )
    return f"<table border='1'><tr>{top}</tr>{rows}</table>"
