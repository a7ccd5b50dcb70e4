"""The inbox: every answer that waits, beside what was sent and what stands now, to be decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import counted
from ui import theme
from ui.bridge import Bridge
from ui.messages import Tone
from ui.pages.inbox_columns import decided_columns, waiting_columns
from ui.pages.inbox_deciding import DecidingAnswers
from ui.pages.inbox_lines import AnswerLines
from ui.widgets.filter_bar import Chip
from ui.widgets.form import small
from ui.widgets.inbox_strip import InboxStrip

ROOMY = 56 * theme.STEP
"""Where it is lower, what can be read elsewhere gives its room to the list."""
PENDING_AT_MOST = 200
"""More lines than this are not drawn as waiting one by one."""


class Inbox(AnswerLines):
    """What waits. Accept, edit, question and leave out act on the chosen lines."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Answers that wait", waiting_columns, deciding=True, parent=parent)
        self._bridge = bridge
        self.deciding = DecidingAnswers(bridge, self)
        self.strip = InboxStrip()
        self.keys = small(
            "A: accept.  E: edit.  Q: question.  L: leave out.  Ctrl+Enter: accept all clean.  "
            "Ctrl+Z: undo."
        )
        self._brief = False
        self.lay_out(self.strip, beneath=(self.keys,))
        self.strip.asked.connect(self._accept_clean)
        self.deciding.told.connect(self.told)
        self.deciding.started.connect(self._started)
        self.did.connect(self._do)
        bridge.faulted.connect(self.model.clear_pending)
        bridge.broke.connect(self.model.clear_pending)

    # ------------------------------------------------------------ room

    def minimumSizeHint(self) -> QSize:
        """As low as it is when it says less, so that it comes to that before the page scrolls."""
        whole = super().minimumSizeHint()
        if self._brief:
            return whole
        spare = self.strip.more.sizeHint().height() + self.keys.sizeHint().height()
        return QSize(whole.width(), whole.height() - spare)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        brief = self.height() < ROOMY
        if brief != self._brief:
            self._brief = brief
            self.strip.be_brief(brief)
            self._show_keys()

    def _show_keys(self) -> None:
        self.keys.setVisible(self._bridge.may_write and not self._brief)

    # ------------------------------------------------------------ showing

    def show_lines(self, lines: Sequence[InboxLine], words: Words) -> None:
        """Show what waits, newly read."""
        may_write = self._bridge.may_write
        self.pane.set_may_write(may_write)
        self._show_keys()
        was_empty = self.window().focusWidget() is self.empty.button
        super().show_lines(lines, words)
        if lines and was_empty:
            self.table.setFocus()  # Qt would go on to the filter, where the keys are letters
        self.filtered()

    def chips(self, lines: Sequence[InboxLine]) -> tuple[Chip, ...]:
        """By how lines stand."""
        many = Counter(line.state for line in lines)
        several = sum(line.others > 0 for line in lines)
        return (
            Chip("Clean", "is:clean", many[LineState.CLEAN]),
            Chip("Two answers", "is:two-answers", many[LineState.TWO_ANSWERS]),
            Chip("Problem", "is:problem", many[LineState.PROBLEM]),
            Chip("Remark", "is:remark", many[LineState.NOTE]),
            Chip("Several answers", "is:several", several, "More than one person answered it"),
        )

    def filtered(self) -> None:
        """Say what waits among the lines shown, and offer to accept the clean ones."""
        every, shown = self.model.all_rows, self.model.shown_rows
        clean = sum(line.state is LineState.CLEAN for line in shown)
        look = len(shown) - clean
        returns = len({line.received for line in every})
        self.strip.tell(
            f"{counted(len(every), 'answer')} from {counted(returns, 'return')} "
            f"{'waits' if len(every) == 1 else 'wait'} for you",
            _next_step(clean, look, narrowed=len(shown) < len(every)),
        )
        offered = bool(clean) and self._bridge.may_write
        words = f"Accept the {'clean one' if clean == 1 else f'{clean:,} clean ones'}"
        self.pane.make_next(not offered)
        self.strip.offer(words if offered else "", "Ctrl+Enter. Undo takes it back.")

    # ------------------------------------------------------------ deciding

    def decisions(self) -> dict[str, Callable[[], object]]:
        """What each action does that decides."""
        do, on = self.deciding, self._on_chosen
        return {
            "accept_answer": lambda: on(do.accept),
            "edit_answer": lambda: on(self._edit),
            "question_answer": lambda: on(do.send_back),
            "leave_out": lambda: on(do.leave_out),
            "accept_clean": self._accept_clean,
        }

    def _do(self, action: str) -> None:
        self.decisions()[action]()

    def _on_chosen(self, does: Callable[[Sequence[InboxLine]], object]) -> None:
        lines = self.chosen()
        if lines:
            does(lines)
        else:
            self.told.emit("Choose an answer in the list first.", Tone.NEWS)

    def _edit(self, lines: Sequence[InboxLine]) -> None:
        if len(lines) == 1:
            self.deciding.edit(lines[0])
        else:
            self.told.emit("Choose one answer to edit it.", Tone.NEWS)

    def _accept_clean(self) -> None:
        self.deciding.accept_clean(self.model.shown_rows)

    def _started(self, uids: Sequence[str]) -> None:
        """Draw what is being decided as waiting, and remember where to go on."""
        if not uids:
            self.model.clear_pending()
            return
        gone = set(uids)
        shown = [line.uid for line in self.model.shown_rows]
        last = max((at for at, uid in enumerate(shown) if uid in gone), default=-1)
        after = [uid for uid in shown[last + 1 :] if uid not in gone]
        before = [uid for uid in reversed(shown[: last + 1]) if uid not in gone]
        self.begin_at([*after, *before])
        for uid in uids[:PENDING_AT_MOST]:
            self.model.set_pending(uid, "returned")


class Decided(AnswerLines):
    """What was decided, and why: to be read at any time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Answers decided", decided_columns, deciding=False, parent=parent)
        self.lay_out()
        self.empty.tell(
            "Nothing decided yet",
            "Every answer that was accepted, left out or sent back is kept here with who decided "
            "it, when and why.",
            "Go to the inbox",
        )

    def chips(self, lines: Sequence[InboxLine]) -> tuple[Chip, ...]:
        """By what was decided."""
        many = Counter(line.verdict for line in lines)
        codes = {code.value if code else "": count for code, count in many.items()}
        return (
            Chip("Accepted", "verdict:accepted", codes.get("accepted", 0)),
            Chip("In other words", "verdict:edited", codes.get("edited", 0)),
            Chip("Left out", "verdict:left-out", codes.get("left_out", 0)),
            Chip("Sent back", "verdict:sent-back", codes.get("sent_back", 0)),
        )


def _next_step(clean: int, look: int, *, narrowed: bool) -> str:
    """What comes next, in a sentence."""
    where = " of those shown" if narrowed else ""
    if clean and look:
        rest = "one needs a look" if look == 1 else f"{look:,} need a look"
        return (
            f"{clean:,}{where} {'is' if clean == 1 else 'are'} clean: nothing changed since they "
            f"were sent. Accept these together; {rest} of {'its' if look == 1 else 'their'} own."
        )
    if clean:
        return (
            f"{'It is' if clean == 1 else f'All {clean:,}'}{where if clean > 1 else ''} "
            f"{'' if clean == 1 else 'are '}clean: nothing changed since they were sent. Read them "
            "through and accept them together."
        )
    if look:
        return "Look at each: the pane says what speaks against it, and what can be done."
    return "Nothing fits this filter."
