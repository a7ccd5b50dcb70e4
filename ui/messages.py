"""What the program says to the person: a bar in the window, and questions that need an answer.

No message boxes for news or faults: they are shown in the bar, where they can be read again and
copied. A question is a dialog; tests put a recorder in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QHideEvent
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
from ui import theme

SHOWN_FOR_MS = 8000
SIDE = 3 * theme.STEP
ABOVE_FOOT = theme.STEP // 2


class Tone(StrEnum):
    """What kind of news it is."""

    NEWS = "news"
    DONE = "done"
    SAVED = "saved"
    """Done, and the last thing that can be taken back: it comes with Undo."""
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class _Said:
    """A message as it was told, to be told again after what came over it."""

    text: str
    tone: Tone
    details: str
    action: str
    then: Callable[[], object] | None
    dismiss: str
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()


class MessageBar(QFrame):
    """One line of news or fault, with a way to copy it and to close it; the newest alone.

    Done things go by themselves after eight seconds, not while the mouse is on them; faults and
    news stay until closed. What was saved is always said, and then what it covered comes back: a
    fault, and news that nobody had eight seconds to read. `take_back` is what Undo does after
    something saved.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "message")
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._action = QPushButton()
        self._also = QPushButton()
        self._copy = QPushButton("Copy")
        self._copy.setAccessibleName("Copy this message")
        self._close = QPushButton("Close")
        self._close.setAccessibleName("Close this message")
        self._then: Callable[[], object] | None = None
        self._then_also: Callable[[], object] | None = None
        for button in (self._action, self._also, self._copy, self._close):
            button.setProperty("kind", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.addWidget(self._label, 1)
        row.addWidget(self._action)
        row.addWidget(self._also)
        row.addWidget(self._copy)
        row.addWidget(self._close)
        self._action.clicked.connect(self._act)
        self._also.clicked.connect(self._do_also)
        self._copy.clicked.connect(self._to_clipboard)
        self._close.clicked.connect(self.clear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self._details = ""
        self._said: _Said | None = None
        self._covered: _Said | None = None
        self._since = QElapsedTimer()
        self._over: tuple[QWidget, QWidget, QWidget] | None = None
        self._undo = ""
        self.take_back: Callable[[], object] | None = None
        self.hide()

    def lay_over(self, whole: QWidget, beside: QWidget, foot: QWidget) -> None:
        """Lie over `foot`, at the bottom of `whole`, right of `beside`: beneath it is nothing that
        is read, or that a click could reach by mistake.

        The foot is always high enough for one line, so that nothing moves when that comes or goes.
        """
        self._over = (whole, beside, foot)
        self.setParent(whole)
        self.setProperty("over", True)
        whole.installEventFilter(self)
        beside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._place()

    def _place(self) -> None:
        if self._over is None:
            return
        whole, beside, foot = self._over
        if self.isHidden():
            foot.setMinimumHeight(self.minimumSizeHint().height())
            return
        left = (beside.width() if beside.isVisible() else 0) + SIDE
        wide = max(whole.width() - left - SIDE, 0)
        high = max(self.heightForWidth(wide), self.minimumSizeHint().height())
        foot.setMinimumHeight(high)
        self.setGeometry(left, whole.height() - high - ABOVE_FOOT, wide, high)
        self.raise_()

    def enterEvent(self, event: QEnterEvent) -> None:
        """It does not go while somebody is about to click on it."""
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._let_go()

    def follow_undo(self, label: str) -> None:
        """What Undo would take back now: once it is something else, Undo is not offered here."""
        if self.tone is Tone.SAVED and label != self._undo:
            self._action.setVisible(False)
        self._undo = label

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
        if tone is Tone.SAVED:
            self._covered = self._covered or self._unread()
        else:
            self._covered = None
        self._said = _Said(text, tone, details, action, then, dismiss)
        self._since.start()
        if tone is Tone.SAVED and self.take_back is not None and self._undo:
            action, then = "Undo", self.take_back
        self._close.setText(dismiss)
        self._details = details or text
        self._label.setText(text)
        self._label.setAccessibleName(text)
        self._copy.setVisible(tone is Tone.FAULT)
        self._action.setVisible(bool(action))
        self._action.setText(action)
        self._also.hide()
        self._then = then
        self.setProperty("tone", tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._label.style().unpolish(self._label)
        self._label.style().polish(self._label)
        self.show()
        self._place()
        alert = QAccessibleEvent(self._label, QAccessible.Event.Alert)
        QAccessible.updateAccessibility(alert)
        self._timer.stop()
        if not self.underMouse():
            self._let_go()

    def offer(self, text: str, actions: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """News with one button or two, each by its words and what it does.

        The first puts the message away; the second leaves it, and says that it was done.
        """
        (words, then), *others = actions
        self.tell(text, action=words, then=then)
        if self._said is not None:
            self._said = replace(self._said, actions=tuple(actions))
        for also, does in others[:1]:
            self._then_also = does
            self._also.setText(also)
            self._also.setEnabled(True)
            self._also.show()
        self._place()

    def _do_also(self) -> None:
        if self._then_also is not None:
            self._then_also()
            self._also.setText("Done")
            self._also.setEnabled(False)

    def _let_go(self) -> None:
        """Begin to count the time until what is done goes by itself."""
        brief = self.tone is Tone.SAVED or (self.tone is Tone.DONE and self._then is None)
        if brief and not self.isHidden():
            self._timer.start(SHOWN_FOR_MS)

    def tell_fault(self, fault: TrackerError) -> None:
        """Say what is wrong in the world and what to do next."""
        self.tell(str(fault), Tone.FAULT)

    def _unread(self) -> _Said | None:
        """What is on show and must not be lost by what is told over it."""
        if not self.text or self._said is None:
            return None
        fresh = self.tone is Tone.NEWS and self._since.elapsed() < SHOWN_FOR_MS
        return self._said if fresh or self.tone is Tone.FAULT else None

    def clear(self) -> None:
        """Take the message away; what it covered comes back."""
        self._timer.stop()
        self.hide()
        covered, self._covered = self._covered, None
        if covered is None:
            self.closed.emit()
        elif covered.actions:
            self.offer(covered.text, covered.actions)
        else:
            self.tell(
                covered.text,
                covered.tone,
                details=covered.details,
                action=covered.action,
                then=covered.then,
                dismiss=covered.dismiss,
            )

    def forget(self) -> None:
        """Take away what is said, and what it covered: it is of another day or another tracker."""
        self._covered = None
        self.clear()

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
