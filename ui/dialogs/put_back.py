"""The dialog that puts something back: what would become what, line by line, and why."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from marmot_tracker.services.putting_back import Line, Plan, Way
from marmot_tracker.services.wording import counted
from ui import theme
from ui.dialogs.dialog import FormDialog, note, paragraph
from ui.widgets.form import small

MOST = 60
"""So many lines are shown to choose from; the others go with them."""


@dataclass(frozen=True, slots=True)
class PutBackAnswer:
    """Which way, which lines of it, and why."""

    way: Way
    lines: tuple[Line, ...]
    reason: str


class PutBackDialog(FormDialog):
    """Offers to take a step back or to let what it said stand again; a reason is asked for."""

    def __init__(self, parent: QWidget | None, *, step: str, plans: tuple[Plan, ...]) -> None:
        super().__init__(parent, heading="Put back", more=step, accept="Put back")
        self.widen(76, 0)
        self._plans = tuple(plan for plan in plans if plan.lines) or plans[:1]
        self._ways = QButtonGroup(self)
        self.ways: dict[Way, QRadioButton] = {}
        self.boxes: dict[Way, list[tuple[Line, QCheckBox]]] = {}
        self._parts: dict[Way, QWidget] = {}
        at = 0
        for plan in self._plans:
            at = self._add_way(plan, at)
        self._cannot = note("\n".join(dict.fromkeys(s for plan in plans for s in plan.cannot)))
        self._cannot.setProperty("tone", "quiet")
        self._cannot.setVisible(bool(self._cannot.text()))
        self.body.insertWidget(at, self._cannot)
        self.reason = self.form.add(
            "&Why",
            paragraph(lines=2),
            help_text="An ordinary change with your name: nothing in the history goes, and Undo "
            "takes it back.",
        )
        first = next(iter(self.ways.values()))
        first.setChecked(True)
        self._ways.buttonToggled.connect(self._follow)
        self._follow()

    @property
    def way(self) -> Way:
        """Which way is chosen."""
        return next(way for way, button in self.ways.items() if button.isChecked())

    def value(self) -> PutBackAnswer:
        """The answer as it stands."""
        ticked = tuple(line for line, box in self.boxes[self.way] if box.isChecked())
        return PutBackAnswer(self.way, ticked, self.reason.toPlainText().strip())

    def faults(self) -> dict[QWidget, str]:
        given = self.reason.toPlainText().strip()
        return {self.reason: "" if given else "Say why: it stays in the record."}

    def _add_way(self, plan: Plan, at: int) -> int:
        button = QRadioButton(
            "Put back what was there before this step"
            if plan.way is Way.BEFORE
            else "Let what this step said stand again"
        )
        self._ways.addButton(button)
        self.ways[plan.way] = button
        button.setVisible(len(self._plans) > 1)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(24 if len(self._plans) > 1 else 0, 0, 0, theme.STEP)
        column.setSpacing(theme.STEP // 2)
        self.boxes[plan.way] = []
        for place, line in enumerate(plan.lines):
            box = QCheckBox(_shortened(line.words))
            box.setToolTip(line.words)
            box.setAccessibleName(line.words)
            box.setAccessibleDescription(line.since)
            box.setChecked(line.key in plan.chosen)
            box.toggled.connect(self._follow)
            box.setVisible(place < MOST)
            self.boxes[plan.way].append((line, box))
            column.addWidget(box)
            if line.since and place < MOST:
                told = small(f"{line.since[:1].upper()}{line.since[1:]}.", tone="missing")
                told.setContentsMargins(24, 0, 0, 4)
                column.addWidget(told)
        if len(plan.lines) > MOST:
            column.addWidget(small(f"and {counted(len(plan.lines) - MOST, 'more line')}"))
        if not plan.lines:
            column.addWidget(note("There is nothing to put back: what stands is what stood then."))
        self._parts[plan.way] = part
        self.body.insertWidget(at, button)
        self.body.insertWidget(at + 1, part)
        return at + 2

    def _follow(self, *_: object) -> None:
        """Show the lines of the way chosen; without a ticked line there is nothing to do."""
        for way, part in self._parts.items():
            part.setVisible(way is self.way)
        self.accept_button.setEnabled(any(box.isChecked() for _, box in self.boxes[self.way]))
        self.fit()


def _shortened(words: str) -> str:
    plain = " ".join(words.split()).replace("&", "&&")
    return plain if len(plain) <= 110 else f"{plain[:109].rstrip()}…"
