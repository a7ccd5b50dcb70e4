"""What reading a list left out or did unasked, counted and told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from marmot_tracker.exchange.corrections import IGNORE
from marmot_tracker.exchange.proposal import KIND_WORDS, Proposal
from marmot_tracker.exchange.results import LeftOut, ReadResult
from marmot_tracker.exchange.row_kinds import RowKind
from marmot_tracker.services.wording import counted, joined
from ui import theme

SHOWN = 12
"""So many rows of each sort are named; the rest are counted."""


def summed_up(proposal: Proposal, result: ReadResult) -> str:
    """The proposal in a line: "46 new, 3 changes, 2 problems; 12 rows left out"."""
    if not result.items and not proposal.lines:
        return "No list was found yet"
    rows = len(left_out(result))
    more = f"; {counted(rows, 'row')} left out" if rows else ""
    return f"{proposal.summary().removesuffix('.')}{more}"


def left_out(result: ReadResult) -> list[LeftOut]:
    """The rows that were left out; those that only name a theme were read as that."""
    themed = any(column.field == "theme" for column in result.columns)
    return [row for row in result.left_out if themed or row.why != RowKind.SECTION.value]


class NotesPage(QScrollArea):
    """Paragraphs under headings, to be read and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Notes on how the list was read")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget()
        page.setProperty("kind", "plain")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, theme.STEP, theme.STEP, theme.STEP)
        self._column.setSpacing(theme.STEP)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self._text)
        self._column.addStretch(1)
        self.setWidget(page)

    @property
    def text(self) -> str:
        """All that is told."""
        return self._text.text()

    def show_notes(self, proposal: Proposal, result: ReadResult) -> None:
        """Tell how the list was read, and first what was not."""
        told = [*not_read(result), *proposal.notes]
        self._text.setText("\n\n".join(told) or "Nothing unusual was met.")


def not_read(result: ReadResult) -> list[str]:
    """What of a list was not read, counted: rows by what they are, columns, sheets."""
    found: dict[str, list[LeftOut]] = {}
    for row in left_out(result):
        found.setdefault(row.why, []).append(row)
    told = [
        f"{counted(len(rows), 'row')} left out, {why}: "
        + "; ".join(_named(row) for row in rows[:SHOWN])
        + (f"; and {counted(len(rows) - SHOWN, 'more')}." if len(rows) > SHOWN else ".")
        for why, rows in found.items()
    ]
    ignored = [column.heading for column in result.columns if column.field == IGNORE]
    if ignored:
        told.append(f"{counted(len(ignored), 'column')} left out: {joined(ignored)}.")
    return told


def _named(row: LeftOut) -> str:
    words = row.words if len(row.words) <= 60 else f"{row.words[:59]}…"
    return f"{row.where} “{words}”" if words else row.where


__all__ = ["KIND_WORDS", "NotesPage", "left_out", "not_read", "summed_up"]
