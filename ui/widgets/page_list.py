"""The dark list of pages at the left, with a count beside each and the place on top."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme

ICONS = {
    "my_list": "list-checks",
    "summary": "chart-column",
    "recommendations": "rows-3",
    "evidence": "paperclip",
    "returns": "inbox",
    "two_answers": "split",
    "history": "history",
}
"""The icon of each page."""
GAP = 6
COUNT = "000"
COUNTS = {"my_list": "00 of 00"}
"""The widest counts there usually are: the list is as wide before they are known."""


class ListButton(QPushButton):
    """A line of the list: an icon in the colour of the words, and the words."""

    def __init__(self, words: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setProperty("kind", "page")
        self._name = icon
        self._drawn = ("", 0)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._draw()

    def _draw(self) -> None:
        """As high as the words, drawn again only where colour or size is another."""
        colour = theme.colours().page_list_text
        size = round(QFontMetricsF(self.font()).height())
        if self._name and (colour, size) != self._drawn:
            self._drawn = (colour, size)
            self.setIcon(theme.icon(self._name, colour, size, GAP))
            self.setIconSize(QSize(size + GAP, size))


class PageButton(ListButton):
    """One page: its name, its count at the right, a mark while it is the page shown."""

    def __init__(self, key: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, ICONS.get(key, ""), parent)
        self.key = key
        self.count = ""
        self.setCheckable(True)

    def set_count(self, count: str) -> None:
        """Show `count` at the right."""
        self.count = count
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.scaled(self.font(), theme.BODY))
        painter.setPen(QColor(look.page_list_quiet))
        box = self.rect().adjusted(0, 0, -14, 0)
        painter.drawText(
            box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.count
        )
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.page_list_mark))
            painter.drawRoundedRect(QRectF(2, self.height() / 4, 3, self.height() / 2), 1.5, 1.5)
        painter.end()


class FootButton(QPushButton):
    """Who is looking and for which period, on wrapped lines; a click asks who it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self.setToolTip("Say who you are")
        self.label = QLabel(self)
        self.label.setProperty("type", "small")
        self.label.setProperty("tone", "quiet")
        self.label.setWordWrap(True)
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def tell(self, text: str) -> None:
        """Show `text`."""
        self.label.setText(text)
        self.setAccessibleName(f"{text.replace(chr(10), '. ')}. Say who you are")
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._fit)  # the words take their new size after the button

    def _fit(self) -> None:
        inner = self.rect().adjusted(10, theme.STEP // 2, -10, -theme.STEP // 2)
        wanted = self.label.heightForWidth(max(inner.width(), theme.STEP))
        self.setFixedHeight(max(wanted, 0) + theme.STEP)
        self.label.setGeometry(inner.x(), inner.y(), inner.width(), max(wanted, 0))


class PageList(QFrame):
    """`asked(key)` tells which page the person wants. Only pages that exist are listed.

    `who_asked` tells of a click on the foot, `switched` of the wish to see more or less.
    """

    asked = Signal(str)
    who_asked = Signal()
    switched = Signal()

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
        self.switch = ListButton("", "eye")
        self.switch.clicked.connect(self.switched)
        self.switch.hide()
        self.foot = FootButton()
        self.foot.clicked.connect(self.who_asked)
        self._foot = self.foot.label
        self._group = QButtonGroup(self)
        self._buttons: dict[str, PageButton] = {}
        self._listed: frozenset[str] = frozenset()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 2 * theme.STEP, 12, 2 * theme.STEP)
        self._column.setSpacing(theme.STEP // 2)
        for label in (self._name, self._place, self._mark):
            label.setContentsMargins(10, 0, 10, 0)
            self._column.addWidget(label)
        self._column.addSpacing(2 * theme.STEP)
        self._column.addStretch(1)
        self._column.addWidget(self.switch)
        self._column.addWidget(self.foot)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """As wide as the longest name with its icon and a count needs, whether it has one yet."""
        lines = [
            (button.text(), max(button.count, COUNTS.get(key, COUNT), key=len))
            for key, button in self._buttons.items()
        ]
        strong = QFontMetricsF(theme.scaled(self.font(), theme.BODY, theme.STRONG))
        words = max(
            (strong.horizontalAdvance(f"{text}  {count}") for text, count in lines),
            default=0,
        )
        around = strong.height() + GAP + 7 * theme.STEP
        self.setFixedWidth(max(theme.STEP * 24, round(words + around)))

    def add(self, key: str, words: str) -> None:
        """List a page."""
        button = PageButton(key, words)
        button.clicked.connect(self._clicked)
        self._group.addButton(button)
        self._buttons[key] = button
        self._listed |= {key}
        self._fit()
        self._column.insertWidget(self._column.count() - 3, button)

    def show_current(self, key: str) -> None:
        """Mark the page that is shown; one that is not listed is, while it is shown."""
        for other, button in self._buttons.items():
            button.setVisible(other in self._listed or other == key)
        self._buttons[key].setChecked(True)

    def show_only(self, keys: Collection[str]) -> None:
        """List these pages, and the one that is shown."""
        self._listed = frozenset(keys)
        for key, button in self._buttons.items():
            button.setVisible(key in self._listed or button.isChecked())

    def show_switch(self, *, chair: bool, everything: bool) -> None:
        """Offer to see everything, or only their part again, to a chair."""
        self.switch.setVisible(chair)
        self.switch.setText("Show my part only" if everything else "See everything")

    def tell(self, *, place: str, foot: str, mark: str = "") -> None:
        """Say which place this is, who is looking, and that a sample is one."""
        self._place.setText(place)
        self._mark.setText(mark)
        self._mark.setVisible(bool(mark))
        self.foot.tell(foot or "Who are you?")

    def set_count(self, key: str, count: str) -> None:
        """Show a count beside a page."""
        self._buttons[key].set_count(count)
        self._fit()

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, PageButton):
            self.asked.emit(sender.key)
