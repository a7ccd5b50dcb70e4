"""Where in what is shown of a file the lines of a proposal come from, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from marmot_tracker.exchange.fields import read_as
from marmot_tracker.exchange.headings import fold
from marmot_tracker.exchange.lines import cut
from marmot_tracker.exchange.naming import EXTRA
from marmot_tracker.exchange.proposal import LineKind, ProposedLine
from marmot_tracker.exchange.results import ReadItem, ReadResult
from marmot_tracker.exchange.sheets import SheetPicture, Taken

WHOLE_ROW = -1


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a picture, all counted from 0; `column` is WHOLE_ROW where it is about the row."""

    sheet: int
    row: int
    column: int = WHOLE_ROW


@dataclass(frozen=True, slots=True)
class Places:
    """The place of each line, by its number, and the lines of each row, by (sheet, row)."""

    of_line: dict[int, Place] = field(default_factory=dict)
    at_row: dict[tuple[int, int], list[int]] = field(default_factory=dict)


def places_in(result: ReadResult, lines: Sequence[ProposedLine]) -> Places:
    """Where each line stands in what is shown of a file: in its sheets, or in its document."""
    if result.pictures:
        return places_of(result.pictures, lines)
    return places_among(result.items, lines)


def places_among(items: Sequence[ReadItem], lines: Sequence[ProposedLine]) -> Places:
    """Of a document, which item each line is about: its place has the item's, from 0, as its row.

    A line about several items that say the same has the first; what is about none has no place.
    """
    known: dict[tuple[str, str, str], int] = {}
    by_place: dict[str, int] = {}
    for at, item in enumerate(items):
        known.setdefault((item.where, item.reference, cut(item.text)), at)
        by_place.setdefault(item.where, at)
    found = Places()
    for line in lines:
        at_item = known.get((line.where, line.reference, line.subject))
        if at_item is None and not line.subject:  # a problem names its place alone
            at_item = by_place.get(line.where)
        if at_item is not None:
            found.of_line[line.number] = Place(0, at_item)
            found.at_row.setdefault((0, at_item), []).append(line.number)
    return found


def places_of(pictures: Sequence[SheetPicture], lines: Sequence[ProposedLine]) -> Places:
    """Where each line stands; one that stands nowhere in what is shown has no place."""
    rows = {
        picture.where(row): (sheet, row)
        for sheet, picture in enumerate(pictures)
        if picture.read
        for row in range(len(picture.rows))
    }
    known: dict[tuple[int, str, str], list[int]] = {}
    found = Places()
    for line in lines:
        at = rows.get(line.where)
        if at is None:
            continue
        sheet, row = at
        key = (sheet, line.field, line.field_words)
        if key not in known:
            known[key] = _columns(pictures[sheet], line)
        filled = (column for column in known[key] if pictures[sheet].cell(row, column))
        column = next(filled, next(iter(known[key]), WHOLE_ROW))
        if line.kind is LineKind.OFFERED:
            column = WHOLE_ROW
        found.of_line[line.number] = Place(sheet, row, column)
        found.at_row.setdefault(at, []).append(line.number)
    for sheet, picture in enumerate(pictures):
        _go_on(sheet, picture, found)
    return found


def _go_on(sheet: int, picture: SheetPicture, found: Places) -> None:
    """A row that goes on with an item has the item's lines."""
    item = 0
    for row, taken in enumerate(picture.taken):
        if taken is Taken.ITEM:
            item = row
        elif taken is Taken.GOES_ON and (sheet, item) in found.at_row:
            found.at_row[sheet, row] = found.at_row[sheet, item]


def _columns(picture: SheetPicture, line: ProposedLine) -> list[int]:
    """The columns that say what a line says: by their heading, else by what they were read as."""
    if not line.field and not line.field_words:
        return []
    if not line.field or line.field.startswith(EXTRA):
        heading = fold(line.field_words.strip("“”"))
        return [at for at, guess in enumerate(picture.columns) if fold(guess.heading) == heading]
    field = read_as(line.field)
    return [at for at, guess in enumerate(picture.columns) if guess.field == field]
