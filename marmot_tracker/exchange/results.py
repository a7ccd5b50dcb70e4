"""What reading a file gives: items, what each column was read as, what could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from marmot_tracker.exchange.corrections import (
    NOTHING_SAID,
    Corrections,
    HeaderRows,
    SeveralOwners,
    UnknownWord,
)
from marmot_tracker.exchange.mapping import ColumnGuess
from marmot_tracker.exchange.reports.blocks import Spot
from marmot_tracker.exchange.reports.passages import Passage
from marmot_tracker.exchange.sheets import SheetPicture


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One recommendation as a file holds it; every value is cleaned text.

    `fields` has a key for each column the file carries: "" where the cell is blank; no key where
    the cell could not be read (a `Problem` says so) or the file has no such column. `rating`,
    `not_rated_why` and `decision` hold codes of `vocabulary`, `principle` a number "1" to "8",
    `further_principles` numbers with blanks between, `due` a day as "2026-03-31" or "ongoing".
    `rating_words` and `decision_words` hold words that are no code, `stage` a code that one of
    them was said to mean. `supporting` has one name to a line. `extra` holds the filled cells of
    columns of the place's own by heading. `notes` say in words how something unusual was read.

    Of a report in prose also: `parts` (lettered and roman sub-items with their letters),
    `response` (what answers it beside it), `timescale` in the words printed, `places` where it is
    printed (the first is `where`), and `spots`, where that is on the pages. `suggested_principle`
    is a number that nothing states, only `suggested_by` the item's words: never taken unasked.
    `paragraphs` are the passages of a document without pages that it was made of. `printed` is
    the item as it was read, where a person changed it since; it is told to nobody else.
    """

    reference: str
    title: str
    text: str
    theme: str
    where: str
    fields: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    row: int = 0
    notes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    response: str = ""
    timescale: str = ""
    places: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    suggested_principle: str = ""
    suggested_by: tuple[str, ...] = ()
    paragraphs: tuple[int, ...] = ()
    printed: ReadItem | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON values; by hand, since `asdict` copies a long list for a fifth of its reading."""
        return {
            "reference": self.reference,
            "title": self.title,
            "text": self.text,
            "theme": self.theme,
            "where": self.where,
            "fields": self.fields,
            "extra": self.extra,
            "row": self.row,
            "notes": list(self.notes),
            **self._of_prose(),
        }

    @property
    def in_prose(self) -> bool:
        """Whether it was read from a report in prose, not from the row of a list."""
        return bool(self.places or self.parts or self.response or self.timescale)

    def _of_prose(self) -> dict[str, Any]:
        """What only a document has; nothing for the row of a list."""
        suggested: dict[str, Any] = {}
        if self.suggested_principle:
            suggested = {
                "suggested_principle": self.suggested_principle,
                "suggested_by": list(self.suggested_by),
            }
        if self.paragraphs:
            suggested["paragraphs"] = list(self.paragraphs)
        if not self.in_prose:
            return suggested
        return {
            "parts": list(self.parts),
            "response": self.response,
            "timescale": self.timescale,
            "places": list(self.places),
            "spots": [spot.to_json() for spot in self.spots],
            **suggested,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any], held: dict[str, str] | None = None) -> ReadItem:
        """From what `to_json` gave; text is made of whatever came.

        Raises `ValueError` for a place that no page has, so that whoever draws it need not ask.
        Short values that `held` has are shared: a long list says the same few words over and over.
        """
        share = {} if held is None else held
        return cls(
            reference=str(told["reference"]),
            title=str(told["title"]),
            text=str(told["text"]),
            theme=_shared(str(told["theme"]), share),
            where=str(told["where"]),
            fields={str(key): _shared(str(value), share) for key, value in told["fields"].items()},
            extra={str(key): _shared(str(value), share) for key, value in told["extra"].items()},
            row=int(told["row"]),
            notes=tuple(_shared(str(note), share) for note in told["notes"]),
            parts=tuple(map(str, told.get("parts", ()))),
            response=str(told.get("response", "")),
            timescale=str(told.get("timescale", "")),
            places=tuple(map(str, told.get("places", ()))),
            spots=tuple(map(_spot, told.get("spots", ()))),
            suggested_principle=str(told.get("suggested_principle", "")),
            suggested_by=tuple(map(str, told.get("suggested_by", ()))),
            paragraphs=tuple(map(int, told.get("paragraphs", ()))),
        )


RESPONSE = "Response"
"""The column of the place's own for a response whose words decide nothing."""
SHARED = 60
"""Values of so many characters, at most, are shared."""
MOST_PAGES = 10_000_000
"""Pages of a document, past which nothing could count them on the screen."""
FARTHEST = 1e6
"""Points from the corner of a page, past which nothing is printed."""


def _shared(value: str, held: dict[str, str]) -> str:
    return held.setdefault(value, value) if len(value) <= SHARED else value


def _spot(told: Sequence[Any]) -> Spot:
    spot = Spot.from_json(told)
    if not 0 <= spot.page < MOST_PAGES:
        raise ValueError("a page that no document has")
    if not all(abs(side) < FARTHEST for side in (spot.left, spot.top, spot.right, spot.bottom)):
        raise ValueError("a place on no page")
    return spot


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be read one way only: where, what is wrong in words, what it holds.

    `line` is the row as Excel counts; `column` the heading; `times` how many rows share it.
    """

    where: str
    line: int
    column: str
    what: str
    value: str
    times: int = 1

    def in_words(self) -> str:
        """The whole problem in one sentence."""
        more = f" (and {self.times - 1} more rows)" if self.times > 1 else ""
        value = f" '{self.value}'" if self.value else ""
        return f"{self.where}, {self.column}{value}: {self.what}{more}."

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Problem:
        """From what `to_json` gave."""
        return cls(
            where=str(told["where"]),
            line=int(told["line"]),
            column=str(told["column"]),
            what=str(told["what"]),
            value=str(told["value"]),
            times=int(told["times"]),
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that holds something but is no item: where, why in words, how it begins."""

    where: str
    why: str
    words: str

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> LeftOut:
        """From what `to_json` gave."""
        return cls(str(told["where"]), str(told["why"]), str(told["words"]))


@dataclass(frozen=True, slots=True)
class ReadResult:
    """All that was read from one file, and `message`, which tells it to the person.

    `sheets` names every worksheet of the file, `read_sheets` those read; `notes` are sentences
    on how the file was read; `sha256` is that of the file's bytes, in hex. `unread` is how many
    rows stand past the reader's limit: what has any is told and never loaded.

    How it was read, for the person to correct: `columns` (the field of each heading),
    `header_rows` of each sheet read, `unknown_words` with their counts, `several_owners` where
    cells name several; `corrections` are those that were applied, and `shape` is the key by
    which lists with the same headings are known ("" where no headings were found).
    `pictures` show the sheets, where they were asked for. `title` is that of a report in prose,
    `pages` how many it has; where it has none, `passages` show its text, if pictures were asked for.
    `scanned`: its pages are pictures without words.
    """

    items: tuple[ReadItem, ...]
    message: str
    columns: tuple[ColumnGuess, ...] = ()
    sheets: tuple[str, ...] = ()
    source_name: str = ""
    sha256: str = ""
    problems: tuple[Problem, ...] = ()
    read_sheets: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    unread: int = 0
    shape: str = ""
    header_rows: tuple[HeaderRows, ...] = ()
    unknown_words: tuple[UnknownWord, ...] = ()
    several_owners: SeveralOwners | None = None
    corrections: Corrections = NOTHING_SAID
    pictures: tuple[SheetPicture, ...] = ()
    title: str = ""
    pages: int = 0
    passages: tuple[Passage, ...] = ()
    scanned: bool = False

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "items": [item.to_json() for item in self.items],
            "message": self.message,
            "columns": [column.to_json() for column in self.columns],
            "sheets": list(self.sheets),
            "source_name": self.source_name,
            "sha256": self.sha256,
            "problems": [problem.to_json() for problem in self.problems],
            "read_sheets": list(self.read_sheets),
            "left_out": [row.to_json() for row in self.left_out],
            "notes": list(self.notes),
            "unread": self.unread,
            "shape": self.shape,
            "header_rows": [rows.to_json() for rows in self.header_rows],
            "unknown_words": [word.to_json() for word in self.unknown_words],
            "several_owners": self.several_owners.to_json() if self.several_owners else None,
            "corrections": self.corrections.to_json(),
            "pictures": [picture.to_json() for picture in self.pictures],
            "title": self.title,
            "pages": self.pages,
            "passages": [passage.to_json() for passage in self.passages],
            "scanned": self.scanned,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ReadResult:
        """From what `to_json` gave. Raises KeyError, TypeError or ValueError on anything else."""
        held: dict[str, str] = {}
        return cls(
            items=tuple(ReadItem.from_json(item, held) for item in told["items"]),
            message=str(told["message"]),
            columns=tuple(ColumnGuess.from_json(column) for column in told["columns"]),
            sheets=tuple(map(str, told["sheets"])),
            source_name=str(told["source_name"]),
            sha256=str(told["sha256"]),
            problems=tuple(Problem.from_json(problem) for problem in told["problems"]),
            read_sheets=tuple(map(str, told["read_sheets"])),
            left_out=tuple(LeftOut.from_json(row) for row in told["left_out"]),
            notes=tuple(map(str, told["notes"])),
            unread=int(told["unread"]),
            shape=str(told["shape"]),
            header_rows=tuple(map(HeaderRows.from_json, told["header_rows"])),
            unknown_words=tuple(map(UnknownWord.from_json, told["unknown_words"])),
            several_owners=SeveralOwners.from_json(told["several_owners"])
            if told["several_owners"]
            else None,
            corrections=Corrections.from_json(told["corrections"]),
            title=str(told.get("title", "")),
            pages=min(max(int(told.get("pages", 0)), 0), MOST_PAGES),
            passages=tuple(map(Passage.from_json, told.get("passages", ()))),
            scanned=bool(told.get("scanned", False)),
            pictures=tuple(
                SheetPicture.from_json(picture, held) for picture in told.get("pictures", ())
            ),
        )
