"""The review of a list before anything is taken in: what was read beside what it would change.

One side shows the source, the other the proposal, line by line. Choosing a line goes to its place
in the source, and a place to its lines. What was read wrong is corrected where it stands; the list
is read again, and what the person said of its lines stays. Nothing is written until it is taken in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget
from shiboken6 import isValid

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import NOTHING_SAID
from marmot_tracker.exchange.proposal import Choice, Proposal
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.services.wording import counted
from ui.dialogs.review_belonging import Belonging
from ui.dialogs.review_frame import ReviewFrame
from ui.dialogs.review_lines import LinesPage
from ui.dialogs.review_notes import NotesPage, summed_up
from ui.dialogs.review_pages import WordsPage, with_words
from ui.dialogs.review_sheet import SheetSource
from ui.dialogs.reviewed import Reading, Reviewed
from ui.tasks import Task
from ui.widgets.empty import Empty
from ui.widgets.source_view import SourceView

READING = "&Words, owners, dates"


class ReviewDialog(ReviewFrame):
    """`reading_changed(Reading)` asks for another reading of the same file; whoever opened the
    dialog answers with `follow`, and then `show_reviewed` or `refuse`. `take_asked` asks to take in
    what is ticked; the dialog hides, to be shown again where that fails, until it is told `finish`.

    `source` shows what was read: the sheets of a list unless another is given. With `back` there
    is a step before this one, and going back to it takes the place of leaving; the dialog is only
    hidden by that, and may be shown again.
    """

    reading_changed = Signal(object)
    take_asked = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        reviewed: Reviewed,
        *,
        source: SourceView | None = None,
        back: bool = False,
    ) -> None:
        super().__init__(parent)
        self._reviewed = reviewed
        self._back = back
        self._loading = False
        self.waiting = False
        self._said = reviewed.layout.said
        self._afresh = reviewed.layout.afresh
        self.source: SourceView = source or SheetSource()
        self.lines = LinesPage()
        self.words = WordsPage(reviewed.words)
        self.notes = NotesPage()
        self.belongs = Belonging(reviewed.reports)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, not back)
        if back:
            self.cancel_button.setText("&Back")
        self.cancel_button.setToolTip(
            "Back to what was found, with everything kept (Esc)"
            if back
            else "Leave everything as it was (Esc)"
        )
        self.accept_button.setToolTip("Write what is ticked, as one change (Ctrl+Enter)")
        self._make_tabs()
        self._source_card = self.lay_out(self.source, self._right, self.belongs)
        self._connect()
        self.show_reviewed(reviewed)
        self.lines.point()

    # ------------------------------------------------------------ building

    def _make_tabs(self) -> None:
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

    def _connect(self) -> None:
        self.belongs.unnamed.connect(self._count)
        self.belongs.changed.connect(lambda: self.reading_changed.emit(self.reading()))
        self.belongs.afresh_asked.connect(self._read_afresh)
        self.empty.asked.connect(self.source.take_focus)
        self.lines.answered.connect(self._count)
        self.lines.pointed.connect(self._point_at)
        self.source.lines_asked.connect(self._show_lines)
        self.source.corrected.connect(lambda said: self._say(**said))
        self.words.meant.connect(self._read_words)
        self.words.split.connect(lambda how: self._say(owner_split=how))
        self.words.dated.connect(lambda order: self._say(date_order=order))

    # ------------------------------------------------------------ showing

    @property
    def proposal(self) -> Proposal:
        """What is reviewed."""
        return self._reviewed.proposal

    @property
    def read(self) -> ReadResult:
        """What was read."""
        return self._reviewed.result

    def show_reviewed(self, reviewed: Reviewed) -> None:
        """Show this proposal, its lines ticked as it suggests and as the person said before."""
        if not isValid(self):
            return
        self._loading = True
        self.waiting = False
        self._reviewed = reviewed
        self._said, self._afresh = reviewed.layout.said, reviewed.layout.afresh
        proposal, result = reviewed.proposal, reviewed.result
        self.heading.setText(f"Review of {proposal.source_name}")
        self.summary.setText(summed_up(proposal, result))
        self.explained.setText(proposal.explanation)
        self.belongs.show_belonging(proposal, reviewed.layout.told())
        self.source.show_source(result, proposal, reviewed.places)
        self._source_card.setVisible(self.source.shows_something)
        self.notes.show_notes(proposal, result)
        at = self.tabs.indexOf(self.words)
        correctable = self.words.show_reading(result) and not self._back  # it is read but once
        self.tabs.setTabVisible(at, correctable)
        many = self.words.unmapped
        self.tabs.setTabText(at, f"{READING}  {many}" if many else READING)
        if result.pictures:
            self.empty.tell("No list was found", NOTHING_FOUND, "Go to the sheet")
        else:
            self.empty.tell("No recommendations were found", result.message)
        found = bool(result.items or proposal.lines)
        self._right.setCurrentWidget(self.tabs if found else self.empty)
        self.belongs.setVisible(found)
        self.accept_button.setVisible(found)
        self.lines.show_lines(proposal)
        self._loading = False
        self._hold(False)
        if self.isVisible():
            self.announce()

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
        """Nothing came of another reading: the one before goes on."""
        if isValid(self) and self.waiting:
            self.show_reviewed(self._reviewed)

    def accepted_numbers(self) -> frozenset[int]:
        """The numbers of the lines that will be written."""
        return frozenset(self.lines.answers.accepted if self.lines.answers else ())

    def _hold(self, held: bool) -> None:
        for pane in (self.splitter, self.belongs):
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
        unnamed = self.belongs.needs_title
        can = bool(many or self.proposal.unsettled or remembers)
        self.accept_button.setEnabled(can and not self.waiting and not unnamed)
        told = "Nothing is written yet." if many else "Nothing would be written."
        if out:
            told += f" You leave {counted(out, 'line')} out."
        if self.proposal.remember is not None:
            told += " Lists like it will be read so from now on."
        if unnamed:
            told = "Say what the other report is called."
        self.outcome.setText("Reading it again…" if self.waiting else told)

    def _point_at(self, number: int) -> None:
        """Show where a line comes from; a list that is read again leaves the person where they are."""
        if not self._loading:
            self.source.point_at(number)

    def _show_lines(self, numbers: tuple[int, ...]) -> None:
        self.tabs.setCurrentWidget(self.lines)
        self.lines.show_numbers(numbers)

    # ------------------------------------------------------------ what the person does

    def accept(self) -> None:
        """Ask to take in what is ticked; nothing of it is given up before it is written."""
        if self.accept_button.isEnabled():
            self.hide()
            self.take_asked.emit()

    def next_pane(self) -> None:
        focused = self.focusWidget()
        if self._source_card.isHidden() or self.source.isAncestorOf(focused):
            current = self.tabs.currentWidget()
            stop = {self.lines: self.lines.table, self.words: self.words.table}.get(
                current, current
            )
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.source.take_focus()

    def begin(self) -> None:
        super().begin()
        self.lines.point()

    def first_focus(self) -> QWidget:
        return self.lines.table

    def reading(self) -> Reading:
        """How the person wants the list to be read."""
        code = self.belongs.code
        known, given = self.belongs.known.currentText(), self.belongs.title.text().strip()
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
