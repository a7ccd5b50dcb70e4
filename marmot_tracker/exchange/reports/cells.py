"""Takes tables that only lay out text apart: their cells become paragraphs in a box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from marmot_tracker.exchange.reports.announcing import is_list_heading
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.outline import outlined
from marmot_tracker.exchange.reports.signs import said_at_start
from marmot_tracker.exchange.reports.tabled import is_named
from marmot_tracker.exchange.tables import RawTable, cell_text

_LABEL = re.compile(r"\(?(?:[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,3}|[a-z]|[ivx]{1,5})[.):]{0,2}")
FIRST_BOX = 1_000_000
"""Boxes of tables are counted from here, apart from those that are drawn."""


def without_layout_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each table that names recommendations in its cells taken apart.

    A table with a column of recommendations stays one. Places in the document are counted anew.
    """
    if not any(block.table is not None for block in blocks):
        return list(blocks)
    under = outlined(blocks, ())
    found: list[Block] = []
    for at, block in enumerate(blocks):
        table = block.table
        if table is None or is_named(table):
            found.append(block)
        elif _names(table):
            found += _apart(block, table, FIRST_BOX + at)
        elif _numbered(table) and is_list_heading(under[at].nearest):
            found += _as_list(block, table)
        else:
            found.append(block)
    if len(found) == len(blocks):
        return found
    return [replace(block, paragraph=at) for at, block in enumerate(found, 1)]


def _cells(table: RawTable) -> list[list[str]]:
    return [[text for cell in row if (text := cell_text(cell))] for row in table.rows]


def _names(table: RawTable) -> bool:
    return any(
        cells and said_at_start(Block(BlockKind.PARAGRAPH, cells[0])) is not None
        for cells in _cells(table)
    )


def _numbered(table: RawTable) -> bool:
    """Whether each row is a number and its words, and nothing more."""
    rows = [cells for cells in _cells(table) if cells]
    return len(rows) > 1 and all(len(cells) == 2 and _LABEL.fullmatch(cells[0]) for cells in rows)


def _as_list(block: Block, table: RawTable) -> list[Block]:
    return [
        replace(
            block,
            kind=BlockKind.ITEM,
            label=cells[0],
            text=cells[1],
            table=None,
            page=_page(block, row),
        )
        for row, cells in enumerate(_cells(table))
        if cells
    ]


def _apart(block: Block, table: RawTable, box: int) -> list[Block]:
    """A paragraph for each line of each cell; a name or label goes before the cell beside it."""
    found: list[Block] = []
    for row, cells in enumerate(_cells(table)):
        first = cells[0] if cells else ""
        lines = [line for cell in cells for line in cell.split("\n") if line.strip()]
        if len(cells) > 1 and "\n" not in first and len(first.split()) <= 5:
            rest = [line for cell in cells[1:] for line in cell.split("\n") if line.strip()]
            lines = [f"{first.rstrip(' :.')}: {rest[0]}", *rest[1:]]
        for line in lines:
            label, text = "", line
            if apart := re.match(r"([•●▪◦]|\(?[a-z]{1,2}[.)]|\(?[ivx]{1,5}[.)])\s+", line):
                label, text = apart[1], line[apart.end() :]
            found.append(
                replace(
                    block,
                    kind=BlockKind.ITEM if label else BlockKind.PARAGRAPH,
                    label=label,
                    text=text,
                    table=None,
                    box=box,
                    page=_page(block, row),
                )
            )
    return found


def _page(block: Block, row: int) -> int:
    return block.row_pages[row] if row < len(block.row_pages) else block.page
