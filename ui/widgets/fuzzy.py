"""Finds words among many texts as a hurried person types them: beginnings first, then near misses."""

from __future__ import annotations

from collections.abc import Sequence

from marmot_tracker.services.filtering_own import plain

NEAR = 76
"""How alike, of 100, words must be to a part of a text that does not hold them."""

SHORT = 40
"""Letters of a text that is known by its first letters, as commands are."""


def ready() -> None:
    """Load what near misses need, ahead of the first key."""
    from rapidfuzz import fuzz, process  # noqa: F401  loading it is the point


def ranked(words: str, texts: Sequence[str], *, most: int) -> list[int]:
    """The places of the texts (folded, as by `plain`) that `words` may mean, best first.

    A text that begins so comes first, then one whose words begin so, one whose first letters are
    these, one that holds them all; then those with a typing mistake. Equal ones keep their order.
    """
    asked = plain(words)
    parts = asked.split()
    if not parts:
        return []
    found: list[tuple[int, int]] = []
    for at, text in enumerate(texts):
        if parts[0] in text or len(text) <= SHORT:
            rank = _rank(asked, parts, text)
            if rank is not None:
                found.append((rank, at))
    found.sort()
    places = [at for _, at in found[:most]]
    return places if len(places) == most else [*places, *_near(asked, texts, places, most)]


def _rank(asked: str, parts: list[str], text: str) -> int | None:
    if text.startswith(asked):
        return 0
    if all(part in text for part in parts):
        starts = f" {text}"
        return 1 if all(f" {part}" in starts for part in parts) else 3
    if len(parts) == 1 and len(asked) <= 4 and len(text) <= SHORT:
        initials = "".join(word[0] for word in text.split()[:6])
        return 2 if len(asked) > 1 and initials.startswith(asked) else None
    return None


def _near(asked: str, texts: Sequence[str], taken: list[int], most: int) -> list[int]:
    """Texts with a part that is nearly what was asked; too short a word is like everything."""
    if len(asked) < 4:
        return []
    from rapidfuzz import fuzz, process

    found = process.extract(
        asked, texts, scorer=fuzz.partial_ratio, limit=most, score_cutoff=NEAR, processor=None
    )
    return [at for _text, _score, at in found if at not in taken][: most - len(taken)]
