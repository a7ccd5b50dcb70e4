"""What somebody could trip over on a page or in a dialog: each finding is one line of words.

What is asked is what is there: the name that a screen reader is given, the widget that Tab really
goes to, the room that words really have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QFontMetricsF,
    QKeySequence,
    QShortcut,
    QTextDocumentFragment,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QMenu,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from ui import theme

MOST_STOPS = 400


def words_of(widget: QWidget) -> str:
    """What a person reads on a widget, without the sign of its letter."""
    said = getattr(widget, "text", None)
    text = said() if callable(said) else ""
    if isinstance(widget, QComboBox):
        text = widget.currentText()
    if isinstance(widget, QLabel) and "</" in text:
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    elif isinstance(widget, QLabel | QAbstractButton):
        text = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
    return str(text).strip()


def called(widget: QWidget) -> str:
    """How a finding names a widget."""
    words = words_of(widget) or widget.accessibleName() or widget.objectName()
    parent = widget.parentWidget()
    return f"{type(widget).__name__} “{words[:40]}” in {type(parent).__name__}"


def shown_in(top: QWidget) -> list[QWidget]:
    """Every widget on show in `top`, not in another window over it."""
    return [each for each in top.findChildren(QWidget) if each.isVisible() and each.window() is top]


def stops_in(top: QWidget) -> list[QWidget]:
    """The widgets that Tab is to reach."""
    return [
        each
        for each in shown_in(top)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.isEnabled()
        and each.focusProxy() is None
    ]


# ---------------------------------------------------------------- names


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a control."""
    if isinstance(widget, QComboBox):  # Qt answers with what is chosen, where labels are asked for
        labels = [each for each in widget.window().findChildren(QLabel) if each.buddy() is widget]
        return widget.accessibleName() or next((words_of(each) for each in labels), "")
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def nameless(top: QWidget) -> list[str]:
    """Controls for which a screen reader has no word, or only a sign or the name of a class."""
    found = []
    for widget in shown_in(top):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
            continue
        if isinstance(widget, QLabel) and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue  # words that the mouse may choose; they are their own name
        name = name_of(widget)
        classes = {each.__name__ for each in type(widget).__mro__}
        if not any(letter.isalnum() for letter in name) or name in classes:
            found.append(f"{called(widget)} is called “{name}”")
    return found


# ---------------------------------------------------------------- the keyboard


def tabbed_through(top: QWidget) -> list[QWidget]:
    """Where Tab goes, pressed until it comes back to where it began."""
    first = stops_in(top)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    if len(stops_in(top)) == 1:
        return [first]
    seen = [first]
    for _ in range(MOST_STOPS):
        QTest.keyClick(seen[-1], Qt.Key.Key_Tab)
        at = QApplication.focusWidget()
        if at is None or at is seen[-1]:
            continue
        if at is first:
            return seen
        seen.append(at)
    return [*seen, top]  # it never came back


def tab_faults(top: QWidget) -> list[str]:
    """Controls that Tab never reaches, a place it never leaves, and steps that go backwards."""
    seen = tabbed_through(top)
    if seen[-1] is top:
        return [f"Tab does not come back: it stays at {called(seen[-2])}"]
    reached = set(seen)
    groups = {each.group() for each in seen if isinstance(each, QRadioButton)} - {None}
    found = []
    for widget in stops_in(top):
        other = isinstance(widget, QRadioButton) and (
            widget.group() in groups or any(_beside(widget, each) for each in seen)
        )
        if widget not in reached and not other:
            found.append(f"Tab does not reach {called(widget)}")
    back = [
        f"Tab goes back from {called(one)} to {called(other)}"
        for one, other in pairwise([*seen, seen[0]])
        if _goes_back(*_places(top, one, other))
    ]
    return found + (back if len(back) > 1 else [])  # it has to begin again once


def _beside(one: QWidget, other: QWidget) -> bool:
    return isinstance(other, QRadioButton) and one.parentWidget() is other.parentWidget()


def _places(top: QWidget, one: QWidget, other: QWidget) -> tuple[QRect, QRect]:
    """Where two widgets lie in what holds both, however far that is scrolled."""
    mine, theirs = _areas(one), _areas(other)
    shared = 0
    while shared < min(len(mine), len(theirs)) and mine[shared] is theirs[shared]:
        shared += 1
    within = mine[shared - 1].widget() or top if shared else top
    stand_for = [
        areas[shared] if shared < len(areas) else widget
        for widget, areas in ((one, mine), (other, theirs))
    ]
    first, second = (QRect(each.mapTo(within, QPoint(0, 0)), each.size()) for each in stand_for)
    return first, second


def _areas(widget: QWidget) -> list[QScrollArea]:
    """The areas that scroll a widget, from the outermost inwards."""
    found, at = [], widget.parentWidget()
    while at is not None:
        if isinstance(at, QScrollArea):
            found.append(at)
        at = at.parentWidget()
    return found[::-1]


def _goes_back(one: QRect, other: QRect) -> bool:
    """Whether the step goes up without going right, or left without going down."""
    above, left = other.bottom() <= one.top(), other.right() <= one.left()
    below, right = other.top() >= one.bottom(), other.left() >= one.right()
    return (above and not right) or (left and not below)


def doubled(top: QWidget) -> list[str]:
    """Letters and shortcuts that two things in one place would answer to."""
    held: dict[str, list[str]] = {}

    def hold(keys: QKeySequence, who: str) -> None:
        if not keys.isEmpty():
            held.setdefault(keys.toString(), []).append(who)

    for widget in shown_in(top):
        if isinstance(widget, QAbstractButton):
            hold(widget.shortcut(), called(widget))
        elif isinstance(widget, QLabel) and widget.buddy() is not None:
            hold(QKeySequence.mnemonic(widget.text()), called(widget))
    for shortcut in top.findChildren(QShortcut):
        hold(shortcut.key(), "a shortcut")
    actions = {id(action): action for action in top.actions()}
    for action in actions.values():
        for keys in action.shortcuts() if action.isEnabled() else ():
            hold(keys, action.text())
    found = [f"{keys} is {' and '.join(who)}" for keys, who in held.items() if len(who) > 1]
    if isinstance(top, QMainWindow):
        bar = {keys for keys, who in held.items()}
        for menu in top.menuBar().actions():
            keys = QKeySequence.mnemonic(menu.text())
            found += [f"{keys.toString()} is {menu.text()} and more"] * (keys.toString() in bar)
            inside = menu.menu()
            texts = [each.text() for each in inside.actions()] if isinstance(inside, QMenu) else []
            found += _doubled_letters(texts, menu.text())
        found += _doubled_letters([each.text() for each in top.menuBar().actions()], "the menus")
    return found


def _doubled_letters(texts: Sequence[str], where: str) -> list[str]:
    letters = Counter(QKeySequence.mnemonic(text).toString() for text in texts)
    return [f"{keys} is twice in {where}" for keys, many in letters.items() if keys and many > 1]


# ---------------------------------------------------------------- room


def out_of_sight(top: QWidget) -> list[str]:
    """Controls that the keyboard reaches and no eye: nothing of them is seen, even scrolled to."""
    return [
        f"{called(widget)} cannot be seen"
        for widget in stops_in(top)
        if not _areas(widget)
        and (widget.visibleRegion().isEmpty() or min(widget.width(), widget.height()) < 6)
    ]


def cut_off(top: QWidget) -> list[str]:
    """Labels and buttons whose words have too little room, and headings of columns."""
    found = []
    for widget in shown_in(top):
        words = words_of(widget)
        if isinstance(widget, QLabel | QPushButton | QRadioButton) and words:
            short = _short_of(widget)
            if short:
                found.append(f"{called(widget)} lacks {short}")
        elif isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
            found += _cut_headings(widget)
    return found


def _short_of(widget: QWidget) -> str:
    """What a label or a button lacks: so many pixels across or down."""
    if isinstance(widget, QLabel):
        full = widget.toolTip().strip()
        if full and words_of(widget).rstrip("…") in full:
            return ""  # shortened on purpose, and whole in its tip
        across = widget.sizeHint().width() if not widget.wordWrap() else 0
        down = widget.heightForWidth(widget.width()) if widget.wordWrap() else 0
        if not widget.wordWrap():
            down = widget.sizeHint().height()
    else:
        across, down = widget.minimumSizeHint().width(), widget.minimumSizeHint().height()
    if widget.width() < across - 1:
        return f"{across - widget.width()} pixels across"
    return f"{down - widget.height()} pixels down" if widget.height() < down - 2 else ""


def _cut_headings(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if model is None:
        return
    for at in range(header.count()):
        words = str(model.headerData(at, header.orientation()) or "")
        if header.isSectionHidden(at) or not words:
            continue
        letters = QFontMetricsF(theme.scaled(header.font(), theme.SMALL, theme.STRONG))
        wanted = max(letters.horizontalAdvance(line) for line in words.split("\n")) + 16
        told = str(model.headerData(at, header.orientation(), Qt.ItemDataRole.ToolTipRole) or "")
        if words in told:  # shortened on purpose, and whole in its tip
            wanted *= 0.8
        if header.sectionSize(at) < wanted:
            yield f"heading “{words}” of {called(header)} is {header.sectionSize(at)} wide"


def sideways(top: QWidget) -> list[str]:
    """Pages that have to be pushed to the left to be seen, and fields too narrow for their hint."""
    found = [
        f"{called(area)} is {area.horizontalScrollBar().maximum()} pixels too wide"
        for area in shown_in(top)
        if isinstance(area, QScrollArea) and area.horizontalScrollBar().maximum() > 0
    ]
    for field in shown_in(top):
        if isinstance(field, QLineEdit) and field.placeholderText():
            short = field.fontMetrics().horizontalAdvance(field.placeholderText()) - field.width()
            if short > 0:
                found.append(f"{called(field)} is {short} pixels too narrow for its hint")
    return found


# ---------------------------------------------------------------- tables


def cells_of(view: QAbstractItemView) -> list[QModelIndex]:
    """The cells of a table or list that are in sight."""
    model, port = view.model(), view.viewport().rect()
    if model is None:
        return []
    found = []
    for row in range(min(model.rowCount(view.rootIndex()), 60)):
        for column in range(1 if isinstance(view, QListView) else _columns_of(view)):
            index = model.index(row, column, view.rootIndex())
            where = view.visualRect(index)
            if where.isValid() and where.width() > 4 and where.intersects(port):
                found.append(index)
    return found


def _columns_of(view: QAbstractItemView) -> int:
    return view.model().columnCount(view.rootIndex())


def tables_in(top: QWidget) -> list[QAbstractItemView]:
    """The tables, trees and lists on show."""
    return [
        each
        for each in shown_in(top)
        if isinstance(each, QAbstractItemView) and not isinstance(each, QHeaderView)
    ]


def spoken(index: QModelIndex) -> str:
    """What a screen reader says of a cell."""
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data() or "").strip()


def mute(top: QWidget) -> list[str]:
    """Cells of which nothing is said, and lines whose first cell does not say the whole."""
    found = []
    for view in tables_in(top):
        silent = [index for index in cells_of(view) if not spoken(index)]
        found += [
            f"column {heading!r} of {called(view)} is silent"
            for heading in dict.fromkeys(
                str(view.model().headerData(index.column(), Qt.Orientation.Horizontal))
                for index in silent
            )
        ]
        found += _short_lines(view)
    return found


def _short_lines(view: QAbstractItemView) -> Iterator[str]:
    """The lines whose first cell says less than the other cells show."""
    lines: dict[int, list[QModelIndex]] = {}
    for index in cells_of(view):
        lines.setdefault(index.row(), []).append(index)
    for cells in lines.values():
        said = max((spoken(each) for each in cells[:2]), key=len)
        shown = [str(each.data()) for each in cells if each.data()]
        missing = [words for words in shown if words.casefold() not in said.casefold()]
        if len(missing) * 2 > len(shown):
            yield f"{called(view)}: “{said[:60]}” leaves out {missing}"
            return
