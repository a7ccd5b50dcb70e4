"""Finds recommendations in the tables of a document, read as tables of a workbook are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.choosing import choose
from marmot_tracker.exchange.corrections import Corrections
from marmot_tracker.exchange.items import ItemReader
from marmot_tracker.exchange.mapping import ColumnGuess, TablePlan
from marmot_tracker.exchange.reports.blocks import Block
from marmot_tracker.exchange.reports.outline import outlined
from marmot_tracker.exchange.reports.wording import is_placeholder
from marmot_tracker.exchange.results import LeftOut, Problem, ReadItem
from marmot_tracker.exchange.tables import RawTable, cell_text, one_line

_NAMED = re.compile(
    r"(?:the |our |key |full |draft |final |inquiry |committee |report )*"
    r"(?:recommendations?|recommended actions?|recommendation\(s\)|argymhellion|argymhelliad)"
    r"(?: text| wording| made| in full| as (?:worded|printed|published)| \(.*\)| for .*| to .*)?",
    re.IGNORECASE,
)
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


def tabled(path: Path, blocks: Sequence[Block], corrections: Corrections) -> Tabled:
    """The items of those tables that list recommendations: by their headings, or all of one form."""
    under = outlined(blocks, ())
    held: list[tuple[Block, RawTable, str]] = []
    aside: list[LeftOut] = []
    for at, block in enumerate(blocks):
        if block.table is None or not block.table.rows:
            continue
        heading = under[at].apart
        if heading is not None:
            aside.append(
                LeftOut(block.where, f"it stands under “{heading.text[:60]}”", block.label)
            )
            continue
        if _is_withdrawn(block.table):
            aside.append(LeftOut(block.where, "its columns list what was removed", block.label))
            continue
        name = f"{block.label}, {block.where}"
        held.append((block, replace(block.table, name=name), under[at].theme))
    named = [one for one in held if is_named(one[1])]
    found = _read(path, named or _commonest(held), corrections, named=bool(named))
    return replace(found, left_out=(*found.left_out, *aside)) if found.items else found


def _commonest(
    held: list[tuple[Block, RawTable, str]],
) -> list[tuple[Block, RawTable, str]]:
    """The tables of the form that most have, where several have one; else all."""
    forms = Counter(_form(table) for _, table, _ in held)
    form, times = forms.most_common(1)[0] if forms else ((), 0)
    return [one for one in held if _form(one[1]) == form] if times > 1 else held


def _form(table: RawTable) -> tuple[str, ...]:
    return tuple(one_line(cell_text(cell)).lower() for cell in table.rows[0])


_REMOVED = re.compile(
    r"removed(?: in)?|withdrawn(?: on| in)?|deleted|superseded(?: by)?|replaced by|reason for "
    r"(?:removal|withdrawal|deletion)|(?:original|old|former|previous) (?:#|no\.?|number|ref\w*|id)"
)


def _is_withdrawn(table: RawTable) -> bool:
    """Whether the headings of a table say that its rows are no longer in force."""
    return any(_REMOVED.fullmatch(cell) for cell in _form(table))


def is_named(table: RawTable) -> bool:
    """Whether one of the first rows has a cell that is called recommendation."""
    return any(
        _NAMED.fullmatch(one_line(cell_text(cell)).strip(" :*"))
        for row in table.rows[:3]
        for cell in row
        if cell is not None
    )


def _read(
    path: Path,
    held: Sequence[tuple[Block, RawTable, str]],
    corrections: Corrections,
    *,
    named: bool,
) -> Tabled:
    if not held:
        return Tabled()
    try:
        plans, _notes, _ = choose(path, [table for _, table, _ in held], corrections)
    except TrackerError:
        return Tabled()
    if not plans or (not named and not _like_a_list(plans)):
        return Tabled()
    themes = {table.name: theme for _, table, theme in held}
    pages = {table.name: block.row_pages for block, table, _ in held}
    items: list[ReadItem] = []
    problems: list[Problem] = []
    left_out: list[LeftOut] = []
    for plan in plans:
        reader = ItemReader(plan, corrections)
        reader.read()
        for item in reader.items:
            if is_placeholder(item.text):
                left_out.append(LeftOut(item.where, "it has no words yet", item.text))
                continue
            placed = _placed(item, plan, themes.get(plan.table.name, ""))
            items.append(_paged(placed, pages[plan.table.name], item.row))
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


def _like_a_list(plans: Sequence[TablePlan]) -> bool:
    """Whether tables without a column called recommendation still list something, by number."""
    return all(
        plan.header.index >= 0 and "reference" in plan.fields and "text" in plan.fields
        for plan in plans
    )


def _placed(item: ReadItem, plan: TablePlan, theme: str) -> ReadItem:
    return replace(
        item,
        where=f"{plan.table.name}, {item.where}",
        theme=item.theme or plan.title or theme,
        timescale=item.fields.get("timescale", ""),
    )


def _paged(item: ReadItem, pages: Sequence[int], row: int) -> ReadItem:
    """An item of a file with pages says its page."""
    if not 0 < row <= len(pages):
        return item
    page = pages[row - 1]
    return replace(
        item, where=f"p. {page}", fields={"page": str(page), **item.fields}, places=(f"p. {page}",)
    )
