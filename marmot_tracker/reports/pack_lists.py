"""The pack's lists: what needs attention, the whole register, and the evidence index."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from marmot_tracker import clock
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_words import (
    REFERENCE,
    answers_words,
    due_cell,
    missing,
    moved_words,
    overdue_words,
    principle_words,
    rating_cell,
    rating_words,
    recommendation_words,
)
from marmot_tracker.reports.sheets import Cell, Column, Look, Sheet, Shown, Table
from marmot_tracker.services.evidence import IndexLine
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted, day
from marmot_tracker.vocabulary import Rating, Sensitivity

EXCEPTIONS, REGISTER, EVIDENCE = "Exceptions", "Register", "Evidence index"


def exceptions(made: Contents) -> Sheet:
    """Every recommendation that needs attention, once, with all the reasons why."""
    whys = _whys(made)
    listed = sorted((row for row in made.rows if row.uid in whys), key=_rank)
    columns = (
        REFERENCE,
        Column("Recommendation", 35),
        Column("Subgroup", 14, blank="no subgroup"),
        Column("Owner", 16),
        Column("Rating", 15),
        Column("Why it is here", 24),
        Column("Reason given", 27),
        Column("Path to green", 27),
        Column("Green by", 12, Look.DATE, "no date"),
        Column("Help needed", 20),
        Column("Due", 12, Look.DATE, "no date"),
    )
    rows = tuple(_exception(made, row, whys[row.uid]) for row in listed)
    says = "Recommendations that need attention, worst first, with why each is here."
    table = Table(
        "Exceptions", says, columns, rows, empty="Nothing needs attention.", filtered=True
    )
    notes = (
        says,
        f"{len(listed):,} of {made.figures.counted:,} counted recommendations: red or amber, "
        "overdue, moved, no owner, no update this period, no evidence, or two answers to settle.",
    )
    title = f"Exceptions: {made.called}, {day(made.facts.day)}"
    return Sheet(EXCEPTIONS, title, notes, (table,), made.mark, kept=1)


def _rank(row: RegisterRow) -> int:
    """Red, amber, then overdue, then the rest; the order of the register within each."""
    if row.rating is Rating.OFF_TRACK:
        return 0
    if row.rating is Rating.AT_RISK:
        return 1
    return 2 if row.overdue else 3


def _whys(made: Contents) -> dict[str, list[str]]:
    """Why each recommendation is listed, by uid, counted by `figures`."""
    figures = made.figures
    rows = {row.uid: row for row in made.rows}
    found: dict[str, list[str]] = {}

    def tell(uids: tuple[str, ...], words: Mapping[str, str] | str) -> None:
        for uid in uids:
            found.setdefault(uid, []).append(words if isinstance(words, str) else words[uid])

    tell(figures.off_track, made.words.rating(Rating.OFF_TRACK).word)
    tell(figures.at_risk, made.words.rating(Rating.AT_RISK).word)
    tell(figures.overdue, {uid: _overdue(rows[uid], made.facts.day) for uid in figures.overdue})
    tell(figures.moved, {uid: moved_words(rows[uid]) for uid in figures.moved})
    tell(figures.no_owner, "No owner")
    tell(figures.no_update, "No update this period")
    tell(figures.no_evidence, "No evidence")
    tell(figures.two_answers, "Two answers to settle")
    tell(figures.withdrawn, "Withdrawn by one person, changed by another")
    return found


def _overdue(row: RegisterRow, today: date) -> str:
    judged = row.due or row.next_review
    return overdue_words(row, (today - judged).days) if judged else "Overdue"


def _exception(made: Contents, row: RegisterRow, whys: list[str]) -> tuple[Cell, ...]:
    needs_path = row.rating in {Rating.OFF_TRACK, Rating.AT_RISK}
    return (
        row.reference,
        recommendation_words(row),
        row.subgroup,
        missing(row.owner, "no owner"),
        rating_cell(made.words, row),
        "\n".join(whys),
        missing(row.reason, "no reason given") if needs_path else row.reason,
        missing(row.path_to_green, "no path to green") if needs_path else row.path_to_green,
        row.path_to_green_by,
        row.help_needed,
        due_cell(row),
    )


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
        *(Column(name, 18) for name in made.extra_columns),
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
    return Sheet(REGISTER, title, (says,), (table,), made.mark, kept=1)


def _register_row(made: Contents, row: RegisterRow, *, several: bool) -> tuple[Cell, ...]:
    changed = datetime.fromisoformat(row.last_changed) if row.last_changed else None
    return (
        row.reference,
        recommendation_words(row),
        row.subgroup,
        missing(row.owner, "no owner"),
        made.words.decision(row.decision),
        rating_cell(made.words, row),
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
        *(row.extra.get(name) for name in made.extra_columns),
    )


def evidence_index(made: Contents) -> Sheet:
    """Every piece of evidence as it may be printed (`services.evidence.index`)."""
    columns = (
        Column("Tied to", 14, Look.REFERENCE, "nothing yet"),
        Column("Evidence", 44),
        Column("Kind", 9),
        Column("Speaks for", 12, Look.DATE, "no date"),
        Column("Received from", 20, blank="not said"),
        Column("Why it counts", 28, blank="not said"),
        Column("Where it is", 36, blank="not printed"),
        Column("Recognisable people", 14),
        Column("SHA-256 of the file", 36, blank="no file"),
    )
    rows = tuple(_evidence_row(made, line) for line in made.evidence)
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
    return Sheet(EVIDENCE, title, notes, (table,), made.mark, kept=1)


def _evidence_row(made: Contents, line: IndexLine) -> tuple[Cell, ...]:
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
        line.sha256 or (None if checked else "not printed"),
    )
