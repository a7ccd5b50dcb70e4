"""The row that narrows the history: who, words of a thing, from, to, what was done; n of m; clear."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from marmot_tracker.services.sittings import KIND_WORDS, Asked, Kind
from marmot_tracker.services.wording import counted
from ui import theme
from ui.widgets.date_field import SHAPE, DateField
from ui.widgets.flow import FlowLayout

TYPING_MS = 250
"""How long nothing must be typed before it is looked for."""


class HistoryFilter(QWidget):
    """`changed(asked)` tells what is asked for now."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLineEdit()
        self.words.setPlaceholderText("A reference, or words of it")
        self.words.setAccessibleName("Only recommendations with these words")
        self.words.setClearButtonEnabled(True)
        self.who = _choices("Only what this person did", "Everybody")
        self.kind = _choices("Only what was done so", "Everything")
        for kind in Kind:
            self.kind.addItem(KIND_WORDS[kind], kind.value)
        self.since, self.until = DateField(), DateField()
        self.since.setAccessibleName("From this day on")
        self.until.setAccessibleName("Up to this day")
        self.count = QLabel()
        self.count.setProperty("tone", "quiet")
        self.count.setAccessibleName("How many changes are shown")
        self.clear_button = QPushButton("Clear")
        self.clear_button.setProperty("kind", "quiet")
        self.clear_button.setAccessibleName("Show the whole history")
        self.clear_button.clicked.connect(self.clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(self._tell)
        self._told = Asked()
        self._lay_out()
        for field in (self.words, self.since, self.until):
            field.textChanged.connect(self._timer.start)
            field.returnPressed.connect(self._tell)
        for box in (self.who, self.kind):
            box.currentIndexChanged.connect(self._tell)

    def asked(self) -> Asked:
        """What is asked for; a day that cannot be read yet asks for any."""
        kind = self.kind.currentData()
        return Asked(
            who=self.who.currentData() or "",
            words=self.words.text().strip(),
            since=None if self.since.fault() else self.since.day(),
            until=None if self.until.fault() else self.until.day(),
            kind=Kind(kind) if kind else None,
        )

    def show_names(self, names: Sequence[str]) -> None:
        """Offer these people; the one chosen stays chosen."""
        chosen = self.who.currentData()
        self.who.blockSignals(True)
        while self.who.count() > 1:
            self.who.removeItem(1)
        for name in names:
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(self.who.findData(chosen), 0) if chosen else 0)
        self.who.blockSignals(False)

    def tell(self, found: int, of: int) -> None:
        """Say how many of how many changes are shown."""
        self.count.setText(f"{found:,} of {counted(of, 'change')}")
        self.clear_button.setVisible(not self.asked().for_all)

    def look_for(self, words: str) -> None:
        """Ask for what these words find, and nothing else."""
        self.clear()
        self.words.setText(words)
        self._tell()

    def clear(self) -> None:
        """Ask for everything."""
        for field in (self.words, self.since, self.until):
            field.clear()
        for box in (self.who, self.kind):
            box.setCurrentIndex(0)
        self._tell()

    def _lay_out(self) -> None:
        row = FlowLayout(self)
        days = QWidget()
        beside = QHBoxLayout(days)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.STEP)
        for words, field in (("from", self.since), ("to", self.until)):
            label = QLabel(words)
            label.setProperty("tone", "quiet")
            label.setBuddy(field)
            beside.addWidget(label)
            beside.addWidget(field)
        told = QWidget()
        end = QHBoxLayout(told)
        end.setContentsMargins(theme.STEP, 0, 0, 0)
        told.setMinimumHeight(self.words.sizeHint().height())  # on one line with the fields
        end.addWidget(self.count)
        end.addWidget(self.clear_button)
        for widget in (self.words, self.who, self.kind, days, told):
            row.addWidget(widget)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Fields as wide as what is written into them."""
        asked = self.words.placeholderText()
        for field, words in ((self.words, asked), (self.since, SHAPE), (self.until, SHAPE)):
            field.setFixedWidth(self.fontMetrics().horizontalAdvance(words) + 4 * theme.STEP)

    def _tell(self, *_: object) -> None:
        self._timer.stop()
        asked = self.asked()
        if asked != self._told:
            self._told = asked
            self.changed.emit(asked)


def _choices(name: str, anything: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.addItem(anything, "")
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box
