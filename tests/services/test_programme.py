from __future__ import annotations

from pathlib import Path

import pytest

from marmot_tracker.document import Author, Document
from marmot_tracker.errors import Misuse, TrackerError
from marmot_tracker.services import people, programme
from marmot_tracker.services.programme import Words
from marmot_tracker.vocabulary import SAMPLE_MARK, DecisionCode, NotRatedWhy, Rating, Stage
from tests.services.conftest import Sample


def test_a_new_tracker_holds_its_place_and_the_eight_principles(sample: Sample) -> None:
    with sample.document.read() as session:
        facts = programme.current(session)
        principles = people.principles(session)
    assert (facts.place, facts.title, facts.sample) == ("Luton", "Luton", False)
    assert [principle.number for principle in principles] == list(range(1, 9))
    assert principles[4].short == "Healthy and sustainable places"
    assert "Healthy, sustainable places" in principles[4].aliases


def test_a_tracker_needs_a_place(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="name of its place"):
        programme.new_tracker(tmp_path / "a.marmot", place="  ", author=Author("Ann"))
    assert not (tmp_path / "a.marmot").exists()


def test_a_tracker_survives_being_closed(tmp_path: Path) -> None:
    programme.new_tracker(tmp_path / "a.marmot", place="Luton", author=Author("Ann")).close()
    with (
        Document.open(tmp_path / "a.marmot", author=Author("Bob")) as document,
        document.read() as session,
    ):
        assert programme.current(session).place == "Luton"


def test_a_sample_says_so_and_stays_one(tmp_path: Path) -> None:
    with programme.new_tracker(
        tmp_path / "a.marmot", place="Sample place", author=Author("Ann"), sample=True
    ) as document:
        with document.read() as session:
            assert SAMPLE_MARK in programme.current(session).title
        with (
            pytest.raises(TrackerError, match="invented"),
            document.edit("Rename") as session,
        ):
            programme.rename(session, place="Luton")


def test_words_can_be_changed_and_brought_back(sample: Sample) -> None:
    with sample.document.edit("Change a word") as session:
        programme.set_word(session, axis="rating", code="at_risk", word="Needs attention")
    with sample.document.read() as session:
        words = programme.words(session)
        assert words.rating(Rating.AT_RISK).word == "Needs attention"
        assert words.rating(Rating.AT_RISK).letter == "A"
        assert words.rating(Rating.ON_TRACK).word == "On track"
        assert words.rating_named("needs attention") is Rating.AT_RISK
    with sample.document.edit("Change a word") as session:
        programme.set_word(session, axis="rating", code="at_risk", word="")
    with sample.document.read() as session:
        assert programme.words(session).rating(Rating.AT_RISK).word == "At risk"


def test_one_word_keeps_one_meaning(sample: Sample) -> None:
    with (
        pytest.raises(TrackerError, match="already means something else"),
        sample.document.edit("Change a word") as session,
    ):
        programme.set_word(session, axis="rating", code="at_risk", word="On track")
    with (
        pytest.raises(Misuse, match="no rating"),
        sample.document.edit("Change a word") as session,
    ):
        programme.set_word(session, axis="rating", code="purple", word="Purple")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Amber", Rating.AT_RISK),
        ("a", Rating.AT_RISK),
        ("off_track", Rating.OFF_TRACK),
        ("Off track", Rating.OFF_TRACK),
        (" GREEN ", Rating.ON_TRACK),
        ("blue", Rating.COMPLETE),
        ("–", Rating.NOT_RATED),
        ("mauve", None),
    ],
)
def test_ratings_are_known_by_letter_colour_code_and_word(said: str, meant: Rating | None) -> None:
    assert Words().rating_named(said) is meant


def test_every_code_has_a_word() -> None:
    words = Words()
    for axis, codes in programme.AXES.items():
        assert all(words.of(axis, code) != code.value for code in codes), axis
    assert words.decision(None) == "No decision yet"
    assert words.decision(DecisionCode.NOT_LOCAL) == "Not for local decision"
    assert words.stage(Stage.CLAIMED_COMPLETE) == "Claimed complete"
    assert words.not_rated_why(NotRatedWhy.ON_HOLD) == "On hold"
    assert words.code_named("stage", "on hold") == "on_hold"
