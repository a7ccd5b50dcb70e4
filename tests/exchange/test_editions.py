"""Which report a list goes to where a report has editions: never twice in, never the wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.exchange.proposal import Choice, LineKind
from marmot_tracker.services import reports
from tests.exchange import lists
from tests.exchange.lists import file, listed, load, proposed, told

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
