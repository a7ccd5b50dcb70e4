"""Words for ratings, decisions and principles, and headings."""

from __future__ import annotations

import pytest

from marmot_tracker.exchange.headings import FIELDS, field_strengths, fold
from marmot_tracker.exchange.words import read_decision, read_principles, read_rating
from marmot_tracker.vocabulary import PRINCIPLES, RATING_KEY, DecisionCode, NotRatedWhy, Rating


@pytest.mark.parametrize("code", list(Rating))
def test_every_code_letter_and_word_of_the_key_is_read(code):
    key = RATING_KEY[code]
    for words in (code, key.letter, key.letter.lower(), key.word, key.word.upper()):
        assert read_rating(words) == (code, None), words
    assert read_rating(f"{key.letter} - {key.word}") == (code, None)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Red", Rating.OFF_TRACK),
        ("AMBER ", Rating.AT_RISK),
        ("green", Rating.ON_TRACK),
        ("Blue", Rating.COMPLETE),
        ("Red (off track)", Rating.OFF_TRACK),
        ("Off-track", Rating.OFF_TRACK),
        ("on_track", Rating.ON_TRACK),
        ("🟢", Rating.ON_TRACK),
    ],
)
def test_rating_words(words, code):
    assert read_rating(words) == (code, None)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Not started", NotRatedWhy.NOT_STARTED),
        ("On hold", NotRatedWhy.ON_HOLD),
        ("Not yet due", NotRatedWhy.NOT_DUE),
        ("N/A", NotRatedWhy.DOES_NOT_APPLY),
        ("No update", NotRatedWhy.NO_ANSWER),
    ],
)
def test_not_rated_says_which_kind(words, why):
    assert read_rating(words) == (Rating.NOT_RATED, why)


@pytest.mark.parametrize(
    "words", ["Amber/Green", "largely", "delivered", "G (was A)", "red green", "x" * 500, "7"]
)
def test_a_word_that_could_mean_another_rating_is_not_guessed(words):
    assert read_rating(words) is None


@pytest.mark.parametrize("code", list(DecisionCode))
def test_every_decision_code_is_read(code):
    assert read_decision(code) == code
    assert read_decision(code.replace("_", " ").title()) == code


def test_decision_words():
    assert read_decision("Partially accepted") is DecisionCode.ACCEPTED_IN_PART
    assert read_decision("Agreed in principle") is DecisionCode.ACCEPTED_IN_PRINCIPLE
    assert read_decision("Rejected") is DecisionCode.NOT_ACCEPTED
    assert read_decision("acknowledged") is None


@pytest.mark.parametrize("principle", PRINCIPLES)
def test_every_principle_by_number_and_wording(principle):
    number = principle.number
    for words in (principle.wording, principle.short, *principle.aliases):
        assert read_principles(words) == (number,)
        assert read_principles(f"{number}. {words}") == (number,)
        assert read_principles(f"{number % 8 + 1}. {words}") is None
    for words in (f"{number}", f"Principle {number}", f"P{number}", f"MP{number}"):
        assert read_principles(words) == (number,)


def test_several_principles_and_letters():
    assert read_principles("1 Best start in life / 4 Healthy standard of living") == (1, 4)
    assert read_principles("1, 4 and 6") == (1, 4, 6)
    assert read_principles("C") == (3,)
    assert read_principles("9") is None
    assert read_principles("1 and something") is None


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Rec. No.", "reference"),
        ("#", "reference"),
        ("ref_id", "reference"),
        ("RECOMMENDATION", "text"),
        ("Recommendation (as printed in the report)", "text"),
        ("promise", "text"),
        ("Short title", "title"),
        ("Priority area", "theme"),
        ("Marmot\nprinciple", "principle"),
        ("Lead sub-group", "subgroup"),
        ("Accountable  lead", "owner"),
        ("Supporting partners", "supporting"),
        ("RAG status", "rating"),
        ("RAG rating (Q2)", "rating"),
        ("Target completion date", "due"),
        ("Progress to date", "position"),
        ("statusReason", "reason"),
        ("Path to Green", "path_to_green"),
        ("Help needed?", "help_needed"),
        ("Where it comes from", "source"),
        ("Timescale", "timescale"),
        ("Page no.", "page"),
        ("Decision", "decision"),
        ("Evidence", "evidence"),
        ("URL", "link"),
        ("Section", "section"),
        ("Recommandation", "text"),
    ],
)
def test_headings_people_write(heading, field):
    strengths = field_strengths(heading)
    assert max(strengths, key=lambda name: strengths[name]) == field


def test_headings_we_do_not_know_mean_nothing():
    for heading in ("Likelihood", "Budget code 2026", "x", "", "Notes"):
        assert max(field_strengths(heading).values(), default=0) < 5, heading


def test_folding():
    assert fold("  areaLabel\n(new) ") == "area label new"
    assert fold("Réf.") == "ref"


def test_every_field_has_words():
    assert all(FIELDS.values())
