"""The heads of one field: what its changes leave standing (TRAIL.md, section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from marmot_tracker.trail.changes import Row
from marmot_tracker.trail.rows import FieldRows


@dataclass(slots=True)
class FieldHistory:
    """The changes of one field of one thing.

    `rows` are considered; `beyond` lie outside (dated later than an as-at) and count only as
    what a considered change names; `adds` are change sets that added the thing itself.
    """

    rows: FieldRows
    beyond: FieldRows
    adds: frozenset[bytes] = frozenset()
    _taken_back: dict[bytes, bool] = field(default_factory=dict)
    _undos: dict[bytes, list[bytes]] = field(init=False)

    def __post_init__(self) -> None:
        self._undos = {}
        for row in self.rows.values():
            if row.hash is None and row.undoes is not None:
                self._undos.setdefault(row.undoes, []).append(row.change)

    def is_taken_back(self, change: bytes) -> bool:
        """Whether an undo of this change stands (one not itself taken back)."""
        if change not in self._taken_back:
            self._taken_back[change] = False
            self._taken_back[change] = any(
                not self.is_taken_back(undo) for undo in self._undos.get(change, ())
            )
        return self._taken_back[change]

    def reached(self, start: Iterable[bytes], *, through_taken_back: bool = False) -> set[bytes]:
        """What is replaced by way of `start`, directly or through others.

        The walk passes through undos and stops at a change that is taken back.
        """
        found: set[bytes] = set()
        waiting = list(start)
        while waiting:
            change = waiting.pop()
            if change in found:
                continue
            found.add(change)
            row = self.rows.get(change)
            if row is None:
                row = self.beyond.get(change)
                if row is not None:
                    waiting.extend(row.replaces)
            elif through_taken_back or row.hash is None or not self.is_taken_back(change):
                waiting.extend(row.replaces)
        return found

    def heads(self, passed_over: frozenset[bytes] = frozenset()) -> frozenset[bytes]:
        """The changes that carry a value, are not taken back, and that no other replaces."""
        if len(self.rows) == 1 and not passed_over:
            (row,) = self.rows.values()
            return frozenset((row.change,)) if row.hash is not None else frozenset()
        if not passed_over and not self._undos:
            replaced = {change for row in self.rows.values() for change in row.replaces}
            if replaced.isdisjoint(self.beyond) and (ends := self.rows.keys() - replaced):
                return frozenset(ends)
        live = {
            change
            for change, row in self.rows.items()
            if row.hash is not None and change not in passed_over and not self.is_taken_back(change)
        }
        if len(live) > 1 or self.beyond or len(self.rows) > len(live):
            covered: set[bytes] = set()
            for change in sorted(live, key=lambda i: self.rows[i].order, reverse=True):
                if change not in covered:
                    covered |= self.reached(self.rows[change].replaces)
            live -= covered
        return frozenset(live) or self._values_of_the_add(passed_over)

    def _values_of_the_add(self, passed_over: frozenset[bytes]) -> frozenset[bytes]:
        """An undone add's values still count where nothing else stands in that field."""
        return frozenset(
            change
            for change, row in self.rows.items()
            if change in self.adds
            and row.hash is not None
            and change not in passed_over
            and self.is_taken_back(change)
        )

    def unreplaced_undos(self) -> frozenset[bytes]:
        """The undos in this field that nothing has replaced."""
        undos = {change for change, row in self.rows.items() if row.hash is None}
        if not undos:
            return frozenset()
        return frozenset(undos - {i for row in self.rows.values() for i in row.replaces})

    def saw(self, seen: Iterable[bytes], head: bytes) -> bool:
        """Whether a withdrawal whose list is `seen` saw `head`, directly or through others."""
        return head in self.reached(seen, through_taken_back=True)


def adds_of(present: FieldRows) -> frozenset[bytes]:
    """The change sets that added a thing: their row of `present` replaces nothing."""
    return frozenset(change for change, row in present.items() if not row.replaces)


def latest(rows: Iterable[Row]) -> Row:
    """The one that is shown: the latest by time, then id."""
    return max(rows, key=lambda row: row.order)
