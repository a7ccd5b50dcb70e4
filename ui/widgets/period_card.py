"""How far the answers of a reporting period are: so many of so many, by when, and a calm line."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from ui.widgets.step_card import StepCard


class PeriodCard(StepCard):
    """Stands above what is asked for a period."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QProgressBar()
        self.line.setTextVisible(False)
        self.line.setAccessibleName("Answered")
        self.column.addWidget(self.line)

    def tell(self, *, answered: int, of: int, when: str, late: bool) -> None:
        """Say how many are answered, and by when the rest is asked for."""
        done = answered == of
        self.count.setText(f"All {of} answered" if done else f"{answered} of {of} answered")
        self.more.setText(when)
        self.more.setProperty("tone", "late" if late else "quiet")
        self.more.style().unpolish(self.more)
        self.more.style().polish(self.more)
        self.line.setRange(0, max(of, 1))
        self.line.setValue(answered)
        self.line.setAccessibleDescription(f"{self.count.text()}. {when}")
