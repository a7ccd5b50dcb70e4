"""Near matches: rows whose wording was changed so much that only a person can say what they are.

Matched are rows and recommendations that nothing else brought together, one to one, the most
alike first. A near match is a question, never an answer: whoever reviews the list says whether
the row is that recommendation with another wording, or a new one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from marmot_tracker.exchange.matching import Agree, Identity, Known, match

LEAST = 80
"""Per cent of two wordings' letters, in order, that must be alike for a near match."""
MOST = 2000
"""Rows, and recommendations, that are compared with each other; more are not."""
_EACH = 8
"""Recommendations that are weighed for each row."""


@dataclass(frozen=True, slots=True)
class Near:
    """A row that looks like a recommendation, `alike` per cent."""

    place: int
    uid: str
    alike: int


def too_many(rows: Collection[int], known: Collection[Known]) -> bool:
    """Whether there are more on a side than are compared."""
    return bool(rows and known) and max(len(rows), len(known)) > MOST


def near_matches(
    items: Sequence[Identity], places: Iterable[int], known: Iterable[Known]
) -> list[Near]:
    """The near matches among these rows and recommendations, by their place in the list.

    Which come together depends on what they say and not on the order they stand in.
    """
    from rapidfuzz import fuzz, process

    views = sorted({(view, one.uid) for one in known for view in _views(one)})
    wordings = [view.wording for view, _ in views]
    rows = list(places)
    if not rows or not views:
        return []
    offers = []
    for place in rows:
        item = items[place]
        for _, alike, at in process.extract(
            item.wording, wordings, scorer=fuzz.ratio, processor=None, limit=_EACH,
            score_cutoff=LEAST,
        ):  # fmt: skip
            view, uid = views[at]
            apart = (item.theme != view.theme, item.reference != view.reference)
            offers.append((-round(alike, 6), apart, item, view, uid, place))
    offers.sort()
    found: dict[int, Near] = {}
    taken: set[str] = set()
    for alike, _, _, _, uid, place in offers:
        if place not in found and uid not in taken:
            found[place] = Near(place, uid, min(99, int(-alike)))
            taken.add(uid)
    return [found[place] for place in sorted(found)]


def unlike(items: Sequence[Identity], found: dict[int, str], known: Iterable[Known]) -> set[int]:
    """Rows of `found` whose wording is not even nearly what their recommendation says or said."""
    from rapidfuzz import fuzz

    views = {one.uid: _views(one) for one in known}
    return {
        place
        for place, uid in found.items()
        if all(
            fuzz.ratio(items[place].wording, view.wording) < LEAST for view in views.get(uid, ())
        )
    }


def _views(known: Known) -> list[Identity]:
    """How a recommendation in view is known; one that was withdrawn is nothing to ask about."""
    if not known.in_view:
        return []
    return [view for view in (known.taken, known.now) if view is not None]


@dataclass(frozen=True, slots=True)
class Matching:
    """What each row is: `found` for sure, or `near` to be asked; `told` where none was looked for."""

    found: Mapping[int, str]
    near: Mapping[int, Near]
    told: str = ""


def match_rows(items: Sequence[Identity], known: Sequence[Known], agree: Agree) -> Matching:
    """Match rows to recommendations: by wording, by reference, and what is left by likeness.

    Where a reference brings together different wordings, and one of the two is nearly that of
    something else that was left, this is asked instead.
    """
    found = match(items, known, agree=agree)
    sure = {view.wording for one in known for view in _views(one)}
    reworded = {place: uid for place, uid in found.items() if items[place].wording not in sure}
    doubtful = unlike(items, reworded, known) if reworded else set()
    rows, left = _left(items, known, found, doubtful)
    if too_many(rows, left):
        rows, left = _left(items, known, found, set())
    if too_many(rows, left):
        said = (
            f"{len(rows):,} rows and {len(left):,} recommendations were left without a match: "
            f"more than {MOST:,} are not compared for changed wordings, so the rows are shown as "
            "new."
        )
        return Matching(found, {}, said)
    near = {one.place: one for one in near_matches(items, rows, left)} if rows and left else {}
    asked = {one.uid for one in near.values()}
    return Matching(
        {place: uid for place, uid in found.items() if place not in near and uid not in asked},
        near,
    )


def _left(
    items: Sequence[Identity], known: Sequence[Known], found: Mapping[int, str], but: set[int]
) -> tuple[list[int], list[Known]]:
    """Rows and recommendations in view that nothing brought together, `but` for those in doubt."""
    kept = {uid for place, uid in found.items() if place not in but}
    rows = [place for place in range(len(items)) if place not in found or place in but]
    return rows, [one for one in known if one.in_view and one.uid not in kept]
