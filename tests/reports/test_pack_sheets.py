"""The pack's further sheets: every figure and line on them is what the services say."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

from marmot_tracker.document import Author, Document
from marmot_tracker.reports import audit_pack
from marmot_tracker.reports.checking import What, check_pack
from marmot_tracker.reports.pack_facts import facts_of
from marmot_tracker.reports.pack_quality import TELLS
from marmot_tracker.services import (
    asks,
    dates,
    decisions,
    evidence,
    figures,
    moves,
    people,
    quality,
    ratings,
    recommendations,
    register,
    setting,
)
from marmot_tracker.vocabulary import (
    DecisionCode,
    EvidenceKind,
    Rating,
    Sensitivity,
)
from tests.reports import making
from tests.reports.conftest import Handed
from tests.reports.making import at
from tests.reports.reading import as_day, listed, opened, rows
from tests.reports.test_audit_pack import cover, words

Q3 = date(2026, 10, 1)


def test_asks_are_each_help_needed_and_each_move_not_agreed(handed: Handed) -> None:
    with handed.document.read() as session:
        found = register.rows(session, today=making.DAY)
        expected = asks.of(found, moves.of(session, found))
    told = listed(handed.path, "Asks", "Asks")
    by_uid = {row.uid: row for row in found}
    assert [line["Reference"] for line in told] == [
        by_uid[ask.recommendation].reference for ask in expected
    ]
    assert [line["Decision wanted"] for line in told] == ["\n".join(a.wanted) for a in expected]
    red, amber = told
    assert (red["Reference"], red["Help needed"]) == ("5.1", "Cover for two inspectors")
    assert red["Owner"] == "Housing lead, Council"
    assert as_day(red["Green by"]) == date(2027, 2, 28)
    assert amber["Help needed"] == "no help asked for"
    assert amber["Decision wanted"] == (
        "Agree that the due date moved from 30/09/2026 to 31/03/2027, or hold to the earlier one."
    )
    assert {line["The group's answer"] for line in told} == {None}


def test_an_answer_written_by_hand_is_no_problem(handed: Handed) -> None:
    book = opened(handed.path)
    table = book["Asks"].tables["Asks"].ref
    book["Asks"][table.split(":")[1]] = "Agreed on 20/10"
    book.save(handed.path)
    found = check_pack(handed.document, handed.path)
    assert found.problems == ()
    assert [(each.sheet, each.says) for each in found.added] == [("Asks", "Agreed on 20/10")]


def test_an_agreed_move_is_not_asked_about(document: Document, tmp_path: Path) -> None:
    with document.edit("Agree") as session:
        uid = making.uid_of(session, "5.2")
        dates.agree(session, recommendation=uid, agreed_by="Steering group", meeting="October")
    audit_pack.make(document, tmp_path / "pack.xlsx")
    assert [line["Reference"] for line in listed(tmp_path / "pack.xlsx", "Asks", "Asks")] == ["5.1"]
    (move,) = listed(tmp_path / "pack.xlsx", "Dates moved", "Dates_moved")
    assert (move["Agreed by"], move["Meeting"]) == ("Steering group", "October")


def test_what_changed_is_net_with_who_when_and_why(document: Document, tmp_path: Path) -> None:
    bo = Author("Bo Reader", "bo")
    with at(date(2026, 10, 6)), document.edit("Forth") as session:
        uid = making.uid_of(session, "3.1")
        setting.set_fields(
            session, uid=uid, values={"short_title": "Living wage"}, today=making.DAY
        )
    with at(date(2026, 10, 6), 13), document.edit("And back") as session:
        setting.set_fields(session, uid=uid, values={"short_title": ""}, today=making.DAY)
    path = tmp_path / "theirs.marmot"
    path.write_bytes(document.path.read_bytes())
    with at(date(2026, 10, 8)), Document.open(path, author=bo) as theirs:
        with theirs.edit("Improve", reason="Cover came early", on_behalf_of="Housing") as session:
            change(session)
        audit_pack.make(theirs, tmp_path / "pack.xlsx", since=date(2026, 10, 5))
        assert check_pack(theirs, tmp_path / "pack.xlsx").differences == ()
    told = [
        (line["What changed"], line["Reference"], line["Before"], line["Now"])
        for line in listed(tmp_path / "pack.xlsx", "What changed", "What_changed")
    ]
    assert told == [
        ("Rating is better", "5.1", words(Rating.OFF_TRACK), words(Rating.ON_TRACK)),
        ("Due date", "5.2", datetime(2027, 3, 31), datetime(2027, 6, 30)),  # noqa: DTZ001
        ("Decision", "3.1", "No decision yet", "Accepted"),
        ("Owner", "8.1", "Net Zero lead, Council", "Transport board"),
        ("New recommendation", "9.9", "none", "none"),
        ("Withdrawn", "1.2", "none", "none"),
        ("Evidence added", "5.1", "none", "Survey"),
        ("Position", "5.1", "Position of 5.1 in one line, as its owner put it.", "none"),
    ]
    lines = listed(tmp_path / "pack.xlsx", "What changed", "What_changed")
    assert {line["Entered by"] for line in lines} == {"Bo Reader for Housing"}
    assert {as_day(line["When"]) for line in lines} == {date(2026, 10, 8)}
    whys = {line["What changed"]: line["Why"] for line in lines}
    assert whys["Rating is better"] == "Agency cover came."
    assert whys["Due date"] == "Contractor left"
    assert whys["Owner"] == "Cover came early"
    assert cover(opened(tmp_path / "pack.xlsx"))["Changed since 05/10/2026"].startswith(
        "6 of 9 recommendations, in 8 changes"
    )


def change(session: Any) -> None:
    """One change of every kind a steering group asks about."""
    ratings.rate(
        session,
        recommendation=making.uid_of(session, "5.1"),
        rating=Rating.ON_TRACK,
        speaks_for=date(2026, 10, 8),
        reason="Agency cover came.",
    )
    dates.set_due(
        session,
        recommendation=making.uid_of(session, "5.2"),
        new_date=date(2027, 6, 30),
        reason="Contractor left",
    )
    decisions.decide(
        session, recommendation=making.uid_of(session, "3.1"), code=DecisionCode.ACCEPTED
    )
    people.assign(
        session,
        recommendation=making.uid_of(session, "8.1"),
        owner="Transport board",
        since=date(2026, 10, 8),
    )
    report = register.rows(session, today=making.DAY)[0].report_uid
    recommendations.add(session, report=report, reference="9.9", wording="Open a new hub.")
    recommendations.withdraw(session, uid=making.uid_of(session, "1.2"))
    evidence.attach(
        session,
        recommendation=making.uid_of(session, "5.1"),
        title="Survey",
        kind=EvidenceKind.NOTE,
        note="Nine in ten are warm.",
        sensitivity=Sensitivity.ORDINARY,
    )


def test_since_the_last_pack_is_what_that_pack_showed(document: Document, tmp_path: Path) -> None:
    """A colleague's change dated before the pack, but received after it, has changed since."""
    path = tmp_path / "theirs.marmot"
    path.write_bytes(document.path.read_bytes())
    audit_pack.make(document, tmp_path / "pack.xlsx")
    with (
        at(date(2026, 10, 10)),
        Document.open(path, author=Author("Bo Reader")) as theirs,
        theirs.edit("Decide") as session,
    ):
        uid = making.uid_of(session, "3.10")
        decisions.decide(session, recommendation=uid, code=DecisionCode.ACCEPTED)
    with at(date(2026, 10, 15)):
        document.bring_in(path)
        with document.read() as session:
            last = audit_pack.last_pack(session)
        assert last is not None
        audit_pack.make(document, tmp_path / "next.xlsx", since=last)
        audit_pack.make(document, tmp_path / "day.xlsx", since=date(2026, 10, 14))
    told = [
        (line["What changed"], line["Reference"])
        for line in listed(tmp_path / "next.xlsx", "What changed", "What_changed")
    ]
    assert told == [("Decision", "3.10")]
    assert opened(tmp_path / "day.xlsx")["What changed"]["A5"].value == "Nothing has changed since."
    with at(date(2027, 1, 9)):
        assert check_pack(document, tmp_path / "next.xlsx").differences == ()
        book = opened(tmp_path / "next.xlsx")
        book.custom_doc_props.props.clear()
        book.save(tmp_path / "next.xlsx")
        assert check_pack(document, tmp_path / "next.xlsx").differences == ()


def test_updates_are_those_of_the_period_in_full(document: Document, tmp_path: Path) -> None:
    with document.edit("Again") as session:
        uid = making.uid_of(session, "5.1")
        ratings.rate(
            session,
            recommendation=uid,
            rating=Rating.AT_RISK,
            speaks_for=date(2026, 10, 12),
            reason="Slowly.",
            path_to_green="Overtime.",
            done="Hired two.",
            next="Train them.",
            barrier="No car park.",
        )
    audit_pack.make(document, tmp_path / "pack.xlsx")
    told = listed(tmp_path / "pack.xlsx", "Updates", "Updates")
    assert len(told) == 8
    mine = [line for line in told if line["Reference"] == "5.1"]
    assert [line["Rating counts"] for line in mine] == ["counts", "does not count"]
    assert [mine[0][name] for name in ("Done", "Next", "Barrier")] == [
        *("Hired two.", "Train them.", "No car park."),
    ]
    assert mine[0]["Given for"] == "no period"
    assert mine[1]["Given for"] == "Q2 2026/27"
    assert mine[1]["Position"] == "Position of 5.1 in one line, as its owner put it."
    assert mine[0]["Path to green"] == "Overtime."


def test_dates_moved_lists_every_move(document: Document, tmp_path: Path) -> None:
    with document.edit("Move again") as session:
        dates.set_due(
            session,
            recommendation=making.uid_of(session, "5.2"),
            new_date=date(2027, 4, 30),
            reason="Snow",
            asked_by="Housing",
            agreed_by="Steering group",
            agreed_on=date(2026, 10, 13),
            meeting="October",
        )
    audit_pack.make(document, tmp_path / "pack.xlsx")
    told = listed(tmp_path / "pack.xlsx", "Dates moved", "Dates_moved")
    assert [line["This move"] for line in told] == ["1 of 2", "2 of 2"]
    assert {as_day(line["First date"]) for line in told} == {date(2026, 9, 30)}
    assert {as_day(line["Date now"]) for line in told} == {date(2027, 4, 30)}
    assert {(line["Times moved"], line["Days slipped"]) for line in told} == {(2, 212)}
    assert [line["Days"] for line in told] == [182, 30]
    assert [line["Agreed by"] for line in told] == ["not agreed yet", "Steering group"]
    assert as_day(told[1]["Agreed on"]) == date(2026, 10, 13)
    assert (told[1]["Reason"], told[1]["Asked by"], told[1]["Meeting"]) == (
        *("Snow", "Housing", "October"),
    )


def test_data_quality_is_what_the_services_find(handed: Handed) -> None:
    with handed.document.read() as session:
        found = register.rows(session, today=making.DAY)
        counted = figures.figures(session, today=making.DAY, rows=found)
        expected = quality.tally(quality.findings(found, counted, evidence.index(session)))
    told = Counter(line["Finding"] for line in listed(handed.path, "Data quality", "Data_quality"))
    assert told == Counter({TELLS[finding][0]: n for finding, n in expected.items() if n})
    assert told["No owner"] == len(counted.no_owner) == 1
    assert told["No evidence"] == len(counted.no_evidence)
    assert told["No update this period"] == len(counted.no_update)
    assert told["No decision yet"] == counted.undecided
    assert told["Evidence not checked for recognisable people"] == 1
    assert set(TELLS) == set(quality.Finding)


def test_same_references_and_lacking_bytes_are_findings(document: Document, tmp_path: Path) -> None:
    paper = tmp_path / "minutes.txt"
    paper.write_bytes(b"Agreed.")
    staged = document.stage(paper)
    with document.edit("Add") as session:
        report = register.rows(session, today=making.DAY)[0].report_uid
        recommendations.add(session, report=report, reference="5.1", wording="Another one.")
        evidence.attach(
            session,
            recommendation=making.uid_of(session, "3.1"),
            kind=EvidenceKind.FILE,
            staged=staged,
            sensitivity=Sensitivity.ORDINARY,
        )
    with document.snapshot(trail=True) as snapshot:
        facts = facts_of(snapshot, held=())
        audit_pack.write(snapshot, tmp_path / "pack.xlsx", facts=facts)
    told = listed(tmp_path / "pack.xlsx", "Data quality", "Data_quality")
    twice = [line for line in told if line["Finding"] == "Reference used twice in its report"]
    assert [line["Reference"] for line in twice] == ["5.1", "5.1"]
    lacking = [line for line in told if line["Finding"] == "Evidence file not in this copy"]
    assert [line["More"] for line in lacking] == ["Line 4 of the evidence index"]
    book = opened(tmp_path / "pack.xlsx")
    assert cover(book)["Evidence files not in this copy"] == (
        "1 of 1 file; lines of the evidence index: 4"
    )
    index = list(rows(book["Evidence index"], "Evidence_index"))
    assert [line["In this copy"] for line in index] == ["no file"] * 3 + ["no"]
    # The tracker holds the bytes today; what the pack says of its own copy stays true.
    assert check_pack(document, tmp_path / "pack.xlsx").differences == ()
    book.custom_doc_props.props.clear()
    book.save(tmp_path / "pack.xlsx")
    assert check_pack(document, tmp_path / "pack.xlsx").differences == ()


def test_definitions_say_every_word_and_figure(handed: Handed) -> None:
    sheet = opened(handed.path)["Definitions"]
    key = list(rows(sheet, "Ratings_defined"))
    assert [line["Rating"] for line in key] == [words(rating) for rating in Rating]
    assert [line["Shape and colour"] for line in key][:2] == [
        "■ filled square, blue",
        "● circle, green",
    ]
    for table, number in (
        *(("Decisions_defined", 7), ("Stages_defined", 9)),
        *(("Terms_defined", 12), ("Figures_defined", 11)),
    ):
        told = list(rows(sheet, table))
        assert len(told) == number
        assert all(line["Word"] and line["Meaning"].endswith(".") for line in told)


def test_every_coloured_sheet_prints_the_key(handed: Handed) -> None:
    for sheet in opened(handed.path).worksheets:
        shown = [
            cell
            for line in sheet.iter_rows()
            for cell in line
            if isinstance(cell.value, str) and cell.value.startswith(words(Rating.OFF_TRACK))
        ]
        head = [str(sheet.cell(row, 1).value) for row in range(1, 6)]
        keys = [text for text in head if all(words(rating) in text for rating in Rating)]
        assert keys or not shown or sheet.title in {"Cover", "Definitions"}, sheet.title


def test_one_tampered_cell_on_every_sheet_is_named(handed: Handed) -> None:
    book = opened(handed.path)
    touched = []
    for sheet in book.worksheets:
        table = list(sheet.tables.values())[-1]
        cell = sheet[table.ref.split(":")[0]].offset(row=1, column=1)
        cell.value = "Somebody else's words"
        touched.append(f"{sheet.title} {cell.coordinate} says Somebody else's words")
    book.save(handed.path)
    found = check_pack(handed.document, handed.path)
    assert {each.what for each in found.problems} == {What.CHANGED}
    assert [each.sentence.split(", the tracker said")[0] for each in found.problems] == touched
