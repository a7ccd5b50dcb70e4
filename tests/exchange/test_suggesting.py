"""A principle and a subgroup are suggested by an item's own words, and only ever offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker.document import Document
from marmot_tracker.exchange import applying, importing
from marmot_tracker.exchange.proposal import LineKind, Proposal
from marmot_tracker.exchange.results import ReadItem
from marmot_tracker.exchange.suggesting import (
    suggested_principle,
    suggested_subgroup,
    with_suggestion,
)
from marmot_tracker.model import Recommendation
from marmot_tracker.services import people
from marmot_tracker.vocabulary import PRINCIPLES
from tests.exchange import lists
from tests.exchange.reports.paper import ASKS, Paper
from tests.exchange.reports.reading import prose, read


def item(text: str, *, theme: str = "", title: str = "", **fields: str) -> ReadItem:
    return ReadItem("1", title, text, theme, "p. 1", fields=fields, places=("p. 1",))


@pytest.mark.parametrize(
    ("said", "number", "by"),
    [
        (item("The council should widen its early-years offer."), "1", ("early-years",)),
        (item("Review the plan.", theme="Fair employment and good work"), "3", None),
        (item("Bring every rented home up to a standard free of damp."), "5", None),
        (item("Help with debt advice.", theme="Housing"), "5", ("Housing",)),
        (item("Help with debt.", title="Fuel poverty"), "4", ("Fuel poverty",)),
        (item("Publish carbon budgets.", theme="Smoking and climate"), "8", ("climate", "carbon")),
        (item("Report on air quality and carbon.", theme=""), "8", ("air quality", "carbon")),
        (item("Look after air quality near housing."), "5", ("air quality", "housing")),
        (item("Widen digital inclusion."), "4", ("digital inclusion",)),
    ],
    ids=[
        *("text", "own wording", "most", "heading first", "title next", "even there"),
        *("of two principles", "of the other", "as places count it"),
    ],
)
def test_where_the_words_stand_decides(
    said: ReadItem, number: str, by: tuple[str, ...] | None
) -> None:
    found = suggested_principle(said)
    assert found is not None
    assert found.value == number
    if by is not None:
        assert found.by == by


@pytest.mark.parametrize(
    "said",
    [
        item("The board should meet every month."),
        item("Schools and employers should meet."),
        item("Measure air quality and air pollution."),
        item("Report on chainsmoking and preschoolish things."),
        item(f"{'The board should look at this again and again. ' * 6}It has the skills."),
    ],
    ids=[
        "no topic",
        "even to the end",
        "of two principles",
        "parts of other words",
        "one word in many",
    ],
)
def test_nothing_is_guessed(said: ReadItem) -> None:
    assert suggested_principle(said) is None


def test_every_principle_is_known_by_each_of_its_wordings() -> None:
    for principle in PRINCIPLES:
        for words in (principle.wording, principle.short, *principle.aliases):
            found = suggested_principle(item("Do it.", theme=words.upper()))
            assert found is not None
            assert found.value == str(principle.number), words


NAMES = ("Early Years Subgroup", "Housing and Homelessness Group", "Work and Skills Partnership")


def test_a_subgroup_is_told_by_the_words_of_its_name() -> None:
    housing = suggested_subgroup(item("Inspect houses.", theme="Housing"), NAMES)
    assert housing is not None
    assert (housing.value, housing.by) == (NAMES[1], ("Housing",))
    skills = suggested_subgroup(item("Publish one plan for adult skills."), NAMES)
    assert skills is not None
    assert skills.value == NAMES[2]
    assert suggested_subgroup(item("The group should meet in a partnership."), NAMES) is None
    assert suggested_subgroup(item("Housing.", subgroup="Another"), NAMES) is None
    assert suggested_subgroup(item("Housing."), ()) is None


words = st.lists(
    st.one_of(
        st.sampled_from(
            (
                "Housing",
                "damp",
                "child  poverty",
                "early\u2011years",
                "jobs",
                "skılls",
                "children’s centre",
                "Racism",
                "net\nzero",
                *NAMES,
            )
        ),
        st.text(max_size=6),
    ),
    max_size=8,
).map(" ".join)


@given(words, words, words, st.lists(words, max_size=3))
def test_a_suggestion_stands_on_words_of_the_item(
    theme: str, title: str, text: str, names: list[str]
) -> None:
    said = item(text, theme=theme, title=title)
    whole = "\n".join((theme, title, text))
    for found in (suggested_principle(said), suggested_subgroup(said, (*NAMES, *names))):
        if found is None:
            continue
        assert found.by
        for one in found.by:
            assert re.search(rf"(?<![^\W_]){re.escape(one)}(?![^\W_])", whole, re.ASCII)


@given(words, st.integers(1, 8))
def test_what_is_stated_is_never_overruled(text: str, number: int) -> None:
    said = item(text, theme="Housing", principle=str(number))
    assert with_suggestion(said) == said


@given(words)
def test_it_is_kept_as_it_is_told(text: str) -> None:
    said = with_suggestion(item(text, theme="Fair employment"))
    assert said.suggested_principle == "3"
    assert ReadItem.from_json(said.to_json()) == said


# Offered in a proposal


def proposed(document: Document, tmp_path: Path) -> Proposal:
    paper = Paper()
    for number, theme in ((0, "Early years"), (4, "Housing"), (8, "How we work")):
        paper.heading(theme, size=18)
        prose(paper, 2, number)
        paper.heading("Recommendations", size=13)
        for one in range(2):
            paper.item(f"{number + one + 1}.", ASKS[number + one])
    result = read(paper, tmp_path)
    assert len(result.items) == 6
    with document.read() as session:
        return importing.propose(session, result)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = lists.tracker(tmp_path)
    with made.edit("Add subgroups") as session:
        for name in NAMES:
            people.ensure_subgroup(session, name=name)
    yield made
    made.close()


def test_it_is_offered_with_its_words_and_not_taken(document: Document, tmp_path: Path) -> None:
    proposal = proposed(document, tmp_path)
    offers = proposal.of_kind(LineKind.OFFERED)
    assert {line.field for line in offers} == {"principle", "subgroup"}
    assert not any(line.accept for line in offers)
    first = offers[0]
    assert (first.value, first.needs) == ("1", 0)
    assert "“Early years”" in first.words
    applied = applying.apply(document, proposal)
    assert (applied.added, applied.suggested, applied.carried) == (6, 0, 0)
    with document.read() as session:
        made = session.query(Recommendation).all()
        assert {one.principle for one in made} == {None}
        assert {one.subgroup for one in made} == {None}


def test_what_is_taken_is_written(document: Document, tmp_path: Path) -> None:
    proposal = proposed(document, tmp_path)
    taken = {line.number for line in proposal.lines if line.kind is LineKind.NEW}
    taken |= {line.number for line in proposal.of_kind(LineKind.OFFERED) if line.needs == 0}
    applied = applying.apply(document, proposal, accepted=taken)
    assert (applied.added, applied.suggested, applied.carried) == (6, 2, 0)
    with document.read() as session:
        principles = {one.uid: one.number for one in people.principles(session)}
        names = people.subgroup_names(session)
        first, *rest = session.query(Recommendation).order_by(Recommendation.order).all()
        assert principles[first.principle or ""] == 1
        assert names[first.subgroup or ""][1] == NAMES[0]
        assert {one.principle for one in rest} == {None}


def test_a_stated_principle_is_offered_nothing(document: Document, tmp_path: Path) -> None:
    paper = Paper()
    paper.heading("Housing")
    paper.para("Recommendation 1: Inspect damp homes.", font="B")
    result = read(paper, tmp_path)
    stated = replace(result.items[0], fields={"principle": "2"})
    with document.read() as session:
        proposal = importing.propose(session, replace(result, items=(with_suggestion(stated),)))
    assert "principle" not in {line.field for line in proposal.of_kind(LineKind.OFFERED)}
