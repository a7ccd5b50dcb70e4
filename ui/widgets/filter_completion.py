"""What can follow in the filter box, shown while one types: filter words, then their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from marmot_tracker.services.filtering import FIELDS
from marmot_tracker.services.filtering_own import plain
from ui import theme
from ui.widgets.filter_words import at_cursor, parted

if TYPE_CHECKING:
    from marmot_tracker.services.filter_values import Value

Index = QModelIndex | QPersistentModelIndex
WORDS, HINT = (int(Qt.ItemDataRole.UserRole) + at for at in (1, 2))
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SIDE = 12
AFTER_MS = 80
"""How long nothing must be typed before the list appears: it never holds up a key."""
MOST = 8
"""How many lines there are at once: a letter more narrows them."""
ROW = 4 * theme.STEP
EDGE = 5
"""Border and padding of the list, as the style sheet gives them."""
WIDTHS = (320, 640)
"""The narrowest and the widest the list gets."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the list: what is written into the box, its words, and a quiet hint."""

    written: str
    words: str
    hint: str = ""

    @property
    def shown(self) -> str:
        """How the line reads."""
        return f"{self.words}   {self.hint}" if self.hint else self.words


def offers(
    word: str, *, own: Sequence[str], values_of: Callable[[str], Sequence[Value]]
) -> list[Offer]:
    """What can follow `word`, at most eight lines; nothing for a free word."""
    minus = "-" if word.startswith("-") else ""
    bare = word.removeprefix("-")
    field, _ = parted(bare)
    if not field:
        return _fields(bare, minus, own)
    typed = bare[len(field) :]
    before, _, last = typed.rpartition(",") if typed.count('"') % 2 == 0 else ("", "", typed)
    asked = plain(last.strip('"').lstrip("="))
    if last.startswith(("<", ">")):
        return []
    found = values_of(field[:-1])
    starting = [each for each in found if _said(each).startswith(asked)]
    holding = [each for each in found if asked in _said(each) and each not in starting]
    made = [
        Offer(
            f"{minus}{_after(field, before, each)}",
            each.words,
            "" if each.count is None else f"{each.count:,}",
        )
        for each in (*starting, *holding)[:MOST]
    ]
    return [] if len(made) == 1 and made[0].written == word else made


def _fields(typed: str, minus: str, own: Sequence[str]) -> list[Offer]:
    asked = plain(typed.strip('"'))
    if not asked:
        return []
    named = [Offer(f"{minus}{name}:", f"{name}:", told) for name, told in FIELDS.items()]
    found = [offer for offer in named if offer.written.lstrip("-").startswith(asked)]
    for name in own:
        if plain(name).startswith(asked):
            quoted = name if name.isalpha() else f'"{name}"'
            found.append(Offer(f"{minus}{quoted}:", f"{quoted}:", "a column of your own"))
    return found[:MOST]


def _said(value: Value) -> str:
    """What a value is looked for by: its words, or what stands after its colon."""
    _, found = parted(value.filter)
    return plain(f"{value.words}".strip()) if not found[0].isalpha() else plain(found[0])


def _after(field: str, before: str, value: Value) -> str:
    """A value after those chosen already; one of another field takes the word's place."""
    own_field, found = parted(value.filter)
    if own_field.casefold() != field.casefold() or not before:
        return value.filter
    return f"{field}{before},{found[0]}"


class OfferRows(QStyledItemDelegate):
    """Paints a line as a menu does: its words at the left, its hint at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        words, hint = index.data(WORDS), index.data(HINT)
        look = theme.colours()
        box = QRectF(option.rect)
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.selection))
            painter.drawRoundedRect(box, 4, 4)
        inside = box.adjusted(SIDE, 0, -SIDE, 0)
        painter.setFont(option.font)
        metrics = QFontMetricsF(option.font)
        painter.setPen(QColor(look.text))
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, LEFT, shown)
        small = theme.scaled(option.font, theme.SMALL)
        inside.setLeft(inside.left() + metrics.horizontalAdvance(shown) + 2 * SIDE)
        painter.setFont(small)
        painter.setPen(QColor(look.quiet))
        right = Qt.TextElideMode.ElideRight
        painter.drawText(
            inside, RIGHT, QFontMetricsF(small).elidedText(hint, right, inside.width())
        )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetricsF(option.font)
        small = QFontMetricsF(theme.scaled(option.font, theme.SMALL))
        words, hint = index.data(WORDS), index.data(HINT)
        wide = metrics.horizontalAdvance(words) + small.horizontalAdvance(hint) + 4 * SIDE
        return QSize(round(wide), max(ROW, round(metrics.height()) + theme.STEP))


class FilterCompletion(QObject):
    """Watches a filter box and offers what may follow; Enter or Tab takes a line, Esc none."""

    def __init__(self, box: QLineEdit) -> None:
        super().__init__(box)
        self._box = box
        self.own: Sequence[str] = ()
        self.values_of: Callable[[str], Sequence[Value]] = lambda _field: ()
        self._offers: list[Offer] = []
        self._lines = QStandardItemModel(self)
        self.completer = QCompleter(self._lines, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(MOST)
        self.completer.setWidget(box)
        self.list = QListView()
        self.list.setProperty("kind", "offers")
        self.list.setUniformItemSizes(False)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.completer.setPopup(self.list)
        self.list.setItemDelegate(OfferRows(self.list))  # the completer brings one of its own
        self.list.setAccessibleName("What may follow in the filter")
        self.list.installEventFilter(self)  # before the completer, which hands Enter to the box
        self.completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._offer)
        box.textEdited.connect(lambda _text: self._timer.start())

    @property
    def shown(self) -> list[str]:
        """The lines on show; none while the list is away."""
        return [each.shown for each in self._offers] if self.list.isVisible() else []

    def _offer(self) -> None:
        _, word = at_cursor(self._box.text(), self._box.cursorPosition())
        self._offers = offers(word, own=self.own, values_of=self.values_of) if word else []
        if not self._offers or self._box.window().focusWidget() is not self._box:
            self.list.hide()
            return
        self._lines.clear()
        for each in self._offers:
            line = QStandardItem(each.shown)
            line.setData(each.words, WORDS)
            line.setData(each.hint, HINT)
            self._lines.appendRow(line)
        self.list.ensurePolished()
        wide = min(max(self.list.sizeHintForColumn(0) + 2 * EDGE, WIDTHS[0]), WIDTHS[1])
        left = max(min(self._box.cursorRect().left(), self._box.width() - wide), 0)
        self.completer.complete(QRect(left, 0, wide, self._box.height() + theme.STEP // 2))
        high = sum(self.list.sizeHintForRow(at) for at in range(len(self._offers)))
        self.list.resize(wide, high + 2 * EDGE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the line chosen, Tab that or the first; the keyboard stays in the box."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            tab = event.key() == Qt.Key.Key_Tab
            index = self.list.currentIndex()
            if tab and not index.isValid():
                index = self.completer.completionModel().index(0, 0)
            if (tab or event.key() in ENTER) and index.isValid():
                self.list.hide()
                self._take(index)
                return True
        return super().eventFilter(watched, event)

    def _take(self, index: QModelIndex) -> None:
        """Put a line in the place of the word being typed."""
        if not 0 <= index.row() < len(self._offers):
            return
        written = self._offers[index.row()].written
        text, place = self._box.text(), self._box.cursorPosition()
        start, _ = at_cursor(text, place)
        after = text[place:]
        gap = "" if written.endswith(":") or after.startswith(" ") else " "
        self._box.setText(f"{text[:start]}{written}{gap}{after}")
        self._box.setCursorPosition(start + len(written) + len(gap))
        self._box.setFocus()
        if written.endswith(":"):
            self._offer()
