"""The audit pack dialog: where it goes, for which period or day, and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)

from marmot_tracker.services.wording import counted
from ui.dialogs.dialog import FormDialog, note
from ui.widgets.date_field import DateField


@dataclass(frozen=True, slots=True)
class PackQuestion:
    """What the dialog is told: a first file name, the day of the last pack, evidence unchecked.

    `periods` are the names and uids of those that have opened, the newest first; `ordinary` and
    `restricted` are how many evidence files may leave, and how many never do.
    """

    path: Path
    since: date | None
    waiting: int
    today: date
    periods: tuple[tuple[str, str], ...] = ()
    ordinary: int = 0
    restricted: int = 0


@dataclass(frozen=True, slots=True)
class PackAnswer:
    """Where the pack goes and which state it shows; `as_at` None is today.

    `since` None compares with nothing; `since_pack` with what the last pack showed. `period` is
    the uid of the period it is made for, empty for a day.
    """

    path: Path
    since: date | None
    as_at: date | None
    since_pack: bool = False
    period: str = ""
    with_evidence: bool = False


DAY = "A day"


class ExportPackDialog(FormDialog):
    """Asks for what a pack needs; everything has an answer beforehand."""

    def __init__(self, parent: QWidget | None, question: PackQuestion) -> None:
        super().__init__(
            parent,
            heading="Audit pack",
            more="A workbook for the steering group: what it is asked, what is red or late, what "
            "changed, every recommendation, and a check code that ties it to this tracker.",
            accept="Make the pack",
        )
        self._question = question
        browse = QPushButton("&Where…")
        browse.setAutoDefault(False)
        browse.setAccessibleName("Choose where the pack goes")
        browse.clicked.connect(self._browse)
        self.path = self.form.add("&File", QLineEdit(str(question.path)), beside=browse)
        self.made_for = QComboBox()
        self.made_for.addItem(DAY, "")
        for name, uid in question.periods:
            self.made_for.addItem(name, uid)
        self.form.add(
            "Made f&or",
            self.made_for,
            help_text="A period: with the ratings given for it, whenever received.",
        )
        self.as_at = self.form.add(
            "As &at",
            DateField(),
            help_text="Empty: now. A past day: everything as it stood then.",
        )
        self.made_for.currentIndexChanged.connect(self._choose)
        self.since = self.form.add(
            "&Changes since",
            DateField(question.since),
            help_text=self._since_help(),
        )
        self.with_evidence = QCheckBox("Also write the &evidence files into a folder beside it")
        self.with_evidence.setEnabled(bool(question.ordinary))
        self.body.addWidget(self.with_evidence)
        self.body.addWidget(note(self._evidence_words()))

    def _since_help(self) -> str:
        if self._question.since is None:
            return "For example the last meeting. Empty: not compared."
        return "The last pack, and what it showed. Empty: not compared."

    def _evidence_words(self) -> str:
        question = self._question
        behind = []
        if question.waiting:
            pieces = counted(question.waiting, "piece")
            behind.append(f"{pieces} of evidence not checked yet: what is in them is left out")
        if question.restricted:
            behind.append(f"{question.restricted:,} restricted: always left out")
        said = "No ordinary evidence file is held yet."
        if question.ordinary:
            said = f"{counted(question.ordinary, 'ordinary evidence file')}."
        return f"{said} {'; '.join(behind)}." if behind else said

    def _choose(self) -> None:
        """A period's pack shows no other day."""
        self.as_at.setEnabled(not self.made_for.currentData())

    def faults(self) -> dict[QWidget, str]:
        path = self._path()
        found: dict[QWidget, str] = {
            self.path: "" if path.parent.is_dir() else f"There is no folder {path.parent}.",
            self.since: self.since.fault(),
            self.as_at: self.as_at.fault() if self.as_at.isEnabled() else "",
        }
        today = self._question.today
        asked = self.as_at.day() if self.as_at.isEnabled() and not found[self.as_at] else None
        if asked and asked > today:
            found[self.as_at] = "A pack cannot show a day that has not come yet."
        since = self.since.day() if not found[self.since] else None
        if since and since >= (asked or today) and not found[self.as_at] and not self._since_pack():
            found[self.since] = "Changes are told since a day before the one shown."
        return found

    def value(self) -> PackAnswer:
        """The answers."""
        return PackAnswer(
            self._path(),
            self.since.day(),
            self.as_at.day() if self.as_at.isEnabled() else None,
            since_pack=self._since_pack(),
            period=self.made_for.currentData(),
            with_evidence=self.with_evidence.isChecked(),
        )

    def _since_pack(self) -> bool:
        """Whether the day of the last pack was left as it was."""
        since = self._question.since
        shows_now = not self.as_at.isEnabled() or self.as_at.day() is None
        return since is not None and self.since.day() == since and shows_now

    def _path(self) -> Path:
        path = Path(self.path.text().strip())
        return path if path.suffix.casefold() == ".xlsx" else path.with_name(f"{path.name}.xlsx")

    def _browse(self) -> None:
        found, _kind = QFileDialog.getSaveFileName(
            self, "Where the pack goes", self.path.text(), "Excel workbooks (*.xlsx)"
        )
        if found:
            self.path.setText(found)
