"""What changed since the last pack: its state is read once, away from the screen, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QLocale, QObject, QTimer, Signal

from marmot_tracker.errors import TrackerError
from marmot_tracker.services.filtering import SINCE_LAST_PACK
from marmot_tracker.services.wording import day
from ui.bridge import Bridge
from ui.widgets.filter_bar import Chip

if TYPE_CHECKING:
    from marmot_tracker.services.changes import Past
    from marmot_tracker.services.since_pack import LastPack

BEGIN_AFTER_MS = 250
"""The list is painted first."""
WORDS = "Changed since last pack"


class SincePack(QObject):
    """`read` says that the state of the pack is known now, and the list is to be read again.

    `held` is that state, for the reading of the list; `changed` are the uids that came of it, None
    while they are not known.
    """

    read = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.held: tuple[LastPack, Past] | None = None
        self.pack: LastPack | None = None
        self.changed: frozenset[str] | None = None
        self._fault = ""
        self._asked: LastPack | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BEGIN_AFTER_MS)
        self._timer.timeout.connect(self._read)

    def clear(self) -> None:
        """Another tracker is coming."""
        self._timer.stop()
        self.held = self.pack = self.changed = self._asked = None
        self._fault = ""

    def follow(self, pack: LastPack | None, changed: frozenset[str] | None) -> None:
        """The list was read: which pack was made last, and what changed where that is known."""
        self.pack, self.changed = pack, changed
        if pack is None or changed is not None or pack == self._asked:
            return
        self._fault = ""
        self._asked = pack
        self._timer.start()

    def problem(self) -> str:
        """Why it cannot be said what changed; empty where it can."""
        if self.changed is not None:
            return ""
        if self.pack is None:
            from marmot_tracker.services import since_pack

            return f"{since_pack.NO_PACK} Make one with Audit pack."
        return self._fault or f"Reading what the pack of {day(self.pack.day)} showed…"

    def chip(self) -> Chip:
        """The filter at one click, with how many changed."""
        if self.pack is None or self._fault:
            return Chip(WORDS, SINCE_LAST_PACK, None, self.problem())
        short = QLocale("en_GB").toString(QDate(*self.pack.day.timetuple()[:3]), "d MMM")
        many = None if self.changed is None else len(self.changed)
        told = f"What differs from the pack of {day(self.pack.day)}"
        return Chip(f"Changed since {short}", SINCE_LAST_PACK, many, told)

    def _read(self) -> None:
        if self._bridge.facts is None or self._asked is None:
            return

        from marmot_tracker.services import since_pack

        def question(snapshot: Any, _progress: Any) -> Past | str | None:
            try:
                return since_pack.state(snapshot)
            except TrackerError as fault:
                return str(fault)

        asked = self._asked
        self._bridge.read(
            "Reading what the last pack showed",
            question,
            lambda found: self._was_read(asked, found),
            trail=True,
            shown=False,
        )

    def _was_read(self, pack: LastPack, found: Past | str | None) -> None:
        if pack != self._asked or found is None:
            return  # another tracker, or another pack meanwhile
        self._asked = None
        if isinstance(found, str):
            self._fault, self._asked = found, pack
        else:
            self.held = (pack, found)
        self.read.emit()
