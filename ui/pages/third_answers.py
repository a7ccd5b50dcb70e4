"""A third answer in place of two: with the editor that its field has everywhere else."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from marmot_tracker import clock
from marmot_tracker.services import disagreements, people, programme, register
from marmot_tracker.services.disagreements import Disagreement, Editor
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from ui.bridge import Bridge
from ui.dialogs.third_answer import ThirdAnswerDialog
from ui.pages.deciding import Deciding
from ui.pages.editing import Editing


class ThirdAnswers(QObject):
    """`told` is news for the message bar."""

    told = Signal(str)

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._window = window
        self._editing = Editing(bridge, window)
        self._deciding = Deciding(bridge, window)
        self._editing.told.connect(self.told)
        self._deciding.told.connect(self.told)

    def ask(self, of: Disagreement) -> None:
        """Ask for another answer than those given."""
        if of.editor in (Editor.RATING, Editor.DUE, Editor.OWNER, Editor.DECISION):
            self._ask_place(of)
            return
        dialog = ThirdAnswerDialog(self._window, of)
        dialog.answered.connect(lambda value: self._write(of, dialog, *value))
        dialog.open()

    def _ask_place(self, of: Disagreement) -> None:
        def question(session: Any) -> tuple[RegisterRow | None, Words, tuple[str, ...]]:
            row = register.row(session, uid=of.recommendation, today=self._bridge.today)
            owners = tuple(owner.words for owner in people.owners(session))
            return row, programme.words(session), owners

        def then(found: tuple[RegisterRow | None, Words, tuple[str, ...]]) -> None:
            row, self._editing.words, self._editing.owners = found
            if row is None:
                return
            if of.editor is Editor.RATING:
                self._editing.rate(row)
            elif of.editor is Editor.DUE:
                self._editing.ask_due(row)
            elif of.editor is Editor.OWNER:
                self._editing.ask_owner(row)
            else:
                self._deciding.ask_decision(row)

        self._bridge.ask("Reading what is known", question, then)

    def _write(self, of: Disagreement, dialog: ThirdAnswerDialog, words: str, reason: str) -> None:
        def failed(fault: Any) -> None:
            if not dialog.refuse(fault):
                self._bridge.faulted.emit(fault)

        def then(_nothing: object) -> None:
            dialog.finish()
            self.told.emit(f"{of.field_words} of {of.called.words} is settled.")

        self._bridge.do(
            f"Settle {of.field_words.lower()} of "
            f"{of.called.reference or ('evidence' if of.kind == 'evidence' else of.called.title)}",
            disagreements.settle_with,
            then=then,
            failed=failed,
            edit_reason=reason,
            kind=of.kind,
            uid=of.uid,
            field=of.field,
            words=words,
            today=clock.today(),
        )
