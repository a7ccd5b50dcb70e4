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
Agree = Callable[[int, str], int]
"""In how many cells besides reference and wording a row and a recommendation agree."""

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


def match(
    items: Sequence[Identity], known: Sequence[Known], *, agree: Agree | None = None
) -> dict[int, str]:
    """For each row that is a known recommendation, by its place in the list: the uid.

    `agree` says of a row and a recommendation in how many of their other cells they agree. With
    it, rows that have exchanged their wordings under references that stayed are told from rows
    that have moved whole, by what agrees in more cells.
    """
    found = _by_wording(items, known)
    if agree is not None:
        _put_under_references(items, known, found, agree)
    found.update(by_reference(items, known, found))
    return found


def _by_wording(items: Sequence[Identity], known: Sequence[Known]) -> dict[int, str]:
    found: dict[int, str] = {}
    taken: set[str] = set()
    for key in _EXACT:
        for view in _views(known):
            _match_in_order(items, view, key, found, taken)
    return found


def by_reference(
    items: Sequence[Identity], known: Sequence[Known], found: Mapping[int, str]
) -> dict[int, str]:
    """What a reference that is unique where it stands says of the rows that are not `found`."""
    all_found = dict(found)
    taken = set(found.values())
    for key in _UNIQUE:
        for view in _views(known):
            _match_unique(items, view, key, all_found, taken)
    return {place: uid for place, uid in all_found.items() if place not in found}


def _views(known: Sequence[Known]) -> tuple[View, View]:
    return ([(one.uid, one.taken) for one in known], [(one.uid, one.now) for one in known])


def _put_under_references(
    items: Sequence[Identity], known: Sequence[Known], found: dict[int, str], agree: Agree
) -> None:
    """Rows found by their wording go to the recommendation under their reference instead.

    Only where the row agrees with that one in more of its other cells, and where nothing that
    is left as it was found stands there: all rows of a ring change together, or none.
    """
    held = {one.uid: {view.reference for view in (one.taken, one.now) if view} for one in known}
    crossed = {
        place: uid
        for place, uid in found.items()
        if items[place].reference and items[place].reference not in held[uid]
    }
    if not crossed:
        return
    elsewhere = by_reference(items, known, {})
    moving = {
        place: elsewhere[place]
        for place, uid in crossed.items()
        if place in elsewhere
        and elsewhere[place] != uid
        and agree(place, elsewhere[place]) > agree(place, uid)
    }
    holder = {uid: place for place, uid in found.items()}
    while blocked := [
        place for place, uid in moving.items() if uid in holder and holder[uid] not in moving
    ]:
        for place in blocked:
            del moving[place]
    for place in moving:
        del found[place]
    found.update(moving)


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
