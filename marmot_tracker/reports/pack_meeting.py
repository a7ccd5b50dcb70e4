"""What the steering group works through: what it is asked, and what is red, amber or late.

Made for print: a row takes two lines, so that the lists of sixty recommendations stay on few
pages. What is longer is cut with a sign, and stands in full on another sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from marmot_tracker.reports.looks import Look
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_words import (
    brief_words,
    briefly,
    due_cell,
    key_line,
    missing,
    moved_briefly,
    overdue_words,
    rating_cell,
)
from marmot_tracker.reports.sheets import Cell, Column, Sheet, Table
from marmot_tracker.services.asks import HELP_WANTED, NEEDS_PATH, Ask, rank
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.wording import counted, day

ASKS, EXCEPTIONS = "Asks", "Exceptions"
CUT = "What ends in “…” is cut here: “Register” and “Updates” have all of it."
DATE_WANTED = "agree that the due date moved, or hold to the earlier one."
MOST_PAGES = 2
REFERENCE = Column("Reference", 10, Look.REFERENCE)
SUBGROUP = Column("Subgroup", 14, blank="no subgroup")
MOVED = Column("Date moved", 11, blank="no")


@dataclass(frozen=True, slots=True)
class _Room:
    """How many characters of each text are shown."""

    wording: int
    owner: int
    text: int
    path: int


FEW = 24
ROOMY, TIGHT, ONE_LINE = _Room(150, 90, 230, 200), _Room(72, 38, 90, 70), _Room(38, 19, 45, 36)
"""Of a row where the list is short; where it is long; where nothing is asked of a path to green."""


def _room(rows: int) -> _Room:
    return ROOMY if rows <= FEW else TIGHT


def asks_sheet(made: Contents) -> Sheet:
    """What the group is asked, worst first, with a blank column for its answer."""
    wanted = {"\n".join(ask.wanted) for ask in made.asks}
    several = len(wanted) > 1
    columns = (
        REFERENCE,
        Column("Recommendation", 34),
        SUBGROUP,
        Column("Rating", 13),
        Column("Owner", 19),
        Column("Help needed", 41, blank="no help asked for"),
        *((Column("Decision wanted", 27),) if several else ()),
        Column("Green by", 11, Look.DATE, "no date"),
        Column("The group's answer", 32 if several else 44, Look.ANSWER),
    )
    says = "What the steering group is asked: the help that is needed, and the decision wanted."
    rows = tuple(_ask(made, ask, several=several) for ask in made.asks)
    table = Table(
        ASKS,
        f"{says} The last column is left blank for the answer.",
        *without_blank(columns, rows),
        empty="The steering group is asked for nothing.",
        filtered=True,
    )
    of_all = "" if several or not wanted else f" The decision wanted of each: {wanted.pop()}"
    if several and _room(len(made.asks)) is TIGHT:
        of_all = f" Help: {HELP_WANTED[:1].lower()}{HELP_WANTED[1:]} Dates: {DATE_WANTED}"
    notes = (
        f"{says}{of_all}",
        f"{counted(len(made.asks), 'ask')}; the last column is for the group's answer. {CUT}",
        key_line(made.words),
    )
    title = f"Asks: {made.called}, {day(made.facts.day)}"
    return Sheet(ASKS, title, notes, (table,), made.mark, kept=1, small=True, most_pages=MOST_PAGES)


def without_blank(
    columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]
) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    """The columns and rows without those of subgroups or moves that say nothing in any row."""
    left_out = {
        place
        for place, column in enumerate(columns)
        if column in (SUBGROUP, MOVED) and not any(row[place] for row in rows)
    }
    kept = [place for place in range(len(columns)) if place not in left_out]
    return (
        tuple(columns[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
    )


def _ask(made: Contents, ask: Ask, *, several: bool) -> tuple[Cell, ...]:
    row = made.row[ask.recommendation]
    room = _room(len(made.asks))
    brief = room is TIGHT
    return (
        row.reference,
        brief_words(row, room.wording),
        row.subgroup,
        rating_cell(made.words, row, for_period=made.span is not None),
        missing(briefly(row.owner, room.owner), "no owner"),
        briefly(ask.help_needed, room.text),
        *(("\n".join(ask.briefly if brief else ask.wanted),) if several else ()),
        row.path_to_green_by,
        None,
    )


def exceptions(made: Contents) -> Sheet:
    """Every counted recommendation that is red, amber, late or in doubt, with all the reasons."""
    whys = _whys(made)
    listed = sorted((row for row in made.rows if row.uid in whys), key=_rank)
    columns = (
        REFERENCE,
        Column("Recommendation", 33),
        SUBGROUP,
        Column("Owner", 19),
        Column("Rating", 13),
        Column("Late or in doubt", 20),
        MOVED,
        Column("Reason given", 41),
        Column("Path to green", 33),
        Column("Green by", 11, Look.DATE, "no date"),
        Column("Due", 11, Look.DATE, "no date"),
    )
    room = _room(len(listed))
    rows = tuple(_exception(made, row, whys[row.uid], room) for row in listed)
    says = "Recommendations that are red, amber, overdue or in doubt, worst first, with why."
    table = Table(
        EXCEPTIONS,
        says,
        *without_blank(columns, rows),
        empty="Nothing is red, amber or overdue.",
        filtered=True,
    )
    notes = (
        says,
        f"{len(listed):,} of {made.figures.counted:,} counted recommendations. What lacks an "
        f"owner, an update, a date or evidence is on the sheet “Data quality”. {CUT}",
        key_line(made.words),
    )
    title = f"Exceptions: {made.called}, {day(made.facts.day)}"
    return Sheet(
        EXCEPTIONS, title, notes, (table,), made.mark, kept=1, small=True, most_pages=MOST_PAGES
    )


def _rank(row: RegisterRow) -> tuple[int, bool]:
    """Red, amber, then the rest, overdue before what is not."""
    return rank(row.rating), not row.overdue


def _whys(made: Contents) -> dict[str, list[str]]:
    """What is listed, by uid, and what is told of it besides its rating; counted by `figures`."""
    figures = made.figures
    found: dict[str, list[str]] = {uid: [] for uid in (*figures.off_track, *figures.at_risk)}

    def tell(uids: tuple[str, ...], words: Mapping[str, str] | str) -> None:
        for uid in uids:
            found.setdefault(uid, []).append(words if isinstance(words, str) else words[uid])

    late = {uid: _overdue(made.row[uid], made.facts.day) for uid in figures.overdue}
    tell(figures.overdue, late)
    tell(figures.two_answers, "Two answers to settle")
    tell(figures.withdrawn, "Withdrawn by one person, changed by another")
    return found


def _overdue(row: RegisterRow, today: date) -> str:
    judged = row.due or row.next_review
    return overdue_words(row, (today - judged).days) if judged else "Overdue"


def _exception(made: Contents, row: RegisterRow, whys: list[str], room: _Room) -> tuple[Cell, ...]:
    needs_path = row.rating in NEEDS_PATH
    if room is TIGHT and not needs_path:
        room = ONE_LINE
    reason, path = briefly(row.reason, room.text), briefly(row.path_to_green, room.path)
    return (
        row.reference,
        brief_words(row, room.wording),
        row.subgroup,
        missing(briefly(row.owner, room.owner), "no owner"),
        rating_cell(made.words, row, for_period=made.span is not None),
        "\n".join(whys),
        moved_briefly(row) if row.uid in made.figures.moved else None,
        missing(reason, "no reason given") if needs_path else reason,
        missing(path, "no path to green") if needs_path else path,
        row.path_to_green_by,
        due_cell(row),
    )
