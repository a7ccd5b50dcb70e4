"""A cell of a list that is a button: painted as one, spoken as one, quiet where it is only words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui import theme
from ui.widgets.delegates import CellDelegate
from ui.widgets.table_model import Cell, Tone


class ButtonDelegate(CellDelegate):
    """Paints the words of a plain cell inside a button's outline, those of a quiet cell bare.

    What a click or Enter on the cell does is for whoever shows the table.
    """

    def paint_cell(
        self, painter: QPainter, box: QRectF, cell: Cell, look: theme.Colours, font: QFont
    ) -> None:
        if not cell.text or cell.tone is not Tone.PLAIN:
            super().paint_cell(painter, box, cell, look, font)
            return
        words = theme.scaled(font, theme.BODY, theme.STRONG)
        metrics = QFontMetricsF(words)
        width = min(metrics.horizontalAdvance(cell.text) + 2.5 * theme.STEP, box.width())
        button = QRectF(0, 0, width, metrics.height() + 1.5 * theme.STEP)
        button.moveCenter(box.center())
        button.moveLeft(box.left() - theme.STEP / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(look.control))
        painter.setBrush(QColor(look.surface))
        painter.drawRoundedRect(button.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(words)
        painter.setPen(QColor(look.accent))
        painter.drawText(button, int(Qt.AlignmentFlag.AlignCenter), cell.text)
