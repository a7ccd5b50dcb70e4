"""What keeping the one shown would settle, value by value, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QWidget

from marmot_tracker.services import answer_groups
from marmot_tracker.services.disagreements import Disagreement, Editor
from marmot_tracker.services.wording import counted, joined
from ui.dialogs.dialog import FormDialog, note
from ui.widgets.table_model import Cell, Column, TableModel, Tone
from ui.widgets.table_view import TableView


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One value: of what, what is kept and whose it is, and what goes into the history."""

    uid: str
    name: str
    title: str
    field: str
    kept: str
    by: str
    other: str


COLUMNS: tuple[Column[KeptLine], ...] = (
    Column(
        "name",
        "Of what",
        lambda line: Cell(line.name or line.title, Tone.STRONG, line.title if line.name else ""),
        lambda line: line.name,
        width=20,
        tip=lambda line: line.title,
    ),
    Column(
        "field",
        "Which value",
        lambda line: Cell(line.field, lines=2),
        lambda line: line.field.casefold(),
        width=15,
    ),
    Column(
        "kept",
        "Is kept",
        lambda line: Cell(line.kept, Tone.STRONG, f"by {line.by}", lines=2),
        lambda line: line.kept.casefold(),
        width=0,
        tip=lambda line: line.kept,
    ),
    Column(
        "other",
        "Goes into the history",
        lambda line: Cell(line.other, Tone.QUIET, lines=2),
        lambda line: line.other.casefold(),
        width=26,
        tip=lambda line: line.other,
    ),
)


def line_of(of: Disagreement) -> KeptLine | None:
    """A line of the dialog; none where the answer that counts was erased."""
    kept = answer_groups.counting(of)
    if kept is None:
        return None
    others = [each for each in of.answers if each is not kept]
    if of.editor is Editor.WITHDRAWN:
        others = [each for each in others if not each.shown]
    return KeptLine(
        uid=of.key,
        name=of.called.reference,
        title=of.called.title,
        field=of.field_words,
        kept=answer_groups.how_settled(of),
        by=kept.who,
        other=joined([f"{each.words or 'Nothing'}, by {each.who}" for each in others]),
    )


class KeepShownDialog(FormDialog):
    """Lists what would be kept; `value()` is the reason, which may be empty."""

    def __init__(
        self, parent: QWidget | None, *, whose: str, found: Sequence[Disagreement]
    ) -> None:
        lines = [line for of in found if (line := line_of(of)) is not None]
        many = counted(len(lines), "value")
        super().__init__(
            parent,
            heading=f"Keep the one shown for {many}?",
            more=f"{whose} One edit, and one Undo takes it back: the other answers stay in the "
            "history.".lstrip(),
            accept=f"Keep {many}",
        )
        self.widen(112, 66)
        self.model: TableModel[KeptLine] = TableModel(COLUMNS, self)
        self.model.set_rows(lines)
        self.table = TableView("What is kept")
        self.table.show_model(self.model)
        self.table.select_first()
        self.body.insertWidget(0, self.table, 1)
        if left := len(found) - len(lines):
            self.body.insertWidget(
                1,
                note(
                    f"{counted(left, 'value')} with an erased answer "
                    f"{'is' if left == 1 else 'are'} left, to be settled one by one."
                ),
            )
        self.reason = self.form.add(
            "&Why", QLineEdit(), help_text="If a reason is wanted; kept with every one of them."
        )

    def value(self) -> str:
        """The reason."""
        return self.reason.text().strip()
