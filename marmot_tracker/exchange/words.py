"""Words that people write for a rating, a decision or a principle, and the codes they mean.

Only words with one meaning are here; any other word is told, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from marmot_tracker.errors import TrackerError
from marmot_tracker.vocabulary import (
    PRINCIPLES,
    RATING_KEY,
    DecisionCode,
    NotRatedWhy,
    Rating,
    Stage,
)

NOTHING_YET = frozenset(
    {"tbc", "tba", "tbd", "to be confirmed", "to be agreed", "to be decided", "pending", "none"}
)
"""Words that say a cell is not answered yet."""
LONGEST = 120
"""More characters than this are a sentence, not a word for a code."""

_RATINGS: dict[Rating, str] = {
    Rating.COMPLETE: "b|blue|complete|completed|complete and verified|🔵|🟦",
    Rating.ON_TRACK: "g|green|on track|on target|on schedule|🟢|🟩",
    Rating.AT_RISK: "a|amber|yellow|orange|at risk|🟠|🟡|🟧|🟨",
    Rating.OFF_TRACK: "r|red|off track|off target|🔴|🟥",
    Rating.NOT_RATED: "not rated|no rating|unrated|not yet rated|grey|gray|white|-|–|—",
}
_NOT_RATED: dict[NotRatedWhy, str] = {
    NotRatedWhy.NOT_DUE: "not due|not yet due|not due to start|not due yet",
    NotRatedWhy.NOT_STARTED: "not started|not yet started|yet to start",
    NotRatedWhy.NO_ANSWER: "no answer|no update|no return|no response|no answer this period",
    NotRatedWhy.ON_HOLD: "on hold|paused",
    NotRatedWhy.DOES_NOT_APPLY: "does not apply|not applicable|n/a|n a|na",
}
_DECISIONS: dict[DecisionCode, str] = {
    DecisionCode.ACCEPTED: "accepted|accept|agreed|agree|yes|y|accepted in full|fully accepted|true",
    DecisionCode.ACCEPTED_IN_PART: "accepted in part|accept in part|partially accepted|partly "
    "accepted|part accepted|agreed in part|partially agreed",
    DecisionCode.ACCEPTED_IN_PRINCIPLE: "accepted in principle|accept in principle|agreed in "
    "principle|agree in principle",
    DecisionCode.ALREADY_MET: "already met|already in place|already done|already delivered",
    DecisionCode.NOT_ACCEPTED: "not accepted|rejected|reject|declined|not agreed|no|n|false",
    DecisionCode.NOT_LOCAL: "not for local decision|not local|not a local decision",
    DecisionCode.SUPERSEDED: "superseded|replaced",
}


@lru_cache(maxsize=8192)
def folded_words(text: str) -> str:
    """Words compared without regard to case, accents, white space, hyphens or outer marks."""
    text = text.lower().replace("_", " ")
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(mark for mark in text if not unicodedata.combining(mark))
    return " ".join(re.sub(r"(?<=\w)-(?=\w)", " ", text).split()).strip(" .:;!")


_RATING_OF: dict[str, tuple[Rating, NotRatedWhy | None]] = {
    folded_words(code): (code, None) for code in Rating
}
_RATING_OF |= {
    folded_words(words): (code, None)
    for code, key in RATING_KEY.items()
    for words in (key.letter, key.word)
}
_RATING_OF |= {word: (code, None) for code, words in _RATINGS.items() for word in words.split("|")}
_RATING_OF |= {
    word: (Rating.NOT_RATED, why) for why, words in _NOT_RATED.items() for word in words.split("|")
}
_DECISION_OF: dict[str, DecisionCode] = {folded_words(code): code for code in DecisionCode}
_DECISION_OF |= {word: code for code, words in _DECISIONS.items() for word in words.split("|")}


@lru_cache(maxsize=4096)
def read_rating(text: str) -> tuple[Rating, NotRatedWhy | None] | None:
    """The rating that a cell's words mean, or None where they could mean another.

    "Red (off track)" and "G - on track" are read: every part says the same.
    """
    if len(text) > LONGEST:
        return None
    words = folded_words(text)
    if words in _RATING_OF:
        return _RATING_OF[words]
    parts = [part.strip() for part in re.split(r"\s[-–—]\s|[-–—:/(),=]", words) if part.strip()]
    found = {_RATING_OF.get(part) for part in parts}
    if len(found) == 1:
        return found.pop()
    return None


@lru_cache(maxsize=4096)
def read_decision(text: str) -> DecisionCode | None:
    """The decision that a cell's words mean, or None."""
    return None if len(text) > LONGEST else _DECISION_OF.get(folded_words(text))


def _principle_words(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", folded_words(text).replace("&", " and "))
    return " ".join(words.split())


_PRINCIPLE_OF: dict[str, int] = {
    _principle_words(words): principle.number
    for principle in PRINCIPLES
    for words in (principle.wording, principle.short, *principle.aliases)
}
_NUMBERED = re.compile(
    r"(?:marmot )?(?:principle|policy objective|objective|mp|po|p)? ?(?:no )?([1-8]|[a-f])(?: (.+))?"
)


@lru_cache(maxsize=4096)
def read_principle(text: str) -> int | None:
    """The number of the principle that a cell names by number, letter or wording, or None.

    Letters A to F stand for the first six, as in the 2010 review. A number beside a wording
    must agree with it.
    """
    words = _principle_words(text)
    if words in _PRINCIPLE_OF:
        return _PRINCIPLE_OF[words]
    found = _NUMBERED.fullmatch(words)
    if not found:
        return None
    number = int(found[1]) if found[1].isdecimal() else ord(found[1]) - ord("a") + 1
    if not found[2]:
        return number
    return number if _PRINCIPLE_OF.get(found[2]) == number else None


def read_principles(text: str) -> tuple[int, ...] | None:
    """All principles a cell names, the first one first ("1, 4", "1 Best start / 4"), or None."""
    if len(text) > 8 * LONGEST:
        return None
    whole = read_principle(text)
    if whole is not None:
        return (whole,)
    parts = re.split(r"[;\n/]|,(?=\s*\d)|\band\b(?=\s*\d)|&(?=\s*\d)", text)
    numbers = [read_principle(part) for part in parts if part.strip()]
    if not numbers or any(number is None for number in numbers):
        return None
    return tuple(dict.fromkeys(number for number in numbers if number is not None))


def says_nothing_yet(text: str) -> bool:
    """Whether a cell says that its answer is still to come."""
    return len(text) <= LONGEST and folded_words(text) in NOTHING_YET


WORD_FIELDS = ("rating", "decision", "principle")
"""Fields whose cells are words for a code."""
ELSEWHERE = ":"
"""Stands between another field and its code, where a word answers another question."""


@dataclass(frozen=True, slots=True)
class WordReader:
    """Reads words for codes: by what the person said they mean, else by what they always mean.

    `own` gives the code of a folded word by field; "" says that the word is no answer yet, and
    "stage:in_delivery" that it answers another question than the one its column asks.
    """

    own: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, words: Mapping[str, Mapping[str, str]]) -> WordReader:
        """From what the person said. Raises `TrackerError` on a field or code there is not."""
        if not words:
            return NO_OWN_WORDS
        for field, codes in words.items():
            if field not in WORD_FIELDS:
                raise TrackerError(
                    f"Words cannot be mapped for '{field}'.",
                    hint=f"They can for {', '.join(WORD_FIELDS)}.",
                )
            for word, code in codes.items():
                if code and code not in codes_of(field):
                    raise TrackerError(
                        f"'{word}' cannot mean '{code}': there is no such {field}.",
                        hint=f"There are {', '.join(codes_of(field))}.",
                    )
        return cls(
            {
                field: {folded_words(word): code for word, code in codes.items()}
                for field, codes in words.items()
            }
        )

    def _code(self, field: str, text: str) -> str | None:
        own = self.own.get(field)
        return own.get(folded_words(text)) if own and len(text) <= LONGEST else None

    def says_nothing(self, field: str, text: str) -> bool:
        """Whether a word is no answer yet, by the person's word or always."""
        code = self._code(field, text)
        return says_nothing_yet(text) if code is None else not code

    def known(self, field: str, text: str) -> bool:
        """Whether a word's code, or that it has none, is known."""
        reads: dict[str, Callable[[str], object]] = {
            "rating": self.rating,
            "decision": self.decision,
            "principle": self.principles,
        }
        if reads[field](text) is not None or self._code(field, text) == "":
            return True
        return self.elsewhere(field, text) is not None

    def elsewhere(self, field: str, text: str) -> tuple[str, str] | None:
        """The other field that a word answers, and its code there, where the person said so."""
        other, apart, code = (self._code(field, text) or "").partition(ELSEWHERE)
        return (other, code) if apart else None

    def rating(self, text: str) -> tuple[Rating, NotRatedWhy | None] | None:
        """The rating that a word means, or None."""
        code = self._code("rating", text)
        if not code or ELSEWHERE in code:
            return read_rating(text) if code is None else None
        if code in set(NotRatedWhy):
            return Rating.NOT_RATED, NotRatedWhy(code)
        return Rating(code), None

    def decision(self, text: str) -> DecisionCode | None:
        """The decision that a word means, or None."""
        code = self._code("decision", text)
        if not code or ELSEWHERE in code:
            return read_decision(text) if code is None else None
        return DecisionCode(code)

    def principles(self, text: str) -> tuple[int, ...] | None:
        """The principles that words mean, or None."""
        code = self._code("principle", text)
        if not code or ELSEWHERE in code:
            return read_principles(text) if code is None else None
        return (int(code),)


NO_OWN_WORDS = WordReader({})


def codes_of(field: str) -> tuple[str, ...]:
    """The codes that a word can mean in a field of `WORD_FIELDS`."""
    stages = tuple(f"stage{ELSEWHERE}{code}" for code in Stage)
    if field == "rating":
        decisions = tuple(f"decision{ELSEWHERE}{code}" for code in DecisionCode)
        return (*map(str, Rating), *map(str, NotRatedWhy), *decisions, *stages)
    if field == "decision":
        return (*map(str, DecisionCode), *stages)
    return tuple(str(principle.number) for principle in PRINCIPLES)
