"""Asked before a tracker is made: for which place, and where the file goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from ui.dialogs.dialog import FormDialog
from ui.widgets.form import small


@dataclass(frozen=True, slots=True)
class NewTracker:
    """The place and where its tracker file goes."""

    place: str
    path: Path


class NewTrackerDialog(FormDialog):
    """The place, and a file name that follows from it until another is chosen."""

    def __init__(self, parent: QWidget | None, folder: Path) -> None:
        super().__init__(
            parent,
            heading="New tracker",
            more="One tracker holds one place: its recommendations, who owns them, how they are "
            "going, and the evidence.",
            accept="Make the tracker",
        )
        self._folder = folder
        self._chosen = False
        self.place = self.form.add(
            "&Place", QLineEdit(), help_text="The town or region, for example Luton."
        )
        browse = QPushButton("&Where…")
        browse.setAutoDefault(False)
        browse.setAccessibleName("Choose where the tracker goes")
        browse.clicked.connect(self._browse)
        self.path = self.form.add("&File", QLineEdit(str(folder / "tracker.marmot")), beside=browse)
        self.body.addWidget(
            small("This file has no password. Anyone who has it can read everything in it.")
        )
        self.place.textEdited.connect(self._follow)
        self.path.textEdited.connect(self._was_chosen)

    def faults(self) -> dict[QWidget, str]:
        path = self._path()
        where = ""
        if not path.parent.is_dir():
            where = f"There is no folder {path.parent}."
        elif path.exists():
            where = f"There is already a file {path.name} in that folder."
        return {
            self.place: "" if self.place.text().strip() else "Write the name of the place.",
            self.path: where,
        }

    def value(self) -> NewTracker:
        """The place and file as answered."""
        return NewTracker(self.place.text().strip(), self._path())

    def _path(self) -> Path:
        path = Path(self.path.text().strip())
        return path if path.suffix else path.with_suffix(".marmot")

    def _follow(self, place: str) -> None:
        if not self._chosen:
            name = re.sub(r"[^\w -]", "", place).strip() or "tracker"
            self.path.setText(str(self._folder / f"{name}.marmot"))

    def _was_chosen(self) -> None:
        self._chosen = True

    def _browse(self) -> None:
        found, _kind = QFileDialog.getSaveFileName(
            self, "Where the tracker goes", self.path.text(), "Trackers (*.marmot)"
        )
        if found:
            self._chosen = True
            self.path.setText(found)
