"""The Summary page's figures: those of the pack, each leading to just the rows it counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.reports import pack_definitions
from marmot_tracker.services import (
    evidence_filtering,
    filtering,
    people,
    quality,
    recommendations,
    reports,
    summary,
    summary_why,
)
from marmot_tracker.services.summary import Summary
from marmot_tracker.services.wording import joined
from tests.screens.summary_sample import Told
from ui.pages import summary_parts as parts
from ui.widgets.charts_table import FigureRow


def numbers(row: FigureRow) -> list[str]:
    return [cell.text for cell in row.cells]


def value(cell: object) -> object:
    """What a cell of the pack says."""
    return getattr(cell, "value", cell)


# ---------------------------------------------------------------- the same figures as the pack


def test_what_needs_attention_is_as_in_the_pack(told: Told) -> None:
    _, rows = parts.attention_table(told.made)
    shown = {row.cells[0].text: numbers(row)[1:] for row in rows}
    for label, n, m, share in told.table("What_needs_attention").rows:
        if not str(label).startswith("Not counted"):
            assert shown[str(label)] == [str(n), str(m), str(share).replace("%", " %")]
    assert shown["R Off track"] == ["3", "43", "7 %"]
    assert shown["Not counted: 3 decided otherwise"] == ["3", "46", "7 %"]


@pytest.mark.parametrize(
    ("kind", "name"), [("subgroup", "Ratings_by_subgroup"), ("principle", "Ratings_by_principle")]
)
def test_groups_are_as_in_the_pack(told: Told, kind: str, name: str) -> None:
    expected = {}
    for label, total, *counts in told.table(name).rows[1:]:
        *rated, overdue, undecided = (value(cell) for cell in counts)
        if total:
            expected[str(label)] = [*rated, overdue, undecided, total]
    _, rows = parts.group_table(told.made, kind)
    assert {row.cells[0].text: [int(text) for text in numbers(row)[1:]] for row in rows} == expected
    chart = parts.group_chart(told.made, kind)
    drawn = {bar.label: [part.n for part in bar.parts] for bar in chart.bars}
    assert drawn == {label: counts[:5] for label, counts in expected.items()}
    for bar in chart.bars:
        assert bar.says in chart.says


def test_the_trend_is_as_in_the_pack(told: Told) -> None:
    expected = [
        [str(label), *(value(cell) for cell in counts), total]
        for label, total, *counts in told.table("Ratings_by_period").rows
    ]
    _, rows = parts.trend_table(told.made.words, told.trend)
    shown = [[row.cells[0].text, *(int(text) for text in numbers(row)[1:])] for row in rows]
    assert shown == expected
    assert len(shown) == 3
    for each in told.trend:
        for share in each.by_rating:
            assert len(parts.period_rows(told.made, each, share.rating)) == share.n


def test_asks_and_changes_are_those_of_the_pack(told: Told) -> None:
    _, asked = parts.ask_table(told.made)
    assert [row.uid for row in asked] == [ask.recommendation for ask in told.contents.asks]
    assert asked
    assert told.changed.changes == told.contents.changes
    assert told.changed.changes
    assert told.made.findings == quality.tally(told.contents.findings)


# ---------------------------------------------------------------- from a figure to its rows


def leads(made: Summary) -> Iterator[tuple[str, int]]:
    """Every filter that a figure of the page leads to, and how many it says there are."""
    for kind in ("subgroup", "principle"):
        for bar in parts.group_chart(made, kind).bars:
            yield bar.target, bar.total
            for part in bar.parts:
                yield part.target, part.n
        for row in parts.group_table(made, kind)[1]:
            yield row.targets[0], int(row.cells[-1].text)
            for cell, target in zip(row.cells[1:], row.targets[1:], strict=True):
                yield target, int(cell.text)
    for row in parts.attention_table(made)[1]:
        if row.targets[0]:
            yield row.targets[0], int(row.cells[1].text)


def test_every_figure_leads_to_just_the_rows_it_counts(told: Told) -> None:
    found = list(leads(told.made))
    assert len(found) > 100
    pieces = 0
    for words, number in found:
        if words.startswith(parts.EVIDENCE):
            of_evidence = evidence_filtering.parse(words.removeprefix(parts.EVIDENCE))
            assert of_evidence.problems == (), words
            pieces += 1
            held = evidence_filtering.select(told.evidence, of_evidence, today=clock.today())
            assert len(held) == number, words
            continue
        query = filtering.parse(words)
        assert query.problems == (), words
        kept = filtering.select(told.contents.rows, query, today=clock.today())
        assert len(kept) == number, words
    assert pieces == 2


def test_a_subgroups_name_within_another_is_told_apart(tracker: Path) -> None:
    with Document.open(tracker, author=Author("Clerk")) as document:
        with document.edit("Another") as session:
            recommendations.add(
                session,
                report=reports.ensure(session, title="A fair place"),
                reference="9",
                wording="Something else",
                subgroup=people.ensure_subgroup(session, name='Housing "and" homes'),
            )
        with document.snapshot(trail=True) as snapshot:
            made = summary.of(snapshot, today=clock.today())
    groups = parts.group_table(made, "subgroup")[1]
    assert len(groups) == 4
    for row in groups:
        query = filtering.parse(row.targets[0])
        kept = filtering.select(made.row.values(), query, today=clock.today())
        assert len(kept) == 1, row.targets[0]


# ---------------------------------------------------------------- why a figure is what it is


def test_every_line_says_what_it_counts_and_names_those(told: Told) -> None:
    made = told.made
    for line in parts.attention_lines(made):
        said = summary_why.of_line(made, line)
        assert said[0].startswith(f"{line.words}: {line.n:,} of {line.m:,} (")
        if line.of_evidence:
            continue
        assert said[-1].startswith("43 of 46 recommendations are counted. Not counted: ")
        named = [each for each in said if each.startswith(("It is ", "They are "))]
        assert len(named) == bool(line.n), line.words
    for line in summary.attention(made.figures):
        assert line.counts in summary_why.of_line(made, line)


def test_the_rows_named_are_those_counted(told: Told) -> None:
    made = told.made
    line = next(each for each in summary.attention(made.figures) if each.filter == "is:moved")
    references = [made.row[uid].reference for uid in made.figures.moved]
    assert f"They are {joined(references)}." in summary_why.of_line(made, line)


def test_a_definition_of_the_pack_is_the_same_sentence() -> None:
    defined = dict(pack_definitions.FIGURES)
    assert (defined["Overdue"], defined["Stale"]) == (summary.OVERDUE, summary.STALE)
