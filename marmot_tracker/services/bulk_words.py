"""Cells of the register as words: what a cell says, and what is meant by words put into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import extras, people, programme
from marmot_tracker.services.extras import ExtraColumnFacts
from marmot_tracker.services.people import PrincipleFacts
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import day, joined, read_day
from marmot_tracker.vocabulary import (
    RATING_KEY,
    DecisionCode,
    NotRatedWhy,
    Rating,
)

OWN = "own:"
"""Begins a field that is one of the place's own columns; its uid follows."""
ONGOING = "ongoing"
HEADINGS: dict[str, str] = {
    "owner": "owner",
    "due": "due date",
    "rating": "rating",
    "subgroup": "subgroup",
    "principle": "principle",
    "decision": "decision",
    "title": "short title",
    "theme": "theme",
    "section": "section",
    "page": "page",
    "timescale": "timescale",
}
"""The fields that can be set for many at once, as a sentence calls them."""
PLAIN = ("subgroup", "principle", "title", "theme", "section", "page", "timescale")
"""Fields that take their words as they are, and are emptied by none."""
EMPTY = frozenset({"", "—", "-", "–", "none", "no owner yet", "no owner", "no subgroup"})
"""How an empty cell of a list reads."""

_ONGOING = re.compile(r"on-?going(?:[\s,;:(]+(?:(?:next )?review )?(?:on )?(.*?)\)?)?", re.I)
_LETTERED = re.compile(r"([A-Za-z–-])\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Read:
    """What words mean in a cell: as written, as shown, and what happens besides."""

    value: str
    shown: str
    note: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What words can mean in this tracker, read once for many cells."""

    words: Words
    owners: Mapping[str, str]
    subgroups: Mapping[str, str]
    principles: tuple[PrincipleFacts, ...]
    own: Mapping[str, ExtraColumnFacts]

    def heading(self, field: str) -> str:
        """What a sentence calls a field."""
        if field.startswith(OWN):
            column = self.own.get(field.removeprefix(OWN))
            return column.name if column else "column"
        return HEADINGS.get(field, field)

    def mark(self, field: str) -> str:
        """What `RegisterRow.marks` calls a field with two answers."""
        if field.startswith(OWN):
            return self.heading(field)
        return {"owner": "lead", "title": "short_title"}.get(field, field)

    def said(self, row: RegisterRow, field: str) -> str:
        """What a cell says, as shown; empty where it says nothing."""
        if field.startswith(OWN):
            return row.extra.get(self.heading(field), "")
        if field == "due":
            return _due_said(row)
        if field == "rating":
            why = row.not_rated_why
            return self.words.not_rated_why(why) if why else self.words.rating(row.rating).word
        if field == "principle":
            return f"{row.principle} {row.principle_name}" if row.principle else ""
        if field == "decision":
            return self.words.decision(row.decision) if row.decision else ""
        if field == "title":
            return row.short_title
        return str(getattr(row, field))

    def read(self, field: str, words: str) -> Read:
        """What `words` mean in a cell. Raises `TrackerError` where they mean nothing there."""
        text = " ".join(words.split())
        if field.startswith(OWN):
            return self._own(field.removeprefix(OWN), words.strip())
        readers: dict[str, Callable[[str], Read]] = {
            "owner": self._owner,
            "due": _due,
            "rating": self._rating,
            "subgroup": self._subgroup,
            "principle": self._principle,
            "decision": self._decision,
        }
        if field not in HEADINGS:
            raise TrackerError(f"“{field}” cannot be set here.")
        return readers[field](text) if field in readers else Read(text, text)

    def _owner(self, text: str) -> Read:
        if text.casefold() in EMPTY:
            return Read("", "")
        known = self.owners.get(text.casefold())
        if known is not None:
            return Read(known, known)
        return Read(text, text, "A new owner: will be added.", new=True)

    def _subgroup(self, text: str) -> Read:
        if text.casefold() in EMPTY:
            return Read("", "")
        known = self.subgroups.get(text.casefold())
        if known is not None:
            return Read(known, known)
        return Read(text, text, "A new subgroup: will be added.", new=True)

    def _rating(self, text: str) -> Read:
        lettered = _LETTERED.fullmatch(text)
        for asked in (text, lettered[2] if lettered else text):
            why = self.words.code_named("not_rated_why", asked)
            if why is not None:
                return Read(why, self.words.not_rated_why(NotRatedWhy(why)))
            rating = self.words.rating_named(asked) if asked else None
            if rating is not None:
                return Read(rating.value, self.words.rating(rating).word)
        known = [f"{RATING_KEY[code].letter} {self.words.rating(code).word}" for code in RATING_KEY]
        said = f"“{text}” is not a rating" if text else "A rating cannot be emptied"
        raise TrackerError(f"{said}; the key is {joined(known, last='or')}.")

    def _decision(self, text: str) -> Read:
        code = self.words.code_named("decision", text) if text else None
        if code is None:
            known = [self.words.decision(each) for each in DecisionCode]
            said = f"“{text}” is not a decision" if text else "A decision cannot be emptied"
            raise TrackerError(f"{said}; it can be {joined(known, last='or')}.")
        return Read(code, self.words.decision(DecisionCode(code)))

    def _principle(self, text: str) -> Read:
        if text.casefold() in EMPTY:
            return Read("", "")
        asked = _bare(text)
        for each in self.principles:
            names = (each.wording, each.short, *each.aliases)
            number = str(each.number)
            numbered = {_bare(f"{number} {name}") for name in names}
            if asked in {number, f"principle {number}", *map(_bare, names)} | numbered:
                return Read(number, f"{number} {each.short}")
        listed = "; ".join(f"{each.number} {each.short}" for each in self.principles)
        raise TrackerError(f"“{text}” is not one of the principles: {listed}.")

    def _own(self, uid: str, text: str) -> Read:
        column = self.own.get(uid)
        if column is None:
            raise TrackerError("That column is not in this tracker.")
        stored = extras.stored_value(column.type, text, name=column.name, choices=column.choices)
        shown = extras.in_words(column.type, stored) if stored is not None else ""
        return Read(shown, shown)


def known(session: Session) -> Known:
    """What words can mean in this tracker."""
    names = (name for _, name in people.subgroup_names(session).values())
    return Known(
        words=programme.words(session),
        owners={owner.words.casefold(): owner.words for owner in people.owners(session)},
        subgroups={name.casefold(): name for name in names},
        principles=tuple(people.principles(session)),
        own={column.uid: column for column in extras.columns(session)},
    )


def rating_of(value: str) -> tuple[Rating, NotRatedWhy | None]:
    """The rating, and which kind of *not rated*, that `Read.value` stands for."""
    if value in {why.value for why in NotRatedWhy}:
        return Rating.NOT_RATED, NotRatedWhy(value)
    return Rating(value), None


def _due(text: str) -> Read:
    found = _ONGOING.fullmatch(text)
    if found is None:
        if not text:
            raise TrackerError("A due date cannot be emptied, only moved.")
        when = day(read_day(text))
        return Read(when, when)
    review = day(read_day(found[1])) if found[1] else ""
    said = f"{ONGOING} {review}".strip()
    return Read(said, said)


def _due_said(row: RegisterRow) -> str:
    if row.ongoing:
        return f"{ONGOING} {day(row.next_review)}".strip()
    return day(row.due)


def _bare(words: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", words.casefold().replace("-", " ")).split())
