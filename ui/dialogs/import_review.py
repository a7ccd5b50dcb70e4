"""The review of a list before anything is taken in: what was read beside what it would change.

One side shows the source, the other the proposal, line by line. Choosing a line goes to its place
in the source, and a place to its lines. What was read wrong is corrected where it stands; the list
is read again, and what the person said of its lines stays. Nothing is written until it is taken in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import NOTHING_SAID, Corrections
from marmot_tracker.exchange.places import Places
from marmot_tracker.exchange.proposal import CHOICE_WORDS, Choice, Proposal
from marmot_tracker.exchange.remembering import Layout
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.services.programme import Words
from marmot_tracker.services.reports import ReportFacts
from marmot_tracker.services.wording import counted
from ui import theme
from ui.dialogs.review_lines import LinesPage
from ui.dialogs.review_notes import NotesPage, summed_up
from ui.dialogs.review_pages import WordsPage, with_words
from ui.dialogs.review_panes import carded
from ui.dialogs.review_sheet import SheetSource
from ui.messages import MessageBar
from ui.tasks import Task
from ui.widgets import tab_order
from ui.widgets.empty import Empty
from ui.widgets.form import small, title
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.source_view import SourceView

READING = "&Words, owners, dates"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the person wants the list to be read: where it belongs, what was said of it.

    With `afresh` what was remembered for lists like it is left aside.
    """

    choice: Choice | None = None
    report: str = ""
    edition_of: str = ""
    said: Corrections = NOTHING_SAID
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A list as it was read, what it would change, and the reports that it could belong to.

    `places` says where in what was read each line stands.
    """

    result: ReadResult
    layout: Layout
    proposal: Proposal
    reports: tuple[ReportFacts, ...]
    words: Words
    places: Places = field(default_factory=Places)


class ReviewDialog(QDialog):
    """Fills its window. `reading_changed(Reading)` asks for another reading of the same file;
    whoever opened the dialog answers with `follow`, and then `show_reviewed` or `refuse`.

    Keys: F6 goes from the lines to the source and back, Ctrl+Enter takes in, Esc leaves all as
    it was.
    """

    reading_changed = Signal(object)

    def __init__(self, parent: QWidget | None, reviewed: Reviewed) -> None:
        super().__init__(parent)
        self.setWindowTitle("Marmot Tracker")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.STEP * 90, theme.STEP * 56)
        self._reviewed = reviewed
        self._loading = False
        self.waiting = False
        self._said = reviewed.layout.said
        self._afresh = reviewed.layout.afresh
        self.source: SourceView = SheetSource()
        self.lines = LinesPage()
        self.words = WordsPage(reviewed.words)
        self.notes = NotesPage()
        self._make_head(reviewed)
        self._make_foot()
        self._lay_out()
        self._connect()
        self.show_reviewed(reviewed)
        self.lines.point()

    # ------------------------------------------------------------ building

    def _make_head(self, reviewed: Reviewed) -> None:
        self._heading = title("")
        self.summary = QLabel()
        self.summary.setProperty("type", "strong")
        self.summary.setWordWrap(True)
        self._explained = small("")
        self.remembered = small("")
        self.afresh = QPushButton("Read it a&fresh")
        self.afresh.setProperty("kind", "small")
        self.afresh.setAutoDefault(False)
        self.choice = QComboBox()
        self.choice.setAccessibleName("What this list is")
        for code in (Choice.SAME_LIST, Choice.NEW_EDITION, Choice.ANOTHER_REPORT):
            if reviewed.reports or code is Choice.ANOTHER_REPORT:
                first = "The first report" if not reviewed.reports else ""
                self.choice.addItem(first or CHOICE_WORDS[code], code.value)
        self.known = QComboBox()
        self.known.setAccessibleName("Of which report")
        for report in reviewed.reports:
            self.known.addItem(report.title, report.title)
        self.known.setMinimumContentsLength(16)
        self.known.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.title = QLineEdit()
        self.title.setAccessibleName("Title of the report")
        self.title.setPlaceholderText("Title of the report")
        self.messages = MessageBar()
        self.progress = ProgressStrip()

    def _make_foot(self) -> None:
        self.outcome = small("")
        self.cancel_button = QPushButton("&Cancel")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.setToolTip("Leave everything as it was (Esc)")
        self.accept_button = QPushButton()
        self.accept_button.setProperty("kind", "primary")
        self.accept_button.setAutoDefault(False)
        self.accept_button.setToolTip("Write what is ticked, as one change (Ctrl+Enter)")

    def _lay_out(self) -> None:
        self._belongs = QWidget()
        belongs = QHBoxLayout(self._belongs)
        belongs.setContentsMargins(0, 0, 0, 0)
        belongs.setSpacing(theme.STEP)
        this = QLabel("&This is")
        this.setBuddy(self.choice)
        self._of = QLabel("of")
        belongs.addWidget(this)
        belongs.addWidget(self.choice)
        belongs.addWidget(self._of)
        belongs.addWidget(self.known, 1)
        belongs.addWidget(self.title, 1)
        belongs.addStretch(1)
        belongs.addWidget(self.remembered)
        belongs.addWidget(self.afresh)
        self.tabs = QTabWidget()
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its bar is where Tab goes
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Lines, words and notes")
        self.tabs.tabBar().setAccessibleName("Lines, words and notes")
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.lines, "&Lines")
        self.tabs.addTab(self.words, READING)
        self.tabs.addTab(self.notes, "&Notes")
        self.empty = Empty()
        self._right = QStackedWidget()
        self._right.addWidget(self.tabs)
        self._right.addWidget(self.empty)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(2 * theme.STEP)
        self._source_card = carded(self.source)
        for card, stretch in ((self._source_card, 46), (carded(self._right), 54)):
            self.splitter.addWidget(card)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.splitter.setChildrenCollapsible(False)
        foot = QHBoxLayout()
        foot.setSpacing(theme.STEP)
        foot.addWidget(self.outcome, 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.accept_button)
        head = QVBoxLayout()
        head.setSpacing(theme.STEP // 2)
        for widget in (self._heading, self.summary, self._explained):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(theme.STEP + theme.STEP // 2)
        column.addWidget(self.messages)
        column.addWidget(self.progress)
        column.addLayout(head)
        column.addWidget(self._belongs)
        column.addWidget(self.splitter, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.choice.currentIndexChanged.connect(self._belonging_changed)
        self.known.currentIndexChanged.connect(self._belonging_changed)
        self.title.editingFinished.connect(self._belonging_changed)
        self.afresh.clicked.connect(self._read_afresh)
        self.empty.asked.connect(self.source.take_focus)
        self.cancel_button.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.accept)
        self.lines.answered.connect(self._count)
        self.lines.pointed.connect(self._point_at)
        self.source.lines_asked.connect(self._show_lines)
        self.source.corrected.connect(lambda said: self._say(**said))
        self.words.meant.connect(self._read_words)
        self.words.split.connect(lambda how: self._say(owner_split=how))
        self.words.dated.connect(lambda order: self._say(date_order=order))
        for keys, does in (
            ("F6", self._next_pane),
            ("Shift+F6", self._next_pane),
            ("Ctrl+Return", self.accept_button.click),
            ("Ctrl+Enter", self.accept_button.click),
        ):
            QShortcut(QKeySequence(keys), self, does)

    # ------------------------------------------------------------ showing

    @property
    def proposal(self) -> Proposal:
        """What is reviewed."""
        return self._reviewed.proposal

    def show_reviewed(self, reviewed: Reviewed) -> None:
        """Show this proposal, its lines ticked as it suggests and as the person said before."""
        if not isValid(self):
            return
        self._loading = True
        self.waiting = False
        self._reviewed = reviewed
        self._said, self._afresh = reviewed.layout.said, reviewed.layout.afresh
        proposal, result = reviewed.proposal, reviewed.result
        self._heading.setText(f"Review of {proposal.source_name}")
        self.summary.setText(summed_up(proposal, result))
        self._explained.setText(proposal.explanation)
        self.choice.setCurrentIndex(self.choice.findData(proposal.choice.value))
        if proposal.choice is Choice.SAME_LIST:
            self.known.setCurrentText(proposal.report)
        else:
            self.title.setText(proposal.report)
        self._show_fields()
        remembered = reviewed.layout.told()
        self.remembered.setText(remembered)
        for widget in (self.remembered, self.afresh):
            widget.setVisible(bool(remembered))
        self.source.show_source(result, proposal, reviewed.places)
        self._source_card.setVisible(bool(result.pictures))
        self.notes.show_notes(proposal, result)
        at = self.tabs.indexOf(self.words)
        self.tabs.setTabVisible(at, self.words.show_reading(result))
        many = self.words.unmapped
        self.tabs.setTabText(at, f"{READING}  {many}" if many else READING)
        if result.pictures:
            self.empty.tell("No list was found", NOTHING_FOUND, "Go to the sheet")
        else:
            self.empty.tell("No recommendations were found", result.message)
        found = bool(result.items or proposal.lines)
        self._right.setCurrentWidget(self.tabs if found else self.empty)
        self._belongs.setVisible(found)
        self.accept_button.setVisible(found)
        self.lines.show_lines(proposal)
        self._loading = False
        self._hold(False)
        if self.isVisible():
            self._announce()

    def _announce(self) -> None:
        """Let a screen reader say what the list would bring."""
        QAccessible.updateAccessibility(QAccessibleEvent(self.summary, QAccessible.Event.Alert))

    def follow(self, task: Task) -> None:
        """The list is being read again: show how far, and take nothing in meanwhile."""
        self.messages.clear()
        self.waiting = True
        self.progress.follow(task)
        task.cancelled.connect(self._as_before)
        self._hold(True)

    def refuse(self, fault: TrackerError) -> None:
        """It could not be read so: say why, and go on with the reading before."""
        if isValid(self):
            self._as_before()
            self.messages.tell_fault(fault)

    def _as_before(self) -> None:
        if isValid(self) and self.waiting:
            self.show_reviewed(self._reviewed)

    def accepted_numbers(self) -> frozenset[int]:
        """The numbers of the lines that will be written."""
        return frozenset(self.lines.answers.accepted if self.lines.answers else ())

    def _hold(self, held: bool) -> None:
        for pane in (self.splitter, self.choice, self.known, self.title):
            pane.setEnabled(not held)
        self._count()

    def _count(self) -> None:
        many = len(self.accepted_numbers())
        answers = self.lines.answers
        out = answers.left_out() if answers is not None else 0
        self.accept_button.setText(
            f"Take in {counted(many, 'line')}" if many else "Leave everything out"
        )
        remembers = self.proposal.remember is not None or bool(self.proposal.forget)
        can = bool(many or self.proposal.unsettled or remembers) and not self.waiting
        self.accept_button.setEnabled(can)
        told = "Nothing is written yet." if many else "Nothing would be written."
        if out:
            told += f" You leave {counted(out, 'line')} out."
        if self.proposal.remember is not None:
            told += " Lists like it will be read so from now on."
        self.outcome.setText("Reading it again…" if self.waiting else told)

    def _show_fields(self) -> None:
        code = Choice(self.choice.currentData())
        self.known.setVisible(code is not Choice.ANOTHER_REPORT)
        self._of.setVisible(code is not Choice.ANOTHER_REPORT)
        self.title.setVisible(code is not Choice.SAME_LIST)

    def _point_at(self, number: int) -> None:
        """Show where a line comes from; a list that is read again leaves the person where they are."""
        if not self._loading:
            self.source.point_at(number)

    def _show_lines(self, numbers: tuple[int, ...]) -> None:
        self.tabs.setCurrentWidget(self.lines)
        self.lines.show_numbers(numbers)

    # ------------------------------------------------------------ what the person does

    def _next_pane(self) -> None:
        focused = self.focusWidget()
        if self._source_card.isHidden() or self.source.isAncestorOf(focused):
            current = self.tabs.currentWidget()
            stop = {self.lines: self.lines.table, self.words: self.words.table}.get(
                current, current
            )
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.source.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and none from elsewhere."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.window().geometry())
        else:
            self.resize(theme.STEP * 160, theme.STEP * 100)
        QTimer.singleShot(0, self, self.lines.table.setFocus)
        QTimer.singleShot(0, self, self._announce)

    def focusNextPrevChild(self, forward: bool) -> bool:
        tab_order.order(self)
        return super().focusNextPrevChild(forward)

    def _belonging_changed(self) -> None:
        if not self._loading:
            self._show_fields()
            self.reading_changed.emit(self.reading())

    def reading(self) -> Reading:
        """How the person wants the list to be read."""
        code = Choice(self.choice.currentData())
        known, given = self.known.currentText(), self.title.text().strip()
        return Reading(
            choice=code,
            report=known if code is Choice.SAME_LIST else given,
            edition_of=known if code is Choice.NEW_EDITION else "",
            said=self._said,
            afresh=self._afresh,
        )

    def _say(self, **said: Any) -> None:
        """Say one thing more of how the list is to be read."""
        if "columns" in said:
            said["columns"] = {**self._said.columns, **said["columns"]}
        self._said = replace(self._said, **said)
        self.reading_changed.emit(self.reading())

    def _read_words(self, words: dict[str, dict[str, str]]) -> None:
        self._say(words=with_words(self._said.words, words))

    def _read_afresh(self) -> None:
        self._afresh = True
        self._said = NOTHING_SAID
        self.reading_changed.emit(self.reading())


NOTHING_FOUND = (
    "Go to the row that holds the headings and use it as such, or say of a column that it is the "
    "wording."
)
