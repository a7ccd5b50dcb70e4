"""The command palette: one box that finds every command, page, view and recommendation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from marmot_tracker.services.filtering_own import plain
from marmot_tracker.services.wording import counted
from ui import theme
from ui.widgets import fuzzy
from ui.widgets.palette_rows import KEYS, MORE, OFF, PaletteRows

MOST = 30
"""How many are offered at once: more than that is better asked for by another word."""
WIDE = 84 * theme.STEP
SHOWN = 9
_GOING = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -SHOWN,
    Qt.Key.Key_PageDown: SHOWN,
}
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """One thing that can be asked for; `off` says why not now, `keys` how to get there at once.

    `also` are other words that people look for it by.
    """

    words: str
    more: str
    run: Callable[[], object]
    keys: str = ""
    off: str = ""
    also: tuple[str, ...] = ()

    @property
    def spoken(self) -> str:
        """As a screen reader tells it."""
        parts = (self.words, self.keys, self.off and f"not now: {self.off}", self.more)
        return ". ".join(part.rstrip(".") for part in parts if part)


class PaletteModel(QAbstractListModel):
    """The items found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: tuple[PaletteItem, ...] = ()

    def show_items(self, items: Sequence[PaletteItem]) -> None:
        """Offer these."""
        self.beginResetModel()
        self.items = tuple(items)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.items[index.row()]
        return {
            int(Qt.ItemDataRole.DisplayRole): item.words,
            int(Qt.ItemDataRole.AccessibleTextRole): item.spoken,
            MORE: item.off or item.more,
            KEYS: item.keys,
            OFF: bool(item.off),
        }.get(int(role))


@dataclass(frozen=True, slots=True)
class Things:
    """What a tracker holds: `texts` to search in (folded), and the item of the one at a place."""

    texts: Sequence[str]
    item: Callable[[int], PaletteItem]


class PaletteDialog(QDialog):
    """Type, go with the arrow keys, Enter. `commands` are there at once; `things` are asked for
    once it is on show.
    """

    def __init__(
        self,
        parent: QWidget,
        commands: Sequence[PaletteItem],
        things: Callable[[], Things],
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Find a command")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._over = parent
        self._whole = QVBoxLayout(self)
        self._commands = tuple(commands)
        self._ask_things = things
        self._things: Things | None = None
        self._texts: list[str] = []
        self._known_as: list[PaletteItem] = []
        self.box = QLineEdit()
        self.box.setAccessibleName("Find a command, page, view or recommendation")
        self.box.setPlaceholderText("Find a command, page, view or recommendation")
        self.box.textChanged.connect(self._find)
        self.box.installEventFilter(self)
        self.model = PaletteModel(self)
        self.list = QListView()
        self.list.setAccessibleName("What was found")
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteRows(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda index: self._run(index.row()))
        self.list.selectionModel().currentChanged.connect(self._tell_current)
        self.told = QLabel()
        self.told.setProperty("tone", "quiet")
        self.told.setProperty("type", "small")
        self._lay_out()
        self._find("")
        QTimer.singleShot(0, self, fuzzy.ready)
        QTimer.singleShot(0, self, self._prepare)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("kind", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 12, 12, 8)
        inside.setSpacing(theme.STEP)
        inside.addWidget(self.box)
        inside.addWidget(self.list, 1)
        inside.addWidget(self.told)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(card)
        parent = self._over
        wide = min(WIDE, parent.width() - 4 * theme.STEP)
        self.setFixedWidth(wide)
        top = parent.mapToGlobal(QPoint((parent.width() - wide) // 2, 6 * theme.STEP))
        self.move(top)

    def _fit(self) -> None:
        """As high as what was found."""
        self.list.ensurePolished()
        many = min(self.model.rowCount(), SHOWN)
        self.list.setFixedHeight(many * max(self.list.sizeHintForRow(0), 0))
        self.list.setVisible(bool(many))
        self._whole.activate()
        self.resize(self.width(), self.sizeHint().height())

    # ------------------------------------------------------------ finding

    def _find(self, words: str) -> None:
        if not words.strip():
            self.model.show_items(self._commands)
        else:
            self._prepare()
            found = [self._item(at) for at in fuzzy.ranked(words, self._texts, most=MOST)]
            once = list({id(item): item for item in found}.values())
            self.model.show_items(sorted(once, key=lambda item: bool(item.off)))
        many = self.model.rowCount()
        self.told.setText(_told(many, words))
        self._fit()
        if many:
            self.list.setCurrentIndex(self.model.index(0, 0))
        else:
            self._announce(self.told.text())

    def _prepare(self) -> None:
        """Fetch what is searched, once."""
        if self._things is None:
            self._things = self._ask_things()
            commands = [plain(item.words) for item in self._commands]
            also = [(plain(word), item) for item in self._commands for word in item.also]
            self._known_as = [item for _, item in also]
            self._texts = [*commands, *self._things.texts, *(word for word, _ in also)]

    def _item(self, at: int) -> PaletteItem:
        assert self._things is not None
        many, things = len(self._commands), len(self._things.texts)
        if at < many:
            return self._commands[at]
        at -= many
        return self._things.item(at) if at < things else self._known_as[at - things]

    def _tell_current(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and self.isVisible():
            self._announce(self.model.items[current.row()].spoken)

    def _announce(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.box, words))

    # ------------------------------------------------------------ keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _GOING:
                self._go(_GOING[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentIndex().row())
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            # Not at once: this is also told while the dialog goes, and to go twice leaves the
            # window behind it blocked.
            QTimer.singleShot(0, self, self._leave)

    def _leave(self) -> None:
        """The person clicked elsewhere, unless it has gone or is on top again by now."""
        if self.isVisible() and not self.isActiveWindow():
            self.reject()

    def _go(self, steps: int) -> None:
        many = self.model.rowCount()
        if not many:
            return
        at = self.list.currentIndex().row() + steps
        at = at % many if abs(steps) == 1 else min(max(at, 0), many - 1)
        self.list.setCurrentIndex(self.model.index(at, 0))

    def _run(self, at: int) -> None:
        """Close, then do it: what it opens belongs to the window, not to this dialog."""
        if not 0 <= at < self.model.rowCount():
            return
        item = self.model.items[at]
        if item.off:
            self._announce(item.off)
            return
        self.accept()
        QTimer.singleShot(0, self._over, item.run)


def _told(many: int, words: str) -> str:
    if not many:
        return f"Nothing is called “{words.strip()}”."
    if not words.strip():
        return "Enter does it; the keys at the right do the same from anywhere."
    return (
        "The first 30 found; another word narrows it."
        if many == MOST
        else counted(many, "thing") + " found"
    )
