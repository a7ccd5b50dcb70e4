"""Who is to be reminded, or to get the questions about their answers: shown before it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.services.chasing import Chased, Letter
from marmot_tracker.services.wording import counted, day
from ui import theme
from ui.dialogs.dialog import AskingDialog
from ui.widgets.date_field import DateField
from ui.widgets.form import small
from ui.widgets.table_model import Cell, Column, Tone
from ui.widgets.tick_table import TickTable


class Chase(Enum):
    """Why somebody is written to."""

    REMIND = "remind"
    ASK_BACK = "ask_back"


@dataclass(frozen=True, slots=True)
class ChaseAnswer:
    """To whom drafts are written, into which folder, and by when questions are to be answered."""

    chased: tuple[Chased, ...]
    folder: Path
    respond_by: date | None = None


HEADINGS = {Chase.REMIND: "Reminders", Chase.ASK_BACK: "Send questions back"}
MORE = {
    Chase.REMIND: "A mail draft for each who is ticked, with what is still unanswered. Look "
    "through the drafts and send them as you like.",
    Chase.ASK_BACK: "For each who is ticked a workbook with your questions beside their cells, and "
    "a mail draft. What comes back is received like any other return.",
}


def _who(row: Chased) -> Cell:
    return Cell(row.sent_to, Tone.STRONG, beneath=row.contact or "No mail address")


def _state(row: Chased) -> Cell:
    by = f"asked for by {day(row.respond_by)}" if row.respond_by else ""
    return Cell(row.words, Tone.LATE if row.late else Tone.PLAIN, beneath=by)


def _left(row: Chased) -> Cell:
    return Cell(str(len(row.unanswered)), right=True)


def _questions(row: Chased) -> Cell:
    return Cell(str(len(row.asked_back)), right=True)


def _columns(chase: Chase) -> tuple[Column[Chased], ...]:
    number: Column[Chased] = Column(
        "left",
        "Unanswered",
        _left,
        lambda row: -len(row.unanswered),
        width=10,
        right=True,
    )
    if chase is Chase.ASK_BACK:
        number = Column(
            "questions",
            "Questions",
            _questions,
            lambda row: -len(row.asked_back),
            width=9,
            right=True,
        )
    return (
        Column("who", "Sent to", _who, lambda row: row.sent_to.casefold(), width=0),
        Column("state", "State", _state, lambda row: (-row.late, row.words), width=20),
        number,
    )


class RemindersDialog(AskingDialog):
    """Those who could be written to, and the words to the one chosen. `copied(text)` says that a
    reminder is on the clipboard.
    """

    copied = Signal(str)

    def __init__(
        self,
        parent: QWidget | None,
        chase: Chase,
        chased: Sequence[Chased],
        *,
        ticked: Sequence[str],
        folder: Path,
        letter: Callable[[Chased], Letter],
    ) -> None:
        super().__init__(parent, heading=HEADINGS[chase], more=MORE[chase], accept="Write drafts")
        self.widen(132, 66)
        self._chase = chase
        self._letter = letter
        self.who = TickTable("Who is written to", _columns(chase))
        self.who.setMinimumHeight(theme.STEP * 28)
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName("Words to the chosen one")
        self.copy = QPushButton("&Copy this reminder")
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self.copy.setVisible(chase is Chase.REMIND)
        self.respond_by = self.form.add("&Answer by", DateField())
        self.form.show_row(self.respond_by, chase is Chase.ASK_BACK)
        browse = QPushButton("&Where…")
        browse.setAutoDefault(False)
        browse.setAccessibleName("Choose the folder they go to")
        browse.clicked.connect(self._browse)
        self.folder = self.form.add("&Folder", QLineEdit(str(folder)), beside=browse)
        self._lay_out()
        self.who.ticked_changed.connect(self._follow)
        self.who.current_changed.connect(lambda _uid: self._show_words())
        self.who.show_rows(chased, ticked)
        self._show_words()

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.setSpacing(2 * theme.STEP)
        left = QVBoxLayout()
        left.setSpacing(theme.STEP)
        left.addWidget(self.who, 1)
        left.addWidget(small("Space ticks the chosen lines, or takes the tick away."))
        right = QVBoxLayout()
        right.setSpacing(theme.STEP)
        right.addWidget(self.words, 1)
        right.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addLayout(left, 7)
        beside.addLayout(right, 5)
        self.body.insertLayout(0, beside, 1)

    @property
    def current(self) -> Chased | None:
        """The one whose words are shown."""
        found = self.who.rows.find(self.who.current_uid)
        return found if isinstance(found, Chased) else None

    def value(self) -> ChaseAnswer:
        """The answer as it stands."""
        ticked = set(self.who.ticked)
        return ChaseAnswer(
            tuple(row for row in self.who.rows.all_rows if row.uid in ticked),
            Path(self.folder.text().strip()),
            self.respond_by.day() if self._chase is Chase.ASK_BACK else None,
        )

    def faults(self) -> dict[QWidget, str]:
        folder = self.folder.text().strip()
        there = bool(folder) and Path(folder).is_dir()
        return {
            self.respond_by: self.respond_by.fault(),
            self.folder: "" if there else "Choose a folder that is there.",
        }

    def asked_field(self) -> QWidget:
        return self.folder

    def _follow(self) -> None:
        many = len(self.who.ticked)
        what = "reminder draft" if self._chase is Chase.REMIND else "workbook"
        self.name_accept(f"Write {counted(many, what)}")
        self.accept_button.setEnabled(bool(many))

    def _show_words(self) -> None:
        row = self.current
        self.copy.setEnabled(row is not None)
        if row is None:
            self.words.clear()
        elif self._chase is Chase.REMIND:
            made = self._letter(row)
            self.words.setPlainText(f"{made.subject}\n\n{made.words}")
        else:
            self.words.setPlainText(self._letter(row).words)

    def _copy(self) -> None:
        row = self.current
        if row is not None:
            QApplication.clipboard().setText(self.words.toPlainText())
            self.copied.emit(row.sent_to)
            self.copy.setText("Copied")

    def _browse(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, "Where the drafts go", self.folder.text().strip()
        )
        if found:
            self.folder.setText(found)
