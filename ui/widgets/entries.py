"""Facts and entries of the reading pane: one line of label and value, or of who, when and what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.vocabulary import Rating
from ui import theme
from ui.widgets.chip import RatingMark

MOST_ENTRIES = 200
SIDE = 2 * theme.STEP
"""The margin at the left and right of everything in the pane."""
ACTION_CODES = ("action_done", "action_open", "action_withdraw")
"""What may be asked for of an action."""
WRITING = ("own", "check", "current", "put_back", "erase_entry", "erase_evidence", *ACTION_CODES)
"""The codes that may be asked for that change something."""

Asked = Callable[[str, str], object]
"""Takes what is asked for (the code of an action) and the uid of the entry."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of label and value; `tone` as in `table_model.Tone`, "" for plain.

    `action` is the code and the words of a button beside it; `field` is what a right click asks
    Why? of, empty where nothing can be said. With `heads` it is the heading of those that follow.
    """

    label: str
    value: str
    tone: str = ""
    action: tuple[str, str] = ("", "")
    field: str = ""
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened or was attached: a quiet line of who and when, then what.

    `actions` are (code, words) of the buttons beside it, `menu` of what a right click offers;
    they need the `uid`.
    """

    head: str
    text: str
    more: str = ""
    rating: Rating | None = None
    uid: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    menu: tuple[tuple[str, str], ...] = ()


def text_label(*, tone: str = "", kind: str = "") -> QLabel:
    """A wrapped label whose text can be chosen and copied."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if tone:
        label.setProperty("tone", tone)
    if kind:
        label.setProperty("type", kind)
    return label


def part_page() -> tuple[QWidget, QVBoxLayout]:
    """An empty part of the pane, and the column to fill."""
    page = QWidget()
    page.setProperty("kind", "plain")
    column = QVBoxLayout(page)
    column.setContentsMargins(SIDE, 12, SIDE, 12)
    column.setSpacing(theme.STEP + 4)
    return page, column


def facts_page(facts: Iterable[Fact], progress: tuple[Entry, ...], asked: Asked) -> QWidget:
    """Facts over what was said of progress."""
    page, column = part_page()
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * theme.STEP)
    grid.setVerticalSpacing(theme.STEP)
    grid.setColumnStretch(1, 1)
    for at, fact in enumerate(facts):
        name = text_label(tone="quiet", kind="section" if fact.heads else "")
        name.setText(fact.label.upper() if fact.heads else fact.label)
        name.setFixedWidth(theme.STEP * 13)
        value = text_label(tone=fact.tone)
        value.setText(fact.value)
        if fact.field:
            for label in (name, value):
                label.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
                label.addAction(_why(label, fact.field, asked))
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(name, at, 0, middle if fact.heads else Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, at, 1, 1, 1 if fact.action[0] else 2)
        code, said = fact.action
        if code:
            entry = Entry(head=fact.label, text=fact.label)
            grid.addWidget(_button(entry, code, said, asked), at, 2, middle)
    column.addLayout(grid)
    if progress:
        line = QFrame()
        line.setProperty("kind", "line")
        column.addWidget(line)
        _add(column, progress, asked)
    column.addStretch(1)
    return page


def entries_page(entries: tuple[Entry, ...], nothing: str, asked: Asked) -> QWidget:
    """Entries, newest first as given, or `nothing` in words."""
    page, column = part_page()
    _add(column, entries, asked)
    if not entries:
        empty = text_label(tone="quiet")
        empty.setText(nothing)
        column.addWidget(empty)
    column.addStretch(1)
    return page


def let_write(part: QWidget, may_write: bool) -> None:
    """Let what changes something be asked for in a part of the pane, or not."""
    for button in part.findChildren(QPushButton):
        button.setEnabled(may_write or button.property("code") not in WRITING)
    for action in part.findChildren(QAction):
        action.setEnabled(may_write or action.property("code") not in WRITING)


def _add(column: QVBoxLayout, entries: tuple[Entry, ...], asked: Asked) -> None:
    for entry in entries[:MOST_ENTRIES]:
        line = QWidget()
        line.setProperty("kind", "plain")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP)
        row.addWidget(RatingMark(entry.rating), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        for text, tone, kind in (
            (entry.head, "quiet", "section"),
            (entry.text, "", ""),
            (entry.more, "quiet", ""),
        ):
            if text:
                label = text_label(tone=tone, kind=kind)
                label.setText(text)
                words.addWidget(label)
        row.addLayout(words, 1)
        for code, said in entry.actions:
            row.addWidget(_button(entry, code, said, asked), 0, Qt.AlignmentFlag.AlignTop)
        for code, said in entry.menu:
            line.addAction(_action(line, entry, code, said, asked))
        column.addWidget(line)
    if len(entries) > MOST_ENTRIES:
        rest = text_label(tone="quiet", kind="small")
        rest.setText(f"{len(entries) - MOST_ENTRIES} older entries are not shown here.")
        column.addWidget(rest)


def _why(label: QLabel, field: str, asked: Asked) -> QAction:
    """The action that asks how a fact came to be what it is."""
    action = QAction("Why?", label)
    action.triggered.connect(lambda: asked("why", field))
    return action


def _action(line: QWidget, entry: Entry, code: str, said: str, asked: Asked) -> QAction:
    """An action of the line's context menu, which its labels hand on to it."""
    line.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    for label in line.findChildren(QLabel):
        label.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    action = QAction(said, line)
    action.setProperty("code", code)
    action.triggered.connect(lambda: asked(code, entry.uid))
    return action


def _button(entry: Entry, code: str, said: str, asked: Asked) -> QPushButton:
    button = QPushButton(said)
    button.setProperty("kind", "quiet")
    button.setProperty("code", code)
    button.setAccessibleName(f"{said} {entry.text}")
    button.clicked.connect(lambda: asked(code, entry.uid))
    return button
