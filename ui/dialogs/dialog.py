"""What every dialog is made of: a heading, a form, and two buttons that name what they do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QFontMetricsF,
    QGuiApplication,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from marmot_tracker.errors import TrackerError
from ui import theme
from ui.widgets import tab_order
from ui.widgets.form import Form, small, title

LETTERS = 72
"""How many average letters a dialog is wide at least."""


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
        self._widen_to_letters()
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
        self._whole = QVBoxLayout(content)
        self._whole.setContentsMargins(2, 2, 2, 2)
        self._whole.addLayout(self.body)
        self._whole.addStretch()
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
        begin_at_first(self)
        QTimer.singleShot(0, self, self.fit)  # wrapped words know their height once shown

    def focusNextPrevChild(self, forward: bool) -> bool:
        tab_order.order(self)
        return super().focusNextPrevChild(forward)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._widen_to_letters()

    def _widen_to_letters(self) -> None:
        """As wide as a line of text is long in the present font, and never wider than the screen."""
        letters = QFontMetricsF(self.font()).averageCharWidth() * LETTERS
        room = QGuiApplication.primaryScreen().availableGeometry().width() * 9 // 10
        self.setMinimumWidth(min(max(theme.STEP * 64, round(letters)), room))

    def widen(self, across: int, down: int) -> None:
        """Make room for a table: steps across and down, larger with the text."""
        zoom = max(theme.zoom_of(self.font()), 1.0)
        screen = QGuiApplication.primaryScreen().availableGeometry() if zoom > 1 else None
        wide, high = across * theme.STEP, down * theme.STEP
        if screen is not None:
            wide = max(wide, min(round(wide * zoom), screen.width() * 9 // 10))
            high = max(high, min(round(high * zoom), screen.height() * 9 // 10))
        self._least = high
        self.resize(wide, high)

    def fit(self) -> None:
        """As high as what it asks needs, and never higher than the screen: then it scrolls."""
        content = self._content
        content.ensurePolished()
        grows = any(self.body.stretch(at) for at in range(self.body.count()))
        self._whole.setStretch(0, int(grows))
        self._whole.setStretch(1, int(not grows))
        for inside in content.findChildren(QWidget):
            inside.updateGeometry()  # words that changed reach the form only when Qt next lays out
        width = self._area.viewport().width()
        wraps = content.hasHeightForWidth()
        asked = content.heightForWidth(width) if wraps else content.sizeHint().height()
        least = (content.minimumSizeHint().height(), self._area.minimumSizeHint().height())
        asked = max(asked, *least)
        around = max(self.height() - self._area.viewport().height(), self._head_and_foot())
        # Not self.screen(): with PySide 6.11.3 the screen itself goes when the dialog is collected.
        room = QGuiApplication.primaryScreen().availableGeometry().height() * 9 // 10
        self.resize(self.width(), min(max(asked + around, self._least), room))

    def bring_into_view(self, part: QWidget) -> None:
        """Scroll to a part of what is asked, where not all of it has room."""
        self._area.ensureWidgetVisible(part)

    def _head_and_foot(self) -> int:
        """What heading and buttons need; a heading that wraps would else take it from the buttons."""
        column = self.layout()
        assert column is not None
        wraps = column.hasHeightForWidth()
        whole = (
            column.totalHeightForWidth(self.width()) if wraps else column.totalSizeHint().height()
        )
        area = (self._area.sizeHint(), self._area.minimumSizeHint())
        return whole - max(hint.height() for hint in area)

    def name_accept(self, words: str) -> None:
        """Say on the button what it does now, with room for the words."""
        self.accept_button.setText(words)
        strong = QFontMetrics(theme.scaled(self.font(), theme.BODY, theme.STRONG))
        self.accept_button.setMinimumWidth(strong.horizontalAdvance(words) + 5 * theme.STEP)

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
            announce(self, " ".join(found.values()))
            QTimer.singleShot(0, self, self.fit)
        return not found

    def accept(self) -> None:
        if self.faultless():
            super().accept()


class AskingDialog(FormDialog):
    """A question whose rules live in `services`: it stays open until the answer is written.

    Whoever opened it listens to `answered`, and ends with `finish` or with `refuse`; the person
    may have put the dialog away in the meantime. A double click answers once: the same answer is
    heard again only when it cannot be the second half of one.
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
        self._answer: object = None

    @property
    def just_answered(self) -> bool:
        """Whether the same answer, given now, would be taken for a double click."""
        return self._just_answered.isActive()

    def value(self) -> object:
        """The answer as it stands."""
        raise NotImplementedError

    def tell_missing(self, text: str) -> None:
        """Say what the answer still asks for; an empty text takes it away."""
        self.missing.setText(text)
        self.missing.setVisible(bool(text))
        if text and self.isVisible():
            announce(self, text)
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
        if not self.faultless():
            return
        answer = self.value()
        if self.just_answered and answer == self._answer:
            return
        self._answer = answer
        self._just_answered.start()
        self.answered.emit(answer)


def announce(dialog: QDialog, words: str) -> None:
    """Let a screen reader say what has come up in a dialog."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(dialog, words))


def begin_at_first(dialog: QDialog) -> None:
    """Put the keyboard on the first control from the top; of a choice on what is chosen."""
    for first in tab_order.order(dialog)[:1]:
        group = first.group() if isinstance(first, QRadioButton) else None
        chosen = group.checkedButton() if group is not None else None
        (chosen or first).setFocus(Qt.FocusReason.TabFocusReason)


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
