"""What is done to the rows of the register: each action, each wish of the pane, each edited cell.

The parts it is made of (rating and dates, evidence, decisions ...) each have a module of their own;
this one knows which row is meant and hands it to the part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import Rating
from ui.bridge import Bridge
from ui.messages import Questions, Tone
from ui.pages.calling import called
from ui.pages.own_columns import OwnColumns
from ui.settings import Settings
from ui.widgets.reading_pane import ReadingPane
from ui.widgets.table_model import Column, TableModel
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from marmot_tracker.exchange.dropped import Dropped
    from ui.pages.asking_why import AskingWhy
    from ui.pages.attaching import Attaching
    from ui.pages.cells import Cells
    from ui.pages.deciding import Deciding
    from ui.pages.editing import Editing
    from ui.pages.erasing import Erasing
    from ui.pages.putting_back import PuttingBack
    from ui.pages.register_data import RegisterData


class RowCommands(QObject):
    """`told(text, tone)` and `offered(text, words, then)` are news, as a page's are.

    `let_go(paths)` hands on what was dropped on a row and is no evidence.
    """

    told = Signal(str, object)
    offered = Signal(str, str, object)
    asked = Signal(str, object)
    let_go = Signal(object)

    def __init__(
        self,
        bridge: Bridge,
        questions: Questions,
        store: Settings | None,
        table: TableView,
        pane: ReadingPane,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._bridge, self._questions, self._window = bridge, questions, window
        self._table = table
        self._pane = pane
        self._data: RegisterData | None = None
        self.own = OwnColumns(bridge, questions, store, window)

    # What only a command needs is loaded when the first one is given.

    @cached_property
    def editing(self) -> Editing:
        """Rating, owner, due date."""
        from ui.pages.editing import Editing

        part = Editing(self._bridge, self._window)
        part.offered.connect(self.offered)
        part.saved.connect(lambda text: self.told.emit(text, Tone.SAVED))
        self._watch_part(part)
        if self._data is not None:
            part.words, part.owners = self._data.words, self._data.owners
        return part

    @cached_property
    def attaching(self) -> Attaching:
        """Evidence."""
        from ui.pages.attaching import Attaching

        part = Attaching(self._bridge, self._questions, self._window)
        part.saved.connect(lambda text: self.told.emit(text, Tone.SAVED))
        self._watch_part(part)
        return part

    @cached_property
    def deciding(self) -> Deciding:
        """Decisions, withdrawals, periods."""
        from ui.pages.deciding import Deciding

        part = Deciding(self._bridge, self._window)
        part.told.connect(lambda text: self.told.emit(text, Tone.DONE))
        return part

    @cached_property
    def asking_why(self) -> AskingWhy:
        """Why a value is what it is."""
        from ui.pages.asking_why import AskingWhy

        return AskingWhy(self._bridge, self._window)

    @cached_property
    def erasing(self) -> Erasing:
        """What goes for ever."""
        from ui.pages.erasing import Erasing

        part = Erasing(self._bridge, self._window)
        part.told.connect(self._tell)
        return part

    @cached_property
    def putting_back(self) -> PuttingBack:
        """What an entry of the history did, undone."""
        from ui.pages.putting_back import PuttingBack

        part = PuttingBack(self._bridge, self._window)
        part.told.connect(lambda text: self.told.emit(text, Tone.DONE))
        return part

    @cached_property
    def cells(self) -> Cells:
        """Many cells at once."""
        from ui.pages.cells import Cells

        part = Cells(self._bridge, self._window)
        part.started.connect(self._model.set_pending)
        part.told.connect(self._tell_of_cells)
        if self._data is not None:
            part.read(self._data)
        return part

    def read(self, data: RegisterData) -> None:
        """The register was read anew: dialogs and editors offer what it says."""
        self._data = data
        if "editing" in vars(self):
            self.editing.words, self.editing.owners = data.words, data.owners
        if "cells" in vars(self):
            self.cells.read(data)

    def watch(self, model: TableModel[RegisterRow]) -> None:
        """Answer the list's and the pane's wishes for the rows of `model`."""
        self._model = model
        model.on_edit = self._edited
        self._table.files_dropped.connect(self._attach)
        self._table.row_opened.connect(lambda _uid: self._pane.take_focus())
        self._watch_pane(self._pane)
        self._watch_part(self.own)
        self._table.asked.connect(self._key)

    def _watch_part(self, part: Editing | Attaching | OwnColumns) -> None:
        part.started.connect(self._model.set_pending)
        part.told.connect(self._tell)

    def _watch_pane(self, pane: ReadingPane) -> None:
        pane.rate_requested.connect(lambda uid: self._with(uid, self.editing.rate))
        pane.owner_requested.connect(lambda uid: self._with(uid, self.editing.ask_owner))
        pane.due_requested.connect(lambda uid: self._with(uid, self.editing.ask_due))
        pane.decide_requested.connect(lambda uid: self._with(uid, self.deciding.ask_decision))
        pane.attach_requested.connect(lambda uid: self._with(uid, self.attaching.attach))
        pane.own_requested.connect(lambda uid: self._with(uid, self.own.ask_values))
        pane.current_requested.connect(self._make_current)
        pane.action_requested.connect(
            lambda code, uid: self._with(
                self._pane.uid, lambda row: self.editing.change_action(row, code, uid)
            )
        )
        pane.settle_requested.connect(self._settle)
        pane.files_dropped.connect(self._attach)
        pane.evidence_opened.connect(lambda uid: self.attaching.open_evidence(pane.uid, uid))
        pane.sensitivity_requested.connect(lambda uid: self.attaching.check_evidence(uid))  # noqa: PLW0108  not made yet
        pane.put_back_requested.connect(self._put_back)
        pane.why_requested.connect(self._why_of_fact)
        pane.entry_erasure_requested.connect(lambda change: self.erasing.of_entry(change))  # noqa: PLW0108  not made yet
        pane.evidence_erasure_requested.connect(lambda uid: self.erasing.of_evidence(uid))  # noqa: PLW0108  not made yet

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each action on a row does."""
        on = self._on_current
        return {
            "rate": lambda: on(self.editing.rate),
            "owner": lambda: on(self.editing.ask_owner),
            "due": lambda: on(self.editing.ask_due),
            "decide": lambda: on(self.deciding.ask_decision),
            "attach": lambda: on(self.attaching.attach),
            "withdraw": lambda: on(self.deciding.ask_withdraw),
            "periods": lambda: self.deciding.ask_periods(),  # noqa: PLW0108  not made yet
            "why": lambda: on(self.ask_why),
            "erase": lambda: on(self.ask_erase),
            "own_columns": self.own.ask,
            "own_values": lambda: on(self.own.ask_values),
            "copy": self._copy,
            "paste": self._paste,
            "fill_down": self._fill_down,
            "bulk": self._change_several,
            "next": lambda: self._table.step(1),
            "previous": lambda: self._table.step(-1),
        }

    @property
    def current(self) -> RegisterRow | None:
        """The row the person is on."""
        return self._model.find(self._table.current_uid)

    def ask_why(self, row: RegisterRow) -> None:
        """How the cell the person is on came to its value."""
        self.asking_why.of_field(row.uid, called(row), self._field(), self._table)

    def ask_erase(self, row: RegisterRow) -> None:
        """Ask what of the cell the person is on is to be erased for ever."""
        self.erasing.of_field(row.uid, called(row), self._field())

    # ------------------------------------------------------------ which row

    def _on_current(self, ask: Callable[[RegisterRow], object]) -> None:
        row = self.current
        if row is None:
            self.told.emit("Choose a recommendation in the list first.", Tone.NEWS)
        else:
            ask(row)

    def _with(self, uid: str, ask: Callable[[RegisterRow], object]) -> None:
        row = self._model.find(uid)
        if row is not None:
            ask(row)

    def _field(self) -> str:
        """What the column the person is on is called: one of their own by its name."""
        column = self._model.columns[max(self._table.currentIndex().column(), 0)]
        own = self.own.of(column.name)
        return own.name if own else column.name

    def _tell(self, text: str) -> None:
        self.told.emit(text, Tone.NEWS)
        self._model.clear_pending()

    def _tell_of_cells(self, text: str, tone: Tone) -> None:
        self.told.emit(text, tone)
        if tone is Tone.NEWS:  # nothing may have changed, and then no list is read again
            self._model.clear_pending()

    @property
    def chosen(self) -> list[RegisterRow]:
        """The chosen rows, from top to bottom."""
        found = (self._model.find(uid) for uid in self._table.selected_uids())
        return [row for row in found if row is not None]

    # ------------------------------------------------------------ many cells

    def _key(self, what: str) -> None:
        """A key of the list that writes."""
        column = self._table.current_column()
        if column is None or not self._model.may_write:
            return
        if what == "clear":
            self.cells.clear(self.chosen, column)
        elif what == "today":
            self.cells.put_today(self.chosen, column)

    def _fill_down(self) -> None:
        column, rows = self._table.current_column(), self.chosen
        if column is not None and rows:
            self.cells.fill_down(rows[0], rows[1:], column)

    def _change_several(self) -> None:
        rows = self.chosen
        if rows:
            self.cells.ask(rows)
        else:
            self.told.emit("Choose the recommendations to change first.", Tone.NEWS)

    def _paste(self) -> None:
        """A table goes into cells; a picture or files are evidence for the row."""
        from ui.pages.cells import clipboard, holds_table

        data = clipboard()
        if not holds_table(data):
            self._on_current(lambda row: self._paste_evidence(row, data))
            return
        self.cells.paste(
            data,
            rows=self._model.shown_rows,
            every=self._model.all_rows,
            chosen=self._table.selected_uids(),
            columns=[self._model.columns[at] for at in self._table.shown_places()],
            column=self._place(),
            named=self._model.columns,
        )

    def _paste_evidence(self, row: RegisterRow, data: QMimeData) -> None:
        if not self.attaching.paste_clipboard(row, data):
            self.told.emit("There is nothing on the clipboard that can be pasted here.", Tone.NEWS)

    def _place(self) -> int:
        """The place of the current column among those shown."""
        shown, at = self._table.shown_places(), self._table.currentIndex().column()
        return shown.index(at) if at in shown else 0

    # ------------------------------------------------------------ what is done

    def _copy(self) -> None:
        many = self._table.copy_rows()
        if many:
            self.told.emit(f"Copied {counted(many, 'row')} as a table.", Tone.DONE)

    def _attach(self, uid: str, names: Sequence[str]) -> None:
        """Attach what was dropped; a return or a tracker that fell on a row is handed on."""
        row, paths = self._model.find(uid), [Path(name) for name in names]
        if row is None:
            return
        from marmot_tracker.exchange.dropped import kinds_of, may_be_ours

        self._table.select(uid)
        if any(map(may_be_ours, paths)):
            self._bridge.read(
                "Looking at what came",
                lambda _snapshot, progress: kinds_of(paths, progress=progress),
                partial(self._attach_or_hand_on, row),
            )
        else:
            self.attaching.attach(row, paths)

    def _attach_or_hand_on(self, row: RegisterRow, found: Sequence[Dropped]) -> None:
        paths = [each.path for each in found]
        if any(each.is_ours for each in found):
            self.let_go.emit(paths)
        else:
            self.attaching.attach(row, paths)

    def _make_current(self, update: str) -> None:
        self._with(self._pane.uid, lambda row: self.editing.make_current(row, update))

    def _why_of_fact(self, field: str) -> None:
        row = self._model.find(self._pane.uid)
        if row is not None:
            self.asking_why.of_field(row.uid, called(row), field, self._pane)

    def _put_back(self, change: str) -> None:
        row = self._model.find(self._pane.uid)
        if row is not None:
            self.putting_back.of_recommendation(change, uid=row.uid, words=called(row))

    def _settle(self, uid: str, field: str) -> None:
        row = self._model.find(uid)
        if row is not None:
            self.asked.emit("two_answers", f"{uid}|{field}")

    def _edited(self, row: RegisterRow, column: Column[RegisterRow], value: object) -> None:
        own = self.own.of(column.name)
        if own is not None:
            self.own.type_value(row, own, str(value))
        elif column.name == "owner":
            self.editing.set_owner(row, str(value))
        elif column.name == "due":
            self.editing.type_due(row, str(value))
        elif column.name == "rating":
            if isinstance(value, Rating) and value is not row.rating:
                self.editing.rate(row, value, at_once=True)
        elif column.field:
            self.cells.type_value(row, column, str(value))
