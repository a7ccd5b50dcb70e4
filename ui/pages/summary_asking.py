"""Why? on the Summary page: the figure that the keyboard is on says what it counts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from marmot_tracker.services import summary, summary_why
from marmot_tracker.services.summary import Line, Summary
from ui.pages import summary_parts as parts
from ui.pages.asking_why import AskingWhy
from ui.widgets.charts_card import RatingFigure
from ui.widgets.charts_table import FigureTable


def ask(asking: AskingWhy, made: Summary, held: QWidget | None, attention: FigureTable) -> bool:
    """Show why the figure of `held` is what it is; whether it is one that can say so."""
    line = _line_of(made, held, attention)
    if line is None:
        return False
    asking.show(f"Why? {line.words}", summary_why.of_line(made, line), held)
    return True


def _line_of(made: Summary, held: QWidget | None, attention: FigureTable) -> Line | None:
    if isinstance(held, RatingFigure):
        return summary.rating_line(made.words, made.figures.share(held.rating))
    at = attention.currentIndex().row()
    lines = parts.attention_lines(made)
    return lines[at] if held is attention and 0 <= at < len(lines) else None
