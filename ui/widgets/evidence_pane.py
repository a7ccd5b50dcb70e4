"""The pane beside the evidence list: what a piece is, what it speaks for, and a look at it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from ui import theme
from ui.widgets.entries import Fact, text_label
from ui.widgets.preview import PreviewView
from ui.widgets.row_pane import RowPane


@dataclass(frozen=True, slots=True)
class PieceContent:
    """Everything the pane says of one piece of evidence, in words.

    `ties` are (uid, words, why) of the recommendations it speaks for; `hidden`: nothing of it may
    be copied from the screen.
    """

    uid: str
    above: str
    heading: str
    facts: tuple[Fact, ...]
    ties: tuple[tuple[str, str, str], ...]
    warnings: tuple[str, ...] = ()
    waits: bool = False
    can_open: bool = True
    can_save: bool = False
    hidden: bool = False


class EvidencePane(RowPane):
    """Shows a `PieceContent`; wishes go out as signals. `did(action)` wishes for an action by its
    id, `gone_to(uid)` to see a recommendation.
    """

    did = Signal(str)
    gone_to = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Evidence pane", "Choose a piece of evidence to look at it here.", parent)
        self.setAcceptDrops(True)
        self._may_write = True
        self._above = text_label(tone="accent", kind="section")
        self._heading = text_label(kind="title")
        self._warning = text_label(tone="missing", kind="small")
        self.preview = PreviewView()
        self.buttons: dict[str, QPushButton] = {}
        self._content: PieceContent | None = None
        self._lay_out()
        self.show_nothing()

    def _lay_out(self) -> None:
        self.column.setContentsMargins(20, 16, 20, 16)
        self.column.setSpacing(theme.STEP)
        for label in (self._above, self._heading, self._warning):
            self.column.addWidget(label)
        self.column.addLayout(self._button_row())
        line = QFrame()
        line.setProperty("kind", "line")
        self.column.addWidget(line)
        self.column.addWidget(self.preview, 1)

    def _button_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.STEP)
        row.setContentsMargins(0, 4, 0, 4)
        for action, words, spoken in (
            ("check_evidence", "Checked…", "Say whether somebody could be recognised in it"),
            ("open_evidence", "Open…", "Open this evidence"),
            ("save_evidence", "Save as…", "Save this evidence as a file"),
            ("describe_evidence", "Describe…", "Say what this evidence is"),
        ):
            button = QPushButton(words)
            button.setAccessibleName(spoken)
            button.setProperty("kind", "small")
            button.clicked.connect(lambda _checked=False, wish=action: self.did.emit(wish))
            row.addWidget(button)
            self.buttons[action] = button
        row.addStretch(1)
        return row

    def set_may_write(self, may_write: bool) -> None:
        """Offer what writes, or not."""
        self._may_write = may_write
        for action in ("check_evidence", "describe_evidence"):
            self.buttons[action].setEnabled(may_write)
        self.setAcceptDrops(may_write)

    def show_nothing(self) -> None:
        """Show that no evidence is chosen."""
        super().show_nothing()
        self._content = None
        self.preview.clear()

    def show_content(self, content: PieceContent) -> None:
        """Show one piece; its preview comes by `preview`."""
        if content == self._content:
            return
        self._content = content
        self.begin(content.uid)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse
        self._above.setText(content.above)
        self._heading.setText(content.heading)
        self._heading.setTextInteractionFlags(
            Qt.TextInteractionFlag.NoTextInteraction if content.hidden else flags
        )
        self._warning.setText("\n".join(content.warnings))
        self._warning.setVisible(bool(content.warnings))
        self.buttons["check_evidence"].setVisible(content.waits)
        self.buttons["open_evidence"].setVisible(content.can_open)
        self.buttons["save_evidence"].setVisible(content.can_save)
        self.put_part(_facts(content, self.gone_to.emit), 4)

    def take_focus(self) -> None:
        """Put the keyboard into the pane."""
        first = next((b for b in self.buttons.values() if b.isVisible() and b.isEnabled()), None)
        if first is not None:
            first.setFocus()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for its buttons in the present font, beside a scroll bar."""
        shown = sum(button.sizeHint().width() + theme.STEP for button in self.buttons.values())
        return QSize(max(shown + 7 * theme.STEP, 42 * theme.STEP), 30 * theme.STEP)


def _facts(content: PieceContent, go: object) -> QWidget:
    """Facts by line, then the recommendations it speaks for, each with a button that goes there."""
    part = QWidget()
    part.setProperty("kind", "plain")
    grid = QGridLayout(part)
    grid.setContentsMargins(0, 0, 0, theme.STEP)
    grid.setHorizontalSpacing(2 * theme.STEP)
    grid.setVerticalSpacing(theme.STEP)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for at, fact in enumerate(content.facts):
        grid.addWidget(_name(fact.label), at, 0, top)
        value = text_label(tone=fact.tone)
        if content.hidden:
            value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        value.setText(fact.value)
        grid.addWidget(value, at, 1)
    for at, (uid, words, why) in enumerate(content.ties, len(content.facts)):
        grid.addWidget(_name("Speaks for" if at == len(content.facts) else ""), at, 0, top)
        button = QPushButton(f"{words}: {why}" if why and not content.hidden else words)
        button.setText(button.fontMetrics().elidedText(button.text(), _RIGHT, 34 * theme.STEP))
        button.setProperty("kind", "link")
        button.setAccessibleName(f"Go to recommendation {words}")
        button.setToolTip(why if not content.hidden else "")
        if callable(go):
            button.clicked.connect(lambda _checked=False, there=uid: go(there))
        grid.addWidget(button, at, 1, Qt.AlignmentFlag.AlignLeft | top)
    return part


_RIGHT = Qt.TextElideMode.ElideRight


def _name(words: str) -> QLabel:
    label = text_label(tone="quiet")
    label.setText(words)
    label.setFixedWidth(theme.STEP * 13)
    return label
