"""The columns of the review screen, as data: its lines, and the words that are not known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from marmot_tracker.exchange.fields import field_words
from marmot_tracker.exchange.headings import FIELDS
from marmot_tracker.exchange.proposal import LineKind, ProposedLine
from marmot_tracker.services.wording import counted, joined
from ui.dialogs.review_answers import Answers
from ui.widgets.table_model import Cell, Column, Tone

GROUPS: tuple[tuple[LineKind, str], ...] = (
    (LineKind.PROBLEM, "Problems"),
    (LineKind.NEAR, "Near matches to decide"),
    (LineKind.TWO_ANSWERS, "Two answers"),
    (LineKind.NEW, "New"),
    (LineKind.CHANGED, "Changed"),
    (LineKind.MISSING, "Not in this file"),
    (LineKind.OFFERED, "Offered, taken where you say so"),
    (LineKind.UNCHANGED, "Unchanged"),
)
"""The kinds of line under their headings, what a person must look at first."""
GROUP_WORDS = dict(GROUPS)
HEADING = "group:"
"""Begins the name of a row that heads a group."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A line of the proposal, or with `line` None the heading of a group; its tick is asked for.

    What follows from a near match is `open` only where the answer given to that allows it.
    """

    answers: Answers
    group: LineKind
    line: ProposedLine | None = None
    folded: bool = False

    @property
    def uid(self) -> str:
        """The line's number names it."""
        return f"{HEADING}{self.group}" if self.line is None else str(self.line.number)

    @property
    def open(self) -> bool:
        """Whether it can be taken in or left out now."""
        if self.line is None:
            return self.answers.taken(self.group)[1] > 0
        return self.answers.open(self.line)

    @property
    def tick(self) -> str:
        """ "yes", "no", for a group also "some"; empty where there is nothing to take in."""
        if self.line is not None:
            if not self.answers.open(self.line):
                return ""
            return "yes" if self.line.number in self.answers.accepted else "no"
        taken, able = self.answers.taken(self.group)
        return "" if not able else "no" if not taken else "yes" if taken == able else "some"


def _spoken(row: ReviewRow) -> str:
    if row.line is None:
        return group_words(row)
    told = {"yes": "taken in", "no": "left out", "": "nothing to take in"}[row.tick]
    return f"{row.line.reference} {told}".strip()


def group_words(row: ReviewRow) -> str:
    """The heading of a group, with how many of it are taken in."""
    taken, able = row.answers.taken(row.group)
    many = len(row.answers.groups[row.group])
    if row.group is LineKind.NEAR:
        many = sum(line.kind is LineKind.NEAR for line in row.answers.groups[row.group])
    words = f"{GROUP_WORDS[row.group]}: {many:,}"
    if able:
        words += f", {taken:,} of {able:,} taken in"
    return f"{words}, folded" if row.folded else words


def _subject(row: ReviewRow) -> Cell:
    line = row.line
    if line is None:
        return Cell(group_words(row), Tone.STRONG)
    text = problem_words(line) if line.kind is LineKind.PROBLEM else line.subject
    said = f"{line.reference}  {text}" if line.reference else text
    return Cell(said or line.words, beneath=row_first(line.where), lines=2)


def row_first(where: str) -> str:
    """A place with its row first, so that a long name of a sheet does not hide it."""
    sheet, _, row = where.rpartition(", ")
    place = row[:1].upper() + row[1:]
    return f"{place}, {sheet[:1].lower()}{sheet[1:]}" if sheet else place


def problem_words(line: ProposedLine) -> str:
    """What is wrong, without the place and the cell that stand beside it."""
    _, found, what = line.words.partition(f"{line.field_words} '{line.theirs}': ")
    if not found:
        _, found, what = line.words.partition(f"{line.field_words}: ")
    return what[:1].upper() + what[1:] if found and line.field_words else line.words


_WHAT: dict[LineKind, tuple[str, Tone]] = {
    LineKind.PROBLEM: ("Look at this", Tone.MISSING),
    LineKind.MISSING: ("It stays", Tone.PLAIN),
    LineKind.UNCHANGED: ("Nothing to change", Tone.QUIET),
}
"""What a line about a whole row says."""


def _change(row: ReviewRow) -> Cell:
    line = row.line
    if line is None:
        return Cell("")
    if line.kind is LineKind.NEAR:
        return Cell("The same recommendation?", Tone.STRONG, _alike(line), lines=2)
    if line.unless is not None:
        return Cell("New, if it is not the same", lines=2)
    called = line.field_words.strip("“”")
    called = called[:1].upper() + called[1:]
    if line.kind is LineKind.OFFERED:
        return Cell(called, Tone.STRONG, f"as {line.ours}" if line.ours else "", lines=2)
    if line.kind is LineKind.NEW:
        return Cell("New", Tone.STRONG, _replaced(line), lines=2)
    if line.field:
        before = f"before: {line.base}" if line.base and line.kind is LineKind.TWO_ANSWERS else ""
        return Cell(called, Tone.STRONG, before, lines=2)
    if line.kind is LineKind.PROBLEM and called:
        return Cell(called, Tone.MISSING, line.theirs, lines=2)
    words, tone = _WHAT.get(line.kind, (line.words, Tone.PLAIN))
    return Cell(words, tone, lines=2)


def _alike(line: ProposedLine) -> str:
    """How alike the two wordings of a near match are."""
    found = re.search(r"\d+ % alike", line.words)
    return found[0] if found else ""


def _replaced(line: ProposedLine) -> str:
    """What a new recommendation of an edition replaces."""
    _, found, replaced = line.words.rpartition(" replaces ")
    return f"replaces {replaced}" if found and line.kind is LineKind.NEW else ""


def was(line: ProposedLine) -> str:
    """What the tracker says; what is offered across is the tracker's, too."""
    return "" if line.kind is LineKind.OFFERED else line.ours


def becomes(line: ProposedLine) -> str:
    """What it would say once the line is taken in; of a new one, what comes with the wording."""
    if line.kind in (LineKind.MISSING, LineKind.PROBLEM):
        return ""
    if line.kind is LineKind.NEW:
        named = {name for name, _ in line.values} - _WITH_WORDING
        names = [name for name in _TOLD_FIRST if name in named]
        told = [field_words(name) for name in names[:2]]
        more = len(named) - len(told)
        if not told:
            return f"with {counted(more, 'field')}" if more else ""
        return f"with {joined([*told, f'{more} more'] if more else told)}"
    return line.theirs


_WITH_WORDING = frozenset({"wording", "reference", "replaces"})


_TOLD_FIRST = ("lead", "rating", "due", "subgroup", "decision", "theme", "timescale")
"""Of all that comes with a new recommendation this is told first."""


def _told(line: ProposedLine) -> str:
    """A line as it is spoken; of a new one the words that are seen, and what comes with them."""
    if line.kind is not LineKind.NEW:
        return f"{line.reference}. {line.words}"
    seen = f"{line.reference}  {line.subject}" if line.reference else line.subject
    return ". ".join(filter(None, (seen, _replaced(line), "New", becomes(line))))


def _was(row: ReviewRow) -> Cell:
    if row.line is None:
        return Cell("")
    text = was(row.line)
    empty = row.line.kind in (LineKind.CHANGED, LineKind.TWO_ANSWERS) and not text
    return Cell("nothing" if empty else text, Tone.QUIET, lines=2)


def _becomes(row: ReviewRow) -> Cell:
    if row.line is None:
        return Cell("")
    tone = Tone.QUIET if row.line.kind is LineKind.NEW else Tone.PLAIN
    return Cell(becomes(row.line), tone, lines=2)


LINE_COLUMNS: tuple[Column[ReviewRow], ...] = (
    Column("tick", "Take in", lambda row: Cell(row.tick), lambda row: 0, 5, spoken=_spoken),
    Column(
        "subject",
        "Recommendation",
        _subject,
        lambda row: 0,
        0,
        spoken=lambda row: _told(row.line) if row.line else group_words(row),
        tip=lambda row: row.line.subject if row.line else "",
    ),
    Column(
        "what",
        "What",
        _change,
        lambda row: 0,
        11,
        tip=lambda row: row.line.words if row.line else "",
    ),
    Column(
        "ours",
        "Was",
        _was,
        lambda row: 0,
        12,
        tip=lambda row: was(row.line) if row.line else "",
        spare=2,
    ),
    Column(
        "theirs",
        "Becomes",
        _becomes,
        lambda row: 0,
        13,
        tip=lambda row: becomes(row.line) if row.line else "",
    ),
)


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
        14,
    ),
    Column(
        "times",
        "Cells",
        lambda row: Cell(f"{row.times:,}" if row.times else ""),
        lambda row: row.times,
        6,
    ),
    Column(
        "means",
        "Means",
        lambda row: Cell(row.told or "not said yet", Tone.PLAIN if row.told else Tone.MISSING),
        lambda row: row.told,
        18,
    ),
)
