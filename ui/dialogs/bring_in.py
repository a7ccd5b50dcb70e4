"""What a colleague's copy would bring, before it comes in whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QWidget

from marmot_tracker.services import wording
from ui.dialogs.dialog import FormDialog, note
from ui.widgets.table_model import Cell, Column, TableModel, Tone
from ui.widgets.table_view import TableView


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One entry of the copy: when, by whom, what, why."""

    uid: str
    at: datetime
    who: str
    what: str
    why: str


COLUMNS: tuple[Column[CopyLine], ...] = (
    Column(
        "at", "When", lambda line: Cell(wording.moment(line.at)), lambda line: line.at, width=14
    ),
    Column("who", "Who", lambda line: Cell(line.who, lines=2), lambda line: line.who, width=16),
    Column(
        "what",
        "What",
        lambda line: Cell(line.what, Tone.STRONG, line.why, lines=2),
        lambda line: line.what.casefold(),
        width=0,
    ),
)


class BringInDialog(FormDialog):
    """Lists what would come in; the copy comes in whole or not at all."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        file: str,
        lines: Sequence[CopyLine],
        two_answers: int,
        erased: int,
    ) -> None:
        many = wording.counted(len(lines), "change")
        super().__init__(
            parent,
            heading=f"{file} holds {many} that this tracker lacks",
            more="Nothing here is lost: both sides are kept. A backup is made first.",
            accept="Bring it in",
        )
        self.widen(96, 64)
        self.form.hide()
        if erased:
            self.body.addWidget(
                note(
                    f"{wording.counted(erased, 'text')} erased in the copy will be erased here, "
                    "too. This cannot be taken back."
                )
            )
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
