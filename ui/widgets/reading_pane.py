"""The pane beside the list: what is it, how is it going and why, what gets it to green, who and
by when, what happened before; in that order."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.vocabulary import Rating
from ui import theme
from ui.widgets.chip import RatingChip
from ui.widgets.entries import (
    ACTION_CODES,
    SIDE,
    WRITING,
    Entry,
    Fact,
    entries_page,
    facts_page,
    let_write,
    text_label,
)
from ui.widgets.flow import FlowLayout
from ui.widgets.row_pane import RowPane

SHORT = 80
"""A heading longer than this is a whole sentence, and is set as one."""
ONE_LINE = 44 * theme.STEP
"""Buttons that need more room than this go on beneath."""
BESIDE = 20
"""What a scroll bar, the edge and the focus ring take of the width."""
PARTS = ("Progress", "Evidence", "History")


@dataclass(frozen=True, slots=True)
class PaneContent:
    """Everything the pane says of one recommendation, in words.

    `position` is the one line for the list and the pack, `reason` why it is so; `planned` are the
    actions, which stand above what was said of progress.
    """

    uid: str
    above: str
    heading: str
    wording: str
    rating: Rating
    rating_word: str
    as_at: str
    beneath_rating: str
    position: str
    reason: str
    path_to_green: str
    path_by: str
    help_needed: str
    facts: tuple[Fact, ...]
    progress: tuple[Entry, ...]
    planned: tuple[Entry, ...]
    evidence: tuple[Entry, ...]
    history: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()
    two_answers: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """The position, then the reason: what is there of them, and once where they are the same."""
        return tuple(dict.fromkeys(words for words in (self.position, self.reason) if words))


class ReadingPane(RowPane):
    """Shows a `PaneContent`; wishes go out as signals with the uid of the recommendation."""

    rate_requested = Signal(str)
    due_requested = Signal(str)
    owner_requested = Signal(str)
    decide_requested = Signal(str)
    attach_requested = Signal(str)
    current_requested = Signal(str)
    evidence_opened = Signal(str)
    sensitivity_requested = Signal(str)
    settle_requested = Signal(str, str)
    own_requested = Signal(str)
    put_back_requested = Signal(str)
    why_requested = Signal(str)
    entry_erasure_requested = Signal(str)
    evidence_erasure_requested = Signal(str)
    action_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Reading pane", "Choose a recommendation to read it here.", parent)
        self.setAcceptDrops(True)
        self._writing: list[QPushButton] = []
        self._may_write = True
        self._above = text_label(tone="accent", kind="section")
        self._heading = text_label(kind="title")
        self._wording = text_label()
        self._chip = RatingChip()
        self._as_at = text_label(tone="quiet")
        self._beneath = text_label(tone="quiet", kind="small")
        self._warning = text_label(tone="missing", kind="small")
        self._position = text_label()
        self._reason = text_label(tone="quiet")
        self._path_head = text_label(tone="quiet", kind="section")
        self._path = text_label()
        self._help_head = text_label(tone="quiet", kind="section")
        self._help_head.setText("HELP NEEDED")
        self._help = text_label()
        self._tabs = QTabBar()
        self._tabs.setAccessibleName("Parts of the reading pane")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(False)
        for words in PARTS:
            self._tabs.addTab(words)
        self._content: PaneContent | None = None
        self._lay_out()
        self._tabs.currentChanged.connect(self._fill_part)
        self.show_nothing()

    def show_content(self, content: PaneContent) -> None:
        """Show one recommendation."""
        self.begin(content.uid)
        self._content = content
        self._above.setText(content.above)
        self._heading.setProperty("type", "title" if len(content.heading) <= SHORT else "strong")
        self._heading.style().unpolish(self._heading)
        self._heading.style().polish(self._heading)
        self._heading.setText(content.heading)
        _say(self._wording, content.wording if content.wording != content.heading else "")
        self._chip.show_rating(content.rating, content.rating_word)
        _say(self._as_at, content.as_at)
        _say(self._beneath, content.beneath_rating)
        _say(self._warning, "\n".join(content.warnings))
        self._fill_settle(content)
        position, reason = (*content.said, "", "")[:2]
        _say(self._position, position)
        _say(self._reason, reason)
        by = f"  ·  by {content.path_by}" if content.path_by else ""
        _say(self._path_head, f"PATH TO GREEN{by}" if content.path_to_green else "")
        _say(self._path, content.path_to_green)
        self._help_head.setVisible(bool(content.help_needed))
        _say(self._help, content.help_needed)
        self._tabs.setTabText(1, _counted("Evidence", content.evidence))
        self.updateGeometry()
        self._fill_part()

    def set_may_write(self, may_write: bool) -> None:
        """Let what changes something be asked for, or not: for a past day, or reading only."""
        self._may_write = may_write
        for button in (*self._writing, *self._settling()):
            button.setEnabled(may_write)
        if self._part is not None:
            let_write(self._part, may_write)
        self.setAcceptDrops(may_write)

    def show_tab(self, at: int) -> None:
        """Show the first (Progress), second (Evidence) or third (History) part."""
        self._tabs.setCurrentIndex(at)

    def take_focus(self) -> None:
        """Put the keyboard into the pane."""
        self._tabs.setFocus()

    # ------------------------------------------------------------ layout

    def _lay_out(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(SIDE, 16, SIDE, 8)
        top.setSpacing(theme.STEP)
        top.addWidget(self._above)
        top.addWidget(self._heading)
        top.addWidget(self._wording)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP + 4)
        row.addWidget(self._chip)
        row.addWidget(self._as_at, 1)
        row.addStretch(0)
        top.addLayout(row)
        top.addWidget(self._beneath)
        top.addWidget(self._warning)
        self._settle = QHBoxLayout()
        self._settle.setSpacing(theme.STEP)
        top.addLayout(self._settle)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self._position)
        said.addWidget(self._reason)
        top.addLayout(said)
        for head, text in ((self._path_head, self._path), (self._help_head, self._help)):
            part = QVBoxLayout()
            part.setSpacing(2)
            part.addWidget(head)
            part.addWidget(text)
            top.addLayout(part)
        top.addSpacing(theme.STEP // 2)
        top.addLayout(self._buttons())
        bar = QHBoxLayout()
        bar.setContentsMargins(SIDE - 2, 0, SIDE, 0)
        bar.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignBottom)
        bar.addStretch(1)
        line = QFrame()
        line.setProperty("kind", "line")
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addLayout(top)
        self.column.addLayout(bar)
        self.column.addWidget(line)
        self.column.addStretch(1)

    def _buttons(self) -> FlowLayout:
        row = self._button_row = FlowLayout()
        row.setSpacing(theme.STEP // 2)
        for words, spoken, signal in (
            ("Rate…", "Set the rating", self.rate_requested),
            ("Owner…", "Set the owner", self.owner_requested),
            ("Due…", "Set the due date", self.due_requested),
            ("Decide…", "Set the decision", self.decide_requested),
            ("Attach…", "Attach evidence", self.attach_requested),
        ):
            button = self._button(words, spoken, signal)
            button.setProperty("tight", True)
            button.ensurePolished()  # what it needs is asked before it is ever shown
            row.addWidget(button)
        return row

    def _button(self, words: str, spoken: str, signal: object) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(spoken)
        button.setProperty("kind", "small")
        button.clicked.connect(_with_uid(self, signal))
        self._writing.append(button)
        return button

    def _fill_settle(self, content: PaneContent) -> None:
        while (item := self._settle.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for field, called in content.two_answers:
            button = QPushButton(f"Settle {called}…")
            button.setProperty("kind", "small")
            button.setProperty("field", field)
            button.setEnabled(self._may_write)
            button.clicked.connect(self._ask_settle)
            self._settle.addWidget(button)
        self._settle.addStretch(1)

    def _settling(self) -> list[QPushButton]:
        items = (self._settle.itemAt(at) for at in range(self._settle.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [each for each in widgets if isinstance(each, QPushButton)]

    def _ask_settle(self) -> None:
        self.settle_requested.emit(self.uid, str(self.sender().property("field")))

    def _fill_part(self) -> None:
        content = self._content
        if content is None:
            return
        at = self._tabs.currentIndex()
        if at == 0:
            part = facts_page(content.facts, content.planned + content.progress, self._asked)
        elif at == 1:
            nothing = "No evidence yet. Drop a file here, or press Attach."
            part = entries_page(content.evidence, nothing, self._asked)
        else:
            part = entries_page(content.history, "Nothing has happened yet.", self._asked)
        let_write(part, self._may_write)
        self.put_part(part, 3)

    def _asked(self, code: str, uid: str) -> None:
        if code in WRITING and not self._may_write:
            return
        if code == "own":
            self.own_requested.emit(self.uid)
            return
        if code in ACTION_CODES:
            self.action_requested.emit(code, uid)
            return
        signal = {
            "open": self.evidence_opened,
            "check": self.sensitivity_requested,
            "current": self.current_requested,
            "put_back": self.put_back_requested,
            "why": self.why_requested,
            "erase_entry": self.entry_erasure_requested,
            "erase_evidence": self.evidence_erasure_requested,
        }[code]
        signal.emit(uid)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for its tabs in the present font, and for its buttons on one line or two."""
        buttons = min(self._button_row.sizeHint().width(), ONE_LINE)
        width = max(buttons, self._tabs.sizeHint().width()) + 2 * SIDE + BESIDE
        return QSize(max(width, 42 * theme.STEP), 30 * theme.STEP)


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _counted(words: str, entries: tuple[Entry, ...]) -> str:
    return f"{words}  {len(entries)}" if entries else words


def _with_uid(pane: ReadingPane, signal: object) -> object:
    """A slot that sends the pane's recommendation along `signal`."""

    def slot(*_checked: object) -> None:
        if pane.uid and hasattr(signal, "emit"):
            signal.emit(pane.uid)

    return slot
