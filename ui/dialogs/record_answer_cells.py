"""A return as cells to fill in: what is typed, what a text offers, and what was taken from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QStyleOptionViewItem, QWidget

from marmot_tracker import clock
from marmot_tracker.exchange.pasted_answers import Offered, how_words
from marmot_tracker.services.answer_form import ALWAYS_ASKED, AnswerForm, FormRow
from marmot_tracker.services.return_form import FIELD_WORDS, FormField
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import HowItGoes, Rating
from ui.widgets.delegates import CellDelegate, ChipDelegate, DateDelegate
from ui.widgets.own_delegates import LineDelegate, said
from ui.widgets.table_model import Cell, Column, TableModel, Tone, natural
from ui.widgets.table_view import TableView

Index = QModelIndex | QPersistentModelIndex
DAYS = frozenset({FormField.FORECAST, FormField.FINISHED_ON, FormField.EVIDENCE_DATE})
LONG = frozenset({FormField.ONE_LINE, FormField.PATH_TO_GREEN})
OFFERED, TAKEN = "found in the text", "from the text"


class Came(Enum):
    """How words came into a cell; what is only offered is not an answer yet."""

    TYPED = auto()
    OFFERED = auto()
    TAKEN = auto()


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds, and where in the text it stands."""

    text: str
    came: Came
    places: tuple[tuple[int, int], ...] = ()


Cells = Mapping[str, Mapping[FormField, Held]]
"""By recommendation what its cells hold."""
NOTHING = Held("", Came.TYPED)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A recommendation with the cells that hold something."""

    uid: str
    of: FormRow
    held: Mapping[FormField, Held] = field(default_factory=dict)

    def cell(self, name: FormField) -> Held:
        """What a field holds."""
        return self.held.get(name, NOTHING)


class AnswerGrid(TableView):
    """The cells of a return. `answered` tells that a cell changed, `pointed(places)` where in the
    text the cell stands that the person is on.
    """

    answered = Signal()
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Answers", parent)
        self.rows: TableModel[AnswerRow] = TableModel(columns_for(ALWAYS_ASKED), self)
        self.rows.on_edit = self._edited
        self._fields: tuple[FormField, ...] = ALWAYS_ASKED
        self._asked: tuple[FormField, ...] = ALWAYS_ASKED
        self._more = False
        self.setAcceptDrops(False)
        self.editor_of = self._editor
        self.show_model(self.rows)
        self.setSortingEnabled(False)
        self.place_editors()
        self.shares = {"subject": 6, FormField.ONE_LINE: 7, FormField.PATH_TO_GREEN: 7}
        self.selectionModel().currentChanged.connect(lambda *_: self._point())
        self.asked.connect(self._key_asked)

    # ------------------------------------------------------------ what is shown

    def show_form(self, form: AnswerForm, held: Cells | None = None) -> None:
        """Show the rows of a return, empty or with what their cells held before."""
        before = held or {}
        self._asked = form.fields
        self.rows.set_rows(AnswerRow(row.uid, row, before.get(row.uid, {})) for row in form.rows)
        self._show_fields()
        self.select_first()
        self.answered.emit()

    def show_more(self, more: bool) -> None:
        """Show every field that a return can ask, or those that hold something besides the three."""
        self._more = more
        self._show_fields()

    @property
    def fields(self) -> tuple[FormField, ...]:
        """The fields on show."""
        return self._fields

    @property
    def has_more(self) -> bool:
        """Whether the return asked for more than is always asked."""
        return len(self._asked) > len(ALWAYS_ASKED)

    def _show_fields(self) -> None:
        held = {name for row in self.rows.all_rows for name in row.held}
        wanted = held | set(ALWAYS_ASKED) | (set(self._asked) if self._more else set())
        fields = tuple(name for name in FormField if name in wanted)
        if fields != self._fields:
            self._fields = fields
            self.rows.set_columns(columns_for(fields))
            self.place_editors()
            self.size_columns()

    # ------------------------------------------------------------ what is in the cells

    def offer(self, found: Sequence[Offered]) -> None:
        """Show what a text offers; what was typed or taken before stays."""
        by_row: dict[str, dict[FormField, Held]] = {}
        for each in found:
            held = Held(each.text, Came.OFFERED, each.places)
            by_row.setdefault(each.recommendation, {})[each.field] = held
        rows = []
        for row in self.rows.all_rows:
            own = {name: held for name, held in row.held.items() if held.came is not Came.OFFERED}
            rows.append(AnswerRow(row.uid, row.of, {**by_row.get(row.uid, {}), **own}))
        self._hold(rows)

    def held(self) -> Cells:
        """What every cell holds, by recommendation."""
        return {row.uid: row.held for row in self.rows.all_rows if row.held}

    def take_offered(self) -> None:
        """Everything that is offered becomes an answer."""
        self._hold(
            AnswerRow(
                row.uid,
                row.of,
                {
                    name: Held(held.text, Came.TAKEN, held.places)
                    if held.came is Came.OFFERED
                    else held
                    for name, held in row.held.items()
                },
            )
            for row in self.rows.all_rows
        )

    @property
    def offered(self) -> int:
        """How many cells hold what is only offered."""
        return sum(
            held.came is Came.OFFERED for row in self.rows.all_rows for held in row.held.values()
        )

    def answers(self) -> dict[tuple[str, FormField], str]:
        """What is answered, by recommendation and field."""
        return {
            (row.uid, name): held.text
            for row in self.rows.all_rows
            for name, held in row.held.items()
            if held.came is not Came.OFFERED
        }

    def put(self, uid: str, name: FormField, text: str) -> None:
        """Write into a cell, or empty it."""
        rows = []
        for row in self.rows.all_rows:
            held = dict(row.held)
            if row.uid == uid:
                before = held.pop(name, NOTHING)
                if text:
                    same = text == before.text and before.came is not Came.TYPED
                    held[name] = (
                        Held(text, Came.TAKEN, before.places) if same else Held(text, Came.TYPED)
                    )
            rows.append(AnswerRow(row.uid, row.of, held))
        self._hold(rows)

    def _hold(self, rows: Any) -> None:
        self.rows.set_rows(rows)
        self._show_fields()
        self.answered.emit()
        self._point()

    # ------------------------------------------------------------ keys and editors

    def current_field(self) -> FormField | None:
        """The field of the cell the person is on."""
        column = self.current_column()
        return FormField(column.name) if column is not None and column.editable else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._put_here(" ".join(QApplication.clipboard().text().split()))
            event.accept()
            return
        super().keyPressEvent(event)

    def _key_asked(self, what: str) -> None:
        if what == "clear":
            self._put_here("")
        elif what == "today" and self.current_field() in DAYS:
            self._put_here(day(clock.today()))

    def _put_here(self, text: str) -> None:
        name = self.current_field()
        if name is not None and self.current_uid:
            self.put(self.current_uid, name, text)

    def _edited(self, row: AnswerRow, column: Column[AnswerRow], value: object) -> None:
        self.put(row.uid, FormField(column.name), str(value).strip())

    def _editor(self, column: Column[Any]) -> CellDelegate | None:
        if column.name == FormField.HOW_IT_GOES:
            return HowDelegate(self)
        if column.name in DAYS:
            return DateDelegate(column.full_name, "dd/mm/yyyy", self)
        return (
            LineDelegate(column.full_name, "", right=False, parent=self)
            if column.editable
            else None
        )

    def _point(self) -> None:
        row, name = self.rows.row(self.currentIndex()), self.current_field()
        self.pointed.emit(row.cell(name).places if row is not None and name is not None else ())


class HowDelegate(ChipDelegate):
    """Edits how it is going as one of the words of the form; an answer is shown as its chip."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QComboBox(parent)
        box.addItem("")
        box.addItems([how_words(code) for code in HowItGoes])
        box.setAccessibleName(FIELD_WORDS[FormField.HOW_IT_GOES])
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            now = said(index)
            if editor.findText(now) < 0:
                editor.addItem(now)
            editor.setCurrentText(now)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText(), Qt.ItemDataRole.EditRole)


def _subject(row: AnswerRow) -> Cell:
    return Cell(row.of.title or row.of.wording, beneath=row.of.last_rating, lines=2)


def _whole(row: AnswerRow) -> str:
    """The whole row in words: its first cells may be out of sight beside many fields."""
    held = [_spoken_of(name)(row) for name in FormField if row.cell(name).text]
    last = f"Last rating {row.of.last_rating}" if row.of.last_rating else ""
    said = (f"{row.of.reference} {row.of.title or row.of.wording}", last, *held)
    return ". ".join(part for part in said if part)


def columns_for(fields: Sequence[FormField]) -> tuple[Column[AnswerRow], ...]:
    """The columns of a form with these fields; with many of them, wider than the window."""
    many = len(fields) > len(ALWAYS_ASKED)
    return (
        Column(
            "reference",
            "Ref",
            lambda row: Cell(row.of.reference, Tone.STRONG),
            lambda row: natural(row.of.reference),
            width=5,
            called="Reference",
        ),
        Column(
            "subject",
            "Recommendation",
            _subject,
            lambda row: row.of.title.casefold(),
            width=24 if many else 0,
            tip=lambda row: row.of.wording,
            spoken=_whole,
        ),
        *(_column(name, last=many and name is fields[-1]) for name in fields),
    )


def _column(name: FormField, *, last: bool) -> Column[AnswerRow]:
    wide = 20 if name in LONG else 15 if name is FormField.HOW_IT_GOES else 17
    return Column(
        name,
        HEADS.get(name, FIELD_WORDS[name]),
        _cell_of(name),
        lambda row: row.cell(name).text.casefold(),
        width=0 if last and name not in LONG else wide,
        editable=True,
        called=FIELD_WORDS[name],
        tip=lambda row: row.cell(name).text,
        spoken=_spoken_of(name),
    )


RATED = {
    how_words(HowItGoes.ON_TRACK): Rating.ON_TRACK,
    how_words(HowItGoes.AT_RISK): Rating.AT_RISK,
    how_words(HowItGoes.OFF_TRACK): Rating.OFF_TRACK,
}
HEADS = {
    FormField.ONE_LINE: "One line",
    FormField.PATH_TO_GREEN: "Back on track, by when",
}
"""What a column is headed where the whole heading is too long for a screen."""


def _cell_of(name: FormField) -> Callable[[AnswerRow], Cell]:
    def cell(row: AnswerRow) -> Cell:
        held = row.cell(name)
        beneath = {Came.OFFERED: OFFERED, Came.TAKEN: TAKEN}.get(held.came, "")
        offered = held.came is Came.OFFERED
        tone = Tone.QUIET if offered else Tone.PLAIN
        rating = None if offered or name is not FormField.HOW_IT_GOES else RATED.get(held.text)
        return Cell(held.text, tone, beneath=beneath, lines=2, rating=rating)

    return cell


def _spoken_of(name: FormField) -> Callable[[AnswerRow], str]:
    def spoken(row: AnswerRow) -> str:
        held = row.cell(name)
        beneath = {Came.OFFERED: f", {OFFERED}", Came.TAKEN: f", {TAKEN}"}.get(held.came, "")
        return f"{FIELD_WORDS[name]}: {held.text or 'nothing'}{beneath}"

    return spoken
