"""A rating chip as a widget, for panes and dialogs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from marmot_tracker.vocabulary import RATING_KEY, Rating
from ui import theme


class RatingChip(QWidget):
    """Shape, letter and word of a rating; spoken as its letter and word."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rating = Rating.NOT_RATED
        self._word = RATING_KEY[Rating.NOT_RATED].word
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_rating(self, rating: Rating, word: str) -> None:
        """Show `rating` under the programme's word for it."""
        self._rating, self._word = rating, word
        self.setAccessibleName(f"Rating {RATING_KEY[rating].letter}, {word}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return theme.chip_size(self.font(), self._rating, self._word)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = theme.colours()
        theme.paint_chip(painter, QRectF(self.rect()), self._rating, self._word, look, self.font())
        painter.end()


class RatingMark(QWidget):
    """Only the shape of a rating, or a small dot where there is none, beside a line of text."""

    def __init__(self, rating: Rating | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rating = rating
        self.setFixedWidth(2 * theme.STEP)
        self.setMinimumHeight(2 * theme.STEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = theme.colours()
        if self._rating is None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.control))
            painter.drawEllipse(QRectF(3, 7, 5, 5))
        else:
            colour = QColor(look.ratings[self._rating].mark)
            theme.paint_shape(painter, QRectF(1, 4, 10, 10), self._rating, colour)
        painter.end()
