"""Everything the window does about returns: sends, reminds, receives, records; each loaded late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.bridge import Bridge
from ui.messages import Questions
from ui.pages.file_commands import FileCommands
from ui.pages.page import Page
from ui.settings import Settings

if TYPE_CHECKING:
    from marmot_tracker.services.chasing import Chased
    from ui.pages.receiving_returns import ReceivingReturns
    from ui.pages.recording_answers import RecordingAnswers
    from ui.pages.sending_returns import SendingReturns


class Returning(QObject):
    """`told(text, tone)` is news, `offered(text, actions)` news with buttons; `shown(page, what)`
    wishes to see a page.
    """

    told = Signal(str, object)
    offered = Signal(str, object)
    shown = Signal(str, object)

    def __init__(
        self,
        bridge: Bridge,
        questions: Questions,
        store: Settings,
        files: FileCommands,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._questions = questions
        self._store = store
        self._files = files
        self._window = window
        self._chosen: Callable[[], Chased | None] = lambda: None

    @cached_property
    def sending(self) -> SendingReturns:
        """What writes workbooks and drafts."""
        from ui.pages.sending_returns import SendingReturns

        part = SendingReturns(self._bridge, self._store, self._window)
        part.told.connect(self.told)
        part.offered.connect(self.offered)
        return part

    @cached_property
    def receiving(self) -> ReceivingReturns:
        """What reads what came back."""
        from ui.pages.receiving_returns import ReceivingReturns

        part = ReceivingReturns(self._bridge, self._questions, self._window)
        part.told.connect(self.told)
        part.offered.connect(self.offered)
        part.shown.connect(self.shown)
        part.opened.connect(self._bridge.open)
        part.brought.connect(self._files.preview_copy)
        part.loaded.connect(lambda path: self._files.importing.load(path))  # noqa: PLW0108  not made yet
        part.pasted.connect(lambda message: self.recording.record(message=message))
        return part

    @cached_property
    def recording(self) -> RecordingAnswers:
        """What records an answer that came another way."""
        from ui.pages.recording_answers import RecordingAnswers

        part = RecordingAnswers(self._bridge, self._window)
        part.told.connect(self.told)
        part.shown.connect(self.shown)
        return part

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each of its actions does."""
        return {
            "send_returns": lambda: self.sending.send(self._folder()),
            "receive_returns": lambda: self.receiving.choose(self._folder()),
            "record_answer": lambda: self.recording.record(self._chosen_uid()),
            "nothing_to_report": lambda: self.recording.nothing_to_report(self._chosen_uid()),
            "record_pasted": lambda: self.recording.paste(),  # noqa: PLW0108  not made yet
            "remind": lambda: self.sending.remind(self._folder()),
            "ask_back": lambda: self.sending.ask_back(self._folder()),
        }

    def serve(self, page: Page) -> None:
        """Do what the page of returns asks for about the one chosen there."""
        if page.key != "returns":
            return
        from ui.pages.returns import ReturnsPage

        assert isinstance(page, ReturnsPage)
        shown = page.chasing
        self._chosen = lambda: shown.current if shown.isVisible() else None
        page.chasing.record_asked.connect(lambda row: self.recording.record(row.uid))
        page.chasing.send_back_asked.connect(
            lambda row: self.sending.ask_back(self._folder(), [row.uid])
        )

    def takes(self, data: QMimeData) -> bool:
        """Whether something let go over the window means anything to it."""
        return self.receiving.takes(data)

    def dropped(self, data: QMimeData) -> None:
        """Do what is meant by something let go over the window."""
        self.receiving.dropped(data)

    def look(self, paths: Sequence[Path]) -> None:
        """Do what is meant by files that were let go over a row and are no evidence."""
        self.receiving.look(paths)

    def _chosen_uid(self) -> str:
        row = self._chosen()
        return row.uid if row is not None else ""

    def _folder(self) -> Path:
        return self._files.folder()
