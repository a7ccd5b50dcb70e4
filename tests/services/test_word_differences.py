"""Two texts side by side: what only one of them has is marked, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marmot_tracker.services.word_differences import Piece, compare, only_here

TEXTS = st.lists(st.sampled_from(["home", "homes", "in", "three", "years", "\n", " "])).map(
    " ".join
)


def test_the_words_that_differ_are_marked() -> None:
    one, other = compare("Inspect homes in three years", "Inspect homes every five years")
    assert one == (
        Piece("Inspect homes ", only_here=False),
        Piece("in three ", only_here=True),
        Piece("years", only_here=False),
    )
    assert only_here(other) == ("every five",)


def test_blanks_alone_are_no_difference() -> None:
    one, other = compare("Inspect  homes", "Inspect homes")
    assert only_here(one) == only_here(other) == ()


@given(TEXTS, TEXTS)
def test_the_pieces_put_together_are_the_text(one: str, other: str) -> None:
    for text, pieces in zip((one, other), compare(one, other), strict=True):
        assert "".join(piece.text for piece in pieces) == text


@given(TEXTS, TEXTS)
def test_what_is_not_marked_is_the_same_on_both_sides(one: str, other: str) -> None:
    shared = [
        " ".join("".join(piece.text for piece in pieces if not piece.only_here).split())
        for pieces in compare(one, other)
    ]
    assert shared[0] == shared[1]


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert only_here(compare(text, text)[0]) == ()
