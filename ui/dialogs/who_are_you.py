"""Asked at the first opening, on one page: name, organisation and subgroup."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from marmot_tracker import profile
from marmot_tracker.profile import Profile
from ui.dialogs.dialog import FormDialog
from ui.widgets.typed_choice import typed_choice


@dataclass(frozen=True, slots=True)
class Known:
    """What the open tracker offers to choose from."""

    subgroups: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


class WhoAreYouDialog(FormDialog):
    """Who is at the keyboard: every change is kept under this name."""

    def __init__(self, parent: QWidget | None, before: Profile) -> None:
        super().__init__(
            parent,
            heading="Who are you?",
            more="Every change is kept with the name of whoever made it. This stays on this "
            "computer and in the trackers you change.",
            accept="Continue",
        )
        self._before = before
        self.name = self.form.add("&Name", QLineEdit(before.name or profile.account_name()))
        self.organisation = self.form.add("&Organisation", QLineEdit(before.organisation))
        self.subgroup = self.form.add(
            "&Subgroup",
            typed_choice(text=before.subgroup),
            help_text="If you work in one, for example Housing: the program then opens on your "
            "own list. Leave it empty otherwise.",
        )
        if not before.name:
            self.cancel_button.setText("Not now")

    def offer(self, known: Known) -> None:
        """Offer what the open tracker knows; what was typed already stays."""
        typed = self.subgroup.currentText()
        self.subgroup.clear()
        self.subgroup.addItems(["", *known.subgroups])
        self.subgroup.setCurrentText(typed)
        completer = QCompleter(list(known.organisations), self.organisation)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.organisation.setCompleter(completer)

    def faults(self) -> dict[QWidget, str]:
        return {self.name: "" if self.name.text().strip() else "Write the name you go by."}

    def value(self) -> Profile:
        """The profile as answered; recent files stay as they are."""
        return replace(
            self._before,
            name=self.name.text().strip(),
            organisation=" ".join(self.organisation.text().split()),
            subgroup=" ".join(self.subgroup.currentText().split()),
        )
