"""Room that scrolls once what it holds needs more: nothing is cut where text is large."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui import theme


class Scrolling(QScrollArea):
    """Shows one widget in full, or a part of it with scroll bars where the window is too small."""

    def __init__(self, held: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(held)

    def minimumSizeHint(self) -> QSize:
        return QSize(30 * theme.STEP, 20 * theme.STEP)
