"""The numbers beside pages that nobody has shown yet, or not since something changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from marmot_tracker.services import counts
from marmot_tracker.services.counts import Counts
from ui.bridge import Bridge

PAUSE_MS = 250
"""How long after a change they are asked for: the list and its pane come first."""


class PageCounts(QObject):
    """`counted(key, text)` tells the number of one page; empty where there is none."""

    counted = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        for told in (bridge.opened, bridge.looked, bridge.changed):
            told.connect(lambda *_told: self._timer.start())
        bridge.closed.connect(self._timer.stop)

    def _ask(self) -> None:
        if self._bridge.facts is not None:
            self._bridge.ask("Counting", counts.of, self._tell)

    def _tell(self, found: Counts) -> None:
        for key, many in (
            ("evidence", found.evidence),
            ("returns", found.returns),
            ("two_answers", found.two_answers),
        ):
            self.counted.emit(key, str(many) if many else "")
