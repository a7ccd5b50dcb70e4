"""What the program says to the person: a bar in the window, and questions that need an answer.

No message boxes for news or faults: they are shown in the bar, where they can be read again and
copied. A question is a dialog; tests put a recorder in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from marmot_tracker.errors import TrackerError

SHOWN_FOR_MS = 8000


class Tone(StrEnum):
    """What kind of news it is."""

    NEWS = "news"
    DONE = "done"
    FAULT = "fault"


class MessageBar(QFrame):
    """One line of news or fault over the page, with a way to copy it and to close it.

    Done things go by themselves after eight seconds; faults and news stay until closed.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "message")
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._copy = QPushButton("Copy")
        self._copy.setAccessibleName("Copy this message")
        self._close = QPushButton("Close")
        self._close.setAccessibleName("Close this message")
        self._then: Callable[[], object] | None = None
        for button in (self._action, self._copy, self._close):
            button.setProperty("kind", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.addWidget(self._label, 1)
        row.addWidget(self._action)
        row.addWidget(self._copy)
        row.addWidget(self._close)
        self._action.clicked.connect(self._act)
        self._copy.clicked.connect(self._to_clipboard)
        self._close.clicked.connect(self.clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self._details = ""
        self.hide()

    @property
    def text(self) -> str:
        """What is being said; empty when the bar is away."""
        return self._label.text() if not self.isHidden() else ""

    @property
    def tone(self) -> Tone:
        """The kind of news being shown."""
        return Tone(self.property("tone") or Tone.NEWS)

    def tell(
        self,
        text: str,
        tone: Tone = Tone.NEWS,
        *,
        details: str = "",
        action: str = "",
        then: Callable[[], object] | None = None,
        dismiss: str = "Close",
    ) -> None:
        """Say `text`; `details` is what Copy puts on the clipboard, `action` one button.

        `dismiss` is on the button that puts the message away.
        """
        self._close.setText(dismiss)
        self._details = details or text
        self._label.setText(text)
        self._label.setAccessibleName(text)
        self._copy.setVisible(tone is Tone.FAULT)
        self._action.setVisible(bool(action))
        self._action.setText(action)
        self._then = then
        self.setProperty("tone", tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._label.style().unpolish(self._label)
        self._label.style().polish(self._label)
        self.show()
        alert = QAccessibleEvent(self._label, QAccessible.Event.Alert)
        QAccessible.updateAccessibility(alert)
        if tone is Tone.DONE and not action:
            self._timer.start(SHOWN_FOR_MS)
        else:
            self._timer.stop()

    def tell_fault(self, fault: TrackerError) -> None:
        """Say what is wrong in the world and what to do next."""
        self.tell(str(fault), Tone.FAULT)

    def clear(self) -> None:
        """Take the message away."""
        self.hide()
        self.closed.emit()

    def _act(self) -> None:
        then = self._then
        self.clear()
        if then is not None:
            then()

    def _to_clipboard(self) -> None:
        QApplication.clipboard().setText(self._details)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: the code handed back and the words on its button."""

    code: str
    words: str


Answerer: TypeAlias = Callable[[str, str, tuple[Choice, ...]], str]


class Questions:
    """Asks the person; a test gives `answerer` and reads `asked`."""

    def __init__(self, answerer: Answerer | None = None) -> None:
        self._answerer = answerer
        self.asked: list[str] = []

    def ask(
        self, parent: QWidget | None, question: str, more: str, choices: tuple[Choice, ...]
    ) -> str:
        """Ask `question` with `more` beneath; the code chosen, or "" where it was put away.

        The first choice is the default button.
        """
        self.asked.append(question)
        if self._answerer is not None:
            return self._answerer(question, more, choices)
        box = QMessageBox(parent)
        box.setWindowTitle("Marmot Tracker")
        box.setText(question)
        box.setInformativeText(more)
        buttons = {}
        for choice in choices:
            button = box.addButton(choice.words, QMessageBox.ButtonRole.AcceptRole)
            buttons[button] = choice.code
            if len(buttons) == 1:
                box.setDefaultButton(button)
        cancel = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(cancel)
        box.exec()
        clicked = box.clickedButton()
        return next((code for button, code in buttons.items() if button is clicked), "")
