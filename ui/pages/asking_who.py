"""Asking who is at the keyboard: once by itself at the first opening, later when wished."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from marmot_tracker import profile
from marmot_tracker.services import people
from ui import settings
from ui.bridge import Bridge
from ui.settings import Settings

if TYPE_CHECKING:
    from ui.dialogs.who_are_you import Known, WhoAreYouDialog


class AskingWho(QObject):
    """`answered` tells that the profile is another one."""

    answered = Signal()

    def __init__(self, bridge: Bridge, store: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._store = store
        self._window = window
        self._dialog: WhoAreYouDialog | None = None
        bridge.opened.connect(self._offer)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {"who": self.ask}

    def begin(self) -> None:
        """Ask at the first opening; whoever puts it away is not asked again."""
        if not profile.load().name and not self._store.get(settings.ASKED_WHO):
            self._store.put(settings.ASKED_WHO, True)
            self.ask()

    def asks_with(self, dialog: QDialog) -> bool:
        """Whether this is the dialog that asks: it is about the person, not about a tracker."""
        return dialog is self._dialog

    def ask(self) -> WhoAreYouDialog:
        """Ask who is at the keyboard, offering what the open tracker knows."""
        from ui.dialogs.who_are_you import WhoAreYouDialog

        self._dialog = dialog = WhoAreYouDialog(self._window, profile.load())
        dialog.accepted.connect(lambda: self._is(dialog))
        dialog.open()
        self._offer()
        return dialog

    def _offer(self, *_facts: object) -> None:
        if self._bridge.facts is not None and self._asking() is not None:
            self._bridge.ask("Reading the subgroups", known, self._show)

    def _show(self, found: Known) -> None:
        dialog = self._asking()
        if dialog is not None:
            dialog.offer(found)

    def _asking(self) -> WhoAreYouDialog | None:
        dialog = self._dialog
        return dialog if dialog is not None and isValid(dialog) and dialog.isVisible() else None

    def _is(self, dialog: WhoAreYouDialog) -> None:
        profile.save(dialog.value())
        self._bridge.rename_author()
        self.answered.emit()


def known(session: Any) -> Known:
    """The subgroups and organisations of a tracker."""
    from ui.dialogs.who_are_you import Known

    return Known(
        subgroups=tuple(each.name for each in people.subgroups(session)),
        organisations=tuple(
            owner.words for owner in people.owners(session) if owner.kind == "organisation"
        ),
    )
