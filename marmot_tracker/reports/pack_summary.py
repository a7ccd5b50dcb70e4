"""The pack's figures: ratings, ratings by subgroup and principle, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marmot_tracker.reports.looks import Look, look_of, tally_of
from marmot_tracker.reports.pack_charts import rating_chart
from marmot_tracker.reports.pack_contents import Contents
from marmot_tracker.reports.pack_words import SHAPES, key_line, principle_words, rating_words
from marmot_tracker.reports.sheets import Cell, Chart, Column, Sheet, Shown, Table
from marmot_tracker.services.figures import Figures, Group, Share, percent
from marmot_tracker.services.wording import day
from marmot_tracker.vocabulary import WORST_FIRST, Rating

NAME = "Summary"
RATINGS, BY_SUBGROUP, BY_PRINCIPLE = "Ratings", "Ratings_by_subgroup", "Ratings_by_principle"
BY_PERIOD, ATTENTION = "Ratings_by_period", "What_needs_attention"
LABEL, NUMBER = 36, 9
ALL = "All counted recommendations"


def summary(made: Contents) -> Sheet:
    """Every figure comes from `services.figures`; each share stands beside its n of m."""
    figures = made.figures
    tables = [
        _ratings(made),
        _attention(made),
        _groups(made, BY_SUBGROUP, "Subgroup", figures.by_subgroup),
        _groups(made, BY_PRINCIPLE, "Principle", figures.by_principle),
    ]
    said = "ratings, what needs attention, and ratings by subgroup and by principle"
    if made.trend:
        tables.append(_periods(made))
        said = "ratings, what needs attention, and ratings by subgroup, by principle and by period"
    notes = (
        f"This sheet holds {'five' if made.trend else 'four'} tables: {said}.",
        f"Shares are of the {figures.counted:,} counted of {figures.total:,} recommendations, as "
        f"judged on {day(figures.today)}; no decision yet on {figures.undecided:,} of them.",
        key_line(made.words),
    )
    return Sheet(
        NAME,
        f"Summary: {made.called}, {day(figures.today)}",
        notes,
        tuple(tables),
        made.mark,
        charts=tuple(_charts(made)),
        small=True,
        most_pages=1,
    )


def _charts(made: Contents) -> Iterator[Chart]:
    figures = made.figures
    yield from rating_chart(
        made.words,
        "Ratings by subgroup",
        [(group.name, group.by_rating) for group in figures.by_subgroup if group.counted],
        table=BY_SUBGROUP,
        beside=("Ratings", ATTENTION, BY_SUBGROUP),
        first_column=2,
        first_row=1,
    )
    yield from rating_chart(
        made.words,
        "Ratings by principle",
        [
            (principle_words(group.number, group.name), group.by_rating)
            for group in figures.by_principle
            if group.counted
        ],
        table=BY_PRINCIPLE,
        beside=("Ratings", ATTENTION, BY_SUBGROUP, BY_PRINCIPLE),
        first_column=2,
        first_row=1,
    )
    yield from rating_chart(
        made.words,
        "Ratings by reporting period",
        [(each.period.name, each.by_rating) for each in made.trend],
        table=BY_PERIOD,
        beside=("Ratings", ATTENTION, BY_SUBGROUP, BY_PRINCIPLE, BY_PERIOD),
        first_column=2,
        upright=True,
    )


def _attention(made: Contents) -> Table:
    return Table(
        ATTENTION,
        "How many recommendations need attention, by reason, and how many are counted apart.",
        _count_columns("What"),
        tuple(_attention_rows(made.figures)),
        heading="What needs attention",
    )


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


def _groups(made: Contents, name: str, kind: str, groups: Sequence[Group]) -> Table:
    columns = (
        Column(kind, LABEL, Look.STRONG),
        Column("Counted", NUMBER, Look.NUMBER),
        *_rating_columns(made),
        Column("Overdue", NUMBER, Look.NUMBER),
        Column("No decision yet", NUMBER + 2, Look.NUMBER),
    )
    figures = made.figures
    everything = Group(
        "", ALL, None, figures.counted, figures.by_rating, len(figures.overdue), figures.undecided
    )
    # A chart draws the rows above, so what nothing is counted for comes last.
    counted = [group for group in groups if group.counted]
    words = "lead subgroup" if kind == "Subgroup" else "main principle"
    return Table(
        name,
        f"Ratings of the counted recommendations by {words}.",
        columns,
        tuple(
            _group(group) for group in (everything, *counted, *(g for g in groups if not g.counted))
        ),
        heading=f"Ratings by {kind.lower()}",
    )


def _periods(made: Contents) -> Table:
    """The trend: the same recommendations by the ratings given for each period."""
    columns = (
        Column("Reporting period", LABEL, Look.STRONG),
        Column("Counted", NUMBER, Look.NUMBER),
        *_rating_columns(made),
    )
    rows = tuple(
        (each.period.name, made.figures.counted, *_shares(each.by_rating)) for each in made.trend
    )
    return Table(
        BY_PERIOD,
        "The recommendations counted today by the ratings given for each period.",
        columns,
        rows,
        heading="Ratings by reporting period: what was answered for each, whenever it came in",
    )


def _rating_columns(made: Contents) -> tuple[Column, ...]:
    return tuple(Column(_short(made, rating), NUMBER, Look.NUMBER) for rating in WORST_FIRST)


def _shares(shares: Sequence[Share]) -> Iterator[Cell]:
    by_rating = {share.rating: share for share in shares}
    for rating in WORST_FIRST:
        n = by_rating[rating].n
        yield Shown(n, tally_of(rating)) if n else n


def _short(made: Contents, rating: Rating) -> str:
    made_words = made.words.rating(rating)
    return f"{SHAPES[rating]} {made_words.letter} {made_words.word}"


def _group(group: Group) -> tuple[Cell, ...]:
    return (
        principle_words(group.number, group.name),
        group.counted,
        *_shares(group.by_rating),
        group.overdue,
        group.undecided,
    )
