"""The words by which documents show their recommendations, and those that only speak of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from marmot_tracker.exchange.reports.blocks import Block
from marmot_tracker.exchange.reports.tongues import ONE, OTHER_ONE, OTHER_STEMS, STEMS

_ADJECTIVE = (
    r"(?:(?:key|policy|priority|further|final|draft|interim|main|headline|strategic|national|local"
    r"|overarching|safety|committee|new|additional|detailed|formal|immediate and essential)\s+)?"
)
_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty"
)
_NUMBER = (
    r"(?P<number>[A-Z]{0,4}[-–. ]?\d{1,3}(?:[.\-–/]\d{1,3}){0,3}[A-Za-z]?|[A-Z]{1,2}|[IVXL]{1,7}"
    rf"|(?i:{_SPELLED}))"
)
_NO = r"(?:no\.?\s*|number\s*|num(?:mer|éro)\s*|n\s?[º°o]\.?\s*|n[rº]\.?\s*|núm\.?\s*|#\s*)?"
_SAID = re.compile(
    rf"(?P<noun>(?:conclusions?\s*(?:/|and|&|or)\s*)?{_ADJECTIVE}{ONE})(?![^\W\d_])\s*{_NO}"
    rf"[(\[]?(?-i:{_NUMBER})[)\]]?(?:\s+of\s+\d{{1,3}}(?=\s*(?:[:.–—|-]|\Z)))?"
    r"(?P<after>\s*(?:[:.–—|-]|\)(?=\s)|\Z|(?=\s(?-i:[A-Z“\"‘'\[(])))\s*)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"(?P<noun>{_ADJECTIVE}(?:(?:immediate and essential |local |priority |call to )?action"
    rf"|proposal|requirement|policy ask|ask|commitment|{OTHER_ONE}))(?![^\W\d_])\s*{_NO}"
    rf"(?-i:{_NUMBER})(?P<after>\s*(?:[:.–—|-]|\Z|(?=\s(?-i:[A-Z“\"]))))\s*",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?P<noun>R|REC|Rec|MR|PR)\.?\s?(?P<number>\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?)(?P<after>\s*(?:[:.)–—|-]\s*|\s+(?=[A-Z“\"])|\Z))"
)
_UNNUMBERED = re.compile(
    rf"(?P<noun>{_ADJECTIVE}{ONE})(?P<after>\s*(?:[:–—]\s*|\Z))",
    re.IGNORECASE,
)
_UNNUMBERED_OTHER = re.compile(
    rf"(?P<noun>{_ADJECTIVE}(?:proposal|policy ask|ask|call to action|{OTHER_ONE}))(?P<after>\s*(?:[:–—]\s*|\Z))",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"(?:above|below|is|was|were|are|has|have|had|to|and|or|of|in|on|at|from|for|by|that|which|would"
    r"|will|should|also|as|made|calls?|concern\w*|relat\w*|refer\w*|propos\w*|aims?|states?|says?"
    r"|recommend\w*|sets? out|asks?|requires?)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A name such as "Recommendation 4:" at the beginning of a block, and the words after it."""

    noun: str
    number: str
    after: str
    rest: str


def said_at_start(block: Block, *, others: bool = False) -> Said | None:
    """The name a block begins with; `others` looks for other words than recommendation too."""
    text = block.text
    opening = text[:70].lower()
    # Nearly all blocks begin otherwise, and this costs less than the patterns.
    named = any(stem in opening for stem in STEMS)
    short = others and text[:1] in ("R", "M", "P")
    other = others and opening.startswith(OTHER_STEMS)
    if not (named or short or other or (others and block.label)):
        return None
    text = text.replace("\u00a0", " ")
    found = _SAID.match(text) if named else None
    if found is None and others:
        found = (_OTHER.match(text) if other else None) or (_SHORT.match(text) if short else None)
        if found is None and block.label:
            found = _SHORT.fullmatch(block.label)
            if found:
                return Said("R", found["number"], ":", text)
    if found is None:
        return None
    rest = text[found.end() :].strip()
    number = found["number"].strip()
    after = found["after"].strip()
    # "Recommendation A review" is a sentence; "Recommendation A: a review" is not.
    if number.isalpha() and number.lower() not in _SPELLED.split("|") and rest and not after:
        return None
    if _BACK.match(rest) and (not after or after == "."):
        return None
    return Said(found["noun"], number, after, rest)


def unnumbered(block: Block, *, others: bool = False) -> Said | None:
    """The name "Recommendation" without a number, alone or before the words; `others` as above."""
    text = block.text
    opening = text[:70].lower()
    named = any(stem in opening for stem in STEMS)
    if not named and not (others and opening.startswith(OTHER_STEMS)):
        return None
    text = text.replace("\u00a0", " ")
    found = _UNNUMBERED.match(text) if named else None
    if found is None and others:
        found = _UNNUMBERED_OTHER.match(text)
    if found is None:
        return None
    return Said(found["noun"], "", found["after"].strip(), text[found.end() :].strip())


def numeral(number: str) -> int | None:
    """The last number of a reference, for telling runs: 3 for "3", "8.3", "A3", "III" or "three"."""
    lowered = number.lower()
    spelled = _SPELLED.split("|")
    if lowered in spelled:
        return spelled.index(lowered) + 1
    digits = re.findall(r"\d+", number)
    if digits:
        return int(digits[-1])
    if len(number) == 1 and number.isalpha() and number not in "IVXL":
        return ord(lowered) - ord("a") + 1
    return roman(lowered)


def roman(text: str) -> int | None:
    """The number that roman numerals in small letters stand for, or None."""
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    if not text or any(letter not in values for letter in text):
        return None
    total = 0
    for letter, following in zip(text, [*text[1:], ""], strict=True):
        value = values[letter]
        total += -value if following and values[following] > value else value
    return total
