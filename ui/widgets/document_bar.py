"""The bar over a document: which page, how large, and marking an item."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from ui import theme

ICON = 16


class DocumentBar(QWidget):
    """`turned(step)` and `page_asked(page)` wish for a page, `zoomed(step)` for another size (0: as
    wide as there is room), `mark_asked` for marking.
    """

    turned = Signal(int)
    page_asked = Signal(int)
    zoomed = Signal(int)
    mark_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = self._pages = 0
        self.before = self._button("‹", "Page before (Page Up)", lambda: self.turned.emit(-1))
        self.after = self._button("›", "Next page (Page Down)", lambda: self.turned.emit(1))
        self._said = QLabel("Page")
        self.number = QLineEdit()
        self.number.setAccessibleName("Page to show")
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._of = QLabel()
        self._validator = QIntValidator(1, 1, self)
        self.number.setValidator(self._validator)
        self.number.returnPressed.connect(self._go)
        self.number.editingFinished.connect(self._tell)
        self.smaller = self._button("", "Smaller (Ctrl+minus)", lambda: self.zoomed.emit(-1))
        self.fit = self._button("Fit width", "As wide as there is room (Ctrl+0)", self._fit)
        self.larger = self._button("", "Larger (Ctrl+plus)", lambda: self.zoomed.emit(1))
        self.mark = self._button("Mark an item", "Mark an item on the page", self.mark_asked.emit)
        self.fit.setCheckable(True)
        self._lay_out()
        self._dress()

    def _button(self, words: str, spoken: str, then: object) -> QPushButton:
        button = QPushButton(words)
        button.setProperty("kind", "small")
        button.setAutoDefault(False)
        button.setAccessibleName(spoken.partition(" (")[0])
        button.setToolTip(spoken)
        button.clicked.connect(then)
        return button

    def _lay_out(self) -> None:
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.STEP)
        place = (self.before, self._said, self.number, self._of, self.after)
        size = (self.smaller, self.fit, self.larger, self.mark)
        self._halves = (_half(place, before=False), _half(size, before=True))
        for half in self._halves:
            self._row.addWidget(half)
        for button in (self.before, self.after, self.smaller, self.larger):
            button.setProperty("tight", True)

    def minimumSizeHint(self) -> QSize:
        wide = max(half.minimumSizeHint().width() for half in self._halves)
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        """One half stands under the other where there is no room beside it."""
        needed = sum(half.minimumSizeHint().width() for half in self._halves) + theme.STEP
        beside = self.width() >= needed or not self._pages
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def _dress(self) -> None:
        look = theme.colours()
        for button, name in ((self.smaller, "zoom-out"), (self.larger, "zoom-in")):
            button.setIcon(theme.icon(name, look.text, ICON))
            button.setIconSize(QSize(ICON, ICON))
        wide = self.fontMetrics().horizontalAdvance("0000") + 3 * theme.STEP
        self.number.setFixedWidth(wide)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
            self._arrange()

    # ------------------------------------------------------------ what is shown

    def show_place(self, page: int, pages: int) -> None:
        """Say which page is shown; without pages nothing is said of them."""
        self._page, self._pages = page, pages
        for part in (self.before, self._said, self.number, self._of, self.after):
            part.setVisible(pages > 0)
        self.fit.setVisible(pages > 0)
        self._validator.setTop(max(pages, 1))
        self._of.setText(f"of {pages:,}")
        focused = self.before.hasFocus() or self.after.hasFocus()
        self.before.setEnabled(page > 1)
        self.after.setEnabled(page < pages)
        if focused and pages > 1:  # where there is no further page, the keyboard stays here
            (self.after if self.after.isEnabled() else self.before).setFocus()
        self._tell()
        self._arrange()

    def show_zoom(self, zoom: float, *, fits: bool) -> None:
        """Say how large it is shown."""
        self.fit.setChecked(fits)
        for button, words in ((self.smaller, "Smaller"), (self.larger, "Larger")):
            button.setToolTip(
                f"{words}: {zoom:.0%} now (Ctrl+{'minus' if words == 'Smaller' else 'plus'})"
            )

    def _fit(self) -> None:
        self.fit.setChecked(True)
        self.zoomed.emit(0)

    def _tell(self) -> None:
        self.number.setText(str(self._page) if self._page else "")

    def _go(self) -> None:
        text = self.number.text()
        if text.isdecimal():
            self.page_asked.emit(int(text))


def _half(parts: Sequence[QWidget], *, before: bool) -> QWidget:
    """Widgets side by side, with all spare room `before` or after them."""
    half = QWidget()
    row = QHBoxLayout(half)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.STEP)
    if before:
        row.addStretch(1)
    for part in parts:
        row.addWidget(part)
    if not before:
        row.addStretch(1)
    return half
