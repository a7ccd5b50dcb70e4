"""Text mended as a person would read it: broken words, ligatures, odd blanks, soft characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marmot_tracker.exchange.reports.mending import BROKEN, Spelling, joined_lines, mended

KNOWN = Spelling(["The whole-system plan makes recommendations on wellbeing and long-term care."])
WORDS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("a whole\ufffesystem plan", "a whole-system plan"),
        ("recommen\ufffedations of all", "recommendations of all"),
        ("well\ufffebeing", "wellbeing"),
        ("non\ufffeExecutive", "non-Executive"),
        ("long-\nterm".replace("-\n", "\ufffe"), "long-term"),
        ("co\u00adoperate", "cooperate"),
        ("The ﬁrst eﬃcient oﬀer of ﬂour", "The first efficient offer of flour"),
        ("Th e value of Th is", "The value of This"),
        ("signifi cant and effi cient", "significant and efficient"),
        ("free wi-fi for all", "free wi-fi for all"),
        ("The staff and the tariff should", "The staff and the tariff should"),
        ("12\u00a0months\u2009on", "12 months on"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("non\u2011breaking", "non-breaking"),
        ("two\nlines", "two\nlines"),
        ("a  b\t c", "a b c"),
    ],
)
def test_each_damage_once(text, whole):
    assert mended(text, KNOWN) == whole


@given(st.text(max_size=200))
def test_mending_twice_changes_nothing_and_leaves_nothing_odd(text):
    once = mended(text)
    assert mended(once) == once
    assert BROKEN not in once
    assert not any(
        unicodedata.category(letter) in ("Cc", "Cs") for letter in once if letter != "\n"
    )
    assert "  " not in once
    assert not any(letter in "\u00ad\u200b\u00a0\ufb01" for letter in once)


@given(st.lists(WORDS, min_size=2, max_size=20), st.data())
def test_a_word_of_the_document_broken_anywhere_is_whole_again(words, data):
    word = data.draw(st.sampled_from(words))
    # Before a blank such an end cannot be told from a ligature that was printed apart.
    assume(not word.endswith(("fi", "fl")))
    cut = data.draw(st.integers(min_value=1, max_value=len(word) - 1))
    text = f"x {word[:cut]}{BROKEN}{word[cut:]} y"
    assert mended(text, Spelling([" ".join(words)])) == f"x {word} y"


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_lines_keep_every_word(words):
    assert joined_lines(words, [False] * len(words)).split() == words


def test_a_hyphen_at_the_end_of_a_line_waits_for_the_documents_own_spelling():
    joined = joined_lines(["a whole-", "system plan of recommen-", "dations"], [False] * 3)
    assert mended(joined, KNOWN) == "a whole-system plan of recommendations"


def test_mending_again_changes_nothing_where_blanks_were_many() -> None:
    once = mended("a\ufb01  a")
    assert mended(once) == once


def test_the_words_of_a_document_are_whole_words():
    known = Spelling(["Recommendations, and well-being."])
    assert "recommendations" in known
    assert "well-being" in known
    assert "recommend" not in known
    assert "being" not in known


def test_a_blank_after_a_hyphen_goes_where_the_document_spells_the_word_so() -> None:
    words = Spelling(["A whole-system view of prevention, before and after birth."])
    told = "a whole- system view, preven- tion, pre- and post-natal, one- off"
    assert mended(told, words) == "a whole-system view, prevention, pre- and post-natal, one- off"
