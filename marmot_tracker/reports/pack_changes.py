"""The pack's account of the time between meetings: what changed, what was said, which dates moved."""

from __future__ import annotations

from datetime import date

from marmot_tracker import clock
from marmot_tracker.reports.looks import Look, look_of
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_words import (
    REFERENCE,
    brief_words,
    briefly,
    due_cell,
    key_line,
    missing,
    rating_words,
)
from marmot_tracker.reports.sheets import Cell, Column, Sheet, Shown, Table
from marmot_tracker.services import changes
from marmot_tracker.services.changes import Change, Said, What
from marmot_tracker.services.moves import Move
from marmot_tracker.services.slips import Revision
from marmot_tracker.services.updates import UpdateLine
from marmot_tracker.services.wording import counted, day
from marmot_tracker.vocabulary import DecisionCode, Rating, Stage

CHANGED, UPDATES, MOVED = "What changed", "Updates", "Dates moved"
WHAT: dict[What, str] = {
    What.WORSE: "Rating is worse",
    What.BETTER: "Rating is better",
    What.RATED: "Rating",
    What.DATE: "Due date",
    What.DECISION: "Decision",
    What.OWNER: "Owner",
    What.ADDED: "New recommendation",
    What.WITHDRAWN: "Withdrawn",
    What.EVIDENCE: "Evidence added",
    What.EVIDENCE_GONE: "Evidence taken out",
    What.POSITION: "Position",
    What.WORDING: "Wording or reference",
    What.PLACED: "Subgroup, principle or stage",
    What.TIMESCALE: "Timescale",
    What.THEME: "Theme",
    What.OWN: "Own column",
}


def what_words(change: Change) -> str:
    """What changed, in words; of a kind with several fields, which of them."""
    return change.called or WHAT[change.what]


def what_changed(made: Contents) -> Sheet:
    """What is different since the day asked for, with who changed it, when and why."""
    columns = (
        REFERENCE,
        Column("Recommendation", 34),
        Column("Subgroup", 15, blank="no subgroup"),
        Column("What changed", 20),
        Column("Before", 24),
        Column("Now", 24),
        Column("When", 12, Look.DATE, "not known"),
        Column("Entered by", 22, blank="not known"),
        Column("Why", 40, blank="no reason given"),
    )
    found, since = made.changes, made.facts.since
    says = "What is different from an earlier day, with who changed it, when and why."
    empty = (
        "Nothing has changed since." if since else "No earlier day was asked for to compare with."
    )
    table = Table(
        "What_changed",
        says,
        columns,
        tuple(_change(made, change) for change in found or ()),
        empty=empty,
        filtered=True,
    )
    notes = [says]
    if since is not None:
        notes.append(
            f"Since {day(since)}: {counted(len(found or ()), 'change')} of "
            f"{counted(changes.changed(found or ()), 'recommendation')}. What went and came back "
            "in between is not listed."
        )
    notes.append(key_line(made.words))
    title = f"What changed: {made.called}, {day(made.facts.day)}"
    return Sheet(CHANGED, title, tuple(notes), (table,), made.mark, kept=1)


def _change(made: Contents, change: Change) -> tuple[Cell, ...]:
    return (
        change.reference,
        briefly(change.words),
        change.subgroup,
        what_words(change),
        _said(made, change, change.before),
        _said(made, change, change.after),
        change.at.astimezone(clock.PLACE).date() if change.at else None,
        change.who,
        change.why,
    )


def _said(made: Contents, change: Change, said: Said) -> Cell:
    if isinstance(said, Rating):
        return Shown(rating_words(made.words, said), look_of(said))
    if isinstance(said, DecisionCode):
        return made.words.decision(said)
    if isinstance(said, date):
        return Shown(said, Look.DATE)
    if said is None and change.what is What.DECISION:
        return made.words.decision(None)
    if said in set(Stage) and change.what is What.PLACED:
        return made.words.stage(Stage(said))
    return said


def updates_sheet(made: Contents) -> Sheet:
    """Every status update of the period, and those whose rating counts."""
    columns = (
        REFERENCE,
        Column("Recommendation", 26),
        Column("Speaks for", 12, Look.DATE, "no date"),
        Column("Rating", 15),
        Column("Position", 28),
        Column("Done", 27),
        Column("Next", 27),
        Column("Barrier", 27),
        Column("Path to green", 28),
        Column("Green by", 12, Look.DATE, "no date"),
        Column("Help needed", 28),
        Column("Reason", 28),
        Column("Suggested rating", 16),
        Column("Given for", 14, blank="no period"),
        Column("Rating counts", 12),
        Column("Subgroup", 16, blank="no subgroup"),
        Column("Owner", 17),
    )
    rows = tuple(_update(made, line) for line in made.updates)
    period = made.span.period if made.span else made.figures.period
    of_period = f"of {period.name}" if period else "of the last three months"
    says = "The status updates behind the ratings, as they were written, the newest first."
    table = Table(
        UPDATES, says, columns, rows, empty="No status update has been written.", filtered=True
    )
    notes = (
        says,
        f"{counted(len(rows), 'update')}: those {of_period}, and where there is none the last "
        "one that counts.",
        key_line(made.words),
    )
    title = f"Updates: {made.called}, {day(made.facts.day)}"
    return Sheet(UPDATES, title, notes, (table,), made.mark, kept=1)


def _update(made: Contents, line: UpdateLine) -> tuple[Cell, ...]:
    row = made.row[line.recommendation]
    given_for = made.periods.get(line.period or "")
    told = rating_words(made.words, line.rating)
    if line.rating is Rating.NOT_RATED and line.not_rated_why:
        told += f": {made.words.not_rated_why(line.not_rated_why).lower()}"
    return (
        row.reference,
        brief_words(row),
        line.speaks_for,
        Shown(told, look_of(line.rating)),
        line.position_line,
        line.done,
        line.next,
        line.barrier,
        line.path_to_green,
        line.path_to_green_by,
        line.help_needed,
        line.reason,
        rating_words(made.words, line.suggested) if line.suggested else None,
        given_for.name if given_for else None,
        "counts" if line.counts else "does not count",
        row.subgroup,
        missing(row.owner, "no owner"),
    )


def dates_moved(made: Contents) -> Sheet:
    """Every move of a due date, beside the first date and the one that counts."""
    columns = (
        REFERENCE,
        Column("Recommendation", 26),
        Column("Owner", 15),
        Column("First date", 12, Look.DATE, "no date"),
        Column("Date now", 12, Look.DATE, "no date"),
        Column("Times moved", 9, Look.NUMBER),
        Column("Days slipped", 9, Look.NUMBER),
        Column("This move", 9),
        Column("Moved from", 12, Look.DATE, "no date"),
        Column("Moved to", 12, Look.DATE, "no date"),
        Column("Days", 8, Look.NUMBER, "–"),
        Column("Reason", 25, blank="no reason given"),
        Column("Asked by", 14, blank="not said"),
        Column("Agreed by", 14),
        Column("Agreed on", 12, Look.DATE, "no date"),
        Column("Meeting", 14, blank="not said"),
        Column("Subgroup", 16, blank="no subgroup"),
    )
    rows = tuple(_move(made, move) for move in made.moves)
    says = "Every due date that moved: where from, where to, why, who asked and who agreed."
    table = Table("Dates_moved", says, columns, rows, empty="No due date has moved.", filtered=True)
    moved = len({move.recommendation for move in made.moves})
    notes = (
        says,
        f"{counted(moved, 'recommendation')}, {counted(len(rows), 'move')}; of the counted "
        f"recommendations {len(made.figures.moved):,} of {made.figures.counted:,} moved. A typing "
        "mistake that was put right is no move.",
    )
    title = f"Dates moved: {made.called}, {day(made.facts.day)}"
    return Sheet(MOVED, title, notes, (table,), made.mark, kept=1)


def _move(made: Contents, move: Move) -> tuple[Cell, ...]:
    row = made.row[move.recommendation]
    return (
        row.reference,
        brief_words(row),
        missing(row.owner, "no owner"),
        row.first_due,
        due_cell(row),
        row.times_moved,
        row.days_slipped,
        f"{move.number} of {move.times}",
        _date(move.before),
        _date(move.after),
        move.days,
        move.reason,
        move.asked_by,
        move.agreed_by or ("agreed" if move.agreed else Shown("not agreed yet", Look.MISSING)),
        move.agreed_on,
        move.meeting,
        row.subgroup,
    )


def _date(revision: Revision) -> Cell:
    return "ongoing" if revision.ongoing else revision.new_date
