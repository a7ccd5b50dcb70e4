"""What every dialog is made of: a heading, a form, and two buttons that name what they do."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from marmot_tracker.errors import TrackerError
from ui import theme
from ui.widgets.form import Form, small, title


class FormDialog(QDialog):
    """A question with several answers. Subclasses fill `form`, and say in `faults` what is missing.

    `faults()` maps a field to what is wrong with it; while there are any, OK stays in the dialog,
    shows them beneath their fields and goes to the first.
    """

    def __init__(
        self, parent: QWidget | None, *, heading: str, more: str = "", accept: str = "Save"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Marmot Tracker")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.STEP * 64)
        self._heading = title(heading)
        self._more = small(more)
        self._more.setVisible(bool(more))
        self.form = Form()
        self.body = QVBoxLayout()
        self.body.setSpacing(2 * theme.STEP)
        self.body.addWidget(self.form)
        self.accept_button = QPushButton(accept)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(theme.STEP)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(2 * theme.STEP)
        head = QVBoxLayout()
        head.setSpacing(theme.STEP // 2)
        head.addWidget(self._heading)
        head.addWidget(self._more)
        content = QWidget()
        content.setProperty("kind", "plain")
        content.setLayout(self.body)
        self.body.setContentsMargins(2, 2, 2, 2)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(content)
        self._content = content
        column.addLayout(head)
        column.addWidget(self._area, 1)
        column.addLayout(self.foot)
        self._least = 0

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()
        order_tabs(self)
        QTimer.singleShot(0, self, self.fit)  # wrapped words know their height once shown

    def widen(self, across: int, down: int) -> None:
        """Make room for a table: steps across and down."""
        self._least = down * theme.STEP
        self.resize(across * theme.STEP, self._least)

    def fit(self) -> None:
        """As high as what it asks needs, and never higher than the screen: then it scrolls."""
        content = self._content
        content.ensurePolished()
        for inside in content.findChildren(QWidget):
            inside.updateGeometry()  # words that changed reach the form only when Qt next lays out
        width = self._area.viewport().width()
        asked = content.heightForWidth(width) if content.hasHeightForWidth() else -1
        asked = max(asked, content.minimumSizeHint().height())
        around = self.height() - self._area.viewport().height()
        # Not self.screen(): with PySide 6.11.3 the screen itself goes when the dialog is collected.
        room = QGuiApplication.primaryScreen().availableGeometry().height() * 9 // 10
        self.resize(self.width(), min(max(asked + around, self._least), room))

    def faults(self) -> dict[QWidget, str]:
        """What is missing or wrong, by field; an empty one says nothing."""
        return {}

    def faultless(self) -> bool:
        """Show what is wrong beneath its field and go to the first; whether there is nothing."""
        found = {field: text for field, text in self.faults().items() if text}
        for field in self.form.fields():
            self.form.tell(field, found.get(field, ""))
        if found:
            next(iter(found)).setFocus()
            QTimer.singleShot(0, self, self.fit)
        return not found

    def accept(self) -> None:
        if self.faultless():
            super().accept()


class AskingDialog(FormDialog):
    """A question whose rules live in `services`: it stays open until the answer is written.

    Whoever opened it listens to `answered`, and ends with `finish` or with `refuse`; the person
    may have put the dialog away in the meantime. A double click answers once.
    """

    answered = Signal(object)

    def __init__(
        self, parent: QWidget | None, *, heading: str, more: str = "", accept: str = "Save"
    ) -> None:
        super().__init__(parent, heading=heading, more=more, accept=accept)
        self.missing = small("", tone="missing")
        self.missing.setAccessibleName("What is still asked for")
        self.missing.hide()
        self.body.addWidget(self.missing)
        self._just_answered = QTimer(self)
        self._just_answered.setSingleShot(True)
        self._just_answered.setInterval(QApplication.doubleClickInterval())

    def value(self) -> object:
        """The answer as it stands."""
        raise NotImplementedError

    def tell_missing(self, text: str) -> None:
        """Say what the answer still asks for; an empty text takes it away."""
        self._just_answered.stop()
        self.missing.setText(text)
        self.missing.setVisible(bool(text))
        QTimer.singleShot(0, self, self.fit)

    def refuse(self, fault: TrackerError) -> bool:
        """Stay open, say why the answer was not written, and go to the field that it asks for.

        False where the dialog was put away: then it must be said elsewhere.
        """
        if not isValid(self) or not self.isVisible():  # put away, though perhaps not yet deleted
            return False
        self.tell_missing(str(fault))
        self.asked_field().setFocus()
        return True

    def asked_field(self) -> QWidget:
        """The field that a refusal is about."""
        return self.form.fields()[0]

    def finish(self) -> None:
        """Close after the answer was written."""
        if isValid(self) and self.isVisible():
            super(FormDialog, self).accept()

    def accept(self) -> None:
        if not self._just_answered.isActive() and self.faultless():
            self._just_answered.start()
            self.answered.emit(self.value())


def order_tabs(dialog: QDialog) -> None:
    """Let Tab run from top to bottom and, on one line, from left to right."""
    stops = [
        widget
        for widget in dialog.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
    ]
    stops.sort(key=lambda each: _place(dialog, each))
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)
    if stops:
        stops[0].setFocus(Qt.FocusReason.TabFocusReason)


def _place(dialog: QDialog, widget: QWidget) -> tuple[int, int]:
    corner = widget.mapTo(dialog, QPoint(0, 0))
    return corner.y(), corner.x()


def paragraph(text: str = "", *, lines: int = 3) -> QPlainTextEdit:
    """A field for a few sentences; Tab leaves it."""
    field = QPlainTextEdit(text)
    field.setTabChangesFocus(True)
    field.setFixedHeight(round(field.fontMetrics().lineSpacing() * lines + 2.5 * theme.STEP))
    return field


def note(text: str) -> QLabel:
    """A wrapped line of ordinary text in a dialog."""
    label = QLabel(text)
    label.setWordWrap(True)
    return label
