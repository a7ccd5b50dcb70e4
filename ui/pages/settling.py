"""Settling two answers, and asking why a value is what it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from marmot_tracker.services import (
    decisions,
    extras,
    people,
    programme,
    ratings,
    recommendations,
    register_parts,
    why,
)
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.telling import Teller, who_of
from marmot_tracker.services.wording import day
from marmot_tracker.trail import history
from ui.bridge import Bridge
from ui.dialogs.plain import show_why
from ui.dialogs.settle import GivenAnswer, SettleDialog

CALLED = {
    "rating": "rating",
    "due": "due date",
    "lead": "owner",
    "decision": "decision",
    "wording": "wording",
    "short_title": "short title",
}
WHY_FIELDS = {"text": "wording", "direction": "rating", "age": "rating"}
"""Which field a column of the register speaks of, where the two differ."""


class Settling(QObject):
    """Opens the dialogs and writes what was chosen."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window

    def settle(self, row: RegisterRow, name: str, field: str) -> None:
        """Show the answers of a field and let the person keep one."""

        def question(session: Any) -> list[GivenAnswer]:
            own = extras.named(extras.columns(session), field)
            uid, held = (extras.value_uid(own.uid, row.uid), "value") if own else (row.uid, field)
            words = _own_words(own) if own else _words_of(session, row.uid, field)
            return [
                GivenAnswer(
                    value=str(entry.value or ""),
                    words=words(str(entry.value or "")),
                    who=who_of(entry.author, entry.on_behalf_of),
                    at=entry.at,
                    why=entry.reason,
                )
                for entry in history.answers(session, uid, held)
            ]

        def then(answers: list[GivenAnswer]) -> None:
            called = CALLED.get(field, field.replace("_", " "))
            dialog = SettleDialog(self._window, name=name, field=called, answers=answers)
            dialog.accepted.connect(lambda: self._keep(row, name, field, called, dialog.value()))
            dialog.open()

        self._bridge.ask("Reading the answers", question, then)

    def _keep(
        self, row: RegisterRow, name: str, field: str, called: str, answer: GivenAnswer
    ) -> None:
        def settle(session: Any) -> None:
            own = extras.named(extras.columns(session), field)
            if own is not None:
                extras.settle(session, recommendation=row.uid, column=own.uid, answer=answer.value)
            else:
                recommendations.settle(session, uid=row.uid, field=field, answer=answer.value)

        self._bridge.do(f"Settle {called} of {name}", settle)

    def why(self, row: RegisterRow, name: str, column: str) -> None:
        """Say in sentences how a cell came to its value."""
        field = WHY_FIELDS.get(column, column)

        def then(sentences: list[str]) -> None:
            show_why(
                self._window, f"Why? {CALLED.get(field, field).capitalize()} of {name}", sentences
            )

        self._bridge.ask("Reading why", why.why, then, uid=row.uid, field=field)


def _own_words(column: ExtraColumnFacts) -> Callable[[str], str]:
    """How an answer of one of the place's own columns reads."""
    return lambda value: extras.in_words(column.type, value)


def _words_of(session: Any, uid: str, field: str) -> Any:
    """How an answer of a field reads: places hold the uid of a thing."""
    words = programme.words(session)
    if field == "rating":
        given = ratings.history_of_ratings(session, recommendation=uid)
        said = {
            fact.uid: ", ".join(
                part
                for part in (words.rating(fact.rating).word, day(fact.speaks_for), fact.reason)
                if part
            )
            for fact in given
        }
    elif field == "due":
        revisions = register_parts.read_revisions(session, only=uid)
        said = {each.uid: "Ongoing" if each.ongoing else day(each.new_date) for each in revisions}
    elif field == "lead":
        owners = people.owners_of_assignments(session, only=uid)
        said = {each.uid: each.words for each in owners.values()}
    elif field == "decision":
        taken = decisions.of(session, recommendation=uid)
        said = {each.uid: words.decision(each.code) for each in taken}
    else:
        teller = Teller(session)
        return lambda value: teller.value("recommendation", field, value)
    return lambda value: said.get(value, "")
