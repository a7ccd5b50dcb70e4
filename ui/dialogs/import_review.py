"""The review of a list before anything is taken in: line by line, each to accept or leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.exchange.corrections import NOTHING_SAID, Corrections, DateOrder, OwnerSplit
from marmot_tracker.exchange.proposal import (
    CHOICE_WORDS,
    Choice,
    LineKind,
    Proposal,
    ProposedLine,
    standing,
)
from marmot_tracker.exchange.remembering import Layout
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.services.programme import Words
from marmot_tracker.services.reports import ReportFacts
from marmot_tracker.services.wording import counted
from ui import theme
from ui.dialogs.dialog import FormDialog, note
from ui.dialogs.review_columns import LINE_COLUMNS, ReviewRow
from ui.dialogs.review_pages import ColumnsPage, WordsPage, with_words
from ui.widgets.delegates import TickDelegate
from ui.widgets.form import small
from ui.widgets.table_model import TableModel
from ui.widgets.table_view import TableView

KINDS: tuple[tuple[LineKind, str], ...] = (
    (LineKind.PROBLEM, "Problems"),
    (LineKind.NEAR, "Near matches"),
    (LineKind.TWO_ANSWERS, "Two answers"),
    (LineKind.CHANGED, "Changed"),
    (LineKind.NEW, "New"),
    (LineKind.OFFERED, "Offered across"),
    (LineKind.MISSING, "Not in this file"),
    (LineKind.UNCHANGED, "Unchanged"),
)
"""The kinds of line, what a person must look at first."""


READING = "Words, owners, dates"


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
    """A list as it was read, what it would change, and the reports that it could belong to."""

    result: ReadResult
    layout: Layout
    proposal: Proposal
    reports: tuple[ReportFacts, ...]
    words: Words


class ReviewDialog(FormDialog):
    """Shows a proposal. `reading_changed(Reading)` asks for another reading of the same file;
    whoever opened the dialog answers with `show_reviewed`.
    """

    reading_changed = Signal(object)

    def __init__(self, parent: QWidget | None, reviewed: Reviewed) -> None:
        name = reviewed.proposal.source_name
        super().__init__(parent, heading=f"Review of {name}", accept="Take in")
        self.widen(130, 84)
        self.form.hide()
        self._ticks: dict[int, bool] = {}
        self._accepted: set[int] = set()
        self._kind: LineKind | None = None
        self._loading = False
        self._said = reviewed.layout.said
        self._afresh = reviewed.layout.afresh
        self._summary = note("")
        self._summary.setProperty("type", "strong")
        self._explained = small("")
        self.body.addWidget(self._summary)
        self.body.addWidget(self._explained)
        read = reviewed.result.read_sheets
        self.body.addLayout(self._belonging(reviewed.reports, reviewed.result.sheets, read))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Lines, columns, words and notes")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName("Lines, columns, words and notes")
        self.tabs.addTab(self._lines_page(), "Lines")
        self.columns = ColumnsPage()
        self.columns.corrected.connect(self._read_column)
        self.columns.headed.connect(self._read_header)
        self.columns.afresh_asked.connect(self._read_afresh)
        self.tabs.addTab(self.columns, "Columns")
        self.words = WordsPage(reviewed.words)
        self.words.meant.connect(self._read_words)
        self.words.split.connect(self._read_owners)
        self.words.dated.connect(self._read_dates)
        self.tabs.addTab(self.words, READING)
        self._notes = note("")
        self._notes.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._notes.setContentsMargins(theme.STEP, theme.STEP, theme.STEP, theme.STEP)
        self.tabs.addTab(self._notes, "Notes")
        self.body.addWidget(self.tabs, 1)
        self.show_reviewed(reviewed)

    # ------------------------------------------------------------ building

    def _belonging(
        self, reports: Sequence[ReportFacts], sheets: Sequence[str], read: Sequence[str]
    ) -> QHBoxLayout:
        self.choice = QComboBox()
        self.choice.setAccessibleName("What this list is")
        for code in (Choice.SAME_LIST, Choice.NEW_EDITION, Choice.ANOTHER_REPORT):
            if reports or code is Choice.ANOTHER_REPORT:
                self.choice.addItem(CHOICE_WORDS[code], code.value)
        self.known = QComboBox()
        self.known.setAccessibleName("Of which report")
        for report in reports:
            self.known.addItem(report.title, report.title)
        self.title = QLineEdit()
        self.title.setAccessibleName("Title of the report")
        self.title.setPlaceholderText("Title of the report")
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("Sheet")
        self.sheet.addItems(list(sheets))
        if len(read) == 1:
            self.sheet.setCurrentText(read[0])
        row = QHBoxLayout()
        row.setSpacing(theme.STEP)
        self._of = QLabel("of")
        for words, widget, stretch in (
            ("This is", self.choice, 0),
            ("", self._of, 0),
            ("", self.known, 1),
            ("", self.title, 1),
            ("Sheet", self.sheet, 0),
        ):
            if words:
                label = QLabel(words)
                label.setBuddy(widget)
                label.setVisible(words != "Sheet" or len(sheets) > 1)
                row.addWidget(label)
            row.addWidget(widget, stretch)
        self.sheet.setVisible(len(sheets) > 1)
        row.addStretch(1)
        self.choice.currentIndexChanged.connect(self._belonging_changed)
        self.known.currentIndexChanged.connect(self._belonging_changed)
        self.title.editingFinished.connect(self._belonging_changed)
        self.sheet.currentIndexChanged.connect(self._read_sheet)
        return row

    def _lines_page(self) -> QWidget:
        self.chips: dict[LineKind | None, QPushButton] = {}
        chips = QHBoxLayout()
        chips.setSpacing(theme.STEP)
        for kind, _words in ((None, "All"), *KINDS):
            button = QPushButton()
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(self._show_kind)
            self.chips[kind] = button
            chips.addWidget(button)
        chips.addStretch(1)
        self.all_in = QPushButton("Take all of these")
        self.all_out = QPushButton("Leave these out")
        for button, ticked in ((self.all_in, True), (self.all_out, False)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, ticked=ticked: self._tick_shown(ticked))
            chips.addWidget(button)
        self.model: TableModel[ReviewRow] = TableModel(LINE_COLUMNS, self)
        self.table = TableView("Lines of the list")
        self.table.setAcceptDrops(False)
        self.table.show_model(self.model)
        self.table.setItemDelegateForColumn(0, TickDelegate(self.table))
        self.table.clicked.connect(self._clicked)
        self.table.row_opened.connect(self.toggle)
        self.table.installEventFilter(self)
        hint = small(
            "A click on the tick, or Enter on the row, takes a line in or leaves it out; Space does "
            "so for every chosen row."
        )
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, theme.STEP, 0, 0)
        column.setSpacing(theme.STEP)
        column.addLayout(chips)
        column.addWidget(self.table, 1)
        column.addWidget(hint)
        return page

    # ------------------------------------------------------------ showing

    def show_reviewed(self, reviewed: Reviewed) -> None:
        """Show this proposal, its lines ticked as it suggests."""
        self._loading = True
        proposal = self.proposal = reviewed.proposal
        self._ticks = {line.number: line.accept for line in proposal.lines}
        self._summary.setText(proposal.summary())
        self._explained.setText(proposal.explanation)
        self.choice.setCurrentIndex(self.choice.findData(proposal.choice.value))
        if proposal.choice is Choice.SAME_LIST:
            self.known.setCurrentText(proposal.report)
        else:
            self.title.setText(proposal.report)
        self._show_fields()
        said = [*proposal.problems, *proposal.notes]
        self._notes.setText("\n\n".join(said) or "Nothing unusual was met.")
        kept = reviewed.layout
        self.columns.show_reading(reviewed.result, kept.told())
        at = self.tabs.indexOf(self.words)
        self.tabs.setTabVisible(at, self.words.show_reading(reviewed.result))
        many = self.words.unmapped
        self.tabs.setTabText(at, f"{READING}  {many}" if many else READING)
        for kind, words in ((None, "All"), *KINDS):
            many = len(proposal.lines) if kind is None else proposal.counts[kind]
            self.chips[kind].setText(f"{words}  {many:,}")
            self.chips[kind].setVisible(bool(many) or kind is None)
        first = next((kind for kind, _ in KINDS if proposal.counts[kind]), None)
        self._kind = first if first is not LineKind.UNCHANGED else None
        self._fill()
        self._loading = False

    def accepted_numbers(self) -> frozenset[int]:
        """The numbers of the lines that will be written."""
        wanted = frozenset(number for number, ticked in self._ticks.items() if ticked)
        return frozenset(line.number for line in standing(self.proposal.lines, wanted))

    def toggle(self, uid: str) -> None:
        """Tick a line, or take its tick away, where it can be taken in."""
        row = self.model.find(uid)
        if row is not None and row.open:
            self._ticks[row.line.number] = not row.ticked
            self._fill()

    def _fill(self) -> None:
        accepted = self._accepted = set(self.accepted_numbers())
        able = frozenset(line.number for line in self.proposal.lines if line.can_accept)
        shown = [line for line in self.proposal.lines if self._shows(line)]
        if self._kind is None:
            shown.sort(key=lambda line: line.kind is not LineKind.PROBLEM)
        self.model.set_rows(
            [
                ReviewRow(line, line.number in accepted, line.number in able and self._open(line))
                for line in shown
            ]
        )
        for kind, button in self.chips.items():
            button.setChecked(kind is self._kind)
        for button in (self.all_in, self.all_out):
            button.setEnabled(any(row.open for row in self.model.all_rows))
        many = len(accepted)
        self.accept_button.setText(
            f"Take in {counted(many, 'line')}" if many else "Leave everything out"
        )
        remembers = self.proposal.remember is not None or bool(self.proposal.forget)
        self.accept_button.setEnabled(bool(many or self.proposal.unsettled or remembers))

    def _shows(self, line: ProposedLine) -> bool:
        """Whether a line is of the chosen kind; what follows from a near match stands beneath it."""
        if self._kind is None:
            return True
        return self._kind is LineKind.NEAR if line.of_near else line.kind is self._kind

    def _open(self, line: ProposedLine) -> bool:
        """Whether a line can be answered, as what it depends on is answered now."""
        if line.needs is not None and line.needs not in self._accepted:
            return False
        return line.unless is None or line.unless not in self._accepted

    def _show_fields(self) -> None:
        code = Choice(self.choice.currentData())
        self.known.setVisible(code is not Choice.ANOTHER_REPORT)
        self._of.setVisible(code is not Choice.ANOTHER_REPORT)
        self.title.setVisible(code is not Choice.SAME_LIST)

    # ------------------------------------------------------------ what the person does

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.toggle(str(self.table.current_uid))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space answers every chosen row."""
        if watched is self.table and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress
            if pressed and event.key() == Qt.Key.Key_Space:
                self._toggle_chosen()
                return True
        return super().eventFilter(watched, event)

    def _toggle_chosen(self) -> None:
        """Tick every chosen row as the current one was not."""
        current = self.model.find(self.table.current_uid)
        if current is not None:
            self._tick(self.table.selected_uids(), not current.ticked)

    def _tick_shown(self, ticked: bool) -> None:
        self._tick([row.uid for row in self.model.shown_rows], ticked)

    def _tick(self, uids: Sequence[str], ticked: bool) -> None:
        """Answer lines alike, each where the answers before it leave it open.

        With a near match that is taken, two answers beneath it stay a question of their own.
        """
        numbers = {int(uid) for uid in uids}
        for line in self.proposal.lines:
            asked = ticked and line.of_near and line.kind is LineKind.TWO_ANSWERS
            if line.number in numbers and line.can_accept and not asked and self._open(line):
                self._ticks[line.number] = ticked
                (self._accepted.add if ticked else self._accepted.discard)(line.number)
        self._fill()

    def _show_kind(self) -> None:
        sender = self.sender()
        self._kind = next(kind for kind, button in self.chips.items() if button is sender)
        self._fill()

    def _belonging_changed(self) -> None:
        if not self._loading:
            self._show_fields()
            self.reading_changed.emit(self.reading())

    def reading(self) -> Reading:
        """How the person wants the list to be read."""
        code = Choice(self.choice.currentData())
        known, title = self.known.currentText(), self.title.text().strip()
        return Reading(
            choice=code,
            report=known if code is Choice.SAME_LIST else title,
            edition_of=known if code is Choice.NEW_EDITION else "",
            said=self._said,
            afresh=self._afresh,
        )

    def _say(self, said: Corrections) -> None:
        self._said = said
        self.reading_changed.emit(self.reading())

    def _read_sheet(self) -> None:
        if not self._loading:
            self._say(replace(self._said, sheets=(self.sheet.currentText(),)))

    def _read_column(self, heading: str, field: str) -> None:
        self._say(replace(self._said, columns={**self._said.columns, heading: field}))

    def _read_words(self, words: dict[str, dict[str, str]]) -> None:
        self._say(replace(self._said, words=with_words(self._said.words, words)))

    def _read_owners(self, how: OwnerSplit) -> None:
        self._say(replace(self._said, owner_split=how))

    def _read_dates(self, order: DateOrder) -> None:
        self._say(replace(self._said, date_order=order))

    def _read_header(self, row: int) -> None:
        self._say(replace(self._said, header_row=row))

    def _read_afresh(self) -> None:
        self._afresh = True
        self._say(NOTHING_SAID)
