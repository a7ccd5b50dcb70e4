"""The register: a table with a reading pane, filter, chips, inline edits and drops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker import clock, profile
from marmot_tracker.services import (
    extras,
    figures,
    filtering,
    people,
    periods,
    programme,
    register,
)
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.filtering import Mine
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import RATING_KEY, Rating
from ui import theme
from ui.bridge import Bridge
from ui.messages import Questions, Tone
from ui.pages import pane_content
from ui.pages.attaching import Attaching
from ui.pages.deciding import Deciding
from ui.pages.editing import Editing, called
from ui.pages.erasing import Erasing
from ui.pages.own_columns import OwnColumns
from ui.pages.page import Page
from ui.pages.register_columns import columns
from ui.pages.settling import Settling
from ui.settings import Settings
from ui.widgets.delegates import ChoiceDelegate, DateDelegate, RatingDelegate
from ui.widgets.empty import Empty
from ui.widgets.filter_bar import Chip, FilterBar, MenuChip
from ui.widgets.form import title
from ui.widgets.own_delegates import delegate_for
from ui.widgets.reading_pane import PaneContent, ReadingPane
from ui.widgets.table_model import Column, TableModel
from ui.widgets.table_view import TableView

PANE_AFTER_MS = 40
"""How long the current row must stand still before the pane reads it."""


@dataclass(frozen=True, slots=True)
class RegisterData:
    """What one reading of the register gives the page."""

    rows: tuple[RegisterRow, ...]
    words: Words
    period: PeriodFacts | None
    owners: tuple[str, ...]
    today: date
    own: tuple[ExtraColumnFacts, ...] = ()


def read_register(session: Any, *, today: date) -> RegisterData:
    """The register with what its columns, chips and editors need."""
    return RegisterData(
        rows=tuple(register.rows(session, today=today)),
        words=programme.words(session),
        period=periods.current(session, today),
        owners=tuple(owner.words for owner in people.owners(session)),
        today=today,
        own=tuple(extras.columns(session)),
    )


def _menus(data: RegisterData) -> tuple[MenuChip, MenuChip]:
    """Choices by rating and by subgroup, each with how many rows it would show."""
    rated = Counter(row.rating for row in data.rows)
    ratings = tuple(
        (f"{said.letter}  {said.word}", f"rag:{code.value}", rated[code])
        for code in RATING_KEY
        for said in (data.words.rating(code),)
    )
    grouped = Counter(row.subgroup for row in data.rows if row.subgroup)
    named = tuple((name, f'subgroup:"{name}"', many) for name, many in sorted(grouped.items()))
    without = sum(not row.subgroup and row.counted for row in data.rows)
    none = (("No subgroup yet", "no:subgroup", without),) if without else ()
    return MenuChip("Rating", ratings), MenuChip("Subgroup", named + none)


class RecommendationsPage(Page):
    """The first page. `load_requested` and `pack_requested` are wishes for the window; `told`
    is news, `offered(text, words, then)` news with one button.
    """

    key: ClassVar[str] = "recommendations"
    words: ClassVar[str] = "Recommendations"
    depends_on: ClassVar[frozenset[str]] = frozenset(
        {
            *("recommendation", "status_update", "decision", "date_revision", "assignment"),
            *("post", "organisation", "subgroup", "principle", "reporting_period", "evidence"),
            *("evidence_link", "extra_column", "extra_value", "source_report", "programme"),
            *("recommendation_tie", "interested_subgroup"),
        }
    )

    load_requested = Signal()
    pack_requested = Signal()
    told = Signal(str, object)
    offered = Signal(str, str, object)
    counted = Signal(str)
    period_read = Signal(object)
    shown_changed = Signal(str)

    def __init__(
        self,
        bridge: Bridge,
        questions: Questions,
        parent: QWidget | None = None,
        *,
        store: Settings | None = None,
    ) -> None:
        super().__init__(bridge, parent)
        self.editing = Editing(bridge, questions, self)
        self.own = OwnColumns(bridge, questions, store, self)
        self.attaching = Attaching(bridge, questions, self)
        self.deciding = Deciding(bridge, self)
        self.settling = Settling(bridge, self)
        self.erasing = Erasing(bridge, self)
        self.model: TableModel[RegisterRow] = TableModel(columns(Words(), clock.today()), self)
        self.model.on_edit = self._edited
        self.filter = FilterBar()
        told = "\n".join(f"{field}:  {words}" for field, words in filtering.FIELDS.items())
        self.filter.box.setToolTip(f"Words to look for, and words with a colon:\n{told}")
        self.table = TableView("Recommendations")
        self.table.show_model(self.model)
        self.pane = ReadingPane()
        self._empty = Empty()
        self._owner_editor = ChoiceDelegate(self.table)
        self._rating_editor = RatingDelegate(self.table)
        self._folded: dict[str, str] = {}
        self._mine = Mine()
        self._today = clock.today()
        self._words = Words()
        self._pane_timer = QTimer(self)
        self._pane_timer.setSingleShot(True)
        self._pane_timer.setInterval(PANE_AFTER_MS)
        self._set_editors()
        self._lay_out()
        self._connect()

    # ------------------------------------------------------------ building

    def _set_editors(self) -> None:
        place = self.model.column_at
        self.table.setItemDelegateForColumn(place("owner"), self._owner_editor)
        self.table.setItemDelegateForColumn(place("rating"), self._rating_editor)
        due = DateDelegate("Due date", "31/12/2026 or ongoing", self.table)
        self.table.setItemDelegateForColumn(place("due"), due)
        header = self.table.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda at: self.own.menu(self.table).popup(header.mapToGlobal(at))
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.STEP)
        head.addWidget(title(self.words), 1)
        load = QPushButton("Load a list…")
        load.clicked.connect(self.load_requested)
        pack = QPushButton("Audit pack…")
        pack.setProperty("kind", "primary")
        pack.clicked.connect(self.pack_requested)
        head.addWidget(load)
        head.addWidget(pack)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(2 * theme.STEP)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.table.setMinimumWidth(theme.STEP * 50)
        self.splitter.setSizes([theme.STEP * 82, theme.STEP * 46])
        list_part = QWidget()
        column = QVBoxLayout(list_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP + 4)
        column.addWidget(self.filter)
        column.addWidget(self.splitter, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(list_part)
        self._stack.addWidget(self._empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 0)
        whole.setSpacing(theme.STEP + 4)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)
        self._empty.tell(
            "No recommendations yet",
            "Load the list from your report: a workbook or a CSV file. Nothing is taken in before "
            "you have seen it line by line.",
            "Load a list…",
        )

    def _connect(self) -> None:
        self.filter.changed.connect(self._filter)
        self.filter.box.returnPressed.connect(self.table.setFocus)
        self.table.current_changed.connect(self._current_changed)
        self.table.files_dropped.connect(self._attach)
        self.table.row_opened.connect(lambda _uid: self.pane.take_focus())
        self.pane.rate_requested.connect(lambda uid: self._with(uid, self.editing.rate))
        self.pane.owner_requested.connect(lambda uid: self._with(uid, self.editing.ask_owner))
        self.pane.due_requested.connect(lambda uid: self._with(uid, self.editing.ask_due))
        self.pane.decide_requested.connect(lambda uid: self._with(uid, self.deciding.ask_decision))
        self.pane.attach_requested.connect(lambda uid: self._with(uid, self.attaching.attach))
        self.pane.current_requested.connect(self._make_current)
        self.pane.settle_requested.connect(self._settle)
        self.pane.files_dropped.connect(self._attach)
        self.pane.evidence_opened.connect(self._open_evidence)
        self.pane.sensitivity_requested.connect(self.attaching.check_evidence)
        self.pane.entry_erasure_requested.connect(self.erasing.of_entry)
        self.pane.evidence_erasure_requested.connect(self.erasing.of_evidence)
        self.erasing.told.connect(self._tell)
        self.pane.own_requested.connect(lambda uid: self._with(uid, self.own.ask_values))
        self.own.changed.connect(self._show_columns)
        for part in (self.editing, self.attaching, self.own):
            part.started.connect(self.model.set_pending)
            part.told.connect(self._tell)
        self.editing.offered.connect(self.offered)
        self.deciding.told.connect(lambda text: self.told.emit(text, Tone.DONE))
        self._pane_timer.timeout.connect(self._read_pane)
        self._empty.asked.connect(self.load_requested)
        self.bridge.faulted.connect(self.model.clear_pending)
        self.bridge.broke.connect(self.model.clear_pending)

    # ------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Read the register again."""
        self.bridge.ask("Reading the register", read_register, self._show, today=clock.today())

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self.model.set_rows([])
        self.pane.show_nothing()
        self.filter.set_text("")

    def _show(self, data: RegisterData) -> None:
        who = profile.load()
        self._mine = Mine(who.name, who.organisation, who.subgroup)
        self._today = data.today
        self._folded = {row.uid: filtering.fold(row) for row in data.rows}
        self.editing.words = data.words
        self.editing.owners = data.owners
        self._owner_editor.choices = data.owners
        self._rating_editor.choices = {code: data.words.rating(code).word for code in Rating}
        others = self.own.known != data.own
        self.own.known = data.own
        self._words = data.words
        self._show_columns(data.rows)
        if others:  # a filter may ask for a column that is new, or called otherwise now
            self._filter(self.filter.box.text())
        self._stack.setCurrentIndex(0 if data.rows else 1)
        self._show_chips(data)
        self.counted.emit(str(len(data.rows)))
        self.period_read.emit(data.period)
        self._tell_count(())
        self.table.select_first()
        self._pane_timer.start()

    def _show_columns(self, rows: Sequence[RegisterRow] | None = None) -> None:
        """Show the columns chosen, with `rows` newly read or those there are."""
        before = [(column.name, column.spare) for column in self.model.columns]
        found = (*columns(self._words, self._today), *self.own.columns())
        self.model.set_columns(found, rows)
        if before == [(column.name, column.spare) for column in found]:
            return
        for at, column in enumerate(found):
            own = self.own.of(column.name)
            if own is not None:
                self.table.setItemDelegateForColumn(at, delegate_for(own, self.table))
        self.table.size_columns()

    def _show_chips(self, data: RegisterData) -> None:
        found = figures.count(data.rows, today=data.today, period=data.period)
        mine = filtering.select(
            data.rows, filtering.parse("is:mine"), today=data.today, mine=self._mine
        )
        self.filter.set_chips(
            (
                Chip("Mine", "is:mine", len(mine), "Your subgroup's, or owned by you"),
                Chip("Overdue", "is:overdue", len(found.overdue)),
                Chip("No owner", "no:owner", len(found.no_owner)),
                Chip("No evidence", "no:evidence", len(found.no_evidence)),
            )
        )
        self.filter.set_menus(_menus(data))

    def _filter(self, text: str) -> None:
        query = filtering.parse(text, self.own.known)
        self.model.set_filter(lambda rows: self._keep(rows, query))
        self._tell_count(query.problems)

    def _keep(self, rows: list[RegisterRow], query: filtering.Query) -> list[RegisterRow]:
        return filtering.select(
            rows, query, today=self._today, mine=self._mine, folded=self._folded
        )

    def _tell_count(self, problems: Sequence[str]) -> None:
        self.filter.tell(self.model.rowCount(), len(self.model.all_rows), problems)

    # ------------------------------------------------------------ the pane

    def _current_changed(self, uid: str) -> None:
        self.shown_changed.emit(uid)
        self._pane_timer.start()

    def _read_pane(self) -> None:
        uid = self.table.current_uid
        if not uid or self.bridge.facts is None:
            self.pane.show_nothing()
            return
        self.bridge.ask("Reading", pane_content.read, self._show_pane, uid=uid, today=clock.today())

    def _show_pane(self, content: PaneContent | None) -> None:
        if content is not None and content.uid == self.table.current_uid:
            self.pane.show_content(content)

    # ------------------------------------------------------------ actions

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        on = self._on_current
        return {
            "rate": lambda: on(self.editing.rate),
            "owner": lambda: on(self.editing.ask_owner),
            "due": lambda: on(self.editing.ask_due),
            "decide": lambda: on(self.deciding.ask_decision),
            "attach": lambda: on(self.attaching.attach),
            "withdraw": lambda: on(self.deciding.ask_withdraw),
            "periods": self.deciding.ask_periods,
            "why": lambda: on(self.ask_why),
            "erase": lambda: on(self.ask_erase),
            "own_columns": self.own.ask,
            "own_values": lambda: on(self.own.ask_values),
            "copy": self._copy,
            "find": self._find,
            "clear": self.filter.clear,
        }

    def _on_current(self, ask: Callable[[RegisterRow], object]) -> None:
        row = self.current
        if row is None:
            self.told.emit("Choose a recommendation in the list first.", Tone.NEWS)
        else:
            ask(row)

    def _tell(self, text: str) -> None:
        self.told.emit(text, Tone.NEWS)
        self.model.clear_pending()

    def _copy(self) -> None:
        many = self.table.copy_rows()
        if many:
            self.told.emit(f"Copied {counted(many, 'row')} as a table.", Tone.DONE)

    def _find(self) -> None:
        self.filter.box.setFocus()
        self.filter.box.selectAll()

    # ------------------------------------------------------------ editing

    @property
    def current(self) -> RegisterRow | None:
        """The row the person is on."""
        return self.model.find(self.table.current_uid)

    def _with(self, uid: str, ask: Callable[[RegisterRow], object]) -> None:
        row = self.model.find(uid)
        if row is not None:
            ask(row)

    def _attach(self, uid: str, names: Sequence[str]) -> None:
        row = self.model.find(uid)
        if row is not None:
            self.table.select(uid)
            self.attaching.attach(row, [Path(name) for name in names])

    def _make_current(self, update: str) -> None:
        self._with(self.pane.uid, lambda row: self.editing.make_current(row, update))

    def _settle(self, uid: str, field: str) -> None:
        row = self.model.find(uid)
        if row is not None:
            self.settling.settle(row, called(row), field)

    def ask_why(self, row: RegisterRow) -> None:
        """How the cell the person is on came to its value."""
        self.settling.why(row, called(row), self._field())

    def _field(self) -> str:
        """What the column the person is on is called: one of their own by its name."""
        column = self.model.columns[max(self.table.currentIndex().column(), 0)]
        own = self.own.of(column.name)
        return own.name if own else column.name

    def ask_erase(self, row: RegisterRow) -> None:
        """Ask what of the cell the person is on is to be erased for ever."""
        self.erasing.of_field(row.uid, called(row), self._field())

    def _open_evidence(self, uid: str) -> None:
        self.attaching.open_evidence(self.pane.uid, uid)

    def _edited(self, row: RegisterRow, column: Column[RegisterRow], value: object) -> None:
        own = self.own.of(column.name)
        if own is not None:
            self.own.type_value(row, own, str(value))
        elif column.name == "owner":
            self.editing.set_owner(row, str(value))
        elif column.name == "due":
            self.editing.type_due(row, str(value))
        elif isinstance(value, Rating) and value is not row.rating:
            self.editing.rate(row, value, at_once=True)
