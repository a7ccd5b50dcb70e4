"""The pages of an open tracker, one on show: it is read again at once, the others when next shown.

A page is made when it is first wanted: what the others load is most of what the program loads, and
the list is to be painted before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.pages.listed import Listed
from ui.pages.page import Page


class PageStack(QStackedWidget):
    """`shown(key)` tells which page is on show now, `made(page)` that a page is there from now on."""

    shown = Signal(str)
    made = Signal(object)

    def __init__(
        self,
        listed: Sequence[Listed],
        makers: Mapping[str, Callable[[], Page]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.listed = tuple(listed)
        self._makers = makers
        self._made: dict[str, Page] = {}
        self._stale: set[str] = set()

    def minimumSizeHint(self) -> QSize:
        """What the page on show needs, not the largest of all."""
        return self.current.minimumSizeHint()

    @property
    def current(self) -> Page:
        """The page on show."""
        page = self.currentWidget()
        assert isinstance(page, Page)
        return page

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the pages, in their order."""
        return tuple(each.key for each in self.listed)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages made by now, in their order."""
        return tuple(self._made[key] for key in self.keys if key in self._made)

    def answering(self, action_id: str) -> Listed | None:
        """The first page that is not on show and answers an action."""
        for listed in self.listed:
            page = self._made.get(listed.key)
            answers = listed.answers if page is None else page.handlers()
            if page is not self.current and action_id in answers:
                return listed
        return None

    def page(self, key: str) -> Page:
        """The page with this key, made where nobody wanted it before."""
        if key not in self._made:
            page = self._made[key] = self._makers[key]()
            self.addWidget(page)
            self.made.emit(page)
        return self._made[key]

    def show_page(self, key: str) -> None:
        """Put a page on show, read anew where something it shows changed meanwhile."""
        page = self.page(key)
        self.setCurrentWidget(page)
        self.updateGeometry()
        self._read_if_stale(page)
        self.shown.emit(key)

    def show_asked(self, key: str, what: object) -> None:
        """Put a page on show and let it show what another page asked for."""
        self.show_page(key)
        self.current.show_asked(what)
        self.current.take_focus()

    def read_all(self) -> None:
        """Another moment or tracker: read the page on show, and each other when it is shown."""
        self._stale = set(self.keys)
        self._read_if_stale(self.current)

    def changed(self, kinds: frozenset[str]) -> None:
        """Things of these kinds changed."""
        self._stale |= {page.key for page in self.pages if page.depends_on & kinds}
        self._read_if_stale(self.current)

    def clear(self) -> None:
        """Show nothing: another tracker is coming."""
        for page in self.pages:
            page.clear()
            page.counted.emit("")

    def _read_if_stale(self, page: Page) -> None:
        if page.key in self._stale:
            self._stale.discard(page.key)
            page.refresh()
