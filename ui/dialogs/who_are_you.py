"""Asked at the first opening: name, organisation and subgroup."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QWidget

from marmot_tracker import profile
from marmot_tracker.profile import Profile
from ui.dialogs.dialog import FormDialog


class WhoAreYouDialog(FormDialog):
    """Who is at the keyboard: every change is kept under this name."""

    def __init__(self, parent: QWidget | None, known: Profile) -> None:
        super().__init__(
            parent,
            heading="Who are you?",
            more="Every change is kept with the name of whoever made it. This stays on this "
            "computer and in the trackers you change.",
            accept="Continue",
        )
        self._known = known
        self.name = self.form.add("&Name", QLineEdit(known.name or profile.account_name()))
        self.organisation = self.form.add("&Organisation", QLineEdit(known.organisation))
        self.subgroup = self.form.add(
            "&Subgroup",
            QLineEdit(known.subgroup),
            help_text="If you work in one, for example Housing: the list can then show what is "
            "yours. Leave it empty otherwise.",
        )

    def faults(self) -> dict[QWidget, str]:
        return {self.name: "" if self.name.text().strip() else "Write the name you go by."}

    def value(self) -> Profile:
        """The profile as answered; recent files stay as they are."""
        return replace(
            self._known,
            name=self.name.text().strip(),
            organisation=self.organisation.text().strip(),
            subgroup=self.subgroup.text().strip(),
        )
