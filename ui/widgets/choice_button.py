"""A large button with an icon, what it does, and a quiet line that says more."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui import theme

ICON = 20


class ChoiceButton(QPushButton):
    """Painted over the style's own button, so that focus, hover and keys are the style's."""

    def __init__(
        self, words: str, more: str, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._more = more
        self._icon = icon
        self.setProperty("kind", "choice")
        self.setAccessibleName(words)
        self.setAccessibleDescription(more)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        lines = QFontMetricsF(self.font()).height() * 2
        return QSize(theme.STEP * 34, round(lines + 3 * theme.STEP))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.colours()
        painter = QPainter(self)
        inner = self.rect().adjusted(16, theme.STEP, -12, -theme.STEP)
        if self._icon:
            place = QRect(inner.left(), inner.center().y() - ICON // 2, ICON, ICON)
            colour = look.accent if self.isEnabled() else look.control
            theme.icon(self._icon, colour, ICON).paint(painter, place)
            inner.setLeft(inner.left() + ICON + 2 * theme.STEP)
        strong = theme.scaled(self.font(), theme.BODY, theme.STRONG)
        small = theme.scaled(self.font(), theme.SMALL)
        top, bottom = QRect(inner), QRect(inner)
        top.setBottom(inner.center().y())
        bottom.setTop(inner.center().y() + 2)
        painter.setPen(QColor(look.text if self.isEnabled() else look.quiet))
        painter.setFont(strong)
        words = QFontMetricsF(strong).elidedText(
            self._words, Qt.TextElideMode.ElideRight, top.width()
        )
        painter.drawText(top, int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft), words)
        painter.setPen(QColor(look.quiet))
        painter.setFont(small)
        more = QFontMetricsF(small).elidedText(
            self._more, Qt.TextElideMode.ElideMiddle, bottom.width()
        )
        painter.drawText(bottom, int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft), more)
        painter.end()
