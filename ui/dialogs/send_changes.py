"""Sending my changes: since when, with which evidence, into which small file, and how large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from marmot_tracker.document.changes_file import (
    ENDING,
    MAIL_LIMIT,
    ZIP_ENDING,
    KnownState,
    ToSend,
)
from marmot_tracker.document.giving import Files
from marmot_tracker.document.saving import READABLE
from marmot_tracker.services.giving import to_send_words
from marmot_tracker.services.wording import size
from ui.dialogs.dialog import AskingDialog, note
from ui.dialogs.give_copy import LINE, TRACKERS, where_fault
from ui.widgets.form import small

MAIL_TAKES = f"{MAIL_LIMIT // 1024**2} MB"
KINDS = f"Changes of a tracker (*{ENDING} *{ZIP_ENDING})"


@dataclass(frozen=True, slots=True)
class SendAnswer:
    """Where the file goes, whether one there may be replaced, since when, and what goes along."""

    path: Path
    over: bool
    since: KnownState
    files: Files
    zipped: bool


class SendChangesDialog(AskingDialog):
    """Says what the file would hold, and its size, before it is written.

    `asked(since, files)` asks for that of another choice, answered with `show_to_send`;
    `other_asked(path)` for what another file holds, answered with `show_other`.
    """

    asked = Signal(object, object)
    other_asked = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        path: Path,
        states: Sequence[KnownState],
        to_send: ToSend,
    ) -> None:
        super().__init__(
            parent,
            heading="Send my changes",
            more="One small file with what the other side lacks, to be sent by mail. They drop it "
            "on their tracker's window: nothing of theirs is lost.",
            accept="Write the file",
        )
        self.widen(88, 0)
        self._agreed: Path | None = None
        self._states = list(states)
        self.since = self._since_box()
        self.path = self._path_field(path)
        self.bare = self.form.add("&Evidence", QCheckBox("Leave out all evidence files"))
        self.zipped = self.form.add(
            "As .&zip", QCheckBox("Put it into a .zip, where the other side's mail wants that")
        )
        for box in (self.bare, self.zipped):
            box.setMinimumHeight(box.fontMetrics().height() + 2 * LINE)
        self.holds = note("")
        self.holds.setContentsMargins(0, LINE, 0, 0)
        self.form.add("Goes along", self.holds)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, MAIL_LIMIT // 1024)
        self.bar.setAccessibleName("Size of the file beside what most mail takes")
        self.body.addWidget(self.bar)
        self.too_big = small("", tone="late")
        self.body.addWidget(self.too_big)
        self.warning: QLabel = note(READABLE)
        self.warning.setProperty("type", "strong")
        self.body.addWidget(self.warning)
        self.since.activated.connect(lambda _at: self._ask())
        self.bare.toggled.connect(lambda _on: self._ask())
        self.zipped.toggled.connect(self._rename)
        self.show_to_send(to_send)

    # ------------------------------------------------------------ building

    def _since_box(self) -> QComboBox:
        """From when on: what the other side has, by what this copy knows of it."""
        self.other = QPushButton("&Their file…")
        self.other.setAutoDefault(False)
        self.other.setAccessibleName("Choose a file of theirs to see what it lacks")
        self.other.clicked.connect(self._browse_other)
        box = self.form.add(
            "What they &lack",
            QComboBox(),
            help_text="What was written since; what they have already does no harm.",
            beside=self.other,
        )
        for state in self._states:
            box.addItem(_begun(state.words), state.key)
        return box

    def _path_field(self, path: Path) -> QLineEdit:
        browse = QPushButton("&Where…")
        browse.setAutoDefault(False)
        browse.setAccessibleName("Choose where the file goes")
        browse.clicked.connect(self._browse)
        return self.form.add("&File", QLineEdit(str(path)), beside=browse)

    # ------------------------------------------------------------ showing

    def show_to_send(self, found: ToSend) -> None:
        """Show what the file would hold."""
        self.holds.setText("\n".join(to_send_words(found)))
        self.bar.setValue(min(found.size, MAIL_LIMIT) // 1024)
        self.bar.setAccessibleDescription(f"About {size(found.size)} of {MAIL_TAKES}")
        self.too_big.setText(
            "Too large for most mail. "
            + ("Leave the evidence files out, or h" if found.files else "H")
            + "and it over on a shared folder."
            if found.too_big_for_mail
            else ""
        )
        self.too_big.setVisible(found.too_big_for_mail)
        self.bare.setEnabled(bool(found.files or self.bare.isChecked()))
        self.accept_button.setEnabled(bool(found.entries or found.files))
        QTimer.singleShot(0, self, self.fit)  # wrapped words know their height once shown

    def show_other(self, state: KnownState) -> None:
        """Start from what a chosen file of theirs holds."""
        self._states.append(state)
        self.since.addItem(_begun(state.words), state.key)
        self.since.setCurrentIndex(self.since.count() - 1)
        self._ask()

    # ------------------------------------------------------------ the answer

    @property
    def chosen(self) -> KnownState:
        """Since when."""
        return self._states[max(self.since.currentIndex(), 0)]

    @property
    def files(self) -> Files:
        """Which evidence files go along."""
        return Files.NONE if self.bare.isChecked() else Files.ORDINARY

    def value(self) -> SendAnswer:
        """The answers."""
        path = self._path()
        return SendAnswer(
            path, path == self._agreed, self.chosen, self.files, self.zipped.isChecked()
        )

    def faults(self) -> dict[QWidget, str]:
        if not self.path.text().strip():
            return {self.path: "Say where the file goes."}
        return {self.path: where_fault(self._path(), self._agreed)}

    def asked_field(self) -> QWidget:
        return self.path

    # ------------------------------------------------------------ following

    def _ask(self) -> None:
        self.tell_missing("")
        self.asked.emit(self.chosen, self.files)

    def _path(self) -> Path:
        """With the ending that the choice of a .zip asks for."""
        typed = self.path.text().strip()
        wanted = ZIP_ENDING if self.zipped.isChecked() else ENDING
        for ending in (ZIP_ENDING, ENDING):
            typed = typed[: -len(ending)] if typed.casefold().endswith(ending) else typed
        return Path(f"{typed}{wanted}")

    def _rename(self, _on: bool) -> None:
        self.path.setText(str(self._path()))

    def _browse(self) -> None:
        found, _kind = QFileDialog.getSaveFileName(
            self, "Where the file goes", str(self._path()), KINDS
        )
        if found:
            self.zipped.setChecked(found.casefold().endswith(ZIP_ENDING))
            self.path.setText(found)
            self._agreed = Path(found)  # the system asked whether to replace what lies there

    def _browse_other(self) -> None:
        found, _kind = QFileDialog.getOpenFileName(
            self, "A file of theirs", str(self._path().parent), TRACKERS
        )
        if found:
            self.other_asked.emit(Path(found))


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
