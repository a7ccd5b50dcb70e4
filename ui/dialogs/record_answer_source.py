"""What came for a return, as its source is kept beside its cells: how, from whom, when, and what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from marmot_tracker.exchange.messages import Message
from marmot_tracker.services.answer_form import ReturnSent
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import Via
from ui import theme
from ui.widgets.date_field import DateField
from ui.widgets.dropped_files import hands_no_file, local_files
from ui.widgets.form import Form

WAYS = {Via.EMAIL: "E-mail", Via.TELEPHONE: "Telephone call", Via.MEETING: "Meeting"}
NOTHING_PASTED = (
    "Paste the message here (Ctrl+V), or write what was said. Lines that begin with a reference "
    "are offered into the cells."
)


class SourceText(QPlainTextEdit):
    """What came, as text. `files(paths)` tells of files let go over it, `no_file` of a message."""

    files = Signal(object)
    no_file = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(NOTHING_PASTED)
        self.setAccessibleName("What came, as text")

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(local_files(source)) or hands_no_file(source) or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if paths := local_files(source):
            self.files.emit(paths)
        elif hands_no_file(source):
            self.no_file.emit()
        else:
            super().insertFromMimeData(source)

    def show_places(self, places: Sequence[tuple[int, int]], colour: QColor) -> None:
        """Mark where in the text something stands, and bring it into view."""
        marks = []
        for first, last in places:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(first, self.document().characterCount() - 1))
            end = min(last, self.document().characterCount() - 1)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setBackground(colour)
            mark.cursor, mark.format = cursor, form
            marks.append(mark)
        self.setExtraSelections(marks)
        if marks:
            top = QTextCursor(self.document())
            top.setPosition(min(places[0][0], self.document().characterCount() - 1))
            at = self.cursorRect(top)
            if not self.viewport().rect().contains(at.center()):
                self.verticalScrollBar().setValue(top.blockNumber())


class SourcePane(QWidget):
    """How, from whom and when it came, over the text. `return_chosen` and `file_wished(path)` ask
    for another return, and for the reading of a file.
    """

    return_chosen = Signal()
    files = Signal(object)

    def __init__(
        self,
        returns: Sequence[ReturnSent],
        *,
        chosen: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._returns = {each.uid: each for each in returns}
        self._named, self._writer = False, ""
        self._today = today
        self.form = Form()
        self.of = self.form.add("&Return of", QComboBox())
        for each in returns:
            self.of.addItem(each.words, each.uid)
        self.of.setCurrentIndex(max(self.of.findData(chosen), 0))
        self.of.setMinimumContentsLength(16)
        self.of.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.via = self.form.add("&Came by", QComboBox())
        for via, words in WAYS.items():
            self.via.addItem(words, via.value)
        self.who = self.form.add("&From", QLineEdit())
        self.on = self.form.add("O&n", DateField(today))
        self.text = SourceText()
        self._label = QLabel("&What came")
        self._label.setProperty("tone", "quiet")
        self._label.setBuddy(self.text)
        self.file = QPushButton("Read a f&ile…")
        self.file.setToolTip("A workbook, a table or a saved message that is not our own workbook")
        self.file.setProperty("kind", "small")
        self.file.setAutoDefault(False)
        over = QHBoxLayout()
        over.addWidget(self._label, 1)
        over.addWidget(self.file)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(theme.STEP + 4)
        column.addWidget(self.form)
        column.addLayout(over)
        column.addWidget(self.text, 1)
        self.file.clicked.connect(self._browse)
        self.text.files.connect(self.files)
        self.of.currentIndexChanged.connect(lambda _at: self.return_chosen.emit())
        self.who.textEdited.connect(self._name_typed)
        self.on.textChanged.connect(lambda _text: self.form.tell(self.on, self.on.fault()))

    @property
    def chosen(self) -> ReturnSent | None:
        """The return that the answer is for."""
        return self._returns.get(str(self.of.currentData() or ""))

    @property
    def via_chosen(self) -> Via:
        """How it came."""
        return Via(self.via.currentData())

    def suppose(self, words: str) -> None:
        """From whom it would come, where neither it nor the person says otherwise."""
        if not self._named and not self._writer:
            self.who.setText(words)

    def name(self, words: str) -> None:
        """From whom it says that it came, where nobody typed another name."""
        self._writer = words or self._writer
        if words and not self._named:
            self.who.setText(words)

    def show_file(self, words: str, file_name: str) -> None:
        """Show the rows of a file in place of a text that can be typed in."""
        self.text.blockSignals(True)
        self.text.setPlainText(words)
        self.text.blockSignals(False)
        self.text.setReadOnly(True)
        self._label.setText("&What came: " + file_name.replace("&", "&&"))

    def show_message(self, message: Message) -> None:
        """Show a message as if it had been pasted."""
        self.text.setReadOnly(False)
        self._label.setText("&What came")
        self.text.setPlainText(message.text)
        self.name(message.writer)
        if message.on is not None:
            self.on.setText(day(message.on))

    def fault(self) -> QWidget | None:
        """Say beneath its field what is still missing; the first such field."""
        faults: dict[QWidget, str] = {
            self.who: "" if self.who.text().strip() else "Say from whom it came.",
            self.on: self.on.fault() or self._day_fault(),
        }
        for field, words in faults.items():
            self.form.tell(field, words)
        return next((field for field, words in faults.items() if words), None)

    def _day_fault(self) -> str:
        day_said = self.on.day()
        if day_said is None:
            return "Say when it came."
        return "That day has not come yet." if day_said > self._today else ""

    def _name_typed(self) -> None:
        self._named = True

    def _browse(self) -> None:
        found, _kind = QFileDialog.getOpenFileName(self, "Read a file")
        if found:
            self.files.emit([Path(found)])
