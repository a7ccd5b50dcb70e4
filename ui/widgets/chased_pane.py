"""The pane beside the list of who has answered: one return, what is open of it, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets.entries import text_label
from ui.widgets.flow import FlowLayout
from ui.widgets.form import small

BUTTONS: tuple[tuple[str, str, str], ...] = (
    ("remind", "Copy a reminder", "Copy words that ask for what is still unanswered"),
    ("record", "Record an answer…", "Put down what came by e-mail, by telephone or in a table"),
    ("nil", "Nothing to report", "Note that they have nothing to report"),
    ("send_back", "Send back…", "Write a workbook with every question marked"),
    ("decided", "What was decided", "See every answer of this return that was decided"),
)
"""What can be done about a return: a code, words, and the tip."""
WRITING = frozenset({"record", "nil", "send_back"})


@dataclass(frozen=True, slots=True)
class ChasedContent:
    """Everything the pane says of one return, in words.

    `lists` are headings with their lines; `may` are the codes of the buttons shown, `next` the one
    that is the next step.
    """

    uid: str
    above: str
    heading: str
    status: str
    tone: str
    facts: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    may: frozenset[str]
    next: str


class ChasedPane(QFrame):
    """Shows a `ChasedContent`; `did(code)` wishes for what a button says."""

    did = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName("The return in full")
        self._content: ChasedContent | None = None
        self._may_write = True
        self._above = text_label(tone="accent", kind="section")
        self._heading = text_label(kind="title")
        self._status = text_label()
        self._part: QWidget | None = None
        self.buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self.show_nothing()

    def _lay_out(self) -> None:
        page = QWidget()
        page.setProperty("kind", "plain")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(theme.STEP)
        for part in (self._above, self._heading, self._status):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._body = QScrollArea()
        self._body.setWidgetResizable(True)
        self._body.setFrameShape(QFrame.Shape.NoFrame)
        self._body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body.setProperty("ring", True)
        self._body.setAccessibleName("The return in full")
        self._body.setWidget(page)
        self._nothing = QLabel("Choose a return to see what is open of it.")
        self._nothing.setProperty("tone", "quiet")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._foot = QWidget()
        self._foot.setProperty("kind", "plain")
        rows = QVBoxLayout(self._foot)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        line = QFrame()
        line.setProperty("kind", "line")
        rows.addWidget(line)
        inside = QWidget()
        inside.setProperty("kind", "plain")
        row = FlowLayout(inside)
        for code, words, tip in BUTTONS:
            button = QPushButton(words)
            button.setToolTip(tip)
            button.setAccessibleName(words.rstrip("…"))
            button.setAccessibleDescription(tip)
            button.clicked.connect(lambda _checked=False, wish=code: self.did.emit(wish))
            row.addWidget(button)
            self.buttons[code] = button
        around = QVBoxLayout()
        around.setContentsMargins(16, 12, 16, 12)
        around.addWidget(inside)
        rows.addLayout(around)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addWidget(self._body, 1)
        whole.addWidget(self._nothing, 1)
        whole.addWidget(self._foot)

    def set_may_write(self, may_write: bool) -> None:
        """Offer what writes, or only let it be read."""
        self._may_write = may_write
        self._enable()

    def _enable(self) -> None:
        content = self._content
        self._foot.setVisible(content is not None)
        for code, button in self.buttons.items():
            may = content is not None and code in content.may
            button.setVisible(may)
            button.setEnabled(may and (self._may_write or code not in WRITING))
            kind = "primary" if content is not None and code == content.next else ""
            if button.property("kind") != kind:
                button.setProperty("kind", kind)
                button.style().unpolish(button)
                button.style().polish(button)

    def show_nothing(self) -> None:
        """Show that no return is chosen."""
        self._content = None
        self._body.hide()
        self._nothing.show()
        self._enable()

    def show_content(self, content: ChasedContent) -> None:
        """Show one return."""
        if content == self._content:
            return
        self._content = content
        self._nothing.hide()
        self._body.show()
        self._above.setText(content.above)
        self._above.setVisible(bool(content.above))
        self._heading.setText(content.heading)
        self._status.setText(content.status)
        self._status.setProperty("tone", content.tone)
        self._status.style().unpolish(self._status)
        self._status.style().polish(self._status)
        if self._part is not None:
            self._column.removeWidget(self._part)
            self._part.hide()
            self._part.deleteLater()
        self._part = _part(content)
        self._column.insertWidget(self._column.count() - 1, self._part)
        self._enable()
        self._body.verticalScrollBar().setValue(0)

    def take_focus(self) -> None:
        """Put the keyboard on the next step."""
        content = self._content
        ready = [button for button in self.buttons.values() if button.isEnabled()]
        if content is not None and ready:
            (self.buttons.get(content.next) or ready[0]).setFocus()

    def sizeHint(self) -> QSize:
        """No higher than it must be: what it shows scrolls, and the page does not."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for its widest button in the present font."""
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        return QSize(max(widest + 7 * theme.STEP, 44 * theme.STEP), 30 * theme.STEP)


def _part(content: ChasedContent) -> QWidget:
    part = QWidget()
    part.setProperty("kind", "plain")
    rows = QVBoxLayout(part)
    rows.setContentsMargins(0, theme.STEP // 2, 0, 0)
    rows.setSpacing(theme.STEP)
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * theme.STEP)
    grid.setVerticalSpacing(theme.STEP // 2)
    grid.setColumnStretch(1, 1)
    for at, (label, words) in enumerate(content.facts):
        grid.addWidget(small(label), at, 0, Qt.AlignmentFlag.AlignTop)
        value = text_label()
        value.setText(words)
        grid.addWidget(value, at, 1)
    rows.addLayout(grid)
    for heading, lines in content.lists:
        head = text_label(tone="quiet", kind="section")
        head.setText(heading.upper())
        head.setContentsMargins(0, theme.STEP, 0, 0)
        rows.addWidget(head)
        for each in lines:
            said = text_label()
            said.setText(each)
            rows.addWidget(said)
    return part
