"""What the cells of a column look like, and whether that suits what its heading says."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from marmot_tracker.exchange.dates import read_date
from marmot_tracker.exchange.headings import WEAK
from marmot_tracker.exchange.tables import Cell, CellFault, cell_text, one_line, word_count
from marmot_tracker.exchange.words import (
    LONGEST,
    NO_OWN_WORDS,
    WordReader,
    folded_words,
)
from marmot_tracker.vocabulary import ExtraType

SAMPLE = 200
"""Filled cells looked at in a column."""

NUMBER = re.compile(r"[-+£$€]?\s?\d[\d,]*(\.\d+)?\s?%?")
REFERENCE = re.compile(
    r"[^\s]*\d[^\s]*(\s[^\s]+){0,2}|[A-Za-z]{1,4}|[ivxIVX]{1,6}\.?|"
    r"[A-Z0-9]{1,12}(?:[-_./][A-Z0-9]{1,12}){1,4}"
)
LEVELS = frozenset(
    {"high", "medium", "low", "very high", "very low", "h", "m", "l", "med", "critical", "moderate"}
)
MARK = re.compile(r"(?:x|✓|✔|☑|☒|•|●|√|yes|y|1)", re.IGNORECASE)
YES_NO = frozenset({"yes", "no", "y", "n", "true", "false"})
TOKEN = re.compile(r"(?=.{5,80}$)[A-Z0-9]{1,32}(?:[-_./:][A-Z0-9]{1,32}){2,11}")
"""A long reference in parts, as standards give them in capitals: "REQ-DESIGN-INPUT-NAMES"."""
PACKED = re.compile(r"[\[{(].*[\]})]", re.DOTALL)
"""Several values in one cell as a program writes them: "['a', 'b']"."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A column's cells in figures: shares are of its filled cells, lengths are medians."""

    filled: int = 0
    words: float = 0
    sentences: float = 0
    length: float = 0
    numbers: float = 0
    dates: float = 0
    undated: float = 0
    references: float = 0
    distinct: float = 0
    ratings: float = 0
    decisions: float = 0
    principles: float = 0
    levels: float = 0
    links: float = 0
    marks: float = 0
    yes_no: float = 0
    codes: float = 0
    tokens: float = 0
    packed: float = 0
    figured: float = 0
    samples: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing stands under the heading."""
        return self.filled == 0


def profile(cells: Sequence[Cell], words: WordReader = NO_OWN_WORDS) -> Profile:
    """The profile of a column, from its first filled cells; `filled` counts them all."""
    present = [cell for cell in cells if cell is not None]
    looked = [cell for cell in present[:SAMPLE] if not isinstance(cell, CellFault)]
    texts = [one_line(cell_text(cell)) for cell in looked]
    pairs = [(cell, text) for cell, text in zip(looked, texts, strict=True) if text]
    if not pairs:
        return Profile(filled=len(present))
    texts = [text for _, text in pairs]

    def share(holds: Callable[[str], object]) -> float:
        return sum(1 for text in texts if holds(text)) / len(texts)

    reads = [read_date(cell) for cell, _ in pairs if not isinstance(cell, (int, float))]
    return Profile(
        filled=len(present),
        words=statistics.median(word_count(text) for text in texts),
        length=statistics.median(map(len, texts)),
        sentences=share(lambda text: word_count(text) >= 4),
        numbers=share(NUMBER.fullmatch),
        dates=sum(1 for read in reads if read.day) / len(texts),
        undated=sum(1 for read in reads if read.ongoing or read.note) / len(texts),
        references=share(lambda text: len(text) <= 24 and REFERENCE.fullmatch(text)),
        distinct=len(set(texts)) / len(texts),
        ratings=share(words.rating),
        decisions=share(words.decision),
        principles=share(words.principles),
        levels=share(lambda text: len(text) <= LONGEST and folded_words(text) in LEVELS),
        links=share(lambda text: text.lower().startswith(("http://", "https://", "www."))),
        marks=share(MARK.fullmatch),
        yes_no=share(lambda text: len(text) <= LONGEST and folded_words(text) in YES_NO),
        codes=share(is_code),
        tokens=share(TOKEN.fullmatch),
        packed=share(PACKED.fullmatch),
        figured=share(is_figured),
        samples=tuple(text[:80] for text in texts[:3]),
    )


def is_code(text: str) -> bool:
    """Whether a cell only cites: "ISO/IEC 27001:2013 A.8.1.1", capitals and numbers alone."""
    parts = [part for part in text.split() if any(map(str.isalnum, part))]
    numbered = sum(any(map(str.isdigit, part)) for part in parts)
    return bool(parts) and 4 * numbered >= len(parts) and text == text.upper()


def is_figured(text: str) -> bool:
    """Whether a cell is a third digits or more: "2026 Q4 to 2028 Q2", "5 avril 1981 1981"."""
    digits = sum(map(str.isdigit, text))
    return digits * 3 >= len(text) - text.count(" ")


def is_prose(seen: Profile) -> bool:
    """Whether the cells read like sentences and not like names, numbers, dates or marks."""
    figures = max(seen.numbers, seen.dates, seen.links, seen.codes, seen.figured, seen.packed)
    return seen.words >= 4 and figures < 0.5


def suits(field: str, strength: float, seen: Profile) -> float:
    """How far the cells bear out a heading that means `field`: 1 wholly, 0 not at all.

    A heading with nothing under it is believed, unless it is a weak one.
    """
    if seen.empty:
        return 0.0 if field in ("rating", "decision") and strength < WEAK else 1.0
    test = _TESTS.get(field)
    return test(strength, seen) if test else 1.0


def _reference(strength: float, seen: Profile) -> float:
    if strength < WEAK and seen.filled >= 4 and seen.distinct < 0.5:
        return 0.0
    if strength > WEAK and seen.tokens >= 0.6 and seen.distinct >= 0.95:
        return 1.0
    return 1.0 if seen.references >= 0.6 and seen.dates < 0.5 else 0.0


def _text(_: float, seen: Profile) -> float:
    if (
        seen.numbers >= 0.5
        or seen.packed >= 0.5
        or seen.dates >= 0.5
        or (seen.words < 2 and seen.length < 12 and seen.sentences < 0.3)
    ):
        return 0.0
    return 1.0 if is_prose(seen) or seen.words >= 3 else 0.8


def _title(_: float, seen: Profile) -> float:
    if seen.distinct <= (0.34 if seen.filled >= 3 and is_prose(seen) else 0.4 * (seen.filled >= 5)):
        return 0.0  # a title is one item's own
    return 0.0 if seen.numbers >= 0.5 or seen.length > 250 else 1.0


def _theme(strength: float, seen: Profile) -> float:
    if seen.levels >= 0.5 or seen.marks >= 0.8 or seen.dates >= 0.5 or seen.ratings >= 0.6:
        return 0.0
    if seen.numbers >= 0.8 and strength < WEAK:
        return 0.0
    # Of two columns for the theme, the one in words and not in computer names is meant.
    return 0.9 if seen.words < 2 and all(text.islower() for text in seen.samples) else 1.0


def _rating(strength: float, seen: Profile) -> float:
    if strength >= WEAK:
        known = seen.ratings > 0 or (seen.numbers < 0.9 and seen.levels < 0.5)
        return 1.0 if known else 0.0
    return 1.0 if seen.ratings >= 0.5 else 0.0


def _due(strength: float, seen: Profile) -> float:
    told = seen.dates + seen.undated
    if strength >= WEAK + 2:
        return 1.0 if told > 0 or seen.words <= 6 else 0.0
    return 1.0 if told >= 0.5 and seen.dates > 0 else 0.0


def _timescale(_: float, seen: Profile) -> float:
    return 0.0 if seen.dates >= 0.5 else 1.0


def _decision(strength: float, seen: Profile) -> float:
    if strength < WEAK and seen.decisions < 0.5:
        return 0.0
    # Of two columns, the one with a word or two in it is the decision, the other the response.
    return 0.9 if seen.words >= 4 else 1.0


def _principle(_: float, seen: Profile) -> float:
    return 1.0 if seen.principles > 0 else 0.0


def _page(_: float, seen: Profile) -> float:
    return 1.0 if seen.length <= 16 else 0.0


def _names(_: float, seen: Profile) -> float:
    return 0.0 if seen.words > 14 or seen.dates >= 0.5 or seen.numbers >= 0.5 else 1.0


def _link(_: float, seen: Profile) -> float:
    return 1.0 if seen.links >= 0.5 else 0.0


def _not_numbers(_: float, seen: Profile) -> float:
    return 0.0 if seen.numbers >= 0.9 or seen.dates >= 0.9 else 1.0


_TESTS: dict[str, Callable[[float, Profile], float]] = {
    "reference": _reference,
    "text": _text,
    "title": _title,
    "theme": _theme,
    "rating": _rating,
    "due": _due,
    "timescale": _timescale,
    "decision": _decision,
    "principle": _principle,
    "page": _page,
    "owner": _names,
    "supporting": _names,
    "subgroup": _names,
    "link": _link,
    "source": _not_numbers,
    "position": _not_numbers,
    "reason": _not_numbers,
}


def extra_type(cells: Sequence[Cell]) -> ExtraType:
    """The type of a column of the place's own: one that every filled cell bears out, else text."""
    filled = [cell for cell in cells if cell is not None and cell_text(cell)]
    if not filled:
        return ExtraType.TEXT
    if all(
        isinstance(cell, date) or (isinstance(cell, str) and read_date(cell).day) for cell in filled
    ):
        return ExtraType.DATE
    texts = {cell_text(cell) for cell in filled}
    if len(texts) <= 4 and {folded_words(text) for text in texts} <= YES_NO:
        return ExtraType.YES_NO
    if all(re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text) for text in texts):
        return ExtraType.NUMBER
    if len(texts) <= 12 and len(filled) >= 3 * len(texts) and max(map(len, texts)) <= 40:
        return ExtraType.CHOICE
    return ExtraType.TEXT
