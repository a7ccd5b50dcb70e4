"""Names of things, their columns, and what the trail reads off them."""

from __future__ import annotations

import dataclasses
import time
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from marmot_tracker.model import KINDS, Recommendation, kinds, new_uid, uid_of
from marmot_tracker.model.base import NAMESPACE, Amount, Day, Flag, Moment
from marmot_tracker.model.kinds import CHILDREN, FILLS, shape

DIALECT = sqlite.dialect()


def test_uids_are_version_7_unique_and_rise() -> None:
    made = [new_uid() for _ in range(20_000)]
    assert len(set(made)) == len(made)
    assert made == sorted(made)
    parsed = [uuid.UUID(found) for found in made]
    assert {(found.version, found.variant) for found in parsed} == {(7, uuid.RFC_4122)}
    milliseconds = parsed[0].int >> 80
    assert abs(milliseconds / 1000 - time.time()) < 60


def test_uids_rise_also_when_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = new_uid()
    now = time.time_ns()
    steps = iter(now - step * 10**9 for step in range(100))
    monkeypatch.setattr("marmot_tracker.model.base.time.time_ns", lambda: next(steps))
    made = [first, *(new_uid() for _ in range(100))]
    assert made == sorted(set(made))


def test_the_same_link_has_the_same_uid_everywhere() -> None:
    assert uid_of("evidence_link", "a", "b") == uid_of("evidence_link", "a", "b")
    assert uid_of("evidence_link", "a", "b") != uid_of("evidence_link", "b", "a")
    assert uuid.UUID(uid_of("principle", "1")).version == 5
    assert uid_of("principle", "1") == "fd940da1-eecc-5b8e-96fe-97061ed15b96"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_the_uid_of_what_a_thing_stands_for_is_its_version_5(what: list[str]) -> None:
    assert uid_of(*what) == str(uuid.uuid5(NAMESPACE, "|".join(what)))


@given(
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
)
def test_columns_give_back_what_they_took(
    day: date, moment: datetime, flag: bool, amount: Decimal
) -> None:
    pairs: tuple[tuple[Any, object], ...] = (
        (Day(), day),
        (Moment(), moment),
        (Flag(), flag),
        (Amount(), amount),
    )
    for column, value in pairs:
        held = column.process_bind_param(value, DIALECT)
        assert isinstance(held, str | int)
        assert column.process_result_value(held, DIALECT) == value
        assert column.process_bind_param(None, DIALECT) is None
        assert column.process_result_value(None, DIALECT) is None


def test_a_text_that_is_no_date_is_shown_as_none() -> None:
    for column in (Day(), Moment(), Amount()):
        for said in ("", "some day", "31/12/2026", "\x00"):
            assert column.process_result_value(said, DIALECT) is None


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError, match="no field colour"):
        Recommendation(colour="red")


def test_no_constraint_can_make_a_union_fail() -> None:
    for kind in KINDS.values():
        table = kind.thing.metadata.tables[kind.name]
        assert [column.name for column in table.primary_key] == ["uid"]
        assert not table.foreign_keys
        assert all(column.nullable for column in table.columns if column.name != "uid")
        assert {type(found).__name__ for found in table.constraints} <= {"PrimaryKeyConstraint"}
        assert table.dialect_options["sqlite"]["strict"]


def test_links_and_places_name_kinds_and_fields_that_exist() -> None:
    for kind in KINDS.values():
        for field, above in kind.hangs_on.items():
            assert field in kind.fields
            assert above in KINDS
            assert (kind.name, field) in CHILDREN[above]
        for field, place in kind.places.items():
            assert field in kind.fields
            assert {*place.says, *([place.dated] if place.dated else [])} <= set(
                KINDS[place.kind].fields
            )
            assert (kind.name, field) in FILLS[place.kind]
            assert kind.name in KINDS[place.kind].hangs_on.values()


def test_the_shape_follows_the_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shape()
    whole = KINDS["recommendation"]
    fields = {name: kind for name, kind in whole.fields.items() if name != "theme"}
    less = {**KINDS, "recommendation": dataclasses.replace(whole, fields=fields)}
    monkeypatch.setattr(kinds, "KINDS", less)
    assert shape() != before
