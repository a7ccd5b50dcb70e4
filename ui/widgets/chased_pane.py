"""The pane beside the list of who has answered: one return, what is open of it, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.entries import text_label
from ui.widgets.form import small
from ui.widgets.row_pane import DoingPane, section

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


class ChasedPane(DoingPane):
    """Shows a `ChasedContent`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        nothing = "Choose a return to see what is open of it."
        super().__init__("The return in full", nothing, BUTTONS, parent)
        self._content: ChasedContent | None = None
        self._may_write = True
        self._above = text_label(tone="accent", kind="section")
        self._heading = text_label(kind="title")
        self._status = text_label()
        for part in (self._above, self._heading, self._status):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.show_nothing()

    def set_may_write(self, may_write: bool) -> None:
        """Offer what writes, or only let it be read."""
        self._may_write = may_write
        self._enable()

    def _enable(self) -> None:
        content = self._content
        self.foot.setVisible(content is not None)
        for code, button in self.buttons.items():
            may = content is not None and code in content.may
            button.setVisible(may)
            button.setEnabled(may and (self._may_write or code not in WRITING))
            self.stand_out(code, content is not None and code == content.next)

    def show_nothing(self) -> None:
        """Show that no return is chosen."""
        super().show_nothing()
        self._content = None
        self._enable()

    def show_content(self, content: ChasedContent) -> None:
        """Show one return."""
        if content == self._content:
            return
        self._content = content
        self.begin(content.uid)
        self._above.setText(content.above)
        self._above.setVisible(bool(content.above))
        self._heading.setText(content.heading)
        self._status.setText(content.status)
        self._status.setProperty("tone", content.tone)
        self._status.style().unpolish(self._status)
        self._status.style().polish(self._status)
        self.put_part(_part(content), 3)
        self._enable()

    def take_focus(self) -> None:
        """Put the keyboard on the next step."""
        content = self._content
        ready = [button for button in self.buttons.values() if button.isEnabled()]
        if content is not None and ready:
            (self.buttons.get(content.next) or ready[0]).setFocus()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for its widest button in the present font."""
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        return QSize(max(widest + 7 * theme.STEP, 33 * theme.STEP), 20 * theme.STEP)


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
        rows.addWidget(section(heading))
        for each in lines:
            said = text_label()
            said.setText(each)
            rows.addWidget(said)
    return part
