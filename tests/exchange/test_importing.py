"""What a list proposes: the same one nothing, a corrected one its corrections, never a guess."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from marmot_tracker.document import Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.exchange.proposal import Choice, LineKind
from marmot_tracker.services import evidence, people, ratings, recommendations, reports
from marmot_tracker.trail.history import change_sets
from marmot_tracker.vocabulary import ChangeKind, DecisionCode, Rating, Role, Via
from tests.exchange import lists
from tests.exchange.lists import file, listed, load, proposed, put, rows_of, told
from tests.exchange.making import workbook


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    made = lists.tracker(tmp_path)
    yield made
    made.close()


def test_a_first_list_is_all_new(document: Document, tmp_path: Path) -> None:
    proposal = proposed(document, file(tmp_path))
    assert proposal.choice is Choice.ANOTHER_REPORT
    assert [line.kind for line in proposal.lines] == [LineKind.NEW] * 4
    assert proposal.report == "List"
    assert "first list" in proposal.explanation
    assert [column.name for column in proposal.columns] == ["Cost code"]


def test_every_cell_of_a_first_list_arrives(document: Document, tmp_path: Path) -> None:
    applied = load(document, file(tmp_path))
    assert (applied.added, applied.changed) == (4, 0)
    assert applied.backup is not None
    assert applied.backup.is_file()
    row = rows_of(document)["3.1"]
    assert row.text == "Widen the early-years offer towards everyone."
    assert (row.theme, row.principle, row.subgroup) == ("Children", 1, "Young people")
    assert (row.owner, row.due) == ("Head of Early Years, Council", date(2027, 3, 31))
    assert (row.rating, row.reason) == (Rating.AT_RISK, "Two centres opened late")
    assert (row.decision, dict(row.extra)) == (DecisionCode.ACCEPTED, {"Cost code": "A1"})
    assert rows_of(document)["3.10"].ongoing
    with document.read() as session:
        owners = people.owners_of_assignments(session, only=row.uid).values()
        helping = sorted(one.words for one in owners if one.role is Role.SUPPORTING)
        given = ratings.history_of_ratings(session, recommendation=row.uid)
    assert helping == ["Health visiting", "Libraries"]
    assert given[0].suggested is Rating.ON_TRACK


def test_a_list_is_one_change_with_its_source(document: Document, tmp_path: Path) -> None:
    with document.read() as session:
        before = len(change_sets(session))
    path = file(tmp_path)
    load(document, path)
    with document.read() as session:
        lines = change_sets(session)
    assert len(lines) == before + 1
    assert lines[-1].change_kind is ChangeKind.IMPORT
    assert lines[-1].source.via is Via.IMPORT
    assert (lines[-1].source.file, len(lines[-1].source.sha256)) == ("list.xlsx", 64)


@pytest.mark.parametrize("second", ["list.xlsx", "copy.xlsx", "list.csv"])
def test_the_same_list_twice_proposes_nothing(
    document: Document, tmp_path: Path, second: str
) -> None:
    load(document, file(tmp_path))
    before = document.tips
    proposal = proposed(document, file(tmp_path, name=second))
    assert proposal.choice is Choice.SAME_LIST
    assert proposal.proposes_nothing
    assert told(proposal) == []
    applied = load(document, tmp_path / second)
    assert not applied.wrote
    assert document.tips == before


def test_the_same_list_proposes_nothing_after_edits(document: Document, tmp_path: Path) -> None:
    path = file(tmp_path)
    load(document, path)
    put(document, "3.1", text="Widen the offer.", theme="Early years", owner="Libraries")
    put(document, "3.1", due="31/12/2027", rating="red", decision="not accepted")
    put(document, "3.1", principle="2", subgroup="Housing", **{"cost code": "Z9"})
    put(document, "3.2", reference="3.2a")
    put(document, "3.10", reference="9", text="Something else entirely.")
    assert told(proposed(document, path)) == []


def test_the_same_list_proposes_nothing_after_renaming(document: Document, tmp_path: Path) -> None:
    from marmot_tracker.model import Organisation, Post, Subgroup

    path = file(tmp_path)
    load(document, path)
    with document.edit("Rename") as session:
        for subgroup in session.query(Subgroup):
            subgroup.name = f"{subgroup.name} board"
        for organisation in session.query(Organisation):
            organisation.name = f"{organisation.name} Ltd"
        for post in session.query(Post):
            post.title = f"New {post.title}"
    assert told(proposed(document, path)) == []


def test_a_withdrawn_recommendation_does_not_come_back(document: Document, tmp_path: Path) -> None:
    path = file(tmp_path)
    load(document, path)
    with document.edit("Withdraw", reason="twice in the report") as session:
        recommendations.withdraw(session, uid=recommendations.the_one(session, "3.2"))
    proposal = proposed(document, path)
    assert told(proposal) == []
    assert any("withdrawn here" in line.words for line in proposal.lines)


def test_an_undone_list_can_be_loaded_again(document: Document, tmp_path: Path) -> None:
    path = file(tmp_path)
    load(document, path)
    document.undo()
    assert rows_of(document) == {}
    assert [line.kind for line in proposed(document, path).lines] == [LineKind.NEW] * 4
    assert load(document, path).added == 4
    assert told(proposed(document, path)) == []


CORRECTIONS: dict[str, dict[str, object]] = {
    "3.1": {"Owner": "Director of Children, Council", "Marmot principle": "2"},
    "3.2": {"RAG": "Red", "Due date": date(2027, 1, 31), "Cost code": "A3"},
    "3.10": {"Recommendation": "Bring every rented home up to a warm standard.", "RAG": "Amber"},
    "1": {"Decision": "Accepted", "Subgroup": "Transport board", "Supported by": "Highways"},
}


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
@pytest.mark.parametrize("edited", [False, True])
def test_a_corrected_list_proposes_its_corrections_alone(
    document: Document, tmp_path: Path, name: str, edited: bool
) -> None:
    load(document, file(tmp_path))
    if edited:
        put(document, "3.1", theme="Early years", due="30/06/2027")
        put(document, "1", rating="green")
    corrected = file(tmp_path, listed(**CORRECTIONS), name)
    proposal = proposed(document, corrected)
    assert {(line.reference, line.field): line.theirs for line in proposal.lines if line.field} == {
        ("3.1", "lead"): "Director of Children, Council",
        ("3.1", "principle"): "2 Capabilities and control",
        ("3.2", "rating"): "Off track",
        ("3.2", "due"): "31/01/2027",
        ("3.2", next(line.field for line in proposal.lines if "extra" in line.field)): "A3",
        ("3.10", "wording"): "Bring every rented home up to a warm standard.",
        ("3.10", "rating"): "At risk",
        ("1", "decision"): "Accepted",
        ("1", "subgroup"): "Transport board",
        ("1", "supporting"): "Highways",
    }
    assert all(line.kind is LineKind.CHANGED for line in proposal.lines if line.field)
    assert load(document, corrected).changed == 10
    rows = rows_of(document)
    assert rows["3.1"].owner == "Director of Children, Council"
    assert (rows["3.2"].rating, rows["3.2"].due) == (Rating.OFF_TRACK, date(2027, 1, 31))
    assert rows["3.2"].times_moved == 1
    assert (rows["3.10"].rating, rows["3.10"].reason) == (Rating.AT_RISK, "No inspectors")
    assert rows["1"].subgroup == "Transport board"
    assert told(proposed(document, corrected)) == []


def test_both_sides_moved_is_two_answers(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    put(document, "3.2", owner="Libraries", rating="red")
    corrected = file(tmp_path, listed(**{"3.2": {"Owner": "Benefits team", "RAG": "Amber"}}))
    proposal = proposed(document, corrected)
    assert told(proposal) == [
        (LineKind.TWO_ANSWERS, "3.2", "lead", "Benefits team"),
        (LineKind.TWO_ANSWERS, "3.2", "rating", "At risk"),
    ]
    line = proposal.lines[1]
    assert (line.base, line.ours, line.accept) == ("Money advice", "Libraries", False)
    applied = load(document, corrected)
    assert (applied.changed, applied.kept) == (0, 2)
    assert rows_of(document)["3.2"].owner == "Libraries"
    assert told(proposed(document, corrected)) == []


def test_two_answers_accepted_take_the_lists(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    put(document, "3.2", owner="Libraries")
    corrected = file(tmp_path, listed(**{"3.2": {"Owner": "Benefits team"}}))
    assert load(document, corrected, lambda line: line.can_accept).changed == 1
    assert rows_of(document)["3.2"].owner == "Benefits team"
    assert told(proposed(document, corrected)) == []
    assert [line[2] for line in told(proposed(document, file(tmp_path)))] == ["lead"]


def test_what_was_left_out_is_remembered_however_often(document: Document, tmp_path: Path) -> None:
    first, second = file(tmp_path), file(tmp_path, listed(**{"1": {"Theme": "Streets"}}), "b.xlsx")
    load(document, first)
    for _ in range(2):
        assert len(told(proposed(document, second))) == 1
        assert load(document, second, ()).left_out == 1
        assert told(proposed(document, second)) == []
        load(document, first)
        assert told(proposed(document, first)) == []
        put(document, "1", theme="Roads")
        load(document, second, ())
        load(document, first, ())
        assert rows_of(document)["1"].theme == "Roads"
        put(document, "1", theme="Transport")


def test_a_new_status_keeps_words_that_a_person_wrote(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    with document.edit("Rate") as session:
        uid = recommendations.the_one(session, "3.1")
        ratings.rate(
            session, recommendation=uid, rating=Rating.AT_RISK, speaks_for=lists.TODAY,
            reason="A third centre is late too", path_to_green="Open it in May",
        )  # fmt: skip
    corrected = file(tmp_path, listed(**{"3.1": {"RAG": "Red"}}))
    load(document, corrected)
    row = rows_of(document)["3.1"]
    assert (row.rating, row.reason) == (Rating.OFF_TRACK, "A third centre is late too")
    assert told(proposed(document, corrected)) == []


def test_a_blank_cell_clears_nothing_and_is_told(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    blanked = listed(**{"1": {"Theme": None, "Cost code": None}, "3.2": {"Owner": None}})
    proposal = proposed(document, file(tmp_path, blanked))
    assert told(proposal) == []
    assert any("a blank clears nothing" in note for note in proposal.notes)


def test_rows_added_and_gone(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    changed = [*listed()[:3], ["5", "Plant a tree in each street.", "Homes", *[None] * 9]]
    proposal = proposed(document, file(tmp_path, changed))
    assert [line[:2] for line in told(proposal)] == [
        (LineKind.NEW, "5"),
        (LineKind.MISSING, "1"),
    ]
    load(document, tmp_path / "list.xlsx")
    assert set(rows_of(document)) == {"3.1", "3.2", "3.10", "1", "5"}


def test_the_same_answer_on_both_sides_is_no_change(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    put(document, "3.2", owner="Libraries")
    corrected = file(tmp_path, listed(**{"3.2": {"Owner": "libraries"}}))
    assert told(proposed(document, corrected)) == []
    load(document, corrected)
    put(document, "3.2", owner="Money advice")
    assert told(proposed(document, corrected)) == []


def test_numbers_that_start_again_in_each_theme(document: Document, tmp_path: Path) -> None:
    rows = [
        [str(number), f"{theme} text {number} about its own matter.", theme, *[None] * 9]
        for theme in ("Children", "Homes")
        for number in (1, 2, 3)
    ]
    load(document, file(tmp_path, rows))
    rows[4][1] = "An altogether new sentence for homes, with other words."
    proposal = proposed(document, file(tmp_path, rows))
    assert told(proposal) == [
        (
            LineKind.CHANGED,
            "2",
            "wording",
            "An altogether new sentence for homes, with other words.",
        )
    ]
    line = next(line for line in proposal.lines if line.field)
    assert line.ours == "Homes text 2 about its own matter."


def test_rows_that_say_the_same_twice(document: Document, tmp_path: Path) -> None:
    row = ["", "The same sentence stands twice in the list.", "Homes", *[None] * 9]
    other = ["", "The same sentence stands twice in the list.", "Homes", *[None] * 8, "B2"]
    path = file(tmp_path, [*lists.ROWS, row, row, other])
    proposal = proposed(document, path)
    assert len(proposal.of_kind(LineKind.NEW)) == 6
    assert "taken once" in proposal.problems[0]
    load(document, path)
    assert [line[0] for line in told(proposed(document, path))] == [LineKind.PROBLEM]


def test_cells_that_cannot_be_read_are_told(document: Document, tmp_path: Path) -> None:
    rows = listed(**{"3.1": {"Due date": "soon", "RAG": "Purple"}})
    proposal = proposed(document, file(tmp_path, rows))
    assert len(proposal.problems) == 2
    load(document, tmp_path / "list.xlsx")
    assert rows_of(document)["3.1"].due is None
    assert told(proposed(document, file(tmp_path)))[0][:3] == (LineKind.CHANGED, "3.1", "due")


def test_another_report_and_named_ones(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    other = [
        [f"{n}", f"A different recommendation, number {n}.", "Work", *[None] * 9] for n in range(4)
    ]
    path = file(tmp_path, other, "other list.xlsx")
    assert proposed(document, path).choice is Choice.ANOTHER_REPORT
    assert proposed(document, path).report == "Other list"
    named = proposed(document, path, report="Fairer Luton")
    assert (named.choice, named.report) == (Choice.ANOTHER_REPORT, "Fairer Luton")
    forced = proposed(document, path, report="list")
    assert forced.choice is Choice.SAME_LIST
    load(document, path, report="Fairer Luton")
    assert proposed(document, path).report == "Fairer Luton"
    assert told(proposed(document, path)) == []
    assert told(proposed(document, file(tmp_path))) == []


def test_a_further_report_whose_references_start_again(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    other = [
        [row[0], f"Quite another matter, number {n}, of the second report.", "Work", *[None] * 9]
        for n, row in enumerate(lists.ROWS)
    ]
    path = file(tmp_path, other, "second report.xlsx")
    assert load(document, path).added == 4
    other[1][1] = "Quite another matter, put otherwise in the second report."
    proposal = proposed(document, file(tmp_path, other, "corrected.xlsx"))
    assert proposal.report == "Second report"
    assert [line[:3] for line in told(proposal)] == [(LineKind.CHANGED, "3.2", "wording")]
    assert told(proposed(document, file(tmp_path))) == []


def test_a_new_edition_makes_new_recommendations(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    proposal = proposed(document, file(tmp_path), edition_of="LIST")
    assert (proposal.choice, proposal.report) == (Choice.NEW_EDITION, "List, new edition")
    assert len(proposal.of_kind(LineKind.NEW)) == 4
    load(document, tmp_path / "list.xlsx", edition_of="List")
    with document.read() as session:
        old, new = reports.list_(session)
    assert (new.edition_of, new.recommendations) == (old.uid, 4)
    assert told(proposed(document, file(tmp_path), report="List, new edition")) == []


def test_faults_of_choice(document: Document, tmp_path: Path) -> None:
    path = file(tmp_path)
    with pytest.raises(TrackerError, match="no report “Atlantis”"):
        proposed(document, path, edition_of="Atlantis")
    with pytest.raises(Misuse):
        proposed(document, path, edition_of="A", report="B")
    with pytest.raises(TrackerError, match="Nothing was loaded"):
        proposed(document, file(tmp_path, [], "empty.xlsx"))


def test_columns_of_the_places_own(document: Document, tmp_path: Path) -> None:
    load(document, file(tmp_path))
    rows = [[*row[:11], 5, "yes"] for row in listed()]
    cells = [[*lists.HEADINGS[:11], "Pounds", "Statutory"], *rows]
    path = workbook(tmp_path / "own.xlsx", cells)
    proposal = proposed(document, path)
    assert {(column.name, column.kind) for column in proposal.columns} == {
        ("Pounds", "number"),
        ("Statutory", "yes_no"),
    }
    load(document, path)
    assert dict(rows_of(document)["3.1"].extra) == {
        "Cost code": "A1",
        "Pounds": "5",
        "Statutory": "Yes",
    }
    assert told(proposed(document, path)) == []
    bad = workbook(
        tmp_path / "bad.xlsx",
        [cells[0], *[[*row[:11], "dear" if row[0] == "1" else 5, "yes"] for row in listed()]],
    )
    told_of = proposed(document, bad)
    assert len(told_of.problems) == 1
    assert "“Pounds” holds numbers" in told_of.problems[0]


def test_a_line_is_left_where_the_tracker_moved_meanwhile(
    document: Document, tmp_path: Path
) -> None:
    from marmot_tracker.exchange.applying import apply

    load(document, file(tmp_path))
    corrected = file(tmp_path, listed(**{"3.2": {"Owner": "Benefits team"}}))
    proposal = proposed(document, corrected)
    put(document, "3.2", owner="Libraries")
    applied = apply(document, proposal, today=lists.TODAY)
    assert applied.changed == 0
    assert "changed in the meantime" in applied.moved_on[0]
    assert rows_of(document)["3.2"].owner == "Libraries"


def test_a_proposal_as_json(document: Document, tmp_path: Path) -> None:
    said = proposed(document, file(tmp_path)).to_json()
    assert said["counts"]["new"] == 4
    assert {"kind", "reference", "text", "field", "theirs", "where"} <= set(said["lines"][0])


def test_evidence_and_links_become_columns(document: Document, tmp_path: Path) -> None:
    cells = [
        ["Ref", "Recommendation", "Web link", "Evidence of completion"],
        ["1", "Widen the early-years offer.", "https://example.org/a", "Board minutes"],
        ["2", "Help families to claim.", "https://example.org/b", "Survey"],
    ]
    load(document, workbook(tmp_path / "links.xlsx", cells))
    row = rows_of(document)["1"]
    assert set(row.extra.values()) == {"https://example.org/a", "Board minutes"}
    with document.read() as session:
        assert evidence.of(session, row.uid) == []
