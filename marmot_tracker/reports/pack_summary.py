"""The pack's figures: ratings, ratings by subgroup and principle, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator

from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_words import SHAPES, principle_words, rating_words
from marmot_tracker.reports.sheets import (
    Cell,
    Column,
    Look,
    Sheet,
    Shown,
    Table,
    look_of,
    tally_of,
)
from marmot_tracker.services.figures import Figures, Group, percent
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import WORST_FIRST, Rating

NAME, ATTENTION = "Summary", "Attention"
LABEL, NUMBER = 44, 13
ALL = "All counted recommendations"


def summary(made: Contents) -> Sheet:
    """Every figure comes from `services.figures`; each share stands beside its n of m."""
    figures = made.figures
    notes = (
        "This sheet holds two tables: ratings, and ratings by subgroup and by principle.",
        f"Shares are of the {figures.counted:,} counted of {figures.total:,} recommendations, as "
        f"judged on {day(figures.today)}; no decision yet on {figures.undecided:,} of them.",
    )
    tables = (_ratings(made), _groups(made))
    return Sheet(NAME, f"Summary: {made.called}, {day(figures.today)}", notes, tables, made.mark)


def attention(made: Contents) -> Sheet:
    """How much needs attention, by reason, and what is counted apart."""
    says = "How many recommendations need attention, by reason, and how many are counted apart."
    table = Table(
        "What_needs_attention", says, _count_columns("What"), tuple(_attention_rows(made.figures))
    )
    title = f"What needs attention: {made.called}, {day(made.figures.today)}"
    return Sheet(ATTENTION, title, (says,), (table,), made.mark)


def _count_columns(label: str) -> tuple[Column, ...]:
    return (
        Column(label, LABEL, Look.STRONG),
        Column("Number", NUMBER, Look.NUMBER),
        Column("Out of", NUMBER, Look.NUMBER),
        Column("Share", NUMBER, Look.NUMBER),
    )


def _counted(label: Cell, n: int, m: int) -> tuple[Cell, ...]:
    share = percent(n, m)
    return (label, n, m, "–" if share is None else f"{share}%")


def _ratings(made: Contents) -> Table:
    rows = tuple(
        _counted(
            Shown(rating_words(made.words, rating), look_of(rating)),
            made.figures.share(rating).n,
            made.figures.share(rating).m,
        )
        for rating in WORST_FIRST
    )
    return Table(
        "Ratings",
        "How many of the counted recommendations have each rating.",
        _count_columns("Rating"),
        rows,
        heading="Ratings",
    )


def _attention_rows(figures: Figures) -> Iterator[tuple[Cell, ...]]:
    of_counted: tuple[tuple[str, int], ...] = (
        ("Overdue", len(figures.overdue)),
        ("Date moved", len(figures.moved)),
        ("No owner", len(figures.no_owner)),
        ("No update this period", len(figures.no_update)),
        ("Rating is stale (older than its period)", len(figures.stale)),
        ("No evidence", len(figures.no_evidence)),
        ("Claimed complete, not yet verified", len(figures.claimed)),
        ("Two answers to settle", len(figures.two_answers)),
        ("No decision yet", figures.undecided),
    )
    for label, number in of_counted:
        yield _counted(label, number, figures.counted)
    of_all: tuple[tuple[str, int], ...] = (
        ("Not counted: decided otherwise", figures.decided_otherwise),
        ("Not counted: closed as not pursued", figures.closed_not_pursued),
    )
    for label, number in of_all:
        yield _counted(label, number, figures.total)


def _groups(made: Contents) -> Table:
    columns = (
        Column("Group", LABEL, Look.STRONG),
        Column("Grouped by", NUMBER),
        Column("Counted", NUMBER, Look.NUMBER),
        *(Column(_short(made, rating), NUMBER, Look.NUMBER) for rating in WORST_FIRST),
        Column("Overdue", NUMBER, Look.NUMBER),
        Column("No decision yet", NUMBER, Look.NUMBER),
    )
    figures = made.figures
    everything = Group(
        "", ALL, None, figures.counted, figures.by_rating, len(figures.overdue), figures.undecided
    )
    rows = [_group(everything, "All")]
    rows += [_group(group, "Subgroup") for group in figures.by_subgroup]
    rows += [_group(group, "Principle") for group in figures.by_principle]
    return Table(
        "Ratings_by_group",
        "Ratings of the counted recommendations by lead subgroup and by main principle.",
        columns,
        tuple(rows),
        heading="Ratings by subgroup and by principle",
    )


def _short(made: Contents, rating: Rating) -> str:
    made_words = made.words.rating(rating)
    return f"{SHAPES[rating]} {made_words.letter} {made_words.word}"


def _group(group: Group, kind: str) -> tuple[Cell, ...]:
    shares = (group.share(rating) for rating in WORST_FIRST)
    return (
        principle_words(group.number, group.name),
        kind,
        group.counted,
        *(Shown(share.n, tally_of(share.rating)) if share.n else share.n for share in shares),
        group.overdue,
        group.undecided,
    )
