"""The owner dialog: which post or organisation answers for it, and from when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui.dialogs.dialog import FormDialog, announce
from ui.widgets.date_field import DateField
from ui.widgets.form import small
from ui.widgets.typed_choice import typed_choice

ADD = "Add and set"


@dataclass(frozen=True, slots=True)
class OwnerAnswer:
    """An owner in words ("" for none), and the day it counts from."""

    words: str
    since: date


class OwnerDialog(FormDialog):
    """Asks for an owner among those known; one that is new is told, and added when said again.

    With `typed` it opens on what was typed elsewhere, and tells that it is new.
    """

    def __init__(
        self,
        parent: QWidget | None,
        *,
        name: str,
        now: str,
        known: Sequence[str],
        today: date,
        typed: str = "",
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
            typed_choice(known, typed or now),
            help_text="A post with its organisation (Head of Housing, Anytown Council), or an "
            "organisation alone. Empty: nobody.",
        )
        line = self.owner.lineEdit()
        if line is not None:
            line.setAccessibleName("Owner")
            line.selectAll()
        self.since = self.form.add("&From", DateField(today))
        self._today = today
        self._known = {owner.casefold() for owner in known}
        self.new = small("", tone="missing")
        self.new.setAccessibleName("A new owner")
        self.new.hide()
        self.body.addWidget(self.new)
        self._just_told = QTimer(self)
        self._just_told.setSingleShot(True)
        self._just_told.setInterval(QApplication.doubleClickInterval())
        self.owner.currentTextChanged.connect(lambda _text: self._tell_new(""))
        if typed:
            self._tell_new(self._new())

    def faults(self) -> dict[QWidget, str]:
        return {self.since: self.since.fault()}

    def accept(self) -> None:
        """A double click saves or tells, and never does both."""
        if self._just_told.isActive() or not self.faultless():
            return
        new = self._new()
        if new and self.new.isHidden():
            self._tell_new(new)
            self._just_told.start()
            announce(self, f"{new} {ADD}.")
        else:
            self.done(QDialog.DialogCode.Accepted)

    def _tell_new(self, text: str) -> None:
        self.new.setText(text)
        self.new.setVisible(bool(text))
        self.accept_button.setText(ADD if text else "Save owner")
        QTimer.singleShot(0, self, self.fit)

    def _new(self) -> str:
        """What adding the owner would make of it, in words; empty for one that is known."""
        words = self.value().words if not self.since.fault() else ""
        if not words or not self._known or words.casefold() in self._known:
            return ""
        title, comma, organisation = (part.strip() for part in words.rpartition(","))
        kind = (
            f"It will be added as the post “{title}” at “{organisation}”."
            if comma and title and organisation
            else "It will be added as an organisation. For a post, write its organisation after "
            "a comma: Head of Housing, Anytown Council."
        )
        return f"“{words}” is not among the owners yet. {kind}"

    def value(self) -> OwnerAnswer:
        """The owner as answered."""
        words = " ".join(self.owner.currentText().split())
        return OwnerAnswer(words, self.since.day() or self._today)
