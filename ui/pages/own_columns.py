"""The place's own columns in the register: which are shown, how, and what the person changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import extras
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import day
from marmot_tracker.trail.history import ERASED
from marmot_tracker.vocabulary import ExtraType
from ui import settings
from ui.bridge import Bridge
from ui.messages import Choice, Questions
from ui.pages.calling import called
from ui.settings import Settings
from ui.widgets.table_model import Cell, Column, Tone

if TYPE_CHECKING:
    from ui.dialogs.own_columns import ColumnAnswer, ColumnLine, OwnColumnsDialog

OWN = "own:"
"""Begins the name of a column of the register that is one of the place's own."""
WIDTHS = {
    ExtraType.TEXT: 14,
    ExtraType.CHOICE: 12,
    ExtraType.DATE: 10,
    ExtraType.NUMBER: 9,
    ExtraType.YES_NO: 6,
}
FIRST_ASIDE = 10
"""A column that nobody asked for steps aside before any other where there is no room."""


class OwnColumns(QObject):
    """`started(uid, column)` tells which cell waits for its edit; `told` is news; `changed`
    that other columns are to be shown.
    """

    started = Signal(str, str)
    told = Signal(str)
    changed = Signal()

    def __init__(
        self, bridge: Bridge, questions: Questions, store: Settings | None, window: QWidget
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._questions = questions
        self._store = store
        self._window = window
        self.known: tuple[ExtraColumnFacts, ...] = ()

    # ------------------------------------------------------------ which are shown

    def columns(self, *, every: bool = False) -> tuple[Column[RegisterRow], ...]:
        """The columns to show: those asked for always, the others where there is room.

        With `every` those that nobody wants to see, too.
        """
        chosen = self._chosen()
        return tuple(
            _column(column, spare=0 if chosen.get(column.name) else FIRST_ASIDE + at)
            for at, column in enumerate(self.known)
            if every or chosen.get(column.name, True)
        )

    def of(self, name: str) -> ExtraColumnFacts | None:
        """The column behind a column of the register; None for any other."""
        return next((each for each in self.known if f"{OWN}{each.uid}" == name), None)

    def show_column(self, name: str, shown: bool) -> None:
        """Show a column or not, from now on and on this computer."""
        self.keep_shown(name, shown)
        self.changed.emit()

    def keep_shown(self, name: str, shown: bool) -> None:
        """Remember whether a column is to be shown."""
        if self._store is not None:
            chosen = {**self._chosen(), name: shown}
            self._store.put(settings.OWN_COLUMNS, json.dumps(chosen, ensure_ascii=False))

    def forget_shown(self) -> None:
        """Forget what the person chose for the columns in use here."""
        if self._store is not None:
            here = {column.name for column in self.known}
            kept = {name: shown for name, shown in self._chosen().items() if name not in here}
            self._store.put(settings.OWN_COLUMNS, json.dumps(kept, ensure_ascii=False))

    def _chosen(self) -> Mapping[str, bool]:
        """By name: what the person asked for; nothing where they never did."""
        try:
            found = json.loads(self._store.get(settings.OWN_COLUMNS)) if self._store else {}
        except ValueError:
            found = {}
        return found if isinstance(found, dict) else {}

    # ------------------------------------------------------------ filling in

    def type_value(self, row: RegisterRow, column: ExtraColumnFacts, typed: str) -> None:
        """Write what was typed into a cell; a date that can be read two ways is asked about."""
        now = row.extra.get(column.name, "")
        if typed == now.replace(ERASED, "") and column.name not in row.marks:
            return
        try:
            extras.stored_value(column.type, typed, name=column.name, choices=column.choices)
        except TrackerError as fault:
            meant = self._ask_day(typed) if column.type is ExtraType.DATE else ""
            if not meant:
                self.told.emit(str(fault))
                return
            typed = meant
        self.started.emit(row.uid, f"{OWN}{column.uid}")
        self._bridge.do(
            f"Set {column.name} of {called(row)}",
            extras.set_value,
            recommendation=row.uid,
            column=column.uid,
            value=typed,
            checked=True,
        )

    def _ask_day(self, typed: str) -> str:
        """The day that somebody meant by what cannot be read without guessing; empty for none."""
        from marmot_tracker.exchange.corrections import DateOrder
        from marmot_tracker.exchange.dates import read_date

        found = [read_date(typed, order) for order in (DateOrder.AS_FOUND, DateOrder.MONTH_FIRST)]
        days = dict.fromkeys(day(each.day) for each in found if each.day)
        if not days:
            return ""
        return self._questions.ask(
            self._window,
            f"Which day is “{typed}”?",
            "Written out as day, month and year it cannot be misread.",
            tuple(Choice(each, each) for each in days),
        )

    def ask_values(self, row: RegisterRow) -> None:
        """Ask for what the columns say of a recommendation."""
        if not self.known:
            self.ask()
            return
        from ui.dialogs.own_values import OwnValuesDialog

        dialog = OwnValuesDialog(self._window, name=called(row), columns=self.known, now=row.extra)

        def answered(values: dict[str, str]) -> None:
            self._bridge.do(
                f"Set own columns of {called(row)}",
                extras.set_values,
                then=lambda _none: dialog.finish(),
                failed=self._refused_by(dialog),
                recommendation=row.uid,
                values=values,
            )

        dialog.answered.connect(answered)
        dialog.open()

    # ------------------------------------------------------------ the columns themselves

    def ask(self) -> None:
        """List the columns, and let the person add and change them."""
        from ui.dialogs.own_columns import OwnColumnsDialog

        dialog = OwnColumnsDialog(self._window)
        dialog.answered.connect(lambda answer: self._save(answer, dialog))
        dialog.put_away_requested.connect(lambda uid, away: self._put_away(uid, away, dialog))

        def then(found: Sequence[tuple[ExtraColumnFacts, int]]) -> None:
            dialog.show_columns(self._lines(found))
            dialog.open()

        self._bridge.ask("Reading the columns", _listed, then)

    def _save(self, answer: ColumnAnswer, dialog: OwnColumnsDialog) -> None:
        def write(session: Any) -> tuple[str, Sequence[tuple[ExtraColumnFacts, int]]]:
            uid = _write(session, answer)
            session.flush()
            return uid, _listed(session)

        def then(found: tuple[str, Sequence[tuple[ExtraColumnFacts, int]]]) -> None:
            self.show_column(answer.name, answer.shown)
            dialog.show_columns(self._lines(found[1]), found[0] if answer.uid else "")

        verb = "Change" if answer.uid else "Add"
        self._bridge.do(
            f"{verb} column {answer.name}",
            write,
            then=then,
            failed=self._refused_by(dialog, dialog.offer_force if answer.uid else None),
        )

    def _put_away(self, uid: str, away: bool, dialog: OwnColumnsDialog) -> None:
        from marmot_tracker.services import own_columns

        def write(session: Any) -> Sequence[tuple[ExtraColumnFacts, int]]:
            (own_columns.put_away if away else own_columns.bring_back)(session, column=uid)
            session.flush()
            return _listed(session)

        self._bridge.do(
            "Put a column away" if away else "Bring a column back",
            write,
            then=lambda found: dialog.show_columns(self._lines(found), uid),
            failed=self._refused_by(dialog),
        )

    def _lines(self, found: Sequence[tuple[ExtraColumnFacts, int]]) -> list[ColumnLine]:
        from ui.dialogs.own_columns import ColumnLine

        chosen = self._chosen()
        return [
            ColumnLine(facts.uid, facts, filled, chosen.get(facts.name, True))
            for facts, filled in found
        ]

    def _refused_by(
        self, dialog: Any, also: Callable[[], object] | None = None
    ) -> Callable[[TrackerError], None]:
        """Tells a fault in the dialog, or in the message bar once that is put away."""

        def refused(fault: TrackerError) -> None:
            if not dialog.refuse(fault):
                self._bridge.faulted.emit(fault)
            elif also is not None:
                also()

        return refused


def _write(session: Any, answer: ColumnAnswer) -> str:
    """Write a column as the person gave it; its uid."""
    from marmot_tracker.services import own_columns

    if not answer.uid:
        return own_columns.add(session, name=answer.name, type=answer.type, choices=answer.choices)
    now = next(each for each in extras.columns(session, retired=True) if each.uid == answer.uid)
    if answer.name != now.name:
        own_columns.rename(session, column=answer.uid, name=answer.name)
    if answer.type is not now.type or answer.choices != now.choices:
        own_columns.retype(
            session,
            column=answer.uid,
            type=answer.type,
            choices=answer.choices,
            force=answer.force,
        )
    return answer.uid


def _listed(session: Any) -> Sequence[tuple[ExtraColumnFacts, int]]:
    """Every column with how many recommendations fill it in."""
    from marmot_tracker.services import own_columns

    filled = own_columns.filled(session)
    return [(each, filled.get(each.uid, 0)) for each in extras.columns(session, retired=True)]


def _column(column: ExtraColumnFacts, *, spare: int) -> Column[RegisterRow]:
    name, right = column.name, column.type is ExtraType.NUMBER

    def cell(row: RegisterRow) -> Cell:
        said = row.extra.get(name, "")
        tone = Tone.QUIET if said == ERASED else Tone.PLAIN
        if name in row.marks:
            return Cell(said, Tone.MISSING, "two answers", right=right)
        return Cell(said, tone, lines=2, right=right)

    return Column(
        f"{OWN}{column.uid}",
        name,
        cell,
        lambda row: extras.sort_key(column.type, row.extra.get(name, "")),
        width=max(WIDTHS[column.type], min(len(name), 16)),
        spoken=lambda row: f"{name}: {row.extra.get(name) or 'nothing'}",
        tip=lambda row: row.extra.get(name, ""),
        copied=lambda row: row.extra.get(name, ""),
        editable=True,
        right=right,
        spare=spare,
        field=f"{OWN}{column.uid}",
        filter=f'"{name}"',
    )
