"""What a colleague's copy would bring, before it comes in whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from marmot_tracker.services import wording
from ui.dialogs.dialog import FormDialog, note
from ui.widgets.table_model import Cell, Column, TableModel, Tone, natural
from ui.widgets.table_view import TableView


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One entry of the copy: when, by whom, what, why, and of which recommendation."""

    uid: str
    at: datetime
    who: str
    what: str
    why: str
    about: str = ""


COLUMNS: tuple[Column[CopyLine], ...] = (
    Column(
        "at", "When", lambda line: Cell(wording.moment(line.at)), lambda line: line.at, width=14
    ),
    Column("who", "Who", lambda line: Cell(line.who, lines=2), lambda line: line.who, width=16),
    Column(
        "about",
        "Recommendation",
        lambda line: Cell(line.about or "—", lines=2),
        lambda line: natural(line.about),
        width=26,
        tip=lambda line: line.about,
    ),
    Column(
        "what",
        "What",
        lambda line: Cell(line.what, Tone.STRONG, line.why, lines=2),
        lambda line: line.what.casefold(),
        width=0,
    ),
)


class BringInDialog(FormDialog):
    """Lists what would come in; the copy comes in whole or not at all.

    `erasures` say what it erases of what is held here: it waits until the person agrees.
    """

    def __init__(
        self,
        parent: QWidget | None,
        *,
        file: str,
        lines: Sequence[CopyLine],
        two_answers: int,
        erasures: Sequence[str] = (),
        apart: Sequence[str] = (),
    ) -> None:
        many = wording.counted(len(lines), "change")
        super().__init__(
            parent,
            heading=f"{file} holds {many} that this tracker lacks",
            more="What the copy erases is gone; all else of both sides is kept. A backup is made "
            "first."
            if erasures
            else "Nothing here is lost: both sides are kept. A backup is made first.",
            accept="Bring it in",
        )
        self.widen(96, 64)
        self.form.hide()
        self.agree = QCheckBox("Let it go here and from the backups on this computer, too")
        self.agree.setVisible(bool(erasures))
        for words in erasures:
            self.body.addWidget(note(words))
        self.body.addWidget(self.agree)
        for words in apart:
            self.body.addWidget(note(words))
        if two_answers:
            self.body.addWidget(
                note(
                    f"{wording.counted(two_answers, 'field')} will then have two answers: both "
                    "are shown until somebody settles them."
                )
            )
        self.model: TableModel[CopyLine] = TableModel(COLUMNS, self)
        self.model.set_rows(lines)
        self.table = TableView("Changes in the copy")
        self.table.show_model(self.model)
        self.body.addWidget(self.table, 1)
        self.table.select_first()
        if erasures:
            self.accept_button.setEnabled(False)
            self.agree.toggled.connect(self.accept_button.setEnabled)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.accept_button.isEnabled():  # where Enter brings it in; in the list it would not
            self.accept_button.setFocus()
