"""What a paste, a fill or a clearing would change, cell by cell, before it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from marmot_tracker.services.bulk import Line, Plan, Verdict
from marmot_tracker.services.wording import counted, joined
from marmot_tracker.vocabulary import RevisionKind
from ui import theme
from ui.dialogs.dialog import AskingDialog, note, paragraph
from ui.widgets.table_model import Cell, Column, TableModel, Tone, natural
from ui.widgets.table_view import TableView

WORDS = {
    Verdict.CHANGES: "Changes",
    Verdict.ASKS: "Asks why",
    Verdict.SAME: "Already so",
    Verdict.REFUSED: "Refused",
}
ORDER = (Verdict.REFUSED, Verdict.ASKS, Verdict.CHANGES, Verdict.SAME)
"""What needs a look comes first."""
KEPT = "One reason, kept with every cell it changes."
PATH_AFTER = (
    "For a rating it is enough to go on; give the path to green and the help needed after, with "
    "Rate."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line with a name of its own, as a table needs it."""

    uid: str
    line: Line


@dataclass(frozen=True, slots=True)
class Let:
    """The cells that are let through, and that in a few sentences."""

    lines: tuple[Line, ...]
    in_short: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan as the dialog shows it, made where the plan is made: with many cells it takes a while.

    `rows` begin with what needs a look; `every` is let through where new names are agreed to,
    `known` where they are not; `asking` are the cells that ask for a reason.
    """

    rows: tuple[Shown, ...]
    every: Let
    known: Let
    asking: tuple[Line, ...]
    new: tuple[tuple[str, str], ...]
    dates_move: bool

    @classmethod
    def of(cls, plan: Plan) -> Prepared:
        """Everything that is shown of a plan."""
        lines = (line for verdict in ORDER for line in plan.of(verdict))
        every = plan.writing
        known = tuple(line for line in every if not line.new)
        return cls(
            rows=tuple(Shown(str(at), line) for at, line in enumerate(lines)),
            every=Let(every, _in_short(plan, every)),
            known=Let(known, _in_short(plan, known)),
            asking=plan.of(Verdict.ASKS),
            new=plan.new,
            dates_move=plan.dates_move,
        )


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the person let through, why, and whether dates move or are put right."""

    lines: tuple[Line, ...]
    reason: str
    kind: RevisionKind | None


class PreviewCellsDialog(AskingDialog):
    """Shows a `Plan`; `order_changed(month_first)` asks to read the dates the other way."""

    order_changed = Signal(bool)

    def __init__(
        self, parent: QWidget | None, *, heading: str, more: str = "", ask_order: bool = False
    ) -> None:
        super().__init__(parent, heading=heading, more=more, accept="Change")
        self._plan = Prepared.of(Plan(()))
        self._summary = note("")
        self._summary.setAccessibleName("What would change")
        self.body.insertWidget(0, self._summary)
        self._model: TableModel[Shown] = TableModel(_columns(), self)
        self.table = TableView("Cells that would change")
        self.table.show_model(self._model)
        self.table.setMinimumHeight(theme.STEP * 30)
        self.body.insertWidget(1, self.table, 1)
        self.order = self.form.add(
            "Dates are &written",
            QComboBox(),
            help_text="Some can only be read with the month first; then all of them are.",
        )
        self.order.addItem("Day first, as here: 31/12/2026", False)
        self.order.addItem("Month first, as in America: 12/31/2026", True)
        self.order.currentIndexChanged.connect(
            lambda: self.order_changed.emit(bool(self.order.currentData()))
        )
        self.form.show_row(self.order, ask_order)
        self.new = self.form.add("&New", QCheckBox())
        self.new.toggled.connect(self._count)
        self.kind = self.form.add("Due dates &are", QComboBox())
        self.kind.addItem("Moved", RevisionKind.MOVED.value)
        self.kind.addItem("Typing mistakes put right", RevisionKind.TYPING_MISTAKE.value)
        self.reason = self.form.add("&Why", paragraph(lines=2), help_text=KEPT)
        self.widen(120, 60)

    def show_plan(self, plan: Prepared) -> None:
        """Show what would change."""
        self._plan = plan
        self._model.set_rows(plan.rows)
        self.table.select_first()
        self.form.show_row(self.new, bool(plan.new))
        names = joined([f"{heading} “{words}”" for heading, words in plan.new[:4]])
        more = len(plan.new) - 4
        self.new.setText(f"Add {names}{f' and {more} more' if more > 0 else ''}")
        self.form.show_row(self.kind, plan.dates_move)
        self.form.show_row(self.reason, bool(plan.asking) or plan.dates_move)
        rated = any(line.field == "rating" for line in plan.asking)
        self.form.set_help(self.reason, f"{KEPT} {PATH_AFTER}" if rated else KEPT)
        self._count()
        self.fit()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The cells that would be written; new owners only where the person agreed to them."""
        return self._let.lines

    @property
    def _let(self) -> Let:
        return self._plan.every if self.new.isChecked() else self._plan.known

    def value(self) -> Accepted:
        """What the person lets through."""
        kind = RevisionKind(self.kind.currentData()) if self._plan.dates_move else None
        return Accepted(self.lines, self.reason.toPlainText().strip(), kind)

    def faults(self) -> dict[QWidget, str]:
        agreed = self.new.isChecked()
        asked = [line for line in self._plan.asking if agreed or not line.new]
        mistake = self.kind.currentData() == RevisionKind.TYPING_MISTAKE.value
        if mistake and self._plan.dates_move:
            asked = [line for line in asked if line.field != "due"]
        if not asked or self.reason.toPlainText().strip():
            return {}
        return {self.reason: f"{asked[0].name}: {asked[0].why}"}

    def asked_field(self) -> QWidget:
        return self.reason if self._plan.asking else self.table

    def _count(self) -> None:
        many = len(self.lines)
        self._summary.setText(self._let.in_short)
        self.name_accept(f"Change {counted(many, 'cell')}" if many else "Change")
        self.accept_button.setEnabled(bool(many))


def _in_short(plan: Plan, lines: Sequence[Line]) -> str:
    """`4 cells would change. 2 wait for a new name. 1 asks for a reason.`; `lines` are let through."""
    many = Counter(line.verdict for line in plan.lines)
    said = []
    if changing := len(lines):
        cleared = sum(not line.after for line in lines)
        does = "be cleared" if cleared == changing else "change"
        also = f", {cleared:,} of them to nothing" if 0 < cleared < changing else ""
        said.append(f"{counted(changing, f'cell would {does}', f'cells would {does}')}{also}.")
    if waiting := len(plan.writing) - len(lines):
        said.append(
            f"{counted(waiting, 'names', 'name')} somebody new, and "
            f"{'stays as it is' if waiting == 1 else 'stay as they are'} unless added below."
        )
    if asking := sum(line.verdict is Verdict.ASKS for line in lines):
        said.append(f"{counted(asking, 'of them asks', 'of them ask')} for a reason.")
    if same := many[Verdict.SAME]:
        said.append(f"{counted(same, 'is', 'are')} so already.")
    if refused := many[Verdict.REFUSED]:
        stays = "stays as it is" if refused == 1 else "stay as they are"
        said.append(f"{counted(refused, 'is', 'are')} refused, and {stays}.")
    return " ".join(said) or "Nothing would change."


def _columns() -> tuple[Column[Shown], ...]:
    return (
        Column(
            "name",
            "Ref",
            lambda row: Cell(row.line.name or "—", Tone.STRONG, lines=2),
            lambda row: natural(row.line.name),
            width=6,
            spoken=_spoken,
        ),
        Column(
            "field",
            "Column",
            lambda row: Cell(_capital(row.line.heading), lines=2),
            lambda row: row.line.heading.casefold(),
            width=11,
        ),
        Column(
            "before",
            "From",
            lambda row: Cell(row.line.before or "—", Tone.QUIET, lines=2),
            lambda row: row.line.before.casefold(),
            width=15,
            tip=lambda row: row.line.before,
        ),
        Column(
            "after",
            "To",
            lambda row: Cell(row.line.after or "—", lines=2),
            lambda row: row.line.after.casefold(),
            width=15,
            tip=lambda row: row.line.after,
        ),
        Column(
            "verdict",
            "What happens",
            _verdict_cell,
            lambda row: ORDER.index(row.line.verdict),
            width=0,
            tip=lambda row: row.line.why,
            spoken=lambda row: f"{WORDS[row.line.verdict]}. {row.line.why}",
        ),
    )


def _verdict_cell(row: Shown) -> Cell:
    line = row.line
    tone = {
        Verdict.REFUSED: Tone.LATE,
        Verdict.ASKS: Tone.MISSING,
        Verdict.CHANGES: Tone.PLAIN,
        Verdict.SAME: Tone.QUIET,
    }[line.verdict]
    if not line.why:
        return Cell(WORDS[line.verdict], tone)
    return Cell(f"{WORDS[line.verdict]}: {line.why}", tone, lines=2)


def _spoken(row: Shown) -> str:
    line = row.line
    said = (
        f"{line.name}, {line.heading}: from {line.before or 'nothing'} to {line.after or 'nothing'}"
    )
    return f"{said}. {WORDS[line.verdict]}. {line.why}".strip()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
