"""How a line of the palette looks: words, what it does beneath, and its keys at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme

MORE, KEYS, OFF = (int(Qt.ItemDataRole.UserRole) + at for at in (1, 2, 3))
SIDE = 12.0
ROUND = 6.0


class PaletteRows(QStyledItemDelegate):
    """Reads the words, and what stands under the roles MORE, KEYS and OFF."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        look = theme.colours()
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = option.state
        if state & QStyle.StateFlag.State_Selected or state & QStyle.StateFlag.State_MouseOver:
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.selection if chosen else look.hover))
            painter.drawRoundedRect(box, ROUND, ROUND)
        off = bool(index.data(OFF))
        inside = box.adjusted(SIDE, theme.STEP / 2, -SIDE, -theme.STEP / 2)
        inside.setRight(self._keys(painter, option, inside, str(index.data(KEYS) or ""), look))
        words = theme.scaled(option.font, theme.BODY)
        metrics = QFontMetricsF(words)
        painter.setFont(words)
        painter.setPen(QColor(look.quiet if off else look.text))
        text = str(index.data() or "")
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
        small = theme.scaled(option.font, theme.SMALL)
        painter.setFont(small)
        painter.setPen(QColor(look.missing if off else look.quiet))
        more = str(index.data(MORE) or "")
        shown = QFontMetricsF(small).elidedText(more, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown)
        painter.restore()

    def _keys(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        inside: QRectF,
        keys: str,
        look: theme.Colours,
    ) -> float:
        """Draw the keys as on a keyboard; the right edge that is left for the words."""
        if not keys:
            return inside.right()
        font = theme.scaled(option.font, theme.SMALL)
        metrics = QFontMetricsF(font)
        cap = QRectF(0, 0, metrics.horizontalAdvance(keys) + 12, metrics.height() + 6)
        cap.moveCenter(inside.center())
        cap.moveRight(inside.right())
        painter.setPen(QColor(look.control))
        painter.setBrush(QColor(look.surface))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(font)
        painter.setPen(QColor(look.quiet))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
        return cap.left() - SIDE

    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        words = QFontMetricsF(theme.scaled(option.font, theme.BODY)).height()
        small = QFontMetricsF(theme.scaled(option.font, theme.SMALL)).height()
        return QSize(theme.STEP * 20, round(words + small + theme.STEP + 3))
