"""How cells of a list were read, for the person to correct: words, several owners, dates."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.exchange.corrections import DateOrder, OwnerSplit
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.exchange.words import ELSEWHERE, codes_of
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import DecisionCode, NotRatedWhy, Rating
from ui import theme
from ui.dialogs.dialog import note
from ui.dialogs.review_columns import WORD_COLUMNS, WordRow
from ui.widgets.table_model import TableModel
from ui.widgets.table_view import TableView

SPLITS: tuple[tuple[OwnerSplit, str], ...] = (
    (OwnerSplit.NONE, "One owner, as it is written"),
    (OwnerSplit.CLEAR, "The first leads, the others support: cut at line breaks and semicolons"),
    (OwnerSplit.ALL, "The first leads, the others support: cut at commas and “and”, too"),
)


ORDERS: tuple[tuple[DateOrder, str], ...] = (
    (DateOrder.AS_FOUND, "The day comes first; asked where the column also has months first"),
    (DateOrder.DAY_FIRST, "The day comes first"),
    (DateOrder.MONTH_FIRST, "The month comes first"),
    (DateOrder.ASKED, "Neither: a date that could be either is a problem"),
)


class WordsPage(QWidget):
    """Words that are no code, each to be mapped once, and where cells with several owners are cut.

    `meant(words)` gives the code of each word by field, `split(how)` an `OwnerSplit`, and
    `dated(order)` a `DateOrder`.
    """

    meant = Signal(object)
    split = Signal(object)
    dated = Signal(object)

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._meant: dict[str, dict[str, str]] = {}
        self._loading = False
        self.model: TableModel[WordRow] = TableModel(WORD_COLUMNS, self)
        self.table = TableView("Words that are not known")
        self.table.setAcceptDrops(False)
        self.table.show_model(self.model)
        self.table.current_changed.connect(self._chosen)
        self._asked = note(
            "These words are none that we know. They set nothing until you say what they mean."
        )
        self.means = QComboBox()
        self.means.setAccessibleName("The chosen word means")
        self.means.activated.connect(self._mean)
        self.reread = QPushButton("Read it so")
        self.reread.setAutoDefault(False)
        self.reread.clicked.connect(lambda: self.meant.emit(self._meant))
        self._owners = note("")
        self.owners = QComboBox()
        self.owners.setAccessibleName("Several owners in a cell")
        for how, said in SPLITS:
            self.owners.addItem(said, how)
        self.owners.activated.connect(lambda: self.split.emit(self.owners.currentData()))
        self._dates = note("In dates such as 02/03/2026")
        self.dates = QComboBox()
        self.dates.setAccessibleName("The order of day and month")
        for order, said in ORDERS:
            self.dates.addItem(said, order)
        self.dates.activated.connect(lambda: self.dated.emit(self.dates.currentData()))
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(theme.STEP)
        foot.addWidget(QLabel("The chosen word means"))
        foot.addWidget(self.means, 1)
        foot.addWidget(self.reread)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.STEP, 0, 0)
        column.setSpacing(theme.STEP)
        for widget in (self._asked, self.table, self._foot, self._owners, self.owners):
            column.addWidget(widget, int(widget is self.table))
        for widget in (self._dates, self.dates):
            column.addWidget(widget)
        column.addStretch(0)

    @property
    def unmapped(self) -> int:
        """How many words still mean nothing."""
        return sum(row.code is None for row in self.model.all_rows)

    def show_reading(self, result: ReadResult) -> bool:
        """Show the words and owners of a list; whether there is anything to say of them."""
        self._meant = {}
        rows = [
            WordRow(one.field, one.heading, one.word, one.times) for one in result.unknown_words
        ]
        for field, codes in result.corrections.words.items():
            rows += [
                WordRow(field, "", word, 0, code, self._called(field, code))
                for word, code in codes.items()
                if not any((row.field, row.word) == (field, word) for row in rows)
            ]
        self.model.set_rows(rows)
        several = result.several_owners
        for widget in (self._asked, self.table, self._foot):
            widget.setVisible(bool(rows))
        for widget in (self._owners, self.owners):
            widget.setVisible(several is not None)
        if several is not None:
            many = several.cells + several.could_be
            shown = "; ".join(f"“{text}”" for text in several.samples[:2])
            self._owners.setText(
                f"{counted(many, 'cell')} under “{several.heading}” "
                f"{'names' if many == 1 else 'name'} several owners: {shown}."
            )
            self.owners.setCurrentIndex(self.owners.findData(several.split or OwnerSplit.NONE))
        self.table.select_first()
        due = any(column.field == "due" for column in result.columns)
        for widget in (self._dates, self.dates):
            widget.setVisible(due)
        self.dates.setCurrentIndex(self.dates.findData(result.corrections.date_order))
        return bool(rows) or several is not None or due

    def _chosen(self, uid: str) -> None:
        row = self.model.find(uid)
        if row is None:
            return
        self.means.clear()
        self.means.addItem("not said yet", None)
        for code in codes_of(row.field):
            self.means.addItem(self._called(row.field, code), code)
        self.means.addItem(self._called(row.field, ""), "")
        self.means.setCurrentIndex(max(0, self.means.findData(row.code)))

    def _mean(self) -> None:
        row = self.model.find(self.table.current_uid)
        if row is None:
            return
        code = self.means.currentData()
        said = self._meant.setdefault(row.field, {})
        if code is None:
            said.pop(row.word, None)
        else:
            said[row.word] = code
        told = "" if code is None else self._called(row.field, code)
        self.model.set_rows(
            [
                WordRow(one.field, one.heading, one.word, one.times, code, told)
                if one.uid == row.uid
                else one
                for one in self.model.all_rows
            ]
        )

    def _called(self, field: str, code: str) -> str:
        other, apart, its = code.partition(ELSEWHERE)
        if apart:
            return f"{other.capitalize()}: {self._words.of(other, its)}"
        if not code:
            return "no answer yet"
        if field == "decision" and code in set(DecisionCode):
            return self._words.decision(DecisionCode(code))
        if field == "rating" and code in set(NotRatedWhy):
            return f"Not rated: {self._words.not_rated_why(NotRatedWhy(code)).lower()}"
        if field == "rating" and code in set(Rating):
            rating = self._words.rating(Rating(code))
            return f"{rating.word} ({rating.letter})"
        return f"Principle {code}" if field == "principle" else code


def with_words(
    said: Mapping[str, Mapping[str, str]], more: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """What was said of words before, and what is said of them now."""
    found = {field: dict(codes) for field, codes in said.items()}
    for field, codes in more.items():
        found.setdefault(field, {}).update(codes)
    return found
