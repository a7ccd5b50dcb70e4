"""The dark list of pages at the left, with a count beside each and the place on top."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme


class PageButton(QPushButton):
    """One page: its name, its count at the right, a mark while it is the page shown."""

    def __init__(self, key: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.key = key
        self._count = ""
        self.setCheckable(True)
        self.setProperty("kind", "page")

    def set_count(self, count: str) -> None:
        """Show `count` at the right."""
        self._count = count
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.scaled(self.font(), theme.BODY))
        painter.setPen(QColor(look.page_list_quiet))
        box = self.rect().adjusted(0, 0, -14, 0)
        painter.drawText(
            box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._count
        )
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.page_list_mark))
            painter.drawRoundedRect(QRectF(2, self.height() / 4, 3, self.height() / 2), 1.5, 1.5)
        painter.end()


class PageList(QFrame):
    """`asked(key)` tells which page the person wants. Only pages that exist are listed."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page-list")
        self.setFixedWidth(theme.STEP * 24)
        self._name = QLabel("Marmot Tracker")
        self._name.setProperty("type", "strong")
        self._place = QLabel()
        self._place.setWordWrap(True)
        self._mark = QLabel()
        self._mark.setProperty("type", "small")
        self._mark.setProperty("tone", "quiet")
        self._mark.setWordWrap(True)
        self._foot = QLabel()
        self._foot.setProperty("type", "small")
        self._foot.setProperty("tone", "quiet")
        self._foot.setWordWrap(True)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, PageButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 2 * theme.STEP, 12, 2 * theme.STEP)
        self._column.setSpacing(theme.STEP // 2)
        for label in (self._name, self._place, self._mark):
            label.setContentsMargins(10, 0, 10, 0)
            self._column.addWidget(label)
        self._column.addSpacing(2 * theme.STEP)
        self._column.addStretch(1)
        self._foot.setContentsMargins(10, 0, 10, 0)
        self._column.addWidget(self._foot)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            letters = QFontMetricsF(self.font()).averageCharWidth() * 20
            self.setFixedWidth(max(theme.STEP * 24, round(letters) + theme.STEP * 4))

    def add(self, key: str, words: str) -> None:
        """List a page."""
        button = PageButton(key, words)
        button.clicked.connect(self._clicked)
        self._group.addButton(button)
        self._buttons[key] = button
        self._column.insertWidget(self._column.count() - 2, button)

    def show_current(self, key: str) -> None:
        """Mark the page that is shown."""
        self._buttons[key].setChecked(True)

    def tell(self, *, place: str, foot: str, mark: str = "") -> None:
        """Say which place this is, who is looking, and that a sample is one."""
        self._place.setText(place)
        self._mark.setText(mark)
        self._mark.setVisible(bool(mark))
        self._foot.setText(foot)

    def set_count(self, key: str, count: str) -> None:
        """Show a count beside a page."""
        self._buttons[key].set_count(count)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, PageButton):
            self.asked.emit(sender.key)
