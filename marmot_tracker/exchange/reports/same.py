"""Tells which recommendations are one, printed twice: in a chapter and in a summary."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from marmot_tracker.exchange.reports.found import Found
from marmot_tracker.exchange.results import LeftOut

ALIKE = 0.72
"""The share of words two printings of one recommendation have in common at least."""
ENOUGH = 0.45
"""The same, for two of the same number in lists that go side by side."""


def once(found: Sequence[Found]) -> list[Found]:
    """Each recommendation once, where it stands first, with the other places it is printed."""
    kept: list[Found] = []
    by_number: dict[str, list[int]] = {}
    side_by_side = _side_by_side(found)
    for one in found:
        number = one.reference.lower()
        same = next(
            (
                at
                for at in by_number.get(number, ())
                if alike(kept[at], one, ENOUGH if side_by_side else ALIKE)
            ),
            None,
        )
        if same is None and not number:
            same = next((at for at, other in enumerate(kept) if alike(other, one, ALIKE)), None)
        if same is None:
            by_number.setdefault(number, []).append(len(kept))
            kept.append(one)
        else:
            kept[same] = _together(kept[same], one)
    return kept


def _side_by_side(found: Sequence[Found]) -> bool:
    """Whether the same numbers stand twice, one list after the other, and say much the same."""
    half = len(found) // 2
    first, second = found[:half], found[half:]
    if half < 3 or [one.reference for one in first] != [one.reference for one in second]:
        return False
    same = sum(alike(one, other, ENOUGH) for one, other in zip(first, second, strict=True))
    return len({one.reference for one in first}) == half and same >= 0.8 * half


def alike(one: Found, other: Found, share: float) -> bool:
    """Whether two have mostly the same words, or one only the opening of the other."""
    if one.reference == other.reference and _titled_alike(one, other):
        return True
    first, second = _tokens(one.words), _tokens(other.words)
    if not first or not second:
        return bool(one.reference) and one.reference == other.reference
    shorter, longer = sorted((first, second), key=len)
    opening = longer[: len(shorter)]
    if (
        one.reference == other.reference != ""
        and len(shorter) >= 3
        and _shared(shorter, opening) >= 0.85
    ):
        return True
    if not one.reference or one.reference != other.reference:
        # Nothing but their words says that they are one: these must be nearly the same.
        if len(shorter) < 12 or first[0] != second[0]:
            return first == second
        return (
            _shared(first[:20], second[:22]) >= 0.93 and _shared(shorter[:60], longer[:66]) >= 0.9
        )
    ends = min(len(shorter), 60)
    return _shared(shorter[:ends], longer[: int(ends * 1.3) + 3]) >= share and (
        len(shorter) > 0.5 * len(longer) or len(shorter) >= 12 or share == ENOUGH
    )


def _titled_alike(one: Found, other: Found) -> bool:
    """Whether two begin with the same title."""
    first, second = _tokens(one.opening), _tokens(other.opening)
    if not first or not second or max(len(first), len(second)) > 30:
        return False
    if not one.reference and first[0] != second[0]:
        return False
    shorter, longer = sorted((first, second), key=len)
    return _shared(shorter, longer) >= 0.85 and len(shorter) >= 0.7 * len(longer)


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("\ufffe", ""))


def _shared(shorter: Sequence[str], longer: Sequence[str]) -> float:
    left: dict[str, int] = {}
    for word in longer:
        left[word] = left.get(word, 0) + 1
    hits = 0
    for word in shorter:
        if left.get(word, 0):
            left[word] -= 1
            hits += 1
    return hits / len(shorter)


def combined(
    groups: Sequence[Sequence[Found]], digests: Collection[int], left_out: list[LeftOut]
) -> list[Found]:
    """The lists of a document as one: what several print is one, the longest lists lead.

    A list that others mostly repeat adds places to them, and nothing else; so does a digest (its
    place is in `digests`) that says shortly what others say in full. Where most of a digest is
    said nowhere else it is a list like the others.
    """
    if sum(bool(group) for group in groups) < 2:
        return [one for group in groups for one in group]
    order = sorted(range(len(groups)), key=lambda at: (len(groups[at]), at), reverse=True)
    if order[0] not in digests:
        # What stands in full leads, however short its lists.
        order.sort(key=lambda at: at in digests)
    kept: list[Found] = []
    short: list[Found] = []
    for at in order:
        _add(kept, groups[at], digest=at in digests, short=short, left_out=left_out)
        short += groups[at] if at in digests else []
    return sorted(kept, key=lambda one: one.at)


def _add(
    kept: list[Found],
    group: Sequence[Found],
    *,
    digest: bool,
    short: Sequence[Found],
    left_out: list[LeftOut],
) -> None:
    """Add a list to those kept: what is new of it, or only its places.

    `short` are the items of the digests before it.
    """
    if not group:
        return
    fresh: list[Found] = []
    matched: dict[int, Found] = {}
    before = len(kept)
    for one in group:
        same = next((n for n in range(before) if alike(kept[n], one, ALIKE)), None)
        if same is None:
            fresh.append(one)
        else:
            matched[same] = one
    like: dict[int, Found] = {}
    for one in fresh:
        free = [
            n
            for n in range(before)
            if n not in matched
            and n not in like
            and (digest or any(kept[n] is each for each in short) or _shorter(one, kept[n]))
        ]
        near = _nearest(one, kept, free)
        if near is not None:
            like[near] = one
    shortly = len(matched) + len(like) >= (0.5 if digest else 0.6) * len(group)
    if shortly:
        matched |= like
        fresh = [one for one in fresh if not any(one is each for each in like.values())]
        if digest or sum(map(_size, group)) / len(group) < 0.7 * _usual(kept, matched):
            left_out += [
                LeftOut(one.first.where, "its list repeats another", one.first.whole[:60])
                for one in fresh
            ]
            fresh = []
    for n, one in matched.items():
        fuller, other = kept[n], one
        if n in like and _size(one) > 1.15 * _size(kept[n]):
            fuller, other = one, kept[n]
        kept[n] = replace(fuller, also=[*kept[n].also, *one.also, replace(other, also=[])])
    kept += fresh


def with_numbers(named: Sequence[Found], numbered: Sequence[Found]) -> list[Found]:
    """Those named without a number, with the numbers that a list of the same ones gives them.

    Empty unless nearly all of the list are among them, and they among it.
    """
    if len(named) < 2 or not 0.8 * len(named) <= len(numbered) <= 1.25 * len(named):
        return []
    found: list[Found] = []
    free = list(numbered)
    for one in named:
        same = next((other for other in free if alike(other, one, ALIKE)), None)
        if same is None and (near := _nearest(one, free, range(len(free)))) is not None:
            same = free[near]
        if same is None:
            continue
        free = [other for other in free if other is not same]
        found.append(replace(one, reference=same.reference, also=[*one.also, same]))
    return found if len(found) == len(named) and not free else []


def _size(one: Found) -> int:
    return len(one.words)


def _shorter(one: Found, other: Found) -> bool:
    """Whether one of two is so much shorter that it may say the other in brief."""
    sizes = sorted((_size(one), _size(other)))
    return sizes[0] < 0.75 * sizes[1]


def _usual(kept: Sequence[Found], places: Collection[int]) -> float:
    """How many letters those of some places have, on average."""
    return sum(_size(kept[n]) for n in places) / len(places)


LIKE = 0.55
"""The share of its telling words that a short printing has in common with the full one at least."""
_COMMON = re.compile(
    r"(?:should|must|will|shall|that|this|these|those|with|from|into|their|there|have|been|which|would"
    r"|could|government|department|council|national|local|ensure|provide|support)"
)


def _telling(text: str) -> set[str]:
    return {word for word in _tokens(text) if len(word) > 3 and not _COMMON.fullmatch(word)}


def _nearest(one: Found, kept: Sequence[Found], free: Sequence[int]) -> int | None:
    """Which of those kept says in full what a short printing says, or None."""
    words = _telling(one.words)
    if len(words) < 3:
        return None
    best = max(free, key=lambda n: len(words & _telling(kept[n].words)), default=None)
    if best is None:
        return None
    full = _telling(kept[best].words)
    shared = len(words & full)
    return best if shared >= max(3, LIKE * min(len(words), len(full))) else None


def _together(kept: Found, other: Found) -> Found:
    """The fuller of two printings; a printing many times as long holds more than the item."""
    first, second = len(kept.words), len(other.words)
    fuller, rest = kept, other
    if first * 1.15 < second <= max(4 * first, 400) or (first > 4 * second >= 400):
        fuller, rest = other, kept
    chosen = replace(fuller, also=[*kept.also, *other.also, rest])
    chosen.theme = kept.theme or other.theme
    chosen.answer = kept.answer or other.answer
    chosen.sign = kept.sign
    return chosen
