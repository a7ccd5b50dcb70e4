"""Which report a list goes to where a report has editions: never twice in, never the wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.exchange.applying import apply
from marmot_tracker.exchange.offering import SUPERSEDED
from marmot_tracker.exchange.proposal import Choice, LineKind
from marmot_tracker.services import dates, evidence, history, recommendations, reports, ties
from marmot_tracker.vocabulary import EvidenceKind, Rating, Sensitivity
from tests.exchange import lists
from tests.exchange.lists import file, listed, load, proposed, put, rows_of, told

REWORDED = {"3.1": {"Recommendation": "Widen the early-years offer towards everyone in need."}}
LATER = {row[0]: {"Due date": date(2029, 1, 31)} for row in lists.ROWS}
EDITION = "List, new edition"


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """A tracker that holds the list, under the title "List"."""
    made = lists.tracker(tmp_path)
    load(made, file(tmp_path))
    yield made
    made.close()


def titles(document: Document) -> list[str]:
    with document.read() as session:
        return [one.title for one in reports.list_(session)]


@pytest.mark.parametrize("changes", [{}, REWORDED, LATER], ids=["same", "reworded", "re-dated"])
def test_an_edition_that_is_here_already_is_not_added_again(
    document: Document, tmp_path: Path, changes: dict[str, dict[str, object]]
) -> None:
    path = file(tmp_path, listed(**changes), "second.xlsx")
    assert load(document, path, edition_of="List").added == 4
    again = proposed(document, path, edition_of="List")
    assert (again.choice, again.report) == (Choice.SAME_LIST, EDITION)
    assert told(again) == []
    assert f"name “{EDITION}” as the edition before" in again.explanation
    assert not load(document, path, edition_of="List").wrote
    assert titles(document) == ["List", EDITION]
    assert told(proposed(document, path)) == []
    assert told(proposed(document, file(tmp_path))) == []


def test_a_corrected_edition_proposes_its_corrections(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path, listed(**REWORDED), "second.xlsx"), edition_of="List")
    corrected = listed(**{"3.1": REWORDED["3.1"], "3.2": {"Theme": "Money"}})
    proposal = proposed(document, file(tmp_path, corrected, "third.xlsx"), edition_of="List")
    assert proposal.report == EDITION
    assert told(proposal) == [(LineKind.CHANGED, "3.2", "theme", "Money")]


def test_a_further_edition_is_made_where_it_is_asked_for(
    document: Document, tmp_path: Path
) -> None:
    path = file(tmp_path, listed(**REWORDED), "second.xlsx")
    load(document, path, edition_of="List")
    after = proposed(document, path, edition_of=EDITION)
    assert (after.choice, after.report) == (Choice.NEW_EDITION, f"{EDITION}, new edition")
    titled = proposed(document, path, edition_of="List", title="List 2030")
    assert (titled.choice, titled.report) == (Choice.NEW_EDITION, "List 2030")
    same = proposed(document, path, edition_of="List", title=EDITION.upper())
    assert (same.choice, same.report) == (Choice.SAME_LIST, EDITION)


def test_other_texts_are_another_edition_of_the_same_report(
    document: Document, tmp_path: Path
) -> None:
    load(document, file(tmp_path, listed(**REWORDED), "second.xlsx"), edition_of="List")
    texts = {row[0]: {"Recommendation": f"Quite another matter, {row[0]}."} for row in lists.ROWS}
    proposal = proposed(document, file(tmp_path, listed(**texts), "b.xlsx"), edition_of="List")
    assert (proposal.choice, proposal.report) == (Choice.NEW_EDITION, f"{EDITION} (2)")


def test_an_edition_of_an_edition_is_found_too(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path, listed(**REWORDED), "second.xlsx"), edition_of="List")
    third = file(tmp_path, listed(**REWORDED, **{"1": {"Recommendation": "Plan lanes."}}), "c.xlsx")
    load(document, third, edition_of=EDITION)
    assert proposed(document, third, edition_of="List").report == f"{EDITION}, new edition"


@pytest.mark.parametrize("changes", [REWORDED, LATER], ids=["reworded", "re-dated"])
def test_a_part_of_a_list_goes_to_the_report_that_holds_it(
    document: Document, tmp_path: Path, changes: dict[str, dict[str, object]]
) -> None:
    load(document, file(tmp_path, listed(**changes), "second.xlsx"), edition_of="List")
    first = proposed(document, file(tmp_path, listed()[:2], "short.csv"))
    assert first.report == "List"
    assert {line[0] for line in told(first)} == {LineKind.MISSING}
    second = proposed(document, file(tmp_path, listed(**changes)[:2], "short.csv"))
    assert second.report == EDITION
    assert {line[0] for line in told(second)} == {LineKind.MISSING}


def test_a_report_that_holds_more_of_the_list_comes_before_a_shared_sentence(
    document: Document, tmp_path: Path
) -> None:
    shared = [[f"9.{n}", row[1], "Work", *[None] * 9] for n, row in enumerate(lists.ROWS[:2])]
    load(document, file(tmp_path, shared, "shared.xlsx"), report="Other")
    corrected = listed(
        **{row[0]: {"Recommendation": f"{row[1][:-1]}, at once."} for row in lists.ROWS[1:]}
    )
    assert proposed(document, file(tmp_path, corrected)).report == "List"


def test_the_same_list_is_said_once(document: Document, tmp_path: Path) -> None:
    assert proposed(document, file(tmp_path)).explanation == (
        "The same list again: 4 of 4 rows are in “List”."
    )


# What a new edition may take over

BARE = (
    ["2.1", lists.ROWS[0][1], "Children", *[None] * 9],
    ["2.2", "Help all families to claim what they are due.", "Children", *[None] * 9],
    ["2.3", "Open the parks at night.", "Transport", *[None] * 9],
)
"""An edition that only words: one as before, one nearly, one new; the others are gone."""
ALL = {LineKind.NEW, LineKind.OFFERED}


def carried(document: Document) -> None:
    """What the first edition holds beyond its list: a date that moved, and evidence."""
    put(document, "3.1", due="30/06/2027", why="two officers left")
    with document.edit("Agree and attach") as session:
        uid = recommendations.the_one(session, "3.1")
        dates.agree(session, recommendation=uid, agreed_by="the steering group")
        evidence.attach(
            session,
            recommendation=uid,
            kind=EvidenceKind.LINK,
            sensitivity=Sensitivity.ORDINARY,
            link="https://example.org/minutes",
            title="Board minutes",
            why="opened in May",
        )


def test_owners_dates_and_evidence_are_offered_and_not_taken(
    document: Document, tmp_path: Path
) -> None:
    carried(document)
    path = file(tmp_path, BARE, "second.xlsx")
    proposal = proposed(document, path, edition_of="List")
    assert [(line.kind, line.reference, line.field, line.theirs) for line in proposal.lines] == [
        (LineKind.NEW, "2.1", "", lists.ROWS[0][1]),
        (LineKind.OFFERED, "2.1", "lead", "Head of Early Years, Council"),
        (LineKind.OFFERED, "2.1", "supporting", "Health visiting; Libraries"),
        (LineKind.OFFERED, "2.1", "due", "30/06/2027 (first 31/03/2027, moved once)"),
        (LineKind.OFFERED, "2.1", "evidence", "Board minutes"),
        (LineKind.OFFERED, "2.1", SUPERSEDED, "superseded"),
        (LineKind.NEW, "2.2", "", BARE[1][1]),
        (LineKind.OFFERED, "2.2", "replaces", "3.2 of “List”"),
        (LineKind.OFFERED, "2.2", "lead", "Money advice"),
        (LineKind.OFFERED, "2.2", "due", "31/12/2026"),
        (LineKind.OFFERED, "2.2", SUPERSEDED, "superseded"),
        (LineKind.NEW, "2.3", "", BARE[2][1]),
    ]
    assert proposal.lines[0].words.endswith("replaces 3.1 of “List”")
    assert "Ratings do not cross." in proposal.explanation
    assert any("2 recommendations of the edition before are not in" in n for n in proposal.notes)
    applied = load(document, path, edition_of="List")
    assert (applied.added, applied.carried, applied.left_out) == (3, 0, 0)
    rows = rows_of(document)
    row = rows["2.1"]
    assert (row.owner, row.due, row.rating, row.evidence) == ("", None, Rating.NOT_RATED, 0)
    with document.read() as session:
        assert [one.words for one in ties.of(session, row.uid)] == ["3.1 of “List”"]
        assert ties.of(session, rows["2.2"].uid) == []


def test_what_is_accepted_comes_over_with_its_history(document: Document, tmp_path: Path) -> None:
    carried(document)
    old = rows_of(document)["3.1"]
    path = file(tmp_path, BARE, "second.xlsx")
    applied = load(
        document,
        path,
        lambda line: line.kind in ALL and line.field != SUPERSEDED,
        edition_of="List",
    )
    assert (applied.added, applied.carried) == (3, 7)
    rows = rows_of(document)
    row = rows["2.1"]
    assert row.owner == "Head of Early Years, Council"
    assert (row.due, row.first_due, row.times_moved) == (old.due, old.first_due, 1)
    assert (row.rating, row.decision, row.evidence) == (Rating.NOT_RATED, None, 1)
    assert rows["3.1"] == old
    with document.read() as session:
        said = dates.slips(session, row.uid)
        assert [one.why for one in evidence.of(session, row.uid)] == [
            "Carried over from 3.1 of “List”: opened in May"
        ]
        near = ties.of(session, rows["2.2"].uid)
        back = ties.of(session, old.uid)
    assert said.agreed
    assert said.sentences[0] == "The due date was 31/03/2027 when first set."
    assert "Carried over from 3.1 of “List”, where it was changed on" in said.sentences[1]
    assert "two officers left" in said.sentences[1]
    assert "agreed by the steering group" in said.sentences[1]
    assert [one.words for one in near] == ["3.2 of “List”"]
    assert [(one.back, one.words) for one in back] == [(True, f"2.1 of “{EDITION}”")]
    assert told(proposed(document, path, report=EDITION)) == []
    document.undo()
    assert set(rows_of(document)) == {row[0] for row in lists.ROWS}


def test_what_the_edition_says_itself_is_not_offered(document: Document, tmp_path: Path) -> None:
    path = file(tmp_path, listed(**LATER), "second.xlsx")
    proposal = proposed(document, path, edition_of="List")
    assert {line.field for line in proposal.of_kind(LineKind.OFFERED)} == {SUPERSEDED}
    load(document, path, edition_of="List")
    assert rows_of(document)["3.1"].first_due == date(2029, 1, 31)


def test_nothing_comes_over_to_a_recommendation_that_was_left_out(
    document: Document, tmp_path: Path
) -> None:
    path = file(tmp_path, BARE, "second.xlsx")
    proposal = proposed(document, path, edition_of="List")
    offers = {line.number for line in proposal.of_kind(LineKind.OFFERED)}
    before = document.tips
    assert apply(document, proposal, accepted=offers, today=lists.TODAY).carried == 0
    assert document.tips == before


def test_a_tie_is_told_in_the_history(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path, BARE, "second.xlsx"), edition_of="List")
    uid = rows_of(document)["2.1"].uid
    with document.read() as session:
        lines = history.lines(session, uid)
    assert any("Replaces 3.1 of “List”" in step for step in lines[-1].steps)


def test_a_third_edition_said_of_the_first_is_not_taken_for_corrections(
    document: Document, tmp_path: Path
) -> None:
    """Half of its wordings are the second edition's: it is none of its corrections."""
    load(document, file(tmp_path, listed(**REWORDED), "second.xlsx"), edition_of="List")
    texts = {
        row[0]: {"Recommendation": f"Quite another matter, {row[0]}."} for row in lists.ROWS[:2]
    }
    proposal = proposed(document, file(tmp_path, listed(**texts), "third.xlsx"), edition_of="List")
    assert (proposal.choice, proposal.report) == (Choice.NEW_EDITION, f"{EDITION} (2)")
    assert proposal.lines[0].kind is LineKind.PROBLEM
    assert f"names “{EDITION}”" in proposal.lines[0].words


def test_corrections_that_could_be_one_more_edition_are_told_first(
    document: Document, tmp_path: Path
) -> None:
    load(document, file(tmp_path, listed(**REWORDED), "second.xlsx"), edition_of="List")
    again = listed(**REWORDED, **{"1": {"Recommendation": "Plan streets for all."}})
    proposal = proposed(document, file(tmp_path, again, "third.xlsx"), edition_of="List")
    assert (proposal.choice, proposal.report) == (Choice.SAME_LIST, EDITION)
    assert proposal.lines[0].kind is LineKind.PROBLEM
    assert f"If it is one more edition, name “{EDITION}”" in proposal.lines[0].words
