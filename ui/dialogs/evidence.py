"""The evidence dialog: files, a link or a note, and whether somebody could be recognised in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.services.evidence import is_link
from marmot_tracker.vocabulary import EvidenceKind, Sensitivity
from ui import theme
from ui.dialogs.dialog import FormDialog, note, paragraph
from ui.widgets.date_field import DateField
from ui.widgets.form import small

QUESTION = "Could somebody recognise a child, patient, tenant or member of staff in this?"
ANSWERS = (
    (Sensitivity.ORDINARY, "No", "Ordinary: it may go into packs."),
    (
        Sensitivity.RESTRICTED,
        "Yes",
        "Restricted: packs only say who holds it and of which date.",
    ),
    (
        Sensitivity.NOT_CHECKED,
        "Not checked yet",
        "It stays in the tracker and out of packs until somebody has looked.",
    ),
)


@dataclass(frozen=True, slots=True)
class EvidenceAnswer:
    """A piece of evidence as the person gives it; several files make several pieces."""

    kind: EvidenceKind
    files: tuple[Path, ...]
    link: str
    note: str
    title: str
    sensitivity: Sensitivity
    why: str
    speaks_for: date | None
    received_from: str


class EvidenceDialog(FormDialog):
    """Asks for evidence. The sensitivity question has no answer chosen beforehand."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        name: str,
        files: Sequence[Path] = (),
        folder: Path | None = None,
    ) -> None:
        super().__init__(
            parent,
            heading=f"Evidence for {name}",
            more="A file is copied into the tracker and travels with it.",
            accept="Attach",
        )
        self._files = tuple(files)
        self._folder = folder or Path.home()
        self.kind = self.form.add("&What", QComboBox())
        for code, words in (
            (EvidenceKind.FILE, "File"),
            (EvidenceKind.LINK, "Link"),
            (EvidenceKind.NOTE, "Note"),
        ):
            self.kind.addItem(words, code.value)
        self.file = self.form.add("&File", QLineEdit())
        self.file.setReadOnly(True)
        self.browse = QPushButton("Choose a f&ile…")
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.browse = self.form.add("", self.browse)
        self.browse.setAccessibleName("Choose a file")
        self.link = self.form.add("&Link", QLineEdit())
        self.link.setPlaceholderText("https://")
        self.note = self.form.add("&Note", paragraph())
        self.title = self.form.add(
            "&Title", QLineEdit(), help_text="Left empty, it is called after the file or link."
        )
        self.why = self.form.add("What it &shows", QLineEdit())
        self.speaks_for = self.form.add("&Dated", DateField())
        self.received = self.form.add("&Received from", QLineEdit())
        self.answers: dict[Sensitivity, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.body.addLayout(self._question())
        self._unanswered = small("", tone="late")
        self._unanswered.hide()
        self.body.addWidget(self._unanswered)
        self.kind.currentIndexChanged.connect(self._show_fields)
        self._show_files()
        self._show_fields()

    def value(self) -> EvidenceAnswer:
        """The evidence as answered."""
        kind = EvidenceKind(self.kind.currentData())
        return EvidenceAnswer(
            kind=kind,
            files=self._files if kind is EvidenceKind.FILE else (),
            link=self.link.text().strip() if kind is EvidenceKind.LINK else "",
            note=self.note.toPlainText().strip() if kind is EvidenceKind.NOTE else "",
            title=self.title.text().strip() if len(self._files) < 2 else "",
            sensitivity=self._sensitivity() or Sensitivity.NOT_CHECKED,
            why=self.why.text().strip(),
            speaks_for=self.speaks_for.day(),
            received_from=self.received.text().strip(),
        )

    def faults(self) -> dict[QWidget, str]:
        kind = EvidenceKind(self.kind.currentData())
        found: dict[QWidget, str] = {self.speaks_for: self.speaks_for.fault()}
        if kind is EvidenceKind.FILE and not self._files:
            found[self.browse] = "Choose the file."
        if kind is EvidenceKind.LINK and not is_link(self.link.text()):
            found[self.link] = "Begin the link with https://."
        if kind is EvidenceKind.NOTE and not self.note.toPlainText().strip():
            found[self.note] = "Write the note."
        return found

    def accept(self) -> None:
        answered = self._sensitivity() is not None
        self._unanswered.setText("" if answered else "Answer the question above: it takes a click.")
        self._unanswered.setVisible(not answered)
        if answered:
            super().accept()
        else:
            self.answers[Sensitivity.ORDINARY].setFocus()

    def _sensitivity(self) -> Sensitivity | None:
        return next((code for code, button in self.answers.items() if button.isChecked()), None)

    def _question(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.STEP // 2)
        column.addWidget(note(QUESTION))
        for code, words, more in ANSWERS:
            button = QRadioButton(words)
            button.setAccessibleName(f"{words}. {more}")
            row = QHBoxLayout()
            row.setSpacing(theme.STEP)
            row.addWidget(button)
            row.addWidget(small(more), 1)
            column.addLayout(row)
            self._group.addButton(button)
            self.answers[code] = button
        return column

    def _show_files(self) -> None:
        self.file.setText(", ".join(path.name for path in self._files))
        self.file.setToolTip("\n".join(str(path) for path in self._files))

    def _show_fields(self) -> None:
        kind = EvidenceKind(self.kind.currentData())
        self.form.show_row(self.file, kind is EvidenceKind.FILE and bool(self._files))
        self.form.show_row(self.browse, kind is EvidenceKind.FILE)
        self.form.show_row(self.link, kind is EvidenceKind.LINK)
        self.form.show_row(self.note, kind is EvidenceKind.NOTE)
        self.form.show_row(self.title, len(self._files) < 2)
        self.fit()

    def _browse(self) -> None:
        found, _kind = QFileDialog.getOpenFileNames(self, "Evidence", str(self._folder))
        if found:
            self._files = tuple(Path(name) for name in found)
            self._show_files()
            self._show_fields()
