"""Reads a table of a Word document as rows of cells; also for answers filled in in Word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from marmot_tracker.exchange.readers.checks import MAX_COLUMNS, MAX_ROWS
from marmot_tracker.exchange.readers.docx_xml import VALUE, W
from marmot_tracker.exchange.reports.announcing import is_list_heading
from marmot_tracker.exchange.tables import RawTable, clean

ReadParagraph = Callable[[Any], str]
"""Gives a paragraph's words with the number printed before them."""


def read_table(table: Any, name: str, words: ReadParagraph) -> RawTable:
    """A `w:tbl` as a table: merged cells hold their text once; `merged` says where they reach."""
    rows: list[tuple[str | None, ...]] = []
    reaching: dict[int, tuple[int, int]] = {}
    merged: list[tuple[int, int, int, int]] = []
    unread = 0
    for row in table.findall(f"{W}tr"):
        if len(rows) >= MAX_ROWS:
            unread += 1
            continue
        cells: list[str | None] = [None] * _before(row)
        for cell in row.findall(f"{W}tc"):
            column, spans = len(cells), _spans(cell)
            if column >= MAX_COLUMNS:
                break
            down = _down(cell)
            if down == "continue":
                start = reaching.get(column)
                if start is not None:
                    merged[start[1]] = (*merged[start[1]][:2], len(rows), merged[start[1]][3])
                cells.append(None)
            else:
                text = clean(cell_words(cell, words))
                cells.append(text or None)
                if down == "restart":
                    reaching[column] = (len(rows), len(merged))
                    merged.append((len(rows), column, len(rows), column + spans - 1))
                elif spans > 1:
                    merged.append((len(rows), column, len(rows), column + spans - 1))
            cells += [None] * (spans - 1)
        rows.append(tuple(cells))
    return RawTable(
        name=name,
        rows=tuple(rows),
        is_sheet=False,
        merged=tuple(one for one in merged if one[:2] != one[2:]),
        unread=unread,
        colours_seen=False,
    )


def is_list_of_cells(rows: Sequence[Any], words: ReadParagraph) -> bool:
    """Whether rows of one cell are a list: below a heading that announces it, one item in each."""
    if len(rows) < 3:
        return False
    first, *others = (cell_words(row, words) for row in rows)
    return is_list_heading(first) and all(text and "\n" not in text for text in others)


def cell_words(cell: Any, words: ReadParagraph) -> str:
    """All words of a cell, a line for each paragraph, tables inside it included."""
    return "\n".join(text for paragraph in cell.iter(f"{W}p") if (text := words(paragraph)))


def _spans(cell: Any) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = "1" if span is None else str(span.get(VALUE))
    return min(max(int(value), 1), MAX_COLUMNS) if value.isdecimal() else 1


def _before(row: Any) -> int:
    skipped = row.find(f"{W}trPr/{W}gridBefore")
    value = "0" if skipped is None else str(skipped.get(VALUE))
    return min(int(value), MAX_COLUMNS) if value.isdecimal() else 0


def _down(cell: Any) -> str:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    if merge is None:
        return ""
    return "restart" if merge.get(VALUE) == "restart" else "continue"
