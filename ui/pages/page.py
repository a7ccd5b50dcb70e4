"""What every page of the window is: a name, the kinds of thing it depends on, and `refresh`."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge


class Page(QWidget):
    """A page on the open tracker. The window calls `refresh` when something it shows changed."""

    key: ClassVar[str]
    words: ClassVar[str]
    depends_on: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge

    def refresh(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError
