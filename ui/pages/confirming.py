"""*Still right*: confirms ratings as they stand, as one edit, and says which of them ask for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from marmot_tracker.document import Document
from marmot_tracker.progress import Progress
from marmot_tracker.services import my_list
from marmot_tracker.services.wording import counted, joined
from ui.bridge import Bridge
from ui.messages import Tone

TOLD = 6
"""How many recommendations a message names."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Which were written, and in sentences what the others still ask for."""

    written: tuple[str, ...]
    lacking: dict[str, tuple[str, ...]]


class Confirming(QObject):
    """`confirmed(found)` tells what came of it; `told(text, tone)` is news."""

    confirmed = Signal(object)
    told = Signal(str, object)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def confirm(self, names: Mapping[str, str]) -> None:
        """Confirm recommendations, given by uid with what each is called."""
        today = self._bridge.today

        def work(document: Document, _progress: Progress) -> Confirmed:
            with document.read() as session:
                said = my_list.lacking(session, recommendations=list(names), today=today)
            ready = [uid for uid in names if not said[uid]]
            if ready:
                with document.edit(_label([names[uid] for uid in ready])) as session:
                    my_list.still_right(session, recommendations=ready, today=today)
            return Confirmed(tuple(ready), {uid: said[uid] for uid in names if said[uid]})

        def then(found: Confirmed) -> None:
            self.confirmed.emit(found)
            self._tell(found, names)

        self._bridge.work("Still right", work, then=then)

    def _tell(self, found: Confirmed, names: Mapping[str, str]) -> None:
        written = named([names[uid] for uid in found.written])
        if not found.lacking:
            self.told.emit(f"Still right: {written}. Undo (Ctrl+Z) takes it back.", Tone.DONE)
        elif len(names) > 1:
            more = named([names[uid] for uid in found.lacking])
            done = f"Still right: {written}. " if found.written else ""
            self.told.emit(
                f"{done}Not confirmed, since more is asked: {more}. Update each.", Tone.NEWS
            )


def _label(names: Sequence[str]) -> str:
    """How the edit is called in the history and in Undo."""
    return f"Still right: {names[0] if len(names) == 1 else counted(len(names), 'recommendation')}"


def named(names: Sequence[str]) -> str:
    """Some names in a sentence; many are cut."""
    if len(names) <= TOLD:
        return joined(list(names))
    return joined([*names[:TOLD], f"{len(names) - TOLD} more"])
