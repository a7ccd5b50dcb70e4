"""The pack's first sheet: what it is, which state of the record it shows, and the rating key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from marmot_tracker import clock
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_facts import (
    EVERYTHING,
    PRINTED_CODE,
    PRINTED_DAY,
    PRINTED_MADE,
    PRINTED_MOMENT,
    PRINTED_POSITION,
    PRINTED_SINCE,
)
from marmot_tracker.reports.pack_words import COLOURS, SHAPES, rating_words
from marmot_tracker.reports.sheets import Cell, Column, Look, Sheet, Shown, Table, look_of
from marmot_tracker.services.wording import counted, day, joined, moment
from marmot_tracker.vocabulary import Rating, Sensitivity

NAME = "Cover"


def cover(made: Contents, others: Sequence[Sheet]) -> Sheet:
    """The cover of a pack that also holds the sheets `others`."""
    return Sheet(
        NAME,
        f"Audit pack: {made.called}, {day(made.facts.day)}",
        (
            "This sheet holds three tables: about this pack, the rating key, and what the pack holds.",
        ),
        (_about(made), _key(made), _holds(others)),
        made.mark,
    )


def _about(made: Contents) -> Table:
    columns = (Column("Item", 32, Look.STRONG), Column("What it says", 84))
    return Table(
        "About_this_pack",
        "What this pack is, and which state of the record it shows.",
        columns,
        tuple((label, value) for label, value in _lines(made)),
        heading="About this pack",
    )


def _lines(made: Contents) -> Iterator[tuple[str, Cell]]:
    facts, figures = made.facts, made.figures
    yield "Place", made.programme.place
    if made.programme.name and made.programme.name != made.programme.place:
        yield "Programme", made.programme.name
    yield PRINTED_DAY, _as_at(made)
    yield "Reporting period", _period(made)
    yield "Last answer or change", _last_answer(made)
    reports = sorted({row.report for row in made.rows if row.report})
    listed = f", from {joined(reports)}" if 0 < len(reports) <= 5 else ""
    yield "Recommendations", f"{figures.total:,}{listed}"
    yield "Rating shares are of", _shares_of(made)
    if facts.since is not None:
        yield f"{PRINTED_SINCE} {day(facts.since)}", _changed(made)
    yield "Evidence waiting to be checked", _waiting(made)
    yield PRINTED_CODE, facts.check_code
    for place, tip in enumerate(facts.tips, 1):
        yield f"{PRINTED_POSITION} {place} of {len(facts.tips)}", tip
    yield PRINTED_MOMENT, facts.moment or EVERYTHING
    yield PRINTED_MADE, moment(facts.made_at)
    yield (
        "How to check this pack",
        "Open the tracker, choose Check the record, and give it this workbook: it finds the "
        "state named above, makes these sheets again, and lists every cell that differs.",
    )


def _as_at(made: Contents) -> str:
    facts = made.facts
    if not facts.moment:
        return f"{day(facts.day)}, with everything entered by {moment(facts.made_at)}"
    when = datetime.fromisoformat(facts.moment)
    if when == clock.end_of(facts.day):
        return f"{day(facts.day)}, as it stood at the end of that day"
    return f"{moment(when)}, as it stood then"


def _period(made: Contents) -> Cell:
    period = made.figures.period
    if period is None:
        return None
    due = f", answers due {day(period.due)}" if period.due else ""
    return f"{period.name} (opened {day(period.opens)}{due})"


def _last_answer(made: Contents) -> Cell:
    newest = max((row.last_changed for row in made.rows), default="")
    return moment(datetime.fromisoformat(newest)) if newest else None


def _shares_of(made: Contents) -> str:
    figures = made.figures
    out = []
    if figures.decided_otherwise:
        out.append(f"{figures.decided_otherwise:,} decided otherwise")
    if figures.closed_not_pursued:
        out.append(f"{figures.closed_not_pursued:,} closed as not pursued")
    left = f"; left out: {joined(out)}" if out else ""
    return (
        f"{figures.counted:,} of {figures.total:,}{left}. "
        f"No decision yet: {figures.undecided:,} of {figures.counted:,}."
    )


def _changed(made: Contents) -> str:
    assert made.facts.since is not None
    end = clock.end_of(made.facts.since)
    changed = sum(
        bool(row.last_changed) and datetime.fromisoformat(row.last_changed) > end
        for row in made.rows
    )
    return (
        f"{changed:,} of {len(made.rows):,} recommendations, counting their wording, owner, "
        "decision, rating and dates"
    )


def _waiting(made: Contents) -> str:
    pieces = counted(len(made.evidence), "piece")
    restricted = sum(line.sensitivity is Sensitivity.RESTRICTED for line in made.evidence)
    told = f"{made.waiting:,} of {pieces}"
    if made.waiting:
        told += "; until they are checked, no file, link or note of them is given here"
    if restricted:
        told += (
            f". Restricted: {restricted:,} of {len(made.evidence):,}, named by holder and date only"
        )
    return told


def _key(made: Contents) -> Table:
    columns = (
        Column("Rating", 32),
        Column("What it means", 84),
        Column("Shape", 20),
        Column("Colour", 10),
    )
    rows = tuple(
        (
            Shown(rating_words(made.words, rating), look_of(rating)),
            made.words.rating(rating).meaning,
            f"{SHAPES[rating]} {made.words.rating(rating).shape}",
            COLOURS[rating],
        )
        for rating in Rating
    )
    return Table(
        "Rating_key",
        "The letter, word, shape, colour and meaning of every rating.",
        columns,
        rows,
        heading="Rating key: the letter and the word carry the meaning, never the colour alone",
    )


def _holds(others: Sequence[Sheet]) -> Table:
    columns = (
        Column("Sheet", 32, Look.STRONG),
        Column("What it holds", 84),
        Column("Rows", 20, Look.COUNT),
    )
    rows = tuple(
        (sheet.name, sheet.notes[0], sum(len(table.rows) for table in sheet.tables))
        for sheet in others
    )
    return Table(
        "What_this_pack_holds",
        "The other sheets of this pack, what each holds, and how many rows.",
        columns,
        rows,
        heading="What this pack holds",
    )
