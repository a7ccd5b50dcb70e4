"""Tells in words what was read from a list, what was left out, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from marmot_tracker.exchange.corrections import SeveralOwners, UnknownWord
from marmot_tracker.exchange.mapping import TablePlan
from marmot_tracker.exchange.readers.checks import MAX_ROWS
from marmot_tracker.exchange.results import LeftOut, Problem, ReadItem
from marmot_tracker.exchange.tables import RawTable, one_line

SHOWN_WORDS = 8


def message(
    path: Path,
    tables: Sequence[RawTable],
    chosen: Sequence[TablePlan],
    items: Sequence[ReadItem],
    left_out: Sequence[LeftOut],
    problems: Sequence[Problem],
    beside: Sequence[str] = (),
) -> str:
    """What the person is told first; `beside` are sentences on lists that were not read."""
    if not items:
        return " ".join([_nothing(path, tables, chosen), *beside, *unread(chosen)])
    sheets = dict.fromkeys(plan.table.name for plan in chosen if plan.table.is_sheet)
    where = " and ".join(f"sheet '{name}'" for name in sheets)
    parts = [f"{count(len(items), 'item')} read from {where + ' of ' if where else ''}{path.name}."]
    parts += [*beside, *unread(chosen)]
    parts += _left_out(left_out)
    if problems:
        number = sum(problem.times for problem in problems)
        parts.append(f"{count(number, 'cell')} could not be read: {problems[0].in_words()}")
    parts += _colours(path, chosen, items)
    return " ".join(parts)


def _left_out(left_out: Sequence[LeftOut]) -> list[str]:
    return [
        f"{count(number, 'row')} left out: {why}."
        for why, number in Counter(row.why for row in left_out).items()
    ]


def _colours(path: Path, chosen: Sequence[TablePlan], items: Sequence[ReadItem]) -> list[str]:
    """That colours were not read, where ratings are missing that colours may have given."""
    rated = [plan for plan in chosen if "rating" in plan.fields]
    without = sum(not item.fields.get("rating") for item in items)
    if not rated or not without:
        return []
    told = f"{count(without, 'item')} without a rating: "
    if not all(plan.table.colours_seen for plan in rated):
        return [
            f"{told}colours of cells are read from .xlsx and .xlsm only, and were not from "
            f"{path.name}."
        ]
    if any(plan.table.colour_rules for plan in rated):
        return [f"{told}colours that come from rules (conditional formats) are not read."]
    return []


def unread(chosen: Sequence[TablePlan]) -> list[str]:
    """How many rows of the tables that were read stand past the last row that is."""
    return [
        f"{count(plan.table.unread, 'row')} after row {MAX_ROWS:,} "
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
    return (
        f"{sheet} has headings in row {row}, but no item has a wording under '{heading}': "
        "nothing to read."
    )


def hidden_rows(plan: TablePlan, items: Sequence[ReadItem]) -> list[str]:
    """That rows hidden in the sheet are among the items."""
    hidden = {plan.table.row_number(index) for index in plan.table.hidden_rows}
    number = sum(item.row in hidden for item in items) if hidden else 0
    if not number:
        return []
    return [f"{count(number, 'row')} hidden in the sheet were read too."]


def words_to_map(words: Sequence[UnknownWord]) -> list[str]:
    """The words of each column of codes that the person may map, with their counts."""
    notes = []
    for field, heading, taken in dict.fromkeys((w.field, w.heading, w.taken) for w in words):
        own = [w for w in words if (w.field, w.heading) == (field, heading)]
        listed = ", ".join(f"'{w.word}' ({w.times})" for w in own[:SHOWN_WORDS])
        more = f" and {len(own) - SHOWN_WORDS} more" if len(own) > SHOWN_WORDS else ""
        so = (
            f"Words under '{heading}' that are no {field} we know: "
            if taken
            else f"'{one_line(heading)}' would be the {field} if its words were known: "
        )
        notes.append(f"{so}{listed}{more}. Say once what each means.")
    return notes


def owners_told(several: SeveralOwners | None) -> list[str]:
    """That cells name several owners, and how they were cut or could be."""
    if several is None:
        return []
    samples = "; ".join(f"'{one_line(sample)}'" for sample in several.samples)
    notes = []
    if several.cells:
        notes.append(
            f"{count(several.cells, 'cell')} under '{several.heading}' named several owners: the "
            f"first was taken as the lead, the others as supporting. Say so if a cell is one owner."
        )
    if several.could_be:
        notes.append(
            f"{count(several.could_be, 'cell')} under '{several.heading}' may name several owners "
            f"({samples}), and each was read as one. Say so if they are to be split."
        )
    return notes


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
