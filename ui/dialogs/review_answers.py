"""What the person says to each line of a review, kept while the same list is read otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from marmot_tracker.exchange.proposal import LineKind, Proposal, ProposedLine, standing

Key = tuple[LineKind, str, str, str, int]


class Answers:
    """Which lines are taken in: as the proposal suggests, until the person says otherwise.

    With `before`, what the person said of another reading of the same list is carried over: what
    was left out stays out, what was taken in is where it still says the same.
    """

    def __init__(self, proposal: Proposal, before: Answers | None = None) -> None:
        self.lines = proposal.lines
        self.by_number = {line.number: line for line in proposal.lines}
        self._ticks = {line.number: line.accept for line in proposal.lines}
        self._keys = _keys_of(proposal.lines)
        self._said: dict[Key, tuple[bool, str]] = dict(before._said) if before else {}
        self.groups: dict[LineKind, list[ProposedLine]] = {kind: [] for kind in LineKind}
        for line in proposal.lines:
            self.groups[group_of(line)].append(line)
        if self._said:
            self._carry_over()
        troubled = {line.where for line in self.groups[LineKind.PROBLEM] if line.where}
        self._clean = {
            line.number
            for kind in (LineKind.NEW, LineKind.CHANGED)
            for line in self.groups[kind]
            if line.where not in troubled
        }
        self.accepted: set[int] = set()
        self._counted: dict[LineKind, tuple[int, int]] = {}
        self._settle()

    @property
    def spoken(self) -> bool:
        """Whether the person has said anything."""
        return bool(self._said)

    def open(self, line: ProposedLine) -> bool:
        """Whether a line can be answered, as what it depends on is answered now."""
        if not line.can_accept or (line.needs is not None and line.needs not in self.accepted):
            return False
        return line.unless is None or line.unless not in self.accepted

    def taken(self, kind: LineKind) -> tuple[int, int]:
        """How many lines of a group are taken in, and how many could be now."""
        found = self._counted.get(kind)
        if found is None:
            able = [line for line in self.groups[kind] if self.open(line)]
            found = sum(line.number in self.accepted for line in able), len(able)
            self._counted[kind] = found
        return found

    def answer(self, numbers: Collection[int], taken: bool) -> None:
        """Answer lines alike, each where the answers before it leave it open.

        Of several at once, two answers beneath a near match stay a question of their own.
        """
        self._answer(dict.fromkeys(numbers, taken))

    def take_clean(self) -> None:
        """Take in what is new or changed in rows without a problem, and leave the rest of it out."""
        both = (*self.groups[LineKind.NEW], *self.groups[LineKind.CHANGED])
        self._answer({line.number: line.number in self._clean for line in both})

    def leave_all(self) -> None:
        """Leave every line out."""
        self._answer({line.number: False for line in self.lines if line.can_accept})

    def _answer(self, wanted: Mapping[int, bool]) -> None:
        several = len(wanted) > 1
        for number in sorted(wanted):  # what a line depends on stands before it
            line, taken = self.by_number[number], wanted[number]
            if not self.open(line):
                continue
            if several and taken and line.of_near and line.kind is LineKind.TWO_ANSWERS:
                continue
            self._ticks[line.number] = taken
            self._said[self._keys[line.number]] = (taken, line.theirs)
            (self.accepted.add if taken else self.accepted.discard)(line.number)
        self._settle()

    def _carry_over(self) -> None:
        for line in self.lines:
            said = self._said.get(self._keys[line.number]) if line.can_accept else None
            if said is not None and (not said[0] or said[1] == line.theirs):
                self._ticks[line.number] = said[0]

    def left_out(self) -> int:
        """How many lines that the proposal would take in the person leaves out."""
        return sum(line.accept and not self._ticks[line.number] for line in self.lines)

    def _settle(self) -> None:
        wanted = {number for number, ticked in self._ticks.items() if ticked}
        self.accepted = {line.number for line in standing(self.lines, wanted)}
        self._counted.clear()


def group_of(line: ProposedLine) -> LineKind:
    """Where a line stands: what follows from a near match stands beneath it."""
    return LineKind.NEAR if line.of_near else line.kind


def _keys_of(lines: Sequence[ProposedLine]) -> dict[int, Key]:
    """What names each line, by its number, in another reading of the same list, too.

    A page of a report holds several, so which of those alike it is belongs to it.
    """
    seen: Counter[tuple[LineKind, str, str, str]] = Counter()
    keys: dict[int, Key] = {}
    for line in lines:
        alike = (line.kind, line.where, line.field, line.uid or "")
        keys[line.number] = (*alike, seen[alike])
        seen[alike] += 1
    return keys
