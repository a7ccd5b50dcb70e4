"""Describing a piece of evidence, saying what it speaks for, and keeping only a link to its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from marmot_tracker.services.evidence_list import EvidenceRow, Subject
from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import EvidenceLevel, EvidenceType
from ui import theme
from ui.dialogs.dialog import FormDialog, note, paragraph
from ui.widgets.date_field import DateField


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a piece of evidence."""

    title: str
    claim: str
    type: EvidenceType | None
    level: EvidenceLevel | None
    speaks_for: date | None
    received_from: str
    review_by: date | None


class DescribeEvidenceDialog(FormDialog):
    """Asks what a piece is called, of which sort it is, and for which day it speaks."""

    def __init__(self, parent: QWidget | None, row: EvidenceRow, words: Words) -> None:
        super().__init__(parent, heading="Describe evidence")
        self.title = self.form.add("&Title", QLineEdit(row.title))
        self.type = self.form.add("T&ype", QComboBox())
        self.level = self.form.add(
            "&Level", QComboBox(), help_text="How far it reaches, from effort to effect."
        )
        for box, axis, codes, now in (
            (self.type, "evidence_type", tuple(EvidenceType), row.type),
            (self.level, "evidence_level", tuple(EvidenceLevel), row.level),
        ):
            box.addItem("Not said", "")
            for code in codes:
                box.addItem(words.of(axis, code), code.value)
            box.setCurrentIndex(max(box.findData(now.value if now else ""), 0))
        self.claim = self.form.add("&Claim it supports", QLineEdit(row.claim))
        self.speaks_for = self.form.add("&Dated", DateField(row.speaks_for))
        self.received = self.form.add("&Received from", QLineEdit(row.received_from))
        self.review_by = self.form.add("Re&view by", DateField(row.review_by))

    def value(self) -> Description:
        """What is said of it."""
        type_said, level_said = self.type.currentData(), self.level.currentData()
        return Description(
            title=self.title.text().strip(),
            claim=self.claim.text().strip(),
            type=EvidenceType(type_said) if type_said else None,
            level=EvidenceLevel(level_said) if level_said else None,
            speaks_for=self.speaks_for.day(),
            received_from=self.received.text().strip(),
            review_by=self.review_by.day(),
        )

    def faults(self) -> dict[QWidget, str]:
        return {
            self.title: "" if self.title.text().strip() else "Say in a few words what it is.",
            self.speaks_for: self.speaks_for.fault(),
            self.review_by: self.review_by.fault(),
        }


class TieEvidenceDialog(FormDialog):
    """Asks which recommendations a piece speaks for: a tick for each, and why for new ones."""

    def __init__(
        self, parent: QWidget | None, row: EvidenceRow, targets: Sequence[Subject]
    ) -> None:
        super().__init__(parent, heading="What does this evidence speak for?")
        tied = {tie.recommendation for tie in row.ties}
        self.typed = self.form.add("&Find", QLineEdit())
        self.typed.setPlaceholderText("A reference, or part of a title")
        self.typed.textChanged.connect(self._narrow)
        self.list = self.form.add("&Recommendations", QListWidget())
        self.list.setMinimumHeight(30 * theme.STEP)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        for target in sorted(targets, key=lambda each: each.uid not in tied):
            item = QListWidgetItem(target.words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, target.uid)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(
                Qt.CheckState.Checked if target.uid in tied else Qt.CheckState.Unchecked
            )
        self.list.setCurrentRow(0)
        self.why = self.form.add(
            "&What it shows", QLineEdit(), help_text="Kept with the recommendations newly ticked."
        )
        self.widen(72, 58)

    def value(self) -> tuple[tuple[str, ...], str]:
        """The recommendations ticked, as uids, and why."""
        items = (self.list.item(at) for at in range(self.list.count()))
        ticked = (item for item in items if item.checkState() == Qt.CheckState.Checked)
        uids = tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked)
        return uids, self.why.text().strip()

    def faults(self) -> dict[QWidget, str]:
        none = "" if self.value()[0] else "Tick at least one, or take the evidence out instead."
        return {self.list: none}

    def _narrow(self, typed: str) -> None:
        for at in range(self.list.count()):
            item = self.list.item(at)
            ticked = item.checkState() == Qt.CheckState.Checked
            item.setHidden(not ticked and typed.strip().casefold() not in item.text().casefold())


LINK_WARNING = (
    "The file is saved to a place of your choice, and the tracker keeps only the way to it. Whoever "
    "cannot reach that place cannot see the evidence any more, nothing tells whether the file was "
    "changed there, and packs no longer carry it. The record still holds the file as it was: to "
    "take it out for ever, erase it."
)


class KeepLinkDialog(FormDialog):
    """Warns what is lost where only a link is kept, and asks where to and why."""

    def __init__(self, parent: QWidget | None, *, name: str, target: Path) -> None:
        super().__init__(parent, heading=f"Keep only a link to “{name}”?", accept="Save and link")
        self.body.insertWidget(0, note(LINK_WARNING))
        browse = QPushButton("Choose…")
        browse.setAutoDefault(False)
        browse.setAccessibleName("Choose where to save it")
        browse.clicked.connect(self._browse)
        self.path = self.form.add("&Save as", QLineEdit(str(target)), beside=browse)
        self.reason = self.form.add("&Reason", paragraph(lines=2))
        self._agreed = Path()

    def value(self) -> tuple[Path, str]:
        """Where the file goes, and why only a link is kept."""
        return Path(self.path.text().strip()), self.reason.toPlainText().strip()

    def faults(self) -> dict[QWidget, str]:
        target, reason = self.value()
        wrong = ""
        if not target.is_absolute() or not target.parent.is_dir():
            wrong = "Choose a folder that is there."
        elif target.is_dir():
            wrong = "This is a folder: add the name of the file."
        elif target.exists() and target != self._agreed:
            wrong = f"There is a file {target.name} already: choose another name."
        return {self.path: wrong, self.reason: "" if reason else "Say why only a link is kept."}

    def _browse(self) -> None:
        found, _kind = QFileDialog.getSaveFileName(self, "Save as", self.path.text())
        if found:  # the system has asked whether to write over a file that is there
            self._agreed = Path(found)
            self.path.setText(found)
