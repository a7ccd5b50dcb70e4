"""Telling somebody, at the next opening, what others put back of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker import profile
from marmot_tracker.document import Document
from marmot_tracker.progress import Progress
from marmot_tracker.services import put_back_notices, wording
from marmot_tracker.services.put_back_notices import Notice
from ui.bridge import Bridge
from ui.messages import MessageBar


class PutBackNotices(QObject):
    """`followed(recommendation)` wishes to see what was put back there.

    What somebody was told is not told again, on this computer: once shown, or put away unread.
    """

    followed = Signal(str)

    def __init__(self, bridge: Bridge, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._messages = messages
        self._window = window
        self._waiting: _Told | None = None
        self._shown: _Told | None = None
        messages.closed.connect(self._bar_is_free)

    def look(self) -> None:
        """Ask whether something was put back since this person was last told."""
        name, facts = profile.author_name(), self._bridge.facts
        assert facts is not None
        self._waiting = self._shown = None

        def work(document: Document, _progress: Progress) -> _Told:
            seen = profile.seen(document.tracker_id, name)
            with document.read() as session:
                notice = put_back_notices.read(session, author=name, seen=seen)
            return _Told(facts.number, document.tracker_id, name, notice)

        def then(found: _Told) -> None:
            if not found.notice.lines:
                found.note()
            elif self._messages.text:
                self._waiting = found
            else:
                self._tell(found)

        self._bridge.work("Looking for what was put back", work, then=then, reads=True)

    def _bar_is_free(self) -> None:
        """What was shown is told now; what waits for the bar is shown."""
        facts = self._bridge.facts
        here = facts.number if facts is not None else -1
        shown, self._shown = self._shown, None
        if shown is not None and shown.number == here:
            shown.note()
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting.number == here:
            # The bar is only closing: what comes next in the same breath is said first.
            QTimer.singleShot(0, self, partial(self._tell_or_wait, waiting))

    def _tell_or_wait(self, told: _Told) -> None:
        if self._messages.text:
            self._waiting = told
        else:
            self._tell(told)

    def _tell(self, told: _Told) -> None:
        lines = told.notice.lines
        who = wording.joined(list(dict.fromkeys(line.who for line in lines)))
        many = wording.counted(len(lines), "change of yours was", "changes of yours were")
        self._messages.tell(
            f"{many} put back by {who}.", action="Show", then=partial(self.show, told.notice)
        )
        self._shown = told

    def show(self, notice: Notice) -> None:
        """List what was put back."""
        from ui.dialogs.put_back_notice import PutBackNoticeDialog  # few ever see it

        dialog = PutBackNoticeDialog(self._window, notice.lines)
        dialog.followed.connect(self.followed)
        dialog.open()


@dataclass(frozen=True, slots=True)
class _Told:
    """What is to be told to whom, of which tracker."""

    number: int
    tracker: str
    name: str
    notice: Notice

    def note(self) -> None:
        """Remember that it was told."""
        profile.note_seen(self.tracker, self.name, self.notice.tips)
