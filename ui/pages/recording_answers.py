"""Recording an answer that came as a message, a call or somebody's own sheet, from the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from marmot_tracker import clock
from marmot_tracker.document import Document, Snapshot
from marmot_tracker.exchange import returns
from marmot_tracker.exchange.dropped import DroppedKind, kinds_of
from marmot_tracker.exchange.listed_answers import Listed, read_answers
from marmot_tracker.exchange.messages import Message, read_message
from marmot_tracker.exchange.returns import Received
from marmot_tracker.progress import Progress
from marmot_tracker.services import answer_form
from marmot_tracker.services.answer_form import ReturnSent
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import Via
from ui.bridge import Bridge
from ui.dialogs.record_answer import RecordAnswer, RecordAnswerDialog
from ui.messages import Tone

CHOOSE = "Choose who answered so, and say it again."
NONE_SENT = "No return was sent yet. Send returns first: an answer is recorded for one of them."


class RecordingAnswers(QObject):
    """`told(text, tone)` is news; `shown(page, what)` wishes to see a page."""

    told = Signal(str, object)
    shown = Signal(str, object)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def record(self, uid: str = "", *, message: Message | None = None) -> None:
        """Open a return as a form; with a message, what that says stands beside it."""

        def then(found: list[ReturnSent]) -> None:
            if not found:
                self.told.emit(NONE_SENT, Tone.NEWS)
                return
            dialog = RecordAnswerDialog(self._window, found, chosen=uid, today=clock.today())
            dialog.return_chosen.connect(lambda of: self._read_form(dialog, of))
            dialog.file_chosen.connect(lambda path: self._read_file(dialog, path))
            dialog.answered.connect(lambda answer: self._note(dialog, answer))
            if message is not None:
                dialog.show_message(message)
            dialog.open()

        self._bridge.ask("Reading the returns", answer_form.returns, then)

    def paste(self) -> None:
        """Open a form with the text of the clipboard beside it."""
        text = QApplication.clipboard().text().strip()
        if text:
            self.record(message=Message("", None, text))
        else:
            self.told.emit("There is no text on the clipboard.", Tone.NEWS)

    def nothing_to_report(self, uid: str) -> None:
        """Note that somebody has nothing to report, who was asked by the return `uid`."""

        def then(found: list[ReturnSent]) -> None:
            of = next((each for each in found if each.uid == uid), None)
            if of is None:
                if found:
                    self.shown.emit("returns", "who")
                self.told.emit(CHOOSE if found else NONE_SENT, Tone.DONE if found else Tone.NEWS)
                return
            today = clock.today()
            self._receive(RecordAnswer(of, {}, Via.SCREEN, of.sent_to, today, nil=True), None)

        self._bridge.ask("Reading the returns", answer_form.returns, then)

    # ------------------------------------------------------------ the dialog's questions

    def _read_form(self, dialog: RecordAnswerDialog, uid: str) -> None:
        self._bridge.ask("Reading the return", answer_form.form, dialog.show_form, uid=uid)

    def _read_file(self, dialog: RecordAnswerDialog, path: Path) -> None:
        asked = dialog.asked_rows()

        def question(_snapshot: Snapshot, progress: Progress) -> Listed | Message:
            if kinds_of([path], progress=progress)[0].kind is DroppedKind.MESSAGE:
                return read_message(path, progress=progress)
            return read_answers(path, asked, progress=progress)

        def then(found: Listed | Message) -> None:
            if isinstance(found, Message):
                dialog.show_message(found)
            else:
                dialog.show_listed(found)

        dialog.follow(
            self._bridge.read(
                f"Reading {path.name}", question, then, failed=dialog.refuse, shown=False
            )
        )

    def _note(self, dialog: RecordAnswerDialog, answer: RecordAnswer) -> None:
        self._receive(answer, dialog)

    def _receive(self, answer: RecordAnswer, dialog: RecordAnswerDialog | None) -> None:
        read = replace(
            returns.answers_for(
                answer.of.uid,
                answer.answers,
                via=answer.via,
                words=answer.words,
                returned_by=answer.returned_by,
                nil=answer.nil,
            ),
            file_name=answer.file_name,
            sha256=answer.sha256,
        )

        def work(document: Document, progress: Progress) -> Received:
            return returns.receive(document, [read], today=answer.on, progress=progress)

        def then(received: Received) -> None:
            if dialog is not None:
                dialog.finish()
            self.shown.emit("returns", "who" if answer.nil else "")
            self.told.emit(_told(answer, received), Tone.SAVED)

        failed = dialog.refuse if dialog is not None else None
        self._bridge.work("Recording the answer", work, then=then, failed=failed)


def _told(answer: RecordAnswer, received: Received) -> str:
    if answer.nil:
        return f"Noted: {answer.of.sent_to} has nothing to report."
    many, again = len(received.lines), sum(len(one.again) for one in received.each)
    erased = [words for one in received.each for words in one.beside]
    left = sum(bool(words.strip()) for words in answer.answers.values()) - many - again
    stands = left - len(erased)
    if not many and not again and not erased:
        return f"Nothing new: {answer.of.sent_to} had answered the same before."
    said = ["Nothing new."]
    if many:
        wait = "waits" if many == 1 else "wait"
        said = [f"{counted(many, 'answer')} from {answer.returned_by} {wait} to be decided."]
    if again:
        said.append(f"{again} {'waits' if again == 1 else 'wait'} already.")
    if stands > 0:
        said.append(f"{stands} {'says' if stands == 1 else 'say'} what stands already.")
    return " ".join([*said, *erased])
