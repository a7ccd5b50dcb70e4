"""What two texts differ in, word by word, for reading side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_PARTS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 4_000
"""Longer texts are shown whole: comparing them word by word would take too long."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text; `only_here`: the other text does not have them at that place."""

    text: str
    only_here: bool


def compare(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; put together, the pieces of each are that text again."""
    mine, theirs = _words(one), _words(other)
    if one == other or len(mine) + len(theirs) > MOST_WORDS:
        differ = one != other
        return _whole(one, differ), _whole(other, differ)
    matcher = SequenceMatcher(None, [w.strip() for w in mine], [w.strip() for w in theirs], False)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        for pieces, words in ((left, mine[a:b]), (right, theirs[c:d])):
            if words:
                pieces.append(Piece("".join(words), kind != "equal"))
    return tuple(left), tuple(right)


def only_here(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """The words that only this text has, run by run, for saying what is marked."""
    return tuple(text for piece in pieces if piece.only_here and (text := piece.text.strip()))


def _words(text: str) -> list[str]:
    """Words, each with the blanks after it, so that the text can be put together again."""
    words: list[str] = []
    for part in _PARTS.findall(text):
        if part.isspace() and words and not words[-1][-1:].isspace():
            words[-1] += part
        else:
            words.append(part)
    return words


def _whole(text: str, differ: bool) -> tuple[Piece, ...]:
    return (Piece(text, differ),) if text else ()
