"""The numbers that Word prints before paragraphs, which the file holds only as rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marmot_tracker.exchange.readers.docx_xml import VALUE, W

_PLACE = re.compile(r"%([1-9])")
LEVELS = 9
LARGEST = 32_767
"""What Word counts to."""


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""
    left: float = 0


@dataclass(slots=True)
class _List:
    """One numbering: its levels, and which other it counts together with."""

    counted_with: str
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Counts the paragraphs of one document from its first to its last."""

    def __init__(self, numbering: Any | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self.by_style: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)

    def label(self, number: str, level: int) -> tuple[str, bool]:
        """The number before the next paragraph of a list, and whether it is only a bullet."""
        found = self._lists.get(number)
        if found is None or level not in found.levels:
            return "", False
        rule = found.levels[level]
        counts = self._counts.setdefault(found.counted_with, {})
        if level in found.starts and (number, level) not in self._started:
            self._started.add((number, level))
            counts[level] = found.starts[level] - 1
        counts[level] = counts.get(level, rule.start - 1) + 1
        for lower in range(level + 1, LEVELS):
            deeper = found.levels.get(lower)
            if deeper is None or deeper.restart is None or deeper.restart > level:
                counts.pop(lower, None)
        if rule.form == "bullet":
            return rule.text.strip() or "•", True
        if rule.form == "none":
            return "", False

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            own = found.levels.get(at, rule)
            form = "decimal" if rule.legal else own.form
            return formed(counts.get(at, own.start), form)

        return _PLACE.sub(shown, rule.text).strip(), False

    def left(self, number: str, level: int) -> float:
        """How far a list's level is indented, in points."""
        found = self._lists.get(number)
        return found.levels[level].left if found and level in found.levels else 0

    def _read(self, numbering: Any) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        linked: dict[str, str] = {}
        named: dict[str, str] = {}
        for element in numbering.findall(f"{W}abstractNum"):
            key = str(element.get(f"{W}abstractNumId"))
            abstract[key] = {
                _whole(level.get(f"{W}ilvl")): _level(level) for level in element.findall(f"{W}lvl")
            }
            if (link := element.find(f"{W}numStyleLink")) is not None:
                linked[key] = str(link.get(VALUE))
            if (link := element.find(f"{W}styleLink")) is not None:
                named[str(link.get(VALUE))] = key
        for element in numbering.findall(f"{W}num"):
            chosen = element.find(f"{W}abstractNumId")
            if chosen is None:
                continue
            key = str(chosen.get(VALUE))
            key = named.get(linked.get(key, ""), key)
            made = _List(key, dict(abstract.get(key, {})))
            for override in element.findall(f"{W}lvlOverride"):
                at = _whole(override.get(f"{W}ilvl"))
                if (own := override.find(f"{W}lvl")) is not None:
                    made.levels[at] = _level(own)
                if (start := override.find(f"{W}startOverride")) is not None:
                    made.starts[at] = _whole(start.get(VALUE))
            number = str(element.get(f"{W}numId"))
            self._lists[number] = made
            for at, level in made.levels.items():
                if level.style:
                    self.by_style.setdefault(level.style, (number, at))


def _level(element: Any) -> _Level:
    def value(name: str, default: str = "") -> str:
        child = element.find(f"{W}{name}")
        return default if child is None else str(child.get(VALUE, default))

    indent = element.find(f"{W}pPr/{W}ind")
    left = 0.0
    if indent is not None:
        left = _whole(indent.get(f"{W}left") or indent.get(f"{W}start")) / 20
    restart = element.find(f"{W}lvlRestart")
    return _Level(
        start=_whole(value("start", "1")),
        form=value("numFmt", "decimal"),
        text=value("lvlText"),
        restart=None if restart is None else _whole(restart.get(VALUE)),
        legal=element.find(f"{W}isLgl") is not None,
        style=value("pStyle"),
        left=left,
    )


def _whole(text: str | None) -> int:
    """A number of an attribute; 0 for none, and for one of more digits than any rule needs."""
    return int(text) if text and len(text) < 12 and text.lstrip("-").isdecimal() else 0


_WORDS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def formed(number: int, form: str) -> str:
    """A number as Word prints it in a form: decimal, letters, roman and so on."""
    if abs(number) > LARGEST:
        return str(number)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        text = _roman(number)
        return text if form == "upperRoman" else text.lower()
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "ordinal":
        return f"{number}{_ending(number)}"
    if form in ("cardinalText", "ordinalText") and 0 < number <= len(_WORDS):
        return _WORDS[number - 1].capitalize()
    return str(number)


def _ending(number: int) -> str:
    if 10 < number % 100 < 14:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


_ROMAN: Mapping[int, str] = {
    1000: "M",
    900: "CM",
    500: "D",
    400: "CD",
    100: "C",
    90: "XC",
    50: "L",
    40: "XL",
    10: "X",
    9: "IX",
    5: "V",
    4: "IV",
    1: "I",
}


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN.items():
        while number >= value:
            text += letters
            number -= value
    return text
