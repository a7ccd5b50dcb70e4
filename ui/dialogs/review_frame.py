"""The frame of a review that fills its window: what was read on one side, what was made of it beside.

A heading with a line of sum, two cards with a border to be moved, and a foot with the two ways on.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.errors import TrackerError
from ui import theme
from ui.dialogs.review_panes import carded
from ui.messages import MessageBar
from ui.widgets import tab_order
from ui.widgets.form import small, title
from ui.widgets.page_frame import Beside
from ui.widgets.progress_strip import ProgressStrip


class ReviewFrame(QDialog):
    """Fills its window. Subclasses put two panes in it with `lay_out` and say in `next_pane` where
    F6 goes, and in `first_focus` where the keyboard begins.

    Keys: F6 goes from pane to pane, Ctrl+Enter presses the button that goes on.
    """

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Marmot Tracker")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.STEP * 90, theme.STEP * 56)
        self.heading = title("")
        self.summary = QLabel()
        self.summary.setProperty("type", "strong")
        self.summary.setWordWrap(True)
        self.explained = small("")
        self.messages = MessageBar()
        self.progress = ProgressStrip()
        self.outcome = small("")
        self.cancel_button = QPushButton("&Cancel")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.accept_button = QPushButton()
        self.accept_button.setProperty("kind", "primary")
        self.accept_button.setAutoDefault(False)
        self.accept_button.clicked.connect(self.accept)
        for keys, does in (
            ("F6", self.next_pane),
            ("Shift+F6", self.pane_before),
            ("Ctrl+Return", self.accept_button.click),
            ("Ctrl+Enter", self.accept_button.click),
        ):
            QShortcut(QKeySequence(keys), self, does)

    def lay_out(
        self, left: QWidget, right: QWidget, *between: QWidget, shares: tuple[int, int] = (46, 54)
    ) -> QWidget:
        """Head, what stands `between` it and the panes, the panes, foot; the card of the left one."""
        card = carded(left)
        self.splitter = Beside(card, carded(right), steps=shares)
        foot = QHBoxLayout()
        foot.setSpacing(theme.STEP)
        foot.addWidget(self.outcome, 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.accept_button)
        head = QVBoxLayout()
        head.setSpacing(theme.STEP // 2)
        for widget in (self.heading, self.summary, self.explained):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(theme.STEP + theme.STEP // 2)
        column.addWidget(self.messages)
        column.addWidget(self.progress)
        column.addLayout(head)
        for part in between:
            column.addWidget(part)
        column.addWidget(self.splitter, 1)
        column.addLayout(foot)
        return card

    def next_pane(self) -> None:
        """Put the keyboard into the next pane."""
        raise NotImplementedError

    def pane_before(self) -> None:
        """Put the keyboard into the pane before; with two panes that is the next one."""
        self.next_pane()

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        raise NotImplementedError

    def finish(self) -> None:
        """It was taken in: there is nothing to come back to."""
        self.done(QDialog.DialogCode.Accepted)

    def refuse(self, fault: TrackerError) -> None:
        """It could not be done, and why; all that the person did is still there."""
        raise NotImplementedError

    def begin(self) -> None:
        """It is on show, every pane in its size: put the keyboard where it begins."""
        self.first_focus().setFocus()
        self.announce()

    def announce(self) -> None:
        """Let a screen reader say the sum."""
        QAccessible.updateAccessibility(QAccessibleEvent(self.summary, QAccessible.Event.Alert))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and none from elsewhere."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.window().geometry())
        else:
            self.resize(theme.STEP * 160, theme.STEP * 100)
        QTimer.singleShot(0, self, self.begin)

    def focusNextPrevChild(self, forward: bool) -> bool:
        tab_order.order(self)
        return super().focusNextPrevChild(forward)
