"""Finds where a printed line of a PDF is several: cells, columns, or a label and its words."""

from __future__ import annotations

import re
from itertools import pairwise

from marmot_tracker.exchange.readers.pdf_letters import Letters
from marmot_tracker.exchange.readers.pdf_lines import Line
from marmot_tracker.exchange.readers.pdf_names import may_be_label

_LABEL_START = re.compile(r"\(?(?:[A-Z]{0,3}\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxl]{1,5})[.)]{0,2}\s")
_WORD = re.compile(r"(?<=\s)\S+")
_ANY_WORD = re.compile(r"\S+")
_SET_APART = 1.7
"""So many letters is the gap between words, at most, in a line whose letters are set apart."""
_SPREAD = 0.72
"""Width of a line, in letters of its size, past which it must have gaps: cells or columns."""


def cuts(letters: Letters, line: Line) -> list[int]:
    """Where a line is cut: the places in its text after its wide gaps.

    Asked for the line whose pieces were counted last.
    """
    text = line.text
    count = len(text)
    if count < 3 or " " not in text:
        return []
    if line.right - line.left > _SPREAD * count * line.size:
        return _wide(letters, line, count)
    # A number or bullet stands before its words even where one piece holds both.
    labelled = _LABEL_START.match(text) if may_be_label(text) else None
    first = _wide(letters, line, labelled.end()) if labelled else []
    if line.pieces < 2:
        return first
    ends = letters.ends(line.pieces)
    gaps = [
        left for (_, right), (left, _) in pairwise(ends) if right >= 0 and left - right > line.size
    ]
    if len(gaps) <= len(first):
        return first
    return _at(letters, line, gaps)


def _at(letters: Letters, line: Line, gaps: list[float]) -> list[int]:
    """The words of a line that begin where pieces after gaps do."""
    found: list[int] = []
    for word in _WORD.finditer(line.text, 1):
        left = letters.box(letters.index(line.start + word.start()))[0]
        if any(abs(left - gap) < 0.35 * line.size for gap in gaps):
            found.append(word.start())
            if len(found) == len(gaps):
                break
    return found


def _wide(letters: Letters, line: Line, most: int) -> list[int]:
    """The words among the first letters of a line that begin after a wide gap."""
    text = line.text
    found: list[int] = []
    least = max(line.size, _SET_APART * _pitch(letters, line)) if most == len(text) else line.size
    for word in _WORD.finditer(text, 1):
        begin = word.start()
        if begin > most:
            break
        end = len(text[:begin].rstrip()) - 1
        left = letters.box(letters.index(line.start + begin))[0]
        if left - letters.box(letters.index(line.start + end))[2] > least:
            found.append(begin)
    return found


def _pitch(letters: Letters, line: Line) -> float:
    """How far apart the letters of a line's longest word begin: far, where they are set apart."""
    word = max(_ANY_WORD.finditer(line.text), key=lambda found: found.end() - found.start())
    start, count = line.start + word.start(), word.end() - word.start()
    if count < 3:
        return 0.0
    first = letters.box(letters.index(start))[0]
    return (letters.box(letters.index(start + count - 1))[0] - first) / (count - 1)
