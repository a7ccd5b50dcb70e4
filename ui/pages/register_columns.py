"""The columns of the register, as data: what each shows, how it sorts, what is spoken."""

from __future__ import annotations

from datetime import date

from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import SEVERITY, RegisterRow
from marmot_tracker.services.wording import counted, day, sentence, times
from marmot_tracker.vocabulary import RATING_KEY, WORST_FIRST
from ui.pages.answer_marks import marked
from ui.pages.register_more_columns import more_columns
from ui.widgets.table_model import Cell, Column, Dated, Tone, natural

NONE = "—"
EARLIER = "earlier period"
BETTER, SAME, WORSE = "↗", "→", "↘"


def columns(words: Words, today: date) -> tuple[Column[RegisterRow], ...]:
    """The register's columns in the programme's own words, as they are shown at first."""
    return marked((*_what_and_who(words), *_how_and_when(words), *_shown_by(today)))


def every_column(words: Words, today: date) -> tuple[Column[RegisterRow], ...]:
    """Those and the ones that are shown where somebody chose them."""
    return (*columns(words, today), *marked(more_columns(words, today)))


def _what_and_who(words: Words) -> tuple[Column[RegisterRow], ...]:
    return (
        Column(
            "reference",
            "Ref",
            lambda row: Cell(row.reference or NONE, Tone.STRONG),
            lambda row: natural(row.reference),
            width=4,
            spoken=lambda row: spoken_row(row, words),
            called="Reference",
            filter="ref",
        ),
        Column(
            "text",
            "Recommendation",
            lambda row: Cell(row.short_title or row.text, beneath=row.subgroup or NONE, lines=2),
            lambda row: (row.short_title or row.text).casefold(),
            width=0,
            spoken=lambda row: f"{row.text}. Subgroup: {row.subgroup or 'none'}",
            tip=lambda row: row.text,
            copied=lambda row: row.text,
        ),
        Column(
            "owner",
            "Owner",
            lambda row: (
                Cell(row.owner, lines=2) if row.owner else Cell("no owner yet", Tone.MISSING)
            ),
            lambda row: (not row.owner, row.owner.casefold()),
            width=10,
            tip=lambda row: row.owner,
            copied=lambda row: row.owner,
            editable=True,
            field="owner",
            filter="owner",
        ),
    )


def _how_and_when(words: Words) -> tuple[Column[RegisterRow], ...]:
    return (
        Column(
            "rating",
            "Rating",
            lambda row: _rating_cell(row, words),
            lambda row: WORST_FIRST.index(row.rating),
            width=11,
            spoken=lambda row: spoken_rating(row, words),
            tip=lambda row: row.reason,
            copied=lambda row: f"{RATING_KEY[row.rating].letter} {words.rating(row.rating).word}",
            editable=True,
            field="rating",
            filter="rag",
        ),
        Column(
            "direction",
            "",
            lambda row: Cell(direction(row), Tone.QUIET),
            direction_key,
            width=2,
            spare=2,
            spoken=spoken_direction,
            tip=spoken_direction,
            copied=spoken_direction,
            called="Direction",
            filter="is",
        ),
        Column(
            "due",
            "Due",
            _due_cell,
            lambda row: Dated(row.due, row.ongoing).key,
            width=9,
            spoken=spoken_due,
            tip=spoken_due,
            copied=lambda row: "Ongoing" if row.ongoing else day(row.due),
            editable=True,
            called="Due date",
            field="due",
            filter="due",
        ),
    )


def _shown_by(today: date) -> tuple[Column[RegisterRow], ...]:
    return (
        Column(
            "evidence",
            "Evid.",
            lambda row: Cell(str(row.evidence)) if row.evidence else Cell("none", _wanting(row)),
            lambda row: row.evidence,
            width=4,
            spare=1,
            spoken=lambda row: counted(row.evidence, "piece") + " of evidence",
            copied=lambda row: str(row.evidence),
            called="Evidence",
            filter="evidence",
        ),
        Column(
            "age",
            "Age",
            lambda row: _age_cell(row, today),
            lambda row: row.speaks_for or date.min,
            width=4,
            spare=3,
            spoken=lambda row: spoken_age(row, today),
            tip=lambda row: spoken_age(row, today),
            called="Age of the rating",
            filter="age",
        ),
    )


def _rating_cell(row: RegisterRow, words: Words) -> Cell:
    beneath, tone = "", Tone.PLAIN
    if "rating" in row.marks:
        beneath, tone = "two answers", Tone.MISSING
    elif row.stale:
        beneath = EARLIER
    elif row.claimed:
        beneath = "✓ claimed complete"
    elif row.not_rated_why is not None:
        beneath = words.not_rated_why(row.not_rated_why)
    return Cell(words.rating(row.rating).word, tone, beneath, row.rating)


def _due_cell(row: RegisterRow) -> Cell:
    slipped = f"moved {times(row.times_moved)}" if row.times_moved else ""
    if "due" in row.marks:
        slipped = "two answers"
    if row.ongoing:
        return Cell("Ongoing", Tone.LATE if row.overdue else Tone.PLAIN, slipped)
    if row.due is None:
        return Cell(NONE, Tone.QUIET)
    return Cell(day(row.due), Tone.LATE if row.overdue else Tone.PLAIN, slipped)


def _wanting(row: RegisterRow) -> Tone:
    return Tone.MISSING if row.counted else Tone.QUIET


def _age_cell(row: RegisterRow, today: date) -> Cell:
    if row.speaks_for is None:
        return Cell(NONE, Tone.QUIET)
    days = max((today - row.speaks_for).days, 0)
    return Cell(f"{days} d", Tone.MISSING if row.stale else Tone.QUIET)


def direction(row: RegisterRow) -> str:
    """An arrow from the rating before to this one; nothing where there is none."""
    step = direction_key(row)
    if row.previous_rating is None or row.rating not in SEVERITY:
        return ""
    return BETTER if step > 0 else WORSE if step < 0 else SAME


def direction_key(row: RegisterRow) -> int:
    """How many steps better than before (negative: worse)."""
    return row.steps


def spoken_direction(row: RegisterRow) -> str:
    """The arrow in words."""
    return {BETTER: "better than before", SAME: "as before", WORSE: "worse than before"}.get(
        direction(row), ""
    )


def spoken_rating(row: RegisterRow, words: Words) -> str:
    """A rating as spoken: letter, word, and what stands beneath it."""
    cell = _rating_cell(row, words)
    beneath = f"from an {cell.beneath}" if cell.beneath == EARLIER else cell.beneath
    more = f", {beneath}" if beneath else ""
    return f"{RATING_KEY[row.rating].letter}, {cell.text}{more}"


def spoken_due(row: RegisterRow) -> str:
    """The due date as spoken, with whether it is overdue and how often it moved."""
    if row.due is None and not row.ongoing:
        return "no due date"
    said = "ongoing" if row.ongoing else f"due {day(row.due)}"
    if row.overdue:
        said += ", overdue"
    if row.times_moved:
        said += f", moved {times(row.times_moved)}, {row.days_slipped:+,} days"
    return said


def spoken_age(row: RegisterRow, today: date) -> str:
    """How old the rating is, as spoken."""
    if row.speaks_for is None:
        return "never rated"
    days = counted(max((today - row.speaks_for).days, 0), "day")
    return f"rated for {day(row.speaks_for)}, {days} ago" + (
        ", from an earlier period" if row.stale else ""
    )


def spoken_row(row: RegisterRow, words: Words) -> str:
    """One whole row in a sentence, for a screen reader on its first cell."""
    return (
        f"{row.reference or 'No reference'}. {row.short_title or row.text}. "
        f"Rating {spoken_rating(row, words)}. Owner {row.owner or 'none yet'}. "
        f"{sentence(spoken_due(row))} {counted(row.evidence, 'piece')} of evidence."
    )
