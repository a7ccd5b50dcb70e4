"""The evidence dialog: files, a link or a note, and whether somebody could be recognised in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker import clock
from marmot_tracker.services.evidence import is_link
from marmot_tracker.services.evidence_list import Subject
from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import EvidenceKind, EvidenceType, Sensitivity
from ui import theme
from ui.dialogs.dialog import FormDialog, announce, note, paragraph
from ui.widgets.date_field import DateField
from ui.widgets.form import Form, small
from ui.widgets.typed_choice import typed_choice

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
PICTURE = QSize(30 * theme.STEP, 14 * theme.STEP)
"""How large a pasted picture is shown at most."""
MOST_FILES = 50
"""Files attached at one time; a folder with more is better sorted first."""


@dataclass(frozen=True, slots=True)
class EvidenceAnswer:
    """A piece of evidence as the person gives it; several files make several pieces.

    `each` is the sensitivity of each file in turn, where they differ; `recommendation` is the one
    chosen in the dialog, where it asks for that.
    """

    kind: EvidenceKind
    files: tuple[Path, ...]
    link: str
    note: str
    title: str
    sensitivity: Sensitivity
    why: str
    speaks_for: date | None
    received_from: str
    claim: str = ""
    type: EvidenceType | None = None
    each: tuple[Sensitivity, ...] = field(default=())
    recommendation: str = ""

    def sensitivity_of(self, at: int) -> Sensitivity:
        """What was answered for the file at `at`."""
        return self.each[at] if self.each else self.sensitivity


class EvidenceDialog(FormDialog):
    """Asks for evidence. The sensitivity question has no answer chosen beforehand.

    Without a `name` it asks which of `targets` the evidence is for. `title` is given for a picture
    that was pasted, which has no name of its own: it is shown, and dated today.
    """

    def __init__(
        self,
        parent: QWidget | None,
        *,
        name: str = "",
        files: Sequence[Path] = (),
        folder: Path | None = None,
        targets: Sequence[Subject] = (),
        title: str = "",
        words: Words | None = None,
    ) -> None:
        super().__init__(
            parent,
            heading=f"Evidence for {name}" if name else "Attach evidence",
            more="A file is copied into the tracker and travels with it.",
            accept="Attach",
        )
        self._files = tuple(files)
        self._pasted = self._files if title else ()
        self._folder = folder or Path.home()
        self._targets = tuple(targets)
        self.target = self._ask_target() if not name else None
        self._ask_what()
        self._ask_more(title, words or Words())
        self.answers: dict[Sensitivity, QRadioButton] = {}
        self.each_button = QRadioButton("Different for each file")
        self.each_form = Form()
        self.each: list[QComboBox] = []
        self._group = QButtonGroup(self)
        self.body.addLayout(self._question())
        self._unanswered = small("", tone="late")
        self._unanswered.hide()
        self.body.addWidget(self._unanswered)
        self.kind.currentIndexChanged.connect(self._show_fields)
        self._show_files()
        self._show_fields()

    # ------------------------------------------------------------ building

    def _ask_target(self) -> QComboBox:
        box = self.form.add("F&or", typed_choice())
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(24)
        for target in self._targets:
            box.addItem(target.words, target.uid)
        box.setCurrentIndex(-1)
        line = box.lineEdit()
        if line is not None:
            line.setPlaceholderText("The recommendation: its reference or part of its title")
        return box

    def _ask_what(self) -> None:
        self.kind = self.form.add("&What", QComboBox())
        for code, words in (
            (EvidenceKind.FILE, "File"),
            (EvidenceKind.LINK, "Link"),
            (EvidenceKind.NOTE, "Note"),
        ):
            self.kind.addItem(words, code.value)
        self.file = self.form.add("&File", QLineEdit())
        self.file.setReadOnly(True)
        self.picture = self.form.add("Picture", _shown_small(self._pasted))
        browse = QPushButton("Choose a f&ile…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        self.browse = self.form.add("", browse)
        self.browse.setAccessibleName("Choose a file")
        self.link = self.form.add("&Link", QLineEdit())
        self.link.setPlaceholderText("https://")
        self.note = self.form.add("&Note", paragraph())

    def _ask_more(self, title: str, words: Words) -> None:
        self.title = self.form.add(
            "&Title", QLineEdit(title), help_text="Left empty, it is called after the file or link."
        )
        self.type = self.form.add("T&ype", QComboBox())
        self.type.addItem("Not said", "")
        for code in EvidenceType:
            self.type.addItem(words.of("evidence_type", code), code.value)
        self.claim = self.form.add("&Claim it supports", QLineEdit())
        self.claim.setPlaceholderText("Such as: 240 homes were inspected")
        self.why = self.form.add("What it &shows", QLineEdit())
        dated = clock.today() if self._pasted else None
        self.speaks_for = self.form.add("&Dated", DateField(dated))
        self.received = self.form.add("&Received from", QLineEdit())

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
        self._group.addButton(self.each_button)
        column.addWidget(self.each_button)
        self._each_column = QVBoxLayout()
        self._each_column.addWidget(self.each_form)
        column.addLayout(self._each_column)
        self._group.buttonToggled.connect(self._show_each)
        return column

    # ------------------------------------------------------------ the answer

    def value(self) -> EvidenceAnswer:
        """The evidence as answered."""
        kind = EvidenceKind(self.kind.currentData())
        said = self.type.currentData()
        return EvidenceAnswer(
            kind=kind,
            files=self._files if kind is EvidenceKind.FILE else (),
            link=self.link.text().strip() if kind is EvidenceKind.LINK else "",
            note=self.note.toPlainText().strip() if kind is EvidenceKind.NOTE else "",
            title=self.title.text().strip() if not self._several else "",
            sensitivity=self._sensitivity() or Sensitivity.NOT_CHECKED,
            why=self.why.text().strip(),
            speaks_for=self.speaks_for.day(),
            received_from=self.received.text().strip(),
            claim=self.claim.text().strip(),
            type=EvidenceType(said) if said else None,
            each=self._each_answered(),
            recommendation=self._target(),
        )

    def faults(self) -> dict[QWidget, str]:
        kind = EvidenceKind(self.kind.currentData())
        found: dict[QWidget, str] = {}
        if self.target is not None and not self._target():
            found[self.target] = "Choose the recommendation that it speaks for."
        if kind is EvidenceKind.FILE and not self._files:
            found[self.browse] = "Choose the file."
        if kind is EvidenceKind.FILE and len(self._files) > MOST_FILES:
            found[self.browse] = f"Attach at most {MOST_FILES} files at a time."
        if kind is EvidenceKind.LINK and not is_link(self.link.text()):
            found[self.link] = "Begin the link with https://."
        if kind is EvidenceKind.NOTE and not self.note.toPlainText().strip():
            found[self.note] = "Write the note."
        found[self.speaks_for] = self.speaks_for.fault()
        return found

    def accept(self) -> None:
        unanswered = self._unanswered_words()
        self._unanswered.setText(unanswered)
        self._unanswered.setVisible(bool(unanswered))
        if not unanswered:
            super().accept()
            return
        waiting = [box for box in self.each if not box.currentData()]
        (
            waiting[0] if waiting and self._asks_each else self.answers[Sensitivity.ORDINARY]
        ).setFocus()
        announce(self, unanswered)
        QTimer.singleShot(0, self, self._show_unanswered)

    def _show_unanswered(self) -> None:
        """Bring what is still asked for into view, once the words have their place."""
        self.fit()
        self.bring_into_view(self._unanswered)

    @property
    def _several(self) -> bool:
        return len(self._files) > 1 and self.kind.currentData() == EvidenceKind.FILE.value

    @property
    def _asks_each(self) -> bool:
        return self._several and self.each_button.isChecked()

    def _unanswered_words(self) -> str:
        if self._asks_each:
            left = sum(not box.currentData() for box in self.each)
            return f"Answer for each file: {left} wait." if left else ""
        if self._sensitivity() is None:
            return "Answer the question above: No, Yes or Not checked yet."
        return ""

    def _sensitivity(self) -> Sensitivity | None:
        return next((code for code, button in self.answers.items() if button.isChecked()), None)

    def _each_answered(self) -> tuple[Sensitivity, ...]:
        if not self._asks_each:
            return ()
        return tuple(Sensitivity(box.currentData() or "not_checked") for box in self.each)

    def _target(self) -> str:
        """The recommendation chosen, or the only one that fits what was typed."""
        if self.target is None:
            return ""
        typed = " ".join(self.target.currentText().split()).casefold()
        fitting = [
            target.uid
            for target in self._targets
            if typed
            and typed in (target.name.casefold(), " ".join(target.words.split()).casefold())
        ]
        return fitting[0] if len(fitting) == 1 else self._chosen(typed)

    def _chosen(self, typed: str) -> str:
        """The item of the list that is chosen as it stands: two may have the same words."""
        assert self.target is not None
        at = self.target.currentIndex()
        if at < 0 or " ".join(self.target.itemText(at).split()).casefold() != typed:
            return ""
        return str(self.target.itemData(at))

    # ------------------------------------------------------------ what is shown

    def _show_files(self) -> None:
        self.file.setText(", ".join(path.name for path in self._files))
        self.file.setToolTip("\n".join(str(path) for path in self._files))
        self._each_column.removeWidget(self.each_form)
        self.each_form.hide()
        self.each_form.deleteLater()
        self.each_form = Form()
        self._each_column.addWidget(self.each_form)
        self.each = [self._ask_each(path) for path in self._files[:MOST_FILES]]

    def _ask_each(self, path: Path) -> QComboBox:
        box = QComboBox()
        box.addItem("Choose…", "")
        for code, words, _more in ANSWERS:
            box.addItem(words, code.value)
        return self.each_form.add(path.name.replace("&", "&&"), box)

    def _show_each(self, *_changed: object) -> None:
        self.each_form.setVisible(self._asks_each)
        self.fit()

    def _show_fields(self) -> None:
        kind = EvidenceKind(self.kind.currentData())
        self.form.show_row(self.file, kind is EvidenceKind.FILE and bool(self._files))
        pasted = bool(self._pasted) and self._files == self._pasted
        self.form.show_row(self.picture, kind is EvidenceKind.FILE and pasted)
        self.form.show_row(self.browse, kind is EvidenceKind.FILE)
        self.form.show_row(self.link, kind is EvidenceKind.LINK)
        self.form.show_row(self.note, kind is EvidenceKind.NOTE)
        self.form.show_row(self.title, not self._several)
        if not self._several and self.each_button.isChecked():
            self._group.setExclusive(False)
            self.each_button.setChecked(False)
            self._group.setExclusive(True)
        self.each_button.setVisible(self._several)
        self._show_each()

    def _browse(self) -> None:
        found, _kind = QFileDialog.getOpenFileNames(self, "Evidence", str(self._folder))
        if found:
            self._files = tuple(Path(name) for name in found)
            self._show_files()
            self._show_fields()


def _shown_small(pasted: Sequence[Path]) -> QLabel:
    """The picture that was pasted, to be known again; empty where none was."""
    label = QLabel()
    for path in pasted[:1]:
        whole = QPixmap(str(path))
        scale = label.devicePixelRatioF()
        room = (PICTURE * scale).boundedTo(whole.size())
        shown = whole.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        shown.setDevicePixelRatio(scale)
        label.setPixmap(shown)
    return label
