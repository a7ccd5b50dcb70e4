"""Chooses which sheets of a file are read, and says why: one list, or several of one form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.corrections import Corrections
from marmot_tracker.exchange.mapping import TablePlan, plan_table
from marmot_tracker.exchange.stacking import headings_of, same_core, stacked
from marmot_tracker.exchange.tables import RawTable, one_line

ALIKE = 0.6
"""Sheets that share this much of their headings are of one form."""
REPEATED = 0.2
"""A sheet that repeats more of the wordings already read than this is a copy or an extract."""


def choose(
    path: Path, tables: Sequence[RawTable], corrections: Corrections
) -> tuple[list[TablePlan], list[str], list[str]]:
    """The tables to read, planned, in the file's order, and sentences on why these.

    The last are sentences on tables that look like lists and are not read.

    Raises `TrackerError` where a sheet that was asked for is not there.
    """
    named = corrections.sheets
    if named:
        tables = _named_sheets(path, tables, named)
    notes = [
        f"Sheet '{table.name}' is hidden and was not read; name it to read it."
        for table in tables
        if table.hidden and table.rows and not named
    ]
    seen = [table for table in tables if named or not table.hidden]
    plans = _plans(seen, corrections)
    if not plans:
        return [], notes, []
    if len(named) > 1:
        blocks, unread = _blocks(plans, corrections)
        return blocks, [*notes, _together(plans)], unread
    best = max(plans, key=lambda plan: (plan.rows_with_text > 0, plan.score, plan.rows_with_text))
    alike = [plan for plan in plans if plan is best or _belongs(plan, best)]
    read = _without_copies(alike, best)
    if len(read) > 1:
        notes.append(_together(read))
    copies = [plan.table.name for plan in alike if plan not in read]
    if copies:
        names = ", ".join(f"'{name}'" for name in copies)
        notes.append(f"Other sheets hold the same wordings and were not read again: {names}.")
    notes.append(_why_here(best, len(seen)))
    blocks, unread = _blocks(read, corrections)
    unread += [
        f"Sheet '{plan.table.name}' also looks like a list ({plan.rows_with_text} rows) and was "
        "not read; name it to read it."
        for plan in plans
        if plan not in alike and plan.clear_list
    ]
    planned = {plan.table.name for plan in plans if plan.clear_list or plan in alike}
    others = [table.name for table in seen if table.rows and table.name not in planned]
    if others:
        names = ", ".join(f"'{name}'" for name in others)
        notes.append(f"Not read, as no list of items was found in them: sheets {names}.")
    return blocks, notes, unread


def _blocks(
    plans: Sequence[TablePlan], corrections: Corrections
) -> tuple[list[TablePlan], list[str]]:
    """The tables of each sheet, one under another, and sentences on those not read."""
    found: list[TablePlan] = []
    unread: list[str] = []
    for plan in plans:
        blocks, notes = stacked(plan, corrections)
        found += blocks
        unread += notes
    return found, unread


def _named_sheets(path: Path, tables: Sequence[RawTable], names: Sequence[str]) -> list[RawTable]:
    found = []
    for name in names:
        same = [table for table in tables if table.is_sheet and _same(table.name, name)]
        if not same:
            there = ", ".join(f"'{table.name}'" for table in tables if table.is_sheet)
            raise TrackerError(
                f"There is no sheet '{name}' in {path.name}.",
                hint=f"Its sheets are {there}." if there else "It is not a workbook.",
            )
        found += [table for table in same if table not in found]
    return [table for table in tables if table in found]


def _same(one: str, other: str) -> bool:
    return one_line(one).casefold() == one_line(other).casefold()


def _plans(tables: Sequence[RawTable], corrections: Corrections) -> list[TablePlan]:
    """The plans of those tables that have one; corrections need only fit one of them."""
    plans: list[TablePlan] = []
    fault: TrackerError | None = None
    for table in tables:
        if not table.rows:
            continue
        try:
            plan = plan_table(table, corrections)
        except TrackerError as error:
            fault = fault or error
            continue
        if plan is not None:
            plans.append(plan)
    if fault is not None and not plans:
        raise fault
    return plans


def _together(plans: Sequence[TablePlan]) -> str:
    names = ", ".join(f"'{plan.table.name}'" for plan in plans)
    same = len({plan.header.headings for plan in plans}) == 1
    near = all(_alike(plan, plans[0]) for plan in plans)
    how = (
        "have the same headings"
        if same
        else "have nearly the same headings"
        if near
        else "list the same sort of thing under different headings"
    )
    return f"Sheets {names} {how} and were read together."


def _alike(plan: TablePlan, other: TablePlan) -> bool:
    own, theirs = headings_of(plan), headings_of(other)
    return len(own & theirs) >= ALIKE * len(own | theirs)


def _belongs(plan: TablePlan, best: TablePlan) -> bool:
    """Whether a sheet is of the best one's form, and has something in it."""
    if not plan.rows_with_text or plan.table.turned != best.table.turned:
        return False
    own, theirs = headings_of(plan), headings_of(best)
    if not own or not theirs:
        return plan.header.headings == best.header.headings and bool(own) == bool(theirs)
    return _alike(plan, best) or same_core(plan, best)


def _without_copies(plans: Sequence[TablePlan], best: TablePlan) -> list[TablePlan]:
    """The plans, longest first taken, that do not repeat the wordings of those taken."""
    seen: set[str] = set()
    taken: list[TablePlan] = []
    for plan in sorted(plans, key=lambda plan: (-plan.rows_with_text, plan is not best)):
        own = _wordings(plan)
        if taken and len(own & seen) > REPEATED * len(own):
            continue
        taken.append(plan)
        seen |= own
    return [plan for plan in plans if plan in taken]


def _wordings(plan: TablePlan) -> set[str]:
    text = plan.fields["text"]
    return {
        one_line(str(row[text])).casefold()
        for row in plan.table.rows[plan.first :]
        if text < len(row) and row[text] is not None
    }


def _why_here(plan: TablePlan, sheets: int) -> str:
    table, header = plan.table, plan.header
    if table.turned:
        return f"{table.where(header.index)} holds the headings: each column beside it is one item."
    if header.index < 0:
        return "No row of headings was found; columns were told by what is in them."
    row = table.row_number(header.index)
    rows = f"row {row}" if header.last == header.index else f"rows {row} and {row + 1}"
    if not table.is_sheet:
        return f"Headings read from {rows}."
    chosen = f", chosen of {sheets}," if sheets > 1 else ""
    return f"Sheet '{table.name}'{chosen} has headings we know in {rows}."
