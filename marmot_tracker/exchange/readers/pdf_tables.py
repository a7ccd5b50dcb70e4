"""Finds the ruled tables on a PDF page: columns between upright rules, rows between level ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marmot_tracker.exchange.readers.pdf_pages import Line, Page, Rect
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.mending import joined_lines, mended
from marmot_tracker.exchange.tables import RawTable

NEAR = 3.0
"""Points within which two rules are at one place."""
SHORTEST = 8.0


class Grid:
    """One ruled table: the places of its rules, and the lines in each cell."""

    __slots__ = ("across", "cells", "down", "page", "shown")

    def __init__(self, page: int, down: list[float], across: list[float]) -> None:
        self.page = page
        self.down = down
        self.across = across
        self.cells: dict[tuple[int, int], list[Line]] = {}
        self.shown = False

    @property
    def rows(self) -> list[tuple[str | None, ...]]:
        """The words of the cells, row by row; rows without any are left out."""
        found = []
        for row in range(len(self.across) - 1):
            cells = [self._text(row, column) for column in range(len(self.down) - 1)]
            if any(cells):
                found.append(tuple(cell or None for cell in cells))
        return found

    def _text(self, row: int, column: int) -> str:
        lines = self.cells.get((row, column), [])
        lines.sort(key=lambda line: (round(line.top / 3), line.left))
        parts: list[list[Line]] = []
        for line in lines:
            last = parts[-1][-1] if parts else None
            if last is not None and line.top - last.top < 1.7 * line.size and not line.label_end:
                parts[-1].append(line)
            else:
                parts.append([line])
        return "\n".join(
            mended(joined_lines([line.text for line in part], [line.broken for line in part]))
            for part in parts
        )


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
        if len(columns) < 2 or len(held) < 3:
            continue
        for line, cell in held:
            line.table = grid
            grid.cells.setdefault(cell, []).append(line)


def _merged(rules: Sequence[Rect], *, upright: bool) -> list[Rect]:
    """Rules with those that go on where another ends as one."""
    if upright:
        ordered = sorted(rules, key=lambda rule: (round(rule.left / 2), rule.top))
    else:
        ordered = sorted(rules, key=lambda rule: (round(rule.top / 2), rule.left))
    found: list[Rect] = []
    for rule in ordered:
        last = found[-1] if found else None
        if upright and last is not None and abs(last.left - rule.left) < NEAR:
            if rule.top <= last.bottom + NEAR:
                last.bottom = max(last.bottom, rule.bottom)
                continue
        elif (
            not upright
            and last is not None
            and abs(last.top - rule.top) < NEAR
            and rule.left <= last.right + NEAR
        ):
            last.right = max(last.right, rule.right)
            continue
        found.append(Rect(rule.left, rule.top, rule.right, rule.bottom))
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
    if len(down) < 3:
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


def table_block(grid: Grid) -> Block:
    """A table as a block."""
    rows = grid.rows
    return Block(
        BlockKind.TABLE,
        text="",
        page=grid.page,
        table=RawTable(name="", rows=tuple(rows), is_sheet=False, colours_seen=False),
        row_pages=(grid.page,) * len(rows),
        edges=tuple(round(place) for place in grid.down),
    )


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
    return (
        before.table is not None
        and bool(before.row_pages)
        and block.page - before.row_pages[-1] == 1
        and len(before.edges) == len(block.edges)
        and all(
            abs((one - before.edges[0]) - (other - block.edges[0])) <= 2 * NEAR
            for one, other in zip(before.edges, block.edges, strict=True)
        )
    )


def _together(before: Block, block: Block) -> Block:
    assert before.table is not None
    assert block.table is not None
    rows = list(before.table.rows)
    more = list(block.table.rows)
    pages = list(block.row_pages)
    if more and rows and more[0] == rows[0]:
        more, pages = more[1:], pages[1:]
    if more and len(rows) > 1 and more[0][0] is None and rows[-1][0] is not None:
        last = [
            " ".join(str(part) for part in (one, other) if part) or None
            for one, other in zip(rows[-1], more[0], strict=True)
        ]
        rows[-1] = tuple(last)
        more, pages = more[1:], pages[1:]
    return replace(
        before,
        table=replace(before.table, rows=(*rows, *more)),
        row_pages=(*before.row_pages, *pages),
    )
