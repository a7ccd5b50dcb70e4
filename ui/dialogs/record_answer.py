"""Recording an answer that came another way: the return as cells, and what came kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDropEvent,
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
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.listed_answers import Listed
from marmot_tracker.exchange.messages import Message
from marmot_tracker.exchange.pasted_answers import AskedRow, Pasted, answers_in
from marmot_tracker.services.answer_form import AnswerForm, ReturnSent
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import Via
from ui import theme
from ui.dialogs.record_answer_cells import AnswerGrid, Cells
from ui.dialogs.record_answer_source import SourcePane
from ui.dialogs.review_panes import carded
from ui.messages import MessageBar, Tone
from ui.tasks import Task
from ui.widgets import tab_order
from ui.widgets.dropped_files import NO_FILE, hands_no_file, local_files
from ui.widgets.form import small, title
from ui.widgets.progress_strip import ProgressStrip

SETTLED_AFTER_MS = 250
"""How long nothing must be typed before the text is looked through again."""


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """What came for a return: cells by recommendation and field, how, from whom, when and what.

    `file_name` and `sha256` are those of a file that was read; `nil`: there is nothing to report.
    """

    of: ReturnSent
    answers: dict[tuple[str, FormField], str]
    via: Via
    returned_by: str
    on: date
    words: str = ""
    file_name: str = ""
    sha256: str = ""
    nil: bool = False


class RecordAnswerDialog(QDialog):
    """Fills its window. `return_chosen(uid)` asks for a form, answered with `show_form`;
    `file_chosen(path)` for the reading of a file, answered with `show_listed` or `refuse`;
    `answered(RecordAnswer)` is heard until `finish` or `refuse`.

    Keys: F6 goes from the text to the cells and back, Ctrl+Enter puts it into the inbox.
    """

    return_chosen = Signal(str)
    file_chosen = Signal(object)
    answered = Signal(object)

    def __init__(
        self, parent: QWidget | None, returns: Sequence[ReturnSent], *, chosen: str, today: date
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Marmot Tracker")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(theme.STEP * 90, theme.STEP * 56)
        self.setAcceptDrops(True)
        self._form: AnswerForm | None = None
        self._listed: Listed | None = None
        self._found = Pasted()
        self._path: Path | None = None
        self._kept: dict[str, Cells] = {}
        self._warned = False
        self._waiting = False
        self.messages = MessageBar()
        self.progress = ProgressStrip()
        self.grid = AnswerGrid()
        self.source = SourcePane(returns, chosen=chosen, today=today)
        self.text = self.source.text
        self._make_cells()
        self._make_foot()
        self._lay_out()
        self._connect()
        self._follow()
        QTimer.singleShot(0, self, self._choose_return)

    # ------------------------------------------------------------ building

    def _make_cells(self) -> None:
        self.found = QLabel()
        self.found.setWordWrap(True)
        self.found.setAccessibleName("What was found in the text")
        self.take = QPushButton("&Put them into the cells")
        self.take.setProperty("kind", "primary")
        self.more = QPushButton("&More fields")
        self.more.setProperty("kind", "small")
        self.more.setCheckable(True)
        self.more.setToolTip("Show every field that the return asked for")
        for button in (self.take, self.more):
            button.setAutoDefault(False)

    def _make_foot(self) -> None:
        self.outcome = small("")
        self.nil = QPushButton("Nothing &to report")
        self.nil.setToolTip("They answered that there is nothing to report this time")
        self.cancel_button = QPushButton("Cancel")
        self.accept_button = QPushButton("Put into the in&box")
        self.accept_button.setProperty("kind", "primary")
        self.accept_button.setToolTip("To be accepted on the Returns page (Ctrl+Enter)")
        for button in (self.nil, self.cancel_button, self.accept_button):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        cells = QWidget()
        right = QVBoxLayout(cells)
        right.setContentsMargins(0, 4, 0, 4)
        right.setSpacing(theme.STEP)
        head = QHBoxLayout()
        head.setSpacing(theme.STEP)
        head.addWidget(self.found, 1)
        head.addWidget(self.take)
        head.addWidget(self.more)
        right.addLayout(head)
        right.addWidget(self.grid, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(2 * theme.STEP)
        self.splitter.setChildrenCollapsible(False)
        for pane, stretch in ((self.source, 32), (cells, 68)):
            self.splitter.addWidget(carded(pane))
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.splitter.setSizes([theme.STEP * 48, theme.STEP * 100])
        foot = QHBoxLayout()
        foot.setSpacing(theme.STEP)
        foot.addWidget(self.outcome, 1)
        foot.addWidget(self.nil)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(theme.STEP + theme.STEP // 2)
        column.addWidget(self.messages)
        column.addWidget(self.progress)
        column.addWidget(title("Record an answer"))
        column.addWidget(
            small(
                "For what came as a message, a call or a sheet of their own. Nothing changes "
                "before it is accepted on the Returns page."
            )
        )
        column.addWidget(self.splitter, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLED_AFTER_MS)
        self._timer.timeout.connect(self._look)
        self.text.textChanged.connect(self._typed)
        self.text.no_file.connect(self._no_file)
        self.source.files.connect(self._read_files)
        self.source.return_chosen.connect(self._choose_return)
        self.take.clicked.connect(self._take)
        self.more.toggled.connect(self.grid.show_more)
        self.grid.answered.connect(self._follow)
        self.grid.pointed.connect(self._point)
        self.nil.clicked.connect(lambda: self._answer(nil=True))
        self.cancel_button.clicked.connect(self._leave)
        self.accept_button.clicked.connect(self.accept)
        for keys, does in (
            ("F6", self._next_pane),
            ("Shift+F6", self._next_pane),
            ("Ctrl+Return", self.accept_button.click),
            ("Ctrl+Enter", self.accept_button.click),
        ):
            QShortcut(QKeySequence(keys), self, does)

    # ------------------------------------------------------------ what is shown

    def _choose_return(self) -> None:
        if (of := self.source.chosen) is not None:
            self.source.suppose(of.sent_to)
            self.return_chosen.emit(of.uid)

    def show_form(self, form: AnswerForm) -> None:
        """Show what a return asked, and what the text answers of it."""
        if not isValid(self) or form.of != self.source.chosen:
            return
        if self._form is not None:
            self._keep_cells(self._form)
        self._form = form
        self.grid.show_form(form, self._kept.get(form.of.uid))
        self.more.setVisible(self.grid.has_more)
        if self._path is not None:
            self.file_chosen.emit(self._path)
        else:
            self._look()

    def _keep_cells(self, form: AnswerForm) -> None:
        """What was answered for another return stays with it."""
        self._kept[form.of.uid] = self.grid.held()
        if many := len(self.grid.answers()):
            self.messages.tell(
                f"{counted(many, 'answer is', 'answers are')} kept with {form.of.words}: choose it "
                "again to put them into the inbox.",
                Tone.NEWS,
            )

    def show_message(self, message: Message) -> None:
        """Let a message stand as the text, with who wrote it and when, where it says so."""
        if not isValid(self):
            return
        self._path = self._listed = None
        self.source.show_message(message)
        self._look()

    def follow(self, task: Task) -> None:
        """A file is being read."""
        self.progress.follow(task)

    def show_listed(self, listed: Listed) -> None:
        """Show the rows of a file in place of a text, and offer what they answer."""
        if not isValid(self):
            return
        self._listed = listed
        self.source.show_file(listed.words, listed.file_name)
        self._offer(listed.found)

    @property
    def shown_return(self) -> str:
        """The return whose cells are shown; nothing until it is read."""
        return self._form.of.words if self._form is not None else ""

    def asked_rows(self) -> tuple[AskedRow, ...]:
        """What the return asks about, as a reader of text is told."""
        rows = self._form.rows if self._form is not None else ()
        return tuple(AskedRow(row.uid, row.reference, row.wording, row.title) for row in rows)

    def refuse(self, fault: TrackerError) -> bool:
        """Stay open and say why it could not be done; False where the dialog was put away."""
        if not isValid(self) or not self.isVisible():
            return False
        self._waiting = False
        self._follow()
        self.messages.tell_fault(fault)
        return True

    def finish(self) -> None:
        """Close after it was put into the inbox."""
        if isValid(self) and self.isVisible():
            super().accept()

    def _typed(self) -> None:
        self._timer.start()

    def _look(self) -> None:
        """Look through the text for answers."""
        self._timer.stop()
        if self._form is not None and self._listed is None:
            self._offer(answers_in(self.text.toPlainText(), self.asked_rows()))

    def _offer(self, found: Pasted) -> None:
        self._found = found
        self.source.name(found.writer)
        self.grid.offer(found.offered)

    def _take(self) -> None:
        self.grid.take_offered()
        self.grid.setFocus()

    def _follow(self) -> None:
        """Say what is offered and what would go into the inbox."""
        offered, answers = self.grid.offered, self.grid.answers()
        said = [*self._found.notes]
        if offered:
            about = counted(len(self._found.recommendations), "recommendation")
            said.insert(0, f"{counted(offered, 'answer')} found in the text, about {about}.")
        elif not answers and not said:
            said = ["Type an answer into its cell, or paste what came at the left."]
        self.found.setText(" ".join(said))
        self.take.setVisible(bool(offered))
        many = len(answers)
        about = counted(len({uid for uid, _field in answers}), "recommendation")
        told = f"{counted(many, 'answer')} about {about}" if many else "Nothing is answered yet."
        left = f"; {counted(offered, 'more is', 'more are')} only offered" if offered else ""
        self.outcome.setText(f"{told}{left if many else ''}".rstrip(".") + ".")
        self.accept_button.setEnabled(bool(many) and not self._waiting)
        self.nil.setEnabled(self._form is not None and not many and not self._waiting)

    def _point(self, places: Sequence[tuple[int, int]]) -> None:
        self.text.show_places(places, QColor(theme.colours().selection))

    # ------------------------------------------------------------ what the person does

    def value(self, *, nil: bool = False) -> RecordAnswer:
        """What came, as it stands."""
        of, on, listed = self.source.chosen, self.source.on.day(), self._listed
        assert of is not None, "asked for before"
        assert on is not None, "asked for before"
        return RecordAnswer(
            of,
            {} if nil else self.grid.answers(),
            self.source.via_chosen,
            self.source.who.text().strip(),
            on,
            self.text.toPlainText().strip() if listed is None else "",
            listed.file_name if listed else "",
            listed.sha256 if listed else "",
            nil,
        )

    def accept(self) -> None:
        """Hand on what is answered; the dialog stays until it is written."""
        self._answer(nil=False)

    def _answer(self, *, nil: bool) -> None:
        if self._form is None or self._waiting or (not nil and not self.grid.answers()):
            return
        wrong = self.source.fault()
        if wrong is not None:
            wrong.setFocus()
            return
        self._waiting = True
        self._follow()
        self.answered.emit(self.value(nil=nil))

    def _leave(self) -> None:
        """Put it away; what was answered and is not in the inbox is asked about once."""
        if not self._would_lose():
            self.reject()

    def _would_lose(self) -> bool:
        many = len(self.grid.answers())
        if not many or self._warned or self._waiting:
            return False
        self._warned = True
        self.messages.tell(
            f"{counted(many, 'answer is', 'answers are')} not in the inbox yet. Cancel once more "
            "to leave without.",
            Tone.NEWS,
        )
        return True

    def _read_files(self, paths: Sequence[Path]) -> None:
        self.messages.clear()
        self._path = paths[0]
        self.file_chosen.emit(paths[0])

    def _no_file(self) -> None:
        self.messages.tell(NO_FILE, Tone.NEWS)

    def _next_pane(self) -> None:
        inside = self.grid.isAncestorOf(self.focusWidget()) or self.grid.hasFocus()
        (self.text if inside else self.grid).setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------ what Qt tells

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()) or hands_no_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := local_files(event.mimeData()):
            event.acceptProposedAction()
            self._read_files(paths)
        elif hands_no_file(event.mimeData()):
            self._no_file()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and none from elsewhere."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            return
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._would_lose():
            event.ignore()
        else:
            super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.window().geometry())
        else:
            self.resize(theme.STEP * 160, theme.STEP * 100)
        QTimer.singleShot(0, self, self.text.setFocus)

    def focusNextPrevChild(self, forward: bool) -> bool:
        tab_order.order(self)
        return super().focusNextPrevChild(forward)
