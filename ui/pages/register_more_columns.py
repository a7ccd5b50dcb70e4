"""Columns of the register that are shown where somebody chose them, as data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.slips import Slip
from marmot_tracker.services.suggesting import Facts, Suggestion, suggested
from marmot_tracker.services.wording import counted, day, times
from marmot_tracker.vocabulary import RATING_KEY, WORST_FIRST, Rating
from ui.widgets.table_model import Cell, Column, Tone, natural

NONE = "—"
Said = Callable[[RegisterRow], str]


def more_columns(words: Words, today: date) -> tuple[Column[RegisterRow], ...]:
    """The further columns, in the order in which the chooser lists them."""
    return (
        *_from_the_report(),
        *_what_was_answered(words),
        *_how_it_goes(words, today),
        *_how_the_date_went(),
    )


def _from_the_report() -> tuple[Column[RegisterRow], ...]:
    return (
        _text("subgroup", "Subgroup", lambda row: row.subgroup, width=16, field="subgroup"),
        _text(
            "principle",
            "Principle",
            lambda row: f"{row.principle} {row.principle_name}" if row.principle else "",
            width=18,
            field="principle",
            key=lambda row: (row.principle is None, row.principle or 0),
        ),
        _text("title", "Short title", lambda row: row.short_title, width=18, field="title"),
        _text("theme", "Theme", lambda row: row.theme, width=14, field="theme"),
        _text("report", "Report", lambda row: row.report, width=16),
        _text("section", "Section", lambda row: row.section, width=10, field="section"),
        _text(
            "page",
            "Page",
            lambda row: row.page,
            width=5,
            field="page",
            key=lambda row: natural(row.page),
        ),
        _text(
            "timescale",
            "Timescale",
            lambda row: row.timescale,
            width=12,
            field="timescale",
            called="Timescale as printed",
        ),
    )


def _what_was_answered(words: Words) -> tuple[Column[RegisterRow], ...]:
    return (
        _text(
            "decision",
            "Decision",
            lambda row: words.decision(row.decision) if row.decision else "",
            width=14,
            field="decision",
        ),
        _text("stage", "Stage", lambda row: words.stage(row.stage), width=12, filter_word="stage"),
    )


def _how_it_goes(words: Words, today: date) -> tuple[Column[RegisterRow], ...]:
    return (
        Column(
            "suggested",
            "Suggested",
            lambda row: _suggested_cell(row, words, today),
            lambda row: WORST_FIRST.index(suggestion(row, today).rating),
            width=13,
            spoken=lambda row: _suggested_words(row, words, today),
            tip=lambda row: suggestion(row, today).because,
            copied=lambda row: _letter_and_word(suggestion(row, today).rating, words),
            called="Suggested rating",
            optional=True,
        ),
        _text("position", "Position", lambda row: row.position_line, width=20),
        _text("reason", "Why so rated", lambda row: row.reason, width=20),
        _text("path", "Path to green", lambda row: row.path_to_green, width=20),
        _day("path_by", "Green by", lambda row: row.path_to_green_by, "Path to green by"),
        _text("help", "Help needed", lambda row: row.help_needed, width=20),
    )


def _how_the_date_went() -> tuple[Column[RegisterRow], ...]:
    return (
        _day("first_due", "First due", lambda row: row.first_due, "Due date when first set"),
        Column(
            "moved",
            "Moved",
            lambda row: _number(row.times_moved),
            lambda row: row.times_moved,
            width=6,
            spoken=lambda row: (
                f"moved {times(row.times_moved)}" if row.times_moved else "never moved"
            ),
            copied=lambda row: str(row.times_moved),
            right=True,
            called="Times the date moved",
            filter="is",
            optional=True,
        ),
        Column(
            "slipped",
            "Slipped",
            lambda row: _number(row.days_slipped, f"{row.days_slipped:+,} d"),
            lambda row: row.days_slipped,
            width=8,
            spoken=lambda row: f"slipped {counted(row.days_slipped, 'day')}",
            copied=lambda row: str(row.days_slipped),
            right=True,
            called="Days slipped",
            optional=True,
        ),
        Column(
            "changed",
            "Changed",
            lambda row: Cell(_changed(row) or NONE, Tone.QUIET),
            lambda row: row.last_changed,
            width=10,
            spoken=lambda row: f"last changed {_changed(row) or 'unknown'}",
            copied=_changed,
            called="Last changed",
            filter="changed",
            optional=True,
        ),
    )


def suggestion(row: RegisterRow, today: date) -> Suggestion:
    """What the rules suggest for a row, and why."""
    due = Slip(
        row.due, row.ongoing, row.next_review, row.first_due, row.times_moved, row.days_slipped
    )
    return suggested(Facts(row.stage, row.decision, due, row.agreed), today=today)


def _suggested_cell(row: RegisterRow, words: Words, today: date) -> Cell:
    rating = suggestion(row, today).rating
    differs = rating not in (row.rating, Rating.NOT_RATED) and row.rating is not Rating.NOT_RATED
    beneath = "differs from the rating" if differs else ""
    return Cell(words.rating(rating).word, Tone.PLAIN, beneath, rating)


def _suggested_words(row: RegisterRow, words: Words, today: date) -> str:
    found = suggestion(row, today)
    return f"suggested {_letter_and_word(found.rating, words)}. {found.because}"


def _letter_and_word(rating: Rating, words: Words) -> str:
    return f"{RATING_KEY[rating].letter} {words.rating(rating).word}"


def _changed(row: RegisterRow) -> str:
    return day(date.fromisoformat(row.last_changed[:10])) if row.last_changed else ""


def _number(number: int, words: str = "") -> Cell:
    if not number:
        return Cell(NONE, Tone.QUIET, right=True)
    return Cell(words or str(number), right=True)


def _text(
    name: str,
    heading: str,
    said: Said,
    *,
    width: int,
    field: str = "",
    called: str = "",
    filter_word: str = "",
    key: Callable[[RegisterRow], Any] | None = None,
) -> Column[RegisterRow]:
    """A column of words: two lines at most, the whole in the tip; what is empty sorts last."""

    def cell(row: RegisterRow) -> Cell:
        words = said(row)
        return Cell(words, lines=2) if words else Cell(NONE, Tone.QUIET)

    return Column(
        name,
        heading,
        cell,
        key or (lambda row: (not said(row), said(row).casefold())),
        width=width,
        spoken=lambda row: f"{called or heading}: {said(row) or 'none'}",
        tip=said,
        copied=said,
        editable=bool(field),
        called=called,
        field=field,
        filter=filter_word or (name if name in FILTERED else ""),
        optional=True,
    )


FILTERED = frozenset(
    {"subgroup", "principle", "report", "theme", "section", "page", "timescale", "decision"}
)
"""Columns that have a filter word of their own name."""


def _day(
    name: str, heading: str, said: Callable[[RegisterRow], date | None], called: str
) -> Column[RegisterRow]:
    return Column(
        name,
        heading,
        lambda row: Cell(day(said(row))) if said(row) else Cell(NONE, Tone.QUIET),
        lambda row: said(row) or date.max,
        width=10,
        spoken=lambda row: f"{called}: {day(said(row)) or 'none'}",
        copied=lambda row: day(said(row)),
        called=called,
        optional=True,
    )
