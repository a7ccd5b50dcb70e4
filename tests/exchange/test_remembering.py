"""How lists of one layout are read: corrected once, remembered in the file, used and told again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from marmot_tracker import clock
from marmot_tracker.document import Author, Document
from marmot_tracker.exchange import remembering
from marmot_tracker.exchange.applying import Applied, apply, by_default
from marmot_tracker.exchange.corrections import NOTHING_SAID, Corrections, OwnerSplit
from marmot_tracker.exchange.importing import propose
from marmot_tracker.exchange.proposal import LineKind, Proposal
from marmot_tracker.exchange.reading import read_file
from marmot_tracker.exchange.remembering import Layout, kept_layouts, read_list
from marmot_tracker.exchange.results import ReadResult
from marmot_tracker.progress import Progress
from marmot_tracker.services import layouts, people
from marmot_tracker.trail.history import change_sets
from marmot_tracker.vocabulary import DecisionCode, NotRatedWhy, Rating, Role, Stage
from tests.exchange import lists
from tests.exchange.lists import rows_of, told
from tests.exchange.making import workbook

HEADINGS = ["Ref", "Recommendation", "Owner", "RAG", "Interested"]
FIRST: list[list[Any]] = [
    ["1", "Plan every street for walking and cycling.", "Highways, Parks", "Mostly", "Housing"],
    ["2", "Plant a tree in each street of the town.", "Parks", "Red", "Housing; Mosques"],
    ["3", "Open the parks in the evening.", "Parks", "Shelved", None],
    ["4", "Bring every rented home up to a decent standard.", "Housing", "Begun", None],
]
SAID = Corrections(
    columns={"Interested": "interested"},
    words={"rating": {"Mostly": "at_risk", "Shelved": "decision:superseded"}},
    owner_split=OwnerSplit.ALL,
)
WHEN = datetime(2026, 9, 12, 9, tzinfo=UTC)


def _read_here(
    path: Path, *, corrections: Corrections, progress: object, pictured: bool
) -> ReadResult:
    """What the helper's child does, without the half second of starting it."""
    assert progress is None
    assert not pictured
    return read_file(path, corrections=corrections, progress=Progress())


@pytest.fixture(autouse=True)
def no_child(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but the tests that ask for the child read in this process."""
    if "child" not in request.node.name:
        monkeypatch.setattr(remembering, "read_source", _read_here)


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """A tracker that knows one subgroup."""
    with clock.fixed(WHEN), lists.tracker(tmp_path) as made:
        with made.edit("Add a subgroup") as session:
            people.ensure_subgroup(session, name="Housing")
        yield made


def list_file(folder: Path, rows: list[list[Any]], name: str = "first.xlsx", **more: Any) -> Path:
    return workbook(folder / name, [HEADINGS, *rows], **more)


def proposed(
    document: Document,
    path: Path,
    said: Corrections = NOTHING_SAID,
    **more: Any,
) -> tuple[Proposal, Layout]:
    """Read as the program reads a list, and propose."""
    with document.read() as session:
        kept = kept_layouts(session)
    result, layout = read_list(path, said=said, kept=kept, **more)
    with document.read() as session:
        return propose(session, result, layout=layout), layout


def load(document: Document, path: Path, said: Corrections = NOTHING_SAID, **more: Any) -> Applied:
    proposal, _ = proposed(document, path, said, **more)
    return apply(document, proposal, accepted=by_default, today=lists.TODAY)


def kept(document: Document) -> list[layouts.LayoutFacts]:
    with document.read() as session:
        return layouts.list_(session)


def test_what_was_said_is_remembered_with_the_import_through_the_child(
    document: Document, tmp_path: Path
) -> None:
    with document.read() as session:
        before = len(change_sets(session))
    assert load(document, list_file(tmp_path, FIRST), SAID).remembered
    (one,) = kept(document)
    assert one.columns == {"Interested": "interested"}
    assert one.words == {"rating": {"Mostly": "at_risk", "Shelved": "decision:superseded"}}
    assert (one.owner_split, one.corrected_on) == ("all", date(2026, 9, 12))
    assert set(HEADINGS) <= set(one.headings)
    with document.read() as session:
        assert len(change_sets(session)) == before + 1
    document.undo()
    assert kept(document) == []


def test_it_is_used_and_told_the_next_time(document: Document, tmp_path: Path) -> None:
    path = list_file(tmp_path, FIRST)
    load(document, path, SAID)
    again, _ = proposed(document, path)
    assert told(again) == [(LineKind.PROBLEM, "", "", "Begun")]
    assert "'Begun' is not a rating" in again.problems[0]
    assert "Read as you corrected it on 12/09/2026: 1 column, 2 words and several owners" in (
        again.explanation
    )
    assert again.remember is None
    more = [*FIRST, ["5", "Repair all the school roofs.", "Parks", "Mostly", None]]
    load(document, list_file(tmp_path, more, "second.xlsx"))
    assert rows_of(document)["5"].rating is Rating.AT_RISK
    (one,) = kept(document)
    assert one.corrected_on == date(2026, 9, 12)


def test_words_mean_what_was_said(document: Document, tmp_path: Path) -> None:
    said = Corrections(
        words={"rating": {"Mostly": "not_due", "Shelved": "stage:on_hold", "Begun": ""}}
    )
    load(document, list_file(tmp_path, FIRST), said)
    rows = rows_of(document)
    assert (rows["1"].rating, rows["1"].not_rated_why) == (Rating.NOT_RATED, NotRatedWhy.NOT_DUE)
    assert rows["3"].stage is Stage.ON_HOLD
    assert (rows["3"].rating_uid, rows["4"].rating_uid) == ("", "")
    load(document, list_file(tmp_path, FIRST), SAID)
    assert rows_of(document)["3"].decision is DecisionCode.SUPERSEDED


def test_words_that_nobody_mapped_stay_text(document: Document, tmp_path: Path) -> None:
    load(document, list_file(tmp_path, FIRST))
    rows = rows_of(document)
    assert [rows[ref].rating for ref in "1234"] == [
        Rating.NOT_RATED,
        Rating.OFF_TRACK,
        Rating.NOT_RATED,
        Rating.NOT_RATED,
    ]
    assert [rows[ref].extra.get("RAG, as written") for ref in "1234"] == [
        *("Mostly", None, "Shelved", "Begun"),
    ]
    again, _ = proposed(document, list_file(tmp_path, FIRST))
    assert {line[0] for line in told(again)} == {LineKind.PROBLEM}


def test_several_owners_are_cut_by_choice(document: Document, tmp_path: Path) -> None:
    load(document, list_file(tmp_path, FIRST), SAID)
    row = rows_of(document)["1"]
    assert row.owner == "Highways"
    with document.read() as session:
        found = people.owners_of_assignments(session, only=row.uid).values()
        assert [(one.words, one.role) for one in found if one.role is Role.SUPPORTING] == [
            ("Parks", Role.SUPPORTING)
        ]


def test_several_owners_stay_one_where_nobody_said(document: Document, tmp_path: Path) -> None:
    load(document, list_file(tmp_path, FIRST))
    assert rows_of(document)["1"].owner == "Highways, Parks"


def test_interested_subgroups_become_ties_by_choice(document: Document, tmp_path: Path) -> None:
    from marmot_tracker.model import InterestedSubgroup

    path = list_file(tmp_path, FIRST)
    load(document, path, SAID)
    rows = rows_of(document)
    with document.read() as session:
        tied = {
            (one.recommendation, one.subgroup) for one in session.query(InterestedSubgroup).all()
        }
        housing = people.subgroups(session)[0].uid
        assert [one.name for one in people.subgroups(session)] == ["Housing"]
    assert tied == {(rows["1"].uid, housing), (rows["2"].uid, housing)}
    assert rows["2"].extra["Interested"] == "Mosques"
    changed = [[*row] for row in FIRST]
    changed[1][4], changed[2][4] = "Mosques", "housing"
    second = list_file(tmp_path, changed, "second.xlsx")
    proposal, _ = proposed(document, second)
    assert [line[1:] for line in told(proposal) if line[0] is LineKind.CHANGED] == [
        ("3", "interested", "Housing")
    ]
    load(document, second)
    third, _ = proposed(document, second)
    assert {line[0] for line in told(third)} == {LineKind.PROBLEM}


def test_a_sheet_is_remembered_and_another_files_sheet_is_no_fault(
    document: Document, tmp_path: Path
) -> None:
    other = [
        ["Nr", "Recommendation", "RAG"],
        *[[str(n), f"A longer other matter {n}.", "Red"] for n in range(9)],
    ]
    sheets = {"Ours": [HEADINGS, *FIRST], "Theirs": other}
    path = workbook(tmp_path / "two.xlsx", sheets)
    unaided, _ = proposed(document, path)
    assert len(unaided.lines) != len(FIRST)
    load(document, path, Corrections(sheets=("Ours",)))
    assert set(rows_of(document)) == {"1", "2", "3", "4"}
    again, layout = proposed(document, path)
    assert layout.kept is not None
    assert "sheet “Ours”" in again.explanation
    assert {line[0] for line in told(again)} == {LineKind.PROBLEM}
    moved = workbook(tmp_path / "one.xlsx", {"Renamed": other})
    found, _ = proposed(document, moved)
    assert len(found.of_kind(LineKind.NEW)) == 9


def test_it_is_read_afresh_and_forgotten(document: Document, tmp_path: Path) -> None:
    path = list_file(tmp_path, FIRST)
    load(document, path, SAID)
    afresh, layout = proposed(document, path, afresh=True)
    assert "as you corrected it" not in afresh.explanation
    assert (afresh.remember, afresh.forget) == (None, layout.shape)
    load(document, path, afresh=True)
    assert kept(document) == []


def test_corrections_come_on_top_of_what_was_remembered(document: Document, tmp_path: Path) -> None:
    path = list_file(tmp_path, FIRST)
    load(document, path, SAID)
    load(document, path, Corrections(words={"rating": {"Begun": "on_track"}}))
    (one,) = kept(document)
    assert one.words["rating"] == {**SAID.words["rating"], "Begun": "on_track"}
    assert one.columns == {"Interested": "interested"}
    assert rows_of(document)["4"].rating is Rating.ON_TRACK


def test_headings_in_another_order_are_the_same_layout(document: Document, tmp_path: Path) -> None:
    load(document, list_file(tmp_path, FIRST), SAID)
    turned = [list(reversed(row)) for row in [HEADINGS, *FIRST]]
    path = workbook(tmp_path / "turned.xlsx", turned)
    _, layout = proposed(document, path)
    assert layout.kept is not None


def test_what_a_colleague_corrected_is_used_here(document: Document, tmp_path: Path) -> None:
    path = list_file(tmp_path, FIRST)
    copy = tmp_path / "theirs.marmot"
    shutil.copyfile(document.path, copy)
    with Document.open(copy, author=Author("Bea Officer")) as theirs:
        load(theirs, path, SAID)
    load(document, path, Corrections(words={"rating": {"Mostly": "on_track"}}))
    document.bring_in(copy)
    (one,) = kept(document)
    assert one.owner_split == "all"
    assert one.columns == {"Interested": "interested"}
