"""The pane beside the history: a line in full, each step with its reason, source and exact time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from marmot_tracker.services.sittings import Sitting, Step
from ui import theme
from ui.widgets.entries import Entry, entries_page, text_label
from ui.widgets.history_tree import exactly

PUT_BACK = (("put_back", "Put back…"),)


class HistoryPane(QFrame):
    """`followed(step)` wishes to see what it is about, `put_back(step)` to put something back."""

    followed = Signal(object)
    put_back = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName("The line in full")
        self.may_write = True
        self._sitting: Sitting | None = None
        self._above = text_label(tone="accent", kind="section")
        self._heading = text_label(kind="title")
        self._who = text_label(tone="quiet")
        self.go = QPushButton("Go to it")
        self.go.setProperty("kind", "small")
        self.go.clicked.connect(self._follow)
        self._part: QWidget | None = None
        self._column = QVBoxLayout()
        self._lay_out()
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show that no line is chosen."""
        self._sitting = None
        self._area.hide()
        self._nothing.show()

    def show_sitting(self, sitting: Sitting, first: Step) -> None:
        """Show a line with every step of it; the step the person is on comes first."""
        self._sitting = sitting
        self._nothing.hide()
        self._area.show()
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
        if self._part is not None:
            self._column.removeWidget(self._part)
            self._part.deleteLater()
        self._part = page
        self._column.insertWidget(self._column.count() - 1, page)
        self._area.verticalScrollBar().setValue(0)

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
        page = QWidget()
        page.setProperty("kind", "plain")
        page.setLayout(self._column)
        self._column.setContentsMargins(0, 16, 0, 8)
        self._column.setSpacing(theme.STEP // 2)
        head = QVBoxLayout()
        head.setContentsMargins(20, 0, 20, 0)
        head.setSpacing(theme.STEP // 2)
        row = QHBoxLayout()
        row.addWidget(self._who, 1)
        row.addWidget(self.go)
        head.addWidget(self._above)
        head.addWidget(self._heading)
        head.addLayout(row)
        self._column.addLayout(head)
        self._column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setProperty("ring", True)
        self._area.setAccessibleName("The line in full")
        self._area.setWidget(page)
        self._nothing = text_label(tone="quiet")
        self._nothing.setText("Choose a line to read it in full.")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(self._area)
        whole.addWidget(self._nothing)
        self.setMinimumWidth(36 * theme.STEP)


def can_go_back(step: Step) -> bool:
    """Whether what a step did may be put back."""
    return bool(step.change) and step.kind != "erasure"
