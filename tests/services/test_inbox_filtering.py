"""The filter language of the returns inbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from marmot_tracker.services import inbox_filtering as filtering
from marmot_tracker.services.inbox import InboxLine, LineState
from marmot_tracker.services.return_form import FIELD_WORDS, FormField
from marmot_tracker.vocabulary import ReturnVerdict

PLAIN = InboxLine(
    uid="a",
    received="r1",
    for_return="s1",
    sent_to="Housing",
    returned_by="Housing standards",
    received_on=date(2026, 10, 12),
    recommendation="u1",
    reference="5.4",
    subject="Improve the quality of homes",
    subgroup="Housing",
    field=FormField.HOW_IT_GOES,
    field_words=FIELD_WORDS[FormField.HOW_IT_GOES],
    sent="On track",
    returned="At risk",
    current="On track",
    state=LineState.CLEAN,
    words="",
    where="Return!F7",
)
LINES = (
    PLAIN,
    replace(
        PLAIN,
        uid="b",
        field=FormField.ONE_LINE,
        field_words=FIELD_WORDS[FormField.ONE_LINE],
        returned="Café inspectors left",
        current="Something newer",
        state=LineState.TWO_ANSWERS,
        others=1,
    ),
    replace(
        PLAIN,
        uid="c",
        subgroup="Housing and Net Zero",
        sent_to="Net Zero",
        returned_by="Environmental health",
        reference="15.4",
        returned="cleared",
        state=LineState.PROBLEM,
    ),
    replace(
        PLAIN,
        uid="d",
        field=FormField.COMMENT,
        state=LineState.NOTE,
        verdict=ReturnVerdict.LEFT_OUT,
        reason="Said twice",
    ),
)


def found(words: str) -> str:
    """The uids of the lines that a filter keeps, run together."""
    query = filtering.parse(words)
    folded = {line.uid: filtering.fold(line) for line in LINES}
    by_hand = filtering.select(LINES, query)
    assert by_hand == filtering.select(LINES, query, folded=folded)
    return "".join(line.uid for line in by_hand)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("", "abcd"),
        ("cafe INSPECTORS", "b"),
        ("twice", "d"),
        ("-cafe", "acd"),
        ("is:clean", "a"),
        ("is:two", "b"),
        ("is:two-answers,problem", "bc"),
        ("is:several", "b"),
        ("is:changed", "b"),
        ("is:cleared", "c"),
        ("is:remark", "d"),
        ("-is:clean", "bcd"),
        ("field:one", "b"),
        ("field:how-it-goes", "ac"),
        ("subgroup:housing", "abcd"),
        ('subgroup:"=Housing"', "abd"),
        ('return:"=Net Zero"', "c"),
        ("by:environmental", "c"),
        ("ref:5", "abd"),
        ("verdict:left", "d"),
        ("subgroup:", "abcd"),
        ("https://somewhere", ""),
    ],
)
def test_words_keep_the_lines_they_name(words: str, kept: str) -> None:
    assert found(words) == kept


@pytest.mark.parametrize("words", ["is:purple", "colour:red", "field:shape", "verdict:maybe"])
def test_a_word_not_understood_is_told_and_shows_nothing(words: str) -> None:
    query = filtering.parse(words)
    assert words.partition(":")[0] in query.problems[0]
    assert found(words) == ""


def test_help_names_every_word_that_is_known() -> None:
    for field, told in filtering.FIELDS.items():
        if field in ("is", "verdict"):
            for word in told.replace(" or ", ", ").split(", "):
                assert not filtering.parse(f"{field}:{word}").problems, word
