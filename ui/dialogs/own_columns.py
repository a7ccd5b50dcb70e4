"""The dialog of the place's own columns: which there are, added, changed, put away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.vocabulary import ExtraType
from ui import theme
from ui.dialogs.dialog import AskingDialog, paragraph
from ui.widgets.form import small
from ui.widgets.table_model import Cell, Column, TableModel, Tone
from ui.widgets.table_view import TableView

TYPES: tuple[tuple[ExtraType, str], ...] = (
    (ExtraType.TEXT, "Text"),
    (ExtraType.NUMBER, "Number"),
    (ExtraType.DATE, "Date"),
    (ExtraType.CHOICE, "Choice"),
    (ExtraType.YES_NO, "Yes or no"),
)


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column with how many recommendations fill it in, and whether the list shows it."""

    uid: str
    facts: ExtraColumnFacts
    filled: int
    shown: bool


@dataclass(frozen=True, slots=True)
class ColumnAnswer:
    """A column as the person gives it; without `uid` it is new."""

    uid: str
    name: str
    type: ExtraType
    choices: tuple[str, ...]
    shown: bool
    force: bool


def _tone(line: ColumnLine) -> Tone:
    return Tone.QUIET if line.facts.retired else Tone.PLAIN


COLUMNS: tuple[Column[ColumnLine], ...] = (
    Column(
        "name",
        "Name",
        lambda line: Cell(line.facts.name, _tone(line)),
        lambda line: line.facts.name.casefold(),
        width=0,
    ),
    Column(
        "type",
        "Holds",
        lambda line: Cell(dict(TYPES)[line.facts.type], _tone(line)),
        lambda line: line.facts.type.value,
        width=10,
    ),
    Column(
        "filled",
        "Filled in",
        lambda line: Cell(str(line.filled), _tone(line), right=True),
        lambda line: line.filled,
        width=8,
        right=True,
    ),
    Column(
        "state",
        "In the list",
        lambda line: Cell(
            "put away" if line.facts.retired else "yes" if line.shown else "no", Tone.QUIET
        ),
        lambda line: (line.facts.retired, not line.shown),
        width=10,
    ),
)


class OwnColumnsDialog(AskingDialog):
    """Lists the columns; the form beneath holds the one chosen, or a new one. It stays open.

    `put_away_requested(uid, away)` takes a column out of the list or brings it back.
    """

    put_away_requested = Signal(str, bool)

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(
            parent,
            heading="Columns of your own",
            more="What every tracker lacks and your place needs: a cost code, a ward, a budget. "
            "They are shown, sorted, filtered and packed like the others.",
            accept="Add column",
        )
        self.widen(76, 64)
        self._uid = ""
        self.model: TableModel[ColumnLine] = TableModel(COLUMNS, self)
        self.table = TableView("Columns of your own")
        self.table.show_model(self.model)
        line = round(2.2 * self.table.fontMetrics().height())
        self.table.verticalHeader().setDefaultSectionSize(line)
        self.table.setMinimumHeight(4 * line + 5 * theme.STEP)
        self.table.current_changed.connect(self._choose)
        self.none = small("There are none yet.")
        self.body.insertWidget(0, self.table, 1)
        self.body.insertWidget(1, self.none)
        self.name = self.form.add("&Name", QLineEdit())
        self.type = self.form.add("&Holds", QComboBox())
        for kind, words in TYPES:
            self.type.addItem(words, kind)
        self.choices = self.form.add(
            "&Choices", paragraph(lines=3), help_text="One on each line. Empty: anything goes."
        )
        self.shown = QCheckBox("&Show it in the list")
        self.force = QCheckBox("&Let values that do not fit stay as they are")
        self.force.hide()
        self.body.addWidget(self.shown)
        self.body.addWidget(self.force)
        self.new_button = QPushButton("New column")
        self.away_button = QPushButton("Put away")
        for at, button in enumerate((self.new_button, self.away_button)):
            button.setAutoDefault(False)
            self.foot.insertWidget(at, button)
        self.new_button.clicked.connect(self.begin_new)
        self.away_button.clicked.connect(self._ask_away)
        self.type.currentIndexChanged.connect(self._follow_type)
        self.cancel_button.setText("Close")
        self.begin_new()

    def show_columns(self, lines: Sequence[ColumnLine], chosen: str = "") -> None:
        """List the columns, and go on with the one named, or a new one."""
        if not isValid(self):  # put away before it was written
            return
        self.model.set_rows(lines)
        self.table.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.tell_missing("")
        self.force.hide()
        self.force.setChecked(False)
        if not (chosen and self.table.select(chosen)):
            self.begin_new()
        else:
            self._choose(chosen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.begin_new()  # the list took the focus, and with it its first line

    def begin_new(self) -> None:
        """Clear the form for a new column."""
        self.table.setCurrentIndex(QModelIndex())
        self.table.clearSelection()
        self._uid = ""
        self.name.clear()
        self.type.setCurrentIndex(0)
        self.choices.clear()
        self.shown.setChecked(True)
        self.accept_button.setText("Add column")
        self.away_button.setEnabled(False)
        self._follow_type()
        self.name.setFocus()

    def value(self) -> ColumnAnswer:
        """The column as answered."""
        return ColumnAnswer(
            self._uid,
            " ".join(self.name.text().split()),
            ExtraType(self.type.currentData()),
            tuple(each for each in self.choices.toPlainText().splitlines() if each.strip()),
            self.shown.isChecked(),
            self.force.isChecked(),
        )

    def faults(self) -> dict[QWidget, str]:
        return {self.name: "" if self.name.text().strip() else "Give it a name."}

    def offer_force(self) -> None:
        """Offer to let values that do not fit a new type stay as they are."""
        self.force.show()
        self.fit()

    def _choose(self, uid: str) -> None:
        line = self.model.find(uid)
        if line is None:
            return
        self._uid = uid
        self.name.setText(line.facts.name)
        self.type.setCurrentIndex(self.type.findData(line.facts.type))
        self.choices.setPlainText("\n".join(line.facts.choices))
        self.shown.setChecked(line.shown)
        self.accept_button.setText("Save column")
        self.away_button.setEnabled(True)
        self.away_button.setText("Bring back" if line.facts.retired else "Put away")
        self._follow_type()

    def _ask_away(self) -> None:
        line = self.model.find(self._uid)
        if line is not None:
            self.put_away_requested.emit(line.uid, not line.facts.retired)

    def _follow_type(self, *_: object) -> None:
        self.form.show_row(self.choices, self.type.currentData() == ExtraType.CHOICE)
        self.force.hide()
        if self.isVisible():
            self.fit()
