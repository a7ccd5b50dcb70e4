"""Erasing from the window: finds what can go, asks, erases, and says what was not reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker.document import Document
from marmot_tracker.document.erasing import Erased
from marmot_tracker.progress import Progress
from marmot_tracker.services import erasing
from marmot_tracker.services.erasing import Target
from marmot_tracker.services.wording import counted
from ui.bridge import Bridge
from ui.dialogs.erase import EraseAnswer, EraseDialog, EraseQuestion, show_erased

FIELDS = {"text": "wording", "direction": "rating", "age": "rating", "evidence": "rating"}
"""Which field a column of the register speaks of, where the two differ."""


class Erasing(QObject):
    """`told` is news for the message bar."""

    told = Signal(str)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def of_field(self, uid: str, name: str, column: str) -> None:
        """Ask what of a field of a recommendation is to go."""
        field = FIELDS.get(column, column)

        def found(session: Any) -> list[Target]:
            return erasing.of_field(session, uid=uid, field=field)

        self._ask(f"What {name} says or ever said there, in the history too.", found)

    def of_entry(self, change: str) -> None:
        """Ask what of an entry of the history is to go."""

        def found(session: Any) -> list[Target]:
            return erasing.of_entry(session, change)

        self._ask("What this entry of the history says.", found)

    def of_evidence(self, uid: str) -> None:
        """Ask what of a piece of evidence is to go: its file, its title, what was said of it."""

        def found(session: Any) -> list[Target]:
            return erasing.of_evidence(session, uid)

        self._ask("What is held of this evidence.", found)

    def typed_apart(self, hashes: Iterable[bytes]) -> None:
        """Offer to erase what says the same as something erased in a copy."""
        named = list(hashes)

        def found(session: Any) -> list[Target]:
            return erasing.named(session, named)

        self._ask(
            "A copy erased this text. The same was typed apart here, and stays unless it is "
            "erased, too.",
            found,
        )

    def _ask(self, about: str, find: Callable[[Any], list[Target]]) -> None:
        def question(session: Any) -> EraseQuestion:
            targets = find(session)
            return EraseQuestion(
                about,
                tuple(targets),
                tuple(erasing.also(session, targets)),
                tuple(erasing.beyond(session)),
            )

        def then(asked: EraseQuestion) -> None:
            if not asked.targets:
                self.told.emit("There is no text here that could be erased.")
                return
            dialog = EraseDialog(self._window, asked)
            dialog.answered.connect(lambda answer: self._erase(answer, asked))
            dialog.open()

        self._bridge.ask("Reading what is held", question, then)

    def _erase(self, answer: EraseAnswer, asked: EraseQuestion) -> None:
        label = erasing.label_of(answer.targets)

        def work(document: Document, progress: Progress) -> Erased:
            return document.erase(
                [value for target in answer.targets for value in target.hashes],
                label=label,
                ground=answer.ground,
                progress=progress,
            )

        def then(done: Erased) -> None:
            texts = counted(done.texts, "text") if done.texts else ""
            files = counted(done.files, "file") if done.files else ""
            said = " and ".join(part for part in (texts, files) if part)
            reached = []
            if done.reached.backups:
                reached.append(f"Gone from {counted(done.reached.backups, 'backup')}.")
            if done.reached.copies:
                copies = counted(done.reached.copies, "working copy", "working copies")
                reached.append(f"Gone from {copies}.")
            if done.reached.files:
                reached.append(f"{counted(done.reached.files, 'kept file')} removed.")
            show_erased(self._window, said, reached, [*done.reached.not_reached, *asked.beyond])

        self._bridge.work("Erasing", work, then=then, shown=True)
