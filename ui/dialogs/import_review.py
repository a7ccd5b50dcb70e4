"""The review of a list before anything is taken in: line by line, each to accept or leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Signal
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

from marmot_tracker.exchange.headings import FIELDS
from marmot_tracker.exchange.mapping import EXTRA, IGNORE, ColumnGuess
from marmot_tracker.exchange.proposal import CHOICE_WORDS, Choice, LineKind, Proposal
from marmot_tracker.services.reports import ReportFacts
from marmot_tracker.services.wording import counted
from ui import theme
from ui.dialogs.dialog import FormDialog, note
from ui.dialogs.review_columns import COLUMN_COLUMNS, LINE_COLUMNS, ColumnRow, ReviewRow
from ui.widgets.delegates import TickDelegate
from ui.widgets.form import small
from ui.widgets.table_model import TableModel
from ui.widgets.table_view import TableView

KINDS: tuple[tuple[LineKind, str], ...] = (
    (LineKind.NEW, "New"),
    (LineKind.CHANGED, "Changed"),
    (LineKind.TWO_ANSWERS, "Two answers"),
    (LineKind.MISSING, "Not in this file"),
    (LineKind.PROBLEM, "Problems"),
    (LineKind.UNCHANGED, "Unchanged"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the person wants the list to be read: where it belongs, columns, sheet."""

    choice: Choice | None = None
    report: str = ""
    mapping: tuple[tuple[str, str], ...] = ()
    sheet: str = ""


class ReviewDialog(FormDialog):
    """Shows a proposal. `reading_changed(Reading)` asks for another reading of the same file;
    whoever opened the dialog answers with `show_proposal`.
    """

    reading_changed = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        proposal: Proposal,
        *,
        columns: Sequence[ColumnGuess],
        sheets: Sequence[str],
        read_sheets: Sequence[str],
        reports: Sequence[ReportFacts],
    ) -> None:
        super().__init__(parent, heading=f"Review of {proposal.source_name}", accept="Take in")
        self.widen(130, 84)
        self.form.hide()
        self._ticks: dict[int, bool] = {}
        self._kind: LineKind | None = None
        self._loading = False
        self._guesses = tuple(columns)
        self._summary = note("")
        self._summary.setProperty("type", "strong")
        self._explained = small("")
        self.body.addWidget(self._summary)
        self.body.addWidget(self._explained)
        self.body.addLayout(self._belonging(reports, sheets, read_sheets))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Lines, columns and notes")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName("Lines, columns and notes")
        self.tabs.addTab(self._lines_page(), "Lines")
        self.tabs.addTab(self._columns_page(), "Columns")
        self._notes = note("")
        self._notes.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._notes.setContentsMargins(theme.STEP, theme.STEP, theme.STEP, theme.STEP)
        self.tabs.addTab(self._notes, "Notes")
        self.body.addWidget(self.tabs, 1)
        self.show_proposal(proposal)

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
        self.sheet.currentIndexChanged.connect(self._belonging_changed)
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
        self.model: TableModel[ReviewRow] = TableModel(LINE_COLUMNS, self)
        self.table = TableView("Lines of the list")
        self.table.setAcceptDrops(False)
        self.table.show_model(self.model)
        self.table.setItemDelegateForColumn(0, TickDelegate(self.table))
        self.table.clicked.connect(self._clicked)
        self.table.row_opened.connect(self.toggle)
        hint = small("A click on the tick, or Enter on the row, takes a line in or leaves it out.")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, theme.STEP, 0, 0)
        column.setSpacing(theme.STEP)
        column.addLayout(chips)
        column.addWidget(self.table, 1)
        column.addWidget(hint)
        return page

    def _columns_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, theme.STEP, 0, 0)
        self.column_model: TableModel[ColumnRow] = TableModel(COLUMN_COLUMNS, self)
        self.column_model.set_rows([ColumnRow(guess) for guess in self._guesses])
        self.column_table = TableView("How the columns were read")
        self.column_table.setAcceptDrops(False)
        self.column_table.show_model(self.column_model)
        self.column_table.current_changed.connect(self._column_chosen)
        self.read_as = QComboBox()
        self.read_as.setAccessibleName("Read this column as")
        self.read_as.addItem("a column of the place's own", EXTRA)
        self.read_as.addItem("left out", IGNORE)
        for field, words in FIELDS.items():
            self.read_as.addItem(words, field)
        self.reread = QPushButton("Read it so")
        self.reread.setAutoDefault(False)
        self.reread.clicked.connect(self._remap)
        self._mapping: dict[str, str] = {}
        row = QHBoxLayout()
        row.setSpacing(theme.STEP)
        row.addWidget(QLabel("Read the chosen column as"))
        row.addWidget(self.read_as, 1)
        row.addWidget(self.reread)
        column.addWidget(self.column_table, 1)
        column.addLayout(row)
        return page

    # ------------------------------------------------------------ showing

    def show_proposal(
        self, proposal: Proposal, columns: Sequence[ColumnGuess] | None = None
    ) -> None:
        """Show this proposal, its lines ticked as it suggests."""
        self._loading = True
        self.proposal = proposal
        self._ticks = {line.number: line.accept for line in proposal.lines}
        self._summary.setText(proposal.summary())
        self._explained.setText(proposal.explanation)
        self.choice.setCurrentIndex(self.choice.findData(proposal.choice.value))
        if proposal.choice is Choice.SAME_LIST:
            self.known.setCurrentText(proposal.report)
        if proposal.choice is not Choice.SAME_LIST:
            self.title.setText(proposal.report)
        self._show_fields()
        said = [*proposal.notes, *proposal.problems]
        self._notes.setText("\n\n".join(said) or "Nothing unusual was met.")
        if columns is not None:
            self.column_model.set_rows([ColumnRow(guess) for guess in columns])
        for kind, words in ((None, "All"), *KINDS):
            many = len(proposal.lines) if kind is None else proposal.counts[kind]
            self.chips[kind].setText(f"{words}  {many}")
            self.chips[kind].setVisible(bool(many) or kind is None)
        first = next((kind for kind, _ in KINDS if proposal.counts[kind]), None)
        self._kind = first if first is not LineKind.UNCHANGED else None
        self._fill()
        self._loading = False

    def accepted_numbers(self) -> frozenset[int]:
        """The numbers of the ticked lines."""
        return frozenset(number for number, ticked in self._ticks.items() if ticked)

    def toggle(self, uid: str) -> None:
        """Tick a line, or take its tick away, where it can be taken in."""
        row = self.model.find(uid)
        if row is not None and row.line.can_accept:
            self._ticks[row.line.number] = not self._ticks[row.line.number]
            self._fill()

    def _fill(self) -> None:
        self.model.set_rows(
            [
                ReviewRow(line, self._ticks[line.number])
                for line in self.proposal.lines
                if self._kind is None or line.kind is self._kind
            ]
        )
        for kind, button in self.chips.items():
            button.setChecked(kind is self._kind)
        many = len(self.accepted_numbers())
        self.accept_button.setText(
            f"Take in {counted(many, 'line')}" if many else "Leave everything out"
        )
        self.accept_button.setEnabled(bool(many or self.proposal.unsettled))

    def _show_fields(self) -> None:
        code = Choice(self.choice.currentData())
        self.known.setVisible(code is not Choice.ANOTHER_REPORT)
        self._of.setVisible(code is not Choice.ANOTHER_REPORT)
        self.title.setVisible(code is not Choice.SAME_LIST)

    # ------------------------------------------------------------ what the person does

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.toggle(str(self.table.current_uid))

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
        return Reading(
            choice=code,
            report=self.known.currentText()
            if code is Choice.SAME_LIST
            else self.title.text().strip(),
            mapping=tuple(self._mapping.items()),
            sheet=self.sheet.currentText() if self.sheet.count() > 1 else "",
        )

    @property
    def edition_of(self) -> str:
        """The report that this is a new edition of."""
        return self.known.currentText()

    def _column_chosen(self, uid: str) -> None:
        row = self.column_model.find(uid)
        if row is not None:
            self.read_as.setCurrentIndex(self.read_as.findData(row.guess.field))

    def _remap(self) -> None:
        row = self.column_model.find(self.column_table.current_uid)
        if row is not None:
            self._mapping[row.guess.heading or row.guess.letter] = self.read_as.currentData()
            self.reading_changed.emit(self.reading())
