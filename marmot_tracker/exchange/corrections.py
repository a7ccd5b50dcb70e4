"""What a person said about how a list is to be read, and how lists of the same shape are known.

`Corrections` is all that reading can be told, as plain JSON; `shape_key` is the same for lists
with the same headings, so that what was said once holds for the next of them. The key is that of
`ReadResult.shape`; what is kept for a shape should be `Corrections.for_the_shape`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from marmot_tracker.exchange.headings import fold

EXTRA, IGNORE = "extra", "ignore"
"""What a column can be besides a field: a column of the place's own, or left out."""
NO_ANSWER_YET = ""
"""The code of a word that says nothing, as "TBC" does: the field is read as blank."""


class OwnerSplit(StrEnum):
    """Where a cell with several owners is cut; the first becomes the lead, the others support."""

    UNSAID = ""  # nobody chose: as NONE, and told that it can be cut
    CLEAR = "clear"  # at line breaks, semicolons, and slashes or bars between blanks
    ALL = "all"  # also at slashes, commas, " and ", " & " and plus signs
    NONE = "none"  # nowhere: a cell is one owner


class DateOrder(StrEnum):
    """Which of two numbers is the day, in dates like 02/03/2026."""

    AS_FOUND = ""  # the day first, and asked where the column also holds month-first dates
    ASKED = "asked"  # neither: a date that could be either is told as a problem
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the person said; whatever is left at its default is found by the reader and explained.

    `columns` gives the field (of `headings.FIELDS`, or EXTRA, or IGNORE) of a column by its
    heading as in the file, or by "column D". `words` gives the code of a cell's word by field:
    {"rating": {"largely": "on_track"}}; ratings, reasons of *not rated*, decisions and numbers of
    principles are codes. `sheets` are the worksheets to read; `header_row` is the row of headings
    as Excel counts, 0 where it is to be found. These last two hold for one file only.
    """

    sheets: tuple[str, ...] = ()
    header_row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    owner_split: OwnerSplit = OwnerSplit.UNSAID
    date_order: DateOrder = DateOrder.AS_FOUND

    @property
    def said(self) -> bool:
        """Whether anything was said at all."""
        return self != NOTHING_SAID

    def for_the_shape(self) -> Corrections:
        """What of it holds for every list of the same shape: all but sheets and header row."""
        return replace(self, sheets=(), header_row=0)

    def over(self, kept: Corrections) -> Corrections:
        """This said now, on top of what was kept: what is said here wins, heading by heading."""
        words = {name: dict(codes) for name, codes in kept.words.items()}
        for name, codes in self.words.items():
            words[name] = {**words.get(name, {}), **codes}
        return Corrections(
            sheets=self.sheets or kept.sheets,
            header_row=self.header_row or kept.header_row,
            columns={**kept.columns, **self.columns},
            words=words,
            owner_split=self.owner_split or kept.owner_split,
            date_order=self.date_order or kept.date_order,
        )

    def to_json(self) -> dict[str, Any]:
        """As JSON values, with sorted keys, so that the same is always told alike."""
        return {
            "columns": dict(sorted(self.columns.items())),
            "date_order": str(self.date_order),
            "header_row": self.header_row,
            "owner_split": str(self.owner_split),
            "sheets": list(self.sheets),
            "words": {
                name: dict(sorted(codes.items())) for name, codes in sorted(self.words.items())
            },
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Corrections:
        """From what `to_json` gave, also by an older edition; ValueError on a code not known."""
        return cls(
            sheets=tuple(map(str, told.get("sheets", ()))),
            header_row=int(told.get("header_row", 0)),
            columns={str(key): str(value) for key, value in told.get("columns", {}).items()},
            words={
                str(name): {str(word): str(code) for word, code in codes.items()}
                for name, codes in told.get("words", {}).items()
            },
            owner_split=OwnerSplit(told.get("owner_split", OwnerSplit.UNSAID)),
            date_order=DateOrder(told.get("date_order", DateOrder.AS_FOUND)),
        )


NOTHING_SAID = Corrections()

_CHANGING = re.compile(
    r"\b(?:\d+\w*|q[1-4]|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)


def shape_heading(heading: str) -> str:
    """A heading as shapes compare it: folded, without the years, months and numbers that move on."""
    folded = fold(heading)
    return " ".join(_CHANGING.sub(" ", folded).split()) or folded


def shape_key(headings: Iterable[str]) -> str:
    """A stable key, in hex, for the headings of a list: the same in whatever order they stand.

    Headings are compared without regard to case, accents, punctuation, years, months, numbers.
    """
    folded = sorted(filter(None, map(shape_heading, headings)))
    encoded = json.dumps(folded, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return hashlib.sha256(encoded).hexdigest()


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word in a column of codes that is none we know: to be mapped once by the person.

    `field` is what the column is, or would be once its words are known (`taken` says which);
    `times` is in how many cells the word stands.
    """

    field: str
    heading: str
    word: str
    times: int
    taken: bool = True

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "field": self.field,
            "heading": self.heading,
            "word": self.word,
            "times": self.times,
            "taken": self.taken,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> UnknownWord:
        """From what `to_json` gave."""
        return cls(
            field=str(told["field"]),
            heading=str(told["heading"]),
            word=str(told["word"]),
            times=int(told["times"]),
            taken=bool(told["taken"]),
        )


@dataclass(frozen=True, slots=True)
class SeveralOwners:
    """That cells of the owners' column name several: how many do, some of them, how they are cut.

    `cells` counts those cut with `split`; `could_be` those that only `OwnerSplit.ALL` would cut.
    """

    heading: str
    cells: int
    could_be: int
    split: OwnerSplit
    samples: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "heading": self.heading,
            "cells": self.cells,
            "could_be": self.could_be,
            "split": str(self.split),
            "samples": list(self.samples),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> SeveralOwners:
        """From what `to_json` gave."""
        return cls(
            heading=str(told["heading"]),
            cells=int(told["cells"]),
            could_be=int(told["could_be"]),
            split=OwnerSplit(told["split"]),
            samples=tuple(map(str, told["samples"])),
        )


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """Where the headings of one sheet stand: the first and last row of them, as Excel counts."""

    sheet: str
    first: int
    last: int

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {"sheet": self.sheet, "first": self.first, "last": self.last}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> HeaderRows:
        """From what `to_json` gave."""
        return cls(str(told["sheet"]), int(told["first"]), int(told["last"]))
