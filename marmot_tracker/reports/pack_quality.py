"""The pack's data quality: what is missing or doubtful, and what puts it right."""

from __future__ import annotations

from marmot_tracker.reports.looks import Look
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_words import REFERENCE, answers_words, brief_words, missing
from marmot_tracker.reports.sheets import Cell, Column, Sheet, Shown, Table
from marmot_tracker.services.quality import Finding, Found
from marmot_tracker.services.wording import counted, day

NAME = "Data quality"
TELLS: dict[Finding, tuple[str, str]] = {
    Finding.TWO_ANSWERS: (
        "Two answers to settle",
        "Settle which one stands; until then the worse one counts.",
    ),
    Finding.WITHDRAWN: (
        "Withdrawn by one person, changed by another",
        "Withdraw it again, or put it back.",
    ),
    Finding.SAME_REFERENCE: (
        "Reference used twice in its report",
        "See whether it was added twice, or give one another reference.",
    ),
    Finding.NO_REFERENCE: ("No reference", "Give it the reference its report prints, if any."),
    Finding.NO_OWNER: ("No owner", "Name the post or organisation that answers for it."),
    Finding.NO_DECISION: ("No decision yet", "Record what was answered to it."),
    Finding.NO_DUE_DATE: ("No due date", "Set a date, or mark it as ongoing with a next review."),
    Finding.STALE: (
        "Rating older than its reporting period",
        "Ask its owner for an update; the old rating still counts, marked as stale.",
    ),
    Finding.NO_UPDATE: ("No update this period", "Ask its owner for an update."),
    Finding.NO_REASON: ("Red or amber without a reason", "Ask its owner why it is rated so."),
    Finding.NO_PATH: (
        "Red or amber without a path to green",
        "Ask its owner what brings it back, and by when.",
    ),
    Finding.NO_ASK: ("Red without an ask", "Ask its owner what help is needed."),
    Finding.NO_SUBGROUP: ("No subgroup", "Say which subgroup leads on it."),
    Finding.NO_PRINCIPLE: ("No principle", "Say which principle it serves most."),
    Finding.NO_EVIDENCE: ("No evidence", "Attach what shows how it stands."),
    Finding.NOT_CHECKED: (
        "Evidence not checked for recognisable people",
        "Look through it and mark it as ordinary or restricted.",
    ),
    Finding.NOT_HELD: (
        "Evidence file not in this copy",
        "Bring in a copy of the tracker that holds it.",
    ),
    Finding.NOT_TIED: ("Evidence tied to nothing", "Tie it to what it speaks for."),
}
"""Each finding in words, and what puts it right."""


def data_quality(made: Contents) -> Sheet:
    """One line for each finding, kind by kind."""
    columns = (
        REFERENCE,
        Column("Recommendation or evidence", 44),
        Column("Subgroup", 16, blank="no subgroup"),
        Column("Owner", 18),
        Column("Finding", 30, Look.STRONG),
        Column("More", 28),
        Column("What puts it right", 44),
    )
    says = "What is missing, doubtful or open in the tracker, and what puts it right."
    table = Table(
        "Data_quality",
        says,
        columns,
        tuple(_line(made, found) for found in made.findings),
        empty="Nothing is missing, doubtful or open.",
        filtered=True,
    )
    about = len({found.recommendation for found in made.findings if found.recommendation})
    notes = (
        says,
        f"{counted(len(made.findings), 'finding')}, about {about:,} of "
        f"{counted(len(made.rows), 'recommendation')} and about the evidence.",
    )
    title = f"Data quality: {made.called}, {day(made.facts.day)}"
    return Sheet(NAME, title, notes, (table,), made.mark, kept=1)


def _line(made: Contents, found: Found) -> tuple[Cell, ...]:
    says, do = TELLS[found.finding]
    row = made.row.get(found.recommendation)
    if row is None:
        piece = made.evidence[found.number - 1]
        return (
            ", ".join(piece.references),
            piece.title,
            "evidence",
            "evidence",
            says,
            f"Line {found.number} of the evidence index",
            do,
        )
    return (
        row.reference,
        brief_words(row),
        row.subgroup,
        missing(row.owner, "no owner"),
        says,
        _more(made, found),
        do,
    )


def _more(made: Contents, found: Found) -> Cell:
    row = made.row[found.recommendation]
    if found.finding is Finding.TWO_ANSWERS:
        return Shown(answers_words(made.words, row), Look.MISSING)
    if found.finding is Finding.STALE and row.speaks_for:
        return f"Rated for {day(row.speaks_for)}"
    return "–"
