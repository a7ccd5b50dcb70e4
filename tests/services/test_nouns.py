"""Reports, periods, decisions, the place's own columns and packs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marmot_tracker import clock
from marmot_tracker.errors import TrackerError
from marmot_tracker.services import decisions, extras, packs, periods, register, reports
from marmot_tracker.vocabulary import DecisionCode, ExtraType
from tests.services.conftest import TODAY, Sample


def test_a_report_is_known_by_its_title(sample: Sample) -> None:
    with sample.document.edit("Add a report") as session:
        assert reports.ensure(session, title=" a marmot  TOWN ") == sample.report
        second = reports.ensure(session, title="A Marmot town, 2030", edition_of=sample.report)
        assert reports.ensure(session, title="A Marmot town, 2030") == second
    with sample.document.read() as session:
        found = reports.list_(session)
    assert [(report.title, report.recommendations) for report in found] == [
        ("A Marmot town", 3),
        ("A Marmot town, 2030", 0),
    ]
    assert found[1].edition_of == sample.report


def test_a_new_edition_needs_a_title_of_its_own(sample: Sample) -> None:
    with sample.document.edit("Add a report") as session:
        with pytest.raises(TrackerError, match="cannot have the same title"):
            reports.ensure(session, title="A Marmot town", edition_of=sample.report)
        other = reports.ensure(session, title="Another")
        with pytest.raises(TrackerError, match="no edition of that one"):
            reports.ensure(session, title="Another", edition_of=sample.report)
        with pytest.raises(TrackerError, match="needs a title"):
            reports.ensure(session, title=" ")
    assert other


def test_the_period_that_opened_last_is_current_but_not_for_ever(sample: Sample) -> None:
    with sample.document.edit("Add periods") as session:
        periods.add(session, name="Q2", opens=date(2026, 7, 1), due=date(2026, 10, 15))
        periods.add(session, name="Q1", opens=date(2026, 4, 1), due=date(2026, 7, 15))
        with pytest.raises(TrackerError, match="already"):
            periods.add(session, name="q1", opens=date(2026, 4, 1), due=None)
        with pytest.raises(TrackerError, match="due before it opens"):
            periods.add(session, name="Q3", opens=date(2026, 4, 1), due=date(2026, 3, 1))
        with pytest.raises(TrackerError, match="needs a name"):
            periods.add(session, name="", opens=date(2026, 4, 1), due=None)
    with sample.document.read() as session:
        assert [period.name for period in periods.list_(session)] == ["Q1", "Q2"]

        def named(day: date) -> str | None:
            found = periods.current(session, day)
            return found.name if found else None

        assert named(date(2026, 3, 31)) is None
        assert named(date(2026, 6, 30)) == "Q1"
        assert named(date(2026, 7, 1)) == "Q2"
        assert named(date(2026, 10, 15) + periods.LASTS) == "Q2"
        assert named(date(2026, 10, 16) + periods.LASTS) is None


def test_decisions_are_kept_and_the_last_one_stands(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Decide") as session:
        decisions.decide(session, recommendation=uid, code=DecisionCode.ACCEPTED)
        with pytest.raises(TrackerError, match="Not for local decision"):
            decisions.decide(session, recommendation=uid, code=DecisionCode.NOT_LOCAL)
        with pytest.raises(TrackerError, match="look at it again"):
            decisions.decide(session, recommendation=uid, code=DecisionCode.ACCEPTED_IN_PRINCIPLE)
        decisions.decide(
            session,
            recommendation=uid,
            code=DecisionCode.ACCEPTED_IN_PRINCIPLE,
            review_on=TODAY + timedelta(days=90),
        )
        decisions.decide(
            session,
            recommendation=uid,
            code=DecisionCode.NOT_LOCAL,
            reason="it is for government",
            meeting="Board",
        )
    with sample.document.read() as session:
        found = decisions.of(session, recommendation=uid)
        row = register.row(session, uid=uid, today=TODAY)
    assert [made.code for made in found] == [
        DecisionCode.ACCEPTED,
        DecisionCode.ACCEPTED_IN_PRINCIPLE,
        DecisionCode.NOT_LOCAL,
    ]
    assert [made.current for made in found] == [False, False, True]
    assert row is not None
    assert (row.decision, row.decided_otherwise, row.counted) == (
        DecisionCode.NOT_LOCAL,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("kind", "given", "stored", "shown"),
    [
        (ExtraType.TEXT, "as  it is", "as  it is", "as  it is"),
        (ExtraType.CHOICE, "High", "High", "High"),
        (ExtraType.DATE, "1 May 2026", "2026-05-01", "01/05/2026"),
        (ExtraType.NUMBER, "1,200.50", "1200.50", "1200.50"),
        (ExtraType.NUMBER, "1E3", "1000", "1000"),
        (ExtraType.YES_NO, "Y", "yes", "Yes"),
        (ExtraType.YES_NO, "false", "no", "No"),
        (ExtraType.DATE, "  ", None, ""),
    ],
)
def test_own_columns_hold_what_their_type_holds(
    kind: ExtraType, given: str, stored: str | None, shown: str
) -> None:
    assert extras.stored_value(kind, given, name="X") == stored
    assert extras.in_words(kind, stored or "") == shown


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (ExtraType.NUMBER, "many"),
        (ExtraType.NUMBER, "NaN"),
        (ExtraType.DATE, "soon"),
        (ExtraType.YES_NO, "perhaps"),
    ],
)
def test_what_does_not_fit_its_column_is_told(kind: ExtraType, given: str) -> None:
    with pytest.raises(TrackerError, match=given):
        extras.stored_value(kind, given, name="Cost")


def test_an_own_column_is_made_once_and_its_values_can_be_cleared(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Add a column") as session:
        cost = extras.ensure_column(session, name="Cost", type=ExtraType.NUMBER)
        assert extras.ensure_column(session, name=" cost ") == cost
        extras.ensure_column(session, name="Note")
        extras.set_value(session, recommendation=uid, column=cost, value="12")
    with sample.document.read() as session:
        assert [column.name for column in extras.columns(session)] == ["Cost", "Note"]
        assert extras.values_in_words(session) == {uid: {"Cost": "12"}}
    with sample.document.edit("Clear") as session:
        extras.set_value(session, recommendation=uid, column=cost, value="")
    with sample.document.read() as session:
        assert extras.values_in_words(session) == {}


def test_a_value_set_after_an_undo_is_in_view_again(sample: Sample) -> None:
    uid = sample.uids[0]
    with sample.document.edit("Add a column") as session:
        cost = extras.ensure_column(session, name="Cost", type=ExtraType.NUMBER)
    for value in ("12", "13"):
        with sample.document.edit("Set cost") as session:
            extras.set_value(session, recommendation=uid, column=cost, value=value)
        if value == "12":
            sample.document.undo()
    with sample.document.read() as session:
        assert extras.values_in_words(session) == {uid: {"Cost": "13"}}


def test_a_pack_is_noted_with_what_it_was_made_from(sample: Sample) -> None:
    tips, code = sample.document.tips, sample.document.check_code
    with sample.document.edit("Note a pack") as session:
        packs.record(
            session,
            made_at=clock.now(),
            made_by="Ann Lee",
            file_name="pack.xlsx",
            sha256="00",
            tips=tips,
            check_code=code,
            recommendations=3,
            as_at=TODAY,
        )
    with sample.document.read() as session:
        (pack,) = packs.list_(session)
    assert (pack.tips, pack.check_code, pack.as_at) == (tips, code, TODAY)
    assert pack.made_at == clock.now()
