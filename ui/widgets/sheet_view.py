"""The grid of a sheet: tinted by what was taken for what, said in words beside every row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from marmot_tracker.exchange.sheets import SheetPicture, Taken
from marmot_tracker.vocabulary import RATING_KEY, Rating
from ui import theme
from ui.widgets.delegates import LEFT, elided
from ui.widgets.sheet_model import Mark, Marks, SheetModel, SheetRoles
from ui.widgets.table_model import Index

FILLS = {
    "red": Rating.OFF_TRACK,
    "amber": Rating.AT_RISK,
    "green": Rating.ON_TRACK,
    "blue": Rating.COMPLETE,
}
PADDING = 8
NARROWEST, WIDEST, WORDING = 8, 20, 26
"""Letters to a column: of few, of many, and of the wording."""
LOOKED_AT = 80
"""Rows whose texts say how wide a column should be."""
BESIDE = 17
"""Letters beside a row: its number and what it was taken for."""


RUNNING_ON = frozenset({Taken.TITLE, Taken.THEME, Taken.LEFT_OUT, Taken.NOT_READ})
MOST_RUNNING_ON = 500
"""Rows whose words may run on: thousands of spans make a table slow."""


class SheetView(QTableView):
    """Shows a `SheetPicture`. `cell_chosen(row, column)` tells of a cell the person went to;
    `point_at` goes to one without telling.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = SheetModel(self)
        self._pointing = False
        self.setModel(self.sheet)
        self.setAccessibleName("The sheet as it was read")
        self.setItemDelegate(SheetDelegate(self))
        self.setVerticalHeader(RowHeader(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setAccessibleName("The columns of the sheet")
        self.selectionModel().currentChanged.connect(self._tell)
        self._set_row_height()

    def show_sheet(self, picture: SheetPicture | None, marks: Marks) -> None:
        """Show a sheet from its top."""
        self._pointing = True
        self.sheet.show(picture, marks)
        self._pointing = False
        self._size_columns()
        self._let_run_on()
        self.scrollToTop()

    def point_at(self, row: int, column: int) -> None:
        """Go to a cell and bring it into the middle, where it is not seen yet."""
        index = self.sheet.index(row, max(column, 0))
        self._pointing = True
        self.setCurrentIndex(index)
        self._pointing = False
        self._bring_into_view(row, index)

    def _bring_into_view(self, row: int, index: QModelIndex) -> None:
        """Scroll down or up to a row that is not seen, to the middle; across only where needed."""
        height = max(self.verticalHeader().defaultSectionSize(), 1)
        seen = max(self.viewport().height() // height, 1)
        bar = self.verticalScrollBar()
        if not bar.value() <= row < bar.value() + seen:
            bar.setValue(max(row - seen // 2, 0))
        header = self.horizontalHeader()
        column = index.column()
        if header.sectionPosition(column) + header.sectionSize(column) <= self.viewport().width():
            self.horizontalScrollBar().setValue(0)
        self.scrollTo(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self._bring_into_view(self.currentIndex().row(), self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "sheet"):
            self._set_row_height()
            self._size_columns()

    def _tell(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        self.verticalHeader().viewport().update()
        if not self._pointing and current.isValid():
            self.cell_chosen.emit(current.row(), current.column())

    def _let_run_on(self) -> None:
        """Let the words of titles and themes that stand alone run on over the blank cells."""
        self.clearSpans()
        picture, left = self.sheet.picture, MOST_RUNNING_ON
        for row, cells in enumerate(picture.rows if picture is not None else ()):
            if picture is None or not left:
                return
            alone = len(cells) > 0 and not any(cells[:-1])
            if alone and picture.taken[row] in RUNNING_ON and picture.width > len(cells):
                self.setSpan(row, len(cells) - 1, 1, picture.width - len(cells) + 1)
                left -= 1

    def _set_row_height(self) -> None:
        height = round(QFontMetricsF(self.font()).height() + 1.5 * theme.STEP)
        self.verticalHeader().setMinimumSectionSize(16)
        self.verticalHeader().setDefaultSectionSize(height)

    def _size_columns(self) -> None:
        picture = self.sheet.picture
        if picture is None:
            return
        letter = QFontMetricsF(self.font()).averageCharWidth()
        for column in range(picture.width):
            texts = [
                len(picture.cell(row, column))
                for row in range(min(LOOKED_AT, len(picture.rows)))
                if picture.taken[row] not in (Taken.TITLE, Taken.THEME)
            ]
            heading = len(self.sheet.column_words(column)) + 2
            texts.sort()
            usual = texts[len(texts) * 9 // 10] if texts else 0
            wording = column < len(picture.columns) and picture.columns[column].field == "text"
            letters = min(max(usual + 2, heading, NARROWEST), WORDING if wording else WIDEST)
            self.setColumnWidth(column, round(letters * letter + 2 * PADDING))


class SheetDelegate(QStyledItemDelegate):
    """Paints a cell on the ground of its row, with its fill and what the review says of it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.colours()
        taken = index.data(SheetRoles.TAKEN)
        mark = index.data(SheetRoles.MARK)
        fill = FILLS.get(str(index.data(SheetRoles.FILL)))
        rect = option.rect
        view = option.widget
        at = view.currentIndex() if isinstance(view, QTableView) else QModelIndex()
        here = at.row() == index.row()
        painter.save()
        painter.fillRect(rect, QColor(look.hover if here else ground(taken, look)))
        if mark in TINTS:
            painter.fillRect(rect, QColor(look.ratings[TINTS[mark]].tint))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(look.hairline))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), QColor(look.hairline))
        box = QRectF(rect).adjusted(PADDING, 0, -4, 0)
        if fill is not None:
            box.setLeft(self._paint_fill(painter, box, fill, look, option))
        strong = taken in (Taken.HEADINGS, Taken.THEME)
        font = theme.scaled(option.font, theme.BODY, theme.STRONG if strong else theme.REGULAR)
        painter.setFont(font)
        painter.setPen(QColor(look.late if mark is Mark.PROBLEM else words_colour(taken, look)))
        painter.drawText(box, LEFT, elided(str(index.data() or ""), font, box.width()))
        if mark in TINTS:
            corner = QPointF(rect.right(), rect.top())
            side = 7.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.ratings[TINTS[mark]].mark))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            below = [corner, corner + QPointF(0, side), corner - QPointF(side, 0)]
            painter.drawPolygon(QPolygonF(below))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    @staticmethod
    def _paint_fill(
        painter: QPainter,
        box: QRectF,
        rating: Rating,
        look: theme.Colours,
        option: QStyleOptionViewItem,
    ) -> float:
        """A swatch with the letter of the rating that a filled cell may say; its right edge."""
        tones = look.ratings[rating]
        font = theme.scaled(option.font, theme.SMALL, theme.STRONG)
        side = QFontMetricsF(font).height() + 2
        swatch = QRectF(box.left(), box.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tones.mark))
        painter.setBrush(QColor(tones.tint))
        painter.drawRoundedRect(swatch, 3, 3)
        painter.setFont(font)
        painter.setPen(QColor(tones.text))
        painter.drawText(swatch, Qt.AlignmentFlag.AlignCenter, RATING_KEY[rating].letter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        return swatch.right() + 6


TINTS = {
    Mark.PROBLEM: Rating.OFF_TRACK,
    Mark.ASKED: Rating.AT_RISK,
    Mark.CHANGED: Rating.COMPLETE,
}
"""The tint of a cell that a line of the review is about."""


class RowHeader(QHeaderView):
    """Beside every row its number and, in a word, what it was taken for."""

    def __init__(self, view: SheetView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view = view
        self.setAccessibleName("The rows of the sheet")
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        letter = QFontMetricsF(self._view.font()).averageCharWidth()
        return QSize(round(BESIDE * letter), super().sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        picture = self._view.sheet.picture
        if picture is None or not 0 <= logical_index < len(picture.rows):
            return
        look = theme.colours()
        taken = picture.taken[logical_index]
        mark = self._view.sheet.marks.rows.get(logical_index)
        font = theme.scaled(self._view.font(), theme.SMALL)
        here = self._view.currentIndex().row() == logical_index
        painter.save()
        painter.fillRect(rect, QColor(look.hover if here else ground(taken, look)))
        bar = bar_colour(taken, mark, look)
        if bar:
            painter.fillRect(QRect(rect.left(), rect.top(), 4, rect.height() - 1), QColor(bar))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(look.hairline))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), QColor(look.hairline))
        number = picture.row_name(logical_index)
        metrics = QFontMetricsF(font)
        column = max(metrics.horizontalAdvance(picture.row_name(len(picture.rows) - 1)), 20.0)
        box = QRectF(rect).adjusted(10, 0, -6, 0)
        painter.setFont(font)
        painter.setPen(QColor(look.quiet))
        numbers = QRectF(box.left(), box.top(), column, box.height())
        painter.drawText(
            numbers, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number
        )
        strong = taken in (Taken.HEADINGS, Taken.THEME) or mark is Mark.PROBLEM
        words_font = theme.scaled(
            self._view.font(), theme.SMALL, theme.STRONG if strong else theme.REGULAR
        )
        painter.setFont(words_font)
        box.setLeft(numbers.right() + 10)
        painter.setPen(QColor(row_ink(taken, mark, look)))
        words = elided(self._view.sheet.row_words(logical_index), words_font, box.width())
        painter.drawText(box, LEFT, words)
        painter.restore()


def ground(taken: object, look: theme.Colours) -> str:
    """The ground of a row."""
    if taken is Taken.HEADINGS:
        return look.selection
    if taken is Taken.THEME:
        return look.ratings[Rating.NOT_RATED].tint
    return look.surface if taken in (Taken.ITEM, Taken.GOES_ON) else look.window


def words_colour(taken: object, look: theme.Colours) -> str:
    """The colour of a row's texts: what is not taken in stays quiet."""
    read = taken in (Taken.ITEM, Taken.GOES_ON, Taken.HEADINGS, Taken.THEME)
    return look.text if read else look.quiet


def bar_colour(taken: Taken, mark: Mark | None, look: theme.Colours) -> str:
    """The colour of the bar at the edge of a row; none for what is not taken in."""
    if taken is Taken.HEADINGS:
        return look.accent
    if taken is Taken.THEME:
        return look.control
    if mark is Mark.PROBLEM:
        return look.ratings[Rating.OFF_TRACK].mark
    if mark is Mark.ASKED:
        return look.ratings[Rating.AT_RISK].mark
    if mark in (Mark.CHANGED, Mark.NEW):
        return look.ratings[Rating.COMPLETE].mark
    return ""


def row_ink(taken: Taken, mark: Mark | None, look: theme.Colours) -> str:
    """The colour of the word beside a row."""
    if taken is Taken.HEADINGS:
        return look.accent
    if mark is Mark.PROBLEM:
        return look.late
    return look.missing if mark is Mark.ASKED else words_colour(taken, look)
