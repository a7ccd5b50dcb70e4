"""The columns of the review screen, as data: its lines, and how the file's columns were read."""

from __future__ import annotations

from dataclasses import dataclass

from marmot_tracker.exchange.headings import FIELDS
from marmot_tracker.exchange.mapping import EXTRA, IGNORE, ColumnGuess
from marmot_tracker.exchange.proposal import ProposedLine
from ui.widgets.table_model import Cell, Column, Tone


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A line of the proposal with whether it is ticked."""

    line: ProposedLine
    ticked: bool

    @property
    def uid(self) -> str:
        """The line's number names it."""
        return str(self.line.number)


def _subject(row: ReviewRow) -> Cell:
    line = row.line
    return Cell(line.subject or line.words, beneath=line.where, lines=2)


def _change(row: ReviewRow) -> Cell:
    line = row.line
    if line.field:
        called = line.field_words or line.field
        before = f"the list said before: {line.base}" if line.base else ""
        return Cell(called[:1].upper() + called[1:], Tone.STRONG, before, lines=2)
    return Cell(line.words, lines=2)


LINE_COLUMNS: tuple[Column[ReviewRow], ...] = (
    Column(
        "tick",
        "Take in",
        lambda row: Cell(("yes" if row.ticked else "no") if row.line.can_accept else ""),
        lambda row: (not row.line.can_accept, not row.ticked),
        width=6,
        spoken=lambda row: "taken in" if row.ticked else "left out",
    ),
    Column(
        "reference",
        "Ref",
        lambda row: Cell(row.line.reference, Tone.STRONG),
        lambda row: row.line.number,
        width=5,
        spoken=lambda row: f"{row.line.reference}. {row.line.words}",
    ),
    Column(
        "subject",
        "Recommendation",
        _subject,
        lambda row: row.line.number,
        width=0,
        tip=lambda row: row.line.subject,
    ),
    Column(
        "what",
        "What",
        _change,
        lambda row: row.line.field_words,
        width=22,
        tip=lambda row: row.line.words,
    ),
    Column(
        "ours",
        "In the tracker",
        lambda row: Cell(row.line.ours, Tone.QUIET, lines=2),
        lambda row: row.line.ours,
        width=18,
        tip=lambda row: row.line.ours,
    ),
    Column(
        "theirs",
        "In the file",
        lambda row: Cell(row.line.theirs, lines=2),
        lambda row: row.line.theirs,
        width=18,
        tip=lambda row: row.line.theirs,
    ),
)


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the file, as it was read."""

    guess: ColumnGuess

    @property
    def uid(self) -> str:
        """Its letter names it."""
        return self.guess.letter


def _read_as(row: ColumnRow) -> str:
    if row.guess.field == EXTRA:
        return "a column of the place's own"
    return "left out" if row.guess.field == IGNORE else FIELDS.get(row.guess.field, "")


COLUMN_COLUMNS: tuple[Column[ColumnRow], ...] = (
    Column("letter", "Col.", lambda row: Cell(row.guess.letter), lambda row: row.guess.letter, 4),
    Column(
        "heading",
        "Heading",
        lambda row: Cell(row.guess.heading, Tone.STRONG, lines=2),
        lambda row: row.guess.heading.casefold(),
        18,
    ),
    Column("field", "Read as", lambda row: Cell(_read_as(row), lines=2), _read_as, 22),
    Column(
        "why",
        "Why",
        lambda row: Cell(row.guess.why, Tone.QUIET, lines=3),
        lambda row: row.guess.why,
        0,
        tip=lambda row: row.guess.why,
    ),
    Column(
        "samples",
        "Holds",
        lambda row: Cell(" · ".join(row.guess.samples), lines=2),
        lambda row: row.guess.filled,
        22,
    ),
)
