"""The pack's first sheet: what it is, which state of the record it shows, and the rating key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from marmot_tracker import clock
from marmot_tracker.reports.looks import Look, look_of
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_facts import (
    EVERYTHING,
    LINES,
    PRINTED_CODE,
    PRINTED_DAY,
    PRINTED_MADE,
    PRINTED_MOMENT,
    PRINTED_NOT_HELD,
    PRINTED_PERIOD,
    PRINTED_POSITION,
    PRINTED_SINCE,
    PRINTED_SINCE_MOMENT,
    PRINTED_SINCE_POSITION,
    lines_in_words,
)
from marmot_tracker.reports.pack_words import COLOURS, rating_words
from marmot_tracker.reports.sheets import Cell, Column, Sheet, Shown, Table
from marmot_tracker.services import changes
from marmot_tracker.services.wording import counted, day, joined, moment
from marmot_tracker.vocabulary import WORST_FIRST, EvidenceKind, Rating, Sensitivity

NAME = "Cover"
ITEM, SAYS, NUMBER = 32, 68, 9


def cover(made: Contents, others: Sequence[Sheet]) -> Sheet:
    """The cover of a pack that also holds the sheets `others`."""
    return Sheet(
        NAME,
        f"Audit pack: {made.called}, {day(made.facts.day)}",
        (
            _asked(made),
            "This sheet holds four tables: what is asked and told, what the pack holds, the ratings, "
            "and about this file.",
        ),
        (_told(made), _holds(others), _key(made), _about(made)),
        made.mark,
        portrait=True,
    )


def _asked(made: Contents) -> str:
    """`36 decisions are asked of you: see “Asks”.`"""
    if not made.asks:
        return "No decision is asked of you."
    many = len(made.asks)
    are = "is" if many == 1 else "are"
    return f"{counted(many, 'decision')} {are} asked of you: see the sheet “Asks”."


def _told(made: Contents) -> Table:
    columns = (Column("What", ITEM, Look.STRONG), Column("How it stands", SAYS))
    return Table(
        "What_is_asked_and_told",
        "What the steering group is asked, and how the recommendations stand.",
        columns,
        tuple(_standing(made)),
        heading="What is asked of you, and how things stand",
    )


def _standing(made: Contents) -> Iterator[tuple[str, Cell]]:
    facts, figures, words = made.facts, made.figures, made.words
    yield "Asked of the steering group", _asked(made)
    rated = [
        f"{figures.share(rating).n:,} {words.rating(rating).word.lower()}"
        f" ({COLOURS[rating].lower()})"
        for rating in WORST_FIRST
        if figures.share(rating).n
    ]
    yield "Ratings", f"{joined(rated)}, of {figures.counted:,} counted" if rated else None
    yield "Overdue", f"{len(figures.overdue):,} of {figures.counted:,}"
    yield "Dates moved", f"{len(figures.moved):,} of {figures.counted:,}"
    if facts.since is not None:
        yield f"{PRINTED_SINCE} {day(facts.since)}", _changed(made)
    yield "Evidence waiting to be checked", _waiting(made)


def _about(made: Contents) -> Table:
    columns = (Column("Item", ITEM, Look.FINE), Column("What it says", SAYS, Look.FINE))
    return Table(
        "About_this_pack",
        "What this file is, and which state of the record it shows.",
        columns,
        tuple(_lines(made)),
        heading="About this file",
    )


def _lines(made: Contents) -> Iterator[tuple[str, Cell]]:
    facts, figures = made.facts, made.figures
    yield "Place", made.programme.place
    if made.programme.name and made.programme.name != made.programme.place:
        yield "Programme", made.programme.name
    yield PRINTED_DAY, _as_at(made)
    if made.span is not None:
        yield PRINTED_PERIOD, made.span.period.name
    else:
        yield "Reporting period", _period(made)
    yield "Last answer or change", _last_answer(made)
    reports = sorted({row.report for row in made.rows if row.report})
    listed = f", from {joined(reports)}" if 0 < len(reports) <= 5 else ""
    yield "Recommendations", f"{figures.total:,}{listed}"
    yield "Rating shares are of", _shares_of(made)
    yield PRINTED_NOT_HELD, _not_held(made)
    yield PRINTED_CODE, facts.check_code
    for place, tip in enumerate(facts.tips, 1):
        yield f"{PRINTED_POSITION} {place} of {len(facts.tips)}", tip
    yield PRINTED_MOMENT, facts.moment or EVERYTHING
    if facts.compared is not None:
        for place, tip in enumerate(facts.compared.tips, 1):
            yield f"{PRINTED_SINCE_POSITION} {place} of {len(facts.compared.tips)}", tip
        if facts.compared.moment:
            yield PRINTED_SINCE_MOMENT, facts.compared.moment
    yield PRINTED_MADE, moment(facts.made_at)
    yield (
        "How to check this pack",
        "Open the tracker, choose Check the record, and give it this workbook: it finds the "
        "state named above, makes these sheets again, and lists every cell that differs.",
    )


def _as_at(made: Contents) -> str:
    facts = made.facts
    entered = f"with everything entered by {moment(facts.made_at)}"
    if made.span is not None:
        name = made.span.period.name
        if made.span.next_opens is None or facts.day < made.span.last_day(date.max):
            return f"{day(facts.day)}, while {name} runs, {entered}"
        return f"{day(facts.day)}, the last day of {name}, {entered}"
    if not facts.moment:
        return f"{day(facts.day)}, {entered}"
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
    found = made.changes or ()
    return (
        f"{changes.changed(found):,} of {len(made.rows):,} recommendations, in "
        f"{counted(len(found), 'change')}: see the sheet “What changed”"
    )


def _not_held(made: Contents) -> str:
    files = sum(line.kind is EvidenceKind.FILE for line in made.evidence)
    lacking = made.facts.lacking
    told = f"{len(lacking):,} of {counted(files, 'file')}"
    return f"{told}; {LINES}{lines_in_words(lacking)}" if lacking else told


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
    """What each rating means, and how many have it."""
    columns = (
        Column("Rating", ITEM),
        Column("What it means", SAYS),
        Column("Number", NUMBER, Look.NUMBER),
        Column("Out of", NUMBER, Look.NUMBER),
        Column("Share", NUMBER, Look.NUMBER),
    )
    return Table(
        "Rating_key",
        "The letter, word and meaning of every rating, and how many recommendations have it.",
        columns,
        tuple(_rating(made, rating) for rating in WORST_FIRST),
        heading="Ratings: the letter and the word carry the meaning, never the colour alone",
    )


def _rating(made: Contents, rating: Rating) -> tuple[Cell, ...]:
    share = made.figures.share(rating)
    return (
        Shown(rating_words(made.words, rating), look_of(rating)),
        f"{made.words.rating(rating).meaning}.",
        share.n,
        share.m,
        "–" if share.percent is None else f"{share.percent}%",
    )


def _holds(others: Sequence[Sheet]) -> Table:
    columns = (
        Column("Sheet", ITEM, Look.STRONG),
        Column("What it holds", SAYS),
        Column("Rows", NUMBER, Look.NUMBER),
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
