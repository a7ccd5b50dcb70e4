"""Finds the ruled tables on a PDF page: columns between upright rules, rows between level ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from marmot_tracker.exchange.readers.pdf_lines import Line, Page, Rect
from marmot_tracker.exchange.readers.pdf_names import LIST_LABEL, may_be_label
from marmot_tracker.exchange.readers.pdf_shown import turned_back
from marmot_tracker.exchange.reports.blocks import Block, BlockKind, Spot
from marmot_tracker.exchange.reports.mending import joined_lines
from marmot_tracker.exchange.tables import RawTable

Cell = tuple[int, int]
"""Row and column."""
NEAR = 3.0
"""Points within which two rules are at one place."""
SHORTEST = 8.0
FEWEST = 3
"""Rows of a table with words in one column alone, at least: with fewer it is a box."""
MOST_ROOM = 9.0
"""Points between a cell's rule and its words, where they begin at its left."""
Row = Sequence[object]
_NUMBER = re.compile(r"\d+")
_ENDS = (".", "!", "?", ":", ";")


class Grid:
    """One table: the places of its rules, the lines in each cell, and the cells that are one.

    `roots` names, for a cell that is one with another above it or to its left, that other.
    """

    __slots__ = ("across", "cells", "down", "page", "roots", "shown")

    def __init__(self, page: int, down: list[float], across: list[float]) -> None:
        self.page = page
        self.down = down
        self.across = across
        self.cells: dict[Cell, list[Line]] = {}
        self.roots: dict[Cell, Cell] = {}
        self.shown = False

    def table(self) -> tuple[RawTable, list[int]]:
        """The words of the cells, row by row, and which rows those are: without any are left out."""
        found: list[tuple[str | None, ...]] = []
        kept: dict[int, int] = {}
        for row in range(len(self.across) - 1):
            cells = [self._text(row, column) for column in range(len(self.down) - 1)]
            if any(cells):
                kept[row] = len(found)
                found.append(tuple(cell or None for cell in cells))
        ends: dict[Cell, Cell] = {}
        for cell, root in self.roots.items():
            if root[0] in kept and cell[0] in kept:
                row, column = ends.get(root, root)
                ends[root] = (max(row, cell[0]), max(column, cell[1]))
        merged = [
            (kept[row], column, kept[ends[row, column][0]], ends[row, column][1])
            for row, column in sorted(ends)
        ]
        table = RawTable(
            name="", rows=tuple(found), is_sheet=False, colours_seen=False, merged=tuple(merged)
        )
        return table, list(kept)

    def _text(self, row: int, column: int) -> str:
        lines = self.cells.get((row, column), [])
        lines.sort(key=lambda line: (round(line.top / 3), line.left))
        parts: list[list[Line]] = []
        for line in lines:
            last = parts[-1][-1] if parts else None
            if (
                last is not None
                and line.top - last.top < 1.7 * line.size
                and not line.label_end
                and not _begins_item(line, last, lines[0])
            ):
                parts[-1].append(line)
            else:
                parts.append([line])
        inner = min((line.left for line in lines), default=0.0) - self.down[column]
        edge = self.down[column + 1] - max(inner, 0.0) if inner < MOST_ROOM else 1e9
        return "\n".join(_cell_words(part, edge) for part in parts)


def _begins_item(line: Line, last: Line, first: Line) -> bool:
    """Whether a line of a cell has a bullet or number of its own, and is no middle of a sentence."""
    if not may_be_label(line.text) or not LIST_LABEL.match(line.text):
        return False
    return last.text.endswith(_ENDS) or LIST_LABEL.match(first.text) is not None


def _cell_words(part: Sequence[Line], edge: float) -> str:
    """Lines of a cell as one text; `edge` is where its words must end.

    A word too long for its cell is broken without a hyphen: it stands alone on its line and not
    one letter more has room there.
    """
    texts: list[str] = []
    broken: list[bool] = []
    before: Line | None = None
    for line in part:
        if (
            before is not None
            and " " not in before.text
            and abs(before.left - line.left) < 1
            and not line.text[0].isupper()
            and edge - before.right < 0.8 * (before.right - before.left) / len(before.text)
        ):
            texts[-1] += line.text
            broken[-1] = line.broken
        else:
            texts.append(line.text)
            broken.append(line.broken)
        before = line
    return joined_lines(texts, broken)


def find_tables(page: Page) -> None:
    """Mark the lines of a page that stand in ruled tables of two columns or more."""
    upright = _merged([rule for rule in page.rules if rule.height > rule.width], upright=True)
    level = _merged([rule for rule in page.rules if rule.width >= rule.height], upright=False)
    for region in _regions([rule for rule in upright if rule.height >= SHORTEST]):
        grid = _grid(page.number, region, level)
        if grid is None:
            continue
        held: list[tuple[Line, tuple[int, int]]] = []
        for line in page.lines:
            column = _between(grid.down, line.left + 1)
            row = _between(grid.across, line.mid)
            if line.table is None and column is not None and row is not None:
                held.append((line, (row, column)))
        columns = {cell[1] for _, cell in held}
        if len(held) < 3 or (len(columns) < 2 and len({cell[0] for _, cell in held}) < FEWEST):
            continue
        grid.roots = _roots(grid, region, level)
        for line, cell in held:
            line.table = grid
            grid.cells.setdefault(grid.roots.get(cell, cell), []).append(line)


def _roots(grid: Grid, upright: Sequence[Rect], level: Sequence[Rect]) -> dict[Cell, Cell]:
    """The cells that no rule parts from the one above or to the left, and where each one begins."""
    roots: dict[Cell, Cell] = {}
    down, across = grid.down, grid.across
    for row in range(len(across) - 1):
        mid = (across[row] + across[row + 1]) / 2
        for column in range(len(down) - 1):
            left = down[column]
            if column and not any(
                abs(rule.left - left) < 2 * NEAR and rule.top < mid < rule.bottom
                for rule in upright
            ):
                roots[row, column] = roots.get((row, column - 1), (row, column - 1))
                continue
            centre = (left + down[column + 1]) / 2
            if row and not any(
                abs(rule.top - across[row]) < 2 * NEAR and rule.left < centre < rule.right
                for rule in level
            ):
                roots[row, column] = roots.get((row - 1, column), (row - 1, column))
    return roots


def _merged(rules: Sequence[Rect], *, upright: bool) -> list[Rect]:
    """Rules with those that go on where another ends as one."""
    found: list[Rect] = []
    near: dict[int, list[Rect]] = {}
    for rule in sorted(rules, key=lambda rule: rule.top if upright else rule.left):
        place = rule.left if upright else rule.top
        bucket = int(place / NEAR)
        for other in (rect for at in (-1, 0, 1) for rect in near.get(bucket + at, ())):
            if upright and abs(other.left - place) < NEAR and rule.top <= other.bottom + NEAR:
                other.bottom = max(other.bottom, rule.bottom)
                break
            if not upright and abs(other.top - place) < NEAR and rule.left <= other.right + NEAR:
                other.right = max(other.right, rule.right)
                break
        else:
            fresh = Rect(rule.left, rule.top, rule.right, rule.bottom)
            found.append(fresh)
            near.setdefault(bucket, []).append(fresh)
    return found


def _regions(upright: Sequence[Rect]) -> list[list[Rect]]:
    """Upright rules that stand beside each other, region after region down the page."""
    regions: list[list[Rect]] = []
    low = 0.0
    for rule in sorted(upright, key=lambda rule: rule.top):
        if regions and rule.top < low + NEAR:
            regions[-1].append(rule)
        else:
            regions.append([rule])
            low = rule.bottom
        low = max(low, rule.bottom)
    return regions


def _grid(page: int, region: Sequence[Rect], level: Sequence[Rect]) -> Grid | None:
    top, bottom = min(rule.top for rule in region), max(rule.bottom for rule in region)
    lengths: dict[float, float] = {}
    for rule in region:
        near = next((place for place in lengths if abs(place - rule.left) < NEAR), rule.left)
        lengths[near] = lengths.get(near, 0) + rule.height
    down = sorted(place for place, length in lengths.items() if length >= 0.25 * (bottom - top))
    if len(down) < 2:
        return None
    width = down[-1] - down[0]
    across = sorted(
        rule.top
        for rule in level
        if top - NEAR <= rule.top <= bottom + NEAR
        and min(rule.right, down[-1]) - max(rule.left, down[0]) >= 0.4 * width
    )
    places = [top]
    for place in [*across, bottom]:
        if place - places[-1] > 2 * NEAR:
            places.append(place)
    return Grid(page, down, places) if len(places) > 1 else None


def _between(places: Sequence[float], value: float) -> int | None:
    """Which of the spaces between places a value lies in."""
    if not places[0] - NEAR <= value <= places[-1] + NEAR:
        return None
    for at in range(len(places) - 2, -1, -1):
        if value >= places[at] - 0.5:
            return at
    return 0


def table_block(grid: Grid, page: Page) -> Block:
    """A table of a page as a block."""
    table, kept = grid.table()
    return Block(
        BlockKind.TABLE,
        text="",
        page=grid.page,
        table=table,
        spots=(_spot(grid, page, 0, len(grid.across) - 1),),
        row_pages=(grid.page,) * len(table.rows),
        row_spots=tuple((_spot(grid, page, row, row + 1),) for row in kept),
        edges=tuple(round(place) for place in grid.down),
    )


def _spot(grid: Grid, page: Page, first: int, end: int) -> Spot:
    """Where the rows from `first` to before `end` stand on the page as a viewer shows it."""
    box = grid.down[0], grid.across[first], grid.down[-1], grid.across[end]
    if page.turn:
        box = turned_back(box, page.turn, page.width, page.height)
    return Spot(grid.page, *(round(side, 1) for side in box))


def tables_joined(blocks: Sequence[Block]) -> list[Block]:
    """Tables that go on over the page as one, headings that are printed again left out."""
    joined: list[Block] = []
    number = 0
    for block in blocks:
        at = len(joined) - 1
        while at >= 0 and joined[at].kind is BlockKind.FOOTNOTE:
            at -= 1
        before = joined[at] if at >= 0 else None
        if block.table is not None and before is not None and _goes_on(before, block):
            joined[at] = _together(before, block)
            continue
        if block.table is not None:
            number += 1
            joined.append(replace(block, label=f"table {number}"))
            continue
        joined.append(block)
    return joined


def _goes_on(before: Block, block: Block) -> bool:
    if before.table is None or block.table is None or not before.row_pages:
        return False
    if block.page - before.row_pages[-1] != 1 or len(before.edges) != len(block.edges):
        return False
    if any(
        abs((one - before.edges[0]) - (other - block.edges[0])) > 2 * NEAR
        for one, other in zip(before.edges, block.edges, strict=True)
    ):
        return False
    return not _form_again(before.table.rows, block.table.rows)


def _form_again(rows: Sequence[Row], more: Sequence[Row]) -> bool:
    """Whether a table of two columns begins as the one before did: a form for each finding."""
    if not rows or not more or len(rows[0]) != 2 or len(rows) < 3:
        return False
    one, other = str(rows[0][0] or ""), str(more[0][0] or "")
    return bool(one) and rows[0] != more[0] and _NUMBER.sub("", one) == _NUMBER.sub("", other)


def _together(before: Block, block: Block) -> Block:
    assert before.table is not None
    assert block.table is not None
    rows, more = list(before.table.rows), list(block.table.rows)
    pages, spans = list(block.row_pages), list(block.table.merged)
    spots = list(before.row_spots)
    gone = 0
    if more and rows and more[0] == rows[0]:
        gone += 1
    if len(more) > gone and len(rows) > 1 and _is_cut(rows[-1], more[gone]):
        rows[-1] = tuple(
            _over_the_cut(one, other) for one, other in zip(rows[-1], more[gone], strict=True)
        )
        spots[-1] = (*spots[-1], *block.row_spots[gone])
        gone += 1
    moved = len(before.table.rows) - gone
    later = [
        (top + moved, left, bottom + moved, right)
        for top, left, bottom, right in spans
        if top >= gone
    ]
    return replace(
        before,
        table=replace(
            before.table,
            rows=(*rows, *more[gone:]),
            merged=(*before.table.merged, *later),
        ),
        spots=(*before.spots, *block.spots),
        row_pages=(*before.row_pages, *pages[gone:]),
        row_spots=(*spots, *block.row_spots[gone:]),
    )


def _is_cut(last: Row, first: Row) -> bool:
    """Whether the first row on a page is the rest of the last one on the page before.

    Its longest cell goes on with a sentence; no cell begins where the row had nothing.
    """
    if last[0] is None or any(other and not one for one, other in zip(last, first, strict=True)):
        return False
    one, other = max(zip(last, first, strict=True), key=lambda pair: len(str(pair[1] or "")))
    begun, rest = str(one or ""), str(other or "")
    goes_on = rest[:1].islower() or not begun.endswith(_ENDS)
    return goes_on and (first[0] is None or str(first[0])[:1].islower())


def _over_the_cut(one: object, other: object) -> str | None:
    return " ".join(str(part) for part in (one, other) if part) or None
