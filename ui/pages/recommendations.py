"""The register: a table with a reading pane, filter, chips, inline edits and drops."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from marmot_tracker import profile
from marmot_tracker.services import filtering
from marmot_tracker.services.filtering import Mine
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from ui import theme
from ui.bridge import Bridge
from ui.messages import Questions
from ui.pages.list_columns import ListColumns
from ui.pages.list_filter import ListFilter
from ui.pages.page import Page
from ui.pages.printing import Printing
from ui.pages.register_columns import columns
from ui.pages.register_data import RegisterData, read_register
from ui.pages.row_commands import RowCommands
from ui.pages.since_pack import SincePack
from ui.pages.viewing import Viewing
from ui.settings import Settings
from ui.widgets import page_frame
from ui.widgets.empty import Empty
from ui.widgets.filter_bar import FilterBar
from ui.widgets.filter_keys import FilterKeys
from ui.widgets.nothing_fits import NothingFits
from ui.widgets.reading_pane import PaneContent, ReadingPane
from ui.widgets.table_model import TableModel
from ui.widgets.table_view import TableView

PANE_AFTER_MS = 40
"""How long the current row must stand still before the pane reads it."""

WHOLE_AFTER_MS = 20
"""A list that was read briefly is painted before it is read as a whole."""

ROW_ACTIONS = ("rate", "owner", "due", "decide", "attach", "why", "copy", "withdraw", "erase")
ROOMY = 73
"""From so many letters across, the pane stands beside the list, else beneath it."""
UID_LENGTH = 36
"""Letters of a uid: one word of filter words is never taken for it."""


class RecommendationsPage(Page):
    """The first page."""

    key: ClassVar[str] = "recommendations"
    words: ClassVar[str] = "Recommendations"
    depends_on: ClassVar[frozenset[str]] = frozenset(
        {
            *("recommendation", "status_update", "decision", "date_revision", "assignment"),
            *("post", "organisation", "subgroup", "principle", "reporting_period", "evidence"),
            *(
                "evidence_link",
                "action",
                "extra_column",
                "extra_value",
                "source_report",
                "programme",
            ),
            *("recommendation_tie", "interested_subgroup", "saved_view", "pack"),
        }
    )

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
        self.model: TableModel[RegisterRow] = TableModel(columns(Words(), bridge.today), self)
        self.filter = FilterBar()
        told = "\n".join(f"{field}:  {words}" for field, words in filtering.FIELDS.items())
        self.filter.box.setToolTip(f"Words to look for, and words with a colon:\n{told}")
        self.table = TableView("Recommendations")
        self.table.shares = {"text": 5, "owner": 2}
        self.table.show_model(self.model)
        NothingFits(self.table, self.model)
        self.pane = ReadingPane()
        self.commands = RowCommands(bridge, questions, store, self.table, self.pane, self)
        self.commands.watch(self.model)
        self.own = self.commands.own
        self.viewing = Viewing(bridge, self.filter, self.table, self)
        self.filter.add_button(self.viewing.button)
        self.since_pack = SincePack(bridge, self)
        self.printing = Printing(bridge, self.filter, self.table, self.model, self)
        self._empty = Empty()
        self.columns = ListColumns(self.model, self.table, self.own, store, self)
        self.list_filter = ListFilter(self.filter, self.table, self.columns, self.own, self)
        self._folded: Mapping[str, str] | None = None
        self._mine = Mine()
        self._today = self.bridge.today
        self._pane_timer = QTimer(self)
        self._pane_timer.setSingleShot(True)
        self._pane_timer.setInterval(PANE_AFTER_MS)
        self._lay_out()
        self._connect()

    # ------------------------------------------------------------ building

    def _lay_out(self) -> None:
        load = self._load = QPushButton("Load…")
        load.setToolTip("Load a list or report (Ctrl+L)")
        load.setAccessibleName("Load a list or report")
        load.clicked.connect(lambda: self.wished.emit("load"))
        send = self._send = QPushButton("Send returns…")
        send.clicked.connect(lambda: self.wished.emit("send_returns"))
        send.hide()
        self._sends, self._asks = True, False
        pack = self._pack = QPushButton("Audit pack…")
        pack.setProperty("kind", "primary")
        pack.clicked.connect(lambda: self.wished.emit("pack"))
        self.table.setMinimumWidth(theme.STEP * 50)
        self.splitter = page_frame.Beside(self.table, self.pane, steps=(85, 43), roomy=ROOMY)
        self._stack = page_frame.either(page_frame.column(self.filter, self.splitter), self._empty)
        page_frame.lay_out(self, self.words, self._stack, buttons=(load, send, pack))
        self._empty.tell(
            "No recommendations yet",
            "Load the report itself, in Word or as a PDF, or its list in a workbook or a CSV file. "
            "Nothing is taken in before you have seen it line by line.",
            "Load a list or report…",
        )

    def _connect(self) -> None:
        self.filter.changed.connect(self._filter)
        FilterKeys(self.filter.box, self.table)
        self.table.current_changed.connect(self._current_changed)
        self.table.stepped_aside.connect(self.filter.tell_aside)
        self.commands.told.connect(self.told)
        self.viewing.told.connect(self.told)
        self.printing.told.connect(self.told)
        self.printing.offered.connect(self.offered)
        self.since_pack.read.connect(self.refresh)
        self.commands.offered.connect(self.offered)
        self.commands.asked.connect(self.asked)
        self.commands.let_go.connect(self.let_go)
        self._pane_timer.timeout.connect(self._read_pane)
        self._empty.asked.connect(lambda: self.wished.emit("load"))
        self.bridge.faulted.connect(self.model.clear_pending)
        self.bridge.broke.connect(self.model.clear_pending)

    # ------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Read the register again."""
        who = profile.load()
        self._mine = Mine(who.name, who.organisation, who.subgroup)
        self.model.may_write = self.bridge.may_write
        self.pane.set_may_write(self.bridge.may_write)
        self._load.setEnabled(self.bridge.may_write)
        self.bridge.ask(
            "Reading the register",
            read_register,
            self._show,
            today=self.bridge.today,
            mine=self._mine,
            held=self.since_pack.held,
            at_first=not self.model.all_rows,
        )

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        self.model.set_rows([])
        self.since_pack.clear()
        self.pane.show_nothing()
        self.filter.set_text("")

    def show_switch(self, *, chair: bool, everything: bool) -> None:
        """Offer what officers do, or leave that to the menu: for a chair it lies under *More*."""
        self._load.setVisible(everything)
        self._sends = everything
        self._send.setVisible(self._sends and self._asks)

    def offering(self) -> tuple[QWidget | None, Sequence[str]]:
        """Its list, and what a right click on a row offers."""
        return self.table, ROW_ACTIONS

    def show_asked(self, what: object) -> None:
        """Show the rows that these filter words find, or the row with this uid."""
        words = str(what)
        if len(words) == UID_LENGTH and " " not in words:
            self.filter.clear()
            self.table.select(words)
        else:
            self.filter.set_text(words)

    def take_focus(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus()

    def _show(self, data: RegisterData) -> None:
        self._today = data.today
        self._folded = data.folded
        self.commands.read(data)
        others = self.own.known != data.own
        if not data.brief:
            self.since_pack.follow(data.pack, data.changed)
        self.columns.read(data)
        self.list_filter.read(data)
        self.viewing.show_known(data.views)
        if others:  # a filter may ask for a column that is new, or called otherwise now
            self._filter(self.filter.box.text())
        self._stack.setCurrentIndex(0 if data.rows else 1)
        self._pack.setVisible(bool(data.rows))
        self._asks = bool(data.rows and data.period) and self.bridge.may_write
        self._send.setVisible(self._sends and self._asks)
        if not data.brief:
            self._show_chips(data)
        self.counted.emit(str(len(data.rows)))
        self.period_read.emit(data.period)
        self._tell_count(self._problems(filtering.parse(self.filter.text, self.own.known)))
        self.table.select_first()
        self._pane_timer.start()
        if data.brief:
            QTimer.singleShot(WHOLE_AFTER_MS, self, self._read_whole)

    def _read_whole(self) -> None:
        if self.bridge.facts is not None:
            self.refresh()

    def _show_chips(self, data: RegisterData) -> None:
        self.filter.set_chips((*data.chips, self.since_pack.chip()))
        self.filter.set_menus(data.menus)

    def _filter(self, text: str) -> None:
        query = filtering.parse(text, self.own.known)
        self.model.set_filter(lambda rows: self._keep(rows, query))
        self._tell_count(self._problems(query))

    def _problems(self, query: filtering.Query) -> tuple[str, ...]:
        """What was not understood, or cannot be answered yet."""
        told = self.since_pack.problem() if query.asks_pack else ""
        return (*query.problems, told) if told else query.problems

    def _keep(self, rows: list[RegisterRow], query: filtering.Query) -> list[RegisterRow]:
        return filtering.select(
            rows,
            query,
            today=self._today,
            mine=self._mine,
            folded=self._folded,
            since_pack=self.since_pack.changed,
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
        from ui.pages import pane_content

        self.bridge.ask(
            "Reading", pane_content.read, self._show_pane, uid=uid, today=self.bridge.today
        )

    def _show_pane(self, content: PaneContent | None) -> None:
        if content is not None and content.uid == self.table.current_uid:
            self.pane.show_content(content)

    # ------------------------------------------------------------ actions

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {
            **self.commands.handlers(),
            **self.viewing.handlers(),
            **self.printing.handlers(),
            "find": self._find,
            "columns": self.columns.ask,
            "clear": self.filter.clear,
        }

    @property
    def current(self) -> RegisterRow | None:
        """The row the person is on."""
        return self.commands.current

    def _find(self) -> None:
        self.filter.box.setFocus()
        self.filter.box.selectAll()
