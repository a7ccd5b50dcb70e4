"""What a cell of a return says: a code, an ISO date or a text, or why it cannot be taken.

Read are the words of the form and of the programme's rating key, with its letters and colours;
any other word is told, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from marmot_tracker.exchange.dates import UNREAD, read_date
from marmot_tracker.exchange.returns.results import ReadCell
from marmot_tracker.exchange.words import folded_words
from marmot_tracker.services.programme import Words
from marmot_tracker.services.return_form import CLEAR, FormField, choices
from marmot_tracker.services.return_lines import DATES
from marmot_tracker.services.wording import day, joined
from marmot_tracker.vocabulary import RATING_KEY, WORDS, HowItGoes, Rating

MOST_SHOWN = 200
VERIFIED = "only the officer of the steering group records this rating; say how it is going"
_RATED = {
    HowItGoes.ON_TRACK: Rating.ON_TRACK,
    HowItGoes.AT_RISK: Rating.AT_RISK,
    HowItGoes.OFF_TRACK: Rating.OFF_TRACK,
}
_COLOURS = {
    Rating.ON_TRACK: "green",
    Rating.AT_RISK: "amber",
    Rating.OFF_TRACK: "red",
    Rating.COMPLETE: "blue",
}
_PARTS = re.compile(r"\s[-–—]\s|[-–—:/(),=]|(?<=^[a-z])\s+")
_PARTS_OF_PIECES = {FormField.EVIDENCE_LINK, FormField.EVIDENCE_TITLE, FormField.EVIDENCE}
_CANNOT_BE_CLEARED = frozenset(
    {FormField.HOW_IT_GOES, FormField.WORDING, FormField.ACTION, *DATES, *_PARTS_OF_PIECES}
)
_MAYBE_DAY = re.compile(
    r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Za-z]{3,9}\.?,?\s+\d{4}\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says in its field; `fault` says why it cannot be taken."""

    said: str
    fault: str = ""


class CellReader:
    """Reads cells by the programme's own words."""

    def __init__(self, words: Words, *, today: date) -> None:
        self.today = today
        self.codes: dict[str, HowItGoes] = {}
        self.verified: set[str] = set()
        for code in HowItGoes:
            self._learn(code, words.of("how_it_goes", code), WORDS[f"how_it_goes.{code}"], code)
        for code, choice in choices(words).items():
            self._learn(code, choice)
        for code, rating in _RATED.items():
            self._learn(code, words.rating(rating).word, WORDS[f"rating.{rating}"])
            self._learn(code, RATING_KEY[rating].letter, _COLOURS[rating])
        made = words.rating(Rating.COMPLETE)
        said = (made.word, WORDS["rating.complete"], made.letter, _COLOURS[Rating.COMPLETE])
        for word in (*said, "complete", "completed", "complete and verified"):
            self.verified.add(folded_words(word))
        for word in self.verified & self.codes.keys():
            self.verified.discard(word)

    def _learn(self, code: HowItGoes, *said: str) -> None:
        for word in said:
            self.codes[folded_words(word)] = code

    def read(self, field: FormField, cell: ReadCell) -> Said:
        """What a cell that is not blank says in its field."""
        if cell.fault:
            return Said(cell.text, _sentence(cell.fault))
        text = cell.text
        if folded_words(text) == CLEAR:
            if field in _CANNOT_BE_CLEARED:
                return Said(text, _sentence("this cannot be emptied, only answered"))
            return Said(CLEAR)
        if field is FormField.HOW_IT_GOES:
            return self._how_it_goes(text)
        if field in DATES:
            return self._day(field, cell)
        return Said(text)

    def _how_it_goes(self, text: str) -> Said:
        found = self._code(text)
        if found is not None:
            return Said(found.value)
        words = folded_words(text)
        parts = [part for part in _PARTS.split(words) if part.strip()]
        if words in self.verified or (parts and self.verified.issuperset(parts)):
            return Said(text, _sentence(VERIFIED))
        listed = joined([WORDS[f"how_it_goes.{code}"].lower() for code in HowItGoes], last="or")
        return Said(text, f"“{text[:MOST_SHOWN]}” is none of the answers: {listed}.")

    def _code(self, text: str) -> HowItGoes | None:
        """One code where all of the words mean it: “A - At risk”, “A At risk”."""
        words = folded_words(text)
        if words in self.codes:
            return self.codes[words]
        parts = [folded_words(part) for part in _PARTS.split(words) if part.strip()]
        found = {self.codes.get(part) for part in parts}
        return found.pop() if len(found) == 1 else None

    def _day(self, field: FormField, cell: ReadCell) -> Said:
        read = read_date(date.fromisoformat(cell.day) if cell.day else cell.text)
        if read.day is None:
            why = read.problem.removeprefix(UNREAD) or (
                "it is no date; say how it goes on in the line for the steering group"
                if read.ongoing
                else "no day is named"
            )
            return Said(cell.text, f"“{cell.text[:MOST_SHOWN]}” cannot be read as a date: {why}.")
        if field is FormField.FINISHED_ON and read.day > self.today:
            return Said(cell.text, f"{day(read.day)} is still to come: nothing is finished then.")
        return Said(read.day.isoformat())


def day_in(text: str) -> date | None:
    """The one day that a text names clearly; None where it names none or several."""
    found = {read_date(part[0]).day for part in _MAYBE_DAY.finditer(text)}
    return found.pop() if len(found) == 1 else None


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:].rstrip('.')}."
