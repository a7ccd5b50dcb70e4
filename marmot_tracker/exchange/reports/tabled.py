"""Finds recommendations in the tables of a document, read as tables of a workbook are."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.choosing import choose
from marmot_tracker.exchange.corrections import Corrections
from marmot_tracker.exchange.items import ItemReader
from marmot_tracker.exchange.mapping import ColumnGuess, TablePlan
from marmot_tracker.exchange.reports.announcing import is_apart
from marmot_tracker.exchange.reports.blocks import Block, BlockKind
from marmot_tracker.exchange.reports.cell_lines import with_lists_in_lines
from marmot_tracker.exchange.reports.outline import Under, outlined
from marmot_tracker.exchange.reports.table_items import (
    answered,
    deciding_headings,
    each_apart,
    named_in_words,
)
from marmot_tracker.exchange.reports.table_rows import counts_on, heads_closed_up, rows_whole
from marmot_tracker.exchange.reports.table_signs import (
    counts_only,
    explains_words,
    form_of,
    is_named,
    is_withdrawn,
    lists_something,
)
from marmot_tracker.exchange.reports.wording import is_placeholder
from marmot_tracker.exchange.results import LeftOut, Problem, ReadItem
from marmot_tracker.exchange.row_kinds import RowKind
from marmot_tracker.exchange.tables import RawTable

FEWEST = 3
"""Rows of a table that is taken for a list although no heading names recommendations."""


@dataclass(frozen=True, slots=True)
class Tabled:
    """What the tables of a document hold. `named` is whether a column is called recommendation."""

    items: tuple[ReadItem, ...] = ()
    named: bool = False
    columns: tuple[ColumnGuess, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """A table that may list recommendations, by a name of its own, and what its heading says."""

    block: Block
    table: RawTable
    theme: str
    decision: str


def tabled(path: Path, blocks: Sequence[Block], corrections: Corrections) -> Tabled:
    """The items of those tables that list recommendations: by their headings, or all of one form."""
    held, aside = _held(blocks)
    named = [one for one in held if is_named(one.table)]
    found = _read(path, named, corrections, named=True)
    if not found.items:
        found = _of_one_form(path, held, corrections)
    return replace(found, left_out=(*found.left_out, *aside)) if found.items else found


def _held(blocks: Sequence[Block]) -> tuple[list[_Held], list[LeftOut]]:
    """The tables that may list recommendations, and those that are set apart."""
    under = outlined(blocks, ())
    title = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
    deciding = deciding_headings([each.text for each in blocks if each.kind is BlockKind.HEADING])
    held: list[_Held] = []
    aside: list[LeftOut] = []
    for at, block in enumerate(blocks):
        if block.table is None or not block.table.rows:
            continue
        if why := _apart(under[at], block.table, title, deciding):
            aside.append(LeftOut(block.where, why, block.label))
            continue
        whole, table = _whole(block, block.table)
        if held and at and blocks[at - 1].table is not None and counts_on(held[-1].table, table):
            before = held[-1]
            more = replace(
                before.block,
                row_pages=(*before.block.row_pages, *whole.row_pages),
                row_spots=(*before.block.row_spots, *whole.row_spots),
            )
            rows = replace(before.table, rows=(*before.table.rows, *table.rows))
            held[-1] = replace(before, block=more, table=rows)
            continue
        named = replace(table, name=f"{block.label}, {block.where}")
        theme = "" if under[at].nearest in deciding else under[at].theme
        decision = deciding.get(under[at].nearest, "")
        held.append(_Held(whole, named, theme, decision))
    return held, aside


def _whole(block: Block, table: RawTable) -> tuple[Block, RawTable]:
    """A table with its headings, the rows that a page's end cut, and the lists in cells whole."""
    whole = rows_whole(replace(block, table=heads_closed_up(table)))
    assert whole.table is not None
    return whole, with_lists_in_lines(whole.table) if whole.row_pages else whole.table


def _apart(under: Under, table: RawTable, title: Block | None, deciding: Container[str]) -> str:
    """Why a table is set apart, or ""; the title of the document and decisions set nothing apart."""
    for heading in under.headings:
        told = heading is title or heading.text in deciding
        if not told and is_apart(heading.whole):
            return f"it stands under “{heading.text[:60]}”"
    if is_withdrawn(table):
        return "its columns list what was removed"
    return "it explains words" if explains_words(table) else ""


def _of_one_form(path: Path, held: Sequence[_Held], corrections: Corrections) -> Tabled:
    """The tables of the form that lists most, where several have one form; else all together."""
    forms: dict[tuple[str, ...], list[_Held]] = {}
    for one in held:
        forms.setdefault(form_of(one.table), []).append(one)
    several = [group for group in forms.values() if len(group) > 1]
    found = [_read(path, group, corrections, named=False) for group in (*several, held)]
    return max(found, key=lambda each: len(each.items))


def _read(
    path: Path,
    held: Sequence[_Held],
    corrections: Corrections,
    *,
    named: bool,
) -> Tabled:
    if not held:
        return Tabled()
    try:
        plans, _notes, _ = choose(path, [one.table for one in held], corrections)
    except TrackerError:
        return Tabled()
    if named:
        plans = [plan for plan in plans if not counts_only(plan)]
    elif not all(map(lists_something, plans)):
        plans = []
    if not plans:
        return Tabled()
    by_name = {one.table.name: one for one in held}
    items: list[ReadItem] = []
    problems: list[Problem] = []
    left_out: list[LeftOut] = []
    for plan in plans:
        reader = ItemReader(plan, corrections)
        reader.read()
        rows = _rows_of(reader)
        for item in _worded(reader.items, plan):
            if is_placeholder(item.text):
                left_out.append(LeftOut(item.where, "it has no words yet", item.text))
                continue
            items.append(_placed(item, plan, by_name[plan.table.name], rows.get(item.row, 1)))
        problems += [
            replace(one, where=f"{plan.table.name}, {one.where}") for one in reader.problems
        ]
        left_out += [
            replace(one, where=f"{plan.table.name}, {one.where}") for one in reader.left_out
        ]
    if not named and len(items) < FEWEST:
        return Tabled()
    return Tabled(
        items=tuple(items),
        named=named,
        columns=plans[0].columns,
        problems=tuple(problems),
        left_out=tuple(left_out),
        tables=tuple(plan.table.name for plan in plans),
    )


def _worded(items: Sequence[ReadItem], plan: TablePlan) -> list[ReadItem]:
    """The items of a table, each apart, with the name before its words and the response beside it."""
    return named_in_words(each_apart(answered(items, plan), plan))


def _rows_of(reader: ItemReader) -> dict[int, int]:
    """How many rows each item of a table takes, by the number of its first: some go on below."""
    found: dict[int, int] = {}
    last = 0
    for index, kind in sorted(reader.kinds.items()):
        row = index + reader.table.first_row
        if kind is RowKind.ITEM:
            last = row
        if kind in (RowKind.ITEM, RowKind.CONTINUED) and last:
            found[last] = row - last + 1
    return found


def _placed(item: ReadItem, plan: TablePlan, held: _Held, rows: int) -> ReadItem:
    """An item with what the document says around its table: theme, decision, place.

    `rows` is how many of its table's rows it takes.
    """
    fields = dict(item.fields)
    if held.decision and not fields.get("decision"):
        fields["decision"] = held.decision
    placed = replace(
        item,
        where=f"{plan.table.name}, {item.where}",
        theme=item.theme or plan.title or held.theme,
        fields=fields,
        timescale=fields.get("timescale", ""),
    )
    paged = _paged(placed, held.block, item.row, rows)
    return _passed(paged, held.block.passage, item.row)


def _paged(item: ReadItem, held: Block, row: int, rows: int) -> ReadItem:
    """An item of a file with pages says its page, and where its rows are printed."""
    if not 0 < row <= len(held.row_pages):
        return item
    page = held.row_pages[row - 1]
    spots = (spot for each in held.row_spots[row - 1 : row - 1 + rows] for spot in each)
    return replace(
        item,
        where=f"p. {page}",
        fields={"page": str(page), **item.fields},
        places=(f"p. {page}",),
        spots=tuple(dict.fromkeys(spots)),
    )


def _passed(item: ReadItem, first: int, row: int) -> ReadItem:
    """An item of a file without pages knows the passage that shows its row."""
    return replace(item, paragraphs=(first + row - 1,)) if first and row > 0 else item
