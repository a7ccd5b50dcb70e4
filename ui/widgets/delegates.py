"""How a cell of a list is painted and edited: wording over its subgroup, rating chip, date.

Everything painted here is also spoken: the model gives `AccessibleTextRole` for each cell.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from marmot_tracker.vocabulary import RATING_KEY, Rating
from ui import theme
from ui.widgets.date_field import DateField
from ui.widgets.table_model import Cell, Roles, Tone
from ui.widgets.typed_choice import typed_choice

Index = QModelIndex | QPersistentModelIndex
PADDING = 12
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class CellDelegate(QStyledItemDelegate):
    """Paints a `Cell`: text in its tone on one or two lines, with a quiet line beneath.

    Where `heading` says how the uids of rows begin that head those beneath them, such a row is
    left to `paint_head`.
    """

    heading = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(Roles.CELL)
        look = theme.colours()
        self._paint_ground(painter, option, index, look)
        if self.heading and str(index.data(Roles.UID) or "").startswith(self.heading):
            painter.save()
            self.paint_head(painter, QRectF(option.rect), index, look, option.font)
            painter.restore()
            return
        if not isinstance(cell, Cell):
            return
        box = QRectF(option.rect).adjusted(PADDING, 4, -6, -4)
        painter.save()
        painter.setOpacity(0.55 if index.data(Roles.PENDING) else 1.0)
        self.paint_cell(painter, box, cell, look, option.font)
        painter.restore()

    def paint_head(
        self, painter: QPainter, box: QRectF, index: Index, look: theme.Colours, font: QFont
    ) -> None:
        """Paint the row that heads those beneath it across `box`; the cell says its words."""
        cell = index.data(Roles.CELL)
        if isinstance(cell, Cell):
            room = box.adjusted(PADDING, 0, -8, 0)
            paint_heading(painter, room, cell.text, cell.beneath, ink=look.text, font=font)

    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, look: theme.Colours, font: QFont
    ) -> None:
        """Paint `cell` inside `box`."""
        strong = cell.tone in (Tone.STRONG, Tone.LATE)
        main = theme.scaled(font, theme.BODY, theme.STRONG if strong else theme.REGULAR)
        small = theme.scaled(font, theme.SMALL)
        lines = broken(cell.text, main, box.width(), cell.lines)
        step = QFontMetricsF(main).height()
        beneath = QFontMetricsF(small).height() if cell.beneath else 0.0
        top = box.center().y() - (step * len(lines) + beneath) / 2
        painter.setFont(main)
        painter.setPen(QColor(ink(cell.tone, look)))
        for at, line in enumerate(lines):
            room = QRectF(box.left(), top + at * step, box.width(), step)
            painter.drawText(room, RIGHT if cell.right else LEFT, line)
        if cell.beneath:
            painter.setFont(small)
            painter.setPen(QColor(look.quiet))
            room = QRectF(box.left(), top + step * len(lines), box.width(), beneath)
            side = RIGHT if cell.right else LEFT
            painter.drawText(room, side, elided(cell.beneath, small, box.width()))

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, look: theme.Colours
    ) -> None:
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        ground = look.selection if selected else look.hover if hovered else look.surface
        painter.fillRect(option.rect, QColor(ground))
        rect = option.rect
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(look.hairline))
        if selected and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(look.accent))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setPen(QColor(look.accent))
            painter.drawRect(rect.adjusted(4, 4, -5, -5))
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cell = index.data(Roles.CELL)
        if not isinstance(cell, Cell):
            return super().sizeHint(option, index)
        metrics = QFontMetricsF(option.font)
        width = metrics.horizontalAdvance(cell.text) + 2 * PADDING
        return QSize(round(width), row_height(option.font))


def paint_heading(
    painter: QPainter, box: QRectF, words: str, beside: str, *, ink: str, font: QFont
) -> None:
    """Paint what heads the rows beneath it across a table, and quietly what is said beside it."""
    strong = theme.scaled(font, theme.BODY, theme.STRONG)
    quiet = theme.scaled(font, theme.SMALL)
    painter.setFont(strong)
    painter.setPen(QColor(ink))
    painter.drawText(box, LEFT, elided(words, strong, box.width()))
    after = QRectF(box)
    after.setLeft(box.left() + QFontMetricsF(strong).horizontalAdvance(words) + 12)
    painter.setFont(quiet)
    painter.setPen(QColor(theme.colours().quiet))
    painter.drawText(after, LEFT, elided(beside, quiet, max(after.width(), 0)))


class ChipDelegate(CellDelegate):
    """Paints a rating as its chip: shape, letter and word on a tint."""

    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, look: theme.Colours, font: QFont
    ) -> None:
        if cell.rating is None:
            super().paint_cell(painter, box, cell, look, font)
            return
        chip = box.adjusted(0, 0, 4, 0)
        if cell.beneath:
            small = QFontMetricsF(theme.scaled(font, theme.SMALL)).height()
            chip.adjust(0, 0, 0, -small)
        theme.paint_chip(painter, chip, cell.rating, cell.text, look, font)
        if cell.beneath:
            small_font = theme.scaled(font, theme.SMALL)
            painter.setFont(small_font)
            painter.setPen(QColor(look.missing if cell.tone is Tone.MISSING else look.quiet))
            height = theme.chip_size(font, cell.rating, cell.text).height()
            room = QRectF(box.left(), chip.center().y() + height / 2, box.width(), 16)
            room.setHeight(QFontMetricsF(small_font).height())
            painter.drawText(room, LEFT, elided(cell.beneath, small_font, box.width()))


class TickDelegate(CellDelegate):
    """Paints "yes" and "no" as a tick box; an empty cell has none."""

    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, look: theme.Colours, font: QFont
    ) -> None:
        if not cell.text:
            return
        side = min(18.0, box.height())
        square = QRectF(box.left() + 8, box.center().y() - side / 2, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ticked = cell.text == "yes"
        painter.setPen(QColor(look.accent if ticked else look.control))
        painter.setBrush(QColor(look.accent if ticked else look.surface))
        painter.drawRoundedRect(square, 4, 4)
        if ticked:
            pen = QPen(QColor(look.on_accent), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            corners = ((0.24, 0.54), (0.43, 0.72), (0.77, 0.3))
            painter.drawPolyline(
                [QPointF(square.left() + x * side, square.top() + y * side) for x, y in corners]
            )


class ChoiceDelegate(CellDelegate):
    """Edits a cell as a typed word with a list of known ones (owners, subgroups)."""

    def __init__(self, parent: QWidget | None = None, name: str = "Owner") -> None:
        super().__init__(parent)
        self.choices: tuple[str, ...] = ()
        self._called = name

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = typed_choice(self.choices, parent=parent)
        box.setAccessibleName(self._called)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        cell = index.data(Roles.CELL)
        if isinstance(editor, QComboBox) and isinstance(cell, Cell):
            empty = cell.tone is Tone.MISSING or cell.text == "—"
            editor.setCurrentText("" if empty else cell.text)
            line = editor.lineEdit()
            if line is not None:
                line.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText().strip())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        _centre(editor, option.rect)


class RatingDelegate(ChipDelegate):
    """Edits a rating as a choice among the five, each by letter and word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices: dict[Rating, str] = {}

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QComboBox(parent)
        box.setAccessibleName("Rating")
        for code, word in self.choices.items():
            box.addItem(f"{RATING_KEY[code].letter}  {word}", code.value)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        cell = index.data(Roles.CELL)
        if isinstance(editor, QComboBox) and isinstance(cell, Cell) and cell.rating is not None:
            editor.setCurrentIndex(editor.findData(cell.rating.value))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, Rating(editor.currentData()))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        _centre(editor, option.rect)


class DateDelegate(CellDelegate):
    """Edits a cell as a date, 31/12/2026; Ctrl+; writes today's. What was typed is handed on."""

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._hint = hint

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = DateField(None, parent)
        line.setAccessibleName(self._name)
        line.setPlaceholderText(self._hint)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        cell: Any = index.data(Roles.CELL)
        if isinstance(editor, QLineEdit) and isinstance(cell, Cell):
            editor.setText("" if cell.text == "—" else cell.text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text().strip())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        _centre(editor, option.rect)


def _centre(editor: QWidget, cell: QRect) -> None:
    height = min(cell.height(), editor.sizeHint().height())
    top = cell.top() + (cell.height() - height) // 2
    editor.setGeometry(cell.left() + 2, top, max(cell.width() - 4, 96), height)


def row_height(font: QFont) -> int:
    """The one height of a row: two lines of wording and the line beneath."""
    body = QFontMetricsF(font).height()
    small = QFontMetricsF(theme.scaled(font, theme.SMALL)).height()
    return round(2 * body + small + 2 * theme.STEP)


def ink(tone: Tone, look: theme.Colours) -> str:
    """The colour of a tone."""
    return {
        Tone.QUIET: look.quiet,
        Tone.LATE: look.late,
        Tone.MISSING: look.missing,
    }.get(tone, look.text)


def elided(text: str, font: QFont, width: float) -> str:
    """`text` on one line, cut with an ellipsis where it is too long."""
    flat = " ".join(text.split())
    return QFontMetricsF(font).elidedText(flat, Qt.TextElideMode.ElideRight, width)


def broken(text: str, font: QFont, width: float, lines: int) -> list[str]:
    """`text` broken into at most `lines` lines, the last cut with an ellipsis."""
    flat = " ".join(text.split())
    if lines <= 1 or QFontMetricsF(font).horizontalAdvance(flat) <= width:
        return [elided(flat, font, width)]
    layout = QTextLayout(flat[:600], font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[str] = []
    start = 0
    for at in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, 0))
        start = line.textStart()
        if at == lines - 1:
            found.append(elided(flat[start:], font, width))
        else:
            found.append(flat[start : start + line.textLength()].rstrip())
    layout.endLayout()
    return found
