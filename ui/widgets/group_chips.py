"""A row of chips of which one is chosen: the groups that a list falls into, and all of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QSizePolicy, QWidget

from ui.widgets.flow import FlowLayout

MOST = 8
"""So many groups have a chip of their own; the others are in the menu of one more."""


class GroupChips(QWidget):
    """`chosen(key)` tells that the person chose a group; the empty key is all of them."""

    chosen = Signal(str)

    def __init__(self, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spoken = spoken
        self._key = ""
        self._words: dict[str, str] = {}
        self.buttons: dict[str, QPushButton] = {}
        self._together = QButtonGroup(self)
        self._row = FlowLayout(self)
        self.more = QPushButton()
        self.more.setProperty("kind", "chip")
        self.more.setProperty("menu", True)
        self.more.setMenu(QMenu(self.more))
        self.more.setAccessibleName(f"{spoken}: others")
        self._row.insertWidget(0, self.more)
        self.more.hide()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def key(self) -> str:
        """The group that is chosen."""
        return self._key

    def show_groups(self, groups: Sequence[tuple[str, str, int]]) -> None:
        """Show each key, words and number; the choice stays where its group does."""
        held = next((key for key, button in self.buttons.items() if button.hasFocus()), "?")
        self._words = {key: f"{words}  {many:,}".replace("&", "&&") for key, words, many in groups}
        own, others = groups[:MOST], groups[MOST:]
        if [key for key, _, _ in own] != list(self.buttons):
            for button in self.buttons.values():
                self._together.removeButton(button)
                self._row.removeWidget(button)
                button.deleteLater()
            self.buttons = {key: self._made(key, at) for at, (key, _, _) in enumerate(own)}
            if held in self.buttons:
                self.buttons[held].setFocus()
        for key, words, many in own:
            self.buttons[key].setText(self._words[key])
            self.buttons[key].setAccessibleName(f"{self._spoken}: {words}, {many:,}")
        menu = self.more.menu()
        menu.clear()
        for key, _, _ in others:
            action = menu.addAction(self._words[key])
            action.setCheckable(True)
            action.setData(key)
            action.triggered.connect(lambda _checked, key=key: self._choose(key))
        self.more.setVisible(bool(others))
        self.choose(self._key)

    def choose(self, key: str) -> None:
        """Choose a group; all of them where there is none of that key."""
        self._key = key if key in self._words else ""
        self._together.setExclusive(False)  # none is checked while one of the menu is chosen
        for of, button in self.buttons.items():
            button.setChecked(of == self._key)
        self._together.setExclusive(True)
        actions = self.more.menu().actions()
        for action in actions:
            action.setChecked(action.data() == self._key)
        in_menu = self._key not in self.buttons and self._key in self._words
        self.more.setText(self._words[self._key] if in_menu else f"{len(actions)} more")
        if self.more.property("chosen") != in_menu:
            self.more.setProperty("chosen", in_menu)
            self.more.style().unpolish(self.more)
            self.more.style().polish(self.more)

    def _choose(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    def _made(self, key: str, at: int) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.clicked.connect(lambda: self._choose(key))
        self._together.addButton(button)
        self._row.insertWidget(at, button)
        return button
