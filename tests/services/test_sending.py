"""What is noted of a return: to whom, by when, and the state its answers are written on."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.model import DateRevision, Recommendation, Return, ReturnRow, StatusUpdate
from marmot_tracker.services import asking_whom, dates, periods, ratings, sending
from marmot_tracker.services.return_form import FormField, SentField
from marmot_tracker.services.sending import ASKABLE, Plan
from marmot_tracker.vocabulary import NotRatedWhy, Rating
from tests.services.conftest import TODAY, Sample, on

DUE = date(2026, 9, 30)


def planned(sample: Sample, **asked: object) -> list[Plan]:
    """What would be sent to Housing for a period opened for it."""
    document = sample.document
    with document.edit("Open a period") as session:
        period = periods.add(session, name="2026-Q3", opens=date(2026, 9, 1), due=DUE)
    with document.read() as session:
        found = asking_whom.read(session, period=period, today=TODAY)
        return sending.plan(
            session,
            period=period,
            whom=[asking_whom.named(found, "Housing")],
            respond_by=None,
            today=TODAY,
            tips=document.tips,
            check_code=document.check_code,
            **asked,  # type: ignore[arg-type]
        )


def answered(sample: Sample, uid: str) -> None:
    """A rating with its words, and a due date that moved."""
    with sample.document.edit("Answers") as session:
        ratings.rate(
            session,
            recommendation=uid,
            rating=Rating.AT_RISK,
            speaks_for=date(2026, 8, 31),
            reason="Two officers left.",
            position_line="Half of the landlords are licensed.",
            path_to_green="Agency cover from May",
        )
        dates.set_due(session, recommendation=uid, new_date=date(2027, 3, 31))


def test_a_return_is_noted_with_its_base_in_one_edit(sample: Sample) -> None:
    uid = sample.uids[1]
    with on(TODAY):
        answered(sample, uid)
        plans = planned(sample)
        tips = sample.document.tips
        with sample.document.edit("Send a return") as session:
            sending.record(session, plans)
        with sample.document.read() as session:
            sent = session.scalars(select(Return)).one()
            row = session.scalars(select(ReturnRow)).one()
            update = session.scalars(select(StatusUpdate)).one()
            revision = session.scalars(select(DateRevision)).one()
            stored = sending.stored(session, sent.uid)
    assert (sent.sent_to, sent.sent_on, sent.respond_by) == ("Housing", TODAY, DUE)
    assert sent.tips == " ".join(tips)
    assert sent.subgroup
    assert not sent.person
    assert sent.file_name == "return_Housing_2026-Q3.xlsx"
    assert json.loads(sent.asked or "") == [field.value for field in ASKABLE]
    heads = sending.read_heads(row.heads or "")
    assert {thing for thing, _ in heads} == {uid, update.uid, revision.uid}
    written = {name for (thing, name), found in heads.items() if thing == update.uid and found}
    assert {"rating", "speaks_for", "reason", "position_line", "path_to_green"} <= written
    assert heads[uid, "rating"]
    assert stored.check_code == plans[0].check_code
    assert stored.rows == plans[0].rows
    assert sample.document.check() == []


def test_what_went_out_is_told_as_it_was_whatever_was_written_since(sample: Sample) -> None:
    uid = sample.uids[1]
    with on(TODAY):
        answered(sample, uid)
        plans = planned(sample)
        with sample.document.edit("Send a return") as session:
            sending.record(session, plans)
        with sample.document.edit("Later") as session:
            ratings.rate(
                session, recommendation=uid, rating=Rating.OFF_TRACK, speaks_for=TODAY,
                reason="Late", path_to_green="None", help_needed="Two inspectors",
                position_line="Another line",
            )  # fmt: skip
            subject = session.get(Recommendation, uid)
            assert subject is not None
            subject.wording = "Licence all"
        with sample.document.read() as session:
            (row,) = sending.rows_of(session, plans[0].uid)
            (now,) = sending.rows_now(session, [uid])
    assert row.texts == {
        SentField.REFERENCE: "5.4",
        SentField.WORDING: "Licence every landlord",
        SentField.LAST_RATING: "A At risk, 31/08/2026",
        SentField.LAST_POSITION: "Half of the landlords are licensed.",
        SentField.DUE: "31/03/2027",
    }
    assert row.rating is Rating.AT_RISK
    assert now.texts[SentField.LAST_RATING] == "R Off track, 15/09/2026"
    assert now.update != row.update


def test_a_late_answer_for_an_earlier_day_is_not_what_was_sent(sample: Sample) -> None:
    """The rating that holds the place is shown, not the one that was written last."""
    uid = sample.uids[1]
    with on(TODAY):
        answered(sample, uid)
        with sample.document.edit("A late answer") as session:
            ratings.rate(
                session, recommendation=uid, rating=Rating.NOT_RATED, speaks_for=date(2026, 5, 31),
                not_rated_why=NotRatedWhy.NOT_STARTED, reason="As it was in May",
            )  # fmt: skip
        (plan,) = planned(sample)
        with sample.document.edit("Send a return") as session:
            sending.record(session, [plan])
        with sample.document.read() as session:
            (row,) = sending.rows_of(session, plan.uid)
    assert row.texts[SentField.LAST_RATING] == "A At risk, 31/08/2026"
    assert plan.rows[0].texts == row.texts


def test_what_nobody_rated_or_dated_is_said_in_words(sample: Sample) -> None:
    with on(TODAY):
        (row,) = planned(sample)[0].rows
        with sample.document.edit("Ongoing") as session:
            dates.set_due(session, recommendation=sample.uids[1], ongoing=True)
            ratings.rate(
                session, recommendation=sample.uids[1], rating=Rating.NOT_RATED, speaks_for=TODAY,
                not_rated_why=NotRatedWhy.NOT_STARTED,
            )  # fmt: skip
        with sample.document.read() as session:
            (now,) = sending.rows_now(session, [sample.uids[1]])
    assert (row.texts[SentField.LAST_RATING], row.texts[SentField.DUE]) == ("Not rated yet", "")
    assert now.texts[SentField.LAST_RATING] == "Not started, 15/09/2026"
    assert now.texts[SentField.DUE] == "ongoing"


def test_a_text_that_no_cell_would_show_is_cut_where_it_goes_out(sample: Sample) -> None:
    uid = sample.uids[1]
    with on(TODAY):
        with sample.document.edit("Long") as session:
            subject = session.get(Recommendation, uid)
            assert subject is not None
            subject.wording = "word " * 9_000
        (plan,) = planned(sample)
        with sample.document.edit("Send a return") as session:
            sending.record(session, [plan])
        with sample.document.read() as session:
            (row,) = sending.rows_of(session, plan.uid)
    assert row.texts == plan.rows[0].texts
    assert len(row.texts[SentField.WORDING]) < 8_100
    assert row.texts[SentField.WORDING].endswith("word […]")
    assert sending.in_a_cell("a\n" * 500).count("\n") < 120
    assert sending.in_a_cell("a\nb") == "a\nb"


def test_fields_are_asked_in_their_order_and_with_what_belongs_to_them(sample: Sample) -> None:
    with on(TODAY):
        (plan,) = planned(sample, asked=[FormField.FORECAST_WHY, FormField.DONE])
    assert plan.asked == (FormField.DONE, FormField.FORECAST, FormField.FORECAST_WHY)
    assert sending.asked_together([]) == ()
    with pytest.raises(Misuse, match="how_it_goes"):
        sending.asked_together([FormField.HOW_IT_GOES])
    assert sending.asked_of('["next","of a later version"]') == (FormField.NEXT,)
    assert sending.asked_of("no list") == ()


def test_answers_are_not_asked_for_by_a_day_that_has_passed(sample: Sample) -> None:
    with on(TODAY):
        (plan,) = planned(sample)
    with (
        sample.document.read() as session,
        pytest.raises(TrackerError, match="30/09/2026, which has passed"),
    ):
        sending.plan(
            session, period=plan.period.uid, whom=[plan.whom], respond_by=None,
            today=date(2026, 10, 1), tips=plan.tips, check_code=plan.check_code,
        )  # fmt: skip


def test_file_names_are_safe_and_none_is_twice() -> None:
    names = sending.file_names(
        [
            "Housing",
            "housing",
            "Children & Young People",
            "../..\\con",
            "Tŷ’r: Cyngor?",
            "健康",
            "",
        ],
        period="Q2 2026/27",
        taken=["RETURN_housing_q2-2026-27.XLSX"],
    )
    assert names == [
        "return_Housing_Q2-2026-27_2.xlsx",
        "return_housing_Q2-2026-27_3.xlsx",
        "return_Children-Young-People_Q2-2026-27.xlsx",
        "return_con_Q2-2026-27.xlsx",
        "return_Tyr-Cyngor_Q2-2026-27.xlsx",
        "return_unnamed_Q2-2026-27.xlsx",
        "return_unnamed_Q2-2026-27_2.xlsx",
    ]
    (long,) = sending.file_names(["Very " * 80], period="Q" * 200)
    assert len(long) <= 140


def test_heads_that_are_of_no_form_are_nothing() -> None:
    base = {("a", "rating"): frozenset({b"\x01\x02"}), ("a", "due"): frozenset[bytes]()}
    assert sending.read_heads(sending.written_heads(base)) == base
    assert sending.written_heads(base) == '[["a","due",[]],["a","rating",["0102"]]]'
    for text in ("", "{", "[1]", '[["a","b",["zz"]]]', '{"a": 1}'):
        assert sending.read_heads(text) == {}
