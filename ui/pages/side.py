"""What stands at the side of every page: the place, who is before the window, which period runs."""

from __future__ import annotations

from PySide6.QtCore import QObject

from marmot_tracker import profile
from marmot_tracker.services import periods, wording
from marmot_tracker.services.periods import PeriodFacts
from marmot_tracker.vocabulary import SAMPLE_MARK
from ui.bridge import Bridge
from ui.widgets.page_list import PageList


class Side(QObject):
    """Says it in the list of the pages, and again with each period that a page has read."""

    def __init__(self, bridge: Bridge, page_list: PageList) -> None:
        super().__init__(page_list)
        self._bridge = bridge
        self._list = page_list
        self._period: PeriodFacts | None = None
        bridge.changed.connect(self._changed)

    def read(self, period: PeriodFacts | None) -> None:
        """A page has read which period runs."""
        self._period = period
        self.show()

    def _changed(self, kinds: frozenset[str]) -> None:
        """A page that is not on show, or that does not know of periods, reads none now."""
        if "reporting_period" in kinds:
            today = self._bridge.today
            self._bridge.ask("Reading the period", periods.current, self.read, today=today)

    def show(self) -> None:
        """Say it of the tracker that is open, if one is."""
        facts = self._bridge.facts
        if facts is None:
            return
        who = profile.load()
        lines = [", ".join(part for part in (who.name, who.subgroup or who.organisation) if part)]
        if self._period is not None:
            due = f", due {wording.day(self._period.due)}" if self._period.due else ""
            lines.append(f"Period: {self._period.name}{due}")
        self._list.tell(
            place=facts.programme.place or facts.programme.name,
            foot="\n".join(lines),
            mark=SAMPLE_MARK if facts.programme.sample else "",
        )
