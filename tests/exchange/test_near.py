"""Near matches: one to one, whatever the order, asked and never taken; swapped wordings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marmot_tracker.document import Document
from marmot_tracker.exchange import near
from marmot_tracker.exchange.applying import apply
from marmot_tracker.exchange.matching import Identity, Known, identity
from marmot_tracker.exchange.near import Matching, match_rows
from marmot_tracker.exchange.proposal import LineKind
from tests.exchange import lists
from tests.exchange.lists import HEADINGS, TODAY, file, listed, load, proposed, put, rows_of, told

VERBS = ("Widen", "Fund", "Review", "Extend", "Publish", "Protect", "Repair", "Join up")
THINGS = (
    "the early-years offer in every ward of the town",
    "safe walking routes between schools and homes",
    "the warmth of privately rented homes before winter",
    "apprenticeships with the largest employers here",
    "advice on money and debt in libraries",
    "what is known of health at work",
)
WORDINGS = st.tuples(st.sampled_from(VERBS), st.sampled_from(THINGS), st.integers(0, 9)).map(
    lambda parts: f"{parts[0]} {parts[1]}, in step {parts[2]}"
)
LISTS = st.lists(WORDINGS, min_size=1, max_size=8, unique=True)


def known_of(rows: list[Identity]) -> list[Known]:
    return [Known(f"u{at}", True, one, one) for at, one in enumerate(rows)]


def rows_for(wordings: list[str], *, first: int = 1) -> list[Identity]:
    return [identity(f"{at}", words, "") for at, words in enumerate(wordings, first)]


def matched(rows: list[Identity], known: list[Known]) -> Matching:
    return match_rows(rows, known, lambda _place, _uid: 0)


def pairs(rows: list[Identity], found: Matching) -> set[tuple[Identity, str, int]]:
    sure = {(rows[place], uid, 100) for place, uid in found.found.items()}
    return sure | {(rows[place], one.uid, one.alike) for place, one in found.near.items()}


@given(LISTS, LISTS)
def test_matching_is_one_to_one(before: list[str], after: list[str]) -> None:
    rows, known = rows_for(after), known_of(rows_for(before))
    found = matched(rows, known)
    uids = [*found.found.values(), *(one.uid for one in found.near.values())]
    assert len(uids) == len(set(uids))
    assert not set(found.found) & set(found.near)
    assert all(near.LEAST <= one.alike < 100 for one in found.near.values())


@given(LISTS, LISTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    before: list[str], after: list[str], chance: random.Random
) -> None:
    rows, known = rows_for(after, first=5), known_of(rows_for(before))
    shuffled = chance.sample(rows, len(rows))
    there = chance.sample(known, len(known))
    assert pairs(rows, matched(rows, known)) == pairs(shuffled, matched(shuffled, there))


@given(LISTS)
def test_the_same_list_is_matched_for_sure(wordings: list[str]) -> None:
    rows = rows_for(wordings)
    found = matched(rows, known_of(rows))
    assert found.found == {at: f"u{at}" for at in range(len(rows))}
    assert not found.near


@given(LISTS, st.randoms(use_true_random=False), st.integers(0, 3))
def test_swapped_wordings_leave_nothing_over(
    wordings: list[str], chance: random.Random, seed: int
) -> None:
    known = known_of(rows_for(wordings))
    rows = rows_for(chance.sample(wordings, len(wordings)))
    found = match_rows(rows, known, lambda place, uid: (7 * seed + 3 * place + int(uid[1:])) % 4)
    assert sorted(found.found.values()) == sorted(one.uid for one in known)
    assert not found.near


@given(LISTS, st.data())
def test_a_changed_wording_without_its_reference_is_asked(
    wordings: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(wordings) - 1))
    known = known_of(rows_for(wordings))
    rows = rows_for(wordings, first=1)
    rows[at] = identity("99", f"{wordings[at]} for all", "")
    found = matched(rows, known)
    assert at not in found.found
    assert found.near[at].uid == f"u{at}"


def test_more_than_are_compared_are_told() -> None:
    many = near.MOST + 1
    known = known_of([identity(f"a{n}", f"Matter {n} of the old list", "") for n in range(many)])
    rows = [identity("b", "Matter 7 of the old list, anew", "")]
    found = matched(rows, known)
    assert not found.near
    assert f"more than {near.MOST:,} are not compared" in found.told
    few = matched(rows, known[: near.MOST])
    assert few.told == ""
    assert few.near[0].uid == "u7"


# In a tracker


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = lists.tracker(tmp_path)
    load(made, file(tmp_path))
    yield made
    made.close()


NEW_WORDING = "Bring every rented home up to a decent standard of warmth."
REWORDED = {"3.10": {"Ref": "4.1", "Recommendation": NEW_WORDING, "RAG": "Amber"}}


def test_a_near_match_is_asked_and_new_unless_it_is_accepted(
    document: Document, tmp_path: Path
) -> None:
    path = file(tmp_path, listed(**REWORDED), "second.xlsx")
    proposal = proposed(document, path)
    assert [line[:3] for line in told(proposal)] == [
        (LineKind.NEAR, "4.1", ""),
        (LineKind.NEW, "4.1", ""),
        (LineKind.CHANGED, "4.1", "reference"),
        (LineKind.CHANGED, "4.1", "wording"),
        (LineKind.CHANGED, "4.1", "rating"),
    ]
    asked = proposal.of_kind(LineKind.NEAR)[0]
    assert "looks like 3.10 “Bring every rented home up to a decent standard.”" in asked.words
    assert "% alike: its wording changed" in asked.words
    assert not asked.accept
    assert (proposal.counts[LineKind.NEAR], proposal.counts[LineKind.NEW]) == (1, 0)
    assert "loaded as new unless you say that it is the same" in proposal.explanation
    applied = load(document, path)
    assert (applied.added, applied.changed, applied.same, applied.left_out) == (1, 0, 0, 0)
    rows = rows_of(document)
    assert rows["3.10"].text == "Bring every rented home up to a decent standard."
    assert rows["4.1"].text == NEW_WORDING
    assert [line[0] for line in told(proposed(document, path))] == [LineKind.MISSING]


def test_an_accepted_near_match_is_the_same_recommendation(
    document: Document, tmp_path: Path
) -> None:
    uid = rows_of(document)["3.10"].uid
    path = file(tmp_path, listed(**REWORDED), "second.xlsx")
    applied = load(document, path, lambda line: line.accept or line.kind is LineKind.NEAR)
    assert (applied.added, applied.changed, applied.same) == (0, 3, 1)
    rows = rows_of(document)
    assert "3.10" not in rows
    assert (rows["4.1"].uid, rows["4.1"].text) == (uid, NEW_WORDING)
    assert told(proposed(document, path)) == []


def test_an_accepted_near_match_whose_fields_are_refused_is_known_again(
    document: Document, tmp_path: Path
) -> None:
    path = file(tmp_path, listed(**REWORDED), "second.xlsx")
    applied = load(document, path, lambda line: line.kind is LineKind.NEAR)
    assert (applied.added, applied.changed, applied.same, applied.left_out) == (0, 0, 1, 3)
    assert rows_of(document)["3.10"].text == "Bring every rented home up to a decent standard."
    assert told(proposed(document, path)) == []


def test_a_near_match_can_be_left_out_altogether(document: Document, tmp_path: Path) -> None:
    path = file(tmp_path, listed(**REWORDED), "second.xlsx")
    before = document.tips
    applied = load(document, path, ())
    assert (applied.added, applied.same, applied.left_out) == (0, 0, 1)
    assert document.tips == before
    assert told(proposed(document, path))[0][0] is LineKind.NEAR


def test_a_change_cannot_be_taken_without_its_near_match(
    document: Document, tmp_path: Path
) -> None:
    proposal = proposed(document, file(tmp_path, listed(**REWORDED), "second.xlsx"))
    changes = {line.number for line in proposal.lines if line.kind is LineKind.CHANGED}
    assert not apply(document, proposal, accepted=changes, today=TODAY).wrote
    assert "3.10" in rows_of(document)


def test_a_row_put_in_front_does_not_take_its_neighbours_history(
    document: Document, tmp_path: Path
) -> None:
    """Every reference moves on by one, and one wording changes: references alone would mislead."""
    columns = [*lists.HEADINGS]
    rows = [["1", "Plant a tree in each street of the town.", *[None] * 10]]
    for number, row in enumerate(lists.ROWS, 2):
        rows.append([str(number), *row[1:]])
    rows[4][columns.index("Recommendation")] = "Plan all streets for walking and cycling."
    proposal = proposed(document, file(tmp_path, rows, "second.xlsx"), report="List")
    kinds = {line.reference: line.kind for line in proposal.lines if not line.of_near}
    assert kinds["1"] is LineKind.NEW
    assert kinds["5"] is LineKind.NEAR


def swapped(*headings: str) -> list[list[object]]:
    """The list with what stands under these headings exchanged between its first two rows."""
    rows: list[list[object]] = listed()
    for heading in headings:
        at = HEADINGS.index(heading)
        rows[0][at], rows[1][at] = rows[1][at], rows[0][at]
    return rows


def test_wordings_swapped_alone_are_two_corrected_wordings(
    document: Document, tmp_path: Path
) -> None:
    path = file(tmp_path, swapped("Recommendation"), "second.xlsx")
    assert [line[:3] for line in told(proposed(document, path))] == [
        (LineKind.CHANGED, "3.1", "wording"),
        (LineKind.CHANGED, "3.2", "wording"),
    ]
    load(document, path)
    rows = rows_of(document)
    assert rows["3.1"].text == "Help families to claim what they are due."
    assert rows["3.1"].owner == "Head of Early Years, Council"
    assert told(proposed(document, path)) == []


def test_rows_that_moved_whole_are_two_corrected_references(
    document: Document, tmp_path: Path
) -> None:
    path = file(tmp_path, swapped("Ref"), "second.xlsx")
    assert [line[:3] for line in told(proposed(document, path))] == [
        (LineKind.CHANGED, "3.2", "reference"),
        (LineKind.CHANGED, "3.1", "reference"),
    ]
    load(document, path)
    assert told(proposed(document, path)) == []


@pytest.mark.parametrize("by_hand", [{}, {"text": "Help people."}, {"reference": "7"}])
@pytest.mark.parametrize("headings", [("Recommendation",), ("Ref",), ("Recommendation", "Theme")])
def test_swapped_wordings_are_never_new_or_missing(
    document: Document, tmp_path: Path, headings: tuple[str, ...], by_hand: dict[str, str]
) -> None:
    if by_hand:
        put(document, "3.2", **by_hand)
    path = file(tmp_path, swapped(*headings), "second.xlsx")
    kinds = {line[0] for line in told(proposed(document, path, report="List"))}
    assert kinds <= {LineKind.CHANGED, LineKind.TWO_ANSWERS}
    load(document, path, lambda line: line.can_accept, report="List")
    assert told(proposed(document, path, report="List")) == []


@settings(max_examples=12)
@given(st.randoms(use_true_random=False))
def test_a_corrected_list_loses_nothing_and_is_known_again(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    """Whatever is accepted: every row is afterwards in the tracker once, or waits to be asked."""
    folder = tmp_path_factory.mktemp("near")
    with lists.tracker(folder) as document:
        load(document, file(folder), report="List")
        rows = listed()
        wordings = chance.sample([row[1] for row in rows], len(rows))
        for row, words in zip(rows, wordings, strict=True):
            row[1] = f"{words[:-1]}{chance.choice(('.', ', now.', ' in the town.'))}"
            row[7] = chance.choice((row[7], date(2028, 1, 31)))
            if chance.random() < 0.4:
                row[0] = f"9.{row[0]}"
        path = file(folder, chance.sample(rows, len(rows)), "second.xlsx")
        proposal = proposed(document, path, report="List")
        accepted = {line.number for line in proposal.lines if chance.random() < 0.6}
        apply(document, proposal, accepted=accepted, today=TODAY)
        again = proposed(document, path, report="List")
        waiting = {line.reference for line in again.lines if line.kind is LineKind.NEW}
        left = {
            line.reference
            for line in proposal.lines
            if line.kind is LineKind.NEW and line.number not in accepted
        }
        assert waiting <= left
        # A row that was left waits: as new, or, once its reference is free again, as a change.
        assert not [
            line
            for line in again.lines
            if line.kind is LineKind.CHANGED and not line.of_near and line.reference not in left
        ]
