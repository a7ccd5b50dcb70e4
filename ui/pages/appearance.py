"""Light, dark, high contrast and text size from the menu, remembered for the next time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from ui import settings, theme
from ui.action_spec import ActionSpec
from ui.actions import ACTIONS, Actions
from ui.settings import Settings

AT_ONCE = 6
"""How many icons are drawn before the window may do something else."""


class Appearance(QObject):
    """`told` says the new text size."""

    told = Signal(str)

    def __init__(self, look: theme.Look, store: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._store = store
        self._actions: Actions | None = None
        self._colour = ""
        self._waiting: list[ActionSpec] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._draw_some)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {
            "zoom_in": lambda: self.zoom(1),
            "zoom_out": lambda: self.zoom(-1),
            "zoom_reset": lambda: self.zoom(0),
            "light": lambda: self.use(theme.Scheme.LIGHT),
            "dark": lambda: self.use(theme.Scheme.DARK),
            "contrast": lambda: self.use(theme.Scheme.CONTRAST),
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
        if colour != self._colour:
            self._colour = colour
            self._waiting = [spec for spec in ACTIONS if spec.icon]
            self._timer.start()
        for scheme in theme.Scheme:
            self._actions[scheme.value].setChecked(scheme is self._look.scheme)

    def _draw_some(self) -> None:
        """Draw the next few icons, so that neither the start nor a change of theme waits for all."""
        some, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        for spec in some:
            if self._actions is not None:
                self._actions.draw_icon(spec, lambda name: theme.icon(name, self._colour))
        if not self._waiting:
            self._timer.stop()

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
        """Show the window light, dark, in high contrast, or as the computer is set."""
        self._look.apply(scheme=scheme)
        self._store.put(settings.SCHEME, scheme.value)
        self.redraw()
