"""The filter box with "n of m" and Clear, and the chips beside it that write words into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.services.wording import counted
from ui import theme
from ui.widgets.filter_words import words_of
from ui.widgets.flow import FlowLayout


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter at one click: its words, the filter words it stands for, how many there are."""

    words: str
    filter: str
    count: int | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class MenuChip:
    """A filter with a choice: its words, and for each choice words, filter word and number."""

    words: str
    choices: tuple[tuple[str, str, int], ...]


SAID_AFTER_MS = 500
"""How long typing must pause before the number shown is spoken."""


class FilterBar(QWidget):
    """`changed(text)` follows every keystroke; chips add or take away their words.

    `announced(text)` is what a screen reader was given to say: how many are shown.
    """

    changed = Signal(str)
    announced = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QLineEdit()
        self.box.setAccessibleName("Filter")
        self.box.setPlaceholderText("Filter: words, owner:, is:overdue")
        self.box.setMinimumWidth(theme.STEP * 30)
        self.box.textChanged.connect(self._typed)
        self._count = QLabel()
        self._count.setProperty("tone", "quiet")
        self._count.setAccessibleName("How many are shown")
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(SAID_AFTER_MS)
        self._said.timeout.connect(self._say)
        self._clear = QPushButton("Clear")
        self._clear.setProperty("kind", "quiet")
        self._clear.setAccessibleName("Clear the filter")
        self._clear.clicked.connect(self.clear)
        kept = self._clear.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # nothing moves when it comes
        self._clear.setSizePolicy(kept)
        self._clear.hide()
        self._aside = QLabel()
        self._aside.setProperty("tone", "quiet")
        self._aside.setProperty("type", "small")
        self._aside.setWordWrap(True)
        self._aside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._aside.hide()
        self._problem = QLabel()
        self._problem.setProperty("tone", "late")
        self._problem.setProperty("type", "small")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._said_last = ""
        self._chips: list[tuple[Chip, QPushButton]] = []
        self._menus: list[tuple[MenuChip, QPushButton]] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.STEP)
        self._chip_box = QWidget()
        self._chip_row = FlowLayout(self._chip_box)
        self._row.addWidget(self.box, 2)
        self._row.addWidget(self._chip_box)
        self._row.addStretch(1)
        self._row.addWidget(self._aside, 2)
        self._row.addWidget(self._clear)
        self._row.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addLayout(self._row)
        column.addWidget(self._problem)
        self._column = column
        # Its own width is not asked for: where the chips find no room they go beneath the box.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        """The filter as typed."""
        return self.box.text()

    def set_chips(self, chips: Sequence[Chip]) -> None:
        """Show `chips`; the same ones again only take new counts."""
        if [chip.filter for chip, _ in self._chips] != [chip.filter for chip in chips]:
            for _, button in self._chips:
                self._chip_row.removeWidget(button)
                button.deleteLater()
            self._chips = [(chip, self._chip_button(chip)) for chip in chips]
            for at, (_, button) in enumerate(self._chips):
                self._chip_row.insertWidget(at, button)
        self._chips = [(chip, button) for chip, (_, button) in zip(chips, self._chips, strict=True)]
        for chip, button in self._chips:
            count = "" if chip.count is None else f"  {chip.count}"
            button.setText(f"{chip.words}{count}")
            button.setToolTip(f"{chip.tip} ({chip.filter})" if chip.tip else chip.filter)
        self._mark_chips()

    def set_menus(self, menus: Sequence[MenuChip]) -> None:
        """Show `menus` after the chips, each opening a list of choices."""
        while len(self._menus) < len(menus):
            button = QPushButton()
            button.setProperty("kind", "chip")
            button.setProperty("menu", True)
            button.setMenu(QMenu(button))
            self._chip_row.insertWidget(len(self._chips) + len(self._menus), button)
            self._menus.append((menus[len(self._menus)], button))
        while len(self._menus) > len(menus):
            _, button = self._menus.pop()
            self._chip_row.removeWidget(button)
            button.deleteLater()
        self._menus = [(menu, button) for menu, (_, button) in zip(menus, self._menus, strict=True)]
        for menu, button in self._menus:
            button.setText(menu.words)
            button.setAccessibleName(f"Show only by {menu.words.casefold()}")
            self._fill_menu(button.menu(), menu)
        self._mark_chips()
        self._place_chips()

    def _fill_menu(self, shown: QMenu, menu: MenuChip) -> None:
        shown.clear()
        for words, word, many in menu.choices:
            action = shown.addAction(f"{words}   {many}".replace("&", "&&"))
            action.setData(word)
            action.setCheckable(True)
            action.triggered.connect(self._choice_clicked)

    def _choice_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            word = str(sender.data())
            field = word.partition(":")[0]
            words = words_of(self.text)
            kept = [other for other in words if not other.startswith(f"{field}:")]
            self.box.setText(" ".join(kept if word in words else [*kept, word]))

    def add_button(self, button: QPushButton) -> None:
        """Put a button of somebody else's after the chips and menus."""
        self._chip_row.insertWidget(self._chip_row.count(), button)

    def tell(self, shown: int, total: int, problems: Sequence[str] = ()) -> None:
        """Say how many of how many are shown, and which words were not understood."""
        self._count.setText(f"{shown:,} of {total:,}")
        self._count.setAccessibleDescription(f"{shown:,} of {total:,} recommendations are shown")
        self._said.start()
        self._clear.setVisible(bool(self.text.strip()))
        self._problem.setText(" ".join(problems))
        self._problem.setVisible(bool(problems))

    def tell_aside(self, many: int) -> None:
        """Say how many columns have stepped aside for want of room, and what brings them back."""
        self._aside.setText(
            f"{counted(many, 'column')} hidden: widen the window or close the pane, F8"
        )
        self._aside.setVisible(bool(many))

    def _say(self) -> None:
        """Let a screen reader say how many are shown, once typing has paused."""
        said = self._count.accessibleDescription()
        if said != self._said_last:
            self._said_last = said
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._count, said))
            self.announced.emit(said)

    def set_text(self, words: str) -> None:
        """Put `words` into the box as if typed."""
        self.box.setText(words)

    def clear(self) -> None:
        """Show everything again."""
        self.box.clear()
        self.box.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chips()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """The box is as wide as its hint, at any size of the text."""
        hint = self.fontMetrics().horizontalAdvance(self.box.placeholderText())
        self.box.setMinimumWidth(max(theme.STEP * 30, hint + 3 * theme.STEP))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a chip says more than before
            self._place_chips()
        return super().event(event)

    def _place_chips(self) -> None:
        """Beside the box where there is room, else on a line of their own."""
        around = self._count.sizeHint().width() + self._clear.sizeHint().width()
        if not self._aside.isHidden():
            around += self._aside.sizeHint().width() + theme.STEP
        needed = self.box.minimumWidth() + self._chip_box.sizeHint().width() + around
        beneath = self.width() < needed + 5 * theme.STEP
        if beneath and self._row.indexOf(self._chip_box) >= 0:
            self._row.removeWidget(self._chip_box)
            self._column.insertWidget(1, self._chip_box)
        elif not beneath and self._row.indexOf(self._chip_box) < 0:
            self._column.removeWidget(self._chip_box)
            self._row.insertWidget(1, self._chip_box)

    def _chip_button(self, chip: Chip) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        button.setAccessibleName(f"Show only: {chip.words}")
        button.clicked.connect(self._chip_clicked)
        return button

    def _chip_clicked(self) -> None:
        sender = self.sender()
        chip = next(chip for chip, button in self._chips if button is sender)
        words = words_of(self.text)
        parts = chip.filter.split()
        if all(part in words for part in parts):
            words = [word for word in words if word not in parts]
        else:
            words += [part for part in parts if part not in words]
        self.box.setText(" ".join(words))

    def _typed(self, text: str) -> None:
        self._mark_chips()
        self.changed.emit(text)

    def _mark_chips(self) -> None:
        words = words_of(self.text)
        for chip, button in self._chips:
            button.setChecked(all(part in words for part in chip.filter.split()))
        for menu, button in self._menus:
            chosen = [each for each in menu.choices if each[1] in words]
            for action in button.menu().actions():
                action.setChecked(action.data() in words)
            button.setText(f"{menu.words}: {chosen[0][0]}" if chosen else menu.words)
            if button.property("chosen") != bool(chosen):
                button.setProperty("chosen", bool(chosen))
                button.style().unpolish(button)
                button.style().polish(button)
