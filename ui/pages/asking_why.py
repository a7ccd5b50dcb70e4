"""Asking why a value is what it is, from any page: reads the sentences and shows the panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QAbstractItemView, QWidget

from marmot_tracker.services import why, why_steps
from ui.bridge import Bridge
from ui.dialogs.why import show_why

FIELDS = {
    "text": "wording",
    "title": "short_title",
    **dict.fromkeys(("position", "reason", "path", "path_by", "help", "rag"), "rating"),
    **dict.fromkeys(("first_due", "moved", "slipped"), "due"),
    "ref": "reference",
}
"""Which field a column speaks of, where the two differ."""
CALLED = {
    "rating": "rating",
    "due": "due date",
    "lead": "owner",
    "owner": "owner",
    "decision": "decision",
    "wording": "wording",
    "short_title": "short title",
    "age": "age of the rating",
    "direction": "direction",
    "evidence": "evidence",
    "suggested": "suggested rating",
    "changed": "last change",
}
"""What is asked about, in a heading, where its name is not the word."""


class AskingWhy(QObject):
    """Every page asks through one of these."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def of_field(self, uid: str, name: str, column: str, near: QWidget | None = None) -> None:
        """Say in sentences how what a column shows of a recommendation came to be."""
        field = FIELDS.get(column, column)
        heading = f"Why? {capital(CALLED.get(field, field.replace('_', ' ')))} of {name}"

        def then(sentences: list[str]) -> None:
            self.show(heading, sentences, near)

        self._bridge.ask(
            "Reading why", why.why, then, uid=uid, field=field, today=self._bridge.today
        )

    def of_step(self, uid: str, change: str, near: QWidget | None = None) -> None:
        """Say in sentences how the fields that a step of the history wrote came to be."""

        def then(told: tuple[str, list[str]]) -> None:
            self.show(f"Why? {told[0]}", told[1], near)

        self._bridge.ask(
            "Reading why", why_steps.why, then, uid=uid, change=change, today=self._bridge.today
        )

    def of(self, question: Any, heading: str, near: QWidget | None = None, **given: Any) -> None:
        """Show what a question of `services` answers in sentences."""
        self._bridge.ask(
            "Reading why", question, lambda said: self.show(heading, said, near), **given
        )

    def show(self, heading: str, sentences: Sequence[str], near: QWidget | None = None) -> None:
        """Show sentences near a widget, in a list near its current row."""
        show_why(self._window, heading, sentences, place_of(near))


def place_of(near: QWidget | None) -> QRect | None:
    """Where on the screen the current cell of a list lies, or a widget."""
    if near is None or not near.isVisible():
        return None
    if isinstance(near, QAbstractItemView) and near.currentIndex().isValid():
        cell = near.visualRect(near.currentIndex())
        return QRect(near.viewport().mapToGlobal(cell.topLeft()), cell.size())
    return QRect(near.mapToGlobal(QPoint(0, 0)), near.size())


def capital(words: str) -> str:
    """`words` beginning with a capital."""
    return words[:1].upper() + words[1:]
