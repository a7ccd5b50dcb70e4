"""The one door for values (TRAIL.md, section 2)."""

from __future__ import annotations

import json
import math
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker.model import stamp
from marmot_tracker.trail.values import (
    LARGEST,
    DamagedRecord,
    canonical,
    clean,
    is_scalar,
    parsed,
    replaced_surrogates,
    scalar,
    through_door,
    value_hash,
)

any_text = st.text(st.characters(), max_size=40) | st.text(
    st.sampled_from(
        "a\u0301e\u0308\r\n\t\x00\x1f\x7f\x85\x9f\ud800\udfff\u2028\ufeffZ\u1100\u1161"
    ),
    max_size=12,
)
scalars = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | any_text.map(clean)


@given(any_text)
def test_text_is_clean_once_it_is_through(words: str) -> None:
    cleaned = clean(words)
    if cleaned is None:
        assert not any(
            ch not in "\x00" and not unicodedata.category(ch).startswith("C") for ch in words
        )
        return
    assert clean(cleaned) == cleaned
    assert is_scalar(cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\r" not in cleaned
    assert not [ch for ch in cleaned if unicodedata.category(ch) == "Cc" and ch not in "\t\n"]
    assert not [ch for ch in cleaned if unicodedata.category(ch) == "Cs"]
    assert cleaned.encode()


@given(any_text)
def test_surrogates_are_replaced_with_notice(words: str) -> None:
    there = sum(1 for ch in words if "\ud800" <= ch <= "\udfff")
    assert replaced_surrogates(words) == there
    assert (clean(words) or "").count("\ufffd") >= there


@pytest.mark.parametrize(
    "words, said",
    [
        ("", None),
        ("\x00", None),
        ("cafe\u0301", "caf\u00e9"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\tb", "a\tb"),
        ("a\x0bb\x7fc\x85d", "abcd"),
        ("a\ud83d\ude00", "a\ufffd\ufffd"),
        (" keeps  its blanks ", " keeps  its blanks "),
    ],
)
def test_words_through_the_door(words: str, said: str | None) -> None:
    assert clean(words) == said


@given(scalars)
def test_a_scalar_comes_back_from_its_canonical_form(value: str | int | bool | None) -> None:
    body = canonical(value)
    assert parsed(body) == value
    assert scalar(body) == value
    assert type(scalar(body)) is type(value)
    assert is_scalar(value)
    assert canonical(scalar(body)) == body


json_values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(any_text.map(str), inner), max_leaves=8
)


@given(json_values)
def test_canonical_json_is_one_form(value: object) -> None:
    surrogates = json.dumps(value, ensure_ascii=False)
    if any("\ud800" <= ch <= "\udfff" for ch in surrogates):
        return
    body = canonical(value)
    assert parsed(body) == value
    assert canonical(parsed(body)) == body
    assert body.encode().decode() == body


@pytest.mark.parametrize(
    "body",
    [
        '{"a":1,"a":1}', '{"b":1,"a":2}', '{"a": 1}', "[1, 2]", " 1", "1 ", "01", "1.0", "1e3",
        "NaN", "Infinity", "-Infinity", "-0", '"\\u0041"', "'a'", "", "tru", '"a', "[1,]",
        '{"a":[{"b":1,"b":2}]}', '"\\/"',
    ],
)  # fmt: skip
def test_bytes_that_are_not_canonical_are_refused(body: str) -> None:
    with pytest.raises(DamagedRecord):
        parsed(body)


@pytest.mark.parametrize(
    "value, said",
    [
        (date(2026, 5, 6), "2026-05-06"),
        (datetime(2026, 5, 6, 10, 0, 0, 7, tzinfo=UTC), "2026-05-06T10:00:00.000007Z"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (Decimal("-1E-7"), "-0.0000001"),
        (True, True),
        (LARGEST, LARGEST),
        ("", None),
        (None, None),
    ],
)
def test_other_values_in_their_own_notation(value: object, said: object) -> None:
    assert through_door(value) == said


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        math.nan,
        LARGEST + 1,
        -LARGEST - 1,
        b"x",
        [1],
        {"a": 1},
        Decimal("NaN"),
        Decimal("-inf"),
        object(),
    ],
)
def test_nothing_else_gets_through(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        through_door(value)


def test_times_sort_as_text() -> None:
    moments = [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)]
    assert sorted(map(stamp, moments)) == [stamp(moment) for moment in moments]


def test_a_value_hash_is_of_salt_and_form() -> None:
    salt = bytes(16)
    assert value_hash(salt, '"a"') != value_hash(salt, '"b"')
    assert value_hash(salt, '"a"') != value_hash(b"1" * 16, '"a"')
    assert value_hash(salt, '"a"').hex() == (
        "67beb2ad75334f3e1bf7a7c0ba6aaf6e9f5def87dfc051fd6179e7fa8609232b"
    )
