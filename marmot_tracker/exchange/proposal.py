"""A proposal: what something that came in would change, before anything is changed.

A list, a spreadsheet, a return or a copy first becomes one of these; it is reviewed on one
screen, printed by one `--dry-run` and applied by one function (DESIGN.md, three seams).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from marmot_tracker.services.layouts import LayoutFacts


class LineKind(StrEnum):
    """What a line of a proposal says."""

    NEW = "new"
    NEAR = "near"
    CHANGED = "changed"
    TWO_ANSWERS = "two_answers"
    OFFERED = "offered"
    MISSING = "missing"
    UNCHANGED = "unchanged"
    PROBLEM = "problem"


KIND_WORDS: dict[LineKind, tuple[str, str]] = {
    LineKind.NEW: ("new", "new"),
    LineKind.NEAR: ("near match to decide", "near matches to decide"),
    LineKind.CHANGED: ("change", "changes"),
    LineKind.TWO_ANSWERS: ("field with two answers", "fields with two answers"),
    LineKind.OFFERED: ("offer to decide", "offers to decide"),
    LineKind.MISSING: (
        "in the tracker but not in this file",
        "in the tracker but not in this file",
    ),
    LineKind.UNCHANGED: ("unchanged", "unchanged"),
    LineKind.PROBLEM: ("problem", "problems"),
}
"""How the kinds are counted in a sentence, one and many."""


class Choice(StrEnum):
    """What was decided about where it belongs."""

    SAME_LIST = "same_list"
    NEW_EDITION = "new_edition"
    ANOTHER_REPORT = "another_report"
    COPY = "copy"


CHOICE_WORDS: dict[Choice, str] = {
    Choice.SAME_LIST: "The same list again",
    Choice.NEW_EDITION: "A new edition",
    Choice.ANOTHER_REPORT: "Another report",
    Choice.COPY: "A copy of this tracker",
}


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """One line: a whole thing (`field` is empty) or one field of it.

    `base` is what this source said last time, `ours` what the tracker says now, `theirs` what
    the source says, all in words; `value` and `held` are `theirs` and `ours` as they are
    compared and written. `values` holds the fields of a new thing, or for a field that is
    written together with others (a rating with its reason) what the source says of those.
    `accept` is what happens unless the person says otherwise; a line that cannot be
    accepted (`can_accept`) only tells. A near match asks whether a row is the recommendation
    `uid`: what it would change there stands in lines of their own that `needs` it, and a new
    recommendation in one that is written `unless` it is accepted. Both name lines before them.
    `printed` is what the source itself says in fields that a person corrected on the way here:
    that is the base of the next proposal, so that the same source does not undo the correction.
    """

    number: int
    kind: LineKind
    words: str
    uid: str | None = None
    reference: str = ""
    subject: str = ""
    field: str = ""
    field_words: str = ""
    base: str = ""
    ours: str = ""
    theirs: str = ""
    where: str = ""
    value: str = ""
    held: str = ""
    values: tuple[tuple[str, str], ...] = ()
    needs: int | None = None
    unless: int | None = None
    printed: tuple[tuple[str, str], ...] = ()

    @property
    def can_accept(self) -> bool:
        """Whether there is something that could be written."""
        return self.kind in _WRITTEN

    @property
    def accept(self) -> bool:
        """Whether it is written unless the person says otherwise.

        Two answers, near matches, and what an earlier edition or the words of a report only
        offer never are.
        """
        return self.kind in (LineKind.NEW, LineKind.CHANGED)

    @property
    def of_near(self) -> bool:
        """Whether it says what follows from a near match, which is counted as one."""
        return self.unless is not None or (
            self.needs is not None and self.kind is not LineKind.OFFERED
        )

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "number": self.number,
            "kind": self.kind.value,
            "uid": self.uid,
            "reference": self.reference,
            "text": self.subject,
            "field": self.field,
            "base": self.base,
            "ours": self.ours,
            "theirs": self.theirs,
            "words": self.words,
            "where": self.where,
            "accept": self.accept,
            "needs": self.needs,
            "unless": self.unless,
        }


_WRITTEN = frozenset(
    {LineKind.NEW, LineKind.NEAR, LineKind.CHANGED, LineKind.TWO_ANSWERS, LineKind.OFFERED}
)


def standing(lines: Iterable[ProposedLine], wanted: Collection[int]) -> list[ProposedLine]:
    """Of the wanted lines, by number, those that nothing else wanted speaks against."""
    found: list[ProposedLine] = []
    numbers: set[int] = set()
    for line in lines:
        if line.number not in wanted or not line.can_accept:
            continue
        if line.needs is not None and line.needs not in numbers:
            continue
        if line.unless is not None and line.unless in numbers:
            continue
        found.append(line)
        numbers.add(line.number)
    return found


@dataclass(frozen=True, slots=True)
class Target:
    """Which report a list belongs to: a known one (`report`) or one to be made, called `title`."""

    title: str
    report: str = ""
    edition_of: str = ""


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column of the place's own that does not exist yet; `kind` is its `ExtraType`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that came in, line by line, and how it was understood.

    `explanation` says in a sentence why it was taken for this `choice`. `notes` tell how it was
    read; `columns` are columns of the place's own that come with it. `unsettled` are the cells
    (uid, field, value) whose value is not yet the base of the next proposal of this source.
    `remember` is how lists of this layout are to be read from now on, `forget` the key of a
    layout that is to be read afresh.
    """

    lines: tuple[ProposedLine, ...]
    choice: Choice
    explanation: str
    target: Target = field(default_factory=lambda: Target(""))
    source_name: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = ()
    columns: tuple[NewColumn, ...] = ()
    unsettled: tuple[tuple[str, str, str], ...] = ()
    remember: LayoutFacts | None = None
    forget: str = ""

    @property
    def counts(self) -> Mapping[LineKind, int]:
        """How many lines there are of each kind, all kinds named; what follows from a near match
        is counted with it."""
        counted = Counter(line.kind for line in self.lines if not line.of_near)
        return {kind: counted[kind] for kind in LineKind}

    @property
    def report(self) -> str:
        """The title of the report it belongs to; empty for a copy."""
        return self.target.title

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read or taken, in sentences."""
        return tuple(line.words for line in self.lines if line.kind is LineKind.PROBLEM)

    @property
    def proposes_nothing(self) -> bool:
        """Whether no line could change the tracker."""
        return not any(line.can_accept for line in self.lines)

    def of_kind(self, kind: LineKind) -> tuple[ProposedLine, ...]:
        """The lines of one kind."""
        return tuple(line for line in self.lines if line.kind is kind)

    def summary(self) -> str:
        """The counts in one sentence."""
        counted = self.counts
        said = [
            f"{number:,} {KIND_WORDS[kind][number != 1]}"
            for kind, number in counted.items()
            if number
        ]
        return f"{', '.join(said)}." if said else "Nothing."

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it; unchanged lines are only counted."""
        return {
            "choice": self.choice.value,
            "report": self.report,
            "explanation": self.explanation,
            "source": self.source_name,
            "sha256": self.sha256,
            "counts": {kind.value: number for kind, number in self.counts.items()},
            "lines": [line.to_json() for line in self.lines if line.kind is not LineKind.UNCHANGED],
            "new_columns": [column.name for column in self.columns],
            "notes": list(self.notes),
            "problems": list(self.problems),
        }
