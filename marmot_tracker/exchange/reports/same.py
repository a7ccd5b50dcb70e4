"""Tells which recommendations are one, printed twice: in a chapter and in a summary."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from marmot_tracker.exchange.reports.found import Found

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
        if len(shorter) < 12:
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


def combined(groups: Sequence[Sequence[Found]], digests: Collection[int] = ()) -> list[Found]:
    """The lists of a document as one: what several print is one, the longest list leads.

    A list that the longest mostly repeats adds places to it, and nothing else; nor does a digest
    (its place is in `digests`), which says shortly what others say in full.
    """
    if sum(bool(group) for group in groups) < 2:
        return [one for group in groups for one in group]
    longest = max(range(len(groups)), key=lambda at: (len(groups[at]), at))
    main = list(groups[longest])
    others: list[tuple[int, list[Found]]] = []
    for at, group in enumerate(groups):
        if at == longest:
            continue
        left: list[Found] = []
        matched = 0
        for one in group:
            same = next((n for n, held in enumerate(main) if alike(held, one, ALIKE)), None)
            if same is None:
                left.append(one)
            else:
                matched += 1
                main[same] = replace(main[same], also=[*main[same].also, one])
        shorter = at in digests and longest not in digests and len(group) < len(main)
        if left and matched <= 0.5 * len(group) and not shorter:
            others.append((at, left))
    before = [one for at, group in others if at < longest for one in group]
    after = [one for at, group in others if at > longest for one in group]
    return [*before, *main, *after]


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
