"""The audit pack dialog: where it goes, since when changes are counted, as at which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from marmot_tracker.services.wording import counted
from ui.dialogs.dialog import FormDialog, note
from ui.widgets.date_field import DateField


@dataclass(frozen=True, slots=True)
class PackQuestion:
    """What the dialog is told: a first file name, the day of the last pack, evidence unchecked."""

    path: Path
    since: date | None
    waiting: int
    today: date


@dataclass(frozen=True, slots=True)
class PackAnswer:
    """Where the pack goes and which state it shows; `as_at` None is today."""

    path: Path
    since: date | None
    as_at: date | None


class ExportPackDialog(FormDialog):
    """Asks for what a pack needs; everything has an answer beforehand."""

    def __init__(self, parent: QWidget | None, question: PackQuestion) -> None:
        super().__init__(
            parent,
            heading="Audit pack",
            more="A workbook for the steering group: cover, summary, exceptions, register and "
            "evidence index, with a check code that ties it to this tracker.",
            accept="Make the pack",
        )
        self._question = question
        browse = QPushButton("&Where…")
        browse.setAutoDefault(False)
        browse.setAccessibleName("Choose where the pack goes")
        browse.clicked.connect(self._browse)
        self.path = self.form.add("&File", QLineEdit(str(question.path)), beside=browse)
        self.since = self.form.add(
            "&Changes since",
            DateField(question.since),
            help_text="The day of the last pack, or of the last meeting. Empty: not counted.",
        )
        self.as_at = self.form.add(
            "As &at",
            DateField(),
            help_text="Empty: as it stands now. A past day shows everything as it stood then.",
        )
        if question.waiting:
            pieces = counted(question.waiting, "piece")
            self.body.addWidget(
                note(
                    f"{pieces} of evidence not checked yet: the pack says so, and leaves out "
                    "what is in them."
                )
            )

    def faults(self) -> dict[QWidget, str]:
        path = self._path()
        found: dict[QWidget, str] = {
            self.path: "" if path.parent.is_dir() else f"There is no folder {path.parent}.",
            self.since: self.since.fault(),
            self.as_at: self.as_at.fault(),
        }
        if not found[self.as_at] and (self.as_at.day() or date.min) > self._question.today:
            found[self.as_at] = "A pack cannot show a day that has not come yet."
        return found

    def value(self) -> PackAnswer:
        """The answers."""
        return PackAnswer(self._path(), self.since.day(), self.as_at.day())

    def _path(self) -> Path:
        path = Path(self.path.text().strip())
        return path if path.suffix.casefold() == ".xlsx" else path.with_name(f"{path.name}.xlsx")

    def _browse(self) -> None:
        found, _kind = QFileDialog.getSaveFileName(
            self, "Where the pack goes", self.path.text(), "Excel workbooks (*.xlsx)"
        )
        if found:
            self.path.setText(found)
