"""How large the window is and how its pages are divided: kept as the person left them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtWidgets import QSplitter, QWidget

from ui import settings
from ui.pages.page import Page
from ui.settings import Settings

WINDOW = "window"


class KeptLayout:
    """Gives a window and its pages their sizes back, and keeps them when it is closed."""

    def __init__(self, store: Settings, window: QWidget) -> None:
        self._store = store
        self._window = window

    def restore_window(self) -> None:
        """Where it was, and as large."""
        self._window.restoreGeometry(self._store.state(WINDOW))

    def restore_page(self, page: Page) -> None:
        """Divided as it was."""
        for name, splitter in _splitters(page):
            splitter.restoreState(self._store.state(name))

    def keep(self, pages: Iterable[Page], *, last: str) -> None:
        """Keep all of it, and which page was the last on show."""
        self._store.keep_state(WINDOW, self._window.saveGeometry())
        for page in pages:
            for name, splitter in _splitters(page):
                self._store.keep_state(name, splitter.saveState())
        self._store.put(settings.LAST_PAGE, last)
        self._store.sync()


def _splitters(page: Page) -> Iterator[tuple[str, QSplitter]]:
    """The splitters of a page, by the name their position is kept under."""
    for at, splitter in enumerate(page.findChildren(QSplitter)):
        yield f"splitter/{page.key}/{at}", splitter
