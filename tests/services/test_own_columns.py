"""The place's own columns: made and changed in words, sorted and filtered by what they hold."""

from __future__ import annotations

from datetime import date

import pytest

from marmot_tracker.errors import TrackerError
from marmot_tracker.services import (
    evidence,
    extras,
    filtering,
    own_columns,
    recommendations,
    register,
)
from marmot_tracker.services.register import RegisterRow
from marmot_tracker.vocabulary import EvidenceKind, ExtraType, Sensitivity
from tests.services.conftest import TODAY, Sample, brought_together, colleague, on


def column(sample: Sample, name: str, kind: ExtraType = ExtraType.TEXT, *choices: str) -> str:
    with sample.document.edit("Add column") as session:
        return own_columns.add(session, name=name, type=kind, choices=choices)


def say(sample: Sample, **values: tuple[str, ...]) -> None:
    """Fill a column in for the three recommendations, in order."""
    for name, said in values.items():
        for uid, value in zip(sample.uids, said, strict=True):
            with sample.document.edit("Set") as session:
                recommendations.set_fields(
                    session, uid=uid, values={name.replace("_", " "): value}, today=TODAY
                )


def rows(sample: Sample) -> list[RegisterRow]:
    with sample.document.read() as session:
        return register.rows(session, today=TODAY)


def kept(sample: Sample, words: str) -> list[str]:
    with sample.document.read() as session:
        query = filtering.parse(words, extras.columns(session))
    assert query.problems == ()
    return [row.reference for row in filtering.select(rows(sample), query, today=TODAY)]


@pytest.fixture
def filled(sample: Sample) -> Sample:
    """3.10, 5.4 and 5.5 with a column of each type."""
    column(sample, "Cost code")
    column(sample, "Budget", ExtraType.NUMBER)
    column(sample, "Start", ExtraType.DATE)
    column(sample, "Funding", ExtraType.CHOICE, "Secured", "Bid made")
    column(sample, "In plan", ExtraType.YES_NO)
    say(
        sample,
        Cost_code=("X12", "x7 Café", ""),
        Budget=("9", "12,500", "100"),
        Start=("1 May 2026", "31/12/2025", ""),
        Funding=("secured", "Bid made", ""),
        In_plan=("y", "No", ""),
    )
    return sample


@pytest.mark.parametrize(
    ("words", "references"),
    [
        ('"Cost code":x12', ["3.10"]),
        ('"cost code":"X7 cafe"', ["5.4"]),
        ('-"Cost code":x', ["5.5"]),
        ("budget:9", ["3.10"]),
        ("budget:>99", ["5.4", "5.5"]),
        ("budget:<100", ["3.10"]),
        ("budget:12,500", ["5.4"]),
        ("start:<01/05/2026", ["5.4"]),
        ("start:05/2026", ["3.10"]),
        ("start:2025-12-31", ["5.4"]),
        ("funding:bid", ["5.4"]),
        ("funding:secured,bid", ["3.10", "5.4"]),
        ('"In plan":yes', ["3.10"]),
        ('"In plan":n', ["5.4"]),
        ('has:"Cost code"', ["3.10", "5.4"]),
        ('no:"Cost code"', ["5.5"]),
        ("no:start,budget", ["5.5"]),
        ("no:owner no:funding", ["5.5"]),
        ("12500", ["5.4"]),
        ('"Cost code":', ["3.10", "5.4", "5.5"]),
        ('"Cost code": budget:', ["3.10", "5.4", "5.5"]),
        ("budget:>", ["3.10", "5.4", "5.5"]),
    ],
)
def test_own_columns_are_filtered_by_name_and_type(
    filled: Sample, words: str, references: list[str]
) -> None:
    assert kept(filled, words) == references


@pytest.mark.parametrize("words", ["budget:much", "start:soon", '"In plan":perhaps', '"Other":x'])
def test_what_a_column_cannot_hold_is_told(filled: Sample, words: str) -> None:
    with filled.document.read() as session:
        query = filtering.parse(words, extras.columns(session))
    (told,) = query.problems
    assert words.split(":", maxsplit=1)[0].strip('"').casefold() in told.casefold()
    assert filtering.select(rows(filled), query, today=TODAY) == []


def test_values_sort_by_what_they_mean(filled: Sample) -> None:
    order: dict[str, list[str]] = {}
    for name, kind in (("Budget", ExtraType.NUMBER), ("Start", ExtraType.DATE)):
        found = sorted(rows(filled), key=lambda row: extras.sort_key(kind, row.extra.get(name, "")))
        order[name] = [row.reference for row in found]
    assert order == {"Budget": ["3.10", "5.5", "5.4"], "Start": ["5.4", "3.10", "5.5"]}
    odd = [extras.sort_key(ExtraType.NUMBER, words) for words in ("12", "about 5", "", "-3")]
    assert sorted(odd) == [odd[3], odd[0], odd[1], odd[2]]


def test_a_choice_takes_only_its_own(filled: Sample) -> None:
    with pytest.raises(TrackerError) as told, filled.document.edit("Set") as session:
        recommendations.set_fields(
            session, uid=filled.uids[0], values={"Funding": "Perhaps"}, today=TODAY
        )
    assert "Secured" in told.value.hint


@pytest.mark.parametrize(
    "name", ["", "Owner", "rag", "Due date", "Evidence", "cost CODE", "x" * 61]
)
def test_a_name_that_is_taken_is_refused(filled: Sample, name: str) -> None:
    with pytest.raises(TrackerError), filled.document.edit("Add") as session:
        own_columns.add(session, name=name)


def test_a_new_type_puts_values_into_its_form_or_says_which_do_not_fit(sample: Sample) -> None:
    uid = column(sample, "Start")
    say(sample, Start=("1 May 2026", "31/12/2025", "in the spring"))
    with pytest.raises(TrackerError) as told, sample.document.edit("Retype") as session:
        own_columns.retype(session, column=uid, type=ExtraType.DATE)
    assert "5.5 says “in the spring”" in told.value.message
    assert rows(sample)[0].extra["Start"] == "1 May 2026"
    with sample.document.edit("Retype") as session:
        done = own_columns.retype(session, column=uid, type=ExtraType.DATE, force=True)
    assert (done.converted, done.misfits) == (2, (("5.5", "in the spring"),))
    said = [row.extra["Start"] for row in rows(sample)]
    assert said == ["01/05/2026", "31/12/2025", "in the spring"]
    sample.document.undo()
    assert rows(sample)[0].extra["Start"] == "1 May 2026"
    assert sample.document.check() == []


def test_a_column_is_renamed_put_away_and_brought_back(filled: Sample) -> None:
    with filled.document.edit("Rename") as session:
        found = own_columns.the_one(session, "cost code")
        own_columns.rename(session, column=found.uid, name="Ledger")
    assert rows(filled)[0].extra["Ledger"] == "X12"
    with filled.document.edit("Put away") as session:
        own_columns.put_away(session, column=found.uid)
    assert "Ledger" not in rows(filled)[0].extra
    with pytest.raises(TrackerError) as told, filled.document.edit("Add") as session:
        own_columns.add(session, name="Ledger")
    assert "put away" in told.value.message
    with filled.document.edit("Back") as session:
        own_columns.bring_back(session, column=found.uid)
    assert rows(filled)[0].extra["Ledger"] == "X12"


def test_two_people_who_fill_it_in_apart_are_two_answers_until_settled(filled: Sample) -> None:
    other = colleague(filled.document, "Bob")
    for document, value in ((filled.document, "A1"), (other, "B2")):
        with document.edit("Set") as session:
            recommendations.set_fields(
                session, uid=filled.uids[0], values={"Cost code": value}, today=TODAY
            )
    brought_together(filled.document, other)
    row = rows(filled)[0]
    assert row.marks == ("Cost code",)
    assert {row.extra["Cost code"], *row.other_answers["Cost code"]} == {"A1", "B2"}
    assert kept(filled, "is:two-answers") == ["3.10"]
    with filled.document.edit("Set") as session:
        said = recommendations.set_fields(
            session,
            uid=filled.uids[0],
            values={"Cost code": row.extra["Cost code"]},
            today=TODAY,
        )
    assert said == ("Cost code",), "saying what is shown settles it"
    assert rows(filled)[0].marks == ()


def test_last_changed_counts_own_columns_and_evidence(sample: Sample) -> None:
    column(sample, "Cost code")
    with on(date(2026, 9, 20)):
        say(sample, Cost_code=("A1", "", ""))
    with on(date(2026, 9, 21)), sample.document.edit("Attach") as session:
        piece = evidence.attach(
            session,
            recommendation=sample.uids[1],
            kind=EvidenceKind.NOTE,
            note="Minutes",
            sensitivity=Sensitivity.NOT_CHECKED,
        )
        evidence.tie(session, evidence=piece, recommendation=sample.uids[2])
    with on(date(2026, 9, 22)):
        with sample.document.edit("Checked") as session:
            evidence.set_sensitivity(session, evidence=piece, sensitivity=Sensitivity.ORDINARY)
        with sample.document.read() as session:
            found = register.rows(session, today=date(2026, 9, 22))
            one = register.row(session, uid=sample.uids[2], today=date(2026, 9, 22))
    assert [row.last_changed[:10] for row in found] == ["2026-09-20", "2026-09-22", "2026-09-22"]
    assert one is not None
    assert one.last_changed == found[2].last_changed
