"""How every page is laid out: a head with its title and buttons, margins, a list and its pane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.form import title

SIDE = 3 * theme.STEP
"""How far from the edges of the window a page begins."""
GAP = theme.STEP + theme.STEP // 2
"""Between the parts of a page, one beneath another."""


def lay_out(
    page: QWidget,
    words: str,
    *parts: QWidget,
    buttons: Sequence[QWidget] = (),
    beneath: QWidget | None = None,
) -> None:
    """The title with its buttons at the right, then the parts; the last takes the room left.

    `beneath` are a few words that belong to the title.
    """
    head = QHBoxLayout()
    head.setSpacing(theme.STEP)
    head.addStrut(4 * theme.STEP + 2)  # a title is as high with buttons as without
    head.addWidget(title(words), 1)
    for button in buttons:
        head.addWidget(button)
    top = QVBoxLayout()
    top.setSpacing(theme.STEP // 2)
    top.addLayout(head)
    if beneath is not None:
        top.addWidget(beneath)
    whole = QVBoxLayout(page)
    whole.setContentsMargins(SIDE, 2 * theme.STEP, SIDE, 0)
    whole.setSpacing(GAP)
    whole.addLayout(top)
    _add(whole, parts)


def column(*parts: QWidget, foot: Sequence[QWidget] = ()) -> QWidget:
    """Parts one beneath another, as on a page; the last takes the room left.

    `foot` stands beneath them, side by side; its first takes the room across.
    """
    whole = QWidget()
    rows = QVBoxLayout(whole)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(GAP)
    _add(rows, parts)
    if foot:
        beneath = QHBoxLayout()
        beneath.setSpacing(2 * theme.STEP)
        for part in foot:
            beneath.addWidget(part, int(part is foot[0]))
        beneath.insertStretch(1)  # the others stay at the right where the first is hidden
        rows.addLayout(beneath)
    return whole


def either(*parts: QWidget) -> QStackedWidget:
    """Parts of which one is on show: what there is to see, or why there is nothing."""
    stack = QStackedWidget()
    for part in parts:
        stack.addWidget(part)
    return stack


class Beside(QSplitter):
    """A list and the pane that says more of its row, beside it, or beneath where it is narrow."""

    def __init__(
        self, shown: QWidget, pane: QWidget, *, steps: tuple[int, int], roomy: int = 0
    ) -> None:
        """`steps`: in which proportion both have the room until the person moves the border; then
        the new one is kept. `roomy`: from so many letters across they stand side by side, 0 is always.
        """
        super().__init__(Qt.Orientation.Horizontal)
        self._roomy = roomy
        self._shares = list(steps)
        self.splitterMoved.connect(self._was_moved)
        self.setHandleWidth(2 * theme.STEP)
        self.setChildrenCollapsible(False)
        for part in (shown, pane):
            self.addWidget(part)

    def sizeHint(self) -> QSize:
        """No higher than it must be: what both show scrolls, and the page does not."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def saveState(self) -> QByteArray:
        return QByteArray(" ".join(map(str, self._shares)).encode())

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        # What Qt restores before the page has its size is stretched again when it gets it.
        said = bytes(QByteArray(state).data()).split()
        if len(said) != self.count() or not all(each.isdigit() and int(each) for each in said):
            return False
        self._shares = list(map(int, said))
        return True

    def setSizes(self, sizes: Sequence[int]) -> None:
        super().setSizes(sizes)
        self._was_moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() > self._roomy * QFontMetricsF(self.font()).averageCharWidth()
        self.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        room = (self.width() if wide else self.height()) - self.handleWidth()
        whole = sum(self._shares) or 1
        super().setSizes([round(room * share / whole) for share in self._shares])

    def _was_moved(self) -> None:
        self._shares = self.sizes()


def _add(rows: QVBoxLayout, parts: Sequence[QWidget]) -> None:
    for part in parts:
        rows.addWidget(part, int(part is parts[-1]))
