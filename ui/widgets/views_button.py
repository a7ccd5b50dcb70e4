"""The chip that lists the saved views: choose one, keep what is shown, rename or remove one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from marmot_tracker.services.views import ViewFacts

WORDS = "Views"


class ViewsButton(QPushButton):
    """`chosen`, `rename_requested` and `remove_requested` carry a view."""

    chosen = Signal(object)
    save_requested = Signal()
    rename_requested = Signal(object)
    remove_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(WORDS, parent)
        self.setProperty("kind", "chip")
        self.setProperty("menu", True)
        self.setAccessibleName("Saved views")
        self.setToolTip("Views of the list: those kept in this tracker, and those always there")
        self._views: tuple[ViewFacts, ...] = ()
        self._may_write = False
        self._current: ViewFacts | None = None
        menu = QMenu(self)
        menu.setAccessibleName("Saved views")
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def show_views(self, views: Sequence[ViewFacts], *, may_write: bool) -> None:
        """Offer these views; what changes them only where something may be written."""
        self._views = tuple(views)
        self._may_write = may_write

    def show_current(self, view: ViewFacts | None) -> None:
        """Name the view that the list shows; None where it is none of them."""
        self._current = view
        named = view is not None and not view.built_in  # a built-in one has a chip of its own
        self.setText(f"{WORDS}: {view.name}" if view is not None and named else WORDS)
        if self.property("chosen") != named:
            self.setProperty("chosen", named)
            self.style().unpolish(self)
            self.style().polish(self)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        own = [view for view in self._views if not view.built_in]
        for view in self._views:
            if own and view is own[0]:
                menu.addSeparator()
            action = _action(menu, view, self.chosen.emit)
            action.setCheckable(True)
            action.setChecked(view == self._current)
            action.setToolTip(view.filter)
        menu.addSeparator()
        save = menu.addAction("&Save this view…", self.save_requested.emit)
        save.setEnabled(self._may_write)
        if own:
            for words, wish in (
                ("&Rename", self.rename_requested.emit),
                ("Re&move", self.remove_requested.emit),
            ):
                beneath = menu.addMenu(words)
                beneath.setAccessibleName(words.replace("&", ""))
                beneath.setEnabled(self._may_write)
                for view in own:
                    _action(beneath, view, wish)


def _action(menu: QMenu, view: ViewFacts, wish: Callable[[ViewFacts], object]) -> QAction:
    words = f"{view.name} – {view.beside}" if view.beside else view.name
    action = menu.addAction(words.replace("&", "&&"))
    action.triggered.connect(lambda: wish(view))
    return action
