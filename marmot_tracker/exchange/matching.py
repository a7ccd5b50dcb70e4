"""Which report a list belongs to, and which recommendation each of its rows is.

A recommendation is known by what the list said of it last time and by what the tracker says now:
an edit in between must not make the same list look new. Nothing is guessed: rows match by their
wording, or by a reference that is unique where it stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from marmot_tracker.exchange.naming import folded
from marmot_tracker.exchange.results import ReadItem

_APART = re.compile(r"[\W_]+")
ALIKE = 0.5
"""From this share of common words on, two wordings under one reference are versions of one."""


class Identity(NamedTuple):
    """What a row is known by, without regard to case, blanks and punctuation."""

    reference: str
    wording: str
    theme: str


@dataclass(frozen=True, slots=True)
class Known:
    """A recommendation of a report: as the list said it last (None if never), and as it is now.

    One that is out of view was withdrawn by somebody; it is known by what the list said alone.
    """

    uid: str
    in_view: bool
    taken: Identity | None
    now: Identity | None


def identity(reference: str, wording: str, theme: str) -> Identity:
    """The identity of a row or a recommendation."""
    plain = _APART.sub(" ", wording.casefold()).strip()
    return Identity(folded(reference), plain or wording, folded(theme))


def identity_of(item: ReadItem) -> Identity:
    """The identity of a row."""
    return identity(item.reference, item.text, item.theme)


Key = Callable[[Identity], Hashable]

_EXACT: tuple[Key, ...] = (
    lambda one: (one.reference, one.wording, one.theme),
    lambda one: (one.reference, one.wording),
    lambda one: (one.wording, one.theme),
    lambda one: one.wording,
)
_UNIQUE: tuple[Key, ...] = (
    lambda one: (one.reference, one.theme) if one.reference else None,
    lambda one: one.reference or None,
)


def match(items: Sequence[Identity], known: Sequence[Known]) -> dict[int, str]:
    """For each row that is a known recommendation, by its place in the list: the uid."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    views = ([(one.uid, one.taken) for one in known], [(one.uid, one.now) for one in known])
    for key in _EXACT:
        for view in views:
            _match_in_order(items, view, key, found, taken)
    for key in _UNIQUE:
        for view in views:
            _match_unique(items, view, key, found, taken)
    return found


View = Sequence[tuple[str, Identity | None]]


def _match_in_order(
    items: Sequence[Identity], view: View, key: Key, found: dict[int, str], taken: set[str]
) -> None:
    """Equal keys match in the order they stand in, however often they occur."""
    waiting: dict[Hashable, deque[str]] = defaultdict(deque)
    for uid, one in view:
        if one is not None and uid not in taken:
            waiting[key(one)].append(uid)
    if not waiting:
        return
    for place, item in enumerate(items):
        if place not in found and (left := waiting.get(key(item))):
            uid = left.popleft()
            found[place] = uid
            taken.add(uid)


def _match_unique(
    items: Sequence[Identity], view: View, key: Key, found: dict[int, str], taken: set[str]
) -> None:
    """A key matches where it occurs once in the whole list and once in the whole report."""
    in_list = Counter(key(item) for item in items)
    in_report = Counter(key(one) for _, one in view if one is not None)
    holder = {key(one): uid for uid, one in view if one is not None and in_report[key(one)] == 1}
    for place, item in enumerate(items):
        wanted = key(item)
        if place in found or wanted is None or in_list[wanted] != 1:
            continue
        uid = holder.get(wanted)
        if uid is not None and uid not in taken:
            found[place] = uid
            taken.add(uid)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a list is in a report: `same` of `rows` rows, the report holding `size`.

    `exact` of the same rows have a wording that the report holds; the others only resemble it.
    """

    report: str
    same: int
    exact: int
    rows: int
    size: int

    @property
    def rank(self) -> tuple[bool, int]:
        """The higher, the likelier; a wording that is held counts twice one that resembles."""
        return (self.enough, self.exact + self.same)

    @property
    def enough(self) -> bool:
        """Whether the list is the report's list again: half of the shorter of the two."""
        return self.same > 0 and 2 * self.same >= min(self.rows, self.size)


def likeness(items: Sequence[Identity], known: Mapping[str, Sequence[Known]]) -> list[Likeness]:
    """For each report how much of the list it holds, the likeliest first.

    Of equally likely ones the smallest comes first, then the one that was added last.
    """
    found = [_likeness(items, report, of_report) for report, of_report in known.items()]
    return sorted(found, key=lambda one: (one.rank, -one.size, one.report), reverse=True)


def _likeness(items: Sequence[Identity], report: str, known: Iterable[Known]) -> Likeness:
    views = [view for one in known for view in (one.taken, one.now) if view is not None]
    wordings = {view.wording for view in views}
    references: dict[str, list[str]] = defaultdict(list)
    for view in views:
        if view.reference:
            references[view.reference].append(view.wording)
    exact = sum(item.wording in wordings for item in items)
    resembling = sum(
        item.wording not in wordings
        and any(_alike(item.wording, other) for other in references.get(item.reference, ())[:4])
        for item in items
    )
    size = sum(one.in_view for one in known)
    return Likeness(report, exact + resembling, exact, len(items), size)


def _alike(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    together = words | others
    return bool(together) and len(words & others) >= ALIKE * len(together)
