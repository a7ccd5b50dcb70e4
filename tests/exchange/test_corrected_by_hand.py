"""Items of a report that a person corrected on the way in: the same report does not undo it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.exchange.applying import Applied, apply
from marmot_tracker.exchange.importing import propose
from marmot_tracker.exchange.proposal import LineKind, Proposal
from marmot_tracker.exchange.readers.checks import file_sha256
from marmot_tracker.exchange.reading import read_source
from marmot_tracker.exchange.reports.drafts import Drafts
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.trail.history import change_sets
from marmot_tracker.vocabulary import Via
from tests.exchange import lists
from tests.exchange.lists import put, rows_of, told
from tests.exchange.reports.paper import ASKS, Paper


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = lists.tracker(tmp_path)
    yield made
    made.close()


def report(folder: Path, asks: Sequence[str], name: str = "report.pdf") -> ReadResult:
    """A report whose recommendations are named, as it is read."""
    paper = Paper()
    for number, words in enumerate(asks, 1):
        paper.para(f"Recommendation {number}: {words}", font="B")
    return read_source(paper.save(folder / name))


def proposed(document: Document, result: ReadResult) -> Proposal:
    with document.read() as session:
        return propose(session, result)


def load(document: Document, result: ReadResult) -> Applied:
    return apply(document, proposed(document, result), today=lists.TODAY)


def corrected(read: ReadResult) -> ReadResult:
    """Another reference, words and lead for the second; the third joined to the first."""
    words = {"text": "Do it all at once.", "reference": "2a", "owner": "Council"}
    return Drafts.of(read).correct(2, words).merge([1, 3]).result(read)


def test_the_same_report_again_does_not_undo_what_was_corrected(
    document: Document, tmp_path: Path
) -> None:
    read = report(tmp_path, ASKS[:4])
    assert load(document, corrected(read)).added == 3
    rows = rows_of(document)
    assert sorted(rows) == ["1", "2a", "4"]
    assert (rows["2a"].text, rows["2a"].owner) == ("Do it all at once.", "Council")
    again = proposed(document, read)
    asked = [line for line in again.lines if line.accept]
    assert [(line.kind, line.reference) for line in asked] == [(LineKind.NEW, "3")], (
        "which was made part of the first, and is asked about again"
    )
    assert proposed(document, corrected(read)).proposes_nothing


def test_a_corrected_edition_changes_only_what_it_says_anew(
    document: Document, tmp_path: Path
) -> None:
    read = report(tmp_path, ASKS[:4])
    load(document, Drafts.of(read).correct(2, {"text": "Do it all at once."}).result(read))
    put(document, "4", wording="Said by hand.")
    anew = [ASKS[0], f"{ASKS[1]} By 2031.", f"{ASKS[2]} By 2032.", ASKS[3]]
    lines = told(proposed(document, report(tmp_path, anew, "corrected.pdf")))
    assert [line[:3] for line in lines] == [
        (LineKind.TWO_ANSWERS, "2", "wording"),
        (LineKind.CHANGED, "3", "wording"),
    ]


def test_correcting_when_it_is_loaded_again_is_kept_as_well(
    document: Document, tmp_path: Path
) -> None:
    read = report(tmp_path, ASKS[:3])
    load(document, read)
    amended = Drafts.of(read).correct(2, {"text": f"{ASKS[1]} Soon.", "timescale": "2031"})
    assert load(document, amended.result(read)).changed == 2
    assert rows_of(document)["2"].text == f"{ASKS[1]} Soon."
    assert proposed(document, read).proposes_nothing
    assert proposed(document, amended.result(read)).proposes_nothing


def test_what_was_taken_away_by_hand_does_not_come_back(document: Document, tmp_path: Path) -> None:
    read = report(tmp_path, ASKS[:3])
    themed = replace(read, items=tuple(replace(item, theme="Homes") for item in read.items))
    load(document, Drafts.of(themed).correct(2, {"theme": ""}).result(themed))
    assert not rows_of(document)["2"].theme
    assert proposed(document, themed).proposes_nothing


def test_amended_items_come_as_one_change_from_their_file(
    document: Document, tmp_path: Path
) -> None:
    read = report(tmp_path, ASKS[:4])
    with document.read() as session:
        before = len(change_sets(session))
    load(document, corrected(read))
    with document.read() as session:
        after = change_sets(session)
    assert len(after) == before + 1
    source = max(after, key=lambda one: one.at).source
    assert source is not None
    assert (source.via, source.file) == (Via.IMPORT, "report.pdf")
    assert source.sha256 == file_sha256(tmp_path / "report.pdf")


def test_what_was_printed_follows_an_item_and_not_what_was_cut_off_it(tmp_path: Path) -> None:
    read = report(tmp_path, [f"{ASKS[0]} {ASKS[1]}", ASKS[2]])
    found = Drafts.of(read).split(1, len(ASKS[0])).correct(1, {"title": "One"})
    first, cut_off, last = (one.item for one in found.drafts)
    assert first.printed == read.items[0]
    assert (cut_off.printed, last.printed) == (None, None)
