"""As at: asks for a day, lets the window look at it, and shows the banner until it is today again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker import clock
from marmot_tracker.services import moments
from marmot_tracker.services.moments import NamedMoment
from ui.bridge import Bridge
from ui.looking_back import Moment
from ui.widgets.past_banner import PastBanner


class LookingBack(QObject):
    """`looked(moment)`: the window is to show everything anew, for a past moment or for today."""

    looked = Signal(object)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self.banner = PastBanner()
        self.banner.other_asked.connect(self.ask)
        self.banner.today_asked.connect(self.come_back)
        bridge.looked.connect(self._looked)
        bridge.opened.connect(lambda _facts: self.banner.hide())
        bridge.closed.connect(self.banner.hide)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {"look_back": self.ask, "today": self.come_back}

    def ask(self) -> None:
        """Ask for the day to look at."""
        today = clock.today()

        from ui.dialogs.as_at import AsAtDialog

        def then(named: list[NamedMoment]) -> None:
            dialog = AsAtDialog(self._window, named, today=today)
            dialog.accepted.connect(lambda: self._bridge.look_at(dialog.value()))
            dialog.open()

        self._bridge.ask(
            "Looking for packs and periods", moments.named, then, now=True, today=today
        )

    def come_back(self) -> None:
        """Show today again."""
        if self._bridge.looking_back is not None:
            self._bridge.look_at(None)

    def _looked(self, moment: Moment | None, notes: str) -> None:
        if moment is None:
            self.banner.hide()
        else:
            self.banner.tell(moment.words, notes)
        self.looked.emit(moment)
