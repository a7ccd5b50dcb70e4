"""The keys of a filter box and the list it filters, the same everywhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QWidget


class FilterKeys(QObject):
    """Enter and Down go from the box into the list; Esc clears the box and gives the list back.

    In a dialog or a menu Esc in an empty box puts that away, as anywhere else in it.
    """

    def __init__(self, box: QLineEdit, filtered: QWidget) -> None:
        super().__init__(box)
        self._box = box
        self._filtered = filtered
        box.installEventFilter(self)
        box.returnPressed.connect(self._go)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain == Qt.KeyboardModifier.NoModifier and self._answer(Qt.Key(event.key())):
                return True
        return super().eventFilter(watched, event)

    def _answer(self, key: Qt.Key) -> bool:
        """Whether the key was one of these."""
        if key == Qt.Key.Key_Escape:
            if not self._box.text() and isinstance(self._filtered.window(), QDialog | QMenu):
                return False
            self._box.clear()
        elif key != Qt.Key.Key_Down:
            return False
        self._go()
        return True

    def _go(self) -> None:
        if self._filtered.isVisible():
            self._filtered.setFocus(Qt.FocusReason.OtherFocusReason)
