"""Saving a copy to give: where it goes, what stays behind, and who can read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from marmot_tracker.document.giving import Files, Holding
from marmot_tracker.document.saving import READABLE
from marmot_tracker.services.giving import behind_words, going_words
from ui.dialogs.dialog import FormDialog, note
from ui.widgets.form import small

TRACKERS = "Trackers (*.marmot)"
LINE = 7
"""How far the words of a row lie below its top, as its label does."""


@dataclass(frozen=True, slots=True)
class GiveAnswer:
    """Where the copy goes, whether a file there may be replaced, and which files go along."""

    path: Path
    over: bool
    files: Files


class GiveCopyDialog(FormDialog):
    """Says what a copy holds and what stays behind, before it is made."""

    def __init__(self, parent: QWidget | None, path: Path, held: Holding) -> None:
        super().__init__(
            parent,
            heading="Save a copy to give",
            more="For somebody to read, or to work in and send back: bring it in then, and nothing "
            "is lost on either side.",
            accept="Save the copy",
        )
        self._held = held
        self._agreed: Path | None = None
        browse = QPushButton("&Where…")
        browse.setAutoDefault(False)
        browse.setAccessibleName("Choose where the copy goes")
        browse.clicked.connect(self._browse)
        self.path = self.form.add("&File", QLineEdit(str(path)), beside=browse)
        self.bare = self.form.add("&Evidence", QCheckBox("Leave out all evidence files"))
        self.bare.setMinimumHeight(self.bare.fontMetrics().height() + 2 * LINE)
        self.bare.setEnabled(bool(held.ordinary))
        self.bare.toggled.connect(lambda _on: self._follow())
        self.going, self.behind = note(""), note("")
        for words, told in (("Goes along", self.going), ("Stays behind", self.behind)):
            told.setContentsMargins(0, LINE, 0, 0)
            self.form.add(words, told)
        self.kept = small(
            "What the record says of a file that stays behind, its title and notes, goes along."
        )
        self.body.addWidget(self.kept)
        self.warning: QLabel = note(READABLE)
        self.warning.setProperty("type", "strong")
        self.body.addWidget(self.warning)
        self._follow()

    def faults(self) -> dict[QWidget, str]:
        if not self.path.text().strip():
            return {self.path: "Say where the copy goes."}
        return {self.path: where_fault(self._path(), self._agreed)}

    def value(self) -> GiveAnswer:
        """The answers."""
        path = self._path()
        return GiveAnswer(path, path == self._agreed, self._files())

    def _files(self) -> Files:
        return Files.NONE if self.bare.isChecked() else Files.ORDINARY

    def _follow(self) -> None:
        lines = list(behind_words(self._held, self._files()))
        self.going.setText(going_words(self._held, self._files()))
        self.behind.setText("\n".join(lines) or "Nothing.")
        self.kept.setVisible(bool(lines))
        QTimer.singleShot(0, self, self.fit)  # wrapped words know their height once shown

    def _path(self) -> Path:
        path = Path(self.path.text().strip())
        return path if path.suffix.casefold() == ".marmot" else Path(f"{path}.marmot")

    def _browse(self) -> None:
        found, _kind = QFileDialog.getSaveFileName(
            self, "Where the copy goes", self.path.text(), TRACKERS
        )
        if found:
            self.path.setText(found)
            self._agreed = Path(found)  # the system asked whether to replace what lies there


def where_fault(path: Path, agreed: Path | None) -> str:
    """What is wrong with where a file goes; `agreed` is one that may be replaced."""
    if not path.parent.is_dir():
        return f"There is no folder {path.parent}."
    if path.exists() and path != agreed:
        return (
            f"There is already a file {path.name}. Choose another name, or choose it with Where "
            "to replace it."
        )
    return ""
