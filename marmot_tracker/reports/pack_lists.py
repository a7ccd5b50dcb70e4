"""The pack's long lists: the whole register, and the evidence index."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from datetime import date, datetime

from marmot_tracker import clock
from marmot_tracker.reports.looks import Look
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_words import (
    REFERENCE,
    answers_words,
    due_cell,
    key_line,
    missing,
    principle_words,
    rating_cell,
    rating_words,
    recommendation_words,
)
from marmot_tracker.reports.sheets import Cell, Column, Sheet, Shown, Table
from marmot_tracker.services import extras
from marmot_tracker.services.evidence import IndexLine
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted, day
from marmot_tracker.vocabulary import EvidenceKind, ExtraType, Sensitivity

REGISTER, EVIDENCE = "Register", "Evidence index"


def register_sheet(made: Contents) -> Sheet:
    """Every recommendation, with the place's own columns at the end."""
    several = len({row.report for row in made.rows}) > 1
    columns = (
        REFERENCE,
        Column("Recommendation", 42),
        Column("Subgroup", 16, blank="no subgroup"),
        Column("Owner", 17),
        Column("Decision", 13),
        Column("Rating", 17),
        Column("Rated for", 12, Look.DATE, "never"),
        Column("Position", 26),
        Column("Due", 12, Look.DATE, "no date"),
        Column("Times moved", 10, Look.NUMBER),
        Column("Days slipped", 10, Look.NUMBER),
        Column("First due", 12, Look.DATE, "no date"),
        Column("Evidence", 11, Look.COUNT),
        Column("Reason", 28),
        Column("Path to green", 28),
        Column("Green by", 12, Look.DATE, "no date"),
        Column("Rated before", 15),
        Column("Principle", 20, blank="no principle"),
        Column("Timescale", 13),
        *((Column("Report", 20),) if several else ()),
        Column("Two answers", 20),
        Column("Last changed", 12, Look.DATE, "not known"),
        *(Column(name, 18, _OWN_LOOKS[kind]) for name, kind in made.extra_columns.items()),
    )
    rows = tuple(_register_row(made, row, several=several) for row in made.rows)
    says = "Every recommendation as it stood, in the order of its report, with all columns."
    table = Table(
        "Register",
        says,
        columns,
        rows,
        empty="There are no recommendations in this tracker yet.",
        filtered=True,
    )
    title = f"Register: {made.called}, {day(made.facts.day)}"
    return Sheet(REGISTER, title, (says, key_line(made.words)), (table,), made.mark, kept=1)


def _register_row(made: Contents, row: RegisterRow, *, several: bool) -> tuple[Cell, ...]:
    changed = datetime.fromisoformat(row.last_changed) if row.last_changed else None
    return (
        row.reference,
        recommendation_words(row),
        row.subgroup,
        missing(row.owner, "no owner"),
        made.words.decision(row.decision),
        rating_cell(made.words, row, for_period=made.span is not None),
        row.speaks_for,
        row.position_line,
        due_cell(row),
        row.times_moved,
        row.days_slipped,
        row.first_due,
        row.evidence,
        row.reason,
        row.path_to_green,
        row.path_to_green_by,
        rating_words(made.words, row.previous_rating) if row.previous_rating else None,
        principle_words(row.principle, row.principle_name),
        row.timescale,
        *((row.report,) if several else ()),
        Shown(answers_words(made.words, row), Look.MISSING) if row.marks or row.withdrawn else None,
        changed.astimezone(clock.PLACE).date() if changed else None,
        *(own_cell(kind, row.extra.get(name, "")) for name, kind in made.extra_columns.items()),
    )


_OWN_LOOKS = defaultdict(
    lambda: Look.TEXT, {ExtraType.DATE: Look.DATE, ExtraType.NUMBER: Look.AMOUNT}
)
LARGEST, DIGITS = 10**15, 15
"""Excel keeps fifteen digits; a number beyond them leaves as text."""


def own_cell(kind: ExtraType, words: str) -> Cell:
    """A value of the place's own as its type; one that does not fit it is text, and stays left."""
    if kind is ExtraType.DATE and (key := extras.day_key(words)).isdecimal():
        with contextlib.suppress(ValueError):
            return date.fromisoformat(key)
    number = extras.amount(words) if kind is ExtraType.NUMBER else None
    if number is not None and abs(number) < LARGEST and len(number.as_tuple().digits) <= DIGITS:
        return int(number) if number == number.to_integral_value() else float(number)
    return Shown(words, Look.TEXT) if words else None


def evidence_index(made: Contents) -> Sheet:
    """Every piece of evidence as it may be printed (`services.evidence.index`)."""
    columns = (
        Column("Line", 7, Look.NUMBER),
        Column("Tied to", 14, Look.REFERENCE, "nothing yet"),
        Column("Evidence", 38),
        Column("Kind", 9),
        Column("Speaks for", 12, Look.DATE, "no date"),
        Column("Received from", 18, blank="not said"),
        Column("Why it counts", 26, blank="not said"),
        Column("Where it is", 30, blank="not printed"),
        Column("Recognisable people", 13),
        Column("In this copy", 10),
        Column("SHA-256 of the file", 36, blank="no file"),
    )
    lacking = set(made.facts.lacking)
    rows = tuple(
        (number, *_evidence_row(made, line, held=number not in lacking))
        for number, line in enumerate(made.evidence, 1)
    )
    says = "Every piece of evidence in the tracker, and the recommendations it is tied to."
    table = Table(
        "Evidence_index",
        says,
        columns,
        rows,
        empty="No evidence is attached yet.",
        filtered=True,
    )
    notes = (
        says,
        f"{counted(len(made.evidence), 'piece')}; waiting to be checked for recognisable people: "
        f"{made.waiting:,}. Restricted evidence is named by its holder and date only.",
    )
    title = f"Evidence index: {made.called}, {day(made.facts.day)}"
    return Sheet(EVIDENCE, title, notes, (table,), made.mark, kept=2)


def _evidence_row(made: Contents, line: IndexLine, *, held: bool) -> tuple[Cell, ...]:
    checked = line.sensitivity is not Sensitivity.NOT_CHECKED
    sensitivity = made.words.sensitivity(line.sensitivity)
    return (
        ", ".join(line.references),
        line.title,
        made.words.evidence_kind(line.kind),
        line.speaks_for,
        line.received_from,
        line.why,
        line.location,
        sensitivity if checked else Shown(sensitivity, Look.MISSING),
        _where(line, held=held),
        line.sha256 or (None if checked else "not printed"),
    )


def _where(line: IndexLine, *, held: bool) -> Cell:
    if line.kind is not EvidenceKind.FILE:
        return "no file"
    return "yes" if held else Shown("no", Look.MISSING)
