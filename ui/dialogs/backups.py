"""The backups of a tracker: when and why each was made, and a new file from one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from marmot_tracker.services import wording
from ui import theme
from ui.dialogs.dialog import FormDialog
from ui.widgets.form import small
from ui.widgets.table_model import Cell, Column, TableModel, Tone
from ui.widgets.table_view import TableView


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup: its file, when and why it was made, how many edits it holds (None: unreadable)."""

    uid: str
    path: Path
    made_at: datetime
    why: str
    entries: int | None
    size: int
    good: bool


def _edits(line: BackupLine) -> Cell:
    if line.entries is None:
        return Cell("cannot be read", Tone.MISSING)
    return Cell(f"{line.entries:,}", right=True)


COLUMNS: tuple[Column[BackupLine], ...] = (
    Column(
        "made",
        "Made",
        lambda line: Cell(wording.moment(line.made_at), Tone.STRONG),
        lambda line: line.made_at,
        width=18,
    ),
    Column(
        "why",
        "Why",
        lambda line: Cell(line.why[:1].upper() + line.why[1:]),
        lambda line: line.why,
        width=0,
    ),
    Column("edits", "Edits", _edits, lambda line: line.entries or 0, width=14, right=True),
    Column(
        "size",
        "Size",
        lambda line: Cell(wording.size(line.size), right=True),
        lambda line: line.size,
        width=11,
        right=True,
    ),
)


class BackupsDialog(FormDialog):
    """Lists backups, the newest first. It stays open while one is made or shown in its folder.

    `restore_asked(line)` and `bring_asked(line)` name the chosen one and close it; `made_asked`
    and `folder_asked(path)` leave it open.
    """

    restore_asked = Signal(object)
    bring_asked = Signal(object)
    folder_asked = Signal(object)
    made_asked = Signal()

    def __init__(self, parent: QWidget | None, *, name: str, is_open: bool) -> None:
        super().__init__(
            parent,
            heading=f"Backups of {name}",
            more="They are made by themselves: after the first change of a day, every half hour "
            "while you work, and before anything far-reaching. They lie in a folder of your own on "
            "this computer. Restoring makes a new file; the tracker stays as it is.",
            accept="Restore as a new file…",
        )
        self.widen(88, 56)
        self.form.hide()
        self.model: TableModel[BackupLine] = TableModel(COLUMNS, self)
        self.table = TableView("Backups")
        self.table.show_model(self.model)
        line = round(2.2 * self.table.fontMetrics().height())
        self.table.verticalHeader().setDefaultSectionSize(line)
        self.table.setMinimumHeight(6 * line + 5 * theme.STEP)
        self.none = small("There are none yet.")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.none)
        self.folder_button = self._button("Show folder", self._show_folder)
        self.now_button = self._button("Back up now", self.made_asked.emit)
        self.bring_button = self._button("Bring it in…", self._bring)
        self.bring_button.setToolTip(
            "Bring what the chosen backup holds and this tracker lacks into this tracker"
        )
        for at, button in enumerate((self.now_button, self.folder_button)):
            self.foot.insertWidget(at, button)
        self.foot.insertWidget(3, self.bring_button)
        self.now_button.setVisible(is_open)
        self.bring_button.setVisible(is_open)
        self.cancel_button.setText("Close")
        self.table.current_changed.connect(lambda _uid: self._follow())

    def show_backups(self, lines: Sequence[BackupLine]) -> None:
        """List these, the newest first, and choose the newest."""
        if not isValid(self):  # put away before they were read
            return
        self.model.set_rows(lines)
        self.table.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.folder_button.setVisible(bool(lines))
        if lines:
            self.table.select(lines[0].uid)
        self._follow()

    def chosen(self) -> BackupLine | None:
        """The backup of the current row."""
        uid = self.table.current_uid
        return next((line for line in self.model.all_rows if line.uid == uid), None)

    def accept(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            super().accept()
            self.restore_asked.emit(chosen)

    def _bring(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            super().accept()
            self.bring_asked.emit(chosen)

    def _show_folder(self) -> None:
        lines = self.model.all_rows
        self.folder_asked.emit((self.chosen() or lines[0]).path.parent)

    def _follow(self) -> None:
        chosen = self.chosen()
        usable = chosen is not None and chosen.entries is not None
        self.accept_button.setEnabled(usable)
        self.bring_button.setEnabled(usable)

    def _button(self, words: str, pressed: object) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed() if callable(pressed) else None)
        return button
