"""Somebody who has a keyboard and nothing else, and goes by what is spoken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.screens.looking_over import name_of

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
PATIENCE = 120
"""How often Tab is pressed before somebody gives up."""
CHOICES = 8


class Keyboard:
    """Every key goes to where the keyboard is; nothing else is touched."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    @property
    def place(self) -> QWidget:
        """Where the keyboard is."""
        found = QApplication.focusWidget()
        assert found is not None, "the keyboard is nowhere"
        return found

    @property
    def heard(self) -> str:
        """What a screen reader calls the place."""
        return name_of(self.place)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """One key, with those held down beside it."""
        QTest.keyClick(self.place, key, modifiers)

    def write(self, text: str) -> None:
        """Write into the field, over what it holds."""
        self.press(Key.Key_A, CONTROL)
        QTest.keyClicks(self.place, text)

    def tab_to(self, words: str) -> None:
        """Press Tab until these words are heard."""
        self._until(words, [Key.Key_Tab] * PATIENCE)

    def arrow_to(self, words: str) -> None:
        """Press the arrow down, and then up, until these words are heard."""
        self._until(words, [Key.Key_Down] * CHOICES + [Key.Key_Up] * 2 * CHOICES)

    def hear(self, words: str) -> None:
        """Wait until the keyboard is where these words are heard."""

        def heard() -> None:
            assert QApplication.focusWidget() is not None
            assert words in self.heard, self.heard

        self._qtbot.waitUntil(heard)

    def come_back(self, window: QWidget) -> None:
        """Wait until the dialog is gone; a test has no window manager to make the window active."""
        self._qtbot.waitUntil(
            lambda: not any(each.isVisible() for each in window.findChildren(QDialog)),
        )

        def active() -> bool:
            """A dialog that is still going may take the place again: ask until it is given."""
            window.activateWindow()
            return window.isActiveWindow()

        self._qtbot.waitUntil(active)

    def _until(self, words: str, keys: list[Qt.Key]) -> None:
        heard = []
        for key in keys:
            if self.heard.startswith(words):
                return
            heard.append(self.heard)
            self.press(key)
        raise AssertionError(f"“{words}” was never heard, only {list(dict.fromkeys(heard))}")
