"""The Summary page's charts and tables, put into words from what `services.summary` read; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from marmot_tracker import clock
from marmot_tracker.reports.pack_changes import what_words
from marmot_tracker.reports.pack_words import brief_words, briefly, principle_words
from marmot_tracker.services import summary
from marmot_tracker.services.asks import HELP_BRIEFLY
from marmot_tracker.services.changes import Change, Said, What
from marmot_tracker.services.figures import Group, Share
from marmot_tracker.services.programme import Words
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.services.summary import Line, Summary, percent_words
from marmot_tracker.services.trends import PeriodShares
from marmot_tracker.services.wording import counted, day, sentence
from marmot_tracker.vocabulary import WORST_FIRST, DecisionCode, Rating, Stage
from ui.widgets.charts_drawing import Bar, Part, RatingChart
from ui.widgets.charts_table import FigureRow, Heading
from ui.widgets.table_model import Cell, Tone

MOST_BARS = 24
"""More lying bars than this are no picture any more; the table has them all."""
MOST_LISTED = 500
"""How many changes or recommendations are listed on the page; the pack and the list have all."""
EVIDENCE = "evidence "
"""Begins a target among the evidence: its filter words follow."""
PERIOD = "period "
"""Begins a target that is a part of the trend: the period's uid and a rating follow."""


def groups_of(
    made: Summary, kind: str
) -> tuple[Sequence[Group], Callable[[Group], str], Callable[[Group], str]]:
    """The groups of a kind that something is counted in, how each is called, and its filter."""
    if kind == "subgroup":
        found, keeps = made.figures.by_subgroup, summary.subgroup_filter
    else:
        found, keeps = made.figures.by_principle, summary.principle_filter
    shown = [group for group in found if group.counted]
    return shown, lambda group: principle_words(group.number, group.name), keeps


def group_chart(made: Summary, kind: str) -> RatingChart:
    """Ratings by subgroup or by principle as lying bars."""
    groups, called, keeps = groups_of(made, kind)
    bars = tuple(
        _bar(made.words, called(group), group.by_rating, keeps(group))
        for group in groups[:MOST_BARS]
    )
    return _chart(f"Ratings by {kind}", bars)


def group_table(made: Summary, kind: str) -> tuple[tuple[Heading, ...], tuple[FigureRow, ...]]:
    """The same figures in numbers, with what is overdue and not decided."""
    groups, called, keeps = groups_of(made, kind)
    headings = (
        Heading(kind.capitalize()),
        *_rating_headings(),
        Heading("Overdue", 6, number=True),
        Heading("No\ndecision", 6, number=True),
        Heading("All", 3, number=True),
    )
    rows = []
    for group in groups:
        within = keeps(group)
        cells, targets = _rating_cells(made.words, group.by_rating, within)
        all_of_it = f"{within} {summary.COUNTED}"
        told = summary.spoken(made.words, called(group), group.by_rating)
        rows.append(
            FigureRow(
                uid=group.uid or "none",
                cells=(
                    Cell(called(group), lines=2),
                    *cells,
                    _number(group.overdue, late=True),
                    _number(group.undecided),
                    Cell(f"{group.counted:,}", Tone.STRONG, right=True),
                ),
                targets=(
                    all_of_it,
                    *targets,
                    f"{within} is:overdue",
                    f"{within} no:decision",
                    all_of_it,
                ),
                spoken=f"{told} {group.overdue:,} overdue, {group.undecided:,} with no decision.",
            )
        )
    return headings, tuple(rows)


def trend_chart(words: Words, trend: Sequence[PeriodShares]) -> RatingChart:
    """The recommendations counted today by what was answered for each period, side by side."""
    bars = tuple(
        _bar(words, each.period.name, each.by_rating, _period_target(each)) for each in trend
    )
    return _chart("Ratings by reporting period", bars, upright=True)


def trend_table(
    words: Words, trend: Sequence[PeriodShares]
) -> tuple[tuple[Heading, ...], tuple[FigureRow, ...]]:
    """The trend in numbers."""
    rows = []
    for each in trend:
        by_rating = {share.rating: share for share in each.by_rating}
        shares = [by_rating[rating] for rating in WORST_FIRST]
        total = max((share.m for share in shares), default=0)
        first = f"{PERIOD}{each.period.uid} "
        rows.append(
            FigureRow(
                uid=each.period.uid,
                cells=(
                    Cell(each.period.name),
                    *(_number(share.n) for share in shares),
                    Cell(f"{total:,}", Tone.STRONG, right=True),
                ),
                targets=(first, *(f"{first}{share.rating}" for share in shares), first),
                spoken=summary.spoken(words, each.period.name, each.by_rating),
            )
        )
    headings = (
        Heading("Reporting period"),
        *_rating_headings(),
        Heading("All", 3, number=True),
    )
    return headings, tuple(rows)


def period_rows(made: Summary, each: PeriodShares, rating: Rating | None) -> list[RegisterRow]:
    """The recommendations behind a part of the trend, in the register's order."""
    found = [row for row in made.row.values() if row.counted]
    if rating is None:
        return found
    return [row for row in found if each.given.get(row.uid, Rating.NOT_RATED) is rating]


def row_table(
    made: Summary, rows: Iterable[RegisterRow]
) -> tuple[tuple[Heading, ...], tuple[FigureRow, ...]]:
    """Recommendations with their rating now."""
    shown = [
        FigureRow(
            uid=row.uid,
            cells=(
                Cell(row.reference, Tone.STRONG),
                Cell(brief_words(row)),
                _chip(made.words, row.rating),
            ),
            targets=(row.uid,) * 3,
            spoken=f"{row.reference}: {brief_words(row)}; now {rating_said(made.words, row.rating)}",
        )
        for row in rows
    ]
    return (Heading("Ref", 6), Heading("Recommendation"), Heading("Now", 15)), tuple(shown)


def attention_lines(made: Summary) -> tuple[Line, ...]:
    """What needs attention, then what else is doubtful, then what is not counted."""
    words, figures = made.words, made.figures
    return (
        _named(words, figures.share(Rating.OFF_TRACK)),
        _named(words, figures.share(Rating.AT_RISK)),
        *summary.attention(figures),
        *summary.doubts(made),
        summary.not_counted(figures),
    )


def attention_table(
    made: Summary, *, all_of_it: bool = True
) -> tuple[tuple[Heading, ...], tuple[FigureRow, ...]]:
    """The same, each a row; `all_of_it` with what is not counted."""
    lines = attention_lines(made)
    headings = (
        Heading("What"),
        Heading("Number", 6, number=True),
        Heading("Out of", 5, number=True),
        Heading("Share", 5, number=True),
    )
    return headings, tuple(_line(line) for line in (lines if all_of_it else lines[:-1]))


def _named(words: Words, share: Share) -> Line:
    line = summary.rating_line(words, share)
    return replace(line, words=rating_said(words, share.rating))


def _line(line: Line) -> FigureRow:
    share = percent_words(line.n, line.m)
    cells = (
        Cell(line.words, Tone.PLAIN if line.n else Tone.QUIET),
        _number(line.n, strong=True),
        Cell(f"{line.m:,}", Tone.QUIET, right=True),
        Cell(share, Tone.QUIET, right=True),
    )
    spoken = f"{line.words}: {line.n:,} of {line.m:,}, {share}"
    target = f"{EVIDENCE}{line.filter}" if line.of_evidence else line.filter
    return FigureRow(line.words, cells, (target if line.n else "",) * 4, spoken)


def ask_table(made: Summary) -> tuple[tuple[Heading, ...], tuple[FigureRow, ...]]:
    """What the steering group is asked, worst first."""
    rows = []
    for ask in made.asks:
        row = made.row[ask.recommendation]
        dates = [each for each in ask.briefly if each != HELP_BRIEFLY]
        wanted = " ".join(filter(None, (sentence(ask.help_needed), *dates)))
        said = f"{row.reference}: {brief_words(row)}"
        rows.append(
            FigureRow(
                uid=row.uid,
                cells=(
                    Cell(row.reference, Tone.STRONG),
                    Cell(wanted, beneath=brief_words(row), lines=2),
                    _chip(made.words, ask.rating),
                ),
                targets=(row.uid,) * 3,
                spoken=f"{said}; {rating_said(made.words, ask.rating)}; asked: {wanted}",
            )
        )
    headings = (
        Heading("Ref", 6),
        Heading("What is asked", beneath="Recommendation"),
        Heading("Rating", 15),
    )
    return headings, tuple(rows)


def change_table(
    words: Words, changes: Sequence[Change]
) -> tuple[tuple[Heading, ...], tuple[FigureRow, ...]]:
    """What changed, from what to what, with who and when."""
    rows = []
    for at, change in enumerate(changes[:MOST_LISTED]):
        before, after = (
            said_words(words, change.before, change),
            said_words(words, change.after, change),
        )
        step = f"{before or '–'} → {after or '–'}" if before or after else ""
        when = day(change.at.astimezone(clock.PLACE).date()) if change.at else ""
        by = ", ".join(filter(None, (when, change.who)))
        title = briefly(change.words)
        target = "" if change.what is What.WITHDRAWN else change.recommendation
        rows.append(
            FigureRow(
                uid=str(at),
                cells=(
                    Cell(change.reference, Tone.STRONG),
                    Cell(title, beneath=change.subgroup),
                    Cell(what_words(change), beneath=by),
                    Cell(step, beneath=change.why),
                ),
                targets=(target,) * 4,
                spoken=f"{change.reference}: {title}. {what_words(change)}: {step}. {change.why} {by}",
            )
        )
    headings = (
        Heading("Ref", 6),
        Heading("Recommendation", beneath="Subgroup"),
        Heading("What changed", 25, beneath="When, and entered by"),
        Heading("From what to what", beneath="Why"),
    )
    return headings, tuple(rows)


def change_words(changes: Sequence[Change], recommendations: int) -> str:
    """How many changes of how many recommendations, and how many ratings went which way."""
    told = [f"{counted(len(changes), 'change')} of {counted(recommendations, 'recommendation')}"]
    for what, words in ((What.WORSE, "ratings worse"), (What.BETTER, "better")):
        number = sum(change.what is what for change in changes)
        if number:
            told.append(f"{number:,} {words}")
    if len(changes) > MOST_LISTED:
        told.append(f"the first {MOST_LISTED:,} are listed, and all of them in the audit pack")
    return f"{'; '.join(told)}."


def said_words(words: Words, said: Said, change: Change) -> str:
    """A value before or after, as it is shown elsewhere."""
    if isinstance(said, Rating):
        return rating_said(words, said)
    if isinstance(said, DecisionCode) or (said is None and change.what is What.DECISION):
        return words.decision(said)
    if isinstance(said, date):
        return day(said)
    if change.what is What.PLACED and said in set(Stage):
        return words.stage(Stage(said))
    return briefly(said or "", 60)


def rating_said(words: Words, rating: Rating) -> str:
    """`A At risk`."""
    shown = words.rating(rating)
    return f"{shown.letter} {shown.word}"


def _period_target(each: PeriodShares) -> Callable[[str], str]:
    return lambda rating: f"{PERIOD}{each.period.uid} {rating}"


def _chart(title: str, bars: tuple[Bar, ...], *, upright: bool = False) -> RatingChart:
    told = " ".join(bar.says for bar in bars)
    says = f"{title}, as stacked bars of the number of recommendations. {told}"
    return RatingChart(title, says, bars, upright)


def _bar(
    words: Words, label: str, shares: Sequence[Share], keeps: str | Callable[[str], str]
) -> Bar:
    """A bar; `keeps` are the filter words of its group, or make a target of a rating."""
    by_rating = {share.rating: share for share in shares}
    total = max((share.m for share in shares), default=0)
    parts = []
    for rating in WORST_FIRST:
        share = by_rating[rating]
        line = summary.rating_line(words, share, keeps if isinstance(keeps, str) else "")
        percent = percent_words(share.n, share.m)
        parts.append(
            Part(
                rating,
                summary.letter(rating),
                share.n,
                f"{label}: {share.n:,} of {share.m:,} {line.words.lower()}, {percent}",
                line.filter if isinstance(keeps, str) else keeps(rating),
            )
        )
    target = f"{keeps} {summary.COUNTED}" if isinstance(keeps, str) else keeps("")
    return Bar(label, total, tuple(parts), summary.spoken(words, label, shares), target)


def _rating_headings() -> tuple[Heading, ...]:
    return tuple(Heading(summary.letter(rating), 2, number=True) for rating in WORST_FIRST)


def _rating_cells(
    words: Words, shares: Sequence[Share], within: str
) -> tuple[list[Cell], list[str]]:
    by_rating = {share.rating: share for share in shares}
    lines = [summary.rating_line(words, by_rating[rating], within) for rating in WORST_FIRST]
    return [_number(line.n) for line in lines], [line.filter for line in lines]


def _number(number: int, *, strong: bool = False, late: bool = False) -> Cell:
    tone = Tone.QUIET
    if number:
        tone = Tone.LATE if late else Tone.STRONG if strong else Tone.PLAIN
    return Cell(f"{number:,}", tone, right=True)


def _chip(words: Words, rating: Rating) -> Cell:
    return Cell(words.rating(rating).word, rating=rating)
