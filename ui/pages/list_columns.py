"""Which columns the register shows, in which order and how wide: as each person arranged them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QWidget

from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import DecisionCode, Rating
from ui import settings
from ui.pages.own_columns import OwnColumns
from ui.pages.register_columns import every_column
from ui.pages.register_data import RegisterData
from ui.settings import Settings
from ui.widgets.date_field import SHAPE
from ui.widgets.delegates import ChipDelegate, ChoiceDelegate, DateDelegate, RatingDelegate
from ui.widgets.own_delegates import LineDelegate, OwnChoiceDelegate, delegate_for
from ui.widgets.table_model import Column, TableModel
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from ui.dialogs.columns import Offered

Columns = tuple[Column[RegisterRow], ...]


@dataclass(slots=True)
class Arrangement:
    """What the person chose: names in order, by name whether shown, and widths in letters."""

    order: list[str] = field(default_factory=list)
    shown: dict[str, bool] = field(default_factory=dict)
    widths: dict[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, kept: str) -> Arrangement:
        """As kept; what cannot be read counts as nothing chosen."""
        try:
            found = json.loads(kept)
        except ValueError:
            return cls()
        if not isinstance(found, dict):
            return cls()
        order, shown, widths = (found.get(name) for name in ("order", "shown", "widths"))
        return cls(
            [str(name) for name in order] if isinstance(order, list) else [],
            {str(k): bool(v) for k, v in shown.items()} if isinstance(shown, dict) else {},
            {str(k): float(v) for k, v in widths.items() if isinstance(v, int | float)}
            if isinstance(widths, dict)
            else {},
        )

    def written(self) -> str:
        """As it is kept."""
        return json.dumps(
            {"order": self.order, "shown": self.shown, "widths": self.widths}, ensure_ascii=False
        )

    def in_order(self, columns: Iterable[Column[Any]]) -> list[Column[Any]]:
        """Columns as arranged; one that was not stands after the one it follows by itself."""
        by_name = {column.name: column for column in columns}
        names = [name for name in self.order if name in by_name]
        before = ""
        for name in by_name:
            if name not in names:
                names.insert(names.index(before) + 1 if before in names else len(names), name)
            before = name
        return [by_name[name] for name in names]


class ListColumns(QObject):
    """Shows the chosen columns in the table, each with its editor; keeps what the person changes."""

    changed = Signal()

    def __init__(
        self,
        model: TableModel[RegisterRow],
        table: TableView,
        own: OwnColumns,
        store: Settings | None,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._model = model
        self._table = table
        self._own = own
        self._store = store
        self._window = window
        kept = store.get(settings.REGISTER_COLUMNS) if store is not None else ""
        self._chosen = Arrangement.read(kept)
        self._words = Words()
        self._today: date | None = None
        self._editors: dict[str, QAbstractItemDelegate] = {}
        self._placed: tuple[tuple[str, int], ...] = ()
        self._owners, self._subgroups = ChoiceDelegate(table), ChoiceDelegate(table, "Subgroup")
        self._rating = RatingDelegate(table)
        table.editor_of = self._editor_of
        table.arranged.connect(self._keep)
        table.choose_columns = self.choose
        own.changed.connect(self.show)

    # ------------------------------------------------------------ showing

    def read(self, data: RegisterData) -> None:
        """Take what columns and editors need from a new reading, and show its rows."""
        self._words, self._today = data.words, data.today
        self._owners.choices = data.owners
        self._subgroups.choices = data.subgroups
        self._rating.choices = {code: data.words.rating(code).word for code in Rating}
        if not self._editors or self._own.known != data.own:
            self._make_editors(data)
        self._own.known = data.own
        self.show(data.rows)

    def _make_editors(self, data: RegisterData) -> None:
        table = self._table
        principles = tuple(f"{number} {short}" for number, short in data.principles)
        decisions = tuple(data.words.decision(code) for code in DecisionCode)
        self._editors = {
            "owner": self._owners,
            "subgroup": self._subgroups,
            "rating": self._rating,
            "suggested": ChipDelegate(table),
            "due": DateDelegate("Due date", f"{SHAPE} or ongoing", table),
            "principle": OwnChoiceDelegate("Principle", principles, table),
            "decision": OwnChoiceDelegate("Decision", decisions, table),
        }
        self._placed = ()

    def show(self, rows: Sequence[RegisterRow] | None = None) -> None:
        """Show the columns chosen, with `rows` newly read or those there are."""
        if self._today is None:
            return
        found = self._arranged()
        self._table.widths = dict(self._chosen.widths)
        self._model.set_columns(found, rows)
        if self._placed != (placed := tuple((each.name, each.spare) for each in found)):
            self._placed = placed
            self._table.place_editors()
            self._table.size_columns()
            self.changed.emit()

    def _every(self) -> Columns:
        assert self._today is not None
        return every_column(self._words, self._today)

    def _arranged(self) -> Columns:
        shown = self._chosen.shown
        found = [
            replace(column, spare=0) if shown.get(column.name) else column
            for column in self._every()
            if shown.get(column.name, not column.optional)
        ]
        return tuple(self._chosen.in_order([*found, *self._own.columns()]))

    def _editor_of(self, column: Column[Any]) -> QAbstractItemDelegate | None:
        found = self._editors.get(column.name)
        if found is None and column.editable:
            own = self._own.of(column.name)
            found = (
                delegate_for(own, self._table)
                if own is not None
                else LineDelegate(column.full_name, "", right=False, parent=self._table)
            )
        return found

    # ------------------------------------------------------------ choosing

    @property
    def every(self) -> Columns:
        """Every column there is, shown or not, as arranged; the place's own among them."""
        return tuple(self._chosen.in_order([*self._every(), *self._own.columns(every=True)]))

    def ask(self) -> None:
        """Let the person tick, order and reset columns."""
        if self._today is None:
            return
        from ui.dialogs.columns import ColumnsDialog, Offered

        shown = {column.name for column in self._model.columns}
        dialog = ColumnsDialog(
            self._window,
            [Offered(each.name, each.full_name, each.name in shown) for each in self.every],
        )
        dialog.accepted.connect(lambda: self._take(dialog.value()))
        dialog.reset_requested.connect(self.reset)
        dialog.open()

    def hide(self, name: str) -> None:
        """Show a column no longer."""
        self._set_shown(name, False)
        self._write()

    def choose(self, names: Sequence[str]) -> None:
        """Show these columns in this order and no others, as far as they are there."""
        known = {column.name for column in self.every}
        wanted = [name for name in names if name in known]
        if not wanted:
            return
        for name in known:
            self._set_shown(name, name in wanted)
        self._chosen.order = wanted
        self._write()

    def reset(self) -> None:
        """Columns, order and widths as they are at first."""
        self._chosen = Arrangement()
        self._own.forget_shown()
        self._write()

    def _take(self, offered: Sequence[Offered]) -> None:
        showing = {column.name for column in self._model.columns}
        for each in offered:
            if each.shown != (each.name in showing):
                self._set_shown(each.name, each.shown)
        self._chosen.order = [each.name for each in offered]
        self._write()

    def _set_shown(self, name: str, shown: bool) -> None:
        own = self._own.of(name)
        if own is not None:
            self._own.keep_shown(own.name, shown)
        else:
            self._chosen.shown[name] = shown

    def _keep(self) -> None:
        """The person dragged a heading or its edge."""
        self._chosen.order = [column.name for column in self._model.columns]
        self._chosen.widths = dict(self._table.widths)
        self._store_it()

    def _write(self) -> None:
        self._store_it()
        self.show()

    def _store_it(self) -> None:
        if self._store is not None:
            self._store.put(settings.REGISTER_COLUMNS, self._chosen.written())
