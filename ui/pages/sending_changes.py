"""Send my changes: asks what goes, writes one small file, and helps it on its way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from marmot_tracker import clock, profile
from marmot_tracker.document import Document
from marmot_tracker.document.changes_file import ENDING, KnownState, Sent, ToSend
from marmot_tracker.document.giving import Files
from marmot_tracker.errors import TrackerError
from marmot_tracker.progress import Progress
from marmot_tracker.services.changes_mail import mail_words
from ui.bridge import Bridge
from ui.dialogs.changes_sent import ChangesSentDialog
from ui.dialogs.send_changes import SendAnswer, SendChangesDialog


@dataclass(frozen=True, slots=True)
class _Begun:
    """From when on changes may be sent, and what the first of these choices holds."""

    states: tuple[KnownState, ...]
    to_send: ToSend


def _free(path: Path) -> Path:
    """A name that no file has."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


class SendingChanges(QObject):
    """Everything about the file of my changes, from the question to the words for the mail."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def ask(self, folder: Path) -> None:
        """Say what the file would hold, and ask where it goes."""
        facts = self._bridge.facts
        if facts is None:
            return
        who = profile.load()
        about = " ".join(part for part in (who.subgroup or who.name, "changes") if part)
        first = _free(folder / f"{facts.path.stem} {about} {clock.today().isoformat()}{ENDING}")

        def work(document: Document, _progress: Progress) -> _Begun:
            states = document.states_sent_since()
            found = document.changes_to_send(since=states[0])
            return _Begun(states, found)

        def then(begun: _Begun) -> None:
            dialog = SendChangesDialog(self._window, first, begun.states, begun.to_send)
            dialog.asked.connect(lambda since, files: self._count(dialog, since, files))
            dialog.other_asked.connect(lambda path: self._read_other(dialog, path))
            dialog.answered.connect(lambda answer: self._write(dialog, answer))
            dialog.open()

        self._bridge.work("Looking at your changes", work, then=then, reads=True, shown=True)

    def _count(self, dialog: SendChangesDialog, since: KnownState, files: Files) -> None:
        def then(found: ToSend) -> None:
            if isValid(dialog) and (dialog.chosen, dialog.files) == (since, files):
                dialog.show_to_send(found)

        self._bridge.work(
            "Looking at your changes",
            lambda document, _progress: document.changes_to_send(since=since, files=files),
            then=then,
            failed=lambda fault: self._refused(dialog, fault),
            reads=True,
        )

    def _read_other(self, dialog: SendChangesDialog, path: Path) -> None:
        def then(state: KnownState) -> None:
            if isValid(dialog):
                dialog.show_other(state)

        self._bridge.work(
            "Reading their file",
            lambda document, progress: document.other_state(path, progress=progress),
            then=then,
            failed=lambda fault: self._refused(dialog, fault),
            reads=True,
            shown=True,
        )

    def _write(self, dialog: SendChangesDialog, answer: SendAnswer) -> None:
        def work(document: Document, progress: Progress) -> Sent:
            return document.send_changes(
                answer.path,
                since=answer.since,
                files=answer.files,
                zipped=answer.zipped,
                over=answer.over,
                progress=progress,
            )

        def then(sent: Sent) -> None:
            dialog.finish()
            facts = self._bridge.facts
            place = facts.programme.place or facts.programme.name if facts is not None else ""
            mail = mail_words(sent, place=place, who=profile.load(), since=answer.since)
            ChangesSentDialog(self._window, sent, mail).open()

        self._bridge.work(
            "Writing your changes",
            work,
            then=then,
            failed=lambda fault: self._refused(dialog, fault),
            reads=True,
            shown=True,
        )

    def _refused(self, dialog: SendChangesDialog, fault: TrackerError) -> None:
        if not dialog.refuse(fault):
            self._bridge.faulted.emit(fault)
