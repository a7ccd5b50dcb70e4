"""The columns of the review screen, as data: its lines, and how the file's columns were read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from marmot_tracker.exchange.corrections import EXTRA, IGNORE
from marmot_tracker.exchange.headings import FIELDS
from marmot_tracker.exchange.mapping import ColumnGuess
from marmot_tracker.exchange.proposal import LineKind, ProposedLine
from ui.widgets.table_model import Cell, Column, Tone


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A line of the proposal with whether it is ticked, and whether it can be now.

    What follows from a near match is `open` only where the answer given to that allows it.
    """

    line: ProposedLine
    ticked: bool
    open: bool = True

    @property
    def uid(self) -> str:
        """The line's number names it."""
        return str(self.line.number)


def _spoken(row: ReviewRow) -> str:
    if not row.open:
        return "nothing to take in"
    return "taken in" if row.ticked else "left out"


def _subject(row: ReviewRow) -> Cell:
    line = row.line
    return Cell(line.subject or line.words, beneath=line.where, lines=2)


_WHAT: dict[LineKind, tuple[str, Tone]] = {
    LineKind.NEW: ("New", Tone.STRONG),
    LineKind.PROBLEM: ("Could not be taken", Tone.MISSING),
    LineKind.MISSING: ("Not in this file; it stays", Tone.PLAIN),
    LineKind.UNCHANGED: ("Nothing to change", Tone.QUIET),
}
"""What a line about a whole row says."""


def _change(row: ReviewRow) -> Cell:
    line = row.line
    if line.kind is LineKind.NEAR:
        return Cell("The same recommendation?", Tone.STRONG, _alike(line), lines=2)
    if line.unless is not None:
        return Cell("New, if it is not the same", lines=2)
    if line.kind is LineKind.OFFERED:
        called = line.field_words[:1].upper() + line.field_words[1:]
        return Cell(called, Tone.STRONG, f"as {line.ours}", lines=2)
    if line.field:
        called = line.field_words or line.field
        before = f"the list said before: {line.base}" if line.base else ""
        return Cell(called[:1].upper() + called[1:], Tone.STRONG, before, lines=2)
    words, tone = _WHAT.get(line.kind, (line.words, Tone.PLAIN))
    return Cell(words, tone, _replaced(line), lines=2)


def _alike(line: ProposedLine) -> str:
    """How alike the two wordings of a near match are."""
    found = re.search(r"\d+ % alike", line.words)
    return found[0] if found else ""


def _replaced(line: ProposedLine) -> str:
    """What a new recommendation of an edition replaces."""
    _, found, replaced = line.words.rpartition(" replaces ")
    return f"replaces {replaced}" if found and line.kind is LineKind.NEW else ""


def _ours(row: ReviewRow) -> str:
    """What the tracker says; what is offered across is the tracker's, too."""
    return row.line.theirs if row.line.kind is LineKind.OFFERED else row.line.ours


def _theirs(row: ReviewRow) -> str:
    return "" if row.line.kind is LineKind.OFFERED else row.line.theirs


LINE_COLUMNS: tuple[Column[ReviewRow], ...] = (
    Column(
        "tick",
        "Take in",
        lambda row: Cell(("yes" if row.ticked else "no") if row.open else ""),
        lambda row: (not row.open, not row.ticked),
        width=6,
        spoken=_spoken,
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
        lambda row: Cell(_ours(row), Tone.QUIET, lines=2),
        _ours,
        width=18,
        tip=_ours,
    ),
    Column(
        "theirs",
        "In the file",
        lambda row: Cell(_theirs(row), lines=2),
        _theirs,
        width=18,
        tip=_theirs,
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


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word in a column of codes: how often it stands there, and what the person says it means.

    `code` is None until something was said, `told` the code in words.
    """

    field: str
    heading: str
    word: str
    times: int
    code: str | None = None
    told: str = ""

    @property
    def uid(self) -> str:
        """Its column and itself name it."""
        return f"{self.field}|{self.word}"


WORD_COLUMNS: tuple[Column[WordRow], ...] = (
    Column(
        "word",
        "Word in the list",
        lambda row: Cell(row.word, Tone.STRONG, lines=2),
        lambda row: row.word.casefold(),
        width=0,
    ),
    Column(
        "heading",
        "Under",
        lambda row: Cell(row.heading or FIELDS.get(row.field, row.field), lines=2),
        lambda row: row.heading.casefold(),
        24,
    ),
    Column(
        "times",
        "Cells",
        lambda row: Cell(f"{row.times:,}" if row.times else ""),
        lambda row: row.times,
        8,
    ),
    Column(
        "means",
        "Means",
        lambda row: Cell(row.told or "not said yet", Tone.PLAIN if row.told else Tone.MISSING),
        lambda row: row.told,
        30,
    ),
)


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
