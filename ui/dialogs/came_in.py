"""What came in: each copy and file of changes that was brought into this tracker, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from marmot_tracker.document.written import Receipt
from marmot_tracker.services import wording
from ui import theme
from ui.dialogs.dialog import FormDialog, note
from ui.widgets.table_model import Cell, Column, TableModel, Tone
from ui.widgets.table_view import TableView


@dataclass(frozen=True, slots=True)
class CameInLine:
    """One receipt, by a name of its own."""

    uid: str
    of: Receipt


def _brought(of: Receipt) -> str:
    said = [wording.counted(of.entries, "change")]
    if of.files:
        files = wording.counted(of.files, "evidence file")
        said.append(f"{files} ({wording.size(of.files_size)})")
    return wording.joined(said)


def _after(of: Receipt) -> str:
    said = []
    if of.two_answers:
        said.append(f"{wording.counted(of.two_answers, 'field')} then with two answers")
    if of.erased:
        said.append(f"{of.erased:,} erased")
    return wording.joined(said)


COLUMNS: tuple[Column[CameInLine], ...] = (
    Column(
        "at",
        "When",
        lambda line: Cell(wording.moment(line.of.at), Tone.STRONG, f"by {line.of.who}"),
        lambda line: line.of.at,
        width=18,
    ),
    Column(
        "file",
        "From the file",
        lambda line: Cell(line.of.file, lines=2),
        lambda line: line.of.file.casefold(),
        width=0,
        tip=lambda line: line.of.file,
    ),
    Column(
        "people",
        "Written by",
        lambda line: Cell(wording.joined(line.of.people) or "—", lines=2),
        lambda line: wording.joined(line.of.people).casefold(),
        width=20,
        tip=lambda line: wording.joined(line.of.people),
    ),
    Column(
        "brought",
        "What came in",
        lambda line: Cell(_brought(line.of), lines=2, beneath=_after(line.of)),
        lambda line: line.of.entries,
        width=26,
    ),
)


class CameInDialog(FormDialog):
    """Lists the receipts, the newest first; the chosen one in full beneath, to be copied."""

    def __init__(self, parent: QWidget | None, receipts: Sequence[Receipt]) -> None:
        super().__init__(
            parent,
            heading="What came in",
            more="Every copy and every file of changes that was brought into this tracker here."
            if receipts
            else "",
            accept="Close",
        )
        self.cancel_button.hide()
        self.form.hide()
        self.model: TableModel[CameInLine] = TableModel(COLUMNS, self)
        self.table = TableView("What came in")
        self.table.setAcceptDrops(False)
        self.table.show_model(self.model)
        self.full = QLabel()
        self.full.setWordWrap(True)
        self.full.setTextFormat(Qt.TextFormat.PlainText)
        self.full.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = QPushButton("&Copy")
        self.copy_button.setAutoDefault(False)
        self.copy_button.setAccessibleName("Copy what is said of the chosen one")
        self.copy_button.clicked.connect(lambda: QApplication.clipboard().setText(self.full.text()))
        self.foot.insertWidget(0, self.copy_button)
        self.copy_button.setVisible(bool(receipts))
        self.table.setVisible(bool(receipts))
        self.full.setVisible(bool(receipts))
        if receipts:
            self.widen(108, 62)
            self.body.addWidget(self.table, 1)
            self.body.addWidget(self.full)
            self.table.current_changed.connect(self._tell)
            self.model.set_rows([CameInLine(str(of.n), of) for of in receipts])
            self.table.select_first()
        else:
            self.body.addWidget(
                note(
                    "Nothing was brought in here yet. A colleague's copy, or the small file that "
                    "Send my changes makes, comes in with Bring in a copy, or by dropping it on "
                    "the window."
                )
            )

    def _tell(self, uid: str) -> None:
        line = self.model.find(uid)
        self.full.setText(in_full(line.of) if line is not None else "")
        self.full.setMinimumHeight(4 * self.full.fontMetrics().lineSpacing() + theme.STEP)


def in_full(of: Receipt) -> str:
    """A receipt in sentences, with what proves it."""
    after = f" {_after(of)}." if _after(of) else ""
    return (
        f"{of.file} was brought in on {wording.moment(of.at)} by {of.who}: {_brought(of)}, written "
        f"by {wording.joined(of.people) or 'nobody known'}.{after}\n"
        f"Check code of the tracker then: {of.check_code}\n"
        f"SHA-256 of the file: {of.sha256}"
    )
