"""The owner dialog: which post or organisation answers for it, and from when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from ui.dialogs.dialog import FormDialog
from ui.widgets.date_field import DateField


@dataclass(frozen=True, slots=True)
class OwnerAnswer:
    """An owner in words ("" for none), and the day it counts from."""

    words: str
    since: date


class OwnerDialog(FormDialog):
    """Asks for an owner among those known, or a new one."""

    def __init__(
        self, parent: QWidget | None, *, name: str, now: str, known: Sequence[str], today: date
    ) -> None:
        super().__init__(
            parent,
            heading=f"Owner of {name}",
            more=f"Now: {now or 'nobody'}. An owner is a post or an organisation, so that lists "
            "and packs name no person.",
            accept="Save owner",
        )
        self.owner = self.form.add(
            "&Owner",
            QComboBox(),
            help_text="A post with its organisation (Head of Housing, Anytown Council), or an "
            "organisation alone. Empty: nobody.",
        )
        self.owner.setEditable(True)
        self.owner.addItems(list(known))
        self.owner.setCurrentText(now)
        self.owner.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.owner.lineEdit()
        if line is not None:
            line.setAccessibleName("Owner")
            line.selectAll()
        completer = self.owner.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.since = self.form.add("&From", DateField(today))
        self._today = today

    def faults(self) -> dict[QWidget, str]:
        return {self.since: self.since.fault()}

    def value(self) -> OwnerAnswer:
        """The owner as answered."""
        words = " ".join(self.owner.currentText().split())
        return OwnerAnswer(words, self.since.day() or self._today)
