"""The chosen item of a report, to be corrected where it stands: its words, what is doubted of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.exchange.reports.drafts import EDITABLE, Draft
from marmot_tracker.exchange.results import ReadItem
from ui import theme
from ui.dialogs.report_items_rows import state_words
from ui.widgets.entries import text_label
from ui.widgets.scrolling import Scrolling

FEWEST_LINES = 3
"""Lines of a wording that have room at least."""


class Wording(QPlainTextEdit):
    """Many lines of words. `left` tells that the keyboard has gone elsewhere; Tab goes on, and
    where nothing was typed Undo is left to the window.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def sizeHint(self) -> QSize:
        """As low as it may be: it takes the room that is left."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.minimumHeight())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        if _undo_of_the_window(event, self.document().isUndoAvailable()):
            event.ignore()
            return False
        return super().event(event)


class Line(QLineEdit):
    """A line of words, with which Undo is left to the window where nothing was typed."""

    def event(self, event: QEvent) -> bool:
        if _undo_of_the_window(event, self.isUndoAvailable()):
            event.ignore()
            return False
        return super().event(event)


def _undo_of_the_window(event: QEvent, typed: bool) -> bool:
    """Whether it asks if a key that takes back belongs to a field in which nothing was typed."""
    if event.type() != QEvent.Type.ShortcutOverride or typed or not isinstance(event, QKeyEvent):
        return False
    keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
    return any(event.matches(each) for each in keys)


class ItemEditor(QWidget):
    """Shows one item. `typed` tells that a field was left; `split_asked` and `trim_asked` that a
    button was pressed.
    """

    typed = Signal()
    split_asked = Signal()
    trim_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = 0
        self._loaded: dict[str, str] = {}
        self._shown: dict[str, str] = {}  # the same as the fields give it back
        self._head = QLabel()
        self._head.setProperty("type", "strong")
        self._place = text_label(tone="quiet")
        self.doubts = text_label(tone="missing")
        self.doubts.setAccessibleName("What is doubted")
        self.lines = {name: Line() for name in EDITABLE if name != "text"}
        for name, line in self.lines.items():
            line.setAccessibleName(EDITABLE[name])
            line.editingFinished.connect(self.typed)
        self.text = Wording()
        self.text.setAccessibleName("Wording of the item")
        self.text.left.connect(self.typed)
        self.text.selectionChanged.connect(self._follow)
        self.text.cursorPositionChanged.connect(self._follow)
        self.split = _small("&Split here", "Make two of it at the cursor (Ctrl+Shift+S)")
        self.trim = _small(
            "&Keep only what is marked",
            "Keep the chosen words of the wording alone (Ctrl+Shift+K)",
        )
        self.split.clicked.connect(self.split_asked)
        self.trim.clicked.connect(self.trim_asked)
        for button in (self.split, self.trim):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the cursor stays in the wording
        self.response_button = QPushButton()
        self.response_button.setProperty("kind", "link")
        self.response_button.setAutoDefault(False)
        self.response_button.setCheckable(True)
        self.response_button.toggled.connect(lambda _on: self._fold())
        self.response = QPlainTextEdit()
        self.response.setReadOnly(True)
        self.response.setProperty("kind", "read")
        self.response.setTabChangesFocus(True)
        self.response.setAccessibleName("The response printed beside it")
        self._lay_out()
        self._fit()

    # ------------------------------------------------------------ building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.STEP)
        head.addWidget(self._head)
        head.addWidget(self._place, 1)
        words = QHBoxLayout()
        words.setSpacing(theme.STEP)
        label = _label("&Wording", self.text)
        words.addWidget(label)
        words.addStretch(1)
        words.addWidget(self.split)
        words.addWidget(self.trim)
        line = QFrame()
        line.setProperty("kind", "line")
        whole = QWidget()
        whole.setProperty("kind", "plain")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP)
        column.addWidget(line)
        column.addLayout(head)
        column.addWidget(self.doubts)
        column.addLayout(self._row(("reference", "&Reference", 1), ("title", "Titl&e", 4)))
        column.addLayout(words)
        column.addWidget(self.text, 1)
        column.addLayout(
            self._row(("theme", "T&heme", 2), ("timescale", "T&imescale", 2), ("owner", "Lea&d", 2))
        )
        column.addWidget(self.response_button)
        column.addWidget(self.response)
        self._room = Scrolling(whole)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self._room)
        for field in (*self.lines.values(), self.text, self.response):
            field.installEventFilter(self)

    def _row(self, *fields: tuple[str, str, int]) -> QHBoxLayout:
        """Labels and fields side by side, each with its share of the room."""
        row = QHBoxLayout()
        row.setSpacing(theme.STEP)
        for name, words, share in fields:
            row.addWidget(_label(words, self.lines[name]))
            row.addWidget(self.lines[name], share)
        return row

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field that has the keyboard is in sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            QTimer.singleShot(
                0, watched, lambda: self._room.ensureWidgetVisible(watched, 0, 2 * theme.STEP)
            )
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "response"):
            self._fit()

    def _fit(self) -> None:
        step = self.text.fontMetrics().lineSpacing()
        self.text.setMinimumHeight(step * FEWEST_LINES + 2 * theme.STEP + 4)
        self.response.setFixedHeight(step * FEWEST_LINES + 4 * theme.STEP)

    # ------------------------------------------------------------ showing

    def show_draft(self, draft: Draft | None, *, afresh: bool = False) -> None:
        """Show an item, or that none is chosen. What is the same stays, with the cursor in it;
        with `afresh` what was typed is given up.
        """
        self.setVisible(draft is not None)
        other = afresh or self.number != (draft.number if draft else 0)
        self.number = draft.number if draft else 0
        if draft is None:
            self._loaded = {}
            return
        if other:
            self._room.verticalScrollBar().setValue(0)  # what is doubted is seen first
        item = draft.item
        self._head.setText(item.reference or ("Not referenced" if item.text else "A new one"))
        where = f"{item.where[:1].upper()}{item.where[1:]}"
        also = f", also {', '.join(item.places[1:])}" if len(item.places) > 1 else ""
        self._place.setText(" · ".join(filter(None, (where + also, state_words(draft)))))
        self.doubts.setText("\n".join(doubt.words for doubt in draft.doubts))
        self.doubts.setVisible(bool(draft.doubts))
        for name, line in self.lines.items():
            value = held(item, name)
            if other or value != self._loaded.get(name):
                line.setText(value)
                line.setToolTip(value)
                line.setCursorPosition(0)
                self._loaded[name], self._shown[name] = value, line.text()
        if other or item.text != self._loaded.get("text"):
            self.text.setPlainText(item.text)
            self._loaded["text"], self._shown["text"] = item.text, self.text.toPlainText()
        self._show_response(item, other)
        self._follow()

    def _show_response(self, item: ReadItem, other: bool) -> None:
        if other:
            self.response_button.setChecked(False)
        self.response.setPlainText(item.response)
        self.response_button.setVisible(bool(item.response))
        self._fold()

    def _fold(self) -> None:
        """Show the response, or only that there is one."""
        open_ = self.response_button.isChecked() and not self.response_button.isHidden()
        self.response.setVisible(open_)
        self.response_button.setText("Hide the response" if open_ else "Show the response")

    def _follow(self) -> None:
        cursor = self.text.textCursor()
        within = 0 < cursor.position() < len(self.text.toPlainText())
        self.split.setEnabled(within and not cursor.hasSelection())
        self.trim.setEnabled(cursor.hasSelection())

    # ------------------------------------------------------------ what was typed

    def changes(self) -> dict[str, str]:
        """The fields that say something else than was shown, by the names of `EDITABLE`."""
        if not self.number:
            return {}
        now = {name: line.text() for name, line in self.lines.items()}
        now["text"] = self.text.toPlainText()
        return {
            name: value
            for name, value in now.items()
            if value.strip() != self._shown.get(name, "").strip()
        }

    def cursor_at(self) -> int:
        """Before which letter of the wording the cursor stands."""
        return self._letter(self.text.textCursor().position())

    def marked(self) -> tuple[int, int]:
        """The letters of the wording that are chosen, from and to."""
        cursor = self.text.textCursor()
        return self._letter(cursor.selectionStart()), self._letter(cursor.selectionEnd())

    def _letter(self, position: int) -> int:
        """Qt counts the halves of rare letters, and blanks that will not be kept."""
        text = self.text.toPlainText()
        before = text.encode("utf-16-le")[: 2 * position].decode("utf-16-le", "ignore")
        return max(len(before) - (len(text) - len(text.lstrip())), 0)

    def take_focus(self, *, wording: bool = False) -> None:
        """Put the keyboard where a correction begins."""
        field = self.text if wording else self.lines["reference"]
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if wording:
            self.text.moveCursor(QTextCursor.MoveOperation.Start)


def held(item: ReadItem, name: str) -> str:
    """What an item says in a field of `EDITABLE`."""
    return item.fields.get(name, "") if name in ("timescale", "owner") else getattr(item, name)


def _label(words: str, field: QWidget) -> QLabel:
    label = QLabel(words)
    label.setBuddy(field)
    label.setProperty("tone", "quiet")
    return label


def _small(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("kind", "small")
    button.setAutoDefault(False)
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    return button
