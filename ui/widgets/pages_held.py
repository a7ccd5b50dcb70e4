"""Pages of a document that were drawn already, as few and as small as going back and forth needs."""

from __future__ import annotations

from collections import OrderedDict

from marmot_tracker.exchange.reports.page_views import PageView

MOST_PAGES = 8
MOST_BYTES = 40 * 1024 * 1024


class PagesHeld:
    """Keeps the pages last shown, as the PNGs that came; only one is ever unpacked, elsewhere."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, PageView] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        """Bytes of all pictures kept."""
        return sum(len(view.picture) for view in self._held.values())

    def get(self, page: int) -> PageView | None:
        """A page that is kept; it is kept longest from now on."""
        view = self._held.get(page)
        if view is not None:
            self._held.move_to_end(page)
        return view

    def put(self, view: PageView, *, shown: int) -> None:
        """Keep a page in place of those not seen for longest; that on show stays."""
        self._held[view.page] = view
        self._held.move_to_end(view.page)
        if shown in self._held:
            self._held.move_to_end(shown)
        while len(self._held) > 1 and (len(self._held) > MOST_PAGES or self.size > MOST_BYTES):
            self._held.popitem(last=False)

    def clear(self) -> None:
        """Keep none."""
        self._held.clear()


def picture_side(view: PageView) -> int:
    """Pixels of the longer side of a page's picture, as its head says; 0 where there is none."""
    head = view.picture[16:24]
    if len(head) < 8:
        return 0
    return max(int.from_bytes(head[:4]), int.from_bytes(head[4:]))
