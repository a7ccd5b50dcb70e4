"""Takes tables that only lay out text apart: their cells become paragraphs in a box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from marmot_tracker.exchange.reports.announcing import is_list_heading
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.cell_lines import with_lists_in_lines
from marmot_tracker.exchange.reports.outline import outlined
from marmot_tracker.exchange.reports.signs import numeral, said_at_start
from marmot_tracker.exchange.reports.table_signs import is_named
from marmot_tracker.exchange.tables import RawTable, cell_text

_LABEL = re.compile(r"\(?(?:[A-Z]{0,3}\d{1,3}(?:\.\d{1,3}){0,3}|[a-z]|[ivx]{1,5})[.):]{0,2}")
WORDING = 6
"""Words of a recommendation in a table without headings, at least."""
_PART = re.compile(r"([•●▪◦]|\(?[a-z]{1,2}[.)]|\(?[ivx]{1,5}[.)])\s+")
_MARK = re.compile(r"([•●▪◦‣–—*\uf0b7\uf0a7-]|\(?\d{1,3}(?:\.\d{1,3})*[.)]?|\(?[a-z][.)])\s+(?=\S)")
LOWEST = 9
"""The level of headings that stand in boxes and tables."""
_NUMERAL = re.compile(r"(\d{1,3})[.)]?\s+(?=[A-Z“‘\"(])")
_Card = tuple[int, int, str, str]
"""Row, column, number and words."""
FEWEST_CARDS = 3
FIRST_BOX = 1_000_000
"""Boxes of tables are counted from here, apart from those that are drawn."""


def without_layout_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each table that names recommendations in its cells taken apart.

    A table with a column of recommendations stays one. Places in the document are counted anew.
    """
    blocks = _headed(blocks)
    if not any(block.table is not None for block in blocks):
        return blocks
    under = outlined(blocks, ())
    lone = _lone_names(blocks)
    found: list[Block] = []
    for at, block in enumerate(blocks):
        table = block.table
        if table is not None and block.row_pages:
            table = with_lists_in_lines(table)
        if table is not None and (columns := _lists(table)):
            found += _listed(block, table, columns)
        elif table is None or is_named(table):
            found.append(block)
        elif _names(table) or at in lone:
            found += _apart(block, table, FIRST_BOX + at)
        elif is_list_heading(under[at].nearest) and (cards := _cards(table)):
            found += _dealt(block, cards)
        elif _numbered(table) and is_list_heading(under[at].nearest):
            found += _as_list(block, table)
        else:
            found.append(block)
    if len(found) == len(blocks):
        return found
    return [replace(block, paragraph=at) for at, block in enumerate(found, 1)]


def _headed(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, the first of a box being a heading where it announces what stands in the box."""
    found = list(blocks)
    before = 0
    for at, block in enumerate(found):
        begins = bool(block.box) and block.box != before
        before = block.box
        if (
            begins
            and at + 1 < len(found)
            and found[at + 1].box == block.box
            and block.kind is BlockKind.PARAGRAPH
            and not block.label
            and is_list_heading(block.text, loosely=False)
        ):
            found[at] = replace(block, kind=BlockKind.HEADING, level=LOWEST)
    return found


def _lists(table: RawTable) -> list[tuple[int, int]]:
    """The cells (row, column) of a table that each hold a list, below or beside its heading.

    Below headings that all announce recommendations, or to the right of one that does.
    """
    rows = table.rows
    heads = [cell_text(cell) for cell in rows[0]] if rows else []
    if len(heads) > 1 and all(map(_announces, heads)):
        return [(row, column) for column in range(len(heads)) for row in range(1, len(rows))]
    beside = [
        (at, 1)
        for at, row in enumerate(rows)
        if len(row) == 2 and _announces(cell_text(row[0])) and _marked(cell_text(row[1])) > 1
    ]
    return beside if len(beside) == 1 else []


def _announces(words: str) -> bool:
    return "recommendations" in words.lower() and is_list_heading(words)


def _marked(text: str) -> int:
    return sum(bool(_MARK.match(line)) for line in text.split("\n"))


def _listed(block: Block, table: RawTable, places: Sequence[tuple[int, int]]) -> list[Block]:
    """The lists in some cells of a table, each under its heading."""
    found: list[Block] = []
    told = ""
    for row, column in places:
        beside = table.rows[row][0] if places == [(row, 1)] else table.rows[0][column]
        text = cell_text(table.rows[row][column]) if column < len(table.rows[row]) else ""
        made = replace(_cell_of(block, row, column), passage=_passage(block, row), box=0)
        if cell_text(beside) != told:
            told = cell_text(beside)
            found.append(replace(made, kind=BlockKind.HEADING, level=LOWEST, text=told, label=""))
        for line in text.split("\n"):
            mark = _MARK.match(line)
            label, words = (mark[1], line[mark.end() :]) if mark else ("•", line)
            found.append(replace(made, kind=BlockKind.ITEM, label=label, text=words))
    return [one for one in found if one.text]


def _cells(table: RawTable) -> list[list[str]]:
    return [[text for cell in row if (text := cell_text(cell))] for row in table.rows]


def _names(table: RawTable) -> bool:
    return any(
        cells and said_at_start(Block(BlockKind.PARAGRAPH, cells[0])) is not None
        for cells in _cells(table)
    )


def _lone_names(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of tables that are each a short name and its words, "R1" beside them, in a run."""
    found: dict[int, list[int | None]] = {}
    for at, block in enumerate(blocks):
        rows = _cells(block.table) if block.table is not None else []
        said = [
            said_at_start(Block(BlockKind.PARAGRAPH, cells[0]), others=True)
            for cells in rows
            if len(cells) == 2
        ]
        if rows and len(said) == len(rows) and all(one and not one.rest for one in said):
            found[at] = [numeral(one.number) for one in said if one]
    numbers = {number for each in found.values() for number in each}
    return frozenset(found) if {1, 2, 3} <= numbers else frozenset()


def _numbered(table: RawTable) -> bool:
    """Whether each row is a number and its words, or words alone, and at most a few words more."""
    rows = [cells for cells in _cells(table) if cells]
    if len(rows) < 2:
        return False
    if all(len(cells) == 1 for cells in rows):
        return all(len(cells[0].split()) >= WORDING for cells in rows)
    return all(
        len(cells) > 1
        and _LABEL.fullmatch(cells[0])
        and all(len(cell.split()) < WORDING for cell in cells[2:])
        for cells in rows
    )


def _as_list(block: Block, table: RawTable) -> list[Block]:
    return [
        replace(
            block,
            kind=BlockKind.ITEM,
            label=cells[0] if len(cells) > 1 else "•",
            text=cells[1] if len(cells) > 1 else cells[0],
            table=None,
            page=_page(block, row),
            spots=block.spots_of(row),
            passage=_passage(block, row),
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
            if apart := _PART.match(line):
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
                    spots=block.spots_of(row),
                    passage=_passage(block, row),
                )
            )
    return found


def _cell_of(block: Block, row: int, column: int) -> Block:
    """A table's block for one of its cells, with the place where that is printed."""
    spots = block.spots_of(row)
    if column + 1 < len(block.edges):
        left, right = block.edges[column], block.edges[column + 1]
        within = [spot for spot in spots if spot.left - 1 <= left and right <= spot.right + 1]
        if len(within) == len(spots):
            spots = tuple(replace(spot, left=left, right=right) for spot in spots)
    return replace(block, table=None, page=_page(block, row), spots=spots)


def _cards(table: RawTable) -> list[_Card]:
    """The cells of a table that are cards: each a numeral and words, counting on from left to right."""
    found: list[_Card] = []
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            if not (text := cell_text(cell)):
                continue
            number = _NUMERAL.match(text)
            if number is None or int(number[1]) != len(found) + 1:
                return []
            found.append((row, column, number[1], text[number.end() :]))
    several = any(row == found[at - 1][0] for at, (row, *_) in enumerate(found) if at)
    return found if len(found) >= FEWEST_CARDS and several else []


def _dealt(block: Block, cards: Sequence[_Card]) -> list[Block]:
    return [
        replace(
            _cell_of(block, row, column),
            kind=BlockKind.ITEM,
            label=f"{number}.",
            text=text,
            passage=_passage(block, row),
        )
        for row, column, number, text in cards
    ]


def _page(block: Block, row: int) -> int:
    return block.row_pages[row] if row < len(block.row_pages) else block.page


def _passage(block: Block, row: int) -> int:
    """The passage that shows a row of a table, 0 where the file has pages."""
    return block.passage + row if block.passage else 0
