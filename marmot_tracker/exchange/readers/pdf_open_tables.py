"""Finds tables without upright rules: words under a row of headings, recommendation among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from marmot_tracker.exchange.readers.pdf_lines import Line, Page
from marmot_tracker.exchange.readers.pdf_order import LABEL
from marmot_tracker.exchange.readers.pdf_tables import Grid

_MAIN = re.compile(
    r"(?:the |our |key |full |final )*(?:recommendations?|recommended actions?)(?: text| wording)?",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?:proposed |suggested |accountable |responsible |lead |delivery |target |expected )*"
    r"(?:leads?|owners?|responsib\w+|accountab\w+|organisations?|bod(?:y|ies)|agenc(?:y|ies)"
    r"|partners?|officers?|who|for|led by|by whom|time\s?scales?|time ?frames?|timing|timeline|by when|when"
    r"|due(?: date| by)?|deadline|date|status|priority|theme|progress|response|decision|rating|rag)"
    r"(?: \(s\)|\(s\))?(?: organisations?| bod(?:y|ies)| officers?| dates?)?",
    re.IGNORECASE,
)
_APART = 30.0
"""Points between two rows, past which a table has ended."""
_HANG = 30.0
"""Points that a line in a cell may stand in."""
_EDGE = 30.0


class _Columns:
    """Where the columns of a table begin, and which is that of the recommendations."""

    __slots__ = ("lefts", "main", "right", "size")

    def __init__(self, heads: Sequence[Line], page: Page) -> None:
        self.lefts = [line.left for line in heads]
        self.main = next(at for at, head in enumerate(heads) if _is_main(head))
        self.size = max(line.size for line in heads)
        self.right = page.width - _EDGE

    def of(self, line: Line) -> int | None:
        """The column that a line stands in, None where it goes over the next one."""
        at = sum(left <= line.left + 4 for left in self.lefts) - 1
        if at < 0 or line.left - self.lefts[at] > max(
            _HANG, 0.5 * (self._end(at) - self.lefts[at])
        ):
            return None
        return at if line.right <= self._end(at) + 2 else None

    def _end(self, at: int) -> float:
        return self.lefts[at + 1] if at + 1 < len(self.lefts) else self.right


def find_open_tables(pages: Sequence[Page]) -> None:
    """Mark the lines of all pages that stand in such tables; one may go on over the page."""
    going: _Columns | None = None
    for page in pages:
        if going is None and not (page.interesting and any(map(_is_main, page.lines))):
            continue
        lines = [line for line in page.lines if line.table is None and not line.turned]
        lines.sort(key=lambda line: (line.top, line.left))
        heads = _heads(lines)
        if heads:
            columns, top = _Columns(heads, page), min(line.top for line in heads)
        elif going is not None and lines:
            columns, top = going, lines[0].top
        else:
            going = None
            continue
        below = [line for line in lines if line.top >= top - 2]
        held = _held(below, columns)
        rows = _rows(held, columns)
        if len(rows) < (3 if heads else 1) or not _level(rows[1:] if heads else rows, columns):
            going = None
            continue
        _mark(page, rows, columns)
        going = columns if sum(map(len, rows)) == len(below) else None


def _heads(lines: Sequence[Line]) -> list[Line]:
    """The headings side by side, if they are those of a table of recommendations."""
    for main in lines:
        if not _is_main(main):
            continue
        row = [line for line in lines if abs(line.mid - main.mid) < 0.6 * main.size]
        row.sort(key=lambda line: line.left)
        apart = all(after.left > before.right + 4 for before, after in pairwise(row))
        if apart and any(_BESIDE.fullmatch(line.text.strip(" :*")) for line in row):
            return row
    return []


def _is_main(line: Line) -> bool:
    text = line.text
    return len(text) < 40 and bool(_MAIN.fullmatch(text.strip(" :*")))


def _held(below: Sequence[Line], columns: _Columns) -> list[tuple[Line, int]]:
    """The lines that stand in the columns, down to the first that does not."""
    held: list[tuple[Line, int]] = []
    low = below[0].bottom if below else 0.0
    for line in below:
        column = columns.of(line)
        if column is None or line.top - low > _APART or line.size > 1.2 * columns.size:
            stop = line.top - 1
            return [one for one in held if one[0].top < stop]
        held.append((line, column))
        low = max(low, line.bottom)
    return held


def _rows(held: Sequence[tuple[Line, int]], columns: _Columns) -> list[list[tuple[Line, int]]]:
    """The lines row by row: where gaps part them, else where each number stands."""
    by_gap = _parted(held, _gaps(held))
    if columns.main:
        starts = [
            line.top for line, column in held if column == 0 and LABEL.fullmatch(line.text.strip())
        ]
        each = [sum(column == 0 for _, column in row) for row in by_gap]
        if starts and each.count(1) != len(each):
            by_gap = _parted(held, starts)
    while by_gap and not any(column == columns.main for _, column in by_gap[-1]):
        by_gap.pop()
    return by_gap


def _level(rows: Sequence[Sequence[tuple[Line, int]]], columns: _Columns) -> bool:
    """Whether most rows have words beside their recommendation that begin, or are centred, with it.

    Two columns of prose under two headings go each its own way.
    """
    beside = 0
    for row in rows:
        main = [line for line, column in row if column == columns.main]
        side = [line for line, column in row if column > columns.main]
        if not main or not side:
            continue
        top, low = main[0].top, main[-1].bottom
        first, last = side[0].top, side[-1].bottom
        near = 0.6 * columns.size
        beside += abs(first - top) < near or abs(first + last - top - low) < 2 * near
    return beside >= 0.75 * len(rows)


def _gaps(held: Sequence[tuple[Line, int]]) -> list[float]:
    """The heights at which a row begins: further below all before it than lines of one cell."""
    low: dict[int, float] = {}
    steps = []
    for line, column in held:
        if column in low and line.top - low[column] > 0.8 * line.size:
            steps.append(line.top - low[column])
        low[column] = line.top
    usual = min(steps, default=0.0)
    tops: list[float] = []
    last = 0.0
    for line, _ in held:
        if not tops or line.top - last > 1.25 * usual:
            tops.append(line.top)
        last = max(last, line.top)
    return tops


def _parted(
    held: Sequence[tuple[Line, int]], starts: Sequence[float]
) -> list[list[tuple[Line, int]]]:
    rows: list[list[tuple[Line, int]]] = [[] for _ in range(len(starts) + 1)]
    for line, column in held:
        rows[sum(start <= line.top + 0.45 * line.size for start in starts)].append((line, column))
    return [row for row in rows if row]


def _mark(page: Page, rows: Sequence[Sequence[tuple[Line, int]]], columns: _Columns) -> None:
    across = [min(line.top for line, _ in row) for row in rows]
    across.append(max(line.bottom for line, _ in rows[-1]))
    down = [left - 3 for left in columns.lefts]
    grid = Grid(page.number, [*down, columns.right], across)
    for number, row in enumerate(rows):
        for line, column in row:
            line.table = grid
            grid.cells.setdefault((number, column), []).append(line)
