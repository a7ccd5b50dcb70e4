"""Light, dark and text size from the menu, remembered for the next time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ui import settings, theme
from ui.actions import Actions
from ui.settings import Settings


class Appearance(QObject):
    """`told` says the new text size."""

    told = Signal(str)

    def __init__(self, look: theme.Look, store: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._store = store
        self._actions: Actions | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {
            "zoom_in": lambda: self.zoom(1),
            "zoom_out": lambda: self.zoom(-1),
            "zoom_reset": lambda: self.zoom(0),
            "light": lambda: self.use(theme.Scheme.LIGHT),
            "dark": lambda: self.use(theme.Scheme.DARK),
            "system": lambda: self.use(theme.Scheme.SYSTEM),
        }

    def draw_icons(self, actions: Actions) -> None:
        """Draw the icons of `actions` in the theme's colour, now and after every change."""
        self._actions = actions
        self.redraw()

    def redraw(self) -> None:
        """Draw icons again and tick the scheme in force."""
        if self._actions is None:
            return
        colour = self._look.colours.quiet
        self._actions.draw_icons(lambda name: theme.icon(name, colour))
        for scheme in theme.Scheme:
            self._actions[scheme.value].setChecked(scheme is self._look.scheme)

    def zoom(self, steps: int) -> None:
        """Larger, smaller, or (0) back to the ordinary size."""
        if steps:
            zoom = self._look.zoom_by(steps)
        else:
            zoom = 100
            self._look.apply(zoom=zoom)
        self._store.put(settings.ZOOM, zoom)
        self.told.emit(f"Text at {zoom} %.")

    def use(self, scheme: theme.Scheme) -> None:
        """Show the window light, dark, or as the computer is set."""
        self._look.apply(scheme=scheme)
        self._store.put(settings.SCHEME, scheme.value)
        self.redraw()
