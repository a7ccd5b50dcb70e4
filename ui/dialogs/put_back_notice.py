"""What others put back of mine since I last opened the tracker: what, by whom, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from marmot_tracker.services import wording
from marmot_tracker.services.put_back_notices import NoticeLine
from ui.dialogs.dialog import FormDialog, note
from ui.widgets.table_model import Cell, Column, TableModel, Tone
from ui.widgets.table_view import TableView


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One line, by a name of its own."""

    uid: str
    of: NoticeLine


COLUMNS: tuple[Column[ToldLine], ...] = (
    Column(
        "words",
        "What was put back",
        lambda line: Cell(line.of.words, Tone.STRONG, lines=2),
        lambda line: line.of.words.casefold(),
        width=0,
        tip=lambda line: line.of.words,
    ),
    Column(
        "who",
        "By whom",
        lambda line: Cell(line.of.who, beneath=wording.moment(line.of.at)),
        lambda line: line.of.at,
        width=18,
    ),
    Column(
        "reason",
        "Why",
        lambda line: Cell(line.of.reason, lines=2),
        lambda line: line.of.reason.casefold(),
        width=30,
        tip=lambda line: line.of.reason,
    ),
)


class PutBackNoticeDialog(FormDialog):
    """Lists what was put back; `followed(recommendation)` wishes to see one."""

    followed = Signal(str)

    def __init__(self, parent: QWidget | None, lines: Sequence[NoticeLine]) -> None:
        many = wording.counted(len(lines), "change of yours was", "changes of yours were")
        super().__init__(
            parent,
            heading=f"{many} put back",
            more="Nothing of what you wrote is lost: it stays in the history. If you do not agree, "
            "speak with whoever put it back, or say it again.",
            accept="Close",
        )
        self.cancel_button.hide()
        self.go_button = QPushButton("Go to it")
        self.go_button.setAutoDefault(False)
        self.go_button.setAccessibleName("Go to the recommendation of the chosen line")
        self.go_button.clicked.connect(self._follow)
        self.foot.insertWidget(0, self.go_button)
        self.form.hide()
        self.widen(104, 48)
        self.model: TableModel[ToldLine] = TableModel(COLUMNS, self)
        self.model.set_rows([ToldLine(str(at), of) for at, of in enumerate(lines)])
        self.table = TableView("What was put back")
        self.table.setAcceptDrops(False)
        self.table.show_model(self.model)
        self.full = note("")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.full)
        self.table.row_opened.connect(lambda _uid: self._follow())
        self.table.current_changed.connect(self._chosen)
        self.table.select_first()
        self._chosen()

    def _chosen(self, *_: object) -> None:
        line = self.model.find(self.table.current_uid)
        self.full.setText(wording.sentence(line.of.words) if line is not None else "")
        self.full.setMinimumHeight(3 * self.full.fontMetrics().lineSpacing())
        self.go_button.setEnabled(line is not None and bool(line.of.recommendation))

    def _follow(self) -> None:
        line = self.model.find(self.table.current_uid)
        if line is not None and line.of.recommendation:
            self.followed.emit(line.of.recommendation)
            self.accept()
