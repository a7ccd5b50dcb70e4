"""The card beside a list that says more of the row the person is on; what every such pane is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.entries import text_label
from ui.widgets.flow import FlowLayout


class RowPane(QFrame):
    """A column that scrolls, or a line that says that no row is chosen.

    Subclasses fill `column` once and call `begin(uid)` before they show a row. `uid` is that of
    the row shown, "" for none. `files_dropped(uid, paths)` tells of files let go on it, where
    drops are accepted.
    """

    files_dropped = Signal(str, object)

    def __init__(self, name: str, nothing: str, parent: QWidget | None = None) -> None:
        """`name` is spoken, `nothing` is said where no row is chosen."""
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName(name)
        self.uid = ""
        page = QWidget()
        page.setProperty("kind", "plain")
        self.column = QVBoxLayout(page)
        self.body = QScrollArea()
        self.body.setWidgetResizable(True)
        self.body.setFrameShape(QFrame.Shape.NoFrame)
        self.body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.setProperty("ring", True)
        self.body.setAccessibleName(name)
        self.body.setWidget(page)
        self._nothing = QLabel(nothing)
        self._nothing.setProperty("tone", "quiet")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._part: QWidget | None = None
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(1, 1, 1, 1)
        self.whole.setSpacing(0)
        self.whole.addWidget(self.body, 1)
        self.whole.addWidget(self._nothing, 1)

    def show_nothing(self) -> None:
        """Show that no row is chosen."""
        self.uid = ""
        self.body.hide()
        self._nothing.show()

    def begin(self, uid: str) -> None:
        """Show the column: another row from its top, the same one where the person reads."""
        other, self.uid = uid != self.uid, uid
        self._nothing.hide()
        self.body.show()
        if other:
            self.body.verticalScrollBar().setValue(0)

    def put_part(self, part: QWidget, at: int) -> None:
        """Put the part that differs from row to row into the column, in place of the last one."""
        if self._part is not None:
            self.column.removeWidget(self._part)
            self._part.hide()
            self._part.deleteLater()
        self._part = part
        self.column.insertWidget(at, part)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.uid and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if self.uid and paths:
            event.acceptProposedAction()
            self.files_dropped.emit(self.uid, paths)


class DoingPane(RowPane):
    """A pane with what can be done about its row beneath, always at the same place: who decides
    fifty answers does not look for it. `did(code)` wishes for what a button says.
    """

    did = Signal(str)

    def __init__(
        self,
        name: str,
        nothing: str,
        buttons: Sequence[tuple[str, str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """`buttons` are a code, words, and the tip each."""
        super().__init__(name, nothing, parent)
        self.column.setContentsMargins(16, 16, 16, 16)
        self.column.setSpacing(theme.STEP)
        self.buttons: dict[str, QPushButton] = {}
        self.foot = QWidget()
        self.foot.setProperty("kind", "plain")
        rows = QVBoxLayout(self.foot)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        line = QFrame()
        line.setProperty("kind", "line")
        rows.addWidget(line)
        inside = QWidget()
        inside.setProperty("kind", "plain")
        row = FlowLayout(inside)
        around = QVBoxLayout()
        around.setContentsMargins(16, 12, 16, 12)
        around.addWidget(inside)
        rows.addLayout(around)
        for code, words, tip in buttons:
            button = QPushButton(words)
            button.setToolTip(tip)
            button.setAccessibleName(words.rstrip("…"))
            button.setAccessibleDescription(tip)
            button.clicked.connect(lambda _checked=False, wish=code: self.did.emit(wish))
            row.addWidget(button)
            self.buttons[code] = button
        self.whole.addWidget(self.foot)

    def stand_out(self, code: str, stands_out: bool) -> None:
        """Whether a button is shown as the next step."""
        button, kind = self.buttons[code], "primary" if stands_out else ""
        if button.property("kind") != kind:
            button.setProperty("kind", kind)
            button.style().unpolish(button)
            button.style().polish(button)

    def sizeHint(self) -> QSize:
        """No higher than it must be: what it shows scrolls, and the page does not."""
        return self.minimumSizeHint()


def section(words: str) -> QLabel:
    """The heading of a part of a pane."""
    label = text_label(tone="quiet", kind="section")
    label.setText(words.upper())
    label.setContentsMargins(0, theme.STEP, 0, 0)
    return label
