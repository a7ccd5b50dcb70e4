"""Reads a list of recommendations from a file: the one way in, through the limited child process.

`read_source` is what callers use; `read_in_child` is what the helper runs.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from marmot_tracker import helper
from marmot_tracker.errors import TrackerError
from marmot_tracker.exchange.items import ItemReader
from marmot_tracker.exchange.mapping import CorrectedMapping, TablePlan, plan_table
from marmot_tracker.exchange.readers import read_tables
from marmot_tracker.exchange.readers.checks import MAX_ROWS, file_sha256
from marmot_tracker.exchange.results import LeftOut, Problem, ReadItem, ReadResult
from marmot_tracker.exchange.tables import RawTable, one_line
from marmot_tracker.progress import Progress
from marmot_tracker.trail.collector import collector_resting

SECONDS = 60
MEMORY_MB = 1024
OUTPUT_MB = 160
"""What the longest list comes to is 60 MB with short wordings, and more with long ones."""
STEPS = 4


def read_source(
    path: Path | str,
    *,
    sheet: str | None = None,
    mapping: CorrectedMapping | None = None,
    progress: Progress | None = None,
) -> ReadResult:
    """Read a file's items in the helper, touching no tracker.

    `sheet` names one worksheet; without it the best is chosen and the choice explained.
    `mapping` corrects what columns mean (`mapping`). Raises `TrackerError` in words where the
    file, the sheet or the mapping is not as it should be, `Cancelled` where asked to stop.
    """
    argument: dict[str, Any] = {
        "path": str(Path(path).absolute()),
        "sheet": sheet,
        "mapping": {
            key: names if isinstance(names, str) else list(names)
            for key, names in (mapping or {}).items()
        },
    }
    told = helper.run(
        "marmot_tracker.exchange.reading:read_in_child",
        argument,
        seconds=SECONDS,
        memory_mb=MEMORY_MB,
        output_mb=OUTPUT_MB,
        progress=progress,
    )
    try:
        with collector_resting():
            return ReadResult.from_json(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TrackerError(
            f"What was read from {Path(path).name} cannot be used; nothing was changed.",
            hint="Copy the rows you need into a new workbook, and try that one.",
        ) from error


def as_read_json(result: ReadResult) -> dict[str, Any]:
    """What `marmot read --json` prints: {"items": [{reference, title, text, theme, where}], ...}."""
    return {
        "items": [
            {
                "reference": item.reference,
                "title": item.title,
                "text": item.text,
                "theme": item.theme,
                "where": item.where,
            }
            for item in result.items
        ],
        "message": result.message,
    }


def read_in_child(argument: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the helper runs: `read_file` with JSON on both sides."""
    with collector_resting():
        result = read_file(
            Path(argument["path"]),
            sheet=argument.get("sheet"),
            mapping=argument.get("mapping") or {},
            progress=progress,
        )
        return result.to_json()


def read_file(
    path: Path, *, sheet: str | None, mapping: CorrectedMapping, progress: Progress
) -> ReadResult:
    """Read a file's items in this process. Raises `TrackerError` in words."""
    progress.step(0, STEPS, "Checking the file")
    tables = read_tables(path, progress)
    progress.step(2, STEPS, "Finding the headings")
    chosen, notes = _choose(path, tables, sheet, mapping)
    progress.step(3, STEPS, "Reading the rows")
    readers = [ItemReader(plan) for plan in chosen]
    for reader in readers:
        reader.read()
    items = tuple(
        _themed(item, reader.plan, len(readers) > 1) for reader in readers for item in reader.items
    )
    left_out = tuple(row for reader in readers for row in reader.left_out)
    problems = tuple(problem for reader in readers for problem in reader.problems)
    for plan, reader in zip(chosen, readers, strict=True):
        notes += [*plan.table.notes, *reader.notes, *_hidden_rows(plan, reader.items)]
    notes += _reference_notes(items)
    return ReadResult(
        items=items,
        message=_message(path, tables, chosen, items, left_out, problems),
        columns=chosen[0].columns if chosen else (),
        sheets=tuple(table.name for table in tables if table.is_sheet),
        source_name=path.name,
        sha256=file_sha256(path),
        problems=problems,
        read_sheets=tuple(plan.table.name for plan in chosen if plan.table.is_sheet),
        left_out=left_out,
        notes=tuple(dict.fromkeys(notes)),
        unread=sum(plan.table.unread for plan in chosen),
    )


def _choose(
    path: Path, tables: Sequence[RawTable], sheet: str | None, mapping: CorrectedMapping
) -> tuple[list[TablePlan], list[str]]:
    """The tables to read, planned, and sentences on why these."""
    if sheet is not None:
        named = [table for table in tables if table.is_sheet and _same(table.name, sheet)]
        if not named:
            there = ", ".join(f"'{table.name}'" for table in tables if table.is_sheet)
            raise TrackerError(
                f"There is no sheet '{sheet}' in {path.name}.",
                hint=f"Its sheets are {there}." if there else "It is not a workbook.",
            )
        tables = named
    notes = [
        f"Sheet '{table.name}' is hidden and was not read; name it to read it."
        for table in tables
        if table.hidden and table.rows and sheet is None
    ]
    seen = [table for table in tables if sheet is not None or not table.hidden]
    plans = _plans(seen, mapping)
    if not plans:
        return [], notes
    ranked = sorted(plans, key=lambda plan: (plan.rows_with_text > 0, plan.score), reverse=True)
    best = ranked[0]
    together = [plan for plan in plans if plan is best or _belongs(plan, best)]
    if len(together) > 1 and not _overlap(together):
        names = ", ".join(f"'{plan.table.name}'" for plan in together)
        notes.append(f"Sheets {names} have the same headings and were read together.")
    else:
        if len(together) > 1:
            notes.append("Other sheets hold the same wordings and were not read again.")
        together = [best]
    notes.append(_why_here(best, len(seen)))
    unread = [plan for plan in plans if plan not in together and plan.clear_list]
    notes += [
        f"Sheet '{plan.table.name}' also looks like a list ({plan.rows_with_text} rows) and was "
        "not read; name it to read it."
        for plan in unread
    ]
    return together, notes


def _same(one: str, other: str) -> bool:
    return one_line(one).casefold() == one_line(other).casefold()


def _plans(tables: Sequence[RawTable], mapping: CorrectedMapping) -> list[TablePlan]:
    """The plans of those tables that have one; a mapping need only fit one of them."""
    plans: list[TablePlan] = []
    fault: TrackerError | None = None
    for table in tables:
        if not table.rows:
            continue
        try:
            plan = plan_table(table, mapping)
        except TrackerError as error:
            fault = fault or error
            continue
        if plan is not None:
            plans.append(plan)
    if fault is not None and not plans:
        raise fault
    return plans


def _belongs(plan: TablePlan, best: TablePlan) -> bool:
    """Whether a sheet has the same headings as the best one, and something under them."""
    return plan.rows_with_text > 0 and plan.header.headings == best.header.headings


def _overlap(plans: Sequence[TablePlan]) -> bool:
    """Whether sheets repeat each other's wordings, as copies of one list do."""
    seen: set[str] = set()
    for plan in plans:
        text = plan.fields["text"]
        own = {
            one_line(str(row[text])).casefold()
            for row in plan.table.rows[plan.first :]
            if text < len(row) and row[text] is not None
        }
        if len(own & seen) * 5 > len(own):
            return True
        seen |= own
    return False


def _why_here(plan: TablePlan, sheets: int) -> str:
    table, header = plan.table, plan.header
    if header.index < 0:
        return "No row of headings was found; columns were told by what is in them."
    row = table.row_number(header.index)
    if not table.is_sheet:
        return f"Headings read from row {row}."
    chosen = f", chosen of {sheets}," if sheets > 1 else ""
    return f"Sheet '{table.name}'{chosen} has headings we know in row {row}."


def _themed(item: ReadItem, plan: TablePlan, several: bool) -> ReadItem:
    """An item of one of several sheets takes the sheet's name for its theme where it has none."""
    if item.theme or not several:
        return item
    return ReadItem(
        reference=item.reference,
        title=item.title,
        text=item.text,
        theme=plan.table.name,
        where=item.where,
        fields=item.fields,
        extra=item.extra,
        row=item.row,
        notes=item.notes,
    )


def _hidden_rows(plan: TablePlan, items: Sequence[ReadItem]) -> list[str]:
    hidden = {plan.table.row_number(index) for index in plan.table.hidden_rows}
    number = sum(item.row in hidden for item in items)
    if not number:
        return []
    return [f"{_count(number, 'row')} hidden in the sheet were read too."]


def _reference_notes(items: Sequence[ReadItem]) -> list[str]:
    """What is odd about the references: the same one twice, or a 3.10 that has become 3.1."""
    notes = []
    references = [item.reference for item in items if item.reference]
    if references and len(references) < len(items):
        notes.append(f"{_count(len(items) - len(references), 'item')} without a reference.")
    twice = [reference for reference, times in Counter(references).items() if times > 1]
    if twice:
        shown = ", ".join(twice[:8]) + (" …" if len(twice) > 8 else "")
        notes.append(f"References used more than once: {shown}.")
    for before, after in itertools.pairwise(references):
        stem, _, tail = before.rpartition(".")
        if stem.isdecimal() and tail == "9" and after == f"{stem}.1":
            notes.append(
                f"Reference {after} follows {before}: the spreadsheet may have turned {stem}.10 "
                f"into {after}. Format that column as text and type it again."
            )
    return notes


def _message(
    path: Path,
    tables: Sequence[RawTable],
    chosen: Sequence[TablePlan],
    items: Sequence[ReadItem],
    left_out: Sequence[LeftOut],
    problems: Sequence[Problem],
) -> str:
    """What the person is told first."""
    if not items:
        return " ".join([_nothing(path, tables, chosen), *_unread(chosen)])
    where = " and ".join(f"sheet '{plan.table.name}'" for plan in chosen if plan.table.is_sheet)
    parts = [
        f"{_count(len(items), 'item')} read from {where + ' of ' if where else ''}{path.name}."
    ]
    parts += _unread(chosen)
    for why, number in Counter(row.why for row in left_out).items():
        parts.append(f"{_count(number, 'row')} left out: {why}.")
    if problems:
        number = sum(problem.times for problem in problems)
        parts.append(f"{_count(number, 'cell')} could not be read: {problems[0].in_words()}")
    return " ".join(parts)


def _unread(chosen: Sequence[TablePlan]) -> list[str]:
    """How many rows of the tables that were read stand past the last row that is."""
    return [
        f"{_count(plan.table.unread, 'row')} after row {MAX_ROWS:,} "
        f"{'was' if plan.table.unread == 1 else 'were'} not read: at most {MAX_ROWS:,} rows are."
        for plan in chosen
        if plan.table.unread
    ]


def _nothing(path: Path, tables: Sequence[RawTable], chosen: Sequence[TablePlan]) -> str:
    if not any(table.rows for table in tables):
        return f"{path.name} has nothing in it: there is no filled cell to read."
    if not chosen:
        return (
            f"No list of recommendations was found in {path.name}: no row of headings that we "
            "know, above rows with a wording. Say which column holds the wording, or add a row "
            "of headings such as Reference, Recommendation, Owner."
        )
    plan = chosen[0]
    heading = one_line(plan.header.headings[plan.fields["text"]])
    sheet = f"Sheet '{plan.table.name}' of {path.name}" if plan.table.is_sheet else path.name
    row = plan.table.row_number(plan.header.index)
    return f"{sheet} has headings in row {row}, but no item has a wording under '{heading}': nothing to read."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
