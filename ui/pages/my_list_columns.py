"""The columns of My list, as data: what is asked about, how it stands, what was said, two answers."""

from __future__ import annotations

from datetime import date

from marmot_tracker.services.my_list import Asked
from marmot_tracker.services.programme import Words
from marmot_tracker.services.wording import counted, day
from marmot_tracker.vocabulary import RATING_KEY, WORST_FIRST
from ui.widgets.table_model import Cell, Column, Tone, natural

NONE = "—"
STILL, UPDATE = "still", "update"
"""The columns that are buttons."""


def columns(words: Words, today: date, *, may_write: bool) -> tuple[Column[Asked], ...]:
    """The columns in the programme's own words; without `may_write` nothing can be answered."""
    return (
        *_what(words, today),
        *_how(words, today),
        Column(
            STILL,
            "",
            lambda line: _still_cell(line, may_write=may_write),
            lambda line: line.answered,
            width=10,
            spoken=lambda line: _spoken_still(line, may_write=may_write),
        ),
        Column(
            UPDATE,
            "",
            lambda line: Cell("Update…" if may_write else "", _loud(line)),
            lambda line: line.answered,
            width=9,
            spoken=lambda _line: "Update, button" if may_write else "",
        ),
    )


def _what(words: Words, today: date) -> tuple[Column[Asked], ...]:
    return (
        Column(
            "reference",
            "Ref",
            lambda line: Cell(line.row.reference or NONE, _loud(line, Tone.STRONG)),
            lambda line: natural(line.row.reference),
            width=4,
            spoken=lambda line: spoken_line(line, words, today),
        ),
        Column(
            "text",
            "Recommendation",
            lambda line: Cell(
                line.row.short_title or line.row.text,
                _loud(line),
                beneath=line.row.owner or "no owner yet",
                lines=2,
            ),
            lambda line: (line.row.short_title or line.row.text).casefold(),
            width=0,
            spoken=lambda line: f"{line.row.text}. Owner: {line.row.owner or 'none yet'}",
            tip=lambda line: line.row.text,
            copied=lambda line: line.row.text,
        ),
    )


def _how(words: Words, today: date) -> tuple[Column[Asked], ...]:
    return (
        Column(
            "rating",
            "Rating now",
            lambda line: _rating_cell(line, words, today),
            lambda line: WORST_FIRST.index(line.row.rating),
            width=10,
            spoken=lambda line: _spoken_rating(line, words, today),
            tip=lambda line: line.row.reason,
        ),
        Column(
            "said",
            "Said last",
            lambda line: Cell(line.said or NONE, Tone.QUIET if line.answered else Tone.PLAIN,
                              lines=3),
            lambda line: line.said.casefold(),
            width=26,
            spare=1,
            spoken=lambda line: f"Said last: {line.said or 'nothing'}",
            tip=lambda line: line.said,
        ),
    )  # fmt: skip


def _loud(line: Asked, tone: Tone = Tone.PLAIN) -> Tone:
    """What is answered goes quiet."""
    return Tone.QUIET if line.answered else tone


def _rating_cell(line: Asked, words: Words, today: date) -> Cell:
    row = line.row
    if "rating" in row.marks:
        return Cell(words.rating(row.rating).word, Tone.MISSING, "two answers", row.rating)
    return Cell(words.rating(row.rating).word, Tone.QUIET, age(line, today), row.rating)


def age(line: Asked, today: date) -> str:
    """How old the rating is, in words."""
    if line.row.speaks_for is None:
        return "never rated"
    days = (today - line.row.speaks_for).days
    if days <= 0:
        return "today" if days == 0 else f"for {day(line.row.speaks_for)}"
    return f"{counted(days, 'day')} ago"


def _still_cell(line: Asked, *, may_write: bool) -> Cell:
    if line.answered:
        return Cell("✓ Answered", Tone.QUIET)
    return Cell("Still right" if may_write else "")


def _spoken_still(line: Asked, *, may_write: bool) -> str:
    if line.answered:
        return "answered"
    return "Still right, button" if may_write else "not answered"


def _spoken_rating(line: Asked, words: Words, today: date) -> str:
    rating = line.row.rating
    return f"{RATING_KEY[rating].letter}, {words.rating(rating).word}, {age(line, today)}"


def spoken_line(line: Asked, words: Words, today: date) -> str:
    """One whole row in a sentence, for a screen reader on its first cell."""
    row = line.row
    return (
        f"{row.reference or 'No reference'}, {'answered' if line.answered else 'not answered'}. "
        f"{row.short_title or row.text}. Rating {_spoken_rating(line, words, today)}. "
        f"Said last: {line.said or 'nothing'}."
    )
