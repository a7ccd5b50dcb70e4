"""Prints facts: as aligned text for a person, or as JSON for another program."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from marmot_tracker.services.wording import moment
from marmot_tracker.trail.history import ChangeLine

PLAIN_WIDTH = 110
"""Columns of text where nobody's window says how many there are."""


def say(*words: str) -> None:
    """Print a line."""
    print(*words)


def say_json(facts: Any) -> None:
    """Print facts as JSON, with letters escaped where the output could not hold them."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    print(json.dumps(facts, indent=1, ensure_ascii=encoding != "utf8"))


def say_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, wide: int = -1) -> None:
    """Print rows under headings; the column `wide` is cut so that a row fits the window."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [
        max(len(heading), *(len(row[at]) for row in cells), 0)
        for at, heading in enumerate(headings)
    ]
    if wide >= 0:
        room = _width() - sum(widths) + widths[wide] - 2 * (len(headings) - 1)
        widths[wide] = max(min(widths[wide], room), 20)
    for row in ([*headings], ["-" * width for width in widths], *cells):
        shown = (_fitted(cell, width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(shown).rstrip())


def say_figures(rows: Sequence[Sequence[str]]) -> None:
    """Print rows whose first column is words and whose others are numbers, set to the right."""
    if not rows:
        return
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for first, *others in rows:
        numbers = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        print(f"  {first.ljust(widths[0])}  {'  '.join(numbers)}".rstrip())


def say_wrapped(words: str, *, indent: str = "") -> None:
    """Print a paragraph, broken at the window's width."""
    # An option such as --make-current is to be copied whole.
    print(
        textwrap.fill(
            words,
            _width(),
            initial_indent=indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )
    )


def say_ahead(entries: Sequence[ChangeLine]) -> None:
    """Name, beside what was asked, the edits dated more than a day ahead of this clock."""
    for line in entries:
        print(
            f"marmot: dated ahead of today, so perhaps by a wrong clock: {line.label} "
            f"({line.author}, {moment(line.at)}).",
            file=sys.stderr,
        )


def _width() -> int:
    return shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns if _at_window() else PLAIN_WIDTH


def _at_window() -> bool:
    return bool(getattr(sys.stdout, "isatty", lambda: False)())


def _fitted(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else f"{cell[: width - 1]}…"
