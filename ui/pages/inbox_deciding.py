"""Deciding what came back: accept, edit, leave out, send back, each at once in the tracker."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker.document import Document
from marmot_tracker.progress import Progress
from marmot_tracker.services import inbox_editing
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.return_form import FormField
from marmot_tracker.services.return_lines import Piece
from marmot_tracker.services.wording import counted
from marmot_tracker.vocabulary import ReturnVerdict
from ui.bridge import Bridge
from ui.dialogs.dialog import AskingDialog
from ui.dialogs.edit_answer import EditAnswerDialog, EditPieceDialog
from ui.dialogs.leave_out import LeaveOutDialog
from ui.dialogs.send_back import SendBackDialog
from ui.messages import Tone

if TYPE_CHECKING:
    from marmot_tracker.exchange.returns import Settled

DONE: dict[ReturnVerdict, str] = {
    ReturnVerdict.ACCEPTED: "accepted from",
    ReturnVerdict.EDITED: "accepted in other words from",
    ReturnVerdict.LEFT_OUT: "left out of",
    ReturnVerdict.SENT_BACK: "marked with a question in",
}
MOST_TOLD = 3
"""So many lines that could not be taken are told."""
PIECES = frozenset({FormField.EVIDENCE, FormField.ACTION})
MANY = 40
"""From so many on, progress is shown."""


class DecidingAnswers(QObject):
    """`told(text, tone)` is news, `offered(text, words, then)` news with a button; `started(uids)`
    tells which lines are being decided.
    """

    told = Signal(str, object)
    offered = Signal(str, str, object)
    started = Signal(object)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    # ------------------------------------------------------------ what is decided

    def accept(self, lines: Sequence[InboxLine]) -> None:
        """Accept what came back; what has two answers only where it is chosen alone.

        What could not be read is asked for in other words.
        """
        ready = [line for line in lines if line.state in (LineState.CLEAN, LineState.NOTE)]
        if len(lines) == 1 and lines[0].state is LineState.TWO_ANSWERS:
            ready = list(lines)
        if ready:
            self._settle(ready, ReturnVerdict.ACCEPTED, left=len(lines) - len(ready))
        elif len(lines) == 1:
            self.edit(lines[0])
        else:
            self.told.emit("Look at these one by one: something speaks against each.", Tone.NEWS)

    def accept_clean(self, lines: Sequence[InboxLine]) -> None:
        """Accept every one of these that nothing speaks against."""
        clean = [line for line in lines if line.state is LineState.CLEAN]
        if clean:
            self._settle(clean, ReturnVerdict.ACCEPTED)
        else:
            self.told.emit("No answer shown is clean: each wants a look of its own.", Tone.NEWS)

    def leave_out(self, lines: Sequence[InboxLine]) -> None:
        """Ask why, and leave these out."""
        dialog = LeaveOutDialog(
            self._window, heading=f"Leave out {_heading(lines)}", more=_more(lines)
        )
        self._ask_words(dialog, lines, ReturnVerdict.LEFT_OUT)

    def send_back(self, lines: Sequence[InboxLine]) -> None:
        """Ask for a question, and mark these with it."""
        dialog = SendBackDialog(
            self._window, heading=f"Send back {_heading(lines)}", more=_more(lines)
        )
        self._ask_words(dialog, lines, ReturnVerdict.SENT_BACK)

    def edit(self, line: InboxLine) -> None:
        """Ask for other words, and accept these."""
        heading = f"Accept {_heading([line])} in other words"
        if line.field in PIECES:

            def then(piece: Piece) -> None:
                self._edit_with(
                    line,
                    EditPieceDialog(
                        self._window,
                        heading=heading,
                        more=_more([line]),
                        field=line.field,
                        piece=piece,
                    ),
                )

            self._bridge.ask("Reading the answer", inbox_editing.piece_of, then, uid=line.uid)
            return
        wrong = line.words if line.state is LineState.PROBLEM else ""
        more = wrong or f"Sent: {_short(line.sent) or 'nothing'}"
        words = line.returned
        self._edit_with(
            line,
            EditAnswerDialog(
                self._window, heading=heading, more=more, field=line.field, words=words
            ),
        )

    def _edit_with(self, line: InboxLine, dialog: AskingDialog) -> None:
        dialog.answered.connect(
            lambda said: self._settle(
                [line], ReturnVerdict.EDITED, value=said[0], reason=said[1], dialog=dialog
            )
        )
        dialog.open()

    # ------------------------------------------------------------ writing

    def _ask_words(
        self, dialog: AskingDialog, lines: Sequence[InboxLine], verdict: ReturnVerdict
    ) -> None:
        dialog.answered.connect(
            lambda words: self._settle(lines, verdict, reason=words, dialog=dialog)
        )
        dialog.open()

    def _settle(
        self,
        lines: Sequence[InboxLine],
        verdict: ReturnVerdict,
        *,
        value: str | None = None,
        reason: str = "",
        left: int = 0,
        dialog: AskingDialog | None = None,
    ) -> None:
        from marmot_tracker.exchange.returns import LineVerdict, settle

        today = self._bridge.today
        verdicts = [LineVerdict(line.uid, verdict, value, reason) for line in lines]

        def work(document: Document, progress: Progress) -> tuple[Settled, list[str]]:
            before = [each.change for each in document.undoable(limit=1)]
            settled = settle(document, verdicts, today=today, progress=progress)
            every = [each.change for each in document.undoable(limit=len(verdicts) + 1)]
            return settled, list(takewhile(lambda change: change not in before, every))

        def then(answer: tuple[Settled, list[str]]) -> None:
            if dialog is not None:
                dialog.finish()
            self.started.emit(())
            self._tell(lines, verdict, *answer, left=left)

        def failed(fault: Any) -> None:
            self.started.emit(())
            if dialog is None or not dialog.refuse(fault):
                self._bridge.faulted.emit(fault)

        self.started.emit([line.uid for line in lines])
        self._bridge.work(
            _title(verdict, len(lines)), work, then=then, failed=failed, shown=len(lines) >= MANY
        )

    def _tell(
        self,
        lines: Sequence[InboxLine],
        verdict: ReturnVerdict,
        settled: Settled,
        edits: list[str],
        *,
        left: int,
    ) -> None:
        """Say what was decided, and what was not; `edits` are what Undo takes back of it."""
        many = settled.accepted + settled.left_out + settled.sent_back
        said = f"{counted(many, 'answer')} {DONE[verdict]} {from_what(lines)}." if many else ""
        if left:
            said += f" {left:,} left to look at one by one."
        if settled.not_taken:
            said = " ".join((said, *settled.not_taken[:MOST_TOLD])).strip()
        if settled.not_taken and not many:
            self.told.emit(said, Tone.NEWS)
        elif len(edits) == 1:
            self.told.emit(said, Tone.SAVED)
        else:
            said += " Ctrl+Z takes back one return at a time."
            self.offered.emit(said, "Undo", lambda: self._take_back(edits))

    def _take_back(self, edits: Sequence[str]) -> None:
        """Undo the edits of one decision about several returns, while they are the last ones."""

        def work(document: Document, _progress: Progress) -> int:
            taken = 0
            for change in edits:
                last = [each.change for each in document.undoable(limit=1)]
                if last != [change] or document.undo() is None:
                    break
                taken += 1
            return taken

        def then(taken: int) -> None:
            if taken == len(edits):
                self.told.emit("Taken back: these answers wait again.", Tone.DONE)
            else:
                self.told.emit(
                    "Something else was done since. Take it back first, or put this back from "
                    "the history.",
                    Tone.NEWS,
                )

        self._bridge.work("Undo", work, then=then)


def name_of(line: InboxLine) -> str:
    """`how is it going? of 5.4`, as a sentence says it."""
    words = line.field_words.rstrip("?")
    return f"“{words}” of {line.reference or line.subject}"


def from_what(lines: Sequence[InboxLine]) -> str:
    """`the Housing return`, or of how many returns they are."""
    names = list(dict.fromkeys(line.sent_to or line.returned_by for line in lines))
    if len(names) == 1:
        return f"the {names[0]} return"
    return counted(len({line.for_return for line in lines}), "return")


def _heading(lines: Sequence[InboxLine]) -> str:
    return name_of(lines[0]) if len(lines) == 1 else counted(len(lines), "answer")


def _more(lines: Sequence[InboxLine]) -> str:
    if len(lines) > 1:
        return f"From {from_what(lines)}."
    return f"Came back: {_short(lines[0].returned)}"


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 200 else f"{flat[:199].rstrip()}…"


def _title(verdict: ReturnVerdict, many: int) -> str:
    verb = {
        ReturnVerdict.ACCEPTED: "Accepting",
        ReturnVerdict.EDITED: "Accepting",
        ReturnVerdict.LEFT_OUT: "Leaving out",
        ReturnVerdict.SENT_BACK: "Sending back",
    }[verdict]
    return f"{verb} {counted(many, 'answer')}"
