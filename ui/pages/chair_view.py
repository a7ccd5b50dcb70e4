"""How much of the program is laid out: a chair's part, or everything. A view, not a permission.

Whoever works in a subgroup is a chair: My list comes first, and officers' commands lie under
*More*. *See everything* shows the officers' menus and every page until it is switched back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from marmot_tracker import profile
from ui import settings
from ui.actions import ACTIONS
from ui.pages.listed import Listed
from ui.settings import Settings

FIRST_OF_CHAIRS = "my_list"


class ChairView(QObject):
    """`changed` tells that more or less is to be laid out."""

    changed = Signal()

    def __init__(self, store: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store

    @property
    def is_chair(self) -> bool:
        """Whether the person works in a subgroup."""
        return bool(profile.load().subgroup)

    @property
    def everything(self) -> bool:
        """Whether everything is laid out."""
        return not self.is_chair or self._store.get(settings.SEE_EVERYTHING)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {"everything": self.switch}

    def switch(self) -> None:
        """See everything, or only the chair's part again."""
        self._store.put(settings.SEE_EVERYTHING, not self._store.get(settings.SEE_EVERYTHING))
        self.changed.emit()

    def opens_on(self, pages: Iterable[Listed]) -> str:
        """The page to begin with: a chair's own list, else the page last shown."""
        keys = [page.key for page in pages]
        kept = self._store.get(settings.LAST_PAGE)
        if not self.everything and FIRST_OF_CHAIRS in keys:
            return FIRST_OF_CHAIRS
        return kept if kept in keys else settings.LAST_PAGE.default

    def listed(self, pages: Iterable[Listed]) -> list[str]:
        """The keys of the pages to list."""
        return [page.key for page in pages if self.everything or not page.officer]

    def offered(self, action_ids: Iterable[str]) -> list[str]:
        """Those of some actions that a right click on a row offers."""
        officers = {spec.id for spec in ACTIONS if spec.officer}
        return [each for each in action_ids if self.everything or each not in officers]
