"""What a cell of a workbook can hold as text, and what becomes of the rest.

Limits: 32,767 UTF-16 units and 253 line feeds in a cell, 31 characters in a sheet's name.
Text is never shortened in silence: what does not fit goes on elsewhere, with a notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 32_767
"""UTF-16 units in one cell."""
MOST_LINES = 253
"""Line feeds in one cell."""
ROOM_FOR_NOTICE = 200
LONGEST_HEADING = 255
LONGEST_SHEET_NAME = 31
REPLACEMENT = "\ufffd"

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
PREFIXED = frozenset("=+-@\t\r'\uff1d\uff0b\uff0d\uff20")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


def plain(text: str) -> str:
    """`text` as a cell can hold it: line ends are LF, what XML cannot carry is U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub(REPLACEMENT, text)


def needs_prefix(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula when somebody edits its cell.

    Such a cell gets Excel's quote prefix: the text stays the same, and stays text after F2, Enter.
    """
    return text[:1] in PREFIXED


def units(text: str) -> int:
    """The length of `text` as Excel counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def fits(text: str) -> bool:
    """Whether one cell can hold `text`."""
    if len(text) <= MOST_LINES:
        return True
    return units(text) <= LONGEST and text.count("\n") <= MOST_LINES


def pieces(text: str) -> tuple[str, ...]:
    """`text` cut into pieces that each fit into a cell beside a notice; joined, they are `text`."""
    if fits(text):
        return (text,)
    found: list[str] = []
    start = length = lines = 0
    for place, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        line = character == "\n"
        if length + width > LONGEST - ROOM_FOR_NOTICE or lines + line > MOST_LINES - 3:
            found.append(text[start:place])
            start, length, lines = place, 0, 0
        length += width
        lines += line
    found.append(text[start:])
    return tuple(found)


def headings(wanted: Iterable[str]) -> tuple[str, ...]:
    """Headings as a table can have them: one line, not blank, none twice (case aside)."""
    found: list[str] = []
    taken: set[str] = set()
    for wish in wanted:
        words = " ".join(plain(wish).split())[: LONGEST_HEADING - 10] or "No heading"
        heading, number = words, 1
        while heading.lower() in taken:
            number += 1
            heading = f"{words} ({number})"
        taken.add(heading.lower())
        found.append(heading)
    return tuple(found)


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """A sheet's name as Excel takes it, told apart from those in `taken` (case aside)."""
    words = " ".join(_NOT_IN_SHEET_NAMES.sub(" ", plain(wanted)).split()).strip("'").strip()
    if not words or words.casefold() == "history":
        words = f"{words} sheet".strip().capitalize()
    used = {name.casefold() for name in taken}
    name, number = _cut(words, LONGEST_SHEET_NAME), 1
    while name.casefold() in used:
        number += 1
        name = f"{_cut(words, LONGEST_SHEET_NAME - 5)} ({number})"
    return name


def _cut(text: str, most: int) -> str:
    while units(text) > most:
        text = text[:-1]
    return text.strip().strip("'")
