"""The pane beside the history: a line in full, each step with its reason, source and exact time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from marmot_tracker.services.sittings import Sitting, Step
from ui import theme
from ui.widgets.entries import Entry, entries_page, text_label
from ui.widgets.history_tree import exactly
from ui.widgets.row_pane import RowPane

PUT_BACK = (("put_back", "Put back…"),)


class HistoryPane(RowPane):
    """`followed(step)` wishes to see what it is about, `put_back(step)` to put something back."""

    followed = Signal(object)
    put_back = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The line in full", "Choose a line to read it in full.", parent)
        self.may_write = True
        self._sitting: Sitting | None = None
        self._above = text_label(tone="accent", kind="section")
        self._heading = text_label(kind="title")
        self._who = text_label(tone="quiet")
        self.go = QPushButton("Go to it")
        self.go.setProperty("kind", "small")
        self.go.clicked.connect(self._follow)
        self._lay_out()
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no line is chosen."""
        super().show_nothing()
        self._sitting = None

    def show_sitting(self, sitting: Sitting, first: Step) -> None:
        """Show a line with every step of it; the step the person is on comes first."""
        self._sitting = sitting
        self.begin(first.change)
        called = first.called
        self._above.setText(called.reference)
        self._above.setVisible(bool(called.reference))
        self._heading.setText(called.title or called.reference)
        self._heading.setProperty("type", "title" if len(called.title) <= 60 else "strong")
        self._heading.style().unpolish(self._heading)
        self._heading.style().polish(self._heading)
        self._who.setText(first.who)
        self._who.setVisible(bool(first.who))
        self.go.setText(f"Go to {called.reference}" if called.reference else "Go to it")
        self.go.setVisible(first.of_recommendation)
        steps = sitting.steps if first is sitting.newest else [first]
        page = entries_page(tuple(self._entry(step) for step in steps), "", self._asked)
        self.put_part(page, 1)

    def _entry(self, step: Step) -> Entry:
        why = f"Why: {step.why}" if step.why else ""
        back = "Taken back since." if step.taken_back else ""
        return Entry(
            head="  ".join(part for part in (exactly(step), step.where_from) if part),
            text="\n".join(step.what),
            more="\n".join(part for part in (why, back) if part),
            uid=step.change,
            actions=PUT_BACK if self.may_write and can_go_back(step) else (),
        )

    def _asked(self, _code: str, change: str) -> None:
        if self._sitting is not None:
            step = next(step for step in self._sitting.steps if step.change == change)
            self.put_back.emit(step)

    def _follow(self) -> None:
        if self._sitting is not None:
            self.followed.emit(self._sitting.newest)

    def _lay_out(self) -> None:
        self.column.setContentsMargins(0, 16, 0, 8)
        self.column.setSpacing(theme.STEP // 2)
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 20, 0)
        head.setSpacing(theme.STEP // 2)
        row = QHBoxLayout()
        row.addWidget(self._who, 1)
        row.addWidget(self.go)
        head.addWidget(self._above)
        head.addWidget(self._heading)
        head.addLayout(row)
        self.column.addLayout(head)
        self.column.addStretch(1)
        self.setMinimumWidth(36 * theme.STEP)


def can_go_back(step: Step) -> bool:
    """Whether what a step did may be put back."""
    return bool(step.change) and step.kind != "erasure"
