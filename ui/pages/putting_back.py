"""Putting back from the window: reads what it would do, asks, and writes it as one edit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker import clock
from marmot_tracker.services import history_things, putting_back
from marmot_tracker.services.putting_back import Plan, Way
from ui.bridge import Bridge
from ui.dialogs.put_back import PutBackAnswer, PutBackDialog


class PuttingBack(QObject):
    """`told` is news for the message bar: what was put back."""

    told = Signal(str)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def of_step(self, change: str, *, words: str, within: Collection[str] = ()) -> None:
        """Ask what of a step is put back; `words` say what the step did."""

        def question(session: Any) -> tuple[Plan, ...]:
            return tuple(
                putting_back.plan(session, change=change, way=way, within=within) for way in Way
            )

        self._bridge.ask(
            "Reading what it did", question, lambda plans: self._ask(words, plans, within)
        )

    def of_recommendation(self, change: str, *, uid: str, words: str) -> None:
        """Ask what of a step is put back, as far as it is about one recommendation."""

        def question(session: Any) -> frozenset[str]:
            return frozenset({uid, *history_things.below(session, [uid])})

        self._bridge.ask(
            "Reading what it did",
            question,
            lambda within: self.of_step(change, words=words, within=within),
        )

    def _ask(self, words: str, plans: tuple[Plan, ...], within: Collection[str]) -> None:
        dialog = PutBackDialog(self._window, step=words, plans=plans)
        dialog.accepted.connect(lambda: self._write(plans[0].change, within, dialog.value()))
        dialog.open()

    def _write(self, change: str, within: Collection[str], answer: PutBackAnswer) -> None:
        named = putting_back.names_of(answer.lines)
        today: date = clock.today()

        def then(_fields: int) -> None:
            done = answer.lines[0].words if len(answer.lines) == 1 else f"{named} put back"
            self.told.emit(f"{done}.")

        self._bridge.do(
            f"Put back {named[:1].lower()}{named[1:]}",
            putting_back.put_back,
            then=then,
            edit_reason=answer.reason,
            change=change,
            way=answer.way,
            within=within,
            chosen=frozenset(line.key for line in answer.lines),
            today=today,
            reason=answer.reason,
        )
