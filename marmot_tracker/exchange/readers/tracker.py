"""Reads the tracker of another place as a list: one row for each of its recommendations.

What it shows is made anew from its record, every hash of it checked. Its evidence, history and
the names of its people stay where they are.
"""

from __future__ import annotations

from pathlib import Path

from marmot_tracker import clock
from marmot_tracker.document import other_tracker
from marmot_tracker.exchange.readers.checks import MAX_ROWS
from marmot_tracker.exchange.tables import Cell, RawTable, clean
from marmot_tracker.progress import Progress
from marmot_tracker.services import register
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import WORDS, Rating

HEADINGS = (
    "Reference", "Recommendation", "Short title", "Report section", "Page", "Theme", "Timescale",
    "Marmot principle", "Lead subgroup", "Owner", "Due date", "RAG", "Reason for RAG", "Decision",
    "Position", "Path to green", "Help needed",
)  # fmt: skip


def read_tracker(path: Path, progress: Progress) -> tuple[RawTable, ...]:
    """The one table of a tracker. Raises `TrackerError` where it is not as it was written."""
    with other_tracker.asked(path, progress) as session:
        rows = register.rows(session, today=clock.today(), changes=False)
    cells = tuple(_cells(row) for row in rows[:MAX_ROWS])
    table = RawTable(
        name=path.stem,
        rows=(HEADINGS, *cells),
        notes=("Read from a tracker of another place, as it stands there.",),
        is_sheet=False,
        unread=len(rows) - len(cells),
    )
    return (table,)


def _cells(row: RegisterRow) -> tuple[Cell, ...]:
    said: tuple[Cell, ...] = (
        row.reference,
        row.text,
        row.short_title,
        row.section,
        row.page,
        row.theme,
        row.timescale,
        row.principle,
        row.subgroup,
        row.owner,
        "Ongoing" if row.ongoing else row.due,
        WORDS[f"rating.{row.rating}"] if row.rating is not Rating.NOT_RATED else None,
        row.reason,
        WORDS[f"decision.{row.decision}"] if row.decision else None,
        row.position_line,
        row.path_to_green,
        row.help_needed,
    )
    return tuple(clean(cell) or None if isinstance(cell, str) else cell for cell in said)
