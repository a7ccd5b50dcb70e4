"""How the two panes of a review stand."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


def carded(pane: QWidget) -> QFrame:
    """A pane on a card."""
    card = QFrame()
    card.setProperty("kind", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 12, 8)
    column.addWidget(pane)
    return card
