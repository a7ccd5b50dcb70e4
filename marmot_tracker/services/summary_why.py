"""Why? of a figure: what it counts, of what it is a share, and which recommendations they are."""

from __future__ import annotations

from marmot_tracker.services import filtering, summary
from marmot_tracker.services.summary import Line, Summary
from marmot_tracker.services.wording import day, joined, quoted

MOST_NAMED = 12


def of_line(made: Summary, line: Line) -> list[str]:
    """Sentences on a figure, ready to paste; its rows are those that its filter keeps."""
    share = summary.percent_words(line.n, line.m)
    said = [f"{line.words}: {line.n:,} of {line.m:,} ({share}), as at {day(made.today)}."]
    if line.counts:
        said.append(line.counts)
    if line.filter and not line.of_evidence:
        said += _which(made, line)
    if not line.of_evidence:
        said.append(_counted(made))
    return said


def _which(made: Summary, line: Line) -> list[str]:
    query = filtering.parse(line.filter)
    rows = filtering.select(made.row.values(), query, today=made.today)
    if not rows:
        return []
    names = [row.reference or quoted(row.short_title or row.text) for row in rows[:MOST_NAMED]]
    if more := len(rows) - len(names):
        names.append(f"{more:,} more")
    return [f"{'It is' if len(rows) == 1 else 'They are'} {joined(names)}."]


def _counted(made: Summary) -> str:
    """How many of all are counted, and why the others are not."""
    found, left = made.figures, summary.not_counted(made.figures)
    if not left.n:
        return f"All {found.total:,} recommendations are counted."
    return f"{found.counted:,} of {found.total:,} recommendations are counted. {left.words}."
