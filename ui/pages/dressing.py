"""What `chair_view` decides, laid out: the menus, the list of pages, and what a page offers."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenuBar

from ui.actions import Actions
from ui.pages.chair_view import ChairView
from ui.pages.page import Page
from ui.pages.page_stack import PageStack
from ui.widgets.page_list import PageList


class Dressing(QObject):
    """Lays out a chair's part, or everything, and again when the person switches."""

    def __init__(
        self,
        view: ChairView,
        actions: Actions,
        menus: QMenuBar,
        page_list: PageList,
        pages: PageStack,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._actions = actions
        self._menus = menus
        self._list = page_list
        self._pages = pages
        view.changed.connect(self.lay_out)
        pages.made.connect(self.dress)

    def lay_out(self) -> None:
        """The menus, the list of the pages, and each page made by now."""
        everything, chair = self._view.everything, self._view.is_chair
        self._actions.fill(self._menus, chair=not everything)
        self._actions["everything"].setVisible(chair)
        self._actions["everything"].setChecked(everything)
        self._list.show_only(self._view.listed(self._pages.listed))
        self._list.show_switch(chair=chair, everything=everything)
        for page in self._pages.pages:
            self.dress(page)

    def dress(self, page: Page) -> None:
        """One page, and what a right click on a row of it offers."""
        page.show_switch(chair=self._view.is_chair, everything=self._view.everything)
        table, offered = page.offering()
        if table is not None:
            for action in table.actions():
                table.removeAction(action)
            table.addActions([self._actions[key] for key in self._view.offered(offered)])
