"""How much waits in the inbox, how it stands, and the one button that takes the next step."""

from __future__ import annotations

from ui.widgets.step_card import StepCard


class InboxStrip(StepCard):
    """Stands above the answers that wait."""

    def tell(self, count: str, next_step: str) -> None:
        """Say how much waits, and what comes next."""
        self.count.setText(count)
        self.more.setText(next_step)

    def be_brief(self, brief: bool) -> None:
        """Say only how much waits, where there is no room for more."""
        self.more.setVisible(not brief)
