"""Naming the chairs of the subgroups from the window, as one edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import people, subgroups
from marmot_tracker.services.people import SubgroupFacts
from marmot_tracker.services.wording import counted
from ui.bridge import Bridge
from ui.dialogs.subgroups import SubgroupsAnswer, SubgroupsDialog
from ui.messages import Tone


class NamingChairs(QObject):
    """`told(text, tone)` is news."""

    told = Signal(str, object)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def ask(self) -> None:
        """Show who chairs each subgroup, and let it be changed."""

        def then(found: tuple[Sequence[SubgroupFacts], Mapping[str, str]]) -> None:
            dialog = SubgroupsDialog(self._window, *found)
            dialog.answered.connect(lambda answer: self._write(dialog, answer))
            dialog.open()

        self._bridge.ask("Reading the subgroups", _named, then)

    def _write(self, dialog: SubgroupsDialog, answer: SubgroupsAnswer) -> None:
        if not answer.people and not answer.mails:
            dialog.finish()
            return
        many = counted(len(answer.people), "subgroup")
        addresses = counted(len(answer.mails), "mail address", "mail addresses")

        def then(_changed: Any) -> None:
            dialog.finish()
            told = [f"Named who chairs and supports {many}."] if answer.people else []
            told += [f"Kept {addresses}."] if answer.mails else []
            self.told.emit(" ".join(told), Tone.SAVED)

        def failed(fault: TrackerError) -> None:
            if not dialog.refuse(fault):
                self._bridge.faulted.emit(fault)

        self._bridge.do(
            f"Name the chairs of {many}" if answer.people else f"Change {addresses}",
            subgroups.set_people,
            then=then,
            failed=failed,
            people=answer.people,
            mails=answer.mails,
        )


def _named(session: Any) -> tuple[Sequence[SubgroupFacts], Mapping[str, str]]:
    return people.subgroups(session), people.mails(session)
