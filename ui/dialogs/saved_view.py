"""Asks what a saved view is to be called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from marmot_tracker.services.views import LONGEST_NAME
from ui.dialogs.dialog import AskingDialog


class SavedViewDialog(AskingDialog):
    """`answered` carries the name. `taken` are names whose view would be replaced, if `replaces`."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        heading: str,
        more: str,
        name: str = "",
        accept: str = "Save",
        taken: Sequence[str] = (),
    ) -> None:
        super().__init__(parent, heading=heading, more=more, accept=accept)
        self._accept = accept
        self._taken = {each.casefold(): each for each in taken}
        self._many = Counter(each.casefold() for each in taken)
        self.name = self.form.add(
            "&Name",
            QLineEdit(name),
            help_text="Everybody who works with this tracker finds it under that name.",
        )
        self.name.setMaxLength(LONGEST_NAME)
        self.name.selectAll()
        self.name.textChanged.connect(self._tell_taken)

    def value(self) -> str:
        """The name as typed."""
        return " ".join(self.name.text().split())

    def faults(self) -> dict[QWidget, str]:
        return {self.name: "" if self.value() else "Give it a name."}

    def _tell_taken(self) -> None:
        there = self._taken.get(self.value().casefold())
        many = self._many[self.value().casefold()]
        said = f"“{there}” is there already and will be replaced."
        if many > 1:
            said = f"{many} views called “{there}” are there already; this one will replace them."
        self.tell_missing(said if there else "")
        self.accept_button.setText("Replace" if there else self._accept)
